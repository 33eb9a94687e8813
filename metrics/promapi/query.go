package promapi

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql"
)

// query answers for one moment: "time", or now.
func (a *API) query(r request) ([]byte, error) {
	at, err := parseTime(r.Form.Get("time"), a.deps.Now())
	if err != nil {
		return nil, badData("parameter time: %w", err)
	}
	s := span{start: at, end: at}
	if err := a.check(r, s); err != nil {
		return nil, err
	}
	q, err := a.engine.NewInstantQuery(r.Context(), r.queryable, nil, r.Form.Get("query"), at)
	if err != nil {
		return nil, badData("parameter query: %w", err)
	}
	return execute(r, q)
}

// queryRange answers for the moments from "start" to "end", a "step" apart.
func (a *API) queryRange(r request) ([]byte, error) {
	var s span
	var err error
	if s.start, err = parseTime(r.Form.Get("start"), time.Time{}); err != nil {
		return nil, badData("parameter start: %w", err)
	}
	if s.end, err = parseTime(r.Form.Get("end"), time.Time{}); err != nil {
		return nil, badData("parameter end: %w", err)
	}
	if s.step, err = parseStep(r.Form.Get("step")); err != nil {
		return nil, badData("parameter step: %w", err)
	}
	if err := a.check(r, s); err != nil {
		return nil, err
	}
	q, err := a.engine.NewRangeQuery(r.Context(), r.queryable, nil, r.Form.Get("query"), s.start, s.end, s.step)
	if err != nil {
		return nil, badData("parameter query: %w", err)
	}
	return execute(r, q)
}

func (a *API) check(r request, s span) error {
	if err := a.deps.Limits.checkSpan(s); err != nil {
		return badData("%w", err)
	}
	if _, err := a.deps.Limits.check(a.parser, r.Form.Get("query"), s); err != nil {
		return badData("parameter query: %w", err)
	}
	return nil
}

func execute(r request, q promql.Query) ([]byte, error) {
	defer q.Close()
	res := q.Exec(r.Context())
	if res.Err != nil {
		return nil, res.Err
	}
	b := append([]byte(`{"resultType":"`), res.Value.Type()...)
	b, err := appendValue(append(b, `","result":`...), res.Value)
	return append(b, '}'), err
}

// parseTime reads Unix seconds or RFC 3339; "" is the given default, where
// there is one.
func parseTime(s string, otherwise time.Time) (time.Time, error) {
	if s == "" && !otherwise.IsZero() {
		return otherwise, nil
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		if math.IsNaN(f) || math.Abs(f) > 1e11 {
			return time.Time{}, badTime(s)
		}
		return time.UnixMilli(int64(math.Round(f * 1000))).UTC(), nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return t, badTime(s)
	}
	return t.UTC(), nil
}

func badTime(s string) error {
	return badData("%q is neither Unix seconds nor a time such as 1990-01-01T00:00:00Z", s)
}

// parseStep reads seconds or a duration such as 365d.
func parseStep(s string) (time.Duration, error) {
	var step time.Duration
	if f, err := strconv.ParseFloat(s, 64); err == nil && math.Abs(f) < math.MaxInt64/float64(time.Second) {
		step = time.Duration(f * float64(time.Second))
	} else if d, err := model.ParseDuration(s); err == nil {
		step = time.Duration(d)
	}
	if step < time.Millisecond {
		return 0, badData("%q is no positive duration such as 365d or 86400", s)
	}
	return step, nil
}

// toJSON writes what lookups find.
func toJSON(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, badData("write the answer: %w", err)
	}
	return b, nil
}
