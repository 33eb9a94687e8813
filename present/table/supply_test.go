package table

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// asking is world with a resolution that asks for figures and acts in every way
// that there is.
func asking() fstest.MapFS {
	files := maps.Clone(world)
	files["areas/groups.yaml"] = &fstest.MapFile{Data: []byte("- {id: WLD, names: {en: World}, kind: world}\n- {id: LDC, names: {en: Least developed countries}, kind: development}\n- {id: AFR, names: {en: Africa}, kind: region}\n")}
	files["indicators/more.yaml"] = &fstest.MapFile{Data: []byte(`- {id: parity, name: Parity, definition: Women over men., unit: ratio, direction: to_one, model: linear, metric: parity_ratio, metric_scale: 1, aggregate: {rule: none}, formula: {kind: parity, pairs: [{num: {source: itu, code: a, dims: {sex: F}}, den: {source: itu, code: a}}]}}
- {id: old, name: Old, definition: Old., unit: "%", direction: up, model: linear, metric: old_ratio, metric_scale: 0.01, aggregate: {rule: none}, series: [{source: wb, code: b, dims: {location: R}}]}
`)}
	files["resolutions/it/one.yaml"] = &fstest.MapFile{Data: []byte(`- {id: "2", order: 3, section: one, verb: Asks, summary: Two., kind: quantitative, scored: true, themes: [access], headline: [{indicator: users, group: WLD, benchmark: T1}, {indicator: users, group: AFR, benchmark: none}], links: [{indicator: parity, role: proxy, rationale: Near., groups: [WLD]}]}
- {id: "1", order: 2, section: one, verb: Asks, summary: One., kind: quantitative, scored: true, themes: [access], headline: [{indicator: users, group: WLD, benchmark: T1}, {indicator: users, group: LDC, benchmark: none}]}
- {id: 1bis, order: 1, section: one, verb: Asks, summary: Skills., kind: proxy, scored: true, headline: [{indicator: skills, group: WLD, benchmark: none}]}
- id: "3"
  order: 4
  section: one
  verb: Invites
  summary: Acts.
  kind: evidence
  scored: true
  themes: [access]
  unmeasured: Nobody counts it.
  evidence:
    - {id: held, title: A forum, recurrence: yearly, done: [{date: 2025-03-01, title: Forum}]}
    - {id: again, title: A report, recurrence: every 2 years, due: 2025-12-31, done: [{date: 2023-03-01, title: Report}]}
    - {id: once, title: A review, recurrence: once, done: [{date: 2020-03-01, title: Review}]}
    - {id: late, title: A plan, recurrence: once, due: 2020-01-01}
    - {id: unseen, title: A book, recurrence: yearly}
    - {id: ahead, title: A summit, recurrence: once, due: 2030-01-01}
- {id: "4", order: 5, section: one, verb: Notes, summary: Words., kind: context}
- {id: "5", order: 6, section: one, verb: Asks, summary: Old., kind: quantitative, scored: true, headline: [{indicator: old, group: WLD, benchmark: none}]}
- {id: "6", order: 7, section: one, verb: Asks, summary: Shown., kind: proxy, caveat: Shown only., links: [{indicator: users, role: proxy, rationale: Near., groups: [WLD]}]}
`)}
	files["instruments.yaml"] = &fstest.MapFile{Data: []byte(`- {id: current, name: C, kind: forum, publisher: P, paragraphs: ["3"], indicators: [users], evidence: [held, again]}
- {id: part, name: P, kind: forum, publisher: P, paragraphs: ["3"], indicators: [users, skills], evidence: [held, late]}
- {id: late, name: L, kind: body, publisher: P, paragraphs: ["3"], evidence: [late, unseen]}
- {id: stale, name: S, kind: body, publisher: P, paragraphs: ["3"], indicators: [old]}
- {id: unseen, name: U, kind: body, publisher: P, paragraphs: ["3"], indicators: [skills], evidence: [unseen]}
- {id: done, name: D, kind: report, publisher: P, paragraphs: ["3"], evidence: [once]}
- {id: ahead, name: A, kind: report, publisher: P, paragraphs: ["3"], evidence: [ahead]}
- {id: ahead-unseen, name: A, kind: report, publisher: P, paragraphs: ["3"], evidence: [ahead, unseen]}
- {id: done-ahead, name: A, kind: report, publisher: P, paragraphs: ["3"], evidence: [once, ahead]}
- {id: bare, name: B, kind: report, publisher: P, paragraphs: ["3"]}
`)}
	return files
}

func askingEdition(t *testing.T) *progress.Edition {
	t.Helper()
	c, err := configs.Load(asking())
	if err != nil {
		t.Fatal(err)
	}
	in := progress.Input{Catalog: c.Catalog, Snapshot: 3, Config: c.Hash, Version: "test", Reference: day(t, "2025-06-30"), Series: []data.Series{
		put("a", "WLD", data.Dims{}, 3, 2015, 39.9, 2024, 68),
		put("a", "LDC", data.Dims{}, 3, 2015, 12, 2021, 35),
		put("a", "RWA", data.Dims{}, 3, 2015, 18, 2020, 34),
		put("a", "ALA", data.Dims{}, 3, 2024, 97),
		put("a", "WLD", data.Dims{Sex: "F"}, 3, 2015, 38, 2023, 60),
		put("a", "ALA", data.Dims{Sex: "F"}, 3, 2022, 96),
		put("b", "WLD", data.Dims{Location: "R"}, 3, 2015, 10, 2019, 12),
	}}
	in.Snapshots = []data.Snapshot{{ID: 3, Source: "itu"}}
	slices.SortFunc(in.Series, func(a, b data.Series) int { return a.Compare(b.Key) })
	e, err := progress.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestNamedMatrix(t *testing.T) {
	m := Named(askingEdition(t))
	var areas []string
	for _, a := range m.Areas {
		areas = append(areas, a.Code)
	}
	if got := strings.Join(areas, " "); got != "WLD LDC AFR" {
		t.Errorf("areas %q, want those named, the one that most units name first", got)
	}
	want := map[string]string{"1bis": "1 0 0", "1": "1 1 0", "2": "1 0 1", "5": "1 0 0"}
	var order []string
	for _, row := range m.Rows {
		order = append(order, row.Paragraph.ID)
		var n []string
		for _, c := range row.Cells {
			n = append(n, fmt.Sprint(len(c.Entries)))
			if c.Class != "" || c.Reason != "" {
				t.Errorf("%s: a cell of entries has the class %q", row.Paragraph.ID, c.Class)
			}
		}
		if got := strings.Join(n, " "); got != want[row.Paragraph.ID] {
			t.Errorf("%s has %s entries, want %s", row.Paragraph.ID, got, want[row.Paragraph.ID])
		}
	}
	if got := strings.Join(order, " "); got != "1bis 1 2 5" {
		t.Errorf("units %q, want the scored ones with entries in the order of the document", got)
	}
}

func TestMatrixAcross(t *testing.T) {
	e := askingEdition(t)
	m := Across(e, []string{"LDC", "XXX", "RWA"})
	if len(m.Areas) != 2 || m.Areas[1].Code != "RWA" || len(m.Rows) != 4 {
		t.Fatalf("%d areas and %d rows, want 2 and 4", len(m.Areas), len(m.Rows))
	}
	for _, row := range m.Rows {
		for i, c := range row.Cells {
			v := e.ParagraphFor(row.Paragraph.ID, m.Areas[i].Code)
			if c.Class != v.Class || c.Reason != v.Reason || c.Class == "" && c.Reason == "" {
				t.Errorf("%s in %s: %q %q, want %q %q", row.Paragraph.ID, m.Areas[i].Code, c.Class, c.Reason, v.Class, v.Reason)
			}
		}
	}
}

func TestCompare(t *testing.T) {
	rows, without := Compare(askingEdition(t), []string{"ALA", "WLD"})
	var got []string
	for _, row := range rows {
		s := row.Indicator.ID
		for _, c := range row.Cells {
			if !c.Has {
				s += " .."
				continue
			}
			s += fmt.Sprintf(" %v/%d", c.Last.Value, c.Last.Year)
		}
		got = append(got, s)
	}
	if want := "users 97/2024 68/2024; parity .. 0.9523809523809524/2015; old .. 12/2019"; strings.Join(got, "; ") != want || without != 1 {
		t.Errorf("%s and %d without, want %s and 1", strings.Join(got, "; "), without, want)
	}
}

func TestInstruments(t *testing.T) {
	want := map[string]Currency{
		"current": Current, "part": InPart, "late": NotCurrent, "stale": NotCurrent, "unseen": NothingSeen,
		"done": Completed, "ahead": Current, "ahead-unseen": NothingSeen, "done-ahead": Current, "bare": NothingSeen,
	}
	rows := Instruments(askingEdition(t))
	if len(rows) != len(want) {
		t.Fatalf("%d instruments, want %d", len(rows), len(want))
	}
	for _, row := range rows {
		if row.Currency != want[row.ID] {
			t.Errorf("%s is %s, want %s: %v", row.ID, row.Currency, want[row.ID], row.Counts)
		}
		n := 0
		for _, p := range Pieces() {
			n += row.Counts[p]
		}
		if n != len(row.Instrument.Evidence)+len(row.Indicators) {
			t.Errorf("%s: %d pieces counted of %d", row.ID, n, len(row.Instrument.Evidence)+len(row.Indicators))
		}
		if !slices.Contains(Currencies(), row.Currency) {
			t.Errorf("%s has a state that is not listed", row.ID)
		}
	}
	if s := rows[0].Series[0]; s.Group == nil || s.Group.Area.Code != "WLD" || s.Newest != 2024 || s.Economies != 2 {
		t.Errorf("users is %+v, want the world's value, 2024, 2 economies", s)
	}
}

func TestCover(t *testing.T) {
	c := Cover(askingEdition(t))
	var units []string
	for _, u := range c.Units {
		units = append(units, fmt.Sprintf("%s %s %d lacking %d", u.Paragraph.ID, u.Supply, u.Newest, len(u.Lacking)))
	}
	want := "1bis empty 0 lacking 1; 1 full 2024 lacking 0; 2 partial 2024 lacking 1; 3 unmeasurable 0 lacking 0; 4 promises 0 lacking 0; 5 old 2019 lacking 1; 6 full 2024 lacking 0"
	if got := strings.Join(units, "; "); got != want {
		t.Errorf("units\n%s, want\n%s", got, want)
	}
	for _, x := range []struct {
		indicator          string
		newest, group, all int
		recent             int
		sex, location, ldc Split
	}{
		{"users", 2024, 2024, 2, 1, Split{Year: 2023, Economies: 1}, Split{}, Split{Year: 2021}},
		{"skills", 0, 0, 0, 0, Split{}, Split{}, Split{Missing: "no_data"}},
		{"parity", 2015, 2015, 0, 0, Split{Year: 2015, Ratio: true}, Split{}, Split{Missing: "no_rule"}},
		{"old", 2019, 2019, 0, 0, Split{}, Split{Year: 2019}, Split{Missing: "no_rule"}},
	} {
		i := slices.IndexFunc(c.Indicators, func(ic IndicatorCover) bool { return ic.Indicator.ID == x.indicator })
		got := c.Indicators[i]
		if got.Newest != x.newest || got.Group != x.group || got.Economies != x.all || got.Recent != x.recent {
			t.Errorf("%s: newest %d, group %d, economies %d, recent %d", x.indicator, got.Newest, got.Group, got.Economies, got.Recent)
		}
		if got.Splits != (Splits{x.sex, x.location, x.ldc}) {
			t.Errorf("%s splits %+v", x.indicator, got.Splits)
		}
	}
	access := c.Themes[0]
	if access.Units != 3 || access.By[Full] != 1 || access.By[Partial] != 1 || access.By[Unmeasurable] != 1 || access.Newest != 2024 || access.Sex.Year != 2023 {
		t.Errorf("theme %+v", access)
	}
}
