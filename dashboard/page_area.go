package dashboard

import (
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/progress"
)

// areaView is the profile of an economy or a group.
type areaView struct {
	data.Area
	Finding     string
	Counts      []countView
	Figure      *figureView
	Items       []itemView
	Without     []link // indicators without a value here
	National    *nationalView
	Paragraphs  []areaParagraph
	Memberships []membershipView
	Members     []link
	Reference   data.Date
	Download    *downloadView
	Kind        string
	Methods     []choice
}

type countView struct {
	chip
	Count int
}

// itemView is an indicator's latest value here, beside the world's.
type itemView struct {
	Indicator link
	Unit      string
	Value     valueView
	World     valueView
	Chip      chip
	Pace      string
}

// areaParagraph is the verdict that a unit would have for the area alone.
type areaParagraph struct {
	Paragraph link
	Summary   string
	Chip      chip
	Judged    string
}

type membershipView struct {
	Group    link
	List     string
	From, To string
	Now      bool
}

func (s *site) area(r pageRequest) (pageView, error) {
	a, ok := r.edition.Catalog().Area(r.id)
	if !ok {
		return pageView{}, notFound("id", "%s", s.words.T("failure.area", "id", r.id))
	}
	v := areaView{Area: a, Reference: r.edition.ID().Reference, Kind: s.words.T("linktype.area.economy")}
	if a.Group {
		v.Kind = s.words.T("linktype.area.group")
	}
	method, err := s.chosenMethod(r)
	if err != nil {
		return pageView{}, err
	}
	items, err := table.ProfileBy(r.edition, method, a.Code)
	if err != nil {
		return pageView{}, err
	}
	s.addItems(r, items, &v)
	v.National = s.national(r, "indicator", table.NationalProfile(r.edition, a.Code))
	v.Methods = s.methodChoices(r, "/a/"+a.Code)
	if v.Paragraphs, err = s.areaParagraphs(r, method, a.Code); err != nil {
		return pageView{}, err
	}
	s.addMembership(r, a, &v)
	if v.Figure, err = s.areaFigure(r, method, a.Code, items); err != nil {
		return pageView{}, err
	}
	v.Download = s.areaDownloads(r, a)
	return pageView{Title: a.Name(), About: v.Finding, Main: v}, nil
}

// addItems fills in the indicators, those with a value first.
func (s *site) addItems(r pageRequest, items []table.Item, v *areaView) {
	count := map[progress.Class]int{}
	for _, it := range items {
		if !it.Has {
			v.Without = append(v.Without, s.indicatorLink(it.Indicator, r))
			continue
		}
		verdict := s.verdict(r.edition, it.Verdict)
		row := itemView{
			Indicator: s.indicatorLink(it.Indicator, r), Unit: it.Indicator.Unit, World: valueView{Text: ".."},
			Value: s.value(r.edition, it.Indicator, it.Line, it.Last), Chip: verdict.Chip, Pace: verdict.Pace,
		}
		whole := r.edition.Line(it.Indicator.ID, world, data.Dims{}, "")
		if last, ok := whole.Last(); ok && v.Code != world {
			row.World = s.value(r.edition, it.Indicator, whole, last)
		}
		v.Items = append(v.Items, row)
		count[it.Verdict.Class]++
	}
	judged := 0
	for _, c := range []progress.Class{progress.TargetMet, progress.OnTrack, progress.Fair, progress.Limited, progress.Deterioration} {
		if count[c] > 0 {
			v.Counts = append(v.Counts, countView{s.classChip(c, ""), count[c]})
			judged += count[c]
		}
	}
	finding := "area.finding"
	switch {
	case len(v.Items) == 0:
		finding = "area.finding.none"
	case judged == 0:
		finding = "area.finding.unjudged"
	}
	v.Finding = s.words.T(finding, "area", v.Name(), "has", s.words.Integer(len(v.Items)), "of", s.words.Integer(len(items)),
		"judged", s.words.Integer(judged), "good", s.words.Integer(count[progress.TargetMet]+count[progress.OnTrack]),
		"back", s.words.Integer(count[progress.Deterioration]))
}

// areaParagraphs judges each unit that figures follow for the area alone.
func (s *site) areaParagraphs(r pageRequest, method, area string) ([]areaParagraph, error) {
	var out []areaParagraph
	for _, res := range r.edition.Catalog().Resolutions() {
		for _, p := range res.Paragraphs {
			if !p.Scored || len(p.Headline) == 0 {
				continue
			}
			v, err := r.edition.ParagraphForBy(method, p.ID, area)
			if err != nil {
				return nil, err
			}
			n := len(v.Entries)
			out = append(out, areaParagraph{
				Paragraph: s.paragraphLink(p, r), Summary: p.Summary, Chip: s.classChip(v.Class, v.Reason),
				Judged: s.words.T("overview.judged", "has", s.words.Integer(n-v.Counts[progress.NoClass]), "of", s.words.Integer(n)),
			})
		}
	}
	return out, nil
}

func (s *site) addMembership(r pageRequest, a data.Area, v *areaView) {
	cat := r.edition.Catalog()
	if a.Group {
		for _, code := range cat.Members(a.Code, v.Reference) {
			v.Members = append(v.Members, s.areaLink(r.edition, code, r))
		}
		return
	}
	for _, m := range table.Memberships(cat, a.Code, v.Reference) {
		v.Memberships = append(v.Memberships, membershipView{s.areaLink(r.edition, m.Group.Code, r), m.List, m.From.String(), m.To.String(), m.Now})
	}
}

// areaFigure draws the line here of the indicator that most units need, beside
// the world's and that of the groups that the area belongs to by development.
func (s *site) areaFigure(r pageRequest, method, area string, items []table.Item) (*figureView, error) {
	cat := r.edition.Catalog()
	var chosen *table.Item
	most := 0
	for i, it := range items {
		if n := len(cat.UsedBy(it.Indicator.ID)); it.Has && len(it.Line.Points) > 2 && n > most {
			chosen, most = &items[i], n
		}
	}
	if chosen == nil {
		return nil, nil
	}
	areas := unique([]string{area, world})
	for _, code := range cat.GroupsOf(area, r.edition.ID().Reference) {
		if g, ok := cat.Area(code); ok && g.Kind == "development" {
			areas = append(areas, code)
		}
	}
	return s.lineFigure(r, "chart", lineQuestion{indicator: chosen.Indicator, areas: areas, dims: chosen.Line.Dims, method: method})
}
