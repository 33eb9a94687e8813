package progress

import (
	"math"

	"github.com/wsiswatch/wsiswatch/data"
)

// Parity holds where the ratio lies in this band.
const (
	parityLow  = 0.98
	parityHigh = 1.02
)

// goal is a number to reach.
type goal struct {
	id         string
	target     float64 // as declared
	metAt      float64 // where "met" fires
	year       int
	comparator data.Comparator
}

// numeric says whether the comparator decides by one number.
func numeric(c data.Comparator) bool {
	switch c {
	case data.AtLeast, data.Over, data.AtMost, data.BandOne:
		return true
	}
	return false
}

// goals are the targets of a case in order of succession. ok is false where
// the first has no number, and no rule either.
func (c Case) goals() (list []goal, ok bool) {
	all := c.Successors
	if c.Target != nil || c.Comparator != "" {
		first := data.Benchmark{ID: c.Benchmark, Value: c.Target, Year: c.TargetYear, MetAt: c.MetAt, Comparator: c.Comparator}
		if first.Comparator == "" {
			first.Comparator = c.comparator()
		}
		all = append([]data.Benchmark{first}, all...)
	}
	for i, b := range all {
		if g, has := c.goal(b); has {
			list = append(list, g)
		} else if i == 0 && b.Comparator != data.Directional {
			return nil, false
		}
	}
	return list, true
}

// comparator that the direction implies.
func (c Case) comparator() data.Comparator {
	switch c.Direction {
	case data.Down:
		return data.AtMost
	case data.ToOne:
		return data.BandOne
	}
	return data.AtLeast
}

func (c Case) goal(b data.Benchmark) (goal, bool) {
	if b.Value == nil || finite(*b.Value) == nil || finite(b.MetAt) == nil || !numeric(b.Comparator) {
		return goal{}, false
	}
	g := goal{id: b.ID, target: *b.Value, metAt: *b.Value, year: b.Year, comparator: b.Comparator}
	if b.MetAt != 0 {
		g.metAt = b.MetAt
	}
	if c.Direction == data.ToOne { // whatever the words, one is best and the band decides
		g.comparator = data.BandOne
	}
	return g, true
}

// met says whether a value reaches the goal.
func (g goal) met(v float64) bool { return reaches(g.comparator, v, g.metAt) }

// metInFull says the same of the declared number, 100 and not 95.
func (g goal) metInFull(v float64) bool { return reaches(g.comparator, v, g.target) }

func reaches(c data.Comparator, v, target float64) bool {
	switch c {
	case data.AtLeast:
		return v >= target
	case data.Over:
		return v > target
	case data.AtMost:
		return v <= target
	case data.BandOne:
		return parityLow <= v && v <= parityHigh
	}
	return false
}

// edge is the value at which "met" fires, seen from v: parity has two.
func (g goal) edge(v float64) float64 {
	switch {
	case g.comparator != data.BandOne:
		return g.metAt
	case v < 1:
		return parityLow
	}
	return parityHigh
}

// judge gives the final judgement of a goal whose year is over.
func (g goal) judge(c Case, points []Point) PastTarget {
	t := PastTarget{Benchmark: g.id, Year: g.year, Target: g.edge(0), First: firstMet(points, g)}
	last := points[len(points)-1]
	if g.year > last.Year {
		t.Open = true
		return t
	}
	for i := len(points) - 1; i >= 0; i-- {
		if p := points[i]; p.Year <= g.year && p.Year >= g.year-2 {
			t.Value, t.Target, t.Met = c.value(p), g.edge(p.Value), g.met(p.Value)
			if !t.Met {
				t.MissedBy = math.Abs(t.Target - p.Value)
			}
			return t
		}
	}
	t.Open = true
	return t
}

// firstMet is the first year in which the line reached the goal, 0 if never.
func firstMet(points []Point, g goal) int {
	for _, p := range points {
		if g.met(p.Value) {
			return p.Year
		}
	}
	return 0
}

// crossing is the moment, in years, at which a straight line between two
// points of a series first reaches the goal. ok is false where it never does,
// or did already at its first point.
func crossing(points []Point, g goal) (year float64, ok bool) {
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if g.met(a.Value) {
			return 0, false
		}
		if g.met(b.Value) {
			share := (g.edge(a.Value) - a.Value) / (b.Value - a.Value)
			return float64(a.Year) + share*float64(b.Year-a.Year), true
		}
	}
	return 0, false
}

// over says that the year of the goal has been measured, or is past.
func (g goal) over(latest, now int) bool {
	return g.year != 0 && (g.year <= latest || g.year < now)
}

// current judges the goals whose year is over and gives the first whose year
// is not; ok is false where there is none left.
func (c Case) current(list []goal, points []Point) (g goal, ok bool, past []PastTarget) {
	latest := points[len(points)-1]
	for _, g := range list {
		if !g.over(latest.Year, c.now(latest)) {
			return g, true, past
		}
		past = append(past, g.judge(c, points))
	}
	return goal{}, false, past
}
