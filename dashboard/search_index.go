package dashboard

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/wsiswatch/wsiswatch/data"
)

// Kinds of things that can be found, in the order that breaks ties.
const (
	foundParagraph  = "paragraph"
	foundIndicator  = "indicator"
	foundArea       = "area"
	foundInstrument = "instrument"
	foundSource     = "source"
)

// searchDoc is one thing that can be found.
type searchDoc struct {
	kind, id string
	codes    []string   // run together, compared whole: id, number, M49, code of a list
	names    []string   // as they are printed
	titles   [][]string // words of each name
	body     []string   // words of what is said about it
	uses     int        // units that need it; it breaks ties
}

// searchHit is a thing found. Name is the name that matched best, of several.
type searchHit struct {
	*searchDoc
	score int
	name  string
}

// Scores of a match. A code typed whole beats any name, a name typed whole any
// word of it.
const (
	scoreCode      = 10000
	scoreName      = 1000
	scoreTitle     = 20 // a whole word of a name
	scoreTitlePart = 10
	scoreBody      = 4
	scoreBodyPart  = 2
)

// searchIndex is all that can be found in one catalogue.
type searchIndex struct {
	catalog *data.Catalog
	docs    []searchDoc
}

// newSearchIndex reads a catalogue. name gives a paragraph as a page calls it.
func newSearchIndex(c *data.Catalog, name func(data.Paragraph) string) *searchIndex {
	x := &searchIndex{catalog: c}
	themes := map[string]string{}
	for _, t := range c.Themes() {
		themes[t.ID] = t.Title
	}
	for _, res := range c.Resolutions() {
		for _, p := range res.Paragraphs {
			said := append([]string{p.Verb, p.Summary}, p.Addressees...)
			for _, t := range p.Themes {
				said = append(said, themes[t])
			}
			byID := p // some are printed as "(c)" only, and many not at all
			byID.Number = p.ID
			x.add(foundParagraph, p.ID, []string{p.ID, p.Number}, []string{name(p), name(byID)}, said)
		}
	}
	for _, in := range c.Indicators() {
		codes := slices.Concat([]string{in.ID, in.Metric, in.CoreList, in.SDG, firstWord(in.CoreList), firstWord(in.SDG)}, publisherCodes(in))
		x.add(foundIndicator, in.ID, codes, []string{in.Name}, append([]string{in.Definition, in.Unit}, codes...))
		x.docs[len(x.docs)-1].uses = len(c.UsedBy(in.ID))
	}
	for _, a := range c.Areas() {
		names := []string{a.Name()}
		for _, lang := range []string{"fr", "es", "ru", "zh", "ar"} {
			names = append(names, a.Names[lang])
		}
		names = append(names, a.Aliases...)
		x.add(foundArea, a.Code, []string{a.Code, a.M49, strings.TrimLeft(a.M49, "0")}, names, []string{a.Code, a.M49, a.List})
	}
	for _, i := range c.Instruments() {
		x.add(foundInstrument, i.ID, []string{i.ID}, []string{i.Name}, []string{i.Publisher, i.Note})
	}
	for _, s := range c.Sources() {
		x.add(foundSource, s.ID, []string{s.ID}, []string{s.Title, s.Label}, []string{s.ID, s.Publisher, s.Licence})
	}
	return x
}

// firstWord is "HH7" of "HH7 (2022)".
func firstWord(s string) string {
	first, _, _ := strings.Cut(s, " ")
	return first
}

// publisherCodes are the codes of the series that an indicator is made of.
func publisherCodes(in data.Indicator) []string {
	var out []string
	for _, ref := range in.Series {
		out = append(out, ref.Code)
	}
	if in.Formula != nil {
		for _, p := range in.Formula.Pairs {
			out = append(out, p.Num.Code, p.Den.Code)
		}
	}
	return out
}

func (x *searchIndex) add(kind, id string, codes, names, said []string) {
	d := searchDoc{kind: kind, id: id}
	for _, code := range codes {
		if whole := strings.Join(searchWords(code), ""); whole != "" {
			d.codes = append(d.codes, whole)
		}
	}
	for _, n := range names {
		if words := searchWords(n); len(words) > 0 {
			d.names, d.titles = append(d.names, n), append(d.titles, words)
		}
	}
	for _, s := range said {
		d.body = append(d.body, searchWords(s)...)
	}
	x.docs = append(x.docs, d)
}

// find gives what matches all words of a query by their beginnings, best first.
func (x *searchIndex) find(query string) []searchHit {
	asked := searchWords(query)
	if len(asked) == 0 {
		return nil
	}
	var out []searchHit
	for i := range x.docs {
		if h, ok := x.docs[i].match(asked); ok {
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(a, b searchHit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.uses, a.uses))
	})
	return out
}

func (d *searchDoc) match(asked []string) (searchHit, bool) {
	h := searchHit{searchDoc: d}
	if len(d.names) > 0 {
		h.name = d.names[0]
	}
	if slices.Contains(d.codes, strings.Join(asked, "")) {
		h.score = scoreCode
		return h, true
	}
	best := 0
	for i, title := range d.titles {
		s, all := d.score(asked, title)
		if s > h.score {
			h.score = s
		}
		if all > best {
			best, h.name = all, d.names[i]
		}
	}
	if len(d.titles) == 0 {
		h.score, _ = d.score(asked, nil)
	}
	return h, h.score > 0
}

// score of a query against one name and the text; 0 where a word is found in
// neither. inName is the part of it that the name alone earns.
func (d *searchDoc) score(asked, title []string) (all, inName int) {
	if slices.Equal(asked, title) {
		return scoreName, scoreName
	}
	for _, word := range asked {
		s := max(wordScore(word, title, scoreTitle, scoreTitlePart), wordScore(word, d.body, scoreBody, scoreBodyPart))
		if s == 0 {
			return 0, 0
		}
		if s >= scoreTitlePart {
			inName += s
		}
		all += s
	}
	return all, inName
}

// wordScore looks for a word among others: whole, or as a beginning. Chinese
// puts no blanks between words, so that there a word may begin anywhere.
func wordScore(word string, among []string, whole, part int) int {
	found := 0
	for _, w := range among {
		switch {
		case w == word:
			return whole
		case strings.HasPrefix(w, word), strings.ContainsFunc(word, isHan) && strings.Contains(w, word):
			found = part
		}
	}
	return found
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// searchWords cuts a text into words of small letters without accents, so that
// "Côte d’Ivoire" and "COTE D IVOIRE" are the same three.
func searchWords(s string) []string {
	s = norm.NFKD.String(strings.ToLower(norm.NFKD.String(strings.ToValidUTF8(s, " "))))
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
			// an accent
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			b.WriteString(plainLetter(r))
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// plainLetter gives letters that are no accented ones, yet are typed as others.
func plainLetter(r rune) string {
	switch r {
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'ı':
		return "i"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ß':
		return "ss"
	case 'þ':
		return "th"
	}
	return string(r)
}
