package metrics

import (
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// states are the values of the label status, worst last; "none" stands for no class.
func states() []progress.Class {
	return []progress.Class{progress.TargetMet, progress.OnTrack, progress.Fair, progress.Limited, progress.Deterioration, progress.NoClass}
}

// paragraphDescs describe the families of the paragraphs.
type paragraphDescs struct {
	info, entry, whole, part, score, coverage, missed *prometheus.Desc
}

func newParagraphDescs() paragraphDescs {
	desc := func(name, help string, more ...string) *prometheus.Desc {
		return prometheus.NewDesc("wsis_"+name, help, append([]string{"resolution", "paragraph"}, more...), nil)
	}
	return paragraphDescs{
		info:     desc("paragraph_info", "Always 1; says what a paragraph is about, and whether it is scored.", "number", "section", "kind", "scored", "summary"),
		entry:    desc("paragraph_entry_info", "Always 1; names what the verdict of a paragraph is made of.", "indicator", "group", "breakdown", "benchmark", "metric"),
		whole:    desc("paragraph_status", "1 for the state of a scored paragraph as a whole, 0 for the others.", "status"),
		part:     desc("commitment_status", "1 for the lowest state among the headline entries of a paragraph for a group, 0 for the others.", "group", "status"),
		score:    desc("paragraph_score", "Mean of the classes of the headline entries: 4 for met or on track, down to 1 for deterioration."),
		coverage: desc("paragraph_judged_ratio", "Share of the headline entries of a scored paragraph that have a class."),
		missed:   desc("paragraph_targets_missed", "Targets of a scored paragraph whose year is over and which were not met."),
	}
}

func collectParagraphs(ch chan<- prometheus.Metric, e *progress.Edition) {
	d := newParagraphDescs()
	for _, r := range e.Catalog().Resolutions() {
		for _, p := range r.Paragraphs {
			send(ch, d.info, 1, r.ID, p.ID, p.Number, p.Section, string(p.Kind), yesNo(p.Scored), brief(p.Summary))
			if v, ok := verdictOf(e, r, p); ok {
				d.collectEntries(ch, e.Catalog(), p, r.ID)
				d.collect(ch, v, r.ID, p.ID)
			}
		}
	}
}

// collectEntries names the headline entries, so that a dashboard finds the
// families to show.
func (d paragraphDescs) collectEntries(ch chan<- prometheus.Metric, c *data.Catalog, p data.Paragraph, resolution string) {
	seen := map[data.Headline]bool{}
	for _, h := range p.Headline {
		in, ok := c.Indicator(h.Indicator)
		if !ok || seen[h] {
			continue
		}
		seen[h] = true
		send(ch, d.entry, 1, resolution, p.ID, h.Indicator, h.Group, h.Breakdown, h.Benchmark, newLineFamily(in, groupLabel, nil).Name)
	}
}

// collect sends what a verdict says. The state is the one that a person gave,
// where somebody did; the score is the computed one always.
func (d paragraphDescs) collect(ch chan<- prometheus.Metric, v progress.ParagraphVerdict, labels ...string) {
	sendState(ch, d.whole, v.Shown(), labels...)
	for group, class := range worstByGroup(v) {
		sendState(ch, d.part, class, append(labels[:len(labels):len(labels)], group)...)
	}
	if v.Mean != nil {
		send(ch, d.score, *v.Mean, labels...)
	}
	if n := len(v.Entries); n > 0 {
		send(ch, d.coverage, float64(n-v.Counts[progress.NoClass])/float64(n), labels...)
	}
	send(ch, d.missed, float64(v.Missed), labels...)
}

// longestSummary in characters keeps a label short enough for a table.
const longestSummary = 120

// brief cuts a summary after a word.
func brief(s string) string {
	runes := []rune(s)
	if len(runes) <= longestSummary {
		return s
	}
	cut := string(runes[:longestSummary])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:(") + "…"
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
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

func label(c progress.Class) string {
	if c == progress.NoClass {
		return "none"
	}
	return string(c)
}
