package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/report/ooxml"
)

// figureDPI is the density of figures in the document.
const figureDPI = 300

// document writes a report as a word-processor document.
type document struct {
	*ooxml.Document
	words *text.Words
}

// DOCX is the report as a document for the editors, with the styles of a
// reference document, of the built-in one where reference is nil.
func DOCX(r *Report, w *text.Words, reference []byte) ([]byte, error) {
	out, err := ooxml.New(reference, ooxml.Meta{Title: r.Title, Subject: r.Subtitle, Creator: "wsiswatch " + r.Stamp.Version, Lang: r.Lang, Made: r.Stamp.Reference.String()})
	if err != nil {
		return nil, fmt.Errorf("write document: %w", err)
	}
	d := document{out, w}
	d.Paragraph("Title", ooxml.Run{Text: r.Title})
	d.Paragraph("Subtitle", ooxml.Run{Text: r.Subtitle})
	d.Paragraph("TableNote", ooxml.Run{Text: r.Stamp.Line + "."})
	for _, b := range r.Blocks {
		if err := d.block(b); err != nil {
			return nil, fmt.Errorf("write document: %w", err)
		}
	}
	return d.Bytes()
}

func (d document) block(b Block) error {
	switch b := b.(type) {
	case Heading:
		d.Paragraph("Heading"+strconv.Itoa(b.Level), ooxml.Run{Text: b.Text})
	case Para:
		d.para(b)
	case *Table:
		d.table(b)
	case *Figure:
		return d.figure(b)
	default:
		return fmt.Errorf("a block of type %T cannot be printed", b)
	}
	return nil
}

func (d document) para(p Para) {
	var runs []ooxml.Run
	style := "Normal"
	switch {
	case p.Number > 0:
		style = "NumberedParagraph"
		runs = []ooxml.Run{{Text: strconv.Itoa(p.Number) + "."}, {Text: p.Text, Tab: true}}
	case p.Kind == Item:
		style = "ListItem"
		runs = []ooxml.Run{{Text: "–"}, {Text: p.Text, Tab: true}}
	default:
		runs = []ooxml.Run{{Text: p.Text}}
	}
	for i, n := range p.Notes {
		if i > 0 {
			runs = append(runs, ooxml.Run{Text: ", ", Super: true})
		}
		runs = append(runs, ooxml.Run{Note: n})
	}
	d.Paragraph(style, runs...)
}

// caption numbers a table or figure by a field, so that Word renumbers what an
// editor moves. Numbers of annexes are letters of their own and stay text.
func (d document) caption(label, id, sequence, format, title string) {
	number := ooxml.Run{Text: id}
	if !strings.Contains(id, ".") {
		number.Field = "SEQ " + sequence + ` \* ` + format
	}
	d.Paragraph("Caption", ooxml.Run{Text: label + " "}, number, ooxml.Run{Text: ". " + title})
}

func (d document) table(t *Table) {
	d.caption(d.words.T("report.table.word"), t.ID, "Table", "ARABIC", t.Title)
	if t.Unit != "" {
		d.Paragraph("Headnote", ooxml.Run{Text: "(" + t.Unit + ")"})
	}
	out := ooxml.Table{Alt: t.Title}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, ooxml.Column{Name: c.Name, Share: c.Share, Right: c.Number})
	}
	for _, r := range t.Rows {
		var cells [][]ooxml.Run
		for _, c := range r.Cells {
			runs := []ooxml.Run{{Text: c.Text}}
			if len(c.Letters) > 0 {
				runs = append(runs, ooxml.Run{Text: strings.Join(c.Letters, ", "), Super: true})
			}
			cells = append(cells, runs)
		}
		out.Rows = append(out.Rows, cells)
	}
	d.Table(out)
	if t.Source != "" {
		d.note(t.Source)
	}
	for _, s := range t.General {
		d.note(d.words.T("report.note", "text", s))
	}
	for _, n := range t.Notes {
		d.Paragraph("TableNote", ooxml.Run{Text: n.Letter, Super: true}, ooxml.Run{Text: " " + n.Text})
	}
	d.Paragraph("TableEnd", ooxml.Run{Text: t.Stamp + "."})
}

func (d document) note(s string) { d.Paragraph("TableNote", ooxml.Run{Text: s}) }

func (d document) figure(f *Figure) error {
	png, err := f.Chart.PNG(figureWidth, figureHeight, figureDPI, axis(d.words))
	if err != nil {
		return fmt.Errorf("figure %s: %w", f.ID, err)
	}
	format := "ROMAN"
	if _, err := strconv.Atoi(f.ID); err == nil { // above twenty
		format = "ARABIC"
	}
	d.caption(d.words.T("report.figure.word"), f.ID, "Figure", format, f.Title)
	d.Picture(png, figureWidth, figureHeight, f.Alt)
	for _, s := range append(append([]string{}, f.Notes...), f.Source) {
		d.note(s)
	}
	d.Paragraph("TableEnd", ooxml.Run{Text: f.Stamp + "."})
	return nil
}
