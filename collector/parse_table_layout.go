package collector

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// tableLayout declares how a CSV file or a workbook is read. A column is
// named by its header, never by its position; "A|B" takes whichever of the
// two is there. A key that is not listed here is an error.
type tableLayout struct {
	sheetLayout `yaml:",inline"`
	Sheets      []sheetLayout `yaml:"sheets"` // of a workbook; sheets that are not named are counted and left out

	Refuse      string      `yaml:"refuse"`    // why the file holds nothing to import
	Encoding    string      `yaml:"encoding"`  // utf-8 (default) or windows-1252
	Separator   string      `yaml:"separator"` // of CSV; default ","
	Edition     string      `yaml:"edition"`   // regexp: its group, in a line outside the table, is the release date
	Missing     []string    `yaml:"missing"`   // marks beside the usual ones
	Percent     bool        `yaml:"percent"`   // 12% is 12
	Prefix      string      `yaml:"prefix"`    // $12 is 12
	Thousands   string      `yaml:"thousands"` // 1,200 is 1200
	ZeroMissing []string    `yaml:"zero_missing"`
	WrongCells  []wrongCell `yaml:"wrong_cells"`
	BrokenRows  bool        `yaml:"broken_rows"` // a row of CSV may go on in the next line without a quote
	Chains      []chain     `yaml:"chains"`
}

// sheetLayout declares one table. It has values in one of four shapes: value
// (long), values (one column for each measure), years (one column for each
// year), blocks (titled blocks under and beside each other).
type sheetLayout struct {
	Sheet      string              `yaml:"sheet"`       // "" is the first; a regexp where it begins with ^
	HeaderRows int                 `yaml:"header_rows"` // rows that make the header; upper ones spread to the right; default 1
	Area       []string            `yaml:"area"`        // columns, the first that is filled counts
	Where      map[string][]string `yaml:"where"`       // column -> what it must hold
	Code       codeRule            `yaml:"code"`
	Year       yearRule            `yaml:"year"`
	Dims       dimRules            `yaml:"dims"`
	Status     statusRule          `yaml:"status"`
	Footer     []string            `yaml:"footer"` // regexps: the first filled cell that fits one ends the table

	Value       string       `yaml:"value"`
	Values      []valueRule  `yaml:"values"`
	Years       string       `yaml:"years"` // regexp of a header whose group is the year
	ZeroWithout string       `yaml:"zero_without"`
	Blocks      *blockLayout `yaml:"blocks"`
}

// codeRule says where the series code stands: fixed, the group of a regexp on
// the file name, or columns joined by a blank. Map translates, Skip leaves out
// with a reason, Upper capitalises. Where the column ID is there and IDs knows
// what it holds, that is the code whatever else the row says: publishers
// rename codes and keep numbers. Household splits what ITU's code of a
// household series says of sex, age and location.
type codeRule struct {
	Fixed   string            `yaml:"fixed"`
	File    string            `yaml:"file"`
	Columns []string          `yaml:"columns"`
	Map     map[string]string `yaml:"map"`
	Skip    map[string]string `yaml:"skip"`
	Trim    string            `yaml:"trim"` // regexp of what is cut off a code
	Upper   bool              `yaml:"upper"`

	ID        string            `yaml:"id"`
	IDs       map[string]string `yaml:"ids"`
	Household bool              `yaml:"household"`
}

// yearRule says where the year stands: fixed, the group of a regexp on the
// file name, or a column. Before is how many years the figures are older than
// the edition that the file is named by.
type yearRule struct {
	Fixed  string `yaml:"fixed"`
	File   string `yaml:"file"`
	Before int    `yaml:"before"`
	Column string `yaml:"column"`
}

type dimRules struct {
	Sex       dimRule `yaml:"sex"`
	Age       dimRule `yaml:"age"`
	Location  dimRule `yaml:"location"`
	Breakdown dimRule `yaml:"breakdown"`
}

// dimRule says where a dimension stands. With Map a word that is not in it is
// left out and counted. Pattern takes the group of a regexp on the column,
// and the total where it does not fit.
type dimRule struct {
	Fixed   string            `yaml:"fixed"`
	Column  string            `yaml:"column"`
	Pattern string            `yaml:"pattern"`
	Map     map[string]string `yaml:"map"`
	Upper   bool              `yaml:"upper"`
}

// statusRule says where the status stands. Map is by whole words, Contains by
// a part, letter case aside.
type statusRule struct {
	Fixed    data.Status            `yaml:"fixed"`
	Column   string                 `yaml:"column"`
	Optional bool                   `yaml:"optional"` // the column may be absent
	Map      map[string]data.Status `yaml:"map"`
	Contains map[string]data.Status `yaml:"contains"`
}

// valueRule is one measure of a table with a column for each. Column is a
// header, or a regexp of headers where it begins with ^, whose group is the year.
type valueRule struct {
	Column string    `yaml:"column"`
	Code   string    `yaml:"code"`
	Year   string    `yaml:"year"`
	Dims   data.Dims `yaml:"dims"`
}

func (v valueRule) yearly() bool { return strings.HasPrefix(v.Column, "^") }

// blockLayout declares a sheet of titled blocks. A title stands alone in the
// first column, header rows have nothing there, and rows of areas follow.
type blockLayout struct {
	End    []string             `yaml:"end"`    // first cells that end the sheet
	Labels map[string]labelRule `yaml:"labels"` // header words that are no year
	Titles []titleRule          `yaml:"titles"`
}

type labelRule struct {
	Dims data.Dims `yaml:"dims"`
	Skip string    `yaml:"skip"`
}

// titleRule is a block. Title is a whole cell, or a regexp where it begins
// with ^, whose group is the year of the block. Parts are the runs of header
// columns from the left, parted by an empty column; one part serves them all.
type titleRule struct {
	Title string     `yaml:"title"`
	Skip  string     `yaml:"skip"`
	Parts []partRule `yaml:"parts"`
}

type partRule struct {
	Code string    `yaml:"code"`
	Dims data.Dims `yaml:"dims"`
	Skip string    `yaml:"skip"`
}

// with lays what a source declares over a preset.
func (t tableLayout) with(node yaml.Node) (tableLayout, error) {
	if node.IsZero() {
		return t, nil
	}
	whole, err := expand(&node, 0)
	if err != nil {
		return t, fmt.Errorf("layout: %w", err)
	}
	text, err := yaml.Marshal(whole)
	if err != nil {
		return t, fmt.Errorf("layout: %w", err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&t); err != nil && !errors.Is(err, io.EOF) {
		return t, fmt.Errorf("layout: %w", err)
	}
	return t, nil
}

// deepestLayout ends an alias that stands for a node around itself.
const deepestLayout = 30

// expand copies a node with its aliases written out. What they stand for may
// be in another layout of the file, out of sight of the strict decoder.
func expand(n *yaml.Node, depth int) (*yaml.Node, error) {
	if depth > deepestLayout {
		return nil, fmt.Errorf("line %d: nested too deep", n.Line)
	}
	if n.Kind == yaml.AliasNode {
		return expand(n.Alias, depth+1)
	}
	out := *n
	out.Anchor, out.Content = "", nil
	for _, c := range n.Content {
		inner, err := expand(c, depth+1)
		if err != nil {
			return nil, err
		}
		out.Content = append(out.Content, inner)
	}
	return &out, nil
}

func (t tableLayout) rules() rules {
	return rules{
		number:      numberRules{t.Missing, t.Percent, t.Prefix, t.Thousands},
		zeroMissing: t.ZeroMissing,
		wrong:       t.WrongCells,
		chains:      t.Chains,
	}
}

// tables are the declared sheets, of which a CSV file has one.
func (t tableLayout) tables() []sheetLayout {
	if len(t.Sheets) > 0 {
		return t.Sheets
	}
	return []sheetLayout{t.sheetLayout}
}

// check finds contradictions that a file would only show later. A table of one
// area needs no column of areas.
func (t tableLayout) check(oneArea bool) error {
	if t.Refuse != "" {
		return nil
	}
	errs := []error{compiles(t.Edition)}
	for _, w := range t.WrongCells {
		if w.Code == "" || w.Area == "" || w.Year == 0 || w.Value == "" || w.Reason == "" {
			errs = append(errs, errors.New("a wrong cell needs code, area, year, value and reason"))
		}
	}
	for _, c := range t.Chains {
		errs = append(errs, c.check())
	}
	for _, s := range t.tables() {
		if err := s.check(oneArea); err != nil {
			errs = append(errs, fmt.Errorf("sheet %q: %w", s.Sheet, err))
		}
	}
	return errors.Join(errs...)
}

func (s sheetLayout) check(oneArea bool) error {
	shapes := 0
	for _, is := range []bool{s.Value != "", len(s.Values) > 0, s.Years != "", s.Blocks != nil} {
		if is {
			shapes++
		}
	}
	if shapes != 1 {
		return errors.New("give one of value, values, years and blocks")
	}
	errs := []error{compiles(append([]string{s.Years, s.Code.File, s.Code.Trim, s.Year.File, s.Sheet}, s.Footer...)...)}
	for _, d := range s.Dims.list() {
		errs = append(errs, compiles(d.Pattern))
	}
	for _, v := range s.Values {
		if v.yearly() {
			errs = append(errs, compiles(v.Column))
		}
	}
	if s.Year.Before != 0 && s.Year.File == "" {
		errs = append(errs, errors.New("year: before counts from the year in the file name; give file, too"))
	}
	if s.Blocks != nil {
		return errors.Join(append(errs, s.Blocks.check())...)
	}
	if len(s.Area) == 0 && !oneArea {
		errs = append(errs, errors.New("no area column"))
	}
	if s.Code.none() && slices.ContainsFunc(s.Values, func(v valueRule) bool { return v.Code == "" }) || s.Code.none() && len(s.Values) == 0 {
		errs = append(errs, errors.New("no code"))
	}
	if s.Years == "" && s.Year == (yearRule{}) && !slices.ContainsFunc(s.Values, func(v valueRule) bool { return v.Year != "" }) {
		errs = append(errs, errors.New("no year"))
	}
	return errors.Join(errs...)
}

// landmark is the column, or the pattern of one, that a header is known by.
func (s sheetLayout) landmark() string {
	switch {
	case len(s.Area) > 0:
		return s.Area[0]
	case s.Value != "":
		return s.Value
	case len(s.Values) > 0:
		return s.Values[0].Column
	}
	return s.Years
}

// begins says whether a row is the header.
func (s sheetLayout) begins(row []string) bool {
	if len(s.Area) == 0 && s.Years != "" {
		return slices.ContainsFunc(row, regexp.MustCompile(s.Years).MatchString)
	}
	return columnOf(row, s.landmark()) >= 0
}

func (b blockLayout) check() error {
	if len(b.Titles) == 0 {
		return errors.New("blocks without titles")
	}
	for _, t := range b.Titles {
		if t.Skip == "" && len(t.Parts) == 0 {
			return fmt.Errorf("block %q needs parts, or skip with a reason", t.Title)
		}
		if err := compiles(t.pattern()); err != nil {
			return err
		}
	}
	return nil
}

func (t titleRule) pattern() string {
	if strings.HasPrefix(t.Title, "^") {
		return t.Title
	}
	return "^" + regexp.QuoteMeta(t.Title) + "$"
}

func (c codeRule) none() bool { return c.Fixed == "" && c.File == "" && len(c.Columns) == 0 }

func (d dimRules) list() []dimRule { return []dimRule{d.Sex, d.Age, d.Location, d.Breakdown} }

func compiles(patterns ...string) error {
	for _, p := range patterns {
		if _, err := regexp.Compile(p); err != nil {
			return fmt.Errorf("pattern %q: %w", p, err)
		}
	}
	return nil
}
