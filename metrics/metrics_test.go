package metrics

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

var update = flag.Bool("update", false, "write golden files")

func newServer(t testing.TB, d Deps) *httptest.Server {
	t.Helper()
	x, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", x.Handler())
	mux.Handle("GET /metrics/indicators", x.Indicators())
	s := httptest.NewServer(x.Measure(mux, d.Now))
	t.Cleanup(s.Close)
	return s
}

// ask sends a request whose headers are given in pairs, without the
// compression that the transport would add.
func ask(t testing.TB, s *httptest.Server, method, path string, headers ...string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequest(method, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	t.Cleanup(client.CloseIdleConnections)
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, body
}

// ours keeps the lines of our families: those of the process are never the
// same twice.
func ours(text []byte) string {
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		if strings.Contains(line, "wsis_") && !strings.HasPrefix(line, "wsis_build_info{") && !strings.Contains(line, "wsis_http_") {
			b.WriteString(line)
		}
	}
	return b.String()
}

func TestExposition(t *testing.T) {
	w := filled(t)
	saveRuns(t, w)
	res, body := ask(t, newServer(t, w.deps()), http.MethodGet, "/metrics")
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%d: %s", res.StatusCode, body)
	}
	got := ours(body)
	golden := filepath.Join("testdata", "exposition.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the exposition differs from %s (see -update):\n%s", golden, got)
	}
	if !strings.Contains(string(body), `wsis_build_info{goversion="go`) || !strings.Contains(string(body), `version="1.2.3"} 1`) {
		t.Error("no build info")
	}
	for _, family := range []string{"go_goroutines ", "process_start_time_seconds ", `go_sql_open_connections{db_name="reader"} `, `go_sql_wait_duration_seconds_total{db_name="writer"} `} {
		if !strings.Contains(string(body), "\n"+family) {
			t.Errorf("no %s", family)
		}
	}
}

// saveRuns leaves a waiting hold and then a failure after the good run of pub.
func saveRuns(t *testing.T, w *world) {
	t.Helper()
	ctx := context.Background()
	began := noon.Add(-time.Minute)
	load := data.Load{Source: "pub", Scope: data.Scope{Codes: []string{"USERS"}, From: 2015, To: 2024}}
	doubt := func(data.Diff) []string { return []string{"everything is missing"} }
	held := data.Run{Source: "pub", Trigger: "schedule", Started: began, Finished: began.Add(2 * time.Second)}
	if r, err := w.store.Save(ctx, held, load, doubt); err != nil || r.Outcome != data.Held {
		t.Fatalf("%+v, %v", r, err)
	}
	failed := data.Run{Source: "pub", Trigger: "schedule", Started: began, Finished: began.Add(1500 * time.Millisecond), Outcome: data.Failed, Error: "refused"}
	if _, err := w.store.SaveRun(ctx, failed); err != nil {
		t.Fatal(err)
	}
}

func TestLint(t *testing.T) {
	w := filled(t)
	saveRuns(t, w)
	g, err := New(w.deps())
	if err != nil {
		t.Fatal(err)
	}
	problems, err := testutil.GatherAndLint(g)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

func TestFamiliesAreSortedUniqueAndWithoutTime(t *testing.T) {
	g, err := New(filled(t).deps())
	if err != nil {
		t.Fatal(err)
	}
	families, err := g.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range families {
		if i > 0 && families[i-1].GetName() >= f.GetName() {
			t.Errorf("%s stands after %s", f.GetName(), families[i-1].GetName())
		}
		for _, m := range f.GetMetric() {
			if m.TimestampMs != nil {
				t.Errorf("%s carries a timestamp", f.GetName())
			}
		}
	}
}

func TestTwoFamiliesOfOneNameAreRefused(t *testing.T) {
	d := filled(t).deps()
	x, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.moving.Register(prometheus.NewGauge(prometheus.GaugeOpts{Name: "wsis_snapshot_id", Help: "h"})); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	x.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "wsis_snapshot_id stands twice") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestRepresentations(t *testing.T) {
	s := newServer(t, filled(t).deps())
	const openMetrics = "application/openmetrics-text; version=1.0.0"
	for _, c := range []struct {
		name, method, accept, encoding string
		wantType, wantEncoding         string
	}{
		{"plain text", "GET", "", "", "text/plain; version=0.0.4", ""},
		{"what a browser asks for", "GET", "text/html,*/*;q=0.8", "identity", "text/plain; version=0.0.4", ""},
		{"gzip", "GET", "", "gzip", "text/plain; version=0.0.4", "gzip"},
		{"OpenMetrics", "GET", openMetrics, "", openMetrics, ""},
		{"OpenMetrics in gzip", "GET", openMetrics, "gzip", openMetrics, "gzip"},
		{"HEAD", "HEAD", "", "", "text/plain; version=0.0.4", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, body := ask(t, s, c.method, "/metrics", "Accept", c.accept, "Accept-Encoding", c.encoding)
			if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), c.wantType) || res.Header.Get("Content-Encoding") != c.wantEncoding {
				t.Fatalf("%d %v", res.StatusCode, res.Header)
			}
			if c.method == http.MethodHead {
				if len(body) != 0 {
					t.Errorf("HEAD has a body of %d bytes", len(body))
				}
				return
			}
			checkWhole(t, unzip(t, body, c.wantEncoding), c.wantType == openMetrics)
		})
	}
	if res, _ := ask(t, s, http.MethodPost, "/metrics"); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST answers %d", res.StatusCode)
	}
}

func unzip(t *testing.T, body []byte, encoding string) []byte {
	t.Helper()
	if encoding != "gzip" {
		return body
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	z.Multistream(false) // some scrapers read the first member only
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// checkWhole reads an exposition as a scraper does; OpenMetrics ends in # EOF.
func checkWhole(t *testing.T, body []byte, openMetrics bool) {
	t.Helper()
	if !bytes.Contains(body, []byte(`wsis_group_internet_users_ratio{group="WLD"} 0.76`)) || !bytes.Contains(body, []byte("\ngo_goroutines ")) {
		t.Errorf("the exposition is not whole: %.300s", body)
	}
	if openMetrics {
		if !bytes.HasSuffix(body, []byte("\n# EOF\n")) || bytes.Count(body, []byte("# EOF")) != 1 {
			t.Error("OpenMetrics does not end in one # EOF")
		}
		return
	}
	p := expfmt.NewTextParser(model.LegacyValidation)
	if _, err := p.TextToMetricFamilies(bytes.NewReader(body)); err != nil {
		t.Error(err)
	}
}

func TestBeforeTheFirstEdition(t *testing.T) {
	w := newWorld(t)
	res, body := ask(t, newServer(t, w.deps()), http.MethodGet, "/metrics")
	if res.StatusCode != http.StatusOK || !strings.Contains(string(body), `wsis_collector_last_success_timestamp_seconds{source="pub"} 0`) {
		t.Errorf("%d: %.500s", res.StatusCode, body)
	}
	if strings.Contains(string(body), "wsis_group_") || strings.Contains(string(body), "wsis_snapshot_id") {
		t.Error("figures are shown before there is an edition")
	}
}

func TestAStoreThatFailsFailsTheScrape(t *testing.T) {
	w := filled(t)
	d := w.deps()
	d.Store = brokenStore{w.store}
	res, body := ask(t, newServer(t, d), http.MethodGet, "/metrics")
	if res.StatusCode != http.StatusInternalServerError || !strings.Contains(string(body), "list waiting holds: the disk is gone") {
		t.Errorf("%d: %s", res.StatusCode, body)
	}
}

type brokenStore struct{ data.Reader }

func (brokenStore) Holds(context.Context, ...data.HoldState) ([]data.Hold, error) {
	return nil, errors.New("the disk is gone")
}

func TestNewRefuses(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		name  string
		spoil func(*Deps)
		want  string
	}{
		{"no edition", func(d *Deps) { d.Edition = nil }, "Edition"},
		{"no store", func(d *Deps) { d.Store = nil }, "Store"},
		{"no clock", func(d *Deps) { d.Now = nil }, "Now"},
		{"a schedule that is none", func(d *Deps) { d.Sources = []data.Source{{ID: "pub", Schedule: "sometimes"}} }, "schedule of pub"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := w.deps()
			c.spoil(&d)
			if _, err := New(d); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v lacks %q", err, c.want)
			}
		})
	}
}

func TestLongestGap(t *testing.T) {
	for _, c := range []struct {
		name, schedule string
		want           time.Duration
	}{
		{"each hour", "0 * * * *", time.Hour},
		{"each Monday", "20 4 * * 1", 7 * 24 * time.Hour},
		{"the longest month", "0 0 1 * *", 31 * 24 * time.Hour},
		{"working days", "0 6 * * 1-5", 72 * time.Hour},
		{"never", "0 0 31 2 *", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := longestGap(c.schedule, noon); err != nil || got != c.want {
				t.Errorf("%v, %v, want %v", got, err, c.want)
			}
		})
	}
}

func TestWorstByGroup(t *testing.T) {
	entry := func(group string, class progress.Class) progress.Entry {
		return progress.Entry{Headline: data.Headline{Group: group}, Verdict: progress.Verdict{Class: class}}
	}
	for _, c := range []struct {
		name    string
		entries []progress.Entry
		want    map[string]progress.Class
	}{
		{"no entry", nil, map[string]progress.Class{}},
		{"the lowest, whatever the order", []progress.Entry{entry("WLD", progress.Limited), entry("WLD", progress.Fair)}, map[string]progress.Class{"WLD": progress.Limited}},
		{"none gives way", []progress.Entry{entry("WLD", progress.NoClass), entry("WLD", progress.OnTrack)}, map[string]progress.Class{"WLD": progress.OnTrack}},
		{"none does not push", []progress.Entry{entry("WLD", progress.OnTrack), entry("WLD", progress.NoClass)}, map[string]progress.Class{"WLD": progress.OnTrack}},
		{"on track is under met", []progress.Entry{entry("WLD", progress.TargetMet), entry("WLD", progress.OnTrack)}, map[string]progress.Class{"WLD": progress.OnTrack}},
		{"groups stand alone", []progress.Entry{entry("WLD", progress.OnTrack), entry("LDC", progress.NoClass)}, map[string]progress.Class{"WLD": progress.OnTrack, "LDC": progress.NoClass}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := worstByGroup(progress.ParagraphVerdict{Entries: c.entries})
			if len(got) != len(c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
			for group, class := range c.want {
				if got[group] != class {
					t.Errorf("%s is %q, want %q", group, got[group], class)
				}
			}
		})
	}
}
