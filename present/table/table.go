// Package table works out the rows of tables from an Edition: which figures
// stand in which order, with year, status and source. It holds values, not
// words, so that pages and reports print the same rows in their own form.
package table

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Row is the latest value of an indicator for an area.
type Row struct {
	Area data.Area
	Line progress.Line
	Last progress.Point
}

// Latest gives a row for every area that has a value: groups in catalogue
// order, then economies by English name. Source "" is the preferred one.
func Latest(e *progress.Edition, indicator string, dims data.Dims, source string) (groups, economies []Row) {
	for _, l := range e.Lines(indicator, dims, source) {
		last, ok := l.Last()
		area, known := e.Catalog().Area(l.Area)
		if !ok || !known {
			continue
		}
		if area.Group {
			groups = append(groups, Row{area, l, last})
		} else {
			economies = append(economies, Row{area, l, last})
		}
	}
	slices.SortStableFunc(economies, func(a, b Row) int { return ByName(a.Area, b.Area) })
	return groups, economies
}

// ByName orders areas by English name, accents aside.
func ByName(a, b data.Area) int { return strings.Compare(plain(a.Name()), plain(b.Name())) }

// plain folds the accents that occur in English names of areas.
func plain(s string) string {
	return strings.NewReplacer("Å", "A", "å", "a", "ã", "a", "Ç", "C", "ç", "c", "É", "E", "é", "e", "í", "i", "Ô", "O", "ô", "o", "ü", "u").Replace(s)
}

// Item is an indicator's latest value in one area, with its verdict there.
type Item struct {
	Indicator data.Indicator
	Line      progress.Line
	Last      progress.Point
	Has       bool
	Verdict   progress.Verdict
}

// Profile gives every indicator for an area in catalogue order, those without
// a value among them. The verdict is by each indicator's own method, against
// the benchmark that fits best.
func Profile(e *progress.Edition, area string) []Item {
	items, err := ProfileBy(e, "", area)
	if err != nil { // there is a method of that name
		return nil
	}
	return items
}

// ProfileBy is Profile by one method, as Edition.AssessBy takes it. A method
// that there is not is an error.
func ProfileBy(e *progress.Edition, method, area string) ([]Item, error) {
	var out []Item
	for _, in := range e.Catalog().Indicators() {
		it := Item{Indicator: in, Line: e.Line(in.ID, area, data.Dims{}, "")}
		if it.Last, it.Has = it.Line.Last(); it.Has {
			var err error
			if it.Verdict, err = e.AssessBy(method, in.ID, area, data.Dims{}, ""); err != nil {
				return nil, fmt.Errorf("judge the indicators of %s: %w", area, err)
			}
		}
		out = append(out, it)
	}
	return out, nil
}

// Membership is a stay of an economy in a group.
type Membership struct {
	Group data.Area
	data.Membership
	Now bool // on the day asked for
}

// Memberships of an economy: those of the day first, each in catalogue order
// of the groups, older stays after them.
func Memberships(c *data.Catalog, area string, on data.Date) []Membership {
	var now, past []Membership
	for _, g := range c.Areas() {
		if !g.Group {
			continue
		}
		for _, m := range c.Memberships(g.Code) {
			switch {
			case m.Area != area:
			case m.On(on):
				now = append(now, Membership{g, m, true})
			default:
				past = append(past, Membership{g, m, false})
			}
		}
	}
	return append(now, past...)
}

// History is a table of years by areas; Cells follow Years, then Lines.
type History struct {
	Years []int
	Lines []progress.Line
	Cells [][]Cell
}

// Cell is one value of a History; Has is false where there is none.
type Cell struct {
	progress.Point
	Has bool
}

// Years lays out lines side by side, newest year first.
func Years(lines []progress.Line) History {
	h := History{Lines: lines}
	for _, l := range lines {
		for _, p := range l.Points {
			if !slices.Contains(h.Years, p.Year) {
				h.Years = append(h.Years, p.Year)
			}
		}
	}
	slices.SortFunc(h.Years, func(a, b int) int { return b - a })
	for _, y := range h.Years {
		row := make([]Cell, len(lines))
		for i, l := range lines {
			row[i].Point, row[i].Has = l.At(y)
		}
		h.Cells = append(h.Cells, row)
	}
	return h
}

// Snapshots are the loads that the values of lines came with, newest first,
// once each.
func Snapshots(e *progress.Edition, lines []progress.Line) []data.Snapshot {
	seen := map[int64]bool{}
	var out []data.Snapshot
	for _, l := range lines {
		for _, p := range l.Points {
			if seen[p.Snapshot] {
				continue
			}
			seen[p.Snapshot] = true
			if s, ok := e.Snapshot(p.Snapshot); ok {
				out = append(out, s)
			}
		}
	}
	slices.SortFunc(out, func(a, b data.Snapshot) int { return int(b.ID - a.ID) })
	return out
}
