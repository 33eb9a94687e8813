package data

import "strings"

// Judge overrides how an indicator is judged; zero fields leave the rules of
// the method. What belongs to the series whatever the method, its breaks,
// bounds, first year and last usable base, the indicator says itself.
type Judge struct {
	Method string `yaml:"method" json:"method,omitempty"` // in place of the default one, as in "opensdg-2.4"
	// BaseYear is taken and no other: without its value there is no verdict, but
	// for methods that by their own rule go on to the next year with data.
	BaseYear int `yaml:"base_year" json:"base_year,omitempty"`
	// Target is a number to reach where no benchmark is asked for by name, in
	// the unit of the indicator; TargetYear 0 leaves it without a date.
	Target     *float64 `yaml:"target" json:"target,omitempty"`
	TargetYear int      `yaml:"target_year" json:"target_year,omitempty"`
	// Limit is the natural end of the value in the wanted direction, near which
	// some methods judge growth more mildly; nil means the bound on that side.
	Limit *float64 `yaml:"limit" json:"limit,omitempty"`
}

// OwnTarget stands for a benchmark's id where the target is Judge.Target.
const OwnTarget = "own"

// Manual is a verdict on a paragraph that a person gave, beside the computed
// one. All fields are required. Class is one of package progress.
type Manual struct {
	Class  string `yaml:"class" json:"class"`
	Reason string `yaml:"reason" json:"reason"`
	Author string `yaml:"author" json:"author"`
	Date   Date   `yaml:"date" json:"date"`
}

// The years that may be named in a definition.
const (
	firstYear = 1900
	lastYear  = 2200
)

func (k *checker) checkJudge(in *Indicator) {
	j := in.Judge
	if j == nil {
		return
	}
	fault := func(field, format string, args ...any) {
		k.add("indicator", in.ID, "judge."+field, "judge."+field+format, args...)
	}
	if *j == (Judge{}) {
		k.add("indicator", in.ID, "judge", "judge overrides nothing; take it out or give method, base_year, target, target_year or limit")
	}
	if in.Direction == NoDirection {
		k.add("indicator", in.ID, "judge", "an indicator of direction none is never judged; take judge out")
	}
	year := func(field string, y int) {
		if y != 0 && (y < firstYear || y > lastYear) {
			fault(field, " %d is no year from %d to %d", y, firstYear, lastYear)
		}
	}
	year("base_year", j.BaseYear)
	year("target_year", j.TargetYear)
	k.checkJudgeBase(in)
	switch {
	case j.Target == nil && j.TargetYear != 0:
		fault("target_year", " goes with a target")
	case j.Target != nil && outside(in.Bounds, *j.Target):
		fault("target", " %v is outside the bounds %v", *j.Target, in.Bounds)
	case j.Target != nil && in.Direction == ToOne && *j.Target != 1:
		fault("target", " of direction to_one is 1, not %v", *j.Target)
	case j.TargetYear != 0 && j.BaseYear >= j.TargetYear:
		fault("target_year", " %d is not after the base year %d", j.TargetYear, j.BaseYear)
	}
	if j.Limit != nil && outside(in.Bounds, *j.Limit) {
		fault("limit", " %v is outside the bounds %v", *j.Limit, in.Bounds)
	}
}

// checkJudgeBase holds the base year to what the series allows.
func (k *checker) checkJudgeBase(in *Indicator) {
	base := in.Judge.BaseYear
	field := "judge.base_year"
	switch n := len(in.Breaks); {
	case base == 0:
	case n > 0 && base < in.Breaks[n-1]:
		k.add("indicator", in.ID, field, "%s %d is before the break of %d; no pace runs across it", field, base, in.Breaks[n-1])
	case in.MaxBase != 0 && base > in.MaxBase:
		k.add("indicator", in.ID, field, "%s %d is after max_base %d", field, base, in.MaxBase)
	case base < in.NewFrom:
		k.add("indicator", in.ID, field, "%s %d is before new_from %d", field, base, in.NewFrom)
	}
}

func outside(bounds []float64, v float64) bool {
	return len(bounds) == 2 && (v < bounds[0] || v > bounds[1])
}

// checkManual lets no verdict of a person stand without who, why and when.
func (k *checker) checkManual(p *Paragraph, id string) {
	m := p.Manual
	if m == nil {
		return
	}
	for _, f := range [][2]string{{"class", m.Class}, {"reason", m.Reason}, {"author", m.Author}, {"date", m.Date.String()}} {
		if strings.TrimSpace(f[1]) == "" {
			k.add("paragraph", id, "manual."+f[0], "manual.%s is required: a verdict of a person names its class, reason, author and date", f[0])
		}
	}
	if !p.Scored {
		k.add("paragraph", id, "manual", "a manual verdict rates the paragraph, but it is not scored")
	}
}
