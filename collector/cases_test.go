package collector_test

import (
	"cmp"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
)

// figure is one published value, in no dialect. Raw is the value as it stands
// in the answer, also where it is dirt; "" is a missing one.
type figure struct {
	code string // shares or counts
	area place
	year int
	raw  string
}

// place is an area by each of the names that publishers use.
type place struct{ iso3, iso2, m49, name string }

// The two series that every office publishes: one with bounds, one without.
const (
	shares = "shares"
	counts = "counts"
)

// places of the tests: real areas, made-up figures. One name is not ASCII.
var places = []place{
	{"BRA", "BR", "076", "Brazil"}, {"CHN", "CN", "156", "China"}, {"CIV", "CI", "384", "Côte d’Ivoire"},
	{"FRA", "FR", "250", "France"}, {"IND", "IN", "356", "India"}, {"JPN", "JP", "392", "Japan"}, {"KEN", "KE", "404", "Kenya"},
	{"MEX", "MX", "484", "Mexico"}, {"NGA", "NG", "566", "Nigeria"}, {"WLD", "1W", "001", "World"},
}

var nowhere = place{"QQQ", "QQ", "999", "Nowhere"}

// columns says how an office lays out its rows.
type columns int

const (
	asPublished  columns = iota
	reversed             // the fields of a row in the opposite order
	withoutValue         // the field of the value is not there
	renamed              // the series of shares under another code
)

// office is a publisher of two series that misbehaves on request. What it
// says is the same for all kinds, how it says it is the dialect's.
type office struct {
	figures  []figure
	released string // YYYY-MM-DD
	columns  columns

	// fault, where it is set, sees each question first, counted from 1. It
	// returns true where it has answered.
	fault fault
	body  func([]byte) []byte // changes each answer on its way out
	label string              // content type of each answer, "" leaves it

	mu    sync.Mutex
	asked int
}

func newOffice() *office {
	o := &office{released: "2026-07-13"}
	for i, p := range places {
		for year := 2020; year <= 2024; year++ {
			o.figures = append(o.figures,
				figure{code: shares, area: p, year: year, raw: fmt.Sprintf("%d.5", 20+5*i+year-2020)},
				figure{code: counts, area: p, year: year, raw: fmt.Sprintf("%d.25", 80+5*i+year-2020)})
		}
	}
	return o
}

// of gives the figures of one series.
func (o *office) of(code string) []figure {
	return slices.DeleteFunc(slices.Clone(o.figures), func(f figure) bool { return f.code != code })
}

// only keeps the figures for which keep is true.
func (o *office) only(keep func(figure) bool) {
	o.figures = slices.DeleteFunc(slices.Clone(o.figures), func(f figure) bool { return !keep(f) })
}

// each edits every figure.
func (o *office) each(edit func(*figure)) {
	o.figures = slices.Clone(o.figures)
	for i := range o.figures {
		edit(&o.figures[i])
	}
}

// one edits the shares of Kenya in 2023.
func (o *office) one(edit func(*figure)) {
	o.each(func(f *figure) {
		if f.code == shares && f.area.iso3 == "KEN" && f.year == 2023 {
			edit(f)
		}
	})
}

// add publishes one more figure.
func (o *office) add(f figure) { o.figures = append(slices.Clone(o.figures), f) }

// believed are the values that may be shown, as "code area year".
func (o *office) believed(codes map[string]string) map[string]float64 {
	out := map[string]float64{}
	for _, f := range o.figures {
		v, err := strconv.ParseFloat(f.raw, 64)
		if err != nil || v-v != 0 || f.area == nowhere || f.year < 1900 || f.year > 2100 {
			continue
		}
		out[fmt.Sprintf("%s %s %d", codes[f.code], f.area.iso3, f.year)] = v
	}
	return out
}

// dialect is what the table of cases must know of a kind.
type dialect struct {
	kind   string
	as     string            // tells dialects of one kind apart
	source string            // its id in the tests
	codes  map[string]string // shares and counts in the publisher's words
	field  string            // what a message says where the field of the value is missing; "" is "is missing"
	// params and files of the source in YAML, with the office at base.
	params func(base string) string
	files  string
	// answer speaks the recorded dialect.
	answer func(o *office, w http.ResponseWriter, r *http.Request)
	// lacks are the cases that cannot be made in this dialect, with the reason.
	lacks map[string]string
	// differs are the cases that end otherwise than in the table, and rightly.
	differs map[string]ending
}

// hall serves an office in a dialect.
type hall struct {
	*office
	dialect
}

func (h hall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.asked++
	n := h.asked
	h.mu.Unlock()
	if h.fault != nil && h.fault(n, w, r) {
		return
	}
	rec := httptest.NewRecorder()
	h.answer(h.office, rec, r)
	body := rec.Body.Bytes()
	if h.body != nil {
		body = h.body(body)
	}
	maps.Copy(w.Header(), rec.Header())
	if h.label != "" {
		w.Header().Set("Content-Type", h.label)
	}
	w.WriteHeader(rec.Code)
	w.Write(body)
}

// visit is a collector with one source at an office.
type visit struct {
	*collector.Collector
	*office
	dialect
	url string
}

func visitTo(t *testing.T, d dialect) *visit {
	t.Helper()
	o := newOffice()
	s := httptest.NewServer(hall{o, d})
	t.Cleanup(s.Close)
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	sp := collector.Spec{ID: d.source, Kind: d.kind}
	text := "params:\n" + indent(d.params(s.URL)) + "files:\n" + indent(d.files)
	if err := yaml.Unmarshal([]byte(text), &sp); err != nil {
		t.Fatal(err)
	}
	return &visit{office: o, dialect: d, url: s.URL, Collector: &collector.Collector{
		Store: store, Catalog: catalogOf(t, d), Specs: []collector.Spec{sp}, Client: &http.Client{},
		Polite: collector.Politeness{Wait: time.Millisecond, MaxWait: 50 * time.Millisecond, MaxBytes: 1 << 20},
		Log:    slog.New(slog.DiscardHandler), Now: time.Now, Timeout: time.Minute, Version: "1.2.3",
	}}
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.Trim(text, "\n"), "\n", "\n  ") + "\n"
}

// catalogOf wants both series of a dialect.
func catalogOf(t *testing.T, d dialect) *data.Catalog {
	t.Helper()
	from := func(in data.Indicator) data.Indicator {
		in.Series[0].Source = d.source
		return in
	}
	defs := data.Definitions{
		Sources: []data.Source{{ID: d.source, Publisher: "An office", Title: "Figures", Label: "Office", URL: "https://publisher.example/",
			Licence: "CC BY 4.0", Citation: "Office", Schedule: "0 3 * * *"}},
		Indicators: []data.Indicator{
			from(indicator("internet_users", "internet_users_ratio", d.codes[shares], data.Linear, []float64{0, 100})),
			from(indicator("mobile_subscriptions", "mobile_subscriptions_per_hundred", d.codes[counts], data.Compound, nil)),
		},
	}
	for _, p := range places {
		defs.Areas = append(defs.Areas, data.Area{Code: p.iso3, M49: p.m49, Names: map[string]string{"en": p.name}, Group: p.iso3 == "WLD"})
	}
	c, err := data.NewCatalog(defs)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// stored are all values in the store, as "code area year".
func (v *visit) stored(t *testing.T) map[string]float64 {
	t.Helper()
	return (&bench{Collector: v.Collector}).values(t)
}

func (v *visit) run(t *testing.T) (data.Run, error) {
	t.Helper()
	v.asked = 0
	r, err := v.Run(t.Context(), v.source, collector.ByCommand)
	skipped := 0
	for _, n := range r.Counts.Skipped {
		skipped += n
	}
	if r.Counts.Read != r.Counts.Kept+skipped {
		t.Errorf("%d read, %d kept, %d left out: %v", r.Counts.Read, r.Counts.Kept, skipped, r.Counts.Skipped)
	}
	return r, err
}

// TestCases runs every case against every kind: an office that is well, the
// trouble, and the office well again. Nothing is lost, nothing wrong is shown,
// and the message names what is needed to act on it.
func TestCases(t *testing.T) {
	all := cases()
	for _, d := range dialects() {
		for _, c := range all {
			if d.lacks[c.name] != "" {
				continue
			}
			t.Run(d.kind+d.as+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				c.play(t, visitTo(t, d))
			})
		}
	}
}

func (c trouble) play(t *testing.T, v *visit) {
	if !c.first {
		if r, err := v.run(t); err != nil || r.Outcome != data.Changed {
			t.Fatalf("before the trouble: %+v, %v", r, err)
		}
		if got, want := v.stored(t), v.believed(v.codes); !maps.Equal(got, want) {
			t.Fatalf("before the trouble: %d values\n%v\nwant %d\n%v", len(got), got, len(want), want)
		}
	}
	before, well := v.stored(t), *v.Collector
	c.make(v)
	r, err := v.run(t)
	want, differs := v.differs[c.name]
	if !differs {
		want = c.ends
	}
	want.check(t, v, r, err)
	shown := before
	if want.outcome == data.Changed || want.outcome == data.Unchanged {
		shown = v.believed(v.codes)
	}
	if got := v.stored(t); !maps.Equal(got, shown) {
		t.Errorf("%d values are shown:\n%v\nwant %d:\n%v", len(got), got, len(shown), shown)
	}
	c.recovers(t, v, well)
}

// recovers runs once more at an office that is well: it must be as if there
// had been no trouble.
func (c trouble) recovers(t *testing.T, v *visit, well collector.Collector) {
	fresh := newOffice()
	v.office.figures, v.office.released, v.office.columns = fresh.figures, fresh.released, fresh.columns
	v.office.fault, v.office.body, v.office.label = nil, nil, ""
	*v.Collector = well
	r, err := v.run(t)
	if err != nil || r.Outcome != data.Changed && r.Outcome != data.Unchanged {
		t.Fatalf("after the trouble: %+v, %v", r, err)
	}
	if got, want := v.stored(t), v.believed(v.codes); !maps.Equal(got, want) {
		t.Errorf("after the trouble: %d values\n%v\nwant %d\n%v", len(got), got, len(want), want)
	}
}

// ending is how the run in trouble should end.
type ending struct {
	outcome                   data.Outcome
	says                      []string // parts of the error, or of the reasons of the hold; ADDRESS is the office's
	skipped                   string   // a reason that is counted
	revised, withdrawn, added int
	asked                     int // questions at most; 0 = not limited
}

func (e ending) check(t *testing.T, v *visit, r data.Run, err error) {
	t.Helper()
	if r.Outcome != e.outcome || (err != nil) != (e.outcome == data.Failed || e.outcome == data.Refused) {
		t.Fatalf("run %+v\nerror %v\nwant %s", r, err, e.outcome)
	}
	if r.Counts.Skipped[e.skipped] == 0 && e.skipped != "" {
		t.Errorf("left out %v, want some: %s", r.Counts.Skipped, e.skipped)
	}
	if n := r.Counts; e.outcome == data.Changed && (n.Revised != e.revised || n.Withdrawn != e.withdrawn || n.Added != e.added) {
		t.Errorf("%d added, %d revised, %d withdrawn; want %d, %d, %d", n.Added, n.Revised, n.Withdrawn, e.added, e.revised, e.withdrawn)
	}
	if v.asked > e.asked && e.asked > 0 {
		t.Errorf("asked %d times, want at most %d", v.asked, e.asked)
	}
	text := ""
	if err != nil {
		text = err.Error()
		if !strings.Contains(text, v.source) || r.Error == "" {
			t.Errorf("error %q, recorded %q: want the source named", text, r.Error)
		}
	}
	if e.outcome == data.Held {
		holds, err := v.Store.Holds(t.Context(), data.Waiting)
		if err != nil || len(holds) != 1 {
			t.Fatalf("holds %v, %v", holds, err)
		}
		text = strings.Join(holds[0].Reasons, "; ")
	}
	for _, part := range e.says {
		part = strings.NewReplacer("ADDRESS", v.url, "CODE", v.codes[shares], "FIELD", cmp.Or(v.field, "is missing")).Replace(part)
		if !strings.Contains(text, part) {
			t.Errorf("says %q\nwant %q", text, part)
		}
	}
}
