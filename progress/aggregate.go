package progress

import (
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// Shares of a group's population with a value: under thinnest nothing is
// published, under thick the value is marked thin.
const (
	thinnest = 0.5
	thick    = 0.6
)

// sample is what one economy brings to the value of a group in one year.
type sample struct {
	area     string
	value    float64
	weight   float64
	people   float64 // 0 where the population is not known
	status   data.Status
	snapshot int64
}

// group makes values of a group from one offer for its economies.
type group struct {
	stock   *stock
	plan    *plan
	offer   *offer
	members []string
	samples map[int][]sample
	people  map[int]float64 // of all members, by year
}

// members of a group: the list that its trend keeps fixed, else that of the
// reference date. The world without a list is every economy in M49.
func (s *stock) members(g data.Area) []string {
	if g.Kind == "world" && len(s.catalog.Memberships(g.Code)) == 0 {
		return s.economies
	}
	on := s.reference
	if !g.TrendOn.IsZero() {
		on = g.TrendOn
	}
	return s.catalog.Members(g.Code, on)
}

// group gathers the samples of the given years, of all where none are given.
func (s *stock) group(p *plan, o *offer, members []string, years ...int) *group {
	g := &group{stock: s, plan: p, offer: o, members: members, samples: map[int][]sample{}, people: map[int]float64{}}
	numerator := g.numerator()
	for _, m := range members {
		weights := g.weights(m)
		take := func(q data.Point) {
			if len(years) > 0 && !slices.Contains(years, q.Year) {
				return
			}
			x := sample{area: m, value: q.Value, weight: 1, status: q.Status, snapshot: q.Snapshot}
			x.people, _ = at(s.population[m], q.Year)
			if weights != nil {
				x.weight, _ = at(weights, q.Year)
			}
			if x.weight > 0 {
				if g.samples[q.Year] == nil {
					g.samples[q.Year] = make([]sample, 0, len(members))
				}
				g.samples[q.Year] = append(g.samples[q.Year], x)
			}
		}
		if numerator != nil {
			for _, q := range numerator.points[m] {
				take(q)
			}
			continue
		}
		o.each(m, false, func(q Point) { take(q.Point) })
	}
	return g
}

// numerator is the series that sum over sum adds up; nil where the rule
// weights the values themselves. A numerator of one source says nothing of
// the lines of another, nor of a derived value.
func (g *group) numerator() *column {
	a := g.plan.indicator.Aggregate
	if g.rule() != data.SumOverSum || a.Numerator == nil || !g.offer.numerator || a.Numerator.Source != g.offer.source {
		return nil
	}
	return g.stock.column(*a.Numerator, data.Dims{})
}

// weights of an economy; nil means that every economy counts the same. An
// economy whose weight is asked for and not known has an empty list.
func (g *group) weights(area string) []data.Point {
	if r := g.rule(); r != data.WeightedMean && r != data.SumOverSum {
		return nil
	}
	points := g.stock.population[area]
	if w := g.plan.indicator.Aggregate.Weight; w != nil {
		points = nil
		if c := g.stock.column(*w, data.Dims{}); c != nil {
			points = c.points[area]
		}
	}
	if points == nil {
		return []data.Point{}
	}
	return points
}

// total is the population of all members in a year.
func (g *group) total(year int) float64 {
	if t, ok := g.people[year]; ok {
		return t
	}
	sum := 0.0
	for _, m := range g.members {
		people, _ := at(g.stock.population[m], year)
		sum += people
	}
	g.people[year] = sum
	return sum
}

func (g *group) coverage(year int, list []sample) Coverage {
	c := Coverage{Economies: len(list), Members: len(g.members)}
	if g.offer.complete {
		c.Population = 1
		return c
	}
	sum := 0.0
	for _, x := range list {
		sum += x.people
	}
	if total := g.total(year); total > 0 {
		c.Population = min(1, sum/total)
	}
	c.Thin = c.Population < thick
	return c
}

// point is the value of a group in a year over the given economies; ok is
// false where they are too few to speak for it.
func (g *group) point(year int, list []sample) (p Point, ok bool) {
	if len(list) == 0 {
		return Point{}, false
	}
	c := g.coverage(year, list)
	v := g.combine(list)
	if c.Population < thinnest || !within(g.plan.indicator.Bounds, v) {
		return Point{Coverage: &c}, false
	}
	p = Point{Point: data.Point{Year: year, Value: v, Decimals: -1, Status: data.Normal}, Coverage: &c}
	for _, x := range list {
		p.Status = weaker(p.Status, x.status)
		p.Snapshot = max(p.Snapshot, x.snapshot)
	}
	return p, true
}

func (g *group) combine(list []sample) float64 {
	if g.rule() == data.Median {
		values := make([]float64, len(list))
		for i, x := range list {
			values[i] = x.value
		}
		return median(values)
	}
	var top, weight float64
	whole := g.numerator() != nil
	for _, x := range list {
		if whole {
			top += x.value
		} else {
			top += x.value * x.weight
		}
		weight += x.weight
	}
	if scale := g.plan.indicator.Aggregate.Scale; whole && scale != 0 {
		return top / weight * scale
	}
	return top / weight
}

func (g *group) rule() data.Rule { return g.plan.rule(g.offer) }

// points are the values of all years that enough of the group has.
func (g *group) points() []Point {
	var out []Point
	for year, list := range g.samples {
		if p, ok := g.point(year, list); ok {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Point) int { return a.Year - b.Year })
	return out
}

// pair gives the values of two years over the economies that have both, so
// that a pace shows change on the ground and not who answered.
func (g *group) pair(a, b int) (from, to Point, ok bool) {
	from, okA := g.point(a, only(g.samples[a], g.samples[b]))
	to, okB := g.point(b, only(g.samples[b], g.samples[a]))
	return from, to, okA && okB
}

// only keeps the samples of economies that other has too.
func only(list, other []sample) []sample {
	has := make(map[string]bool, len(other))
	for _, x := range other {
		has[x.area] = true
	}
	var out []sample
	for _, x := range list {
		if has[x.area] {
			out = append(out, x)
		}
	}
	return out
}

// median sorts its argument.
func median(v []float64) float64 {
	slices.Sort(v)
	n := len(v)
	if n%2 == 1 {
		return v[n/2]
	}
	return (v[n/2-1] + v[n/2]) / 2
}
