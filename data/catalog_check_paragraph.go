package data

import (
	"fmt"
	"regexp"
	"slices"
)

func (k *checker) checkResolutions() {
	evidence := map[string]string{}
	for i := range k.c.d.Resolutions {
		r := &k.c.d.Resolutions[i]
		k.needed("resolution", r.ID, "symbol", r.Symbol, "title", r.Title, "body", r.Body)
		if len(r.Paragraphs) == 0 {
			k.add("resolution", r.ID, "", "it has no paragraphs; add lists of them beside resolution.yaml")
		}
		ids, orders := map[string]bool{}, map[int]string{}
		for j := range r.Paragraphs {
			p := &r.Paragraphs[j]
			id := r.ID + "/" + p.ID
			if ids[p.ID] {
				k.add("paragraph", id, "id", "the id is taken by another paragraph")
			}
			ids[p.ID] = true
			if other, ok := orders[p.Order]; ok {
				k.add("paragraph", id, "order", "order %d is that of paragraph %q already", p.Order, other)
			}
			orders[p.Order] = p.ID
			k.checkParagraph(r, p, id)
			k.checkEvidence(p, id, evidence)
		}
	}
}

func (k *checker) checkParagraph(r *Resolution, p *Paragraph, id string) {
	k.needed("paragraph", id, "section", p.Section, "verb", p.Verb, "summary", p.Summary)
	if !textID.MatchString(p.ID) {
		k.add("paragraph", id, "id", "the id does not match %s", textID)
	}
	if p.Order < 1 {
		k.add("paragraph", id, "order", "order is required: the place in the document, from 1")
	}
	if p.Section != "" && !slices.ContainsFunc(r.Sections, func(s Section) bool { return s.ID == p.Section }) {
		k.add("paragraph", id, "section", "unknown section %q; resolution.yaml lists the sections", p.Section)
	}
	for i, t := range p.Themes {
		if !slices.ContainsFunc(k.c.d.Themes, func(v Theme) bool { return v.ID == t }) {
			k.add("paragraph", id, fmt.Sprintf("themes.%d", i), "unknown theme %q; themes.yaml lists them", t)
		}
	}
	k.checkKind(p, id)
	k.checkManual(p, id)
	k.checkNarrative(p, id)
	for i := range p.Headline {
		k.checkHeadline(&p.Headline[i], id, fmt.Sprintf("headline.%d", i))
	}
	for i := range p.Links {
		k.checkLink(&p.Links[i], id, fmt.Sprintf("links.%d", i))
	}
}

func (k *checker) checkKind(p *Paragraph, id string) {
	switch p.Kind {
	case Quantitative, Proxy, ByEvidence:
	case Context:
		if p.Scored {
			k.add("paragraph", id, "scored", "a paragraph of kind context promises nothing and cannot be scored")
		}
	default:
		k.add("paragraph", id, "kind", "kind is required: quantitative, proxy, evidence or context%s", given(string(p.Kind)))
	}
	if p.Scored && len(p.Headline) == 0 && len(p.Evidence) == 0 && p.Unmeasured == "" {
		k.add("paragraph", id, "scored", "a scored paragraph needs headline entries, evidence, or a reason under \"unmeasured\"")
	}
	if !p.Scored && len(p.Headline) > 0 {
		k.add("paragraph", id, "headline", "headline entries make a verdict, but the paragraph is not scored; use links instead")
	}
	if !p.Scored && p.Kind != Context && p.Unmeasured == "" && p.Caveat == "" {
		k.add("paragraph", id, "scored", "a paragraph that is not scored must say why, under \"unmeasured\" or \"caveat\"")
	}
}

func (k *checker) checkHeadline(h *Headline, id, field string) {
	known := k.knownIndicator("paragraph", id, field+".indicator", h.Indicator)
	k.knownArea("paragraph", id, field+".group", h.Group)
	if h.Benchmark == NoBenchmark {
		return
	}
	b, ok := k.c.benchmarks[h.Benchmark]
	switch {
	case !ok:
		k.add("paragraph", id, field+".benchmark", "unknown benchmark %q; name one of benchmarks.yaml, or none", h.Benchmark)
	case known && b.Indicator != h.Indicator:
		k.add("paragraph", id, field+".benchmark", "benchmark %q is about indicator %q, not %q", b.ID, b.Indicator, h.Indicator)
	}
}

func (k *checker) checkLink(l *Link, id, field string) {
	k.knownIndicator("paragraph", id, field+".indicator", l.Indicator)
	if l.Role != Measures && l.Role != AsProxy && l.Role != ForContext {
		k.add("paragraph", id, field+".role", "role is required: measures, proxy or context%s", given(string(l.Role)))
	}
	for i, g := range l.Groups {
		k.knownArea("paragraph", id, fmt.Sprintf("%s.groups.%d", field, i), g)
	}
	for i, b := range l.Benchmarks {
		if _, ok := k.c.benchmarks[b]; !ok {
			k.add("paragraph", id, fmt.Sprintf("%s.benchmarks.%d", field, i), "unknown benchmark %q", b)
		}
	}
}

var recurrence = regexp.MustCompile(`^(once|yearly|standing|every [1-9][0-9]? years)$`)

// checkEvidence checks the evidence of a paragraph. Ids are unique over all
// paragraphs, since acts are added to them from files of their own.
func (k *checker) checkEvidence(p *Paragraph, id string, owner map[string]string) {
	for i := range p.Evidence {
		e, field := &p.Evidence[i], fmt.Sprintf("evidence.%d", i)
		if other, ok := owner[e.ID]; ok {
			k.add("paragraph", id, field+".id", "evidence id %q is taken by paragraph %q", e.ID, other)
		}
		owner[e.ID] = id
		if !textID.MatchString(e.ID) {
			k.add("paragraph", id, field+".id", "evidence id %q does not match %s", e.ID, textID)
		}
		if e.Title == "" {
			k.add("paragraph", id, field+".title", "evidence %q: title is required", e.ID)
		}
		if !recurrence.MatchString(e.Recurrence) {
			k.add("paragraph", id, field+".recurrence", "evidence %q: recurrence %q is not once, yearly, standing or \"every N years\"", e.ID, e.Recurrence)
		}
		for j, a := range e.Done {
			if a.Date.IsZero() || a.Title == "" {
				k.add("paragraph", id, fmt.Sprintf("%s.done.%d", field, j), "evidence %q: an act needs a date and a title", e.ID)
			}
		}
	}
}
