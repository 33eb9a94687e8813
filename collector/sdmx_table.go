package collector

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// statTable is a table whose columns are the dimensions, the measure and the
// attributes of statistical data: what SDMX messages, the UN SDG database and
// the UIS API say in their several ways. A tableLayout says what each column
// is to us.
type statTable struct {
	g grid // the header is its first row
	// dims are columns that tell series apart. One that the layout does not
	// name must hold one word in all rows of a code.
	dims map[string]bool
	// optional are columns that the layout may name although they are not there.
	optional func(column string) bool
}

// Reasons of statistical tables, beside those of all files.
const (
	markedMissing = "value marked missing"
	deleted       = "deleted by the publisher"
	beforeYears   = "year not asked for"
)

// multiplierColumn and decimalsColumn are the attributes that change how a
// number is read.
const (
	multiplierColumn = "UNIT_MULT|UnitMultiplier"
	decimalsColumn   = "DECIMALS"
)

// notApplicable is the SDMX word for a dimension that has no meaning for a
// series. To us such a series is not broken down.
const notApplicable = "_Z"

// statReader reads the rows of one table.
type statReader struct {
	r          *reading
	t          *tableReader
	watched    []int                        // columns of dims that the layout does not name
	words      map[string]map[int]firstWord // code -> column -> the word of its first row
	rows       map[seriesYear]int           // row index
	multiplier int                          // column, -1 where there is none
	decimals   int                          // column, -1 where there is none
	from       int                          // first year that is kept
}

type firstWord struct {
	word string
	row  int
}

// statistics reads a table by the layout that a source declares over a preset.
func (r *reading) statistics(st statTable, preset tableLayout, node yaml.Node, name string) error {
	layout, err := preset.with(node)
	if err != nil {
		return err
	}
	if layout.Refuse != "" {
		return fmt.Errorf("%w: %s", ErrNoFigures, layout.Refuse)
	}
	if layout.Value == "" || len(layout.Values) > 0 || layout.Years != "" || layout.Blocks != nil || len(layout.Sheets) > 0 {
		return errors.New("layout: the values of such a file stand in one column; declare it under value")
	}
	if err := layout.check(false); err != nil {
		return fmt.Errorf("layout: %w", err)
	}
	r.rules = layout.rules()
	if err := st.square(); err != nil {
		return err
	}
	s := layout.sheetLayout
	if s.Code.Fixed != "" {
		s.Code.Columns = nil // those of the preset
	}
	if err := st.required(s); err != nil {
		return err
	}
	used := st.settle(&s)
	t, err := newTableReader(s, st.g, name)
	if err != nil {
		return err
	}
	sr := &statReader{
		r: r, t: t, from: r.spec.firstYear(), words: map[string]map[int]firstWord{}, rows: map[seriesYear]int{},
		watched: st.watched(t, used), multiplier: columnOf(t.header, multiplierColumn), decimals: columnOf(t.header, decimalsColumn),
	}
	for i := t.first; i < len(st.g.rows); i++ {
		if firstFilled(st.g.rows[i]) == "" {
			continue
		}
		if err := sr.row(i); err != nil {
			return err
		}
	}
	return nil
}

// firstYear is the first year that a source wants. Services that cannot be
// asked for some years, or do not care, send all of them. It is looked up here
// so that kept bytes are read again as they were read at first.
func (s Spec) firstYear() int {
	var p struct {
		From int `yaml:"from"`
	}
	whole, err := expand(&s.Params, 0)
	if err != nil || whole.IsZero() || whole.Decode(&p) != nil {
		return 0 // the constructor of the kind has said what is wrong
	}
	return p.From
}

// square refuses rows that are longer or shorter than the header.
func (st *statTable) square() error {
	if len(st.g.rows) == 0 {
		return errors.New("the file has no header; fetch it again")
	}
	for i, row := range st.g.rows {
		if len(row) != len(st.g.rows[0]) && firstFilled(row) != "" {
			return fmt.Errorf("row %d has %d cells, the header %d; the file may be cut off or a quote be wrong: fetch it again",
				st.g.line(i), len(row), len(st.g.rows[0]))
		}
	}
	return nil
}

// required finds the columns without which there is no observation.
func (st *statTable) required(s sheetLayout) error {
	b := binder{header: st.g.rows[0], line: st.g.line(0)}
	for _, c := range slices.Concat(s.Area, s.Code.Columns, []string{s.Year.Column, s.Value}) {
		if c != "" {
			b.column(c)
		}
	}
	return errors.Join(b.errs...)
}

// settle fits a layout to the columns that are there: an optional column that
// is absent is added without words, and of several columns that may hold the
// breakdown one is made. It gives the columns that went into such a one.
func (st *statTable) settle(s *sheetLayout) (used []string) {
	for _, c := range slices.Sorted(maps.Keys(s.Where)) {
		st.provide(c)
	}
	for _, d := range []*dimRule{&s.Dims.Sex, &s.Dims.Age, &s.Dims.Location, &s.Dims.Breakdown} {
		if d.Column == "" {
			continue
		}
		used = append(used, st.join(d)...)
		st.provide(d.Column)
		if _, told := d.Map[""]; d.Map != nil && !told && st.optional(d.Column) {
			d.Map[""] = data.Total
		}
	}
	return used
}

// provide adds an optional column that is absent.
func (st *statTable) provide(column string) {
	if columnOf(st.g.rows[0], column) < 0 && st.optional(column) {
		first, _, _ := strings.Cut(column, "|")
		st.addColumn(first, func([]string) string { return "" })
	}
}

func (st *statTable) addColumn(name string, cell func(row []string) string) {
	wide := make([][]string, len(st.g.rows))
	for i, row := range st.g.rows {
		word := name
		if i > 0 {
			word = cell(row)
		}
		wide[i] = append(slices.Clip(slices.Clone(row)), word)
	}
	st.g.rows = wide
}

// join makes one column of those that are there of "A|B|C": series of one
// source are broken down by different things. A row that fills two of them
// gets both words, which no list of words holds.
func (st *statTable) join(d *dimRule) []string {
	var there []string
	for name := range strings.SplitSeq(d.Column, "|") {
		if i := columnOf(st.g.rows[0], name); i >= 0 {
			there = append(there, st.g.rows[0][i])
		}
	}
	if len(there) < 2 {
		return nil
	}
	columns := make([]int, len(there))
	for i, name := range there {
		columns[i] = columnOf(st.g.rows[0], name)
	}
	d.Column = strings.Join(there, " or ")
	st.addColumn(d.Column, func(row []string) string {
		var words []string
		for _, c := range columns {
			if w := plain(cellOf(row, c)); w != "" && w != data.Total && w != notApplicable {
				words = append(words, w)
			}
		}
		return strings.Join(words, "+")
	})
	return there
}

// watched lists the dimensions that a layout does not name.
func (st *statTable) watched(t *tableReader, used []string) []int {
	named := map[int]bool{t.year.column: true, t.values[0].column: true}
	for _, list := range [][]int{t.area, t.code.columns} {
		for _, c := range list {
			named[c] = true
		}
	}
	for _, w := range t.where {
		named[w.column] = true
	}
	for _, d := range t.dims {
		named[d.column] = true
	}
	var out []int
	for i, name := range t.header {
		if st.dims[name] && !named[i] && !slices.Contains(used, name) {
			out = append(out, i)
		}
	}
	return out
}

// row takes one row: it becomes an observation, is counted, or is an error.
func (sr *statReader) row(i int) error {
	row := sr.t.g.rows[i]
	c, reason, text := sr.t.common(row)
	if code, why, _ := sr.t.code.read(row); why == "" && code != "" && sr.r.want != nil && !sr.r.want[code] {
		// What else is to be said of a row that nobody asked for is not.
		reason, text = notWanted, code
	}
	c.at, c.text = sr.t.g.at(i, sr.t.values[0].name), cellOf(row, sr.t.values[0].column)
	none := sr.r.rules.number.isMissing(c.text)
	if reason != notWanted && none && (c.status == data.Missing || reason == "unknown "+sr.t.s.Status.Column) {
		// Why there is no value does not matter where there is none.
		c.status, reason = data.Normal, ""
	}
	if reason == "" && c.status == data.Missing {
		reason, text = markedMissing, c.text
	}
	if reason == "" && !none {
		c.text, reason, text = sr.scaled(row, c.text)
	}
	if year, why := readYear(c.year); reason == "" && why == "" && year < sr.from {
		reason, text = beforeYears, c.year
	}
	if reason != "" {
		sr.r.skip(reason, c.at, text)
		return nil
	}
	c.dims = applicable(c.dims)
	if err := sr.alone(c, i); err != nil {
		return err
	}
	return sr.add(c, row)
}

func applicable(d data.Dims) data.Dims {
	for _, word := range []*string{&d.Sex, &d.Age, &d.Location, &d.Breakdown} {
		if *word == notApplicable {
			*word = data.Total
		}
	}
	return d
}

// add hands the row on. Where the publisher says how many decimals its number
// has, that counts, not the digits that a machine wrote.
func (sr *statReader) add(c candidate, row []string) error {
	sr.r.newest = nil
	if err := sr.r.add(&c); err != nil {
		return err
	}
	if sr.r.newest == nil {
		return nil
	}
	told, err := strconv.Atoi(cellOf(row, sr.decimals))
	if err != nil || told < 0 || told > mostDecimals {
		return nil
	}
	if power, err := strconv.Atoi(cellOf(row, sr.multiplier)); err == nil {
		told = max(0, told-power)
	}
	sr.r.newest.Decimals = told
	return nil
}

// mostPower is the largest power of ten that a unit is multiplied by.
const mostPower = 15

// scaled applies the multiplier of the unit to a number as text, so that its
// decimals stay what was printed: 12.4 in thousands is 12.4e3.
func (sr *statReader) scaled(row []string, number string) (scaled, reason, text string) {
	word := cellOf(row, sr.multiplier)
	if word == "" || word == "0" {
		return number, "", ""
	}
	power, err := strconv.Atoi(word)
	if err != nil || power < -mostPower || power > mostPower {
		return number, "unknown unit multiplier", word
	}
	mantissa, exponent := number, 0
	if at := strings.IndexAny(number, "eE"); at >= 0 {
		if exponent, err = strconv.Atoi(number[at+1:]); err != nil {
			return number, notANumber, number
		}
		mantissa = number[:at]
	}
	return fmt.Sprintf("%se%d", mantissa, exponent+power), "", ""
}
