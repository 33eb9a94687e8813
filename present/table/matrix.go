package table

import (
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Matrix is units by areas: where each unit that figures follow stands for each.
type Matrix struct {
	Areas []data.Area
	Rows  []MatrixRow
}

// MatrixRow is one unit. Verdict is its own, whatever the areas are.
type MatrixRow struct {
	Resolution data.Resolution
	Paragraph  data.Paragraph
	Verdict    progress.ParagraphVerdict
	Cells      []MatrixCell // one for each of Matrix.Areas
}

// MatrixCell is a unit in one area. It is empty where the unit asks nothing of
// the area.
type MatrixCell struct {
	Class   progress.Class // of the whole cell; none where it holds entries of one unit side by side
	Reason  progress.Reason
	Entries []progress.Entry
}

// Named is the matrix of the areas that headline entries name, those that most
// units name first, else in catalogue order: each cell holds the entries of the
// unit's own verdict for that area.
func Named(e *progress.Edition) Matrix {
	var m Matrix
	rows := followed(e)
	units := map[string]int{}
	for _, row := range rows {
		for _, a := range e.Catalog().Areas() {
			if len(entriesFor(row.Verdict, a.Code)) > 0 {
				units[a.Code]++
			}
		}
	}
	for _, a := range e.Catalog().Areas() {
		if units[a.Code] > 0 {
			m.Areas = append(m.Areas, a)
		}
	}
	slices.SortStableFunc(m.Areas, func(a, b data.Area) int { return units[b.Code] - units[a.Code] })
	for _, row := range rows {
		for _, a := range m.Areas {
			row.Cells = append(row.Cells, MatrixCell{Entries: entriesFor(row.Verdict, a.Code)})
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func entriesFor(v progress.ParagraphVerdict, area string) []progress.Entry {
	var out []progress.Entry
	for _, entry := range v.Entries {
		if entry.Headline.Group == area {
			out = append(out, entry)
		}
	}
	return out
}

// Across is the matrix of given areas: each cell is the verdict that the unit
// would have if each of its headline indicators were judged once, there. Codes
// that the catalogue does not know are left out.
func Across(e *progress.Edition, areas []string) Matrix {
	var m Matrix
	for _, code := range areas {
		if a, ok := e.Catalog().Area(code); ok {
			m.Areas = append(m.Areas, a)
		}
	}
	for _, row := range followed(e) {
		for _, a := range m.Areas {
			v := e.ParagraphFor(row.Paragraph.ID, a.Code)
			row.Cells = append(row.Cells, MatrixCell{v.Class, v.Reason, v.Entries})
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// followed are the units that are scored by headline entries, in the order of
// their documents, without cells.
func followed(e *progress.Edition) []MatrixRow {
	var out []MatrixRow
	for _, res := range e.Catalog().Resolutions() {
		for _, p := range InOrder(res) {
			if v, ok := e.Paragraph(p.ID); ok && p.Scored && len(p.Headline) > 0 {
				out = append(out, MatrixRow{Resolution: res, Paragraph: p, Verdict: v})
			}
		}
	}
	return out
}

// InOrder are the units of a resolution as the document has them.
func InOrder(res data.Resolution) []data.Paragraph {
	return slices.SortedStableFunc(slices.Values(res.Paragraphs), func(a, b data.Paragraph) int { return a.Order - b.Order })
}
