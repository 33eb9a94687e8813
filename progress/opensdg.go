package progress

import (
	"cmp"
	"math"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// What Open SDG 2.4 sets where a case does not.
const (
	openSDGBase    = 2015
	openSDGYear    = 2030
	openSDGNonzero = 0.001 // stands for zero, from which there is no rate
	openSDGBend    = 4.44  // on track stays possible for 15 years without passing the limit
)

// Parity to Open SDG is this band, inside which the transformed value is 1.
const (
	openSDGParityLow  = 0.97
	openSDGParityHigh = 1.03
)

// openSDG is the progress measure of Open SDG 2.4, made by Statistics Canada,
// whose published results it gives again to 1e-9 (value, status and score).
//
// With a target, Pace is the compound rate since the base over the size of the
// rate needed, on track from 0.95, moderate from 0.6, limited from 0. Without,
// it is the compound rate itself, positive in the wanted direction: 1.5 %,
// 0.5 % and 0, of which the first two shrink near Case.Limit. Two years of data
// are enough. The base is Case.BaseYear (2015), else the next later year; a
// target without a date is due in 2030. Zero counts as 0.001 in base and
// target, whatever the unit; values that change sign cannot be judged. A target
// reached wins over everything, a target whose year is over included.
//
// Status has the published keys. Their labels are the ladder of the UNSD chart
// ("on track", "progress made but acceleration needed", "limited progress",
// "deterioration"), so that each has its Class. Score runs from -5 to +5, by
// the rounded constants as published: where those put a series a hair over a
// cut, score and status disagree as they do there.
//
// The direction must be given: there it falls back to "negative", which turns a
// forgotten word into the opposite verdict. Parity is judged on max(r, 1/r), to
// be brought down to 1. Where the publication is silent: parity without a
// target has 1 as its limit, a value older than four years is stale, base and
// latest of our own group values hold the same economies, and no span runs
// across a break.
func openSDG(c Case) Verdict {
	v, goals, points, reason := c.start()
	v.Model, v.Status = data.Compound, openSDGNone
	if reason != "" {
		return v.without(reason)
	}
	g := c.lastGoal(goals, points, &v)
	return c.openSDG(v, g, points)
}

// openGoal is the first goal whose year is not over, recorded in the verdict
// with the goals before it.
func (c Case) openGoal(goals []goal, points []Point, v *Verdict) (g goal, open bool) {
	for _, h := range c.history {
		v.Past = append(v.Past, h.judge(c, points))
	}
	g, open, past := c.current(goals, points)
	v.Past = append(v.Past, past...)
	if open {
		v.aim(g)
	}
	return g, open
}

func (v *Verdict) aim(g goal) {
	v.Benchmark, v.Target, v.TargetYear = g.id, finite(g.target), g.year
}

// lastGoal is the open goal, else the last whose year is over: Open SDG judges
// it like any other. nil = no target.
func (c Case) lastGoal(goals []goal, points []Point, v *Verdict) *goal {
	g, open := c.openGoal(goals, points, v)
	switch {
	case open:
		return &g
	case len(goals) == 0:
		return nil
	}
	g = goals[len(goals)-1]
	v.Past = v.Past[:len(v.Past)-1]
	v.aim(g)
	return &g
}

func (c Case) openSDG(v Verdict, g *goal, points []Point) Verdict {
	latest := points[len(points)-1]
	m := measure{c: c, d: 1}
	if c.Direction != data.Up {
		m.d = -1
	}
	if g != nil {
		v.TargetYear = cmp.Or(g.year, openSDGYear)
		m.aim(*g, v.TargetYear)
	}
	if c.now(latest)-latest.Year > staleAfter {
		return v.without(Stale)
	}
	base, ok := c.openSDGBase(points)
	reason := NoBase
	if ok {
		var s span
		if s, reason = c.between(&v, base, latest, 1); reason == "" {
			base, latest = s.base, s.latest
		}
	}
	m.t, m.to = latest.Year, m.form(latest.Value)
	if reason == "" {
		m.b, m.from = base.Year, m.form(base.Value)
	}
	return m.verdict(v, reason)
}

// openSDGBase is the base year asked for, else the next later one with data.
func (c Case) openSDGBase(points []Point) (Point, bool) {
	points = c.sinceBreak(points)
	from := cmp.Or(c.BaseYear, openSDGBase)
	i := slices.IndexFunc(points, func(p Point) bool { return p.Year >= from })
	if i < 0 {
		return Point{}, false
	}
	return points[i], true
}

// measure is what Open SDG judges: two values, a direction, a target or none.
type measure struct {
	c        Case
	d        float64 // +1 up, -1 down
	b, t     int
	from, to float64
	target   *float64
	year     int
}

func (m *measure) aim(g goal, year int) {
	target := g.target
	if m.c.Direction == data.ToOne {
		target = 1 // of the transformed value, whatever band the benchmark names
	}
	if target == 0 {
		target = openSDGNonzero
	}
	m.target, m.year = &target, year
}

// form is the value, or for parity the ratio not under 1.
func (m measure) form(v float64) float64 {
	switch {
	case m.c.Direction != data.ToOne:
		return v
	case openSDGParityLow <= v && v <= openSDGParityHigh:
		return 1
	}
	return fromParity(v)
}

func (m measure) achieved() bool {
	return m.target != nil && (m.d > 0 && m.to >= *m.target || m.d < 0 && m.to <= *m.target)
}

// verdict tests the target first: no reason stands against one that is reached.
func (m measure) verdict(v Verdict, reason Reason) Verdict {
	value := math.NaN()
	if reason == "" {
		v.Actual, v.Needed, value = m.value()
		v.Pace = finite(value)
	}
	m.reach(&v)
	switch {
	case m.achieved():
		v.Status, v.Class, v.Rule, v.Score = openSDGAchieved, TargetMet, WasMet, finite(openSDGBest)
		return v
	case reason != "":
		return v.without(reason)
	case math.IsNaN(value):
		return v.without(NotJudgeable)
	case m.target != nil:
		v.Status, v.Score = ratioStatus(value), finite(ratioScore(value))
	default:
		scale := m.scale()
		v.Status, v.Score = rateStatus(value, scale), finite(rateScore(value, scale))
	}
	v.Class, v.Rule = openSDGClass(v.Status), ByThreshold
	if v.Pace == nil { // infinite: the base stands on the target
		v.Rule = OnTheLine
	}
	return v
}

// value is the progress value with its rates; NaN where there is none. It is
// infinite where the base stands on the target and the value has left it.
func (m measure) value() (actual, needed *float64, value float64) {
	sign := 1.0
	if m.from < 0 {
		sign = -1
	}
	if m.from == 0 {
		m.from = openSDGNonzero
	}
	if m.from > 0 && m.to < 0 || m.from < 0 && m.to > 0 {
		return nil, nil, math.NaN()
	}
	rate := growth(m.from, m.to, m.t-m.b)
	if m.target == nil {
		return finite(rate), nil, sign * m.d * rate
	}
	if m.year <= m.b {
		return finite(rate), nil, math.NaN()
	}
	due := growth(m.from, *m.target, m.year-m.b)
	return finite(rate), finite(due), sign * m.d * rate / math.Abs(due)
}

// scale is the factor C, 0 at the limit and 1 far from it, on either side.
func (m measure) scale() float64 {
	limit := m.c.Limit
	if limit == nil && m.c.Direction == data.ToOne {
		one := 1.0
		limit = &one
	}
	if limit == nil || finite(*limit) == nil {
		return 1
	}
	b, l := math.Abs(m.from), math.Abs(*limit) // the value itself, not what stands for zero
	switch {
	case b >= 2*l: // first: also where both are zero
		return 1
	case b <= l:
		return 1 - math.Pow(b/l, openSDGBend)
	}
	return 1 - math.Pow((2*l-b)/l, openSDGBend)
}
