package progress

import (
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// unsdCR is the rule of the UNSD Progress Chart 2022 as it stands: the compound
// rate since the base over the compound rate needed from it (Pace, and CR), of
// the raw values, to the declared number.
//
// It differs from unsd-pace in three ways: every indicator grows by rates, a
// percentage too; 100 means 100, not the 95 at which a benchmark may be met;
// and parity is a number like any other, so that its ratio exists on one side
// of 1 only. Where a value is zero or negative there is no rate and no class.
// A base that had reached the target already is tested before the ratio, whose
// sign would be wrong then: what is still met stays met, what was lost is
// deterioration. Base years, reasons, targets whose year is over and the rule
// without a target are those of unsd-pace.
func unsdCR(c Case) Verdict {
	return c.asDeclared().judge(way{toward: byRatio(paceClass), rate: rateClass})
}

// asDeclared takes targets at their declared number, not where "met" fires.
func (c Case) asDeclared() Case {
	c.MetAt = 0
	c.Successors = slices.Clone(c.Successors)
	for i := range c.Successors {
		c.Successors[i].MetAt = 0
	}
	return c
}

// byRatio judges the way to a goal by the ratio of compound rates.
func byRatio(class func(ratio float64) Class) func(span, Verdict, goal, []Point) Verdict {
	return func(s span, v Verdict, g goal, _ []Point) Verdict {
		s.beside(&v, g)
		s.reachByRate(&v, g)
		v.Model, v.Pace = data.Compound, v.CR
		if v.CR != nil {
			s.rates(&v, g)
		}
		switch {
		case g.metInFull(s.latest.Value):
			v.Class, v.Rule = TargetMet, WasMet
		case g.metInFull(s.base.Value):
			v.Class, v.Rule = Deterioration, WasLost
		case g.year == 0:
			return s.free(v)
		case v.Pace == nil:
			return v.without(NotJudgeable)
		default:
			v.Class, v.Rule = class(*v.Pace), ByThreshold
		}
		return v
	}
}

// rates records the two rates of the ratio and where the present one leads.
func (s span) rates(v *Verdict, g goal) {
	y := change{data.Compound, s.base.Year, s.latest.Year, s.base.Value, s.latest.Value, g.target}
	actual := y.rate(y.from, y.to, y.t-y.b)
	v.Actual, v.Needed = finite(actual), finite(y.rate(y.from, y.aim, g.year-y.b))
	if s.c.Direction != data.ToOne { // a projection of parity turns round at 1, rates do not
		v.Projected = s.project(y, actual, g.year)
	}
}
