package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// changes compares states: what came, what was revised, what went, and nothing
// that is the same in both though it changed in between.
func changes(t *testing.T, s data.Store) {
	first := save(t, s, load([]string{"A", "B"}, at("A", "KEN", 2020, 1), at("A", "KEN", 2021, 2), at("A", "UGA", 2020, 3), at("B", "KEN", 2020, 4)), data.Changed)
	second := save(t, s, load([]string{"A"}, at("A", "ALB", 2020, 9), at("A", "KEN", 2020, 1.5), at("A", "KEN", 2022, 7)), data.Changed)
	third := save(t, s, load([]string{"A"}, at("A", "ALB", 2020, 9), at("A", "KEN", 2020, 1), at("A", "KEN", 2022, 7)), data.Changed)
	for _, c := range []struct {
		name     string
		from, to int64
		q        data.Query
		want     string
	}{
		{"from nothing", 0, first.Snapshot, data.Query{}, "added A KEN 2020, added A KEN 2021, added A UGA 2020, added B KEN 2020"},
		{"one load", first.Snapshot, second.Snapshot, data.Query{},
			"added A ALB 2020, revised A KEN 2020 1->1.5 (50%), withdrawn A KEN 2021, added A KEN 2022, withdrawn A UGA 2020"},
		{"there and back", first.Snapshot, third.Snapshot, data.Query{}, "added A ALB 2020, withdrawn A KEN 2021, added A KEN 2022, withdrawn A UGA 2020"},
		{"one area", first.Snapshot, third.Snapshot, data.Query{Area: "UGA"}, "withdrawn A UGA 2020"},
		{"a code that nobody loaded", first.Snapshot, third.Snapshot, data.Query{Source: "src", Codes: []string{"B"}}, ""},
		{"another source", 0, third.Snapshot, data.Query{Source: "other"}, ""},
		{"the same state", third.Snapshot, third.Snapshot, data.Query{}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			err := data.Changes(bg, s, c.from, c.to, c.q, func(v data.Change) error {
				got = append(got, line(v))
				return nil
			})
			if all := strings.Join(got, ", "); err != nil || all != c.want {
				t.Errorf("%v\n got %s\nwant %s", err, all, c.want)
			}
		})
	}
	full := errors.New("full")
	if err := data.Changes(bg, s, 0, third.Snapshot, data.Query{}, func(data.Change) error { return full }); !errors.Is(err, full) {
		t.Errorf("an error of yield is lost: %v", err)
	}
}

func line(c data.Change) string {
	out := fmt.Sprintf("%s %s %s %d", c.Kind(), c.Code, c.Area, c.Year)
	if p, ok := c.Percent(); ok {
		out += fmt.Sprintf(" %v->%v (%.0f%%)", c.Old.Value, c.New.Value, p)
	}
	return out
}
