package metrics

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
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

func TestIndicators(t *testing.T) {
	s := newServer(t, filled(t).deps())
	const (
		kenya    = `wsis_economy_internet_users_ratio{area="KEN"} 0.64`
		year     = `wsis_indicator_economy_reference_year{area="KEN",indicator="internet_users"} 2024`
		away     = `wsis_economy_distance_internet_users_ratio{area="KEN",benchmark="EACH"} 0.31`
		women    = `wsis_economy_by_sex_internet_users_ratio{area="KEN",sex="F"} 0.18`
		world    = `wsis_group_by_sex_internet_users_ratio{group="WLD",sex="M"} 0.46`
		splitOf  = `wsis_indicator_economy_breakdown_reference_year{age="_T",area="KEN",breakdown="_T",indicator="internet_users",location="_T",sex="F"} 2016`
		whole    = `wsis_group_internet_users_ratio`
		openEnds = "# EOF"
	)
	for _, c := range []struct {
		name, query string
		has, lacks  []string
	}{
		{"all", "", []string{kenya, year, away, women, world, splitOf}, []string{whole, openEnds}},
		{"one economy", "?area=KEN", []string{kenya, women}, []string{world}},
		{"one group has its breakdowns", "?area=WLD", []string{world}, []string{kenya, women, whole}},
		{"a list", "?area=WLD,KEN&indicator=internet_users", []string{kenya, women, world}, nil},
		{"repeated", "?area=WLD&area=KEN", []string{kenya, women, world}, nil},
		{"another indicator", "?indicator=bandwidth", nil, []string{"internet_users"}},
		{"empty is all", "?area=&indicator=", []string{kenya, world}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, body := ask(t, s, http.MethodGet, "/metrics/indicators"+c.query)
			if res.StatusCode != http.StatusOK {
				t.Fatalf("%d: %s", res.StatusCode, body)
			}
			for _, line := range c.has {
				if !strings.Contains(string(body), line+"\n") {
					t.Errorf("no %s in\n%s", line, body)
				}
			}
			for _, line := range c.lacks {
				if strings.Contains(string(body), line) {
					t.Errorf("%s stands in\n%s", line, body)
				}
			}
		})
	}
}

func TestIndicatorsRefuses(t *testing.T) {
	w := newWorld(t)
	s := newServer(t, w.deps())
	if res, body := ask(t, s, http.MethodGet, "/metrics/indicators"); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("before the first edition: %d %s", res.StatusCode, body)
	}
	w.shown.Store(w.build(t))
	for _, c := range []struct{ query, want string }{
		{"area=XYZ", `no area "XYZ"`},
		{"indicator=nothing", `no indicator "nothing"`},
		{"areas=KEN", `no parameter "areas"`},
		{"area=%zz", "read the parameters"},
	} {
		if res, body := ask(t, s, http.MethodGet, "/metrics/indicators?"+c.query); res.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), c.want) {
			t.Errorf("%s: %d %s", c.query, res.StatusCode, body)
		}
	}
}

func TestSelectionsOfTheSameAreKeptOnce(t *testing.T) {
	c := filled(t).catalog
	a, err := readSelection(c, "area=KEN,WLD&indicator=parity")
	if err != nil {
		t.Fatal(err)
	}
	b, err := readSelection(c, "indicator=parity&area=WLD&area=KEN&area=KEN")
	if err != nil {
		t.Fatal(err)
	}
	if a.key() != b.key() || a.key() == (selection{chosen: true}).key() || (selection{chosen: true}).key() == (selection{}).key() {
		t.Errorf("keys %q and %q", a.key(), b.key())
	}
}

func TestLintOfIndicators(t *testing.T) {
	r := prometheus.NewPedanticRegistry()
	r.MustRegister(selection{chosen: true}.collector(filled(t).shown.Load()))
	problems, err := testutil.GatherAndLint(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

func TestDiffers(t *testing.T) {
	total := data.Totals
	women, secondary := total, total
	women.Sex, secondary.Breakdown = "F", "LOWSEC"
	both := women
	both.Location = "U"
	for _, c := range []struct {
		name   string
		d, def data.Dims
		by     string
		total  bool
	}{
		{"sex", women, total, "sex", false},
		{"two", both, total, "sex location", false},
		{"one of two is the default's", both, women, "location", false},
		{"a total of the default", total, women, "sex", true},
		{"another level", secondary, total, "breakdown", false},
		{"the default", women, women, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if by, whole := differs(c.d, c.def); strings.Join(by, " ") != c.by || whole != c.total {
				t.Errorf("%v %v", by, whole)
			}
		})
	}
}

func TestRequestsAreMeasured(t *testing.T) {
	s := newServer(t, filled(t).deps())
	ask(t, s, http.MethodGet, "/metrics/indicators?area=XYZ")
	ask(t, s, http.MethodGet, "/made/up/"+url.PathEscape(`"path"`))
	ask(t, s, "BREW", "/metrics")
	_, body := ask(t, s, http.MethodGet, "/metrics")
	for _, line := range []string{
		`wsis_http_request_duration_seconds_count{code="400",handler="/metrics/indicators",method="get"} 1`,
		`wsis_http_request_duration_seconds_count{code="404",handler="none",method="get"} 1`,
		`wsis_http_request_duration_seconds_count{code="405",handler="none",method="other"} 1`,
		`wsis_http_requests_in_flight 1`,
	} {
		if !strings.Contains(string(body), line+"\n") {
			t.Errorf("no %s", line)
		}
	}
}

func TestARecordedAnswerCanBeFlushed(t *testing.T) {
	inner := httptest.NewRecorder()
	if err := http.NewResponseController(&recorder{ResponseWriter: inner}).Flush(); err != nil || !inner.Flushed {
		t.Errorf("flushed %v, %v", inner.Flushed, err)
	}
}

func TestDistance(t *testing.T) {
	at := 50.0
	for _, c := range []struct {
		name     string
		b        data.Benchmark
		v, wants float64
	}{
		{"lacking", data.Benchmark{Value: &at, Comparator: data.AtLeast}, 30, 20},
		{"met early", data.Benchmark{Value: &at, Comparator: data.AtLeast, MetAt: 40}, 45, -5},
		{"too dear", data.Benchmark{Value: &at, Comparator: data.AtMost}, 60, 10},
		{"in the band", data.Benchmark{Value: &at, Comparator: data.BandOne}, 1, -0.02},
		{"out of the band on the other side", data.Benchmark{Value: &at, Comparator: data.BandOne}, 1.5, 0.48},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := distance(c.b, c.v); got-c.wants > 1e-12 || c.wants-got > 1e-12 {
				t.Errorf("%v, want %v", got, c.wants)
			}
		})
	}
}

func TestBrief(t *testing.T) {
	long := strings.Repeat("мир, ", 60)
	for _, c := range []struct{ name, in, want string }{
		{"short", "words", "words"},
		{"cut after a word", long, strings.TrimSuffix(strings.Repeat("мир, ", 24), ", ") + "…"},
		{"no word to cut after", strings.Repeat("x", 130), strings.Repeat("x", 120) + "…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := brief(c.in); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// FuzzNames writes what people may call things and reads it back as a scraper does.
func FuzzNames(f *testing.F) {
	for _, s := range []string{`"quoted"`, `back\slash\\`, "two\nlines", "🌍 emoji", "العالم", "\xff\xfe", "{}=,", "\r\n\t", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		def := definitions(t)
		for i := range def.Areas {
			def.Areas[i].Names = map[string]string{"en": name}
		}
		def.Indicators[0].Name = "n" + name
		catalog, err := data.NewCatalog(def)
		if err != nil {
			t.Skip("no valid definition")
		}
		e, err := progress.Build(progress.Input{Catalog: catalog, Snapshot: 1, Reference: day(t, "2025-06-02")})
		if err != nil {
			t.Fatal(err)
		}
		families, err := familiesOf(editionCollector{e})
		if strings.ToValidUTF8(name, "") != name {
			if err == nil {
				t.Error("a name that is no UTF-8 was exposed")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := encode(expfmt.NewFormat(expfmt.TypeTextPlain), families, true)
		if err != nil {
			t.Fatal(err)
		}
		p := expfmt.NewTextParser(model.LegacyValidation)
		read, err := p.TextToMetricFamilies(strings.NewReader(string(body)))
		if err != nil {
			t.Fatalf("%v in\n%s", err, body)
		}
		kenya, _ := catalog.Area("KEN")
		for _, l := range read["wsis_area_info"].GetMetric()[0].GetLabel() {
			if l.GetName() == "name" && l.GetValue() != kenya.Name() {
				t.Errorf("%q was read as %q", kenya.Name(), l.GetValue())
			}
		}
	})
}

// manyWorld has 60 indicators for 234 economies: some 14,000 series.
func manyWorld(b *testing.B) *world {
	def := definitions(b)
	def.Resolutions, def.Benchmarks = nil, nil
	for i := range 233 {
		code := string([]byte{'A' + byte(i/26), 'A' + byte(i%26), '0'})
		def.Areas = append(def.Areas, data.Area{Code: code, Names: map[string]string{"en": code}, M49: fmt.Sprintf("%03d", i+600)})
	}
	base := def.Indicators[1]
	for i := range 56 {
		in := base
		in.ID, in.Name, in.Metric = fmt.Sprintf("more_%d", i), fmt.Sprintf("More %d", i), fmt.Sprintf("more_%d_bytes_per_second", i)
		def.Indicators = append(def.Indicators, in)
	}
	catalog, err := data.NewCatalog(def)
	if err != nil {
		b.Fatal(err)
	}
	w := newWorld(b)
	w.catalog = catalog
	figures := map[string]map[string][]float64{"BAND": {}, "USERS": {}, "NOTHING": {}, "WOMEN": {}, "MALE": {}}
	for _, a := range def.Areas {
		for code := range figures {
			figures[code][a.Code] = []float64{50, 60, 70}
		}
	}
	w.save(b, figures)
	w.shown.Store(w.build(b))
	return w
}

// BenchmarkIndicators is a scrape of all economies after the first, without the
// network.
func BenchmarkIndicators(b *testing.B) {
	d := manyWorld(b).deps()
	d.Now = time.Now
	x, err := New(d)
	if err != nil {
		b.Fatal(err)
	}
	h := x.Indicators()
	first := httptest.NewRecorder()
	h.ServeHTTP(first, httptest.NewRequest(http.MethodGet, "/metrics/indicators", nil))
	series := len(regexp.MustCompile(`(?m)^wsis_economy_`).FindAll(first.Body.Bytes(), -1))
	for _, c := range []struct{ name, encoding string }{{"plain", ""}, {"gzip", "gzip"}} {
		b.Run(c.name, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, "/metrics/indicators", nil)
			r.Header.Set("Accept-Encoding", c.encoding)
			for b.Loop() {
				w := nowhere{http.Header{}}
				h.ServeHTTP(w, r)
				if w.Header().Get("Content-Length") == "" {
					b.Fatal("no answer")
				}
			}
			b.ReportMetric(float64(series), "economies-series")
		})
	}
}

// nowhere takes an answer as fast as can be.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header         { return n.header }
func (n nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n nowhere) WriteHeader(int)             {}
