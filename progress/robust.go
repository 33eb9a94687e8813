package progress

import (
	"math"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// Robustness says what the class of a verdict hangs on.
type Robustness struct {
	Method string `json:"method"`
	Class  Class  `json:"class"`
	Status string `json:"status,omitempty"`
	Reason Reason `json:"reason,omitempty"`
	// Others are the verdicts of the other methods on the same question.
	// DependsOnMethod is set where one that judges contradicts; a word that
	// covers two of our classes contradicts neither.
	Others          []MethodResult `json:"others"`
	DependsOnMethod bool           `json:"depends_on_method"`
	// Rounding tries half a unit in the last printed digit, up and down, of
	// base and latest; Revision undoes the publisher's last revision of them.
	// Values that are not printed as such, and those computed by us, have none.
	Rounding []Trial `json:"rounding,omitempty"`
	Revision []Trial `json:"revision,omitempty"`
	Fragile  bool    `json:"fragile"` // a trial gives another class
}

// MethodResult is what another method says.
type MethodResult struct {
	Method string `json:"method"`
	Class  Class  `json:"class"`
	Status string `json:"status,omitempty"`
	Reason Reason `json:"reason,omitempty"`
}

// Trial is the verdict with other values; nil is the value as it is.
type Trial struct {
	Base    *float64 `json:"base,omitempty"`
	Latest  *float64 `json:"latest,omitempty"`
	Class   Class    `json:"class"`
	Status  string   `json:"status,omitempty"`
	Reason  Reason   `json:"reason,omitempty"`
	Changes bool     `json:"changes"`
}

// Robust judges a case by a method, by the others, and by the values that base
// and latest might as well have. "" is the default method.
func Robust(name string, c Case) (Robustness, error) {
	m, err := named(name)
	if err != nil {
		return Robustness{}, err
	}
	return c.robust(m), nil
}

// Robustness is Robust for an indicator, area and benchmark as AssessBy takes them.
func (e *Edition) Robustness(method, indicator, area string, dims data.Dims, benchmark string) (Robustness, error) {
	m := e.ownMethod(indicator)
	if method != "" {
		var err error
		if m, err = named(method); err != nil {
			return Robustness{}, err
		}
	}
	c, ok := e.question(e.Line(indicator, area, e.dims(indicator, dims), ""), benchmark)
	if !ok {
		return Robustness{Method: m.name, Reason: NotJudgeable, Others: []MethodResult{}}, nil
	}
	return c.robust(m), nil
}

func (c Case) robust(m method) Robustness {
	v := m.judge(c)
	r := Robustness{Method: m.name, Class: v.Class, Status: v.Status, Reason: v.Reason, Others: []MethodResult{}}
	for _, other := range methods() {
		if other.name == m.name {
			continue
		}
		o := other.judge(c)
		r.Others = append(r.Others, MethodResult{o.Method, o.Class, o.Status, o.Reason})
		r.DependsOnMethod = r.DependsOnMethod || contradict(v, o)
	}
	if meanings(v) == nil || v.Latest == nil || c.pair != nil {
		return r
	}
	base, hasBase := c.input(v.Base)
	latest, _ := c.input(v.Latest)
	for _, sign := range []float64{-1, 1} {
		if hasBase {
			r.Rounding = c.try(r.Rounding, m, v, c.rounded(base, sign), nil)
		}
		r.Rounding = c.try(r.Rounding, m, v, nil, c.rounded(latest, sign))
	}
	first, last := before(base), before(latest)
	r.Revision = c.try(r.Revision, m, v, first, nil)
	r.Revision = c.try(r.Revision, m, v, nil, last)
	if first != nil && last != nil {
		r.Revision = c.try(r.Revision, m, v, first, last)
	}
	for _, t := range slices.Concat(r.Rounding, r.Revision) {
		r.Fragile = r.Fragile || t.Changes
	}
	return r
}

// meanings are the classes that a verdict may stand for; nil for none.
func meanings(v Verdict) []Class {
	switch {
	case v.Class != NoClass:
		return []Class{v.Class}
	case v.Reason == OwnScale:
		return []Class{Fair, Limited}
	}
	return nil
}

// contradict says that two verdicts cannot both be right.
func contradict(a, b Verdict) bool {
	one, other := meanings(a), meanings(b)
	if one == nil || other == nil {
		return false
	}
	return !slices.ContainsFunc(one, func(c Class) bool { return slices.Contains(other, c) })
}

// input is the point that a value of a verdict was taken from.
func (c Case) input(v *Value) (Point, bool) {
	if v == nil {
		return Point{}, false
	}
	for _, p := range c.values() {
		if p.Year == v.Year {
			return p, true
		}
	}
	return Point{}, false
}

// before is the value of a point before its last revision.
func before(p Point) *float64 {
	if p.Was == nil {
		return nil
	}
	return finite(*p.Was)
}

// rounded is a value half a printed unit off, inside the bounds and on its side
// of zero; nil where it does not tell its digits or cannot go there.
func (c Case) rounded(p Point, sign float64) *float64 {
	half := p.Rounding
	if half == 0 && p.Decimals >= 0 {
		half = math.Pow10(-p.Decimals) / 2
	}
	x := p.Value + sign*half
	if p.Value >= 0 {
		x = max(x, 0)
	} else {
		x = min(x, 0)
	}
	if len(c.Bounds) == 2 {
		x = min(max(x, c.Bounds[0]), c.Bounds[1])
	}
	if x == p.Value {
		return nil
	}
	return finite(x)
}

// try adds the verdict of a method with other values in the years of base and
// latest, where there is one to try.
func (c Case) try(list []Trial, m method, v Verdict, base, latest *float64) []Trial {
	if base == nil && latest == nil {
		return list
	}
	c.Points = slices.Clone(c.values())
	for i := range c.Points {
		p := &c.Points[i]
		if base != nil && v.Base != nil && p.Year == v.Base.Year {
			p.Value = *base
		}
		if latest != nil && p.Year == v.Latest.Year {
			p.Value = *latest
		}
	}
	t := m.judge(c)
	return append(list, Trial{base, latest, t.Class, t.Status, t.Reason, t.Class != v.Class || t.Status != v.Status})
}
