package metrics

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wsiswatch/wsiswatch/data"
)

// patience is how long a scrape waits for the store: Collect has no context.
const patience = 5 * time.Second

// healthCollector reads the health of the collectors from the store at scrape.
type healthCollector struct {
	store   data.Reader
	sources []data.Source
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
	holds, err := c.store.Holds(ctx, data.Waiting)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(healthDesc("holds_waiting", "Held loads that wait for a person."), err)
		return
	}
	waiting := map[string]int{}
	for _, h := range holds {
		waiting[h.Source]++
	}
	for _, s := range c.sources {
		ch <- prometheus.MustNewConstMetric(healthDesc("holds_waiting", "Held loads that wait for a person."), prometheus.GaugeValue, float64(waiting[s.ID]), s.ID)
		if err := c.runs(ctx, ch, s.ID); err != nil {
			ch <- prometheus.NewInvalidMetric(healthDesc("last_run_success", "1 if the last run did not fail."), err)
		}
	}
}

func (c healthCollector) runs(ctx context.Context, ch chan<- prometheus.Metric, source string) error {
	last, err := c.store.LastRun(ctx, source)
	if errors.Is(err, data.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	send := func(name, help string, v float64) {
		ch <- prometheus.MustNewConstMetric(healthDesc(name, help), prometheus.GaugeValue, v, source)
	}
	send("last_run_timestamp_seconds", "When the last run began.", float64(last.Started.Unix()))
	send("last_run_duration_seconds", "How long the last run took.", last.Finished.Sub(last.Started).Seconds())
	send("last_run_success", "1 if the last run did not fail.", is(last.Outcome != data.Failed))
	good, err := c.store.LastRun(ctx, source, data.Changed, data.Unchanged)
	if errors.Is(err, data.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	send("last_success_timestamp_seconds", "When the last run ended that brought or confirmed figures.", float64(good.Finished.Unix()))
	send("last_success_rows", "Rows kept by that run.", float64(good.Counts.Kept))
	return nil
}
