package progress

import (
	"math/rand/v2"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// printed are points with one decimal, as published.
func printed(values map[int]float64) []Point {
	out := points(values)
	for i := range out {
		out[i].Decimals, out[i].Status = 1, data.Normal
	}
	return out
}

func robust(t *testing.T, name string, c Case) Robustness {
	t.Helper()
	r, err := Robust(name, c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestDependsOnMethod(t *testing.T) {
	c := Case{Benchmark: "it", Direction: data.Up, Points: printed(map[int]float64{2015: 39.9, 2025: 73.6}), Target: num(100), MetAt: 95, TargetYear: 2030}
	r := robust(t, "", c)
	if r.Method != "unsd-pace/1" || r.Class != Fair || !r.DependsOnMethod || len(r.Others) != len(Methods())-1 {
		t.Errorf("%+v", r)
	}
	want := map[string]Class{"unsd-cr/1": OnTrack, openSDGName: OnTrack, "eurostat/1": OnTrack, "escap/1": Deterioration}
	for _, o := range r.Others {
		if v := by(t, o.Method, c); o.Class != v.Class || o.Status != v.Status || o.Reason != v.Reason {
			t.Errorf("%+v is not its verdict", o)
		}
		if o.Method != "escap/1" && o.Class != want[o.Method] {
			t.Errorf("%s: %q", o.Method, o.Class)
		}
	}
	// A word of the commissions covers fair and limited: it contradicts neither.
	c.Direction, c.MetAt = data.Up, 0
	c.Points = printed(map[int]float64{2015: 40, 2016: 43, 2017: 45, 2018: 47, 2019: 49, 2020: 52, 2021: 54, 2022: 56, 2023: 58, 2024: 60, 2025: 62})
	r = robust(t, "escap", c)
	for _, o := range r.Others {
		if o.Class != Fair {
			t.Fatalf("%s: %q; the case shows nothing", o.Method, o.Class)
		}
	}
	if r.Status != wordAccelerate || r.DependsOnMethod {
		t.Errorf("%+v", r)
	}
	c.Target, c.TargetYear = num(63), 2026
	if r = robust(t, "unsd-pace", c); r.Class != OnTrack {
		t.Errorf("%+v", r)
	}
}

// A pace of 0.95 needs 74.83 in 2025: 74.8 lacks it, 74.85 has it.
func TestRounding(t *testing.T) {
	c := Case{Benchmark: "it", Direction: data.Up, Points: printed(map[int]float64{2015: 40, 2020: 50, 2025: 74.8}), Target: num(95), TargetYear: 2030}
	r := robust(t, "unsd-pace", c)
	if r.Class != Fair || !r.Fragile || len(r.Rounding) != 4 || len(r.Revision) != 0 {
		t.Fatalf("%+v", r)
	}
	changed := 0
	for _, x := range r.Rounding {
		if (x.Base == nil) == (x.Latest == nil) {
			t.Errorf("one value at a time: %+v", x)
		}
		if x.Changes {
			changed++
			near(t, "value tried", x.Latest, 74.85)
			if x.Class != OnTrack {
				t.Errorf("%+v", x)
			}
		}
	}
	if changed != 1 {
		t.Errorf("%d of the trials change the class", changed)
	}
	c.Points[0].Decimals, c.Points[1].Decimals, c.Points[2].Decimals = 3, 3, 3
	if r := robust(t, "unsd-pace", c); r.Fragile || len(r.Rounding) != 4 {
		t.Errorf("with three decimals printed: %+v", r)
	}
	c.Points[0].Decimals, c.Points[1].Decimals, c.Points[2].Decimals = -1, -1, -1
	if r := robust(t, "unsd-pace", c); r.Fragile || len(r.Rounding) != 0 {
		t.Errorf("digits not known: %+v", r)
	}
}

func TestRoundingStaysWithinReason(t *testing.T) {
	c := Case{Benchmark: "it", Direction: data.Up, Points: printed(map[int]float64{2015: 0, 2025: 100}), Bounds: []float64{0, 100}, Target: num(100), TargetYear: 2030}
	for _, bounds := range [][]float64{{0, 100}, nil} {
		c.Bounds = bounds
		for _, x := range robust(t, "unsd-pace", c).Rounding {
			if x.Base != nil && *x.Base < 0 || x.Latest != nil && bounds != nil && *x.Latest > 100 {
				t.Errorf("bounds %v: %+v", bounds, x)
			}
		}
	}
}

func TestRevisionUndone(t *testing.T) {
	c := Case{Benchmark: "it", Direction: data.Up, Points: printed(map[int]float64{2015: 40, 2020: 50, 2025: 70}), Target: num(95), TargetYear: 2030}
	c.Points[0].Was, c.Points[1].Was, c.Points[2].Was = num(35), num(1), num(72)
	r := robust(t, "unsd-pace", c) // as it is 30/36.67 = 0.82; before, base 35: 35/40 = 0.875, latest 72: 0.873, both: 37/40 = 0.925
	if r.Class != Fair || r.Fragile || len(r.Revision) != 3 {
		t.Fatalf("%+v", r)
	}
	if x := r.Revision[2]; *x.Base != 35 || *x.Latest != 72 {
		t.Errorf("both: %+v", x)
	}
	c.Points[2].Was = num(74) // 39/40 with base 35, 34/36.67 = 0.93 without
	r = robust(t, "unsd-pace", c)
	if !r.Fragile || r.Revision[0].Changes || r.Revision[1].Changes || !r.Revision[2].Changes || r.Revision[2].Class != OnTrack {
		t.Errorf("%+v", r.Revision)
	}
	c.Points[0].Was, c.Points[2].Was = nil, nil
	if r = robust(t, "unsd-pace", c); r.Revision != nil {
		t.Errorf("a year between is neither base nor latest: %+v", r.Revision)
	}
}

func TestRobustnessWithoutVerdict(t *testing.T) {
	c := Case{Benchmark: "it", Direction: data.Up, Points: printed(map[int]float64{2015: 40, 2016: 50}), Target: num(95), TargetYear: 2030, Reference: 2025}
	r := robust(t, "unsd-pace", c)
	if r.Reason != Stale || r.DependsOnMethod || r.Fragile || r.Rounding != nil || len(r.Others) != len(Methods())-1 {
		t.Errorf("%+v", r)
	}
	if _, err := Robust("guess", c); err == nil {
		t.Error("an unknown method was tried")
	}
}

// TestRobustLeavesTheCaseAlone holds the trials to copies, and every trial to
// the verdict that the values tried give.
func TestRobustLeavesTheCaseAlone(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	trials := 0
	for range 500 {
		c := ordinary(r)
		for i := range c.Points {
			c.Points[i].Decimals, c.Points[i].Was = 1, num(c.Points[i].Value*1.1)
		}
		before := text(t, Assess(c))
		for _, name := range Methods() {
			for _, x := range robust(t, name, c).Rounding {
				trials++
				if x.Class == NoClass && x.Reason == "" {
					t.Fatalf("%+v", x)
				}
			}
		}
		if after := text(t, Assess(c)); before != after {
			t.Fatalf("the case is another afterwards:\n%s\n%s", before, after)
		}
	}
	if trials < 4000 {
		t.Errorf("only %d trials", trials)
	}
}

func TestEditionRobustness(t *testing.T) {
	f := twice(&data.Judge{Method: "eurostat"})
	f.indicators = append(f.indicators, data.Indicator{ID: "parity", Direction: data.ToOne, Formula: &data.Formula{Kind: data.Parity,
		Pairs: []data.Pair{{Num: ref("one", "f"), Den: ref("one", "m")}}}})
	f.put("one", "f", "WLD", data.Totals, map[int]float64{2015: 60, 2025: 65})
	f.put("one", "m", "WLD", data.Totals, map[int]float64{2015: 70, 2025: 70})
	for i := range f.series {
		for j := range f.series[i].Points {
			p := &f.series[i].Points[j]
			if p.Decimals = 0; f.series[i].Code == "f" && p.Year == 2025 {
				p.Was = num(58)
			}
		}
	}
	e := f.build(t)
	r, err := e.Robustness("", "two", "WLD", data.Dims{}, "T")
	if v := e.Assess("two", "WLD", data.Dims{}, "T"); err != nil || r.Method != "eurostat/1" || r.Class != v.Class || len(r.Rounding) != 4 {
		t.Errorf("%+v, %v", r, err)
	}
	r, err = e.Robustness("unsd-pace", "parity", "WLD", data.Dims{}, data.NoBenchmark)
	if err != nil || len(r.Rounding) != 4 || len(r.Revision) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	near(t, "before the revision", r.Revision[0].Latest, 58.0/70)
	if !r.Fragile || r.Revision[0].Class == r.Class {
		t.Errorf("a rise that was a fall: %+v", r)
	}
	up := *r.Rounding[3].Latest // 65.5/70 and 65/69.5, added up
	near(t, "half a person in a hundred", &up, 65.0/70+0.5/70+(65/69.5-65.0/70))
	if r, err = e.Robustness("escap", "two", "WLD", data.Dims{}, "unknown"); err != nil || r.Reason != NotJudgeable {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err = e.Robustness("guess", "two", "WLD", data.Dims{}, ""); err == nil {
		t.Error("an unknown method was tried")
	}
}
