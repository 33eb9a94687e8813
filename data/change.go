package data

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
)

// ChangeKind says what happened to a figure between two states.
type ChangeKind string

// The kinds of change.
const (
	Added     ChangeKind = "added"
	Revised   ChangeKind = "revised" // value, status, bound, decimals or note
	Removed   ChangeKind = "withdrawn"
	Unaltered ChangeKind = ""
)

// Author says who made a figure another: the publisher, or we, who read the
// same bytes again.
type Author string

// The authors of a change.
const (
	Publisher Author = "publisher"
	Reading   Author = "reading"
	Both      Author = "both" // the publisher and our re-reading, one after the other
)

// Change is a figure that two states of a store do not have in common. Old and
// New are nil where the state has no such row.
type Change struct {
	Key
	Year     int
	Old, New *Point
	Snapshot int64  // the load that made it what it is, or withdrew it
	By       Author // of all that happened to it between the two states
}

// Kind of the change.
func (c Change) Kind() ChangeKind {
	switch {
	case c.Old == nil && c.New == nil:
		return Unaltered
	case c.Old == nil:
		return Added
	case c.New == nil:
		return Removed
	}
	return Revised
}

// Percent is the change of the value in per cent of the old one. ok is false
// where one of them has no value, or the old one is zero.
func (c Change) Percent() (percent float64, ok bool) {
	if c.Old == nil || c.New == nil || !c.Old.Has() || !c.New.Has() || c.Old.Value == 0 {
		return 0, false
	}
	return 100 * (c.New.Value/c.Old.Value - 1), true
}

// Changes calls yield with each figure that differs between the states as of
// two snapshots, in Key order, then by year. It reads the codes that a snapshot
// between them speaks for, and nothing else. An error of yield ends the walk
// and is returned.
func Changes(ctx context.Context, r Reader, from, to int64, q Query, yield func(Change) error) error {
	w := walk{ctx: ctx, r: r, from: from, to: to, reread: map[int64]bool{}}
	codes, err := w.touched(q)
	if err != nil {
		return err
	}
	for _, source := range slices.Sorted(maps.Keys(codes)) {
		for _, code := range slices.Sorted(maps.Keys(codes[source])) {
			one := Query{Source: source, Codes: []string{code}, Area: q.Area}
			before, err := w.seriesOf(from, one)
			if err != nil {
				return err
			}
			one.Withdrawn = true // they say which load withdrew them
			after, err := w.seriesOf(to, one)
			if err != nil {
				return err
			}
			loads := codes[source][code]
			err = Compare(before, after, func(c Change) error {
				by, err := w.author(c, loads)
				if err != nil {
					return err
				}
				c.By = by
				return yield(c)
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// walk is one comparison of two states.
type walk struct {
	ctx      context.Context
	r        Reader
	from, to int64
	reread   map[int64]bool // snapshots that only read old bytes again
}

// touches counts the loads between the states that speak for a code.
type touches struct{ published, reread int }

// touched are the codes, by source, that a snapshot after from speaks for.
func (w walk) touched(q Query) (map[string]map[string]*touches, error) {
	snapshots, err := w.r.Snapshots(w.ctx, w.to)
	if err != nil {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	out := map[string]map[string]*touches{}
	for _, s := range snapshots {
		if s.ID <= w.from || q.Source != "" && s.Source != q.Source {
			continue
		}
		if out[s.Source] == nil {
			out[s.Source] = map[string]*touches{}
		}
		w.reread[s.ID] = s.Origin.Ours()
		for _, code := range s.Scope.Codes {
			if len(q.Codes) == 0 || slices.Contains(q.Codes, code) {
				out[s.Source][code] = out[s.Source][code].add(s.Origin.Ours())
			}
		}
	}
	return out, nil
}

func (t *touches) add(ours bool) *touches {
	if t == nil {
		t = &touches{}
	}
	if ours {
		t.reread++
	} else {
		t.published++
	}
	return t
}

// author of a change. Only where a code was both published and read again has
// the history of the figure to be asked.
func (w walk) author(c Change, t *touches) (Author, error) {
	switch {
	case t.reread == 0:
		return Publisher, nil
	case t.published == 0:
		return Reading, nil
	}
	history, err := w.r.History(w.ctx, c.Key)
	if err != nil {
		return "", err
	}
	var published, reread bool
	for _, p := range history {
		if p.Year == c.Year && p.Snapshot > w.from && p.Snapshot <= w.to {
			reread = reread || w.reread[p.Snapshot]
			published = published || !w.reread[p.Snapshot]
		}
	}
	switch {
	case !reread:
		return Publisher, nil
	case !published:
		return Reading, nil
	}
	return Both, nil
}

func (w walk) seriesOf(asOf int64, q Query) (out []Series, err error) {
	if asOf == 0 { // before the first snapshot there was nothing
		return nil, nil
	}
	err = w.r.Series(w.ctx, asOf, q, func(s Series) error {
		out = append(out, s)
		return nil
	})
	return out, err
}

// Compare walks two lists of series in Key order side by side and calls yield
// with each figure that differs. A withdrawn point counts as none, and names
// the load that withdrew it.
func Compare(before, after []Series, yield func(Change) error) error {
	for len(before) > 0 || len(after) > 0 {
		order := 0
		switch {
		case len(before) == 0:
			order = 1
		case len(after) == 0:
			order = -1
		default:
			order = before[0].Compare(after[0].Key)
		}
		var old, now Series
		if order <= 0 {
			old, before = before[0], before[1:]
		}
		if order >= 0 {
			now, after = after[0], after[1:]
		}
		key := cmp.Or(old.Key, now.Key)
		if err := comparePoints(key, old.Points, now.Points, yield); err != nil {
			return err
		}
	}
	return nil
}

func comparePoints(k Key, old, now []Point, yield func(Change) error) error {
	for len(old) > 0 || len(now) > 0 {
		c := Change{Key: k}
		if len(old) > 0 && (len(now) == 0 || old[0].Year <= now[0].Year) {
			c.Old, c.Year = &old[0], old[0].Year
		}
		if len(now) > 0 && (len(old) == 0 || now[0].Year <= old[0].Year) {
			c.New, c.Year, c.Snapshot = &now[0], now[0].Year, now[0].Snapshot
		}
		if c.Old != nil {
			old = old[1:]
		}
		if c.New != nil {
			now = now[1:]
		}
		if c.New != nil && c.New.Status == Withdrawn {
			c.New = nil
		}
		if kind := c.Kind(); kind == Unaltered || kind == Revised && c.Old.Same(*c.New) {
			continue
		}
		if err := yield(c); err != nil {
			return err
		}
	}
	return nil
}
