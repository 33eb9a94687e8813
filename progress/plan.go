package progress

import (
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// stock is the indexed input of an edition and the plans made of it. It is
// not changed after newStock.
type stock struct {
	catalog    *data.Catalog
	reference  data.Date
	columns    map[columnRef]*column
	population map[string][]data.Point
	economies  []string // of the catalog, listed in M49, by code
	plans      map[planKey]*plan
	breakdowns map[string][]data.Dims // declared, the default first
}

type planKey struct {
	indicator string
	dims      data.Dims
}

// plan lists the ways to read an indicator in one breakdown, best first.
type plan struct {
	indicator data.Indicator
	offers    []*offer
	// national are the figures of single economies. They stand apart from the
	// offers, so that no line, group value, verdict or count can rest on one.
	national []nationalOffer
}

// nationalOffer is what a national source says of its own economy.
type nationalOffer struct {
	area string
	*offer
}

// populationRef weights people. Every group coverage is a share of it.
var populationRef = columnRef{"wb-wdi", "SP.POP.TOTL", data.Totals}

func newStock(in Input) *stock {
	s := &stock{
		catalog: in.Catalog, reference: in.Reference, columns: columns(in),
		plans: map[planKey]*plan{}, breakdowns: map[string][]data.Dims{},
	}
	if c := s.columns[populationRef]; c != nil {
		s.population = c.points
	}
	for _, a := range in.Catalog.Areas() {
		if !a.Group && !a.Unlisted {
			s.economies = append(s.economies, a.Code)
		}
	}
	slices.Sort(s.economies)
	list := in.Catalog.Indicators()
	for _, i := range list {
		if !overIndicators(i) {
			s.plan(i)
		}
	}
	for _, i := range list { // these read the plans of the others
		if overIndicators(i) {
			s.plan(i)
		}
	}
	return s
}

// overIndicators says that an indicator is computed from others. One of these
// cannot rest on another of them, so there is no circle.
func overIndicators(in data.Indicator) bool { return in.Formula != nil && len(in.Formula.Of) > 0 }

func (s *stock) plan(in data.Indicator) {
	s.breakdowns[in.ID] = declared(in)
	for _, d := range s.breakdowns[in.ID] {
		s.plans[planKey{in.ID, d}] = &plan{indicator: in, offers: s.offers(in, d), national: s.nationalOffers(in, d)}
	}
}

// declared are the breakdowns that the definition offers, the default first.
// Where no series is declared in the default, the first series' own is it.
func declared(in data.Indicator) []data.Dims {
	var all []data.Dims
	for _, r := range in.Series {
		all = append(all, r.Dims.Full())
		for _, b := range r.Breakdowns {
			all = append(all, b.Or(r.Dims).Full())
		}
	}
	def := in.Dims.Full()
	if in.Formula == nil && len(all) > 0 && !slices.Contains(all, def) {
		def = all[0]
	}
	out := []data.Dims{def}
	if in.Formula != nil {
		for _, p := range in.Formula.Pairs {
			for _, b := range p.Num.Breakdowns {
				all = append(all, b.Or(in.Dims).Full())
			}
		}
	}
	for _, d := range all {
		if !slices.Contains(out, d) {
			out = append(out, d)
		}
	}
	return out
}

// column of a reference in a breakdown; nil if nothing was collected.
func (s *stock) column(r data.SeriesRef, more data.Dims) *column {
	return s.columns[columnRef{r.Source, r.Code, more.Or(r.Dims).Full()}]
}

func (s *stock) offers(in data.Indicator, d data.Dims) []*offer {
	var out []*offer
	for _, r := range in.Series {
		for _, more := range append([]data.Dims{{}}, r.Breakdowns...) {
			if more.Or(r.Dims).Full() != d {
				continue
			}
			if c := s.column(r, more); c != nil {
				out = append(out, seriesOffer(c, r, in.Bounds))
			}
			break
		}
	}
	if in.Formula == nil {
		return out
	}
	return append(out, s.formulaOffers(in, d)...)
}

// nationalOffers reads the national figures of an indicator in a breakdown.
func (s *stock) nationalOffers(in data.Indicator, d data.Dims) []nationalOffer {
	var out []nationalOffer
	for _, r := range s.catalog.NationalSeries(in.ID) {
		c := s.column(r, data.Dims{})
		if src, _ := s.catalog.Source(r.Source); c != nil && r.Dims.Full() == d {
			o := seriesOffer(c, r, in.Bounds)
			o.maker = ByNation
			out = append(out, nationalOffer{src.Area, o})
		}
	}
	return out
}

func (s *stock) formulaOffers(in data.Indicator, d data.Dims) []*offer {
	var out []*offer
	isDefault := d == in.Dims.Full()
	switch in.Formula.Kind {
	case data.Ratio, data.Parity, data.Gap:
		for _, p := range in.Formula.Pairs {
			for _, more := range append([]data.Dims{{}}, p.Num.Breakdowns...) {
				if more.Or(in.Dims).Full() != d {
					continue
				}
				if o := s.pairOffer(in, p, more); o != nil {
					out = append(out, o)
				}
				break
			}
		}
	case data.MinimumOf:
		if isDefault {
			out = s.minimumOffers(in)
		}
	default:
		if isDefault && overIndicators(in) {
			out = s.countOffers(in)
		}
	}
	return out
}

// pick is the first offer for economies or for groups, of a source where one
// is named: one source for all areas and years, so that no line mixes two.
func (p *plan) pick(group bool, source string) *offer {
	for _, o := range p.offers {
		if serves := o.economies && !group || o.groups && group; serves && (source == "" || o.source == source) {
			return o
		}
	}
	return nil
}

// rule of the group values made of an offer.
func (p *plan) rule(o *offer) data.Rule {
	if o.rule != "" {
		return o.rule
	}
	return p.indicator.Aggregate.Rule
}

// sources that have the indicator for any area, in order of preference.
func (p *plan) sources() []string {
	var out []string
	for _, o := range p.offers {
		if (o.economies || o.groups) && !slices.Contains(out, o.source) {
			out = append(out, o.source)
		}
	}
	return out
}

// basis is the offer that another indicator's formula counts in economies.
func (s *stock) basis(indicator string) *offer {
	if len(s.breakdowns[indicator]) == 0 {
		return nil
	}
	p := s.plans[planKey{indicator, s.breakdowns[indicator][0]}]
	if p == nil || overIndicators(p.indicator) {
		return nil
	}
	return p.pick(false, "")
}
