package metrics

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// httpFamilies measure the requests.
type httpFamilies struct {
	seconds *prometheus.HistogramVec
	running prometheus.Gauge
}

func newHTTPFamilies() httpFamilies {
	return httpFamilies{
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "wsis_http_request_duration_seconds", Help: "How long requests took to answer.",
			Buckets: []float64{0.001, 0.01, 0.1, 1, 10},
		}, []string{"handler", "method", "code"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "wsis_http_requests_in_flight", Help: "Requests that are being answered.",
		}),
	}
}

// Measure counts and times the requests of a handler by the pattern that they
// matched, of which there are few: a path that somebody made up makes no series.
func (x *Exposition) Measure(h http.Handler, now func() time.Time) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := now()
		x.http.running.Inc()
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			x.http.running.Dec()
			x.http.seconds.WithLabelValues(handlerOf(r), methodOf(r), strconv.Itoa(rec.status)).Observe(now().Sub(began).Seconds())
		}()
		h.ServeHTTP(rec, r)
	})
}

// handlerOf is the pattern that a request matched, without its method.
func handlerOf(r *http.Request) string {
	_, path, ok := strings.Cut(r.Pattern, " ")
	if !ok {
		path = r.Pattern
	}
	if path == "" {
		return "none"
	}
	return path
}

func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions:
		return strings.ToLower(r.Method)
	}
	return "other"
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	wrote  bool
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if !r.wrote && status >= http.StatusOK {
		r.status, r.wrote = status, true
	}
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the writer below.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
