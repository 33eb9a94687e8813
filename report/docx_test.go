package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"testing"
)

// wordBlock is a paragraph, a row of a table or the text of a picture as a
// second reader finds it.
type wordBlock struct {
	style string   // of a paragraph; "row", "picture"
	texts []string // one, or a cell each; raised letters after a |
	notes []string
}

type wordRun struct {
	Raised *struct{} `xml:"rPr>vertAlign"`
	Text   string    `xml:"t"`
	Note   *struct {
		ID string `xml:"id,attr"`
	} `xml:"footnoteReference"`
	Picture *struct {
		Alt string `xml:"descr,attr"`
	} `xml:"drawing>inline>docPr"`
}

type wordParagraph struct {
	Style struct {
		Val string `xml:"val,attr"`
	} `xml:"pPr>pStyle"`
	Parts []struct {
		XMLName xml.Name
		wordRun
		Inner []wordRun `xml:"r"` // of a field
	} `xml:",any"`
}

// text of a paragraph, with its raised letters behind a |, its footnotes, and
// the text of its picture.
func (p wordParagraph) text() (s string, notes []string, picture string) {
	raised := ""
	for _, part := range p.Parts {
		if part.XMLName.Local == "pPr" {
			continue
		}
		for _, r := range append([]wordRun{part.wordRun}, part.Inner...) {
			switch {
			case r.Note != nil:
				notes = append(notes, r.Note.ID)
			case r.Picture != nil:
				picture = r.Picture.Alt
			case r.Raised != nil:
				raised += r.Text
			default:
				s += r.Text
			}
		}
	}
	if raised != "" {
		s += "|" + raised
	}
	return s, notes, picture
}

func part(t *testing.T, raw []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// readWord reads a document with the standard library alone, in the order of
// print.
func readWord(t *testing.T, raw []byte) []wordBlock {
	t.Helper()
	var notes struct {
		Notes []struct {
			ID    string        `xml:"id,attr"`
			Paras wordParagraph `xml:"p"`
		} `xml:"footnote"`
	}
	var doc struct {
		Body struct {
			Blocks []struct {
				XMLName xml.Name
				wordParagraph
				Rows []struct {
					Cells []wordParagraph `xml:"tc>p"`
				} `xml:"tr"`
			} `xml:",any"`
		} `xml:"body"`
	}
	if err := xml.Unmarshal(part(t, raw, "word/footnotes.xml"), &notes); err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(part(t, raw, "word/document.xml"), &doc); err != nil {
		t.Fatal(err)
	}
	footnote := map[string]string{}
	for _, n := range notes.Notes {
		s, _, _ := n.Paras.text()
		footnote[n.ID] = strings.TrimSpace(s)
	}
	var out []wordBlock
	for _, b := range doc.Body.Blocks {
		for _, row := range b.Rows {
			w := wordBlock{style: "row"}
			for _, cell := range row.Cells {
				s, _, _ := cell.text()
				w.texts = append(w.texts, s)
			}
			out = append(out, w)
		}
		if b.XMLName.Local != "p" {
			continue
		}
		s, ids, picture := b.text()
		w := wordBlock{style: b.Style.Val, texts: []string{s}}
		for _, id := range ids {
			w.notes = append(w.notes, footnote[id])
		}
		if picture != "" {
			w = wordBlock{style: "picture", texts: []string{picture}}
		}
		out = append(out, w)
	}
	return out
}

// wordBlocks are what the document must have for a report.
func wordBlocks(r *Report) []wordBlock {
	line := func(style string, texts ...string) wordBlock { return wordBlock{style: style, texts: texts} }
	out := []wordBlock{line("Title", r.Title), line("Subtitle", r.Subtitle), line("TableNote", r.Stamp.Line+".")}
	for _, b := range r.Blocks {
		switch b := b.(type) {
		case Heading:
			out = append(out, line("Heading"+strconv.Itoa(b.Level), b.Text))
		case Para:
			w := line(map[ParaKind]string{Body: "NumberedParagraph", Plain: "Normal", Item: "ListItem"}[b.Kind], b.Text)
			switch b.Kind {
			case Body:
				w.texts[0] = strconv.Itoa(b.Number) + "." + b.Text
			case Item:
				w.texts[0] = "–" + b.Text
			}
			w.notes = b.Notes
			out = append(out, w)
		case *Table:
			out = append(out, line("Caption", "Table "+b.ID+". "+b.Title))
			if b.Unit != "" {
				out = append(out, line("Headnote", "("+b.Unit+")"))
			}
			var head []string
			for _, c := range b.Columns {
				head = append(head, c.Name)
			}
			out = append(out, line("row", head...))
			for _, row := range b.Rows {
				var cells []string
				for _, c := range row.Cells {
					if len(c.Letters) > 0 {
						c.Text += "|" + strings.Join(c.Letters, ", ")
					}
					cells = append(cells, c.Text)
				}
				out = append(out, line("row", cells...))
			}
			if b.Source != "" {
				out = append(out, line("TableNote", b.Source))
			}
			for _, s := range b.General {
				out = append(out, line("TableNote", "Note: "+s))
			}
			for _, n := range b.Notes {
				out = append(out, line("TableNote", " "+n.Text+"|"+n.Letter))
			}
			out = append(out, line("TableEnd", b.Stamp+"."))
		case *Figure:
			out = append(out, line("Caption", "Figure "+b.ID+". "+b.Title), line("picture", b.Alt))
			for _, s := range append(append([]string{}, b.Notes...), b.Source) {
				out = append(out, line("TableNote", s))
			}
			out = append(out, line("TableEnd", b.Stamp+"."))
		}
	}
	return out
}

// TestDocumentReadBack holds every paragraph, footnote, cell, note and caption
// of the document against the report, in order.
func TestDocumentReadBack(t *testing.T) {
	got := readWord(t, file(t, shared.files(t), "report-2026.docx"))
	want := wordBlocks(shared.report(t))
	if len(want) < 2000 {
		t.Fatalf("the report has %d blocks only", len(want))
	}
	for i, w := range want {
		if i >= len(got) {
			t.Fatalf("the document ends after %d of %d blocks", len(got), len(want))
		}
		if !sameBlock(got[i], w) {
			t.Fatalf("block %d: the document has\n%q\nwant\n%q", i, got[i], w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("the document has %d blocks, want %d; the first too many is %q", len(got), len(want), got[len(want)])
	}
}

func sameBlock(a, b wordBlock) bool {
	return a.style == b.style && strings.Join(a.texts, "\x00") == strings.Join(b.texts, "\x00") && strings.Join(a.notes, "\x00") == strings.Join(b.notes, "\x00")
}
