package data

import (
	"cmp"
	"iter"
	"math"
	"slices"
)

// Series is points of one key. What a Store gives is all of them, in ascending
// years.
type Series struct {
	Key
	Points []Point
}

// SeriesOf puts observations together, in the order that Ordered gives.
func SeriesOf(rows ...Observation) []Series {
	list := make([]Series, len(rows))
	for i, o := range rows {
		list[i] = Series{o.Key, []Point{o.Point}}
	}
	return Ordered(list)
}

// Rows gives the points of all series with their keys.
func Rows(list []Series) iter.Seq[Observation] {
	return func(yield func(Observation) bool) {
		for _, s := range list {
			for _, p := range s.Points {
				if !yield(Observation{s.Key, p}) {
					return
				}
			}
		}
	}
}

// CountRows is the number of points of all series.
func CountRows(list []Series) (n int) {
	for i := range list {
		n += len(list[i].Points)
	}
	return n
}

// Ordered gives series as a Store keeps them: sorted by key, each key once and
// with its dimensions full, points by year, no digits and no bound where there
// is no value. Two points of one year both stay. What was given is not changed;
// it is what comes back where it is in order.
func Ordered(list []Series) []Series {
	if i := slices.IndexFunc(list, untidy); i >= 0 {
		list = slices.Clone(list)
		for ; i < len(list); i++ {
			list[i] = tidy(list[i])
		}
	}
	ascending := func(i int) bool { return i == 0 || list[i-1].Key.Compare(list[i].Key) < 0 }
	n := 0
	for n < len(list) && ascending(n) {
		n++
	}
	if n == len(list) {
		return list
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Series) int { return a.Key.Compare(b.Key) })
	return joined(list)
}

// untidy finds a series that is not as a Store keeps one.
func untidy(s Series) bool {
	return s.Dims != s.Full() || !slices.IsSortedFunc(s.Points, byYear) || slices.ContainsFunc(s.Points, ornate)
}

// ornate finds a missing value with digits or a bound to differ in.
func ornate(p Point) bool {
	return !p.Has() && (p.Decimals != -1 || p.Bound != Exact)
}

func byYear(a, b Point) int { return cmp.Compare(a.Year, b.Year) }

func tidy(s Series) Series {
	s.Dims, s.Points = s.Full(), slices.Clone(s.Points)
	slices.SortStableFunc(s.Points, byYear)
	for i := range s.Points {
		if p := &s.Points[i]; !p.Has() {
			p.Value, p.Decimals, p.Bound = math.NaN(), -1, Exact
		}
	}
	return s
}

// joined makes one series of those of one key that follow each other.
func joined(list []Series) []Series {
	out := list[:0]
	for len(list) > 0 {
		s, n := list[0], 1
		for n < len(list) && list[n].Key == s.Key {
			n++
		}
		if n > 1 {
			s.Points = nil
			for _, part := range list[:n] {
				s.Points = append(s.Points, part.Points...)
			}
			slices.SortStableFunc(s.Points, byYear)
		}
		out, list = append(out, s), list[n:]
	}
	return out
}
