package figure

import (
	"math"
	"slices"
)

// classes is how many classes of values a map shows at most: more shades of
// one colour cannot be told apart.
const classes = 6

// Bins gives the limits of 4 to 6 classes with round numbers, ascending, one
// more than there are classes. Classes are equally wide, but for values of
// which most are small and few are huge: there each is a multiple of the one
// before, because equal ones would put nearly all economies in the lowest. They
// cover the values; where these come near lo or hi, the bounds of the
// indicator, equal classes start or end there. NaN is no bound. nil means that
// there is no value.
func Bins(values []float64, lo, hi float64) []float64 {
	if limits := ladder(values); limits != nil {
		return limits
	}
	least, most := extent(values)
	if least > most {
		return nil
	}
	if least == most {
		wide := roundStep(math.Abs(least), roundest()) / 2
		least, most = least-wide, most+wide
	}
	near := (most - least) / 4
	if least-lo <= near { // false without a bound
		least = lo
	}
	if hi-most <= near {
		most = hi
	}
	limits := equal(least, most, (most-least)/(classes-1), roundest())
	if len(limits) > 4 {
		return limits
	}
	return equal(least, most, (most-least)/classes, lessRound())
}

// roundest are the numbers that steps begin with.
func roundest() []float64 { return []float64{1, 2, 2.5, 5} }

// lessRound are those for spans that the roundest would cut into three.
func lessRound() []float64 { return []float64{1, 2, 2.5, 3, 4, 5, 6, 8} }

// equal gives limits a step apart, where the step is a round number not below
// the one given and cuts the span into no more than six.
func equal(least, most, atLeast float64, numbers []float64) []float64 {
	step := roundStep(atLeast, numbers)
	for countSteps(least, most, step) > classes {
		step = roundStep(step*1.01, numbers)
	}
	first := math.Floor(least/step + slack)
	out := make([]float64, 0, classes+1)
	for i := range countSteps(least, most, step) + 1 {
		out = append(out, tidy((first+float64(i))*step, step))
	}
	return out
}

// slack forgives the error of floating point in quotients that should be whole.
const slack = 1e-9

func countSteps(least, most, step float64) int {
	return int(math.Ceil(most/step-slack) - math.Floor(least/step+slack))
}

func extent(values []float64) (least, most float64) {
	least, most = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		least, most = min(least, v), max(most, v)
	}
	return least, most
}

// roundStep is the smallest of some numbers times a power of ten that is not
// below x; 1 for no width at all.
func roundStep(x float64, numbers []float64) float64 {
	if x <= 0 || math.IsInf(x, 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range numbers {
		if x <= m*power*(1+slack) {
			return m * power
		}
	}
	return 10 * power
}

// tidy takes the error of floating point from a multiple of step.
func tidy(v, step float64) float64 {
	scale := math.Pow(10, math.Max(0, 2-math.Floor(math.Log10(step))))
	return math.Round(v*scale) / scale
}

// lopsided is how many times the median the largest value must be for classes
// to grow by multiples.
const lopsided = 10

// ladder gives limits of which each is a multiple of the one before, from 0;
// nil where the values do not call for it. Of finer and coarser rungs those are
// taken whose fullest class is the smallest.
func ladder(values []float64) []float64 {
	list := slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
	slices.Sort(list)
	n := len(list)
	if n < 2*classes || list[0] < 0 || list[n-1] < lopsided*list[n/2] || list[n/2] <= 0 {
		return nil
	}
	var limits []float64
	fullest := n + 1
	for _, rungs := range [][]float64{{1, 2, 5}, {1, 3}, {1}} {
		if tried := climb(list[n-1], rungs); largestClass(list, tried) < fullest {
			limits, fullest = tried, largestClass(list, tried)
		}
	}
	for len(limits) > 5 && limits[1] <= list[0] {
		limits = slices.Delete(limits, 1, 2)
	}
	return limits
}

// largestClass counts the values in the class that has most of them.
func largestClass(sorted, limits []float64) int {
	most, before := 0, 0
	for _, limit := range limits[1:] {
		below, _ := slices.BinarySearch(sorted, limit)
		most, before = max(most, below-before), below
	}
	return most
}

// climb gives 0 and the rungs that end with the first not below most.
func climb(most float64, rungs []float64) []float64 {
	limits := make([]float64, classes+1)
	power := math.Pow10(int(math.Floor(math.Log10(most))))
	i := slices.IndexFunc(rungs, func(r float64) bool { return most <= r*power*(1+slack) })
	if i < 0 {
		i, power = 0, power*10
	}
	for at := classes; at > 0; at-- {
		limits[at] = tidy(rungs[i]*power, power)
		if i--; i < 0 {
			i, power = len(rungs)-1, power/10
		}
	}
	return limits
}
