package report

import (
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// opening says where all units stand, in a sentence and two tables.
func (b *builder) opening() {
	b.heading(1, b.t("report.opening"))
	t := b.table(b.t("report.standing.title"), "", Column{Name: b.t("report.column.verdict"), Share: 4}, Column{Name: b.t("report.column.units"), Share: 1, Number: true})
	counts := map[string]int{}
	for _, p := range b.paragraphs {
		v, _ := b.verdictOf(p)
		counts[outcome(v)]++
	}
	all := &Row{Cells: []Cell{{Text: b.t("report.all")}, whole(len(b.paragraphs))}}
	judged := 0
	for _, c := range progress.Classes() {
		n := counts[string(c)]
		judged += n
		if n > 0 {
			t.Rows = append(t.Rows, &Row{Cells: []Cell{{Text: b.Words.Class(c, "")}, whole(n)}})
		}
	}
	t.Rows = append(t.Rows, &Row{Cells: []Cell{{Text: b.t("report.judged")}, whole(judged)}})
	for _, r := range []progress.Reason{progress.NotEnough, progress.NoDataYet, progress.OwnScale, progress.EvidenceOnly, progress.NotScored} {
		if n := counts[string(r)]; n > 0 {
			t.Rows = append(t.Rows, &Row{Cells: []Cell{{Text: b.Words.Class("", r)}, whole(n)}})
		}
	}
	t.Rows = append(t.Rows, all)
	from := &Row{}
	for _, r := range t.Rows {
		from.Cells = append(from.Cells, r.Cells...)
	}
	good := counts[string(progress.OnTrack)] + counts[string(progress.TargetMet)]
	b.body(b.t("report.standing", "all", b.Words.Integer(len(b.paragraphs)), "symbol", b.res.Symbol, "judged", b.Words.Count(judged),
		"track", b.Words.Count(good), "fair", b.Words.Count(counts[string(progress.Fair)]),
		"limited", b.Words.Count(counts[string(progress.Limited)]), "back", b.Words.Count(counts[string(progress.Deterioration)])), from)
	b.plain(b.t("report.opening.how", "stamp", b.report.Stamp.Line))
	if b.Compared != nil {
		b.plain(b.t("report.opening.compared", "vintage", b.Compared.Vintage.Name))
	}
	b.add(t)
	b.add(b.verdictsOfUnits())
}

// verdictOf a unit; ids are unique within a resolution only, and the edition
// keeps that of the first.
func (b *builder) verdictOf(p data.Paragraph) (progress.ParagraphVerdict, bool) {
	return b.Edition.Paragraph(p.ID)
}

// outcome is the class that counts, or why there is none.
func outcome(v progress.ParagraphVerdict) string {
	if c := v.Shown(); c != progress.NoClass {
		return string(c)
	}
	return string(v.Reason)
}

// verdictsOfUnits is a row for each unit.
func (b *builder) verdictsOfUnits() *Table {
	t := b.table(b.t("report.units.title"), "",
		Column{Name: b.t("report.column.unit"), Share: 3}, Column{Name: b.t("report.column.kind"), Share: 2}, Column{Name: b.t("report.column.verdict"), Share: 3},
		Column{Name: b.t("report.column.mean"), Share: 1.2, Number: true}, Column{Name: b.t("report.column.judged"), Share: 1.4, Number: true},
		Column{Name: b.t("report.column.entries"), Share: 1.4, Number: true}, Column{Name: b.t("report.column.lowest"), Share: 3})
	t.General = append(t.General, b.t("report.note.mean"))
	for _, p := range b.paragraphs {
		t.Rows = append(t.Rows, b.unitRow(t, p))
	}
	return t
}

func (b *builder) unitRow(t *Table, p data.Paragraph) *Row {
	v, _ := b.verdictOf(p)
	r := &Row{}
	class := Cell{Text: b.Words.Class(v.Shown(), v.Reason)}
	if m := v.Manual; m != nil {
		class.Letters = t.notes(r, []string{b.t("report.note.manual", "author", m.Author, "date", b.date(m.Date), "computed", b.Words.Class(v.Class, v.Reason))})
	}
	r.Cells = []Cell{{Text: b.unitName(p)}, {Text: b.t("kind." + string(p.Kind))}, class, {}, {}, {}, {}}
	if n := len(v.Entries); n > 0 {
		r.Cells[4], r.Cells[5] = whole(n-v.Counts[progress.NoClass]), whole(n)
	}
	if v.Mean != nil {
		r.Cells[3] = Cell{Text: b.Words.Number(*v.Mean, 1)}
		r.Cells[6] = Cell{Text: b.t("report.lowest", "group", b.areaName(v.Worst), "class", strings.ToLower(b.Words.Class(v.WorstClass, "")))}
	}
	return r
}

// keyFacts are sentences on the world, one for each headline indicator.
func (b *builder) keyFacts() {
	b.heading(1, b.t("report.facts"))
	t := b.verdictTable(b.t("report.facts.title"), "", b.t("report.column.indicator"))
	var missing []string
	var inputs []*progress.Value
	for _, e := range b.headlines() {
		f := b.fact(e.Verdict, e.Headline.Benchmark)
		if e.Verdict.Latest == nil {
			missing = append(missing, f.Indicator.Name)
			continue
		}
		row := b.addVerdict(t, b.label(e.Verdict), e.Verdict, f)
		inputs = append(inputs, e.Verdict.Base, e.Verdict.Latest)
		b.state(f, row)
	}
	if len(missing) > 0 {
		b.body(b.t("report.facts.missing", "list", strings.Join(missing, "; ")), nil)
	}
	if len(t.Rows) > 0 {
		t.Source = b.sourceLine(inputs...)
		b.add(t)
	}
}

// state adds the sentences on a verdict. What was said of the same value before
// is pointed to; where nothing is new, the number of that paragraph is given and
// nothing is added.
func (b *builder) state(f text.Fact, row *Row) (before int) {
	said := b.Words.Fact(f)
	value := said[0]
	first, again := b.valued[value]
	if !again {
		first = b.number + 1
		b.valued[value] = first
	}
	var fresh []string
	for _, s := range said[1:] {
		if key := [2]string{value, s}; !b.said[key] {
			b.said[key] = true
			fresh = append(fresh, s)
		}
	}
	if again && len(fresh) == 0 {
		return first
	}
	if again {
		value = b.Words.FactAgain(f, first)
	}
	b.body(strings.Join(append([]string{value}, fresh...), " "), row, b.citation(f.Verdict)...)
	return 0
}

// citation is the footnote of the first sentence that names a target: who set
// it, and where.
func (b *builder) citation(v progress.Verdict) []string {
	m, ok := b.cat.Benchmark(v.Benchmark)
	if !ok || v.Target == nil || b.cited[m.ID] {
		return nil
	}
	b.cited[m.ID] = true
	external := ""
	if m.External {
		external = b.t("report.external")
	}
	return []string{b.prose(b.t("report.cited", "statement", trimStop(m.Statement), "citation", trimStop(m.Citation), "external", external))}
}

func trimStop(s string) string { return strings.TrimSuffix(strings.TrimSpace(s), ".") }

// label names what a row of a table of several indicators shows.
func (b *builder) label(v progress.Verdict) string {
	in, _ := b.cat.Indicator(v.Indicator)
	name := in.Name
	if v.Dims != b.usual(v.Indicator) {
		if d := b.Words.Dims(v.Dims); d != "" {
			name += ", " + d
		}
	}
	if unit := b.Words.Unit(in.Unit); unit != "" && !strings.Contains(name, unit) {
		name += " (" + unit + ")"
	}
	return name + ", " + b.areaName(v.Area)
}

// headlines are one entry for each indicator and breakdown that the units rest
// on: the one that says most. The world comes before a group, a class before
// none, a target before the rule without one.
func (b *builder) headlines() []progress.Entry {
	type subject struct {
		indicator string
		dims      data.Dims
	}
	var order []subject
	best := map[subject]progress.Entry{}
	for _, p := range b.paragraphs {
		v, _ := b.verdictOf(p)
		for _, e := range v.Entries {
			s := subject{e.Verdict.Indicator, e.Verdict.Dims}
			old, seen := best[s]
			if !seen {
				order = append(order, s)
			}
			if !seen || weight(e) > weight(old) {
				best[s] = e
			}
		}
	}
	out := make([]progress.Entry, 0, len(order))
	for _, s := range order {
		out = append(out, best[s])
	}
	return out
}

// world is the code of the world.
const world = "WLD"

func weight(e progress.Entry) int {
	n := 0
	for i, has := range []bool{e.Verdict.Target != nil, e.Verdict.Class != progress.NoClass, e.Headline.Group == world, e.Verdict.Latest != nil} {
		if has {
			n += 1 << i
		}
	}
	return n
}
