package storetest

import (
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// wasBefore leads one figure through every sort of change. Each step is a load
// and what the figure was before its last revision, as of then.
func wasBefore(t *testing.T, s data.Store) {
	never, missing := at("A", "KEN", 2021, 7), at("A", "KEN", 2020, nan())
	missing.Status, missing.Decimals = data.Missing, -1
	value := func(v float64, note string) []data.Observation {
		o := at("A", "KEN", 2020, v)
		o.Note = note
		return []data.Observation{o, never}
	}
	steps := []struct {
		name string
		obs  []data.Observation
		out  data.Outcome
		was  *float64
	}{
		{"first", value(40, ""), data.Changed, nil},
		{"unchanged before any revision", value(40, ""), data.Unchanged, nil},
		{"a new mark", value(40, "estimate"), data.Changed, nil},
		{"revised", value(30, "estimate"), data.Changed, number(40)},
		{"unchanged after it", value(30, "estimate"), data.Unchanged, number(40)},
		{"a new mark after it", value(30, ""), data.Changed, number(40)},
		{"revised again", value(20, ""), data.Changed, number(30)},
		{"withdrawn", []data.Observation{never}, data.Changed, nil},
		{"back as it was", value(20, ""), data.Changed, number(30)},
		{"withdrawn again", []data.Observation{never}, data.Changed, nil},
		{"back as another", value(10, ""), data.Changed, number(20)},
		{"missing", []data.Observation{missing, never}, data.Changed, number(10)},
		{"given after all", value(5, ""), data.Changed, number(10)},
		{"nothing", value(0, ""), data.Changed, number(5)},
		{"back to what it once was", value(40, ""), data.Changed, number(0)},
	}
	ids := make([]int64, len(steps))
	for i, step := range steps {
		r := save(t, s, load([]string{"A"}, step.obs...), step.out)
		ids[i] = latest(t, s)
		if step.out == data.Changed && r.Snapshot != ids[i] {
			t.Fatalf("%s: snapshot %d, latest %d", step.name, r.Snapshot, ids[i])
		}
	}
	for i, step := range steps { // after all of them: as of an older snapshot, too
		points := read(t, s, ids[i], data.Query{Area: "KEN"})[0].Points
		if len(points) != len(step.obs) {
			t.Fatalf("%s: %+v", step.name, points)
		}
		if last := points[len(points)-1]; last.Was != nil {
			t.Errorf("%s: the other year was %v before it was revised, which it never was", step.name, *last.Was)
		}
		if len(points) == 1 {
			continue
		}
		switch got := points[0].Was; {
		case (got == nil) != (step.was == nil):
			t.Errorf("%s: was %v, want %v", step.name, got, step.was)
		case got != nil && *got != *step.was:
			t.Errorf("%s: was %v, want %v", step.name, *got, *step.was)
		}
	}
	ownYears(t, s)
}

// ownYears guards the border of two series: the last year of one and the first
// of the next may be the same year.
func ownYears(t *testing.T, s data.Store) {
	obs := []data.Observation{at("B", "ALB", 2020, 1), at("B", "KEN", 2020, 2)}
	r := save(t, s, load([]string{"B"}, obs...), data.Changed)
	for _, v := range read(t, s, r.Snapshot, data.Query{Codes: []string{"B"}}) {
		if p := v.Points[0]; p.Was != nil {
			t.Errorf("%s was %v: that is another area's", v.Area, *p.Was)
		}
	}
}

func number(v float64) *float64 { return &v }
