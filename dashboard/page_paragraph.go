package dashboard

import (
	"fmt"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// paragraphView is one unit: where it stands, why, and what cannot be said.
type paragraphView struct {
	data.Paragraph
	Name       string
	Resolution data.Resolution
	Section    string
	Text       textView
	Verdict    chip
	ByHand     []string // who gave the verdict and why, then what is computed
	Finding    string
	KindWord   string
	KindTitle  string
	Themes     []link
	Groups     []entryGroup
	Links      []linkView
	Items      []evidenceView
	Named      []string // instruments that it names
	Areas      []link   // its verdict for an area
	Before     *link
	After      *link
	API        string
	Methods    []choice
	Share      *shareView
	Download   *downloadView
}

// entryGroup is the headline entries of one indicator.
type entryGroup struct {
	Indicator link
	Unit      string
	Figure    *figureView
	Entries   []entryView
	Missing   string // what is not supplied, and where it would come from
}

type entryView struct {
	verdictView
	Area  link
	Panel *panelView
}

// linkView is an indicator that bears on the unit, with its reason.
type linkView struct {
	Indicator link
	Role      string
	Rationale string
	Area      string
	Value     valueView
	Unit      string
	Headline  bool
}

type evidenceView struct {
	data.EvidenceItem
	State  chip
	Recurs string
}

// judgedUnit is what a request asks for by the id of a paragraph, with its verdict by
// the method that the reader chose.
type judgedUnit struct {
	data.Paragraph
	resolution data.Resolution
	verdict    progress.ParagraphVerdict
}

func (s *site) judgedUnit(r pageRequest) (u judgedUnit, err error) {
	var ok bool
	if u.resolution, u.Paragraph, ok = r.edition.Catalog().Paragraph(r.id); !ok {
		return u, notFound("id", "%s", s.words.T("failure.paragraph", "id", r.id))
	}
	method, err := s.chosenMethod(r)
	if err != nil {
		return u, err
	}
	u.verdict, err = r.edition.ParagraphBy(method, u.ID)
	return u, err
}

func (s *site) paragraph(r pageRequest) (pageView, error) {
	u, err := s.judgedUnit(r)
	if err != nil {
		return pageView{}, err
	}
	res, p, verdict := u.resolution, u.Paragraph, u.verdict
	v := paragraphView{
		Paragraph: p, Name: s.paragraphName(p), Resolution: res, Section: sectionTitle(res, p.Section),
		Verdict: s.classChip(verdict.Shown(), verdict.Reason), ByHand: s.byHand(verdict), Finding: s.paragraphFinding(r, verdict),
		KindWord: s.words.T("kind." + string(p.Kind)), KindTitle: s.words.T("kind.title." + string(p.Kind)),
		Themes: s.themeLinks(r, p), Items: s.evidenceViews(verdict.Evidence), Named: named(r.edition.Catalog(), p.ID),
		API: inVintage(apiBase+"paragraphs/"+p.ID, r.query.Get("vintage")), Methods: s.methodChoices(r, "/p/"+p.ID),
		Download: s.paragraphDownloads(r),
	}
	v.Before, v.After = s.neighbours(r, res, p)
	if v.Groups, err = s.entryGroups(r, p, verdict); err != nil {
		return pageView{}, err
	}
	v.Links = s.linkViews(r, p)
	if v.Text, err = s.text(r, res, p); err != nil {
		return pageView{}, err
	}
	title := s.words.T("paragraph.title", "name", v.Name, "symbol", res.Symbol)
	v.Share = s.paragraphShare(r, title)
	return pageView{Title: title, About: v.Finding, Main: v}, nil
}

func sectionTitle(res data.Resolution, id string) string {
	for _, s := range res.Sections {
		if s.ID == id {
			return s.Title
		}
	}
	return id
}

// byHand is the verdict that a person gave, and the computed one beside it.
func (s *site) byHand(v progress.ParagraphVerdict) []string {
	m := v.Manual
	if m == nil {
		return nil
	}
	return []string{
		s.words.T("paragraph.manual.by", "class", s.words.Class(m.Class, ""), "author", m.Author, "date", m.Date, "reason", m.Reason),
		s.words.T("paragraph.manual.computed", "class", s.words.Class(v.Class, v.Reason)),
	}
}

// paragraphFinding says in a sentence what the verdict is and what it rests on.
func (s *site) paragraphFinding(r pageRequest, v progress.ParagraphVerdict) string {
	n := len(v.Entries)
	has := n - v.Counts[progress.NoClass]
	if v.Class == progress.NoClass {
		if v.Reason == progress.NotEnough {
			return s.words.T("paragraph.not_enough", "has", s.words.Count(has), "of", s.words.Count(n))
		}
		return s.words.Why(v.Class, v.Reason)
	}
	out := s.words.T("paragraph.finding", "class", s.words.Class(v.Class, ""), "mean", s.words.Number(*v.Mean, 1),
		"has", s.words.Count(has), "of", s.words.Count(n))
	if severalGroups(v) {
		out += " " + s.words.T("paragraph.worst", "group", s.areaLink(r.edition, v.Worst, r).Name, "class", s.words.Class(v.WorstClass, ""))
	}
	if v.Missed > 0 {
		out += " " + s.words.N("paragraph.missed", v.Missed)
	}
	return out
}

func (s *site) themeLinks(r pageRequest, p data.Paragraph) []link {
	var out []link
	for _, t := range r.edition.Catalog().Themes() {
		if slices.Contains(p.Themes, t.ID) {
			out = append(out, link{t.Title, inVintage("/?theme="+t.ID, r.query.Get("vintage"))})
		}
	}
	return out
}

// named are the instruments that a unit names.
func named(cat *data.Catalog, paragraph string) []string {
	var out []string
	for _, i := range cat.Instruments() {
		if slices.Contains(i.Paragraphs, paragraph) {
			out = append(out, i.Name)
		}
	}
	return out
}

// neighbours are the units before and after in the order of the document.
func (s *site) neighbours(r pageRequest, res data.Resolution, p data.Paragraph) (before, after *link) {
	for _, o := range res.Paragraphs {
		l := s.paragraphLink(o, r)
		switch o.Order - p.Order {
		case -1:
			before = &l
		case 1:
			after = &l
		}
	}
	return before, after
}

// entryGroups gathers the headline entries by indicator, in their order.
func (s *site) entryGroups(r pageRequest, p data.Paragraph, v progress.ParagraphVerdict) ([]entryGroup, error) {
	var out []entryGroup
	done := map[string]bool{}
	for _, first := range v.Entries {
		key := first.Headline.Indicator + " " + first.Headline.Breakdown
		if done[key] {
			continue
		}
		done[key] = true
		in, _ := r.edition.Catalog().Indicator(first.Headline.Indicator)
		g := entryGroup{Indicator: s.indicatorLink(in, r), Unit: in.Unit}
		if d := s.words.Dims(first.Verdict.Dims); d != "" {
			g.Indicator.Name += ", " + d
		}
		q := entryQuestion(r.edition, p, v, first)
		values := false
		for _, e := range v.Entries {
			if e.Headline.Indicator+" "+e.Headline.Breakdown != key {
				continue
			}
			shown, err := s.entry(r, e)
			if err != nil {
				return nil, err
			}
			g.Entries = append(g.Entries, shown)
			values = values || e.Verdict.Latest != nil
		}
		if !values {
			g.Missing = in.Missing
		}
		var err error
		if g.Figure, err = s.lineFigure(r, fmt.Sprintf("chart-%d", len(out)+1), q); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

// entryQuestion is the chart of an entry's indicator: the groups judged, then
// those that the unit wants shown.
func entryQuestion(ed *progress.Edition, p data.Paragraph, v progress.ParagraphVerdict, first progress.Entry) lineQuestion {
	in, _ := ed.Catalog().Indicator(first.Headline.Indicator)
	q := lineQuestion{indicator: in, dims: first.Verdict.Dims, benchmark: first.Headline.Benchmark, method: v.Method}
	for _, e := range v.Entries {
		if e.Headline.Indicator == first.Headline.Indicator && e.Headline.Breakdown == first.Headline.Breakdown && !slices.Contains(q.areas, e.Headline.Group) {
			q.areas = append(q.areas, e.Headline.Group)
		}
	}
	q.areas = withLinked(q.areas, p, in.ID)
	return q
}

// withLinked adds the groups that the unit wants shown for an indicator.
func withLinked(areas []string, p data.Paragraph, indicator string) []string {
	for _, l := range p.Links {
		if l.Indicator != indicator {
			continue
		}
		for _, g := range l.Groups {
			if !slices.Contains(areas, g) {
				areas = append(areas, g)
			}
		}
	}
	return areas
}

func (s *site) entry(r pageRequest, e progress.Entry) (entryView, error) {
	panel, err := s.panel(r, e.Verdict, e.Headline.Benchmark)
	return entryView{s.verdict(r.edition, e.Verdict), s.areaLink(r.edition, e.Headline.Group, r), panel}, err
}

// linkViews are all indicators that bear on the unit, with the latest value of
// the first group asked for that has one.
func (s *site) linkViews(r pageRequest, p data.Paragraph) []linkView {
	var out []linkView
	for _, l := range p.Links {
		in, _ := r.edition.Catalog().Indicator(l.Indicator)
		v := linkView{
			Indicator: s.indicatorLink(in, r), Role: s.words.T("role." + string(l.Role)), Rationale: l.Rationale, Unit: in.Unit,
			Value:    valueView{Text: ".."},
			Headline: slices.ContainsFunc(p.Headline, func(h data.Headline) bool { return h.Indicator == l.Indicator }),
		}
		for _, g := range append(slices.Clone(l.Groups), world) {
			line := r.edition.Line(in.ID, g, data.Dims{}, "")
			if last, ok := line.Last(); ok {
				v.Area, v.Value = s.areaLink(r.edition, g, r).Name, s.value(r.edition, in, line, last)
				break
			}
		}
		out = append(out, v)
	}
	return out
}

// world is the code of the world.
const world = "WLD"

func (s *site) evidenceViews(list []progress.EvidenceStatus) []evidenceView {
	var out []evidenceView
	for _, e := range list {
		out = append(out, evidenceView{e.Item, s.stateChip(e.State), s.recurs(e.Item.Recurrence)})
	}
	return out
}

// recurs words a recurrence; "every 4 years" says itself.
func (s *site) recurs(word string) string { return s.words.Or("recurs."+word, word) }
