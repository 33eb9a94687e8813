package progress

import (
	"fmt"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// bench is a synthetic world: economies × indicators × years to 2024, with the
// groups of the real catalogue's number and a paragraph for each indicator.
func bench(economies, indicators, years int) *fixture {
	f := &fixture{}
	for i := range economies {
		f.people(fmt.Sprintf("E%02d%c", i/26, 'A'+i%26), float64(1+i%37))
	}
	groups := []string{"WLD", "G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9", "G10", "G11", "G12", "G13", "G14", "G15", "G16", "G17", "G18", "G19"}
	groups = groups[:max(1, economies/10)]
	for g, code := range groups {
		var members []string
		for i, e := range f.economies {
			if g == 0 || i%len(groups) == g {
				members = append(members, e)
			}
		}
		f.group(code, members...)
	}
	for i := range indicators {
		id, code := fmt.Sprintf("i%d", i), fmt.Sprintf("c%d", i)
		rule := []data.Rule{data.WeightedMean, data.Mean, data.Median}[i%3]
		f.indicators = append(f.indicators, data.Indicator{ID: id, Series: []data.SeriesRef{ref("one", code)}, Aggregate: data.Aggregate{Rule: rule}})
		p := data.Paragraph{ID: fmt.Sprintf("p%d", i), Order: i, Section: "s", Kind: data.Quantitative, Scored: true}
		for _, g := range groups {
			p.Headline = append(p.Headline, data.Headline{Indicator: id, Group: g, Benchmark: data.NoBenchmark})
		}
		f.paragraphs = append(f.paragraphs, p)
		for n, e := range f.economies {
			values := make(map[int]float64, years)
			for y := range years {
				values[2025-years+y] = float64(10 + n%50 + y*(1+i%3))
			}
			f.put("one", code, e, data.Totals, values)
		}
	}
	return f
}

func BenchmarkBuild(b *testing.B) {
	f := bench(200, 20, 20)
	f.build(b) // sorts
	in := Input{Catalog: f.catalog(b), Series: f.series, Snapshot: 1, Reference: day(b, "2025-12-31")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Build(in); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMap is what a map asks for: the line and verdict of every economy.
func BenchmarkMap(b *testing.B) {
	f := bench(200, 1, 20)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		e := f.build(b)
		b.StartTimer()
		for _, a := range f.economies {
			e.Assess("i0", a, data.Dims{}, "")
		}
	}
}
