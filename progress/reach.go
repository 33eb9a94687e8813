package progress

import (
	"math"

	"github.com/wsiswatch/wsiswatch/data"
)

// Outlook says when the target is met if the present pace lasts. It is empty
// where there is no open target or no pace.
type Outlook string

// The outlooks.
const (
	AlreadyMet Outlook = "met"        // it is already
	InTime     Outlook = "in_time"    // in Verdict.Reached, by the target year or for a target without one
	TooLate    Outlook = "late"       // in Verdict.Reached, after the target year
	After2100  Outlook = "after_2100" // on the way, but not by then
	Never      Outlook = "never"      // not moving, or the wrong way
)

// lastReach is the last year that a pace is carried on to: further off it says
// nothing.
const lastReach = 2100

// noise is what rounding may add to a value that arrives at a target exactly.
const noise = 1e-9

// course is a value that moves on at the present pace.
type course struct {
	latest int                    // its last measured year
	toward bool                   // moves the wanted way
	at     func(year int) float64 // value in a later year
	met    func(x float64) bool
}

// reach records the first year in which a course meets its target.
func (v *Verdict) reach(already bool, c course) {
	switch {
	case already:
		v.Outlook = AlreadyMet
		return
	case !c.toward:
		v.Outlook = Never
		return
	}
	v.Outlook = After2100
	for year := c.latest + 1; year <= lastReach; year++ {
		if !c.met(c.at(year)) {
			continue
		}
		v.Reached, v.Outlook = year, InTime
		if v.TargetYear != 0 && year > v.TargetYear {
			v.Outlook = TooLate
		}
		return
	}
}

// arrives is met, or reaches, of a value that carries the noise of a projection.
func arrives(c data.Comparator, x, target float64) bool {
	if c == data.BandOne {
		return parityLow*(1-noise) <= x && x <= parityHigh*(1+noise)
	}
	return reaches(c, x, target) || c != data.Over && math.Abs(x-target) <= noise*math.Abs(target)
}

// wanted says that a change of the raw value goes the way of the goal.
func (g goal) wanted(rate, latest float64) bool {
	switch {
	case g.comparator == data.AtMost, g.comparator == data.BandOne && latest > 1:
		return rate < 0
	}
	return rate > 0
}

// reachByPace follows the pace of the model.
func (s span) reachByPace(v *Verdict, g goal, y change, actual float64) {
	toward := g.wanted(actual, s.latest.Value)
	if s.c.Direction == data.ToOne { // the distance from parity has to shrink
		toward = actual < 0
	}
	v.reach(g.met(s.latest.Value), course{
		latest: y.t, toward: toward,
		at: func(year int) float64 {
			if p := s.project(y, actual, year); p != nil {
				return *p
			}
			return math.NaN()
		},
		met: func(x float64) bool { return arrives(g.comparator, x, g.metAt) },
	})
}

// reachByRate follows the compound rate of the raw values to the declared number.
func (s span) reachByRate(v *Verdict, g goal) {
	already := g.metInFull(s.latest.Value)
	if !already && (s.base.Value <= 0 || s.latest.Value <= 0) {
		return // no rate
	}
	rate := growth(s.base.Value, s.latest.Value, s.latest.Year-s.base.Year)
	v.reach(already, course{
		latest: s.latest.Year, toward: g.wanted(rate, s.latest.Value),
		at: func(year int) float64 {
			return s.inside(s.latest.Value * math.Pow(1+rate, float64(year-s.latest.Year)))
		},
		met: func(x float64) bool { return arrives(g.comparator, x, g.target) },
	})
}

// inBounds keeps a value inside the bounds of the indicator.
func (s span) inBounds(x float64) float64 {
	if len(s.c.Bounds) != 2 {
		return x
	}
	return min(max(x, s.c.Bounds[0]), s.c.Bounds[1])
}

// reachByTrend follows the line of a regression. It need not run through the
// latest value: one that falls may still lie over the target in its year.
func (s span) reachByTrend(v *Verdict, g goal, line trend) {
	at := func(year int) float64 { return s.inside(line.at(year)) }
	met := func(x float64) bool { return arrives(g.comparator, x, g.target) }
	v.reach(g.metInFull(s.latest.Value), course{
		latest: s.latest.Year, toward: g.wanted(line.slope, s.latest.Value) || met(at(v.TargetYear)), at: at, met: met,
	})
}

// reach follows the rate of Open SDG, which it does not bound.
func (m measure) reach(v *Verdict) {
	if m.target == nil || v.Actual == nil && !m.achieved() {
		return
	}
	comparator := data.AtLeast
	if m.d < 0 {
		comparator = data.AtMost
	}
	rate := 0.0
	if v.Actual != nil {
		rate = *v.Actual
	}
	v.reach(m.achieved(), course{
		latest: m.t, toward: m.d*rate*m.to > 0,
		at:  func(year int) float64 { return m.to * math.Pow(1+rate, float64(year-m.t)) },
		met: func(x float64) bool { return arrives(comparator, x, *m.target) },
	})
}
