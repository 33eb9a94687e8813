package collector_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// service answers by the address and keeps what it was asked.
type service struct {
	asked  []*http.Request
	answer func(w http.ResponseWriter, r *http.Request)
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r)
	s.answer(w, r)
}

// addresses are the questions without the host.
func (s *service) addresses() []string {
	var out []string
	for _, r := range s.asked {
		out = append(out, r.Method+" "+r.URL.RequestURI())
	}
	return out
}

// texts answers with the first text whose key the address contains.
func texts(pairs ...string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(r.URL.RequestURI(), pairs[i]) {
				fmt.Fprint(w, pairs[i+1])
				return
			}
		}
		http.NotFound(w, r)
	}
}

// source makes a source over a service, from YAML as in the configuration.
func (s *service) source(t *testing.T, text string, codes ...string) collector.Source {
	t.Helper()
	sp := collector.Spec{ID: "src"}
	if err := yaml.Unmarshal([]byte(text), &sp); err != nil {
		t.Fatal(err)
	}
	src, err := collector.NewSource(sp, codes, collector.Deps{
		Client: collector.NewClient(&http.Client{Transport: direct{s}}, "1", collector.Politeness{Attempts: 3, Wait: time.Microsecond, MaxWait: time.Millisecond}),
		Areas:  data.NewResolver(catalogOf(t, uisDialect()).Areas()),
	})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// saysAll holds an error to every part of a message.
func saysAll(t *testing.T, l data.Load, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; %d rows, scope %+v", data.CountRows(l.Series), l.Scope)
	}
	if data.CountRows(l.Series) > 0 {
		t.Errorf("%d rows beside the error", data.CountRows(l.Series))
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("error %v\nwant %q", err, p)
		}
	}
}

func testdata(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

const (
	sdmxUse = "DATAFLOW,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\nOFF:DF_USE(1.0),KEN,USERS,2019,12.5\nOFF:DF_USE(1.0),KEN,USERS,2020,13.5\n"
	sdmxNet = "DATAFLOW,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\nOFF:DF_NET(1.0),KEN,PHONES,2021,80.5\n"
)

func TestSDMXQuestions(t *testing.T) {
	tests := map[string]struct {
		params string
		want   []string
	}{
		"2.1, by code and whole": {`
  url: https://s.example/rest/
  from: 2020
  flows: [{flow: "OFF,DF_USE,1.0", key: "A..{code}", codes: [USERS]}, {flow: "OFF,DF_NET", codes: [PHONES], query: {format: csv}}]`,
			[]string{"GET /rest/data/OFF,DF_USE,1.0/A..USERS?startPeriod=2020", "GET /rest/data/OFF,DF_NET/all?format=csv&startPeriod=2020"}},
		"3": {`
  url: https://s.example/sdmx/v3
  version: "3"
  from: 2020
  flows: [{flow: "OFF,DF_USE", key: "{code}"}]`,
			[]string{"GET /sdmx/v3/data/dataflow/OFF/DF_USE/*/PHONES?c%5BTIME_PERIOD%5D=ge%3A2020", "GET /sdmx/v3/data/dataflow/OFF/DF_USE/*/USERS?c%5BTIME_PERIOD%5D=ge%3A2020"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := &service{answer: texts("USE", sdmxUse, "NET", sdmxNet)}
			if name == "3" {
				s.answer = texts("PHONES", sdmxNet, "USERS", sdmxUse)
			}
			l, err := s.source(t, "kind: sdmx\nparams:"+tt.params, "PHONES", "USERS").Fetch(t.Context(), collector.Conditions{})
			if err != nil {
				t.Fatal(err)
			}
			if got := s.addresses(); !slices.Equal(got, tt.want) {
				t.Errorf("asked %q\nwant %q", got, tt.want)
			}
			if got := s.asked[0].Header.Get("Accept"); got != "application/vnd.sdmx.data+csv;version=1.0.0" {
				t.Errorf("accepts %q", got)
			}
			// What came of 2019 was not asked for: the load does not speak for it.
			if l.Read != 3 || data.CountRows(l.Series) != 2 || l.Skipped["year not asked for"] != 1 {
				t.Errorf("read %d, kept %d, left out %v", l.Read, data.CountRows(l.Series), l.Skipped)
			}
			if sc := l.Scope; !slices.Equal(sc.Codes, []string{"PHONES", "USERS"}) || sc.From != 2020 || sc.To != 2100 || sc.Areas != nil {
				t.Errorf("scope %+v", sc)
			}
			if len(l.Raw) != 2 || l.Origin.SHA256 == "" {
				t.Errorf("%d bytes kept, origin %+v", len(l.Raw), l.Origin)
			}
		})
	}
}

const oneFlow = "kind: sdmx\nparams:\n  url: https://s.example/rest\n  flows: [{flow: 'OFF,DF_USE'}]\n"

func TestSDMXFaults(t *testing.T) {
	status := func(code int) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	address := "get https://s.example/rest/data/OFF,DF_USE/all"
	tests := map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		source string
		asked  int
		says   []string
	}{
		"XML with 200":           {texts("/", `<?xml version="1.0"?><m:StructureSpecificData/>`), oneFlow, 1, []string{address, "is XML or a web page"}},
		"a page with 200":        {texts("/", "<!DOCTYPE html><html>"), oneFlow, 3, []string{address, "is a page, not SDMX", "after 3 attempts"}},
		"half an answer":         {texts("/", `{"data":{"struct`), oneFlow, 3, []string{address, "cut off or no JSON"}},
		"404":                    {status(404), oneFlow, 1, []string{address, "HTTP 404"}},
		"406":                    {status(406), oneFlow, 1, []string{address, "HTTP 406"}},
		"413":                    {status(413), oneFlow, 1, []string{address, "HTTP 413"}},
		"too large in the body":  {texts("/", `{"errors":[{"code":510,"title":"Response size exceeds service limit"}]}`), oneFlow, 1, []string{address, "exceeds service limit (510)"}},
		"another code":           {texts("/", sdmxNet), oneFlow, 1, []string{address, "all rows are of other codes", "PHONES"}},
		"one of two codes":       {texts("/", sdmxUse), strings.Replace(oneFlow, "'OFF,DF_USE'", "'OFF,DF_USE', codes: [USERS, MORE]", 1), 1, []string{"no row of MORE"}},
		"a code without a flow":  {texts("/", sdmxUse), strings.Replace(oneFlow, "'OFF,DF_USE'", "'OFF,DF_USE', codes: [USERS]", 1), 0, []string{"no flow holds MORE"}},
		"deletes among the rows": {texts("/", "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\ndataflow,O:F(1),I,KEN,USERS,2020,1\ndataflow,O:F(1),D,KEN,USERS,2021,\n"), oneFlow, 1, []string{address, "deletes and other rows add"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := &service{answer: tt.answer}
			codes := []string{"USERS"}
			if strings.Contains(strings.Join(tt.says, ""), "MORE") {
				codes = append(codes, "MORE")
			}
			l, err := s.source(t, tt.source, codes...).Fetch(t.Context(), collector.Conditions{})
			saysAll(t, l, err, tt.says...)
			if len(s.asked) != tt.asked {
				t.Errorf("asked %d times, want %d", len(s.asked), tt.asked)
			}
		})
	}
}

// TestSDMXNothing: no content is an answer, and 404 is one where the source
// says so. Neither speaks for any year.
func TestSDMXNothing(t *testing.T) {
	for status, source := range map[int]string{204: oneFlow, 404: oneFlow + "  none_is_404: true\n"} {
		s := &service{answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }}
		l, err := s.source(t, source, "USERS").Fetch(t.Context(), collector.Conditions{})
		if err != nil || l.Read != 0 || !slices.Equal(l.Scope.Codes, []string{"USERS"}) || l.Scope.To != 0 {
			t.Errorf("%d: %+v, %v", status, l, err)
		}
	}
}

// TestSDMXUnchanged: the ETag of a single answer is sent, and the bytes tell
// where there is none.
func TestSDMXUnchanged(t *testing.T) {
	s := &service{answer: func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"v1"`)
		fmt.Fprint(w, sdmxUse)
	}}
	src := s.source(t, oneFlow, "USERS")
	l, err := src.Fetch(t.Context(), collector.Conditions{})
	if err != nil || l.Origin.ETag != `"v1"` {
		t.Fatalf("%+v, %v", l.Origin, err)
	}
	for _, since := range []collector.Conditions{{ETag: l.Origin.ETag, SHA256: l.Origin.SHA256}, {SHA256: l.Origin.SHA256}} {
		again, err := src.Fetch(t.Context(), since)
		if !errors.Is(err, collector.ErrUnchanged) || again.Origin.SHA256 != l.Origin.SHA256 || again.Origin.ETag != `"v1"` {
			t.Errorf("since %+v: %+v, %v", since, again.Origin, err)
		}
	}
}

func TestStatisticsParams(t *testing.T) {
	const url = "url: https://publisher.example/v1\n"
	tests := map[string]struct{ kind, params, want string }{
		"sdmx":                          {"sdmx", url + "flows: [{flow: 'A,B'}]", ""},
		"sdmx without flows":            {"sdmx", url, "no flows"},
		"sdmx, half a flow":             {"sdmx", url + "flows: [{flow: 'A,'}]", `flow "A," is not agency,id`},
		"sdmx, two flows without codes": {"sdmx", url + "flows: [{flow: 'A,B'}, {flow: 'A,C', codes: [x]}]", "each needs its codes"},
		"sdmx of another version":       {"sdmx", url + "version: '2.0'\nflows: [{flow: 'A,B'}]", `version is "2.1" or "3"`},
		"sdmx, misspelt key":            {"sdmx", url + "flows: [{flow: 'A,B', keys: x}]", "keys"},
		"sdmx without an address":       {"sdmx", "flows: [{flow: 'A,B'}]", `url "" is not the address`},
		"sdmx, no year":                 {"sdmx", url + "from: 20200\nflows: [{flow: 'A,B'}]", "from 20200 is not a year"},
		"unsdg":                         {"unsdg", url + "answers: csv\nfrom: 2000", ""},
		"unsdg, another form":           {"unsdg", url + "answers: xml", `json or csv, not "xml"`},
		"unsdg, no rows a page":         {"unsdg", url + "page_size: 0", "page_size must be positive"},
		"unsdg, misspelt key":           {"unsdg", url + "pagesize: 10", "pagesize"},
		"unsdg, not an address":         {"unsdg", "url: publisher.example", "is not the address"},
		"uis":                           {"uis", url + "geo_unit_type: REGIONAL\nversion: x\nfrom: 2000", ""},
		"uis, another type of unit":     {"uis", url + "geo_unit_type: COUNTRY", `not "COUNTRY"`},
		"uis, misspelt key":             {"uis", url + "startYear: 2000", "startYear"},
		"uis, no year":                  {"uis", url + "from: -1", "from -1 is not a year"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := collector.CheckSpec(spec(t, "s", tt.kind, tt.params))
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}
