package collector

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/robfig/cron/v3"
	"golang.org/x/sync/semaphore"

	"github.com/wsiswatch/wsiswatch/data"
)

const (
	// atOnce is how many sources are collected at the same time.
	atOnce = 4
	// lookEvery is how often it is looked whether a source is due.
	lookEvery = time.Minute
	// firstRetry is the wait after a failed run. It doubles with each failure
	// in a row, up to lastRetry.
	firstRetry = time.Hour
	lastRetry  = 24 * time.Hour
)

// planned is a source with its schedule.
type planned struct {
	source string
	when   cron.Schedule
}

// Schedule collects every source at its times, in UTC, until ctx ends; it
// returns when the last running job has ended. What is due follows from the
// recorded runs alone, so that a run which was missed while the program was
// down is made up for at the start, and one that failed is tried again before
// its next time, after longer and longer waits. No source overlaps itself, and
// a panic ends one run, not the program. Faults in the schedules are returned
// at once; faults of runs are logged, one line each.
func (c *Collector) Schedule(ctx context.Context) error {
	plan, err := c.plan()
	if err != nil {
		return err
	}
	timer := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(cronLog{c.Log}))
	wrap := cron.NewChain(cron.SkipIfStillRunning(cron.DiscardLogger), cron.Recover(cronLog{c.Log}))
	places := semaphore.NewWeighted(atOnce)
	var first sync.WaitGroup
	for _, p := range plan {
		job := wrap.Then(cron.FuncJob(func() { c.look(ctx, p, places) }))
		timer.Schedule(cron.Every(lookEvery), job)
		first.Go(job.Run)
	}
	timer.Start()
	<-ctx.Done()
	<-timer.Stop().Done()
	first.Wait()
	return nil
}

// plan reads the schedules of all sources that have one and can be asked.
func (c *Collector) plan() ([]planned, error) {
	var plan []planned
	var errs []error
	for _, s := range c.Catalog.Sources() {
		spec, err := c.spec(s.ID)
		if s.Schedule == "" || err != nil || spec.Kind == "" {
			continue
		}
		when, err := parseSchedule(s.Schedule)
		if err != nil {
			errs = append(errs, fmt.Errorf("source %s: %w", s.ID, err))
			continue
		}
		plan = append(plan, planned{s.ID, putOff{when, c.delay(s.ID)}})
	}
	return plan, errors.Join(errs...)
}

// CheckSchedule says what is wrong with a schedule of a source's definition.
func CheckSchedule(expression string) error {
	_, err := parseSchedule(expression)
	return err
}

func parseSchedule(expression string) (cron.Schedule, error) {
	when, err := cron.ParseStandard(expression)
	if err != nil {
		return nil, fmt.Errorf("schedule %q is not a cron expression: %w", expression, err)
	}
	return when, nil
}

// putOff is a schedule, later by the same time always.
type putOff struct {
	cron.Schedule
	by time.Duration
}

// Next implements cron.Schedule.
func (p putOff) Next(t time.Time) time.Time { return p.Schedule.Next(t.Add(-p.by)).Add(p.by) }

// delay is how long this installation puts a source off. It is the same after
// every restart: a new one each time would collect twice what lies between.
func (c *Collector) delay(source string) time.Duration {
	minutes := uint64(c.Spread / time.Minute)
	if minutes == 0 {
		return 0
	}
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%s", c.Installation, source) // a hash never fails to write
	return time.Duration(h.Sum64()%minutes) * time.Minute
}

// look collects a source if it is due.
func (c *Collector) look(ctx context.Context, p planned, places *semaphore.Weighted) {
	runs, err := c.Store.Runs(ctx, data.RunQuery{Source: p.source})
	if err != nil {
		if ctx.Err() == nil {
			c.Log.Error(fmt.Sprintf("source %s: look up the runs: %v", p.source, err))
		}
		return
	}
	if c.Now().Before(p.due(runs)) || places.Acquire(ctx, 1) != nil {
		return
	}
	defer places.Release(1)
	c.runOnce(ctx, p.source)
}

// due is when a source is to be collected, after its runs, newest first: at
// once where none was ever made, else at the next of its times after the last
// one, or earlier where that failed. A refusal is no failure to be retried.
// Imports and seeds do not count.
func (p planned) due(runs []data.Run) time.Time {
	runs = slices.DeleteFunc(slices.Clone(runs), func(r data.Run) bool { return r.Trigger != BySchedule && r.Trigger != ByCommand })
	if len(runs) == 0 {
		return time.Time{}
	}
	last := runs[0]
	at := p.when.Next(last.Started.UTC())
	if last.Outcome != data.Failed {
		return at
	}
	wait := firstRetry
	for _, r := range runs[1:] {
		if r.Outcome != data.Failed || wait >= lastRetry {
			break
		}
		wait *= 2
	}
	if again := last.Finished.Add(min(wait, lastRetry)); again.Before(at) {
		return again
	}
	return at
}

// runOnce makes one run and says in one line what came of it.
func (c *Collector) runOnce(ctx context.Context, source string) {
	if ctx.Err() != nil {
		return
	}
	r, err := c.Run(ctx, source, BySchedule)
	if err == nil {
		c.Log.Info(fmt.Sprintf("source %s: %s", source, r.Outcome), "run", r.ID, "snapshot", r.Snapshot, "hold", r.Hold,
			"added", r.Counts.Added, "revised", r.Counts.Revised, "withdrawn", r.Counts.Withdrawn)
		return
	}
	what := "failed"
	if _, refused := errors.AsType[*Refused](err); refused || errors.Is(err, ErrUnreachable) {
		what = "could not be reached"
	}
	if ctx.Err() != nil {
		what = "was stopped"
	}
	var attrs []any
	if p, ok := errors.AsType[*panicked](err); ok {
		attrs = append(attrs, "stack", string(p.stack))
	}
	if why := errors.Unwrap(err); why != nil {
		err = why // without the name of the source, which the line begins with
	}
	c.Log.Warn(fmt.Sprintf("source %s %s: %v; serving what is stored", source, what, err), attrs...)
}

// cronLog carries cron's own messages; its ticking is not worth a line.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(string, ...any) {}

func (l cronLog) Error(err error, msg string, keysAndValues ...any) {
	l.log.Error("scheduled job failed", append([]any{"error", err, "reason", msg}, keysAndValues...)...)
}
