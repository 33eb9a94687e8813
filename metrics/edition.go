package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// editionCollector shows the latest value of each indicator for each group, its
// year, and the state of each paragraph. Which families there are depends on
// the configuration, so it describes none.
type editionCollector struct {
	edition func() *progress.Edition
}

// Describe sends nothing: an unchecked collector.
func (editionCollector) Describe(chan<- *prometheus.Desc) {}

// Collect sends the metrics of the present edition.
func (c editionCollector) Collect(ch chan<- prometheus.Metric) {
	e := c.edition()
	if e == nil {
		return
	}
	snapshot := prometheus.NewDesc("wsis_snapshot_id", "Snapshot of the store that all values are of.", nil, nil)
	ch <- prometheus.MustNewConstMetric(snapshot, prometheus.GaugeValue, float64(e.ID().Snapshot))
	year := prometheus.NewDesc("wsis_indicator_reference_year", "Year of the latest value of a group.", []string{"indicator", "group"}, nil)
	for _, in := range e.Catalog().Indicators() {
		collectIndicator(ch, e, in, year)
	}
	collectParagraphs(ch, e)
}

func collectIndicator(ch chan<- prometheus.Metric, e *progress.Edition, in data.Indicator, year *prometheus.Desc) {
	if in.Metric == "" {
		return
	}
	scale := in.MetricScale
	if scale == 0 {
		scale = 1
	}
	value := prometheus.NewDesc("wsis_group_"+in.Metric, in.Name+", latest value of a group ("+in.Unit+" where published).", []string{"group"}, nil)
	for _, l := range e.Lines(in.ID, data.Dims{}, "") {
		area, _ := e.Catalog().Area(l.Area)
		last, ok := l.Last()
		if !area.Group || !ok {
			continue
		}
		ch <- prometheus.MustNewConstMetric(value, prometheus.GaugeValue, last.Value*scale, l.Area)
		ch <- prometheus.MustNewConstMetric(year, prometheus.GaugeValue, float64(last.Year), in.ID, l.Area)
	}
}

// states are the values of the label status, worst last; "none" stands for no class.
var states = []progress.Class{progress.TargetMet, progress.OnTrack, progress.Fair, progress.Limited, progress.Deterioration, progress.NoClass}

func collectParagraphs(ch chan<- prometheus.Metric, e *progress.Edition) {
	whole := prometheus.NewDesc("wsis_paragraph_status", "1 for the state of a scored paragraph as a whole, 0 for the others.", []string{"resolution", "paragraph", "status"}, nil)
	part := prometheus.NewDesc("wsis_commitment_status", "1 for the lowest state among the headline entries of a paragraph for a group, 0 for the others.", []string{"resolution", "paragraph", "group", "status"}, nil)
	for _, r := range e.Catalog().Resolutions() {
		for _, p := range r.Paragraphs {
			v, ok := e.Paragraph(p.ID)
			if !ok || !p.Scored {
				continue
			}
			for _, s := range states {
				ch <- prometheus.MustNewConstMetric(whole, prometheus.GaugeValue, is(v.Class == s), r.ID, p.ID, label(s))
			}
			for group, class := range worstByGroup(v) {
				for _, s := range states {
					ch <- prometheus.MustNewConstMetric(part, prometheus.GaugeValue, is(class == s), r.ID, p.ID, group, label(s))
				}
			}
		}
	}
}

// worstByGroup is the lowest class of each group; an entry without a class
// counts only where the group has no other.
func worstByGroup(v progress.ParagraphVerdict) map[string]progress.Class {
	out := map[string]progress.Class{}
	for _, entry := range v.Entries {
		group, class := entry.Headline.Group, entry.Verdict.Class
		before, seen := out[group]
		if !seen || before == progress.NoClass || class != progress.NoClass && class.Score() < before.Score() {
			out[group] = class
		}
	}
	return out
}

func label(c progress.Class) string {
	if c == progress.NoClass {
		return "none"
	}
	return string(c)
}

func is(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
