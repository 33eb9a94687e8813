package dashboard

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/progress"
)

// indicatorParams say which lines are shown, and in which order economies stand.
var indicatorParams = []string{"set", "area", "sex", "age", "location", "breakdown", "source", "benchmark", "order"}

// areaSet is a choice of groups that are read together in one chart.
type areaSet struct {
	id    string
	areas []string
}

// areaSets are the choices, the default first. Regions of ITU and of M49 never
// share a chart: both have an Africa, and not the same one.
func areaSets() []areaSet {
	return []areaSet{
		{"development", []string{world, "DVD", "DVG", "LDC", "LLDC", "SIDS"}},
		{"income", []string{world, "HIC", "UMC", "LMC", "LMY", "LIC"}},
		{"itu", []string{world, "ITU_AFR", "ITU_AMS", "ITU_ARB", "ITU_ASP", "ITU_CIS", "ITU_EUR"}},
		{"m49", []string{world, "R002", "R019", "R142", "R150", "R009"}},
	}
}

// indicatorView is one indicator: where it stands, its lines, its map, its
// values, and where they are from.
type indicatorView struct {
	data.Indicator
	Finding    string
	First      *verdictView
	Panel      *panelView
	Empty      bool
	Direction  string
	Breakdowns []choice
	Sources    []choice
	Sets       []choice
	Add        addForm
	Figure     *figureView
	Map        *figureView
	History    historyView
	Groups     []rowView
	Economies  []rowView
	Order      []choice
	Benchmarks []data.Benchmark
	Loads      []loadView
	Paragraphs []useView
	CSV, JSON  string
}

// choice is one of several views of the page.
type choice struct {
	Word, Path string
	Here       bool
}

// addForm adds an economy to the chart.
type addForm struct {
	Action string
	Hidden [][2]string
	Areas  []data.Area
}

// historyView is the table of the chart: years by areas.
type historyView struct {
	Areas []link
	Rows  []historyRow
}

type historyRow struct {
	Year  int
	Cells []valueView
}

// rowView is the latest value of an area with its verdict. Ours stands beside
// a publisher's value of a group where it can be computed.
type rowView struct {
	Area  link
	Value valueView
	Chip  chip
	Pace  string
	Ours  *oursView
}

// oursView is a group value computed here, for comparison only.
type oursView struct {
	Text, Difference, Coverage string
}

// loadView is a load that values shown came with.
type loadView struct {
	data.Snapshot
	Source data.Source
}

// useView is a paragraph that the indicator bears on.
type useView struct {
	Paragraph link
	Summary   string
	Role      string
	Rationale string
}

func (s *site) indicator(r pageRequest) (pageView, error) {
	q, err := s.indicatorQuestion(r)
	if err != nil {
		return pageView{}, err
	}
	in, ed := q.indicator, r.edition
	v := indicatorView{
		Indicator: in, Direction: s.words.T("direction." + string(in.Direction)), Benchmarks: benchmarksOf(ed.Catalog(), in.ID),
		Paragraphs: s.uses(r, in), Breakdowns: s.breakdownChoices(r, in, q), Sources: s.sourceChoices(r, in, q), Sets: s.setChoices(r, in),
	}
	v.CSV, v.JSON = dataPaths(r, q)
	if d, ok := s.chart(r.edition, q); ok {
		if err := s.addLines(r, q, d, &v); err != nil {
			return pageView{}, err
		}
	}
	groups, economies := table.Latest(ed, in.ID, q.dims, q.source)
	if v.Map, err = s.mapFigure(r, "map", in, economies); err != nil {
		return pageView{}, err
	}
	v.Groups = s.rows(r, in, groups)
	for i, row := range groups {
		v.Groups[i].Ours = s.ours(r.edition, in, row)
	}
	v.Economies = s.rows(r, in, s.ordered(r, in, economies))
	v.Order = s.orderChoices(r, in)
	v.Add = s.addForm(r, in, economies)
	v.Empty = len(groups)+len(economies) == 0
	if v.Finding == "" {
		v.Finding = s.indicatorFinding(r, in, groups, economies)
	}
	return pageView{Title: in.Name, About: v.Finding, Main: v}, nil
}

// indicatorQuestion reads which lines are asked for.
func (s *site) indicatorQuestion(r pageRequest) (lineQuestion, error) {
	in, ok := r.edition.Catalog().Indicator(r.id)
	if !ok {
		return lineQuestion{}, notFound("id", "%s", s.words.T("failure.indicator", "id", r.id))
	}
	g := r.query.Get
	q := lineQuestion{
		indicator: in, source: g("source"), benchmark: g("benchmark"),
		dims: data.Dims{Sex: g("sex"), Age: g("age"), Location: g("location"), Breakdown: g("breakdown")},
	}
	q.dims = q.dims.Or(defaultDims(r.edition, in.ID))
	if asked := r.query["area"]; len(asked) > 0 && !r.query.Has("set") {
		q.areas = unique(asked)
		return q, nil
	}
	q.areas = unique(append(slices.Clone(chosenSet(g("set"))), r.query["area"]...))
	return q, nil
}

func chosenSet(id string) []string {
	sets := areaSets()
	for _, set := range sets {
		if set.id == id {
			return set.areas
		}
	}
	return sets[0].areas
}

func unique(list []string) []string {
	var out []string
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// addLines fills in the chart and what its lines say: finding, table, loads.
func (s *site) addLines(r pageRequest, q lineQuestion, d drawn, v *indicatorView) (err error) {
	if v.Figure, err = s.drawnFigure(r, "chart", q, d); err != nil {
		return err
	}
	first := s.verdict(r.edition, d.first)
	v.First, v.Finding = &first, first.Finding
	if v.Panel, err = s.panel(r, d.first, q.benchmark); err != nil {
		return err
	}
	h := table.Years(d.lines)
	for _, l := range d.lines {
		v.History.Areas = append(v.History.Areas, s.areaLink(r.edition, l.Area, r))
	}
	for i, year := range h.Years {
		row := historyRow{Year: year}
		for j, c := range h.Cells[i] {
			cell := valueView{Text: ".."}
			if c.Has {
				cell = s.value(r.edition, q.indicator, d.lines[j], c.Point)
			}
			row.Cells = append(row.Cells, cell)
		}
		v.History.Rows = append(v.History.Rows, row)
	}
	for _, snap := range table.Snapshots(r.edition, d.lines) {
		src, _ := r.edition.Catalog().Source(snap.Source)
		v.Loads = append(v.Loads, loadView{snap, src})
	}
	return nil
}

// indicatorFinding speaks of the first area that has a value, or says that none has.
func (s *site) indicatorFinding(r pageRequest, in data.Indicator, groups, economies []table.Row) string {
	if len(groups) > 0 {
		return s.words.Finding(r.edition.Assess(in.ID, groups[0].Area.Code, data.Dims{}, ""), in, groups[0].Area.Name())
	}
	if len(economies) > 0 {
		return s.words.N("indicator.only_economies", len(economies))
	}
	return s.words.Why(progress.NoClass, progress.NoDataYet)
}

func (s *site) rows(r pageRequest, in data.Indicator, list []table.Row) []rowView {
	out := make([]rowView, 0, len(list))
	for _, row := range list {
		v := r.edition.Assess(in.ID, row.Area.Code, row.Line.Dims, "")
		shown := s.verdict(r.edition, v)
		out = append(out, rowView{Area: s.areaLink(r.edition, row.Area.Code, r), Value: s.value(r.edition, in, row.Line, row.Last), Chip: shown.Chip, Pace: shown.Pace})
	}
	return out
}

// ours is the value computed here of the same year, where the one shown is the
// publisher's.
func (s *site) ours(ed *progress.Edition, in data.Indicator, row table.Row) *oursView {
	if row.Line.Maker != progress.ByPublisher {
		return nil
	}
	for _, p := range ed.Beside(in.ID, row.Area.Code, row.Line.Dims) {
		if p.Year == row.Last.Year && p.Source == row.Line.Source {
			return &oursView{s.words.Number(p.Computed, in.Decimals), s.words.Signed(p.Difference, in.Decimals), s.words.Coverage(&p.Coverage)}
		}
	}
	return nil
}

// ordered puts economies by name where asked, else by value, best first.
func (s *site) ordered(r pageRequest, in data.Indicator, list []table.Row) []table.Row {
	if r.query.Get("order") == "name" {
		return list
	}
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b table.Row) int {
		if in.Direction == data.Down {
			a, b = b, a
		}
		return cmp.Compare(b.Last.Value, a.Last.Value)
	})
	return out
}

func (s *site) orderChoices(r pageRequest, in data.Indicator) []choice {
	here := r.query.Get("order")
	return []choice{
		{s.words.T("order.value"), r.with("/i/"+in.ID, "order", "") + "#economies", here != "name"},
		{s.words.T("order.name"), r.with("/i/"+in.ID, "order", "name") + "#economies", here == "name"},
	}
}

func (s *site) setChoices(r pageRequest, in data.Indicator) []choice {
	var out []choice
	own := len(r.query["area"]) > 0 && !r.query.Has("set")
	for i, set := range areaSets() {
		here := r.query.Get("set") == set.id || i == 0 && !own && r.query.Get("set") == ""
		out = append(out, choice{s.words.T("set." + set.id), r.with("/i/"+in.ID, "set", set.id), here})
	}
	return out
}

// breakdownChoices are the breakdowns that have data, where there are several.
func (s *site) breakdownChoices(r pageRequest, in data.Indicator, q lineQuestion) []choice {
	list := r.edition.Breakdowns(in.ID)
	if len(list) < 2 {
		return nil
	}
	def := defaultDims(r.edition, in.ID)
	var out []choice
	for _, d := range list {
		word := s.words.Dims(d)
		if word == "" {
			word = s.words.T("dim.total")
		}
		out = append(out, choice{word, s.dimsPath(r, in, d, def), d == q.dims})
	}
	return out
}

// dimsPath is the page in another breakdown.
func (s *site) dimsPath(r pageRequest, in data.Indicator, d, def data.Dims) string {
	q := url.Values{}
	for _, keep := range []string{"set", "area", "order", "vintage"} {
		if v, ok := r.query[keep]; ok {
			q[keep] = v
		}
	}
	for _, p := range [][3]string{{"sex", d.Sex, def.Sex}, {"age", d.Age, def.Age}, {"location", d.Location, def.Location}, {"breakdown", d.Breakdown, def.Breakdown}} {
		if p[1] != p[2] {
			q.Set(p[0], p[1])
		}
	}
	if len(q) == 0 {
		return "/i/" + in.ID
	}
	return "/i/" + in.ID + "?" + q.Encode()
}

func (s *site) sourceChoices(r pageRequest, in data.Indicator, q lineQuestion) []choice {
	list := r.edition.Sources(in.ID)
	if len(list) < 2 {
		return nil
	}
	out := []choice{{s.words.T("indicator.preferred"), r.with("/i/"+in.ID, "source", ""), q.source == ""}}
	for _, id := range list {
		out = append(out, choice{sourceLabel(r.edition, id), r.with("/i/"+in.ID, "source", id), q.source == id})
	}
	return out
}

// addForm offers the economies that have a value and are not drawn yet.
func (s *site) addForm(r pageRequest, in data.Indicator, economies []table.Row) addForm {
	f := addForm{Action: "/i/" + in.ID}
	for _, name := range slices.Sorted(maps.Keys(r.query)) {
		for _, v := range r.query[name] {
			f.Hidden = append(f.Hidden, [2]string{name, v})
		}
	}
	if !r.query.Has("set") && !r.query.Has("area") {
		f.Hidden = append(f.Hidden, [2]string{"set", areaSets()[0].id})
	}
	for _, row := range economies {
		if !slices.Contains(r.query["area"], row.Area.Code) {
			f.Areas = append(f.Areas, row.Area)
		}
	}
	return f
}

func (s *site) uses(r pageRequest, in data.Indicator) []useView {
	var out []useView
	for _, p := range r.edition.Catalog().UsedBy(in.ID) {
		u := useView{Paragraph: s.paragraphLink(p, r), Summary: p.Summary}
		for _, l := range p.Links {
			if l.Indicator == in.ID {
				u.Role, u.Rationale = s.words.T("role."+string(l.Role)), l.Rationale
			}
		}
		out = append(out, u)
	}
	return out
}

// dataPaths are the addresses of the lines shown, as CSV and JSON.
func dataPaths(r pageRequest, q lineQuestion) (csv, json string) {
	v := url.Values{"indicator": {q.indicator.ID}, "limit": {strconv.Itoa(apiMaxLimit)}}
	def := defaultDims(r.edition, q.indicator.ID)
	for _, p := range [][3]string{{"sex", q.dims.Sex, def.Sex}, {"age", q.dims.Age, def.Age}, {"location", q.dims.Location, def.Location}, {"breakdown", q.dims.Breakdown, def.Breakdown}} {
		if p[1] != p[2] {
			v.Set(p[0], p[1])
		}
	}
	if q.source != "" {
		v.Set("source", q.source)
	}
	if name := r.query.Get("vintage"); name != "" {
		v.Set("vintage", name)
	}
	return apiBase + "observations.csv?" + v.Encode(), apiBase + "observations?" + v.Encode()
}
