package progress

import (
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// judgeParagraph gives the verdict of a paragraph. Its entries and evidence
// are there whether it is scored or not.
func (e *Edition) judgeParagraph(p data.Paragraph) ParagraphVerdict {
	v := ParagraphVerdict{Paragraph: p.ID, Evidence: evidence(p.Evidence, e.stock.reference)}
	var classes []Class
	for _, h := range p.Headline {
		entry := Entry{h, e.Assess(h.Indicator, h.Group, breakdown(h.Breakdown), h.Benchmark)}
		v.Entries = append(v.Entries, entry)
		classes = append(classes, entry.Verdict.Class)
		v.Missed += missed(entry.Verdict)
	}
	v.Worst, v.WorstClass = worst(v.Entries)
	if len(classes) > 0 {
		v.Counts = map[Class]int{}
		for _, c := range classes {
			v.Counts[c]++
		}
	}
	switch {
	case !p.Scored:
		v.Reason = NotScored
	case len(classes) == 0 && (p.Kind == data.ByEvidence || len(p.Evidence) > 0):
		v.Reason = EvidenceOnly
	case v.Counts[NoClass] == len(classes) && allWithoutData(v.Entries):
		v.Reason = NoDataYet
	default:
		v.Class, v.Mean, v.Reason = headline(classes)
	}
	return v
}

// forArea asks a paragraph's questions of one area. A benchmark set for another
// group says nothing of it.
func forArea(p data.Paragraph, area string) data.Paragraph {
	type question struct{ indicator, breakdown string }
	asked := map[question]bool{}
	var list []data.Headline
	for _, h := range p.Headline {
		if asked[question{h.Indicator, h.Breakdown}] {
			continue
		}
		asked[question{h.Indicator, h.Breakdown}] = true
		if h.Group = area; h.Benchmark != data.NoBenchmark {
			h.Benchmark = ""
		}
		list = append(list, h)
	}
	p.Headline = list
	return p
}

// headline is the mean of classes: at least half must have one.
func headline(classes []Class) (Class, *float64, Reason) {
	sum, n := 0, 0
	for _, c := range classes {
		if c != NoClass {
			sum += c.Score()
			n++
		}
	}
	if n == 0 || 2*n < len(classes) {
		return NoClass, nil, NotEnough
	}
	mean := float64(sum) / float64(n)
	switch {
	case mean >= 3.5:
		return OnTrack, &mean, ""
	case mean >= 2.5:
		return Fair, &mean, ""
	case mean >= 1.5:
		return Limited, &mean, ""
	}
	return Deterioration, &mean, ""
}

// worst is the group of the first entry with the lowest class.
func worst(entries []Entry) (group string, class Class) {
	for _, e := range entries {
		if c := e.Verdict.Class; c != NoClass && (class == NoClass || c.Score() < class.Score()) {
			group, class = e.Headline.Group, c
		}
	}
	return group, class
}

func missed(v Verdict) int {
	n := 0
	for _, p := range v.Past {
		if !p.Met && !p.Open {
			n++
		}
	}
	return n
}

func allWithoutData(entries []Entry) bool {
	for _, e := range entries {
		if e.Verdict.Reason != NoDataYet {
			return false
		}
	}
	return true
}

// breakdown reads Headline.Breakdown: "sex=F location=R" as Dims.String writes
// it, or the bare code of a breakdown.
func breakdown(s string) data.Dims {
	if !strings.Contains(s, "=") {
		return data.Dims{Breakdown: s}
	}
	var d data.Dims
	into := map[string]*string{"sex": &d.Sex, "age": &d.Age, "location": &d.Location, "breakdown": &d.Breakdown}
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' }) {
		name, value, _ := strings.Cut(part, "=")
		if field := into[name]; field != nil {
			*field = value
		}
	}
	return d
}
