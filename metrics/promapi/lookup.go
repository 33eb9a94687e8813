package promapi

import (
	"math"
	"strconv"

	"github.com/prometheus/prometheus/model/labels"
)

// lookup runs over the series that one of the match[] selects, or over all.
func (a *API) lookup(r request, yield func(series)) error {
	sets, err := a.matchers(r)
	if err != nil {
		return err
	}
	q := &querier{r.queryable.families, math.MinInt64, math.MaxInt64}
	if len(sets) == 0 {
		return q.each(r.Context(), nil, yield)
	}
	for _, set := range sets {
		if err := q.each(r.Context(), set, yield); err != nil {
			return err
		}
	}
	return nil
}

func (a *API) matchers(r request) ([][]*labels.Matcher, error) {
	var out [][]*labels.Matcher
	for _, s := range r.Form["match[]"] {
		if len(s) > a.deps.Limits.Query {
			return nil, badData("parameter match[] has %d bytes, over %d", len(s), a.deps.Limits.Query)
		}
		set, err := a.parser.ParseMetricSelector(s)
		if err != nil {
			return nil, badData("parameter match[]: %w", err)
		}
		out = append(out, set)
	}
	return out, nil
}

// limit cuts a list to the parameter "limit", where 0 and none mean all.
func limit[T any](r request, list []T) ([]T, error) {
	s := r.Form.Get("limit")
	if s == "" {
		return list, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return nil, badData("parameter limit: %q is no number from 0 on", s)
	}
	if n > 0 && n < len(list) {
		list = list[:n]
	}
	return list, nil
}

// labels lists the names of labels. Time does not narrow it, nor the other
// lookups.
func (a *API) labels(r request) ([]byte, error) {
	seen := map[string]bool{}
	err := a.lookup(r, func(s series) {
		s.labels.Range(func(l labels.Label) { seen[l.Name] = true })
	})
	if err != nil {
		return nil, err
	}
	return limited(r, sorted(seen))
}

func (a *API) labelValues(r request) ([]byte, error) {
	seen, name := map[string]bool{}, r.PathValue("name")
	err := a.lookup(r, func(s series) {
		if v := s.labels.Get(name); v != "" {
			seen[v] = true
		}
	})
	if err != nil {
		return nil, err
	}
	return limited(r, sorted(seen))
}

func limited[T any](r request, list []T) ([]byte, error) {
	list, err := limit(r, list)
	if err != nil {
		return nil, err
	}
	return toJSON(list)
}

// series lists the labels of the series that match.
func (a *API) series(r request) ([]byte, error) {
	if len(r.Form["match[]"]) == 0 {
		return nil, badData("parameter match[] is required")
	}
	list, seen := []labels.Labels{}, map[string]bool{}
	err := a.lookup(r, func(s series) {
		key := string(s.labels.Bytes(nil))
		if !seen[key] {
			seen[key] = true
			list = append(list, s.labels)
		}
	})
	if err != nil {
		return nil, err
	}
	if list, err = limit(r, list); err != nil {
		return nil, err
	}
	return appendList(nil, list, appendLabels), nil
}

// meta is what is known of a family.
type meta struct {
	Type string `json:"type"`
	Help string `json:"help"`
	Unit string `json:"unit"`
}

// metadata describes the families, or the one that "metric" names.
func (a *API) metadata(r request) ([]byte, error) {
	out, asked := map[string][]meta{}, r.Form.Get("metric")
	for _, f := range r.queryable.families {
		if asked == "" || asked == f.name {
			out[f.name] = []meta{{"gauge", f.help, ""}}
		}
	}
	return toJSON(out)
}
