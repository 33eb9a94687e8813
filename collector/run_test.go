package collector_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// answerWith makes a fault that answers every question so.
func answerWith(status int, body string, headers ...string) func(int, http.ResponseWriter, *http.Request) bool {
	return func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
		return true
	}
}

type fault = func(int, http.ResponseWriter, *http.Request) bool

// passing makes a fault go away after the first n questions.
func passing(n int, f fault) fault {
	return func(i int, w http.ResponseWriter, r *http.Request) bool { return i <= n && f(i, w, r) }
}

func truncated(_ int, w http.ResponseWriter, _ *http.Request) bool {
	w.Header().Set("Content-Length", "5000")
	fmt.Fprint(w, `[{"page":1,"pages":1`)
	return true
}

func endless(_ int, w http.ResponseWriter, r *http.Request) bool {
	for r.Context().Err() == nil {
		if _, err := w.Write(make([]byte, 4096)); err != nil {
			break
		}
	}
	return true
}

// bomb is small on the wire and large when unpacked.
func bomb(_ int, w http.ResponseWriter, _ *http.Request) bool {
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	for range 1000 {
		z.Write(make([]byte, 4096))
	}
	z.Close()
	return true
}

const htmlPage = "<!DOCTYPE html><html><body>Service interruption</body></html>"

// TestAnswers: whatever the publisher sends, the outcome is stated, the
// questions are counted, and a failed run changes nothing that is stored.
func TestAnswers(t *testing.T) {
	message := `[{"message":[{"id":"120","key":"Invalid value","value":"made-up refusal"}]}]`
	noPage2 := func(n int, w http.ResponseWriter, r *http.Request) bool {
		return r.FormValue("page") == "2" && answerWith(404, "")(n, w, r)
	}
	tests := map[string]struct {
		fault   fault
		rows    func(*publisher)
		header  func(page int, h map[string]any)
		perPage int
		asked   int    // questions in all; 0 = not counted
		err     string // part of the error; "" = the run succeeds
	}{
		"good":                    {asked: 2},
		"in pages":                {perPage: 7, asked: 16},
		"broken off":              {fault: truncated, asked: 4, err: "broke off after 20 bytes"},
		"broken off once":         {fault: passing(1, truncated), asked: 3},
		"HTML with 200":           {fault: answerWith(200, htmlPage), asked: 4, err: "not JSON"},
		"XML with 200, then well": {fault: passing(2, answerWith(200, "\ufeff<wb:error/>")), asked: 4},
		"message with 200":        {fault: answerWith(200, message), asked: 1, err: "indicator IT.CEL.SETS.P2: page 1: get http://HOST/v2/country/all/indicator/IT.CEL.SETS.P2?format=json&page=1&per_page=20000: the World Bank answers: made-up refusal (120, Invalid value)"},
		"message without a list":  {fault: answerWith(200, strings.Trim(message, "[]")), asked: 1, err: "made-up refusal"},
		"unknown code":            {rows: func(p *publisher) { delete(p.rows, users) }, asked: 2, err: "IT.NET.USER.ZS: page 1"},
		"not JSON":                {fault: answerWith(200, `[{"page":1`), asked: 1, err: "read the answer"},
		"another shape":           {fault: answerWith(200, `[{"page":1}]`), asked: 1, err: "has 1 parts"},
		"empty list":              {fault: answerWith(200, `[]`), asked: 1, err: "empty list"},
		"403":                     {fault: answerWith(403, ""), asked: 1, err: "the publisher refuses programs (HTTP 403); download the file in a browser and run: wsiswatch import --source wb-wdi FILE"},
		"404":                     {fault: answerWith(404, htmlPage), asked: 1, err: "HTTP 404 Not Found"},
		"429 that passes":         {fault: passing(2, answerWith(429, "", "Retry-After", "0")), asked: 4},
		"429 that asks for long":  {fault: answerWith(429, "", "Retry-After", "3600"), asked: 1, err: "HTTP 429 Too Many Requests, asks to wait 1h0m0s"},
		"503 that passes":         {fault: passing(3, answerWith(503, "")), asked: 5},
		"503 that stays":          {fault: answerWith(503, ""), asked: 4, err: "HTTP 503 Service Unavailable (after 4 attempts)"},
		"endless":                 {fault: endless, asked: 1, err: "larger than allowed"},
		"large when unpacked":     {fault: bomb, asked: 1, err: "larger than allowed"},
		"redirects for ever": {fault: func(_ int, w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, r.URL.String(), http.StatusFound)
			return true
		}, asked: 6, err: "redirected too often"},
		"second page missing":         {perPage: 40, fault: noPage2, asked: 2, err: "page 2: get"},
		"fewer rows than told":        {header: func(_ int, h map[string]any) { h["total"] = 51 }, err: "50 rows in 1 pages, where the first page tells of 51"},
		"the same page twice":         {perPage: 40, header: func(_ int, h map[string]any) { h["page"] = 1 }, err: "the answer is page 1"},
		"published while we read":     {perPage: 40, header: func(n int, h map[string]any) { h["lastupdated"] = fmt.Sprintf("2026-07-%02d", n) }, err: "published while we read"},
		"grows while we read":         {perPage: 40, header: func(n int, h map[string]any) { h["total"] = 49 + n }, err: "where page 1 tells of"},
		"endless pages":               {header: func(_ int, h map[string]any) { h["pages"] = 1 << 30 }, asked: 1, err: "1073741824 pages"},
		"numbers as text":             {header: func(_ int, h map[string]any) { h["per_page"], h["total"] = "20000", "50" }, asked: 2},
		"a release that is no date":   {header: func(_ int, h map[string]any) { h["lastupdated"] = "yesterday" }, asked: 1, err: "not YYYY-MM-DD"},
		"no rows":                     {rows: func(p *publisher) { clear(p.rows); p.rows[users], p.rows[phones] = nil, nil }, asked: 2, err: "no rows to keep"},
		"rows twice over pages":       {perPage: 25, rows: func(p *publisher) { p.change(users, func(r []cell) []cell { r[30] = r[0]; return r }) }, err: "published twice"},
		"all missing":                 {rows: allMissing, err: "no rows to keep"},
		"a word that is not a number": {rows: func(p *publisher) { p.change(users, func(r []cell) []cell { r[3].raw = "NaN"; return r }) }, err: "read the answer"},
		"a year that cannot be":       {rows: func(p *publisher) { p.change(users, func(r []cell) []cell { r[3].year = 2090; return r }) }, err: "the year cannot be"},
		"shares in thousands":         {rows: func(p *publisher) { thousandfold(p, users) }, err: "50 of 50 values of IT.NET.USER.ZS lie outside"},
		"no code of country":          {rows: func(p *publisher) { p.each(users, func(c *cell) { c.iso2, c.iso3 = c.iso3, "" }) }, asked: 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.pub.fault, b.pub.header = tt.fault, tt.header
			if tt.rows != nil {
				tt.rows(b.pub)
			}
			if tt.perPage != 0 {
				b.params(t, fmt.Sprintf("per_page: %d", tt.perPage))
			}
			r, err := b.Run(t.Context(), "wb-wdi", collector.ByCommand)
			if tt.asked != 0 && b.pub.requests() != tt.asked {
				t.Errorf("asked %d times, want %d", b.pub.requests(), tt.asked)
			}
			if tt.err == "" {
				b.wantWhole(t, r, err)
				return
			}
			b.wantFailed(t, r, err, tt.err)
			if !strings.HasSuffix(r.Origin.URL, "/v2") || r.Origin.Collector == "" {
				t.Errorf("origin %+v", r.Origin)
			}
		})
	}
}

// params adds a line to the parameters of the source.
func (b *bench) params(t *testing.T, line string) {
	t.Helper()
	url := b.Specs[0].Params.Content[1].Value
	b.Specs[0] = spec(t, "wb-wdi", "worldbank", "url: "+url+"\n"+line)
}

func (b *bench) wantWhole(t *testing.T, r data.Run, err error) {
	t.Helper()
	if err != nil || r.Outcome != data.Changed || r.Counts.Added != 100 || r.Counts.Kept != 100 || r.Counts.Read != 100 {
		t.Fatalf("run %+v, error %v", r, err)
	}
	if v := b.values(t)["IT.NET.USER.ZS KEN 2023"]; v != 53.5 {
		t.Errorf("Kenya 2023: %v", v)
	}
}

func (b *bench) wantFailed(t *testing.T, r data.Run, err error, want string) {
	t.Helper()
	outcome := data.Failed
	if strings.Contains(want, "refuses") {
		outcome = data.Refused
	}
	if err == nil || r.Outcome != outcome {
		t.Fatalf("run %+v, error %v; want a failure with %q", r, err, want)
	}
	before, after, _ := strings.Cut(want, "HOST")
	if !strings.Contains(err.Error(), before) || !strings.HasSuffix(err.Error(), after) && after != "" {
		t.Errorf("error %q\nwant      %q", err, want)
	}
	if last := b.last(t); last.ID != r.ID || last.Outcome != outcome || !strings.Contains(last.Error, before) || last.Finished.Before(last.Started) {
		t.Errorf("recorded: %+v", last)
	}
	if n := len(b.values(t)); n != 0 {
		t.Errorf("%d values are stored", n)
	}
}

func allMissing(p *publisher) {
	for code := range p.rows {
		p.each(code, func(c *cell) { c.raw = "null" })
	}
}

func thousandfold(p *publisher, code string) {
	p.each(code, func(c *cell) {
		whole, part, _ := strings.Cut(c.raw, ".")
		c.raw = whole + (part + "000")[:3] + ".0"
	})
}

// TestSecondRun: what a publisher may change between two answers.
func TestSecondRun(t *testing.T) {
	tests := map[string]struct {
		change  func(*publisher)
		outcome data.Outcome
		added   int
		revised int
		hold    string // part of the reasons
	}{
		"unchanged":                 {func(*publisher) {}, data.Unchanged, 0, 0, ""},
		"the same under a new date": {func(p *publisher) { p.updated = "2026-09-01" }, data.Unchanged, 0, 0, ""},
		"revised without a new date": {func(p *publisher) {
			p.change(users, func(r []cell) []cell { r[0].raw = "22.4"; return r })
		}, data.Changed, 0, 1, ""},
		"a new year": {func(p *publisher) {
			p.change(users, func(r []cell) []cell { return append(r, cell{"KEN", "KE", 2025, "59.1"}) })
		}, data.Changed, 1, 0, ""},
		"change of unit":          {func(p *publisher) { thousandfold(p, phones) }, data.Held, 0, 0, "IT.CEL.SETS.P2: new values are 1e+03 times"},
		"change of unit, bounded": {func(p *publisher) { thousandfold(p, users) }, data.Held, 0, 0, "outside -10 to 110"},
		"half the areas": {func(p *publisher) {
			for code := range p.rows {
				p.change(code, func(r []cell) []cell { return r[:25] })
			}
		}, data.Held, 0, 0, "5 areas where there were 10"},
		"many rows gone": {func(p *publisher) {
			for code := range p.rows {
				p.change(code, func(r []cell) []cell {
					return slices.DeleteFunc(r, func(c cell) bool { return c.year > 2020 && c.year < 2023 })
				})
			}
		}, data.Held, 0, 0, "40 of 100 rows (40 %) are withdrawn"},
		"all missing": {allMissing, data.Held, 0, 0, "every value is missing"},
		"one code missing": {func(p *publisher) {
			p.each(users, func(c *cell) { c.raw = "null" })
		}, data.Held, 0, 0, "IT.NET.USER.ZS has lost every value"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.good(t)
			before := b.values(t)
			tt.change(b.pub)
			r, err := b.Run(t.Context(), "wb-wdi", collector.ByCommand)
			if err != nil || r.Outcome != tt.outcome || r.Counts.Added != tt.added && tt.hold == "" || r.Counts.Revised != tt.revised && tt.hold == "" {
				t.Fatalf("run %+v, error %v", r, err)
			}
			if tt.outcome != data.Changed && !maps.Equal(before, b.values(t)) {
				t.Error("the stored values have changed")
			}
			holds, err := b.Store.Holds(t.Context(), data.Waiting)
			if err != nil {
				t.Fatal(err)
			}
			if tt.hold == "" && len(holds) == 0 {
				return
			}
			if len(holds) != 1 || tt.hold == "" || !strings.Contains(strings.Join(holds[0].Reasons, "; "), tt.hold) {
				t.Errorf("holds %+v, want one with %q", holds, tt.hold)
			}
		})
	}
}

// TestWithdrawn: a row that the publisher no longer has is no longer shown,
// and its history stays.
func TestWithdrawn(t *testing.T) {
	b := newBench(t)
	b.good(t)
	b.pub.change(users, func(r []cell) []cell { return r[1:] })
	r, err := b.Run(t.Context(), "wb-wdi", collector.ByCommand)
	if err != nil || r.Outcome != data.Changed || r.Counts.Withdrawn != 1 {
		t.Fatalf("run %+v, error %v", r, err)
	}
	if _, has := b.values(t)["IT.NET.USER.ZS BRA 2020"]; has {
		t.Error("the withdrawn value is still shown")
	}
	h, err := b.Store.History(t.Context(), data.Key{Source: "wb-wdi", Code: users, Area: "BRA", Dims: data.Totals})
	if err != nil || len(h) < 2 || h[0].Value != 20.5 || h[1].Status != data.Withdrawn || !math.IsNaN(h[1].Value) {
		t.Errorf("history %+v, %v", h, err)
	}
}

// TestOrigin: the record leads back to the bytes.
func TestOrigin(t *testing.T) {
	b := newBench(t)
	r := b.good(t)
	o := r.Origin
	if o.Published.String() != "2026-07-13" || o.Edition != "July 2026" || o.Format != "worldbank-json" ||
		!strings.HasSuffix(o.URL, "/v2") || !strings.HasPrefix(o.Collector, "1.2.3 rules ") || o.Retrieved.IsZero() || len(o.SHA256) != 64 {
		t.Errorf("origin %+v", o)
	}
	snapshots, err := b.Store.Snapshots(t.Context(), 0)
	if err != nil || len(snapshots) != 1 {
		t.Fatalf("snapshots %v, %v", snapshots, err)
	}
	if s := snapshots[0].Scope; !slices.Equal(s.Codes, []string{phones, users}) || s.From != 2020 || s.To != 2024 {
		t.Errorf("scope %+v", s)
	}
	if agent := b.pub.asked[0].UserAgent(); agent != "wsiswatch/1.2.3 (+https://github.com/wsiswatch/wsiswatch)" {
		t.Errorf("agent %q", agent)
	}
}

// TestNewRules: the same bytes are read again when the program or its rules
// have changed, since they may say more now.
func TestNewRules(t *testing.T) {
	b := newBench(t)
	b.Specs[0].Excluded = map[string]string{"KEN": "left out by the test"}
	b.good(t)
	b.Specs[0].Excluded = nil
	r, err := b.Run(t.Context(), "wb-wdi", collector.ByCommand)
	if err != nil || r.Outcome != data.Changed || r.Counts.Added != 10 {
		t.Errorf("run %+v, error %v", r, err)
	}
}

// TestStopped: a run that is stopped or takes too long is recorded, although
// its context has ended.
func TestStopped(t *testing.T) {
	tests := map[string]struct {
		timeout time.Duration
		stop    bool
		want    string
		is      error
	}{
		"too slow":         {30 * time.Millisecond, false, "not done after 30ms", nil},
		"program is ended": {time.Minute, true, "context canceled", context.Canceled},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.Timeout = tt.timeout
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			b.pub.fault = func(_ int, w http.ResponseWriter, r *http.Request) bool {
				fmt.Fprint(w, "[")
				w.(http.Flusher).Flush()
				if tt.stop {
					cancel()
				}
				<-r.Context().Done()
				return true
			}
			r, err := b.Run(ctx, "wb-wdi", collector.ByCommand)
			b.wantFailed(t, r, err, tt.want)
			if tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("error %v is not %v", err, tt.is)
			}
		})
	}
}

type panicking struct{}

func (panicking) RoundTrip(*http.Request) (*http.Response, error) { panic("out of cheese") }

func TestPanicIsAFailedRun(t *testing.T) {
	b := benchOn(t, newPublisher(), &http.Client{Transport: panicking{}}, "http://publisher.example/v2")
	r, err := b.Run(t.Context(), "wb-wdi", collector.ByCommand)
	b.wantFailed(t, r, err, "a mistake in the program: out of cheese")
}

func TestUnknownSourceIsNoRun(t *testing.T) {
	b := newBench(t)
	if _, err := b.Run(t.Context(), "wb-wid", collector.ByCommand); !errors.Is(err, collector.ErrUnknownSource) || !strings.Contains(err.Error(), "wb-wid") {
		t.Errorf("error %v", err)
	}
	if runs, err := b.Store.Runs(t.Context(), data.RunQuery{}); err != nil || len(runs) != 0 {
		t.Errorf("recorded %v, %v", runs, err)
	}
}
