package collector

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostUnits bounds what a document may hold: resolutions have hundreds at most.
const mostUnits = 5000

// longestHeading in bytes; what is longer and ends without a stop is a unit
// whose stop was forgotten.
const longestHeading = 200

// unwrapped is the length in bytes of a line that no program wraps at: in a
// text with such lines each line is a paragraph.
const unwrapped = 200

// Shapes of the lines of a resolution. Numbers come with the Latin suffixes
// and marks of drafts: "16bis", "20 quater", "23quater. ALT1", "43.ALT". "Ibis"
// is 1bis whose digit was read as a letter.
var (
	enacting   = regexp.MustCompile(`^The \p{Lu}[\p{L}’' -]{2,80},$`)
	number     = regexp.MustCompile(`^(\d{1,3}|[Il])(?:[ \x{a0}]?((?i:bis|ter|quater|quinquies|sexies|septies|octies|novies|decies))\b)?(?:\.?[ \x{a0}]?(ALT(?:[ \x{a0}]?\d+)?))?(\.?)`)
	itemLetter = regexp.MustCompile(`^\(([a-z])\)(?:\s|$)`)
	footnote   = regexp.MustCompile(`^(?:[⁰¹²³⁴-⁹]+|\*{1,3}\s|\d{1,2}\s+[\p{Lu}\[]|See\s)`)
	atFoot     = regexp.MustCompile(`^(?:[⁰¹²³⁴-⁹]+|\*{1,3}\s)`) // a footnote for certain
	reference  = regexp.MustCompile(`(?:[⁰¹²³⁴-⁹]+|([.,;:])\d{1,2})$`)
	blankLines = regexp.MustCompile(`\n(?:[ \t]*\n)+`)
)

// cutUnits cuts the text of a resolution. What stands before the line that
// names the body ("The General Assembly,"), footnotes and page numbers are
// left out.
func cutUnits(text string) ([]Unit, error) {
	c := cutter{text: text}
	for _, p := range blocks(text) {
		if !c.begun {
			c.begun = opens(text[p.From:p.To])
			continue
		}
		c.take(p)
		if len(c.units) > mostUnits {
			return nil, fmt.Errorf("more than %d paragraphs; is it the resolution?", mostUnits)
		}
	}
	if !c.begun {
		return nil, errors.New(`no line such as "The General Assembly," opens the resolution; is it the whole text?`)
	}
	if len(c.units) == 0 {
		return nil, errors.New("nothing follows the line that names the body; is it the whole text?")
	}
	return c.units, nil
}

// blocks are the paragraphs as they stand on the page, trimmed: divided by
// blank lines, and by line breaks where those end a paragraph.
func blocks(text string) []Piece {
	each := blankLines.FindAllStringIndex(text, -1)
	var out []Piece
	from := 0
	long := longLines(text)
	for _, gap := range append(each, []int{len(text), len(text)}) {
		out = append(out, lines(text, Piece{from, gap[0]}, long)...)
		from = gap[1]
	}
	return out
}

func longLines(text string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if len(line) > unwrapped {
			return true
		}
	}
	return false
}

// lines divides what stands between blank lines.
func lines(text string, within Piece, each bool) (out []Piece) {
	keep := func(p Piece) {
		if p = trimmed(text, p); p.From < p.To {
			out = append(out, p)
		}
	}
	from := within.From
	for i := within.From; i < within.To; i++ {
		if text[i] == '\n' && (each || breaks(text[from:i], text[i+1:within.To])) {
			keep(Piece{from, i})
			from = i + 1
		}
	}
	keep(Piece{from, within.To})
	return out
}

// breaks says whether a line break ends a paragraph: beside the line that names
// the body, before a footnote, and before a number where the words before it are
// complete.
func breaks(before, after string) bool {
	after = strings.TrimLeft(after, " \t")
	next, _, _ := strings.Cut(after, "\n")
	if opens(before) || opens(next) || atFoot.MatchString(after) {
		return true
	}
	n, _ := printedNumber(after)
	return (n != "" || itemLetter.MatchString(after)) && complete(before, ".;:,")
}

// opens says whether a line names the body whose resolution it is.
func opens(line string) bool {
	return len(line) <= longestHeading && enacting.MatchString(foldBlank(line))
}

func trimmed(text string, p Piece) Piece {
	s := text[p.From:p.To]
	p.From += len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
	return Piece{p.From, max(p.From, p.To-len(s)+len(strings.TrimRightFunc(s, unicode.IsSpace)))}
}

// printedNumber at the head of a paragraph, and how long it is; "" where there
// is none. A bare number without point or suffix is none: footnotes and pages
// have those.
func printedNumber(s string) (string, int) {
	m := number.FindStringSubmatch(s)
	if m == nil {
		return "", 0
	}
	digits, suffix, alt, point := m[1], m[2], m[3], m[4]
	isDigit := digits[0] <= '9'
	rest, _ := utf8.DecodeRuneInString(s[len(m[0]):])
	switch {
	case len(s) > len(m[0]) && !unicode.IsSpace(rest),
		suffix == "" && !isDigit,
		suffix == "" && alt == "" && point == "":
		return "", 0
	}
	return m[0], len(m[0])
}

// complete says whether words end with one of some stops, footnote references
// and a final "and" or "or" aside.
func complete(words, stops string) bool {
	words = strings.TrimSpace(words[max(0, len(words)-200):]) // the end tells
	for _, more := range []string{" and", " or"} {
		if before, ok := strings.CutSuffix(words, more); ok && complete(before, ";") {
			return true
		}
	}
	words = strings.TrimRight(reference.ReplaceAllString(words, "$1"), `”"’'])`)
	return words != "" && strings.Contains(stops, words[len(words)-1:])
}

// cutter walks the blocks of a resolution.
type cutter struct {
	text             string
	units            []Unit
	begun, operative bool
	parent           string // number of the paragraph that items belong to
	letter           byte   // of the item before, 0 at the head of a paragraph
}

func (c *cutter) take(p Piece) {
	s := c.text[p.From:p.To]
	if n, size := printedNumber(s); n != "" {
		c.operative, c.parent, c.letter = true, strings.TrimSuffix(n, "."), 0
		c.start(OperativeUnit, n, Piece{p.From + size, p.To})
		return
	}
	if !strings.ContainsFunc(s, unicode.IsLetter) || footnote.MatchString(s) {
		return
	}
	if m := itemLetter.FindStringSubmatch(s); m != nil && c.parent != "" && c.follows(m[1][0]) {
		c.letter = m[1][0]
		c.start(OperativeUnit, c.parent+"("+m[1]+")", Piece{p.From + len("(a)"), p.To})
		return
	}
	switch {
	case c.goesOn(s):
		last := &c.units[len(c.units)-1]
		last.Pieces = append(last.Pieces, p)
	case len(s) <= longestHeading && !complete(s, ".;:,"):
		c.operative = len(c.units) > 0
		c.parent = ""
		c.start(HeadingUnit, "", p)
	default:
		c.unnumbered(p)
	}
}

func (c *cutter) unnumbered(p Piece) {
	kind := OperativeUnit
	if !c.operative && complete(c.text[p.From:p.To], ",") {
		kind = PreambleUnit
	}
	c.operative, c.parent = kind == OperativeUnit, ""
	c.start(kind, "", p)
}

func (c *cutter) start(kind UnitKind, printed string, p Piece) {
	u := Unit{Kind: kind, Number: printed}
	if p = trimmed(c.text, p); p.From < p.To {
		u.Pieces = []Piece{p}
	}
	c.units = append(c.units, u)
}

// follows says whether (letter) goes on with the items before it: the next
// letter, or a later one where drafting struck some out. i, v and x are taken
// for small Roman numbers inside an item unless they are the very next.
func (c *cutter) follows(letter byte) bool {
	next := c.letter + 1
	if c.letter == 0 {
		next = 'a'
	}
	return letter == next || letter > next && !strings.ContainsRune("ivx", rune(letter))
}

// goesOn says whether a block continues the unit before it, as after the foot
// of a page: it begins small, or with an item that is none of its own, or the
// unit has not come to its stop while the block does.
func (c *cutter) goesOn(s string) bool {
	if len(c.units) == 0 {
		return false
	}
	last := c.units[len(c.units)-1]
	if last.Kind == HeadingUnit {
		return false
	}
	if len(last.Pieces) == 0 {
		return true
	}
	first, _ := utf8.DecodeRuneInString(s)
	if unicode.IsLower(first) || first == '(' {
		return true
	}
	end := last.Pieces[len(last.Pieces)-1]
	stops := ".;:"
	if last.Kind == PreambleUnit {
		stops = ".;:,"
	}
	return !complete(c.text[end.From:end.To], stops) && complete(s, stops)
}

// paragraphs are the units without the headings.
func (d DocumentText) paragraphs() []Unit {
	var out []Unit
	for _, u := range d.Units {
		if u.Kind != HeadingUnit {
			out = append(out, u)
		}
	}
	return out
}
