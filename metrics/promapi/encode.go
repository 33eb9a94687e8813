package promapi

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
)

// appendValue writes a result as Prometheus does: numbers as text, since JSON
// has no NaN. The encoders of the engine are ten times slower.
func appendValue(b []byte, v parser.Value) ([]byte, error) {
	switch v := v.(type) {
	case promql.Vector:
		return appendList(b, v, func(b []byte, s promql.Sample) []byte {
			b = append(appendLabels(append(b, `{"metric":`...), s.Metric), `,"value":`...)
			return append(appendPoint(b, s.T, s.F), '}')
		}), nil
	case promql.Matrix:
		return appendList(b, v, func(b []byte, s promql.Series) []byte {
			b = append(appendLabels(append(b, `{"metric":`...), s.Metric), `,"values":`...)
			return append(appendList(b, s.Floats, func(b []byte, p promql.FPoint) []byte { return appendPoint(b, p.T, p.F) }), '}')
		}), nil
	case promql.Scalar:
		return appendPoint(b, v.T, v.V), nil
	case promql.String:
		b = append(appendTime(append(b, '['), v.T), ',')
		return append(appendText(b, v.V), ']'), nil
	}
	return nil, fmt.Errorf("write a result: no form for %T", v)
}

func appendList[T any](b []byte, list []T, one func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, x := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = one(b, x)
	}
	return append(b, ']')
}

func appendLabels(b []byte, l labels.Labels) []byte {
	b = append(b, '{')
	first := true
	l.Range(func(l labels.Label) {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(appendText(b, l.Name), ':')
		b = appendText(b, l.Value)
	})
	return append(b, '}')
}

func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == '"' || s[i] == '\\' {
			quoted, err := json.Marshal(s)
			if err != nil {
				quoted = []byte(`""`) // a string always has a form
			}
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

func appendPoint(b []byte, t int64, v float64) []byte {
	b = append(appendTime(append(b, '['), t), `,"`...)
	form := byte('f')
	if abs := math.Abs(v); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		form = 'e'
	}
	return append(strconv.AppendFloat(b, v, form, -1, 64), `"]`...)
}

// appendTime writes milliseconds as seconds.
func appendTime(b []byte, t int64) []byte {
	if t < 0 {
		b = append(b, '-')
		t = -t
	}
	b = strconv.AppendInt(b, t/1000, 10)
	if ms := t % 1000; ms != 0 {
		b = append(b, '.', byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10))
	}
	return b
}
