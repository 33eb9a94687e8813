package progress

import (
	"math"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func TestESCAP(t *testing.T) {
	line := func(base, latest float64) []Point { return points(map[int]float64{2015: base, 2025: latest}) }
	for _, x := range []struct {
		name   string
		c      Case
		status string
		class  Class
		why    Reason
		gap    *float64
	}{
		// A line of two points runs on: half as much again as from 2015 to 2025.
		{"ten per cent lacking is still on track", Case{Points: line(0, 60), Target: num(100)}, wordMaintain, OnTrack, "", num(10)},
		{"more is not", Case{Points: line(0, 59), Target: num(100)}, wordAccelerate, NoClass, OwnScale, num(11.5)},
		{"nothing done", Case{Points: line(40, 40), Target: num(100)}, wordAccelerate, NoClass, OwnScale, num(100)},
		{"the wrong way", Case{Points: line(40, 39), Target: num(100)}, wordReverse, Deterioration, "", num(102.5)},
		{"less than the base, though by a rising line", Case{Points: points(map[int]float64{2000: 0, 2015: 60, 2025: 52}), Target: num(100)}, wordReverse, Deterioration, "", num(109.93490642799027)},
		{"met and holding", Case{Points: line(40, 100), Target: num(100)}, wordMaintain, TargetMet, "", num(-50)},
		{"a prediction inside the bounds", Case{Points: line(40, 90), Target: num(100), Bounds: []float64{0, 100}}, wordMaintain, OnTrack, "", num(0)},
		{"met at 95 is not met here", Case{Points: line(0, 95), Target: num(100), MetAt: 95}, wordMaintain, OnTrack, "", num(-42.5)},
		{"a fall that is wanted", Case{Direction: data.Down, Points: line(10, 6), Target: num(2)}, wordAccelerate, NoClass, OwnScale, num(25)},
		{"a rise that is not", Case{Direction: data.Down, Points: line(10, 11), Target: num(2)}, wordReverse, Deterioration, "", num(118.75)},
		{"the base had it and it is kept", Case{Points: line(100, 110), Target: num(90)}, wordMaintain, TargetMet, "", nil},
		{"the base had it and it will be lost", Case{Points: line(100, 92), Target: num(90)}, wordReverse, Deterioration, "", nil},
		{"parity stops at one", Case{Direction: data.ToOne, Points: line(0.5, 0.9), Target: num(1)}, wordMaintain, OnTrack, "", num(0)},
		{"parity overshot and leaving", Case{Direction: data.ToOne, Points: line(0.5, 1.1), Target: num(1)}, wordReverse, Deterioration, "", num(80)},
		{"parity reached", Case{Direction: data.ToOne, Points: line(0.5, 0.99), Target: num(1)}, wordMaintain, TargetMet, "", num(0)},
		{"parity half way", Case{Direction: data.ToOne, Points: line(0.5, 0.6), Target: num(1)}, wordAccelerate, NoClass, OwnScale, num(70)},
		{"no date means 2030", Case{Points: line(0, 60), Target: num(100), TargetYear: -1}, wordMaintain, OnTrack, "", num(10)},
		{"two years are enough", Case{Points: points(map[int]float64{2024: 40, 2025: 50}), Target: num(100)}, wordMaintain, OnTrack, "", num(0)},
		{"no target", Case{Points: line(1, 2)}, "", NoClass, NotJudgeable, nil},
		{"a target whose year is over", Case{Points: line(1, 2), Target: num(9), TargetYear: 2020}, "", NoClass, NotJudgeable, nil},
		{"a target without a date after 2030", Case{Points: points(map[int]float64{2015: 1, 2031: 2}), Target: num(9), TargetYear: -1}, "", NoClass, NotJudgeable, nil},
		{"one year", Case{Points: points(map[int]float64{2025: 50}), Target: num(100)}, "", NoClass, TooShort, nil},
		{"no base", Case{Points: points(map[int]float64{2005: 50, 2010: 60}), Target: num(100)}, "", NoClass, NoBase, nil},
		{"stale", Case{Points: line(1, 2), Target: num(9), TargetYear: 2040, Reference: 2030}, "", NoClass, Stale, nil},
		{"no direction", Case{Direction: data.NoDirection, Points: line(1, 2), Target: num(9)}, "", NoClass, DirectionNone, nil},
	} {
		if x.c.Direction == "" {
			x.c.Direction = data.Up
		}
		switch x.c.TargetYear {
		case 0:
			x.c.TargetYear = 2030
		case -1:
			x.c.TargetYear = 0
		}
		x.c.Benchmark = "it"
		v := byESCAP(t, x.c)
		if v.Status != x.status || v.Class != x.class || v.Reason != x.why {
			t.Errorf("%s: %q, class %q (%s), want %q, %q (%s)", x.name, v.Status, v.Class, v.Reason, x.status, x.class, x.why)
		}
		var gap *float64
		if v.Index != nil {
			gap = v.Index.Gap
		}
		same(t, x.name+": gap", gap, x.gap)
	}
}

func byESCAP(t testing.TB, c Case) Verdict {
	t.Helper()
	v, err := AssessBy("escap/1", c)
	if err != nil {
		t.Fatal(err)
	}
	sound(t, v)
	return v
}

// The line rests on all values since 2000 but none before a break; the way is
// measured from the base.
func TestESCAPYears(t *testing.T) {
	straight := map[int]float64{}
	for y := 2000; y <= 2025; y++ {
		straight[y] = float64(y - 2000)
	}
	c := Case{Benchmark: "it", Direction: data.Up, Target: num(30), TargetYear: 2030}
	for _, x := range []struct {
		name      string
		change    func(map[int]float64)
		breaks    []int
		predicted float64
	}{
		{"a straight line runs on", nil, nil, 30},
		{"what is before 2000 is not asked", func(m map[int]float64) { m[1999] = 500 }, nil, 30},
		{"nor what is before a break", func(m map[int]float64) { m[2012] = 500 }, []int{2013}, 30},
	} {
		values := map[int]float64{}
		for y, v := range straight {
			values[y] = v
		}
		if x.change != nil {
			x.change(values)
		}
		c.Points, c.Breaks = points(values), x.breaks
		v := byESCAP(t, c)
		if v.Projected == nil || math.Abs(*v.Projected-x.predicted) > 1e-9 || v.Base.Year != 2015 {
			t.Errorf("%s: %s from %d, want %v from 2015", x.name, shown(v.Projected), v.Base.Year, x.predicted)
		}
	}
	straight[2000] = 25 // an old value out of line pulls the line up at its old end
	c.Points, c.Breaks = points(straight), nil
	if v := byESCAP(t, c); *v.Projected >= 30 || *v.Projected < 28.5 {
		t.Errorf("predicted %v; an old value should weigh, and weigh little", *v.Projected)
	}
}

// A gap in the series does not make an old value recent.
func TestESCAPWeighsByYear(t *testing.T) {
	if byTime(2000, 2000) != 1 || byTime(2000, 2014) != 15 || byTime(2015, 2025) != 11 {
		t.Errorf("weights %v, %v, %v; want 1, 15, 11", byTime(2000, 2000), byTime(2000, 2014), byTime(2015, 2025))
	}
}

// A group value that we computed is predicted over the same economies.
func TestESCAPFixedEconomies(t *testing.T) {
	c := Case{Benchmark: "it", Direction: data.Up, Points: points(map[int]float64{2015: 10, 2018: 99, 2025: 90}), Target: num(100), TargetYear: 2030}
	c.pair = func(a, b int) (from, to Point, ok bool) {
		return Point{Point: data.Point{Year: a, Value: 20}}, Point{Point: data.Point{Year: b, Value: 40}}, true
	}
	if v := byESCAP(t, c); v.Projected == nil || math.Abs(*v.Projected-50) > 1e-9 || len(v.Flags) != 1 || v.Flags[0] != FixedEconomies {
		t.Errorf("predicted %s, flags %v; want 50 over fixed economies", shown(v.Projected), v.Flags)
	}
}
