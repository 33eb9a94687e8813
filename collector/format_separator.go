package collector

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// separators are the signs that publishers' pages and spreadsheets offer to put
// between cells.
var separators = []string{",", ";", "\t", "|"}

// headSize is where a header is looked for, in bytes.
const headSize = 64 << 10

// separatorOf finds the sign between cells: the declared one, else the first
// that makes a header of one of the first rows. Where none does, the declared
// one is left, and the header that is missing is told of.
func separatorOf(text []byte, declared string, begins func(row []string) bool) string {
	declared = or(declared, ",")
	head := text[:min(len(text), headSize)]
	for _, s := range append([]string{declared}, separators...) {
		if hasHeader(head, s, begins) {
			return s
		}
	}
	return declared
}

func hasHeader(head []byte, separator string, begins func(row []string) bool) bool {
	c, err := openText(head, separator)
	for n := 0; err == nil && c.ahead != nil && n < deepestHeader; n++ {
		if begins(c.ahead) {
			return true
		}
		err = c.advance()
	}
	return false
}

// lineEnds gives the lines of a file that has the old ends of the Macintosh
// those of others. Line feeds may stand inside its cells.
func lineEnds(text []byte) []byte {
	returns, feeds := []byte{'\r'}, []byte{'\n'}
	if !bytes.Contains(text, returns) || bytes.Count(text, returns)-bytes.Count(text, []byte("\r\n")) <= bytes.Count(text, feeds) {
		return text
	}
	return bytes.ReplaceAll(text, returns, feeds)
}

var (
	withComma = regexp.MustCompile(`^[+-]?\d+,\d+ ?%?$`)
	withPoint = regexp.MustCompile(`^[+-]?\d+\.\d+ ?%?$`)
	// thousands is what could be a number of thousands as well.
	thousands = regexp.MustCompile(`^[+-]?[1-9]\d{0,2},\d{3} ?%?$`)
)

// point turns the decimal commas of the columns of values into points. One
// number must show that they are decimals: 1,234 alone may be a thousand, is
// left as it is, and is no number. Both signs in one file cannot be told apart.
func (t *tableReader) point() error {
	comma := t.firstValue(func(cell string) bool { return withComma.MatchString(cell) && !thousands.MatchString(cell) })
	point := t.firstValue(withPoint.MatchString)
	switch {
	case comma < 0:
		return nil
	case point >= 0:
		return fmt.Errorf("row %d has a number with a decimal comma, row %d one with a point; export the file again with one sign for all",
			t.g.line(comma), t.g.line(point))
	}
	for _, row := range t.g.rows[t.first:] {
		for _, v := range t.values {
			if withComma.MatchString(cellOf(row, v.column)) {
				row[v.column] = strings.Replace(row[v.column], ",", ".", 1)
			}
		}
	}
	return nil
}

// firstValue is the first row with such a cell in a column of values, -1 where
// there is none.
func (t *tableReader) firstValue(is func(cell string) bool) int {
	n := slices.IndexFunc(t.g.rows[t.first:], func(row []string) bool {
		return slices.ContainsFunc(t.values, func(v valueColumn) bool { return is(cellOf(row, v.column)) })
	})
	if n < 0 {
		return n
	}
	return t.first + n
}
