package collector

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// numberRules are the liberties that a layout allows in a cell.
type numberRules struct {
	Missing   []string // further marks of a missing value
	Percent   bool     // a percent sign may follow
	Prefix    string   // a sign such as $ may stand before
	Thousands string   // the sign between groups of three digits
}

// missingMarks are what publishers write where there is no value. A zero is
// not among them: 0 is a value.
var missingMarks = []string{"", "null", "nan", "..", "...", "…", "n", "-", "–", "n/a", "na"}

var grouped = regexp.MustCompile(`^[+-]?\d{1,3}(?:[^\d.]\d{3})+(?:\.\d*)?$`)

// digitsOnly says whether a text holds nothing but the signs of a decimal
// number: strconv would also take 0x1p-2, 1_000, Inf and NaN.
func digitsOnly(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool {
		return (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E'
	})
}

// mostDecimals is where we stop to believe a count of decimals: float64 has no
// more digits to print.
const mostDecimals = 17

// read turns a cell into a value with its decimals and bound, or gives the
// reason why it is none.
func (n numberRules) read(text string) (data.Point, string) {
	s := strings.TrimSpace(text)
	if n.isMissing(s) {
		return data.Point{}, missing
	}
	p := data.Point{}
	switch s[0] {
	case '<':
		p.Bound, s = data.Below, strings.TrimSpace(s[1:])
	case '>':
		p.Bound, s = data.Above, strings.TrimSpace(s[1:])
	}
	s = n.bare(s)
	if !digitsOnly(s) {
		return data.Point{}, notANumber
	}
	v, err := strconv.ParseFloat(s, 64)
	if errors.Is(err, strconv.ErrRange) {
		return data.Point{}, notFinite
	}
	if err != nil {
		return data.Point{}, notANumber
	}
	if v == 0 {
		v = 0 // no negative zero
	}
	p.Value, p.Decimals = v, decimals(s)
	return p, ""
}

func (n numberRules) isMissing(s string) bool {
	same := func(mark string) bool { return strings.EqualFold(s, mark) }
	if slices.ContainsFunc(n.Missing, same) {
		return true
	}
	number := s != "" && s[0] >= '0' && s[0] <= '9' // none of the usual marks begins so
	return !number && slices.ContainsFunc(missingMarks, same)
}

// isNone says whether a cell that should guard a zero, such as a rank, is none.
func (n numberRules) isNone(text string) bool {
	v, err := strconv.ParseFloat(text, 64)
	return n.isMissing(text) || err == nil && v == 0
}

// bare takes off the signs that the layout allows.
func (n numberRules) bare(s string) string {
	if n.Percent {
		s = strings.TrimSpace(strings.TrimSuffix(s, "%"))
	}
	if n.Prefix != "" {
		s = strings.TrimSpace(strings.TrimPrefix(s, n.Prefix))
	}
	if n.Thousands != "" && grouped.MatchString(s) {
		s = strings.ReplaceAll(s, n.Thousands, "")
	}
	return s
}

// decimals counts the digits after the point that the publisher printed. A
// power of ten moves the point: 4.47687e+007 has none, 4.37E-06 has eight.
func decimals(s string) int {
	mantissa, exponent := s, 0
	if i := max(strings.IndexByte(s, 'e'), strings.IndexByte(s, 'E')); i >= 0 {
		mantissa = s[:i]
		e, err := strconv.Atoi(s[i+1:])
		if err != nil {
			return -1
		}
		exponent = e
	}
	digits := 0
	if i := strings.IndexByte(mantissa, '.'); i >= 0 {
		digits = len(mantissa) - i - 1
	}
	digits -= exponent
	if digits > mostDecimals {
		return -1
	}
	return max(digits, 0)
}
