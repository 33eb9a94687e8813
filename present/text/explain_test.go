package text

import (
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// TestExplanationOfEveryMethod words the arithmetic of every method over lines
// of each form: each step has a formula with its numbers, no placeholder stays,
// years have no commas, and the last sentence names what was decided.
func TestExplanationOfEveryMethod(t *testing.T) {
	w := english(t)
	line := func(values ...float64) (out []progress.Point) {
		for i, v := range values {
			out = append(out, progress.Point{Point: data.Point{Year: 2015 + i, Value: v, Decimals: 1, Status: data.Normal}})
		}
		return out
	}
	target := func(v float64) *float64 { return &v }
	cases := map[string]progress.Case{
		"linear":         {Direction: data.Up, Points: line(39.9, 43.6, 46.3, 49.4, 53.9, 60.1, 63.8, 67, 69.2), Target: target(95), TargetYear: 2030, Bounds: []float64{0, 100}},
		"compound":       {Direction: data.Up, Model: data.Compound, Points: line(11.3, 12.2, 13.6, 15.1, 16.7), Target: target(40), TargetYear: 2030},
		"down":           {Direction: data.Down, Model: data.Compound, Points: line(6, 5.5, 5, 4.6, 4.2), Target: target(2), TargetYear: 2030},
		"parity":         {Direction: data.ToOne, Points: line(0.8, 0.82, 0.85, 0.9), Target: target(1), TargetYear: 2030},
		"no target":      {Direction: data.Up, Points: line(10, 11, 12, 13)},
		"no target down": {Direction: data.Down, Points: line(10, 11, 12, 13), Limit: target(0)},
		"met":            {Direction: data.Up, Points: line(60, 80, 90, 99), Target: target(95), TargetYear: 2030},
		"wrong way":      {Direction: data.Up, Points: line(60, 55, 50, 45), Target: target(95), TargetYear: 2030},
		"from zero":      {Direction: data.Up, Model: data.Compound, Points: line(0, 1, 2, 5), Target: target(50), TargetYear: 2030},
		"short":          {Direction: data.Up, Points: line(60), Target: target(95), TargetYear: 2030},
	}
	for _, method := range progress.Methods() {
		for name, c := range cases {
			x, err := progress.ExplainBy(method, c)
			if err != nil {
				t.Fatal(err)
			}
			list := w.Explanation(x, data.Indicator{Direction: c.Direction, Decimals: 1})
			all := strings.Join(list, "\n")
			if strings.Contains(all, "⟦") || strings.ContainsAny(all, "{}") {
				t.Errorf("%s of %s lacks a word:\n%s", method, name, all)
			}
			if strings.Contains(all, "2,0") {
				t.Errorf("%s of %s prints a year with a comma:\n%s", method, name, all)
			}
			last := list[len(list)-1]
			if x.Verdict.Class == progress.TargetMet && !strings.Contains(strings.ToLower(last), "target") {
				t.Errorf("%s of %s ends with %q", method, name, last)
			}
		}
	}
}

// TestExplanationCanBeRedone reads one explanation as it stands on a page.
func TestExplanationCanBeRedone(t *testing.T) {
	c := progress.Case{
		Direction: data.Down, Target: new(float64), TargetYear: 2030,
		Points: []progress.Point{{Point: data.Point{Year: 2015, Value: 14.5}}, {Point: data.Point{Year: 2023, Value: 10.4}}},
	}
	*c.Target = 7.25
	x, err := progress.ExplainBy("opensdg-2.4", c)
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(english(t).Explanation(x, data.Indicator{Direction: data.Down}), "\n")
	for _, want := range []string{
		"Base: 14.5 (2015).", "Latest value: 10.4 (2023).", "Target: 7.25 (2030).",
		"Years between base and latest value: 2023 − 2015 = 8.",
		"Change a year: (10.4 / 14.5)^(1 / 8) − 1 = −0.0407.",
		"Change a year that the target needs: (7.25 / 14.5)^(1 / 15) − 1 = −0.0452.",
		"Here: progress made but acceleration needed.",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("the explanation lacks %q:\n%s", want, all)
		}
	}
}
