package report

import (
	"bytes"
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/wsiswatch/wsiswatch/present/pack"
)

// workbook writes the sheets of a report.
type workbook struct {
	*excelize.File
	head, wrap int            // styles
	decimals   map[string]int // number format -> style
}

// XLSX is the annexes as a workbook: a sheet each, numbers as numbers, frozen
// headers, filters, and a chart for each figure. Numbers keep fifteen digits, as
// spreadsheets do. The same report gives the same bytes.
func XLSX(r *Report) (out []byte, err error) {
	f := excelize.NewFile()
	defer func() { err = cmp.Or(err, f.Close()) }()
	w := &workbook{File: f, decimals: map[string]int{}}
	if err := w.start(r); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	for i, s := range r.Sheets {
		if err := w.sheet(i, s, r.Stamp); err != nil {
			return nil, fmt.Errorf("write sheet %s: %w", s.Name, err)
		}
	}
	var raw bytes.Buffer
	if err := f.Write(&raw); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return pack.Workbook(raw.Bytes())
}

func (w *workbook) start(r *Report) (err error) {
	if w.head, err = w.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: []excelize.Border{{Type: "bottom", Color: "000000", Style: 1}},
		Alignment: &excelize.Alignment{Vertical: "top"}}); err != nil {
		return err
	}
	if w.wrap, err = w.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}); err != nil {
		return err
	}
	// The workbook must not know when it was made.
	return w.SetDocProps(&excelize.DocProperties{Title: r.Title, Subject: r.Subtitle, Description: r.Stamp.Line, Creator: "wsiswatch " + r.Stamp.Version,
		Created: r.Stamp.Reference.String() + "T00:00:00Z", Modified: r.Stamp.Reference.String() + "T00:00:00Z", Language: r.Lang})
}

// sheet writes one sheet: a title with the stamp, an empty row, the header,
// the rows.
func (w *workbook) sheet(at int, s Sheet, stamp Stamp) error {
	if at == 0 {
		if err := w.SetSheetName("Sheet1", s.Name); err != nil {
			return err
		}
	} else if _, err := w.NewSheet(s.Name); err != nil {
		return err
	}
	// Filter and charts come first: a stream writes them at its end, and what is
	// asked for after it reads the sheet back.
	last, err := excelize.CoordinatesToCellName(len(s.Columns), headerRow+len(s.Rows))
	if err != nil {
		return err
	}
	if err := w.AutoFilter(s.Name, "A"+strconv.Itoa(headerRow)+":"+last, nil); err != nil {
		return err
	}
	if err := w.printed(s); err != nil { // after the filter, which resets the sheet
		return err
	}
	if err := w.charts(s); err != nil {
		return err
	}
	return w.write(s, stamp)
}

// write streams the cells of a sheet.
func (w *workbook) write(s Sheet, stamp Stamp) error {
	stream, err := w.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	if err := w.columns(stream, s); err != nil {
		return err
	}
	if err := stream.SetRow("A1", []any{s.Title}); err != nil {
		return err
	}
	if err := stream.SetRow("A2", []any{stamp.Line}); err != nil {
		return err
	}
	header := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		header[i] = excelize.Cell{StyleID: w.head, Value: c}
	}
	if err := stream.SetRow("A"+strconv.Itoa(headerRow), header); err != nil {
		return err
	}
	for i, row := range s.Rows {
		if err := w.row(stream, headerRow+1+i, row); err != nil {
			return err
		}
	}
	return stream.Flush()
}

// headerRow is the row of the names of the columns, from 1.
const headerRow = 4

// The height of a line in points, and the most that a row may have.
const (
	lineHeight = 15
	highestRow = 409
)

// widest is how many characters a column shows in a line; longer text is broken.
const widest = 48

// printed lays a sheet out for paper: all columns on a page, the names of the
// columns on each.
func (w *workbook) printed(s Sheet) error {
	landscape, one, endless := "landscape", 1, 0
	paper := 9 // A4
	if len(s.Columns) > 15 {
		paper = 8 // A3
	}
	fit := true
	if err := w.SetSheetProps(s.Name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := w.SetPageLayout(s.Name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &landscape, FitToWidth: &one, FitToHeight: &endless}); err != nil {
		return err
	}
	names := fmt.Sprintf("%s!$%d:$%d", s.Name, headerRow, headerRow)
	return w.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: names, Scope: s.Name})
}

// columns sets the widths, by the longest text, and freezes the header.
func (w *workbook) columns(stream *excelize.StreamWriter, s Sheet) error {
	for i, name := range s.Columns {
		wide := len(name) + 3
		for _, row := range s.Rows {
			wide = max(wide, utf8.RuneCountInString(row[i].Text)+1)
		}
		if err := stream.SetColWidth(i+1, i+1, float64(min(wide, widest))); err != nil {
			return err
		}
	}
	return stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: headerRow, TopLeftCell: "A" + strconv.Itoa(headerRow+1), ActivePane: "bottomLeft"})
}

func (w *workbook) row(stream *excelize.StreamWriter, at int, row []Datum) error {
	lines := linesOf(row)
	cells := make([]any, len(row))
	for i, c := range row {
		switch {
		case c.Numeric:
			style, err := w.number(c.Text)
			if err != nil {
				return err
			}
			cells[i] = excelize.Cell{StyleID: style, Value: c.Number}
		case c.Text != "" && lines > 1:
			cells[i] = excelize.Cell{StyleID: w.wrap, Value: c.Text}
		case c.Text != "":
			cells[i] = c.Text
		}
	}
	if lines == 1 {
		return stream.SetRow("A"+strconv.Itoa(at), cells)
	}
	// Not every program works out the height of a row of broken text.
	return stream.SetRow("A"+strconv.Itoa(at), cells, excelize.RowOpts{Height: min(float64(lines)*lineHeight, highestRow)})
}

// linesOf is how many lines the longest text of a row takes.
func linesOf(row []Datum) int {
	lines := 1
	for _, c := range row {
		if n := utf8.RuneCountInString(c.Text); n > widest && !c.Numeric {
			lines = max(lines, 1+n/(widest-6)) // words leave room at the end of lines
		}
	}
	return lines
}

// number is the style that shows a value with the digits it was printed with,
// six decimals at most.
func (w *workbook) number(printed string) (int, error) {
	_, frac, _ := strings.Cut(printed, ".")
	format := "0"
	if n := min(len(frac), 6); n > 0 {
		format += "." + strings.Repeat("0", n)
	}
	if id, ok := w.decimals[format]; ok {
		return id, nil
	}
	id, err := w.NewStyle(&excelize.Style{CustomNumFmt: &format, Alignment: &excelize.Alignment{Vertical: "top"}})
	w.decimals[format] = id
	return id, err
}

// The columns of the sheet of figures that its charts read.
const (
	yearColumn  = "E"
	valueColumn = "F"
	chartColumn = "J"
	chartRows   = 18
)

// charts draws each figure beside the rows that it reads.
func (w *workbook) charts(s Sheet) error {
	for i, c := range s.Figures {
		chart := &excelize.Chart{Type: excelize.Scatter, Legend: excelize.ChartLegend{Position: "bottom"}, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Title}}},
			XAxis: excelize.ChartAxis{NumFmt: excelize.ChartNumFmt{CustomNumFmt: "0"}}, YAxis: excelize.ChartAxis{MajorGridLines: true, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Unit}}}},
			Dimension: excelize.ChartDimension{Width: 640, Height: 340}}
		for _, line := range c.Series {
			of := func(column string) string {
				return fmt.Sprintf("%s!$%s$%d:$%s$%d", s.Name, column, headerRow+1+line.First, column, headerRow+1+line.Last)
			}
			chart.Series = append(chart.Series, excelize.ChartSeries{Name: fmt.Sprintf("%s!$D$%d", s.Name, headerRow+1+line.First), Categories: of(yearColumn), Values: of(valueColumn),
				Marker: excelize.ChartMarker{Symbol: "circle", Size: 5}})
		}
		if err := w.AddChart(s.Name, chartColumn+strconv.Itoa(headerRow+1+i*chartRows), chart); err != nil {
			return fmt.Errorf("chart %q: %w", c.Title, err)
		}
	}
	return nil
}
