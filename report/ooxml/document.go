package ooxml

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Meta is what a document says of itself. Made is its date, "2006-01-02": the
// writer has no clock.
type Meta struct {
	Title, Subject, Creator, Lang, Made string
}

// Document is a document being written. Its methods append to its end.
type Document struct {
	meta      Meta
	parts     parts
	body      bytes.Buffer
	notes     bytes.Buffer
	noteCount int
	images    int
	relations []string
}

// New starts a document with the styles of a reference document, of the
// built-in one where reference is nil.
func New(reference []byte, m Meta) (*Document, error) {
	p, err := readReference(reference)
	if err != nil {
		return nil, err
	}
	return &Document{meta: m, parts: p}, nil
}

// Run is a piece of a paragraph.
type Run struct {
	Text  string
	Super bool   // raised, for the letters of notes
	Note  string // text of a footnote that is called here
	// Field is the instruction of a field, as in "SEQ Table \* ARABIC"; Text is
	// what it gave last.
	Field string
	Tab   bool // a tab before Text
}

// escape makes text safe in XML; what no XML may hold becomes a mark.
func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a strings.Builder takes everything
	}
	return b.String()
}

// Paragraph appends a paragraph of a style, by the style's id.
func (d *Document) Paragraph(style string, runs ...Run) {
	d.paragraph(&d.body, style, "", runs)
}

func (d *Document) paragraph(out *bytes.Buffer, style, properties string, runs []Run) {
	fmt.Fprintf(out, `<w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>`, style, properties)
	for _, r := range runs {
		d.run(out, r)
	}
	out.WriteString("</w:p>")
}

func (d *Document) run(out *bytes.Buffer, r Run) {
	if r.Field != "" {
		fmt.Fprintf(out, `<w:fldSimple w:instr=" %s "><w:r><w:t>%s</w:t></w:r></w:fldSimple>`, escape(r.Field), escape(r.Text))
		return
	}
	if r.Note != "" {
		d.note(out, r.Note)
		return
	}
	out.WriteString("<w:r>")
	if r.Super {
		out.WriteString(`<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>`)
	}
	if r.Tab {
		out.WriteString("<w:tab/>")
	}
	fmt.Fprintf(out, `<w:t xml:space="preserve">%s</w:t></w:r>`, escape(r.Text))
}

// note writes the mark of a footnote, and the footnote.
func (d *Document) note(out *bytes.Buffer, text string) {
	d.noteCount++
	fmt.Fprintf(out, `<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="%d"/></w:r>`, d.noteCount)
	fmt.Fprintf(&d.notes, `<w:footnote w:id="%d"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>`+
		`<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> %s</w:t></w:r></w:p></w:footnote>`, d.noteCount, escape(text))
}

// Pictures are measured in EMU, of which an inch has 914,400.
const emuPerPixel = 914400 / 96

// Picture appends a PNG, its size in pixels of a screen, with the text for
// those who cannot see it.
func (d *Document) Picture(png []byte, width, height int, alt string) {
	d.images++
	name := "figure" + strconv.Itoa(d.images) + ".png"
	d.parts["word/media/"+name] = png
	id := d.relate("image", "media/"+name)
	cx, cy := width*emuPerPixel, height*emuPerPixel
	fmt.Fprintf(&d.body, `<w:p><w:pPr><w:pStyle w:val="Figure"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/>`+
		`<wp:docPr id="%d" name="%s" descr="%s"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>`+
		`<pic:nvPicPr><pic:cNvPr id="%d" name="%s" descr="%s"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="%s"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`,
		cx, cy, d.images, name, escape(alt), d.images, name, escape(alt), id, cx, cy)
}

// relate adds a relation of the document and gives its id.
func (d *Document) relate(kind, target string) string {
	id := "rIdOwn" + strconv.Itoa(len(d.relations)+1)
	d.relations = append(d.relations, fmt.Sprintf(`<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>`, id, kind, target))
	return id
}

const declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const namespaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ` +
	`xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ` +
	`xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`

// Bytes ends the document. The same calls give the same bytes.
func (d *Document) Bytes() ([]byte, error) {
	d.relate("footnotes", "footnotes.xml")
	section := d.parts.section()
	d.parts.register(d.relations, d.images > 0)
	d.parts[partDocument] = fmt.Appendf(nil, `%s<w:document %s><w:body>%s%s</w:body></w:document>`, declaration, namespaces, d.body.String(), section)
	d.parts[partNotes] = fmt.Appendf(nil, `%s<w:footnotes %s><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>`+
		`<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>%s</w:footnotes>`, declaration, namespaces, d.notes.String())
	d.parts[partCore] = d.core()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range d.order() {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return nil, fmt.Errorf("pack document: %w", err)
		}
		if _, err := w.Write(d.parts[name]); err != nil {
			return nil, fmt.Errorf("pack document: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack document: %w", err)
	}
	return out.Bytes(), nil
}

// order of the parts: the types first, as readers expect, then by name.
func (d *Document) order() []string {
	names := slices.Sorted(maps.Keys(d.parts))
	names = slices.DeleteFunc(names, func(n string) bool { return n == partTypes })
	return append([]string{partTypes}, names...)
}

func (d *Document) core() []byte {
	m := d.meta
	return fmt.Appendf(nil, `%s<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" `+
		`xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>%s</dc:title><dc:subject>%s</dc:subject><dc:creator>%s</dc:creator><dc:language>%s</dc:language>`+
		`<dcterms:created xsi:type="dcterms:W3CDTF">%sT00:00:00Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">%sT00:00:00Z</dcterms:modified></cp:coreProperties>`,
		declaration, escape(m.Title), escape(m.Subject), escape(m.Creator), escape(m.Lang), escape(m.Made), escape(m.Made))
}
