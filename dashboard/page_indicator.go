package dashboard

import (
	"cmp"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/progress"
)

// indicatorParams say which lines are shown, and in which order economies stand.
var indicatorParams = []string{"set", "area", "sex", "age", "location", "breakdown", "source", "benchmark", "order", "method", "chart", "split", "gap", "year"}

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
	Methods    []choice
	Add        addForm
	Charts     []choice
	Figure     *figureView
	Gaps       []gapView
	Map        *figureView
	Years      *yearView
	Share      *shareView
	History    historyView
	National   *nationalView
	Groups     []rowView
	Economies  []rowView
	Order      []choice
	Benchmarks []data.Benchmark
	Loads      []loadView
	Paragraphs []useView
	Download   *downloadView
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
		Download: s.indicatorDownloads(r, q), Methods: s.methodChoices(r, "/i/"+in.ID), Charts: s.chartChoices(r, in),
	}
	d, ok, err := s.chart(r.edition, q)
	if err != nil {
		return pageView{}, err
	}
	if ok {
		if err := s.addLines(r, q, d, &v); err != nil {
			return pageView{}, err
		}
	}
	if v.Gaps, err = s.gapViews(r, q); err != nil {
		return pageView{}, err
	}
	v.National = s.national(r, "area", table.National(ed, in.ID, "", q.dims))
	groups, economies := table.Latest(ed, in.ID, q.dims, q.source)
	if isNational(ed, q.source) { // no ranking, map or verdict of one economy's own figure
		groups, economies = nil, nil
		v.Finding = s.nationalFinding(ed, q.source)
	}
	if v.Map, err = s.mapFigure(r, "map", in, economies, q.year); err != nil {
		return pageView{}, err
	}
	if v.Groups, err = s.rows(r, q, groups); err != nil {
		return pageView{}, err
	}
	for i, row := range groups {
		v.Groups[i].Ours = s.ours(r.edition, in, row)
	}
	if v.Economies, err = s.rows(r, q, s.ordered(r, in, economies)); err != nil {
		return pageView{}, err
	}
	v.Years = s.yearView(r, q, economies)
	v.Order = s.orderChoices(r, in)
	v.Share = s.indicatorShare(r, &v)
	v.Add = s.addForm(r, in, economies)
	v.Empty = len(groups)+len(economies) == 0 && v.Figure == nil
	if v.Finding == "" {
		if v.Finding, err = s.indicatorFinding(r, q, groups, economies); err != nil {
			return pageView{}, err
		}
	}
	return pageView{Title: in.Name, About: v.Finding, Main: v}, nil
}

// indicatorQuestion reads which lines are asked for.
func (s *site) indicatorQuestion(r pageRequest) (lineQuestion, error) {
	in, ok := r.edition.Catalog().Indicator(r.id)
	if !ok {
		return lineQuestion{}, notFound("id", "%s", s.words.T("failure.indicator", "id", r.id))
	}
	method, err := s.chosenMethod(r)
	if err != nil {
		return lineQuestion{}, err
	}
	g := r.query.Get
	q := lineQuestion{
		indicator: in, source: g("source"), benchmark: g("benchmark"), method: method,
		dims: data.Dims{Sex: g("sex"), Age: g("age"), Location: g("location"), Breakdown: g("breakdown")},
	}
	q.dims = q.dims.Or(defaultDims(r.edition, in.ID))
	if q.year, err = s.askedYear(r); err != nil {
		return lineQuestion{}, err
	}
	if err := s.knows(r, q); err != nil {
		return lineQuestion{}, err
	}
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
	if v.Figure, err = s.mainFigure(r, q, d); err != nil {
		return err
	}
	v.Finding = s.lineFinding(r.edition, q, d.first, d.lines[0])
	if d.first.ofLine {
		first := s.verdict(r.edition, d.first.Verdict)
		v.First = &first
		if v.Panel, err = s.panel(r, d.first.Verdict, q.benchmark); err != nil {
			return err
		}
	}
	h := table.Years(d.lines)
	for _, l := range d.lines {
		v.History.Areas = append(v.History.Areas, link{s.lineName(r.edition, l), s.areaLink(r.edition, l.Area, r).Path})
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
func (s *site) indicatorFinding(r pageRequest, q lineQuestion, groups, economies []table.Row) (string, error) {
	if len(groups) > 0 {
		j, err := judge(r.edition, q, groups[0].Line)
		return s.lineFinding(r.edition, q, j, groups[0].Line), err
	}
	if len(economies) > 0 {
		return s.words.N("indicator.only_economies", len(economies)), nil
	}
	if len(r.edition.Breakdowns(q.indicator.ID)) > 0 { // by another source, or in another breakdown
		return s.words.T("indicator.elsewhere"), nil
	}
	return s.words.Why(progress.NoClass, progress.NoDataYet), nil
}

func (s *site) rows(r pageRequest, q lineQuestion, list []table.Row) ([]rowView, error) {
	out := make([]rowView, 0, len(list))
	for _, row := range list {
		j, err := judge(r.edition, q, row.Line)
		if err != nil {
			return nil, err
		}
		shown := rowView{Area: s.areaLink(r.edition, row.Area.Code, r), Value: s.value(r.edition, q.indicator, row.Line, row.Last)}
		if v := s.verdict(r.edition, j.Verdict); j.ofLine {
			shown.Chip, shown.Pace = v.Chip, v.Pace
		} else {
			shown.Chip = chip{"none", s.words.T("verdict.other_source"), s.otherSource(r.edition, j.source)}
		}
		out = append(out, shown)
	}
	return out, nil
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
