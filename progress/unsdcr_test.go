package progress

import (
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func TestUNSDCRClasses(t *testing.T) {
	line := func(base, latest float64) []Point { return points(map[int]float64{2015: base, 2025: latest}) }
	for _, x := range []struct {
		name  string
		c     Case
		class Class
		why   Reason
	}{
		// From 1 to 8 in 15 years is doubling every five: 4 after ten is a ratio of 1.
		{"as needed", Case{Points: line(1, 4), Target: num(8)}, OnTrack, ""},
		{"under 0.95", Case{Points: line(1, 3.7), Target: num(8)}, Fair, ""},
		{"under 0.5", Case{Points: line(1, 1.8), Target: num(8)}, Limited, ""},
		{"a small fall is limited", Case{Points: line(1, 0.9), Target: num(8)}, Limited, ""},
		{"under -0.1", Case{Points: line(1, 0.8), Target: num(8)}, Deterioration, ""},
		{"a fall that is wanted", Case{Direction: data.Down, Points: line(8, 2), Target: num(1)}, OnTrack, ""},
		{"met at 95 is not met here", Case{Points: line(90, 96), Target: num(100), MetAt: 95}, Fair, ""},
		{"met in full", Case{Points: line(90, 100), Target: num(100), MetAt: 95}, TargetMet, ""},
		{"had and lost", Case{Points: line(100, 99), Target: num(100), MetAt: 95}, Deterioration, ""},
		{"to nothing", Case{Points: line(5, 0), Target: num(8)}, NoClass, NotJudgeable},
		{"parity on both sides of 1", Case{Direction: data.ToOne, Points: line(0.8, 1.1), Target: num(1)}, NoClass, NotJudgeable},
		{"a target without a date", Case{Points: line(10, 13), Target: num(70), TargetYear: -1}, OnTrack, ""},
		{"too short", Case{Points: points(map[int]float64{2023: 1, 2025: 2}), Target: num(8)}, NoClass, TooShort},
		{"no direction", Case{Direction: data.NoDirection, Points: line(1, 2)}, NoClass, DirectionNone},
	} {
		if x.c.Direction == "" {
			x.c.Direction = data.Up
		}
		if x.c.TargetYear++; x.c.TargetYear > 0 {
			x.c.TargetYear = 2030
		}
		v, err := AssessBy("unsd-cr/1", x.c)
		if err != nil || v.Class != x.class || v.Reason != x.why || v.Method != "unsd-cr/1" {
			t.Errorf("%s: %q (%s) by %s , %v; want %q (%s)", x.name, v.Class, v.Reason, v.Method, err, x.class, x.why)
		}
	}
}

// The ratio is the one that stands beside the default method.
func TestUNSDCRIsTheRatioBeside(t *testing.T) {
	c := Case{Direction: data.Up, Points: points(map[int]float64{2015: 39.9, 2025: 73.6}), Target: num(100), TargetYear: 2030, MetAt: 95}
	v, err := AssessBy("unsd-cr/1", c)
	if beside := Assess(c); err != nil || v.Pace == nil || beside.CR == nil || *v.Pace != *beside.CR || v.Class != beside.CRClass {
		t.Errorf("%v %q, %v; beside the default %v %q", v.Pace, v.Class, err, beside.CR, beside.CRClass)
	}
	if c.MetAt != 95 {
		t.Error("the case was changed")
	}
}

// A successor is taken at its declared number, and the caller's list is left alone.
func TestUNSDCRSuccessor(t *testing.T) {
	next := []data.Benchmark{{ID: "next", Value: num(100), MetAt: 60, Year: 2030, Comparator: data.AtLeast}}
	v, err := AssessBy("unsd-cr/1", Case{
		Direction: data.Up, Points: points(map[int]float64{2015: 40, 2025: 70}), Benchmark: "it",
		Target: num(50), TargetYear: 2020, Successors: next,
	})
	if err != nil || v.Benchmark != "next" || v.Class == TargetMet || len(v.Past) != 1 || next[0].MetAt != 60 {
		t.Errorf("%+v, %v, successor %+v", v, err, next[0])
	}
}

// What was met at 95 by its year was not met in full: no target is left, of the
// case or of its successor.
func TestPastTargetsAsDeclared(t *testing.T) {
	c := Case{
		Direction: data.Up, Points: points(map[int]float64{2015: 90, 2020: 96, 2025: 97}), Benchmark: "it",
		Target: num(100), MetAt: 95, TargetYear: 2020, Comparator: data.AtLeast,
	}
	handed := c
	handed.Target, handed.MetAt, handed.TargetYear = num(50), 0, 2016
	handed.Successors = []data.Benchmark{{ID: "next", Value: num(100), MetAt: 95, Year: 2020, Comparator: data.AtLeast}}
	for name, c := range map[string]Case{"the case's own": c, "handed on": handed} {
		if v := Assess(c); v.Class != TargetMet {
			t.Errorf("%s: %q by the default, want it met at 95", name, v.Class)
		}
		for _, m := range []string{"unsd-cr/1", "eurostat/1"} {
			if v := by(t, m, c); v.Class != Fair || v.Benchmark != data.NoBenchmark {
				t.Errorf("%s: %q of %q by %s, want fair without a target", name, v.Class, v.Benchmark, m)
			}
		}
	}
}
