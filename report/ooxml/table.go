package ooxml

import "fmt"

// Table is a table with rules at its top, under its head and at its bottom.
// Its head is repeated on each page, and no row is torn.
type Table struct {
	Columns []Column
	Rows    [][][]Run // cells of runs
	// Alt says what the table shows to those who cannot see it.
	Alt string
}

// Column of a table. Share is its part of the width.
type Column struct {
	Name  string
	Share float64
	Right bool
}

// textWidth is that of the column of text, in twentieths of a point.
const textWidth = 9638

// Table appends a table.
func (d *Document) Table(t Table) {
	total := 0.0
	for _, c := range t.Columns {
		total += c.Share
	}
	widths := make([]int, len(t.Columns))
	fmt.Fprintf(&d.body, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/>`+
		`<w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:tblBorders><w:tblLayout w:type="fixed"/>`+
		`<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar><w:tblCaption w:val="%s"/></w:tblPr><w:tblGrid>`, textWidth, escape(t.Alt))
	for i, c := range t.Columns {
		widths[i] = int(textWidth * c.Share / total)
		fmt.Fprintf(&d.body, `<w:gridCol w:w="%d"/>`, widths[i])
	}
	d.body.WriteString(`</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for i, c := range t.Columns {
		d.cell(widths[i], c.Right, `<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders><w:vAlign w:val="bottom"/>`, []Run{{Text: c.Name}})
	}
	d.body.WriteString("</w:tr>")
	for _, row := range t.Rows {
		d.body.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for i, c := range row {
			d.cell(widths[i], t.Columns[i].Right, "", c)
		}
		d.body.WriteString("</w:tr>")
	}
	d.body.WriteString("</w:tbl>")
}

func (d *Document) cell(width int, right bool, properties string, runs []Run) {
	fmt.Fprintf(&d.body, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s</w:tcPr>`, width, properties)
	align := ""
	if right {
		align = `<w:jc w:val="right"/>`
	}
	d.paragraph(&d.body, "TableText", align, runs)
	d.body.WriteString("</w:tc>")
}
