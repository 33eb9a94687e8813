package data

import (
	"strings"
	"unicode"
)

// Resolver finds our area code for what a publisher calls an area.
type Resolver struct {
	codes map[string]string // our own codes, in capitals
	m49   map[string]string // M49 numbers without leading zeros
	words map[string]string // folded names and aliases; "" marks a word of two areas
}

// NewResolver indexes codes, M49 numbers, English and other names, and aliases.
// Our own codes come first, then numbers, then words. A word that two areas
// share finds neither: a wrong area is worse than none.
func NewResolver(areas []Area) *Resolver {
	r := &Resolver{codes: map[string]string{}, m49: map[string]string{}, words: map[string]string{}}
	for _, a := range areas {
		fileUnder(r.codes, strings.ToUpper(a.Code), a.Code)
		if a.M49 != "" {
			fileUnder(r.m49, strings.TrimLeft(a.M49, "0"), a.Code)
		}
		for _, name := range a.Names {
			fileUnder(r.words, foldWord(name), a.Code)
		}
		for _, alias := range a.Aliases {
			fileUnder(r.words, foldWord(alias), a.Code)
		}
	}
	return r
}

// fileUnder files code under key, or marks key as ambiguous.
func fileUnder(index map[string]string, key, code string) {
	if key == "" {
		return
	}
	if old, taken := index[key]; taken && old != code {
		code = ""
	}
	index[key] = code
}

// Code gives our code for a code, an M49 number (padded or not), a name (any
// UN language, letter case, diacritics, blanks and punctuation aside) or an alias.
func (r *Resolver) Code(word string) (code string, ok bool) {
	word = strings.TrimSpace(word)
	if c := r.codes[strings.ToUpper(word)]; c != "" {
		return c, true
	}
	if number := strings.TrimLeft(word, "0"); allDigits(number) {
		if c := r.m49[number]; c != "" {
			return c, true
		}
	}
	c := r.words[foldWord(word)]
	return c, c != ""
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// foldWord keeps the letters and digits of a name, in small letters without
// diacritics, so that "Côte d’Ivoire" and "COTE D'IVOIRE" are one word.
// Names in other scripts keep their letters as they are.
func foldWord(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case latinFold[r] != "":
			b.WriteString(latinFold[r])
		case r == '&':
			b.WriteString("and")
		case unicode.Is(unicode.Lm, r):
			// Modifier letters stand for apostrophes in some spellings.
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// latinFold maps small Latin letters with diacritics, and ligatures, to plain
// ones. It covers the names of areas in the languages that publishers use.
var latinFold = map[rune]string{
	'à': "a", 'á': "a", 'â': "a", 'ã': "a", 'ä': "a", 'å': "a", 'ā': "a", 'ă': "a", 'ą': "a", 'ǎ': "a",
	'ç': "c", 'ć': "c", 'č': "c", 'ĉ': "c", 'ċ': "c",
	'ď': "d", 'đ': "d", 'ð': "d",
	'è': "e", 'é': "e", 'ê': "e", 'ë': "e", 'ē': "e", 'ĕ': "e", 'ė': "e", 'ę': "e", 'ě': "e",
	'ğ': "g", 'ģ': "g", 'ġ': "g",
	'ì': "i", 'í': "i", 'î': "i", 'ï': "i", 'ī': "i", 'į': "i", 'ı': "i",
	'ķ': "k",
	'ĺ': "l", 'ļ': "l", 'ľ': "l", 'ł': "l",
	'ñ': "n", 'ń': "n", 'ņ': "n", 'ň': "n",
	'ò': "o", 'ó': "o", 'ô': "o", 'õ': "o", 'ö': "o", 'ø': "o", 'ō': "o", 'ő': "o",
	'ŕ': "r", 'ř': "r",
	'ś': "s", 'ş': "s", 'š': "s", 'ș': "s",
	'ţ': "t", 'ť': "t", 'ț': "t",
	'ù': "u", 'ú': "u", 'û': "u", 'ü': "u", 'ū': "u", 'ů': "u", 'ű': "u", 'ų': "u",
	'ý': "y", 'ÿ': "y",
	'ź': "z", 'ż': "z", 'ž': "z",
	'æ': "ae", 'œ': "oe", 'ß': "ss", 'þ': "th",
}
