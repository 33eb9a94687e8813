package data

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// StateOf gives the snapshot whose state a word names: its number (0 is the
// state before the first), a day as YYYY-MM-DD, see StateOn, or the name of a
// vintage. Snapshots after latest do not exist for it. It returns ErrNotFound
// with what to do about it.
func StateOf(ctx context.Context, r Reader, word string, latest int64) (int64, error) {
	if id, err := strconv.ParseInt(word, 10, 64); err == nil {
		return withinLatest(id, latest, fmt.Sprintf("snapshot %d", id))
	}
	if day, err := ParseDate(word); err == nil && word != "" {
		if latest == 0 { // for the store, 0 asks for all
			return 0, nil
		}
		snapshots, err := r.Snapshots(ctx, latest)
		if err != nil {
			return 0, fmt.Errorf("list snapshots: %w", err)
		}
		return StateOn(snapshots, day), nil
	}
	v, err := r.Vintage(ctx, word)
	if errors.Is(err, ErrNotFound) {
		return 0, fmt.Errorf("state %q: %w; name a snapshot by its number, a vintage, or a day as YYYY-MM-DD", word, ErrNotFound)
	}
	if err != nil {
		return 0, fmt.Errorf("find state %q: %w", word, err)
	}
	return withinLatest(v.Snapshot, latest, fmt.Sprintf("snapshot %d of the vintage %q", v.Snapshot, word))
}

func withinLatest(id, latest int64, what string) (int64, error) {
	if id < 0 || id > latest {
		return 0, fmt.Errorf("%s: %w; the newest is %d", what, ErrNotFound, latest)
	}
	return id, nil
}

// StateOn gives the state on a day: the last snapshot that was stored by its
// end in UTC. On days before the first was stored, publication takes the place
// of storing, because the shipped figures are stored at the first start, years
// after most of them came out: the last state that holds nothing published
// after the day. 0 where there is none.
func StateOn(snapshots []Snapshot, day Date) (state int64) {
	ascending := slices.SortedFunc(slices.Values(snapshots), func(a, b Snapshot) int { return cmp.Compare(a.ID, b.ID) })
	for _, s := range ascending {
		if DateOf(s.Committed).After(day.Time) {
			break
		}
		state = s.ID
	}
	if state > 0 {
		return state
	}
	for _, s := range ascending {
		if s.Origin.Published.IsZero() || s.Origin.Published.After(day.Time) {
			break
		}
		state = s.ID
	}
	return state
}
