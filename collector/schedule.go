package collector

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/robfig/cron/v3"
	"golang.org/x/sync/errgroup"

	"github.com/wsiswatch/wsiswatch/data"
)

// atOnce is how many sources catch up at the same time after a start.
const atOnce = 4

// planned is a source with its schedule.
type planned struct {
	source string
	when   cron.Schedule
	job    cron.Job
}

// Schedule collects every source at its times, in UTC, until ctx ends; it
// returns when the last running job has ended. A run that was missed while the
// program was down is made up for at the start. No source overlaps itself, and
// a panic ends one run, not the program. Faults in the schedules are returned
// at once; faults of runs are logged, one line each.
func (c *Collector) Schedule(ctx context.Context) error {
	plan, err := c.plan(ctx)
	if err != nil {
		return err
	}
	timer := cron.New(cron.WithLocation(time.UTC), cron.WithLogger(cronLog{c.Log}))
	var missed []planned
	for _, p := range plan {
		timer.Schedule(p.when, p.job)
		due, err := c.due(ctx, p)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		if due {
			missed = append(missed, p)
		}
	}
	timer.Start()
	catchUp(ctx, missed)
	<-ctx.Done()
	<-timer.Stop().Done()
	return nil
}

// plan reads the schedules of all sources that have one and can be asked.
func (c *Collector) plan(ctx context.Context) ([]planned, error) {
	var plan []planned
	var errs []error
	wrap := cron.NewChain(cron.SkipIfStillRunning(cronLog{c.Log}), cron.Recover(cronLog{c.Log}))
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
		job := wrap.Then(cron.FuncJob(func() { c.runOnce(ctx, s.ID) }))
		plan = append(plan, planned{s.ID, when, job})
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

// due says whether a run was missed: none was ever made, or the time for the
// next one after the last is past. Imports and seeds do not count.
func (c *Collector) due(ctx context.Context, p planned) (bool, error) {
	runs, err := c.Store.Runs(ctx, data.RunQuery{Source: p.source})
	if err != nil {
		return false, fmt.Errorf("look up the runs of %s: %w", p.source, err)
	}
	i := slices.IndexFunc(runs, func(r data.Run) bool { return r.Trigger == BySchedule || r.Trigger == ByCommand })
	return i < 0 || !p.when.Next(runs[i].Started.UTC()).After(c.Now()), nil
}

func catchUp(ctx context.Context, missed []planned) {
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, p := range missed {
		group.Go(func() error {
			if ctx.Err() == nil {
				p.job.Run()
			}
			return nil
		})
	}
	// Jobs report in the log: there is no error to wait for.
	_ = group.Wait()
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

// cronLog carries cron's own messages; a skipped run is worth a line, the
// ticking is not.
type cronLog struct{ log *slog.Logger }

func (l cronLog) Info(msg string, keysAndValues ...any) {
	if msg == "skip" {
		l.log.Info("a source is still being collected at its next time; left out", keysAndValues...)
	}
}

func (l cronLog) Error(err error, msg string, keysAndValues ...any) {
	l.log.Error("scheduled job failed", append([]any{"error", err, "reason", msg}, keysAndValues...)...)
}
