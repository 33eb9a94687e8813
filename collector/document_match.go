package collector

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wsiswatch/wsiswatch/data"
)

// Mismatch says how a document differs from what is configured of its
// resolution.
type Mismatch struct {
	Resolution  string
	Differences []string
	Misquoted   int // how many of the differences are quotes that do not stand in the text
}

// Error lists every difference, one a line.
func (m *Mismatch) Error() string {
	out := fmt.Sprintf("the document does not fit the configured units of %s:\n  %s", m.Resolution, strings.Join(m.Differences, "\n  "))
	if m.Misquoted > 0 {
		out += "\nwhere the document is worded otherwise, write the quotes in the lines named as it has them, or take them out; " +
			"wsiswatch config export DIR copies the definitions of the program, --config DIR uses the copy"
	}
	return out
}

// Match ties the units of a document to the configured paragraphs of a
// resolution in their order, by the printed number or, where none is printed, by
// the verb that they begin with. A number with another verb is a difference,
// too: other editions of a document count otherwise. Its error is a *Mismatch.
func (d DocumentText) Match(res data.Resolution) (map[string]data.Passage, error) {
	m := matching{doc: d, paragraphs: res.Paragraphs}
	m.units = m.foldItems(d.paragraphs())
	for _, u := range m.units {
		m.words = append(m.words, d.Words(u))
	}
	m.align()
	m.differ()
	out := map[string]data.Passage{}
	for j, i := range m.unitOf {
		// Words of another paragraph are told already, and no quote stands in them.
		if i >= 0 && m.begins(m.paragraphs[j], i) {
			out[m.paragraphs[j].ID] = m.passage(m.paragraphs[j], i)
		}
	}
	if len(m.differences) > 0 {
		return nil, &Mismatch{res.ID, m.differences, m.misquoted}
	}
	return out, nil
}

// matching is one Match.
type matching struct {
	doc         DocumentText
	paragraphs  []data.Paragraph
	units       []Unit
	words       []string // of the units
	unitOf      []int    // index of the unit of a paragraph, -1 for none
	differences []string
	misquoted   int
}

func (m *matching) add(format string, args ...any) {
	m.differences = append(m.differences, fmt.Sprintf(format, args...))
}

// foldItems gives the items (a), (b) … back to their paragraph where no item of
// it is configured: then the paragraph is one unit.
func (m *matching) foldItems(units []Unit) []Unit {
	split := map[string]bool{}
	for _, p := range m.paragraphs {
		if parent, item := splitItem(p.Number); item != "" {
			split[numberKey(parent)] = true
		}
	}
	var out []Unit
	for _, u := range units {
		parent, item := splitItem(u.Number)
		if item == "" || split[numberKey(parent)] || len(out) == 0 {
			out = append(out, u)
			continue
		}
		last := &out[len(out)-1]
		last.Pieces = slices.Clone(last.Pieces)
		for i, p := range u.Pieces {
			if i == 0 {
				p.From = m.doc.itemStart(p.From)
			}
			last.Pieces = append(last.Pieces, p)
		}
	}
	return out
}

// itemStart is where the letter before the words of an item stands.
func (d DocumentText) itemStart(words int) int { return strings.LastIndexByte(d.Text[:words], '(') }

var item = regexp.MustCompile(`^(.+?)(\([a-z]\))$`)

// splitItem cuts "48(a)" into "48" and "(a)"; item is "" where there is none.
func splitItem(number string) (parent, letter string) {
	if g := item.FindStringSubmatch(number); g != nil {
		return g[1], g[2]
	}
	return number, ""
}

// numberKey is a number as it can be compared: "16bis." is 16bis, "20 quater"
// 20quater, "43.ALT" 43alt, and "Ibis", whose digit was read as a letter, 1bis.
func numberKey(printed string) string {
	key := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, printed)
	if n, _ := printedNumber(printed); n != "" && (key[0] == 'i' || key[0] == 'l') {
		return "1" + key[1:]
	}
	return key
}

// fits says whether a unit may be a paragraph.
func (m *matching) fits(p data.Paragraph, i int) bool {
	return numberKey(p.Number) == numberKey(m.units[i].Number) && (p.Number != "" || m.begins(p, i))
}

func (m *matching) begins(p data.Paragraph, i int) bool {
	return strings.HasPrefix(strings.ToLower(m.words[i]), strings.ToLower(foldBlank(p.Verb)))
}

// align finds the longest common order of paragraphs and units.
func (m *matching) align() {
	np, nu := len(m.paragraphs), len(m.units)
	longest := make([][]int, np+1) // of what follows paragraph j and unit i
	longest[np] = make([]int, nu+1)
	for j := np - 1; j >= 0; j-- {
		longest[j] = make([]int, nu+1)
		for i := nu - 1; i >= 0; i-- {
			longest[j][i] = max(longest[j+1][i], longest[j][i+1])
			if m.fits(m.paragraphs[j], i) {
				longest[j][i] = max(longest[j][i], longest[j+1][i+1]+1)
			}
		}
	}
	m.unitOf = make([]int, np)
	for j, i := 0, 0; j < np; {
		switch {
		case i < nu && m.fits(m.paragraphs[j], i) && longest[j][i] == longest[j+1][i+1]+1:
			m.unitOf[j] = i
			i++
			j++
		case i < nu && longest[j][i] == longest[j][i+1]:
			i++
		default:
			m.unitOf[j] = -1
			j++
		}
	}
}

// differ tells what the alignment left over on either side.
func (m *matching) differ() {
	left := m.leftUnits()
	for j, p := range m.paragraphs {
		if i := m.unitOf[j]; i >= 0 {
			if !m.begins(p, i) {
				m.add("other words: %s begins otherwise than %q", m.describe(i), p.Verb)
			}
			continue
		}
		k := slices.IndexFunc(left, func(i int) bool { return m.fits(p, i) })
		if k < 0 {
			m.add("missing: %s (%s)%s", p.ID, p.Verb, after(m.paragraphBefore(j)))
			continue
		}
		m.add("out of order: %s stands%s; it is configured%s", p.ID, after(m.unitBefore(left[k])), after(m.paragraphBefore(j)))
		left = slices.Delete(left, k, k+1)
	}
	for _, i := range left {
		m.add("unexpected: %s%s", m.describe(i), after(m.unitBefore(i)))
	}
}

func (m *matching) leftUnits() []int {
	var out []int
	for i := range m.units {
		if !slices.Contains(m.unitOf, i) {
			out = append(out, i)
		}
	}
	return out
}

// after words where something stands, by the name of what it stands after.
func after(name string) string {
	if name == "" {
		return " at the beginning"
	}
	return " after " + name
}

func (m *matching) paragraphBefore(j int) string {
	if j == 0 {
		return ""
	}
	return m.paragraphs[j-1].ID
}

// unitBefore names the unit before one: by the paragraph that it is, if any.
func (m *matching) unitBefore(i int) string {
	if i == 0 {
		return ""
	}
	if j := slices.Index(m.unitOf, i-1); j >= 0 {
		return m.paragraphs[j].ID
	}
	return m.describe(i - 1)
}

// describe names a unit by its number and its first words.
func (m *matching) describe(i int) string {
	words := m.words[i]
	if len(words) > 60 {
		cut := 60
		for !utf8.RuneStart(words[cut]) {
			cut--
		}
		words = words[:cut] + "…"
	}
	return strings.TrimSpace(m.units[i].Number + fmt.Sprintf(" %q", words))
}

// passage is the text of a paragraph with the spans that its links quote. A
// quote that does not stand in it is a difference.
func (m *matching) passage(p data.Paragraph, i int) data.Passage {
	out := data.Passage{Number: m.units[i].Number, Text: m.words[i]}
	for _, l := range p.Links {
		if l.Quote == "" {
			continue
		}
		from, to, ok := findQuote(out.Text, l.Quote)
		if !ok {
			m.misquoted++
			m.add("paragraph %s, indicator %s: the quote %q does not stand in its text%s", p.ID, l.Indicator, l.Quote, quoteAt(l))
			continue
		}
		out.Marks = append(out.Marks, data.Mark{From: from, To: to, Indicators: []string{l.Indicator}})
	}
	out.Marks = joinMarks(out.Marks)
	return out
}

// joinMarks sorts marks and makes one of those that overlap.
func joinMarks(marks []data.Mark) []data.Mark {
	slices.SortStableFunc(marks, func(a, b data.Mark) int { return a.From - b.From })
	var out []data.Mark
	for _, k := range marks {
		if n := len(out); n > 0 && k.From < out[n-1].To {
			last := &out[n-1]
			last.To = max(last.To, k.To)
			last.Indicators = append(last.Indicators, k.Indicators...)
			continue
		}
		out = append(out, k)
	}
	return out
}

// quoteAt says in which line of the definitions a link stands, where that is known.
func quoteAt(l data.Link) string {
	if l.At == "" {
		return ""
	}
	return "; see " + l.At
}

// findQuote gives where a quote stands in a text, in bytes: at whole words
// before parts of one. Blank space, hyphens and the shapes of quotation marks do
// not count: keyboards lack some, and typesetters break words.
func findQuote(text, quote string) (from, to int, ok bool) {
	folded, at := foldType(text)
	wanted, _ := foldType(foldBlank(quote))
	if wanted == "" {
		return 0, 0, false
	}
	for i := 0; ; i++ {
		next := strings.Index(folded[i:], wanted)
		if next < 0 {
			return from, to, ok
		}
		i += next
		last := at[i+len(wanted)-1]
		_, size := utf8.DecodeRuneInString(text[last:])
		whole := wholeWords(text, at[i], last+size)
		if !ok || whole {
			from, to, ok = at[i], last+size, true
		}
		if whole {
			return from, to, ok
		}
	}
}

// wholeWords says whether a span of a text cuts no word at its ends.
func wholeWords(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return !(ofWord(before) && ofWord(first)) && !(ofWord(last) && ofWord(after))
}

func ofWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// foldType makes quotation marks plain and drops hyphens. at gives for each byte
// of the result where its letter stands in the text.
func foldType(text string) (folded string, at []int) {
	var b strings.Builder
	for i, r := range text {
		switch r {
		case '’', '‘':
			r = '\''
		case '“', '”':
			r = '"'
		case '-', '‐', '‑', '–', '\u00ad':
			continue
		}
		size, _ := b.WriteRune(r)
		for range size {
			at = append(at, i)
		}
	}
	return b.String(), at
}
