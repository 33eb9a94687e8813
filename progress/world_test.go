package progress

import (
	"fmt"
	"slices"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// fixture is a small world for a test: what is not said is filled with
// something valid.
type fixture struct {
	indicators []data.Indicator
	benchmarks []data.Benchmark
	groups     []data.Area
	members    []data.Membership
	economies  []string
	paragraphs []data.Paragraph
	sources    []data.Source // beside the usual ones
	series     []data.Series
	snapshots  []data.Snapshot
	reference  string
}

func day(t testing.TB, s string) data.Date {
	t.Helper()
	d, err := data.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// put adds a series; a status letter may follow the values.
func (f *fixture) put(source, code, area string, dims data.Dims, values map[int]float64, status ...data.Status) {
	s := data.Series{Key: data.Key{Source: source, Code: code, Area: area, Dims: dims.Full()}}
	for y, v := range values {
		p := data.Point{Year: y, Value: v, Decimals: 1, Status: data.Normal, Snapshot: 1}
		if len(status) > 0 {
			p.Status = status[0]
		}
		s.Points = append(s.Points, p)
	}
	slices.SortFunc(s.Points, func(a, b data.Point) int { return a.Year - b.Year })
	f.series = append(f.series, s)
}

// people gives an economy a population, in every year from 2000.
func (f *fixture) people(area string, n float64) {
	f.economies = append(f.economies, area)
	f.put("wb-wdi", "SP.POP.TOTL", area, data.Totals, map[int]float64{2000: n})
}

func (f *fixture) group(code string, members ...string) {
	f.groups = append(f.groups, data.Area{Code: code, Group: true})
	for _, m := range members {
		f.members = append(f.members, data.Membership{Group: code, List: "test", Area: m})
	}
}

func (f *fixture) catalog(t testing.TB) *data.Catalog {
	t.Helper()
	d := data.Definitions{Benchmarks: f.benchmarks, Memberships: f.members}
	for _, a := range f.groups {
		a.Names, a.List = map[string]string{"en": a.Code}, "test"
		if a.Kind == "" {
			a.Kind = "region"
		}
		d.Areas = append(d.Areas, a)
	}
	for _, e := range f.economies {
		d.Areas = append(d.Areas, data.Area{Code: e, Names: map[string]string{"en": e}})
	}
	for i, in := range f.indicators {
		in.Name, in.Definition, in.Unit, in.Metric = in.ID, in.ID, "%", fmt.Sprintf("test_%d_ratio", i)
		in.MetricScale = 1
		if in.Aggregate.Rule == "" {
			in.Aggregate.Rule = data.NoAggregate
		}
		if in.Direction == "" {
			in.Direction = data.Up
		}
		if in.Model == "" {
			in.Model = data.Linear
		}
		d.Indicators = append(d.Indicators, in)
	}
	for _, s := range []string{"one", "two", "three", "wb-wdi"} {
		d.Sources = append(d.Sources, data.Source{ID: s, Publisher: s, Title: s, Label: s, URL: "https://example.org", Licence: "none", Citation: s})
	}
	d.Sources = append(d.Sources, f.sources...)
	d.Resolutions = []data.Resolution{{
		ID: "test", Symbol: "T", Title: "T", Body: "B", Date: day(t, "2016-07-27"), TextStatus: "draft",
		Sections: []data.Section{{ID: "s", Title: "S", Level: 1}}, Paragraphs: f.paragraphs,
	}}
	// Faults of the catalogue are the business of package data: here it is
	// only the holder of what the judgement reads.
	c, _ := data.NewCatalog(d)
	return c
}

func (f *fixture) build(t testing.TB) *Edition {
	t.Helper()
	slices.SortFunc(f.series, func(a, b data.Series) int { return a.Key.Compare(b.Key) })
	ref := f.reference
	if ref == "" {
		ref = "2025-12-31"
	}
	e, err := Build(Input{
		Catalog: f.catalog(t), Series: f.series, Snapshots: f.snapshots,
		Snapshot: 1, Config: "c0ffee", Version: "test", Reference: day(t, ref),
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func ref(source, code string) data.SeriesRef { return data.SeriesRef{Source: source, Code: code} }

// show writes the points of a line as "2015:40 2016:41.5".
func show(l Line) string {
	out := ""
	for i, p := range l.Points {
		if i > 0 {
			out += " "
		}
		out += fmt.Sprintf("%d:%.4g", p.Year, p.Value)
	}
	return out
}
