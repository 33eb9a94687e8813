// Package promapitest has a small world of figures and the questions that this
// program and Prometheus itself must answer the same. The module in
// ../upstream asks them of a Prometheus storage; the tests of promapi hold the
// interface to what it answered.
package promapitest

import (
	"fmt"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Noon is the only time that a clock of these tests shows.
func Noon() time.Time { return time.Date(2025, 6, 2, 12, 0, 0, 0, time.UTC) }

// Names of economies that need escaping in every notation.
func Names() map[string]string {
	return map[string]string{
		"KEN": `Kenya "the \ quoted"`, "GHA": "Ghana\nin two lines", "RWA": "رواندا 🌍", "NOR": "Norway",
	}
}

// NewEdition has five indicators for groups and economies from 1955 on, with
// gaps, with breakdowns, and lines of one value. more adds economies.
func NewEdition(snapshot int64, more int) (*progress.Edition, error) {
	defs := data.Definitions{
		Sources:    []data.Source{{ID: "pub", Publisher: "A publisher", Title: "Figures", Label: "Pub", URL: "https://example.org/", Licence: "free", Citation: "A publisher."}},
		Indicators: definitions(),
	}
	for _, g := range []string{"WLD", "LDC", "DVG"} {
		defs.Areas = append(defs.Areas, data.Area{Code: g, Names: map[string]string{"en": "Group " + g}, Group: true, Kind: "development", List: "test"})
	}
	for _, code := range []string{"KEN", "GHA", "RWA", "NOR"} {
		defs.Areas = append(defs.Areas, data.Area{Code: code, Names: map[string]string{"en": Names()[code]}, M49: fmt.Sprintf("%03d", len(defs.Areas))})
	}
	for i := range more {
		code := fmt.Sprintf("%c%c0", 'A'+i/26, 'A'+i%26)
		defs.Areas = append(defs.Areas, data.Area{Code: code, Names: map[string]string{"en": code}, M49: fmt.Sprintf("%03d", 100+i)})
	}
	target := 75.0
	defs.Benchmarks = []data.Benchmark{{ID: "T75", Issuer: "Somebody", Statement: "75 by 2025", Indicator: "users", Group: "WLD", Value: &target, Year: 2025, Comparator: data.AtLeast, External: true, Citation: "Somebody."}}
	catalog, err := data.NewCatalog(defs)
	if err != nil {
		return nil, fmt.Errorf("define the world: %w", err)
	}
	return progress.Build(progress.Input{
		Catalog: catalog, Series: figures(defs.Areas), Snapshot: snapshot, Config: "c0ffee00", Version: "1.2.3",
		Snapshots: []data.Snapshot{{ID: 1, Source: "pub", Scope: data.Scope{Codes: []string{"USERS", "LINES", "PRICE", "SHORT", "GAPS"}, From: 1955, To: 2024}}},
		Reference: data.DateOf(Noon()),
	})
}

func definitions() []data.Indicator {
	var out []data.Indicator
	for _, d := range []struct {
		id, code, unit, metric string
		scale                  float64
	}{
		{"users", "USERS", "% of population", "internet_users_ratio", 0.01},
		{"lines", "LINES", "per 100", "telephone_lines_per_inhabitant", 0.01},
		{"price", "PRICE", "USD", "price_usd", 1},
		{"short", "SHORT", "index", "short_score", 1},
		{"gaps", "GAPS", "index", "gaps_score", 1},
	} {
		ref := data.SeriesRef{Source: "pub", Code: d.code}
		if d.id == "users" {
			ref.Breakdowns = []data.Dims{{Sex: "F"}, {Sex: "M"}, {Location: "U"}, {Sex: "F", Location: "R"}}
		}
		out = append(out, data.Indicator{ID: d.id, Name: "The " + d.id, Definition: "d", Unit: d.unit, Direction: data.Up, Model: data.Linear,
			Metric: d.metric, MetricScale: d.scale, Aggregate: data.Aggregate{Rule: data.NoAggregate}, Series: []data.SeriesRef{ref}})
	}
	return out
}

// figures differ by code, area and year, so that no wrong point looks right.
func figures(areas []data.Area) []data.Series {
	var out []data.Series
	add := func(code string, a int, area data.Area, d data.Dims, from, to int, has func(year int) bool) {
		s := data.Series{Key: data.Key{Source: "pub", Code: code, Area: area.Code, Dims: d.Full()}}
		for y := from; y <= to; y++ {
			if has(y) {
				s.Points = append(s.Points, data.Point{Year: y, Value: float64(len(code)*1000+a*10) + float64(y-1950)/7, Decimals: -1, Status: data.Normal, Snapshot: 1})
			}
		}
		out = append(out, s)
	}
	every := func(int) bool { return true }
	for a, area := range areas {
		add("GAPS", a, area, data.Dims{}, 1958, 2020, func(y int) bool { return y%4 != 0 && y%7 != 0 })
		add("LINES", a, area, data.Dims{}, 1960, 2024, every)
		add("PRICE", a, area, data.Dims{}, 2001+a, 2024, func(y int) bool { return y%2 == 1 })
		if area.Code == "KEN" || area.Group {
			add("SHORT", a, area, data.Dims{}, 1970, 1970, every)
		}
		add("USERS", a, area, data.Dims{}, 1990, 2023, func(y int) bool { return y != 2005 })
		if a < 5 {
			for i, d := range []data.Dims{{Sex: "F"}, {Sex: "M"}, {Location: "U"}, {Sex: "F", Location: "R"}} {
				add("USERS", a+100*(i+1), area, d, 2010, 2020, func(y int) bool { return y%3 != 0 })
			}
		}
	}
	return out
}
