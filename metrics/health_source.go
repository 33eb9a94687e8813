package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wsiswatch/wsiswatch/data"
)

// collect sends what the runs of a source say. A source that never had a good
// run has 0 as the time of it: an alert on age must see it.
func (r *sourceRuns) collect(ch chan<- prometheus.Metric, s data.Source, now time.Time) {
	at := 0.0
	if r.good != nil {
		at = float64(r.good.Finished.Unix())
		send(ch, healthDesc("last_success_rows", "Rows kept by the last run that brought or confirmed figures."), float64(r.good.Counts.Kept), s.ID)
	}
	send(ch, healthDesc("last_success_timestamp_seconds", "When the last run ended that brought or confirmed figures; 0 if there was none."), at, s.ID)
	if r.last != nil {
		send(ch, healthDesc("last_run_timestamp_seconds", "When the last run began."), float64(r.last.Started.Unix()), s.ID)
		send(ch, healthDesc("last_run_duration_seconds", "How long the last run took."), r.last.Finished.Sub(r.last.Started).Seconds(), s.ID)
		send(ch, healthDesc("last_run_success", "1 if the last run neither failed nor was refused by the publisher."), is(r.last.Outcome != data.Failed && r.last.Outcome != data.Refused), s.ID)
	}
	r.collectChange(ch, s.ID)
	if !r.published.IsZero() {
		send(ch, healthDesc("release_timestamp_seconds", "When the publisher released the newest figures that were loaded."), float64(r.published.Unix()), s.ID)
	}
	if len(s.Releases) > 0 {
		send(ch, healthDesc("release_overdue", "1 if the last month in which a release was expected is over and nothing released since it began was loaded."),
			is(!s.Awaited(r.published, data.DateOf(now)).IsZero()), s.ID)
	}
}

// collectChange sends what the last run changed that changed anything.
func (r *sourceRuns) collectChange(ch chan<- prometheus.Metric, source string) {
	if r.changed == nil {
		return
	}
	n := r.changed.Counts
	send(ch, healthDesc("last_change_timestamp_seconds", "When the last run ended that changed figures."), float64(r.changed.Finished.Unix()), source)
	for _, c := range []struct {
		name, help string
		rows       int
	}{
		{"last_change_kept_rows", "Rows kept by the last run that changed figures.", n.Kept},
		{"last_change_added_rows", "Rows that it added.", n.Added},
		{"last_change_revised_rows", "Rows that it revised.", n.Revised},
		{"last_change_withdrawn_rows", "Rows that it found no longer published.", n.Withdrawn},
	} {
		send(ch, healthDesc(c.name, c.help), float64(c.rows), source)
	}
}
