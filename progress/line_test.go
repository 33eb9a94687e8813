package progress

import (
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// One source serves all economies, one all groups: the first in order that
// has any value of the kind, also where another has the area or the year.
func TestSourceChoice(t *testing.T) {
	f := fixture{
		economies: []string{"AAA", "BBB"}, groups: []data.Area{{Code: "GRP", Group: true}, {Code: "HRP", Group: true}},
		indicators: []data.Indicator{{ID: "it", Series: []data.SeriesRef{
			{Source: "three", Code: "never collected"},
			{Source: "one", Code: "a", Breakdowns: []data.Dims{{Sex: "F"}}},
			{Source: "wb-wdi", Code: "c", For: data.ForGroups, Scale: 100},
			{Source: "two", Code: "b"},
		}}},
	}
	f.put("one", "a", "AAA", data.Totals, map[int]float64{2015: 1, 2016: 2})
	f.put("one", "a", "BBB", data.Dims{Sex: "F"}, map[int]float64{2015: 7})
	f.put("two", "b", "AAA", data.Totals, map[int]float64{2015: 3, 2017: 4})
	f.put("two", "b", "BBB", data.Totals, map[int]float64{2015: 5})
	f.put("two", "b", "HRP", data.Totals, map[int]float64{2015: 6})
	f.put("wb-wdi", "c", "GRP", data.Totals, map[int]float64{2015: 0.5})
	f.put("wb-wdi", "c", "AAA", data.Totals, map[int]float64{2015: 0.9})
	e := f.build(t)
	for _, x := range []struct {
		name, area, source string
		dims               data.Dims
		want, from, why    string
		others             string
	}{
		{name: "first with any economy", area: "AAA", want: "2015:1 2016:2", from: "one", others: "two"},
		{name: "never per area", area: "BBB", from: "one", why: noData, others: "two"},
		{name: "asked for", area: "BBB", source: "two", want: "2015:5", from: "two"},
		{name: "groups have their own first", area: "GRP", want: "2015:50", from: "wb-wdi"},
		{name: "a group that it lacks, from the next that publishes it", area: "HRP", want: "2015:6", from: "two"},
		{name: "a group of a named source that lacks it", area: "HRP", source: "wb-wdi", from: "wb-wdi", why: noRule, others: "two"},
		{name: "declared for groups only", area: "AAA", source: "wb-wdi", from: "wb-wdi", why: noData, others: "one two"},
		{name: "a declared breakdown", area: "BBB", dims: data.Dims{Sex: "F"}, want: "2015:7", from: "one"},
		{name: "a breakdown not declared", area: "BBB", dims: data.Dims{Sex: "M"}, why: noSeries},
		{name: "a source without it", area: "AAA", source: "three", from: "three", why: noData},
	} {
		l := e.Line("it", x.area, x.dims, x.source)
		if show(l) != x.want || l.Source != x.from || l.Missing != x.why || strings.Join(l.Others, " ") != x.others {
			t.Errorf("%s: %q from %q, missing %q, others %v; want %q from %q, %q, %q",
				x.name, show(l), l.Source, l.Missing, l.Others, x.want, x.from, x.why, x.others)
		}
	}
	if got := e.Line("unknown", "AAA", data.Dims{}, "").Missing; got != noSeries {
		t.Errorf("unknown indicator: %q", got)
	}
	if got := strings.Join(e.Sources("it"), " "); got != "one wb-wdi two" {
		t.Errorf("sources %q", got)
	}
	if got := e.Breakdowns("it"); len(got) != 2 || got[0] != data.Totals || got[1].Sex != "F" {
		t.Errorf("breakdowns %v", got)
	}
	var order []string
	for _, l := range e.Lines("it", data.Dims{}, "two") {
		order = append(order, l.Area)
	}
	if got := strings.Join(order, " "); got != "HRP AAA BBB" {
		t.Errorf("lines of source two: %q", got)
	}
}

func TestScaleAndBounds(t *testing.T) {
	f := fixture{economies: []string{"AAA"}, indicators: []data.Indicator{{
		ID: "it", Bounds: []float64{0, 100}, Series: []data.SeriesRef{{Source: "one", Code: "a", Scale: 0.01}},
	}}}
	f.put("one", "a", "AAA", data.Totals, map[int]float64{2015: 4081.4, 2016: 15200, 2017: 0, 2018: math.NaN()})
	l := f.build(t).Line("it", "AAA", data.Dims{}, "")
	if show(l) != "2015:40.81 2017:0" || l.Points[0].Decimals != 3 {
		t.Errorf("%q with %d decimals, want what is inside the bounds, zero among it, with 3", show(l), l.Points[0].Decimals)
	}
}

// A line holds one edition: the years and areas that the newest snapshot
// covering the code speaks for.
func TestEditionWindow(t *testing.T) {
	values := map[int]float64{2013: 1, 2014: 2, 2015: 3, 2016: 4}
	scope := func(id int64, from, to int, codes string, areas ...string) data.Snapshot {
		return data.Snapshot{ID: id, Source: "one", Scope: data.Scope{Codes: strings.Fields(codes), From: from, To: to, Areas: areas}}
	}
	for _, x := range []struct {
		name      string
		snapshots []data.Snapshot
		want      string
	}{
		{"one edition", []data.Snapshot{scope(1, 2000, 2020, "a")}, "2013:1 2014:2 2015:3 2016:4"},
		{"the newer is shorter", []data.Snapshot{scope(1, 2000, 2020, "a"), scope(2, 2014, 2015, "a b")}, "2014:2 2015:3"},
		{"in any order", []data.Snapshot{scope(2, 2014, 2015, "a"), scope(1, 2000, 2020, "a")}, "2014:2 2015:3"},
		{"the newer is of another code", []data.Snapshot{scope(1, 2000, 2020, "a"), scope(2, 2014, 2015, "b")}, "2013:1 2014:2 2015:3 2016:4"},
		{"the newer is of another area", []data.Snapshot{scope(1, 2014, 2020, "a"), scope(2, 2015, 2015, "a", "BBB")}, "2014:2 2015:3 2016:4"},
		{"the newer is of this area", []data.Snapshot{scope(1, 2014, 2020, "a"), scope(2, 2015, 2015, "a", "BBB", "AAA")}, "2015:3"},
		{"no edition covers the area", []data.Snapshot{scope(1, 2014, 2020, "a", "BBB")}, ""},
	} {
		f := fixture{economies: []string{"AAA"}, snapshots: x.snapshots,
			indicators: []data.Indicator{{ID: "it", Series: []data.SeriesRef{ref("one", "a")}}}}
		f.put("one", "a", "AAA", data.Totals, values)
		if got := show(f.build(t).Line("it", "AAA", data.Dims{}, "")); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

func TestGroupCoverage(t *testing.T) {
	mean := data.Aggregate{Rule: data.WeightedMean}
	for _, x := range []struct {
		name   string
		rule   data.Aggregate
		people []float64 // of AAA, BBB, CCC; only AAA has a value
		want   string
		thin   bool
		why    string
	}{
		{"60 per cent is published", mean, []float64{60, 20, 20}, "2020:10", false, ""},
		{"under 60 is thin", mean, []float64{59, 21, 20}, "2020:10", true, ""},
		{"50 per cent is thin", mean, []float64{50, 30, 20}, "2020:10", true, ""},
		{"under 50 is withheld", mean, []float64{49, 31, 20}, "", false, noCoverage},
		{"no rule", data.Aggregate{Rule: data.NoAggregate}, []float64{90, 5, 5}, "", false, noRule},
	} {
		f := fixture{indicators: []data.Indicator{{ID: "it", Series: []data.SeriesRef{ref("one", "a")}, Aggregate: x.rule}}}
		for i, n := range x.people {
			f.people([]string{"AAA", "BBB", "CCC"}[i], n)
		}
		f.group("GRP", "AAA", "BBB", "CCC")
		f.put("one", "a", "AAA", data.Totals, map[int]float64{2020: 10}, data.Estimated)
		l := f.build(t).Line("it", "GRP", data.Dims{}, "")
		if show(l) != x.want || l.Missing != x.why {
			t.Errorf("%s: %q missing %q, want %q %q", x.name, show(l), l.Missing, x.want, x.why)
			continue
		}
		if p, ok := l.Last(); ok && (p.Coverage.Thin != x.thin || p.Coverage.Economies != 1 || p.Coverage.Members != 3 || p.Status != data.Estimated) {
			t.Errorf("%s: %+v status %s", x.name, p.Coverage, p.Status)
		}
	}
}

// Population of the year, nearest earlier where it is missing; an economy
// without any is in neither sum.
func TestWeightsOfTheYear(t *testing.T) {
	f := fixture{economies: []string{"AAA", "BBB", "CCC"}, indicators: []data.Indicator{{
		ID: "it", Series: []data.SeriesRef{ref("one", "a")}, Aggregate: data.Aggregate{Rule: data.WeightedMean},
	}}}
	f.group("GRP", "AAA", "BBB", "CCC")
	f.put("wb-wdi", "SP.POP.TOTL", "AAA", data.Totals, map[int]float64{2015: 10, 2018: 30})
	f.put("wb-wdi", "SP.POP.TOTL", "BBB", data.Totals, map[int]float64{2015: 10, 2020: 90})
	for area, v := range map[string]float64{"AAA": 0, "BBB": 100, "CCC": 50} {
		f.put("one", "a", area, data.Totals, map[int]float64{2014: v, 2015: v, 2018: v, 2025: v})
	}
	l := f.build(t).Line("it", "GRP", data.Dims{}, "")
	if got := show(l); got != "2015:50 2018:25 2025:75" {
		t.Errorf("%q", got)
	}
}

// Sums of counts over sums of people, for the source that the counts are of.
func TestSumOverSum(t *testing.T) {
	count, people := ref("one", "count"), ref("wb-wdi", "SP.POP.TOTL")
	f := fixture{indicators: []data.Indicator{{ID: "it", Series: []data.SeriesRef{ref("one", "per100"), ref("two", "per100")},
		Aggregate: data.Aggregate{Rule: data.SumOverSum, Numerator: &count, Weight: &people, Scale: 100}}}}
	f.people("AAA", 100)
	f.people("BBB", 300)
	f.group("GRP", "AAA", "BBB")
	for area, n := range map[string]float64{"AAA": 80, "BBB": 60} {
		f.put("one", "count", area, data.Totals, map[int]float64{2020: n})
		f.put("one", "per100", area, data.Totals, map[int]float64{2020: n, 2021: n})
		f.put("two", "per100", area, data.Totals, map[int]float64{2020: n})
	}
	e := f.build(t)
	if got := show(e.Line("it", "GRP", data.Dims{}, "")); got != "2020:35" { // 140 / 400
		t.Errorf("from counts: %q", got)
	}
	if got := show(e.Line("it", "GRP", data.Dims{}, "two")); got != "2020:65" { // (80*100 + 60*300) / 400
		t.Errorf("of the source without counts: %q", got)
	}
}

// The publisher's line is taken whole and ours is not mixed into its gaps;
// a trend keeps the membership of its date.
func TestMakersAndMembership(t *testing.T) {
	f := fixture{indicators: []data.Indicator{{ID: "it", Series: []data.SeriesRef{ref("one", "a")}, Aggregate: data.Aggregate{Rule: data.Mean}}}}
	f.people("AAA", 1)
	f.people("BBB", 1)
	f.group("PUB", "AAA", "BBB")
	f.groups = append(f.groups, data.Area{Code: "OLD", Group: true, TrendOn: day(t, "2016-07-27")}, data.Area{Code: "NOW", Group: true}, data.Area{Code: "WLD", Group: true, Kind: "world"})
	for _, g := range []string{"OLD", "NOW"} {
		f.members = append(f.members, data.Membership{Group: g, List: "l", Area: "AAA"},
			data.Membership{Group: g, List: "l", Area: "BBB", To: day(t, "2020-12-04")})
	}
	f.put("one", "a", "AAA", data.Totals, map[int]float64{2015: 10, 2020: 20, 2021: 30})
	f.put("one", "a", "BBB", data.Totals, map[int]float64{2015: 30, 2020: 40, 2021: 50})
	f.put("one", "a", "PUB", data.Totals, map[int]float64{2015: 21, 2021: 41})
	e := f.build(t)
	for area, want := range map[string]struct {
		points string
		maker  Maker
	}{
		"PUB": {"2015:21 2021:41", ByPublisher},
		"OLD": {"2015:20 2020:30 2021:40", ByUs},
		"NOW": {"2015:10 2020:20 2021:30", ByUs},
		"WLD": {"2015:20 2020:30 2021:40", ByUs},
	} {
		if l := e.Line("it", area, data.Dims{}, ""); show(l) != want.points || l.Maker != want.maker {
			t.Errorf("%s: %q %s, want %q %s", area, show(l), l.Maker, want.points, want.maker)
		}
	}
}

func TestFormulas(t *testing.T) {
	pair := func(source string) data.Pair {
		num, den := ref(source, "n"), ref(source, "d")
		num.Dims, den.Dims = data.Dims{Sex: "F"}, data.Dims{Sex: "M"}
		num.Breakdowns = []data.Dims{{Location: "R"}}
		return data.Pair{Num: num, Den: den}
	}
	sum := data.Pair{Num: ref("one", "x"), Den: ref("one", "y")}
	f := fixture{economies: []string{"AAA", "BBB"}, indicators: []data.Indicator{
		{ID: "parity", Formula: &data.Formula{Kind: data.Parity, Pairs: []data.Pair{pair("three"), pair("one"), pair("two")}}},
		{ID: "least", Formula: &data.Formula{Kind: data.MinimumOf, Pairs: []data.Pair{sum, {Num: ref("one", "z")}}}},
		{ID: "crossed", Formula: &data.Formula{Kind: data.Ratio, Pairs: []data.Pair{{Num: ref("one", "x"), Den: ref("two", "n")}}}},
	}}
	f.put("one", "n", "AAA", data.Dims{Sex: "F"}, map[int]float64{2019: 30, 2020: 40, 2021: 1, 2022: 9}, data.Estimated)
	f.put("one", "d", "AAA", data.Dims{Sex: "M"}, map[int]float64{2018: 10, 2020: 50, 2021: 0, 2022: 10})
	f.put("one", "n", "AAA", data.Dims{Sex: "F", Location: "R"}, map[int]float64{2020: 10})
	f.put("one", "d", "AAA", data.Dims{Sex: "M", Location: "R"}, map[int]float64{2020: 40})
	f.put("two", "n", "BBB", data.Dims{Sex: "F"}, map[int]float64{2020: 1})
	f.put("two", "d", "BBB", data.Dims{Sex: "M"}, map[int]float64{2020: 2})
	f.put("one", "x", "AAA", data.Totals, map[int]float64{2020: 10, 2021: 10, 2022: 1})
	f.put("one", "y", "AAA", data.Totals, map[int]float64{2020: 25, 2021: 5})
	f.put("one", "z", "AAA", data.Totals, map[int]float64{2020: 30, 2021: 30, 2022: 30})
	f.series[0].Points[3].Bound = data.Below // "<9" is no number to divide
	e := f.build(t)
	for _, x := range []struct {
		name, indicator, area, want string
		dims                        data.Dims
	}{
		{"same year, no zero below, no bound", "parity", "AAA", "2020:0.8", data.Dims{}},
		{"a breakdown of both", "parity", "AAA", "2020:0.25", data.Dims{Location: "R"}},
		{"one pair for all economies", "parity", "BBB", "", data.Dims{}},
		{"least of sums, all needed", "least", "AAA", "2020:30 2021:15", data.Dims{}},
		{"never across sources", "crossed", "AAA", "", data.Dims{}},
	} {
		if got := show(e.Line(x.indicator, x.area, x.dims, "")); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
	l := e.Line("parity", "AAA", data.Dims{}, "")
	p := l.Points[0]
	if l.Code != "n / d" || l.Maker != ByFormula || p.Status != data.Estimated || len(p.Parts) != 2 || p.Parts[0].Value != 40 || p.Parts[1].Dims.Sex != "M" {
		t.Errorf("code %q, maker %s, point %+v", l.Code, l.Maker, p)
	}
}

func TestCounts(t *testing.T) {
	count := func(k data.FormulaKind, of ...string) data.Indicator {
		return data.Indicator{ID: string(k), Direction: data.Up, Formula: &data.Formula{Kind: k, Of: of, Threshold: 2}}
	}
	f := fixture{reference: "2022-06-30", indicators: []data.Indicator{
		count(data.ShareUnder, "mobile", "fixed"), count(data.OwnAvailability, "mobile"),
		count(data.OwnCoverage, "mobile", "fixed", "absent"), count(data.OwnTimeliness, "mobile", "fixed"),
		{ID: "mobile", Series: []data.SeriesRef{ref("one", "m")}}, {ID: "fixed", Series: []data.SeriesRef{ref("one", "f")}},
		{ID: "absent", Series: []data.SeriesRef{ref("one", "absent")}},
	}}
	for _, a := range []string{"AAA", "BBB", "CCC", "DDD"} {
		f.people(a, 10)
	}
	f.economies = append(f.economies, "ICE") // without people or figures
	f.group("GRP", "AAA", "BBB", "CCC", "DDD", "ICE")
	f.put("one", "m", "AAA", data.Totals, map[int]float64{2015: 9, 2018: 3, 2019: 2})
	f.put("one", "m", "BBB", data.Totals, map[int]float64{2018: 5, 2019: 5})
	f.put("one", "m", "CCC", data.Totals, map[int]float64{2018: 9, 2019: 9}, data.Estimated)
	f.put("one", "f", "AAA", data.Totals, map[int]float64{2018: 1, 2019: 7})
	f.put("one", "f", "BBB", data.Totals, map[int]float64{2014: 1, 2019: 3})
	e := f.build(t)
	for _, x := range []struct{ kind, area, want string }{
		// Of three known economies one is under the line; DDD has neither, 2014
		// and 2015 have one basket only.
		{"share_under", "GRP", "2018:33.33 2019:33.33"},
		{"share_under", "AAA", ""},
		// Estimates do not count, economies without a value do.
		{"own_availability", "GRP", "2018:50 2019:50"},
		{"own_coverage", "AAA", "2017:33.33 2018:66.67 2019:66.67"},
		{"own_coverage", "GRP", "2017:16.67 2018:33.33 2019:41.67"},
		{"own_timeliness", "BBB", "2022:3"},
		{"own_timeliness", "GRP", "2022:3"},
	} {
		if got := show(e.Line(x.kind, x.area, data.Dims{}, "")); got != x.want {
			t.Errorf("%s of %s: %q, want %q", x.kind, x.area, got, x.want)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	e := bench(20, 4, 10).build(t)
	var wait sync.WaitGroup
	first := make([][]Line, 8)
	for i := range first {
		wait.Go(func() {
			first[i] = e.Lines("i0", data.Dims{}, "")
			for _, l := range first[i] {
				e.Assess("i0", l.Area, data.Dims{}, "")
			}
		})
	}
	wait.Wait()
	for _, list := range first[1:] {
		if !slices.EqualFunc(list, first[0], func(a, b Line) bool { return a.Area == b.Area && show(a) == show(b) }) {
			t.Fatal("two readers saw different lines")
		}
	}
	if len(first[0]) != 22 {
		t.Errorf("%d lines, want 20 economies and two groups", len(first[0]))
	}
}

// The newest years are still filling when they are read.
func TestFilledYears(t *testing.T) {
	for _, x := range []struct {
		name        string
		counts      map[int]int
		first, last int
	}{
		{"surveys of 2024 are not all in", map[int]int{2018: 93, 2019: 99, 2020: 85, 2021: 85, 2022: 79, 2023: 73, 2024: 50, 2025: 1}, 2021, 2023},
		{"nothing after the reference year", map[int]int{2018: 9, 2019: 9, 2020: 9, 2021: 9, 2022: 9, 2023: 9, 2024: 9, 2025: 9, 2026: 9}, 2021, 2025},
		{"shorter than the window", map[int]int{2023: 9, 2024: 9}, 1, 0},
		{"nothing", nil, 1, 0},
	} {
		if first, last := filled(x.counts, recentYears, 2025); first != x.first || last != x.last {
			t.Errorf("%s: %d to %d, want %d to %d", x.name, first, last, x.first, x.last)
		}
	}
}

// TestBreaksOfASeries: a break in the series that a line is read from cuts the
// pace, one in another source's does not.
func TestBreaksOfASeries(t *testing.T) {
	chain := data.SeriesRef{Source: "two", Code: "b", Breaks: []int{2019}}
	for _, c := range []struct {
		name   string
		first  bool // the preferred source has the line, too
		reason Reason
		base   int
	}{{"the preferred source", true, "", 2015}, {"the chain in its place", false, NoBase, 0}} {
		f := fixture{economies: []string{"AAA"}, groups: []data.Area{{Code: "WLD", Group: true}}, indicators: []data.Indicator{
			{ID: "price", Direction: data.Down, Model: data.Compound, MaxBase: 2018, Series: []data.SeriesRef{ref("one", "a"), chain}}}}
		values := map[int]float64{2015: 40, 2017: 35, 2020: 20, 2024: 10}
		if c.first {
			f.put("one", "a", "AAA", data.Totals, values)
		}
		f.put("two", "b", "AAA", data.Totals, values)
		v := f.build(t).Assess("price", "AAA", data.Dims{}, "")
		if v.Reason != c.reason || c.base != 0 && (v.Base == nil || v.Base.Year != c.base) {
			t.Errorf("%s: %q %q from %+v", c.name, v.Class, v.Reason, v.Base)
		}
	}
}
