package progress

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func TestReached(t *testing.T) {
	users := map[int]float64{2015: 39.9, 2016: 43.6, 2017: 46.3, 2018: 49.4, 2019: 53.9, 2020: 60.1, 2021: 63.8, 2022: 67, 2023: 69.2, 2024: 71.2, 2025: 73.6}
	world := Case{Benchmark: "it", Direction: data.Up, Points: points(users), Target: num(100), MetAt: 95, TargetYear: 2030}
	even := Case{Benchmark: "it", Direction: data.Up, Points: points(map[int]float64{2015: 0, 2025: 50}), Target: num(75), TargetYear: 2030}
	over, undated, flat := even, even, even
	over.Comparator, undated.TargetYear = data.Over, 0
	flat.Points = points(map[int]float64{2015: 50, 2025: 50})
	full := even
	full.Points, full.Target, full.Bounds = points(map[int]float64{2015: 40, 2025: 80}), num(100), []float64{0, 100}
	slow, free, stale := full, full, full
	slow.Points = points(map[int]float64{2015: 10, 2025: 10.1})
	free.Target, free.TargetYear, free.Benchmark = nil, 0, ""
	stale.Reference = 2031
	met := full
	met.Points = points(map[int]float64{2015: 40, 2025: 100})
	price := Case{Benchmark: "it", Direction: data.Down, Model: data.Compound, Points: points(map[int]float64{2018: 6, 2025: 4.2}), Target: num(2), TargetYear: 2030}
	parity := Case{Benchmark: "it", Direction: data.ToOne, Points: points(map[int]float64{2015: 0.8, 2025: 0.9}), Target: num(1), TargetYear: 2030}
	above, away, fast := parity, parity, parity
	above.Points = points(map[int]float64{2015: 1.25, 2025: 1 / 0.9})
	away.Points = points(map[int]float64{2015: 0.74, 2025: 0.7})
	fast.Points = points(map[int]float64{2015: 0.1, 2025: 0.9})
	for _, x := range []struct {
		name, method string
		c            Case
		year         int
		outlook      Outlook
	}{
		{"to 95, 3.37 a year", "unsd-pace", world, 2032, TooLate},
		{"to 100 by 6.314 per cent", "unsd-cr", world, 2031, TooLate},
		{"to 100 by 6.314 per cent", "eurostat", world, 2031, TooLate},
		{"to 100 by 6.314 per cent", "opensdg-2.4", world, 2031, TooLate},
		{"to 100 from 92.25 in 2030 by 3.396 a year", "escap", world, 2033, TooLate},
		{"exactly", "unsd-pace", even, 2030, InTime},
		{"exactly is not over", "unsd-pace", over, 2031, TooLate},
		{"no date", "unsd-pace", undated, 2030, InTime},
		{"exactly at the bound", "unsd-pace", full, 2030, InTime},
		{"5.6 per cent a year", "unsd-pace", price, 2040, TooLate},
		{"5 per cent a year", "opensdg-2.4", price, 2040, TooLate},
		{"parity from below", "unsd-pace", parity, 2032, TooLate},
		{"parity from above", "unsd-pace", above, 2032, TooLate},
		{"parity from below by its rate", "unsd-cr", parity, 2033, TooLate},
		{"parity from above by its rate", "unsd-cr", above, 2033, TooLate},
		{"parity by its line", "escap", parity, 2033, TooLate},
		{"a leap over parity", "unsd-cr", fast, 2026, InTime},
		{"flat", "unsd-pace", flat, 0, Never},
		{"flat", "opensdg-2.4", flat, 0, Never},
		{"flat", "escap", flat, 0, Never},
		{"the wrong way", "unsd-pace", away, 0, Never},
		{"the wrong way", "opensdg-2.4", away, 0, Never},
		{"slow", "unsd-pace", slow, 0, After2100},
		{"slow", "escap", slow, 0, After2100},
		{"met", "unsd-pace", met, 0, AlreadyMet},
		{"met", "eurostat", met, 0, AlreadyMet},
		{"met", "opensdg-2.4", met, 0, AlreadyMet},
		{"met", "escap", met, 0, AlreadyMet},
		{"no target", "unsd-pace", free, 0, ""},
		{"no target", "opensdg-2.4", free, 0, ""},
		{"stale", "unsd-pace", stale, 0, ""},
	} {
		if v := by(t, x.method, x.c); v.Reached != x.year || v.Outlook != x.outlook {
			t.Errorf("%s by %s: %d %q, want %d %q", x.name, x.method, v.Reached, v.Outlook, x.year, x.outlook)
		}
	}
}

// TestReachedAgreesWithProjected holds the year against the value projected to
// the target year, and against the target that is met.
func TestReachedAgreesWithProjected(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	seen := map[Outlook]int{}
	for range 4000 {
		c := ordinary(r)
		for _, name := range Methods() {
			v := by(t, name, c)
			seen[v.Outlook]++
			if (v.Reached != 0) != (v.Outlook == InTime || v.Outlook == TooLate) {
				t.Fatalf("%d with %q", v.Reached, v.Outlook)
			}
			if v.Reached != 0 && (v.Reached <= v.Latest.Year || v.Reached > lastReach) {
				t.Fatalf("reached in %d after %d", v.Reached, v.Latest.Year)
			}
			// The regional commissions judge what is ahead: a target met may be left again.
			leaves := name == "escap/1" && v.Outlook == AlreadyMet
			if (v.Class == TargetMet) != (v.Outlook == AlreadyMet) && !leaves && len(v.Past) == 0 {
				t.Fatalf("%q with %q: %s", v.Class, v.Outlook, text(t, v))
			}
			if v.Projected == nil || v.Outlook == AlreadyMet || v.TargetYear == 0 || v.TargetYear > lastReach || c.Direction == data.ToOne {
				continue
			}
			if lack := max(*v.Target-*v.Projected, 0); c.Direction == data.Up && (v.Outlook == InTime) != (lack <= 1e-6*math.Abs(*v.Target)) {
				t.Fatalf("%q, %v short of %v: %s", v.Outlook, lack, *v.Target, text(t, v))
			}
		}
	}
	for _, o := range []Outlook{AlreadyMet, InTime, TooLate, After2100, Never} {
		if seen[o] < 100 {
			t.Errorf("only %d of %q", seen[o], o)
		}
	}
}
