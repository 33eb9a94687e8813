package table

import (
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// world is a small configuration in files as a person would write them. The
// order of its areas is not that of their names.
var world = fstest.MapFS{
	"themes.yaml": {Data: []byte("- {id: access, title: Access}\n")},
	"sources.yaml": {Data: []byte(`- {id: itu, publisher: ITU, title: Database, label: ITU, url: "https://example.org/", licence: none, citation: ITU}
- {id: wb, publisher: World Bank, title: Indicators, label: WB, url: "https://example.org/", licence: none, citation: WB}
`)},
	"areas/groups.yaml": {Data: []byte("- {id: WLD, names: {en: World}}\n- {id: LDC, names: {en: Least developed countries}}\n- {id: AFR, names: {en: Africa}}\n")},
	"areas/economies.yaml": {Data: []byte(`- {id: ZMB, names: {en: Zambia}}
- {id: CIV, names: {en: Côte d’Ivoire}}
- {id: RWA, names: {en: Rwanda}}
- {id: ALB, names: {en: Albania}}
- {id: ALA, names: {en: Åland Islands}}
- {id: AFG, names: {en: Afghanistan}}
`)},
	"areas/memberships/ldc.yaml": {Data: []byte("- id: LDC\n  list: UN\n  members: [AFG, {area: RWA, to: 2020-01-01}, {area: ZMB, to: 2012-01-01}, {area: ZMB, from: 2016-01-01}]\n")},
	"areas/memberships/afr.yaml": {Data: []byte("- id: AFR\n  list: M49\n  members: [RWA, ZMB]\n")},
	"areas/memberships/wld.yaml": {Data: []byte("- id: WLD\n  list: M49\n  members: [RWA, ZMB, AFG]\n")},
	"indicators/all.yaml": {Data: []byte(`- {id: users, name: Users, definition: People., unit: "%", direction: up, model: linear, metric: users_ratio, metric_scale: 0.01, aggregate: {rule: none}, series: [{source: itu, code: a, breakdowns: [{sex: F}]}, {source: wb, code: b}]}
- {id: skills, name: Skills, definition: People., unit: "%", direction: up, model: linear, metric: skills_ratio, metric_scale: 0.01, aggregate: {rule: none}, series: [{source: itu, code: c}]}
`)},
	"benchmarks.yaml":                {Data: []byte("- {id: T1, issuer: UN, statement: All., indicator: users, group: WLD, value: 95, year: 2030, comparator: \">=\", citation: UN}\n")},
	"resolutions/it/resolution.yaml": {Data: []byte("- {id: it, symbol: A/1, title: It, body: GA, sections: [{id: one, title: One, level: 1}]}\n")},
	"resolutions/it/one.yaml":        {Data: []byte("- {id: \"1\", order: 1, section: one, verb: Notes, summary: It., kind: context}\n")},
}

// put is a series of pairs of year and value that came with a snapshot.
func put(code, area string, dims data.Dims, snapshot int64, pairs ...float64) data.Series {
	source := map[string]string{"a": "itu", "b": "wb", "c": "itu"}[code]
	s := data.Series{Key: data.Key{Source: source, Code: code, Area: area, Dims: dims.Full()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		p := data.Point{Year: int(pairs[i]), Value: pairs[i+1], Status: data.Normal, Snapshot: snapshot}
		if math.IsNaN(p.Value) {
			p.Status = data.Missing
		}
		s.Points = append(s.Points, p)
	}
	return s
}

func edition(t *testing.T) *progress.Edition {
	t.Helper()
	c, err := configs.Load(world)
	if err != nil {
		t.Fatal(err)
	}
	in := progress.Input{Catalog: c.Catalog, Snapshot: 12, Config: c.Hash, Version: "test", Reference: day(t, "2025-06-30"), Series: []data.Series{
		put("a", "RWA", data.Dims{}, 3, 2015, 18, 2024, 34.2),
		put("a", "CIV", data.Dims{}, 3, 2023, 80),
		put("a", "ALA", data.Dims{}, 12, 2024, 97),
		put("a", "ALB", data.Dims{}, 3, 2023, 83.1, 2024, math.NaN()),
		put("a", "AFG", data.Dims{}, 3, 2020, math.NaN()),
		put("a", "ZMB", data.Dims{}, 7, 2015, 0, 2022, 33),
		put("a", "LDC", data.Dims{}, 7, 2024, 35),
		put("a", "WLD", data.Dims{}, 12, 2015, 39.9, 2024, 68),
		put("a", "XXX", data.Dims{}, 3, 2024, 1),
		put("a", "ZMB", data.Dims{Sex: "F"}, 3, 2022, 30),
		put("b", "AFG", data.Dims{}, 5, 2020, 18.4),
	}}
	for _, id := range []int64{3, 5, 7, 12} {
		in.Snapshots = append(in.Snapshots, data.Snapshot{ID: id, Source: "itu"})
	}
	slices.SortFunc(in.Series, func(a, b data.Series) int { return a.Compare(b.Key) })
	e, err := progress.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func day(t *testing.T, s string) data.Date {
	t.Helper()
	d, err := data.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func codes(rows []Row) string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Area.Code)
	}
	return strings.Join(out, " ")
}

func TestLatest(t *testing.T) {
	e := edition(t)
	for _, c := range []struct {
		name, indicator   string
		dims              data.Dims
		source            string
		groups, economies string
		area              string // one row to look at
		year              int
		value             float64
		snapshot          int64
		from              string
	}{
		{name: "groups as configured, economies by name", indicator: "users", groups: "WLD LDC", economies: "ALA ALB CIV RWA ZMB",
			area: "ALB", year: 2023, value: 83.1, snapshot: 3, from: "itu"},
		{name: "a breakdown", indicator: "users", dims: data.Dims{Sex: "F"}, economies: "ZMB", area: "ZMB", year: 2022, value: 30, snapshot: 3, from: "itu"},
		{name: "another source", indicator: "users", source: "wb", economies: "AFG", area: "AFG", year: 2020, value: 18.4, snapshot: 5, from: "wb"},
		{name: "no figures", indicator: "skills"},
		{name: "no such indicator", indicator: "none"},
		{name: "no such source", indicator: "users", source: "none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			groups, economies := Latest(e, c.indicator, c.dims, c.source)
			if codes(groups) != c.groups || codes(economies) != c.economies {
				t.Errorf("groups %q and economies %q, want %q and %q", codes(groups), codes(economies), c.groups, c.economies)
			}
			for _, r := range append(groups, economies...) {
				if r.Area.Code == c.area && (r.Last.Year != c.year || r.Last.Value != c.value || r.Last.Snapshot != c.snapshot || r.Line.Source != c.from) {
					t.Errorf("%s: %+v from %s", c.area, r.Last, r.Line.Source)
				}
			}
		})
	}
}

// TestNamesOfTheShippedAreas guards the order of names that have accents, or
// begin like another.
func TestNamesOfTheShippedAreas(t *testing.T) {
	c, err := configs.Load(configs.Default)
	if err != nil {
		t.Fatal(err)
	}
	areas := c.Catalog.Areas()
	sorted := slices.SortedFunc(slices.Values(areas), ByName)
	at := func(code string) int {
		return slices.IndexFunc(sorted, func(a data.Area) bool { return a.Code == code })
	}
	for _, pair := range [][2]string{
		{"AFG", "ALA"}, {"ALA", "ALB"}, {"CRI", "CIV"}, {"CIV", "HRV"}, {"CUB", "CUW"}, {"CUW", "CYP"},
		{"QAT", "REU"}, {"REU", "ROU"}, {"TUN", "TUR"}, {"TUR", "TKM"}, {"NER", "NGA"}, {"GIN", "GNB"},
	} {
		if at(pair[0]) < 0 || at(pair[0]) >= at(pair[1]) {
			t.Errorf("%s stands at %d, %s at %d", pair[0], at(pair[0]), pair[1], at(pair[1]))
		}
	}
}

func TestProfile(t *testing.T) {
	e := edition(t)
	for _, c := range []struct {
		name, area string
		has        [2]bool // users, skills
		value      float64
		class      progress.Class
		reason     progress.Reason
		benchmark  string
	}{
		{"a group with a target", "WLD", [2]bool{true, false}, 68, progress.Fair, "", "T1"},
		{"an economy takes the target of the world", "RWA", [2]bool{true, false}, 34.2, progress.Limited, "", "T1"},
		{"a zero is a base", "ZMB", [2]bool{true, false}, 33, progress.Fair, "", "T1"},
		{"a value too short", "ALA", [2]bool{true, false}, 97, progress.NoClass, progress.TooShort, "T1"},
		{"nothing", "AFR", [2]bool{}, 0, progress.NoClass, "", ""},
		{"unknown area", "XXX", [2]bool{}, 0, progress.NoClass, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			items := Profile(e, c.area)
			if len(items) != 2 || items[0].Indicator.ID != "users" || items[1].Indicator.ID != "skills" {
				t.Fatalf("items %+v, want users and skills, in this order", items)
			}
			if got := [2]bool{items[0].Has, items[1].Has}; got != c.has {
				t.Fatalf("with a value: %v, want %v", got, c.has)
			}
			it := items[0]
			if it.Has && it.Last.Value != c.value {
				t.Errorf("value %v, want %v", it.Last.Value, c.value)
			}
			if it.Verdict.Class != c.class || it.Verdict.Reason != c.reason || it.Verdict.Benchmark != c.benchmark {
				t.Errorf("%q %q by %q, want %q %q by %q", it.Verdict.Class, it.Verdict.Reason, it.Verdict.Benchmark, c.class, c.reason, c.benchmark)
			}
			if !it.Has && it.Line.Missing == "" {
				t.Error("nothing, and no reason why")
			}
		})
	}
}

func TestMemberships(t *testing.T) {
	c, err := configs.Load(world)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ name, area, on, want string }{
		{"now in the order of the groups, then past", "RWA", "2025-01-01", "WLD now, AFR now, LDC to 2020-01-01"},
		{"the day before the end", "RWA", "2019-12-31", "WLD now, LDC now, AFR now"},
		{"the day of the end", "RWA", "2020-01-01", "WLD now, AFR now, LDC to 2020-01-01"},
		{"back again", "ZMB", "2025-01-01", "WLD now, LDC now, AFR now, LDC to 2012-01-01"},
		{"between two stays", "ZMB", "2014-01-01", "WLD now, AFR now, LDC to 2012-01-01, LDC to open"},
		{"in no group", "ALB", "2025-01-01", ""},
		{"a group is a member of none", "LDC", "2025-01-01", ""},
		{"unknown", "XXX", "2025-01-01", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			var out []string
			for _, m := range Memberships(c.Catalog, x.area, day(t, x.on)) {
				switch {
				case m.Area != x.area || m.Membership.Group != m.Group.Code:
					t.Errorf("membership %+v of %s", m.Membership, m.Group.Code)
				case m.Now:
					out = append(out, m.Group.Code+" now")
				case m.To.IsZero():
					out = append(out, m.Group.Code+" to open")
				default:
					out = append(out, m.Group.Code+" to "+m.To.String())
				}
			}
			if got := strings.Join(out, ", "); got != x.want {
				t.Errorf("%q, want %q", got, x.want)
			}
		})
	}
}

func TestYears(t *testing.T) {
	e := edition(t)
	lines := []progress.Line{
		e.Line("users", "ZMB", data.Dims{}, ""), e.Line("users", "AFR", data.Dims{}, ""), e.Line("users", "RWA", data.Dims{}, ""),
	}
	h := Years(lines)
	if !slices.Equal(h.Years, []int{2024, 2022, 2015}) {
		t.Fatalf("years %v, want the newest first, once each", h.Years)
	}
	if len(h.Cells) != len(h.Years) || len(h.Lines) != len(lines) {
		t.Fatalf("%d rows for %d years, %d lines", len(h.Cells), len(h.Years), len(h.Lines))
	}
	none := math.NaN()
	want := [][]float64{{none, none, 34.2}, {33, none, none}, {0, none, 18}}
	for i, row := range h.Cells {
		for j, cell := range row {
			w := want[i][j]
			if cell.Has == math.IsNaN(w) || cell.Has && (cell.Value != w || cell.Year != h.Years[i]) {
				t.Errorf("%d, %s: %v (has %v), want %v", h.Years[i], lines[j].Area, cell.Value, cell.Has, w)
			}
		}
	}
	if h := Years(nil); len(h.Years) != 0 || len(h.Cells) != 0 {
		t.Errorf("no lines make %+v", h)
	}
}

func TestSnapshots(t *testing.T) {
	e := edition(t)
	line := func(area string) progress.Line { return e.Line("users", area, data.Dims{}, "") }
	lost := line("RWA")
	lost.Points = append(slices.Clone(lost.Points), progress.Point{Point: data.Point{Year: 2025, Value: 1, Snapshot: 99}})
	for _, c := range []struct {
		name  string
		lines []progress.Line
		want  []int64
	}{
		{"newest first, once each", []progress.Line{line("RWA"), line("ZMB"), line("WLD"), line("LDC"), line("ALA")}, []int64{12, 7, 3}},
		{"of one line", []progress.Line{line("ZMB")}, []int64{7}},
		{"of an empty line", []progress.Line{line("AFR")}, nil},
		{"one that the edition does not know", []progress.Line{lost}, []int64{3}},
		{"of nothing", nil, nil},
	} {
		var got []int64
		for _, s := range Snapshots(e, c.lines) {
			got = append(got, s.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
