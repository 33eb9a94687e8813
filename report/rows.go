package report

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// verdictTable starts a table of verdicts; first names its first column.
func (b *builder) verdictTable(title, unit, first string) *Table {
	t := b.table(title, unit,
		Column{Name: first, Share: 4.2}, Column{Name: b.t("report.column.base"), Share: 1.65, Number: true}, Column{Name: b.t("report.column.year"), Share: 1.2, Number: true},
		Column{Name: b.t("report.column.latest"), Share: 2.2, Number: true}, Column{Name: b.t("report.column.year"), Share: 1.2, Number: true},
		Column{Name: b.t("report.column.target"), Share: 1.9, Number: true}, Column{Name: b.t("report.column.by"), Share: 1.2, Number: true},
		Column{Name: b.t("report.column.pace"), Share: 2.4, Number: true}, Column{Name: b.t("report.column.verdict"), Share: 2.7})
	t.General = append(t.General, b.t("report.note.pace"))
	return t
}

// fact gathers what sentences say of a verdict.
func (b *builder) fact(v progress.Verdict, benchmark string) text.Fact {
	f := text.Fact{Verdict: v, Comparators: b.comparators}
	f.Indicator, _ = b.cat.Indicator(v.Indicator)
	f.Area, _ = b.cat.Area(v.Area)
	if f.Area.Code == "" {
		f.Area.Code = v.Area
	}
	if p, ok := b.shown(v, v.Latest); ok {
		f.Bound, f.Was = p.Bound, p.Was
	}
	if b.Compared != nil {
		old := b.Compared.Edition.Assess(v.Indicator, v.Area, v.Dims, benchmark)
		f.Before = &text.Before{Latest: old.Latest, Class: old.Class, Reread: b.reread(v.Latest)}
	}
	return f
}

// reread says whether a value came with another reading of bytes that had been
// loaded before.
func (b *builder) reread(in *progress.Value) bool {
	if in == nil {
		return false
	}
	s, ok := b.Edition.Snapshot(in.Snapshot)
	return ok && s.Origin.Ours()
}

// shown is the point of the line that an input of a verdict is. A pace over the
// same economies may rest on another value: then it is none.
func (b *builder) shown(v progress.Verdict, in *progress.Value) (progress.Point, bool) {
	if in == nil {
		return progress.Point{}, false
	}
	p, ok := b.Edition.Line(v.Indicator, v.Area, v.Dims, "").At(in.Year)
	return p, ok && p.Value == in.Value
}

// addVerdict adds the row of a verdict to a table and gives it.
func (b *builder) addVerdict(t *Table, label string, v progress.Verdict, f text.Fact) *Row {
	r := &Row{}
	letters := t.notes(r, b.notes(v, f))
	base, latest := b.valueCell(v, v.Base), b.valueCell(v, v.Latest)
	if f.Bound != data.Exact {
		latest.Text = map[data.Bound]string{data.Below: "<", data.Above: ">"}[f.Bound] + latest.Text
	}
	latest.Letters = letters
	r.Cells = []Cell{{Text: label}, base, yearCell(v.Base), latest, yearCell(v.Latest),
		b.targetCell(f), targetYear(v), b.paceCell(v), {Text: b.Words.Class(v.Class, v.Reason)}}
	t.Rows = append(t.Rows, r)
	b.use(v.Base, v.Latest)
	b.compare(v)
	return r
}

// notes on a row: all that a sentence says and no column has.
func (b *builder) notes(v progress.Verdict, f text.Fact) []string {
	var out []string
	if d := b.Words.Dims(v.Dims); d != "" && v.Dims != b.usual(v.Indicator) {
		out = append(out, b.t("report.note.dims", "dims", d))
	}
	if v.Latest == nil && f.Indicator.Missing != "" {
		out = append(out, b.prose(f.Indicator.Missing))
	}
	if v.Latest != nil && v.Latest.Coverage != nil {
		out = append(out, b.t("report.note.computed", "coverage", b.Words.Coverage(v.Latest.Coverage)))
	}
	for _, flag := range v.Flags {
		out = append(out, b.t("flag."+string(flag)))
	}
	for _, p := range v.Past {
		out = append(out, b.Words.FactPast(f, p))
	}
	if f.Was != nil {
		out = append(out, b.t("report.note.was", "was", b.Words.Figure(*f.Was, f.Indicator.Decimals), "year", v.Latest.Year))
	}
	if f.Before != nil && f.Before.Latest != nil {
		out = append(out, b.t("report.note.before", "value", b.Words.Figure(f.Before.Latest.Value, f.Indicator.Decimals),
			"year", f.Before.Latest.Year, "class", b.Words.Class(f.Before.Class, "")))
	}
	return out
}

// usual are the dimensions that an indicator has where none are asked for.
func (b *builder) usual(indicator string) data.Dims {
	in, _ := b.cat.Indicator(indicator)
	return in.Dims.Full()
}

// notes gives each text a letter, the same for the same text, and gives the
// row its own.
func (t *Table) notes(r *Row, texts []string) []string {
	var out []string
	for _, s := range texts {
		i := slices.IndexFunc(t.Notes, func(n Note) bool { return n.Text == s })
		if i < 0 {
			i = len(t.Notes)
			t.Notes = append(t.Notes, Note{letter(i), s})
		}
		r.Notes = append(r.Notes, t.Notes[i])
		out = append(out, t.Notes[i].Letter)
	}
	return out
}

func (b *builder) valueCell(v progress.Verdict, in *progress.Value) Cell {
	if in == nil {
		return Cell{Text: text.Missing}
	}
	i, _ := b.cat.Indicator(v.Indicator)
	c := Cell{Text: b.Words.Figure(in.Value, i.Decimals) + b.mark(in.Status)}
	if _, ok := b.shown(v, in); ok {
		c.Of = pointKey(v.Indicator, v.Area, in.Year, v.Dims)
	}
	return c
}

func (b *builder) mark(s data.Status) string {
	if m := b.Words.Or("mark."+string(s), ""); m != "" {
		return " " + m
	}
	return ""
}

// pointKey names a value as the interface knows it.
func pointKey(indicator, area string, year int, d data.Dims) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %d %s", indicator, area, year, d))
}

// digits prints a value as the interface does: to the published decimals, or
// in the shortest form that reads back the same.
func digits(v float64, decimals int) string {
	return strconv.FormatFloat(v, 'f', max(decimals, -1), 64)
}

func yearCell(v *progress.Value) Cell {
	if v == nil {
		return Cell{Text: text.Missing}
	}
	return whole(v.Year)
}

func whole(n int) Cell {
	return Cell{Text: strconv.Itoa(n)}
}

// count is a number of things, with commas.
func (b *builder) count(n int) Cell {
	c := whole(n)
	c.Text = b.Words.Integer(n)
	return c
}

func (b *builder) targetCell(f text.Fact) Cell {
	v := f.Verdict
	switch {
	case v.Target == nil:
		return Cell{Text: b.t("report.none")}
	case f.Indicator.Direction == data.ToOne:
		return Cell{Text: b.t("report.parity")}
	}
	return Cell{Text: b.Words.Exact(*v.Target)}
}

func targetYear(v progress.Verdict) Cell {
	if v.Target == nil || v.TargetYear == 0 {
		return Cell{}
	}
	return whole(v.TargetYear)
}

// paceCell is the share of the pace needed or, without a target, the change a
// year in the wanted direction.
func (b *builder) paceCell(v progress.Verdict) Cell {
	switch {
	case v.Pace == nil:
		return Cell{Text: text.Missing}
	case v.Needed != nil:
		return Cell{Text: b.t("report.percent", "n", b.Words.Number(100**v.Pace, 0))}
	}
	return Cell{Text: b.t("report.rate", "n", b.Words.Number(100**v.Pace, 1))}
}

// compare remembers the targets that a shown verdict compares with.
func (b *builder) compare(v progress.Verdict) {
	if v.Target != nil {
		b.targets[v.Benchmark] = true
	}
	for _, p := range v.Past {
		b.targets[p.Benchmark] = true
	}
}

// use remembers where shown values came from.
func (b *builder) use(values ...*progress.Value) {
	for _, v := range values {
		if v != nil {
			b.used[v.Snapshot] = true
		}
	}
}

// sourceLine names the sources of values with their editions.
func (b *builder) sourceLine(values ...*progress.Value) string {
	seen := map[string]bool{}
	for _, v := range values {
		if v == nil {
			continue
		}
		label := v.Source
		if s, ok := b.cat.Source(v.Source); ok {
			label = s.Label
		}
		if s, ok := b.Edition.Snapshot(v.Snapshot); ok {
			label = b.t("report.source.edition", "label", label, "edition", b.edition(s.Origin))
		}
		seen[label] = true
	}
	if len(seen) == 0 {
		return ""
	}
	return b.t("report.source", "sources", strings.Join(slices.Sorted(maps.Keys(seen)), "; "))
}

// edition of a load: the publisher's name of it, else its day.
func (b *builder) edition(o data.Origin) string {
	return cmp.Or(o.Edition, b.date(o.Published))
}

// rounds says whether two values print alike.
func (b *builder) rounds(in data.Indicator, x, y float64) bool {
	return x == y || math.IsNaN(x) && math.IsNaN(y) || b.Words.Figure(x, in.Decimals) == b.Words.Figure(y, in.Decimals)
}
