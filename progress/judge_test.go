package progress

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func TestBestFit(t *testing.T) {
	target := func(id, group string, year int, value float64, also ...string) data.Benchmark {
		return data.Benchmark{ID: id, Indicator: "it", Group: group, AlsoGroups: also, Year: year, Value: num(value), Comparator: data.AtLeast}
	}
	f := fixture{indicators: []data.Indicator{{ID: "it", Series: []data.SeriesRef{ref("one", "a")}}, {ID: "bare", Series: []data.SeriesRef{ref("one", "a")}}}}
	f.people("AAA", 1)
	f.group("WLD", "AAA")
	f.group("LDC", "AAA")
	f.group("DVG", "AAA")
	f.benchmarks = []data.Benchmark{
		target("ldc-2020", "LDC", 2020, 20), target("ldc-2025", "LDC", 2025, 70), target("ldc-2030", "LDC", 2030, 95),
		target("ldc-2030-again", "LDC", 2030, 90), target("dev-2020", "DVG", 2020, 45, "LMY"),
		{ID: "ldc-words", Indicator: "it", Group: "LDC", Year: 2040, Comparator: data.Directional},
		target("each-2030", data.EachEconomy, 2030, 95), target("world-2016", "WLD", 2016, 50),
	}
	for _, a := range []string{"AAA", "WLD", "LDC", "DVG"} {
		f.put("one", "a", a, data.Totals, map[int]float64{2015: 30, 2020: 40, 2024: 60})
	}
	e := f.build(t)
	for _, x := range []struct{ indicator, area, ask, want, past string }{
		{"it", "LDC", "", "ldc-2030", "ldc-2020"}, // 2025 is not over on 2025-12-31; of two, the first named
		{"it", "WLD", "", "each-2030", "world-2016"},
		{"it", "AAA", "", "each-2030", ""},
		{"it", "DVG", "", "each-2030", "dev-2020"},
		{"bare", "LDC", "", data.NoBenchmark, ""},
		{"it", "LDC", data.NoBenchmark, data.NoBenchmark, ""},
		{"it", "LDC", "ldc-2020", "ldc-2020", "ldc-2020"},
		{"it", "LDC", "ldc-words", "ldc-words", ""},
		{"it", "LDC", "unheard of", "unheard of", ""},
	} {
		v := e.Assess(x.indicator, x.area, data.Dims{}, x.ask)
		var past []string
		for _, p := range v.Past {
			past = append(past, p.Benchmark)
		}
		if v.Benchmark != x.want || strings.Join(past, " ") != x.past {
			t.Errorf("%s of %s by %q: benchmark %q, past %v; want %q, %q", x.indicator, x.area, x.ask, v.Benchmark, past, x.want, x.past)
		}
		if v.Indicator != x.indicator || v.Area != x.area || v.Dims != data.Totals || v.Method != Methods()[0] {
			t.Errorf("%s of %s: not labelled: %+v", x.indicator, x.area, v)
		}
	}
	if v := e.Assess("it", "LDC", data.Dims{}, "unheard of"); v.Reason != NotJudgeable || v.Latest == nil {
		t.Errorf("unknown benchmark: %+v", v)
	}
	if v := e.Assess("unheard of", "LDC", data.Dims{}, ""); v.Reason != NoDataYet {
		t.Errorf("unknown indicator: %+v", v)
	}
}

func TestSuccessorsOfTheCatalogue(t *testing.T) {
	f := fixture{indicators: []data.Indicator{{ID: "it", Series: []data.SeriesRef{ref("one", "a")}}}, economies: []string{"AAA"}}
	f.benchmarks = []data.Benchmark{
		{ID: "first", Indicator: "it", Year: 2018, Value: num(50), Comparator: data.AtLeast, Successor: "second"},
		{ID: "second", Indicator: "it", Year: 2023, Value: num(55), Comparator: data.AtLeast, Successor: "third"},
		{ID: "third", Indicator: "it", Year: 2030, Value: num(100), MetAt: 95, Comparator: data.AtLeast, Successor: "first"},
	}
	f.put("one", "a", "AAA", data.Totals, map[int]float64{2015: 30, 2018: 40, 2023: 58, 2024: 60})
	v := f.build(t).Assess("it", "AAA", data.Dims{}, "first")
	if v.Benchmark != "third" || *v.Target != 95 || v.TargetYear != 2030 || len(v.Past) != 2 || v.Past[0].Met || !v.Past[1].Met || v.Past[0].First != 2023 {
		t.Errorf("%+v", v)
	}
}

// India missing in the latest year must not look like progress: the pace is
// taken over the economies of both years.
func TestFixedEconomies(t *testing.T) {
	f := fixture{indicators: []data.Indicator{{ID: "it", Series: []data.SeriesRef{ref("one", "a")}, Aggregate: data.Aggregate{Rule: data.WeightedMean}}}}
	f.people("BIG", 40)
	f.people("AAA", 35)
	f.people("BBB", 25)
	f.group("GRP", "BIG", "AAA", "BBB")
	f.put("one", "a", "BIG", data.Totals, map[int]float64{2015: 10, 2020: 50})
	f.put("one", "a", "AAA", data.Totals, map[int]float64{2015: 50, 2020: 55, 2024: 60})
	f.put("one", "a", "BBB", data.Totals, map[int]float64{2015: 70, 2024: 70}, data.Estimated)
	e := f.build(t)
	l := e.Line("it", "GRP", data.Dims{}, "")
	if show(l) != "2015:39 2020:52.33 2024:64.17" {
		t.Fatalf("line %q", show(l))
	}
	v := e.Assess("it", "GRP", data.Dims{}, data.NoBenchmark)
	base := (50*35 + 70*25) / 60.0
	near(t, "base over the same economies", &v.Base.Value, base)
	near(t, "rate", v.Pace, math.Pow(l.Points[2].Value/base, 1.0/9)-1)
	if v.Base.Coverage.Population != 0.6 || v.Base.Coverage.Economies != 2 || v.Latest.Coverage.Population != 0.6 || v.Base.Status != data.Estimated {
		t.Errorf("base %+v of %+v", v.Base, v.Base.Coverage)
	}
	if !slices.Contains(v.Flags, FixedEconomies) || slices.Contains(v.Flags, ThinGroup) || v.Base.Maker != ByUs {
		t.Errorf("flags %v", v.Flags)
	}

	f.series = slices.DeleteFunc(f.series, func(s data.Series) bool { return s.Area == "BBB" && s.Source == "one" })
	f.put("one", "a", "BBB", data.Totals, map[int]float64{2024: 70})
	if v := f.build(t).Assess("it", "GRP", data.Dims{}, data.NoBenchmark); v.Reason != ThinCoverage {
		t.Errorf("35 per cent have both years: class %q, reason %q", v.Class, v.Reason)
	}
}

func TestParagraphs(t *testing.T) {
	entry := func(indicator, group, benchmark string) data.Headline {
		return data.Headline{Indicator: indicator, Group: group, Benchmark: benchmark}
	}
	act := []data.EvidenceItem{{ID: "e", Recurrence: "once", Done: []data.Act{{Date: day(t, "2020-01-01")}}}}
	f := fixture{
		economies:  []string{"AAA", "BBB", "CCC"},
		indicators: []data.Indicator{{ID: "it", Series: []data.SeriesRef{{Source: "one", Code: "a", Breakdowns: []data.Dims{{Sex: "F"}}}}}, {ID: "empty", Missing: "nobody collects it"}},
		benchmarks: []data.Benchmark{{ID: "half-2020", Indicator: "it", Year: 2020, Value: num(50), Comparator: data.AtLeast}},
		paragraphs: []data.Paragraph{
			{ID: "mixed", Scored: true, Kind: data.Quantitative, Headline: []data.Headline{entry("it", "AAA", "half-2020"), entry("it", "BBB", "none"), entry("empty", "AAA", "none")}},
			{ID: "few", Scored: true, Kind: data.Quantitative, Headline: []data.Headline{entry("it", "AAA", "none"), entry("empty", "AAA", "none"), entry("it", "CCC", "none")}},
			{ID: "none", Scored: true, Kind: data.Proxy, Headline: []data.Headline{entry("empty", "AAA", "none")}},
			{ID: "acts", Scored: true, Kind: data.ByEvidence, Evidence: act},
			{ID: "shown", Kind: data.Context, Headline: []data.Headline{entry("it", "AAA", "none")}, Evidence: act},
			{ID: "bare", Scored: true, Kind: data.Proxy},
			{ID: "women", Scored: true, Kind: data.Proxy, Headline: []data.Headline{{Indicator: "it", Group: "AAA", Breakdown: "sex=F", Benchmark: "none"}}},
		},
	}
	f.put("one", "a", "AAA", data.Totals, map[int]float64{2015: 30, 2020: 40, 2024: 60})
	f.put("one", "a", "BBB", data.Totals, map[int]float64{2015: 60, 2024: 50})
	f.put("one", "a", "CCC", data.Totals, map[int]float64{2024: 50})
	f.put("one", "a", "AAA", data.Dims{Sex: "F"}, map[int]float64{2015: 50, 2024: 50})
	e := f.build(t)
	for _, x := range []struct {
		id     string
		class  Class
		reason Reason
		worst  string
	}{
		{"mixed", Fair, "", "BBB"}, // 4 and 1 of three: 2.5
		{"few", NoClass, NotEnough, "AAA"},
		{"none", NoClass, NoDataYet, ""},
		{"acts", NoClass, EvidenceOnly, ""},
		{"shown", NoClass, NotScored, "AAA"},
		{"bare", NoClass, NoDataYet, ""},
		{"women", Limited, "", "AAA"},
	} {
		v, ok := e.Paragraph(x.id)
		if !ok || v.Class != x.class || v.Reason != x.reason || v.Worst != x.worst {
			t.Errorf("%s: %q %q worst %q, want %q %q %q", x.id, v.Class, v.Reason, v.Worst, x.class, x.reason, x.worst)
		}
	}
	v, _ := e.Paragraph("mixed")
	if v.Counts[OnTrack] != 1 || v.Counts[Deterioration] != 1 || v.Counts[NoClass] != 1 || *v.Mean != 2.5 || v.Missed != 1 || v.WorstClass != Deterioration {
		t.Errorf("counts %v, mean %v, missed %d, worst %s", v.Counts, *v.Mean, v.Missed, v.WorstClass)
	}
	if v, _ := e.Paragraph("shown"); len(v.Evidence) != 1 || v.Evidence[0].State != Done || len(v.Entries) != 1 {
		t.Errorf("a paragraph that is not scored still shows: %+v", v)
	}
	own := e.ParagraphFor("mixed", "BBB") // half-2020 is set for nobody, so no target fits
	if len(own.Entries) != 2 || own.Entries[0].Verdict.Area != "BBB" || own.Entries[0].Verdict.Benchmark != data.NoBenchmark || own.Class != Deterioration {
		t.Errorf("for BBB: %+v", own)
	}
	if _, ok := e.Paragraph("unknown"); ok {
		t.Error("found a paragraph that is not there")
	}
}

func TestEvidence(t *testing.T) {
	for _, x := range []struct {
		recurrence, due, acts string
		want                  EvidenceState
	}{
		{"standing", "", "", Standing},
		{"once", "", "", NoEvidence},
		{"once", "2030-01-01", "", Due},
		{"once", "2025-06-30", "", Due}, // on the day itself
		{"once", "2025-06-29", "", Overdue},
		{"once", "2016-01-01", "2017-05-01", Done},
		{"once", "2016-01-01", "2027-05-01", Overdue}, // an act still to come
		{"yearly", "", "2024-05-01 2025-05-01", HeldYear},
		{"yearly", "", "2024-05-01", Due},
		{"yearly", "2017-03-31", "2024-05-01", Overdue},
		{"yearly", "2017-09-30", "2024-05-01", Due},
		{"yearly", "", "2023-05-01", Overdue},
		{"yearly", "2017-03-31", "", Overdue},
		{"every 2 years", "", "2024-05-01", Done},
		{"every 2 years", "", "2023-05-01", Due},
		{"every 2 years", "", "2022-05-01", Overdue},
		{"every 10 years", "2035-12-31", "2015-12-16", Due},
	} {
		item := data.EvidenceItem{ID: "e", Recurrence: x.recurrence, Due: day(t, x.due)}
		for _, a := range strings.Fields(x.acts) {
			item.Done = append(item.Done, data.Act{Date: day(t, a)})
		}
		got := evidence([]data.EvidenceItem{item}, day(t, "2025-06-30"))[0]
		if got.State != x.want {
			t.Errorf("%s, due %q, acts %q: %s, want %s", x.recurrence, x.due, x.acts, got.State, x.want)
		}
	}
}
