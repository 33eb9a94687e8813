package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// revision is a figure of an indicator that two vintages do not have in
// common, in the unit of the indicator.
type revision struct {
	data.Change
	indicator *data.Indicator
	old, new  float64 // NaN where there is none
	percent   float64 // NaN where it cannot be had
}

// changeAnnexes say what differs from the vintage compared: figures first,
// then verdicts, each with what made it differ.
func (b *builder) changeAnnexes() {
	if b.Compared == nil {
		return
	}
	b.startAnnex(b.t("report.annex.revisions"))
	counts := b.findRevisions()
	t := b.revisionTable(b.revised)
	from := &Row{Cells: []Cell{b.count(counts[data.Added]), b.count(counts[data.Revised]), b.count(counts[data.Removed]), {Text: b.Compared.Vintage.Name}}}
	counted := b.table(b.t("report.changes.title", "vintage", b.Compared.Vintage.Name), "", Column{Name: b.t("report.column.added"), Share: 1, Number: true},
		Column{Name: b.t("report.column.revised"), Share: 1, Number: true}, Column{Name: b.t("report.column.withdrawn"), Share: 1, Number: true}, Column{Name: b.t("report.column.since"), Share: 2})
	counted.Rows = []*Row{from}
	b.body(b.t("report.changes", "vintage", b.Compared.Vintage.Name, "added", b.Words.Integer(counts[data.Added]),
		"revised", b.Words.Integer(counts[data.Revised]), "withdrawn", b.Words.Integer(counts[data.Removed])), from)
	b.add(counted)
	if slices.ContainsFunc(b.revised, func(r revision) bool { return r.By == data.Reading }) {
		b.plain(b.t("report.changes.reread"))
	}
	if len(t.Rows) > 0 {
		b.tables++
		t.ID = b.annex + "." + b.Words.Integer(b.tables)
		b.add(t)
	}
	b.startAnnex(b.t("report.annex.changes"))
	b.plain(b.t("report.annex.changes.how"))
	for _, k := range b.changedSettings() {
		b.add(Para{Kind: Item, Text: k})
	}
	if v := b.verdictChanges(); len(v.Rows) > 0 {
		b.add(v)
	} else {
		b.tables--
		b.plain(b.t("report.annex.changes.none"))
	}
}

// findRevisions counts the changes in the series of the indicators of this
// report by kind, and keeps the revised and withdrawn values: those of groups
// and areas asked for first, then by how much they changed.
func (b *builder) findRevisions() map[data.ChangeKind]int {
	counts := map[data.ChangeKind]int{}
	wanted := b.wantedIndicators()
	for _, c := range b.Compared.Changes {
		for _, in := range wanted {
			ref, ok := refOf(in, c.Key)
			if !ok {
				continue
			}
			if c.By != data.Reading {
				counts[c.Kind()]++
			}
			if c.Kind() != data.Added {
				b.revised = append(b.revised, newRevision(c, in, ref))
			}
		}
	}
	slices.SortStableFunc(b.revised, func(x, y revision) int {
		return cmp.Or(b.rank(y)-b.rank(x), cmp.Compare(size(y), size(x)), cmp.Compare(x.indicator.ID, y.indicator.ID), x.Change.Compare(y.Key), x.Year-y.Year)
	})
	return counts
}

// wantedIndicators are those of subjects, once each.
func (b *builder) wantedIndicators() []*data.Indicator {
	var out []*data.Indicator
	seen := map[string]bool{}
	for _, s := range b.subjects() {
		if in, _ := b.cat.Indicator(s.Indicator); !seen[in.ID] {
			seen[in.ID] = true
			out = append(out, &in)
		}
	}
	return out
}

func (b *builder) rank(r revision) int {
	n := 0
	for i, has := range []bool{b.area(r.Area).Group, slices.Contains(b.Areas, r.Area)} {
		if has {
			n += 1 << i
		}
	}
	return n
}

func size(r revision) float64 {
	if math.IsNaN(r.percent) {
		return -1
	}
	return math.Abs(r.percent)
}

// refOf finds the series of an indicator that a key belongs to.
func refOf(in *data.Indicator, k data.Key) (data.SeriesRef, bool) {
	for _, r := range in.Series {
		if r.Source != k.Source || r.Code != k.Code {
			continue
		}
		if r.Dims.Full() == k.Dims || slices.ContainsFunc(r.Breakdowns, func(d data.Dims) bool { return d.Full() == k.Dims }) {
			return r, true
		}
	}
	return data.SeriesRef{}, false
}

func newRevision(c data.Change, in *data.Indicator, ref data.SeriesRef) revision {
	scale := ref.Scale
	if scale == 0 {
		scale = 1
	}
	r := revision{Change: c, indicator: in, old: math.NaN(), new: math.NaN(), percent: math.NaN()}
	if c.Old != nil {
		r.old = c.Old.Value * scale
	}
	if c.New != nil {
		r.new = c.New.Value * scale
	}
	if p, ok := c.Percent(); ok {
		r.percent = p
	}
	return r
}

// mostRevisions are printed of groups and areas asked for, and as many of
// economies, from the first year on that can be a base; the sheet has them all.
const (
	mostRevisions = 50
	firstBase     = 2014
)

// revisionTable prints revised and withdrawn values that differ as printed.
func (b *builder) revisionTable(list []revision) *Table {
	t := &Table{Title: b.t("report.revisions.title"), Stamp: b.report.Stamp.Line, Columns: []Column{
		{Name: b.t("report.column.indicator"), Share: 4.5}, {Name: b.t("report.column.area"), Share: 3}, {Name: b.t("report.column.year"), Share: 1.2, Number: true},
		{Name: b.t("report.column.old"), Share: 1.6, Number: true}, {Name: b.t("report.column.new"), Share: 1.6, Number: true},
		{Name: b.t("report.column.change"), Share: 1.8, Number: true}, {Name: b.t("report.column.kind.change"), Share: 2}}}
	all, printed := 0, map[bool]int{}
	for _, r := range list {
		if r.Year < firstBase || b.rounds(*r.indicator, r.old, r.new) {
			continue
		}
		all++
		economy := !b.area(r.Area).Group && !slices.Contains(b.Areas, r.Area)
		if printed[economy]++; printed[economy] <= mostRevisions {
			t.Rows = append(t.Rows, b.revisionRow(r))
		}
	}
	t.General = []string{b.t("report.revisions.shown", "shown", b.Words.Integer(len(t.Rows)), "all", b.Words.Integer(all))}
	return t
}

func (b *builder) revisionRow(r revision) *Row {
	value := func(v float64, p *data.Point) Cell {
		if p == nil || math.IsNaN(v) {
			return Cell{Text: text.Missing}
		}
		// One decimal more than elsewhere: it is the difference that is shown.
		return Cell{Text: b.Words.Number(v, r.indicator.Decimals+1) + b.mark(p.Status)}
	}
	change := Cell{Text: text.Missing}
	if !math.IsNaN(r.percent) {
		change = Cell{Text: b.Words.Number(r.percent, 1)}
	}
	return &Row{Cells: []Cell{{Text: b.dimmed(r)}, {Text: b.areaName(r.Area)}, whole(r.Year), value(r.old, r.Old), value(r.new, r.New), change,
		{Text: b.t("report.change." + r.word())}}}
}

// word for what made a figure another.
func (r revision) word() string {
	if r.By == data.Reading {
		return "reread"
	}
	return string(r.Kind())
}

func (b *builder) dimmed(r revision) string { return b.figureTitle(*r.indicator, r.Dims) }

// changedSettings name what differs beside the figures.
func (b *builder) changedSettings() []string {
	old, now := b.Compared.Edition.ID(), b.Edition.ID()
	var out []string
	if old.Config != now.Config {
		out = append(out, b.t("report.setting.config", "old", short(old.Config), "new", short(now.Config)))
	} else {
		out = append(out, b.t("report.setting.same", "config", short(now.Config)))
	}
	out = append(out, b.t("report.setting.reference", "old", b.date(old.Reference), "new", b.date(now.Reference)), b.t("report.setting.version", "version", now.Version))
	return out
}

func short(hash string) string { return hash[:min(8, len(hash))] }

// verdictChanges are the headline entries whose class differs, and why.
func (b *builder) verdictChanges() *Table {
	t := b.table(b.t("report.verdicts.title"), "", Column{Name: b.t("report.column.unit"), Share: 2.4}, Column{Name: b.t("report.column.entry"), Share: 4.5},
		Column{Name: b.t("report.column.then"), Share: 2.2}, Column{Name: b.t("report.column.rejudged"), Share: 2.4}, Column{Name: b.t("report.column.now"), Share: 2.2}, Column{Name: b.t("report.column.because"), Share: 2.2})
	for _, p := range b.paragraphs {
		v, _ := b.verdictOf(p)
		for _, e := range v.Entries {
			h := e.Headline
			old := b.Compared.Edition.Assess(h.Indicator, h.Group, e.Verdict.Dims, h.Benchmark)
			mid := b.Compared.Rejudged.Assess(h.Indicator, h.Group, e.Verdict.Dims, h.Benchmark)
			if why := cause(old, mid, e.Verdict); why != "" {
				t.Rows = append(t.Rows, &Row{Cells: []Cell{{Text: b.unitName(p)}, {Text: b.label(e.Verdict)}, {Text: b.Words.Class(old.Class, old.Reason)},
					{Text: b.Words.Class(mid.Class, mid.Reason)}, {Text: b.Words.Class(e.Verdict.Class, e.Verdict.Reason)}, {Text: b.t("report.because." + why)}}})
			}
		}
	}
	return t
}

// cause says what made a verdict differ: the figures, the settings (definitions,
// method or reference date), or both; "" where it does not differ.
func cause(old, rejudged, now progress.Verdict) string {
	same := func(x, y progress.Verdict) bool { return x.Class == y.Class && x.Reason == y.Reason }
	switch settings, figures := !same(old, rejudged), !same(rejudged, now); {
	case settings && figures:
		return "both"
	case settings:
		return "settings"
	case figures:
		return "figures"
	}
	return ""
}
