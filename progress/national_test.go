package progress

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// withNational adds national sources of some economies to a world, whose
// figures are wildly different from all others.
func withNational(f fixture, economies ...string) fixture {
	f.sources, f.series = slices.Clone(f.sources), slices.Clone(f.series)
	for _, e := range economies {
		src := data.Source{ID: "office-" + e, Role: data.National, Area: e}
		for _, in := range f.indicators {
			code := "own-" + in.ID
			src.Series = append(src.Series, data.NationalSeries{Indicator: in.ID, Code: code})
			f.put(src.ID, code, e, data.Totals, map[int]float64{2013: 99, 2015: 0.5, 2016: 98, 2024: 1, 2025: 97})
			f.put(src.ID, code, "WLD", data.Totals, map[int]float64{2015: 99, 2025: 1}) // which it does not speak for
		}
		f.sources = append(f.sources, src)
	}
	return f
}

// answers are all that an edition says where nobody asks for a source by name.
func answers(t *testing.T, e *Edition) map[string]any {
	t.Helper()
	out := map[string]any{}
	for _, in := range e.Catalog().Indicators() {
		out["sources "+in.ID], out["breakdowns "+in.ID] = e.Sources(in.ID), e.Breakdowns(in.ID)
		out["lines "+in.ID] = e.Lines(in.ID, data.Dims{}, "")
		for _, a := range e.Catalog().Areas() {
			key := in.ID + " " + a.Code
			out["line "+key] = e.Line(in.ID, a.Code, data.Dims{}, "")
			out["beside "+key] = e.Beside(in.ID, a.Code, data.Dims{})
			for _, m := range Methods() {
				v, err := e.AssessBy(m, in.ID, a.Code, data.Dims{}, "")
				if err != nil {
					t.Fatal(err)
				}
				out["verdict "+m+" "+key] = v
			}
			robust, err := e.Robustness("", in.ID, a.Code, data.Dims{}, "")
			if err != nil {
				t.Fatal(err)
			}
			out["robust "+key] = robust
		}
	}
	for _, m := range append(Methods(), "") {
		v, err := e.ParagraphBy(m, "p")
		if err != nil {
			t.Fatal(err)
		}
		out["paragraph "+m] = v
	}
	for _, a := range e.Catalog().Areas() {
		out["paragraph for "+a.Code] = e.ParagraphFor("p", a.Code)
	}
	return out
}

// TestNationalFiguresChangeNothing: whatever an economy says of itself, no line,
// group value, verdict, trial or count differs.
func TestNationalFiguresChangeNothing(t *testing.T) {
	for seed := range uint64(20) {
		f := anyWorld(rand.New(rand.NewPCG(seed, 7)))
		f.indicators = append(f.indicators, data.Indicator{ID: "share", Aggregate: data.Aggregate{Rule: data.Share},
			Formula: &data.Formula{Kind: data.ShareUnder, Threshold: 50, Of: []string{"i0", "i1"}}},
			data.Indicator{ID: "available", Formula: &data.Formula{Kind: data.OwnAvailability, Of: []string{"i0", "i1"}}})
		wild := withNational(f, "E00", "E03", "E11")
		without, with := f.build(t), wild.build(t)
		got, want := answers(t, with), answers(t, without)
		for key := range want {
			if !reflect.DeepEqual(got[key], want[key]) {
				t.Fatalf("world %d: %s is\n%+v\nand without national figures\n%+v", seed, key, got[key], want[key])
			}
		}
		if len(got) != len(want) {
			t.Errorf("world %d: %d answers, %d without", seed, len(got), len(want))
		}
		if n := len(with.NationalLines("i0", "", data.Dims{})); n != 3 {
			t.Errorf("world %d: %d national lines of i0", seed, n)
		}
	}
}

// TestNationalLine: it is found by the name of its source, in its own economy
// and breakdown, and nowhere else.
func TestNationalLine(t *testing.T) {
	women := data.Dims{Sex: "F"}
	f := fixture{indicators: []data.Indicator{
		{ID: "users", Series: []data.SeriesRef{{Source: "one", Code: "a", Breakdowns: []data.Dims{women}}}, Bounds: []float64{0, 100}},
		{ID: "other", Series: []data.SeriesRef{ref("one", "b")}},
	}}
	f.people("AAA", 1)
	f.people("BBB", 1)
	f.group("GGG", "AAA", "BBB")
	f.put("one", "a", "AAA", data.Totals, map[int]float64{2020: 40})
	f.put("one", "a", "BBB", data.Totals, map[int]float64{2020: 50})
	f.put("one", "a", "AAA", women, map[int]float64{2020: 35})
	f.put("own", "x", "AAA", data.Totals, map[int]float64{2020: 0.45, 2021: 0.5, 2022: 7}) // a share, and one that cannot be
	f.put("own", "x", "AAA", women, map[int]float64{2020: 0.3})
	f.put("own", "x", "BBB", data.Totals, map[int]float64{2020: 0.9})
	f.sources = []data.Source{{ID: "own", Role: data.National, Area: "AAA", Series: []data.NationalSeries{
		{Indicator: "users", Code: "x", Scale: 100}, {Indicator: "users", Code: "x", Scale: 100, Dims: women},
	}}}
	e := f.build(t)
	for _, c := range []struct {
		area string
		dims data.Dims
		want string
	}{
		{"AAA", data.Dims{}, "2020:45 2021:50"}, {"AAA", women, "2020:30"}, {"BBB", data.Dims{}, ""}, {"GGG", data.Dims{}, ""}, {"AAA", data.Dims{Sex: "M"}, ""},
	} {
		l := e.Line("users", c.area, c.dims, "own")
		if show(l) != c.want || (c.want != "") != (l.Maker == ByNation) || (c.want == "") != (l.Missing != "") {
			t.Errorf("%s %s: %+v, want %q", c.area, c.dims, l, c.want)
		}
	}
	if l := e.Line("users", "AAA", data.Dims{}, ""); show(l) != "2020:40" || l.Maker != ByPublisher {
		t.Errorf("the preferred line is %+v", l)
	}
	if got := fmt.Sprint(e.NationalSources("users"), e.NationalSources("other"), e.Sources("users"), len(e.NationalLines("users", "BBB", data.Dims{}))); got != "[own] [] [one] 0" {
		t.Errorf("sources %s", got)
	}
	if list := e.Lines("users", data.Dims{}, "own"); len(list) != 1 || list[0].Area != "AAA" {
		t.Errorf("lines of the source %+v", list)
	}
}
