package dashboard

import (
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/figure"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/progress"
)

// mostLines is how many lines a chart can carry and still be read.
const mostLines = 8

// figureView is a chart as a page shows it.
type figureView struct {
	ID      string
	Kind    string // line or map
	Title   string
	Alt     string      // what a reader who cannot see it should know
	Payload template.JS // "" where this build has no interactive charts
	Image   string      // address of the drawing, "" for maps
	World   string      // address of the outlines, for maps
	Notes   []string
}

// lineQuestion is which lines a chart shows.
type lineQuestion struct {
	indicator data.Indicator
	areas     []string
	dims      data.Dims
	source    string
	benchmark string // as Edition.Assess takes it, "" = the one that fits
	method    string // as Edition.AssessBy takes it, "" = the indicator's own
}

// drawn is a chart with what its caption needs.
type drawn struct {
	figure.Chart
	first progress.Verdict // of the first line
	lines []progress.Line
}

// chart gathers the lines of a question; false where none has a value.
func (s *site) chart(ed *progress.Edition, q lineQuestion) (d drawn, ok bool, err error) {
	in := q.indicator
	d = drawn{Chart: figure.Chart{
		Title: in.Name, Unit: s.words.Unit(in.Unit), Decimals: in.Decimals, Breaks: in.Breaks,
		Statuses: map[data.Status]string{data.Estimated: s.words.Status(data.Estimated), data.Provisional: s.words.Status(data.Provisional), data.Break: s.words.Status(data.Break)},
	}}
	for _, code := range q.areas {
		l := ed.Line(in.ID, code, q.dims, q.source)
		if len(l.Points) == 0 || len(d.lines) == mostLines {
			continue
		}
		area, _ := ed.Catalog().Area(code)
		d.lines = append(d.lines, l)
		d.Series = append(d.Series, figure.Series{Name: area.Name(), Points: l.Points, Dashed: l.Maker == progress.ByUs, Note: s.words.Maker(l.Maker)})
	}
	if len(d.lines) == 0 {
		return d, false, nil
	}
	if d.first, err = ed.AssessBy(q.method, in.ID, d.lines[0].Area, q.dims, q.benchmark); err != nil {
		return d, false, err
	}
	d.Target = s.target(d.first, d.Series[0].Name)
	return d, true, nil
}

// target of the first line, with the path that leads there.
func (s *site) target(v progress.Verdict, area string) *figure.Target {
	if v.Target == nil {
		return nil
	}
	t := &figure.Target{
		Label: s.words.T("figure.target", "value", s.words.Exact(*v.Target)), Value: *v.Target, Year: v.TargetYear,
		Path: s.words.T("figure.path.of", "area", area), Compound: v.Model == data.Compound,
	}
	if v.TargetYear != 0 {
		t.Label = s.words.T("figure.target.by", "value", s.words.Exact(*v.Target), "year", v.TargetYear)
		t.From = v.Base
	}
	return t
}

// lineFigure is a chart for a page.
func (s *site) lineFigure(r pageRequest, id string, q lineQuestion) (*figureView, error) {
	d, ok, err := s.chart(r.edition, q)
	if err != nil || !ok {
		return nil, err
	}
	return s.drawnFigure(r, id, q, d)
}

// drawnFigure is a chart that has been gathered, for a page.
func (s *site) drawnFigure(r pageRequest, id string, q lineQuestion, d drawn) (*figureView, error) {
	area, _ := r.edition.Catalog().Area(d.lines[0].Area)
	v := &figureView{
		ID: id, Kind: "line", Title: s.words.T("figure.title", "indicator", q.indicator.Name, "unit", s.words.Or("axis."+q.indicator.Unit, q.indicator.Unit)),
		Alt: s.words.Finding(d.first, q.indicator, area.Name()), Image: imagePath(q, d.lines, r.query.Get("vintage")), Notes: s.figureNotes(r.edition, d),
	}
	return v, s.payload(v, d.Payload())
}

// payload hands the options to the page. JSON has "<" escaped, so that text
// from publishers cannot end the element that it stands in.
func (s *site) payload(v *figureView, p figure.Payload) error {
	if !HaveCharts() {
		return nil
	}
	b, err := p.JSON()
	if err != nil {
		return err
	}
	v.Payload = template.JS(b)
	return nil
}

// figureNotes say what the eye cannot tell: sources, computed lines, breaks.
func (s *site) figureNotes(ed *progress.Edition, d drawn) []string {
	var sources, computed []string
	for i, l := range d.lines {
		if label := sourceLabel(ed, l.Source); !slices.Contains(sources, label) {
			sources = append(sources, label)
		}
		if l.Maker == progress.ByUs {
			computed = append(computed, d.Series[i].Name)
		}
	}
	notes := []string{s.words.T("figure.source", "sources", strings.Join(sources, ", "))}
	if len(computed) > 0 {
		notes = append(notes, s.words.T("figure.computed", "areas", strings.Join(computed, ", ")))
	}
	for _, b := range d.Breaks {
		before := func(l progress.Line) bool { return l.Points[0].Year < b }
		if !slices.ContainsFunc(d.lines, before) {
			continue
		}
		notes = append(notes, s.words.T("figure.break", "year", b))
	}
	return notes
}

// imagePath is the address of the same chart as a drawing.
func imagePath(q lineQuestion, lines []progress.Line, vintage string) string {
	v := url.Values{}
	for _, l := range lines {
		v.Add("area", l.Area)
	}
	for name, value := range map[string]string{
		"sex": q.dims.Sex, "age": q.dims.Age, "location": q.dims.Location, "breakdown": q.dims.Breakdown,
		"source": q.source, "benchmark": q.benchmark, "method": shortMethod(q.method), "vintage": vintage,
	} {
		if value != "" && value != data.Total {
			v.Set(name, value)
		}
	}
	return "/i/" + q.indicator.ID + ".svg?" + v.Encode()
}

// mapFigure shows the latest value of each economy.
func (s *site) mapFigure(r pageRequest, id string, in data.Indicator, rows []table.Row) (*figureView, error) {
	var values []float64
	m := figure.Map{Title: in.Name, Unit: s.words.Unit(in.Unit), Decimals: in.Decimals, NoData: s.words.T("figure.nodata")}
	has := map[string]table.Row{}
	for _, row := range rows {
		has[row.Area.Code] = row
	}
	for _, a := range r.edition.Catalog().Areas() {
		if a.Group || a.M49 == "" || a.Unlisted {
			continue
		}
		v := figure.MapValue{M49: a.M49, Name: a.Name(), Value: math.NaN(), Text: m.NoData}
		if row, ok := has[a.Code]; ok {
			v.Value, v.Text = row.Last.Value, s.mapText(in, row)
			values = append(values, v.Value)
		}
		m.Values = append(m.Values, v)
	}
	if len(values) < 2 {
		return nil, nil
	}
	lo, hi := math.NaN(), math.NaN()
	if len(in.Bounds) == 2 {
		lo, hi = in.Bounds[0], in.Bounds[1]
	}
	m.Bins = figure.Bins(values, lo, hi)
	v := &figureView{
		ID: id, Kind: "map", Title: s.words.T("figure.map", "indicator", in.Name), World: s.assets.path("world.json"),
		Alt: s.words.T("figure.map.alt", "n", s.words.Integer(len(values))), Notes: []string{s.words.T("figure.disclaimer")},
	}
	return v, s.payload(v, m.Payload())
}

func (s *site) mapText(in data.Indicator, row table.Row) string {
	text := s.words.PointIn(row.Last.Point, in.Decimals, in.Unit) + ", " + fmt.Sprint(row.Last.Year)
	if row.Last.Status != data.Normal {
		text += " (" + s.words.Status(row.Last.Status) + ")"
	}
	return text
}

// drawingOr answers /i/ID.svg with the drawing of a chart, and hands on the rest.
func (s *site) drawingOr(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, isDrawing := strings.CutSuffix(r.PathValue("id"), ".svg")
		if !isDrawing {
			next(w, r)
			return
		}
		if err := s.draw(w, r, id); err != nil {
			s.fail(w, r, err)
		}
	}
}

func (s *site) draw(w http.ResponseWriter, r *http.Request, id string) error {
	asked := s.request(r, page{params: indicatorParams})
	ed, err := s.edition(r.Context(), asked.query.Get("vintage"))
	if err != nil {
		return err
	}
	asked.edition, asked.id = ed, id
	kept, err := s.cache.get(ed.ID().String()+" "+r.URL.Path+"?"+asked.query.Encode(), func() ([]byte, error) { return s.drawing(asked) })
	if err != nil {
		return err
	}
	s.headers(w.Header())
	kept.send(w, r, "image/svg+xml")
	return nil
}

func (s *site) drawing(r pageRequest) ([]byte, error) {
	q, err := s.indicatorQuestion(r)
	if err != nil {
		return nil, err
	}
	d, ok, err := s.chart(r.edition, q)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, notFound("area", "%s", s.words.T("failure.drawing"))
	}
	return d.SVG(900, 450, func(v float64) string { return s.words.Significant(v) })
}
