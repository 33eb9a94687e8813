package figure

import "math"

// classes is how many classes of values a map shows at most: more shades of
// one colour cannot be told apart.
const classes = 6

// Bins gives the limits of 5 to 6 equal classes with round numbers, ascending,
// one more than there are classes. They cover the values; where these come near
// lo or hi, the bounds of the indicator, the limits start or end there. NaN is
// no bound. nil means that there is no value.
func Bins(values []float64, lo, hi float64) []float64 {
	least, most := extent(values)
	if least > most {
		return nil
	}
	if least == most {
		wide := roundStep(math.Abs(least)) / 2
		least, most = least-wide, most+wide
	}
	near := (most - least) / 4
	if least-lo <= near { // false without a bound
		least = lo
	}
	if hi-most <= near {
		most = hi
	}
	step := roundStep((most - least) / (classes - 1))
	for countSteps(least, most, step) > classes {
		step = roundStep(step * 1.01)
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

// roundStep is the smallest of 1, 2, 2.5, 5 times a power of ten that is not
// below x; 1 for no width at all.
func roundStep(x float64) float64 {
	if x <= 0 || math.IsInf(x, 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
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
