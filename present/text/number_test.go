package text

import (
	"math"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

func english(t testing.TB) *Words {
	t.Helper()
	w, err := Load("en")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestNumber(t *testing.T) {
	w := english(t)
	for _, c := range []struct {
		name     string
		v        float64
		decimals int
		want     string
	}{
		{"no thousands", 999, 0, "999"},
		{"thousands", 1000, 0, "1,000"},
		{"millions", 1234567.891, 2, "1,234,567.89"},
		{"no comma behind the point", 1234.56789, 5, "1,234.56789"},
		{"rounded up into thousands", 999.96, 1, "1,000.0"},
		{"true minus", -1234.5, 1, "−1,234.5"},
		{"minus of three digits", -123, 0, "−123"},
		{"zero", 0, 1, "0.0"},
		{"no minus zero", math.Copysign(0, -1), 1, "0.0"},
		{"would read as zero", 0.04, 1, "0.04"},
		{"negative would read as zero", -0.04, 1, "−0.04"},
		{"half would read as zero", 0.5, 0, "0.5"},
		{"negative half", -0.5, 0, "−0.5"},
		{"rounds to one", 0.51, 0, "1"},
		{"half of a hundredth", 0.005, 2, "0.01"},
		{"five more decimals", 0.0000012, 1, "0.000001"},
		{"nothing but noise", 1e-15, 1, "0.0000000"},
		{"negative noise has no sign", -1e-15, 1, "0.0000000"},
		{"as it is", 40.8145, -1, "40.8145"},
		{"large as it is", 12345678901234567890, -1, "12,345,678,901,234,567,000"},
		{"not a number", math.NaN(), 1, ".."},
		{"infinite", math.Inf(1), 1, ".."},
		{"infinite as it is", math.Inf(-1), -1, ".."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := w.Number(c.v, c.decimals); got != c.want {
				t.Errorf("%v with %d decimals: %q, want %q", c.v, c.decimals, got, c.want)
			}
		})
	}
}

// TestForms holds the other forms of numbers, each by one call.
func TestForms(t *testing.T) {
	w := english(t)
	nan := math.NaN()
	at := func(v float64, b data.Bound) data.Point { return data.Point{Value: v, Bound: b} }
	for _, c := range []struct{ name, got, want string }{
		{"integer", w.Integer(-12345), "−12,345"},
		{"exact", w.Exact(0.1), "0.1"},
		{"significant", w.Significant(2.5), "2.5"},
		{"significant of a whole number", w.Significant(1200), "1,200"},
		{"significant to four", w.Significant(1.0 / 3), "0.3333"},
		{"significant of little", w.Significant(0.00002), "0.00002"},
		{"significant of noise", w.Significant(1e-15), "0"},
		{"significant of nothing", w.Significant(nan), ".."},
		{"point", w.Point(at(69.23, data.Exact), 1), "69.2"},
		{"point below", w.Point(at(0.1, data.Below), 1), "<0.1"},
		{"point above", w.Point(at(95, data.Above), 0), ">95"},
		{"point missing", w.Point(at(nan, data.Below), 1), ".."},
		{"quantity of a share", w.Quantity(69.23, 1, "% of population"), "69.2 per cent of the population"},
		{"quantity of an unknown share", w.Quantity(5, 0, "% of pupils"), "5 per cent of pupils"},
		{"quantity of a pure number", w.Quantity(0.913, 3, "ratio"), "0.913"},
		{"quantity of a count", w.Quantity(1234, 0, "count"), "1,234"},
		{"quantity of another unit", w.Quantity(2.5, 1, "USD"), "2.5 USD"},
		{"quantity missing", w.Quantity(nan, 1, "% of population"), ".."},
		{"point in its unit", w.PointIn(at(95, data.Above), 0, "%"), ">95 per cent"},
		{"point in its unit missing", w.PointIn(at(nan, data.Exact), 0, "%"), ".."},
		{"difference of shares", w.Points("% of population"), "percentage points"},
		{"difference of ratios", w.Points("ratio"), "points"},
		{"difference of another unit", w.Points("USD"), "USD"},
		{"rate", w.Percent(0.0421, 1), "4.2 per cent"},
		{"falling rate", w.Percent(-0.0421, 1), "−4.2 per cent"},
		{"rate of nothing", w.Percent(nan, 1), ".."},
		{"nought in words", w.Count(0), "none"},
		{"nine in words", w.Count(9), "nine"},
		{"ten in figures", w.Count(10), "10"},
		{"less than none", w.Count(-1), "−1"},
		{"start of a sentence", w.StartCount(3), "Three"},
		{"totals have no name", w.Dims(data.Totals), ""},
		{"dimensions", w.Dims(data.Dims{Sex: "F", Age: "Y15T24", Location: "R", Breakdown: "X"}), "women, aged 15 to 24, rural areas, X"},
		{"one", w.N("none.of.these", 1), "⟦none.of.these.other⟧"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

// TestNoValueReadsAsZero covers every size of number at every precision.
func TestNoValueReadsAsZero(t *testing.T) {
	w := english(t)
	for decimals := range 5 {
		for _, v := range []float64{0.5, 0.05, 0.005, 0.0005, 0.00005, 0.4, 0.049999, 1e-4, 3e-6} {
			for _, x := range []float64{v, -v} {
				got := w.Number(x, decimals)
				if strings.Trim(got, "0.−") == "" {
					t.Errorf("%v with %d decimals reads %q", x, decimals, got)
				}
				if strings.HasPrefix(got, "−") != (x < 0) {
					t.Errorf("%v with %d decimals reads %q: wrong sign", x, decimals, got)
				}
			}
		}
	}
}

func TestCoverage(t *testing.T) {
	w := english(t)
	if got := w.Coverage(nil); got != "" {
		t.Errorf("no coverage reads %q", got)
	}
	for _, c := range []struct {
		name string
		of   progress.Coverage
		want string
	}{
		{"full", progress.Coverage{Economies: 40, Members: 44, Population: 0.934}, "40 of 44 economies, 93 per cent of their population"},
		{"thin", progress.Coverage{Economies: 1000, Members: 1900, Population: 0.55, Thin: true}, "thin coverage: 1,000 of 1,900 economies, 55 per cent of their population"},
	} {
		if got := w.Coverage(&c.of); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
