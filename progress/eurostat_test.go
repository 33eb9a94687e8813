package progress

import (
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func TestEurostat(t *testing.T) {
	line := func(base, latest float64) []Point { return points(map[int]float64{2015: base, 2025: latest}) }
	for _, x := range []struct {
		name   string
		c      Case
		status string
		class  Class
		why    Reason
	}{
		{"as needed", Case{Points: line(1, 4), Target: num(8), TargetYear: 2030}, euroSignificant, OnTrack, ""},
		{"somewhat less", Case{Points: line(1, 3), Target: num(8), TargetYear: 2030}, euroModerate, Fair, ""},
		{"half of it", Case{Points: line(1, 2), Target: num(8), TargetYear: 2030}, euroTooLittle, Limited, ""},
		{"nothing", Case{Points: line(1, 1), Target: num(8), TargetYear: 2030}, euroTooLittle, Limited, ""},
		{"the least step back", Case{Points: line(1, 0.999), Target: num(8), TargetYear: 2030}, euroAway, Deterioration, ""},
		{"met", Case{Points: line(1, 8), Target: num(8), TargetYear: 2030}, euroMet, TargetMet, ""},
		{"met at 95 is not met here", Case{Points: line(90, 96), Target: num(100), MetAt: 95, TargetYear: 2030}, euroModerate, Fair, ""},
		{"had and lost", Case{Points: line(9, 7), Target: num(8), TargetYear: 2030}, euroAway, Deterioration, ""},
		{"met in its year and kept", Case{Points: points(map[int]float64{2015: 1, 2020: 8, 2025: 9}), Target: num(8), TargetYear: 2020}, euroMet, TargetMet, ""},
		{"a fall that is wanted", Case{Direction: data.Down, Points: line(8, 2), Target: num(1), TargetYear: 2030}, euroSignificant, OnTrack, ""},
		{"no target, 1.1 %", Case{Points: line(100, 111.6)}, euroSignificant, OnTrack, ""},
		{"no target, 0.9 %", Case{Points: line(100, 109.4)}, euroModerate, Fair, ""},
		{"no target, no change", Case{Points: line(100, 100)}, euroModerate, Fair, ""},
		{"no target, the least fall", Case{Points: line(100, 99.9)}, euroAwaySome, Deterioration, ""},
		{"no target, -1.1 %", Case{Points: line(100, 89.5)}, euroAwayMuch, Deterioration, ""},
		{"no target, a fall that is wanted", Case{Direction: data.Down, Points: line(100, 89.5)}, euroSignificant, OnTrack, ""},
		{"parity kept", Case{Direction: data.ToOne, Points: line(0.99, 0.99)}, euroSignificant, OnTrack, ""},
		{"from zero to a target", Case{Points: line(0, 5), Target: num(8), TargetYear: 2030}, "", NoClass, NotJudgeable},
		{"too short", Case{Points: points(map[int]float64{2023: 1, 2025: 2})}, "", NoClass, TooShort},
		{"no direction", Case{Direction: data.NoDirection, Points: line(1, 2)}, "", NoClass, DirectionNone},
	} {
		if x.c.Direction == "" {
			x.c.Direction = data.Up
		}
		x.c.Benchmark = "it"
		v, err := AssessBy("eurostat/1", x.c)
		if err != nil {
			t.Fatal(err)
		}
		sound(t, v)
		if v.Status != x.status || v.Class != x.class || v.Reason != x.why {
			t.Errorf("%s: %q, class %q (%s) at %s, want %q, %q (%s)", x.name, v.Status, v.Class, v.Reason, shown(v.Pace), x.status, x.class, x.why)
		}
	}
}

// Every cut belongs to the better side.
func TestEurostatCuts(t *testing.T) {
	for _, x := range []struct {
		ratio    float64
		at, less Class
	}{{0.95, OnTrack, Fair}, {0.6, Fair, Limited}, {0, Limited, Deterioration}} {
		if at, less := euroRatio(x.ratio), euroRatio(x.ratio-1e-9); at != x.at || less != x.less {
			t.Errorf("ratio %v: %s, less %s; want %s, %s", x.ratio, at, less, x.at, x.less)
		}
	}
	for _, x := range []struct {
		rate     float64
		at, less string
	}{{0.01, euroSignificant, euroModerate}, {0, euroModerate, euroAwaySome}, {-0.01, euroAwaySome, euroAwayMuch}} {
		_, at := euroRate(x.rate)
		if _, less := euroRate(x.rate - 1e-9); at != x.at || less != x.less {
			t.Errorf("rate %v: %s, less %s; want %s, %s", x.rate, at, less, x.at, x.less)
		}
	}
}
