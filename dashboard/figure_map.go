package dashboard

import (
	"fmt"
	"math"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/figure"
	"github.com/wsiswatch/wsiswatch/present/table"
)

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
