package progress

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// FuzzExplain asks for explanations and trials of cases that no catalogue would
// let through: they never panic and are always JSON, which knows no NaN.
func FuzzExplain(f *testing.F) {
	f.Add(39.9, 73.6, 60.1, 100.0, 95.0, 41.0, 2015, 2025, 2030, uint16(0))
	f.Add(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2015, 2025, 2026, uint16(1))
	f.Add(-5.0, 5.0, 0.0, -1.0, 5.0, -6.0, 2015, 2016, 2017, uint16(1<<6))
	f.Add(math.MaxFloat64, -math.MaxFloat64, 1.0, math.Inf(1), math.NaN(), math.NaN(), 2015, 2025, 2030, uint16(2))
	f.Add(1e-320, 1e300, 5.0, 1e308, 1e-320, 1e300, 1990, 1995, 1<<40, uint16(1<<8))
	f.Add(0.7, 1.4, 1.0, 1.0, 1.0, 0.97, 2015, 2025, 2025, uint16(2|1<<7))
	f.Fuzz(func(t *testing.T, base, latest, between, target, metAt, was float64, b, l, year int, kind uint16) {
		c := Case{
			Direction: []data.Direction{data.Up, data.Down, data.ToOne, ""}[kind&3],
			Model:     []data.Model{data.Linear, data.Compound}[kind>>2&1],
			Points: []Point{
				{Point: data.Point{Year: l, Value: latest, Decimals: int(kind >> 12), Was: &was}},
				{Point: data.Point{Year: b, Value: base, Decimals: -1, Was: &was}, Rounding: math.Abs(was)},
				{Point: data.Point{Year: l - 5, Value: between}},
			},
			Benchmark: "it", Target: &target, TargetYear: year, MetAt: metAt, Limit: &metAt,
			Comparator: []data.Comparator{data.AtLeast, data.Over, data.AtMost, data.BandOne, data.Directional, data.Relative, "", "?"}[kind>>3&7],
		}
		if kind>>6&1 == 1 {
			c.Target, c.Comparator, c.Bounds = nil, "", []float64{0, 100}
		}
		if kind>>7&1 == 1 {
			c.Reference, c.Breaks, c.BaseYear = 2026, []int{b, year}, b
		}
		if kind>>8&1 == 1 {
			c.Successors = []data.Benchmark{{ID: "next", Value: &metAt, Year: 2030, Comparator: data.AtLeast}, {ID: "last"}}
		}
		for _, name := range Methods() {
			x := explained(t, name, c)
			if _, err := json.Marshal(x); err != nil {
				t.Fatalf("%s: %+v: %v", name, x, err)
			}
			r, err := Robust(name, c)
			if err != nil || r.Class != x.Verdict.Class {
				t.Fatalf("%s: %+v, %v", name, r, err)
			}
			if _, err := json.Marshal(r); err != nil {
				t.Fatalf("%s: %+v: %v", name, r, err)
			}
		}
	})
}
