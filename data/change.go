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

// Change is a figure that two states of a store do not have in common. Old and
// New are nil where the state has no such row.
type Change struct {
	Key
	Year     int
	Old, New *Point
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
	codes, err := touched(ctx, r, from, to, q)
	if err != nil {
		return err
	}
	for _, source := range slices.Sorted(maps.Keys(codes)) {
		list := slices.Compact(slices.Sorted(slices.Values(codes[source])))
		for _, code := range list {
			one := Query{Source: source, Codes: []string{code}, Area: q.Area}
			before, err := seriesOf(ctx, r, from, one)
			if err != nil {
				return err
			}
			after, err := seriesOf(ctx, r, to, one)
			if err != nil {
				return err
			}
			if err := compare(before, after, yield); err != nil {
				return err
			}
		}
	}
	return nil
}

// touched are the codes, by source, that a snapshot after from speaks for.
func touched(ctx context.Context, r Reader, from, to int64, q Query) (map[string][]string, error) {
	snapshots, err := r.Snapshots(ctx, to)
	if err != nil {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	out := map[string][]string{}
	for _, s := range snapshots {
		if s.ID <= from || q.Source != "" && s.Source != q.Source {
			continue
		}
		for _, code := range s.Scope.Codes {
			if len(q.Codes) == 0 || slices.Contains(q.Codes, code) {
				out[s.Source] = append(out[s.Source], code)
			}
		}
	}
	return out, nil
}

func seriesOf(ctx context.Context, r Reader, asOf int64, q Query) (out []Series, err error) {
	if asOf == 0 { // before the first snapshot there was nothing
		return nil, nil
	}
	err = r.Series(ctx, asOf, q, func(s Series) error {
		out = append(out, s)
		return nil
	})
	return out, err
}

// compare walks two sorted lists of series side by side.
func compare(before, after []Series, yield func(Change) error) error {
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
			c.New, c.Year = &now[0], now[0].Year
		}
		if c.Old != nil {
			old = old[1:]
		}
		if c.New != nil {
			now = now[1:]
		}
		if c.Kind() == Revised && c.Old.Same(*c.New) {
			continue
		}
		if err := yield(c); err != nil {
			return err
		}
	}
	return nil
}
