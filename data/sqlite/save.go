package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/wsiswatch/wsiswatch/data"
)

// Save implements data.Store.
func (s *Store) Save(ctx context.Context, r data.Run, l data.Load, judge func(data.Diff) []string) (data.Run, error) {
	saved, err := s.save(ctx, r, l, judge)
	if err != nil {
		return r, fmt.Errorf("save load of %s: %w", l.Source, err)
	}
	return saved, nil
}

func (s *Store) save(ctx context.Context, r data.Run, l data.Load, judge func(data.Diff) []string) (data.Run, error) {
	if err := ctx.Err(); err != nil {
		return r, err
	}
	// Files are compressed while the rows are compared and written: of a large
	// load that is a fifth of the time.
	var packing errgroup.Group
	var raw []rawRow
	packing.Go(func() (err error) {
		raw, err = s.packRaw(ctx, l.Raw)
		return err
	})
	defer packing.Wait() // its error is looked at before the commit
	incoming, err := prepare(&l)
	if err != nil {
		return r, err
	}
	v := saving{s: s, ctx: ctx, load: l, incoming: incoming, judge: judge}
	v.run = r
	v.run.Source, v.run.Origin = l.Source, l.Origin
	v.run.Counts = data.Counts{Read: l.Read, Kept: data.CountRows(l.Series), Skipped: l.Skipped}
	err = s.writeOn(ctx, func(conn *sql.Conn, tx *sql.Tx) error {
		v.conn, v.tx = conn, tx
		if err := errors.Join(v.do(), packing.Wait()); err != nil || v.run.Outcome == data.Unchanged {
			return err
		}
		return insertRaw(v.quiet(), tx, raw)
	})
	if errors.Is(err, errTrial) {
		return v.run, nil
	}
	if err != nil {
		return r, err
	}
	s.checkpoint(ctx)
	return v.run, nil
}

// errTrial takes the transaction of a trial back when it has told what it would do.
var errTrial = errors.New("a trial is not to be written")

// saving is one Save within its transaction.
type saving struct {
	s        *Store
	ctx      context.Context
	conn     *sql.Conn // that of tx
	tx       *sql.Tx
	run      data.Run
	load     data.Load
	incoming []data.Series // as prepare gives them
	judge    func(data.Diff) []string
}

// quiet is the context of statements: see Store.write.
func (v *saving) quiet() context.Context { return context.WithoutCancel(v.ctx) }

func (v *saving) do() error {
	if err := v.refuseOlder(); err != nil {
		return err
	}
	d, err := v.compare()
	if err != nil {
		return err
	}
	var reasons []string
	if v.judge != nil && len(d.changes) > 0 {
		reasons = v.judge(d.diff())
	}
	if v.load.Trial {
		return v.tell(d, reasons)
	}
	if len(d.changes) == 0 {
		return v.finish(data.Unchanged)
	}
	if len(reasons) > 0 {
		return v.hold(reasons)
	}
	v.run.Counts.Added, v.run.Counts.Revised, v.run.Counts.Withdrawn = d.added, d.revised, d.withdrawn
	if err := v.finish(data.Changed); err != nil {
		return err
	}
	return v.commitChanges(d)
}

// tell says what the load would do.
func (v *saving) tell(d *comparison, reasons []string) error {
	v.run.Counts.Added, v.run.Counts.Revised, v.run.Counts.Withdrawn = d.added, d.revised, d.withdrawn
	v.run.Outcome, v.run.Error = data.Changed, strings.Join(reasons, "; ")
	switch {
	case len(d.changes) == 0:
		v.run.Outcome = data.Unchanged
	case len(reasons) > 0:
		v.run.Outcome = data.Held
	}
	return errTrial
}

// finish records the run and what it means for the holds that wait.
func (v *saving) finish(o data.Outcome) (err error) {
	v.run.Outcome = o
	if v.run.ID, err = v.s.insertRun(v.quiet(), v.tx, &v.run); err != nil {
		return err
	}
	return v.supersede()
}

func (v *saving) commitChanges(d *comparison) error {
	id, err := v.insertSnapshot()
	if err != nil {
		return fmt.Errorf("record snapshot: %w", err)
	}
	v.run.Snapshot = id
	return v.insertChanges(id, d)
}

// refuseOlder compares the publisher's date with that of the newest dated
// snapshot that speaks for some of the same codes.
func (v *saving) refuseOlder() error {
	if v.load.Older || v.load.Origin.Published.IsZero() {
		return nil
	}
	list, err := readSnapshots(v.quiet(), v.tx, always, v.load.Source)
	if err != nil {
		return fmt.Errorf("read snapshots: %w", err)
	}
	for _, sn := range list {
		if sn.Origin.Published.IsZero() || !sn.Scope.Meets(v.load.Scope) {
			continue
		}
		if v.load.Origin.Published.Before(sn.Origin.Published.Time) {
			return fmt.Errorf("%w: this load %s, snapshot %d %s", data.ErrOlder, v.load.Origin.Published, sn.ID, sn.Origin.Published)
		}
		return nil
	}
	return nil
}

func set(list []string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, v := range list {
		m[v] = true
	}
	return m
}

func (v *saving) hold(reasons []string) error {
	if err := v.finish(data.Held); err != nil {
		return err
	}
	id, err := v.insertHold(reasons)
	if err != nil {
		return fmt.Errorf("record hold: %w", err)
	}
	v.run.Hold = id
	return nil
}

// supersede closes the waiting holds that this load makes pointless: those of
// its source for some of its codes that are not published later. The very bytes
// of a hold saved without a judge are how a person accepts it; that one is left
// for CloseHold. Another reading of old bytes is no news of the publisher: it
// takes the place of other readings only.
func (v *saving) supersede() error {
	list, err := readHolds(v.quiet(), v.tx, data.Waiting)
	if err != nil {
		return fmt.Errorf("read holds: %w", err)
	}
	o := v.load.Origin
	for _, h := range list {
		later := !o.Published.IsZero() && h.Origin.Published.After(o.Published.Time)
		accepted := v.judge == nil && o.SHA256 != "" && h.Origin.SHA256 == o.SHA256
		if h.Source != v.load.Source || later || accepted || o.Ours() && !h.Origin.Ours() || !h.Scope.Meets(v.load.Scope) {
			continue
		}
		note := fmt.Sprintf("superseded by run %d", v.run.ID)
		if _, err := closeHold(v.quiet(), v.tx, h.ID, data.Superseded, v.s.Now().Unix(), note); err != nil {
			return fmt.Errorf("supersede hold %d: %w", h.ID, err)
		}
	}
	return nil
}
