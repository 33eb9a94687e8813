package dashboard

import (
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/present/figure"
)

// Drawings are as wide as a page; as PNG at the density of a sharp screen.
const (
	drawingWidth = 900
	drawingDPI   = 192
)

// drawingForms are the forms of a drawing by the ending of its address.
func drawingForms() map[string]string {
	return map[string]string{".svg": "image/svg+xml", ".png": "image/png"}
}

// drawingOr answers /i/ID.svg and /i/ID.png with the drawing of a chart, and
// hands on the rest.
func (s *site) drawingOr(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		form, isDrawing := drawingForms()[path.Ext(r.PathValue("id"))]
		if !isDrawing {
			next(w, r)
			return
		}
		if err := s.draw(w, r, form); err != nil {
			s.fail(w, r, err)
		}
	}
}

func (s *site) draw(w http.ResponseWriter, r *http.Request, form string) error {
	asked, err := s.request(r, page{params: slices.Concat(indicatorParams, []string{"caption"})})
	if err != nil {
		return err
	}
	ed, err := s.edition(r.Context(), asked.query.Get("vintage"))
	if err != nil {
		return err
	}
	asked.edition, asked.id = ed, strings.TrimSuffix(asked.id, path.Ext(asked.id))
	kept, err := s.cache.get(ed.ID().String()+" "+r.URL.Path+"?"+asked.query.Encode(), func() ([]byte, error) { return s.drawing(asked, form) })
	if err != nil {
		return err
	}
	s.headers(w.Header())
	kept.send(w, r, form)
	return nil
}

// drawing is the chart asked for, with its title, sources and licences unless
// the asker has them already.
func (s *site) drawing(r pageRequest, form string) ([]byte, error) {
	q, err := s.indicatorQuestion(r)
	if err != nil {
		return nil, err
	}
	d, err := s.shownChart(r, q)
	if err != nil {
		return nil, err
	}
	sheet := figure.Sheet{Width: drawingWidth, Height: d.height}
	if r.query.Get("caption") != "none" {
		sheet.Heading, sheet.Notes = d.title, append(slices.Clone(d.notes), s.credits(r, d.lines)...)
	}
	number := func(v float64) string { return s.words.Significant(v) }
	if form == "image/png" {
		return figure.PNG(d.figure, sheet, drawingDPI, number)
	}
	return figure.SVG(d.figure, sheet, number)
}
