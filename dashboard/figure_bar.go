package dashboard

import (
	"cmp"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/figure"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// mostRows is how many rows a figure can carry and still be read.
const mostRows = 20

// barRow is a row before it is worded.
type barRow struct {
	line  progress.Line
	point progress.Point
	has   bool
}

// bars are the values of the areas asked for in one year, or the latest of
// each: best first, and last those without one.
func (s *site) bars(r pageRequest, q lineQuestion) (shown, bool, error) {
	rows := s.barRows(r.edition, q)
	first, year := slices.IndexFunc(rows, func(b barRow) bool { return b.has }), 0
	if first < 0 {
		return shown{}, false, nil
	}
	in, same := q.indicator, true
	for _, b := range rows {
		if b.has {
			same, year = same && (year == 0 || b.point.Year == year), b.point.Year
		}
	}
	fig := figure.Bars{Title: in.Name, Unit: s.words.Unit(in.Unit), Decimals: in.Decimals}
	out := shown{kind: barChart, title: s.words.T("figure.bar", "title", s.figureTitle(q))}
	if same {
		out.title = s.words.T("figure.bar.year", "title", s.figureTitle(q), "year", year)
	}
	for _, b := range rows {
		fig.Rows = append(fig.Rows, s.bar(r.edition, in, b, same))
		if b.has {
			out.lines = append(out.lines, b.line)
		}
	}
	j, err := judge(r.edition, q, rows[first].line)
	if err != nil {
		return shown{}, false, err
	}
	if t := s.target(j.Verdict, "", in.Decimals); t != nil && j.ofLine {
		t.From, t.Outlook = nil, nil
		fig.Target = t
	}
	out.figure, out.height, out.size = fig, fig.Height(), rowsSize(len(rows))
	out.alt = s.words.T("figure.bar.alt", "area", fig.Rows[0].Name, "value", s.words.PointIn(rows[0].point.Point, in.Decimals, in.Unit), "year", rows[0].point.Year)
	out.notes = []string{s.words.T("figure.bar.source", "sources", sources(r.edition, out.lines))}
	return out, true, nil
}

func (s *site) barRows(ed *progress.Edition, q lineQuestion) []barRow {
	var rows []barRow
	for _, code := range q.areas {
		if _, known := ed.Catalog().Area(code); !known || len(rows) == mostRows {
			continue
		}
		b := barRow{line: ed.Line(q.indicator.ID, code, q.dims, q.source), point: figure.NoPoint()}
		p, ok := b.line.Last()
		if q.year != 0 {
			p, ok = b.line.At(q.year)
		}
		if ok {
			b.point, b.has = p, true
		}
		rows = append(rows, b)
	}
	slices.SortStableFunc(rows, func(a, b barRow) int {
		switch {
		case a.has != b.has:
			return cmp.Compare(order(b.has), order(a.has))
		case !a.has:
			return 0
		case q.indicator.Direction == data.Down:
			a, b = b, a
		}
		return cmp.Compare(b.point.Value, a.point.Value)
	})
	return rows
}

// order puts what is before what is not.
func order(is bool) int {
	if is {
		return 1
	}
	return 0
}

// bar words a row; the year stands in it where rows differ.
func (s *site) bar(ed *progress.Edition, in data.Indicator, b barRow, same bool) figure.Bar {
	out := figure.Bar{Name: areaName(ed, b.line.Area), Point: b.point, Text: text.Missing}
	if !b.has {
		out.Tip = []string{s.words.T("figure.nodata")}
		return out
	}
	v := s.value(ed, in, b.line, b.point)
	out.Text = marked(v)
	if !same {
		out.Text = s.words.T("figure.row.year", "value", out.Text, "year", v.Year)
	}
	out.Tip = []string{
		s.words.T("figure.tip.value", "value", s.words.PointIn(b.point.Point, in.Decimals, in.Unit), "year", v.Year),
		s.words.T("figure.tip.from", "status", v.Status, "source", v.Source),
	}
	if v.Maker != "" {
		out.Tip = append(out.Tip, v.Maker)
	}
	return out
}

// marked is a value with its mark, as text.
func marked(v valueView) string {
	if v.Mark == "" {
		return v.Text
	}
	return v.Text + " " + v.Mark
}
