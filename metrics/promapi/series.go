package promapi

import (
	"math"
	"sort"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/tsdb/chunkenc"

	"github.com/wsiswatch/wsiswatch/progress"
)

// millis are milliseconds since 1970 in UTC. It has a name of its own because
// vet takes a Seek of an int64 for that of a file.
type millis = int64

// series is samples under a set of labels. at is ascending, in milliseconds;
// v is as long, or has the one value of them all.
type series struct {
	labels labels.Labels
	at     []int64
	v      []float64
}

// lineSeries stamps each value of a line with the first moment of its year, so
// that any step inside a year finds it, and ends each run of years by a stale
// marker, so that no year repeats the one before.
func lineSeries(lset labels.Labels, points []progress.Point, scale float64) series {
	s := series{labels: lset}
	for i, p := range points {
		s.at = append(s.at, january(p.Year))
		s.v = append(s.v, p.Value*scale)
		if i+1 == len(points) || points[i+1].Year > p.Year+1 {
			s.at = append(s.at, january(p.Year+1))
			s.v = append(s.v, math.Float64frombits(value.StaleNaN))
		}
	}
	return s
}

// Labels implements storage.Series.
func (s series) Labels() labels.Labels { return s.labels }

// Iterator implements storage.Series.
func (s series) Iterator(it chunkenc.Iterator) chunkenc.Iterator {
	if old, ok := it.(*iterator); ok {
		*old = iterator{series: s, i: -1}
		return old
	}
	return &iterator{series: s, i: -1}
}

// within says whether there is a sample from mint to maxt.
func (s series) within(mint, maxt int64) bool {
	i := s.first(mint)
	return i < len(s.at) && s.at[i] <= maxt
}

// first is the index of the first sample that is not before t.
func (s series) first(t int64) int {
	return sort.Search(len(s.at), func(i int) bool { return s.at[i] >= t })
}

// iterator walks the samples of a series, which are all floats.
type iterator struct {
	series
	i int
}

// Next implements chunkenc.Iterator.
func (it *iterator) Next() chunkenc.ValueType {
	it.i++
	return it.here()
}

// Seek implements chunkenc.Iterator: it never goes back.
func (it *iterator) Seek(t millis) chunkenc.ValueType {
	it.i = max(it.i, it.first(t), 0)
	return it.here()
}

func (it *iterator) here() chunkenc.ValueType {
	if it.i >= len(it.at) {
		it.i = len(it.at)
		return chunkenc.ValNone
	}
	return chunkenc.ValFloat
}

// At implements chunkenc.Iterator.
func (it *iterator) At() (int64, float64) {
	if len(it.v) == 1 {
		return it.at[it.i], it.v[0]
	}
	return it.at[it.i], it.v[it.i]
}

// AtT implements chunkenc.Iterator.
func (it *iterator) AtT() int64 { return it.at[it.i] }

// AtST implements chunkenc.Iterator: there are no start times.
func (it *iterator) AtST() int64 { return 0 }

// AtHistogram implements chunkenc.Iterator; there are none.
func (it *iterator) AtHistogram(*histogram.Histogram) (int64, *histogram.Histogram) { return 0, nil }

// AtFloatHistogram implements chunkenc.Iterator; there are none.
func (it *iterator) AtFloatHistogram(*histogram.FloatHistogram) (int64, *histogram.FloatHistogram) {
	return 0, nil
}

// Err implements chunkenc.Iterator.
func (it *iterator) Err() error { return nil }
