package progress

import "github.com/wsiswatch/wsiswatch/data"

// openSDGName is the name of the method: the release whose results it gives.
const openSDGName = "opensdg-2.4"

// The status keys that Open SDG publishes.
const (
	openSDGAchieved    = "target_achieved"
	openSDGSubstantial = "substantial_progress"
	openSDGModerate    = "moderate_progress"
	openSDGLimited     = "limited_progress"
	openSDGWorse       = "deterioration"
	openSDGNone        = "not_available"
)

// Ends of the score.
const (
	openSDGBest  = 5.0
	openSDGWorst = -5.0
)

func openSDGClass(status string) Class {
	switch status {
	case openSDGAchieved:
		return TargetMet
	case openSDGSubstantial:
		return OnTrack
	case openSDGModerate:
		return Fair
	case openSDGLimited:
		return Limited
	case openSDGWorse:
		return Deterioration
	}
	return NoClass
}

// ladder gives the status of a value by three lower bounds, all inclusive.
func ladder(value, high, middle, low float64) string {
	switch {
	case value >= high:
		return openSDGSubstantial
	case value >= middle:
		return openSDGModerate
	case value >= low:
		return openSDGLimited
	}
	return openSDGWorse
}

func ratioStatus(r float64) string { return ladder(r, 0.95, 0.6, 0) }

// ratioScore: -0.6 gives -5, 0.6 gives 0, 1.3 gives 5. The constants are 50/7,
// 30/7 and 25/6, rounded as published.
func ratioScore(r float64) float64 {
	if r >= 0.6 {
		return min(7.1429*r-4.2857, openSDGBest)
	}
	return max(4.1667*r-2.5, openSDGWorst)
}

func rateStatus(p, scale float64) string { return ladder(p, 0.015*scale, 0.005*scale, 0) }

// rateScore: -2 % gives -5, 0 gives -2.5, and in terms of the scale 0.5 % gives
// 0, 1.5 % gives 2.5 and 2 % gives 5. To stay at the limit is the best there is.
func rateScore(p, scale float64) float64 {
	switch {
	case p < 0:
		return max(125*p-2.5, openSDGWorst)
	case scale == 0:
		return openSDGBest
	case p >= 0.015*scale:
		return min(500*p/scale-5, openSDGBest)
	case p >= 0.005*scale:
		return 250*p/scale - 1.25
	}
	return 500*p/scale - 2.5
}

// scoreStatus is the status of a mean of scores.
func scoreStatus(mean float64) string { return ladder(mean, 2.5, 0, -2.5) }

// Node is a series of an indicator, judged by opensdg-2.4, or a group of nodes
// that counts as one.
type Node struct {
	Series *Verdict
	Group  []Node // used where Series is nil; any depth
}

// OpenSDGAggregate is the verdict of an indicator over its series: the mean of
// the scores, in which a group counts by its own mean, and what has no score
// not at all. Target achieved it is only where every series that counts has
// achieved its own.
func OpenSDGAggregate(nodes []Node) Verdict {
	v := Verdict{Method: openSDGName, Benchmark: data.NoBenchmark, Status: openSDGNone}
	mean, achieved, ok := meanScore(nodes)
	if !ok {
		return v.without(NotEnough)
	}
	v.Score, v.Status = finite(mean), scoreStatus(mean)
	if achieved {
		v.Status = openSDGAchieved
	}
	v.Class = openSDGClass(v.Status)
	return v
}

// meanScore is the mean over the nodes that have a score, and whether all of
// these achieved their target; ok is false where none has one.
func meanScore(nodes []Node) (mean float64, achieved, ok bool) {
	sum, n := 0.0, 0
	achieved = true
	for _, node := range nodes {
		score, met, has := node.score()
		if !has {
			continue
		}
		sum += score
		n++
		achieved = achieved && met
	}
	if n == 0 {
		return 0, false, false
	}
	return sum / float64(n), achieved, true
}

func (n Node) score() (score float64, achieved, ok bool) {
	switch {
	case n.Series == nil:
		return meanScore(n.Group)
	case n.Series.Score == nil:
		return 0, false, false
	}
	return *n.Series.Score, n.Series.Status == openSDGAchieved, true
}
