package collector

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// ReparseRequest names loads whose kept bytes are to be read again.
type ReparseRequest struct {
	Source   string
	Snapshot int64 // 0 = every load of the source that stands and has kept bytes
}

// Reparsed is what became of one load.
type Reparsed struct {
	Of      data.Snapshot
	Counts  data.Counts
	Changes []data.Change // where Collector.DryRun is set: what would differ, in Key order
	Run     data.Run
}

// ErrNoBytes says that a load kept nothing that could be read again.
var ErrNoBytes = errors.New("keeps no bytes")

// superseded refuses to read a load again that a later one has replaced.
type superseded struct {
	load, by int64
}

func (e superseded) Error() string {
	return fmt.Sprintf("snapshot %d is older than what is stored: snapshot %d came after it and speaks for some of the same codes; read that one again", e.load, e.by)
}

// Is makes the refusal one of data.ErrOlder.
func (superseded) Is(target error) bool { return target == data.ErrOlder }

// Reparse reads kept bytes with the parser of today. What differs is saved as a
// load of the publisher's date that is marked as ours: Origin.Reread names the
// snapshot that brought the bytes. It goes through the checks that any load
// goes through. A load that a later one has replaced is refused (data.ErrOlder).
// The error joins those of all loads.
func (c *Collector) Reparse(ctx context.Context, req ReparseRequest) ([]Reparsed, error) {
	spec, err := c.spec(req.Source)
	if err != nil {
		return nil, err
	}
	all, err := c.Store.Snapshots(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	list, err := toReread(all, req)
	if err != nil {
		return nil, err
	}
	var out []Reparsed
	var errs []error
	for _, s := range list {
		if err := ctx.Err(); err != nil {
			return out, errors.Join(append(errs, err)...)
		}
		one, err := c.rereadOne(ctx, spec, s, all)
		if err != nil {
			errs = append(errs, fmt.Errorf("read snapshot %d of %s again: %w", s.ID, s.Source, err))
			continue
		}
		out = append(out, one)
	}
	return out, errors.Join(errs...)
}

// toReread chooses the loads, oldest first. all are newest first, as the store
// gives them.
func toReread(all []data.Snapshot, req ReparseRequest) ([]data.Snapshot, error) {
	if req.Snapshot != 0 {
		i := slices.IndexFunc(all, func(s data.Snapshot) bool { return s.ID == req.Snapshot && s.Source == req.Source })
		switch {
		case i < 0:
			return nil, fmt.Errorf("snapshot %d of %s: %w", req.Snapshot, req.Source, data.ErrNotFound)
		case len(all[i].Raw) == 0:
			return nil, fmt.Errorf("snapshot %d of %s %w: its figures came with the program; import the publisher's file", req.Snapshot, req.Source, ErrNoBytes)
		}
		return all[i : i+1], nil
	}
	var out []data.Snapshot
	taken := map[int64]bool{} // bytes, by the load that brought them
	for _, s := range slices.Backward(all) {
		if s.Source == req.Source && len(s.Raw) > 0 && !taken[firstReading(s)] && later(all, s, s.Scope) == 0 {
			taken[firstReading(s)] = true
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no load of %s that stands %w; wsiswatch raw list shows what is kept", req.Source, ErrNoBytes)
	}
	return out, nil
}

// later is a load after s that speaks for some of a scope; 0 if there is none.
// Other readings of the same bytes do not count.
func later(all []data.Snapshot, s data.Snapshot, scope data.Scope) int64 {
	for _, o := range all {
		if o.ID > s.ID && o.Source == s.Source && firstReading(o) != firstReading(s) && o.Scope.Meets(scope) {
			return o.ID
		}
	}
	return 0
}

// firstReading is the snapshot that brought the bytes of s.
func firstReading(s data.Snapshot) int64 { return or(s.Origin.Reread, s.ID) }

func (c *Collector) rereadOne(ctx context.Context, spec Spec, s data.Snapshot, all []data.Snapshot) (Reparsed, error) {
	r := data.Run{Source: spec.ID, Trigger: data.Reparse, Started: c.Now()}
	out := Reparsed{Of: s}
	s.Origin.Reread = firstReading(s)
	// A code that no indicator uses any more is not withdrawn for that.
	wanted := c.wanted(spec)
	s.Scope.Codes = slices.DeleteFunc(slices.Clone(s.Scope.Codes), func(code string) bool { return !slices.Contains(wanted, code) })
	l, err := c.reparse(ctx, spec, kept{s.Origin, s.Scope, s.Raw})
	if by := later(all, s, l.Scope); err == nil && by != 0 {
		err = superseded{s.ID, by}
	}
	out.Counts = counts(l)
	l.Origin = s.Origin
	l.Origin.Collector = c.parser(spec)
	out.Run, err = c.record(context.WithoutCancel(ctx), r, spec, l, err)
	if err == nil && c.DryRun && out.Run.Outcome != data.Unchanged {
		out.Changes, err = c.differences(ctx, l)
	}
	return out, err
}

// differences are what saving a load would change.
func (c *Collector) differences(ctx context.Context, l data.Load) (out []data.Change, err error) {
	var now []data.Series
	err = c.stored(ctx, l.Source, l.Scope.Codes, func(s data.Series) {
		outside := func(p data.Point) bool { return p.Year < l.Scope.From || p.Year > l.Scope.To }
		if s.Points = slices.DeleteFunc(s.Points, outside); l.Scope.Areas == nil || slices.Contains(l.Scope.Areas, s.Area) {
			now = append(now, s)
		}
	})
	if err != nil {
		return nil, err
	}
	err = data.Compare(now, data.Ordered(l.Series), func(c data.Change) error {
		c.By = data.Reading
		out = append(out, c)
		return nil
	})
	return out, err
}

// markReread says of a load whose bytes are those of the load that it would
// replace, read by another parser, that it is another reading of them.
func (c *Collector) markReread(ctx context.Context, l *data.Load) error {
	if l.Origin.SHA256 == "" || l.Origin.Ours() {
		return nil
	}
	snapshots, err := c.Store.Snapshots(ctx, 0)
	if err != nil {
		return fmt.Errorf("look up the snapshots of %s: %w", l.Source, err)
	}
	for _, s := range snapshots { // newest first
		if s.Source != l.Source || !s.Scope.Meets(l.Scope) {
			continue
		}
		if s.Origin.SHA256 == l.Origin.SHA256 && s.Origin.Collector != l.Origin.Collector {
			l.Origin.Reread = firstReading(s)
		}
		return nil
	}
	return nil
}
