package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// sheets are the annexes as tidy tables. Their columns are stable: names are
// added at the end only.
func (b *builder) sheets() []Sheet {
	out := []Sheet{b.readme(), b.unitsSheet(), b.entriesSheet(), b.groupsSheet(), b.economiesSheet(), b.seriesSheet(), b.figuresSheet(), b.evidenceSheet()}
	if b.Compared != nil {
		out = append(out, b.revisionsSheet(), b.changesSheet())
	}
	return append(out, b.indicatorsSheet(), b.benchmarksSheet(), b.sourcesSheet(), b.membersSheet())
}

func word(s string) Datum { return Datum{Text: s} }

func words(list ...string) []Datum {
	out := make([]Datum, len(list))
	for i, s := range list {
		out[i] = word(s)
	}
	return out
}

// number is a cell of a value as the interface prints it.
func number(v *float64, decimals int) Datum {
	if v == nil {
		return Datum{}
	}
	return Datum{Text: digits(*v, decimals), Number: *v, Numeric: true}
}

func integer(n int) Datum { return Datum{Text: strconv.Itoa(n), Number: float64(n), Numeric: true} }

func (b *builder) readme() Sheet {
	s := Sheet{Name: "readme", Title: b.report.Title, Columns: []string{"property", "value"}}
	st := b.report.Stamp
	for _, r := range [][2]string{{"title", b.report.Title}, {"resolution", b.res.Symbol}, {"vintage", st.Vintage}, {"note", st.Note},
		{"judged_on", st.Reference.String()}, {"configuration", st.Config}, {"program", st.Version}, {"compared_with", st.Compared}} {
		s.Rows = append(s.Rows, words(r[0], r[1]))
	}
	s.Rows = append(s.Rows, []Datum{word("snapshot"), integer(int(st.Snapshot))})
	for _, k := range []string{"report.readme.values", "report.readme.status", "report.readme.maker", "report.readme.licence"} {
		s.Rows = append(s.Rows, words("note", b.t(k)))
	}
	for _, name := range []string{"units", "entries", "groups", "economies", "series", "figures", "evidence", "revisions", "changes", "indicators", "benchmarks", "sources", "members"} {
		s.Rows = append(s.Rows, words("sheet "+name, b.t("report.sheet."+name)))
	}
	return s
}

func (b *builder) unitsSheet() Sheet {
	s := Sheet{Name: "units", Title: b.t("report.sheet.units"), Columns: []string{"paragraph", "number", "section", "kind", "scored", "class", "reason", "manual", "mean", "judged", "entries", "worst_area", "worst_class", "missed_targets", "summary"}}
	for _, p := range b.paragraphs {
		v, _ := b.verdictOf(p)
		manual := ""
		if v.Manual != nil {
			manual = string(v.Manual.Class)
		}
		mean := Datum{}
		if v.Mean != nil {
			mean = number(v.Mean, -1)
		}
		row := words(p.ID, p.Number, p.Section, string(p.Kind), yes(p.Scored), string(v.Class), string(v.Reason), manual)
		row = append(row, mean, integer(len(v.Entries)-v.Counts[progress.NoClass]), integer(len(v.Entries)))
		row = append(row, words(v.Worst, string(v.WorstClass))...)
		s.Rows = append(s.Rows, append(row, integer(v.Missed), word(p.Summary)))
	}
	return s
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// verdictColumns are those of every sheet of verdicts.
func verdictColumns(first ...string) []string {
	return append(first, "indicator", "name", "unit", "sex", "age", "location", "breakdown", "area", "area_name", "benchmark",
		"base_year", "base_value", "base_status", "latest_year", "latest_value", "latest_status", "bound", "source", "maker",
		"coverage_economies", "coverage_members", "coverage_population", "target", "target_year", "model", "actual", "needed", "pace", "projected",
		"class", "reason", "method", "flags", "revised_from", "snapshot")
}

func (b *builder) verdictCells(v progress.Verdict) []Datum {
	in, _ := b.cat.Indicator(v.Indicator)
	d := v.Dims
	row := words(in.ID, in.Name, in.Unit, d.Sex, d.Age, d.Location, d.Breakdown, v.Area, b.areaName(v.Area), v.Benchmark)
	row = append(row, inputCells(v.Base)...)
	row = append(row, inputCells(v.Latest)...)
	p, _ := b.shown(v, v.Latest)
	bound := map[data.Bound]string{data.Below: "below", data.Above: "above"}[p.Bound]
	var source, maker string
	cover := make([]Datum, 3)
	snapshot := Datum{}
	if l := v.Latest; l != nil {
		source, maker, snapshot = l.Source, string(l.Maker), integer(int(l.Snapshot))
		if c := l.Coverage; c != nil {
			cover = []Datum{integer(c.Economies), integer(c.Members), number(&c.Population, -1)}
		}
	}
	row = append(append(row, words(bound, source, maker)...), cover...)
	by := Datum{}
	if v.Target != nil && v.TargetYear != 0 {
		by = integer(v.TargetYear)
	}
	row = append(row, number(v.Target, -1), by, word(string(v.Model)), number(v.Actual, -1), number(v.Needed, -1), number(v.Pace, -1), number(v.Projected, -1))
	var flags []string
	for _, f := range v.Flags {
		flags = append(flags, string(f))
	}
	row = append(row, words(string(v.Class), string(v.Reason), v.Method, strings.Join(flags, " "))...)
	return append(row, number(p.Was, -1), snapshot)
}

func inputCells(in *progress.Value) []Datum {
	if in == nil {
		return make([]Datum, 3)
	}
	return []Datum{integer(in.Year), number(&in.Value, in.Decimals), word(string(in.Status))}
}

func (b *builder) entriesSheet() Sheet {
	s := Sheet{Name: "entries", Title: b.t("report.sheet.entries"), Columns: verdictColumns("paragraph")}
	for _, p := range b.paragraphs {
		v, _ := b.verdictOf(p)
		for _, e := range v.Entries {
			s.Rows = append(s.Rows, append(words(p.ID), b.verdictCells(e.Verdict)...))
		}
	}
	return s
}

func (b *builder) groupsSheet() Sheet {
	s := Sheet{Name: "groups", Title: b.t("report.sheet.groups"), Columns: verdictColumns()}
	b.areaRows(&s, func(a data.Area) bool { return a.Group })
	return s
}

func (b *builder) economiesSheet() Sheet {
	s := Sheet{Name: "economies", Title: b.t("report.sheet.economies"), Columns: verdictColumns()}
	b.areaRows(&s, func(a data.Area) bool { return !a.Group && !a.Unlisted })
	return s
}

func (b *builder) areaRows(s *Sheet, wanted func(data.Area) bool) {
	for _, h := range b.subjects() {
		for _, a := range b.cat.Areas() {
			if !wanted(a) {
				continue
			}
			if v := b.Edition.Assess(h.Indicator, a.Code, h.Dims, ""); v.Latest != nil {
				b.use(v.Base, v.Latest)
				s.Rows = append(s.Rows, b.verdictCells(v))
			}
		}
	}
}

// seriesSheet has every year of the groups and of the areas asked for.
func (b *builder) seriesSheet() Sheet {
	s := Sheet{Name: "series", Title: b.t("report.sheet.series"), Columns: []string{"indicator", "unit", "area", "area_name", "sex", "age", "location", "breakdown",
		"year", "value", "status", "bound", "source", "code", "maker", "coverage_economies", "coverage_members", "coverage_population", "revised_from", "snapshot"}}
	for _, h := range b.subjects() {
		in, _ := b.cat.Indicator(h.Indicator)
		for _, a := range b.cat.Areas() {
			if !a.Group && !slices.Contains(b.Areas, a.Code) {
				continue
			}
			l := b.Edition.Line(h.Indicator, a.Code, h.Dims, "")
			for _, p := range l.Points {
				s.Rows = append(s.Rows, seriesRow(in, a, l, p))
				b.used[p.Snapshot] = true
			}
		}
	}
	return s
}

func seriesRow(in data.Indicator, a data.Area, l progress.Line, p progress.Point) []Datum {
	d := l.Dims
	cover := make([]Datum, 3)
	if c := p.Coverage; c != nil {
		cover = []Datum{integer(c.Economies), integer(c.Members), number(&c.Population, -1)}
	}
	bound := map[data.Bound]string{data.Below: "below", data.Above: "above"}[p.Bound]
	row := words(in.ID, in.Unit, a.Code, a.Name(), d.Sex, d.Age, d.Location, d.Breakdown)
	row = append(row, integer(p.Year), number(&p.Value, p.Decimals))
	row = append(append(row, words(string(p.Status), bound, l.Source, l.Code, string(l.Maker))...), cover...)
	return append(row, number(p.Was, -1), integer(int(p.Snapshot)))
}
