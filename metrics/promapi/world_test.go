package promapi

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/metrics/promapi/promapitest"
	"github.com/wsiswatch/wsiswatch/progress"
)

func newEdition(t testing.TB, snapshot int64, more int) *progress.Edition {
	t.Helper()
	e, err := promapitest.NewEdition(snapshot, more)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// moving is a collector that ran, a counter and a histogram.
func moving() ([]*dto.MetricFamily, error) {
	r := prometheus.NewRegistry()
	last := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "wsis_collector_last_success_timestamp_seconds", Help: "h"}, []string{"source"})
	last.WithLabelValues("pub").Set(float64(promapitest.Noon().Add(-time.Hour).Unix()))
	count := prometheus.NewCounter(prometheus.CounterOpts{Name: "wsis_things_total", Help: "h"})
	count.Add(3)
	other := prometheus.NewGauge(prometheus.GaugeOpts{Name: "go_things", Help: "h"})
	r.MustRegister(last, count, other, prometheus.NewHistogram(prometheus.HistogramOpts{Name: "wsis_http_request_duration_seconds", Help: "h"}))
	return r.Gather()
}

func newDeps(e *progress.Edition) Deps {
	return Deps{
		Edition: func() *progress.Edition { return e }, Moving: moving, Now: promapitest.Noon,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Limits: DefaultLimits(),
		Vintage: func(context.Context, string) (*progress.Edition, error) { return nil, data.ErrNotFound },
	}
}

func newServer(t testing.TB, d Deps) *httptest.Server {
	t.Helper()
	h, err := New(d)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// answer is what the interface answers.
type answer struct {
	Status    string          `json:"status"`
	ErrorType string          `json:"errorType"`
	Error     string          `json:"error"`
	Data      json.RawMessage `json:"data"`
}

func (a answer) text() string { return string(a.Data) }

// ask sends a question whose parameters are given in pairs.
func ask(t testing.TB, s *httptest.Server, path string, params ...string) (int, answer) {
	t.Helper()
	q := url.Values{}
	for i := 0; i+1 < len(params); i += 2 {
		q.Add(params[i], params[i+1])
	}
	res, err := http.Post(s.URL+"/api/v1/"+path, "application/x-www-form-urlencoded", strings.NewReader(q.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var a answer
	if err := json.NewDecoder(res.Body).Decode(&a); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return res.StatusCode, a
}
