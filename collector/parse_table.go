package collector

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// readTable reads a CSV file or a workbook by a layout over a preset.
func readTable(r *reading, preset tableLayout, node yaml.Node, f File) error {
	layout, err := preset.with(node)
	if err != nil {
		return err
	}
	if err := layout.check(r.spec.Area != ""); err != nil {
		return fmt.Errorf("layout: %w", err)
	}
	if layout.Refuse != "" {
		return fmt.Errorf("%w: %s", ErrNoFigures, layout.Refuse)
	}
	r.rules = layout.rules()
	if isWorkbook(f.Bytes) {
		return r.workbook(layout, f)
	}
	if bytes.HasPrefix(f.Bytes, []byte{0xd0, 0xcf, 0x11, 0xe0}) {
		return errors.New("an old XLS workbook; save it as XLSX or CSV")
	}
	return r.csv(layout, f)
}

// workbook reads the declared sheets. A sheet that is not declared is counted
// by its filled rows.
func (r *reading) workbook(layout tableLayout, f File) error {
	w, err := openWorkbook(f.Bytes)
	if err != nil {
		return err
	}
	defer w.close()
	names := w.sheets()
	declared := map[string]bool{}
	for _, s := range layout.tables() {
		if s.Sheet == "" && len(names) > 0 {
			s.Sheet = names[0]
		}
		s.Sheet = sheetLike(names, s.Sheet)
		if !slices.Contains(names, s.Sheet) {
			return fmt.Errorf("sheet %q is missing; the workbook has: %s", s.Sheet, strings.Join(names, ", "))
		}
		declared[s.Sheet] = true
		g, err := w.sheet(s.Sheet)
		if err != nil {
			return err
		}
		if err := r.sheet(layout, s, g, f.Name); err != nil {
			return fmt.Errorf("sheet %q: %w", s.Sheet, err)
		}
	}
	for _, name := range names {
		if declared[name] {
			continue
		}
		g, err := w.sheet(name)
		if err != nil {
			return err
		}
		r.skipSheet(g)
	}
	return nil
}

func (r *reading) skipSheet(g grid) {
	for i, row := range g.rows {
		if text := firstFilled(row); text != "" {
			r.skip("sheet not in the layout", g.at(i, ""), text)
		}
	}
}

// sheetLike finds the first sheet that fits a regexp: publishers put the years
// into the names of their sheets.
func sheetLike(names []string, rule string) string {
	if !strings.HasPrefix(rule, "^") {
		return rule
	}
	pattern := regexp.MustCompile(rule)
	if i := slices.IndexFunc(names, pattern.MatchString); i >= 0 {
		return names[i]
	}
	return rule
}

func (r *reading) sheet(layout tableLayout, s sheetLayout, g grid, name string) error {
	if s.Blocks != nil {
		return r.blocks(s, g)
	}
	t, err := r.table(layout, s, g, name)
	if err != nil {
		return err
	}
	return r.tableRows(layout, t)
}

// table finds the header of a table and reads what stands above it.
func (r *reading) table(layout tableLayout, s sheetLayout, g grid, name string) (*tableReader, error) {
	t, err := newTableReader(s, g, name)
	if err != nil {
		return nil, err
	}
	for i := range t.first {
		r.release(layout.Edition, g.rows[i])
	}
	return t, nil
}

// tableRows reads the rows of a table, or of the part of it at hand.
func (r *reading) tableRows(layout tableLayout, t *tableReader) error {
	for i := t.first; i < len(t.g.rows); i++ {
		row := t.g.rows[i]
		text := firstFilled(row)
		if text == "" {
			continue
		}
		t.ended = t.ended || slices.ContainsFunc(t.footer, func(p *regexp.Regexp) bool { return p.MatchString(text) })
		if !t.ended && t.cutOff(i, row) {
			return t.tooShort(i, row)
		}
		if t.ended || t.isFooter(row) {
			r.release(layout.Edition, row)
			r.skip(footerLine, t.g.at(i, ""), text)
			continue
		}
		if err := t.row(r, i, row); err != nil {
			return err
		}
	}
	return nil
}

// release takes the release date from a line outside the table.
func (r *reading) release(pattern string, row []string) {
	if pattern == "" {
		return
	}
	m := regexp.MustCompile(pattern).FindStringSubmatch(plain(strings.Join(row, " ")))
	if len(m) < 2 {
		return
	}
	day := m[1]
	if t, err := time.Parse("01/02/2006", day); err == nil {
		day = t.Format(time.DateOnly)
	}
	r.out.Edition = day
}

func firstFilled(row []string) string {
	for _, c := range row {
		if c = strings.TrimSpace(c); c != "" {
			return c
		}
	}
	return ""
}

// tableReader is a layout bound to the columns of one table.
type tableReader struct {
	s       sheetLayout
	g       grid
	header  []string
	first   int // row index of the first data row
	area    []int
	where   []condition
	code    codeReader
	year    yearReader
	dims    [4]dimReader
	status  int // -1 where there is none
	values  []valueColumn
	without int // -1 where no column guards zeros
	footer  []*regexp.Regexp
	ended   bool      // a footer has come
	shared  []int     // the columns that common reads, but for that of the year
	before  []string  // their cells in the last row that was read
	found   candidate // what they say
}

// condition is what a row must hold to be read.
type condition struct {
	name   string
	column int
	in     []string
}

// valueColumn is a column that holds values.
type valueColumn struct {
	column int
	name   string
	code   string // "" takes the row's
	year   string // "" takes the row's
	dims   data.Dims
	skip   string // why what is filled in it is left out
}

func newTableReader(s sheetLayout, g grid, name string) (*tableReader, error) {
	t := &tableReader{s: s, g: g, status: -1, without: -1}
	if err := t.findHeader(); err != nil {
		return nil, err
	}
	b := binder{header: t.header, line: g.line(t.first - 1)}
	for _, c := range s.Area {
		t.area = append(t.area, b.column(c))
	}
	for _, c := range slices.Sorted(maps.Keys(s.Where)) {
		t.where = append(t.where, condition{c, b.column(c), s.Where[c]})
	}
	t.code = b.code(s.Code, name)
	t.year = b.year(s.Year, name)
	for i, d := range s.Dims.list() {
		t.dims[i] = b.dim(d)
	}
	if c := s.Status.Column; c != "" && (!s.Status.Optional || b.has(c)) {
		t.status = b.column(c)
	}
	if s.ZeroWithout != "" {
		t.without = b.column(s.ZeroWithout)
	}
	t.values = b.values(s)
	t.shared = t.readByCommon()
	for _, p := range s.Footer {
		t.footer = append(t.footer, regexp.MustCompile(p))
	}
	return t, errors.Join(b.errs...)
}

// deepestHeader is how many rows may stand before the header.
const deepestHeader = 60

// findHeader finds the row that holds the first area column, or the first
// column of another sort in a table of one area.
func (t *tableReader) findHeader() error {
	for i, row := range t.g.rows[:min(len(t.g.rows), deepestHeader)] {
		if !t.s.begins(row) {
			continue
		}
		t.header = joinHeader(t.g.rows[max(0, i+1-max(1, t.s.HeaderRows)) : i+1])
		t.first = i + 1
		return nil
	}
	head := []string{"nothing"}
	if len(t.g.rows) > 0 {
		head = t.g.rows[0]
	}
	return fmt.Errorf("column %q is missing from the first %d rows; row 1 has: %s. Take the file as the publisher hands it out, or change the columns in its layout",
		t.s.landmark(), deepestHeader, shortList(head))
}

// joinHeader puts the words of upper header rows before those of the last
// one. An upper word stands for the columns to its right up to the next.
func joinHeader(rows [][]string) []string {
	last := rows[len(rows)-1]
	out := make([]string, len(last))
	for i := range last {
		out[i] = plain(last[i])
	}
	for n := len(rows) - 2; n >= 0; n-- {
		above := ""
		for i := range out {
			if word := plain(cellOf(rows[n], i)); word != "" {
				above = word
			}
			if above != "" && out[i] != "" {
				out[i] = above + " " + out[i]
			}
		}
	}
	return out
}

// isFooter tells a line of text after the data: nothing stands in the columns
// that make an observation.
func (t *tableReader) isFooter(row []string) bool {
	if len(t.area) == 0 {
		return t.footnote(row)
	}
	for _, i := range t.area {
		if cellOf(row, i) != "" {
			return t.footnote(row)
		}
	}
	return !slices.ContainsFunc(t.values, func(v valueColumn) bool { return cellOf(row, v.column) != "" })
}

// cutOff tells the row in which a CSV file breaks off from a line of text
// after the data: it is the last one and has no end.
func (t *tableReader) cutOff(i int, row []string) bool {
	return t.g.open && i == len(t.g.rows)-1 && len(row) < len(t.header)
}

func (t *tableReader) tooShort(i int, row []string) error {
	return fmt.Errorf("row %d has %d cells, the header %d; the file may be cut off: download it again", t.g.line(i), len(row), len(t.header))
}

// footnote tells a line whose only filled cell is the first one of a table
// that needs more than one.
func (t *tableReader) footnote(row []string) bool {
	return len(row) == 1 && len(t.header) > 2
}
