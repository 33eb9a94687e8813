package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strconv"

	"github.com/wsiswatch/wsiswatch/present/text"
)

//go:embed report.html
var htmlSource string

//go:embed report.css
var styleSource string

// The measures of a figure in pixels of a screen: the width of a text column.
const (
	figureWidth  = 640
	figureHeight = 320
)

// htmlView is the report as the template wants it.
type htmlView struct {
	*Report
	Style     template.CSS
	Contents  []Heading
	Parts     []htmlPart
	Footnotes []htmlNote
	words     *text.Words
}

// htmlPart is one block; the field of its kind is set.
type htmlPart struct {
	Heading *Heading
	Para    *htmlPara
	Table   *htmlTable
	Figure  *htmlFigure
}

type htmlPara struct {
	Para
	Marks []int
}

type htmlTable struct {
	*Table
	Label string
	words *text.Words
}

type htmlFigure struct {
	*Figure
	Image         template.URL
	Width, Height int
}

type htmlNote struct {
	Number int
	Text   string
}

// Say gives a message.
func (v htmlView) Say(key string, pairs ...any) string { return v.words.T(key, pairs...) }

// General1 words a note on the table as a whole.
func (t htmlTable) General1(s string) string { return t.words.T("report.note", "text", s) }

// HTML is the report as one file that needs no other, with a style for print.
func HTML(r *Report, w *text.Words) ([]byte, error) {
	tmpl, err := template.New("report").Parse(htmlSource)
	if err != nil {
		return nil, fmt.Errorf("read template of the report: %w", err)
	}
	v := htmlView{Report: r, Style: template.CSS(styleSource), words: w}
	for _, b := range r.Blocks {
		if err := v.add(b); err != nil {
			return nil, fmt.Errorf("write html: %w", err)
		}
	}
	var out bytes.Buffer
	if err := tmpl.Execute(&out, v); err != nil {
		return nil, fmt.Errorf("write html: %w", err)
	}
	return out.Bytes(), nil
}

func (v *htmlView) add(b Block) error {
	switch b := b.(type) {
	case Heading:
		v.Contents = append(v.Contents, b)
		v.Parts = append(v.Parts, htmlPart{Heading: &b})
	case Para:
		p := &htmlPara{Para: b}
		for _, n := range b.Notes {
			v.Footnotes = append(v.Footnotes, htmlNote{len(v.Footnotes) + 1, n})
			p.Marks = append(p.Marks, len(v.Footnotes))
		}
		v.Parts = append(v.Parts, htmlPart{Para: p})
	case *Table:
		t := &htmlTable{Table: b, Label: v.Say("report.table", "id", b.ID), words: v.words}
		v.Parts = append(v.Parts, htmlPart{Table: t})
	case *Figure:
		svg, err := b.Chart.SVG(figureWidth, figureHeight, axis(v.words))
		if err != nil {
			return fmt.Errorf("figure %s: %w", b.ID, err)
		}
		image := template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(svg))
		v.Parts = append(v.Parts, htmlPart{Figure: &htmlFigure{b, image, figureWidth, figureHeight}})
	default:
		return fmt.Errorf("a block of type %s cannot be printed", strconv.Quote(fmt.Sprintf("%T", b)))
	}
	return nil
}

// axis prints the values of an axis.
func axis(w *text.Words) func(float64) string {
	return func(x float64) string { return w.Significant(x) }
}
