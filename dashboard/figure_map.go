package dashboard

import (
	"fmt"
	"math"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/figure"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/progress"
)

// mapFigure shows the latest value of each economy, and beside it each single
// year that any has a value of. year is the one shown first, 0 for the latest.
func (s *site) mapFigure(r pageRequest, id string, in data.Indicator, rows []table.Row, year int) (*figureView, error) {
	m := figure.Map{Title: s.words.T("figure.map", "indicator", in.Name), Unit: s.words.Unit(in.Unit), Decimals: in.Decimals, NoData: s.words.T("figure.nodata"), Shown: year, Statuses: s.statuses()}
	has := map[string]table.Row{}
	for _, row := range rows {
		has[row.Area.Code] = row
	}
	var lines []progress.Line // in the order of the map's values
	values, latest := []float64{}, 0
	for _, a := range r.edition.Catalog().Areas() {
		if !onMap(a) {
			continue
		}
		v := figure.MapValue{M49: a.M49, Name: a.Name(), Value: math.NaN(), Text: m.NoData}
		row, ok := has[a.Code]
		if ok {
			v.Value, v.Text = row.Last.Value, s.mapText(in, row)
			latest++
		}
		for _, p := range row.Line.Points {
			values = append(values, p.Value)
		}
		m.Values, lines = append(m.Values, v), append(lines, row.Line)
	}
	if latest < 2 {
		return nil, nil
	}
	lo, hi := math.NaN(), math.NaN()
	if len(in.Bounds) == 2 {
		lo, hi = in.Bounds[0], in.Bounds[1]
	}
	m.Bins = figure.Bins(values, lo, hi) // of all years, so that a colour means the same in each
	m.Alt = s.words.T("figure.map.alt", "n", s.words.Integer(latest))
	m.Frames = s.frames(in, lines, table.YearsOf(rows))
	v := &figureView{
		ID: id, Kind: mapChart, Title: m.Title, World: s.assets.path("world.json"),
		Alt: m.Alt, Notes: []string{s.words.T("figure.map.source", "sources", sources(r.edition, linesOf(rows))), s.words.T("figure.disclaimer")},
	}
	for _, f := range m.Frames {
		if f.Year == year {
			v.Title, v.Alt = f.Title, f.Alt
		}
	}
	return v, s.payload(v, m.Payload())
}

// frames are the map in each year, ascending.
func (s *site) frames(in data.Indicator, lines []progress.Line, years []int) []figure.Frame {
	var out []figure.Frame
	for _, year := range slices.Backward(years) {
		f := figure.Frame{Year: year, Title: s.words.T("figure.map.year", "indicator", in.Name, "year", year)}
		n := 0
		for _, l := range lines {
			p, ok := l.At(year)
			if !ok {
				p = figure.NoPoint()
			} else {
				n++
			}
			f.Points = append(f.Points, p)
		}
		f.Alt = s.words.T("figure.map.year.alt", "n", s.words.Integer(n), "year", year)
		out = append(out, f)
	}
	return out
}

func linesOf(rows []table.Row) []progress.Line {
	out := make([]progress.Line, 0, len(rows))
	for _, r := range rows {
		out = append(out, r.Line)
	}
	return out
}

// onMap says that the map has a place for an area.
func onMap(a data.Area) bool { return !a.Group && a.M49 != "" && !a.Unlisted }

// statuses are the words of those that deserve one beside a value.
func (s *site) statuses() map[data.Status]string {
	return map[data.Status]string{
		data.Estimated: s.words.Status(data.Estimated), data.Provisional: s.words.Status(data.Provisional), data.Break: s.words.Status(data.Break),
	}
}

func (s *site) mapText(in data.Indicator, row table.Row) string {
	text := s.words.PointIn(row.Last.Point, in.Decimals, in.Unit) + ", " + fmt.Sprint(row.Last.Year)
	if row.Last.Status != data.Normal {
		text += " (" + s.words.Status(row.Last.Status) + ")"
	}
	return text
}
