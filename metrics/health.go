package metrics

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/robfig/cron/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// patience is how long a scrape waits for the store: Collect has no context.
const patience = 5 * time.Second

// healthCollector reads the health of the collectors from the store at scrape,
// so that a restart forgets nothing.
type healthCollector struct {
	store    data.Reader
	sources  []data.Source
	interval map[string]time.Duration // by source, of those with a schedule
}

func newHealthCollector(store data.Reader, sources []data.Source, now time.Time) (healthCollector, error) {
	c := healthCollector{store, sources, map[string]time.Duration{}}
	for _, s := range sources {
		if s.Schedule == "" {
			continue
		}
		gap, err := longestGap(s.Schedule, now)
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
	holds, err := c.store.Holds(ctx, data.Waiting)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(waitingDesc, fmt.Errorf("list waiting holds: %w", err))
		return
	}
	waiting := map[string]int{}
	for _, h := range holds {
		waiting[h.Source]++
	}
	intervalDesc := healthDesc("interval_seconds", "Longest time between two runs by the schedule of the source; absent where it has none.")
	for _, s := range c.sources {
		send(ch, waitingDesc, float64(waiting[s.ID]), s.ID)
		if gap, ok := c.interval[s.ID]; ok {
			send(ch, intervalDesc, gap.Seconds(), s.ID)
		}
		if err := c.runs(ctx, ch, s.ID); err != nil {
			ch <- prometheus.NewInvalidMetric(waitingDesc, fmt.Errorf("find the last run of %s: %w", s.ID, err))
			return
		}
	}
}

// runs sends what the last run and the last good run say. A source that never
// had a good run has 0 as the time of it: an alert on age must see it.
func (c healthCollector) runs(ctx context.Context, ch chan<- prometheus.Metric, source string) error {
	good, known, err := c.last(ctx, source, data.Changed, data.Unchanged)
	if err != nil {
		return err
	}
	at := 0.0
	if known {
		at = float64(good.Finished.Unix())
		send(ch, healthDesc("last_success_rows", "Rows kept by the last run that brought or confirmed figures."), float64(good.Counts.Kept), source)
	}
	send(ch, healthDesc("last_success_timestamp_seconds", "When the last run ended that brought or confirmed figures; 0 if there was none."), at, source)
	last, known, err := c.last(ctx, source)
	if err != nil || !known {
		return err
	}
	send(ch, healthDesc("last_run_timestamp_seconds", "When the last run began."), float64(last.Started.Unix()), source)
	send(ch, healthDesc("last_run_duration_seconds", "How long the last run took."), last.Finished.Sub(last.Started).Seconds(), source)
	send(ch, healthDesc("last_run_success", "1 if the last run did not fail."), is(last.Outcome != data.Failed), source)
	return nil
}

// last is the newest run of a source with one of the outcomes, where there is one.
func (c healthCollector) last(ctx context.Context, source string, outcomes ...data.Outcome) (data.Run, bool, error) {
	r, err := c.store.LastRun(ctx, source, outcomes...)
	if errors.Is(err, data.ErrNotFound) {
		return r, false, nil
	}
	return r, err == nil, err
}
