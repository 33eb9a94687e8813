package dashboard

import (
	"maps"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// seriesReader is an indicator that reads a series. Unit is "" where it does
// not show the value as it is, but scaled or within a formula.
type seriesReader struct{ indicator, unit string }

// seriesReaders are the indicators by the series that they read, keyed without
// an area. Weights and numerators of group values are no reading: population
// would name nearly every indicator.
type seriesReaders map[data.Key][]seriesReader

func newSeriesReaders(c *data.Catalog) seriesReaders {
	out := seriesReaders{}
	for _, in := range c.Indicators() {
		for _, ref := range slices.Concat(in.Series, c.NationalSeries(in.ID)) {
			unit := in.Unit
			if ref.Scale != 0 && ref.Scale != 1 {
				unit = ""
			}
			out.add(seriesReader{in.ID, unit}, ref, ref.Breakdowns)
		}
		if in.Formula == nil {
			continue
		}
		for _, p := range in.Formula.Pairs {
			out.add(seriesReader{in.ID, ""}, p.Num, p.Num.Breakdowns)
			if p.Den.Source != "" {
				out.add(seriesReader{in.ID, ""}, p.Den, p.Num.Breakdowns)
			}
		}
	}
	return out
}

// add a reader of a series and of its breakdowns.
func (s seriesReaders) add(r seriesReader, ref data.SeriesRef, breakdowns []data.Dims) {
	for _, more := range append([]data.Dims{{}}, breakdowns...) {
		k := data.Key{Source: ref.Source, Code: ref.Code, Dims: more.Or(ref.Dims).Full()}
		if !slices.ContainsFunc(s[k], func(o seriesReader) bool { return o.indicator == r.indicator }) {
			s[k] = append(s[k], r)
		}
	}
}

// of gives the readers of a series, in the order of the configuration.
func (s seriesReaders) of(k data.Key) []seriesReader {
	k.Area = ""
	return s[k]
}

// unit of a series' values, where a reader shows them as they are.
func (s seriesReaders) unit(k data.Key) string {
	for _, r := range s.of(k) {
		if r.unit != "" {
			return r.unit
		}
	}
	return ""
}

// codes of the series that any of the indicators reads. No code is "": a list
// without codes would ask for all.
func (s seriesReaders) codes(indicators []string) []string {
	found := map[string]bool{}
	for k, readers := range s {
		if slices.ContainsFunc(readers, func(r seriesReader) bool { return slices.Contains(indicators, r.indicator) }) {
			found[k.Code] = true
		}
	}
	if len(found) == 0 {
		return []string{""}
	}
	return slices.Sorted(maps.Keys(found))
}
