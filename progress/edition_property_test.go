package progress

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// anyWorld draws a world with published and computed groups, derived values,
// revisions, gaps, overrides and targets that are over, open and without a date.
func anyWorld(r *rand.Rand) fixture {
	f := fixture{reference: "2026-06-30"}
	for i := range 12 {
		f.people(fmt.Sprintf("E%02d", i), float64(1+r.IntN(50)))
	}
	f.group("WLD", f.economies...)
	f.group("GRP", f.economies[:5]...)
	f.group("HRP", f.economies[4:]...)
	judges := []*data.Judge{nil, {Method: Methods()[r.IntN(5)]}, {BaseYear: 2016}, {Target: num(80), TargetYear: 2027 + r.IntN(8)}, {Limit: num(90)}}
	rules := []data.Rule{data.WeightedMean, data.Mean, data.Median}
	for i := range 6 {
		in := data.Indicator{ID: fmt.Sprintf("i%d", i), Series: []data.SeriesRef{ref("one", fmt.Sprintf("c%d", i))}, Judge: judges[r.IntN(len(judges))]}
		in.Direction = []data.Direction{data.Up, data.Down}[r.IntN(2)]
		in.Model = []data.Model{data.Linear, data.Compound}[r.IntN(2)]
		in.Aggregate.Rule = rules[r.IntN(3)]
		if in.Bounds = nil; r.IntN(2) == 0 {
			in.Bounds = []float64{0, 100}
		}
		f.indicators = append(f.indicators, in)
		for _, e := range append(slices.Clone(f.economies), "GRP") {
			f.values(r, fmt.Sprintf("c%d", i), e)
		}
	}
	f.indicators = append(f.indicators, data.Indicator{ID: "parity", Direction: data.ToOne, Aggregate: data.Aggregate{Rule: data.Mean},
		Formula: &data.Formula{Kind: data.Parity, Pairs: []data.Pair{{Num: ref("one", "c0"), Den: ref("one", "c1")}}}})
	for i, year := range []int{2020, 2028, 2030, 0} {
		b := data.Benchmark{ID: fmt.Sprintf("T%d", i), Indicator: "i0", Group: "WLD", Value: num(float64(20 + 20*i)), Year: year, Comparator: data.AtLeast}
		if f.indicators[0].Direction == data.Down {
			b.Comparator = data.AtMost
		}
		f.benchmarks = append(f.benchmarks, b)
	}
	f.benchmarks = append(f.benchmarks, data.Benchmark{ID: "one", Indicator: "parity", Group: "WLD", Value: num(1), Year: 2030, Comparator: data.BandOne})
	f.paragraphs = []data.Paragraph{{ID: "p", Scored: true, Kind: data.Quantitative}}
	for _, in := range f.indicators {
		f.paragraphs[0].Headline = append(f.paragraphs[0].Headline, data.Headline{Indicator: in.ID, Group: "WLD", Benchmark: data.NoBenchmark})
	}
	return f
}

// values puts a series with gaps and revisions.
func (f *fixture) values(r *rand.Rand, code, area string) {
	level, step := float64(5+r.IntN(60)), r.NormFloat64()*3
	values := map[int]float64{}
	for y := 2012; y <= 2025; y++ {
		level = min(max(level+step+r.NormFloat64(), 0), 100)
		if r.IntN(5) > 0 {
			values[y] = math.Round(level*10) / 10
		}
	}
	if len(values) == 0 {
		return
	}
	f.put("one", code, area, data.Totals, values)
	points := f.series[len(f.series)-1].Points
	for i := range points {
		if r.IntN(3) == 0 {
			points[i].Was = num(points[i].Value + float64(r.IntN(11)) - 5)
		}
	}
}

// TestEditionProperties asks every question that an edition answers, from
// several sides at once, and holds the answers to each other.
func TestEditionProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	judged := 0
	for range 12 {
		f := anyWorld(r)
		e := f.build(t)
		var wg sync.WaitGroup
		counts := make([]int, len(Methods()))
		for i, method := range Methods() {
			wg.Go(func() { counts[i] = consistent(t, &f, e, method) })
		}
		wg.Wait()
		for _, n := range counts {
			judged += n
		}
		besides(t, &f, e)
	}
	if judged < 3000 {
		t.Errorf("only %d verdicts", judged)
	}
}

// consistent counts the verdicts that a method gives.
func consistent(t *testing.T, f *fixture, e *Edition, method string) (judged int) {
	areas := append([]string{"WLD", "GRP", "HRP"}, f.economies[:4]...)
	for _, in := range f.indicators {
		benchmarks := []string{"", data.NoBenchmark}
		for _, b := range f.benchmarks {
			if b.Indicator == in.ID {
				benchmarks = append(benchmarks, b.ID)
			}
		}
		for _, area := range areas {
			for _, b := range benchmarks {
				v, err := e.AssessBy(method, in.ID, area, data.Dims{}, b)
				if err != nil {
					t.Error(err)
					return judged
				}
				if v.Class != NoClass || v.Reason == OwnScale {
					judged++
				}
				if fault := e.contradiction(v, method, in, area, b); fault != "" {
					t.Errorf("%s of %s in %s against %q: %s", method, in.ID, area, b, fault)
					return judged
				}
			}
		}
	}
	return judged
}

// contradiction says what about a verdict does not fit what else the edition
// says of the same question.
func (e *Edition) contradiction(v Verdict, method string, in data.Indicator, area, benchmark string) string {
	x, err := e.Explain(method, in.ID, area, data.Dims{}, benchmark)
	if err != nil || x.Verdict.Class != v.Class || x.Verdict.Rule != v.Rule {
		return fmt.Sprintf("explained as %+v, %v", x.Verdict, err)
	}
	r, err := e.Robustness(method, in.ID, area, data.Dims{}, benchmark)
	if err != nil || r.Class != v.Class || r.Status != v.Status || len(r.Others) != len(Methods())-1 {
		return fmt.Sprintf("robust as %+v, %v", r, err)
	}
	if computed := v.Latest != nil && v.Latest.Maker == ByUs; computed && len(r.Rounding)+len(r.Revision) > 0 {
		return "digits or revisions of a value that nobody printed"
	}
	for _, t := range append(r.Rounding, r.Revision...) {
		if (t.Class != v.Class || t.Status != v.Status) != t.Changes || t.Changes && !r.Fragile {
			return fmt.Sprintf("trial %+v", t)
		}
	}
	later := method == openSDGName // goes on to the next year with data
	if in.Judge != nil && in.Judge.BaseYear != 0 && v.Base != nil && v.Base.Year != in.Judge.BaseYear && !(later && v.Base.Year > in.Judge.BaseYear) {
		return fmt.Sprintf("base %d in place of %d", v.Base.Year, in.Judge.BaseYear)
	}
	own, err := e.AssessBy("", in.ID, area, data.Dims{}, benchmark)
	if want := Methods()[0]; err != nil || in.Judge == nil && own.Method != want {
		return fmt.Sprintf("judged by %s where %s is the default, %v", own.Method, want, err)
	}
	return ""
}

// besides holds pairs to the lines and rules that they are made of.
func besides(t *testing.T, f *fixture, e *Edition) {
	n := 0
	for _, in := range f.indicators {
		l := e.Line(in.ID, "GRP", data.Dims{}, "")
		for _, p := range e.Beside(in.ID, "GRP", data.Dims{}) {
			n++
			published, ok := l.At(p.Year)
			if !ok || published.Value != p.Publisher || l.Source != p.Source {
				t.Fatalf("%+v is not in the line", p)
			}
			if p.Coverage.Members != 5 || p.Coverage.Population < thinnest || p.Difference != p.Computed-p.Publisher {
				t.Fatalf("%+v", p)
			}
		}
		if list := e.Beside(in.ID, "HRP", data.Dims{}); len(list) != 0 {
			t.Fatalf("nobody publishes HRP, and yet %+v", list)
		}
	}
	if n < 20 {
		t.Errorf("only %d pairs", n)
	}
}
