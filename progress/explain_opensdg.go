package progress

import (
	"cmp"

	"github.com/wsiswatch/wsiswatch/data"
)

// openSDGCuts are the cuts of a value, by the names of the published keys.
func openSDGCuts(high, middle float64) []Threshold {
	cut := func(bound float64, status string) Threshold {
		return Threshold{Comparator: data.AtLeast, Bound: bound, Class: openSDGClass(status), Status: status}
	}
	return []Threshold{
		cut(high, openSDGSubstantial), cut(middle, openSDGModerate), cut(0, openSDGLimited),
		{Class: openSDGClass(openSDGWorse), Status: openSDGWorse},
	}
}

func explainOpenSDG(l *ledger) {
	goals, _ := l.c.goals()
	g, open := l.open()
	if !open && len(goals) > 0 {
		g = goals[len(goals)-1]
	}
	aim := 0.0
	if has := len(goals) > 0; has {
		if aim = g.target; l.c.Direction == data.ToOne {
			aim = 1
		}
		aim = l.set("target", aim, cmp.Or(g.year, openSDGYear))
		if aim == 0 {
			aim = l.do("aim", NotZero, map[string]float64{"value": aim})
		}
	}
	if l.v.Actual == nil {
		return
	}
	raw, to := l.band("form.base", l.v.Base.Value), l.band("form.latest", l.v.Latest.Value)
	from := raw
	if from == 0 {
		from = l.do("form.base_not_zero", NotZero, map[string]float64{"value": from})
	}
	sign := 1.0
	if raw < 0 {
		sign = -1
	}
	rate := l.rate("actual", data.Compound, from, to, l.years("years", l.v.Base.Year, l.v.Latest.Year))
	l.reached(data.Compound, to, aim, rate, l.wanted(), false)
	switch {
	case len(goals) == 0:
		l.openSDGFree(raw, rate, sign)
	case l.v.Needed != nil:
		l.openSDGToward(g, from, aim, rate, sign)
	}
}

// band is the number that Open SDG judges.
func (l *ledger) band(id string, x float64) float64 {
	if l.c.Direction != data.ToOne {
		return x
	}
	return l.do(id, FromParityBand, map[string]float64{"ratio": x})
}

func (l *ledger) openSDGToward(g goal, from, aim, rate, sign float64) {
	years := l.years("years_needed", l.v.Base.Year, cmp.Or(g.year, openSDGYear))
	needed := l.rate("needed", data.Compound, from, aim, years)
	if l.v.Pace == nil {
		return
	}
	ratio := l.do("pace", SizedRatio, map[string]float64{"rate": rate, "needed": needed, "direction": l.wanted(), "sign": sign})
	l.thresholds("pace", ratio, openSDGCuts(0.95, 0.6))
	if l.v.Rule == ByThreshold { // a target that is reached has the best score
		l.do("score", RatioScore, map[string]float64{"ratio": ratio})
	}
}

func (l *ledger) openSDGFree(base, rate, sign float64) {
	pace := l.do("pace", SignedRate, map[string]float64{"rate": rate, "direction": l.wanted(), "sign": sign})
	scale := 1.0
	limit := l.c.Limit
	if limit == nil && l.c.Direction == data.ToOne {
		one := 1.0
		limit = &one
	}
	if limit != nil && finite(*limit) != nil {
		scale = l.do("scale", LimitScale, map[string]float64{"base": base, "limit": l.set("limit", *limit, 0)})
	}
	high := l.do("cut.high", Product, map[string]float64{"value": 0.015, "factor": scale})
	middle := l.do("cut.middle", Product, map[string]float64{"value": 0.005, "factor": scale})
	l.thresholds("pace", pace, openSDGCuts(high, middle))
	l.do("score", RateScore, map[string]float64{"rate": pace, "scale": scale})
}
