package text

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

var update = flag.Bool("update", false, "write the golden files anew")

func num(v float64) *float64 { return &v }

// line is points of pairs of year and value.
func line(pairs ...float64) []progress.Point {
	var out []progress.Point
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, progress.Point{Point: data.Point{Year: int(pairs[i]), Value: pairs[i+1], Status: data.Normal}})
	}
	return out
}

type stepCase struct {
	name string
	c    progress.Case
}

// stepCases hold one verdict of each way to a class, or to none.
func stepCases() []stepCase {
	users := line(2015, 39.9, 2020, 60.1, 2025, 73.6)
	toward := func(c progress.Case, target float64, year int) progress.Case {
		c.Benchmark, c.Target, c.TargetYear = "T1", &target, year
		return c
	}
	next := data.Benchmark{ID: "T2", Value: num(95), Year: 2030, Comparator: data.AtLeast}
	up := progress.Case{Direction: data.Up, Points: users}
	subs := progress.Case{Direction: data.Up, Model: data.Compound, Points: line(2015, 42.1, 2020, 75.25, 2025, 98.4)}
	price := progress.Case{Direction: data.Down, Model: data.Compound, Points: line(2015, 14.2, 2025, 5.7)}
	parity := progress.Case{Direction: data.ToOne, Points: line(2015, 0.81, 2025, 0.93)}
	over := toward(up, 50, 2030)
	over.Points, over.Comparator = line(2015, 50, 2025, 49), data.Over
	early := up
	early.Points = line(2019, 51.5, 2025, 73.6)
	later := toward(up, 60, 2019)
	later.Successors = []data.Benchmark{next}
	open := toward(up, 60, 2025)
	open.Points, open.Reference = line(2015, 39.9, 2023, 70), 2026
	lost := toward(up, 50, 2030)
	lost.Points = line(2015, 60, 2025, 49.9)
	lostPast := toward(up, 60, 2020)
	lostPast.Points = line(2015, 40, 2020, 65, 2025, 55)
	with := func(c progress.Case, points []progress.Point) progress.Case { c.Points = points; return c }
	words := up
	words.Benchmark, words.Comparator = "T3", data.Directional
	return []stepCase{
		{"linear", toward(up, 95, 2030)},
		{"linear, away from the target", toward(with(up, line(2015, 60, 2025, 48.5)), 95, 2030)},
		{"linear, slowing", toward(with(up, line(2015, 20, 2020, 66, 2025, 70)), 90, 2030)},
		{"compound", toward(subs, 120, 2030)},
		{"compound, falling", toward(price, 2, 2030)},
		{"compound asked for, from zero", toward(with(subs, line(2015, 0, 2025, 60)), 90, 2030)},
		{"parity from below", toward(parity, 1, 2030)},
		{"parity from above", toward(with(parity, line(2015, 1.5, 2025, 1.1)), 1, 2030)},
		{"parity, a small change", toward(with(parity, line(2015, 0.9512, 2025, 0.9644)), 1, 2030)},
		{"parity lost to nothing", toward(with(parity, line(2015, 0.9, 2025, 0)), 1, 2030)},
		{"no target", up},
		{"no target, falling", price},
		{"no target, parity", parity},
		{"no target, parity inside its band", with(parity, line(2015, 1.0, 2025, 0.985))},
		{"no target, from zero", with(up, line(2015, 0, 2025, 5))},
		{"no target, zero to zero", with(up, line(2015, 0, 2025, 0))},
		{"direction without a number", words},
		{"undated target, not met", toward(up, 95, 0)},
		{"undated target, met", toward(up, 70, 0)},
		{"late base", toward(early, 95, 2030)},
		{"met", toward(up, 70, 2030)},
		{"met before and lost", lost},
		{"a base on the line of over", over},
		{"past target met", toward(up, 60, 2020)},
		{"past target met and lost", lostPast},
		{"past target missed", toward(up, 61, 2020)},
		{"past target with a successor", later},
		{"past target open", open},
		{"too short", toward(with(up, line(2015, 39.9, 2017, 44)), 95, 2030)},
		{"stale", progress.Case{Direction: data.Up, Points: line(2015, 39.9, 2020, 60.1), Reference: 2026}},
		{"no base", with(up, line(2010, 20, 2013, 30))},
		{"no data", toward(with(up, nil), 95, 2030)},
		{"never judged", progress.Case{Direction: data.NoDirection, Points: users}},
		{"no number", progress.Case{Direction: data.Up, Points: users, Benchmark: "T4", Comparator: data.Qualitative}},
	}
}

func steps4(t *testing.T, w *Words, c progress.Case) (progress.Verdict, []string) {
	t.Helper()
	v := progress.Assess(c)
	in := data.Indicator{ID: "it", Unit: "% of population", Decimals: 1, Direction: c.Direction, Model: c.Model}
	out := w.Steps(v, in)
	for _, p := range v.Past {
		out = append(out, w.Past(p, in))
	}
	return v, out
}

// TestStepsGolden lays the arithmetic of each case down for reading.
// TestProjectedIsToldFromTheTarget: a projection that misses its target must
// not be printed as the target.
func TestProjectedIsToldFromTheTarget(t *testing.T) {
	w := english(t)
	for _, c := range []struct {
		x        float64
		target   *float64
		decimals int
		want     string
	}{
		{0.97717, num(0.98), 2, "0.977"}, {94.98, num(95), 1, "94.98"}, {94.8, num(95), 1, "94.8"},
		{95, num(95), 1, "95.0"}, {94.99999999, num(95), 1, "95.0000"}, {94.98, nil, 1, "95.0"},
	} {
		if got := w.Projected(c.x, c.target, c.decimals); got != c.want {
			t.Errorf("%v toward %v: %s, want %s", c.x, c.target, got, c.want)
		}
	}
}

// TestInputsSayWhoMadeThem: what is worked out here was published by nobody.
func TestInputsSayWhoMadeThem(t *testing.T) {
	w := english(t)
	for maker, want := range map[progress.Maker]string{
		"": "published", progress.ByPublisher: "published", progress.ByNation: "published",
		progress.ByUs: "computed here", progress.ByFormula: "computed here",
	} {
		latest := &progress.Value{Year: 2024, Value: 50, Status: data.Normal, Maker: maker}
		out := w.Steps(progress.Verdict{Latest: latest, Reason: progress.NoBase}, data.Indicator{Direction: data.Up})
		if said := "Latest: 50 in 2024 (" + want + ")."; !slices.Contains(out, said) {
			t.Errorf("made by %q: %q, want %q", maker, out, said)
		}
	}
	if got := w.StatusBy(data.Estimated, progress.ByUs); got != "estimated" {
		t.Errorf("a value computed from estimates is %q", got)
	}
}

func TestStepsGolden(t *testing.T) {
	w := english(t)
	var b strings.Builder
	for _, c := range stepCases() {
		v, out := steps4(t, w, c.c)
		fmt.Fprintf(&b, "== %s: %s\n%s\n\n", c.name, w.Class(v.Class, v.Reason), strings.Join(out, "\n"))
		for _, s := range out {
			if strings.ContainsAny(s, "{}⟦⟧") || strings.Contains(s, "NaN") || strings.Contains(s, Missing) {
				t.Errorf("%s: not all is filled: %q", c.name, s)
			}
		}
	}
	golden := "testdata/steps.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		t.Errorf("the steps differ from %s; run with -update and read the difference\n%s", golden, got)
	}
}

// TestStepsCoverEveryWay guards the table above: a class, a reason or a model
// that it no longer reaches would go unread.
func TestStepsCoverEveryWay(t *testing.T) {
	w := english(t)
	seen := map[string]bool{}
	for _, c := range stepCases() {
		v, _ := steps4(t, w, c.c)
		seen[string(v.Class)], seen[string(v.Reason)], seen["model "+string(v.Model)] = true, true, true
		for _, f := range v.Flags {
			seen[string(f)] = true
		}
	}
	for _, want := range []string{
		"target_met", "on_track", "fair", "limited", "deterioration",
		"no_data", "no_base", "too_short", "stale", "no_direction", "verdict_open", "not_judgeable",
		"model linear", "model compound", "late_base", "linear_fallback", "depends_on_method", "slowing",
	} {
		if !seen[want] {
			t.Errorf("no case gives %q", want)
		}
	}
}

// Sentences of arithmetic, as a reader would type them into a calculator.
const figure = `(−?[\d,]+(?:\.\d+)?)( / −?[\d,]+(?:\.\d+)?)?`

var (
	linearStep   = regexp.MustCompile(`^(?:Change|Needed) a year: \(` + figure + ` − ` + figure + `\) / \((\d+) − (\d+)\) = ` + figure + `( per cent)?\.$`)
	compoundStep = regexp.MustCompile(`^(?:Rate|Needed rate) a year: \(` + figure + ` / ` + `(−?[\d,]+(?:\.\d+)?)` + `\)\^\(1/(\d+)\) − 1 = ` + figure + `( per cent)\.$`)
	paceStep     = regexp.MustCompile(`^Pace: ` + `(−?[\d,.]+)( per cent)?` + ` / ` + `(−?[\d,.]+)( per cent)?` + ` = (−?[\d,]+(?:\.\d+)?)\.$`)
	freeStep     = regexp.MustCompile(`^In the wanted direction: (−?[\d,.]+) per cent a year\.$`)
)

func read(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(strings.NewReplacer(",", "", "−", "-").Replace(s), 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// ratio reads "5" or, with a second part, "5 / 8".
func ratio(t *testing.T, over, under string) float64 {
	t.Helper()
	if under == "" {
		return read(t, over)
	}
	return read(t, over) / read(t, strings.TrimPrefix(under, " / "))
}

// redo works one sentence out anew. ok is false for sentences without arithmetic.
func redo(t *testing.T, s string) (got, want, slack float64, ok bool) {
	t.Helper()
	scale := func(mark string) float64 {
		if mark == "" {
			return 1
		}
		return 100
	}
	const fourth = 0.5e-4 + 3e-5 // half of the fourth decimal, and what parities of six decimals leave open
	switch {
	case linearStep.MatchString(s):
		m := linearStep.FindStringSubmatch(s)
		years := read(t, m[5]) - read(t, m[6])
		return read(t, m[7]), scale(m[9]) * (ratio(t, m[1], m[2]) - ratio(t, m[3], m[4])) / years, fourth, true
	case compoundStep.MatchString(s):
		m := compoundStep.FindStringSubmatch(s)
		growth := math.Pow(ratio(t, m[1], m[2])/read(t, m[3]), 1/read(t, m[4])) - 1
		return read(t, m[5]), scale(m[7]) * growth, fourth, true
	case paceStep.MatchString(s):
		m := paceStep.FindStringSubmatch(s)
		want = read(t, m[1]) / read(t, m[3])
		return read(t, m[5]), want, 0.5e-4 + 2e-4*math.Abs(want), true
	}
	return 0, 0, 0, false
}

// check redoes all sentences of a verdict and says how many there were.
func check(t *testing.T, v progress.Verdict, out []string) int {
	t.Helper()
	n := 0
	last := 0.0
	for _, s := range out {
		got, want, slack, ok := redo(t, s)
		if m := freeStep.FindStringSubmatch(s); m != nil {
			got, want, slack, ok = math.Abs(read(t, m[1])), math.Abs(last), 1e-12, true
		}
		switch {
		case ok && math.Abs(got-want) > slack:
			t.Errorf("%q gives %v when redone\n%s", s, want, strings.Join(out, "\n"))
		case ok:
			n++
			last = got
		case strings.Contains(s, " = ") || strings.HasPrefix(s, "Pace:"):
			t.Errorf("arithmetic that the test cannot read: %q", s)
		}
	}
	if v.Actual != nil && n == 0 {
		t.Errorf("a rate without arithmetic:\n%s", strings.Join(out, "\n"))
	}
	return n
}

// TestStepsCanBeRedone works every printed formula out from the printed numbers.
func TestStepsCanBeRedone(t *testing.T) {
	w := english(t)
	for _, c := range stepCases() {
		t.Run(c.name, func(t *testing.T) {
			v, out := steps4(t, w, c.c)
			check(t, v, out)
		})
	}
}

// TestRandomStepsCanBeRedone does the same for verdicts that nobody chose.
func TestRandomStepsCanBeRedone(t *testing.T) {
	w, r, sums := english(t), rand.New(rand.NewPCG(3, 4)), 0
	for range 1000 {
		c := randomCase(r)
		v, out := steps4(t, w, c)
		sums += check(t, v, out)
		if t.Failed() {
			t.Fatalf("case %+v", c)
		}
	}
	if sums < 1500 {
		t.Errorf("only %d formulas in 1000 verdicts", sums)
	}
}

func randomCase(r *rand.Rand) progress.Case {
	direction := []data.Direction{data.Up, data.Down, data.ToOne}[r.IntN(3)]
	c := progress.Case{Direction: direction, Model: []data.Model{data.Linear, data.Compound}[r.IntN(2)]}
	size := []float64{1, 100, 20000}[r.IntN(3)]
	if direction == data.ToOne {
		size = 2
	}
	value := func() float64 {
		if r.IntN(25) == 0 {
			return 0
		}
		return math.Round(r.Float64()*size*1000) / 1000
	}
	c.Points = line(2015, value(), 2019, value(), 2024, value())
	if r.IntN(4) > 0 {
		c.Benchmark, c.Target, c.TargetYear = "T1", num(value()), []int{0, 2020, 2025, 2030}[r.IntN(4)]
	}
	return c
}

// TestClassStepsAreTrue holds the sentence that gives the class against the
// rule that it names.
func TestClassStepsAreTrue(t *testing.T) {
	w := english(t)
	for _, c := range stepCases() {
		v, out := steps4(t, w, c.c)
		byPace := slices.ContainsFunc(out, func(s string) bool { return strings.Contains(s, "at least 0.95 on track") })
		byRate := slices.ContainsFunc(out, func(s string) bool { return strings.Contains(s, "over 1 per cent a year on track") })
		switch {
		case byPace && (v.Pace == nil || classOf(*v.Pace, 0.95, 0.5, -0.1) != v.Class):
			t.Errorf("%s: the rule of the pace is named and gives another class than %s:\n%s", c.name, v.Class, strings.Join(out, "\n"))
		case byRate && (v.Pace == nil || classOf(*v.Pace, 0.01, 0.005, -0.01) != v.Class):
			t.Errorf("%s: the rule of the rate is named and gives another class than %s:\n%s", c.name, v.Class, strings.Join(out, "\n"))
		case v.Class != progress.NoClass && !slices.ContainsFunc(out, func(s string) bool { return strings.Contains(s, w.Class(v.Class, "")) }):
			t.Errorf("%s: the class %s is not among the steps:\n%s", c.name, v.Class, strings.Join(out, "\n"))
		}
	}
}

func classOf(x, track, fair, limited float64) progress.Class {
	switch {
	case x >= track:
		return progress.OnTrack
	case x >= fair:
		return progress.Fair
	case x >= limited:
		return progress.Limited
	}
	return progress.Deterioration
}

func TestInputsHaveNoNoise(t *testing.T) {
	w := english(t)
	for x, want := range map[float64]string{0.914799965727517: "0.914799965728", 0.1 + 0.2: "0.3", 69.2: "69.2", 1234567.5: "1,234,567.5"} {
		if got := w.Input(x); got != want {
			t.Errorf("%v is printed as %s, want %s", x, got, want)
		}
	}
}
