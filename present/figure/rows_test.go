package figure

import (
	"bytes"
	"encoding/json"
	"image/png"
	"math"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// sampleBars has an estimate, an area without a value, a zero, a value below
// zero, a target and a publisher who means harm.
func sampleBars() Bars {
	return Bars{
		Title: "Balance", Unit: "per cent of GDP", Decimals: 1, Target: &Target{Label: "Target 50 by 2030", Value: 50, Year: 2030},
		Rows: []Bar{
			{"Developing countries, and a name that is too long for its room", pt(2023, 62.5, data.Normal), "62.5", []string{"62.5, 2023"}},
			{hostile, pt(2023, 40, data.Estimated), "40.0 (e)", []string{"40.0, 2023 (estimated)"}},
			{"Kenya", pt(2023, 0, data.Normal), "0", nil},
			{"Nauru", NoPoint(), "..", []string{"no value"}},
			{"Chad", pt(2022, -7.5, data.Normal), "−7.5", nil},
		},
	}
}

// sampleDumbbell has gaps both ways, a zero gap, and an estimate at each end.
func sampleDumbbell() Dumbbell {
	return Dumbbell{
		Title: "Women and men", Unit: "per cent of the population", Decimals: 1, Ends: [2]string{"women", "men"},
		Rows: []Pair{
			{"Least developed countries", [2]progress.Point{pt(2020, 19, data.Normal), pt(2020, 31, data.Normal)}, "+12.0", []string{"women 19.0", "men 31.0"}},
			{hostile, [2]progress.Point{pt(2019, 55, data.Estimated), pt(2019, 62, data.Normal)}, "+7.0", nil},
			{"Even", [2]progress.Point{pt(2018, 50, data.Normal), pt(2018, 50, data.Normal)}, "0.0", nil},
			{"Mongolia", [2]progress.Point{pt(2021, 70, data.Normal), pt(2021, 66.5, data.Estimated)}, "−3.5", nil},
		},
	}
}

func rowSamples() map[string]Drawable {
	return map[string]Drawable{"bar": sampleBars(), "dumbbell": sampleDumbbell()}
}

var captioned = Sheet{
	Width: 640, Height: RowsHeight(5), Heading: "A title that is so long that it has to be broken into more than one line, which it then is, here",
	Notes: []string{"Source: " + hostile + ".", "Licence: CC BY 4.0."},
}

func TestRowsAreGolden(t *testing.T) {
	for name, p := range map[string]Payload{"bar.json": sampleBars().Payload(), "dumbbell.json": sampleDumbbell().Payload()} {
		t.Run(name, func(t *testing.T) {
			var pretty bytes.Buffer
			if err := json.Indent(&pretty, payloadJSON(t, p), "", " "); err != nil {
				t.Fatal(err)
			}
			golden(t, name, pretty.Bytes())
		})
	}
	for name, d := range rowSamples() {
		t.Run(name+".svg", func(t *testing.T) {
			b, err := SVG(d, captioned, whole)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, name+".svg", b)
		})
	}
}

// TestRowsDrawTheSameAndInertly draws each sample as both forms, twice: the
// same bytes, well formed, a publisher's markup as text and nothing else.
func TestRowsDrawTheSameAndInertly(t *testing.T) {
	samples := rowSamples()
	samples["line"] = sample()
	for name, d := range samples {
		t.Run(name, func(t *testing.T) {
			svg, err := SVG(d, captioned, whole)
			if err != nil {
				t.Fatal(err)
			}
			if !hasText(t, svg, hostile) || bytes.Contains(svg, []byte("<b>")) {
				t.Error("the hostile name is not in the drawing as mere text")
			}
			if !hasText(t, svg, "Licence: CC BY 4.0.") || !hasText(t, svg, "A title that is so long") {
				t.Error("the drawing lacks its heading or its notes")
			}
			again, err := SVG(d, captioned, whole)
			if err != nil || !bytes.Equal(svg, again) {
				t.Errorf("a second drawing differs: %v", err)
			}
			image, err := PNG(d, captioned, 192, whole)
			if err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(bytes.NewReader(image))
			if err != nil {
				t.Fatal(err)
			}
			if size := img.Bounds().Size(); size.X != 2*captioned.Width || size.Y < 2*(captioned.Height+2*lineHeight) {
				t.Errorf("the image is %v", size)
			}
		})
	}
}

func TestRowsWithoutAValueAreAnError(t *testing.T) {
	for name, d := range map[string]Drawable{
		"no rows": Bars{}, "no values": Bars{Rows: []Bar{{Name: "Nauru", Point: NoPoint()}}, Target: &Target{Value: 5}},
		"no pairs": Dumbbell{}, "no line": Chart{Title: "x"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := SVG(d, captioned, whole); err == nil || !strings.Contains(err.Error(), "no values") {
				t.Errorf("error is %v", err)
			}
		})
	}
}

// TestRowsWithoutAValueHaveNoBar reads the options: a zero is a bar of no
// length, a missing value is none, and rows keep their places.
func TestRowsWithoutAValueHaveNoBar(t *testing.T) {
	var got struct {
		Option struct {
			YAxis  []struct{ Data []string }
			Series []struct{ Data []map[string]any }
		}
		Rows []Row
	}
	if err := json.Unmarshal(payloadJSON(t, sampleBars().Payload()), &got); err != nil {
		t.Fatal(err)
	}
	bars := got.Option.Series[0].Data
	if len(bars) != 5 || len(got.Option.YAxis[0].Data) != 5 || len(got.Rows) != 5 {
		t.Fatalf("%d bars, %d names, %d rows, want 5 each", len(bars), len(got.Option.YAxis[0].Data), len(got.Rows))
	}
	if v, ok := bars[2]["value"]; !ok || v != 0.0 {
		t.Errorf("the zero of Kenya became %v", bars[2])
	}
	if _, ok := bars[3]["value"]; ok {
		t.Errorf("Nauru, which has no value, has a bar: %v", bars[3])
	}
}

// TestEndsDifferInShape: colour is not the only difference between the ends.
func TestEndsDifferInShape(t *testing.T) {
	var got struct {
		Option struct{ Series []struct{ Symbol string } }
	}
	if err := json.Unmarshal(payloadJSON(t, sampleDumbbell().Payload()), &got); err != nil {
		t.Fatal(err)
	}
	if s := got.Option.Series; s[0].Symbol == s[1].Symbol {
		t.Errorf("both ends are a %s", s[0].Symbol)
	}
}

// TestOutlook follows the present pace from the latest value to the year of the
// target: it ends at the projected value and never goes past it.
func TestOutlook(t *testing.T) {
	rate := func(v float64) *float64 { return &v }
	latest := progress.Value{Year: 2020, Value: 80}
	for _, c := range []struct {
		name   string
		target *Target
		year   int
		want   float64
		has    bool
	}{
		{"evenly", &Target{Year: 2030, Outlook: &Outlook{Latest: latest, Value: 90}}, 2025, 85, true},
		{"by its rate", &Target{Year: 2030, Outlook: &Outlook{Latest: latest, Value: 90, Rate: rate(1)}}, 2025, 85, true},
		{"up to a bound", &Target{Year: 2030, Outlook: &Outlook{Latest: latest, Value: 100, Rate: rate(5)}}, 2026, 100, true},
		{"down to a bound", &Target{Year: 2030, Outlook: &Outlook{Latest: latest, Value: 0, Rate: rate(-20)}}, 2025, 0, true},
		{"compound", &Target{Year: 2030, Compound: true, Outlook: &Outlook{Latest: latest, Value: 300, Rate: rate(0.1)}}, 2022, 96.8, true},
		{"its last year", &Target{Year: 2030, Outlook: &Outlook{Latest: latest, Value: 90}}, 2030, 90, true},
		{"before the latest value", &Target{Year: 2030, Outlook: &Outlook{Latest: latest, Value: 90}}, 2019, 0, false},
		{"after the target", &Target{Year: 2030, Outlook: &Outlook{Latest: latest, Value: 90}}, 2031, 0, false},
		{"a target whose year is over", &Target{Year: 2020, Outlook: &Outlook{Latest: latest, Value: 90}}, 2020, 0, false},
		{"not known", &Target{Year: 2030}, 2025, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, has := c.target.outlook([]int{c.year})[c.year]
			if has != c.has || math.Abs(got-c.want) > 1e-9 {
				t.Errorf("%v, %v, want %v, %v", got, has, c.want, c.has)
			}
		})
	}
}
