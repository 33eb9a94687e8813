package metrics

import (
	"math"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// parityBand is how far from 1 parity is still met.
const parityBand = 0.02

// collectBenchmarks shows the targets that have a number, and how far groups
// are from them. Targets in one unit share a family with the indicator's name.
func collectBenchmarks(ch chan<- prometheus.Metric, e *progress.Edition) {
	info := prometheus.NewDesc("wsis_benchmark_info", "Always 1; says who set a target, for which indicator, and how it is met.",
		[]string{"benchmark", "indicator", "issuer", "comparator", "metric"}, nil)
	year := prometheus.NewDesc("wsis_benchmark_target_year", "Year by which a target is to be met.", []string{"benchmark"}, nil)
	for _, b := range e.Catalog().Benchmarks() {
		in, ok := numbered(e.Catalog(), b)
		if !ok {
			continue
		}
		send(ch, info, 1, b.ID, in.ID, b.Issuer, string(b.Comparator), "wsis_target_"+in.Metric)
		if b.Year != 0 {
			send(ch, year, float64(b.Year), b.ID)
		}
		target := prometheus.NewDesc("wsis_target_"+in.Metric, in.Name+": targets that somebody set, by the group they are set for.", []string{"benchmark", groupLabel}, nil)
		away := prometheus.NewDesc("wsis_distance_"+in.Metric, in.Name+": what the latest value of a group lacks to meet a target; 0 or less where it is met.", []string{"benchmark", groupLabel}, nil)
		for _, group := range append([]string{b.Group}, b.AlsoGroups...) {
			if group == "" {
				continue
			}
			send(ch, target, *b.Value*in.MetricScale, b.ID, group)
			if last, ok := e.Line(in.ID, group, data.Dims{}, "").Last(); ok {
				send(ch, away, distance(b, last.Value)*in.MetricScale, b.ID, group)
			}
		}
	}
}

// collectEconomyDistances shows how far economies are from a target that is
// set for each of them.
func collectEconomyDistances(ch chan<- prometheus.Metric, e *progress.Edition, in data.Indicator, areas map[string]bool) {
	away := prometheus.NewDesc("wsis_economy_distance_"+in.Metric, in.Name+": what the latest value of an economy lacks to meet a target set for each; 0 or less where it is met.",
		[]string{"benchmark", economyLabel}, nil)
	for _, b := range e.Catalog().Benchmarks() {
		if of, ok := numbered(e.Catalog(), b); !ok || of.ID != in.ID || b.Group != data.EachEconomy {
			continue
		}
		newLineFamily(in, economyLabel, nil).Lines(e, areas, func(labels []string, l progress.Line) {
			if last, ok := l.Last(); ok {
				send(ch, away, distance(b, last.Value)*in.MetricScale, b.ID, labels[0])
			}
		})
	}
}

// numbered gives the indicator of a target that is met at a number.
func numbered(c *data.Catalog, b data.Benchmark) (data.Indicator, bool) {
	in, ok := c.Indicator(b.Indicator)
	switch b.Comparator {
	case data.AtLeast, data.Over, data.AtMost, data.BandOne:
		return in, ok && b.Value != nil
	}
	return in, false
}

// distance is what a value lacks to meet a benchmark, in the unit of the
// indicator: 0 or less where it is met.
func distance(b data.Benchmark, value float64) float64 {
	at := *b.Value
	if b.MetAt != 0 {
		at = b.MetAt
	}
	switch b.Comparator {
	case data.AtMost:
		return value - at
	case data.BandOne:
		return math.Abs(value-1) - parityBand
	}
	return at - value
}
