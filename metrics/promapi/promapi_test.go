package promapi

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/metrics/promapi/promapitest"
	"github.com/wsiswatch/wsiswatch/progress"
)

func TestQueries(t *testing.T) {
	s := newServer(t, newDeps(newEdition(t, 7, 0)))
	for _, c := range []struct {
		name, path string
		params     []string
		want       string // all of the data
	}{
		{"what Grafana asks to see whether we live", "query", []string{"query", "1+1", "time", "4.5"}, `{"resultType":"scalar","result":[4.500,"2"]}`},
		{"the first moment of a year before 1970", "query", []string{"query", `wsis_group_short_score{group="WLD"}`, "time", "1970-01-01T00:00:00Z"},
			`{"resultType":"vector","result":[{"metric":{"__name__":"wsis_group_short_score","group":"WLD"},"value":[0,"5002.857142857143"]}]}`},
		{"the year after the last is empty", "query", []string{"query", "wsis_group_short_score", "time", "1971-01-01T00:00:00Z"}, `{"resultType":"vector","result":[]}`},
		{"the state of now is there now", "query", []string{"query", "wsis_snapshot_id"},
			`{"resultType":"vector","result":[{"metric":{"__name__":"wsis_snapshot_id"},"value":[1748865600,"7"]}]}`},
		{"and to a clock that is behind", "query", []string{"query", "wsis_snapshot_id", "time", "1748865000"},
			`{"resultType":"vector","result":[{"metric":{"__name__":"wsis_snapshot_id"},"value":[1748865000,"7"]}]}`},
		{"but not last year", "query", []string{"query", "wsis_snapshot_id", "time", "2024-01-01T00:00:00Z"}, `{"resultType":"vector","result":[]}`},
		{"collectors", "query", []string{"query", "time() - wsis_collector_last_success_timestamp_seconds"},
			`{"resultType":"vector","result":[{"metric":{"source":"pub"},"value":[1748865600,"3600"]}]}`},
		{"counters", "query", []string{"query", "wsis_things_total"}, `{"resultType":"vector","result":[{"metric":{"__name__":"wsis_things_total"},"value":[1748865600,"3"]}]}`},
		{"neither histograms nor the process", "query", []string{"query", `{__name__=~"go_.*|wsis_http.*"}`}, `{"resultType":"vector","result":[]}`},
		{"targets hold always", "query", []string{"query", "wsis_target_internet_users_ratio", "time", "1980-01-01T00:00:00Z"},
			`{"resultType":"vector","result":[{"metric":{"__name__":"wsis_target_internet_users_ratio","benchmark":"T75","group":"WLD"},"value":[315532800,"0.75"]}]}`},
		{"names in every script, joined to the past", "query", []string{"query", `sum by (name) (wsis_economy_telephone_lines_per_inhabitant * on (area) group_left (name) wsis_area_info) * 0`, "time", "1965-06-01T00:00:00Z"},
			`{"resultType":"vector","result":[{"metric":{"name":"Ghana\nin two lines"},"value":[-144720000,"0"]},{"metric":{"name":"Kenya \"the \\ quoted\""},"value":[-144720000,"0"]},{"metric":{"name":"Norway"},"value":[-144720000,"0"]},{"metric":{"name":"رواندا 🌍"},"value":[-144720000,"0"]}]}`},
		{"a range", "query_range", []string{"query", `wsis_group_short_score{group="LDC"}`, "start", "1968-07-01T00:00:00Z", "end", "1974-07-01T00:00:00Z", "step", "365d"},
			`{"resultType":"matrix","result":[{"metric":{"__name__":"wsis_group_short_score","group":"LDC"},"values":[[15638400,"5012.857142857143"]]}]}`},
		{"no number", "query", []string{"query", "0/0", "time", "0"}, `{"resultType":"scalar","result":[0,"NaN"]}`},
		{"names of labels", "labels", []string{"match[]", "wsis_group_short_score"}, `["__name__","group"]`},
		{"values of a label", "label/group/values", []string{"match[]", "wsis_group_short_score", "match[]", "nothing"}, `["DVG","LDC","WLD"]`},
		{"values, cut", "label/group/values", []string{"limit", "2"}, `["DVG","LDC"]`},
		{"series", "series", []string{"match[]", `{__name__=~"wsis_(group|economy)_short_score", group!="DVG"}`, "match[]", "wsis_group_short_score"},
			`[{"__name__":"wsis_economy_short_score","area":"KEN"},{"__name__":"wsis_group_short_score","group":"LDC"},{"__name__":"wsis_group_short_score","group":"WLD"},{"__name__":"wsis_group_short_score","group":"DVG"}]`},
		{"what a family is", "metadata", []string{"metric", "wsis_group_internet_users_ratio"},
			`{"wsis_group_internet_users_ratio":[{"type":"gauge","help":"The users by group. Published in: % of population, shown here times 0.01.","unit":""}]}`},
		{"the release of the engine", "status/buildinfo", nil, `{"version":"` + engineVersion + `","revision":"","branch":"","buildUser":"","buildDate":"","goVersion":""}`},
		{"no exemplars", "query_exemplars", nil, `[]`},
		{"no rules", "rules", nil, `{"groups":[]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, a := ask(t, s, c.path, c.params...)
			if status != http.StatusOK || a.Status != "success" || a.text() != c.want {
				t.Errorf("%d %s %s\n%s\nwant\n%s", status, a.Status, a.Error, a.text(), c.want)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	d := newDeps(newEdition(t, 1, 0))
	d.Limits.Samples = 100
	s := newServer(t, d)
	for _, c := range []struct {
		name, path string
		params     []string
		status     int
		kind, want string
	}{
		{"no expression", "query", nil, http.StatusBadRequest, "bad_data", "parameter query"},
		{"not PromQL", "query", []string{"query", "sum("}, http.StatusBadRequest, "bad_data", "parse error"},
		{"a long expression", "query", []string{"query", strings.Repeat(" ", d.Limits.Query) + "1"}, http.StatusBadRequest, "bad_data", "bytes, over"},
		{"a longer request", "query", []string{"query", strings.Repeat(" ", longestForm) + "1"}, http.StatusBadRequest, "bad_data", "too large"},
		{"a time that is none", "query", []string{"query", "1", "time", "yesterday"}, http.StatusBadRequest, "bad_data", `"yesterday" is neither`},
		{"a time without end", "query", []string{"query", "1", "time", "Inf"}, http.StatusBadRequest, "bad_data", "neither"},
		{"a year far off", "query", []string{"query", "1", "time", "1700-01-01T00:00:00Z"}, http.StatusBadRequest, "bad_data", "outside of the years"},
		{"no start", "query_range", []string{"query", "1", "end", "1", "step", "1"}, http.StatusBadRequest, "bad_data", "parameter start"},
		{"no step", "query_range", []string{"query", "1", "start", "0", "end", "1"}, http.StatusBadRequest, "bad_data", "parameter step"},
		{"a step back", "query_range", []string{"query", "1", "start", "0", "end", "1", "step", "-1"}, http.StatusBadRequest, "bad_data", "parameter step"},
		{"backwards", "query_range", []string{"query", "1", "start", "1", "end", "0", "step", "1"}, http.StatusBadRequest, "bad_data", "before the start"},
		{"too many points", "query_range", []string{"query", "1", "start", "0", "end", "11000", "step", "1"}, http.StatusBadRequest, "bad_data", "11000 points"},
		{"too many samples", "query", []string{"query", `{__name__=~".+"}[60y]`}, http.StatusUnprocessableEntity, "execution", "too many samples"},
		{"a subquery without end", "query", []string{"query", "max_over_time(vector(1)[100y:1ms])"}, http.StatusBadRequest, "bad_data", "longer step"},
		{"nested subqueries", "query", []string{"query", "max_over_time(max_over_time(vector(1)[90y:10d])[90y:1h])"}, http.StatusBadRequest, "bad_data", "longer step"},
		{"a range without end", "query", []string{"query", "max_over_time(x[250y])"}, http.StatusBadRequest, "bad_data", "200 years"},
		{"a far offset", "query", []string{"query", "x offset -250y"}, http.StatusBadRequest, "bad_data", "200 years"},
		{"two of one kind", "query", []string{"query", "wsis_economy_internet_users_ratio * on () wsis_economy_internet_users_ratio", "time", "2020-01-01T00:00:00Z"}, http.StatusUnprocessableEntity, "execution", "duplicate series"},
		{"series of everything", "series", nil, http.StatusBadRequest, "bad_data", "match[]"},
		{"a selector that is none", "labels", []string{"match[]", "1"}, http.StatusBadRequest, "bad_data", "match[]"},
		{"a long selector", "labels", []string{"match[]", strings.Repeat(" ", d.Limits.Query) + "x"}, http.StatusBadRequest, "bad_data", "bytes, over"},
		{"a limit that is none", "labels", []string{"limit", "few"}, http.StatusBadRequest, "bad_data", "limit"},
		{"an unknown vintage", "query", []string{"query", "1", "vintage", "old"}, http.StatusBadRequest, "bad_data", `no vintage "old"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, a := ask(t, s, c.path, c.params...)
			if status != c.status || a.Status != "error" || a.ErrorType != c.kind || !strings.Contains(a.Error, c.want) {
				t.Errorf("%d %s %s %q, want %d %s …%s…", status, a.Status, a.ErrorType, a.Error, c.status, c.kind, c.want)
			}
		})
	}
}

func TestVintages(t *testing.T) {
	d := newDeps(newEdition(t, 9, 0))
	old := newEdition(t, 4, 0)
	d.Vintage = func(context.Context, string) (*progress.Edition, error) { return old, nil }
	s := newServer(t, d)
	for _, c := range []struct{ vintage, query, want string }{
		{"", "wsis_snapshot_id", `"9"]`},
		{"old", "wsis_snapshot_id", `"4"]`},
		{"", "wsis_things_total", `"3"]`},
		{"old", "wsis_things_total", `"result":[]`}, // a vintage knows nothing of the collectors
	} {
		if _, a := ask(t, s, "query", "query", c.query, "vintage", c.vintage); !strings.Contains(a.text(), c.want) {
			t.Errorf("%s of %q is %s, want %s", c.query, c.vintage, a.text(), c.want)
		}
	}
	d.Vintage = nil
	if status, a := ask(t, newServer(t, d), "query", "query", "1", "vintage", "old"); status != http.StatusBadRequest || !strings.Contains(a.Error, "keeps no vintages") {
		t.Errorf("%d %s", status, a.Error)
	}
}

func TestBeforeTheFirstEdition(t *testing.T) {
	d := newDeps(nil)
	if status, a := ask(t, newServer(t, d), "query", "query", "1"); status != http.StatusServiceUnavailable || a.Error != "the figures are being loaded" {
		t.Errorf("%d %s", status, a.Error)
	}
}

// A question waits for those before it, and no longer than its time.
func TestWaiting(t *testing.T) {
	d := newDeps(newEdition(t, 1, 0))
	d.Limits.Concurrent, d.Limits.Timeout = 1, 50*time.Millisecond
	a, err := newAPI(d)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(a.routes())
	defer s.Close()
	a.slots <- struct{}{}
	if status, got := ask(t, s, "query", "query", "1"); status != http.StatusServiceUnavailable || got.ErrorType != "timeout" {
		t.Errorf("%d %s %s", status, got.ErrorType, got.Error)
	}
	<-a.slots
	if status, got := ask(t, s, "query", "query", "1"); status != http.StatusOK {
		t.Errorf("%d %s", status, got.Error)
	}
}

func TestOldStocksAreLetGo(t *testing.T) {
	a, err := newAPI(newDeps(newEdition(t, 1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	first := newEdition(t, 1, 0)
	kept := a.stock(first)
	if a.stock(first) != kept {
		t.Error("the stock of one edition was made twice")
	}
	for i := range keptStocks {
		a.stock(newEdition(t, int64(i+2), 0))
	}
	if len(a.stocks) != keptStocks || a.stock(first) == kept {
		t.Errorf("%d stocks are kept", len(a.stocks))
	}
}

func TestNewRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Deps){
		"Edition": func(d *Deps) { d.Edition = nil },
		"Moving":  func(d *Deps) { d.Moving = nil },
		"Now":     func(d *Deps) { d.Now = nil },
		"Log":     func(d *Deps) { d.Log = nil },
		"limit":   func(d *Deps) { d.Limits.Samples = 0 },
	} {
		d := newDeps(nil)
		spoil(&d)
		if _, err := New(d); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s the error is %v", name, err)
		}
	}
}

// TestEngineVersion holds what Grafana is told to the engine that answers.
func TestEngineVersion(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`github.com/prometheus/prometheus v0\.(\d)(\d\d)\.(\d+)`).FindSubmatch(mod)
	if m == nil {
		t.Fatal("go.mod has no engine")
	}
	minor := strings.TrimPrefix(string(m[2]), "0")
	if want := fmt.Sprintf("%s.%s.%s", m[1], minor, m[3]); want != engineVersion {
		t.Errorf("engineVersion is %s, go.mod has %s", engineVersion, want)
	}
}

// TestManyDashboards asks as a hundred dashboards of ten panels do at once.
func TestManyDashboards(t *testing.T) {
	s := newServer(t, newDeps(newEdition(t, 1, 100)))
	var all sync.WaitGroup
	fails := make(chan string, 1000)
	for i := range 100 {
		all.Go(func() {
			for p := range 10 {
				expr := []string{"wsis_economy_internet_users_ratio", "topk(5, wsis_economy_gaps_score)", `{__name__=~"wsis_group_.+"}`, "avg_over_time(wsis_group_telephone_lines_per_inhabitant[10y])"}[(i+p)%4]
				status, a := ask(t, s, "query_range", "query", expr, "start", "1990-01-01T00:00:00Z", "end", "2025-01-01T00:00:00Z", "step", "365d")
				if status != http.StatusOK || len(a.text()) < 200 {
					fails <- fmt.Sprint(status, a.Error)
				}
			}
		})
	}
	all.Wait()
	close(fails)
	for f := range fails {
		t.Error(f)
	}
}

// FuzzQuery holds that no expression makes the interface panic, or answer with
// what is not JSON.
func FuzzQuery(f *testing.F) {
	for _, e := range promapitest.Expressions() {
		f.Add(e, "2020-07-01T00:00:00Z", "365d")
	}
	f.Add(`{__name__=~"(a|b)*"}[9y:1h]`, "-1e9", "0.001")
	d := newDeps(nil)
	e := newEdition(f, 1, 0)
	d.Edition = func() *progress.Edition { return e }
	d.Limits.Timeout, d.Limits.Samples = time.Second, 50_000
	h, err := New(d)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, expr, at, step string) {
		for _, path := range []string{"query", "query_range"} {
			r := httptest.NewRequest(http.MethodPost, "/api/v1/"+path, nil)
			r.Form = map[string][]string{"query": {expr}, "time": {at}, "start": {at}, "end": {"2025-01-01T00:00:00Z"}, "step": {step}}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if !json.Valid(w.Body.Bytes()) || w.Code == http.StatusInternalServerError {
				t.Fatalf("%s %q: %d %.300s", path, expr, w.Code, w.Body)
			}
		}
	})
}

func TestCompression(t *testing.T) {
	s := newServer(t, newDeps(newEdition(t, 1, 0)))
	req, err := http.NewRequest(http.MethodGet, s.URL+`/api/v1/labels?match[]={__name__=~".%2B"}`, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.URL.Path = "/api/v1/metadata"
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := (&http.Transport{DisableCompression: true}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.Header.Get("Content-Encoding") != "gzip" || !slices.Contains(res.Header.Values("Vary"), "Accept-Encoding") {
		t.Errorf("%v", res.Header)
	}
}

func BenchmarkRangeOfEconomies(b *testing.B) {
	h, err := New(newDeps(newEdition(b, 1, 226)))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r := httptest.NewRequest(http.MethodGet, "/api/v1/query_range?query=wsis_economy_telephone_lines_per_inhabitant&start=1965-01-01T00:00:00Z&end=2025-01-01T00:00:00Z&step=365d", nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK || w.Body.Len() < 100_000 {
			b.Fatalf("%d, %d bytes", w.Code, w.Body.Len())
		}
	}
}

// Errors of the store are ours, and are logged and told as such.
func TestFaults(t *testing.T) {
	d := newDeps(newEdition(t, 1, 0))
	d.Vintage = func(context.Context, string) (*progress.Edition, error) {
		return nil, fmt.Errorf("read: %w", os.ErrPermission)
	}
	status, a := ask(t, newServer(t, d), "query", "query", "1", "vintage", "x")
	if status != http.StatusInternalServerError || a.ErrorType != "internal" || !strings.Contains(a.Error, `open vintage "x"`) {
		t.Errorf("%d %s %s", status, a.ErrorType, a.Error)
	}
}

// BenchmarkHundredDashboards is a hundred dashboards of ten panels at once.
func BenchmarkHundredDashboards(b *testing.B) {
	s := newServer(b, newDeps(newEdition(b, 1, 226)))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
	ask := s.URL + "/api/v1/query_range?query=wsis_economy_internet_users_ratio&start=1990-01-01T00:00:00Z&end=2025-01-01T00:00:00Z&step=365d"
	for b.Loop() {
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				for range 10 {
					res, err := client.Get(ask)
					if err != nil {
						b.Error(err)
						return
					}
					if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
						b.Error(res.Status, err)
					}
					res.Body.Close()
				}
			})
		}
		all.Wait()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/1e6, "MB-of-the-system")
}
