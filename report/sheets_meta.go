package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// figuresSheet has the data of every figure, a row a point, with a chart of
// the worksheet's own for each.
func (b *builder) figuresSheet() Sheet {
	s := Sheet{Name: "figures", Title: b.t("report.sheet.figures"), Columns: []string{"figure", "title", "unit", "series", "year", "value", "status"}}
	for _, f := range b.figures {
		chart := SheetChart{Title: b.t("report.figure", "id", f.ID, "title", f.Title), Unit: f.Chart.Unit}
		for _, line := range f.Chart.Series {
			first := len(s.Rows)
			for _, p := range line.Points {
				if !p.Has() {
					continue
				}
				row := append(words(f.ID, f.Title, f.Chart.Unit, line.Name), integer(p.Year), number(&p.Value, p.Decimals))
				s.Rows = append(s.Rows, append(row, word(string(p.Status))))
			}
			if len(s.Rows) > first {
				chart.Series = append(chart.Series, SheetSeries{line.Name, first, len(s.Rows) - 1})
			}
		}
		s.Figures = append(s.Figures, chart)
	}
	return s
}

func (b *builder) evidenceSheet() Sheet {
	s := Sheet{Name: "evidence", Title: b.t("report.sheet.evidence"), Columns: []string{"paragraph", "id", "title", "issuer", "recurrence", "due", "state", "date", "act", "url", "note", "unverified"}}
	for _, p := range b.paragraphs {
		v, _ := b.verdictOf(p)
		for _, e := range v.Evidence {
			i := e.Item
			row := words(p.ID, i.ID, i.Title, i.Issuer, i.Recurrence, i.Due.String(), string(e.State))
			acts := 0
			for _, a := range i.Done {
				if on := b.report.Stamp.Reference; !on.IsZero() && a.Date.After(on.Time) {
					continue
				}
				acts++
				s.Rows = append(s.Rows, append(append([]Datum{}, row...), words(a.Date.String(), a.Title, a.URL, a.Note, yes(i.Unverified))...))
			}
			if acts == 0 {
				s.Rows = append(s.Rows, append(row, words("", "", "", i.Note, yes(i.Unverified))...))
			}
		}
	}
	return s
}

func (b *builder) revisionsSheet() Sheet {
	s := Sheet{Name: "revisions", Title: b.t("report.sheet.revisions"), Columns: []string{"indicator", "name", "unit", "area", "area_name", "sex", "age", "location", "breakdown",
		"year", "kind", "old", "old_status", "new", "new_status", "percent", "source", "code", "snapshot", "by"}}
	for _, r := range b.revised {
		row := words(r.indicator.ID, r.indicator.Name, r.indicator.Unit, r.Area, b.areaName(r.Area), r.Sex, r.Age, r.Location, r.Breakdown)
		row = append(row, integer(r.Year), word(string(r.Kind())))
		row = append(append(row, pointCells(r.old, r.Old)...), pointCells(r.new, r.New)...)
		percent := Datum{}
		if !math.IsNaN(r.percent) {
			percent = number(&r.percent, -1)
		}
		s.Rows = append(s.Rows, append(row, percent, word(r.Source), word(r.Code), integer(int(r.Snapshot)), word(string(r.By))))
	}
	return s
}

func pointCells(v float64, p *data.Point) []Datum {
	if p == nil || math.IsNaN(v) {
		return make([]Datum, 2)
	}
	return []Datum{number(&v, p.Decimals), word(string(p.Status))}
}

func (b *builder) changesSheet() Sheet {
	s := Sheet{Name: "changes", Title: b.t("report.sheet.changes"), Columns: []string{"paragraph", "indicator", "area", "benchmark", "class_then", "reason_then", "class_rejudged", "reason_rejudged", "class_now", "reason_now", "because"}}
	for _, p := range b.paragraphs {
		v, _ := b.verdictOf(p)
		for _, e := range v.Entries {
			h := e.Headline
			old := b.Compared.Edition.Assess(h.Indicator, h.Group, e.Verdict.Dims, h.Benchmark)
			mid := b.Compared.Rejudged.Assess(h.Indicator, h.Group, e.Verdict.Dims, h.Benchmark)
			if why := cause(old, mid, e.Verdict); why != "" {
				s.Rows = append(s.Rows, words(p.ID, h.Indicator, h.Group, h.Benchmark, string(old.Class), string(old.Reason), string(mid.Class), string(mid.Reason),
					string(e.Verdict.Class), string(e.Verdict.Reason), why))
			}
		}
	}
	return s
}

// indicatorsSheet is the metadata of every indicator that the units rest on.
func (b *builder) indicatorsSheet() Sheet {
	s := Sheet{Name: "indicators", Title: b.t("report.sheet.indicators"), Columns: []string{"indicator", "name", "definition", "unit", "direction", "model", "bounds", "breaks", "new_from",
		"aggregation", "core_list", "sdg", "sources", "codes", "formula", "missing", "note"}}
	seen := map[string]bool{}
	for _, h := range b.subjects() {
		in, _ := b.cat.Indicator(h.Indicator)
		if seen[in.ID] {
			continue
		}
		seen[in.ID] = true
		var sources, codes []string
		for _, r := range in.Series {
			sources, codes = append(sources, r.Source), append(codes, r.Code)
		}
		formula := ""
		if in.Formula != nil {
			formula = string(in.Formula.Kind)
		}
		from := Datum{}
		if in.NewFrom != 0 {
			from = integer(in.NewFrom)
		}
		row := words(in.ID, in.Name, in.Definition, in.Unit, string(in.Direction), string(in.Model), list(in.Bounds), list(in.Breaks))
		row = append(row, from)
		s.Rows = append(s.Rows, append(row, words(string(in.Aggregate.Rule), in.CoreList, in.SDG, strings.Join(sources, " "), strings.Join(codes, " "), formula, in.Missing, in.Note)...))
	}
	return s
}

func list[T any](values []T) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fmt.Sprint(v)
	}
	return strings.Join(out, " ")
}

func (b *builder) benchmarksSheet() Sheet {
	s := Sheet{Name: "benchmarks", Title: b.t("report.sheet.benchmarks"), Columns: []string{"benchmark", "issuer", "statement", "indicator", "group", "value", "met_at", "year", "comparator", "external", "successor", "citation", "unverified", "note"}}
	for _, m := range b.cat.Benchmarks() {
		row := append(words(m.ID, m.Issuer, m.Statement, m.Indicator, m.Group), number(m.Value, -1))
		met, year := Datum{}, Datum{}
		if m.MetAt != 0 {
			met = number(&m.MetAt, -1)
		}
		if m.Year != 0 {
			year = integer(m.Year)
		}
		s.Rows = append(s.Rows, append(append(row, met, year), words(string(m.Comparator), yes(m.External), m.Successor, m.Citation, yes(m.Unverified), m.Note)...))
	}
	return s
}

func (b *builder) sourcesSheet() Sheet {
	s := Sheet{Name: "sources", Title: b.t("report.sheet.sources"), Columns: []string{"snapshot", "source", "publisher", "title", "edition", "published", "retrieved", "url", "file", "sha256", "licence", "licence_url", "non_commercial", "citation"}}
	for _, n := range b.usedSnapshots() {
		src, _ := b.cat.Source(n.Source)
		o := n.Origin
		retrieved := ""
		if !o.Retrieved.IsZero() {
			retrieved = data.DateOf(o.Retrieved).String()
		}
		s.Rows = append(s.Rows, append([]Datum{integer(int(n.ID))}, words(src.ID, src.Publisher, src.Title, o.Edition, o.Published.String(), retrieved, src.URL, o.File, o.SHA256,
			src.Licence, src.LicenceURL, yes(src.NonCommercial), src.Citation)...))
	}
	return s
}

func (b *builder) membersSheet() Sheet {
	s := Sheet{Name: "members", Title: b.t("report.sheet.members"), Columns: []string{"group", "group_name", "list", "on", "area", "area_name"}}
	for _, g := range b.cat.Areas() {
		if !g.Group {
			continue
		}
		on := b.listDay(g)
		for _, code := range b.cat.Members(g.Code, on) {
			s.Rows = append(s.Rows, words(g.Code, g.Name(), g.List, on.String(), code, b.areaName(code)))
		}
	}
	return s
}
