package dashboard

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/table"
)

// areasView is every area: groups, economies by letter, and those that M49
// does not list.
type areasView struct {
	Lead     string
	Groups   []areasGroup
	Letters  []areasLetter
	Unlisted []areasUnlisted
}

// areasGroup is a group; First marks the first of its kind.
type areasGroup struct {
	Link      link
	Code, M49 string
	First     string // heading of its kind, on the first of them
	List      string
	Members   string // today
	Fixed     string // list that a trend keeps
	Note      string
}

// areasLetter is the economies whose English names begin with a letter.
type areasLetter struct {
	Letter    string
	Economies []areasEconomy
}

type areasEconomy struct {
	Link      link
	Code, M49 string
}

// areasUnlisted is an area that appears under the publisher's name.
type areasUnlisted struct {
	Link       link
	Code, Note string
}

func (s *site) areas(r pageRequest) (pageView, error) {
	economies, unlisted := economiesOf(r.edition.Catalog())
	v := areasView{Groups: s.areasGroups(r, len(economies)), Letters: s.areasLetters(r, economies)}
	for _, a := range unlisted {
		v.Unlisted = append(v.Unlisted, areasUnlisted{s.areaLink(r.edition, a.Code, r), a.Code, a.Note})
	}
	v.Lead = s.words.T("areas.lead", "groups", s.words.Integer(len(v.Groups)), "economies", s.words.Integer(len(economies)))
	return pageView{Title: s.words.T("areas.title"), About: v.Lead, Main: v}, nil
}

// economiesOf are the economies in M49 and those outside it, by English name.
func economiesOf(cat *data.Catalog) (listed, unlisted []data.Area) {
	for _, a := range cat.Areas() {
		switch {
		case a.Group:
		case a.Unlisted:
			unlisted = append(unlisted, a)
		default:
			listed = append(listed, a)
		}
	}
	slices.SortStableFunc(listed, table.ByName)
	slices.SortStableFunc(unlisted, table.ByName)
	return listed, unlisted
}

// areasGroups are the groups by kind, in the order of the configuration. The
// world without a list of its own is all economies in M49.
func (s *site) areasGroups(r pageRequest, economies int) []areasGroup {
	cat := r.edition.Catalog()
	byKind, kinds := map[string][]areasGroup{}, []string{}
	for _, a := range cat.Areas() {
		if !a.Group {
			continue
		}
		g := areasGroup{Link: s.areaLink(r.edition, a.Code, r), Code: a.Code, M49: a.M49, List: a.List, Note: a.Note}
		n := len(cat.Members(a.Code, r.edition.ID().Reference))
		if a.Kind == "world" && len(cat.Memberships(a.Code)) == 0 {
			n = economies
		}
		g.Members = s.words.Integer(n)
		if !a.TrendOn.IsZero() {
			g.Fixed = s.words.T("areas.fixed", "n", s.words.Integer(len(cat.Members(a.Code, a.TrendOn))), "date", a.TrendOn)
		}
		if byKind[a.Kind] == nil {
			kinds = append(kinds, a.Kind)
			g.First = s.words.Or("areas.kind."+a.Kind, a.Kind)
		}
		byKind[a.Kind] = append(byKind[a.Kind], g)
	}
	var out []areasGroup
	for _, k := range kinds {
		out = append(out, byKind[k]...)
	}
	return out
}

// areasLetters gathers economies, sorted by name, under their first letters.
func (s *site) areasLetters(r pageRequest, economies []data.Area) []areasLetter {
	var out []areasLetter
	for _, a := range economies {
		letter := firstLetter(a.Name())
		if n := len(out); n == 0 || out[n-1].Letter != letter {
			out = append(out, areasLetter{Letter: letter})
		}
		last := &out[len(out)-1]
		last.Economies = append(last.Economies, areasEconomy{s.areaLink(r.edition, a.Code, r), a.Code, a.M49})
	}
	return out
}

// firstLetter of a name, without its accent, as table.ByName sorts it.
func firstLetter(name string) string {
	first, _ := utf8.DecodeRuneInString(name)
	return strings.NewReplacer("Å", "A", "Ç", "C").Replace(strings.ToUpper(string(first)))
}
