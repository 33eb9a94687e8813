package metrics

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/robfig/cron/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// patience is how long a scrape waits for the store: Collect has no context.
const patience = 5 * time.Second

// healthCollector reads the health of the collectors from the store at scrape,
// so that a restart forgets nothing. What the runs say is read again only where
// there is a new run.
type healthCollector struct {
	store    data.Reader
	sources  []data.Source
	interval map[string]time.Duration // by source, of those with a schedule
	now      func() time.Time

	seen *seenRuns
}

// seenRuns are the runs of all sources as of the newest run; nobody may change
// what it holds.
type seenRuns struct {
	mu     sync.Mutex
	newest int64
	read   map[string]*sourceRuns // nil before the first reading
}

func newHealthCollector(store data.Reader, sources []data.Source, now func() time.Time) (healthCollector, error) {
	c := healthCollector{store, sources, map[string]time.Duration{}, now, &seenRuns{}}
	for _, s := range sources {
		if s.Schedule == "" {
			continue
		}
		gap, err := longestGap(s.Schedule, now())
		if err != nil {
			return c, fmt.Errorf("read the schedule of %s: %w", s.ID, err)
		}
		if gap > 0 { // a schedule such as 31 February never comes
			c.interval[s.ID] = gap
		}
	}
	return c, nil
}

// longestGap between two runs among the next twelve, so that one alert fits a
// schedule of months as well as one of hours.
func longestGap(schedule string, now time.Time) (time.Duration, error) {
	when, err := cron.ParseStandard(schedule)
	if err != nil {
		return 0, err
	}
	var longest time.Duration
	at := when.Next(now.UTC())
	for range 12 {
		next := when.Next(at)
		longest, at = max(longest, next.Sub(at)), next
	}
	return longest, nil
}

func healthDesc(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("wsis_collector_"+name, help, []string{"source"}, nil)
}

// Describe sends nothing: an unchecked collector.
func (healthCollector) Describe(chan<- *prometheus.Desc) {}

// Collect sends one series for each source. A store that does not answer makes
// the scrape fail, which is what the alert on a failing scrape is for.
func (c healthCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	waitingDesc := healthDesc("holds_waiting", "Held loads that wait for a person.")
	fail := func(err error) { ch <- prometheus.NewInvalidMetric(waitingDesc, err) }
	holds, err := c.store.Holds(ctx, data.Waiting)
	if err != nil {
		fail(fmt.Errorf("list waiting holds: %w", err))
		return
	}
	waiting := map[string]int{}
	for _, h := range holds {
		waiting[h.Source]++
	}
	runs, err := c.runs(ctx)
	if err != nil {
		fail(err)
		return
	}
	intervalDesc := healthDesc("interval_seconds", "Longest time between two runs by the schedule of the source; absent where it has none.")
	for _, s := range c.sources {
		send(ch, waitingDesc, float64(waiting[s.ID]), s.ID)
		if gap, ok := c.interval[s.ID]; ok {
			send(ch, intervalDesc, gap.Seconds(), s.ID)
		}
		runs[s.ID].collect(ch, s, c.now())
	}
}

// sourceRuns are the runs of a source that the metrics speak of, nil where
// there was none.
type sourceRuns struct {
	last, good, changed *data.Run
	published           data.Date // newest release that was loaded
}

// runs gives the state of every source. It is kept until there is a newer run.
func (c healthCollector) runs(ctx context.Context) (map[string]*sourceRuns, error) {
	c.seen.mu.Lock()
	defer c.seen.mu.Unlock()
	newest := int64(0)
	list, err := c.store.Runs(ctx, data.RunQuery{Limit: 1})
	if err != nil {
		return nil, fmt.Errorf("find the newest run: %w", err)
	}
	if len(list) > 0 {
		newest = list[0].ID
	}
	if c.seen.read != nil && newest == c.seen.newest {
		return c.seen.read, nil
	}
	read := map[string]*sourceRuns{}
	for _, s := range c.sources {
		if read[s.ID], err = c.runsOf(ctx, s.ID); err != nil {
			return nil, fmt.Errorf("find the last run of %s: %w", s.ID, err)
		}
	}
	snapshots, err := c.store.Snapshots(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	for _, s := range snapshots { // newest first
		r := read[s.Source]
		if r == nil {
			continue
		}
		if s.Origin.Published.After(r.published.Time) {
			r.published = s.Origin.Published
		}
		// What another reading of ours changed, the publisher did not.
		if r.changed != nil && r.changed.Origin.Ours() && s.Run <= r.changed.ID && !s.Origin.Ours() {
			r.changed = &data.Run{ID: s.Run, Finished: s.Committed, Origin: s.Origin, Counts: s.Counts}
		}
	}
	c.seen.newest, c.seen.read = newest, read
	return read, nil
}

func (c healthCollector) runsOf(ctx context.Context, source string) (*sourceRuns, error) {
	var r sourceRuns
	for _, want := range []struct {
		into     **data.Run
		outcomes []data.Outcome
	}{
		{&r.last, nil},
		{&r.good, []data.Outcome{data.Changed, data.Unchanged}},
		{&r.changed, []data.Outcome{data.Changed}},
	} {
		run, err := c.store.LastRun(ctx, source, want.outcomes...)
		if errors.Is(err, data.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		*want.into = &run
	}
	return &r, nil
}
