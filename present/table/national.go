package table

import (
	"slices"
	"strconv"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// NationalRow is what an economy publishes of itself for an indicator, beside
// the line that is judged.
type NationalRow struct {
	Indicator data.Indicator
	Area      data.Area
	Source    data.Source
	Line      progress.Line
	Last      progress.Point
	Beside    progress.Line // the preferred one, which may have no points
	Common    int           // years that both have
	Differ    []NationalPair
}

// NationalPair is a year for which the two say another thing as printed.
type NationalPair struct {
	Own, Other progress.Point
}

// National gives the national figures of an indicator, of one area where it is
// not "", each with the years in which it differs from the preferred line,
// newest first.
func National(e *progress.Edition, indicator, area string, dims data.Dims) []NationalRow {
	in, _ := e.Catalog().Indicator(indicator)
	var out []NationalRow
	for _, l := range e.NationalLines(indicator, area, dims) {
		row := NationalRow{Indicator: in, Line: l, Beside: e.Line(indicator, l.Area, dims, "")}
		row.Area, _ = e.Catalog().Area(l.Area)
		row.Source, _ = e.Catalog().Source(l.Source)
		row.Last, _ = l.Last()
		for _, p := range slices.Backward(l.Points) {
			other, both := row.Beside.At(p.Year)
			if !both {
				continue
			}
			row.Common++
			if differs(p, other, in.Decimals) {
				row.Differ = append(row.Differ, NationalPair{p, other})
			}
		}
		out = append(out, row)
	}
	return out
}

// differs compares two values to the digits that both were printed with, and
// no further than the indicator shows.
func differs(a, b progress.Point, digits int) bool {
	for _, p := range []progress.Point{a, b} {
		if p.Decimals >= 0 {
			digits = min(digits, p.Decimals)
		}
	}
	printed := func(v float64) string { return strconv.FormatFloat(v, 'f', digits, 64) }
	return a.Bound != b.Bound || printed(a.Value) != printed(b.Value)
}

// NationalProfile gives the national figures of an area by indicator, in
// catalogue order.
func NationalProfile(e *progress.Edition, area string) []NationalRow {
	var out []NationalRow
	for _, in := range e.Catalog().Indicators() {
		out = append(out, National(e, in.ID, area, data.Dims{})...)
	}
	return out
}
