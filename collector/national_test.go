package collector_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// nationalBench has a source of Kenya's own beside the World Bank.
func nationalBench(t *testing.T, layout, params string) *bench {
	t.Helper()
	b := newBench(t)
	sources := append(b.Catalog.Sources(), data.Source{ID: "ken-office", Publisher: "Office", Title: "Survey", Label: "Office", URL: "https://office.example/",
		Licence: "CC BY", Citation: "Office", Role: data.National, Area: "KEN", Series: []data.NationalSeries{{Indicator: "internet_users", Code: "net"}}})
	c, err := data.NewCatalog(data.Definitions{Sources: sources, Areas: b.Catalog.Areas(), Indicators: b.Catalog.Indicators()})
	if err != nil {
		t.Fatal(err)
	}
	s := spec(t, "ken-office", "table", params)
	s.Files, s.Area = specFiles(t, "- match: \"*.csv\"\n  format: table\n  layout: "+layout+"\n"), "KEN"
	b.Catalog, b.Specs = c, append(b.Specs, s)
	return b
}

func (b *bench) own(t *testing.T) string {
	t.Helper()
	var out []string
	for key, v := range b.values(t) {
		if strings.HasPrefix(key, "net ") {
			out = append(out, fmt.Sprintf("%s %v", key, v))
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// TestNationalTables: a ministry's table needs no column of areas, and what it
// says of other areas is counted and left out.
func TestNationalTables(t *testing.T) {
	const long = "{code: {fixed: net}, year: {column: Year}, value: Value}"
	for _, c := range []struct{ name, layout, text, want, skipped string }{
		{"no area", long, "Survey of 2024\nYear,Value\n2022,40.5\n2023,..\n2024,44.1\n", "net KEN 2022 40.5, net KEN 2024 44.1", "missing value"},
		{"a column for each year", "{code: {columns: [Code]}, years: '^(\\d{4})$'}", "Code,2022,2023\nnet,40.5,42\n", "net KEN 2022 40.5, net KEN 2023 42", ""},
		{"a column for each measure", "{code: {fixed: net}, year: {column: Year}, values: [{column: Share}]}", "Year,Share\n2023,42\n", "net KEN 2023 42", ""},
		{"areas", "{area: [Country], code: {fixed: net}, year: {column: Year}, value: Value}",
			"Country,Year,Value\nKEN,2022,40.5\nNGA,2022,70\nAtlantis,2022,1\n,2023,41\n", "net KEN 2022 40.5, net KEN 2023 41", "area that the source does not speak for"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := nationalBench(t, c.layout, "urls: [{url: https://office.example/own.csv}]")
			res, err := b.Import(t.Context(), collector.ImportRequest{Source: "ken-office", Files: []string{write(t, "own.csv", c.text)}})
			if err != nil || res.Files[0].Run.Outcome != data.Changed {
				t.Fatalf("%+v, %v", res, err)
			}
			if got := b.own(t); got != c.want {
				t.Errorf("stored %s, want %s", got, c.want)
			}
			if c.skipped != "" && res.Files[0].Counts.Skipped[c.skipped] != 1 {
				t.Errorf("skipped %v", res.Files[0].Counts.Skipped)
			}
			list, err := b.Store.Snapshots(t.Context(), 0)
			if err != nil || !slices.Equal(list[0].Scope.Areas, []string{"KEN"}) {
				t.Errorf("scope %+v, %v", list[0].Scope, err)
			}
		})
	}
}

// TestNationalFetch: by address, through the same checks and holds, beside the
// figures of the others.
func TestNationalFetch(t *testing.T) {
	var text atomic.Value
	text.Store("Year,Value\n2020,40\n2021,42\n2022,44\n2023,45\n2024,46\n")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text.Load().(string)) }))
	t.Cleanup(server.Close)
	b := nationalBench(t, "{code: {fixed: net}, year: {column: Year}, value: Value}", "urls: [{url: "+server.URL+"/own.csv}]")
	b.good(t)
	before := len(b.values(t))
	r, err := b.Run(t.Context(), "ken-office", collector.ByCommand)
	if err != nil || r.Outcome != data.Changed || r.Counts.Added != 5 || len(b.values(t)) != before+5 {
		t.Fatalf("%+v, %v", r, err)
	}
	text.Store("Year,Value\n2020,40000\n2021,42000\n2022,44000\n2023,45000\n2024,46000\n")
	if r, err = b.Run(t.Context(), "ken-office", collector.ByCommand); err != nil || r.Outcome != data.Held {
		t.Errorf("another unit: %+v, %v", r, err)
	}
	text.Store("Year,Value\n2020,40\n2021,42\n2022,44\n2023,45\n2024,46.5\n")
	if r, err = b.Run(t.Context(), "ken-office", collector.ByCommand); err != nil || r.Counts.Revised != 1 || r.Counts.Withdrawn != 0 {
		t.Errorf("a revision: %+v, %v", r, err)
	}
	b.Specs[1].Files = specFiles(t, "- match: \"*.csv\"\n  format: table\n  layout: {code: {fixed: net}, year: {column: Year}, value: Value, wrong_cells: [{code: net, area: KEN, year: 2024, value: 46.5, reason: test}]}\n")
	out, err := b.Reparse(t.Context(), collector.ReparseRequest{Source: "ken-office"})
	if err != nil || out[0].Run.Counts.Withdrawn != 1 || out[0].Run.Counts.Added != 0 {
		t.Errorf("read again: %+v, %v", out, err)
	}
}
