package dashboard

import (
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// matrixView is units by groups, a verdict in each cell.
type matrixView struct {
	Lead    string
	Sub     string // what a cell is
	Choices []choice
	Filter  filterView
	Hidden  string // the choice of groups, for the filter form
	Reset   string // address without a theme, "" where none is chosen
	Shown   string
	Columns []matrixColumn
	Rows    []matrixRow
	Legend  []chip
	Vintage string
}

// matrixColumn is a group with how many of its cells say what.
type matrixColumn struct {
	Area                   link
	Good, Behind, Unjudged string
}

// matrixRow is a unit; Section is the heading before it, where one begins.
type matrixRow struct {
	Section   string
	Paragraph link
	Summary   string
	Verdict   chip
	Cells     []matrixCell
}

// matrixCell is what a unit says of a group: one chip of the whole, or one for
// each headline entry. Without chips the unit asks nothing of the group.
type matrixCell struct {
	Path  string
	Label string // for those who hear it
	Chips []chip
	Note  string // "2 of 4"
}

func (s *site) matrix(r pageRequest) (pageView, error) {
	set := r.query.Get("groups")
	v := matrixView{
		Choices: s.matrixChoices(r), Hidden: set, Vintage: r.query.Get("vintage"), Legend: s.matrixLegend(),
		Sub: s.words.T("matrix.sub.across"),
	}
	i := slices.IndexFunc(areaSets(), func(a areaSet) bool { return a.id == set })
	var m table.Matrix
	if i >= 0 {
		m = table.Across(r.edition, areaSets()[i].areas)
	} else {
		m, v.Hidden, v.Sub = table.Named(r.edition), "", s.words.T("matrix.sub.named")
	}
	total := len(m.Rows)
	v.Filter = s.matrixThemes(r, m.Rows)
	if theme := r.query.Get("theme"); theme != "" {
		m.Rows = slices.DeleteFunc(m.Rows, func(row table.MatrixRow) bool { return !slices.Contains(row.Paragraph.Themes, theme) })
		v.Reset = r.with("/matrix", "theme", "")
	}
	v.Shown = s.words.T("overview.shown", "shown", len(m.Rows), "total", total)
	for i, a := range m.Areas {
		v.Columns = append(v.Columns, s.matrixColumn(r, a, i, m.Rows))
	}
	section := ""
	for _, row := range m.Rows {
		shown := s.matrixRow(r, row, m.Areas, i >= 0)
		if at := row.Resolution.ID + " " + row.Paragraph.Section; at != section {
			section, shown.Section = at, sectionTitle(row.Resolution, row.Paragraph.Section)
		}
		v.Rows = append(v.Rows, shown)
	}
	v.Lead = s.matrixLead(m)
	return pageView{Title: s.words.T("matrix.title"), About: v.Lead, Main: v}, nil
}

// matrixLead says for how many units each group lags or goes back: what the
// eye would count.
func (s *site) matrixLead(m table.Matrix) string {
	judged, behind, most, worst := 0, 0, 0, ""
	for i, a := range m.Areas {
		n := countCells(m.Rows, i)
		judged += n.good + n.behind
		behind += n.behind
		if n.behind > most {
			most, worst = n.behind, a.Name()
		}
	}
	lead := s.words.T("matrix.lead", "units", s.words.Integer(len(m.Rows)), "groups", s.words.Integer(len(m.Areas)),
		"judged", s.words.Integer(judged), "behind", s.words.Integer(behind))
	if worst != "" {
		lead += " " + s.words.T("matrix.lead.worst", "group", worst, "n", s.words.Integer(most))
	}
	return lead
}

// cellCount counts what the cells of a column say: entries where a cell has
// several.
type cellCount struct{ good, behind, none int }

func countCells(rows []table.MatrixRow, column int) cellCount {
	var n cellCount
	for _, row := range rows {
		for _, class := range cellClasses(row.Cells[column]) {
			switch class {
			case progress.NoClass:
				n.none++
			case progress.Limited, progress.Deterioration:
				n.behind++
			default:
				n.good++
			}
		}
	}
	return n
}

// cellClasses are the classes that a cell shows.
func cellClasses(c table.MatrixCell) []progress.Class {
	if c.Class != progress.NoClass || c.Reason != "" {
		return []progress.Class{c.Class}
	}
	var out []progress.Class
	for _, e := range c.Entries {
		out = append(out, e.Verdict.Class)
	}
	return out
}

func (s *site) matrixColumn(r pageRequest, a data.Area, i int, rows []table.MatrixRow) matrixColumn {
	n := countCells(rows, i)
	return matrixColumn{
		Area: s.areaLink(r.edition, a.Code, r), Good: s.words.Integer(n.good),
		Behind: s.words.Integer(n.behind), Unjudged: s.words.Integer(n.none),
	}
}

func (s *site) matrixRow(r pageRequest, row table.MatrixRow, areas []data.Area, across bool) matrixRow {
	out := matrixRow{Paragraph: s.numberLink(row.Paragraph, r), Summary: row.Paragraph.Summary, Verdict: s.shortChip(row.Verdict.Class, row.Verdict.Reason)}
	out.Verdict.Title = s.words.Class(row.Verdict.Class, row.Verdict.Reason)
	for i, c := range row.Cells {
		cell := matrixCell{Path: out.Paragraph.Path}
		if across {
			n := len(c.Entries)
			cell.Chips = []chip{s.shortChip(c.Class, c.Reason)}
			cell.Chips[0].Title = s.words.Class(c.Class, c.Reason)
			cell.Note = s.words.T("matrix.judged", "has", n-noClasses(c.Entries), "of", n)
		} else {
			cell.Chips = s.matrixEntries(r, c.Entries)
		}
		if len(cell.Chips) > 0 {
			cell.Label = s.words.T("matrix.cell", "paragraph", s.paragraphName(row.Paragraph), "group", areas[i].Name())
		}
		out.Cells = append(out.Cells, cell)
	}
	return out
}

// numberLink names a unit by its bare number, for columns that say what it is.
func (s *site) numberLink(p data.Paragraph, r pageRequest) link {
	l := s.paragraphLink(p, r)
	if l.Name = trimDot(p.Number); l.Name == "" {
		l.Name = p.ID
	}
	return l
}

// matrixEntries are the entries of a cell side by side, best first.
func (s *site) matrixEntries(r pageRequest, entries []progress.Entry) []chip {
	entries = slices.Clone(entries)
	slices.SortStableFunc(entries, func(a, b progress.Entry) int { return b.Verdict.Class.Score() - a.Verdict.Class.Score() })
	var out []chip
	for _, e := range entries {
		in, _ := r.edition.Catalog().Indicator(e.Headline.Indicator)
		c := s.shortChip(e.Verdict.Class, e.Verdict.Reason)
		c.Title = s.words.T("matrix.entry", "indicator", in.Name, "class", s.words.Class(e.Verdict.Class, e.Verdict.Reason))
		out = append(out, c)
	}
	return out
}

// shortChip is a class in one word, for where many stand side by side.
func (s *site) shortChip(c progress.Class, r progress.Reason) chip {
	word := s.words.T("matrix.none")
	if c != progress.NoClass {
		word = s.words.T("matrix.class." + string(c))
	}
	return chip{text.Tone(c, r), word, ""}
}

func noClasses(entries []progress.Entry) int {
	n := 0
	for _, e := range entries {
		if e.Verdict.Class == progress.NoClass {
			n++
		}
	}
	return n
}

// matrixLegend explains each word that a cell may have.
func (s *site) matrixLegend() []chip {
	var out []chip
	for _, c := range append(progress.Classes(), progress.NoClass) {
		shown := s.shortChip(c, "")
		shown.Title = s.words.Class(c, "")
		out = append(out, shown)
	}
	return out
}

// matrixChoices are the sets of groups: those that verdicts rest on first.
func (s *site) matrixChoices(r pageRequest) []choice {
	here := r.query.Get("groups")
	out := []choice{{s.words.T("matrix.named"), r.with("/matrix", "groups", ""), true}}
	for _, set := range areaSets() {
		c := choice{s.words.T("set." + set.id), r.with("/matrix", "groups", set.id), here == set.id}
		out[0].Here = out[0].Here && !c.Here
		out = append(out, c)
	}
	return out
}

// matrixThemes offers the themes that any of the units has.
func (s *site) matrixThemes(r pageRequest, rows []table.MatrixRow) filterView {
	f := filterView{"theme", s.words.T("filter.theme"), []filterOption{{"", s.words.T("filter.all"), false}}}
	for _, t := range r.edition.Catalog().Themes() {
		if slices.ContainsFunc(rows, func(row table.MatrixRow) bool { return slices.Contains(row.Paragraph.Themes, t.ID) }) {
			f.Options = append(f.Options, filterOption{t.ID, t.Title, r.query.Get("theme") == t.ID})
		}
	}
	return f
}
