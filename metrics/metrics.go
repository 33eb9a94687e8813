// Package metrics shows an Edition and the health of the collectors to
// Prometheus. It has registries of its own; nothing carries a timestamp.
//
// To add a family, add its description and its lines in one of the collectors
// of this package, and its row to docs/metrics.md, which a test compares with
// the exposition. What an edition decides belongs to editionCollector or
// selectionCollector, which are asked once for each edition; what moves without
// it to healthCollector.
package metrics

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Deps is what the exposition is made from.
type Deps struct {
	Edition func() *progress.Edition // nil until the first is built
	Store   data.Reader
	Sources []data.Source
	Version string
	Now     func() time.Time
	Pools   map[string]*sql.DB // of database connections, by name; may be nil
}

// New gives the exposition, whose handlers answer at once; before the first
// edition they show the health of the collectors only.
func New(d Deps) (*Exposition, error) {
	if d.Edition == nil || d.Store == nil || d.Now == nil {
		return nil, errors.New("metrics: Edition, Store and Now are required")
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "wsis_build_info", Help: "Always 1; the labels name the running build.",
		ConstLabels: prometheus.Labels{"version": d.Version, "goversion": runtime.Version()},
	})
	build.Set(1)
	health, err := newHealthCollector(d.Store, d.Sources, d.Now)
	if err != nil {
		return nil, err
	}
	x := &Exposition{moving: prometheus.NewRegistry(), edition: d.Edition, kept: &kept{}, zips: &zips{}, http: newHTTPFamilies()}
	all := []prometheus.Collector{
		build, health, x.http.seconds, x.http.running,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	}
	for name, pool := range d.Pools {
		all = append(all, collectors.NewDBStatsCollector(pool, name))
	}
	for _, c := range all {
		if err := x.moving.Register(c); err != nil {
			return nil, fmt.Errorf("register metrics: %w", err)
		}
	}
	return x, nil
}

// Health answers /-/healthy, and /-/ready with 503 and the reason while ready
// gives an error.
func Health(ready func() error) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /-/healthy", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "healthy") })
	mux.HandleFunc("GET /-/ready", func(w http.ResponseWriter, _ *http.Request) {
		if err := ready(); err != nil {
			answer(w, http.StatusServiceUnavailable, err.Error())
			return
		}
		answer(w, http.StatusOK, "ready")
	})
	return mux
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// The client that hung up has no use for an error.
	_, _ = io.WriteString(w, text+"\n")
}
