package progress

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func num(v float64) *float64 { return &v }

// rising is a line with the given years, one more each year.
func rising(years ...int) []Point {
	values := map[int]float64{}
	for _, y := range years {
		values[y] = float64(y - 2000)
	}
	return points(values)
}

func TestBaseYear(t *testing.T) {
	for _, x := range []struct {
		name string
		c    Case
		base int // 0 = none
		late bool
	}{
		{"2015 first", Case{Points: rising(2013, 2014, 2015, 2016, 2024)}, 2015, false},
		{"then the first of 2014 to 2018", Case{Points: rising(2013, 2014, 2016, 2024)}, 2014, false},
		{"2018", Case{Points: rising(2013, 2018, 2024)}, 2018, false},
		{"then the first later one", Case{Points: rising(2013, 2019, 2020, 2024)}, 2019, true},
		{"never an earlier one", Case{Points: rising(2010, 2013)}, 0, false},
		{"a limit", Case{MaxBase: 2018, Points: rising(2019, 2024)}, 0, false},
		{"inside the limit", Case{MaxBase: 2018, Points: rising(2018, 2024)}, 2018, false},
		{"after the last break", Case{Breaks: []int{2009, 2018, 2020}, Points: rising(2015, 2018, 2019, 2021, 2024)}, 2021, true},
		{"in the year of the break", Case{Breaks: []int{2018}, Points: rising(2015, 2017, 2018, 2019, 2024)}, 2018, false},
		{"a break still to come", Case{Breaks: []int{2025}, Points: rising(2015, 2024)}, 2015, false},
		{"an old break", Case{Breaks: []int{2010}, Points: rising(2009, 2014, 2015, 2024)}, 2015, false},
		{"a new technology", Case{NewFrom: 2012, Points: rising(2010, 2012, 2015, 2024)}, 2012, false},
		{"a newer one", Case{NewFrom: 2018, Points: rising(2019, 2020, 2024)}, 2019, true},
		{"as asked", Case{BaseYear: 2012, Points: rising(2012, 2015, 2024)}, 2012, false},
		{"asked for a year without value", Case{BaseYear: 2013, Points: rising(2012, 2015, 2024)}, 0, false},
	} {
		x.c.Direction = data.Up
		v := Assess(x.c)
		got := 0
		if v.Base != nil {
			got = v.Base.Year
		}
		if got != x.base || slices.Contains(v.Flags, LateBase) != x.late || (v.Reason == NoBase) != (x.base == 0) {
			t.Errorf("%s: base %d, flags %v, reason %q; want %d, late %v", x.name, got, v.Flags, v.Reason, x.base, x.late)
		}
	}
}

func TestNoClass(t *testing.T) {
	hundred := num(100)
	for _, x := range []struct {
		name string
		c    Case
		want Reason
	}{
		{"no points", Case{Direction: data.Up}, NoDataYet},
		{"only missing points", Case{Direction: data.Up, Points: []Point{{Point: data.Point{Year: 2015, Value: math.NaN(), Status: data.Missing}}}}, NoDataYet},
		{"no direction", Case{Direction: data.NoDirection, Points: rising(2015, 2024)}, DirectionNone},
		{"four years old is fresh", Case{Direction: data.Up, Reference: 2026, Points: rising(2015, 2022)}, ""},
		{"five years old is stale", Case{Direction: data.Up, Reference: 2027, Points: rising(2015, 2022)}, Stale},
		{"the future is not known", Case{Direction: data.Up, Reference: 2017, Points: rising(2015, 2016, 2024)}, TooShort},
		{"two years are too short", Case{Direction: data.Up, Points: rising(2015, 2017)}, TooShort},
		{"three years will do", Case{Direction: data.Up, Points: rising(2015, 2018)}, ""},
		{"qualitative", Case{Direction: data.Up, Points: rising(2015, 2024), Comparator: data.Qualitative}, NotJudgeable},
		{"a printed starting value", Case{Direction: data.Up, Points: rising(2015, 2024), Comparator: data.Baseline, Target: hundred}, NotJudgeable},
		{"direction only", Case{Direction: data.Up, Points: rising(2015, 2024), Comparator: data.Directional}, ""},
		{"a comparator without its number", Case{Direction: data.Up, Points: rising(2015, 2024), Comparator: data.AtLeast}, NotJudgeable},
		{"year past, no value yet", Case{Direction: data.Up, Reference: 2026, Points: rising(2015, 2024), Target: hundred, TargetYear: 2025}, Open},
		{"year not over", Case{Direction: data.Up, Reference: 2025, Points: rising(2015, 2024), Target: hundred, TargetYear: 2025}, ""},
	} {
		v := Assess(x.c)
		if v.Reason != x.want || (v.Class == NoClass) != (x.want != "") {
			t.Errorf("%s: class %q, reason %q, want reason %q", x.name, v.Class, v.Reason, x.want)
		}
	}
}

func TestPastTargets(t *testing.T) {
	line := points(map[int]float64{2015: 40, 2018: 49, 2019: 54, 2024: 71})
	next := data.Benchmark{ID: "next", Value: num(95), Year: 2030, Comparator: data.AtLeast}
	for _, x := range []struct {
		name   string
		target float64
		year   int
		then   []data.Benchmark
		want   PastTarget
		class  Class
		speaks string
	}{
		{"met and still met", 50, 2019, nil, PastTarget{Met: true, First: 2019}, TargetMet, "it"},
		{"missed, judged by direction", 60, 2019, nil, PastTarget{MissedBy: 6, First: 2024}, OnTrack, "none"},
		{"from the value two years before", 50, 2017, nil, PastTarget{MissedBy: 10, First: 2019}, OnTrack, "none"},
		{"no value in three years", 50, 2023, nil, PastTarget{Open: true, First: 2019}, NoClass, "none"},
		{"the successor takes over", 80, 2019, []data.Benchmark{next}, PastTarget{MissedBy: 26}, Fair, "next"},
	} {
		v := Assess(Case{Direction: data.Up, Points: line, Reference: 2025, Benchmark: "it", Target: &x.target, TargetYear: x.year, Successors: x.then})
		if len(v.Past) != 1 {
			t.Fatalf("%s: past %+v", x.name, v.Past)
		}
		p := v.Past[0]
		if p.Met != x.want.Met || p.Open != x.want.Open || math.Abs(p.MissedBy-x.want.MissedBy) > 1e-9 || p.First != x.want.First || p.Benchmark != "it" {
			t.Errorf("%s: %+v, want %+v", x.name, p, x.want)
		}
		if v.Class != x.class || v.Benchmark != x.speaks {
			t.Errorf("%s: %q of %q, want %q of %q", x.name, v.Class, v.Benchmark, x.class, x.speaks)
		}
	}
}

func TestClasses(t *testing.T) {
	line := func(base, latest float64) []Point { return points(map[int]float64{2015: base, 2025: latest}) }
	for _, x := range []struct {
		name  string
		c     Case
		class Class
		flags []Flag
	}{
		// Needed: 6 a year, so 57 after ten years is 0.95.
		{"0.95 is on track", Case{Points: line(0, 57), Target: num(90)}, OnTrack, nil},
		{"under 0.95", Case{Points: line(0, 56.99), Target: num(90)}, Fair, nil},
		{"0.5 is fair", Case{Points: line(0, 30), Target: num(90)}, Fair, nil},
		{"under 0.5", Case{Points: line(0, 29.99), Target: num(90)}, Limited, nil},
		{"-0.1 is limited", Case{Points: line(10, 5), Target: num(85)}, Limited, []Flag{MethodMatters}},
		{"under -0.1", Case{Points: line(10, 4.9), Target: num(85)}, Deterioration, nil},
		{"met by half", Case{Points: line(10, 50), Target: num(50)}, TargetMet, nil},
		{"half is not over half", Case{Points: line(10, 50), Target: num(50), Comparator: data.Over}, OnTrack, nil},
		{"lost again", Case{Points: line(60, 49.9), Target: num(50)}, Deterioration, nil},
		{"price of two is met", Case{Direction: data.Down, Model: data.Compound, Points: line(5, 2), Target: num(2), Comparator: data.AtMost}, TargetMet, nil},
		{"price from zero", Case{Direction: data.Down, Model: data.Compound, Points: line(0, 3), Target: num(2)}, Deterioration, []Flag{LinearFallback}},
		{"unbounded from zero", Case{Model: data.Compound, Points: line(0, 60), Target: num(90)}, OnTrack, []Flag{LinearFallback}},
		{"unbounded to nothing", Case{Model: data.Compound, Points: line(1, 0), Target: num(90)}, Deterioration, []Flag{LinearFallback}},
		{"parity from above", Case{Direction: data.ToOne, Points: line(1.50, 1.10), Target: num(1)}, OnTrack, nil},
		{"inside the band", Case{Direction: data.ToOne, Points: line(0.9, 0.98), Target: num(1)}, TargetMet, nil},
		{"just outside", Case{Direction: data.ToOne, Points: line(0.9, 0.9799), Target: num(1)}, OnTrack, []Flag{}},
		{"band without a target", Case{Direction: data.ToOne, Points: line(0.99, 1.0)}, OnTrack, nil},
		{"parity without a target", Case{Direction: data.ToOne, Points: line(1.5, 1.3)}, OnTrack, nil},
		{"away from parity", Case{Direction: data.ToOne, Points: line(1.1, 1.3)}, Deterioration, nil},
		{"parity lost to nothing", Case{Direction: data.ToOne, Points: line(0.9, 0), Target: num(1)}, Deterioration, nil},
		{"falling is good", Case{Direction: data.Down, Points: line(10, 8)}, OnTrack, nil},
		{"rising is bad", Case{Direction: data.Down, Points: line(10, 12)}, Deterioration, nil},
		{"from nothing without target", Case{Points: line(0, 5)}, OnTrack, []Flag{LinearFallback}},
		{"nothing to nothing", Case{Points: line(0, 0)}, Limited, []Flag{LinearFallback}},
		{"a target without a date, not met", Case{Points: line(10, 13), Target: num(70), TargetYear: -1}, OnTrack, nil},
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
		v := Assess(x.c)
		if v.Class != x.class {
			t.Errorf("%s: %q (%s) at pace %v, want %q", x.name, v.Class, v.Reason, v.Pace, x.class)
		}
		for _, f := range x.flags {
			if !slices.Contains(v.Flags, f) {
				t.Errorf("%s: flags %v lack %s", x.name, v.Flags, f)
			}
		}
	}
}

func TestProjectionAndSlowing(t *testing.T) {
	slow := Assess(Case{Direction: data.Up, Bounds: []float64{0, 100}, Target: num(90), TargetYear: 2030,
		Points: points(map[int]float64{2015: 20, 2020: 66, 2025: 70})})
	near(t, "linear projection", slow.Projected, 95)
	near(t, "recent pace", slow.Recent, 0.2)
	if slow.Class != OnTrack || !slices.Contains(slow.Flags, Slowing) {
		t.Errorf("class %s, flags %v, want on track and slowing", slow.Class, slow.Flags)
	}
	price := Assess(Case{Direction: data.Down, Model: data.Compound, Target: num(2), TargetYear: 2030,
		Points: points(map[int]float64{2015: 16, 2020: 8, 2025: 4})})
	near(t, "compound projection", price.Projected, 4/math.Sqrt2/math.Sqrt2)
	near(t, "recent pace", price.Recent, 1)
	full := Assess(Case{Direction: data.Up, Bounds: []float64{0, 100}, Target: num(100), TargetYear: 2030, Points: points(map[int]float64{2015: 0, 2025: 80})})
	near(t, "projection inside the bounds", full.Projected, 100)
	parity := Assess(Case{Direction: data.ToOne, Target: num(1), TargetYear: 2030, Points: points(map[int]float64{2015: 0.5, 2025: 0.8})})
	near(t, "parity projected", parity.Projected, 1/1.0) // 1.25 less 5 × 0.075 is under 1
}

func TestCrossingNotTwice(t *testing.T) {
	g := goal{target: 50, metAt: 50, comparator: data.AtLeast}
	for _, values := range []map[int]float64{{2018: 51, 2019: 60}, {2018: 10, 2019: 49}} {
		if year, ok := crossing(points(values), g); ok {
			t.Errorf("%v crosses at %v, want nothing", values, year)
		}
	}
}

// random draws a case that is like real ones.
func random(r *rand.Rand) Case {
	directions := []data.Direction{data.Up, data.Down, data.ToOne}
	c := Case{Benchmark: "it", Direction: directions[r.IntN(3)], Model: []data.Model{data.Linear, data.Compound}[r.IntN(2)], Reference: 2025}
	if r.IntN(4) > 0 {
		c.Target, c.TargetYear = num(float64(r.IntN(100))), 2016+r.IntN(20)
		c.Comparator = map[data.Direction]data.Comparator{data.Up: data.AtLeast, data.Down: data.AtMost, data.ToOne: data.BandOne}[c.Direction]
		if c.Direction == data.Up && r.IntN(3) == 0 {
			c.MetAt = *c.Target * 0.95
		}
	}
	for y := 2012; y <= 2025; y++ {
		if r.IntN(3) > 0 || y == 2025 {
			v := r.Float64() * 100
			if c.Direction == data.ToOne {
				v = r.Float64() * 2
			} else if r.IntN(20) == 0 {
				v = 0
			}
			c.Points = append(c.Points, Point{Point: data.Point{Year: y, Value: v, Status: data.Normal}})
		}
	}
	return c
}

func TestProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	judged := 0
	for range 20000 {
		c := random(r)
		v := Assess(c)
		sound(t, v)
		shuffled := c
		shuffled.Points = slices.Clone(c.Points)
		r.Shuffle(len(shuffled.Points), func(i, j int) {
			shuffled.Points[i], shuffled.Points[j] = shuffled.Points[j], shuffled.Points[i]
		})
		if a, b := text(t, v), text(t, Assess(shuffled)); a != b {
			t.Fatalf("the order of points matters:\n%s\n%s", a, b)
		}
		if better := Assess(improved(c, r)); v.Class != NoClass {
			judged++
			if better.Class.Score() < v.Class.Score() {
				t.Fatalf("a better latest value worsens the class:\n%s\n%s", text(t, v), text(t, better))
			}
		}
	}
	if judged < 10000 {
		t.Errorf("only %d cases had a class", judged)
	}
}

// improved moves the latest value the good way.
func improved(c Case, r *rand.Rand) Case {
	c.Points = slices.Clone(c.Points)
	last := &c.Points[len(c.Points)-1].Value
	switch step := r.Float64(); c.Direction {
	case data.Up:
		*last += step * 50
	case data.Down:
		*last -= step * *last
	default:
		*last += step * (1 - *last)
	}
	return c
}

func text(t testing.TB, v Verdict) string {
	t.Helper()
	b, err := json.Marshal(v) // refuses NaN and infinities
	if err != nil {
		t.Fatalf("%v: %+v", err, v)
	}
	return string(b)
}

// sound checks what holds for every verdict.
func sound(t testing.TB, v Verdict) {
	t.Helper()
	text(t, v)
	if (v.Class == NoClass) == (v.Reason == "") {
		t.Fatalf("class %q with reason %q", v.Class, v.Reason)
	}
	if v.Method == "" || v.Benchmark == "" {
		t.Fatalf("no method or benchmark: %+v", v)
	}
}

func FuzzAssess(f *testing.F) {
	f.Add(39.9, 73.6, 60.1, 100.0, 95.0, 2015, 2025, 2030, uint8(0))
	f.Add(0.0, 0.0, 0.0, 0.0, 0.0, 2015, 2025, 2026, uint8(1))
	f.Add(math.MaxFloat64, -math.MaxFloat64, 1.0, math.Inf(1), math.NaN(), 2015, 2025, 2030, uint8(2))
	f.Add(1e-320, 1e300, 5.0, 1e308, 0.0, 2014, 2022, 1<<40, uint8(7))
	f.Fuzz(func(t *testing.T, base, latest, between, target, metAt float64, b, l, year int, kind uint8) {
		c := Case{
			Direction: []data.Direction{data.Up, data.Down, data.ToOne, data.NoDirection}[kind&3],
			Model:     []data.Model{data.Linear, data.Compound}[kind>>2&1],
			Points: []Point{
				{Point: data.Point{Year: l, Value: latest}},
				{Point: data.Point{Year: b, Value: base}},
				{Point: data.Point{Year: l - 5, Value: between}},
			},
			Benchmark: "it", Target: &target, TargetYear: year, MetAt: metAt,
			Comparator: []data.Comparator{data.AtLeast, data.Over, data.AtMost, data.BandOne, data.Directional, data.Relative, "", "?"}[kind>>3&7],
		}
		if kind>>6&1 == 1 {
			c.Target, c.Comparator, c.Bounds = nil, "", []float64{0, 100}
		}
		if kind>>7 == 1 {
			c.Reference, c.Breaks, c.NewFrom = 2026, []int{b, year}, b
		}
		sound(t, Assess(c))
	})
}
