package dashboard

import (
	"net/url"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/table"
)

// mostCompared is how many areas stand side by side and can still be read.
const mostCompared = 6

// compareView is up to six areas side by side.
type compareView struct {
	Lead       string
	Refused    string // what was asked for and not done
	Areas      []comparedArea
	Indicator  data.Indicator
	Indicators []filterOption // with a value in any of the areas
	Path       string         // of the chosen indicator with these areas
	Figure     *figureView
	NoLines    bool
	Rows       []compareRow
	Without    string
	Form       compareForm
	CSV        string
}

// comparedArea is an area with the address of the page without it.
type comparedArea struct {
	Link   link
	Code   string
	Remove string
	Label  string // of that address
}

// compareForm adds an area and chooses the indicator drawn. Groups and
// Economies are those not shown yet; none where no more fit.
type compareForm struct {
	Areas             []string
	Vintage           string
	Groups, Economies []data.Area
}

// compareRow is an indicator in each area.
type compareRow struct {
	Indicator link
	Draw      string // address of the page with this one drawn, "" where it is
	Unit      string
	Cells     []compareCell
}

// compareCell is a value; Computed says in few words what a computed one rests
// on, "" for others.
type compareCell struct {
	valueView
	Computed string
}

func (s *site) compare(r pageRequest) (pageView, error) {
	asked := unique(slices.Concat(r.query["area"], r.query["add"]))
	for _, code := range asked {
		if _, ok := r.edition.Catalog().Area(code); !ok {
			return pageView{}, notFound("area", "%s", s.words.T("failure.area", "id", code))
		}
	}
	v := compareView{}
	if len(asked) > mostCompared {
		v.Refused = s.refused(r, asked[mostCompared:])
		asked = asked[:mostCompared]
	}
	v.Form = s.compareForm(r, asked)
	v.Lead = s.words.T("compare.lead.none")
	if len(asked) > 0 {
		if err := s.addComparison(r, asked, &v); err != nil {
			return pageView{}, err
		}
	}
	return pageView{Title: s.words.T("compare.title"), About: v.Lead, Main: v}, nil
}

func (s *site) refused(r pageRequest, codes []string) string {
	var names []string
	for _, code := range codes {
		names = append(names, s.areaLink(r.edition, code, r).Name)
	}
	return s.words.T("compare.refused", "most", s.words.Count(mostCompared), "areas", s.sentenceList(names))
}

// sentenceList writes names as a sentence has them.
func (s *site) sentenceList(names []string) string {
	out := ""
	for i, n := range names {
		switch {
		case i == 0:
			out = n
		case i == len(names)-1:
			out = s.words.T("list.last", "before", out, "last", n)
		default:
			out = s.words.T("list.next", "before", out, "next", n)
		}
	}
	return out
}

// addComparison fills in what is known of the areas.
func (s *site) addComparison(r pageRequest, areas []string, v *compareView) error {
	rows, without := table.Compare(r.edition, areas)
	in, err := s.comparedIndicator(r, rows)
	if err != nil {
		return err
	}
	v.Indicator = in
	var names []string
	for _, code := range areas {
		l := s.areaLink(r.edition, code, r)
		names = append(names, l.Name)
		rest := slices.DeleteFunc(slices.Clone(areas), func(other string) bool { return other == code })
		v.Areas = append(v.Areas, comparedArea{l, code, comparePath(r, rest, r.query.Get("indicator")), s.words.T("compare.remove", "area", l.Name)})
	}
	v.Lead = s.words.T("compare.lead", "areas", s.sentenceList(names), "has", s.words.Integer(len(rows)), "total", s.words.Integer(len(rows)+without))
	if without > 0 {
		v.Without = s.words.N("compare.without", without)
	}
	for _, row := range rows {
		v.Rows = append(v.Rows, s.compareRow(r, row, areas, in.ID))
		v.Indicators = append(v.Indicators, filterOption{row.Indicator.ID, row.Indicator.Name, row.Indicator.ID == in.ID})
	}
	if in.ID == "" {
		return nil
	}
	q := url.Values{"area": areas}
	v.Path = inVintage("/i/"+in.ID+"?"+q.Encode(), r.query.Get("vintage"))
	q.Set("indicator", in.ID)
	v.CSV = inVintage(apiBase+"observations.csv?"+q.Encode(), r.query.Get("vintage"))
	v.Figure, err = s.lineFigure(r, "chart", lineQuestion{indicator: in, areas: areas})
	v.NoLines = v.Figure == nil
	return err
}

// comparedIndicator is the one asked for, else the one that most areas have,
// and of these the one that most units need.
func (s *site) comparedIndicator(r pageRequest, rows []table.Comparison) (data.Indicator, error) {
	cat := r.edition.Catalog()
	if id := r.query.Get("indicator"); id != "" {
		in, ok := cat.Indicator(id)
		if !ok {
			return in, notFound("indicator", "%s", s.words.T("failure.indicator", "id", id))
		}
		return in, nil
	}
	var best data.Indicator
	most := 0
	for _, row := range rows {
		has := 0
		for _, c := range row.Cells {
			if len(c.Line.Points) > 2 {
				has++
			}
		}
		if n := has*1000 + len(cat.UsedBy(row.Indicator.ID)); has > 0 && n > most {
			best, most = row.Indicator, n
		}
	}
	return best, nil
}

func (s *site) compareRow(r pageRequest, row table.Comparison, areas []string, drawn string) compareRow {
	out := compareRow{Indicator: s.indicatorLink(row.Indicator, r), Unit: row.Indicator.Unit}
	if row.Indicator.ID != drawn {
		out.Draw = comparePath(r, areas, row.Indicator.ID)
	}
	for _, c := range row.Cells {
		if !c.Has {
			out.Cells = append(out.Cells, compareCell{valueView: s.input(r.edition, row.Indicator, nil)})
			continue
		}
		cell := compareCell{valueView: s.value(r.edition, row.Indicator, c.Line, c.Last)}
		cell.Computed = cell.Maker
		if cover := c.Last.Coverage; cover != nil {
			key := "compare.computed"
			if cover.Thin {
				key = "compare.computed.thin"
			}
			cell.Computed = s.words.T(key, "has", s.words.Integer(cover.Economies), "of", s.words.Integer(cover.Members))
		}
		out.Cells = append(out.Cells, cell)
	}
	return out
}

// comparePath is the page with other areas or another indicator drawn.
func comparePath(r pageRequest, areas []string, indicator string) string {
	q := url.Values{"area": areas}
	if indicator != "" {
		q.Set("indicator", indicator)
	}
	if vintage := r.query.Get("vintage"); vintage != "" {
		q.Set("vintage", vintage)
	}
	if query := q.Encode(); query != "" {
		return "/compare?" + query
	}
	return "/compare"
}

func (s *site) compareForm(r pageRequest, areas []string) compareForm {
	f := compareForm{Areas: areas, Vintage: r.query.Get("vintage")}
	if len(areas) >= mostCompared {
		return f
	}
	for _, a := range r.edition.Catalog().Areas() {
		switch {
		case slices.Contains(areas, a.Code):
		case a.Group:
			f.Groups = append(f.Groups, a)
		default:
			f.Economies = append(f.Economies, a)
		}
	}
	slices.SortStableFunc(f.Economies, table.ByName)
	return f
}
