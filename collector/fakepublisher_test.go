package collector_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// cell is one row of the fake World Bank. Raw is the value as it stands in the
// answer: a number, null, or dirt.
type cell struct {
	iso3, iso2 string
	year       int
	raw        string
}

// publisher speaks the dialect of the World Bank's Indicators API on rows of
// our own making, and misbehaves on request.
type publisher struct {
	mu      sync.Mutex
	rows    map[string][]cell
	updated string
	asked   []*http.Request
	// fault, where it is set, sees each question first, counted from 1. It
	// returns true where it has answered.
	fault func(n int, w http.ResponseWriter, r *http.Request) bool
	// header, where it is set, may change the header of an answer.
	header func(page int, h map[string]any)
	// columns says how the rows are laid out.
	columns columns
}

// economies of the tests: real codes, made-up figures.
var economies = [][2]string{
	{"BRA", "BR"}, {"CHN", "CN"}, {"DEU", "DE"}, {"FRA", "FR"}, {"IND", "IN"},
	{"JPN", "JP"}, {"KEN", "KE"}, {"MEX", "MX"}, {"NGA", "NG"}, {"WLD", "1W"},
}

const (
	users  = "IT.NET.USER.ZS" // bounded: a share
	phones = "IT.CEL.SETS.P2" // unbounded
)

func newPublisher() *publisher {
	p := &publisher{updated: "2026-07-13", rows: map[string][]cell{}}
	for i, e := range economies {
		for year := 2020; year <= 2024; year++ {
			p.rows[users] = append(p.rows[users], cell{e[0], e[1], year, fmt.Sprintf("%d.5", 20+5*i+year-2020)})
			p.rows[phones] = append(p.rows[phones], cell{e[0], e[1], year, fmt.Sprintf("%d.25", 80+5*i+year-2020)})
		}
	}
	return p
}

func (p *publisher) server(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	return s.URL
}

// change edits the rows of one code.
func (p *publisher) change(code string, edit func([]cell) []cell) {
	p.rows[code] = edit(slices.Clone(p.rows[code]))
}

// each edits every row of one code.
func (p *publisher) each(code string, edit func(*cell)) {
	p.change(code, func(rows []cell) []cell {
		for i := range rows {
			edit(&rows[i])
		}
		return rows
	})
}

func (p *publisher) requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.asked)
}

func (p *publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r)
	n, fault := len(p.asked), p.fault
	p.mu.Unlock()
	if fault != nil && fault(n, w, r) {
		return
	}
	code, ok := strings.CutPrefix(r.URL.Path, "/v2/country/all/indicator/")
	if !ok || r.FormValue("format") != "json" {
		// Without a format the API speaks XML, like any fault of its.
		fmt.Fprint(w, `<?xml version="1.0" encoding="utf-8"?><wb:data xmlns:wb="x"/>`)
		return
	}
	p.answer(w, r, code)
}

func (p *publisher) answer(w http.ResponseWriter, r *http.Request, code string) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	rows, known := p.rows[code]
	if !known {
		fmt.Fprint(w, `[{"message":[{"id":"175","key":"Invalid format","value":"no such indicator here"}]}]`)
		return
	}
	page, _ := strconv.Atoi(r.FormValue("page"))
	per, _ := strconv.Atoi(r.FormValue("per_page"))
	pages := (len(rows) + per - 1) / per
	head := map[string]any{"page": page, "pages": pages, "per_page": per, "total": len(rows), "sourceid": "2", "lastupdated": p.updated}
	if p.header != nil {
		p.header(page, head)
	}
	from := min((page-1)*per, len(rows))
	h, _ := json.Marshal(head)
	fmt.Fprintf(w, "[%s,%s]", h, p.rowsJSON(code, rows[from:min(from+per, len(rows))]))
}

func (p *publisher) rowsJSON(code string, rows []cell) string {
	if len(rows) == 0 {
		return "null"
	}
	if p.columns == renamed && code == users {
		code += ".NEW"
	}
	var parts []string
	for _, c := range rows {
		parts = append(parts, p.columns.object(
			fmt.Sprintf(`"indicator":{"id":%q,"value":"a label"}`, code), fmt.Sprintf(`"country":{"id":%q,"value":"Côte"}`, c.iso2),
			fmt.Sprintf(`"countryiso3code":%q`, c.iso3), fmt.Sprintf(`"date":"%d"`, c.year), `"value":`+c.raw, `"unit":""`, `"obs_status":""`, `"decimal":1`))
	}
	return "[" + strings.Join(parts, ",") + "]"
}

var valueField = regexp.MustCompile(`^"(value|answer|OBS_VALUE)"`)

// object writes the fields of a JSON object as the layout has them.
func (c columns) object(fields ...string) string {
	switch c {
	case reversed:
		slices.Reverse(fields)
	case withoutValue:
		fields = slices.DeleteFunc(fields, func(f string) bool { return valueField.MatchString(f) })
	}
	return "{" + strings.Join(fields, ",") + "}"
}

// direct is a transport that hands requests to a handler without a network,
// for tests that run on a fake clock.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	rec := httptest.NewRecorder()
	d.ServeHTTP(rec, r)
	return rec.Result(), nil
}
