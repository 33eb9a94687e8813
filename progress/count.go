package progress

import (
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/wsiswatch/wsiswatch/data"
)

// recentYears is how far back a value of an economy still counts as available
// where the formula does not say: the year itself and the three before it.
const recentYears = 4

// countOffers read formulas that count economies or their values. Each gives
// every economy a figure; the value of a group is their mean or median.
func (s *stock) countOffers(in data.Indicator) []*offer {
	var of []*offer
	var codes []string
	for _, id := range in.Formula.Of {
		if o := s.basis(id); o != nil {
			of = append(of, o)
		}
		codes = append(codes, id)
	}
	if len(of) == 0 {
		return nil
	}
	o := &offer{source: of[0].source, code: strings.Join(codes, ", "), maker: ByFormula, economies: true}
	switch in.Formula.Kind {
	case data.ShareUnder:
		if len(of) < len(in.Formula.Of) { // one basket alone is not "either"
			return nil
		}
		o.rule, o.hidden, o.each = data.Share, true, s.under(of, in.Formula.Threshold)
	case data.OwnAvailability:
		o.rule, o.hidden, o.complete = data.Share, true, true
		o.each = remembered(s.recent(of, in.Formula, 1, func(p Point) bool { return p.Status != data.Estimated }))
	case data.OwnCoverage:
		o.rule, o.complete = data.Mean, true
		o.each = remembered(s.recent(of, in.Formula, len(in.Formula.Of), func(Point) bool { return true }))
	case data.OwnTimeliness:
		o.rule, o.complete, o.each = data.Median, true, s.age(of)
	default:
		return nil
	}
	return []*offer{o}
}

// remembered keeps the values of each area, which every group asks for again.
func remembered(each func(string, bool, func(Point))) func(string, bool, func(Point)) {
	var areas sync.Map // area -> func() []Point
	return func(area string, _ bool, yield func(Point)) {
		list, ok := found[[]Point](&areas, area)
		if !ok {
			list = stored(&areas, area, func() (out []Point) {
				each(area, false, func(p Point) { out = append(out, p) })
				return out
			})
		}
		for _, p := range list {
			yield(p)
		}
	}
}

// under gives 100 to an economy with any value at or under the threshold in a
// year, 0 to one whose known values are all over it. Years before every
// indicator has values are left out: "either" would change its meaning.
func (s *stock) under(of []*offer, threshold float64) func(string, bool, func(Point)) {
	years := s.years(of[0])
	for _, o := range of[1:] {
		more := s.years(o)
		for y := range years {
			if more[y] == 0 {
				delete(years, y)
			}
		}
	}
	return func(area string, _ bool, yield func(Point)) {
		found := map[int]Point{}
		for _, o := range of {
			o.each(area, false, func(p Point) {
				if years[p.Year] == 0 {
					return
				}
				q, known := found[p.Year]
				if !known {
					q = Point{Point: data.Point{Year: p.Year, Decimals: -1, Status: data.Normal}}
				}
				if p.Value <= threshold {
					q.Value = 100
				}
				q.Status, q.Snapshot = weaker(q.Status, p.Status), max(q.Snapshot, p.Snapshot)
				found[p.Year] = q
			})
		}
		inOrder(found, yield)
	}
}

func inOrder(found map[int]Point, yield func(Point)) {
	years := make([]int, 0, len(found))
	for y := range found {
		years = append(years, y)
	}
	slices.Sort(years)
	for _, y := range years {
		yield(found[y])
	}
}

// years counts the economies with a value by year.
func (s *stock) years(o *offer) map[int]int {
	out := map[int]int{}
	for _, area := range s.economies {
		o.each(area, false, func(p Point) { out[p.Year]++ })
	}
	return out
}

// recent gives an economy the share, of n, of the indicators that have a good
// value in the years of the formula's window. It runs from the first full
// window to the newest year that is nearly filled: publishers need two years
// to fill one, and a half-empty year would read as a fall.
func (s *stock) recent(of []*offer, f *data.Formula, n int, good func(Point) bool) func(string, bool, func(Point)) {
	counts := map[int]int{}
	for _, o := range of {
		for _, area := range s.economies {
			o.each(area, false, func(p Point) {
				if good(p) {
					counts[p.Year]++
				}
			})
		}
	}
	window := f.Years
	if window <= 0 {
		window = recentYears
	}
	first, last := filled(counts, window, s.reference.Year())
	return func(area string, _ bool, yield func(Point)) {
		if len(s.population) > 0 && s.population[area] == nil {
			return // nobody counts its people: it would only swell the denominator
		}
		years := make([][]int, len(of))
		snapshot := int64(0)
		for i, o := range of {
			o.each(area, false, func(p Point) {
				snapshot = max(snapshot, p.Snapshot)
				if good(p) {
					years[i] = append(years[i], p.Year)
				}
			})
		}
		for y := first; y <= last; y++ {
			inWindow := func(k int) bool { return y-window < k && k <= y }
			have := 0
			for _, list := range years {
				if slices.ContainsFunc(list, inWindow) {
					have++
				}
			}
			value := 100 * float64(have) / float64(n)
			yield(Point{Point: data.Point{Year: y, Value: value, Decimals: -1, Status: data.Normal, Snapshot: snapshot}})
		}
	}
}

// filled is the range of years that can be compared: last is the newest year
// with at least three quarters of the mean count of the three years before it.
// The range is empty where there is none.
func filled(counts map[int]int, window, reference int) (first, last int) {
	if len(counts) == 0 {
		return 1, 0
	}
	lowest, highest := math.MaxInt, 0
	for y := range counts {
		lowest, highest = min(lowest, y), max(highest, y)
	}
	for y := min(highest, reference); y >= lowest+window-1; y-- {
		before := float64(counts[y-1]+counts[y-2]+counts[y-3]) / 3
		if counts[y] > 0 && float64(counts[y]) >= 0.75*before {
			return lowest + window - 1, y
		}
	}
	return 1, 0
}

// age gives an economy the mean age of its latest values on the reference
// date, over the indicators that it has: one point only, because older ones
// would need the vintages of their time.
func (s *stock) age(of []*offer) func(string, bool, func(Point)) {
	now := s.reference.Year()
	return func(area string, _ bool, yield func(Point)) {
		sum, n, snapshot := 0, 0, int64(0)
		for _, o := range of {
			last := math.MinInt
			o.each(area, false, func(p Point) {
				if p.Year <= now {
					last, snapshot = max(last, p.Year), max(snapshot, p.Snapshot)
				}
			})
			if last != math.MinInt {
				sum, n = sum+now-last, n+1
			}
		}
		if n > 0 {
			age := float64(sum) / float64(n)
			yield(Point{Point: data.Point{Year: now, Value: age, Decimals: -1, Status: data.Normal, Snapshot: snapshot}})
		}
	}
}
