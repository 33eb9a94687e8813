package table

import (
	"cmp"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Contrast is two breakdowns of an indicator that are read against each other. A
// gap is the second less the first.
type Contrast struct {
	ID   string // sex or location
	Ends [2]data.Dims
}

// Contrasts of an indicator that have data at both ends: women and men, then rural
// and urban.
func Contrasts(e *progress.Edition, indicator string) []Contrast {
	list := e.Breakdowns(indicator)
	if len(list) == 0 {
		return nil
	}
	sexes, locations := [2]data.Dims{list[0], list[0]}, [2]data.Dims{list[0], list[0]}
	sexes[0].Sex, sexes[1].Sex = "F", "M"
	locations[0].Location, locations[1].Location = "R", "U"
	var out []Contrast
	for _, s := range []Contrast{{"sex", sexes}, {"location", locations}} {
		if slices.Contains(list, s.Ends[0]) && slices.Contains(list, s.Ends[1]) {
			out = append(out, s)
		}
	}
	return out
}

// Gap is what lies between two breakdowns in one area, both from one source and
// of one year.
type Gap struct {
	Area   data.Area
	Lines  [2]progress.Line
	Points [2]progress.Point
	Value  float64 // second less first, in the unit of the indicator
}

// Gaps gives the gap of each area in the latest year that both ends have from
// one source, the widest first; those of one width stand groups first, then by
// code. An area that has only one end, or a mere limit such as "<0.1", has no gap;
// nor has a group computed here, whose ends would rest on different economies.
func Gaps(e *progress.Edition, indicator string, s Contrast, source string) []Gap {
	var out []Gap
	for _, first := range e.Lines(indicator, s.Ends[0], source) {
		area, known := e.Catalog().Area(first.Area)
		second := e.Line(indicator, first.Area, s.Ends[1], source)
		if !known || first.Maker == progress.ByUs || second.Source != first.Source || second.Maker != first.Maker {
			continue
		}
		if g, ok := latestGap(first, second); ok {
			g.Area = area
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(a, b Gap) int { return cmp.Compare(b.Value, a.Value) })
	return out
}

func latestGap(first, second progress.Line) (Gap, bool) {
	for i := len(first.Points) - 1; i >= 0; i-- {
		a := first.Points[i]
		b, ok := second.At(a.Year)
		if ok && a.Bound == data.Exact && b.Bound == data.Exact {
			return Gap{Lines: [2]progress.Line{first, second}, Points: [2]progress.Point{a, b}, Value: b.Value - a.Value}, true
		}
	}
	return Gap{}, false
}

// InYear gives the value of each area in one year, as Latest orders them. An
// area without a value of that very year has no row: no older one stands in.
func InYear(e *progress.Edition, indicator string, dims data.Dims, source string, year int) (groups, economies []Row) {
	groups, economies = Latest(e, indicator, dims, source)
	return ofYear(groups, year), ofYear(economies, year)
}

func ofYear(list []Row, year int) []Row {
	var out []Row
	for _, r := range list {
		if p, ok := r.Line.At(year); ok {
			r.Last = p
			out = append(out, r)
		}
	}
	return out
}

// YearsOf are the years that any of the rows' lines has a value of, newest first.
func YearsOf(rows []Row) []int {
	seen := map[int]bool{}
	var out []int
	for _, r := range rows {
		for _, p := range r.Line.Points {
			if !seen[p.Year] {
				seen[p.Year] = true
				out = append(out, p.Year)
			}
		}
	}
	slices.SortFunc(out, func(a, b int) int { return b - a })
	return out
}
