package collector_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
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
// none; figures that came by hand or with the program do not count as runs. A
// failed run is tried again after an hour, then two, four and so on.
func TestScheduleAfterRestart(t *testing.T) {
	type made struct {
		trigger string
		ago     time.Duration
		outcome data.Outcome
	}
	const command, schedule = collector.ByCommand, collector.BySchedule
	tests := map[string]struct {
		before []made // oldest first
		runs   int    // that the start adds
	}{
		"in time":               {[]made{{schedule, time.Hour, data.Unchanged}}, 0},
		"missed":                {[]made{{command, 22 * time.Hour, data.Unchanged}}, 1},
		"held":                  {[]made{{schedule, 5 * time.Hour, data.Held}}, 0},
		"imported":              {[]made{{collector.ByImport, time.Hour, data.Changed}}, 1},
		"seeded":                {[]made{{"seed", time.Hour, data.Changed}}, 1},
		"failed just now":       {[]made{{schedule, 59 * time.Minute, data.Failed}}, 0},
		"failed an hour ago":    {[]made{{schedule, time.Hour, data.Failed}}, 1},
		"failed twice":          {[]made{{schedule, 10 * time.Hour, data.Failed}, {schedule, 119 * time.Minute, data.Failed}}, 0},
		"failed twice, long":    {[]made{{schedule, 10 * time.Hour, data.Failed}, {schedule, 2 * time.Hour, data.Failed}}, 1},
		"failed, then imported": {[]made{{schedule, 30 * time.Minute, data.Failed}, {collector.ByImport, time.Minute, data.Changed}}, 0},
		"failed, good, failed":  {[]made{{schedule, 20 * time.Hour, data.Failed}, {schedule, 19 * time.Hour, data.Unchanged}, {command, time.Hour, data.Failed}}, 1},
		"refused":               {[]made{{schedule, 20 * time.Hour, data.Refused}}, 0},
		"refused, next time":    {[]made{{schedule, 22 * time.Hour, data.Refused}}, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				pub := old()
				b := benchOn(t, pub, &http.Client{Transport: direct{pub}}, "http://publisher.example/v2")
				for _, m := range tt.before {
					at := time.Now().Add(-m.ago)
					if _, err := b.Store.SaveRun(t.Context(), data.Run{Source: "wb-wdi", Trigger: m.trigger, Started: at, Finished: at, Outcome: m.outcome, Error: "made up"}); err != nil {
						t.Fatal(err)
					}
				}
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() { ended <- b.Schedule(ctx) }()
				synctest.Wait()
				cancel()
				if err := <-ended; err != nil {
					t.Fatal(err)
				}
				if n := len(b.runs(t)) - len(tt.before); n != tt.runs {
					t.Errorf("%d runs at the start, want %d", n, tt.runs)
				}
			})
		})
	}
}

// TestScheduleTriesAgain: a source whose publisher is away is asked after
// longer and longer waits, and at its times all the same.
func TestScheduleTriesAgain(t *testing.T) {
	scheduled(t, unreachable{}, newPublisher(), func(b *bench) {
		time.Sleep(48 * time.Hour)
		synctest.Wait()
		var hours []string
		for _, r := range b.runs(t) {
			hours = append(hours, r.Started.UTC().Format("2 15:04"))
		}
		// At midnight, after 1, 2, 4 and 8 hours, then the next night's time comes first.
		want := "2 03:00 1 15:00 1 07:00 1 03:00 1 01:00 1 00:00"
		if got := strings.Join(hours, " "); got != want {
			t.Errorf("runs at %s", got)
		}
	})
}

// TestSchedulePutsOff: each installation puts a source off by a time of its
// own, the same after a restart, and less than the spread.
func TestSchedulePutsOff(t *testing.T) {
	began := func(installation string) time.Duration {
		var first time.Duration
		pub := old()
		synctest.Test(t, func(t *testing.T) {
			b := benchOn(t, pub, &http.Client{Transport: direct{pub}}, "http://publisher.example/v2")
			b.Spread, b.Installation = 30*time.Minute, installation
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- b.Schedule(ctx) }()
			time.Sleep(20 * time.Hour)
			synctest.Wait()
			cancel()
			if err := <-ended; err != nil {
				t.Fatal(err)
			}
			runs := b.runs(t)
			if len(runs) != 2 {
				t.Fatalf("%s: %d runs, want the catch-up and that of the night", installation, len(runs))
			}
			first = runs[0].Started.Sub(time.Date(2000, 1, 1, 3, 0, 0, 0, time.UTC)).Truncate(time.Minute)
		})
		return first
	}
	seen := map[time.Duration]bool{}
	for _, installation := range []string{"geneva", "nairobi", "santiago", "bangkok"} {
		d := began(installation)
		if d < 0 || d > 30*time.Minute || d != began(installation) {
			t.Errorf("%s is put off by %s, and after a restart by %s", installation, d, began(installation))
		}
		seen[d] = true
	}
	if len(seen) < 3 {
		t.Errorf("four installations ask at %d times", len(seen))
	}
}

// gate holds every request until it is opened or the request is given up.
type gate struct {
	open    chan struct{}
	waiting *atomic.Int32
	next    http.RoundTripper
}

func (g gate) RoundTrip(r *http.Request) (*http.Response, error) {
	g.waiting.Add(1)
	defer g.waiting.Add(-1)
	select {
	case <-g.open:
		return g.next.RoundTrip(r)
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// TestScheduleDoesNotOverlap: a source that is still being collected at its
// next time is not asked a second time meanwhile.
func TestScheduleDoesNotOverlap(t *testing.T) {
	pub := old()
	synctest.Test(t, func(t *testing.T) {
		g := gate{make(chan struct{}), new(atomic.Int32), direct{pub}}
		b := benchOn(t, pub, &http.Client{Transport: g, Timeout: 100 * time.Hour}, "http://publisher.example/v2")
		b.Timeout = 100 * time.Hour
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Schedule(ctx) }()
		time.Sleep(28 * time.Hour)
		synctest.Wait()
		if n := g.waiting.Load(); n != 1 || len(b.runs(t)) != 0 {
			t.Errorf("%d requests wait; log:\n%s", n, b.logs)
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
		b := benchOn(t, pub, &http.Client{Transport: gate{open: make(chan struct{}), waiting: new(atomic.Int32)}}, "http://publisher.example/v2")
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
		runs      int // in four hours: the catch-up at midnight, a retry at 1, the night's at 3
		want      string
	}{
		"unreachable": {unreachable{}, 3, "source wb-wdi could not be reached: indicator IT.CEL.SETS.P2: page 1: get "},
		"refused": {direct{http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) })}, 2,
			"source wb-wdi could not be reached: indicator IT.CEL.SETS.P2: page 1: get "},
		"useless": {direct{http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "[]") })}, 3,
			"source wb-wdi failed: indicator IT.CEL.SETS.P2: page 1: get "},
		"panic": {panicking{}, 3, "source wb-wdi failed: a mistake in the program: out of cheese"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			scheduled(t, tt.transport, newPublisher(), func(b *bench) {
				time.Sleep(4 * time.Hour)
				synctest.Wait()
				if n := len(b.runs(t)); n != tt.runs {
					t.Errorf("%d runs", n)
				}
				log := b.logs.String()
				if strings.Count(log, "\n") != tt.runs || strings.Count(log, tt.want) != tt.runs || strings.Count(log, "serving what is stored") != tt.runs {
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
