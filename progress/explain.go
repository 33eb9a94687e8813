package progress

import (
	"fmt"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// Explanation is a verdict with every step of its arithmetic, in full numbers
// and without words, so that it can be redone by hand: each number that goes
// into a step is an input, the result of an earlier step, or a constant of its
// Formula. Steps have stable ids; those whose number the verdict has are named
// like its field.
type Explanation struct {
	Verdict   Verdict        `json:"verdict"`
	Direction data.Direction `json:"direction"`
	Inputs    []Given        `json:"inputs"`
	Steps     []Step         `json:"steps"`
	// Compared is the id of the step, or of the input, whose number is held
	// against the thresholds. Both are empty where another Rule decides.
	Compared   string      `json:"compared,omitempty"`
	Thresholds []Threshold `json:"thresholds,omitempty"` // in the order in which they are tried
}

// Given is a number that the arithmetic begins with. Those that a publisher
// gave, or that we made of such, carry where they come from.
type Given struct {
	ID    string  `json:"id"` // base, latest, recent.from, target, met_at, limit, lowest, highest, point.2016, past.0 …
	Value float64 `json:"value"`
	Year  int     `json:"year,omitempty"`
	From  *Value  `json:"from,omitempty"`
}

// Step is one formula with the numbers that go in, by name, and the result.
type Step struct {
	ID      string             `json:"id"`
	Formula Formula            `json:"formula"`
	In      map[string]float64 `json:"in"`
	Points  []Weighted         `json:"points,omitempty"` // of a regression
	Out     float64            `json:"out"`
}

// Weighted is a point of a regression.
type Weighted struct {
	Year   int     `json:"year"`
	Value  float64 `json:"value"`
	Weight float64 `json:"weight"`
}

// Threshold is one cut of a method. The first that holds for the number
// compared has Fired; one without a comparator holds for the rest. Slack is
// what rounding may add to the number.
type Threshold struct {
	Comparator data.Comparator `json:"comparator,omitempty"` // of the number to the bound
	Bound      float64         `json:"bound"`
	Slack      float64         `json:"slack,omitempty"`
	Class      Class           `json:"class"`
	Status     string          `json:"status,omitempty"`
	Fired      bool            `json:"fired,omitempty"`
}

// ExplainBy explains what AssessBy gives for a case.
func ExplainBy(name string, c Case) (Explanation, error) {
	m, err := named(name)
	if err != nil {
		return Explanation{}, err
	}
	return c.explain(m, m.judge(c)), nil
}

// Explain explains what AssessBy gives for an indicator, an area and a
// benchmark. It is worked out anew on each call.
func (e *Edition) Explain(method, indicator, area string, dims data.Dims, benchmark string) (Explanation, error) {
	v, err := e.AssessBy(method, indicator, area, dims, benchmark)
	if err != nil {
		return Explanation{}, err
	}
	m, err := named(v.Method)
	if err != nil {
		return Explanation{}, fmt.Errorf("explain a verdict: %w", err)
	}
	c, ok := e.question(e.Line(indicator, area, e.dims(indicator, dims), ""), benchmark)
	if !ok {
		return Explanation{Verdict: v, Inputs: []Given{}, Steps: []Step{}}, nil
	}
	return c.explain(m, v), nil
}

func (c Case) explain(m method, v Verdict) Explanation {
	l := ledger{c: c, v: v, x: Explanation{Verdict: v, Direction: c.Direction, Inputs: []Given{}, Steps: []Step{}}}
	if v.Base != nil {
		l.given("base", v.Base)
	}
	if v.Latest != nil {
		l.given("latest", v.Latest)
	}
	l.past()
	if v.Base != nil && v.Latest != nil && v.Latest.Year > v.Base.Year {
		m.explain(&l)
	}
	return l.x
}

// ledger writes an explanation down.
type ledger struct {
	c Case
	v Verdict
	x Explanation
}

// given notes a value with where it comes from.
func (l *ledger) given(id string, v *Value) float64 {
	l.x.Inputs = append(l.x.Inputs, Given{ID: id, Value: v.Value, Year: v.Year, From: v})
	return v.Value
}

// set notes a number that the definitions say.
func (l *ledger) set(id string, value float64, year int) float64 {
	l.x.Inputs = append(l.x.Inputs, Given{ID: id, Value: value, Year: year})
	return value
}

// do takes a step.
func (l *ledger) do(id string, f Formula, in map[string]float64) float64 {
	return l.step(Step{ID: id, Formula: f, In: in})
}

func (l *ledger) step(s Step) float64 {
	s.Out = s.Formula.of(s)
	sound := finite(s.Out) != nil
	for _, v := range s.In {
		sound = sound && finite(v) != nil
	}
	if !sound { // such a number is in no verdict
		return s.Out
	}
	l.x.Steps = append(l.x.Steps, s)
	return s.Out
}

// name gives the last of several steps to a number of the verdict its id.
func (l *ledger) name(id string) {
	if last := len(l.x.Steps) - 1; last >= 0 && strings.HasPrefix(l.x.Steps[last].ID, id+".") {
		l.x.Steps[last].ID = id
	}
}

// past notes what targets whose year is over were missed by.
func (l *ledger) past() {
	for i, p := range l.v.Past {
		if p.Value == nil {
			continue
		}
		id := fmt.Sprintf("past.%d", i)
		value := l.given(id, p.Value)
		target := l.set(id+".target", p.Target, p.Year)
		if !p.Met {
			l.do(id+".missed_by", Distance, map[string]float64{"from": value, "to": target})
		}
	}
}

// thresholds holds a number against cuts and marks the first that holds.
func (l *ledger) thresholds(compared string, x float64, list []Threshold) {
	if l.v.Rule != ByThreshold {
		return
	}
	l.x.Compared, l.x.Thresholds = compared, list
	for i := range list {
		if list[i].holds(x) {
			list[i].Fired = true
			return
		}
	}
}

func (t Threshold) holds(x float64) bool {
	switch t.Comparator {
	case data.AtLeast:
		return x >= t.Bound-t.Slack
	case data.Over:
		return x > t.Bound-t.Slack
	case data.AtMost:
		return x <= t.Bound+t.Slack
	}
	return true
}

// span is that of the verdict, whose values are comparable already.
func (l *ledger) span() span {
	point := func(v *Value) Point {
		return Point{Point: data.Point{Year: v.Year, Value: v.Value, Decimals: v.Decimals, Status: v.Status, Snapshot: v.Snapshot}, Coverage: v.Coverage}
	}
	return span{c: l.c, base: point(l.v.Base), latest: point(l.v.Latest)}
}

// years counts the years between two, as a step.
func (l *ledger) years(id string, from, to int) float64 {
	return l.do(id, Years, map[string]float64{"from": float64(from), "to": float64(to)})
}

// rate is the change a year by a model, as a step.
func (l *ledger) rate(id string, model data.Model, from, to, years float64) float64 {
	f := LinearRate
	if model == data.Compound {
		f = CompoundRate
	}
	return l.do(id, f, map[string]float64{"from": from, "to": to, "years": years})
}

// inBounds keeps a number inside the bounds of the indicator, as a step.
func (l *ledger) inBounds(id string, x float64) float64 {
	if len(l.c.Bounds) != 2 {
		return x
	}
	low, high := l.set("lowest", l.c.Bounds[0], 0), l.set("highest", l.c.Bounds[1], 0)
	return l.do(id, Clamp, map[string]float64{"value": x, "low": low, "high": high})
}

// reached notes the year in which a number that moves at a rate arrives;
// direction is +1 where it has to rise, -1 where it has to fall.
func (l *ledger) reached(model data.Model, from, to, rate, direction float64, over bool) {
	if l.v.Reached == 0 {
		return
	}
	f, strict := LinearArrival, 0.0
	if model == data.Compound {
		f = CompoundArrival
	}
	if over {
		strict = 1
	}
	l.do("reached", f, map[string]float64{
		"from": from, "to": to, "rate": rate, "direction": direction, "year": float64(l.v.Latest.Year), "over": strict,
	})
}

// open is the goal that the verdict works toward, with its numbers noted.
func (l *ledger) open() (g goal, ok bool) {
	goals, _ := l.c.goals()
	g, ok, _ = l.c.current(goals, l.c.values())
	return g, ok
}

// target notes the number of a goal, and where it is met if that is another.
func (l *ledger) target(g goal) (declared float64) {
	declared = l.set("target", g.target, g.year)
	if edge := g.edge(l.v.Latest.Value); edge != g.target {
		l.set("met_at", edge, g.year)
	}
	return declared
}

// wanted is +1 where a value has to rise and -1 where it has to fall.
func (l *ledger) wanted() float64 {
	if l.c.Direction == data.Up {
		return 1
	}
	return -1
}
