package progress

import "github.com/wsiswatch/wsiswatch/data"

// paceCuts are the thresholds of a pace, rateCuts those of a rate a year
// without a target.
func paceCuts() []Threshold {
	return []Threshold{
		{Comparator: data.AtLeast, Bound: paceOnTrack, Class: OnTrack},
		{Comparator: data.AtLeast, Bound: paceFair, Class: Fair},
		{Comparator: data.AtLeast, Bound: paceLimited, Class: Limited},
		{Class: Deterioration},
	}
}

func rateCuts() []Threshold {
	return []Threshold{
		{Comparator: data.Over, Bound: rateOnTrack, Class: OnTrack},
		{Comparator: data.Over, Bound: rateFair, Class: Fair},
		{Comparator: data.AtLeast, Bound: rateLimited, Class: Limited},
		{Class: Deterioration},
	}
}

func explainPace(l *ledger) {
	g, open := l.open()
	if !open {
		l.free(rateCuts())
		return
	}
	s := l.span()
	l.target(g)
	if l.v.Actual == nil {
		return
	}
	from, to := l.form("form.base", s.base.Value), l.form("form.latest", s.latest.Value)
	aim := l.aim(g)
	y := change{s.c.Model, s.base.Year, s.latest.Year, from, to, aim}
	y.settle()
	id, undated := "actual", g.year == 0 && l.v.Rule != WasMet && l.v.Rule != WasLost
	if undated {
		id = "present_rate" // toward the target; the class comes from the rule without one
	}
	actual := l.rate(id, y.model, from, to, l.years("years", y.b, y.t))
	l.reachedPace(s, g, y, actual)
	if undated {
		l.free(rateCuts())
		return
	}
	l.projected(s, y, actual, g.year)
	l.pace(g, y, actual)
	l.recent(s, g, y)
	l.ratio(s, g)
	if l.v.Pace != nil {
		l.thresholds("pace", *l.v.Pace, paceCuts())
	}
}

// form is the number that the pace is taken of.
func (l *ledger) form(id string, x float64) float64 {
	if l.c.Direction != data.ToOne {
		return x
	}
	return l.do(id, FromParity, map[string]float64{"ratio": x})
}

// aim is the target in that form, as the base sees it.
func (l *ledger) aim(g goal) float64 {
	if l.c.Direction != data.ToOne {
		return g.edge(l.v.Base.Value)
	}
	return l.do("aim", Inverse, map[string]float64{"value": parityLow})
}

func (l *ledger) reachedPace(s span, g goal, y change, actual float64) {
	direction, to := 1.0, g.metAt
	switch {
	case s.c.Direction == data.ToOne && s.latest.Value > 1:
		direction, to = -1, parityHigh
	case s.c.Direction == data.ToOne:
		direction, to = -1, y.aim
	case g.comparator == data.AtMost:
		direction = -1
	}
	l.reached(y.model, y.to, to, actual, direction, g.comparator == data.Over)
}

func (l *ledger) projected(s span, y change, actual float64, year int) {
	if l.v.Projected == nil {
		return
	}
	f := LinearCourse
	if y.model == data.Compound {
		f = CompoundCourse
	}
	x := l.do("projected.course", f, map[string]float64{"value": y.to, "rate": actual, "years": l.years("years_ahead", y.t, year)})
	if s.c.Direction == data.ToOne {
		x = l.do("projected.form", AtLeastOf, map[string]float64{"value": x, "low": 1})
		if s.latest.Value < 1 {
			x = l.do("projected.ratio", Inverse, map[string]float64{"value": x})
		}
	}
	l.inBounds("projected", x)
	l.name("projected")
}

// pace is the change a year over the change needed.
func (l *ledger) pace(g goal, y change, actual float64) {
	if l.v.Needed == nil {
		return
	}
	needed := l.rate("needed", y.model, y.from, y.aim, l.years("years_needed", y.b, g.year))
	l.do("pace", Ratio, map[string]float64{"part": actual, "whole": needed})
}

func (l *ledger) recent(s span, g goal, y change) {
	if l.v.Recent == nil {
		return
	}
	for _, p := range s.c.sinceBreak(s.c.values()) {
		if p.Year != y.t-recentSpan {
			continue
		}
		from, to, _ := s.c.compare(p, s.latest)
		a := l.form("form.recent_from", l.given("recent.from", s.c.value(from)))
		b := y.to
		if to.Value != s.latest.Value { // over other economies than base and latest
			b = l.form("form.recent_to", l.given("recent.to", s.c.value(to)))
		}
		rate := l.rate("recent.rate", y.model, a, b, l.years("recent.years", p.Year, y.t))
		needed := l.rate("recent.needed", y.model, b, y.aim, l.years("recent.years_left", y.t, g.year))
		l.do("recent", Ratio, map[string]float64{"part": rate, "whole": needed})
		return
	}
}

// ratio is the ratio of the Progress Chart itself, beside the pace.
func (l *ledger) ratio(s span, g goal) {
	if l.v.CR == nil {
		return
	}
	actual := l.rate("cr.actual", data.Compound, s.base.Value, s.latest.Value, l.years("cr.years", s.base.Year, s.latest.Year))
	needed := l.rate("cr.needed", data.Compound, s.base.Value, g.target, l.years("cr.years_needed", s.base.Year, g.year))
	l.do("cr", Ratio, map[string]float64{"part": actual, "whole": needed})
}

// free is the rule without a target.
func (l *ledger) free(cuts []Threshold) {
	if l.v.Pace == nil || l.v.Actual == nil {
		return
	}
	b, t := l.v.Base, l.v.Latest
	in := map[string]float64{
		"from": l.form("form.free_base", b.Value), "to": l.form("form.free_latest", t.Value), "years": l.years("years_free", b.Year, t.Year),
	}
	f := CompoundRate
	if l.v.Model != data.Compound {
		f = ShareRate
	}
	rate := l.do("actual", f, in)
	l.do("pace", SignedRate, map[string]float64{"rate": rate, "direction": l.wanted(), "sign": 1})
	l.thresholds("pace", *l.v.Pace, cuts)
}

func explainCR(l *ledger) { l.byRatio(paceCuts(), rateCuts()) }

func explainEurostat(l *ledger) { l.byRatio(euroRatioCuts(), euroRateCuts()) }

func euroRatioCuts() []Threshold {
	return []Threshold{
		{Comparator: data.AtLeast, Bound: 0.95, Class: OnTrack, Status: euroSignificant},
		{Comparator: data.AtLeast, Bound: 0.6, Class: Fair, Status: euroModerate},
		{Comparator: data.AtLeast, Bound: 0, Class: Limited, Status: euroTooLittle},
		{Class: Deterioration, Status: euroAway},
	}
}

func euroRateCuts() []Threshold {
	return []Threshold{
		{Comparator: data.AtLeast, Bound: 0.01, Class: OnTrack, Status: euroSignificant},
		{Comparator: data.AtLeast, Bound: 0, Class: Fair, Status: euroModerate},
		{Comparator: data.AtLeast, Bound: -0.01, Class: Deterioration, Status: euroAwaySome},
		{Class: Deterioration, Status: euroAwayMuch},
	}
}

// byRatio explains the ratio of compound rates of the raw values.
func (l *ledger) byRatio(ratios, rates []Threshold) {
	l.c = l.c.asDeclared()
	g, open := l.open()
	if !open {
		l.free(rates)
		return
	}
	s := l.span()
	l.target(g)
	if l.v.CR == nil && l.v.Reached == 0 {
		l.free(rates)
		return
	}
	id := "actual"
	if l.v.CR == nil {
		id = "present_rate"
	}
	actual := l.rate(id, data.Compound, s.base.Value, s.latest.Value, l.years("years", s.base.Year, s.latest.Year))
	direction, to := 1.0, g.edge(s.latest.Value)
	if g.comparator == data.AtMost || g.comparator == data.BandOne && s.latest.Value > 1 {
		direction = -1
	}
	l.reached(data.Compound, s.latest.Value, to, actual, direction, g.comparator == data.Over)
	if l.v.CR == nil {
		l.free(rates)
		return
	}
	needed := l.rate("needed", data.Compound, s.base.Value, g.target, l.years("years_needed", s.base.Year, g.year))
	l.do("pace", Ratio, map[string]float64{"part": actual, "whole": needed})
	if l.v.Projected != nil {
		x := l.do("projected.course", CompoundCourse, map[string]float64{"value": s.latest.Value, "rate": actual, "years": l.years("years_ahead", s.latest.Year, g.year)})
		l.inBounds("projected", x)
		l.name("projected")
	}
	l.thresholds("pace", *l.v.Pace, ratios)
}
