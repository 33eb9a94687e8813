package progress

import (
	"math"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// offer is one way to read an indicator in one breakdown: a publisher's series
// or a formula over series of one source.
type offer struct {
	source, code string
	maker        Maker
	economies    bool      // has a value of some economy, and may be used for them
	groups       bool      // the same for groups
	hidden       bool      // values of economies are inputs of a group value, not lines
	complete     bool      // no value is an answer too: coverage is by count, not by population
	numerator    bool      // a series as it is, so that sum over sum applies to its economies
	rule         data.Rule // of group values where the formula itself says it; "" = the indicator's
	// each calls yield with the values of an area, ascending by year. Parts
	// of derived values are filled only where parts is set.
	each func(area string, parts bool, yield func(Point))
}

// points are the values of an area with their parts.
func (o *offer) points(area string) []Point {
	n := o.count(area)
	if n == 0 {
		return nil
	}
	out := make([]Point, 0, n) // lines live as long as the edition: no slack
	o.each(area, true, func(p Point) { out = append(out, p) })
	return out
}

// count is the number of values of an area.
func (o *offer) count(area string) int {
	n := 0
	o.each(area, false, func(Point) { n++ })
	return n
}

// scaled brings a published value into the unit of the indicator. Decimals
// follow a scale that is a power of ten and are unknown after any other.
func scaled(p data.Point, scale float64) data.Point {
	if scale == 0 || scale == 1 {
		return p
	}
	p.Value *= scale
	if p.Was != nil {
		was := *p.Was * scale
		p.Was = &was
	}
	if p.Decimals >= 0 {
		shift := math.Log10(scale)
		if p.Decimals -= int(math.Round(shift)); shift != math.Trunc(shift) || p.Decimals < 0 {
			p.Decimals = -1
		}
	}
	return p
}

func within(bounds []float64, v float64) bool {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return false
	}
	return len(bounds) != 2 || bounds[0] <= v && v <= bounds[1]
}

func seriesOffer(c *column, r data.SeriesRef, bounds []float64) *offer {
	return &offer{
		source: r.Source, code: r.Code, maker: ByPublisher, numerator: true,
		economies: c.economies && r.For != data.ForGroups,
		groups:    c.groups && r.For != data.ForEconomies,
		each: func(area string, _ bool, yield func(Point)) {
			for _, p := range c.points[area] {
				if p = scaled(p, r.Scale); within(bounds, p.Value) {
					yield(Point{Point: p})
				}
			}
		},
	}
}

// term is one series of a formula.
type term struct {
	*column
	scale float64
}

// joinOffer combines terms of one source year by year; a year counts where
// every term has an exact value. combine gets scaled, unrounded values.
func joinOffer(terms []term, code string, use data.For, bounds []float64, combine func(v []float64) float64) *offer {
	o := &offer{source: terms[0].ref.source, code: code, maker: ByFormula}
	o.each = func(area string, parts bool, yield func(Point)) {
		join(terms, area, func(row []data.Point) {
			if p, ok := derive(terms, row, parts, combine); ok && within(bounds, p.Value) {
				yield(p)
			}
		})
	}
	everyEconomy, everyGroup := true, true
	for _, t := range terms {
		everyEconomy = everyEconomy && t.economies
		everyGroup = everyGroup && t.groups
	}
	o.economies = everyEconomy && use != data.ForGroups
	o.groups = everyGroup && use != data.ForEconomies
	return o
}

// join calls yield with the points of each year that all terms have.
func join(terms []term, area string, yield func(row []data.Point)) {
	row := make([]data.Point, len(terms))
	for _, first := range terms[0].points[area] {
		row[0] = first
		whole := true
		for i, t := range terms[1:] {
			points := t.points[area]
			j, ok := slices.BinarySearchFunc(points, first.Year, func(p data.Point, y int) int { return p.Year - y })
			if whole = whole && ok; !whole {
				break
			}
			row[i+1] = points[j]
		}
		if whole {
			yield(row)
		}
	}
}

func derive(terms []term, row []data.Point, parts bool, combine func([]float64) float64) (Point, bool) {
	out := Point{Point: data.Point{Year: row[0].Year, Decimals: -1, Status: data.Normal}}
	values := make([]float64, len(row))
	for i, p := range row {
		if p.Bound != data.Exact { // "<0.1" is no number to divide by
			return Point{}, false
		}
		values[i] = scaled(p, terms[i].scale).Value
		out.Status = weaker(out.Status, p.Status)
		out.Snapshot = max(out.Snapshot, p.Snapshot)
		if parts {
			ref := terms[i].ref
			out.Parts = append(out.Parts, Part{Code: ref.code, Dims: ref.dims, Value: p.Value, Status: p.Status})
		}
	}
	out.Value = combine(values)
	out.Was = wasDerived(terms, row, combine)
	if parts {
		out.Rounding = rounding(terms, row, combine)
	}
	return out, true
}

// wasDerived is the value before the last revision of its parts; nil where none
// was ever revised.
func wasDerived(terms []term, row []data.Point, combine func([]float64) float64) *float64 {
	if !slices.ContainsFunc(row, func(p data.Point) bool { return p.Was != nil }) {
		return nil
	}
	values := make([]float64, len(row))
	for i, p := range row {
		if p.Was != nil {
			p.Value = *p.Was
		}
		values[i] = scaled(p, terms[i].scale).Value
	}
	return finite(combine(values))
}

// rounding adds up what half a printed unit of each part makes of the value; 0
// where one of them does not tell its digits.
func rounding(terms []term, row []data.Point, combine func([]float64) float64) float64 {
	values := make([]float64, len(row))
	for i, p := range row {
		if p.Decimals < 0 {
			return 0
		}
		values[i] = scaled(p, terms[i].scale).Value
	}
	middle, sum := combine(values), 0.0
	for i, p := range row {
		exact, half := values[i], math.Pow10(-p.Decimals)/2
		most := 0.0
		for _, off := range []float64{-half, half} {
			p.Value = row[i].Value + off
			values[i] = scaled(p, terms[i].scale).Value
			most = max(most, math.Abs(combine(values)-middle))
		}
		values[i] = exact
		sum += most
	}
	if finite(sum) == nil {
		return 0
	}
	return sum
}

// weaker is the status of a value made of two: an estimate stays one.
func weaker(a, b data.Status) data.Status {
	for _, s := range []data.Status{data.Estimated, data.Provisional, data.Break} {
		if a == s || b == s {
			return s
		}
	}
	return data.Normal
}

// pairOffer reads a ratio, a parity or a gap.
func (s *stock) pairOffer(in data.Indicator, p data.Pair, more data.Dims) *offer {
	num, den := s.column(p.Num, more), s.column(p.Den, more)
	if num == nil || den == nil || p.Num.Source != p.Den.Source {
		return nil
	}
	sign, combine := " / ", func(v []float64) float64 { return v[0] / v[1] }
	if in.Formula.Kind == data.Gap {
		sign, combine = " - ", func(v []float64) float64 { return v[0] - v[1] }
	}
	terms := []term{{num, p.Num.Scale}, {den, p.Den.Scale}}
	return joinOffer(terms, p.Num.Code+sign+p.Den.Code, p.For, in.Bounds, combine)
}

// minimumOffers reads the smallest of several parts, for each source that has
// all of them. A part is a series, or the sum of two.
func (s *stock) minimumOffers(in data.Indicator) []*offer {
	var order []string
	bySource := map[string][]data.Pair{}
	for _, p := range in.Formula.Pairs {
		if bySource[p.Num.Source] == nil {
			order = append(order, p.Num.Source)
		}
		bySource[p.Num.Source] = append(bySource[p.Num.Source], p)
	}
	var out []*offer
	for _, source := range order {
		if o := s.minimumOffer(in, bySource[source]); o != nil {
			out = append(out, o)
		}
	}
	return out
}

func (s *stock) minimumOffer(in data.Indicator, pairs []data.Pair) *offer {
	var terms []term
	var part []int // which part each term belongs to
	codes := make([]string, len(pairs))
	for i, p := range pairs {
		codes[i] = p.Num.Code
		addends := []data.SeriesRef{p.Num}
		if p.Den.Source != "" {
			codes[i] += " + " + p.Den.Code
			addends = append(addends, p.Den)
		}
		for _, r := range addends {
			c := s.column(r, data.Dims{})
			if c == nil || r.Source != p.Num.Source {
				return nil
			}
			terms, part = append(terms, term{c, r.Scale}), append(part, i)
		}
	}
	smallest := func(v []float64) float64 {
		sums := make([]float64, len(pairs))
		for i, x := range v {
			sums[part[i]] += x
		}
		return slices.Min(sums)
	}
	return joinOffer(terms, "min("+strings.Join(codes, ", ")+")", pairs[0].For, in.Bounds, smallest)
}
