package dashboard

import (
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/progress"
)

// indicatorsView is every indicator with what is known of it, in the order of
// the configuration. Those without data stand among the others.
type indicatorsView struct {
	Lead string
	Gaps string // "" where every indicator has data
	Rows []indicatorsRow
}

// indicatorsRow is one indicator with its latest value for the world, or for
// the first group that has one.
type indicatorsRow struct {
	Indicator  link
	ID         string
	Unit       string
	Wanted     string
	Has        bool // whether any group or economy has a value
	Area       link
	Value      valueView
	Verdict    chip
	Economies  string // how many have a value
	Paragraphs []link
	Missing    string // where nothing is there: why, and where it would come from
}

func (s *site) indicators(r pageRequest) (pageView, error) {
	v := indicatorsView{}
	has := 0
	for _, in := range r.edition.Catalog().Indicators() {
		row := s.indicatorsRow(r, in)
		if row.Has {
			has++
		}
		v.Rows = append(v.Rows, row)
	}
	v.Lead = s.words.T("indicators.lead", "total", s.words.Integer(len(v.Rows)), "has", s.words.Integer(has))
	if none := len(v.Rows) - has; none > 0 {
		v.Gaps = s.words.N("indicators.gaps", none)
	}
	return pageView{Title: s.words.T("indicators.title"), About: v.Lead, Main: v}, nil
}

func (s *site) indicatorsRow(r pageRequest, in data.Indicator) indicatorsRow {
	groups, economies := table.Latest(r.edition, in.ID, data.Dims{}, "")
	row := indicatorsRow{
		Indicator: s.indicatorLink(in, r), ID: in.ID, Unit: in.Unit, Wanted: s.words.T("indicators.wanted." + string(in.Direction)),
		Has: len(groups)+len(economies) > 0, Paragraphs: s.usedBy(r, in.ID),
	}
	if !row.Has {
		row.Missing = in.Missing
		if row.Missing == "" {
			row.Missing = s.words.Why(progress.NoClass, progress.NoDataYet)
		}
		row.Verdict = s.classChip(progress.NoClass, progress.NoDataYet)
		return row
	}
	row.Economies = s.words.Integer(listed(economies))
	shown, ok := worldOrFirst(groups)
	if !ok {
		row.Value = s.noGroupValue(r.edition, in)
		row.Verdict = chip{"none", s.words.T("indicators.nogroup"), ""}
		return row
	}
	row.Area = s.areaLink(r.edition, shown.Area.Code, r)
	row.Value = s.value(r.edition, in, shown.Line, shown.Last)
	verdict := r.edition.Assess(in.ID, shown.Area.Code, data.Dims{}, "")
	row.Verdict = s.classChip(verdict.Class, verdict.Reason)
	return row
}

// noGroupValue stands where economies have values and no group has one.
func (s *site) noGroupValue(ed *progress.Edition, in data.Indicator) valueView {
	v := s.input(ed, in, nil)
	if sources := ed.Sources(in.ID); len(sources) > 0 {
		v.SourceID, v.Source = sources[0], sourceLabel(ed, sources[0])
	}
	return v
}

// worldOrFirst is the row of the world, or of the first group where the world
// has none.
func worldOrFirst(groups []table.Row) (table.Row, bool) {
	i := slices.IndexFunc(groups, func(row table.Row) bool { return row.Area.Code == world })
	switch {
	case i >= 0:
		return groups[i], true
	case len(groups) > 0:
		return groups[0], true
	}
	return table.Row{}, false
}

// listed counts the economies that are in M49, as coverage and maps do.
func listed(economies []table.Row) int {
	n := 0
	for _, row := range economies {
		if !row.Area.Unlisted {
			n++
		}
	}
	return n
}

// usedBy are the units that an indicator bears on, by their bare numbers.
func (s *site) usedBy(r pageRequest, indicator string) []link {
	var out []link
	for _, p := range r.edition.Catalog().UsedBy(indicator) {
		l := s.paragraphLink(p, r)
		if l.Name = trimDot(p.Number); l.Name == "" {
			l.Name = p.ID
		}
		out = append(out, l)
	}
	return out
}
