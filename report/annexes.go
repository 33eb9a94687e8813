package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// subjects are the indicators and breakdowns that the units rest on, in order.
func (b *builder) subjects() []progress.Verdict {
	var out []progress.Verdict
	for _, e := range b.headlines() {
		out = append(out, e.Verdict)
	}
	return out
}

// groupAnnex is a table for each headline indicator with the world, the
// groups and the regions.
func (b *builder) groupAnnex() {
	b.startAnnex(b.t("report.annex.groups"))
	b.plain(b.t("report.annex.groups.how"))
	for _, s := range b.subjects() {
		in, _ := b.cat.Indicator(s.Indicator)
		t := b.verdictTable(b.figureTitle(in, s.Dims), chartUnit(b, in), b.t("report.column.group"))
		var inputs []*progress.Value
		for _, a := range b.cat.Areas() {
			if !a.Group {
				continue
			}
			v := b.Edition.Assess(in.ID, a.Code, s.Dims, "")
			if v.Latest == nil {
				continue
			}
			b.addVerdict(t, a.Name(), v, b.fact(v, ""))
			inputs = append(inputs, v.Base, v.Latest)
		}
		if len(t.Rows) == 0 {
			b.tables--
			continue
		}
		t.Source = b.sourceLine(inputs...)
		b.add(t)
	}
}

// areaAnnexes are a table for each area asked for, with every indicator that
// has a value there.
func (b *builder) areaAnnexes() {
	for _, code := range b.Areas {
		area := b.area(code)
		b.startAnnex(area.Name())
		t := b.verdictTable(b.t("report.annex.area", "area", area.Name()), "", b.t("report.column.indicator"))
		var inputs []*progress.Value
		for _, it := range table.Profile(b.Edition, code) {
			if !it.Has {
				continue
			}
			f := b.fact(it.Verdict, "")
			row := b.addVerdict(t, b.label(it.Verdict), it.Verdict, f)
			b.body(strings.Join(b.Words.Fact(f), " "), row, b.citation(it.Verdict)...)
			inputs = append(inputs, it.Verdict.Base, it.Verdict.Latest)
		}
		if len(t.Rows) == 0 {
			b.plain(b.t("report.annex.area.none", "area", area.Name()))
			b.tables--
			continue
		}
		t.Source = b.sourceLine(inputs...)
		b.add(t)
	}
}

// figureAnnex is the data of each figure.
func (b *builder) figureAnnex() {
	if len(b.figures) == 0 {
		return
	}
	b.startAnnex(b.t("report.annex.figures"))
	for _, f := range b.figures {
		b.tables++
		f.Data.ID = b.annex + "." + b.Words.Integer(b.tables)
		b.add(f.Data)
	}
}

// methodAnnex says how verdicts are made and what the symbols mean.
func (b *builder) methodAnnex() {
	b.startAnnex(b.t("report.annex.method"))
	b.heading(2, b.t("report.symbols"))
	for _, k := range []string{"report.symbol.missing", "report.symbol.zero", "report.symbol.blank", "report.symbol.hyphen", "symbols.estimate", "symbols.provisional", "symbols.break", "symbols.bound"} {
		b.add(Para{Kind: Item, Text: b.t(k)})
	}
	b.heading(2, b.t("method.title"))
	for _, k := range []string{"report.method.lead", "method.years.base", "method.years.break", "method.years.latest", "method.years.span", "method.target.met",
		"method.target.past", "method.pace.symbols", "method.formula.linear", "method.formula.compound", "method.formula.parity", "method.pace.model", "method.formula.free",
		"method.classes.free", "method.classes.slowing", "method.groups.coverage", "method.groups.pair", "method.groups.members", "method.paragraph.entries", "method.paragraph.mean", "method.evidence.how"} {
		b.plain(b.t(k))
	}
	t := b.table(b.t("method.classes"), "", Column{Name: b.t("method.column.class"), Share: 2}, Column{Name: b.t("method.column.toward"), Share: 4},
		Column{Name: b.t("method.column.freely"), Share: 4}, Column{Name: b.t("method.column.score"), Share: 1, Number: true})
	for _, c := range progress.Classes() {
		t.Rows = append(t.Rows, &Row{Cells: []Cell{{Text: b.Words.Class(c, "")}, {Text: b.t("method.toward." + string(c))}, {Text: b.t("method.freely." + string(c))}, whole(c.Score())}})
	}
	b.add(t)
}

// targetAnnex lists the targets that the verdicts shown compare with.
func (b *builder) targetAnnex() {
	if len(b.targets) == 0 {
		return
	}
	b.startAnnex(b.t("report.annex.targets"))
	b.plain(b.t("report.annex.targets.how"))
	t := b.table(b.t("report.annex.targets.title"), "", Column{Name: b.t("report.column.statement"), Share: 5.5}, Column{Name: b.t("report.column.issuer"), Share: 3},
		Column{Name: b.t("report.column.where"), Share: 4.5}, Column{Name: b.t("report.column.by"), Share: 1.2, Number: true}, Column{Name: b.t("report.column.external"), Share: 1.8})
	for _, m := range b.cat.Benchmarks() {
		if !b.targets[m.ID] {
			continue
		}
		r := &Row{}
		var notes []string
		if m.Unverified {
			notes = append(notes, b.t("report.unverified"))
		}
		r.Cells = []Cell{{Text: b.prose(m.Statement), Letters: t.notes(r, notes)}, {Text: m.Issuer}, {Text: b.prose(m.Citation)}, {}, {}}
		if m.Year != 0 {
			r.Cells[3] = whole(m.Year)
		}
		if m.External {
			r.Cells[4] = Cell{Text: b.t("report.yes")}
		}
		t.Rows = append(t.Rows, r)
	}
	b.add(t)
}

// usedSnapshots are the loads that the values shown came with, by source in
// the order of the catalogue, then by number.
func (b *builder) usedSnapshots() []data.Snapshot {
	var out []data.Snapshot
	for id := range b.used {
		if s, ok := b.Edition.Snapshot(id); ok {
			out = append(out, s)
		}
	}
	order := map[string]int{}
	for i, s := range b.cat.Sources() {
		order[s.ID] = i
	}
	slices.SortFunc(out, func(x, y data.Snapshot) int {
		if x.Source != y.Source {
			return order[x.Source] - order[y.Source]
		}
		return int(x.ID - y.ID)
	})
	return out
}

// sourceAnnex lists the editions that the values shown came with.
func (b *builder) sourceAnnex() {
	b.startAnnex(b.t("report.annex.sources"))
	t := b.table(b.t("report.annex.sources.title"), "", Column{Name: b.t("report.column.dataset"), Share: 5}, Column{Name: b.t("report.column.edition"), Share: 2.2},
		Column{Name: b.t("report.column.published"), Share: 2.2}, Column{Name: b.t("report.column.accessed"), Share: 2.2},
		Column{Name: b.t("report.column.licence"), Share: 2.6}, Column{Name: b.t("report.column.snapshot"), Share: 2.4})
	for _, s := range b.usedSnapshots() {
		src, _ := b.cat.Source(s.Source)
		r := &Row{}
		var notes []string
		if src.NonCommercial {
			notes = append(notes, b.t("report.noncommercial"))
		}
		r.Cells = []Cell{{Text: b.t("report.dataset", "publisher", src.Publisher, "title", src.Title)}, {Text: cmp.Or(s.Origin.Edition, text.Missing)}, {Text: b.date(s.Origin.Published)},
			{Text: b.moment(s.Origin.Retrieved)}, {Text: src.Licence, Letters: t.notes(r, notes)}, {Text: b.Words.Integer(int(s.ID))}}
		if !t.joined(r) {
			t.Rows = append(t.Rows, r)
		}
	}
	b.add(t)
}

// joined adds the snapshot of a row to the row before, where all else is the
// same: several files of one edition are several loads.
func (t *Table) joined(r *Row) bool {
	if len(t.Rows) == 0 {
		return false
	}
	old, last := t.Rows[len(t.Rows)-1].Cells, len(r.Cells)-1
	if !slices.EqualFunc(old[:last], r.Cells[:last], func(x, y Cell) bool { return x.Text == y.Text }) {
		return false
	}
	old[last].Text += ", " + r.Cells[last].Text
	return true
}

// membersAnnex lists the groups with the day on which their list was read.
func (b *builder) membersAnnex() {
	b.startAnnex(b.t("report.annex.members"))
	b.plain(b.t("report.annex.members.how"))
	t := b.table(b.t("report.annex.members.title"), "", Column{Name: b.t("report.column.group"), Share: 2.5}, Column{Name: b.t("report.column.list"), Share: 2.5},
		Column{Name: b.t("report.column.on"), Share: 3.2}, Column{Name: b.t("report.column.economies"), Share: 2.1, Number: true}, Column{Name: b.t("report.column.members"), Share: 6.6})
	for _, g := range b.cat.Areas() {
		if !g.Group {
			continue
		}
		on := b.listDay(g)
		members := b.cat.Members(g.Code, on)
		if len(members) == 0 {
			continue
		}
		names := b.t("report.members.many")
		if len(members) <= mostNames {
			names = strings.Join(b.names(members), "; ")
		}
		t.Rows = append(t.Rows, &Row{Cells: []Cell{{Text: g.Name()}, {Text: g.List}, {Text: b.date(on)}, whole(len(members)), {Text: names}}})
	}
	b.add(t)
}

// mostNames is how many members of a group are printed; the sheet has them all.
const mostNames = 60

// listDay is the day whose list the values of a group keep.
func (b *builder) listDay(g data.Area) data.Date {
	if !g.TrendOn.IsZero() {
		return g.TrendOn
	}
	return b.report.Stamp.Reference
}

func (b *builder) names(codes []string) []string {
	areas := make([]data.Area, len(codes))
	for i, c := range codes {
		areas[i] = b.area(c)
	}
	slices.SortFunc(areas, table.ByName)
	out := make([]string, len(areas))
	for i, a := range areas {
		out[i] = a.Name()
	}
	return out
}
