package metrics

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// editionCollector shows the latest value of each indicator for each group, its
// year, and the state of each paragraph. Which families there are depends on
// the configuration, so it describes none.
type editionCollector struct {
	edition *progress.Edition
}

// Describe sends nothing: an unchecked collector.
func (editionCollector) Describe(chan<- *prometheus.Desc) {}

// Collect sends the metrics of the edition.
func (c editionCollector) Collect(ch chan<- prometheus.Metric) {
	e := c.edition
	send(ch, prometheus.NewDesc("wsis_snapshot_id", "Snapshot of the store that all values are of.", nil, nil), float64(e.ID().Snapshot))
	group := prometheus.NewDesc("wsis_group_info", "Always 1; names the groups.", []string{"group", "name", "kind"}, nil)
	for _, a := range e.Catalog().Areas() {
		if a.Group {
			send(ch, group, 1, a.Code, a.Name(), a.Kind)
		}
	}
	d := newIndicatorDescs()
	for _, in := range e.Catalog().Indicators() {
		d.collect(ch, e, in)
	}
	collectParagraphs(ch, e)
}

// indicatorDescs describe the families that all indicators share.
type indicatorDescs struct {
	info, year *prometheus.Desc
}

func newIndicatorDescs() indicatorDescs {
	return indicatorDescs{
		info: prometheus.NewDesc("wsis_indicator_info", "Always 1; says which family shows an indicator, and the unit that it is published in.",
			[]string{"indicator", "metric", "unit", "direction"}, nil),
		year: prometheus.NewDesc("wsis_indicator_reference_year", "Year of the latest value of a group.", []string{"indicator", "group"}, nil),
	}
}

func (d indicatorDescs) collect(ch chan<- prometheus.Metric, e *progress.Edition, in data.Indicator) {
	name := "wsis_group_" + in.Metric
	send(ch, d.info, 1, in.ID, name, in.Unit, string(in.Direction))
	value := prometheus.NewDesc(name, groupHelp(in), []string{"group"}, nil)
	for _, a := range e.Catalog().Areas() {
		if !a.Group {
			continue
		}
		last, ok := e.Line(in.ID, a.Code, data.Dims{}, "").Last()
		if !ok {
			continue // missing is missing, never 0
		}
		send(ch, value, last.Value*in.MetricScale, a.Code)
		send(ch, d.year, float64(last.Year), in.ID, a.Code)
	}
}

// groupHelp names the published unit and how the value came from it.
func groupHelp(in data.Indicator) string {
	help := in.Name + ": latest value of a group. Published in: " + in.Unit
	if in.MetricScale != 1 {
		help += ", shown here times " + strconv.FormatFloat(in.MetricScale, 'f', -1, 64)
	}
	return help + "."
}

// states are the values of the label status, worst last; "none" stands for no class.
func states() []progress.Class {
	return []progress.Class{progress.TargetMet, progress.OnTrack, progress.Fair, progress.Limited, progress.Deterioration, progress.NoClass}
}

func collectParagraphs(ch chan<- prometheus.Metric, e *progress.Edition) {
	whole := prometheus.NewDesc("wsis_paragraph_status", "1 for the state of a scored paragraph as a whole, 0 for the others.", []string{"resolution", "paragraph", "status"}, nil)
	part := prometheus.NewDesc("wsis_commitment_status", "1 for the lowest state among the headline entries of a paragraph for a group, 0 for the others.", []string{"resolution", "paragraph", "group", "status"}, nil)
	for _, r := range e.Catalog().Resolutions() {
		for _, p := range r.Paragraphs {
			v, ok := verdictOf(e, r, p)
			if !ok {
				continue
			}
			sendState(ch, whole, v.Class, r.ID, p.ID)
			for group, class := range worstByGroup(v) {
				sendState(ch, part, class, r.ID, p.ID, group)
			}
		}
	}
}

// verdictOf gives the verdict of a scored paragraph. An edition knows
// paragraphs by id, so that of an id which two resolutions use belongs to the
// first of them.
func verdictOf(e *progress.Edition, r data.Resolution, p data.Paragraph) (progress.ParagraphVerdict, bool) {
	owner, _, _ := e.Catalog().Paragraph(p.ID)
	if !p.Scored || owner.ID != r.ID {
		return progress.ParagraphVerdict{}, false
	}
	return e.Paragraph(p.ID)
}

// worstByGroup is the lowest class of each group; an entry without a class
// counts only where the group has no other.
func worstByGroup(v progress.ParagraphVerdict) map[string]progress.Class {
	out := map[string]progress.Class{}
	for _, entry := range v.Entries {
		group, class := entry.Headline.Group, entry.Verdict.Class
		before, seen := out[group]
		if !seen || before == progress.NoClass || class != progress.NoClass && lower(class, before) {
			out[group] = class
		}
	}
	return out
}

// lower orders on_track under target_met, which share a score.
func lower(a, b progress.Class) bool {
	return a.Score() < b.Score() || a == progress.OnTrack && b == progress.TargetMet
}

func sendState(ch chan<- prometheus.Metric, d *prometheus.Desc, class progress.Class, labels ...string) {
	for _, s := range states() {
		send(ch, d, is(class == s), append(labels[:len(labels):len(labels)], label(s))...)
	}
}

// send gives a gauge, or the fault that makes the scrape fail.
func send(ch chan<- prometheus.Metric, d *prometheus.Desc, value float64, labels ...string) {
	m, err := prometheus.NewConstMetric(d, prometheus.GaugeValue, value, labels...)
	if err != nil {
		m = prometheus.NewInvalidMetric(d, err)
	}
	ch <- m
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
