package dashboard

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/wsiswatch/wsiswatch/present/pack"
)

// book writes the sheets of a download.
type book struct {
	*excelize.File
	head, wrap int // styles
	begun      bool
	decimals   map[int]int // of numbers, by how many are shown -> style
}

// workbook is a download as a workbook: a sheet for each table and one to
// read, numbers as numbers, text as text whatever it begins with, headers
// frozen, filters. The same download gives the same bytes.
func (s *site) workbook(d dataset) (out []byte, err error) {
	f := excelize.NewFile()
	defer func() { err = cmp.Or(err, f.Close()) }()
	b := &book{File: f, decimals: map[int]int{}}
	if err := b.start(s, d); err != nil {
		return nil, fmt.Errorf("write workbook of %s %s: %w", d.kind, d.id, err)
	}
	for _, t := range s.tables(d) {
		if err := b.table(s.words.T("download.sheet."+t.name), t); err != nil {
			return nil, fmt.Errorf("write sheet %s of %s %s: %w", t.name, d.kind, d.id, err)
		}
	}
	if err := b.readme(s.words.T("download.sheet.readme"), s.readme(d)); err != nil {
		return nil, fmt.Errorf("write the last sheet of %s %s: %w", d.kind, d.id, err)
	}
	var raw bytes.Buffer
	if err := f.Write(&raw); err != nil {
		return nil, fmt.Errorf("write workbook of %s %s: %w", d.kind, d.id, err)
	}
	return pack.Workbook(raw.Bytes())
}

func (b *book) start(s *site, d dataset) (err error) {
	if b.head, err = b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: []excelize.Border{{Type: "bottom", Color: "000000", Style: 1}}}); err != nil {
		return err
	}
	if b.wrap, err = b.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}); err != nil {
		return err
	}
	id := d.edition.ID()
	at := id.Reference.String() + "T00:00:00Z" // the workbook must not know when it was made
	return b.SetDocProps(&excelize.DocProperties{
		Title: d.title, Description: s.words.T("foot.version", "id", id), Creator: "wsiswatch " + id.Version,
		Created: at, Modified: at, Language: s.words.Lang(),
	})
}

// sheet adds a sheet. The first takes the place of the one that a new workbook
// has: taking that away later would read all streamed sheets back.
func (b *book) sheet(name string) error {
	if !b.begun {
		b.begun = true
		return b.SetSheetName("Sheet1", name)
	}
	_, err := b.NewSheet(name)
	return err
}

// table streams the header and the rows of a table.
func (b *book) table(sheet string, t downloadTable) error {
	if err := b.sheet(sheet); err != nil {
		return err
	}
	columns := t.columns()
	corner, err := excelize.CoordinatesToCellName(len(columns), 1+t.size())
	if err != nil {
		return err
	}
	// A stream writes the filter at its end; asked for after it, it would read
	// the sheet back.
	if err := b.AutoFilter(sheet, "A1:"+corner, nil); err != nil {
		return err
	}
	stream, err := b.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	header := make([]any, len(columns))
	for i, c := range slices.Backward(columns) { // the library puts each width before those it has
		header[i] = excelize.Cell{StyleID: b.head, Value: c.name}
		if err := stream.SetColWidth(i+1, i+1, c.width()); err != nil {
			return err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := stream.SetRow("A1", header); err != nil {
		return err
	}
	at, row := 1, make([]any, len(columns))
	err = t.each(func(cells []string) error {
		at++
		for i, text := range cells {
			if row[i], err = b.cell(columns[i].kind, text); err != nil {
				return err
			}
		}
		return stream.SetRow("A"+strconv.Itoa(at), row)
	})
	if err != nil {
		return err
	}
	return stream.Flush()
}

// width of a column in characters, wide enough for its name.
func (c csvColumn) width() float64 {
	wide := float64(len(c.name) + 3)
	if c.kind == textKind {
		wide = max(wide, 14)
	}
	return wide
}

// cell gives a cell its type: nil is an empty one, never 0. Days stay text, so
// that no spreadsheet shows them in another order.
func (b *book) cell(kind columnKind, text string) (any, error) {
	switch {
	case text == "":
		return nil, nil
	case kind == integerKind:
		return strconv.Atoi(text)
	case kind == yesNoKind:
		return text == "true", nil
	case kind != numberKind:
		return text, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, err
	}
	_, frac, _ := strings.Cut(text, ".")
	if len(frac) > mostDecimals {
		return v, nil
	}
	style, err := b.number(len(frac))
	return excelize.Cell{StyleID: style, Value: v}, err
}

// mostDecimals is the most that a publisher prints; values with more were
// computed, and are shown as the spreadsheet pleases.
const mostDecimals = 10

// number is the style that shows a value with the digits that it is printed with.
func (b *book) number(decimals int) (int, error) {
	if id, ok := b.decimals[decimals]; ok {
		return id, nil
	}
	format := "0"
	if decimals > 0 {
		format += "." + strings.Repeat("0", decimals)
	}
	id, err := b.NewStyle(&excelize.Style{CustomNumFmt: &format})
	b.decimals[decimals] = id
	return id, err
}

// readme writes the sheet of words.
func (b *book) readme(sheet string, chapters []chapter) error {
	if err := b.sheet(sheet); err != nil {
		return err
	}
	stream, err := b.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	if err := stream.SetColWidth(1, 1, 110); err != nil {
		return err
	}
	at := 0
	for _, c := range chapters {
		rows := []any{excelize.Cell{StyleID: b.head, Value: c.head}}
		for _, line := range c.lines {
			rows = append(rows, excelize.Cell{StyleID: b.wrap, Value: line})
		}
		for _, cell := range rows {
			at++
			if err := stream.SetRow("A"+strconv.Itoa(at), []any{cell}); err != nil {
				return err
			}
		}
		at++
	}
	return stream.Flush()
}
