package main

import (
	"crypto/sha256"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// shownValue is a value of a table of the page: what it is, and as printed.
var shownValue = regexp.MustCompile(`<td[^>]* data-of="([^"]+)">([^<]*)`)

// TestReportAgreesWithTheInterface writes the report of a vintage by the
// command and holds every value that it shows against the interface.
func TestReportAgreesWithTheInterface(t *testing.T) {
	s := theSite(t)
	db := filepath.Join(sharedDir, "e2e.db")
	dir := filepath.Join(sharedDir, "reports", "report-now") // where none is named
	for _, args := range [][]string{
		{"vintage", "create", "report-then", "--as-of", "25"},
		{"vintage", "create", "report-now"},
		{"report", "--vintage", "report-now", "--compare", "report-then", "--areas", "KEN"},
		{"report", "verify", filepath.Join(dir, "report-now.zip")},
	} {
		if out, err := command(t, db, args...); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	page, err := os.ReadFile(filepath.Join(dir, "report-now.html"))
	if err != nil {
		t.Fatal(err)
	}
	api := interfaceValues{t: t, s: s, known: map[string]map[string]apiObservation{}}
	checked := 0
	for _, m := range shownValue.FindAllSubmatch(page, -1) {
		key, text := html.UnescapeString(string(m[1])), html.UnescapeString(string(m[2]))
		if o, ok := api.find(key); !ok {
			t.Errorf("the page shows %s of %s, which the interface does not have", text, key)
		} else if !printsAs(o.Value.String(), text) {
			t.Errorf("%s: the page shows %q, the interface %s", key, text, o.Value)
		} else {
			checked++
		}
	}
	if checked < 1500 {
		t.Errorf("%d values of the page were checked", checked)
	}
	checkDocument(t, api, filepath.Join(dir, "report-now.docx"), page)
	checkSeries(t, api, filepath.Join(dir, "annexes", "series.csv"))
	for name, least := range map[string]int{"entries": 50, "groups": 500, "economies": 5000} {
		checkVerdicts(t, api, filepath.Join(dir, "annexes", name+".csv"), least)
	}
	checkDownloads(t, s, dir)
	revisions, err := os.ReadFile(filepath.Join(dir, "annexes", "revisions.csv"))
	if err != nil || !regexp.MustCompile(`internet_users,[^\n]*,KEN,Kenya,[^\n]*,2022,revised,40\.8137,A,29\.40589905,A,`).Match(revisions) {
		t.Errorf("Kenya 2022 is not among the revisions: %v", err)
	}
}

// checkDownloads walks from the page of reports to each file, and holds it
// against what the command wrote.
func checkDownloads(t *testing.T, s *site, dir string) {
	t.Helper()
	p := s.page(t, "/reports")
	checkPage(t, "/reports", p)
	for _, want := range []string{"Report of report-now", "report-then", "E/RES/2016/22", "2026-", version} {
		if !strings.Contains(p.body, want) {
			t.Errorf("the page of reports lacks %q", want)
		}
	}
	links := regexp.MustCompile(`<a href="(/reports/report-now/([^"]+))" download>`).FindAllStringSubmatch(p.body, -1)
	for _, m := range links {
		want, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(m[2])))
		if err != nil {
			t.Fatal(err)
		}
		if status, body := s.get(t, m[1]); status != 200 || body != string(want) {
			t.Errorf("GET %s: %d, %d bytes, want %d", m[1], status, len(body), len(want))
		}
		if sum := fmt.Sprintf("%x", sha256.Sum256(want)); !strings.Contains(p.body, sum) {
			t.Errorf("the page lacks the sum of %s", m[2])
		}
	}
	if len(links) < 18 {
		t.Errorf("%d files are offered", len(links))
	}
	for _, at := range []string{"/reports/report-now/../../e2e.db", "/reports/report-now/%2e%2e/%2e%2e/e2e.db", "/reports/report-now/..%2f..%2fe2e.db", "/reports/%2e%2e/e2e.db", "/reports/report-now/", "/reports/none/manifest.json"} {
		if status, _ := s.get(t, at); status != 404 {
			t.Errorf("GET %s: %d", at, status)
		}
	}
}

// checkSeries holds the digits of an annex against the interface.
func checkSeries(t *testing.T, api interfaceValues, file string) {
	t.Helper()
	rows, at := records(t, file)
	for _, r := range rows {
		key := recordKey(r, at, "year")
		if o, ok := api.find(key); !ok || o.Value.String() != r[at["value"]] || o.Status != r[at["status"]] {
			t.Fatalf("%s: the annex has %s %s, the interface %s %s", key, r[at["value"]], r[at["status"]], o.Value, o.Status)
		}
	}
	if len(rows) < 5000 {
		t.Errorf("%d rows of the annex were checked", len(rows))
	}
}

// interfaceValues asks for each indicator once.
type interfaceValues struct {
	t     *testing.T
	s     *site
	known map[string]map[string]apiObservation
}

// find a value by "indicator area year", with dimensions that are not totals.
func (v interfaceValues) find(key string) (apiObservation, bool) {
	parts := strings.SplitN(key, " ", 4)
	question := parts[0]
	for _, d := range parts[3:] {
		for _, p := range strings.Fields(d) {
			question += "&" + p
		}
	}
	if v.known[question] == nil {
		v.known[question] = map[string]apiObservation{}
		for _, o := range list[apiObservation](v.t, v.s, "/api/v1/observations?vintage=report-now&limit=10000&indicator="+question) {
			v.known[question][o.Area+" "+strconv.Itoa(o.Year)] = o
		}
	}
	o, ok := v.known[question][parts[1]+" "+parts[2]]
	return o, ok
}

// printsAs rounds the digits of the interface as the text does.
func printsAs(digits, text string) bool {
	text, _, _ = strings.Cut(text, " (")
	text = strings.NewReplacer(",", "", "−", "-", "<", "", ">", "").Replace(text)
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return false
	}
	for word, scale := range map[string]float64{" million": 1e6, " billion": 1e9, " trillion": 1e12} {
		if n, ok := strings.CutSuffix(text, word); ok {
			return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", v/scale), "0"), ".") == n
		}
	}
	_, frac, _ := strings.Cut(text, ".")
	return strconv.FormatFloat(v, 'f', len(frac), 64) == text
}

func TestPrintsAs(t *testing.T) {
	for _, c := range []struct {
		digits, text string
		want         bool
	}{
		{"69.23", "69.2", true}, {"69.23", "69.3", false}, {"1234.5", "1,234.5 (e)", true}, {"5512000000", "5.51 billion", true}, {"5512000000", "5.52 billion", false}, {"x", "1", false},
	} {
		if got := printsAs(c.digits, c.text); got != c.want {
			t.Errorf("%s as %q: %v", c.digits, c.text, got)
		}
	}
}

func TestReportRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := filepath.Join(dir, "a.db")
	for _, args := range [][]string{{"vintage", "create", "old", "--as-of", "25"}, {"vintage", "create", "new"}} {
		if out, err := command(t, db, args...); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	broken := filepath.Join(dir, "broken.zip")
	if err := os.WriteFile(broken, []byte("no zip"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"no vintage", []string{"report"}, "--vintage is required"},
		{"unknown vintage", []string{"report", "--vintage", "none", "--out", dir}, `--vintage "none": read vintage`},
		{"vintage that would hide", []string{"report", "--vintage", "..", "--out", dir}, "cannot be the name of a file"},
		{"vintage that is a path", []string{"report", "--vintage", "../x", "--out", dir}, "cannot be the name of a file"},
		{"unknown language", []string{"report", "--vintage", "new", "--out", dir, "--lang", "tlh"}, "--lang"},
		{"unknown paragraph", []string{"report", "--vintage", "new", "--out", dir, "--paragraphs", "999"}, `paragraph "999"`},
		{"compared with a later one", []string{"report", "--vintage", "old", "--compare", "new", "--out", dir}, "compare the other way round"},
		{"reference that is no document", []string{"report", "--vintage", "new", "--out", dir, "--reference-doc", broken}, "open reference document"},
		{"bundle that is none", []string{"report", "verify", broken}, "open bundle"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if out, err := command(t, db, c.args...); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v lacks %q\n%s", err, c.want, out)
			}
		})
	}
}
