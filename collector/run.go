package collector

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"slices"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

// What can start a run. Seeds are recorded by data/seed.
const (
	BySchedule = "schedule"
	ByCommand  = "command"
	ByImport   = "import"
	ByReview   = "review"
)

const defaultTimeout = 10 * time.Minute

// ErrUnknownSource names a source that is not configured.
var ErrUnknownSource = errors.New("no such source")

// Collector runs sources and imports: whatever the kind, with the same
// timeout, checks, holds, atomic save and record. Its methods are safe for
// concurrent use.
type Collector struct {
	Store    data.Store
	Catalog  *data.Catalog
	Specs    []Spec
	Client   *http.Client // transport of all requests
	Polite   Politeness
	Log      *slog.Logger // used by Schedule only: one line for each run
	Now      func() time.Time
	Timeout  time.Duration // of one run; default 10 min
	Version  string        // of the program
	Progress func(done, total int)
	// DryRun fetches or reads, checks and compares, and writes nothing: the
	// runs tell what would have come of it and have no ID.
	DryRun bool
	// Spread is the most by which a schedule is put off, so that the many
	// installations of the program do not ask a publisher in the same minute.
	// Which part of it is this one's follows from Installation.
	Spread       time.Duration
	Installation string
}

// Run collects one source now and records what came of it, also when it failed
// or ctx ended. The error of a failed run is returned beside the run.
func (c *Collector) Run(ctx context.Context, source, trigger string) (data.Run, error) {
	spec, err := c.spec(source)
	if err != nil {
		return data.Run{}, err
	}
	r := data.Run{Source: source, Trigger: trigger, Started: c.Now()}
	load, err := c.fetch(ctx, spec)
	stamp(&load, r.Started, c.parser(spec))
	r, err = c.record(context.WithoutCancel(ctx), r, spec, load, err)
	if err != nil {
		return r, fmt.Errorf("collect %s: %w", source, err)
	}
	return r, nil
}

func (c *Collector) spec(source string) (Spec, error) {
	i := slices.IndexFunc(c.Specs, func(s Spec) bool { return s.ID == source })
	if i < 0 {
		return Spec{}, fmt.Errorf("%w: %q", ErrUnknownSource, source)
	}
	return c.Specs[i], nil
}

// wanted are the codes that any indicator uses and those that the source names
// itself. Never nil, which would want all.
func (c *Collector) wanted(spec Spec) []string {
	all := append(slices.Clone(spec.Codes), c.Catalog.SeriesCodes()[spec.ID]...)
	slices.Sort(all)
	return append([]string{}, slices.Compact(all)...)
}

// fetch asks the publisher within the time allowed. A panic of a parser is an
// error like any other: it must not end the site.
func (c *Collector) fetch(ctx context.Context, spec Spec) (l data.Load, err error) {
	defer recovered(&err)
	if spec.Kind == "" {
		return l, fmt.Errorf("source %s is imported by hand: it has no kind", spec.ID)
	}
	since, err := c.conditions(ctx, spec)
	if err != nil {
		return l, err
	}
	timeout := or(c.Timeout, defaultTimeout)
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("not done after %s", timeout))
	defer cancel()
	source, err := NewSource(spec, c.wanted(spec), Deps{
		Client:   NewClient(c.Client, c.Version, c.Polite),
		Areas:    data.NewResolver(c.Catalog.Areas()),
		Progress: c.Progress,
	})
	if err != nil {
		return l, err
	}
	l, err = source.Fetch(ctx, since)
	if err != nil {
		return l, err
	}
	ofOneArea(spec, &l)
	return l, c.widen(ctx, &l)
}

// widen lets a fetched load speak for the stored years after its last one. A
// source is asked for whole series: a newest year that its publisher has
// taken back must not be shown for ever.
func (c *Collector) widen(ctx context.Context, l *data.Load) error {
	if l.Scope.To == 0 {
		return nil
	}
	to := l.Scope.To
	err := c.stored(ctx, l.Source, l.Scope.Codes, func(s data.Series) {
		for _, p := range s.Points {
			to = max(to, p.Year)
		}
	})
	l.Scope.To = to
	return err
}

// stored walks the series of some codes as they are now.
func (c *Collector) stored(ctx context.Context, source string, codes []string, see func(data.Series)) error {
	latest, err := c.Store.Latest(ctx)
	if err != nil {
		return fmt.Errorf("look up the newest snapshot: %w", err)
	}
	if len(codes) == 0 {
		return nil
	}
	err = c.Store.Series(ctx, latest, data.Query{Source: source, Codes: codes}, func(s data.Series) error {
		see(s)
		return nil
	})
	if err != nil {
		return fmt.Errorf("look up what is stored of %s: %w", source, err)
	}
	return nil
}

// conditions describe the last answer that was read. They hold only where the
// same program with the same rules read it: otherwise the same bytes may say
// more now. A held answer counts too, so that a rejected one stays rejected
// until the publisher sends another.
func (c *Collector) conditions(ctx context.Context, spec Spec) (Conditions, error) {
	last, err := c.Store.LastRun(ctx, spec.ID, data.Changed, data.Unchanged, data.Held)
	if errors.Is(err, data.ErrNotFound) {
		return Conditions{}, nil
	}
	if err != nil {
		return Conditions{}, fmt.Errorf("look up the last run of %s: %w", spec.ID, err)
	}
	o := last.Origin
	if o.Collector != c.parser(spec) {
		return Conditions{}, nil
	}
	return Conditions{ETag: o.ETag, SHA256: o.SHA256, Published: o.Published}, nil
}

// record checks and saves a load, or notes why there is none.
func (c *Collector) record(ctx context.Context, r data.Run, spec Spec, l data.Load, err error) (data.Run, error) {
	r.Origin, r.Counts = l.Origin, counts(l)
	if err == nil {
		var saved data.Run
		if saved, err = c.save(ctx, r, spec, l); err == nil {
			return saved, nil
		}
	}
	r.Finished = c.Now()
	r.Outcome = data.Failed
	if errors.Is(err, ErrUnchanged) {
		r.Outcome, err = data.Unchanged, nil
	} else {
		r.Error = err.Error()
	}
	if _, refused := errors.AsType[*Refused](err); refused {
		r.Outcome = data.Refused
	}
	if c.DryRun {
		return r, err
	}
	noted, saveErr := c.Store.SaveRun(ctx, r)
	switch {
	case saveErr == nil:
		return noted, err
	case err != nil && cause(saveErr) == cause(err): // what to do about it is said already
		return r, fmt.Errorf("%w; nor can the run of %s be recorded", err, r.Source)
	}
	return r, errors.Join(err, fmt.Errorf("record run of %s: %w", r.Source, saveErr))
}

// cause is the text of the innermost error.
func cause(err error) string {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err.Error()
}

func (c *Collector) save(ctx context.Context, r data.Run, spec Spec, l data.Load) (data.Run, error) {
	l.Series = data.Ordered(l.Series)
	doubts, err := c.check(ctx, l)
	if err != nil {
		return r, err
	}
	if err := c.markReread(ctx, &l); err != nil {
		return r, err
	}
	r.Finished = c.Now()
	l.Trial = c.DryRun
	saved, err := c.Store.Save(ctx, r, l, judge(spec.Limits, doubts))
	if err != nil {
		return r, fmt.Errorf("save %s: %w", r.Source, err)
	}
	return saved, nil
}

// check refuses a load that cannot be meant, and gives the doubts that should
// hold one which replaces others. One that no indicator uses is ErrUnchanged.
func (c *Collector) check(ctx context.Context, l data.Load) ([]string, error) {
	if l.Read > 0 && l.Skipped[notWanted] == l.Read {
		return nil, ErrUnchanged
	}
	if err := checkLoad(l, c.Now().Year()); err != nil {
		return nil, err
	}
	doubts := doubtfulUnits(l, c.Catalog)
	if none := data.CountRows(l.Series) == 0; none || len(doubts) > 0 {
		first, err := c.first(ctx, l)
		switch {
		case err != nil:
			return nil, err
		case first && none:
			return nil, fmt.Errorf("no rows to keep (%d read%s)", l.Read, reasons(l.Skipped))
		case first:
			// There is nothing to fall back on, so there is nothing to hold.
			return nil, errors.New(doubts[0])
		}
	}
	empty, err := c.emptied(ctx, l)
	return append(doubts, empty...), err
}

// emptied names the codes that have values in the store and none in the load:
// in a load of many codes the loss of one would go unseen in the totals.
func (c *Collector) emptied(ctx context.Context, l data.Load) ([]string, error) {
	without := map[string]bool{}
	for _, code := range l.Scope.Codes {
		without[code] = true
	}
	for _, s := range l.Series {
		if without[s.Code] && slices.ContainsFunc(s.Points, data.Point.Has) {
			delete(without, s.Code)
		}
	}
	lost := map[string]bool{}
	err := c.stored(ctx, l.Source, slices.Sorted(maps.Keys(without)), func(s data.Series) {
		for _, p := range s.Points {
			if p.Has() && p.Year >= l.Scope.From && p.Year <= l.Scope.To {
				lost[s.Code] = true
			}
		}
	})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, code := range slices.Sorted(maps.Keys(lost)) {
		out = append(out, code+" has lost every value")
	}
	return out, nil
}

// first says whether nothing of the codes has been stored yet.
func (c *Collector) first(ctx context.Context, l data.Load) (bool, error) {
	snapshots, err := c.Store.Snapshots(ctx, 0)
	if err != nil {
		return false, fmt.Errorf("look up the snapshots of %s: %w", l.Source, err)
	}
	return !slices.ContainsFunc(snapshots, func(s data.Snapshot) bool {
		return s.Source == l.Source && overlap(s.Scope, l.Scope)
	}), nil
}

func overlap(a, b data.Scope) bool {
	return a.From <= b.To && b.From <= a.To && sameCodes(a, b)
}

// sameCodes says whether two scopes speak for some of the same codes.
func sameCodes(a, b data.Scope) bool {
	return slices.ContainsFunc(a.Codes, func(code string) bool { return slices.Contains(b.Codes, code) })
}

// panicked is a panic turned into an error, with the stack for the log.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("a mistake in the program: %v", p.value) }

func recovered(err *error) {
	if v := recover(); v != nil {
		*err = &panicked{value: v, stack: debug.Stack()}
	}
}
