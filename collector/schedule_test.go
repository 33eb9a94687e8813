package collector_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// scheduled runs Schedule on a fake clock, which begins at midnight UTC on
// 1 January 2000; the source is due at 3 each night. act runs while it does.
func scheduled(t *testing.T, transport http.RoundTripper, pub *publisher, act func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := benchOn(t, pub, &http.Client{Transport: transport}, "http://publisher.example/v2")
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Schedule(ctx) }()
		synctest.Wait()
		act(b)
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Schedule: %v", err)
		}
	})
}

func (b *bench) runs(t *testing.T) []data.Run {
	t.Helper()
	runs, err := b.Store.Runs(context.Background(), data.RunQuery{})
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

func old() *publisher {
	p := newPublisher()
	for code := range p.rows {
		p.each(code, func(c *cell) { c.year -= 25 }) // the fake clock stands in 2000
	}
	p.updated = "1999-12-01"
	return p
}

// TestScheduleCatchesUp: a source that never ran is collected at once, then at
// its times.
func TestScheduleCatchesUp(t *testing.T) {
	pub := old()
	scheduled(t, direct{pub}, pub, func(b *bench) {
		runs := b.runs(t)
		if len(runs) != 1 || runs[0].Outcome != data.Changed || runs[0].Trigger != collector.BySchedule {
			t.Fatalf("after the start: %+v", runs)
		}
		time.Sleep(3*time.Hour + time.Minute)
		synctest.Wait()
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		runs = b.runs(t)
		if len(runs) != 3 || runs[0].Started.UTC().Format(time.DateTime) != "2000-01-02 03:00:00" || runs[0].Outcome != data.Unchanged {
			t.Errorf("after two nights: %+v", runs)
		}
	})
}

// TestScheduleAfterRestart: a restart makes up for a missed run and repeats
// none; figures that came by hand or with the program do not count as runs.
func TestScheduleAfterRestart(t *testing.T) {
	tests := map[string]struct {
		trigger string
		ago     time.Duration
		runs    int // that the start adds
	}{
		"in time":  {collector.BySchedule, time.Hour, 0},
		"missed":   {collector.ByCommand, 22 * time.Hour, 1},
		"imported": {collector.ByImport, time.Hour, 1},
		"seeded":   {"seed", time.Hour, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				pub := old()
				b := benchOn(t, pub, &http.Client{Transport: direct{pub}}, "http://publisher.example/v2")
				at := time.Now().Add(-tt.ago)
				if _, err := b.Store.SaveRun(t.Context(), data.Run{Source: "wb-wdi", Trigger: tt.trigger, Started: at, Finished: at, Outcome: data.Failed, Error: "made up"}); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() { ended <- b.Schedule(ctx) }()
				synctest.Wait()
				cancel()
				if err := <-ended; err != nil {
					t.Fatal(err)
				}
				if n := len(b.runs(t)) - 1; n != tt.runs {
					t.Errorf("%d runs at the start, want %d", n, tt.runs)
				}
			})
		})
	}
}

// gate holds every request until it is opened or the request is given up.
type gate struct {
	open chan struct{}
	next http.RoundTripper
}

func (g gate) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case <-g.open:
		return g.next.RoundTrip(r)
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// TestScheduleDoesNotOverlap: a source that is still being collected at its
// next time is left out that time.
func TestScheduleDoesNotOverlap(t *testing.T) {
	pub := old()
	synctest.Test(t, func(t *testing.T) {
		g := gate{make(chan struct{}), direct{pub}}
		b := benchOn(t, pub, &http.Client{Transport: g, Timeout: 100 * time.Hour}, "http://publisher.example/v2")
		b.Timeout = 100 * time.Hour
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Schedule(ctx) }()
		time.Sleep(28 * time.Hour)
		synctest.Wait()
		if n := strings.Count(b.logs.String(), "still being collected"); n != 2 || len(b.runs(t)) != 0 {
			t.Errorf("left out %d times; log:\n%s", n, b.logs)
		}
		close(g.open)
		synctest.Wait()
		if runs := b.runs(t); len(runs) != 1 || runs[0].Outcome != data.Changed {
			t.Errorf("runs %+v", runs)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// TestScheduleDrains: when the program is ended in the middle of a run,
// Schedule returns after the run has been recorded.
func TestScheduleDrains(t *testing.T) {
	pub := old()
	synctest.Test(t, func(t *testing.T) {
		b := benchOn(t, pub, &http.Client{Transport: gate{open: make(chan struct{})}}, "http://publisher.example/v2")
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Schedule(ctx) }()
		synctest.Wait()
		cancel()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if runs := b.runs(t); len(runs) != 1 || runs[0].Outcome != data.Failed || !strings.Contains(runs[0].Error, "context canceled") {
			t.Errorf("runs %+v", runs)
		}
	})
}

type unreachable struct{}

func (unreachable) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("dial tcp: lookup publisher.example: no such host")
}

// TestScheduleSaysItOnce: each failed run is one line, and the program goes on.
func TestScheduleSaysItOnce(t *testing.T) {
	tests := map[string]struct {
		transport http.RoundTripper
		want      string
	}{
		"unreachable": {unreachable{}, "source wb-wdi could not be reached: indicator IT.CEL.SETS.P2: page 1: get "},
		"refused": {direct{http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) })},
			"source wb-wdi could not be reached: indicator IT.CEL.SETS.P2: page 1: get "},
		"useless": {direct{http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "[]") })},
			"source wb-wdi failed: indicator IT.CEL.SETS.P2: page 1: get "},
		"panic": {panicking{}, "source wb-wdi failed: a mistake in the program: out of cheese"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			scheduled(t, tt.transport, newPublisher(), func(b *bench) {
				time.Sleep(4 * time.Hour) // the catch-up at midnight and the run at 3
				synctest.Wait()
				if n := len(b.runs(t)); n != 2 {
					t.Errorf("%d runs", n)
				}
				log := b.logs.String()
				if strings.Count(log, "\n") != 2 || strings.Count(log, tt.want) != 2 || strings.Count(log, "serving what is stored") != 2 {
					t.Errorf("log:\n%s", log)
				}
			})
		})
	}
}

func TestScheduleFault(t *testing.T) {
	if err := collector.CheckSchedule("0 3 * *"); err == nil || !strings.Contains(err.Error(), `schedule "0 3 * *" is not a cron expression`) {
		t.Errorf("error %v", err)
	}
	if err := collector.CheckSchedule("0 3 1 4,7,12 *"); err != nil {
		t.Error(err)
	}
}
