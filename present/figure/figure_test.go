package figure

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

var update = flag.Bool("update", false, "write the golden files anew")

const hostile = `</script><b>x`

func pt(year int, value float64, status data.Status) progress.Point {
	return progress.Point{Point: data.Point{Year: year, Value: value, Status: status}}
}

func whole(v float64) string { return strconv.FormatFloat(v, 'f', 0, 64) }

// sample has one of everything: a break of the definition, a year left out, a
// survey of every second year, an estimate, a zero, a computed series, a
// target beyond the values with its path, and a publisher who means harm.
func sample() Chart {
	return Chart{
		Title: "Individuals using the Internet", Unit: "% of population", Decimals: 1, Bounds: []float64{0, 100}, Breaks: []int{2012}, BreakWord: "break",
		Series: []Series{
			{Name: "World", Points: []progress.Point{
				pt(2008, 23, data.Normal), pt(2010, 29, data.Estimated), pt(2011, 31, data.Estimated),
				pt(2012, 45, data.Normal), pt(2013, 46, data.Estimated), pt(2014, 0, data.Normal), pt(2015, math.NaN(), data.Missing), pt(2016, 55, data.Normal),
			}},
			{Name: hostile, Dashed: true, Note: "computed here", Points: []progress.Point{
				pt(2013, 9, data.Normal), pt(2014, 10, data.Normal), pt(2015, 12, data.Normal), pt(2016, 15, data.Estimated),
			}},
			{Name: "Every second year", Points: []progress.Point{pt(2010, 60, data.Normal), pt(2012, 62, data.Break), pt(2014, 64, data.Normal), pt(2016, 70, data.Normal)}},
		},
		Target: &Target{Label: "Target 65 by 2020", Value: 65, Year: 2020, From: &progress.Value{Year: 2016, Value: 25}, Path: "Path",
			Outlook: &Outlook{Label: "At the present pace", Latest: progress.Value{Year: 2016, Value: 55}, Value: 60}},
		Statuses: map[data.Status]string{data.Estimated: "estimate", data.Break: "break in series"},
	}
}

func sampleMap() Map {
	return Map{
		Title: "Internet", Alt: "Map of 2 economies.", Unit: "% of population", Decimals: 1, Bins: []float64{0, 20, 40, 60, 80, 100}, NoData: "No data",
		Shown: 2023, Statuses: map[data.Status]string{data.Estimated: "estimated"},
		Frames: []Frame{
			{2023, "Internet, 2023", "Map of 2023.", []progress.Point{pt(2023, 0.04, data.Estimated), NoPoint(), {Point: data.Point{Year: 2023, Value: 95, Bound: data.Above}}}},
			{2024, "Internet, 2024", "Map of 2024.", []progress.Point{pt(2024, 0, data.Normal), pt(2024, 98.5, data.Normal), NoPoint()}},
		},
		Values: []MapValue{
			{"404", "Kenya", 0, "0 (2024)"},
			{"756", hostile, 98.5, hostile},
			{"036", "Australia", math.NaN(), ".."},
		},
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; look at it, then run go test -update\ngot %s", path, got)
	}
}

func payloadJSON(t *testing.T, p Payload) []byte {
	t.Helper()
	b, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPayloadsAreGolden(t *testing.T) {
	for name, p := range map[string]Payload{"line.json": sample().Payload(), "map.json": sampleMap().Payload()} {
		t.Run(name, func(t *testing.T) {
			var pretty bytes.Buffer
			if err := json.Indent(&pretty, payloadJSON(t, p), "", " "); err != nil {
				t.Fatal(err)
			}
			golden(t, name, pretty.Bytes())
		})
	}
}

func TestDrawingIsGolden(t *testing.T) {
	b, err := sample().SVG(720, 360, whole)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "line.svg", b)
}

func TestFiguresAreTheSameEachTime(t *testing.T) {
	first, err := sample().SVG(720, 360, whole)
	if err != nil {
		t.Fatal(err)
	}
	options := payloadJSON(t, sample().Payload())
	for range 20 {
		again, err := sample().SVG(720, 360, whole)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again, first) || !bytes.Equal(payloadJSON(t, sample().Payload()), options) {
			t.Fatal("the same chart came out differently")
		}
	}
}

func TestTextOfPublishersIsInert(t *testing.T) {
	drawing, err := sample().SVG(720, 360, whole)
	if err != nil {
		t.Fatal(err)
	}
	if !hasText(t, drawing, hostile) {
		t.Error("the hostile name is not in the drawing as text")
	}
	c := sample()
	c.Unit, c.Target.Label, c.Target.Path = hostile, hostile, hostile
	for name, b := range map[string][]byte{
		"line": payloadJSON(t, c.Payload()), "map": payloadJSON(t, sampleMap().Payload()), "drawing": drawing,
	} {
		if bytes.Contains(b, []byte("</script")) || bytes.Contains(b, []byte("<b>")) {
			t.Errorf("%s carries markup of a publisher: %s", name, b)
		}
	}
	var back Payload
	if err := json.Unmarshal(payloadJSON(t, sampleMap().Payload()), &back); err != nil {
		t.Fatal(err)
	}
	if back.Areas["756"].Name != hostile {
		t.Errorf("the name came back as %q", back.Areas["756"].Name)
	}
}

// hasText reads the drawing as XML, which must be well formed, and looks for
// a text; every element in it must be one that draws.
func hasText(t *testing.T, drawing []byte, want string) bool {
	t.Helper()
	found := false
	for dec := xml.NewDecoder(bytes.NewReader(drawing)); ; {
		tok, err := dec.Token()
		if err == io.EOF {
			return found
		}
		if err != nil {
			t.Fatalf("drawing is not well formed: %v", err)
		}
		switch tok := tok.(type) {
		case xml.CharData:
			found = found || strings.Contains(string(tok), want)
		case xml.StartElement:
			if !slices.Contains([]string{"svg", "path", "text", "circle", "g"}, tok.Name.Local) {
				t.Errorf("element %s in a drawing", tok.Name.Local)
			}
		}
	}
}

func TestPieces(t *testing.T) {
	years := func(list ...int) (out []progress.Point) {
		for _, y := range list {
			out = append(out, pt(y, 1, data.Normal))
		}
		return out
	}
	broken := years(2010, 2011, 2012)
	broken[2].Status = data.Break
	missing := years(2010, 2011, 2012)
	missing[1].Value = math.NaN()
	for _, c := range []struct {
		name   string
		points []progress.Point
		breaks []int
		want   string
	}{
		{"none", nil, nil, ""},
		{"one", years(2010), nil, "2010"},
		{"yearly", years(2010, 2011, 2012), nil, "2010-2012"},
		{"a year left out", years(2010, 2011, 2012, 2014, 2015), nil, "2010-2012 2014-2015"},
		{"a year without a value", append(missing, years(2013, 2014)...), nil, "2010 2012-2014"},
		{"every second year", years(2010, 2012, 2014), nil, "2010-2014"},
		{"every second year, one left out", years(2008, 2010, 2012, 2016, 2018), nil, "2008-2012 2016-2018"},
		{"break of the definition", years(2010, 2011, 2012), []int{2012}, "2010-2011 2012"},
		{"break between two values", years(2010, 2012, 2014), []int{2011}, "2010 2012-2014"},
		{"break before the first", years(2010, 2011), []int{2010}, "2010-2011"},
		{"break marked by the publisher", broken, nil, "2010-2011 2012"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, piece := range (Chart{Breaks: c.breaks}).pieces(c.points) {
				s := strconv.Itoa(piece[0].Year)
				if last := piece[len(piece)-1].Year; last != piece[0].Year {
					s += "-" + strconv.Itoa(last)
				}
				got = append(got, s)
			}
			if joined := strings.Join(got, " "); joined != c.want {
				t.Errorf("pieces %q, want %q", joined, c.want)
			}
		})
	}
}

// TestNoStrokeCrossesABreak looks at the drawing itself: no path of the
// world's colour goes on from one side of the break to the other.
func TestNoStrokeCrossesABreak(t *testing.T) {
	stroke := regexp.MustCompile(`d="M[^"]*L[^"]*" style="stroke-width:2;stroke:rgb\(47,119,208\)`)
	count := func(c Chart) int {
		b, err := c.SVG(720, 360, whole)
		if err != nil {
			t.Fatal(err)
		}
		return len(stroke.FindAll(b, -1))
	}
	c := Chart{Series: []Series{{Name: "World", Points: []progress.Point{pt(2010, 1, "A"), pt(2011, 2, "A"), pt(2012, 3, "A"), pt(2013, 4, "A")}}}}
	if n := count(c); n != 1 {
		t.Fatalf("%d strokes without a break, want 1: has the way of drawing changed?", n)
	}
	c.Breaks = []int{2012}
	if n := count(c); n != 2 {
		t.Errorf("%d strokes with a break, want 2", n)
	}
}

func TestZeroIsAValueAndAGapIsNot(t *testing.T) {
	series := decodeSeries(t, sample().Payload())
	last := series[2] // the world from the break on
	values := last.Data
	if v, ok := values[2014-2008]["value"]; !ok || v != 0.0 {
		t.Errorf("the zero of 2014 is %v", values[2014-2008])
	}
	if _, ok := values[2015-2008]["value"]; ok {
		t.Errorf("the year without a value has %v", values[2015-2008])
	}
	if s := values[2013-2008]["symbol"]; s != "emptyCircle" {
		t.Errorf("the estimate has symbol %v, want a hollow one", s)
	}
	if s := values[2012-2008]["symbol"]; s != nil {
		t.Errorf("the surveyed value has symbol %v of its own", s)
	}
}

type jsonSeries struct {
	Name      string
	Data      []map[string]any
	LineStyle struct{ Type string }
}

func decodeSeries(t *testing.T, p Payload) []jsonSeries {
	t.Helper()
	var out struct{ Option struct{ Series []jsonSeries } }
	if err := json.Unmarshal(payloadJSON(t, p), &out); err != nil {
		t.Fatal(err)
	}
	return out.Option.Series
}

func TestComputedIsDashed(t *testing.T) {
	for _, s := range decodeSeries(t, sample().Payload()) {
		want := map[string]string{hostile: "dashed", "Target 65 by 2020": "dashed", "Path": "dotted", "At the present pace": "dashdot"}[s.Name]
		if want == "" {
			want = "solid"
		}
		if s.LineStyle.Type != want {
			t.Errorf("%s is %s, want %s", s.Name, s.LineStyle.Type, want)
		}
	}
	computed := func(dashed bool) []byte {
		b, err := Chart{Series: []Series{{Name: "x", Dashed: dashed, Points: []progress.Point{pt(2010, 1, "A"), pt(2011, 3, "A"), pt(2012, 2, "A")}}}}.SVG(400, 300, whole)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if n := bytes.Count(computed(true), []byte("stroke-dasharray")); n == 0 || bytes.Contains(computed(false), []byte("stroke-dasharray")) {
		t.Errorf("%d dashed strokes of a computed series; a published one must have none", n)
	}
}

func TestAxisRunsToTheTarget(t *testing.T) {
	for _, c := range []struct {
		name       string
		year, last int
	}{{"without a year", 0, 2016}, {"before the last value", 2015, 2016}, {"within reach", 2030, 2030}, {"out of reach", 2050, 2016}} {
		t.Run(c.name, func(t *testing.T) {
			chart := sample()
			chart.Target.Year = c.year
			years := chart.years()
			if got := years[len(years)-1]; got != c.last {
				t.Errorf("axis ends in %d, want %d", got, c.last)
			}
			if _, err := chart.SVG(720, 360, whole); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOneYearStandsInTheMiddle(t *testing.T) {
	c := Chart{Series: []Series{{Name: "x", Points: []progress.Point{pt(2024, 1, "A")}}}}
	if got := c.years(); !slices.Equal(got, []int{2023, 2024, 2025}) {
		t.Errorf("axis %v", got)
	}
}

func TestTargetAboveAllValuesIsWithinTheAxis(t *testing.T) {
	c := Chart{Series: []Series{{Name: "x", Points: []progress.Point{pt(2010, 1, "A"), pt(2011, 2, "A")}}}, Target: &Target{Label: "Goal", Value: 900}}
	b, err := c.SVG(400, 300, whole)
	if err != nil {
		t.Fatal(err)
	}
	if !hasText(t, b, "1000") { // the round number over 900
		t.Error("the axis does not reach the target")
	}
	series := decodeSeries(t, c.Payload())
	if s := series[len(series)-1]; s.Name != "Goal" || s.Data[0]["value"] != 900.0 {
		t.Errorf("the target is no level line: %+v", s)
	}
}

func TestPath(t *testing.T) {
	from := &progress.Value{Year: 2016, Value: 25}
	for _, c := range []struct {
		name   string
		target *Target
		want   map[int]float64
	}{
		{"straight", &Target{Value: 65, Year: 2020, From: from}, map[int]float64{2016: 25, 2018: 45, 2020: 65}},
		{"compound", &Target{Value: 100, Year: 2020, From: from, Compound: true}, map[int]float64{2016: 25, 2018: 50, 2020: 100}},
		{"compound to zero is straight", &Target{Value: 0, Year: 2020, From: from, Compound: true}, map[int]float64{2016: 25, 2018: 12.5, 2020: 0}},
		{"no base", &Target{Value: 65, Year: 2020}, nil},
		{"no year", &Target{Value: 65, From: from}, nil},
		{"no target", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := c.target.path([]int{2014, 2016, 2018, 2020, 2022})
			if len(got) != len(c.want) {
				t.Fatalf("path %v, want %v", got, c.want)
			}
			for y, v := range c.want {
				if math.Abs(got[y]-v) > 1e-9 {
					t.Errorf("%d: %v, want %v", y, got[y], v)
				}
			}
		})
	}
}

func TestAxisStartsAtZero(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		want   bool
	}{
		{"shares", []float64{16, 55}, true}, {"a zero", []float64{0, 0}, true},
		{"ratios near one", []float64{0.92, 1.02}, false}, {"below zero", []float64{-3, 50}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Series{Name: "x"}
			for i, v := range c.values {
				s.Points = append(s.Points, pt(2010+i, v, data.Normal))
			}
			if got := (Chart{Series: []Series{s}}).fromZero(); got != c.want {
				t.Errorf("from zero: %v, want %v", got, c.want)
			}
		})
	}
}

func TestNotes(t *testing.T) {
	c := sample()
	c.Series[0].Points[0].Bound = data.Below
	notes := c.notes()
	for _, want := range []struct {
		series, year string
		note         Note
	}{
		{"World", "2008", Note{Mark: "<"}}, {"World", "2010", Note{Text: "estimate"}},
		{hostile, "2016", Note{Text: "estimate, computed here"}}, {"World", "2012", Note{}}, {"World", "2015", Note{}},
	} {
		if got := notes[want.series][want.year]; got != want.note {
			t.Errorf("%s %s: %+v, want %+v", want.series, want.year, got, want.note)
		}
	}
}

func TestEmptyChart(t *testing.T) {
	for name, c := range map[string]Chart{
		"no series":  {Title: "Nothing"},
		"no values":  {Title: "Nothing", Series: []Series{{Name: "x", Points: []progress.Point{pt(2010, math.NaN(), data.Missing)}}}},
		"the target": {Title: "Nothing", Target: &Target{Value: 1, Year: 2020}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := c.SVG(400, 300, whole); err == nil || !strings.Contains(err.Error(), `"Nothing"`) {
				t.Errorf("error %v, want one that names the chart", err)
			}
			payloadJSON(t, c.Payload())
		})
	}
}

func TestLinesDifferInShape(t *testing.T) {
	seen := map[string]bool{}
	for i := range palette() {
		seen[glyphOf(i).named()] = true
	}
	if len(seen) != len(palette()) {
		t.Errorf("%d shapes for %d colours", len(seen), len(palette()))
	}
}

func TestSharesEndAtTheirBound(t *testing.T) {
	for _, c := range []struct {
		name  string
		value float64
		want  bool
	}{{"near it", 97, true}, {"far below", 30, false}, {"above it", 104, false}} {
		t.Run(c.name, func(t *testing.T) {
			chart := Chart{Bounds: []float64{0, 100}, Series: []Series{{Name: "x", Points: []progress.Point{pt(2020, 10, "A"), pt(2021, c.value, "A")}}}}
			if _, got := chart.top(); got != c.want {
				t.Errorf("ends at the bound: %v, want %v", got, c.want)
			}
		})
	}
}

func TestBreaksAreMarked(t *testing.T) {
	b, err := sample().SVG(720, 360, whole)
	if err != nil {
		t.Fatal(err)
	}
	if !hasText(t, b, "break") {
		t.Error("no word at the break")
	}
	c := sample()
	c.Breaks = nil
	if got := c.breaks(); len(got) != 1 || got[0] != (Break{2012, "Every second year"}) {
		t.Errorf("breaks %v, want the publisher's own", got)
	}
}
