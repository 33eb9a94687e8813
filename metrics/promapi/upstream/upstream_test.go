// Package upstream asks Prometheus's own storage what promapi is asked, and
// writes down the answers. It is a module of its own because that storage is
// built with the clients of every cloud, which the program has no use for.
package upstream

import (
	"context"
	"flag"
	"io"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"

	"github.com/wsiswatch/wsiswatch/metrics"
	"github.com/wsiswatch/wsiswatch/metrics/promapi"
	"github.com/wsiswatch/wsiswatch/metrics/promapi/promapitest"
	"github.com/wsiswatch/wsiswatch/progress"
)

var update = flag.Bool("update", false, "write ../testdata/upstream.txt anew")

// TestAnswers asks each expression at each moment.
func TestAnswers(t *testing.T) {
	e, err := promapitest.NewEdition(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	theirs := storageOf(t, e)
	engine := promapi.NewEngine(promapi.DefaultLimits(), slog.New(slog.NewTextHandler(io.Discard, nil)))
	var lines []string
	for _, expr := range promapitest.Expressions() {
		for _, m := range promapitest.Moments() {
			text, failure := promapitest.Run(t.Context(), engine, theirs, expr, m)
			lines = append(lines, promapitest.Line(expr, m, text, failure))
		}
	}
	got, golden := strings.Join(lines, "\n")+"\n", filepath.Join("..", "testdata", "upstream.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(want), "\n") {
		if i < len(lines) && lines[i] != line {
			t.Errorf("upstream answers\n%s\nthe file has\n%s", lines[i], line)
		}
	}
	if got != string(want) {
		t.Error("the file of answers is not that of upstream (see -update)")
	}
}

type point struct {
	labels labels.Labels
	value  float64
}

func january(year int) int64 {
	return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
}

func labelsOf(name string, m *dto.Metric) labels.Labels {
	pairs := map[string]string{"__name__": name}
	for _, l := range m.GetLabel() {
		pairs[l.GetName()] = l.GetValue()
	}
	return labels.FromMap(pairs)
}

// storageOf is the same in a tsdb: each line and, each first of January, the
// names; in the order of time, as a tsdb takes them.
func storageOf(t testing.TB, e *progress.Edition) storage.Queryable {
	t.Helper()
	opts := tsdb.DefaultOptions()
	opts.RetentionDuration = 0
	opts.MinBlockDuration, opts.MaxBlockDuration = january(2100), january(2100)
	db, err := tsdb.Open(t.TempDir(), slog.New(slog.NewTextHandler(io.Discard, nil)), nil, opts, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	var infos []point
	families, err := metrics.EditionFamilies(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if strings.HasSuffix(f.GetName(), "_info") {
				infos = append(infos, point{labelsOf(f.GetName(), m), m.GetGauge().GetValue()})
			}
		}
	}
	lines := linesOf(e)
	for year := 1800; year <= 2060; year++ {
		app := db.Appender(context.Background())
		put := func(s point) {
			if _, err := app.Append(0, s.labels, january(year), s.value); err != nil {
				t.Fatalf("%d: %s: %v", year, s.labels, err)
			}
		}
		for _, s := range infos {
			put(s)
		}
		for _, s := range lines(year) {
			put(s)
		}
		if err := app.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// linesOf gives the samples of a year, worked out from the lines in another way
// than the code under test does: year by year.
func linesOf(e *progress.Edition) func(year int) []point {
	type line struct {
		s      point
		points progress.Line
		scale  float64
	}
	var all []line
	for _, f := range metrics.LineFamilies(e) {
		f.Lines(e, nil, func(values []string, l progress.Line) {
			pairs := []string{"__name__", f.Name}
			for i, name := range f.Labels() {
				pairs = append(pairs, name, values[i])
			}
			all = append(all, line{point{labels: labels.FromStrings(pairs...)}, l, f.Indicator.MetricScale})
		})
	}
	return func(year int) []point {
		var out []point
		for _, l := range all {
			p, here := l.points.At(year)
			_, before := l.points.At(year - 1)
			switch {
			case here:
				l.s.value = p.Value * l.scale
			case before:
				l.s.value = math.Float64frombits(value.StaleNaN)
			default:
				continue
			}
			out = append(out, l.s)
		}
		return out
	}
}
