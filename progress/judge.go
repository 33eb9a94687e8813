package progress

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// Assess judges an indicator for an area against a benchmark id, data.NoBenchmark,
// or "" for the benchmark that fits indicator and area best, by the indicator's
// own method. A benchmark whose year is over hands on to its successor;
// Verdict.Benchmark says which one the class speaks of.
func (e *Edition) Assess(indicator, area string, dims data.Dims, benchmark string) Verdict {
	return e.judged("", indicator, area, dims, benchmark)
}

// AssessBy is Assess by the method of that name, as Method takes them; "" is
// the indicator's own, the default where it names none.
func (e *Edition) AssessBy(method, indicator, area string, dims data.Dims, benchmark string) (Verdict, error) {
	if method == "" {
		return e.judged("", indicator, area, dims, benchmark), nil
	}
	name, err := Method(method)
	if err != nil {
		return Verdict{}, err
	}
	return e.judged(name, indicator, area, dims, benchmark), nil
}

// judged is AssessBy of a name that there is.
func (e *Edition) judged(name, indicator, area string, dims data.Dims, benchmark string) Verdict {
	m := e.methodOf(name, indicator)
	full := e.dims(indicator, dims)
	_, knownArea := e.stock.catalog.Area(area)
	_, knownBenchmark := e.stock.catalog.Benchmark(benchmark)
	knownBenchmark = knownBenchmark || benchmark == "" || benchmark == data.NoBenchmark
	if !knownArea || !knownBenchmark || e.stock.plans[planKey{indicator, full}] == nil {
		return e.assess(m, indicator, area, full, benchmark) // not kept: such keys have no end
	}
	var key any = verdictKey{m.name, indicator, area, benchmark, full}
	if v, ok := found[Verdict](&e.verdicts, key); ok {
		return v
	}
	return stored(&e.verdicts, key, func() Verdict { return e.assess(m, indicator, area, full, benchmark) })
}

// methodOf is the method of a full name, or an indicator's own where it is "".
func (e *Edition) methodOf(name, indicator string) method {
	for _, m := range e.methods {
		if m.name == name {
			return m
		}
	}
	return e.ownMethod(indicator)
}

// ownMethod is the method that an indicator is judged by where none is named.
func (e *Edition) ownMethod(indicator string) method {
	if m, ok := e.own[indicator]; ok {
		return m
	}
	return e.methods[0]
}

// ownMethods are the methods that indicators name for themselves.
func ownMethods(c *data.Catalog) (map[string]method, error) {
	out := map[string]method{}
	for _, in := range c.Indicators() {
		if in.Judge == nil {
			continue
		}
		m, err := named(in.Judge.Method)
		if err != nil {
			return nil, fmt.Errorf("indicator %q: %w", in.ID, err)
		}
		out[in.ID] = m
	}
	return out, nil
}

func (e *Edition) assess(m method, indicator, area string, dims data.Dims, benchmark string) Verdict {
	l := e.Line(indicator, area, dims, "")
	c, ok := e.question(l, benchmark)
	v := m.judge(c)
	if !ok {
		v = Verdict{Benchmark: benchmark, Method: v.Method, Latest: v.Latest}.without(NotJudgeable)
	}
	v.Indicator, v.Area, v.Dims = l.Indicator, l.Area, l.Dims
	if v.Reason == NoDataYet && l.Missing == noCoverage {
		v.Reason = ThinCoverage
	}
	return v
}

// question makes the case of a line; ok is false for an unknown benchmark.
func (e *Edition) question(l Line, benchmark string) (c Case, ok bool) {
	in, _ := e.stock.catalog.Indicator(l.Indicator)
	c = Case{
		Direction: in.Direction, Model: in.Model, Bounds: in.Bounds, Points: l.Points, Source: l.Source, Maker: l.Maker,
		Breaks: breaksOf(in, l), NewFrom: in.NewFrom, MaxBase: in.MaxBase, Benchmark: benchmark, Limit: limit(in),
	}
	if in.Judge != nil {
		c.BaseYear = in.Judge.BaseYear
	}
	if !e.stock.reference.IsZero() {
		c.Reference = e.stock.reference.Year()
	}
	if l.Maker == ByUs {
		c.pair = e.fixed(l)
	}
	switch benchmark {
	case data.NoBenchmark:
		return c, true
	case "":
		if !c.aimOwn(in.Judge) {
			e.fit(&c, l)
		}
		return c, true
	}
	b, ok := e.stock.catalog.Benchmark(benchmark)
	if ok {
		c.aim(b)
		c.Successors = e.successors(b)
	}
	return c, ok
}

// breaksOf are the first years of new definitions that a line may hold: those of
// the indicator and those of the series that it is read from.
func breaksOf(in data.Indicator, l Line) []int {
	for _, r := range in.Series {
		if r.Source == l.Source && r.Code == l.Code && len(r.Breaks) > 0 {
			all := slices.Concat(in.Breaks, r.Breaks)
			slices.Sort(all)
			return slices.Compact(all)
		}
	}
	return in.Breaks
}

func (c *Case) aim(b data.Benchmark) {
	c.Benchmark, c.Target, c.TargetYear, c.MetAt, c.Comparator = b.ID, b.Value, b.Year, b.MetAt, b.Comparator
}

// aimOwn takes the target that the indicator sets for itself, if any.
func (c *Case) aimOwn(j *data.Judge) bool {
	if j == nil || j.Target == nil {
		return false
	}
	c.Benchmark, c.Target, c.TargetYear = data.OwnTarget, j.Target, j.TargetYear
	return true
}

// limit is the natural end of an indicator in the wanted direction: its own, or
// the bound on that side.
func limit(in data.Indicator) *float64 {
	switch {
	case in.Judge != nil && in.Judge.Limit != nil:
		return in.Judge.Limit
	case len(in.Bounds) != 2:
		return nil
	case in.Direction == data.Up:
		return &in.Bounds[1]
	case in.Direction == data.Down:
		return &in.Bounds[0]
	}
	return nil
}

// fixed compares two years of a computed line over the same economies.
func (e *Edition) fixed(l Line) func(a, b int) (Point, Point, bool) {
	area, _ := e.stock.catalog.Area(l.Area)
	p := e.stock.plans[planKey{l.Indicator, l.Dims}]
	key := lineKey{l.Indicator, l.Area, l.Source, l.Dims}
	return func(a, b int) (from, to Point, ok bool) {
		// Every method and benchmark asks for the same two or three years.
		v := stored(&e.pairs, pairKey{key, a, b}, func() pairOfYears {
			g, missing := e.stock.groupOf(p, area, l.Source, a, b)
			if missing != "" {
				return pairOfYears{}
			}
			from, to, ok := g.pair(a, b)
			return pairOfYears{from, to, ok}
		})
		return v.from, v.to, v.ok
	}
}

// pairKey names two years of a computed line.
type pairKey struct {
	line lineKey
	a, b int
}

// pairOfYears are the values of two years over the same economies.
type pairOfYears struct {
	from, to Point
	ok       bool
}

// successors of a benchmark, in turn. One may be stated for a sibling of the
// indicator (the mobile and the fixed basket share a line): the definitions say
// so, and its number is taken.
func (e *Edition) successors(b data.Benchmark) []data.Benchmark {
	var out []data.Benchmark
	seen := map[string]bool{b.ID: true}
	for next, ok := e.stock.catalog.Benchmark(b.Successor); ok && !seen[next.ID]; {
		seen[next.ID] = true
		out = append(out, next)
		next, ok = e.stock.catalog.Benchmark(next.Successor)
	}
	return out
}

// fit chooses the newest benchmark that is not over: one set for the area
// itself, else one for the world, else one for each economy. Those for the
// area whose year is over are judged for the record.
func (e *Edition) fit(c *Case, l Line) {
	c.Benchmark = data.NoBenchmark
	points := c.values()
	if len(points) == 0 {
		return
	}
	latest := points[len(points)-1]
	var tiers [3][]data.Benchmark
	for _, b := range e.stock.catalog.Benchmarks() {
		g, ok := c.goal(b)
		tier := tierOf(b, l.Area)
		if b.Indicator != l.Indicator || !ok || tier < 0 {
			continue
		}
		if g.over(latest.Year, c.now(latest)) {
			if tier == 0 {
				c.history = append(c.history, g)
			}
			continue
		}
		tiers[tier] = append(tiers[tier], b)
	}
	slices.SortStableFunc(c.history, func(a, b goal) int { return a.year - b.year })
	for _, list := range tiers {
		slices.SortStableFunc(list, func(a, b data.Benchmark) int { return cmp.Compare(b.Year, a.Year) })
		if len(list) > 0 {
			c.aim(list[0])
			return
		}
	}
}

// tierOf says how close a benchmark is to an area: 0 set for it, 1 for the
// world, 2 for each economy, -1 not at all.
func tierOf(b data.Benchmark, area string) int {
	switch {
	case b.Group == area || slices.Contains(b.AlsoGroups, area):
		return 0
	case b.Group == world || slices.Contains(b.AlsoGroups, world):
		return 1
	case b.Group == data.EachEconomy || slices.Contains(b.AlsoGroups, data.EachEconomy):
		return 2
	}
	return -1
}

// world is the code of the world.
const world = "WLD"
