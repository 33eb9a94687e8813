package progress

import (
	"fmt"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func TestBeside(t *testing.T) {
	f := fixture{indicators: []data.Indicator{
		{ID: "it", Aggregate: data.Aggregate{Rule: data.WeightedMean}, Series: []data.SeriesRef{
			{Source: "one", Code: "a", For: data.ForEconomies}, {Source: "two", Code: "b"}, {Source: "three", Code: "g", For: data.ForGroups, Scale: 100}}},
		{ID: "bare", Series: []data.SeriesRef{{Source: "two", Code: "b"}}},
	}}
	f.people("BIG", 60)
	f.people("AAA", 40)
	f.people("OUT", 900)
	f.group("GRP", "BIG", "AAA")
	f.members[1].To = day(t, "2020-01-01") // AAA has left: the group of today is BIG alone
	f.groups[0].TrendOn = day(t, "2016-07-27")
	f.put("one", "a", "BIG", data.Totals, map[int]float64{2015: 10, 2016: 20, 2018: 40})
	f.put("one", "a", "AAA", data.Totals, map[int]float64{2015: 50, 2016: 60, 2017: 70})
	f.put("one", "a", "OUT", data.Totals, map[int]float64{2015: 99, 2016: 99})
	f.put("two", "b", "BIG", data.Totals, map[int]float64{2015: 11})
	f.put("two", "b", "AAA", data.Totals, map[int]float64{2015: 51})
	f.put("two", "b", "GRP", data.Totals, map[int]float64{2015: 28, 2016: 30})
	f.put("three", "g", "GRP", data.Totals, map[int]float64{2014: 0.2, 2015: 0.25, 2016: 0.4, 2017: 0.6, 2018: 0.5}, data.Estimated)
	e := f.build(t)
	got := ""
	for _, p := range e.Beside("it", "GRP", data.Dims{}) {
		got += fmt.Sprintf("%d %s %.4g %s, %s %.4g (%d of %d, %.0f %%), %+.4g\n", p.Year, p.Source, p.Publisher, p.Status,
			p.Economies, p.Computed, p.Coverage.Economies, p.Coverage.Members, 100*p.Coverage.Population, p.Difference)
	}
	// 2017 has 40 per cent of the people; 2016 of "two" has none of its own economies.
	want := `2015 two 28 A, two 27 (2 of 2, 100 %), -1
2015 three 25 E, one 26 (2 of 2, 100 %), +1
2016 three 40 E, one 36 (2 of 2, 100 %), -4
2018 three 50 E, one 40 (1 of 2, 60 %), -10
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for name, list := range map[string][]Pair{
		"no rule":           e.Beside("bare", "GRP", data.Dims{}),
		"an economy":        e.Beside("it", "BIG", data.Dims{}),
		"unknown indicator": e.Beside("what", "GRP", data.Dims{}),
		"unknown group":     e.Beside("it", "GRQ", data.Dims{}),
		"unknown breakdown": e.Beside("it", "GRP", data.Dims{Sex: "F"}),
	} {
		if len(list) != 0 {
			t.Errorf("%s: %+v", name, list)
		}
	}
}
