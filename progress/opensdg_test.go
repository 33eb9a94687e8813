package progress

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// published is a file of results as Statistics Canada published them.
type published struct {
	Source, Licence, Note string
	Series                []struct {
		ID     string
		Case   question
		Expect struct {
			Value, Score *float64
			Status       string
			Base, Latest []float64 // year and value
		}
	}
	Indicators []struct {
		ID     string
		Of     []any // ids of series, or lists of such
		Status string
		Score  *float64
	}
}

func bySDG(t testing.TB, c Case) Verdict {
	t.Helper()
	v, err := AssessBy("opensdg-2.4", c)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// same holds a number to 1e-9, and to being there at all.
func same(t *testing.T, what string, got, want *float64) {
	t.Helper()
	if (got == nil) != (want == nil) || got != nil && !(math.Abs(*got-*want) <= 1e-9) {
		t.Errorf("%s: %s, want %s", what, shown(got), shown(want))
	}
}

func shown(x *float64) string {
	b, _ := json.Marshal(x)
	return string(b)
}

func TestOpenSDGPublished(t *testing.T) {
	for _, x := range []struct {
		file               string
		series, indicators int
	}{{"opensdg-cif.json", 117, 78}, {"opensdg-ict.json", 24, 6}} {
		t.Run(x.file, func(t *testing.T) {
			var p published
			b, err := os.ReadFile("testdata/" + x.file)
			if err == nil {
				err = json.Unmarshal(b, &p)
			}
			if err != nil {
				t.Fatal(err)
			}
			if p.Source == "" || p.Licence == "" || len(p.Series) != x.series || len(p.Indicators) != x.indicators {
				t.Fatalf("%d series and %d indicators from %q under %q", len(p.Series), len(p.Indicators), p.Source, p.Licence)
			}
			p.aggregates(t, p.verdicts(t))
		})
	}
}

func (p published) verdicts(t *testing.T) map[string]Verdict {
	t.Helper()
	out := map[string]Verdict{}
	for _, s := range p.Series {
		v := bySDG(t, s.Case.ask())
		same(t, s.ID+" value", v.Pace, s.Expect.Value)
		same(t, s.ID+" score", v.Score, s.Expect.Score)
		if v.Status != s.Expect.Status || v.Class != openSDGClass(s.Expect.Status) {
			t.Errorf("%s: %q, class %q (%s), want %q", s.ID, v.Status, v.Class, v.Reason, s.Expect.Status)
		}
		end(t, s.ID+" base", v.Base, s.Expect.Base)
		end(t, s.ID+" latest", v.Latest, s.Expect.Latest)
		out[s.ID] = v
	}
	return out
}

func end(t *testing.T, what string, got *Value, want []float64) {
	t.Helper()
	switch {
	case got == nil && want == nil:
	case got == nil || want == nil || float64(got.Year) != want[0] || got.Value != want[1]:
		t.Errorf("%s: %+v, want %v", what, got, want)
	}
}

func (p published) aggregates(t *testing.T, series map[string]Verdict) {
	t.Helper()
	for _, x := range p.Indicators {
		v := OpenSDGAggregate(nodes(t, x.Of, series))
		same(t, x.ID+" score", v.Score, x.Score)
		if v.Status != x.Status || v.Class != openSDGClass(x.Status) || v.Method != "opensdg-2.4" {
			t.Errorf("%s: %q, class %q by %s, want %q", x.ID, v.Status, v.Class, v.Method, x.Status)
		}
		sound(t, v)
	}
}

func nodes(t *testing.T, of []any, series map[string]Verdict) (out []Node) {
	t.Helper()
	for _, x := range of {
		switch x := x.(type) {
		case string:
			v, ok := series[x]
			if !ok {
				t.Fatalf("no series %s", x)
			}
			out = append(out, Node{Series: &v})
		case []any:
			out = append(out, Node{Group: nodes(t, x, series)})
		}
	}
	return out
}

// What the published results leave out: every cut, and every way to have no value.
func TestOpenSDGEdges(t *testing.T) {
	year := func(base, latest float64) []Point { return points(map[int]float64{2015: base, 2016: latest}) }
	for _, x := range []struct {
		name   string
		c      Case
		status string
		score  *float64
		why    Reason
	}{
		// 2016 is the target year: the ratio is change over change, exactly.
		{"0.95 is on track", Case{Points: year(100, 195), Target: num(200), TargetYear: 2016}, "substantial_progress", num(7.1429*0.95 - 4.2857), ""},
		{"under it", Case{Points: year(100, 194), Target: num(200), TargetYear: 2016}, "moderate_progress", num(7.1429*0.94 - 4.2857), ""},
		{"under 0.6", Case{Points: year(100, 159), Target: num(200), TargetYear: 2016}, "limited_progress", num(4.1667*0.59 - 2.5), ""},
		{"no change is limited", Case{Points: year(100, 100), Target: num(200), TargetYear: 2016}, "limited_progress", num(-2.5), ""},
		{"the least fall is not", Case{Points: year(100, 99), Target: num(200), TargetYear: 2016}, "deterioration", num(4.1667*-0.01 - 2.5), ""},
		{"the worst", Case{Points: year(100, 30), Target: num(200), TargetYear: 2016}, "deterioration", num(-5), ""},
		{"achieved", Case{Points: year(100, 200), Target: num(200), TargetYear: 2016}, "target_achieved", num(5), ""},
		{"achieved by a fall", Case{Direction: data.Down, Points: year(100, 20), Target: num(20)}, "target_achieved", num(5), ""},
		{"achieved and worsening", Case{Points: year(100, 90), Target: num(50)}, "target_achieved", num(5), ""},
		{"achieved by one value", Case{Points: points(map[int]float64{2016: 60}), Target: num(50)}, "target_achieved", num(5), ""},
		{"achieved before the base year", Case{Points: points(map[int]float64{2012: 60}), Target: num(50)}, "target_achieved", num(5), ""},
		{"a stale achievement", Case{Points: points(map[int]float64{2015: 40, 2016: 60}), Target: num(50), Reference: 2024}, "not_available", nil, Stale},
		{"1.5 % is on track", Case{Points: year(1000, 1016)}, "substantial_progress", num(3), ""},
		{"under it", Case{Points: year(1000, 1014)}, "moderate_progress", num(2.25), ""},
		{"under 0.5 %", Case{Points: year(1000, 1004)}, "limited_progress", num(-0.5), ""},
		{"no change", Case{Points: year(1000, 1000)}, "limited_progress", num(-2.5), ""},
		{"a fall", Case{Points: year(1000, 990)}, "deterioration", num(-3.75), ""},
		{"a steep fall", Case{Points: year(1000, 900)}, "deterioration", num(-5), ""},
		{"at the limit and staying", Case{Points: year(100, 100), Limit: num(100)}, "substantial_progress", num(5), ""},
		{"at the limit and leaving", Case{Points: year(100, 99), Limit: num(100)}, "deterioration", num(-3.75), ""},
		{"a limit of zero far away", Case{Direction: data.Down, Points: year(1000, 984), Limit: num(0)}, "substantial_progress", num(3), ""},
		{"a floor as near as a ceiling", Case{Direction: data.Down, Points: year(110, 109.5), Limit: num(100)}, "moderate_progress", nil, ""},
		{"a limit beside a target is ignored", Case{Points: year(99, 99.5), Target: num(100), TargetYear: 2016, Limit: num(100)}, "limited_progress", num(4.1667*0.5 - 2.5), ""},
		{"negative values turn round", Case{Points: year(-100, -90)}, "substantial_progress", num(5), ""},
		{"negative to negative target", Case{Points: year(-100, -95), Target: num(-90), TargetYear: 2016}, "limited_progress", num(4.1667*0.5 - 2.5), ""},
		{"a change of sign", Case{Points: year(10, -10)}, "not_available", nil, NotJudgeable},
		{"the same from below", Case{Points: year(-10, 10)}, "not_available", nil, NotJudgeable},
		{"a target of the other sign", Case{Points: year(-10, -9), Target: num(5)}, "not_available", nil, NotJudgeable},
		{"from zero", Case{Points: year(0, 1)}, "substantial_progress", num(5), ""},
		{"from zero to less", Case{Points: year(0, -1)}, "not_available", nil, NotJudgeable},
		{"to zero", Case{Points: year(1, 0)}, "deterioration", num(-5), ""},
		{"a target of zero is a thousandth", Case{Direction: data.Down, Points: year(1, 0.1), Target: num(0), TargetYear: 2018}, "substantial_progress", num(7.1429*0.9/0.9 - 4.2857), ""},
		{"and met there", Case{Direction: data.Down, Points: year(1, 0.0005), Target: num(0)}, "target_achieved", num(5), ""},
		{"the base on the target, then lost", Case{Points: year(50, 40), Target: num(50)}, "deterioration", num(-5), ""},
		{"the target year at the base", Case{Points: year(50, 60), Target: num(90), TargetYear: 2015}, "not_available", nil, NotJudgeable},
		{"the target year over", Case{Points: points(map[int]float64{2015: 50, 2017: 60}), Target: num(90), TargetYear: 2016}, "limited_progress", nil, ""},
		{"one year", Case{Points: points(map[int]float64{2015: 50})}, "not_available", nil, TooShort},
		{"never an earlier base", Case{Points: points(map[int]float64{2012: 50, 2014: 60})}, "not_available", nil, NoBase},
		{"no points", Case{}, "not_available", nil, NoDataYet},
		{"no direction", Case{Direction: data.NoDirection, Points: year(1, 2)}, "not_available", nil, DirectionNone},
		{"a benchmark in words", Case{Points: year(1, 2), Comparator: data.Qualitative}, "not_available", nil, NotJudgeable},
		{"parity from below", Case{Direction: data.ToOne, Points: year(0.5, 0.625), Target: num(1), TargetYear: 2017}, "moderate_progress", nil, ""},
		{"parity from above is the same", Case{Direction: data.ToOne, Points: year(2, 1.6), Target: num(1), TargetYear: 2017}, "moderate_progress", nil, ""},
		{"parity in its band", Case{Direction: data.ToOne, Points: year(0.5, 0.97), Target: num(1)}, "target_achieved", num(5), ""},
		{"just outside", Case{Direction: data.ToOne, Points: year(0.97, 0.969), Target: num(1)}, "deterioration", num(-5), ""},
		{"parity kept without a target", Case{Direction: data.ToOne, Points: year(0.99, 1.01)}, "substantial_progress", num(5), ""},
	} {
		x.c.Benchmark = "it"
		if x.c.Direction == "" {
			x.c.Direction = data.Up
		}
		v := bySDG(t, x.c)
		sound(t, v)
		if v.Status != x.status || v.Class != openSDGClass(x.status) || v.Reason != x.why {
			t.Errorf("%s: %q, class %q (%s) at %s, want %q (%s)", x.name, v.Status, v.Class, v.Reason, shown(v.Pace), x.status, x.why)
		}
		if x.score != nil || x.why != "" {
			same(t, x.name+": score", v.Score, x.score)
		}
	}
}

// No direction is assumed, where the original takes a forgotten one for "down".
func TestOpenSDGNeedsDirection(t *testing.T) {
	v := bySDG(t, Case{Points: points(map[int]float64{2015: 50, 2020: 60}), Target: num(40)})
	if v.Class != NoClass || v.Reason != DirectionNone || v.Score != nil {
		t.Errorf("judged without a direction: %+v", v)
	}
}

// The factor at its published values, seen from above the limit as from below.
func TestOpenSDGScale(t *testing.T) {
	for _, x := range []struct{ base, limit, want float64 }{
		{20, 100, 0.999212}, {50, 100, 0.953929}, {80, 100, 0.628705}, {90, 100, 0.373622}, {95, 100, 0.203670},
		{98, 100, 0.085795}, {99.5, 100, 0.022010}, {100, 100, 0}, {110, 100, 0.373622}, {180, 100, 0.999212}, {200, 100, 1},
		{500, 100, 1}, {-90, -100, 0.373622}, {0, 0, 1}, {5, 0, 1}, {0, 100, 1},
	} {
		m := measure{c: Case{Direction: data.Up, Limit: &x.limit}, from: x.base}
		if got := m.scale(); math.Abs(got-x.want) > 1e-6 {
			t.Errorf("scale of %v under %v: %v, want %v", x.base, x.limit, got, x.want)
		}
	}
}

// The published constants are rounded: a series just under 0.6 is "limited",
// yet its score, and with it the indicator, is "moderate".
func TestOpenSDGRoundedConstants(t *testing.T) {
	for _, x := range []struct {
		ratio         float64
		series, after string
	}{
		{0.599998, "limited_progress", "moderate_progress"},
		{0.94995, "moderate_progress", "moderate_progress"},
		{0.9499925, "moderate_progress", "substantial_progress"},
	} {
		if a, b := ratioStatus(x.ratio), scoreStatus(ratioScore(x.ratio)); a != x.series || b != x.after {
			t.Errorf("%v: series %s, indicator %s; want %s, %s", x.ratio, a, b, x.series, x.after)
		}
	}
}

func TestOpenSDGAggregate(t *testing.T) {
	of := func(score float64, status string) Node {
		return Node{Series: &Verdict{Score: &score, Status: status}}
	}
	none := Node{Series: &Verdict{Status: openSDGNone}}
	met, mid, bad := of(5, openSDGAchieved), of(1, openSDGModerate), of(-4, openSDGWorse)
	for _, x := range []struct {
		name   string
		nodes  []Node
		score  *float64
		status string
	}{
		{"all achieved", []Node{met, none, {Group: []Node{met, met}}}, num(5), openSDGAchieved},
		{"all but one", []Node{met, of(5, openSDGSubstantial)}, num(5), openSDGSubstantial},
		{"a group counts once", []Node{mid, {Group: []Node{bad, bad, met}}}, num(0), openSDGModerate},
		{"to any depth", []Node{{Group: []Node{{Group: []Node{{Group: []Node{bad}}, met}}}}}, num(0.5), openSDGModerate},
		{"an empty group counts not at all", []Node{bad, {Group: []Node{none}}, {}}, num(-4), openSDGWorse},
		{"2.5 is substantial", []Node{of(2.5, "")}, num(2.5), openSDGSubstantial},
		{"-2.5 is limited", []Node{of(-2.5, "")}, num(-2.5), openSDGLimited},
		{"nothing has a score", []Node{none, {Group: []Node{none}}}, nil, openSDGNone},
		{"nothing at all", nil, nil, openSDGNone},
	} {
		v := OpenSDGAggregate(x.nodes)
		sound(t, v)
		same(t, x.name, v.Score, x.score)
		if v.Status != x.status || v.Class != openSDGClass(x.status) {
			t.Errorf("%s: %q, class %q, want %q", x.name, v.Status, v.Class, x.status)
		}
	}
}

// A group value that we computed is compared over the same economies.
func TestOpenSDGFixedEconomies(t *testing.T) {
	c := Case{Direction: data.Up, Points: points(map[int]float64{2015: 50, 2020: 90})}
	c.pair = func(a, b int) (from, to Point, ok bool) {
		return Point{Point: data.Point{Year: a, Value: 50}}, Point{Point: data.Point{Year: b, Value: 40}}, a == 2015 && b == 2020
	}
	if v := bySDG(t, c); v.Class != Deterioration || len(v.Flags) != 1 || v.Flags[0] != FixedEconomies {
		t.Errorf("%q with flags %v, want deterioration over fixed economies", v.Class, v.Flags)
	}
	c.pair = func(int, int) (from, to Point, ok bool) { return from, to, false }
	if v := bySDG(t, c); v.Reason != ThinCoverage || v.Status != openSDGNone {
		t.Errorf("%q (%s), want no coverage", v.Status, v.Reason)
	}
}

// A target hands on to its successor; the last one is judged as if its year
// were still to come, and is then not among the past ones too.
func TestOpenSDGPastTargets(t *testing.T) {
	c := Case{
		Direction: data.Up, Points: points(map[int]float64{2015: 40, 2018: 49, 2024: 60}), Benchmark: "it",
		Target: num(50), TargetYear: 2018, Comparator: data.AtLeast,
		Successors: []data.Benchmark{{ID: "next", Value: num(80), Year: 2030, Comparator: data.AtLeast}},
	}
	v := bySDG(t, c)
	if v.Benchmark != "next" || v.TargetYear != 2030 || len(v.Past) != 1 || v.Past[0].Benchmark != "it" {
		t.Errorf("%q in %d after %+v, want next in 2030 after it", v.Benchmark, v.TargetYear, v.Past)
	}
	c.Successors[0].Year = 2022
	v = bySDG(t, c)
	if v.Benchmark != "next" || v.TargetYear != 2022 || v.Pace == nil || len(v.Past) != 1 || v.Past[0].Benchmark != "it" {
		t.Errorf("%q in %d after %+v, want next in 2022 after it", v.Benchmark, v.TargetYear, v.Past)
	}
}
