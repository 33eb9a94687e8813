package collector_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// shelf hands out files with ETags and counts what it is asked.
type shelf struct {
	mu    sync.Mutex
	files map[string]string
	asked []string // path, and " same?" where the question was conditional
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	tag := r.Header.Get("If-None-Match")
	note := r.URL.Path
	if tag != "" {
		note += " same?"
	}
	s.asked = append(s.asked, note)
	body, ok := s.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	own := fmt.Sprintf(`"%d"`, hashOf(body))
	w.Header().Set("ETag", own)
	if tag == own {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	fmt.Fprint(w, body)
}

func (s *shelf) questions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.asked
	s.asked = nil
	return out
}

// shelved is a source of kind table with two files of different layouts.
func shelved(t *testing.T) (*visit, *shelf) {
	t.Helper()
	s := &shelf{files: map[string]string{}}
	d := tableDialect("", ",")
	d.params = func(base string) string { return "urls: [{url: " + base + "/a.csv}, {url: " + base + "/b.txt}]" }
	d.files = "- {match: a.csv, format: table, layout: {area: [area], code: {fixed: users}, year: {column: year}, value: users}}\n" +
		"- {match: b.txt, format: table, layout: {separator: ';', area: [iso], code: {fixed: phones}, years: '^(\\d{4})$'}}"
	d.answer = func(_ *office, w http.ResponseWriter, r *http.Request) { s.ServeHTTP(w, r) }
	s.files["/a.csv"] = "area,year,users\nKEN,2023,53.5\nBRA,2023,80\n"
	s.files["/b.txt"] = "iso;2022;2023\nKEN;110;120\nBRA;90;95\n"
	return visitTo(t, d), s
}

// TestConditionalFiles: what has not changed is not sent again, and a load is
// all files or none.
func TestConditionalFiles(t *testing.T) {
	v, s := shelved(t)
	for _, step := range []struct {
		name    string
		change  func()
		asked   []string
		outcome data.Outcome
	}{
		{"first", func() {}, []string{"/a.csv", "/b.txt"}, data.Changed},
		{"unchanged", func() {}, []string{"/a.csv same?", "/b.txt same?"}, data.Unchanged},
		{"one has changed", func() { s.files["/a.csv"] = "area,year,users\nKEN,2023,54\nBRA,2023,80\n" },
			[]string{"/a.csv same?", "/b.txt same?", "/b.txt"}, data.Changed},
		{"unchanged again", func() {}, []string{"/a.csv same?", "/b.txt same?"}, data.Unchanged},
		{"one is gone", func() { delete(s.files, "/b.txt") }, []string{"/a.csv same?", "/b.txt same?"}, data.Failed},
	} {
		step.change()
		r, err := v.Run(t.Context(), v.source, collector.ByCommand)
		if r.Outcome != step.outcome {
			t.Fatalf("%s: %+v, %v", step.name, r, err)
		}
		if got := s.questions(); !slices.Equal(got, step.asked) {
			t.Errorf("%s: asked %v, want %v", step.name, got, step.asked)
		}
		if step.outcome == data.Failed && !strings.Contains(err.Error(), "file b.txt: get "+v.url+"/b.txt: HTTP 404") {
			t.Errorf("error %v", err)
		}
	}
	if got := v.stored(t); got["users KEN 2023"] != 54 || got["phones BRA 2022"] != 90 || len(got) != 6 {
		t.Errorf("stored %v", got)
	}
}

// TestAcceptFiles: the kept bytes of several files are read again each by its
// own layout.
func TestAcceptFiles(t *testing.T) {
	v, s := shelved(t)
	if _, err := v.Run(t.Context(), v.source, collector.ByCommand); err != nil {
		t.Fatal(err)
	}
	s.files["/a.csv"] = "area,year,users\nKEN,2023,55\n"
	s.files["/b.txt"] = "iso;2022;2023\nKEN;110;121\n"
	r, err := v.Run(t.Context(), v.source, collector.ByCommand)
	if err != nil || r.Outcome != data.Held {
		t.Fatalf("%+v, %v", r, err)
	}
	saved, err := v.AcceptHold(t.Context(), r.Hold)
	if err != nil || saved.Counts.Revised != 2 || saved.Counts.Withdrawn != 3 {
		t.Fatalf("%+v, %v", saved, err)
	}
	if got := v.stored(t); len(got) != 3 || got["users KEN 2023"] != 55 || got["phones KEN 2023"] != 121 {
		t.Errorf("stored %v", got)
	}
}

// TestRefusals tells a publisher that turns programs away from an address that
// a gateway does not know, which has the same status.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name, body, want string
		refused          bool
	}{
		{"refused", htmlPage, "get ADDRESS/v3/data/download?codesid=11624,392: the publisher refuses programs (HTTP 403); " +
			"download the file in a browser and run: wsiswatch import --source itu-datahub FILE", true},
		{"no such address", `{"message":"Missing Authentication Token"}`, "get ADDRESS/v3/data/download?codesid=11624,392: HTTP 403 Forbidden: " +
			"the API has no such address any more; change it in the parameters of the source", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := visitTo(t, dataHubCSVDialect())
			v.office.fault = answerWith(403, c.body)
			_, err := v.run(t)
			_, refused := errors.AsType[*collector.Refused](err)
			if want := "collect itu-datahub: " + strings.ReplaceAll(c.want, "ADDRESS", v.url); err == nil || err.Error() != want || refused != c.refused || v.asked != 1 {
				t.Errorf("asked %d times, error\n%v\nwant\n%s", v.asked, err, want)
			}
		})
	}
}

// TestUnaskable: what a source cannot ask for is said before anybody is asked.
func TestUnaskable(t *testing.T) {
	v := visitTo(t, dataHubCSVDialect())
	v.Specs[0].Codes = []string{"i271G5_pop"}
	_, err := v.run(t)
	if err == nil || !strings.Contains(err.Error(), "params.ids has no number for i271G5_pop; look it up") || v.asked != 0 {
		t.Errorf("asked %d times, error %v", v.asked, err)
	}
	v = visitTo(t, tableDialect("", ","))
	v.Catalog = catalog(t) // of another source
	if _, err := v.run(t); err == nil || !strings.Contains(err.Error(), "no indicator wants a code of this source") || v.asked != 0 {
		t.Errorf("asked %d times, error %v", v.asked, err)
	}
}

// TestKeptCodes: codes that no indicator uses are kept where the source names them.
func TestKeptCodes(t *testing.T) {
	v, s := shelved(t)
	v.Specs[0].Codes = []string{"more"}
	v.Specs[0].Files = append(v.Specs[0].Files[:0:0], v.Specs[0].Files...)
	s.files["/a.csv"] = "area,year,users\nKEN,2023,53.5\n"
	v.Specs[0].Files[0] = specFiles(t, "- {match: a.csv, format: table, layout: {area: [area], year: {column: year}, "+
		"values: [{column: users, code: users}, {column: other, code: more}]}}")[0]
	s.files["/a.csv"] = "area,year,users,other\nKEN,2023,53.5,7\n"
	if r, err := v.Run(t.Context(), v.source, collector.ByCommand); err != nil || r.Outcome != data.Changed {
		t.Fatalf("%+v, %v", r, err)
	}
	if got := v.stored(t); got["more KEN 2023"] != 7 {
		t.Errorf("stored %v", got)
	}
}

// TestData360Pages: pages that do not add up are an error.
func TestData360Pages(t *testing.T) {
	const row = `{"OBS_VALUE":"1","REF_AREA":"KEN","INDICATOR":"ITU_DH_INT_USER_PT","FREQ":"A","SEX":"_T","AGE":"_T","URBANISATION":"_T",` +
		`"COMP_BREAKDOWN_1":"_Z","COMP_BREAKDOWN_2":"_Z","COMP_BREAKDOWN_3":"_Z","TIME_PERIOD":"2020","UNIT_MULT":0,"OBS_STATUS":"A"}`
	page := func(count int, rows ...string) string {
		return fmt.Sprintf(`{"count":%d,"value":[%s]}`, count, strings.Join(rows, ","))
	}
	for _, c := range []struct{ name, first, second, want string }{
		{"grows while we read", page(2, row), page(3, strings.Replace(row, "2020", "2021", 1)), "3 rows, where the first page tells of 2"},
		{"an empty page", page(2, row), page(2), "the page is empty after 1 of 2 rows"},
		{"no count", `{"value":[]}`, "", "does not tell how many rows"},
		{"more rows than the count", page(1, row, row), "", "does not tell how many rows"},
		{"a page too many", page(2, row), page(2, row, strings.Replace(row, "2020", "2021", 1)), "3 rows in all pages, where the first one tells of 2"},
		{"the same page again", page(2, row), page(2, row), "published twice"},
		{"another indicator", page(1, strings.Replace(row, "USER", "USR", 1)), "", `no row is of ITU_DH_INT_USER_PT, the first one that is not is row 1 field "OBS_VALUE": "ITU_DH_INT_USR_PT"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := data360APIDialect()
			whole := d.answer
			d.answer = func(o *office, w http.ResponseWriter, r *http.Request) {
				switch {
				case !strings.Contains(r.FormValue("INDICATOR"), "USER"):
					whole(o, w, r)
				case r.FormValue("skip") == "0":
					fmt.Fprint(w, c.first)
				default:
					fmt.Fprint(w, c.second)
				}
			}
			v := visitTo(t, d)
			r, err := v.run(t)
			if err == nil || r.Outcome != data.Failed || !strings.Contains(err.Error(), c.want) || len(v.stored(t)) != 0 {
				t.Errorf("%+v, error %v, want %s", r, err, c.want)
			}
		})
	}
}
