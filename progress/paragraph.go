package progress

import (
	"fmt"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// Paragraph gives the verdict of a paragraph by id, each entry judged by its
// indicator's own method.
func (e *Edition) Paragraph(id string) (ParagraphVerdict, bool) {
	v, ok := e.paragraphs[id]
	return v, ok
}

// ParagraphBy gives the verdict of a paragraph with all entries judged by one
// method; "" is Paragraph. A verdict that a person gave speaks of no method and
// is not beside it. It is made on first use.
func (e *Edition) ParagraphBy(method, id string) (ParagraphVerdict, error) {
	_, p, ok := e.stock.catalog.Paragraph(id)
	if !ok {
		return ParagraphVerdict{}, fmt.Errorf("judge paragraph %q: %w", id, data.ErrNotFound)
	}
	if method == "" {
		return e.paragraphs[id], nil
	}
	name, err := Method(method)
	if err != nil {
		return ParagraphVerdict{}, fmt.Errorf("judge paragraph %q: %w", id, err)
	}
	return stored(&e.byMethod, paragraphKey{name, id}, func() ParagraphVerdict { return e.judgeParagraph(name, p) }), nil
}

// ParagraphFor gives the verdict that a paragraph would have if each of its
// headline indicators were judged once, for the area and against the benchmark
// that fits it best; "none" stays none. It is empty for an unknown paragraph.
func (e *Edition) ParagraphFor(id, area string) ParagraphVerdict {
	v, err := e.ParagraphForBy("", id, area)
	if err != nil {
		return ParagraphVerdict{}
	}
	return v
}

// ParagraphForBy is ParagraphFor by one method; "" is each indicator's own.
func (e *Edition) ParagraphForBy(method, id, area string) (ParagraphVerdict, error) {
	_, p, ok := e.stock.catalog.Paragraph(id)
	if !ok {
		return ParagraphVerdict{}, fmt.Errorf("judge paragraph %q: %w", id, data.ErrNotFound)
	}
	if method != "" {
		name, err := Method(method)
		if err != nil {
			return ParagraphVerdict{}, fmt.Errorf("judge paragraph %q: %w", id, err)
		}
		method = name
	}
	return e.judgeParagraph(method, forArea(p, area)), nil
}

// judgeParagraph gives the verdict of a paragraph; method is a full name, or ""
// for each indicator's own. Its entries and evidence are there whether it is
// scored or not.
func (e *Edition) judgeParagraph(method string, p data.Paragraph) ParagraphVerdict {
	v := ParagraphVerdict{Paragraph: p.ID, Method: method, Evidence: evidence(p.Evidence, e.stock.reference)}
	if method == "" {
		v.Manual = manual(p.Manual, e.stock.reference)
	}
	var classes []Class
	for _, h := range p.Headline {
		entry := Entry{h, e.judged(method, h.Indicator, h.Group, breakdown(h.Breakdown), h.Benchmark)}
		v.Entries = append(v.Entries, entry)
		classes = append(classes, entry.Verdict.Class)
		v.Missed += missed(entry.Verdict)
	}
	v.Worst, v.WorstClass = worst(v.Entries)
	v.count()
	switch {
	case !p.Scored:
		v.Reason = NotScored
	case len(classes) == 0 && (p.Kind == data.ByEvidence || len(p.Evidence) > 0):
		v.Reason = EvidenceOnly
	case v.Counts[NoClass] == len(classes) && allWithoutData(v.Entries):
		v.Reason = NoDataYet
	default:
		v.Class, v.Mean, v.Reason = headline(classes)
		if v.Class == NoClass && v.halfOnOwnScale() {
			v.Reason = OwnScale
		}
	}
	return v
}

// count fills what is said of all entries together.
func (v *ParagraphVerdict) count() {
	var nodes []Node
	for i := range v.Entries {
		entry := &v.Entries[i].Verdict
		if v.Counts == nil {
			v.Counts = map[Class]int{}
		}
		v.Counts[entry.Class]++
		if entry.Status != "" {
			if v.Statuses == nil {
				v.Statuses = map[string]int{}
			}
			v.Statuses[entry.Status]++
		}
		nodes = append(nodes, Node{Series: entry})
	}
	if mean, _, ok := meanScore(nodes); ok {
		v.Score = finite(mean)
	}
}

// halfOnOwnScale says that enough entries are judged, but not on our scale.
func (v *ParagraphVerdict) halfOnOwnScale() bool {
	judged := 0
	for _, e := range v.Entries {
		if e.Verdict.Class != NoClass || e.Verdict.Reason == OwnScale {
			judged++
		}
	}
	return judged > 0 && 2*judged >= len(v.Entries)
}

// manual is a verdict of a person that was given by the reference date: what
// comes later was not known then.
func manual(m *data.Manual, on data.Date) *Manual {
	if m == nil || !on.IsZero() && m.Date.After(on.Time) {
		return nil
	}
	return &Manual{Class: Class(m.Class), Reason: m.Reason, Author: m.Author, Date: m.Date}
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
