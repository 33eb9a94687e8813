package dashboard

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/figure"
	"github.com/wsiswatch/wsiswatch/progress"
)

// mostLines is how many lines a chart can carry and still be read.
const mostLines = 8

// figureView is a chart as a page shows it.
type figureView struct {
	ID      string
	Kind    string // line, bar, dumbbell or map
	Size    string // small, medium or large, for figures whose rows are more or fewer
	Title   string
	Alt     string      // what a reader who cannot see it should know
	Payload template.JS // "" where this build has no interactive charts
	Image   string      // address of the drawing, "" for maps
	Height  int         // of the drawing, at a width of 900
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
	year      int    // of bars; 0 = the latest of each area
}

// drawn is a chart with what its caption needs.
type drawn struct {
	figure.Chart
	first judgement // of the first line
	lines []progress.Line
}

// chart gathers the lines of a question; false where none has a value.
func (s *site) chart(ed *progress.Edition, q lineQuestion) (d drawn, ok bool, err error) {
	in := q.indicator
	d = drawn{Chart: figure.Chart{
		Title: in.Name, Unit: s.words.Unit(in.Unit), Decimals: in.Decimals,
		Bounds: in.Bounds, Breaks: in.Breaks, BreakWord: s.words.T("figure.break.mark"), Statuses: s.statuses(),
	}}
	for _, code := range q.areas {
		l := ed.Line(in.ID, code, q.dims, q.source)
		if len(l.Points) == 0 || len(d.lines) == mostLines {
			continue
		}
		d.lines = append(d.lines, l)
		d.Series = append(d.Series, figure.Series{Name: s.lineName(ed, l), Points: l.Points, Dashed: l.Maker == progress.ByUs, Note: s.words.Maker(l.Maker)})
	}
	if len(d.lines) == 0 {
		return d, false, nil
	}
	if d.first, err = judge(ed, q, d.lines[0]); err != nil {
		return d, false, err
	}
	if d.first.ofLine { // a target beside another would read as a judgement
		d.Target = s.target(d.first.Verdict, d.Series[0].Name, in.Decimals)
	}
	s.addNational(ed, q, &d)
	return d, true, nil
}

// judgement is the verdict on the area of a line. It is of that line, or rests
// on the figures of another source: then it must not stand beside the line.
type judgement struct {
	progress.Verdict
	ofLine bool
	source string // that it rests on, "" where there is none
}

func judge(ed *progress.Edition, q lineQuestion, l progress.Line) (judgement, error) {
	v, err := ed.AssessBy(q.method, l.Indicator, l.Area, l.Dims, q.benchmark)
	rests := ed.Line(l.Indicator, l.Area, l.Dims, "").Source
	return judgement{v, rests == l.Source, rests}, err
}

// lineFinding says what a line shows and, where the verdict is of that line,
// how it is judged.
func (s *site) lineFinding(ed *progress.Edition, q lineQuestion, j judgement, l progress.Line) string {
	last, ok := l.Last()
	switch {
	case isNational(ed, l.Source):
		return s.nationalFinding(ed, l.Source)
	case j.ofLine || !ok:
		return s.words.Finding(j.Verdict, q.indicator, areaName(ed, l.Area))
	}
	source := sourceLabel(ed, l.Source)
	if m := s.words.Maker(l.Maker); m != "" {
		source += " (" + m + ")"
	}
	return s.words.T("finding.other_source", "area", areaName(ed, l.Area), "value", s.words.PointIn(last.Point, q.indicator.Decimals, q.indicator.Unit),
		"year", last.Year, "source", source, "judged", s.otherSource(ed, j.source))
}

// otherSource says what the verdict rests on that is not shown.
func (s *site) otherSource(ed *progress.Edition, source string) string {
	if source == "" {
		return s.words.T("verdict.other_source.none")
	}
	return s.words.T("verdict.other_source.on", "source", sourceLabel(ed, source))
}

// target of the first line, with the path that leads there.
func (s *site) target(v progress.Verdict, area string, decimals int) *figure.Target {
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
		t.Outlook = s.pace(v, area, decimals)
	}
	return t
}

// pace is where the present pace leads; nil where the verdict does not say.
func (s *site) pace(v progress.Verdict, area string, decimals int) *figure.Outlook {
	if v.Projected == nil || v.Latest == nil {
		return nil
	}
	label := s.words.T("figure.outlook", "area", area, "value", s.words.Projected(*v.Projected, v.Target, decimals), "year", v.TargetYear)
	o := &figure.Outlook{Label: label, Latest: *v.Latest, Value: *v.Projected}
	if v.Actual != nil && (*v.Actual > 0) == (*v.Projected > v.Latest.Value) { // not so where it is the distance from parity that moves
		o.Rate = v.Actual
	}
	return o
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
	return s.figureView(id, s.lineShown(r, q, d), imagePath(r, q, lineChart, areasOf(d.lines)))
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
	var computed []string
	for i, l := range d.lines {
		if l.Maker == progress.ByUs {
			computed = append(computed, d.Series[i].Name)
		}
	}
	notes := []string{s.words.T("figure.source", "sources", sources(ed, d.lines))}
	if len(computed) > 0 {
		notes = append(notes, s.words.T("figure.computed", "areas", strings.Join(computed, ", ")))
	}
	for _, l := range d.lines {
		if src, _ := ed.Catalog().Source(l.Source); l.Maker == progress.ByNation {
			notes = append(notes, s.words.T("national.note", "publisher", src.Publisher))
		}
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
func imagePath(r pageRequest, q lineQuestion, kind string, areas []string) string {
	v := url.Values{"area": areas}
	if kind == lineChart {
		kind = ""
	}
	for name, value := range map[string]string{
		"sex": q.dims.Sex, "age": q.dims.Age, "location": q.dims.Location, "breakdown": q.dims.Breakdown,
		"source": q.source, "benchmark": q.benchmark, "method": shortMethod(q.method), "chart": kind, "year": yearOrNone(q.year), "vintage": r.query.Get("vintage"),
		"caption": "none", // the page has one
	} {
		if value != "" && value != data.Total {
			v.Set(name, value)
		}
	}
	return "/i/" + q.indicator.ID + ".svg?" + v.Encode()
}

// areasOf are the areas of lines, once each.
func areasOf(lines []progress.Line) []string {
	var out []string
	for _, l := range lines {
		out = append(out, l.Area)
	}
	return unique(out)
}

func yearOrNone(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}
