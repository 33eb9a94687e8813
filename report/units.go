package report

import (
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// units are the findings on each unit, under the headings of the document.
func (b *builder) units() {
	b.heading(1, b.t("report.findings"))
	b.plain(b.t("report.findings.how"))
	section := ""
	for _, p := range b.paragraphs {
		if p.Section != section {
			section = p.Section
			b.heading(2, b.sectionTitle(section))
		}
		b.unit(p)
	}
}

func (b *builder) sectionTitle(id string) string {
	for _, s := range b.res.Sections {
		if s.ID == id {
			return s.Title
		}
	}
	return id
}

// unit is what is said of one unit: its summary, the finding, the facts, the
// table, the chart, the evidence and what to beware of.
func (b *builder) unit(p data.Paragraph) {
	v, _ := b.verdictOf(p)
	b.heading(3, b.t("report.unit", "name", b.unitName(p), "verb", strings.ToLower(p.Verb)))
	b.plain(b.prose(p.Summary))
	b.finding(p, v)
	if len(v.Entries) > 0 {
		b.entries(p, v)
	}
	if len(v.Evidence) > 0 {
		b.evidence(p, v)
	}
	said := []string{b.remark("report.unmeasured", p.Unmeasured), b.remark("report.caveat", p.Caveat)}
	if len(v.Evidence) == 0 { // else it is a note of the table
		said = append(said, b.remark("report.hint", p.StatusHint))
	}
	for _, s := range said {
		if s != "" {
			b.plain(s)
		}
	}
}

// remark labels what the definitions say of a unit; "" where they say nothing.
func (b *builder) remark(key, text string) string {
	if text == "" {
		return ""
	}
	return b.prose(b.t(key, "text", text))
}

// finding is what a person wrote, else the sentence of the verdict.
func (b *builder) finding(p data.Paragraph, v progress.ParagraphVerdict) {
	if n := p.Narrative.On(b.report.Stamp.Reference); n != nil {
		b.body(strings.TrimSpace(n.Text), nil, b.t("report.narrative", "author", n.Author, "date", b.date(n.Date)))
		return
	}
	row := b.unitRow(&Table{}, p)
	has, of := len(v.Entries)-v.Counts[progress.NoClass], len(v.Entries)
	name := b.unitName(p)
	var said string
	switch {
	case v.Manual != nil:
		b.body(b.t("report.finding.manual", "name", name, "class", b.t("fact.class."+string(v.Manual.Class)), "reason", v.Manual.Reason), nil,
			b.t("report.narrative", "author", v.Manual.Author, "date", b.date(v.Manual.Date)))
		return
	case v.Class != progress.NoClass:
		said = b.Words.N("report.finding", of, "name", name, "class", b.t("fact.class."+string(v.Class)), "mean", b.Words.Number(*v.Mean, 1),
			"has", b.Words.Count(has), "of", b.Words.Count(of))
		if severalAreas(v) && severalClasses(v) {
			said += " " + b.t("report.finding.lowest", "area", b.Words.In(b.area(v.Worst)), "class", b.t("fact.class."+string(v.WorstClass)))
		}
	case v.Reason == progress.NotEnough:
		said = b.t("report.finding.few", "name", name, "has", b.Words.Count(has), "of", b.Words.Count(of))
	default:
		said = b.t("report.finding.none", "name", name, "why", b.Words.Or("report.why."+string(v.Reason), b.Words.Class(v.Class, v.Reason)))
	}
	b.body(said, row)
}

func (b *builder) area(code string) data.Area {
	a, ok := b.cat.Area(code)
	if !ok {
		a.Code = code
	}
	return a
}

func severalAreas(v progress.ParagraphVerdict) bool {
	return slices.ContainsFunc(v.Entries, func(e progress.Entry) bool { return e.Headline.Group != v.Entries[0].Headline.Group })
}

func severalClasses(v progress.ParagraphVerdict) bool {
	n := 0
	for class, count := range v.Counts {
		if class != progress.NoClass && count > 0 {
			n++
		}
	}
	return n > 1
}

// entries states each headline entry and shows them all in a table.
func (b *builder) entries(p data.Paragraph, v progress.ParagraphVerdict) {
	t := b.verdictTable(b.t("report.entries.title", "name", b.unitName(p)), "", b.t("report.column.entry"))
	var inputs []*progress.Value
	var before []int
	for _, e := range v.Entries {
		f := b.fact(e.Verdict, e.Headline.Benchmark)
		row := b.addVerdict(t, b.label(e.Verdict), e.Verdict, f)
		inputs = append(inputs, e.Verdict.Base, e.Verdict.Latest)
		if n := b.state(f, row); n > 0 {
			before = append(before, n)
		}
	}
	if len(before) > 0 {
		b.plain(b.see(before))
	}
	t.Source = b.sourceLine(inputs...)
	b.add(t)
	b.figureOf(p, v)
}

// see points to facts that were stated above.
func (b *builder) see(numbers []int) string {
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	var list []string
	for _, n := range numbers {
		list = append(list, b.Words.Integer(n))
	}
	last := len(list) - 1
	if last == 0 {
		return b.t("report.see.one", "list", list[0])
	}
	return b.t("report.see.other", "list", strings.Join(list[:last], ", "), "last", list[last])
}

// evidence is a table of what acts and documents say, and of what a person
// found.
func (b *builder) evidence(p data.Paragraph, v progress.ParagraphVerdict) {
	t := b.table(b.t("report.evidence.title", "name", b.unitName(p)), "",
		Column{Name: b.t("report.column.item"), Share: 5}, Column{Name: b.t("report.column.issuer"), Share: 2.5}, Column{Name: b.t("report.column.state"), Share: 2},
		Column{Name: b.t("report.column.due"), Share: 2.2}, Column{Name: b.t("report.column.seen"), Share: 4.5})
	for _, e := range v.Evidence {
		r := &Row{}
		var notes []string
		if e.Item.Note != "" {
			notes = append(notes, b.prose(e.Item.Note))
		}
		if e.Item.Unverified {
			notes = append(notes, b.t("report.unverified"))
		}
		r.Cells = []Cell{{Text: b.prose(e.Item.Title), Letters: t.notes(r, notes)}, {Text: e.Item.Issuer}, {Text: b.t("state." + string(e.State))},
			{Text: b.due(e.Item)}, {Text: b.acts(e.Item)}}
		t.Rows = append(t.Rows, r)
	}
	if s := b.remark("report.hint", p.StatusHint); s != "" {
		t.General = append(t.General, s)
	}
	b.add(t)
}

func (b *builder) due(i data.EvidenceItem) string {
	if i.Due.IsZero() {
		return b.Words.Or("recurs."+i.Recurrence, i.Recurrence)
	}
	return b.date(i.Due)
}

// acts seen by the reference date, oldest first.
func (b *builder) acts(i data.EvidenceItem) string {
	var out []string
	for _, a := range i.Done {
		if b.report.Stamp.Reference.IsZero() || !a.Date.After(b.report.Stamp.Reference.Time) {
			out = append(out, b.t("report.act", "title", a.Title, "date", b.date(a.Date)))
		}
	}
	if len(out) == 0 {
		return text.Missing
	}
	return b.prose(strings.Join(out, "; "))
}
