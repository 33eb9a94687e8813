package collector_test

import (
	"math"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// fetchBody fetches one code from a publisher that answers with these bytes.
func fetchBody(t *testing.T, body []byte) (data.Load, error) {
	t.Helper()
	answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(body) })
	s, err := collector.NewSource(spec(t, "wb-wdi", "worldbank", "url: https://publisher.example/v2"), []string{users}, collector.Deps{
		Client: collector.NewClient(&http.Client{Transport: direct{answer}}, "1", collector.Politeness{Attempts: 1, Wait: time.Millisecond}),
		Areas:  data.NewResolver(catalog(t).Areas()),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.Fetch(t.Context(), collector.Conditions{})
}

func body(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "worldbank", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestWorldBankDialect reads each quirk of an answer: null, nought, a status,
// an area named only by its id, and one that is none of ours.
func TestWorldBankDialect(t *testing.T) {
	l, err := fetchBody(t, body(t, "page.json"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]data.Point{}
	for o := range data.Rows(l.Series) {
		got[o.Area] = o.Point
	}
	want := map[string]data.Point{
		"KEN": {Year: 2023, Value: 53.5, Decimals: 1, Status: data.Normal},
		"BRA": {Year: 2023, Value: 0, Decimals: 0, Status: data.Estimated},
		"WLD": {Year: 2023, Value: 12, Decimals: got["WLD"].Decimals, Status: data.Normal},
	}
	if len(got) != len(want) {
		t.Errorf("areas %v", got)
	}
	for area, p := range want {
		if !got[area].Same(p) {
			t.Errorf("%s: %+v, want %+v", area, got[area], p)
		}
	}
	if l.Read != 5 || l.Skipped["missing value"] != 1 || l.Skipped["unknown area"] != 1 || l.Scope.From != 2023 || l.Scope.To != 2024 {
		t.Errorf("read %d, skipped %v, scope %+v", l.Read, l.Skipped, l.Scope)
	}
	if len(l.Raw) != 1 || string(l.Raw[l.Origin.SHA256]) != string(body(t, "page.json")) {
		t.Error("the kept bytes are not those of the answer")
	}
}

func FuzzWorldBank(f *testing.F) {
	names, err := filepath.Glob(filepath.Join("testdata", "worldbank", "*.*"))
	if err != nil || len(names) == 0 {
		f.Fatal(names, err)
	}
	for _, n := range names {
		f.Add(body(f, filepath.Base(n)))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := fetchBody(t, b)
		if err != nil {
			if data.CountRows(l.Series) > 0 {
				t.Errorf("rows beside the error %v", err)
			}
			return
		}
		skipped := 0
		for _, n := range l.Skipped {
			skipped += n
		}
		if l.Read != data.CountRows(l.Series)+skipped {
			t.Errorf("%d read, %d kept, %d left out", l.Read, data.CountRows(l.Series), skipped)
		}
		for o := range data.Rows(l.Series) {
			if o.Code != users || o.Area == "" || math.IsNaN(o.Value) || math.IsInf(o.Value, 0) || o.Year < l.Scope.From || o.Year > l.Scope.To {
				t.Errorf("%+v outside %+v", o, l.Scope)
			}
		}
	})
}

// worldBankDialect puts the fake World Bank into the table of cases.
func worldBankDialect() dialect {
	return dialect{
		kind: "worldbank", source: "wb-wdi", codes: map[string]string{shares: users, counts: phones}, field: `record 1 has no field "value"`,
		params: func(base string) string { return "url: " + base + "/v2" },
		files:  "- {match: '*.json', format: worldbank-json}",
		answer: func(o *office, w http.ResponseWriter, r *http.Request) {
			p := &publisher{updated: o.released, rows: map[string][]cell{}, columns: o.columns}
			for code, theirs := range map[string]string{shares: users, counts: phones} {
				p.rows[theirs] = []cell{}
				for _, f := range o.of(code) {
					raw := f.raw
					if raw == "" {
						raw = "null"
					}
					p.rows[theirs] = append(p.rows[theirs], cell{f.area.iso3, f.area.iso2, f.year, raw})
				}
			}
			p.ServeHTTP(w, r)
		},
		differs: map[string]ending{
			"NaN":                failed("ADDRESS", "read the answer"),
			"Inf":                failed("ADDRESS", "read the answer"),
			"a word for a value": failed("ADDRESS", "read the answer"),
		},
	}
}
