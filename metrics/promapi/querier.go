package promapi

import (
	"context"
	"slices"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/util/annotations"
)

// queryable is the families of one moment, for the engine.
type queryable struct {
	families []family // by name
}

// Querier implements storage.Queryable.
func (q queryable) Querier(mint, maxt int64) (storage.Querier, error) {
	return &querier{q.families, mint, maxt}, nil
}

type querier struct {
	families   []family
	mint, maxt int64
}

// Close implements storage.Querier.
func (*querier) Close() error { return nil }

// Select implements storage.Querier. What it gives is sorted: the name is the
// first of the labels, and families and their series are in order.
func (q *querier) Select(ctx context.Context, _ bool, hints *storage.SelectHints, matchers ...*labels.Matcher) storage.SeriesSet {
	mint, maxt := q.mint, q.maxt
	if hints != nil {
		mint, maxt = hints.Start, hints.End
	}
	var out []series
	err := q.each(ctx, matchers, func(s series) {
		if s.within(mint, maxt) {
			out = append(out, s)
		}
	})
	return &seriesSet{list: out, i: -1, err: err}
}

// each calls yield with the series that match.
func (q *querier) each(ctx context.Context, matchers []*labels.Matcher, yield func(series)) error {
	for _, f := range q.families {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !slices.ContainsFunc(matchers, func(m *labels.Matcher) bool { return m.Name == model.MetricNameLabel && !m.Matches(f.name) }) {
			for _, s := range f.series() {
				if matches(s.labels, matchers) {
					yield(s)
				}
			}
		}
	}
	return nil
}

func matches(l labels.Labels, matchers []*labels.Matcher) bool {
	for _, m := range matchers {
		if !m.Matches(l.Get(m.Name)) {
			return false
		}
	}
	return true
}

// LabelValues implements storage.Querier. Time does not narrow it.
func (q *querier) LabelValues(ctx context.Context, name string, _ *storage.LabelHints, matchers ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	seen := map[string]bool{}
	err := q.each(ctx, matchers, func(s series) {
		if v := s.labels.Get(name); v != "" {
			seen[v] = true
		}
	})
	return sorted(seen), nil, err
}

// LabelNames implements storage.Querier. Time does not narrow it.
func (q *querier) LabelNames(ctx context.Context, _ *storage.LabelHints, matchers ...*labels.Matcher) ([]string, annotations.Annotations, error) {
	seen := map[string]bool{}
	err := q.each(ctx, matchers, func(s series) {
		s.labels.Range(func(l labels.Label) { seen[l.Name] = true })
	})
	return sorted(seen), nil, err
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for s := range set {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// seriesSet implements storage.SeriesSet.
type seriesSet struct {
	list []series
	i    int
	err  error
}

// Next goes to the next series.
func (s *seriesSet) Next() bool {
	s.i++
	return s.err == nil && s.i < len(s.list)
}

// At is the series that Next went to.
func (s *seriesSet) At() storage.Series { return s.list[s.i] }

// Err is why there are no more series than seen.
func (s *seriesSet) Err() error { return s.err }

// Warnings implements storage.SeriesSet.
func (s *seriesSet) Warnings() annotations.Annotations { return nil }
