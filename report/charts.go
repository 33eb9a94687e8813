package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/figure"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/progress"
)

// mostLines is how many lines a printed chart can carry.
const mostLines = 5

// figureOf draws the first indicator of a unit that has a line to draw; the
// editors want few figures, so that one that was drawn before is pointed to.
func (b *builder) figureOf(p data.Paragraph, v progress.ParagraphVerdict) {
	for _, e := range v.Entries {
		lines := b.chartLines(p, v, e)
		if len(lines) == 0 || len(lines[0].Points) < 3 {
			continue
		}
		key := fmt.Sprint(e.Verdict.Indicator, e.Verdict.Dims, e.Verdict.Benchmark)
		for _, l := range lines {
			key += " " + l.Area
		}
		if old := b.drawn[key]; old != nil {
			b.plain(b.t("report.figure.before", "id", old.ID, "title", old.Title))
			return
		}
		f := b.draw(e, lines)
		b.drawn[key] = f
		b.figures = append(b.figures, f)
		b.add(f)
		return
	}
}

// chartLines are those of the entry's indicator: the groups judged, then those
// that the unit wants shown.
func (b *builder) chartLines(p data.Paragraph, v progress.ParagraphVerdict, first progress.Entry) []progress.Line {
	areas := []string{first.Headline.Group}
	for _, e := range v.Entries {
		if e.Verdict.Indicator == first.Verdict.Indicator && e.Verdict.Dims == first.Verdict.Dims {
			areas = append(areas, e.Headline.Group)
		}
	}
	for _, l := range p.Links {
		if l.Indicator == first.Verdict.Indicator {
			areas = append(areas, l.Groups...)
		}
	}
	var out []progress.Line
	for i, code := range areas {
		l := b.Edition.Line(first.Verdict.Indicator, code, first.Verdict.Dims, "")
		if len(l.Points) > 0 && !slices.Contains(areas[:i], code) && len(out) < mostLines {
			out = append(out, l)
		}
	}
	return out
}

func (b *builder) draw(e progress.Entry, lines []progress.Line) *Figure {
	in, _ := b.cat.Indicator(e.Verdict.Indicator)
	chart := figure.Chart{Title: in.Name, Unit: b.Words.Unit(in.Unit), Decimals: in.Decimals,
		Bounds: in.Bounds, Breaks: in.Breaks, BreakWord: b.t("figure.break.mark")}
	var computed []string
	var inputs []*progress.Value
	for _, l := range lines {
		name := b.areaName(l.Area)
		chart.Series = append(chart.Series, figure.Series{Name: name, Points: l.Points, Dashed: l.Maker == progress.ByUs})
		if l.Maker == progress.ByUs {
			computed = append(computed, name)
		}
		for _, p := range l.Points {
			inputs = append(inputs, &progress.Value{Source: l.Source, Snapshot: p.Snapshot})
		}
	}
	verdict := e.Verdict
	if lines[0].Area == verdict.Area {
		chart.Target = b.chartTarget(verdict)
	}
	b.use(inputs...)
	f := &Figure{
		ID: roman(len(b.figures) + 1), Title: b.figureTitle(in, verdict.Dims), Chart: chart, Source: b.sourceLine(inputs...), Stamp: b.report.Stamp.Line,
		Notes: []string{b.t("report.figure.marks")},
	}
	f.Alt = b.t("report.figure.alt", "title", f.Title, "fact", b.Words.Fact(b.fact(b.Edition.Assess(in.ID, lines[0].Area, verdict.Dims, e.Headline.Benchmark), e.Headline.Benchmark))[0])
	if len(computed) > 0 {
		f.Notes = append(f.Notes, b.t("report.figure.computed", "areas", strings.Join(computed, ", ")))
	}
	for _, y := range in.Breaks {
		f.Notes = append(f.Notes, b.t("figure.break", "year", y))
	}
	f.Data = b.chartData(f, in, lines)
	return f
}

func (b *builder) figureTitle(in data.Indicator, d data.Dims) string {
	if s := b.Words.Dims(d); s != "" && d != in.Dims.Full() {
		return in.Name + ", " + s
	}
	return in.Name
}

func (b *builder) chartTarget(v progress.Verdict) *figure.Target {
	if v.Target == nil {
		return nil
	}
	t := &figure.Target{Label: b.t("figure.target", "value", b.Words.Exact(*v.Target)), Value: *v.Target, Year: v.TargetYear,
		Path: b.t("figure.path"), Compound: v.Model == data.Compound}
	if v.TargetYear != 0 {
		t.Label = b.t("figure.target.by", "value", b.Words.Exact(*v.Target), "year", v.TargetYear)
		t.From = v.Base
	}
	return t
}

// chartData are the values that a figure draws, a row a year.
func (b *builder) chartData(f *Figure, in data.Indicator, lines []progress.Line) *Table {
	t := &Table{Title: b.t("report.figure.data", "id", f.ID, "title", f.Title), Unit: chartUnit(b, in), Source: f.Source, Stamp: f.Stamp,
		Columns: []Column{{Name: b.t("report.column.year"), Share: 1}}}
	for _, l := range lines {
		t.Columns = append(t.Columns, Column{Name: b.areaName(l.Area), Share: 2, Number: true})
	}
	h := table.Years(lines)
	for i := len(h.Years) - 1; i >= 0; i-- {
		r := &Row{Cells: []Cell{whole(h.Years[i])}}
		for j, c := range h.Cells[i] {
			r.Cells = append(r.Cells, b.pointCell(in, lines[j], c.Point, c.Has))
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

func chartUnit(b *builder, in data.Indicator) string {
	return b.Words.Or("axis."+in.Unit, b.Words.Unit(in.Unit))
}

// pointCell shows a value of a line.
func (b *builder) pointCell(in data.Indicator, l progress.Line, p progress.Point, has bool) Cell {
	if !has {
		return Cell{Text: ".."}
	}
	text := b.Words.Figure(p.Value, in.Decimals)
	text = map[data.Bound]string{data.Below: "<", data.Above: ">"}[p.Bound] + text
	return Cell{Text: text + b.mark(p.Status), Of: pointKey(l.Indicator, l.Area, p.Year, l.Dims)}
}
