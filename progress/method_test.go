package progress

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func TestAssessByName(t *testing.T) {
	names := Methods()
	if names[0] != "unsd-pace/1" {
		t.Errorf("default %s", names[0])
	}
	c := Case{Direction: data.Up, Points: rising(2015, 2024), Target: num(30), TargetYear: 2030}
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			t.Errorf("%s twice", name)
		}
		if v, err := AssessBy(name, c); err != nil || v.Method != name || v.Class == NoClass && v.Status == "" {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
	if a, b := text(t, Assess(c)), func() string { v, _ := AssessBy(names[0], c); return text(t, v) }(); a != b {
		t.Errorf("the default differs by name:\n%s\n%s", a, b)
	}
	_, err := AssessBy("guess", c)
	if err == nil {
		t.Fatal("an unknown method judged")
	}
	for _, name := range append(names, "guess") {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not name %s", err, name)
		}
	}
}

// by judges a case by a method that there is, and holds what holds for all.
func by(t testing.TB, name string, c Case) Verdict {
	t.Helper()
	v, err := AssessBy(name, c)
	if err != nil {
		t.Fatal(err)
	}
	sound(t, v)
	if v.Score != nil && math.Abs(*v.Score) > openSDGBest {
		t.Fatalf("%s: score %v", name, *v.Score)
	}
	if (v.Reason == OwnScale) != (v.Status == wordAccelerate) {
		t.Fatalf("%s: %q with reason %q", name, v.Status, v.Reason)
	}
	return v
}

// rank orders verdicts, 0 for none. What the regional commissions want
// accelerated has no class, yet stands between their other two.
func rank(v Verdict) int {
	if v.Status == wordAccelerate {
		return 2*Deterioration.Score() + 1
	}
	return 2 * v.Class.Score()
}

// ordinary draws a case that every method can be asked: parity aims at 1.
func ordinary(r *rand.Rand) Case {
	c := random(r)
	if c.Direction == data.ToOne && c.Target != nil {
		c.Target = num(1)
	}
	if c.Direction != data.ToOne && r.IntN(3) == 0 {
		c.Bounds = []float64{0, 100}
		c.Limit = &c.Bounds[map[data.Direction]int{data.Up: 1, data.Down: 0}[c.Direction]]
	}
	return c
}

func TestMethodsOrderOfPoints(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		c := ordinary(r)
		shuffled := c
		shuffled.Points = slices.Clone(c.Points)
		r.Shuffle(len(shuffled.Points), func(i, j int) {
			shuffled.Points[i], shuffled.Points[j] = shuffled.Points[j], shuffled.Points[i]
		})
		for _, name := range Methods() {
			if a, b := text(t, by(t, name, c)), text(t, by(t, name, shuffled)); a != b {
				t.Fatalf("the order of points matters:\n%s\n%s", a, b)
			}
		}
	}
}

func TestMethodsBetterIsNotWorse(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	judged, moved := map[string]int{}, map[string]int{}
	for range 4000 {
		c := ordinary(r)
		better := improved(c, r)
		for _, name := range Methods() {
			a, b := by(t, name, c), by(t, name, better)
			if rank(a) == 0 {
				continue
			}
			if judged[name]++; rank(b) < rank(a) {
				t.Fatalf("a better latest value worsens the verdict:\n%s\n%s", text(t, a), text(t, b))
			}
			if rank(b) > rank(a) {
				moved[name]++
			}
			if a.Score != nil && (b.Score == nil || *b.Score < *a.Score) {
				t.Fatalf("a better latest value lowers the score:\n%s\n%s", text(t, a), text(t, b))
			}
		}
	}
	for _, name := range Methods() {
		if judged[name] < 1000 || moved[name] < 150 {
			t.Errorf("%s: only %d cases judged and %d made better", name, judged[name], moved[name])
		}
	}
}

// inUnit is the case in another unit. Powers of two leave every digit as it is,
// so that nothing moves over a cut by rounding.
func inUnit(c Case, unit float64) Case {
	scale := func(x *float64) *float64 {
		if x == nil {
			return nil
		}
		return num(*x * unit)
	}
	c.Points = slices.Clone(c.Points)
	for i := range c.Points {
		c.Points[i].Value *= unit
	}
	c.Target, c.Limit, c.MetAt = scale(c.Target), scale(c.Limit), c.MetAt*unit
	c.Bounds = slices.Clone(c.Bounds)
	for i := range c.Bounds {
		c.Bounds[i] *= unit
	}
	return c
}

// Whether a share is written as 0.4 or as 40 must not decide. Two things are
// bound to their unit: parity, a ratio whose best is 1, and Open SDG's zero,
// which stands for 0.001 in any unit.
func TestMethodsUnit(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	held := map[string]int{}
	for range 3000 {
		c := ordinary(r)
		other := inUnit(c, math.Pow(2, float64(r.IntN(21)-10)))
		if c.Direction == data.ToOne {
			continue
		}
		for _, name := range Methods() {
			a := by(t, name, c)
			if name == openSDGName && (a.Base != nil && a.Base.Value == 0 || c.Target != nil && *c.Target == 0) {
				continue
			}
			if b := by(t, name, other); a.Class != b.Class || a.Status != b.Status || a.Reason != b.Reason {
				t.Fatalf("the unit matters:\n%s\n%s", text(t, a), text(t, b))
			}
			held[name]++
		}
	}
	for _, name := range Methods() {
		if held[name] < 1000 {
			t.Errorf("%s: only %d cases", name, held[name])
		}
	}
}

func TestOpenSDGZeroIsBoundToItsUnit(t *testing.T) {
	share := Case{Benchmark: "it", Direction: data.Up, Points: points(map[int]float64{2015: 0, 2025: 0.002}), Target: num(0.01), TargetYear: 2030}
	cent := inUnit(share, 1024)
	if a, b := by(t, openSDGName, share), by(t, openSDGName, cent); a.Class == b.Class {
		t.Errorf("%s from zero in either unit: the exception of the test above is none", a.Class)
	}
}

func FuzzMethods(f *testing.F) {
	f.Add(39.9, 73.6, 60.1, 100.0, 100.0, 2015, 2025, 2030, uint16(0))
	f.Add(0.0, 0.0, 0.0, 0.0, 0.0, 2015, 2025, 2026, uint16(1))
	f.Add(-5.0, 5.0, 0.0, -1.0, 5.0, 2015, 2016, 2017, uint16(1<<8))
	f.Add(math.MaxFloat64, -math.MaxFloat64, 1.0, math.Inf(1), math.NaN(), 2015, 2025, 2030, uint16(2))
	f.Add(1e-320, 1e300, 5.0, 1e308, 1e-320, 1990, 1995, 1<<40, uint16(1<<9))
	f.Add(1.0, 1.0, 1.0, 1.0, 1.0, 2025, 2025, 2025, uint16(2|1<<7))
	f.Fuzz(func(t *testing.T, base, latest, between, target, limit float64, b, l, year int, kind uint16) {
		c := Case{
			Direction: []data.Direction{data.Up, data.Down, data.ToOne, ""}[kind&3],
			Model:     []data.Model{data.Linear, data.Compound}[kind>>2&1],
			Points: []Point{
				{Point: data.Point{Year: l, Value: latest}},
				{Point: data.Point{Year: b, Value: base}},
				{Point: data.Point{Year: l - 5, Value: between}},
			},
			Benchmark: "it", Target: &target, TargetYear: year, MetAt: limit, Limit: &limit,
			Comparator: []data.Comparator{data.AtLeast, data.Over, data.AtMost, data.BandOne, data.Directional, data.Relative, "", "?"}[kind>>3&7],
		}
		if kind>>6&1 == 1 {
			c.Target, c.Comparator, c.Bounds = nil, "", []float64{0, 100}
		}
		if kind>>7&1 == 1 {
			c.Reference, c.Breaks, c.NewFrom = 2026, []int{b, year}, b
		}
		if kind>>8&1 == 1 {
			c.Successors = []data.Benchmark{{ID: "next", Value: &limit, Year: 2030, Comparator: data.AtLeast}, {ID: "last"}}
		}
		if kind>>9&1 == 1 {
			c.BaseYear = b
		}
		for _, name := range Methods() {
			by(t, name, c)
		}
	})
}

func BenchmarkMethods(b *testing.B) {
	c := Case{Benchmark: "it", Direction: data.Up, Target: num(100), TargetYear: 2030, Reference: 2025, Bounds: []float64{0, 100}}
	values := map[int]float64{}
	for y := range 26 {
		values[2000+y] = float64(10 + 3*y)
	}
	c.Points = points(values)
	for _, m := range methods() {
		b.Run(strings.ReplaceAll(m.name, "/", "-"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.judge(c)
			}
		})
	}
}
