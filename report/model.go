package report

import (
	"fmt"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/figure"
)

// Report is the content of a report, in the order of print, without a word of
// form. Sheets are its annexes as tidy tables, for XLSX and CSV.
type Report struct {
	Title    string
	Subtitle string
	Lang     string
	Stamp    Stamp
	Blocks   []Block
	Sheets   []Sheet
}

// Stamp says which state of everything a report shows.
type Stamp struct {
	Vintage    string    `json:"vintage"`
	Resolution string    `json:"resolution"` // its id
	Note       string    `json:"note,omitempty"`
	Snapshot   int64     `json:"snapshot"`
	Reference  data.Date `json:"reference"`
	Config     string    `json:"config"`  // hash of the configuration
	Version    string    `json:"version"` // of the program
	Compared   string    `json:"compared,omitempty"`
	// Line is the stamp in words, for the foot of tables and figures.
	Line string `json:"-"`
}

// Block is a piece of the report: Heading, Para, *Table or *Figure.
type Block interface{ block() }

// Heading of level 1 to 3.
type Heading struct {
	Level int
	Text  string
	ID    string // for links
	Annex bool   // begins an annex
}

// ParaKind is the form of a paragraph.
type ParaKind string

// The kinds of paragraphs.
const (
	Body  ParaKind = "body"  // numbered
	Plain ParaKind = "plain" // not numbered
	Item  ParaKind = "item"  // of a list
)

// Para is a paragraph of running text.
type Para struct {
	Kind   ParaKind
	Number int // 0 = none
	Text   string
	Notes  []string // footnotes at its end
	// From is the row of a table that every number of the text stands in.
	From *Row
}

// Table is a table of the document.
type Table struct {
	ID      string // "1", "A.1": printed after the word table
	Title   string
	Unit    string // headnote
	Columns []Column
	Rows    []*Row
	General []string // notes on the table as a whole
	Notes   []Note   // by letter
	Source  string
	Stamp   string
}

// Column of a table. Share is its part of the width; Number aligns it right.
type Column struct {
	Name   string
	Share  float64
	Number bool
}

// Row of a table, with the notes that its cells refer to.
type Row struct {
	Cells []Cell
	Notes []Note
}

// Note is a footnote of a table.
type Note struct {
	Letter, Text string
}

// Cell is one cell of a table. Of names the value that it shows: indicator, area, year
// and dimensions, as the interface knows it; "" for any other cell.
type Cell struct {
	Text    string
	Letters []string
	Of      string
}

// Figure is a chart with its alternative text. Its data stand in the sheets
// and in the annex of figures.
type Figure struct {
	ID     string // roman
	Title  string
	Alt    string
	Chart  figure.Chart
	Notes  []string
	Source string
	Stamp  string
	Data   *Table
}

// Sheet is a tidy table: a row a fact, a column a property.
type Sheet struct {
	Name    string // of the worksheet and of the file, in small letters
	Title   string
	Columns []string
	Rows    [][]Datum
	Figures []SheetChart
}

// Datum is one cell of a sheet. Numeric ones have the value, unrounded, and as
// Text the digits that the publisher printed. It holds no pointer, so that the
// sheets, which are many times the size of the document, keep no edition alive.
type Datum struct {
	Text    string
	Number  float64
	Numeric bool
}

// SheetChart is a native chart of a worksheet over its own rows.
type SheetChart struct {
	Title, Unit string
	Series      []SheetSeries
}

// SheetSeries is a run of rows, from 0, that a chart draws as one line.
type SheetSeries struct {
	Name        string
	First, Last int
}

func (Heading) block() {}
func (Para) block()    {}
func (*Table) block()  {}
func (*Figure) block() {}

// roman writes a number in capital roman figures; above 20, as the editors
// want it, in arabic ones.
func roman(n int) string {
	if n < 1 || n > 20 {
		return fmt.Sprint(n)
	}
	tens := []string{"", "X", "XX"}
	ones := []string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"}
	return tens[n/10] + ones[n%10]
}

// letter gives a, b, … z, aa, ab, … for 0, 1, …
func letter(n int) string {
	if n < 26 {
		return string(rune('a' + n))
	}
	return letter(n/26-1) + letter(n%26)
}
