package collector

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// binder finds the columns that a layout names in a header and gathers what
// is not there, so that one message tells it all.
type binder struct {
	header []string
	line   int
	errs   []error
}

// columnOf finds a header by name, "A|B" by whichever is there. Letter case
// matters only where two headers differ in nothing else. -1 where it is not there.
func columnOf(header []string, names string) int {
	for name := range strings.SplitSeq(names, "|") {
		name = plain(name)
		if i := slices.IndexFunc(header, func(h string) bool { return plain(h) == name }); i >= 0 {
			return i
		}
		if i := slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(plain(h), name) }); i >= 0 {
			return i
		}
	}
	return -1
}

func (b *binder) has(names string) bool { return columnOf(b.header, names) >= 0 }

func (b *binder) column(names string) int {
	i := columnOf(b.header, names)
	switch {
	case i < 0:
		b.missing(names)
	case slices.Contains(b.header[i+1:], b.header[i]):
		b.errs = append(b.errs, fmt.Errorf("column %q stands twice in the header in row %d; take one out", b.header[i], b.line))
	}
	return i
}

func shortList(words []string) string {
	const most = 15
	var out []string
	for _, w := range words {
		if w = shorten(w); w != "" && len(out) < most {
			out = append(out, w)
		}
	}
	if len(words) > most {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}

// values finds the columns that hold values.
func (b *binder) values(s sheetLayout) []valueColumn {
	switch {
	case s.Value != "":
		i := b.column(s.Value)
		return []valueColumn{{column: i, name: plain(cellOf(b.header, i))}}
	case s.Years != "":
		return b.years(regexp.MustCompile(s.Years))
	}
	var out []valueColumn
	for _, v := range s.Values {
		if v.yearly() {
			out = append(out, b.yearly(v)...)
			continue
		}
		i := b.column(v.Column)
		if i < 0 {
			continue
		}
		out = append(out, valueColumn{column: i, name: b.header[i], code: v.Code, year: v.Year, dims: v.Dims})
	}
	return out
}

// yearly finds the columns of a measure whose headers hold the year: a first
// edition has none of an earlier one.
func (b *binder) yearly(v valueRule) []valueColumn {
	out := b.yearColumns(regexp.MustCompile(v.Column))
	for i := range out {
		out[i].code, out[i].dims = v.Code, v.Dims
	}
	return out
}

func (b *binder) missing(column string) {
	b.errs = append(b.errs, fmt.Errorf("column %q is missing; the header in row %d has: %s. Take the file as the publisher hands it out, or change the columns in its layout",
		column, b.line, shortList(b.header)))
}

func (b *binder) years(pattern *regexp.Regexp) []valueColumn {
	out := b.yearColumns(pattern)
	if !slices.ContainsFunc(out, func(v valueColumn) bool { return v.skip == "" }) {
		b.errs = append(b.errs, fmt.Errorf("no column is a year (%s); the header in row %d has: %s. Take the file as the publisher hands it out",
			pattern, b.line, shortList(b.header)))
	}
	return out
}

// yearColumns finds the columns whose header fits, and those that seem to be of
// a year and do not.
func (b *binder) yearColumns(pattern *regexp.Regexp) (out []valueColumn) {
	for i, h := range b.header {
		h = plain(h)
		// Tools that take a year for a number write 2024.0.
		if m := pattern.FindStringSubmatch(strings.TrimSuffix(h, ".0")); len(m) > 1 {
			out = append(out, valueColumn{column: i, name: h, year: m[1]})
		} else if likeYear(h) {
			out = append(out, valueColumn{column: i, name: h, skip: unreadYear})
		}
	}
	return out
}

// aYear finds a year of four digits in the header of a column.
var aYear = regexp.MustCompile(`(?:^|\D)(?:19|20)\d\d(?:\D|$)`)

// likeYear tells headers that seem to be years although no layout reads them
// so: "2025*", "2024 (estimate)", or the day that a workbook made of a year. A
// column of figures must not go without a word.
func likeYear(header string) bool {
	const longest = 20 // of a year with a mark; what is longer tells of a figure
	if day, err := strconv.ParseFloat(header, 64); err == nil && day >= firstDay && day <= lastDay {
		return true
	}
	return len(header) <= longest && aYear.MatchString(header)
}

// The days of 1990 and 2100 as workbooks count them.
const (
	firstDay = 32874
	lastDay  = 73415
)

// codeReader gives the series code of a row.
type codeReader struct {
	rule    codeRule
	fixed   string
	columns []int
	id      int // -1 where no column holds numbers of series
	trim    *regexp.Regexp
}

func (b *binder) code(rule codeRule, name string) codeReader {
	c := codeReader{rule: rule, fixed: rule.Fixed, id: -1}
	if rule.ID != "" {
		c.id = columnOf(b.header, rule.ID)
	}
	if rule.File != "" {
		c.fixed = b.fromName(rule.File, name, "series code")
	}
	for _, column := range rule.Columns {
		c.columns = append(c.columns, b.column(column))
	}
	if rule.Trim != "" {
		c.trim = regexp.MustCompile(rule.Trim)
	}
	return c
}

// fromName takes the group of a pattern from the file name.
func (b *binder) fromName(pattern, name, what string) string {
	m := regexp.MustCompile(pattern).FindStringSubmatch(name)
	if len(m) < 2 {
		b.errs = append(b.errs, fmt.Errorf("the file name does not tell the %s (%s); give the file the publisher's name", what, pattern))
		return ""
	}
	return m[1]
}

// words are the cells that make the code, joined by a blank.
func (c codeReader) words(row []string) string {
	if len(c.columns) == 1 {
		return plain(cellOf(row, c.columns[0]))
	}
	words := make([]string, len(c.columns))
	for i, column := range c.columns {
		words[i] = plain(cellOf(row, column))
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

func (c codeReader) read(row []string) (code, reason, text string) {
	code = or(c.words(row), c.fixed)
	if known, ok := c.rule.IDs[cellOf(row, c.id)]; ok {
		return known, "", ""
	}
	if reason, ok := c.rule.Skip[code]; ok {
		return "", reason, code
	}
	if mapped, ok := c.rule.Map[code]; ok {
		return mapped, "", ""
	}
	if c.trim != nil {
		code = c.trim.ReplaceAllString(code, "")
	}
	if c.rule.Upper {
		code = strings.ToUpper(code)
	}
	return code, "", ""
}

// yearReader gives the year of a row.
type yearReader struct {
	fixed  string
	column int // -1 where the year is fixed
}

func (b *binder) year(rule yearRule, name string) yearReader {
	y := yearReader{fixed: rule.Fixed, column: -1}
	if rule.File != "" {
		y.fixed = yearsBefore(b.fromName(rule.File, name, "year"), rule.Before)
	}
	if rule.Column != "" {
		y.column = b.column(rule.Column)
	}
	return y
}

// yearsBefore counts back from an edition. What is no number is told of where
// it is read as a year.
func yearsBefore(edition string, n int) string {
	year, err := strconv.Atoi(edition)
	if n == 0 || err != nil {
		return edition
	}
	return strconv.Itoa(year - n)
}

func (y yearReader) read(row []string) string {
	if y.column >= 0 {
		return cellOf(row, y.column)
	}
	return y.fixed
}

// dimReader gives one dimension of a row.
type dimReader struct {
	rule    dimRule
	column  int // -1 where the dimension is fixed
	pattern *regexp.Regexp
}

func (b *binder) dim(rule dimRule) dimReader {
	d := dimReader{rule: rule, column: -1}
	if rule.Column != "" {
		d.column = b.column(rule.Column)
	}
	if rule.Pattern != "" {
		d.pattern = regexp.MustCompile(rule.Pattern)
	}
	return d
}

func (d dimReader) read(row []string) (member, reason, text string) {
	if d.column < 0 {
		return d.rule.Fixed, "", ""
	}
	word := plain(cellOf(row, d.column))
	if d.pattern != nil {
		m := d.pattern.FindStringSubmatch(word)
		if len(m) < 2 {
			return data.Total, "", ""
		}
		word = m[1]
	}
	if d.rule.Map != nil {
		mapped, ok := d.rule.Map[word]
		if !ok {
			return "", "unknown " + d.rule.Column, word
		}
		return mapped, "", ""
	}
	if d.rule.Upper {
		word = strings.ToUpper(word)
	}
	return or(word, data.Total), "", ""
}

// read gives the status for the cell of the status column.
func (s statusRule) read(cell string) (status data.Status, reason, text string) {
	if s.Column == "" || cell == "" && s.Map[""] == "" {
		return s.Fixed, "", ""
	}
	if s.Map != nil {
		mapped, ok := s.Map[cell]
		if !ok {
			return "", "unknown " + s.Column, cell
		}
		return mapped, "", ""
	}
	folded := strings.ToLower(cell)
	for _, part := range slices.Sorted(maps.Keys(s.Contains)) {
		if strings.Contains(folded, part) {
			return s.Contains[part], "", ""
		}
	}
	return s.Fixed, "", ""
}
