package progress

import (
	"math"

	"github.com/wsiswatch/wsiswatch/data"
)

// Limits of unsd-pace.
const (
	staleAfter  = 4 // years between the latest value and the reference year
	shortest    = 3 // years between base and latest
	lastBase    = 2018
	recentSpan  = 5 // years of the recent pace
	slowUnder   = 0.7
	furthest    = 1e6 // from parity, as a ratio
	paceOnTrack = 0.95
	paceFair    = 0.5
	paceLimited = -0.1
	rateOnTrack = 0.01 // without a target, a year
	rateFair    = 0.005
	rateLimited = -0.01
)

// unsdPace gives the classes of the UNSD Progress Chart 2022 to a pace ratio
// whose growth model fits the indicator.
//
// With a target, pace = actual / needed change a year, both from the base:
// linear in units, compound as rates. Parity is judged on y = max(r, 1/r)
// against 1/0.98. Without a target the rule of the chart applies, whatever the
// model: the compound rate a year, positive in the wanted direction, over 1 %
// on track, over 0.5 % fair, from -1 % limited. Parity inside its band is on
// track then: it has nowhere further to go.
func unsdPace(c Case) Verdict {
	return c.judge(way{toward: span.toward, rate: rateClass})
}

// way is what methods that share bases, goals and reasons differ in.
type way struct {
	toward func(s span, v Verdict, g goal, points []Point) Verdict // to a goal that is open
	rate   func(rate float64) (Class, string)                      // without one: class and status of a rate a year
}

// judge settles what needs no arithmetic, then goes the way of the method.
func (c Case) judge(w way) Verdict {
	v, goals, points, reason := c.start()
	if reason != "" {
		return v.without(reason)
	}
	return c.follow(w, v, goals, points)
}

func (v Verdict) without(r Reason) Verdict {
	v.Class, v.Reason, v.Rule = NoClass, r, ""
	return v
}

func (v *Verdict) flag(on bool, f Flag) {
	if on {
		v.Flags = append(v.Flags, f)
	}
}

// follow finds the goal that is open and the base, and judges the span.
func (c Case) follow(w way, v Verdict, goals []goal, points []Point) Verdict {
	latest := points[len(points)-1]
	g, open, past := c.current(goals, points)
	for _, h := range c.history {
		v.Past = append(v.Past, h.judge(c, points))
	}
	v.Past = append(v.Past, past...)
	switch {
	case open:
		v.Benchmark, v.Target, v.TargetYear = g.id, finite(g.edge(latest.Value)), g.year
	case len(past) > 0:
		v.Benchmark = data.NoBenchmark
	}
	base, ok := c.base(points)
	if !ok {
		return v.without(NoBase)
	}
	s, reason := c.between(&v, base, latest, shortest)
	s.rate = w.rate
	switch {
	case reason != "":
		return v.without(reason)
	case open:
		v.Target = finite(g.edge(s.latest.Value))
		return w.toward(s, v, g, points)
	}
	if len(past) > 0 {
		return s.after(v, goals[len(goals)-1], past[len(past)-1])
	}
	return s.free(v)
}

// between is the span of a case, recorded in the verdict, or the reason why
// its ends cannot be compared. least is the years that must lie between them.
func (c Case) between(v *Verdict, base, latest Point, least int) (s span, r Reason) {
	v.Base = c.value(base)
	v.flag(base.Year > lastBase, LateBase)
	switch {
	case c.now(latest)-latest.Year > staleAfter:
		return s, Stale
	case latest.Year-base.Year < least:
		return s, TooShort
	}
	base, latest, ok := c.compare(base, latest)
	if !ok {
		return s, ThinCoverage
	}
	v.Base, v.Latest = c.value(base), c.value(latest)
	v.flag(c.pair != nil, FixedEconomies)
	v.flag(thin(base) || thin(latest), ThinGroup)
	return span{c: c, base: base, latest: latest}, ""
}

func thin(p Point) bool { return p.Coverage != nil && p.Coverage.Thin }

// span is a case between its base and its latest value.
type span struct {
	c            Case
	base, latest Point
	rate         func(rate float64) (Class, string) // the rule without a target
}

// after is the verdict where the last target's year is over. What was met and
// still is stays met; what was missed is judged by direction alone.
func (s span) after(v Verdict, g goal, p PastTarget) Verdict {
	switch {
	case p.Open:
		return v.without(Open)
	case !p.Met:
		return s.free(v)
	}
	v.Benchmark, v.TargetYear, v.Target = g.id, g.year, finite(g.edge(s.latest.Value))
	v.Class, v.Rule = TargetMet, WasMet
	if !g.met(s.latest.Value) {
		v.Class, v.Rule = Deterioration, WasLost
	}
	return v
}

// form is what the pace is taken of: the value, or the distance from parity as
// a ratio not under 1. Nothing at all on one side is as far as can be told.
func (s span) form(v float64) float64 {
	if s.c.Direction != data.ToOne {
		return v
	}
	return fromParity(v)
}

func fromParity(ratio float64) float64 {
	if ratio < 1/furthest {
		return furthest
	}
	return max(ratio, 1/ratio)
}

// toward is the verdict on the way to a goal.
func (s span) toward(v Verdict, g goal, points []Point) Verdict {
	s.beside(&v, g)
	aim := g.edge(s.base.Value)
	if s.c.Direction == data.ToOne {
		aim = 1 / parityLow
	}
	y := change{s.c.Model, s.base.Year, s.latest.Year, s.form(s.base.Value), s.form(s.latest.Value), aim}
	v.Model = y.settle()
	v.flag(v.Model != s.c.model(), LinearFallback)
	actual := y.rate(y.from, y.to, y.t-y.b)
	v.Actual = finite(actual)
	s.reachByPace(&v, g, y, actual)
	if g.year > y.t {
		v.Projected = s.project(y, actual, g.year)
		if !g.met(s.base.Value) {
			needed := y.rate(y.from, y.aim, g.year-y.b)
			v.Needed, v.Pace = finite(needed), finite(actual/needed)
		}
	}
	switch {
	case g.met(s.latest.Value):
		v.Class, v.Rule = TargetMet, WasMet
	case g.met(s.base.Value):
		v.Class, v.Rule = Deterioration, WasLost
	case g.year == 0:
		return s.free(v)
	default:
		v.Class, v.Rule = y.class(v.Pace)
		if s.c.Model == data.Compound && y.from > 0 && y.to <= 0 && y.from < aim {
			// Its rate would be the worst there is; the linear pace is mild.
			v.Class, v.Rule = Deterioration, FellToZero
		}
		v.Recent = s.recent(y, g, points)
		v.flag(v.Class == OnTrack && v.Recent != nil && *v.Recent < slowUnder, Slowing)
	}
	if v.Class == NoClass {
		return v.without(NotJudgeable)
	}
	v.flag(v.CRClass != NoClass && v.CRClass != v.Class, MethodMatters)
	return v
}

func (c Case) model() data.Model {
	if c.Model == data.Compound {
		return data.Compound
	}
	return data.Linear
}

// change is the movement of a form between two years, toward an aim.
type change struct {
	model    data.Model
	b, t     int
	from, to float64
	aim      float64
}

// settle falls back to the linear model where a rate cannot be taken.
func (y *change) settle() data.Model {
	if y.model != data.Compound || y.from <= 0 || y.to <= 0 || y.aim <= 0 {
		y.model = data.Linear
	}
	return y.model
}

// rate is the change a year from one value to another.
func (y change) rate(from, to float64, years int) float64 {
	if y.model == data.Compound {
		return growth(from, to, years)
	}
	return (to - from) / float64(years)
}

// growth is the compound rate a year, a share of 1.
func growth(from, to float64, years int) float64 {
	return math.Pow(to/from, 1/float64(years)) - 1
}

// class of a pace. A base that stands on the line of "over" needs no change
// a year and has no pace: then only its fall tells anything.
func (y change) class(pace *float64) (Class, Rule) {
	switch {
	case y.from == y.aim && y.to != y.from:
		return Deterioration, OnTheLine
	case y.from == y.aim:
		return Limited, OnTheLine
	case pace == nil:
		return NoClass, ""
	}
	return paceClass(*pace), ByThreshold
}

func paceClass(pace float64) Class {
	switch {
	case pace >= paceOnTrack:
		return OnTrack
	case pace >= paceFair:
		return Fair
	case pace >= paceLimited:
		return Limited
	}
	return Deterioration
}

// project carries the present pace on to a year, inside the bounds.
func (s span) project(y change, actual float64, year int) *float64 {
	n := float64(year - y.t)
	p := y.to + actual*n
	if y.model == data.Compound {
		p = y.to * math.Pow(1+actual, n)
	}
	if s.c.Direction == data.ToOne {
		if p = max(p, 1); s.latest.Value < 1 {
			p = 1 / p
		}
	}
	return finite(s.inBounds(p))
}

// recent is the pace of the last five years over the pace needed from the
// latest value on, in the terms of the model.
func (s span) recent(y change, g goal, points []Point) *float64 {
	for _, p := range s.c.sinceBreak(points) {
		if p.Year != y.t-recentSpan {
			continue
		}
		from, to, ok := s.c.compare(p, s.latest)
		if !ok {
			return nil
		}
		r := change{y.model, from.Year, to.Year, s.form(from.Value), s.form(to.Value), y.aim}
		if r.settle() != y.model {
			return nil
		}
		return finite(r.rate(r.from, r.to, recentSpan) / r.rate(r.to, r.aim, g.year-r.t))
	}
	return nil
}

// beside stores the ratio of the Progress Chart itself: compound rates of the
// raw values to the declared number, which is tested first.
func (s span) beside(v *Verdict, g goal) {
	full := g.target
	sameSide := g.comparator != data.BandOne || (s.base.Value < 1) == (s.latest.Value < 1)
	if g.year > s.latest.Year && !g.metInFull(s.base.Value) && sameSide {
		v.CR = ratioCR(s.base, s.latest, full, g.year)
	}
	switch {
	case g.metInFull(s.latest.Value):
		v.CRClass = TargetMet
	case v.CR != nil:
		v.CRClass = paceClass(*v.CR)
	}
}

// ratioCR is the rate since the base over the rate needed from it; nil where
// a value is zero or negative.
func ratioCR(base, latest Point, target float64, year int) *float64 {
	if base.Value <= 0 || latest.Value <= 0 || target <= 0 {
		return nil
	}
	return finite(growth(base.Value, latest.Value, latest.Year-base.Year) / growth(base.Value, target, year-base.Year))
}

// free is the verdict without a target: the compound rate in the wanted
// direction.
func (s span) free(v Verdict) Verdict {
	from, to, n := s.form(s.base.Value), s.form(s.latest.Value), s.latest.Year-s.base.Year
	v.Model = data.Compound
	rate := growth(from, to, n)
	if from <= 0 || to <= 0 {
		// No rate from or to nothing: the change as a share of the larger end.
		v.Model = data.Linear
		v.flag(true, LinearFallback)
		rate = 0
		if largest := max(math.Abs(from), math.Abs(to)); largest > 0 {
			rate = (to/largest - from/largest) / float64(n)
		}
	}
	signed := rate
	if s.c.Direction != data.Up {
		signed = -rate
	}
	v.Actual, v.Pace = finite(rate), finite(signed)
	inBand := s.c.Direction == data.ToOne && reaches(data.BandOne, s.latest.Value, 1)
	switch {
	case v.Pace == nil:
		return v.without(NotJudgeable)
	case inBand:
		signed = math.Inf(1) // nowhere further to go: the best there is
		v.Rule = InBand
	default:
		v.Rule = ByThreshold
	}
	v.Class, v.Status = s.rate(signed)
	return v
}

// rateClass is the rule of the chart without a target. It has no status of its
// own: its classes are ours.
func rateClass(rate float64) (Class, string) {
	switch {
	case rate > rateOnTrack:
		return OnTrack, ""
	case rate > rateFair:
		return Fair, ""
	case rate >= rateLimited:
		return Limited, ""
	}
	return Deterioration, ""
}
