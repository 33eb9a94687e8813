package progress

import (
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// Why a line has no points (Line.Missing).
const (
	noSeries   = "no_series" // no source is declared for it
	noData     = "no_data"   // declared, nothing collected yet
	noCoverage = "coverage"  // too few economies of the group
	noRule     = "no_rule"   // not published, and no way to compute it
)

// line makes the line of a plan for an area; source "" is the preferred one.
func (s *stock) line(p *plan, dims data.Dims, area data.Area, source string) Line {
	l := Line{Indicator: p.indicator.ID, Area: area.Code, Dims: dims, Source: source}
	if o := p.pickFor(area, source); o != nil && !(o.hidden && !area.Group) {
		l.Source, l.Code, l.Maker = o.source, o.code, o.maker
		l.Points = o.points(area.Code)
	}
	if len(l.Points) == 0 {
		l.Missing = noData
		if !declares(p.indicator) {
			l.Missing = noSeries
		}
		if area.Group {
			s.compute(p, area, source, &l)
		}
	}
	l.Others = others(p, area, l.Source)
	return l
}

// pickFor is the offer to read an area from. Economies keep to the first offer
// for them all, so that they can be compared. A group is read from the first
// that publishes it: a publisher's aggregate, though of another edition than
// its neighbour's, before one of ours (docs/decisions/group-values.md).
func (p *plan) pickFor(area data.Area, source string) *offer {
	if area.Group && source == "" {
		for _, o := range p.offers {
			if o.groups && o.count(area.Code) > 0 {
				return o
			}
		}
	}
	return p.pick(area.Group, source)
}

func declares(in data.Indicator) bool { return len(in.Series) > 0 || in.Formula != nil }

// compute fills a group line from the economies of one source.
func (s *stock) compute(p *plan, area data.Area, source string, l *Line) {
	g, missing := s.groupOf(p, area, source)
	if missing != "" {
		if l.Missing != noSeries {
			l.Missing = missing
		}
		return
	}
	l.Source, l.Code, l.Maker = g.offer.source, g.offer.code, ByUs
	if l.Points = g.points(); len(l.Points) > 0 {
		l.Missing = ""
	} else if len(g.samples) > 0 {
		l.Missing = noCoverage
	}
}

// groupOf gathers the economies of a group in the given or all years, or says why it cannot.
func (s *stock) groupOf(p *plan, area data.Area, source string, years ...int) (*group, string) {
	o := p.pick(false, source)
	switch {
	case o == nil && len(p.offers) > 0: // published for groups only, and not for this one
		return nil, noRule
	case o == nil:
		return nil, noData
	}
	members := s.members(area)
	if r := p.rule(o); r == "" || r == data.NoAggregate || len(members) == 0 {
		return nil, noRule
	}
	return s.group(p, o, members, years...), ""
}

// others are the sources beside the chosen one that publish the area.
func others(p *plan, area data.Area, chosen string) []string {
	var out []string
	for _, o := range p.offers {
		serves := o.groups && area.Group || o.economies && !area.Group && !o.hidden
		if serves && o.source != chosen && !slices.Contains(out, o.source) && o.count(area.Code) > 0 {
			out = append(out, o.source)
		}
	}
	return out
}
