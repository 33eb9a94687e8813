package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wsiswatch/wsiswatch/progress"
)

// editionCollector shows what an edition says of groups and paragraphs: the
// latest values, their years, the targets, and the state of each paragraph.
// Which families there are depends on the configuration, so it describes none.
type editionCollector struct {
	edition *progress.Edition
}

// Describe sends nothing: an unchecked collector.
func (editionCollector) Describe(chan<- *prometheus.Desc) {}

// Collect sends the metrics of the edition.
func (c editionCollector) Collect(ch chan<- prometheus.Metric) {
	e := c.edition
	send(ch, prometheus.NewDesc("wsis_snapshot_id", "Snapshot of the store that all values are of.", nil, nil), float64(e.ID().Snapshot))
	collectAreas(ch, e)
	info := prometheus.NewDesc("wsis_indicator_info", "Always 1; says which family shows an indicator, and the unit that it is published in.",
		[]string{"indicator", "name", "metric", "unit", "direction"}, nil)
	year := prometheus.NewDesc("wsis_indicator_reference_year", "Year of the latest value of a group.", []string{"indicator", groupLabel}, nil)
	for _, f := range LineFamilies(e) {
		if f.Area != groupLabel || f.By != nil {
			continue
		}
		in := f.Indicator
		send(ch, info, 1, in.ID, in.Name, f.Name, in.Unit, string(in.Direction))
		collectLatest(ch, e, f, nil, year)
	}
	collectBenchmarks(ch, e)
	collectParagraphs(ch, e)
}

// collectAreas names groups and economies. Those of the economies are here and
// not only beside their values, so that one scrape serves to name both.
func collectAreas(ch chan<- prometheus.Metric, e *progress.Edition) {
	group := prometheus.NewDesc("wsis_group_info", "Always 1; names the groups.", []string{"group", "name", "kind"}, nil)
	economy := prometheus.NewDesc("wsis_area_info", "Always 1; names the economies.", []string{"area", "name", "m49"}, nil)
	for _, a := range e.Catalog().Areas() {
		if a.Group {
			send(ch, group, 1, a.Code, a.Name(), a.Kind)
		} else {
			send(ch, economy, 1, a.Code, a.Name(), a.M49)
		}
	}
}

// collectLatest sends the newest value of each line of a family, and its year.
// areas nil means all of them.
func collectLatest(ch chan<- prometheus.Metric, e *progress.Edition, f LineFamily, areas map[string]bool, year *prometheus.Desc) {
	value := prometheus.NewDesc(f.Name, f.Help, f.Labels(), nil)
	f.Lines(e, areas, func(labels []string, l progress.Line) {
		last, ok := l.Last()
		if !ok {
			return // missing is missing, never 0
		}
		send(ch, value, last.Value*f.Indicator.MetricScale, labels...)
		of := []string{f.Indicator.ID, l.Area}
		if f.By != nil {
			of = append(of, l.Dims.Sex, l.Dims.Age, l.Dims.Location, l.Dims.Breakdown)
		}
		send(ch, year, float64(last.Year), of...)
	})
}

// send gives a gauge, or the fault that makes the scrape fail.
func send(ch chan<- prometheus.Metric, d *prometheus.Desc, value float64, labels ...string) {
	m, err := prometheus.NewConstMetric(d, prometheus.GaugeValue, value, labels...)
	if err != nil {
		m = prometheus.NewInvalidMetric(d, err)
	}
	ch <- m
}

func is(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
