package progress

import (
	"github.com/wsiswatch/wsiswatch/data"
)

// Pair is a group's value as its publisher gives it, beside ours for the same
// year. The members of the group are the same in all years.
type Pair struct {
	Year       int         `json:"year"`
	Publisher  float64     `json:"publisher"`
	Status     data.Status `json:"status"`
	Source     string      `json:"source"` // of the publisher's value
	Computed   float64     `json:"computed"`
	Economies  string      `json:"economies"` // source of the values that ours is made of
	Coverage   Coverage    `json:"coverage"`
	Difference float64     `json:"difference"` // ours less the publisher's, in the unit of the indicator
}

// Beside gives the years for which both a publisher's value of a group and ours
// can be had: for each source that publishes the group, in order of preference,
// by year. Ours is made of the economies of the same source where it has them,
// else of those that the indicator's lines show. It is empty where there is no
// rule to make a group value by.
func (e *Edition) Beside(indicator, group string, dims data.Dims) []Pair {
	area, known := e.stock.catalog.Area(group)
	p := e.stock.plans[planKey{indicator, e.dims(indicator, dims)}]
	if !known || !area.Group || p == nil {
		return nil
	}
	var out []Pair
	for i, o := range p.offers {
		if !o.groups || o.maker != ByPublisher || repeated(p.offers[:i], o) {
			continue
		}
		from := o.source
		if p.pick(false, from) == nil {
			from = ""
		}
		if g, missing := e.stock.groupOf(p, area, from); missing == "" {
			out = append(out, g.beside(o, area.Code)...)
		}
	}
	return out
}

// repeated says that an offer's source has published the group by another one:
// only the first of a source is shown anywhere.
func repeated(before []*offer, o *offer) bool {
	for _, b := range before {
		if b.source == o.source && b.groups {
			return true
		}
	}
	return false
}

func (g *group) beside(o *offer, area string) []Pair {
	var out []Pair
	o.each(area, false, func(p Point) {
		ours, ok := g.point(p.Year, g.samples[p.Year])
		if !ok {
			return
		}
		out = append(out, Pair{
			Year: p.Year, Publisher: p.Value, Status: p.Status, Source: o.source,
			Computed: ours.Value, Economies: g.offer.source, Coverage: *ours.Coverage, Difference: ours.Value - p.Value,
		})
	})
	return out
}
