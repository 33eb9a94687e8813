package collector

import (
	"context"
	"fmt"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// AcceptHold takes a waiting load after all: its kept bytes are parsed again,
// with the parser of today, and saved without the checks that held it.
func (c *Collector) AcceptHold(ctx context.Context, id int64) (data.Run, error) {
	h, err := c.waiting(ctx, id)
	if err != nil {
		return data.Run{}, err
	}
	spec, err := c.spec(h.Source)
	if err != nil {
		return data.Run{}, err
	}
	r := data.Run{Source: h.Source, Trigger: ByReview, Started: c.Now()}
	l, err := c.reparse(ctx, spec, kept{h.Origin, h.Scope, h.Raw})
	if err != nil {
		return data.Run{}, fmt.Errorf("read the kept bytes of hold %d again: %w", id, err)
	}
	if l.Older, err = c.wasOlder(ctx, h); err != nil {
		return data.Run{}, err
	}
	r.Origin, r.Counts, r.Finished = l.Origin, counts(l), c.Now()
	ctx = context.WithoutCancel(ctx)
	saved, err := c.Store.Save(ctx, r, l, nil)
	if err != nil {
		return r, fmt.Errorf("save hold %d of %s: %w", id, h.Source, err)
	}
	if err := c.Store.CloseHold(ctx, id, data.Accepted, ""); err != nil {
		return saved, fmt.Errorf("close hold %d: %w", id, err)
	}
	return saved, nil
}

// RejectHold drops a waiting load; the numbers before it stay. note says why.
func (c *Collector) RejectHold(ctx context.Context, id int64, note string) error {
	if err := c.Store.CloseHold(ctx, id, data.Rejected, note); err != nil {
		return fmt.Errorf("reject hold %d: %w", id, err)
	}
	return nil
}

func (c *Collector) waiting(ctx context.Context, id int64) (data.Hold, error) {
	holds, err := c.Store.Holds(ctx, data.Waiting)
	if err != nil {
		return data.Hold{}, fmt.Errorf("list waiting holds: %w", err)
	}
	i := slices.IndexFunc(holds, func(h data.Hold) bool { return h.ID == id })
	if i < 0 {
		return data.Hold{}, fmt.Errorf("waiting hold %d: %w", id, data.ErrNotFound)
	}
	return holds[i], nil
}

// kept is a load that was stored or held, as its bytes can be read again.
type kept struct {
	origin data.Origin
	scope  data.Scope
	raw    []string // sha256 of the bytes
}

// reparse reads kept bytes. The load speaks at least for what it spoke for when
// they came.
func (c *Collector) reparse(ctx context.Context, spec Spec, k kept) (l data.Load, err error) {
	defer recovered(&err)
	b := newBatch(spec.ID, k.origin)
	areas := data.NewResolver(c.Catalog.Areas())
	for _, s := range k.raw {
		raw, err := c.Store.Raw(ctx, s)
		if err != nil {
			return l, fmt.Errorf("bytes %s: %w", s, err)
		}
		b.l.Raw[s] = raw
		p, err := Parse(spec, areas, c.wanted(spec), k.origin.Format, File{Name: nameOf(k.origin.File, k.raw, s), Bytes: raw})
		if err != nil {
			return l, err
		}
		b.add(p)
	}
	b.speaksFor(k.scope)
	l = b.load()
	ofOneArea(spec, &l)
	// The order of the bytes is not kept, so the sum over them is not made anew.
	l.Origin = k.origin
	l.Origin.Collector = c.parser(spec)
	return l, checkLoad(l, c.Now().Year())
}

// wasOlder says whether the load was let in although a newer one was stored
// before it: then it may still be accepted.
func (c *Collector) wasOlder(ctx context.Context, h data.Hold) (bool, error) {
	snapshots, err := c.Store.Snapshots(ctx, 0)
	if err != nil {
		return false, fmt.Errorf("look up the snapshots of %s: %w", h.Source, err)
	}
	return slices.ContainsFunc(snapshots, func(s data.Snapshot) bool {
		return s.Source == h.Source && s.Run < h.Run && sameCodes(s.Scope, h.Scope) &&
			s.Origin.Published.After(h.Origin.Published.Time)
	}), nil
}
