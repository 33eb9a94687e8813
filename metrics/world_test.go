package metrics

import (
	"context"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
	"github.com/wsiswatch/wsiswatch/progress"
)

// world is a small site: definitions, a store in a temporary folder, and the
// edition that is shown.
type world struct {
	catalog *data.Catalog
	store   *sqlite.Store
	shown   atomic.Pointer[progress.Edition]
}

func newWorld(t testing.TB) *world {
	t.Helper()
	catalog, err := data.NewCatalog(definitions(t))
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "w.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return &world{catalog: catalog, store: store}
}

func (w *world) deps() Deps {
	return Deps{
		Edition: w.shown.Load, Store: w.store, Sources: w.catalog.Sources(), Version: "1.2.3",
		Now: func() time.Time { return noon }, Pools: w.store.Pools(),
	}
}

// noon is the only time that a clock of these tests shows.
var noon = time.Date(2025, 6, 2, 12, 0, 0, 0, time.UTC)

func day(t testing.TB, s string) data.Date {
	t.Helper()
	d, err := data.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// save loads figures of source pub: code, or code and sex -> area -> values
// from 2015 on.
func (w *world) save(t testing.TB, figures map[string]map[string][]float64) {
	t.Helper()
	load := data.Load{Source: "pub", Scope: data.Scope{From: 2015, To: 2024}, Origin: data.Origin{Published: day(t, "2025-02-14")}}
	for name, areas := range figures {
		code, sex, split := strings.Cut(name, " ")
		dims := data.Totals
		if split {
			dims.Sex = sex
		} else {
			load.Scope.Codes = append(load.Scope.Codes, code)
		}
		for area, values := range areas {
			for i, v := range values {
				load.Series = append(load.Series, data.Series{
					Key:    data.Key{Source: "pub", Code: code, Area: area, Dims: dims},
					Points: []data.Point{{Year: 2015 + i, Value: v, Decimals: 1, Status: data.Normal}},
				})
			}
		}
	}
	load.Read = data.CountRows(load.Series)
	run := data.Run{Source: "pub", Trigger: "import", Started: noon.Add(-time.Hour), Finished: noon.Add(-time.Hour + 3*time.Second)}
	if _, err := w.store.Save(context.Background(), run, load, nil); err != nil {
		t.Fatal(err)
	}
}

// build makes the edition of the newest snapshot.
func (w *world) build(t testing.TB) *progress.Edition {
	t.Helper()
	ctx := context.Background()
	latest, err := w.store.Latest(ctx)
	if err != nil {
		t.Fatal(err)
	}
	in := progress.Input{Catalog: w.catalog, Snapshot: latest, Config: "c0ffee00", Version: "1.2.3", Reference: day(t, "2025-06-02")}
	err = w.store.Series(ctx, latest, data.Query{}, func(s data.Series) error {
		in.Series = append(in.Series, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if in.Snapshots, err = w.store.Snapshots(ctx, latest); err != nil {
		t.Fatal(err)
	}
	e, err := progress.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// filled has figures such that paragraph 9 stands well for the world and ill
// for the least developed, paragraph 10 cannot be judged, and one indicator
// has no figure at all.
func filled(t testing.TB) *world {
	w := newWorld(t)
	w.save(t, map[string]map[string][]float64{
		"USERS": {
			"WLD": {40, 44, 48, 52, 56, 60, 64, 68, 72, 76},
			"LDC": {20, 20, 20, 20, 20, 20, 19, 19, 18, 18},
			"KEN": {10, 20, 30, 40, 50, 60, 61, 62, 63, 64},
		},
		"USERS F": {"WLD": {38, 42}, "KEN": {9, 18}},
		"USERS M": {"WLD": {42, 46}, "KEN": {11, 22}},
		"BAND":    {"WLD": {80, 90, 100}},
		"MALE":    {"WLD": {50, 51, 52, 53, 54, 55, 56, 57, 58, 60}},
		"WOMEN":   {"WLD": {40, 41, 42, 43, 44, 45, 46, 47, 48, 51}},
	})
	w.shown.Store(w.build(t))
	return w
}

func definitions(t testing.TB) data.Definitions {
	names := func(s string) map[string]string { return map[string]string{"en": s} }
	target, all := 75.0, 100.0
	return data.Definitions{
		Sources: []data.Source{
			{ID: "pub", Publisher: "A publisher", Title: "Figures", Label: "Pub", URL: "https://example.org/", Licence: "free", Citation: "A publisher.", Releases: []int{3}, Schedule: "20 4 * * 1"},
			{ID: "other", Publisher: "Another", Title: "Files", Label: "Other", URL: "https://example.org/", Licence: "free", Citation: "Another."},
		},
		Areas: []data.Area{
			{Code: "WLD", Names: names("World"), Group: true, Kind: "world", List: "test"},
			{Code: "LDC", Names: names("Least developed countries"), Group: true, Kind: "development", List: "test"},
			{Code: "KEN", Names: names("Kenya"), M49: "404"},
		},
		Indicators: indicators(),
		Benchmarks: []data.Benchmark{{
			ID: "EACH", Issuer: "Somebody else", Statement: "everybody by 2030", Indicator: "internet_users", Group: data.EachEconomy,
			Value: &all, MetAt: 95, Year: 2030, Comparator: data.AtLeast, External: true, Citation: "Somebody else.",
		}, {
			ID: "T75", Issuer: "Somebody", Statement: "75 per cent by 2025", Indicator: "internet_users", Group: "WLD",
			Value: &target, Year: 2025, Comparator: data.AtLeast, External: true, Citation: "Somebody.",
		}},
		Resolutions: resolutions(t),
	}
}

func indicators() []data.Indicator {
	ref := func(code string) data.SeriesRef { return data.SeriesRef{Source: "pub", Code: code} }
	users := ref("USERS")
	users.Breakdowns = []data.Dims{{Sex: "F"}, {Sex: "M"}}
	none := data.Aggregate{Rule: data.NoAggregate}
	return []data.Indicator{
		{ID: "internet_users", Name: "Individuals using the Internet", Definition: "d", Unit: "% of population", Direction: data.Up, Model: data.Linear,
			Metric: "internet_users_ratio", MetricScale: 0.01, Aggregate: none, Series: []data.SeriesRef{users}},
		{ID: "bandwidth", Name: "Bandwidth \"per user\",\nall \\ links", Definition: "d", Unit: "kbit/s per user", Direction: data.Up, Model: data.Compound,
			Metric: "bandwidth_bytes_per_second_per_user", MetricScale: 125, Aggregate: none, Series: []data.SeriesRef{ref("BAND")}},
		{ID: "parity", Name: "Gender parity", Definition: "d", Unit: "ratio", Direction: data.ToOne, Model: data.Linear,
			Metric: "gender_parity_ratio", MetricScale: 1, Aggregate: none,
			Formula: &data.Formula{Kind: data.Parity, Pairs: []data.Pair{{Num: ref("WOMEN"), Den: ref("MALE")}}}},
		{ID: "schools", Name: "Schools online", Definition: "d", Unit: "%", Direction: data.Up, Model: data.Linear,
			Metric: "schools_ratio", MetricScale: 0.01, Aggregate: none, Series: []data.SeriesRef{ref("NOTHING")}},
	}
}

// resolutions are two that use one paragraph id.
func resolutions(t testing.TB) []data.Resolution {
	paragraph := func(id string, order int) data.Paragraph {
		return data.Paragraph{ID: id, Number: id, Order: order, Section: "s", Verb: "calls", Summary: "words", Kind: data.Quantitative, Scored: true}
	}
	nine, ten, context, again := paragraph("9", 1), paragraph("10", 2), paragraph("11", 3), paragraph("9", 1)
	nine.Headline = []data.Headline{
		{Indicator: "internet_users", Group: "WLD", Benchmark: "T75"},
		{Indicator: "parity", Group: "WLD", Benchmark: data.NoBenchmark},
		{Indicator: "schools", Group: "WLD", Benchmark: data.NoBenchmark},
		{Indicator: "internet_users", Group: "LDC", Benchmark: data.NoBenchmark},
	}
	ten.Headline = []data.Headline{{Indicator: "schools", Group: "LDC", Benchmark: data.NoBenchmark}}
	context.Kind, context.Scored = data.Context, false
	again.Unmeasured = "nothing answers it"
	sections := []data.Section{{ID: "s", Title: "Section", Level: 1}}
	return []data.Resolution{
		{ID: "first", Symbol: "A", Title: "First", Body: "B", Date: day(t, "2016-07-27"), Sections: sections, Paragraphs: []data.Paragraph{nine, ten, context}},
		{ID: "second", Symbol: "B", Title: "Second", Body: "B", Date: day(t, "2020-07-27"), Sections: sections, Paragraphs: []data.Paragraph{again}},
	}
}
