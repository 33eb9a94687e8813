package dashboard

import (
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/present/figure"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/progress"
)

// The kinds of charts that an address can ask for, the default first.
const (
	lineChart     = "line"
	barChart      = "bar"
	dumbbellChart = "dumbbell"
	mapChart      = "map"
)

// chartHeight is that of a drawing of lines.
const chartHeight = 450

// shown is a figure of one indicator with what stands around it, for pages,
// embeds and drawings alike.
type shown struct {
	figure interface {
		figure.Drawable
		Payload() figure.Payload
	}
	kind, title string
	alt         string // its finding
	height      int
	size        string
	notes       []string
	lines       []progress.Line // that it is drawn from
}

// shownChart is the figure that an address asks for. One without a value is
// not found.
func (s *site) shownChart(r pageRequest, q lineQuestion) (shown, error) {
	out, ok, err := s.ofKind(r, q, r.query.Get("chart"))
	if err == nil && !ok {
		err = notFound("area", "%s", s.words.T("failure.drawing"))
	}
	return out, err
}

func (s *site) ofKind(r pageRequest, q lineQuestion, kind string) (shown, bool, error) {
	switch kind {
	case "", lineChart:
		d, ok, err := s.chart(r.edition, q)
		if err != nil || !ok {
			return shown{}, false, err
		}
		return s.lineShown(r, q, d), true, nil
	case barChart:
		return s.bars(r, q)
	case dumbbellChart:
		c, ok := contrast(r, q)
		if !ok {
			return shown{}, false, nil
		}
		out, ok := s.dumbbell(r, q, c, s.gaps(r, q, c))
		return out, ok, nil
	}
	return shown{}, false, notFound("chart", "%s", s.words.T("failure.chart", "name", kind))
}

// contrast is the gap that is asked for, the first that there is where none is
// named.
func contrast(r pageRequest, q lineQuestion) (table.Contrast, bool) {
	asked := r.query.Get("split")
	for _, c := range table.Contrasts(r.edition, q.indicator.ID) {
		if asked == "" || asked == c.ID {
			return c, true
		}
	}
	return table.Contrast{}, false
}

func (s *site) lineShown(r pageRequest, q lineQuestion, d drawn) shown {
	return shown{
		figure: d.Chart, kind: lineChart, title: s.figureTitle(q), height: chartHeight, lines: d.lines, notes: s.figureNotes(r.edition, d),
		alt: s.lineFinding(r.edition, q, d.first, d.lines[0]),
	}
}

func (s *site) figureTitle(q lineQuestion) string {
	return s.words.T("figure.title", "indicator", q.indicator.Name, "unit", s.words.Or("axis."+q.indicator.Unit, q.indicator.Unit))
}

// figureView is a figure for a page. A drawing of it is at image.
func (s *site) figureView(id string, d shown, image string) (*figureView, error) {
	v := &figureView{ID: id, Kind: d.kind, Size: d.size, Title: d.title, Alt: d.alt, Image: image, Height: d.height, Notes: d.notes}
	return v, s.payload(v, d.figure.Payload())
}

// rowsSize words how many rows a figure has, for the style sheet.
func rowsSize(rows int) string {
	switch {
	case rows <= 8:
		return "small"
	case rows <= 14:
		return "medium"
	}
	return "large"
}

// credits are what a figure that travels alone must carry: the licences of its
// sources, and which edition it shows.
func (s *site) credits(r pageRequest, lines []progress.Line) []string {
	out := []string{s.words.T("figure.licence", "licences", strings.Join(s.licences(r.edition, lines), "; "))}
	if s.deps.BaseURL == "" {
		return append(out, s.words.T("figure.edition", "edition", r.edition.ID()))
	}
	return append(out, s.words.T("figure.edition.at", "edition", r.edition.ID(), "address", s.deps.BaseURL+"/"))
}

// licences of the sources of lines, once each.
func (s *site) licences(ed *progress.Edition, lines []progress.Line) []string {
	var out []string
	for _, l := range lines {
		src, ok := ed.Catalog().Source(l.Source)
		if word := s.words.T("figure.licence.of", "source", src.Label, "licence", src.Licence); ok && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

// sources are the labels of the sources of lines, once each.
func sources(ed *progress.Edition, lines []progress.Line) string {
	var out []string
	for _, l := range lines {
		if label := sourceLabel(ed, l.Source); !slices.Contains(out, label) {
			out = append(out, label)
		}
	}
	return strings.Join(out, ", ")
}

func areaName(ed *progress.Edition, code string) string {
	a, _ := ed.Catalog().Area(code)
	return a.Name()
}
