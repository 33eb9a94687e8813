package dashboard

import (
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// mostFound is how many things of one kind a page lists.
const mostFound = 25

// searchView is what was found, by kind, the kind with the best match first.
type searchView struct {
	Query   string
	Asked   bool // whether there is anything to look for
	Lead    string
	Groups  []searchGroup
	Vintage string
}

type searchGroup struct {
	Kind, Title string
	Items       []searchItem
	More        string // "" where all are listed
}

// searchItem is a thing found, with what says at a glance whether it is the one.
type searchItem struct {
	Link   link
	Note   string // code, kind
	Text   string
	Chip   *chip
	Value  *valueView // latest, of Area
	Unit   string
	Area   string
	Other  string // the name that matched, where it is not the one shown
	Answer bool   // the first of all
}

func (s *site) search(r pageRequest) (pageView, error) {
	q := strings.ToValidUTF8(strings.TrimSpace(r.query.Get("q")), "\uFFFD")
	v := searchView{Query: q, Asked: len(searchWords(q)) > 0, Vintage: r.query.Get("vintage")}
	if !v.Asked {
		title := s.words.T("search.title")
		return pageView{Title: title, About: s.words.T("search.how"), Main: v}, nil
	}
	hits := s.indexOf(r.edition.Catalog()).find(q)
	v.Lead = s.words.N("search.found", len(hits), "query", q)
	if len(hits) == 0 {
		v.Lead = s.words.T("search.none", "query", q)
	}
	v.Groups = s.searchGroups(r, hits)
	return pageView{Title: s.words.T("search.title.of", "query", q), About: v.Lead, Main: v}, nil
}

// indexOf is the index of a catalogue. The last one is kept: editions share a
// catalogue until the configuration changes.
func (s *site) indexOf(c *data.Catalog) *searchIndex {
	if x := s.index.Load(); x != nil && x.catalog == c {
		return x
	}
	x := newSearchIndex(c, s.paragraphName)
	s.index.Store(x)
	return x
}

func (s *site) searchGroups(r pageRequest, hits []searchHit) []searchGroup {
	var out []searchGroup
	count := map[string]int{}
	for i, h := range hits {
		at := slices.IndexFunc(out, func(g searchGroup) bool { return g.Kind == h.kind })
		if at < 0 {
			at = len(out)
			out = append(out, searchGroup{Kind: h.kind, Title: s.words.T("search.kind." + h.kind)})
		}
		if count[h.kind]++; count[h.kind] <= mostFound {
			item := s.searchItem(r, h)
			item.Answer = i == 0
			out[at].Items = append(out[at].Items, item)
		}
	}
	for i := range out {
		if n := count[out[i].Kind]; n > mostFound {
			out[i].More = s.words.T("search.more", "shown", s.words.Integer(mostFound), "total", s.words.Integer(n))
		}
	}
	return out
}

func (s *site) searchItem(r pageRequest, h searchHit) searchItem {
	cat, vintage := r.edition.Catalog(), r.query.Get("vintage")
	switch h.kind {
	case foundParagraph:
		_, p, _ := cat.Paragraph(h.id)
		verdict, _ := r.edition.Paragraph(p.ID)
		shown := s.classChip(verdict.Class, verdict.Reason)
		return searchItem{Link: s.paragraphLink(p, r), Text: p.Summary, Chip: &shown, Note: s.words.T("kind." + string(p.Kind))}
	case foundIndicator:
		in, _ := cat.Indicator(h.id)
		return s.foundIndicator(r, in)
	case foundArea:
		return s.foundArea(r, h)
	case foundInstrument:
		return searchItem{Link: link{h.name, inVintage("/instruments", vintage) + "#" + h.id}, Note: s.words.T("search.instrument")}
	}
	src, _ := cat.Source(h.id)
	return searchItem{Link: link{src.Title, inVintage("/sources", vintage) + "#" + src.ID}, Note: src.ID, Text: src.Publisher}
}

func (s *site) foundIndicator(r pageRequest, in data.Indicator) searchItem {
	item := searchItem{Link: s.indicatorLink(in, r), Text: in.Definition, Unit: in.Unit, Note: in.ID}
	// Lines of groups are there already; those of economies would be made for this.
	for _, a := range append([]data.Area{{Code: world, Group: true}}, r.edition.Catalog().Areas()...) {
		if !a.Group {
			continue
		}
		line := r.edition.Line(in.ID, a.Code, data.Dims{}, "")
		if last, ok := line.Last(); ok {
			v := s.value(r.edition, in, line, last)
			item.Value, item.Area = &v, s.areaLink(r.edition, a.Code, r).Name
			break
		}
	}
	return item
}

func (s *site) foundArea(r pageRequest, h searchHit) searchItem {
	a, _ := r.edition.Catalog().Area(h.id)
	kind := "economy"
	if a.Group {
		kind = "group"
	}
	item := searchItem{Link: s.areaLink(r.edition, a.Code, r), Note: s.words.T("linktype.area."+kind) + " · " + a.Code}
	if a.M49 != "" {
		item.Note += " · M49 " + a.M49
	}
	if h.name != a.Name() {
		item.Other = h.name
	}
	return item
}
