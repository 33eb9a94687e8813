package dashboard

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func apiReadCSV(t testing.TB, body string) (header []string, rows [][]string) {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(all) == 0 {
		t.Fatalf("%v in %.300q", err, body)
	}
	return all[0], all[1:]
}

// TestAPILists reads every resource in both formats: they have the same rows.
func TestAPILists(t *testing.T) {
	w := newAPIWorld(t)
	for _, c := range []struct {
		resource, query string
		rows            int
		columns         []string // that must be among those of the CSV
		first           map[string]string
	}{
		{"paragraphs", "", 3, []string{"verdict_class", "verdict_counts_none"}, map[string]string{"id": "9", "resolution": "first"}},
		{"paragraphs", "?resolution=second", 1, nil, map[string]string{"id": "9", "resolution": "second"}},
		{"indicators", "", 5, []string{"unit", "missing"}, map[string]string{"id": "internet_users", "sources": "itu;wb-wdi", "paragraphs": "9"}},
		{"areas", "", 5, []string{"m49"}, map[string]string{"code": "WLD", "group": "true"}},
		{"sources", "", 2, []string{"last_run_outcome", "published"}, map[string]string{"id": "itu", "snapshot": "3", "edition": "December 2024", "non_commercial": "true"}},
		{"runs", "", 3, []string{"counts_revised", "origin_sha256"}, map[string]string{"id": "3", "source": "itu", "outcome": "changed"}},
		{"runs", "?source=wb-wdi", 1, nil, map[string]string{"id": "2"}},
		{"observations", "?indicator=internet_users&area=KEN", 9, []string{"licence", "citation", "coverage_population"}, map[string]string{"year": "2015", "value": "16.0"}},
		{"verdicts", "?indicator=internet_users&area=WLD", 1, []string{"base_year", "latest_value", "dims_sex"}, map[string]string{"benchmark": "T75", "latest_year": "2023"}},
		{"changes", "?area=KEN&kind=revised", 3, []string{"old_snapshot", "licence"}, map[string]string{"year": "2021", "old": "25.0", "new": "25.5"}},
		{"", "", 8, nil, map[string]string{"path": "/api/v1/paragraphs", "parameters": "limit;cursor;resolution;vintage"}},
	} {
		t.Run(c.resource+c.query, func(t *testing.T) {
			rows := apiRows[map[string]any](t, w, c.resource+c.query)
			res, body := w.ask(t, http.MethodGet, apiBase+c.resource+".csv"+c.query)
			if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/csv; charset=utf-8; header=present" || res.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("CSV: %d %v", res.StatusCode, res.Header)
			}
			header, lines := apiReadCSV(t, body)
			if len(rows) != c.rows || len(lines) != c.rows {
				t.Fatalf("%d rows in JSON and %d in CSV, want %d", len(rows), len(lines), c.rows)
			}
			for _, name := range c.columns {
				if !slices.Contains(header, name) {
					t.Errorf("no column %s in %v", name, header)
				}
			}
			for name, want := range c.first {
				if i := slices.Index(header, name); i < 0 || lines[0][i] != want {
					t.Errorf("%s of the first line is not %q: %v", name, want, lines[0])
				}
			}
		})
	}
}

func TestAPISingleItems(t *testing.T) {
	w := newAPIWorld(t)
	for _, c := range []struct {
		path string
		has  []string // in the JSON object
		id   string   // first cell of the only CSV line
	}{
		{"paragraphs/9", []string{"links", "verdict"}, "9"},
		{"paragraphs/16bis", []string{"links", "verdict"}, "16bis"},
		{"indicators/parity", []string{"formula", "breakdowns", "benchmarks", "default"}, "parity"},
		{"areas/LDC", []string{"members", "history", "names", "reference"}, "LDC"},
		{"areas/KEN", []string{"groups", "names"}, "KEN"},
		{"sources/itu", []string{"licence", "last_run", "holds_waiting"}, "itu"},
	} {
		t.Run(c.path, func(t *testing.T) {
			var one map[string]json.RawMessage
			if err := json.Unmarshal(w.get(t, c.path, http.StatusOK).Data, &one); err != nil {
				t.Fatal(err)
			}
			for _, name := range c.has {
				if one[name] == nil {
					t.Errorf("no %s in %v", name, one)
				}
			}
			_, body := w.ask(t, http.MethodGet, apiBase+c.path+".csv")
			if _, lines := apiReadCSV(t, body); len(lines) != 1 || lines[0][0] != c.id {
				t.Errorf("CSV has %v", lines)
			}
		})
	}
}

func TestAPIVerdictOfAParagraph(t *testing.T) {
	w := newAPIWorld(t)
	var nine, bis struct {
		Verdict struct {
			Class, Reason string
			Mean          *float64
			Entries       []json.RawMessage
			Evidence      []json.RawMessage
		}
	}
	for path, into := range map[string]any{"paragraphs/9": &nine, "paragraphs/16bis": &bis} {
		if err := json.Unmarshal(w.get(t, path, http.StatusOK).Data, into); err != nil {
			t.Fatal(err)
		}
	}
	if len(nine.Verdict.Entries) != 2 || nine.Verdict.Class == "" || nine.Verdict.Mean == nil {
		t.Errorf("paragraph 9: %+v", nine)
	}
	if len(bis.Verdict.Evidence) != 1 || bis.Verdict.Reason != "evidence" || bis.Verdict.Mean != nil {
		t.Errorf("paragraph 16bis: %+v", bis)
	}
}

// Two resolutions may print one number: the verdict of the one is not that of
// the other.
func TestAPIParagraphsOfTwoResolutions(t *testing.T) {
	w := newAPIWorld(t)
	rows := apiRows[apiParagraph](t, w, "paragraphs?resolution=second")
	if len(rows) != 1 || rows[0].Verdict.Class != "" || rows[0].Verdict.Counts != (apiCounts{}) {
		t.Errorf("paragraph 9 of the second resolution has the verdict of the first: %+v", rows)
	}
	w.get(t, "paragraphs/16bis?resolution=second", http.StatusNotFound)
}

func TestAPIRefuses(t *testing.T) {
	w := newAPIWorld(t)
	many := "KEN," + strings.Join(apiManyWords(apiMaxValues), ",")
	for _, c := range []struct {
		name, path string
		status     int
		field      string
		hint       string // part of it; every 404 has one
	}{
		{"unknown resource", "countries", 404, "", "paragraphs, indicators"},
		{"unknown paragraph", "paragraphs/99", 404, "id", "/api/v1/paragraphs"},
		{"unknown indicator", "indicators/happiness", 404, "id", "/api/v1/indicators"},
		{"unknown area", "areas/XYZ", 404, "code", "/api/v1/areas"},
		{"unknown source", "sources/nowhere", 404, "source", "/api/v1/sources"},
		{"unknown resolution", "paragraphs?resolution=third", 404, "resolution", "leave it out"},
		{"unknown vintage", "indicators?vintage=new", 404, "vintage", "vintage list"},
		{"an area has no parts", "areas/KEN/towns", 404, "code", "/api/v1/areas"},
		{"runs have no items", "runs/1", 404, "", "parameters"},
		{"indicator that is none", "observations?indicator=happiness", 404, "indicator", "/api/v1/indicators"},
		{"area that is none", "observations?area=XYZ", 404, "area", "/api/v1/areas"},
		{"source that is none", "observations?area=KEN&source=x", 404, "source", "/api/v1/sources"},
		{"runs of a source that is none", "runs?source=x", 404, "source", "/api/v1/sources"},
		{"benchmark that is none", "verdicts?area=KEN&benchmark=T1", 404, "benchmark", "none asks"},
		{"nothing asked for", "observations", 400, "indicator", "area="},
		{"nothing to judge", "verdicts", 400, "indicator", "area="},
		{"a misspelt parameter", "observations?indicator=internet_users&aera=KEN", 400, "aera", "limit, cursor, indicator, area"},
		{"a parameter of another resource", "verdicts?area=KEN&source=itu", 400, "source", "benchmark"},
		{"limit 0", "areas?limit=0", 400, "limit", ""},
		{"negative limit", "areas?limit=-1", 400, "limit", ""},
		{"limit of words", "areas?limit=ten", 400, "limit", ""},
		{"two limits", "areas?limit=1&limit=2", 400, "limit", ""},
		{"limit too high", "areas?limit=1000000", 400, "limit", ""},
		{"cursor of nowhere", "areas?cursor=abc", 400, "cursor", "next"},
		{"cursor that is no base64", "areas?cursor=%21", 400, "cursor", "next"},
		{"year of two digits", "observations?area=KEN&from=15", 400, "from", ""},
		{"year of words", "observations?area=KEN&to=now", 400, "to", ""},
		{"years the wrong way round", "observations?area=KEN&from=2020&to=2019", 400, "from", ""},
		{"sex that is none", "observations?area=KEN&sex=X", 400, "sex", "F, M, _T"},
		{"location that is none", "observations?area=KEN&location=town", 400, "location", "U, R"},
		{"age that is none", "observations?area=KEN&age=%3C25", 400, "age", ""},
		{"breakdown too long", "observations?area=KEN&breakdown=" + strings.Repeat("x", 61), 400, "breakdown", ""},
		{"too many values", "observations?area=" + many, 400, "area", ""},
		{"a query that cannot be read", "observations?area=%zz", 400, "", ""},
		{"a semicolon", "observations?area=KEN;sex=F", 400, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := w.get(t, c.path, c.status).Error
			if e.Field != c.field || e.Message == "" || !strings.Contains(e.Hint, c.hint) || c.status == 404 && e.Hint == "" {
				t.Errorf("%+v, want field %q and a hint with %q", e, c.field, c.hint)
			}
			// Errors are JSON in the CSV interface, too.
			path, query, _ := strings.Cut(c.path, "?")
			res, body := w.ask(t, http.MethodGet, apiBase+path+".csv?"+query)
			if res.StatusCode != c.status || res.Header.Get("Content-Type") != "application/json; charset=utf-8" || !json.Valid([]byte(body)) {
				t.Errorf("CSV answers %d, %.200s", res.StatusCode, body)
			}
		})
	}
}

func apiManyWords(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = "X" + strings.Repeat("Y", i)
	}
	return out
}
