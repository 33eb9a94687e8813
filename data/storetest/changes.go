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
			"added A ALB 2020, revised A KEN 2020 1->1.5 (50%), withdrawn A KEN 2021 by 2, added A KEN 2022, withdrawn A UGA 2020 by 2"},
		{"there and back", first.Snapshot, third.Snapshot, data.Query{}, "added A ALB 2020, withdrawn A KEN 2021 by 2, added A KEN 2022, withdrawn A UGA 2020 by 2"},
		{"one area", first.Snapshot, third.Snapshot, data.Query{Area: "UGA"}, "withdrawn A UGA 2020 by 2"},
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
	if c.Kind() == data.Removed {
		out += fmt.Sprintf(" by %d", c.Snapshot)
	}
	if c.By != data.Publisher {
		out += " (" + string(c.By) + ")"
	}
	return out
}

// rereadings tells what the publisher changed from what another reading of the
// same bytes did, in changes and in what a figure was before its last revision.
func rereadings(t *testing.T, s data.Store) {
	first := save(t, s, load([]string{"A"}, at("A", "KEN", 2019, 1), at("A", "KEN", 2020, 10), at("A", "UGA", 2020, 5), at("A", "UGA", 2021, 6)), data.Changed)
	again := load([]string{"A"}, at("A", "KEN", 2019, 1), at("A", "KEN", 2020, 1000), at("A", "UGA", 2020, 5))
	again.Origin.Reread = first.Snapshot
	second := save(t, s, again, data.Changed)
	third := save(t, s, load([]string{"A"}, at("A", "KEN", 2019, 2), at("A", "KEN", 2020, 1100), at("A", "UGA", 2020, 5)), data.Changed)
	for _, c := range []struct {
		name     string
		from, to int64
		want     string
	}{
		{"the re-reading", first.Snapshot, second.Snapshot, "revised A KEN 2020 10->1000 (9900%) (reading), withdrawn A UGA 2021 by 2 (reading)"},
		{"the next release", second.Snapshot, third.Snapshot, "revised A KEN 2019 1->2 (100%), revised A KEN 2020 1000->1100 (10%)"},
		{"both", first.Snapshot, third.Snapshot, "revised A KEN 2019 1->2 (100%), revised A KEN 2020 10->1100 (10900%) (both), withdrawn A UGA 2021 by 2 (reading)"},
	} {
		var got []string
		err := data.Changes(bg, s, c.from, c.to, data.Query{}, func(v data.Change) error {
			got = append(got, line(v))
			return nil
		})
		if all := strings.Join(got, ", "); err != nil || all != c.want {
			t.Errorf("%s: %v\n got %s\nwant %s", c.name, err, all, c.want)
		}
	}
	for _, c := range []struct {
		snapshot int64
		was      *float64
	}{{second.Snapshot, nil}, {third.Snapshot, number(1000)}} {
		p := read(t, s, c.snapshot, data.Query{Area: "KEN"})[0].Points[1]
		if (p.Was == nil) != (c.was == nil) || p.Was != nil && *p.Was != *c.was {
			t.Errorf("as of %d the figure was %v, want %v", c.snapshot, p.Was, c.was)
		}
	}
	if list, err := s.Snapshots(bg, second.Snapshot); err != nil || list[0].Origin.Reread != first.Snapshot || !list[0].Origin.Ours() || list[1].Origin.Ours() {
		t.Errorf("snapshots %+v, %v", list, err)
	}
}

// tombstones are told where they are asked for, with the load that made them.
func tombstones(t *testing.T, s data.Store) {
	save(t, s, load([]string{"A"}, at("A", "KEN", 2020, 1), at("A", "KEN", 2021, 2), at("A", "UGA", 2020, 3)), data.Changed)
	second := save(t, s, load([]string{"A"}, at("A", "KEN", 2021, 2)), data.Changed)
	var got []string
	for _, v := range read(t, s, second.Snapshot, data.Query{Withdrawn: true}) {
		for _, p := range v.Points {
			got = append(got, fmt.Sprintf("%s %d %s by %d", v.Area, p.Year, p.Status, p.Snapshot))
		}
	}
	if all := strings.Join(got, ", "); all != "KEN 2020 W by 2, KEN 2021 A by 1, UGA 2020 W by 2" {
		t.Errorf("got %s", all)
	}
}

// rereadKept: what another reading says of a source is neither its last run nor
// a reason to drop a held release.
func rereadKept(t *testing.T, s data.Store) {
	first := save(t, s, load([]string{"A"}, at("A", "KEN", 2020, 1)), data.Changed)
	waiting := func(data.Diff) []string { return []string{"looks wrong"} }
	next := load([]string{"A"}, at("A", "KEN", 2020, 9))
	held := saveJudged(t, s, next, waiting, data.Held)
	again := load([]string{"A"}, at("A", "KEN", 2020, 2))
	again.Origin.Reread = first.Snapshot
	again.Origin.SHA256 = sum([]byte("one"))
	doubted, err := s.Save(bg, data.Run{Trigger: data.Reparse, Source: "src"}, again, waiting)
	if err != nil || doubted.Outcome != data.Held {
		t.Fatalf("%+v, %v", doubted, err)
	}
	again.Series[0].Points[0].Value = 3
	if _, err := s.Save(bg, data.Run{Trigger: data.Reparse, Source: "src"}, again, func(data.Diff) []string { return nil }); err != nil {
		t.Fatal(err)
	}
	holds, err := s.Holds(bg, data.Waiting)
	if err != nil || len(holds) != 1 || holds[0].ID != held.Hold {
		t.Errorf("waiting %+v, %v; want the held release alone", holds, err)
	}
	if last, err := s.LastRun(bg, "src"); err != nil || last.ID != held.ID {
		t.Errorf("last run %+v, %v; want %d", last, err, held.ID)
	}
}
