package progress

import (
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// NationalLines are what economies publish of themselves for an indicator, in
// the configured order of their sources; of one area where it is not "". They
// stand beside the lines of Line: nothing is judged or computed from them.
// Empty dims mean the indicator's default breakdown.
func (e *Edition) NationalLines(indicator, area string, dims data.Dims) []Line {
	p := e.stock.plans[planKey{indicator, e.dims(indicator, dims)}]
	if p == nil {
		return nil
	}
	var out []Line
	for _, o := range p.national {
		if area != "" && o.area != area {
			continue
		}
		if l := e.Line(indicator, o.area, dims, o.source); len(l.Points) > 0 {
			out = append(out, l)
		}
	}
	return out
}

// NationalSources are the ids of the national sources that have a figure of the
// indicator, in configured order.
func (e *Edition) NationalSources(indicator string) []string {
	var out []string
	for _, d := range e.stock.breakdowns[indicator] {
		for _, o := range e.stock.plans[planKey{indicator, d}].national {
			if !slices.Contains(out, o.source) && o.count(o.area) > 0 {
				out = append(out, o.source)
			}
		}
	}
	return out
}

// ofNation is the offer of a national source for its own economy; nil for any
// other area and source.
func (p *plan) ofNation(area, source string) *offer {
	for _, o := range p.national {
		if o.area == area && o.source == source {
			return o.offer
		}
	}
	return nil
}

// nationalLine is a line as an economy publishes it.
func (s *stock) nationalLine(p *plan, dims data.Dims, area data.Area, o *offer) Line {
	l := Line{Indicator: p.indicator.ID, Area: area.Code, Dims: dims, Source: o.source, Code: o.code, Maker: o.maker, Points: o.points(area.Code)}
	if len(l.Points) == 0 {
		l.Missing = noData
	}
	l.Others = others(p, area, l.Source)
	return l
}
