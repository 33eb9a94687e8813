package progress

import (
	"math"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// column is everything that one source publishes under one code and one
// breakdown, cut to the edition that is shown.
type column struct {
	ref       columnRef
	points    map[string][]data.Point // by area; values only, ascending
	economies bool                    // has a value of some economy
	groups    bool                    // has a value of some group
}

type columnRef struct {
	source, code string
	dims         data.Dims
}

// window is the part of a source that one snapshot speaks for.
type window struct {
	id       int64
	from, to int
	areas    []string // sorted; nil means all
}

func (w window) covers(area string) bool {
	if w.areas == nil {
		return true
	}
	_, ok := slices.BinarySearch(w.areas, area)
	return ok
}

type sourceCode struct{ source, code string }

// windows lists the scopes of each source and code, newest snapshot first.
func windows(snapshots []data.Snapshot) map[sourceCode][]window {
	out := map[sourceCode][]window{}
	for _, s := range snapshots {
		w := window{id: s.ID, from: s.Scope.From, to: s.Scope.To}
		if s.Scope.Areas != nil {
			w.areas = slices.Sorted(slices.Values(s.Scope.Areas))
		}
		for _, code := range s.Scope.Codes {
			k := sourceCode{s.Source, code}
			out[k] = append(out[k], w)
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b window) int { return int(b.id - a.id) })
	}
	return out
}

// cut keeps the points inside the newest window that covers the series, so
// that an old edition never lengthens the line of a new one. Areas of one code
// may have different windows: a load that names its areas says nothing of the
// others. A code that no snapshot names is left whole.
func cut(s data.Series, list []window) []data.Point {
	i := slices.IndexFunc(list, func(w window) bool { return w.covers(s.Area) })
	if i < 0 && len(list) > 0 {
		return nil
	}
	drop := func(p data.Point) bool {
		outside := i >= 0 && (p.Year < list[i].from || p.Year > list[i].to)
		return outside || !p.Has() || math.IsInf(p.Value, 0) || p.Status == data.Missing || p.Status == data.Withdrawn
	}
	if !slices.ContainsFunc(s.Points, drop) {
		return s.Points
	}
	return slices.DeleteFunc(slices.Clone(s.Points), drop)
}

// columns indexes the series of areas that the catalog knows.
func columns(in Input) map[columnRef]*column {
	cuts := windows(in.Snapshots)
	out := map[columnRef]*column{}
	for _, s := range in.Series {
		area, known := in.Catalog.Area(s.Area)
		points := cut(s, cuts[sourceCode{s.Source, s.Code}])
		if !known || len(points) == 0 {
			continue
		}
		ref := columnRef{s.Source, s.Code, s.Dims.Full()}
		c := out[ref]
		if c == nil {
			c = &column{ref: ref, points: map[string][]data.Point{}}
			out[ref] = c
		}
		c.points[s.Area] = points
		c.economies = c.economies || !area.Group
		c.groups = c.groups || area.Group
	}
	return out
}

// at gives the value of a year, or the nearest earlier one: a weight changes
// slowly, a missing one would throw its economy out of the group.
func at(points []data.Point, year int) (float64, bool) {
	i, found := slices.BinarySearchFunc(points, year, func(p data.Point, y int) int { return p.Year - y })
	if !found {
		i--
	}
	if i < 0 {
		return 0, false
	}
	return points[i].Value, true
}
