package dashboard

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/progress"
)

// apiIn finds the row of a year.
func apiIn(t *testing.T, rows []apiObservation, year int) apiObservation {
	t.Helper()
	i := slices.IndexFunc(rows, func(r apiObservation) bool { return r.Year == year })
	if i < 0 {
		t.Fatalf("no row of %d", year)
	}
	return rows[i]
}

func TestAPIValuesKeepWhatThePublisherPrinted(t *testing.T) {
	w := newAPIWorld(t)
	rows := apiRows[apiObservation](t, w, "observations?indicator=internet_users&area=KEN")
	r := apiIn(t, rows, 2022)
	if r.Value != "29.40" || r.Decimals == nil || *r.Decimals != 2 || r.Status != "E" || r.Note != "=1+1" || r.Bound != "" || r.Snapshot != 3 ||
		r.Time != "2022-01-01T00:00:00Z" || r.Unit != "% of population" || r.AreaName != "Kenya" || r.Maker != progress.ByPublisher || r.Source != "itu" || r.Code != "USERS" ||
		r.Sex != "_T" || r.Age != "_T" || r.Location != "_T" || r.Breakdown != "_T" {
		t.Errorf("2022: %+v", r)
	}
	if r := apiIn(t, rows, 2024); r.Value != "35" || r.Status != "P" || r.Bound != "above" {
		t.Errorf("2024: %+v", r)
	}
	if r := apiIn(t, rows, 2020); r.Value != "23.0" || r.Snapshot != 1 || r.Status != "A" {
		t.Errorf("2020: %+v", r)
	}
}

// Missing is missing: no row, a null or an empty cell, never 0. And 0 is a value.
func TestAPIMissingIsNeverZero(t *testing.T) {
	w := newAPIWorld(t)
	rows := apiRows[apiObservation](t, w, "observations?indicator=internet_users&area=KEN&from=2023&to=2023")
	if len(rows) != 0 {
		t.Errorf("the publisher says that there is nothing: %+v", rows)
	}
	rows = apiRows[apiObservation](t, w, "observations?indicator=balance&area=KEN")
	if len(rows) != 3 || rows[0].Value != "-3.5" || rows[1].Value != "0.0" || rows[2].Year != 2018 {
		t.Errorf("%+v", rows)
	}
	if rows[0].Economies != nil || rows[0].Population != nil {
		t.Errorf("a published value has a coverage: %+v", rows[0])
	}
	_, body := w.ask(t, http.MethodGet, apiBase+"verdicts.csv?indicator=schools&area=WLD")
	header, lines := apiReadCSV(t, body)
	for i, name := range header {
		if lines[0][i] == "0" {
			t.Errorf("%s is 0 where nothing is known", name)
		}
	}
	_, body = w.ask(t, http.MethodGet, apiBase+"verdicts?indicator=schools&area=WLD")
	if strings.Contains(body, ":0") || !strings.Contains(body, `"reason":"no_data"`) {
		t.Errorf("%s", body)
	}
}

func TestAPIMakers(t *testing.T) {
	w := newAPIWorld(t)
	for _, c := range []struct {
		path  string
		maker progress.Maker
		value json.Number
	}{
		{"observations?indicator=internet_users&area=LDC&from=2015&to=2015", progress.ByPublisher, "20.0"},
		{"observations?indicator=phones&area=LDC&from=2015&to=2015", progress.ByUs, "70.96774193548387"}, // (80*48 + 40*14) / 62
		{"observations?indicator=parity&area=WLD&from=2019&to=2019", progress.ByFormula, "0.9310344827586207"},
	} {
		t.Run(string(c.maker), func(t *testing.T) {
			rows := apiRows[apiObservation](t, w, c.path)
			if len(rows) != 1 || rows[0].Maker != c.maker || rows[0].Value != c.value {
				t.Fatalf("%+v", rows)
			}
			r := rows[0]
			if computed := r.Economies != nil && *r.Economies == 2 && *r.Members == 2 && *r.Population == 1; computed != (c.maker == progress.ByUs) {
				t.Errorf("coverage of %+v", r)
			}
			if derived := len(r.Parts) == 2; derived != (c.maker == progress.ByFormula) {
				t.Errorf("parts of %+v", r)
			}
			if printed := r.Decimals != nil; printed != (c.maker == progress.ByPublisher) {
				t.Errorf("decimals of %+v", r)
			}
		})
	}
}

func TestAPIDimensions(t *testing.T) {
	w := newAPIWorld(t)
	for _, c := range []struct {
		name, query string
		want        []string // sex location value of 2015
	}{
		{"the default where none is named", "", []string{"_T _T 40.0"}},
		{"an empty parameter is none", "&sex=&location=", []string{"_T _T 40.0"}},
		{"women", "&sex=F", []string{"F _T 38.0"}},
		{"two", "&sex=F,M", []string{"F _T 38.0", "M _T 42.0"}},
		{"named twice", "&sex=M&sex=F&sex=M", []string{"F _T 38.0", "M _T 42.0"}},
		{"all of sex", "&sex=*", []string{"_T _T 40.0", "F _T 38.0", "M _T 42.0"}},
		{"rural", "&location=R", []string{"_T R 20.0"}},
		{"rural women are not published", "&location=R&sex=F", nil},
		{"everything", "&location=*&sex=*", []string{"_T _T 40.0", "F _T 38.0", "M _T 42.0", "_T R 20.0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, r := range apiRows[apiObservation](t, w, "observations?indicator=internet_users&area=WLD&from=2015&to=2015"+c.query) {
				got = append(got, r.Sex+" "+r.Location+" "+r.Value.String())
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestAPISources(t *testing.T) {
	w := newAPIWorld(t)
	for _, c := range []struct {
		name, query string
		want        []string // area source value of 2015
	}{
		{"the preferred one", "&area=KEN", []string{"KEN itu 16.0"}},
		{"another one", "&area=KEN&source=wb-wdi", []string{"KEN wb-wdi 15.0"}},
		{"all", "&area=KEN&source=*", []string{"KEN itu 16.0", "KEN wb-wdi 15.0"}},
		{"one that has not the area", "&area=TCD&source=itu", nil},
		{"never mixed: Chad is not with the preferred source", "", []string{"WLD itu 40.0", "LDC itu 20.0", "KEN itu 16.0", "XEV itu 5.0"}},
		{"the other one alone", "&source=wb-wdi", []string{"KEN wb-wdi 15.0", "TCD wb-wdi 3.0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := w.get(t, "observations?indicator=internet_users&from=2015&to=2015"+c.query, http.StatusOK)
			var rows []apiObservation
			if err := json.Unmarshal(a.Data, &rows); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range rows {
				got = append(got, r.Area+" "+r.Source+" "+r.Value.String())
				if !slices.ContainsFunc(a.Sources, func(l apiLicence) bool { return l.ID == r.Source && l.Licence != "" }) {
					t.Errorf("no licence of %s", r.Source)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestAPIVintage(t *testing.T) {
	w := newAPIWorld(t)
	const path = "observations?indicator=internet_users&area=KEN&from=2022"
	then, now := w.get(t, path+"&vintage=old", http.StatusOK), w.get(t, path, http.StatusOK)
	if then.Snapshot != 1 || !strings.HasSuffix(then.Edition, "2024-06-01") || now.Snapshot != 3 {
		t.Errorf("then %d %s, now %d %s", then.Snapshot, then.Edition, now.Snapshot, now.Edition)
	}
	rows := apiRows[apiObservation](t, w, path+"&vintage=old")
	if len(rows) != 2 || rows[0].Value != "27.0" || rows[0].Status != "A" || rows[1].Value != "28.8" {
		t.Errorf("%+v", rows)
	}
	v := apiRows[progress.Verdict](t, w, "verdicts?indicator=internet_users&area=KEN&benchmark=none&vintage=old")
	if len(v) != 1 || v[0].Latest == nil || v[0].Latest.Year != 2023 {
		t.Errorf("%+v", v)
	}
}

func TestAPIVerdictsByBenchmark(t *testing.T) {
	w := newAPIWorld(t)
	for _, c := range []struct {
		name, query string
		want        []string // area benchmark
	}{
		{"the one that fits", "&area=WLD", []string{"WLD T75"}},
		{"without a target", "&area=WLD&benchmark=none", []string{"WLD none"}},
		{"named", "&area=KEN&benchmark=E75", []string{"KEN E75"}},
		{"all and none", "&area=WLD&benchmark=*,none", []string{"WLD T75", "WLD E75", "WLD none"}},
		{"every area with data", "&benchmark=none", []string{"WLD none", "LDC none", "KEN none", "XEV none"}},
		{"a named area without data is answered for", "&area=TCD&benchmark=none", []string{"TCD none"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, v := range apiRows[progress.Verdict](t, w, "verdicts?indicator=internet_users"+c.query) {
				got = append(got, v.Area+" "+v.Benchmark)
				if v.Class == "" && v.Reason == "" {
					t.Errorf("neither class nor reason: %+v", v)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// Foreign text must not run: not in a spreadsheet, not in a page.
func TestAPIHostileText(t *testing.T) {
	w := newAPIWorld(t)
	var source struct{ Label string }
	a := w.get(t, "sources/itu", http.StatusOK)
	if err := json.Unmarshal(a.Data, &source); err != nil || source.Label != apiHostileLabel {
		t.Errorf("label %q, %v", source.Label, err)
	}
	if strings.Contains(string(a.Data), "<") {
		t.Error("the JSON has a bare <, which a page that embeds it would take for a tag")
	}
	_, body := w.ask(t, http.MethodGet, apiBase+"observations.csv?indicator=internet_users&area=KEN,XEV")
	for name, wants := range map[string][]string{
		"area_name": {"'" + apiHostileName, "Kenya"}, "note": {"'=1+1", "survey"},
	} {
		for _, want := range wants {
			if !slices.Contains(apiColumn(t, body, name), want) {
				t.Errorf("no %q in %s: %q", want, name, apiColumn(t, body, name))
			}
		}
	}
	_, body = w.ask(t, http.MethodGet, apiBase+"observations.csv?indicator=balance")
	if got := apiColumn(t, body, "value"); !slices.Equal(got, []string{"-3.5", "0.0", "2.5"}) {
		t.Errorf("numbers are changed: %q", got)
	}
}

func apiColumn(t *testing.T, body, name string) []string {
	t.Helper()
	header, lines := apiReadCSV(t, body)
	at := slices.Index(header, name)
	if at < 0 {
		t.Fatalf("no column %s", name)
	}
	var out []string
	for _, line := range lines {
		out = append(out, line[at])
	}
	return out
}

func TestNeutral(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "Kenya": "Kenya", "=cmd()": "'=cmd()", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx", "a=b": "a=b", "'=x": "'=x", "＝1": "'＝1", "－1": "'－1", "\xff=": "\xff=",
	} {
		if got := neutral(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
