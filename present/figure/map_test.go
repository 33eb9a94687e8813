package figure

import (
	"encoding/json"
	"math"
	"strconv"
	"testing"
)

func TestBins(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name   string
		values []float64
		lo, hi float64
		want   []float64
	}{
		{"shares", []float64{3, 48, 99}, 0, 100, []float64{0, 20, 40, 60, 80, 100}},
		{"shares far from a hundred", []float64{0.1, 4, 23}, 0, 100, []float64{0, 5, 10, 15, 20, 25}},
		{"ratios", []float64{0.31, 0.9, 1.12}, nan, nan, []float64{0.2, 0.4, 0.6, 0.8, 1, 1.2}},
		{"thousands", []float64{120, 48000}, nan, nan, []float64{0, 10000, 20000, 30000, 40000, 50000}},
		{"below zero", []float64{-12, 30}, nan, nan, []float64{-20, -10, 0, 10, 20, 30}},
		{"small", []float64{0.001, 0.0094}, nan, nan, []float64{0, 0.002, 0.004, 0.006, 0.008, 0.01}},
		{"all alike", []float64{50, 50}, 0, 100, []float64{20, 30, 40, 50, 60, 70, 80}},
		{"all zero", []float64{0}, 0, 100, []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5}},
		{"one value beyond a bound", []float64{104, 60}, 0, 100, []float64{60, 70, 80, 90, 100}},
		{"one huge value among few", []float64{1, 2, 1000}, nan, nan, []float64{0, 200, 400, 600, 800, 1000}},
		{"most small, some huge", lopsidedValues(1, 2, 1360000), nan, nan, []float64{0, 100, 1000, 10000, 100000, 1e6, 1e7}},
		{"most small, some larger", lopsidedValues(0.5, 1.2, 45), nan, nan, []float64{0, 1, 2, 5, 10, 20, 50}},
		{"nothing", []float64{nan, nan}, 0, 100, nil},
		{"no values", nil, nan, nan, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Bins(c.values, c.lo, c.hi)
			if len(got) != len(c.want) {
				t.Fatalf("limits %v, want %v", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("limits %v, want %v", got, c.want)
				}
			}
		})
	}
}

// lopsidedValues grow by a factor up to most, twenty of them.
func lopsidedValues(least, factor, most float64) []float64 {
	var out []float64
	for v := least; len(out) < 19; v *= factor {
		out = append(out, min(v, most))
	}
	return append(out, most)
}

// TestBinsCoverTheValues tries ranges of many sizes: limits ascend by one
// step, cover all values, are few, and are short to print.
func TestBinsCoverTheValues(t *testing.T) {
	for _, least := range []float64{-1234, -1, 0, 0.07, 1, 13.37, 999} {
		for width := 1e-3; width < 1e9; width *= 1.7 {
			most := least + width
			limits := Bins([]float64{least, most}, math.NaN(), math.NaN())
			n := len(limits) - 1
			if n < 4 || n > classes || limits[0]-least > 1e-9*width || most-limits[n] > 1e-9*width {
				t.Fatalf("%v to %v: limits %v", least, most, limits)
			}
			for i, v := range limits {
				if i > 0 && v <= limits[i-1] {
					t.Fatalf("%v to %v: limits %v do not ascend", least, most, limits)
				}
				if s := strconv.FormatFloat(v, 'f', -1, 64); len(s) > 12 {
					t.Fatalf("%v to %v: limit %s is not round", least, most, s)
				}
			}
		}
	}
}

func TestClassesAreOpenAtTheEnds(t *testing.T) {
	list := sampleMap().classes()
	if len(list) != 5 {
		t.Fatalf("%d classes, want 5", len(list))
	}
	if list[0].From != nil || list[4].Under != nil {
		t.Error("a value beyond the limits would have no colour")
	}
	for i := 1; i < len(list); i++ {
		if *list[i].From != *list[i-1].Under {
			t.Errorf("a gap between class %d and %d", i-1, i)
		}
	}
	if c := (Map{Bins: []float64{1}}).classes(); c != nil {
		t.Errorf("one limit gave classes %v", c)
	}
}

func TestWhatHasNoValueHasNoClass(t *testing.T) {
	var got struct {
		Option struct {
			Series []struct {
				Map  string
				Data []struct {
					Name  string
					Value *float64
				}
			}
		}
		Areas map[string]Area
	}
	if err := json.Unmarshal(payloadJSON(t, sampleMap().Payload()), &got); err != nil {
		t.Fatal(err)
	}
	data := got.Option.Series[0].Data
	if len(data) != 2 || len(got.Areas) != 3 {
		t.Fatalf("%d values, %d areas, want 2 and 3", len(data), len(got.Areas))
	}
	if data[0].Name != "404" || data[0].Value == nil || *data[0].Value != 0 {
		t.Errorf("the zero of 404 became %+v", data[0])
	}
}

// luminance is that of WCAG 2, of a colour "#rrggbb".
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	linear := func(shift uint) float64 {
		v := float64(n>>shift&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
}

func TestLinesStandOutOnBothGrounds(t *testing.T) {
	for _, ground := range []string{"#ffffff", "#14171a"} {
		for _, c := range append(palette(), neutral) {
			a, b := luminance(t, c), luminance(t, ground)
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 3 {
				t.Errorf("%s on %s has contrast %.2f, under 3", c, ground, ratio)
			}
		}
	}
}

func TestRampDarkensInEvenSteps(t *testing.T) {
	for n := 1; n <= classes; n++ {
		colors := ramp(n)
		if len(colors) != n {
			t.Fatalf("%d colours for %d classes", len(colors), n)
		}
		for i := 1; i < n; i++ {
			if a, b := luminance(t, colors[i-1]), luminance(t, colors[i]); (a+0.05)/(b+0.05) < 1.2 {
				t.Errorf("classes %d and %d of %d are too much alike", i-1, i, n)
			}
		}
	}
}

// TestFramesCarryNothingForward reads a map of single years: who has no value
// of the year has none, a zero is one, and what is small does not become zero.
func TestFramesCarryNothingForward(t *testing.T) {
	var got struct {
		Frames []struct {
			Year   int
			Values []*float64
			Marks  string
		}
		Order []string
		Shown int
	}
	if err := json.Unmarshal(payloadJSON(t, sampleMap().Payload()), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Frames) != 2 || got.Shown != 2023 || len(got.Order) != 3 {
		t.Fatalf("%+v", got)
	}
	a, b := got.Frames[0], got.Frames[1]
	if a.Marks != "E.>" || b.Marks != "AA." {
		t.Errorf("marks %q and %q", a.Marks, b.Marks)
	}
	if a.Values[0] == nil || *a.Values[0] != 0.04 || a.Values[1] != nil || b.Values[0] == nil || *b.Values[0] != 0 || b.Values[2] != nil {
		t.Errorf("values %v and %v", a.Values, b.Values)
	}
}

func TestShortValuesReadAsTheyAreShown(t *testing.T) {
	for _, c := range []struct {
		name     string
		value    float64
		decimals int
		want     string
	}{
		{"rounded", 69.2496, 1, "69.2"}, {"without a final zero", 69.04, 1, "69"}, {"a whole number", 1360000, 0, "1360000"},
		{"zero", 0, 1, "0"}, {"too small for its decimals", 0.0004, 1, "0.0004"}, {"below zero", -7.55, 1, "-7.5"}, {"decimals unknown", 1.25, -1, "1.25"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := string(short(c.value, c.decimals)); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// vision is how a colour in linear light looks to an eye.
type vision [3][3]float64

// visions are the usual eye and the three kinds of colour blindness in full,
// after Machado, Oliveira and Fernandes (2009).
func visions() map[string]vision {
	return map[string]vision{
		"usual":        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
		"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
		"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
		"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	}
}

// seen gives a colour "#rrggbb" in CIE L*a*b* as an eye sees it.
func (v vision) seen(t *testing.T, hex string) (out [3]float64) {
	t.Helper()
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	var light, look [3]float64
	for i, shift := range []uint{16, 8, 0} {
		c := float64(n>>shift&0xff) / 255
		if light[i] = math.Pow((c+0.055)/1.055, 2.4); c <= 0.04045 {
			light[i] = c / 12.92
		}
	}
	for i, row := range v {
		look[i] = min(1, max(0, row[0]*light[0]+row[1]*light[1]+row[2]*light[2]))
	}
	f := func(x float64) float64 {
		if x > 0.008856 {
			return math.Cbrt(x)
		}
		return 7.787*x + 16.0/116
	}
	x := f((0.4124*look[0] + 0.3576*look[1] + 0.1805*look[2]) / 0.95047)
	y := f(0.2126*look[0] + 0.7152*look[1] + 0.0722*look[2])
	z := f((0.0193*look[0] + 0.1192*look[1] + 0.9505*look[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// TestLinesAreApartForEveryEye measures the difference of each two colours of
// series: 2.3 can just be seen, and lines are thin, so that it takes much more.
func TestLinesAreApartForEveryEye(t *testing.T) {
	for name, v := range visions() {
		t.Run(name, func(t *testing.T) {
			for i, a := range palette() {
				for _, b := range palette()[i+1:] {
					x, y := v.seen(t, a), v.seen(t, b)
					if d := math.Hypot(math.Hypot(x[0]-y[0], x[1]-y[1]), x[2]-y[2]); d < 19 {
						t.Errorf("%s and %s are %.1f apart", a, b, d)
					}
				}
			}
		})
	}
}
