package dashboard

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// coverageView is what cannot be said, and why, before what can.
type coverageView struct {
	Findings   []string
	Counts     []countView
	Unmeasured []coverageUnit
	Lacking    []coverageUnit
	Splits     []coverageUnit
	Indicators []coverageIndicator
	Themes     []coverageTheme
	Reference  string
}

// coverageUnit is a unit with what is missing of its figures.
type coverageUnit struct {
	Unit     link
	Summary  string
	State    chip
	Themes   []link
	Why      string
	Evidence []chip
	Newest   string
	Lacking  []coverageEntry
	Splits   []splitView
}

// coverageEntry is a headline entry without a current value.
type coverageEntry struct {
	Indicator, Area link
	Value           valueView
	Why             string
	Supply          string // where it would come from
}

// splitView is a breakdown: the newest year of it, or that there is none.
type splitView struct {
	Year string // "" where there is none
	Note string
	Old  string // says that the year is too far back, "" where it is not
}

type coverageIndicator struct {
	Indicator     link
	Newest, Group string
	Economies     string // with a current value, of those with any
	Splits        []splitView
	Units         []link
	Missing       string
}

type coverageTheme struct {
	Theme  link
	Units  int
	By     []countView
	Newest string
	Splits []splitView
}

func (s *site) coverage(r pageRequest) (pageView, error) {
	c := table.Cover(r.edition)
	v := coverageView{Reference: r.edition.ID().Reference.String()}
	count := map[table.Supply]int{}
	var splits [3]int
	for _, u := range c.Units {
		count[u.Supply]++
		shown := s.coverageUnit(r, u)
		switch u.Supply {
		case table.Promises:
			continue
		case table.Unmeasurable:
			v.Unmeasured = append(v.Unmeasured, shown)
			continue
		case table.Empty, table.Old, table.Partial:
			v.Lacking = append(v.Lacking, shown)
		}
		v.Splits = append(v.Splits, shown)
		for i, split := range shown.Splits {
			if split.Year != "" {
				splits[i]++
			}
		}
	}
	rank := func(u coverageUnit) int { return slices.Index(supplyTones(), u.State.Tone) }
	slices.SortStableFunc(v.Lacking, func(a, b coverageUnit) int { return cmp.Compare(rank(a), rank(b)) })
	slices.SortStableFunc(v.Splits, func(a, b coverageUnit) int { return cmp.Compare(splitCount(a.Splits), splitCount(b.Splits)) })
	v.Findings = s.coverageFindings(len(c.Units), len(v.Splits), count, splits)
	for _, supply := range supplies() {
		if count[supply] > 0 {
			v.Counts = append(v.Counts, countView{s.supplyChip(supply), count[supply]})
		}
	}
	v.Indicators = s.coverageIndicators(r, c.Indicators)
	v.Themes = s.coverageThemes(r, c.Themes)
	return pageView{Title: s.words.T("coverage.title"), About: v.Findings[0], Main: v}, nil
}

// supplies, worst first.
func supplies() []table.Supply {
	return []table.Supply{table.Unmeasurable, table.Empty, table.Old, table.Partial, table.Full, table.Promises}
}

// supplyTones are the tones of supplies, in their order.
func supplyTones() []string { return []string{"evidence", "none", "back", "limited", "track", "quiet"} }

func (s *site) supplyChip(supply table.Supply) chip {
	return chip{supplyTones()[slices.Index(supplies(), supply)], s.words.T("coverage.state." + string(supply)), s.words.T("coverage.why." + string(supply))}
}

func (s *site) coverageFindings(total, measured int, n map[table.Supply]int, splits [3]int) []string {
	i := s.words.Integer
	return []string{
		s.words.T("coverage.finding", "total", i(total), "none", i(n[table.Unmeasurable]), "measured", i(measured),
			"empty", i(n[table.Empty]), "old", i(n[table.Old]), "part", i(n[table.Partial]), "full", i(n[table.Full])),
		s.words.T("coverage.finding.splits", "measured", i(measured), "sex", i(splits[0]), "location", i(splits[1]), "ldc", i(splits[2])) + " " +
			s.words.T("coverage.finding.quiet", "n", i(n[table.Promises])),
	}
}

func (s *site) coverageUnit(r pageRequest, u table.UnitCover) coverageUnit {
	v := coverageUnit{
		Unit: s.numberLink(u.Paragraph, r), Summary: u.Paragraph.Summary, State: s.supplyChip(u.Supply), Themes: s.themeLinks(r, u.Paragraph),
		Why: u.Paragraph.Unmeasured, Evidence: s.evidenceChips(u.Verdict.Evidence), Newest: yearOr(u.Newest), Splits: s.splitViews(r, u.Splits),
	}
	for i, e := range u.Lacking {
		entry := s.coverageEntry(r, e)
		if i > 0 && u.Lacking[i-1].Headline.Indicator == e.Headline.Indicator {
			entry.Supply = "" // it stands one line above
		}
		v.Lacking = append(v.Lacking, entry)
	}
	return v
}

func (s *site) coverageEntry(r pageRequest, e progress.Entry) coverageEntry {
	in, _ := r.edition.Catalog().Indicator(e.Headline.Indicator)
	out := coverageEntry{
		Indicator: s.indicatorLink(in, r), Area: s.areaLink(r.edition, e.Headline.Group, r), Value: s.input(r.edition, in, e.Verdict.Latest),
		Why: s.words.T("coverage.entry.old"),
	}
	if e.Verdict.Latest == nil {
		line := r.edition.Line(in.ID, e.Headline.Group, e.Verdict.Dims, "")
		out.Why, out.Supply = s.words.Or("coverage.missing."+line.Missing, s.words.T("coverage.missing.no_data")), in.Missing
		if line.Missing == "no_series" && in.Missing != "" {
			out.Why, out.Supply = in.Missing, "" // it says so itself
		}
	}
	return out
}

// splitViews are sex, location and the least developed countries, in the order
// of the columns.
func (s *site) splitViews(r pageRequest, x table.Splits) []splitView {
	var out []splitView
	for _, split := range []table.Split{x.Sex, x.Location, x.LDC} {
		v := splitView{}
		switch {
		case split.Year == 0:
			v.Note = s.words.Or("coverage.missing."+split.Missing, "")
		case split.Ratio:
			v.Year, v.Note = yearOr(split.Year), s.words.T("coverage.ratio")
		case split.Economies > 0:
			v.Year, v.Note = yearOr(split.Year), s.words.N("coverage.economies", split.Economies)
		default:
			v.Year = yearOr(split.Year)
		}
		if split.Year > 0 && r.edition.ID().Reference.Year()-split.Year > table.Fresh {
			v.Old = s.words.T("coverage.old")
		}
		out = append(out, v)
	}
	return out
}

func splitCount(list []splitView) int {
	n := 0
	for _, v := range list {
		if v.Year != "" {
			n++
		}
	}
	return n
}

func yearOr(year int) string {
	if year == 0 {
		return text.Missing
	}
	return strconv.Itoa(year)
}

// coverageIndicators are those with fewest breakdowns and oldest values first.
func (s *site) coverageIndicators(r pageRequest, list []table.IndicatorCover) []coverageIndicator {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b table.IndicatorCover) int {
		return cmp.Or(cmp.Compare(min(a.Newest, 1), min(b.Newest, 1)), cmp.Compare(a.Has(), b.Has()), cmp.Compare(a.Newest, b.Newest))
	})
	var out []coverageIndicator
	for _, c := range list {
		row := coverageIndicator{
			Indicator: s.indicatorLink(c.Indicator, r), Newest: yearOr(c.Newest), Group: yearOr(c.Group), Splits: s.splitViews(r, c.Splits),
			Economies: s.words.T("coverage.recent", "recent", s.words.Integer(c.Recent), "all", s.words.Integer(c.Economies)),
			Units:     s.usedBy(r, c.Indicator.ID),
		}
		if c.Newest == 0 {
			row.Missing = c.Indicator.Missing
		}
		out = append(out, row)
	}
	return out
}

// coverageThemes are the themes with the smallest share of units that figures
// answer first.
func (s *site) coverageThemes(r pageRequest, list []table.ThemeCover) []coverageTheme {
	share := func(c table.ThemeCover) float64 {
		return float64(c.By[table.Full]+c.By[table.Partial]+c.By[table.Old]) / float64(c.Units)
	}
	list = slices.DeleteFunc(slices.Clone(list), func(c table.ThemeCover) bool { return c.Units == 0 })
	slices.SortStableFunc(list, func(a, b table.ThemeCover) int {
		return cmp.Or(cmp.Compare(share(a), share(b)), cmp.Compare(b.Units, a.Units))
	})
	var out []coverageTheme
	for _, c := range list {
		row := coverageTheme{
			Theme: link{c.Theme.Title, inVintage("/?theme="+c.Theme.ID, r.query.Get("vintage"))}, Units: c.Units,
			Newest: yearOr(c.Newest), Splits: s.splitViews(r, c.Splits),
		}
		for _, supply := range supplies() {
			if c.By[supply] > 0 {
				row.By = append(row.By, countView{s.supplyChip(supply), c.By[supply]})
			}
		}
		out = append(out, row)
	}
	return out
}
