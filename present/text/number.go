package text

import (
	"math"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// Missing stands where there is no value, as in UN statistical publications.
const Missing = ".."

// Number prints a value with commas between thousands and a true minus. A
// value that is not zero keeps up to six more decimals so as not to read as
// zero; what is smaller yet is the noise of arithmetic. NaN is "..".
func (w *Words) Number(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Missing
	}
	if decimals < 0 {
		return w.group(strconv.FormatFloat(v, 'f', -1, 64))
	}
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	for more := 1; v != 0 && more <= 6 && readsAsZero(s); more++ {
		s = strconv.FormatFloat(v, 'f', decimals+more, 64)
	}
	return w.group(s)
}

func readsAsZero(s string) bool { return strings.Trim(s, "-0.") == "" }

// Signed prints a difference with its sign; zero has none.
func (w *Words) Signed(v float64, decimals int) string {
	n := w.Number(v, decimals)
	if v > 0 {
		return "+" + n
	}
	return n
}

// Integer prints a whole number with commas.
func (w *Words) Integer(n int) string { return w.group(strconv.Itoa(n)) }

// Exact prints a value so that it reads back the same, with commas.
func (w *Words) Exact(v float64) string { return w.Number(v, -1) }

// Significant prints a value to four decimals at most, fewer where they are zero.
func (w *Words) Significant(v float64) string { return w.upTo(v, 4) }

func (w *Words) upTo(v float64, decimals int) string {
	s := w.Number(v, decimals)
	if strings.Contains(s, ".") && s != Missing {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// group puts commas into a plain decimal number.
func (w *Words) group(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		s = s[1:]
		if !readsAsZero(s) {
			sign = "−"
		}
	}
	whole, frac, dotted := strings.Cut(s, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if dotted {
		b.WriteString("." + frac)
	}
	return b.String()
}

// Point prints the value of a point in the decimals of its indicator, with the
// mark of a bound.
func (w *Words) Point(p data.Point, decimals int) string {
	s := w.Number(p.Value, decimals)
	switch {
	case !p.Has():
		return Missing
	case p.Bound == data.Below:
		return "<" + s
	case p.Bound == data.Above:
		return ">" + s
	}
	return s
}

// Quantity prints a value with its unit for running text: "69.2 per cent of
// the population", never a per cent sign.
func (w *Words) Quantity(v float64, decimals int, unit string) string {
	return w.withUnit(w.Number(v, decimals), unit)
}

// PointIn is Quantity of a point, with the mark of a bound.
func (w *Words) PointIn(p data.Point, decimals int, unit string) string {
	return w.withUnit(w.Point(p, decimals), unit)
}

func (w *Words) withUnit(number, unit string) string {
	phrase := w.Unit(unit)
	if number == Missing || phrase == "" {
		return number
	}
	return number + " " + phrase
}

// Unit gives a unit for running text; "" for a pure number.
func (w *Words) Unit(unit string) string {
	phrase := w.Or("unit."+unit, unit)
	return strings.Replace(phrase, "%", w.T("per_cent"), 1)
}

// Points gives the unit of a difference: "percentage points" for shares.
func (w *Words) Points(unit string) string {
	if strings.HasPrefix(unit, "%") {
		return w.T("percentage_points")
	}
	if u := w.Unit(unit); u != "" {
		return u
	}
	return w.T("points")
}

// Percent prints a share of 1 as "4.2 per cent", for rates.
func (w *Words) Percent(share float64, decimals int) string {
	return w.Quantity(100*share, decimals, "%")
}

// Count prints a number of things for running text: in words under ten.
func (w *Words) Count(n int) string {
	if 0 <= n && n < 10 {
		return w.T("number." + strconv.Itoa(n))
	}
	return w.Integer(n)
}

// StartCount is Count for the start of a sentence: a capital letter.
func (w *Words) StartCount(n int) string { return upperFirst(w.Count(n)) }

func upperFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// Dims names the dimensions that are not totals: "women, rural areas".
func (w *Words) Dims(d data.Dims) string {
	var parts []string
	for _, p := range [][2]string{{"sex", d.Sex}, {"age", d.Age}, {"location", d.Location}, {"breakdown", d.Breakdown}} {
		if p[1] != "" && p[1] != data.Total {
			parts = append(parts, w.Or("dim."+p[0]+"."+p[1], p[1]))
		}
	}
	return strings.Join(parts, ", ")
}
