package dashboard

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
	"github.com/wsiswatch/wsiswatch/progress"
)

// apiWorld is a small site for tests of the interface for programs: a store in
// a temporary folder with two releases of one publisher and one of another, a
// named vintage of the first, and names that a hostile publisher would choose.
type apiWorld struct {
	catalog *data.Catalog
	store   *sqlite.Store
	live    atomic.Pointer[progress.Edition]
	old     *progress.Edition
	log     apiLog
	server  *httptest.Server
}

// apiLog is a log that the server writes while the test reads.
type apiLog struct {
	mu  sync.Mutex
	buf strings.Builder
}

func (l *apiLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *apiLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// Names that must reach the asker as text, and a spreadsheet not as a formula.
const (
	apiHostileLabel = `</script><b>x`
	apiHostileName  = `=cmd()|' /C calc'!A0`
)

func newAPIWorld(t testing.TB) *apiWorld {
	t.Helper()
	catalog, err := data.NewCatalog(apiDefinitions(t))
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "w.db"))
	if err != nil {
		t.Fatal(err)
	}
	w := &apiWorld{catalog: catalog, store: store}
	w.save(t, apiFirstRelease(t))
	w.old = w.build(t, "2024-06-01")
	w.save(t, apiSecondPublisher(t))
	w.save(t, apiSecondRelease(t))
	w.live.Store(w.build(t, "2025-06-01"))
	w.serve(store)
	t.Cleanup(func() {
		w.server.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *apiWorld) serve(store data.Reader) {
	mux := http.NewServeMux()
	apiRoutes(mux, Deps{
		Edition: w.live.Load, Store: store, Log: slog.New(slog.NewTextHandler(&w.log, nil)), Version: "test",
		Vintage: func(_ context.Context, name string) (*progress.Edition, error) {
			if name != "old" {
				return nil, data.ErrNotFound
			}
			return w.old, nil
		},
	})
	w.server = httptest.NewServer(mux)
}

func apiDay(t testing.TB, s string) data.Date {
	t.Helper()
	d, err := data.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (w *apiWorld) save(t testing.TB, l data.Load) data.Run {
	t.Helper()
	l.Read = data.CountRows(l.Series)
	at := time.Date(2025, 6, 1, 6, 0, 0, 0, time.UTC)
	r, err := w.store.Save(context.Background(), data.Run{Trigger: "import", Started: at, Finished: at.Add(time.Second)}, l, nil)
	if err != nil || r.Outcome != data.Changed {
		t.Fatalf("%+v, %v", r, err)
	}
	return r
}

// build makes the edition of the newest snapshot.
func (w *apiWorld) build(t testing.TB, reference string) *progress.Edition {
	t.Helper()
	ctx := context.Background()
	latest, err := w.store.Latest(ctx)
	if err != nil {
		t.Fatal(err)
	}
	in := progress.Input{Catalog: w.catalog, Snapshot: latest, Config: "c0ffee00", Version: "test", Reference: apiDay(t, reference)}
	err = w.store.Series(ctx, latest, data.Query{}, func(s data.Series) error {
		in.Series = append(in.Series, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if in.Snapshots, err = w.store.Snapshots(ctx, latest); err != nil {
		t.Fatal(err)
	}
	e, err := progress.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// apiFigures adds a series from 2015 on; NaN leaves a year out.
func apiFigures(l *data.Load, code, area string, dims data.Dims, values ...float64) {
	for i, v := range values {
		if math.IsNaN(v) {
			continue
		}
		l.Series = append(l.Series, data.Series{
			Key: data.Key{Source: l.Source, Code: code, Area: area, Dims: dims.Full()}, Points: []data.Point{data.Point{Year: 2015 + i, Value: v, Decimals: 1, Status: data.Normal}},
		})
	}
}

func apiFirstRelease(t testing.TB) data.Load {
	l := data.Load{
		Source: "itu", Scope: data.Scope{Codes: []string{"USERS", "PHONES", "BALANCE"}, From: 2015, To: 2023},
		Origin: data.Origin{File: "first.csv", Edition: "December 2023", Published: apiDay(t, "2023-12-01"), SHA256: "11"},
	}
	apiFigures(&l, "USERS", "WLD", data.Dims{}, 40, 44, 48, 52, 56, 60, 64, 68, 72)
	apiFigures(&l, "USERS", "WLD", data.Dims{Sex: "F"}, 38, 42, 46, 50, 54, 58, 62, 66, 70)
	apiFigures(&l, "USERS", "WLD", data.Dims{Sex: "M"}, 42, 46, 50, 54, 58, 62, 66, 70, 74)
	apiFigures(&l, "USERS", "WLD", data.Dims{Location: "R"}, 20, 22)
	apiFigures(&l, "USERS", "LDC", data.Dims{}, 20, 20, 20, 20, 20, 20, 19, 19, 18)
	apiFigures(&l, "USERS", "KEN", data.Dims{}, 16, 17, 18, 19, 21, 23, 25, 27, 28.8)
	apiFigures(&l, "USERS", "XEV", data.Dims{}, 5)
	apiFigures(&l, "PHONES", "KEN", data.Dims{}, 80, 81, 82)
	apiFigures(&l, "PHONES", "TCD", data.Dims{}, 40, 41, 42)
	apiFigures(&l, "BALANCE", "KEN", data.Dims{}, -3.5, 0, math.NaN(), 2.5)
	return l
}

// apiSecondRelease revises Kenya and marks what it prints.
func apiSecondRelease(t testing.TB) data.Load {
	l := data.Load{
		Source: "itu", Scope: data.Scope{Codes: []string{"USERS"}, From: 2015, To: 2024, Areas: []string{"KEN"}},
		Origin: data.Origin{File: "second.csv", Edition: "December 2024", Published: apiDay(t, "2024-12-01"), SHA256: "22"},
	}
	apiFigures(&l, "USERS", "KEN", data.Dims{}, 16, 17, 18, 19, 21, 23, 25.5)
	at := func(year int, value float64, decimals int, status data.Status, bound data.Bound, note string) {
		l.Series = append(l.Series, data.Series{
			Key: data.Key{Source: "itu", Code: "USERS", Area: "KEN", Dims: data.Totals}, Points: []data.Point{data.Point{Year: year, Value: value, Decimals: decimals, Status: status, Bound: bound, Note: note}},
		})
	}
	at(2022, 29.40, 2, data.Estimated, data.Exact, "=1+1")
	at(2023, math.NaN(), 0, data.Missing, data.Exact, "")
	at(2024, 35, 0, data.Provisional, data.Above, "survey")
	return l
}

// apiSecondPublisher has other figures of the same thing, and populations.
func apiSecondPublisher(t testing.TB) data.Load {
	l := data.Load{
		Source: "wb-wdi", Scope: data.Scope{Codes: []string{"IT.NET", "SP.POP.TOTL"}, From: 2015, To: 2023},
		Origin: data.Origin{File: "wb.csv", Edition: "July 2024", Published: apiDay(t, "2024-07-01"), SHA256: "33"},
	}
	apiFigures(&l, "IT.NET", "KEN", data.Dims{}, 15, 16)
	apiFigures(&l, "IT.NET", "TCD", data.Dims{}, 3, 4)
	apiFigures(&l, "SP.POP.TOTL", "KEN", data.Dims{}, 48, 49, 50)
	apiFigures(&l, "SP.POP.TOTL", "TCD", data.Dims{}, 14, 14, 15)
	return l
}

func apiDefinitions(t testing.TB) data.Definitions {
	names := func(s string) map[string]string { return map[string]string{"en": s} }
	target := 75.0
	d := data.Definitions{
		Sources: []data.Source{
			{ID: "itu", Publisher: "ITU", Title: "DataHub", Label: apiHostileLabel, URL: "https://example.org/itu", Licence: "CC BY-NC-SA 3.0 IGO", NonCommercial: true, Citation: "ITU."},
			{ID: "wb-wdi", Publisher: "World Bank", Title: "WDI", Label: "WDI", URL: "https://example.org/wb", Licence: "CC BY 4.0", Citation: "World Bank.", Releases: []int{4, 7}},
		},
		Areas: []data.Area{
			{Code: "WLD", Names: names("World"), Group: true, Kind: "world", List: "m49"},
			{Code: "LDC", Names: names("Least developed countries"), Group: true, Kind: "development", List: "cdp"},
			{Code: "KEN", Names: names("Kenya"), M49: "404"},
			{Code: "TCD", Names: names("Chad"), M49: "148"},
			{Code: "XEV", Names: names(apiHostileName), Unlisted: true},
		},
		Memberships: []data.Membership{{Group: "LDC", List: "cdp", Area: "TCD"}, {Group: "LDC", List: "cdp", Area: "KEN", From: apiDay(t, "2001-01-01")}},
		Indicators:  apiIndicators(),
		Benchmarks: []data.Benchmark{
			{ID: "T75", Issuer: "Somebody", Statement: "75 per cent by 2025", Indicator: "internet_users", Group: "WLD", Value: &target, Year: 2025, Comparator: data.AtLeast, External: true, Citation: "Somebody."},
			{ID: "E75", Issuer: "Somebody", Statement: "75 per cent everywhere by 2030", Indicator: "internet_users", Group: data.EachEconomy, Value: &target, Year: 2030, Comparator: data.AtLeast, External: true, Citation: "Somebody."},
		},
	}
	d.Resolutions = apiResolutions(t)
	return d
}

func apiIndicators() []data.Indicator {
	itu := func(code string, dims data.Dims) data.SeriesRef {
		return data.SeriesRef{Source: "itu", Code: code, Dims: dims}
	}
	users := itu("USERS", data.Dims{})
	users.Breakdowns = []data.Dims{{Sex: "F"}, {Sex: "M"}, {Location: "R"}}
	population := data.SeriesRef{Source: "wb-wdi", Code: "SP.POP.TOTL"}
	none := data.Aggregate{Rule: data.NoAggregate}
	return []data.Indicator{
		{ID: "internet_users", Name: "Individuals using the Internet", Definition: "words", Unit: "% of population", Direction: data.Up, Model: data.Linear,
			Metric: "internet_users_ratio", MetricScale: 0.01, Aggregate: none, Series: []data.SeriesRef{users, {Source: "wb-wdi", Code: "IT.NET"}}},
		{ID: "phones", Name: "Telephones", Definition: "words", Unit: "%", Direction: data.Up, Model: data.Linear, Metric: "phones_ratio", MetricScale: 0.01,
			Aggregate: data.Aggregate{Rule: data.WeightedMean, Weight: &population}, Series: []data.SeriesRef{itu("PHONES", data.Dims{})}},
		{ID: "parity", Name: "Gender parity", Definition: "words", Unit: "ratio", Direction: data.ToOne, Model: data.Linear, Metric: "parity_ratio", MetricScale: 1, Aggregate: none,
			Formula: &data.Formula{Kind: data.Parity, Pairs: []data.Pair{{Num: itu("USERS", data.Dims{Sex: "F"}), Den: itu("USERS", data.Dims{Sex: "M"})}}}},
		{ID: "balance", Name: "Balance", Definition: "words", Unit: "%", Direction: data.NoDirection, Model: data.Linear, Metric: "balance_ratio", MetricScale: 0.01, Aggregate: none,
			Series: []data.SeriesRef{itu("BALANCE", data.Dims{})}},
		{ID: "schools", Name: "Schools online", Definition: "words", Unit: "%", Direction: data.Up, Model: data.Linear, Metric: "schools_ratio", MetricScale: 0.01, Aggregate: none,
			Series: []data.SeriesRef{itu("SCHOOLS", data.Dims{})}, Missing: "nobody publishes it"},
	}
}

// apiResolutions are two that use one paragraph id.
func apiResolutions(t testing.TB) []data.Resolution {
	paragraph := func(id string, order int) data.Paragraph {
		return data.Paragraph{ID: id, Number: id, Order: order, Section: "s", Verb: "calls", Summary: "words", Kind: data.Quantitative, Scored: true}
	}
	nine, bis, context, again := paragraph("9", 1), paragraph("16bis", 2), paragraph("20", 3), paragraph("9", 1)
	nine.Links = []data.Link{{Indicator: "internet_users", Role: data.Measures, Rationale: "it counts them"}}
	nine.Headline = []data.Headline{
		{Indicator: "internet_users", Group: "WLD", Benchmark: "T75"},
		{Indicator: "internet_users", Group: "LDC", Benchmark: data.NoBenchmark},
	}
	bis.Kind, bis.Evidence = data.ByEvidence, []data.EvidenceItem{{ID: "report", Title: "A report", Issuer: "Somebody", Recurrence: "once"}}
	context.Kind, context.Scored = data.Context, false
	again.Unmeasured = "nothing answers it"
	sections := []data.Section{{ID: "s", Title: "Section", Level: 1}}
	return []data.Resolution{
		{ID: "first", Symbol: "A", Title: "First", Body: "B", Date: apiDay(t, "2016-07-27"), Sections: sections, Paragraphs: []data.Paragraph{bis, nine, context}},
		{ID: "second", Symbol: "B", Title: "Second", Body: "B", Date: apiDay(t, "2020-07-27"), Sections: sections, Paragraphs: []data.Paragraph{again}},
	}
}

// ask sends a request whose headers are given in pairs, without the
// compression that the transport would add.
func (w *apiWorld) ask(t testing.TB, method, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, w.server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	res, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

// apiAnswer is what JSON answers have around their rows.
type apiAnswer struct {
	Snapshot int64           `json:"snapshot"`
	Edition  string          `json:"edition"`
	Data     json.RawMessage `json:"data"`
	Sources  []apiLicence    `json:"sources"`
	Next     string          `json:"next"`
	Error    apiError        `json:"error"`
}

// get expects a status and reads the JSON.
func (w *apiWorld) get(t testing.TB, path string, status int) apiAnswer {
	t.Helper()
	res, body := w.ask(t, http.MethodGet, apiBase+path)
	var a apiAnswer
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		t.Fatalf("GET %s: %v: %.300s", path, err, body)
	}
	if res.StatusCode != status {
		t.Fatalf("GET %s: %d, want %d: %.300s", path, res.StatusCode, status, body)
	}
	if ct := res.Header.Get("Content-Type"); ct != "application/json; charset=utf-8" {
		t.Errorf("GET %s: content type %q", path, ct)
	}
	return a
}

// apiRows reads the rows of a list.
func apiRows[T any](t testing.TB, w *apiWorld, path string) []T {
	t.Helper()
	var rows []T
	if err := json.Unmarshal(w.get(t, path, http.StatusOK).Data, &rows); err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	return rows
}
