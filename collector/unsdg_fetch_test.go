package collector_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

const (
	goalSource = "kind: unsdg\nparams: {url: 'https://g.example/v1/sdg', page_size: 1, from: 2020}\nfiles:\n" +
		"- {match: '*.json', format: unsdg-json, layout: {code: {map: {IT_NET_BBNDN: IT_NET_BBN}}, dims: {breakdown: {column: Type of speed}}}}\n"
	goalList = `[{"indicator":["17.6.1"],"release":"2026.Q2.G.02","code":"IT_NET_BBNDN"},{"release":"2026.Q1.G.01","code":"IT_MOB_OWN"},{"release":"2025.Q4.G.01","code":"OTHER"}]`
	noRows   = `{"size":1,"totalElements":0,"totalPages":0,"pageNumber":1,"data":[]}`
	phone    = `{"size":1,"totalElements":2,"totalPages":1,"pageNumber":1,"data":[` +
		`{"series":"IT_MOB_OWN","geoAreaCode":"404","timePeriodStart":2019.0,"value":"50","attributes":{"Nature":"C"},"dimensions":{}},` +
		`{"series":"IT_MOB_OWN","geoAreaCode":"404","timePeriodStart":2021.0,"value":"51","attributes":{"Nature":"E"},"dimensions":{}}]}`
)

// speeds answers for the two pages of testdata.
func speeds(t *testing.T) []string {
	one, two, ok := strings.Cut(testdata(t, "unsdg/pages.json"), "]}\n")
	if !ok {
		t.Fatal("no two pages")
	}
	return []string{"page=1&pageSize=1&seriesCode=IT_NET", one + "]}", "page=2&pageSize=1&seriesCode=IT_NET", two}
}

func TestUNSDGFetch(t *testing.T) {
	s := &service{answer: texts(append(speeds(t), "List", goalList, "IT_MOB_OWN", phone)...)}
	src := s.source(t, goalSource, "IT_MOB_OWN", "IT_NET_BBN")
	l, err := src.Fetch(t.Context(), collector.Conditions{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"GET /v1/sdg/Series/List?allreleases=false",
		"GET /v1/sdg/Series/Data?page=1&pageSize=1&seriesCode=IT_MOB_OWN",
		"GET /v1/sdg/Series/Data?page=1&pageSize=1&seriesCode=IT_NET_BBNDN",
		"GET /v1/sdg/Series/Data?page=2&pageSize=1&seriesCode=IT_NET_BBNDN",
		"GET /v1/sdg/Series/List?allreleases=false",
	}
	if got := s.addresses(); !slices.Equal(got, want) {
		t.Errorf("asked %q\nwant %q", got, want)
	}
	// There is no filter on time: what is before the first year is left out
	// here, and the load does not speak for it.
	if l.Read != 4 || data.CountRows(l.Series) != 3 || l.Skipped["year not asked for"] != 1 {
		t.Errorf("read %d, kept %d, left out %v", l.Read, data.CountRows(l.Series), l.Skipped)
	}
	if sc := l.Scope; !slices.Equal(sc.Codes, []string{"IT_MOB_OWN", "IT_NET_BBN"}) || sc.From != 2020 || sc.To != 2100 {
		t.Errorf("scope %+v", sc)
	}
	if o := l.Origin; o.Edition != "IT_MOB_OWN=2026.Q1.G.01 IT_NET_BBNDN=2026.Q2.G.02" || o.ETag != o.Edition || o.SHA256 == "" || len(l.Raw) != 2 {
		t.Errorf("origin %+v, %d bytes kept", o, len(l.Raw))
	}
	s.asked = nil
	again, err := src.Fetch(t.Context(), collector.Conditions{ETag: l.Origin.ETag, SHA256: l.Origin.SHA256})
	if !errors.Is(err, collector.ErrUnchanged) || len(s.asked) != 1 || again.Origin.SHA256 != l.Origin.SHA256 {
		t.Errorf("again: %v after %q, origin %+v", err, s.addresses(), again.Origin)
	}
	// Without the release the bytes tell.
	if _, err := src.Fetch(t.Context(), collector.Conditions{SHA256: l.Origin.SHA256}); !errors.Is(err, collector.ErrUnchanged) {
		t.Errorf("same bytes: %v", err)
	}
}

func TestUNSDGFaults(t *testing.T) {
	lists := 0
	page := "get https://g.example/v1/sdg/Series/Data?"
	half := strings.Replace(phone, `"totalElements":2`, `"totalElements":3`, 1)
	tests := map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		says   []string
	}{
		"a series that is not listed": {texts("List", `[{"code":"OTHER","release":"2026.Q2.G.02"}]`),
			[]string{"list the series: get https://g.example/v1/sdg/Series/List?allreleases=false", "1 series are listed, without IT_MOB_OWN, IT_NET_BBN", "code, map"}},
		"a list that is none":      {texts("List", `{"message":"An error has occurred."}`), []string{"list the series: get https://g.example", "cannot unmarshal object"}},
		"one series falsely empty": {texts("List", goalList, "IT_NET", noRows, "IT_MOB_OWN", phone), []string{"no row of IT_NET_BBN"}},
		"rows that do not come":    {texts("List", goalList, "IT_MOB_OWN", half), []string{"series IT_MOB_OWN", page, "2 rows came of the 3"}},
		"the same page again": {texts("List", goalList, "IT_MOB_OWN", phone, "IT_NET", speeds(t)[1]),
			[]string{"series IT_NET_BBNDN: page 2", page + "page=2&pageSize=1&seriesCode=IT_NET_BBNDN", "the answer is page 1"}},
		"a thousand thousand pages": {texts("List", goalList, "IT_MOB_OWN", strings.Replace(phone, `"totalPages":1`, `"totalPages":1000000`, 1)),
			[]string{page, "tells of 1000000 pages and 2 rows"}},
		"rows of another series": {texts("List", goalList, "IT_MOB_OWN", strings.ReplaceAll(phone, `"IT_MOB_OWN"`, `"IT_MOB"`)),
			[]string{page, "the rows are of another series", "IT_MOB"}},
		"500 that stays": {func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, "List") {
				fmt.Fprint(w, goalList)
				return
			}
			w.WriteHeader(http.StatusInternalServerError)
		}, []string{"series IT_MOB_OWN: page 1: " + page, "HTTP 500", "after 3 attempts"}},
		"released while we read": {func(w http.ResponseWriter, r *http.Request) {
			list := goalList
			if strings.Contains(r.URL.Path, "List") {
				if lists++; lists > 1 {
					list = strings.Replace(goalList, "2026.Q2.G.02", "2026.Q2.G.03", 1)
				}
			}
			texts(append(speeds(t), "List", list, "IT_MOB_OWN", phone)...)(w, r)
		}, []string{`IT_NET_BBNDN=2026.Q2.G.02 became "IT_MOB_OWN=2026.Q1.G.01 IT_NET_BBNDN=2026.Q2.G.03" while we read`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := &service{answer: tt.answer}
			l, err := s.source(t, goalSource, "IT_MOB_OWN", "IT_NET_BBN").Fetch(t.Context(), collector.Conditions{})
			saysAll(t, l, err, tt.says...)
		})
	}
}

// TestUNSDGPassingFaults: a body that is cut off is asked for again.
func TestUNSDGPassingFaults(t *testing.T) {
	cut := 0
	s := &service{}
	s.answer = func(w http.ResponseWriter, r *http.Request) {
		if cut++; cut%2 == 1 {
			fmt.Fprint(w, phone[:60])
			return
		}
		texts("List", goalList, "IT_MOB_OWN", phone)(w, r)
	}
	l, err := s.source(t, goalSource, "IT_MOB_OWN").Fetch(t.Context(), collector.Conditions{})
	if err != nil || data.CountRows(l.Series) != 1 || len(s.asked) != 6 || l.Origin.Edition != "2026.Q1.G.01" {
		t.Errorf("%d rows of %q after %d questions: %v", data.CountRows(l.Series), l.Origin.Edition, len(s.asked), err)
	}
}

// TestUNSDGTable: the table of a series is asked for by a form, cut at the
// first zero byte, and held against the count that the pages tell.
func TestUNSDGTable(t *testing.T) {
	source := strings.NewReplacer("page_size: 1", "answers: csv", "unsdg-json", "unsdg-csv", "Type of speed", "Type of skill").Replace(goalSource)
	source = strings.Replace(source, "dims: {", "dims: {age: {column: Age, map: {15-24: Y15T24, 15-99: Y_GE15}}, ", 1)
	list := `[{"code":"SE_ADT_ACTS","release":"2026.Q2.G.02"}]`
	count := func(n int) string {
		return fmt.Sprintf(`{"size":1,"totalElements":%d,"totalPages":%d,"pageNumber":1,"data":[{}]}`, n, n)
	}
	table := testdata(t, "unsdg/table.csv") + "\x00\x00\x00"
	s := &service{answer: texts("List", list, "DataCSV", table, "Data", count(3))}
	l, err := s.source(t, source, "SE_ADT_ACTS").Fetch(t.Context(), collector.Conditions{})
	if err != nil || data.CountRows(l.Series) != 2 || l.Skipped["missing value"] != 1 {
		t.Fatalf("%+v, %v", l, err)
	}
	r := s.asked[2]
	if r.Method != http.MethodPost || r.URL.Path != "/v1/sdg/Series/DataCSV" || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.FormValue("seriesCodes") != "SE_ADT_ACTS" {
		t.Errorf("asked %s %s %v", r.Method, r.URL, r.Form)
	}
	faults := map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		says   string
	}{
		"rows that do not come": {texts("List", list, "DataCSV", table, "Data", count(5)), "3 rows came of 5"},
		"nothing but zeros":     {texts("List", list, "DataCSV", "\x00\x00\x00\x00", "Data", count(3)), "the answer is empty"},
		"a page":                {texts("List", list, "DataCSV", "<html>", "Data", count(3)), "is a page, not a table"},
	}
	for name, tt := range faults {
		t.Run(name, func(t *testing.T) {
			l, err := (&service{answer: tt.answer}).source(t, source, "SE_ADT_ACTS").Fetch(t.Context(), collector.Conditions{})
			saysAll(t, l, err, "get https://g.example/v1/sdg/Series/DataCSV", tt.says)
		})
	}
}
