package progress

import (
	"cmp"
	"math"

	"github.com/wsiswatch/wsiswatch/data"
)

// What the regional commissions set.
const (
	escapFrom       = 2000 // first year of the regression
	escapYear       = 2030 // of a target without a date
	escapMaintain   = 10   // per cent of the way from base to target that may lack
	escapAccelerate = 100
	escapNoise      = 1e-9 // of that way, in per cent: rounding, no trend
)

// The words of their dashboards.
const (
	wordMaintain   = "maintain"
	wordAccelerate = "accelerate"
	wordReverse    = "reverse"
)

// escap is the method of ESCAP that all five UN regional commissions use: the
// Current Status Index (Index.Current beside Index.Expected) says how much of
// the way from base to target is done, in tenths, and the Anticipated Progress
// Index (Index.Gap) how much of it will lack in the target year, where a
// time-weighted linear regression over the values since 2000 leads. Actual is
// the slope of that line, Needed the even pace from base to target, in units a
// year; Projected is where it leads, inside the bounds, and for parity no
// further than 1.
//
// NOT OFFICIALLY CONFIRMED are the cut points (a gap up to 10 % maintain, up to
// 100 % accelerate, over that or a trend the wrong way reverse) and the weights
// of the regression: its notes say that recent years weigh more, not how much.
// Ours is the distance of a year from the first one plus one: 1, 2, … n for a
// series without gaps.
//
// Status has the dashboard's word. "Maintain" is what the commissions call on
// track, and target met where the latest value has reached it; "reverse" is
// deterioration. "Accelerate" has no class: it holds both what the UNSD chart
// calls fair and what it calls limited. Without a numerical target the method
// does not apply, nor for one whose year is over. Two years of data are enough;
// base years are those of unsd-pace. Our own group values are predicted from
// base and latest alone, over the same economies. Where the base had reached
// the target there is no way to measure: only the prediction speaks then.
func escap(c Case) Verdict {
	c = c.asDeclared()
	v, goals, points, reason := c.start()
	v.Model = data.Linear
	if reason != "" {
		return v.without(reason)
	}
	g, open := c.openGoal(goals, points, &v)
	if !open {
		return v.without(NotJudgeable)
	}
	v.TargetYear = cmp.Or(g.year, escapYear)
	latest := points[len(points)-1]
	base, ok := c.base(points)
	if !ok {
		return v.without(NoBase)
	}
	s, reason := c.between(&v, base, latest, 1)
	switch {
	case reason != "":
		return v.without(reason)
	case v.TargetYear <= latest.Year:
		return v.without(NotJudgeable)
	}
	return s.anticipate(v, g, s.trend(points))
}

// trend is the line through the values that the prediction rests on.
func (s span) trend(points []Point) trend { return regress(s.rests(points), byTime) }

// rests are the points that the line is laid through.
func (s span) rests(points []Point) []Point {
	if s.c.pair != nil {
		return []Point{s.base, s.latest}
	}
	var since []Point
	for _, p := range s.c.sinceBreak(points) {
		if p.Year >= min(escapFrom, s.base.Year) {
			since = append(since, p)
		}
	}
	return since
}

// anticipate fills the two indices and reads the word off them.
func (s span) anticipate(v Verdict, g goal, line trend) Verdict {
	aim := g.target
	if s.c.Direction == data.ToOne {
		aim = 1
	}
	ahead := s.inside(line.at(v.TargetYear))
	s.reachByTrend(&v, g, line)
	v.Actual, v.Projected, v.Index = finite(line.slope), finite(ahead), &Index{}
	if !g.metInFull(s.base.Value) {
		way := math.Abs(aim - s.base.Value)
		years := float64(v.TargetYear - s.base.Year)
		v.Needed = finite((aim - s.base.Value) / years)
		v.Index.Current = finite(10 * (way - s.lack(aim, s.latest.Value)) / way)
		v.Index.Expected = finite(10 * float64(s.latest.Year-s.base.Year) / years)
		v.Index.Gap = finite(100 * s.lack(aim, ahead) / way)
	}
	v.Rule = ByThreshold
	if v.Index.Gap == nil {
		v.Rule = Predicted
	}
	switch {
	case v.Projected == nil:
		return v.without(NotJudgeable)
	case s.holds(v.Index.Gap, g, ahead):
		v.Status, v.Class = wordMaintain, OnTrack
		if g.metInFull(s.latest.Value) {
			v.Class = TargetMet
		}
	case v.Index.Gap == nil || *v.Index.Gap > escapAccelerate+escapNoise:
		v.Status, v.Class = wordReverse, Deterioration
	case s.leaving(line, v.TargetYear, aim):
		v.Status, v.Class, v.Rule = wordReverse, Deterioration, LeadsAway
	default:
		v.Status, v.Reason = wordAccelerate, OwnScale
	}
	return v
}

// holds says whether the prediction is good enough: a gap is small, or the
// target is met where no gap can be told.
func (s span) holds(gap *float64, g goal, ahead float64) bool {
	if gap == nil {
		return g.metInFull(ahead)
	}
	return *gap <= escapMaintain+escapNoise
}

// lack is what a value lacks of the aim; negative beyond it, except for parity,
// which is missed on either side.
func (s span) lack(aim, v float64) float64 {
	switch s.c.Direction {
	case data.ToOne:
		return math.Abs(aim - v)
	case data.Down:
		return v - aim
	}
	return aim - v
}

// leaving says that a line leads the wrong way.
func (s span) leaving(line trend, year int, aim float64) bool {
	drift := line.slope * float64(year-s.base.Year)
	switch s.c.Direction {
	case data.Down:
		drift = -drift
	case data.ToOne:
		drift *= float64(cmp.Compare(1, s.latest.Value))
	}
	return 100*drift < -escapNoise*math.Abs(aim-s.base.Value)
}

// inside keeps a prediction inside the bounds, and on its side of parity.
func (s span) inside(v float64) float64 {
	if s.c.Direction == data.ToOne {
		if s.latest.Value < 1 {
			v = min(v, 1)
		} else {
			v = max(v, 1)
		}
	}
	return s.inBounds(v)
}

// trend is a straight line, in units a year.
type trend struct{ slope, year, value float64 }

func (l trend) at(year int) float64 { return l.value + l.slope*(float64(year)-l.year) }

// byTime weighs a year by its distance from the first.
func byTime(first, year int) float64 { return float64(year-first) + 1 }

// regress fits a line by weighted least squares to ascending points, of which
// there are two at least.
func regress(points []Point, weight func(first, year int) float64) trend {
	var sum, years, values float64
	for _, p := range points {
		w := weight(points[0].Year, p.Year)
		sum += w
		years += w * float64(p.Year)
		values += w * p.Value
	}
	l := trend{year: years / sum, value: values / sum}
	var cross, square float64
	for _, p := range points {
		w, d := weight(points[0].Year, p.Year), float64(p.Year)-l.year
		cross += w * d * (p.Value - l.value)
		square += w * d * d
	}
	l.slope = cross / square
	return l
}
