package dashboard

import (
	"net/url"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/figure"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/progress"
)

// ofEconomies asks for the gaps of economies and not of the areas shown.
const ofEconomies = "economies"

// gapView is the gap between two breakdowns: chart and table.
type gapView struct {
	ID, Heading, Finding string
	Figure               *figureView
	Of                   []choice
	Ends                 [2]string
	Points               string // the unit of a gap
	Rows                 []gapRow
	CSV                  string
}

type gapRow struct {
	Area link
	Ends [2]valueView
	Gap  string
}

// gapViews are the gaps of an indicator: women and men, rural and urban.
func (s *site) gapViews(r pageRequest, q lineQuestion) ([]gapView, error) {
	var out []gapView
	for _, c := range table.Contrasts(r.edition, q.indicator.ID) {
		list := s.gaps(r, q, c)
		d, ok := s.dumbbell(r, q, c, list)
		if !ok {
			continue
		}
		v := gapView{ID: c.ID, Heading: s.words.T("gap." + c.ID), Finding: d.alt, Ends: s.ends(c), Points: s.words.Points(q.indicator.Unit), Of: s.gapChoices(r, q, c)}
		for _, g := range list {
			row := gapRow{Area: s.areaLink(r.edition, g.Area.Code, r), Gap: s.words.Signed(g.Value, q.indicator.Decimals)}
			for i := range row.Ends {
				row.Ends[i] = s.value(r.edition, q.indicator, g.Lines[i], g.Points[i])
			}
			v.Rows = append(v.Rows, row)
		}
		var err error
		if v.Figure, err = s.figureView("gap-"+c.ID, d, gapImage(r, q, c, d)); err != nil {
			return nil, err
		}
		v.CSV = gapCSV(r, q, c)
		out = append(out, v)
	}
	return out, nil
}

// gapCSV is the address of both ends as a file.
func gapCSV(r pageRequest, q lineQuestion, c table.Contrast) string {
	asked := url.Values{}
	for _, end := range c.Ends {
		asked.Add(c.ID, map[string]string{"sex": end.Sex, "location": end.Location}[c.ID])
	}
	if q.source != "" {
		asked.Set("source", q.source)
	}
	if name := r.query.Get("vintage"); name != "" {
		asked.Set("vintage", name)
	}
	return withQuery("/i/"+q.indicator.ID+".csv", asked)
}

// gapImage is the address of the drawing of a gap.
func gapImage(r pageRequest, q lineQuestion, c table.Contrast, d shown) string {
	q.dims, q.year = data.Dims{}, 0
	return imagePath(r, q, dumbbellChart, areasOf(d.lines)) + "&split=" + c.ID
}

// gaps are those of the areas shown, or of all economies where these are asked
// for or none of the areas has one; the widest first.
func (s *site) gaps(r pageRequest, q lineQuestion, c table.Contrast) []table.Gap {
	var areas, economies []table.Gap
	for _, g := range table.Gaps(r.edition, q.indicator.ID, c, q.source) {
		if slices.Contains(q.areas, g.Area.Code) {
			areas = append(areas, g)
		}
		if !g.Area.Group {
			economies = append(economies, g)
		}
	}
	if len(areas) == 0 || r.query.Get("gap") == ofEconomies {
		return economies
	}
	return areas
}

// gapChoices are the areas shown or the economies, where both have gaps.
func (s *site) gapChoices(r pageRequest, q lineQuestion, c table.Contrast) []choice {
	areas, economies := 0, 0
	for _, g := range table.Gaps(r.edition, q.indicator.ID, c, q.source) {
		if slices.Contains(q.areas, g.Area.Code) {
			areas++
		}
		if !g.Area.Group {
			economies++
		}
	}
	if areas == 0 || economies == 0 {
		return nil
	}
	here := r.query.Get("gap") == ofEconomies
	at := "/i/" + q.indicator.ID
	return []choice{
		{s.words.T("gap.areas"), r.with(at, "gap", "") + "#gap-of-" + c.ID, !here},
		{s.words.T("gap.economies", "n", s.words.Integer(economies)), r.with(at, "gap", ofEconomies) + "#gap-of-" + c.ID, here},
	}
}

// ends are what stands at the ends: "women", "men".
func (s *site) ends(c table.Contrast) [2]string {
	if c.ID == "sex" {
		return [2]string{s.words.T("dim.sex.F"), s.words.T("dim.sex.M")}
	}
	return [2]string{s.words.T("dim.location.R"), s.words.T("dim.location.U")}
}

// dumbbell draws the widest of some gaps; false where there are none.
func (s *site) dumbbell(r pageRequest, q lineQuestion, c table.Contrast, list []table.Gap) (shown, bool) {
	if len(list) == 0 {
		return shown{}, false
	}
	all := len(list)
	list = list[:min(all, mostRows)]
	year := list[0].Points[0].Year
	same := !slices.ContainsFunc(list, func(g table.Gap) bool { return g.Points[0].Year != year })
	in, ends := q.indicator, s.ends(c)
	fig := figure.Dumbbell{Title: in.Name, Unit: s.words.Unit(in.Unit), Decimals: in.Decimals, Ends: ends}
	out := shown{kind: dumbbellChart, title: s.words.T("gap.title", "title", s.figureTitle(q), "first", ends[0], "second", ends[1])}
	if same {
		out.title = s.words.T("gap.title.year", "title", out.title, "year", year)
	}
	for _, g := range list {
		fig.Rows = append(fig.Rows, s.pair(r.edition, in, ends, g, same))
		out.lines = append(out.lines, g.Lines[0])
	}
	out.figure, out.height, out.size = fig, fig.Height(), rowsSize(len(list))
	out.alt = s.gapFinding(q, ends, list, all)
	out.notes = []string{s.words.T("gap.source", "sources", sources(r.edition, out.lines), "points", s.words.Points(in.Unit))}
	if all > len(list) {
		out.notes = append(out.notes, s.words.T("gap.some", "shown", s.words.Integer(len(list)), "all", s.words.Integer(all)))
	}
	return out, true
}

func (s *site) pair(ed *progress.Edition, in data.Indicator, ends [2]string, g table.Gap, same bool) figure.Pair {
	gap := s.words.Signed(g.Value, in.Decimals)
	out := figure.Pair{Name: g.Area.Name(), Ends: g.Points, Text: gap}
	if !same {
		out.Text = s.words.T("figure.row.year", "value", gap, "year", g.Points[0].Year)
	}
	for i, end := range ends {
		v := s.value(ed, in, g.Lines[i], g.Points[i])
		out.Tip = append(out.Tip, s.words.T("gap.tip.end", "end", end, "value", marked(v)))
	}
	out.Tip = append(out.Tip, s.words.T("gap.tip", "gap", gap, "points", s.words.Points(in.Unit), "year", g.Points[0].Year),
		s.words.T("figure.tip.from", "status", s.words.StatusBy(g.Points[0].Status, g.Lines[0].Maker), "source", sourceLabel(ed, g.Lines[0].Source)))
	return out
}

// gapFinding says how wide the gap is in the first of the areas shown, and
// where it is widest.
func (s *site) gapFinding(q lineQuestion, ends [2]string, list []table.Gap, all int) string {
	in, first := q.indicator, list[0]
	for _, code := range q.areas {
		if i := slices.IndexFunc(list, func(g table.Gap) bool { return g.Area.Code == code }); i >= 0 {
			first = list[i]
			break
		}
	}
	number := func(v float64) string { return s.words.Number(v, in.Decimals) }
	widest, key := list[0], "gap.finding"
	if widest.Area.Code == first.Area.Code {
		key = "gap.finding.widest"
	}
	out := s.words.T(key, "area", first.Area.Name(), "year", first.Points[0].Year, "first", ends[0], "second", ends[1],
		"a", number(first.Points[0].Value), "b", number(first.Points[1].Value), "gap", s.words.Signed(first.Value, in.Decimals),
		"points", s.words.Points(in.Unit), "n", s.words.Integer(all))
	if widest.Area.Code == first.Area.Code {
		return out
	}
	return out + " " + s.words.T("gap.widest", "n", s.words.Integer(all), "area", widest.Area.Name(),
		"gap", s.words.Signed(widest.Value, in.Decimals), "year", widest.Points[0].Year)
}
