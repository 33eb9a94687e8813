package dashboard

import (
	"net/url"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/figure"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// nationalView is what economies publish of themselves, for comparison only.
type nationalView struct {
	Of   string // area or indicator: what the rows are by
	Rows []nationalRow
}

// nationalRow is one series of one national source.
type nationalRow struct {
	Of     link // the area, or the indicator on the page of an area
	Unit   string
	Label  string // whose figure it is, and what it is not used for
	Value  valueView
	Beside valueView // newest of the line that is judged
	Differ []string  // a sentence for each year
	Same   string    // where no year differs
	CSV    string
}

// national gives the section of a page; nil where there is nothing to show.
func (s *site) national(r pageRequest, of string, rows []table.NationalRow) *nationalView {
	if len(rows) == 0 {
		return nil
	}
	v := &nationalView{Of: of}
	for _, row := range rows {
		v.Rows = append(v.Rows, s.nationalRow(r, of, row))
	}
	return v
}

func (s *site) nationalRow(r pageRequest, of string, row table.NationalRow) nationalRow {
	ed, in := r.edition, row.Indicator
	out := nationalRow{
		Of: s.areaLink(ed, row.Area.Code, r), Unit: in.Unit, Label: s.words.T("national.label", "publisher", row.Source.Publisher),
		Value: s.value(ed, in, row.Line, row.Last), Beside: valueView{Text: text.Missing}, CSV: nationalCSV(r, row),
	}
	if of == "indicator" {
		out.Of = s.indicatorLink(in, r)
	}
	if last, ok := row.Beside.Last(); ok {
		out.Beside = s.value(ed, in, row.Beside, last)
	}
	for _, d := range row.Differ {
		own, other := s.value(ed, in, row.Line, d.Own), s.value(ed, in, row.Beside, d.Other)
		out.Differ = append(out.Differ, s.words.T("national.differs", "what", out.Of.Name, "year", own.Year,
			"own", s.words.PointIn(d.Own.Point, in.Decimals, in.Unit), "publisher", row.Source.Publisher, "status", own.Status,
			"other", s.words.PointIn(d.Other.Point, in.Decimals, in.Unit), "source", other.Source, "otherstatus", other.Status))
	}
	if len(out.Differ) == 0 {
		key := "national.same"
		if row.Common == 0 {
			key = "national.apart"
		}
		out.Same = s.words.T(key, "what", out.Of.Name)
	}
	return out
}

// nationalCSV is the address of the line, for programs and spreadsheets.
func nationalCSV(r pageRequest, row table.NationalRow) string {
	q := url.Values{"indicator": {row.Indicator.ID}, "area": {row.Area.Code}, "source": {row.Source.ID}}
	for name, value := range map[string]string{
		"sex": row.Line.Dims.Sex, "age": row.Line.Dims.Age, "location": row.Line.Dims.Location, "breakdown": row.Line.Dims.Breakdown,
	} {
		if value != data.Total {
			q.Set(name, value)
		}
	}
	return inVintage(apiBase+"observations.csv?"+q.Encode(), r.query.Get("vintage"))
}

// addNational draws national lines behind those of a chart, as many as there is
// room for. Nothing of the chart is judged by one: a chart without any other
// line has none.
func (s *site) addNational(ed *progress.Edition, q lineQuestion, d *drawn) {
	if q.source != "" || len(d.lines) == 0 {
		return
	}
	for _, code := range q.areas {
		for _, l := range ed.NationalLines(q.indicator.ID, code, q.dims) {
			if len(d.lines) == mostLines {
				return
			}
			d.lines = append(d.lines, l)
			d.Series = append(d.Series, figure.Series{Name: s.lineName(ed, l), Points: l.Points, Dashed: true, Note: s.words.Maker(l.Maker)})
		}
	}
}

// lineName is the name of a line's area, with whose figure it is where that is
// not the preferred source's.
func (s *site) lineName(ed *progress.Edition, l progress.Line) string {
	area, _ := ed.Catalog().Area(l.Area)
	if l.Maker != progress.ByNation {
		return area.Name()
	}
	src, _ := ed.Catalog().Source(l.Source)
	return s.words.T("national.line", "area", area.Name(), "publisher", src.Publisher)
}

// isNational says whether a source is one of an economy's own figures.
func isNational(ed *progress.Edition, source string) bool {
	src, _ := ed.Catalog().Source(source)
	return src.Role == data.National
}

// nationalFinding stands in place of a verdict where only a national source is
// asked for.
func (s *site) nationalFinding(ed *progress.Edition, source string) string {
	src, _ := ed.Catalog().Source(source)
	area, _ := ed.Catalog().Area(src.Area)
	return s.words.T("national.finding", "publisher", src.Publisher, "area", area.Name())
}

// hasFigures says whether a source has figures of an indicator.
func hasFigures(ed *progress.Edition, indicator, source string) bool {
	return slices.Contains(ed.Sources(indicator), source) || slices.Contains(ed.NationalSources(indicator), source)
}
