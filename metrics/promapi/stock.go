package promapi

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"

	"github.com/wsiswatch/wsiswatch/metrics"
	"github.com/wsiswatch/wsiswatch/progress"
)

// The years that samples may be stamped with and asked for.
const (
	firstYear = 1800
	lastYear  = 2200
)

// january is the first moment of a year in milliseconds.
func january(year int) int64 {
	return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
}

// family is all series under one name. Lists are sorted by labels, made on
// first use and never changed.
type family struct {
	name, help string
	series     func() []series
}

// stock is what can be asked of one edition: every line through the years, what
// holds at all times, and what the edition says of the present.
type stock struct {
	history []family                   // by name
	present func() ([]timeless, error) // made on first use: few ask for it
	names   map[string]bool            // of history
}

// timeless is a family whose samples are stamped when it is asked for.
type timeless struct {
	name, help string
	always     bool // holds at all times, as a name does
	series     []sample
}

type sample struct {
	labels labels.Labels
	value  float64
}

func newStock(e *progress.Edition) *stock {
	s := &stock{names: map[string]bool{}}
	for _, f := range metrics.LineFamilies(e) {
		s.names[f.Name] = true
		s.history = append(s.history, family{f.Name, f.Help, sync.OnceValue(func() []series { return historyOf(e, f) })})
	}
	slices.SortFunc(s.history, func(a, b family) int { return cmp.Compare(a.name, b.name) })
	s.present = sync.OnceValues(func() ([]timeless, error) {
		families, err := metrics.EditionFamilies(e)
		if err != nil {
			return nil, fmt.Errorf("read the present of edition %s: %w", e.ID(), err)
		}
		return s.timeless(families), nil
	})
	return s
}

func historyOf(e *progress.Edition, f metrics.LineFamily) []series {
	var out []series
	b := labels.NewScratchBuilder(4)
	names := f.Labels()
	f.Lines(e, nil, func(values []string, l progress.Line) {
		b.Reset()
		b.Add(model.MetricNameLabel, f.Name)
		for i, name := range names {
			b.Add(name, values[i])
		}
		b.Sort()
		out = append(out, lineSeries(b.Labels(), l.Points, f.Indicator.MetricScale))
	})
	slices.SortFunc(out, func(a, b series) int { return labels.Compare(a.labels, b.labels) })
	return out
}

// timeless reads gathered families of ours, without those that have a history:
// of these the present is the end of it. Histograms are left out, since nothing
// can be said of one without the one before it.
func (s *stock) timeless(families []*dto.MetricFamily) []timeless {
	var out []timeless
	for _, f := range families {
		name := f.GetName()
		if s.names[name] || !strings.HasPrefix(name, "wsis_") || f.GetType() == dto.MetricType_HISTOGRAM {
			continue
		}
		t := timeless{name: name, help: f.GetHelp(), always: holdsAlways(name)}
		for _, m := range f.GetMetric() {
			t.series = append(t.series, sample{labelsOf(name, m), valueOf(m)})
		}
		slices.SortFunc(t.series, func(a, b sample) int { return labels.Compare(a.labels, b.labels) })
		out = append(out, t)
	}
	return out
}

// holdsAlways says that a family is true of every year: names and targets, which
// are joined to values of any year.
func holdsAlways(name string) bool {
	return strings.HasSuffix(name, "_info") && name != "wsis_build_info" ||
		strings.HasPrefix(name, "wsis_target_") || name == "wsis_benchmark_target_year"
}

func labelsOf(name string, m *dto.Metric) labels.Labels {
	b := labels.NewScratchBuilder(len(m.GetLabel()) + 1)
	b.Add(model.MetricNameLabel, name)
	for _, l := range m.GetLabel() {
		if l.GetValue() != "" { // an empty label is none in PromQL
			b.Add(l.GetName(), l.GetValue())
		}
	}
	b.Sort()
	return b.Labels()
}

func valueOf(m *dto.Metric) float64 {
	switch {
	case m.Gauge != nil:
		return m.GetGauge().GetValue()
	case m.Counter != nil:
		return m.GetCounter().GetValue()
	}
	return m.GetUntyped().GetValue()
}

// families are all that can be asked at a moment. What is true now is stamped a
// day ago, so that a clock which is a little behind finds it; what holds always
// is stamped each year.
func (s *stock) families(now time.Time, years []int64, moving []*dto.MetricFamily) ([]family, error) {
	present, err := s.present()
	if err != nil {
		return nil, err
	}
	all := slices.Clone(s.history)
	stamp := []int64{now.Add(-24 * time.Hour).UnixMilli()}
	for _, t := range append(present[:len(present):len(present)], s.timeless(moving)...) {
		at := stamp
		if t.always {
			at = years
		}
		all = append(all, family{t.name, t.help, func() []series {
			out := make([]series, len(t.series))
			for i, x := range t.series {
				out[i] = series{x.labels, at, []float64{x.value}}
			}
			return out
		}})
	}
	slices.SortFunc(all, func(a, b family) int { return cmp.Compare(a.name, b.name) })
	return all, nil
}
