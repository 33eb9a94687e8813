package progress

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// twice is a world with two indicators of the same values, of which "two" is
// to be overridden.
func twice(judge *data.Judge) fixture {
	series := []data.SeriesRef{ref("one", "a")}
	f := fixture{
		economies: []string{"AAA"}, groups: []data.Area{{Code: "WLD", Group: true}},
		indicators: []data.Indicator{
			{ID: "one", Series: series, Bounds: []float64{0, 100}},
			{ID: "two", Series: series, Bounds: []float64{0, 100}, Judge: judge},
		},
		benchmarks: []data.Benchmark{{ID: "T", Indicator: "two", Group: "WLD", Value: num(90), Year: 2030, Comparator: data.AtLeast}},
		paragraphs: []data.Paragraph{{
			ID: "p", Scored: true, Kind: data.Quantitative, Headline: []data.Headline{
				{Indicator: "one", Group: "WLD", Benchmark: data.NoBenchmark}, {Indicator: "two", Group: "WLD", Benchmark: "T"},
			},
		}},
	}
	f.put("one", "a", "WLD", data.Totals, map[int]float64{2015: 40, 2016: 52, 2018: 57, 2020: 60, 2025: 70})
	return f
}

func TestOverrides(t *testing.T) {
	for _, c := range []struct {
		name, benchmark string
		judge           *data.Judge
		want            string // method, benchmark, base year, target, target year
	}{
		{"none", "", nil, "unsd-pace/1 T 2015 90 2030"},
		{"method", "", &data.Judge{Method: "opensdg-2.4"}, "opensdg-2.4 T 2015 90 2030"},
		{"method without its version", "", &data.Judge{Method: "eurostat"}, "eurostat/1 T 2015 90 2030"},
		{"base year", "", &data.Judge{BaseYear: 2016}, "unsd-pace/1 T 2016 90 2030"},
		{"target before what fits", "", &data.Judge{Target: num(80), TargetYear: 2035}, "unsd-pace/1 own 2015 80 2035"},
		{"target without a date", "", &data.Judge{Target: num(80)}, "unsd-pace/1 own 2015 80 0"},
		{"target behind what is asked for", "T", &data.Judge{Target: num(80)}, "unsd-pace/1 T 2015 90 2030"},
		{"target where none is asked for", data.NoBenchmark, &data.Judge{Target: num(80)}, "unsd-pace/1 none 2015 - 0"},
	} {
		f := twice(c.judge)
		v := f.build(t).Assess("two", "WLD", data.Dims{}, c.benchmark)
		target := "-"
		if v.Target != nil {
			target = fmt.Sprint(*v.Target)
		}
		if v.Class == NoClass {
			t.Errorf("%s: no class: %s", c.name, v.Reason)
		}
		if got := fmt.Sprint(v.Method, " ", v.Benchmark, " ", v.Base.Year, " ", target, " ", v.TargetYear); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestOverrideOfBaseIsExact(t *testing.T) {
	f := twice(&data.Judge{BaseYear: 2017})
	if v := f.build(t).Assess("two", "WLD", data.Dims{}, ""); v.Reason != NoBase {
		t.Errorf("%q, %q from %+v", v.Class, v.Reason, v.Base)
	}
}

// TestLimit shows that the bound in the wanted direction is the limit, unless
// the indicator sets one: near it, Open SDG asks for less.
func TestLimit(t *testing.T) {
	for _, c := range []struct {
		name   string
		in     data.Indicator
		status string
	}{
		{"bound above", data.Indicator{Direction: data.Up, Bounds: []float64{0, 100}}, openSDGSubstantial},
		{"no bounds", data.Indicator{Direction: data.Up}, openSDGLimited},
		{"own limit far off", data.Indicator{Direction: data.Up, Bounds: []float64{0, 100}, Judge: &data.Judge{Limit: num(10)}}, openSDGLimited},
		{"own limit without bounds", data.Indicator{Direction: data.Up, Judge: &data.Judge{Limit: num(100)}}, openSDGSubstantial},
		{"the other bound does not matter", data.Indicator{Direction: data.Down, Bounds: []float64{0, 100}}, openSDGWorse},
	} {
		f := fixture{economies: []string{"AAA"}}
		c.in.ID, c.in.Series = "it", []data.SeriesRef{ref("one", "a")}
		f.indicators = []data.Indicator{c.in}
		f.put("one", "a", "AAA", data.Totals, map[int]float64{2015: 97, 2025: 99})
		v, err := f.build(t).AssessBy("opensdg-2.4", "it", "AAA", data.Dims{}, "")
		if err != nil || v.Status != c.status {
			t.Errorf("%s: %s (%v), want %s", c.name, v.Status, err, c.status)
		}
	}
}

func TestEditionByEveryMethod(t *testing.T) {
	f := twice(&data.Judge{Method: "escap"})
	e := f.build(t)
	for _, name := range Methods() {
		for _, alias := range []string{name, strings.TrimSuffix(name, "/1")} {
			v, err := e.AssessBy(alias, "two", "WLD", data.Dims{}, "T")
			if err != nil || v.Method != name || v.Indicator != "two" || v.Area != "WLD" || v.Latest == nil {
				t.Errorf("%s: %+v, %v", alias, v, err)
			}
			p, err := e.ParagraphBy(alias, "p")
			if err != nil || p.Method != name || len(p.Entries) != 2 || text(t, p.Entries[1].Verdict) != text(t, v) {
				t.Errorf("%s: %+v, %v", alias, p, err)
			}
			a, err := e.ParagraphForBy(alias, "p", "WLD")
			if err != nil || a.Method != name || len(a.Entries) != 2 || a.Entries[0].Verdict.Method != name {
				t.Errorf("%s for an area: %+v, %v", alias, a, err)
			}
		}
	}
	own, err := e.AssessBy("", "two", "WLD", data.Dims{}, "T")
	if err != nil || own.Method != "escap/1" {
		t.Errorf("its own: %s, %v", own.Method, err)
	}
	if p, _ := e.Paragraph("p"); p.Method != "" || p.Entries[0].Verdict.Method != "unsd-pace/1" || p.Entries[1].Verdict.Method != "escap/1" {
		t.Errorf("each its own: %+v", p)
	}
	_, first := e.AssessBy("guess", "two", "WLD", data.Dims{}, "")
	_, second := e.ParagraphBy("guess", "p")
	_, third := e.ParagraphForBy("guess", "p", "WLD")
	for _, err := range []error{first, second, third} {
		if err == nil || !strings.Contains(err.Error(), `"guess"`) {
			t.Errorf("an unknown method: %v", err)
		}
	}
	if _, err := e.ParagraphBy("escap", "q"); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("an unknown paragraph: %v", err)
	}
}

// TestParagraphOnAnotherScale shows what a method says that our classes cannot.
func TestParagraphOnAnotherScale(t *testing.T) {
	f := twice(nil)
	f.paragraphs[0].Headline = slices.Repeat(f.paragraphs[0].Headline[1:], 2)
	e := f.build(t)
	p, _ := e.ParagraphBy("escap", "p")
	if p.Class != NoClass || p.Reason != OwnScale || p.Statuses[wordAccelerate] != 2 || p.Counts[NoClass] != 2 {
		t.Errorf("escap: %+v", p)
	}
	p, _ = e.ParagraphBy("opensdg-2.4", "p")
	if p.Score == nil || *p.Score != *p.Entries[0].Verdict.Score || p.Statuses[p.Entries[0].Verdict.Status] != 2 {
		t.Errorf("opensdg: %+v", p)
	}
	if p, _ = e.Paragraph("p"); p.Score != nil || p.Statuses != nil {
		t.Errorf("unsd-pace: %+v", p)
	}
}

func TestManualVerdict(t *testing.T) {
	for _, c := range []struct {
		name, on string
		shown    Class
	}{
		{"given", "2026-01-02", Deterioration},
		{"not given yet", "2026-01-01", Fair},
	} {
		f := twice(nil)
		f.reference = c.on
		f.paragraphs[0].Headline = f.paragraphs[0].Headline[1:]
		f.paragraphs[0].Manual = &data.Manual{Class: "deterioration", Reason: "Counted by hand.", Author: "A. Clerk", Date: day(t, "2026-01-02")}
		e := f.build(t)
		p, _ := e.Paragraph("p")
		if p.Shown() != c.shown || p.Class != Fair || p.Mean == nil || len(p.Entries) != 1 {
			t.Errorf("%s: shown %s beside %s: %+v", c.name, p.Shown(), p.Class, p)
		}
		if m := p.Manual; (m != nil) != (c.shown == Deterioration) || m != nil && (m.Reason != "Counted by hand." || m.Author != "A. Clerk" || m.Date.String() != "2026-01-02") {
			t.Errorf("%s: %+v", c.name, m)
		}
		if p, _ := e.ParagraphBy("unsd-pace", "p"); p.Manual != nil || p.Shown() != Fair {
			t.Errorf("%s: a person's verdict is no method's: %+v", c.name, p)
		}
	}
}

func TestBuildRefusesUnknownMethods(t *testing.T) {
	f := twice(&data.Judge{Method: "guess"})
	_, err := Build(Input{Catalog: f.catalog(t)})
	if err == nil || !strings.Contains(err.Error(), `indicator "two"`) {
		t.Errorf("%v", err)
	}
}
