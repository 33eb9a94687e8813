package collector

import (
	"fmt"
	"maps"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// Reasons for which rows are left out, beside those that a layout or a source
// gives in its own words.
const (
	notWanted   = "code not wanted"
	unknownArea = "unknown area"
	missing     = "missing value"
	notANumber  = "not a number"
	notFinite   = "not finite"
	notAYear    = "not a year"
	notInRange  = "year out of range"
	duplicate   = "duplicate row"
	zeroPrice   = "zero price is missing"
	noCode      = "no series code"
	unreadYear  = "column with a year that the layout does not read"
	otherArea   = "area that the source does not speak for"
	footerLine  = "footer line"
)

// Years outside are mistakes of the file. It is not the range that makes
// sense, only the one that a year can be told from another number by.
const (
	earliestYear = 1900
	latestYear   = 2100
)

// place is where something stands in a file.
type place struct {
	sheet string
	row   int    // line of the file, or row of the sheet
	field string // column name or letter
}

func (p place) String() string {
	s := fmt.Sprintf("row %d", p.row)
	if p.sheet != "" {
		s = fmt.Sprintf("sheet %q %s", p.sheet, s)
	}
	if p.field != "" {
		s += fmt.Sprintf(" field %q", p.field)
	}
	return s
}

// candidate is a cell that could be an observation.
type candidate struct {
	at     place
	code   string
	area   string // the publisher's word
	year   string
	text   string // the cell
	dims   data.Dims
	status data.Status
	note   string
	zeroIs string // why a zero is no value here, "" where it is one
}

// reading collects what is read from a file and keeps count of the rest.
type reading struct {
	spec  Spec
	areas *data.Resolver
	want  map[string]bool // nil wants all
	rules rules
	out   Parsed
	codes map[string]bool
	found map[string]foundArea
	seriesIndex
	totals map[int]int     // how many rows pages tell of -> how many of the pages are first ones
	newest *data.Point     // the last one that was kept
	kept   int             // points
	spots  [][]spot        // of the points of out.Series
	heads  []place         // where in a row something stood
	headed map[place]int32 // index into heads
}

type foundArea struct{ code, reason string }

// rules are the parts of a layout that judge single cells.
type rules struct {
	number      numberRules
	zeroMissing []string // patterns of codes
	wrong       []wrongCell
	chains      []chain
}

func newReading(spec Spec, areas *data.Resolver, codes []string) *reading {
	r := &reading{
		spec: spec, areas: areas,
		out:   Parsed{Skipped: map[string]int{}, Samples: map[string]string{}},
		codes: map[string]bool{}, found: map[string]foundArea{},
		seriesIndex: newSeriesIndex(), headed: map[place]int32{}, totals: map[int]int{},
	}
	if codes != nil {
		r.want = make(map[string]bool, len(codes))
		for _, c := range codes {
			r.want[c] = true
		}
	}
	return r
}

func (r *reading) parsed() Parsed {
	for c := range r.codes {
		r.out.Codes = append(r.out.Codes, c)
	}
	slices.Sort(r.out.Codes)
	for total, answers := range r.totals {
		r.out.Told += total * max(1, answers)
	}
	r.out.Series = slices.DeleteFunc(r.out.Series, func(s data.Series) bool { return len(s.Points) == 0 })
	return r.out
}

// page counts the rows of one page of an answer against those that it tells of.
// Pages of one answer tell the same; a first one begins another answer. Where
// pages have no numbers, first is false.
func (r *reading) page(total, rows int, first bool) {
	n := r.totals[total]
	if first {
		n++
	}
	r.totals[total] = n
	r.out.Came += rows
}

// skip counts something that was read and left out. The first of each reason
// is kept as the example.
func (r *reading) skip(reason string, at place, text string) {
	r.out.Read++
	r.leave(reason, at, text)
}

func (r *reading) leave(reason string, at place, text string) {
	r.out.Skipped[reason]++
	if _, taken := r.out.Samples[reason]; !taken {
		r.out.Samples[reason] = fmt.Sprintf("%s: %q", at, shorten(text))
	}
}

// shorten keeps samples of free text, which comes from many hands, to a size
// that fits a line.
func shorten(s string) string {
	const most = 60
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
}

// add takes one cell: it becomes an observation or is counted by reason. Two
// different values for one key are an error.
func (r *reading) add(c *candidate) error {
	r.out.Read++
	year, reason, text := r.scope(c)
	if reason != "" {
		r.leave(reason, c.at, text)
		return nil
	}
	area, reason := r.area(c.area)
	if reason != "" {
		r.leave(reason, c.at, c.area)
		return nil
	}
	point, reason := r.point(c)
	if reason != "" {
		r.leave(reason, c.at, c.text)
		return nil
	}
	point.Year = year
	o := &data.Observation{Key: data.Key{Source: r.spec.ID, Code: c.code, Area: area, Dims: c.dims.Full()}, Point: point}
	for _, w := range r.rules.wrong {
		if w.is(o) {
			r.leave(w.Reason, c.at, c.text)
			return nil
		}
	}
	return r.keep(o, c)
}

// scope says whether the cell is of a wanted code and a possible year, and
// widens what the file speaks for.
func (r *reading) scope(c *candidate) (year int, reason, text string) {
	switch {
	case c.code == "":
		return 0, noCode, c.text
	case r.want != nil && !r.want[c.code]:
		return 0, notWanted, c.code
	}
	year, reason = readYear(c.year)
	if reason != "" {
		return 0, reason, c.year
	}
	r.codes[c.code] = true
	if r.out.From == 0 || year < r.out.From {
		r.out.From = year
	}
	r.out.To = max(r.out.To, year)
	return year, "", ""
}

// readYear reads "2023", and "2023.0" as some services write it.
func readYear(s string) (int, string) {
	s = strings.TrimSuffix(strings.TrimSpace(s), ".0")
	year, err := strconv.Atoi(s)
	switch {
	case err != nil:
		return 0, notAYear
	case year < earliestYear || year > latestYear:
		return 0, notInRange
	}
	return year, ""
}

// area finds our code for the publisher's word: the source's own map first,
// then what the source leaves out, then the catalogue. A national source has
// one area, which need not be said.
func (r *reading) area(word string) (code, reason string) {
	f, ok := r.found[word]
	if !ok {
		f = r.findArea(strings.Join(strings.Fields(word), " "))
		r.found[word] = f
	}
	return f.code, f.reason
}

func (r *reading) findArea(word string) foundArea {
	f := r.resolve(word)
	switch {
	case r.spec.Area == "":
	case word == "":
		return foundArea{code: r.spec.Area}
	case f.reason == "" && f.code != r.spec.Area:
		return foundArea{reason: otherArea}
	}
	return f
}

func (r *reading) resolve(word string) foundArea {
	if code, ok := r.spec.Areas[word]; ok {
		return foundArea{code: code}
	}
	if reason, ok := excludedBy(r.spec.Excluded, word); ok {
		return foundArea{reason: reason}
	}
	if r.areas != nil {
		if code, ok := r.areas.Code(word); ok {
			return foundArea{code: code}
		}
	}
	return foundArea{reason: unknownArea}
}

// excludedBy finds a word in the list of what is left out, then the patterns
// of that list in their order: publishers number hundreds of groups alike.
func excludedBy(list map[string]string, word string) (reason string, ok bool) {
	if reason, ok = list[word]; ok {
		return reason, true
	}
	for _, pattern := range slices.Sorted(maps.Keys(list)) {
		if fits, err := path.Match(pattern, word); fits && err == nil {
			return list[pattern], true
		}
	}
	return "", false
}

// point reads the cell as a value.
func (r *reading) point(c *candidate) (data.Point, string) {
	p, reason := r.rules.number.read(c.text)
	if reason != "" {
		return p, reason
	}
	if p.Value == 0 && p.Bound == data.Exact {
		if c.zeroIs != "" {
			return p, c.zeroIs
		}
		for _, pattern := range r.rules.zeroMissing {
			if ok, err := path.Match(pattern, c.code); ok && err == nil {
				return p, zeroPrice
			}
		}
	}
	p.Status, p.Note = c.status, c.note
	if p.Status == "" {
		p.Status = data.Normal
	}
	return p, ""
}

// wrongCell is a figure of the publisher's that is known to be wrong. It is
// left out as long as the file says exactly this.
type wrongCell struct {
	Code   string    `yaml:"code"`
	Area   string    `yaml:"area"` // our code
	Year   int       `yaml:"year"`
	Dims   data.Dims `yaml:"dims"`
	Value  string    `yaml:"value"` // as published
	Reason string    `yaml:"reason"`
}

func (w wrongCell) is(o *data.Observation) bool {
	if w.Code != o.Code || w.Area != o.Area || w.Year != o.Year || w.Dims.Full() != o.Dims {
		return false
	}
	v, err := strconv.ParseFloat(w.Value, 64)
	return err == nil && math.Abs(v-o.Value) < 1e-9
}
