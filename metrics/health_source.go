package metrics

import (
	"slices"
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
		send(ch, healthDesc("last_run_success", "1 if the last run did not fail."), is(r.last.Outcome != data.Failed), s.ID)
	}
	r.collectChange(ch, s.ID)
	if !r.published.IsZero() {
		send(ch, healthDesc("release_timestamp_seconds", "When the publisher released the newest figures that were loaded."), float64(r.published.Unix()), s.ID)
	}
	if len(s.Releases) > 0 {
		send(ch, healthDesc("release_overdue", "1 if the last month in which a release was expected is over and nothing released since it began was loaded."),
			is(overdue(s.Releases, r.published, now)), s.ID)
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

// overdue says whether the newest of the months in which a release is expected
// and that are over began after the newest release. Publishers keep to months,
// not to days, so the month has to end first.
func overdue(months []int, published data.Date, now time.Time) bool {
	now = now.UTC()
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	for range 12 {
		month = month.AddDate(0, -1, 0)
		if slices.Contains(months, int(month.Month())) {
			return published.Before(month)
		}
	}
	return false
}
