package progress

import (
	"cmp"
	"fmt"

	"github.com/wsiswatch/wsiswatch/data"
)

// gapCuts are the cut points of the anticipated gap, in per cent of the way.
func gapCuts() []Threshold {
	return []Threshold{
		{Comparator: data.AtMost, Bound: escapMaintain, Slack: escapNoise, Class: OnTrack, Status: wordMaintain},
		{Comparator: data.AtMost, Bound: escapAccelerate, Slack: escapNoise, Status: wordAccelerate},
		{Class: Deterioration, Status: wordReverse},
	}
}

func explainEscap(l *ledger) {
	l.c = l.c.asDeclared()
	g, open := l.open()
	if !open || l.v.Actual == nil || l.v.Projected == nil {
		return
	}
	s := l.span()
	due := cmp.Or(g.year, escapYear)
	aim := g.target
	if l.c.Direction == data.ToOne {
		aim = 1
	}
	aim = l.set("target", aim, due)
	line := l.line(s)
	l.ahead(s, line, due)
	ahead := *l.v.Projected
	done := l.years("years", s.base.Year, s.latest.Year)
	years := l.years("years_needed", s.base.Year, due)
	if l.v.Needed != nil {
		way := l.do("way", Distance, map[string]float64{"from": s.base.Value, "to": aim})
		l.rate("needed", data.Linear, s.base.Value, aim, years)
		l.do("index.current", Status10, map[string]float64{"way": way, "lack": l.lack("lack.latest", aim, s.latest.Value)})
		l.do("index.expected", Tenths, map[string]float64{"part": done, "whole": years})
		gap := l.do("index.gap", PerCent, map[string]float64{"part": l.lack("lack.ahead", aim, ahead), "whole": way})
		l.thresholds("index.gap", gap, gapCuts())
	}
	if l.v.Rule == LeadsAway {
		l.do("drift", Product, map[string]float64{"value": line.slope, "factor": years})
	}
	l.reachedTrend(s, g, line, aim)
}

// line is the regression, weighted by time.
func (l *ledger) line(s span) trend {
	var points []Weighted
	list := s.rests(l.c.values())
	for i, p := range list {
		if s.c.pair == nil && p.Year != s.base.Year && p.Year != s.latest.Year {
			l.given(fmt.Sprintf("point.%d", p.Year), l.c.value(list[i]))
		}
		points = append(points, Weighted{p.Year, p.Value, byTime(list[0].Year, p.Year)})
	}
	year := l.step(Step{ID: "line.mean_year", Formula: MeanYear, In: map[string]float64{}, Points: points})
	value := l.step(Step{ID: "line.mean_value", Formula: MeanValue, In: map[string]float64{}, Points: points})
	slope := l.step(Step{ID: "actual", Formula: Slope, In: map[string]float64{"mean_year": year, "mean_value": value}, Points: points})
	return trend{slope: slope, year: year, value: value}
}

// on is the line in a year, as a step.
func (l *ledger) on(id string, line trend, year int) float64 {
	years := l.do(id+"_years", Years, map[string]float64{"from": line.year, "to": float64(year)})
	return l.do(id, LinearCourse, map[string]float64{"value": line.value, "rate": line.slope, "years": years})
}

// ahead is where the line leads.
func (l *ledger) ahead(s span, line trend, due int) {
	x := l.on("projected.line", line, due)
	switch {
	case s.c.Direction == data.ToOne && s.latest.Value < 1:
		x = l.do("projected.side", AtMostOf, map[string]float64{"value": x, "high": 1})
	case s.c.Direction == data.ToOne:
		x = l.do("projected.side", AtLeastOf, map[string]float64{"value": x, "low": 1})
	}
	l.inBounds("projected", x)
	l.name("projected")
}

func (l *ledger) lack(id string, aim, x float64) float64 {
	switch l.c.Direction {
	case data.ToOne:
		return l.do(id, Distance, map[string]float64{"from": x, "to": aim})
	case data.Down:
		return l.do(id, LackDown, map[string]float64{"target": aim, "value": x})
	}
	return l.do(id, LackUp, map[string]float64{"target": aim, "value": x})
}

func (l *ledger) reachedTrend(s span, g goal, line trend, aim float64) {
	if l.v.Reached == 0 {
		return
	}
	direction, to := 1.0, aim
	switch {
	case l.c.Direction == data.ToOne && s.latest.Value > 1:
		direction, to = -1, parityHigh
	case l.c.Direction == data.ToOne:
		to = parityLow
	case g.comparator == data.AtMost:
		direction = -1
	}
	l.reached(data.Linear, l.on("line.latest", line, s.latest.Year), to, line.slope, direction, g.comparator == data.Over)
}
