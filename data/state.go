package data

import (
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

// StateOn gives the last state that holds nothing published after a day: all
// snapshots up to it were published by then. A load without a publication date
// counts by the day on which it was stored. Days of publication are asked, not
// those of storing, because the shipped figures are stored at the first start,
// years after most of them came out. 0 where the first is later.
func StateOn(snapshots []Snapshot, day Date) (state int64) {
	ascending := slices.SortedFunc(slices.Values(snapshots), func(a, b Snapshot) int { return int(a.ID - b.ID) })
	for _, s := range ascending {
		if s.Day().After(day.Time) {
			break
		}
		state = s.ID
	}
	return state
}

// Day on which the figures of a snapshot were published, or stored where the
// publisher's date is not known.
func (s Snapshot) Day() Date {
	if s.Origin.Published.IsZero() {
		return DateOf(s.Committed)
	}
	return s.Origin.Published
}
