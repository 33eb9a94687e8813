package table

import (
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Supply says how far figures answer a unit.
type Supply string

// The states of supply, worst first.
const (
	Unmeasurable Supply = "unmeasurable" // no usable indicator; Paragraph.Unmeasured says why
	Empty        Supply = "empty"        // its indicators have no value for the areas that it asks for
	Old          Supply = "old"          // no value that it asks for is current
	Partial      Supply = "partial"      // some of what it asks for is missing or out of date
	Full         Supply = "full"
	Promises     Supply = "promises" // it promises nothing that could be measured
)

// Split is a breakdown of an indicator, or the least developed countries: the
// newest year of it, and how many economies in M49 have a value of any year.
// Year 0 means that there is none.
type Split struct {
	Year      int
	Economies int
	// Ratio says that only the ratio or difference of the two sides is there.
	Ratio bool
	// Missing says why, as progress.Line.Missing does.
	Missing string
}

// newer is the better of two splits.
func (s Split) newer(o Split) Split {
	if o.Year > s.Year || s.Year == 0 && s.Missing == "" {
		return o
	}
	return s
}

// Splits are the breakdowns that a reader asks for first.
type Splits struct {
	Sex, Location, LDC Split
}

func (s Splits) newer(o Splits) Splits {
	return Splits{s.Sex.newer(o.Sex), s.Location.newer(o.Location), s.LDC.newer(o.LDC)}
}

// Has counts the splits that are there.
func (s Splits) Has() int {
	n := 0
	for _, split := range []Split{s.Sex, s.Location, s.LDC} {
		if split.Year > 0 {
			n++
		}
	}
	return n
}

// IndicatorCover is how far an indicator is published.
type IndicatorCover struct {
	Indicator data.Indicator
	Newest    int // newest year of any area, 0 = none
	Group     int // newest year of any group, 0 = none
	Economies int // in M49, with a value of any year
	Recent    int // of these, with a current one
	Splits
}

// UnitCover is how far figures answer a unit.
type UnitCover struct {
	Paragraph data.Paragraph
	Verdict   progress.ParagraphVerdict
	Supply    Supply
	Newest    int // newest year that its headline entries rest on, or its links where it has none; 0 = none
	Lacking   []progress.Entry
	Splits    // of all indicators that bear on it
}

// ThemeCover counts the units of a theme by supply.
type ThemeCover struct {
	Theme  data.Theme
	Units  int
	By     map[Supply]int
	Newest int
	Splits
}

// Coverage says what is published of what the resolutions ask for.
type Coverage struct {
	Indicators []IndicatorCover // in catalogue order
	Units      []UnitCover      // in the order of the documents
	Themes     []ThemeCover     // in catalogue order
}

// Cover works out the coverage of an edition.
func Cover(e *progress.Edition) Coverage {
	var c Coverage
	by := map[string]IndicatorCover{}
	for _, in := range e.Catalog().Indicators() {
		cover := indicatorCover(e, in)
		by[in.ID] = cover
		c.Indicators = append(c.Indicators, cover)
	}
	for _, res := range e.Catalog().Resolutions() {
		for _, p := range InOrder(res) {
			v, _ := e.Paragraph(p.ID)
			c.Units = append(c.Units, unitCover(p, v, by, e.ID().Reference.Year()))
		}
	}
	for _, t := range e.Catalog().Themes() {
		c.Themes = append(c.Themes, themeCover(t, c.Units))
	}
	return c
}

func indicatorCover(e *progress.Edition, in data.Indicator) IndicatorCover {
	groups, economies := Latest(e, in.ID, data.Dims{}, "")
	c := IndicatorCover{Indicator: in}
	for _, g := range groups {
		c.Group = max(c.Group, g.Last.Year)
	}
	c.Newest = c.Group
	for _, row := range economies {
		c.Newest = max(c.Newest, row.Last.Year)
		if row.Area.Unlisted {
			continue
		}
		c.Economies++
		if e.ID().Reference.Year()-row.Last.Year <= Fresh {
			c.Recent++
		}
	}
	c.Sex = splitOf(e, in, c.Newest, func(d data.Dims) bool { return d.Sex == "F" })
	c.Location = splitOf(e, in, c.Newest, func(d data.Dims) bool { return d.Location == "R" })
	c.LDC = ldcSplit(e, in)
	return c
}

// splitOf finds a breakdown of an indicator by one of its sides, or an
// indicator that is itself made of both sides.
func splitOf(e *progress.Edition, in data.Indicator, newest int, side func(data.Dims) bool) Split {
	if f := in.Formula; f != nil && newest > 0 && len(f.Pairs) > 0 && (side(f.Pairs[0].Num.Dims) || side(f.Pairs[0].Den.Dims)) {
		return Split{Year: newest, Ratio: true}
	}
	var best Split
	for _, d := range e.Breakdowns(in.ID) {
		if !side(d) {
			continue
		}
		groups, economies := Latest(e, in.ID, d, "")
		var s Split
		for _, row := range slices.Concat(groups, economies) {
			s.Year = max(s.Year, row.Last.Year)
			if !row.Area.Group && !row.Area.Unlisted {
				s.Economies++
			}
		}
		best = best.newer(s)
	}
	return best
}

// ldc is the code of the least developed countries.
const ldc = "LDC"

func ldcSplit(e *progress.Edition, in data.Indicator) Split {
	line := e.Line(in.ID, ldc, data.Dims{}, "")
	last, ok := line.Last()
	if !ok {
		return Split{Missing: line.Missing}
	}
	return Split{Year: last.Year}
}

func unitCover(p data.Paragraph, v progress.ParagraphVerdict, by map[string]IndicatorCover, year int) UnitCover {
	c := UnitCover{Paragraph: p, Verdict: v}
	for _, id := range bearing(p) {
		c.Splits = c.newer(by[id].Splits)
		if len(p.Headline) == 0 {
			c.Newest = max(c.Newest, by[id].Newest)
		}
	}
	current := 0
	for _, entry := range v.Entries {
		latest := entry.Verdict.Latest
		if latest != nil {
			c.Newest = max(c.Newest, latest.Year)
		}
		if latest == nil || year-latest.Year > Fresh {
			c.Lacking = append(c.Lacking, entry)
			continue
		}
		current++
	}
	if len(v.Entries) == 0 && c.Newest > 0 && year-c.Newest <= Fresh {
		current++ // of its links
	}
	c.Supply = supply(p, len(v.Entries), current, c.Newest)
	return c
}

func supply(p data.Paragraph, entries, current, newest int) Supply {
	switch {
	case entries == 0 && p.Kind == data.Context:
		return Promises
	case entries == 0 && (p.Unmeasured != "" || len(p.Links) == 0):
		return Unmeasurable
	case newest == 0:
		return Empty
	case current == 0:
		return Old
	case current < entries:
		return Partial
	}
	return Full
}

// bearing are the indicators that a unit rests on or links to, once each.
func bearing(p data.Paragraph) []string {
	var out []string
	for _, h := range p.Headline {
		out = append(out, h.Indicator)
	}
	for _, l := range p.Links {
		out = append(out, l.Indicator)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func themeCover(t data.Theme, units []UnitCover) ThemeCover {
	c := ThemeCover{Theme: t, By: map[Supply]int{}}
	for _, u := range units {
		if !slices.Contains(u.Paragraph.Themes, t.ID) {
			continue
		}
		c.Units++
		c.By[u.Supply]++
		c.Newest = max(c.Newest, u.Newest)
		c.Splits = c.newer(u.Splits)
	}
	return c
}
