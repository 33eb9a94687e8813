package progress

import "math"

// Formula names the arithmetic of a Step. The names and what they mean are
// stable; the numbers that go in have the names used here.
type Formula string

// The formulas.
const (
	Years        Formula = "years"         // to - from
	LinearRate   Formula = "linear_rate"   // (to - from) / years
	CompoundRate Formula = "compound_rate" // (to / from) ^ (1 / years) - 1
	ShareRate    Formula = "share_rate"    // (to - from) / max(|from|, |to|) / years; 0 where both are 0
	Ratio        Formula = "ratio"         // part / whole
	SignedRate   Formula = "signed_rate"   // rate × direction × sign
	SizedRatio   Formula = "sized_ratio"   // rate × direction × sign / |needed|
	Product      Formula = "product"       // value × factor
	Distance     Formula = "distance"      // |to - from|
	Inverse      Formula = "inverse"       // 1 / value
	AtLeastOf    Formula = "at_least"      // max(value, low)
	AtMostOf     Formula = "at_most"       // min(value, high)
	Clamp        Formula = "clamp"         // min(max(value, low), high)

	LinearCourse    Formula = "linear_course"    // value + rate × years
	CompoundCourse  Formula = "compound_course"  // value × (1 + rate) ^ years
	LinearArrival   Formula = "linear_arrival"   // first whole year after year in which from + rate × n is at to or beyond it in the direction; over = 1: beyond it
	CompoundArrival Formula = "compound_arrival" // the same of from × (1 + rate) ^ n

	FromParity     Formula = "from_parity"      // max(ratio, 1 / ratio), at most 1e6
	FromParityBand Formula = "from_parity_band" // the same, 1 from 0.97 to 1.03
	NotZero        Formula = "not_zero"         // value, 0.001 where it is 0

	LimitScale Formula = "limit_scale" // with b = |base| and l = |limit|: 1 where b ≥ 2 l, else 1 - (1 - |l - b| / l) ^ 4.44
	RatioScore Formula = "ratio_score" // from 0.6: 7.1429 × ratio - 4.2857, at most 5; else 4.1667 × ratio - 2.5, at least -5
	RateScore  Formula = "rate_score"  // with r = rate / scale: rate under 0: 125 × rate - 2.5, at least -5; scale 0: 5; r from 0.015: 500 r - 5, at most 5; from 0.005: 250 r - 1.25; else 500 r - 2.5

	MeanYear  Formula = "mean_year"  // weighted, of the points
	MeanValue Formula = "mean_value" // weighted, of the points
	Slope     Formula = "slope"      // weighted least squares over the points, by mean year and value
	LackUp    Formula = "lack_up"    // target - value
	LackDown  Formula = "lack_down"  // value - target
	Status10  Formula = "status_ten" // 10 × (way - lack) / way
	Tenths    Formula = "tenths"     // 10 × part / whole
	PerCent   Formula = "per_cent"   // 100 × part / whole
)

// of works a step out; NaN for a formula that there is not.
func (f Formula) of(s Step) float64 {
	in := s.In
	switch f {
	case Years:
		return in["to"] - in["from"]
	case LinearRate:
		return (in["to"] - in["from"]) / in["years"]
	case CompoundRate:
		return math.Pow(in["to"]/in["from"], 1/in["years"]) - 1
	case ShareRate:
		return shareRate(in["from"], in["to"], in["years"])
	case Ratio:
		return in["part"] / in["whole"]
	case SignedRate:
		return in["sign"] * in["direction"] * in["rate"]
	case SizedRatio:
		return in["sign"] * in["direction"] * in["rate"] / math.Abs(in["needed"])
	case Product:
		return in["value"] * in["factor"]
	case Distance:
		return math.Abs(in["to"] - in["from"])
	case Inverse:
		return 1 / in["value"]
	case AtLeastOf:
		return max(in["value"], in["low"])
	case AtMostOf:
		return min(in["value"], in["high"])
	case Clamp:
		return min(max(in["value"], in["low"]), in["high"])
	}
	return f.course(s)
}

func (f Formula) course(s Step) float64 {
	in := s.In
	switch f {
	case LinearCourse:
		return in["value"] + in["rate"]*in["years"]
	case CompoundCourse:
		return in["value"] * math.Pow(1+in["rate"], in["years"])
	case LinearArrival:
		return arrival(in, (in["to"]-in["from"])/in["rate"], func(n float64) float64 { return in["from"] + in["rate"]*n })
	case CompoundArrival:
		return arrival(in, math.Log(in["to"]/in["from"])/math.Log1p(in["rate"]), func(n float64) float64 { return in["from"] * math.Pow(1+in["rate"], n) })
	case FromParity:
		return fromParity(in["ratio"])
	case FromParityBand:
		return measure{c: Case{Direction: "to_one"}}.form(in["ratio"])
	case NotZero:
		if in["value"] == 0 {
			return openSDGNonzero
		}
		return in["value"]
	case LimitScale:
		limit := in["limit"]
		return measure{c: Case{Limit: &limit}, from: in["base"]}.scale()
	case RatioScore:
		return ratioScore(in["ratio"])
	case RateScore:
		return rateScore(in["rate"], in["scale"])
	}
	return f.trend(s)
}

func (f Formula) trend(s Step) float64 {
	in := s.In
	switch f {
	case MeanYear:
		return weightedMean(s.Points, func(p Weighted) float64 { return float64(p.Year) })
	case MeanValue:
		return weightedMean(s.Points, func(p Weighted) float64 { return p.Value })
	case Slope:
		var cross, square float64
		for _, p := range s.Points {
			d := float64(p.Year) - in["mean_year"]
			cross += p.Weight * d * (p.Value - in["mean_value"])
			square += p.Weight * d * d
		}
		return cross / square
	case LackUp:
		return in["target"] - in["value"]
	case LackDown:
		return in["value"] - in["target"]
	case Status10:
		return 10 * (in["way"] - in["lack"]) / in["way"]
	case Tenths:
		return 10 * in["part"] / in["whole"]
	case PerCent:
		return 100 * in["part"] / in["whole"]
	}
	return math.NaN()
}

func weightedMean(points []Weighted, of func(Weighted) float64) float64 {
	var sum, weights float64
	for _, p := range points {
		sum += p.Weight * of(p)
		weights += p.Weight
	}
	return sum / weights
}

// shareRate is the change a year as a share of the larger end.
func shareRate(from, to, years float64) float64 {
	largest := max(math.Abs(from), math.Abs(to))
	if largest == 0 {
		return 0
	}
	return (to/largest - from/largest) / years
}

// arrival is the first whole year in which a course arrives; exact is the
// moment by arithmetic, about which rounding is looked after.
func arrival(in map[string]float64, exact float64, at func(n float64) float64) float64 {
	there := func(n float64) bool {
		lack := in["direction"] * (in["to"] - at(n))
		return lack < 0 || in["over"] == 0 && lack <= noise*math.Abs(in["to"])
	}
	n := max(1, math.Floor(exact)-1)
	if there(1) { // a falling line may lie beyond it, too
		n = 1
	}
	for !there(n) && n <= exact+3 {
		n++
	}
	return in["year"] + n
}
