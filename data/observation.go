package data

import (
	"cmp"
	"math"
	"strings"
)

// Total is the SDMX code of a dimension that is not broken down.
const Total = "_T"

// Dims are the dimensions beside area and year, in SDMX codes: Sex F M _T,
// Age such as Y15T24 or _T, Location U R _T, Breakdown the publisher's code of
// any further one (a speed tier, a level of skill) or _T.
type Dims struct {
	Sex       string `yaml:"sex" json:"sex,omitempty"`
	Age       string `yaml:"age" json:"age,omitempty"`
	Location  string `yaml:"location" json:"location,omitempty"`
	Breakdown string `yaml:"breakdown" json:"breakdown,omitempty"`
}

// Totals is the Dims of a figure that is not broken down.
var Totals = Dims{Total, Total, Total, Total}

// Full replaces empty dimensions by Total.
func (d Dims) Full() Dims { return d.Or(Totals) }

// Or replaces empty dimensions by those of def.
func (d Dims) Or(def Dims) Dims {
	pick := func(a, b string) string {
		if a == "" {
			return b
		}
		return a
	}
	return Dims{pick(d.Sex, def.Sex), pick(d.Age, def.Age), pick(d.Location, def.Location), pick(d.Breakdown, def.Breakdown)}
}

// String gives the dimensions that are not Total, e.g. "sex=F location=R".
func (d Dims) String() string {
	var parts []string
	for _, p := range [][2]string{{"sex", d.Sex}, {"age", d.Age}, {"location", d.Location}, {"breakdown", d.Breakdown}} {
		if p[1] != "" && p[1] != Total {
			parts = append(parts, p[0]+"="+p[1])
		}
	}
	return strings.Join(parts, " ")
}

// Key names a series: source, the source's own code, area and dimensions.
// Dims are always Full in a Key.
type Key struct {
	Source string
	Code   string
	Area   string
	Dims
}

// Compare orders keys by source, code, area, sex, age, location, breakdown.
func (k Key) Compare(o Key) int {
	return cmp.Or(
		strings.Compare(k.Source, o.Source),
		strings.Compare(k.Code, o.Code),
		strings.Compare(k.Area, o.Area),
		strings.Compare(k.Sex, o.Sex),
		strings.Compare(k.Age, o.Age),
		strings.Compare(k.Location, o.Location),
		strings.Compare(k.Breakdown, o.Breakdown),
	)
}

// Status is an SDMX observation status (CL_OBS_STATUS).
type Status string

// The statuses that publishers' marks are mapped to.
const (
	Normal      Status = "A"
	Estimated   Status = "E"
	Provisional Status = "P"
	Break       Status = "B" // first value of a new definition
	Missing     Status = "M" // the publisher says that there is none
	// Withdrawn is ours: a row the publisher no longer has. It closes the
	// history of a (series, year) in the store and is never shown as a value.
	Withdrawn Status = "W"
)

// Bound marks a value that is only a limit: "<0.1" keeps Value 0.1 and Below.
type Bound int8

// The bounds.
const (
	Exact Bound = 0
	Below Bound = -1 // the true value is under Value
	Above Bound = 1  // the true value is over Value
)

// Point is one value of a series. Value is as published, in the publisher's
// unit, and NaN where Status is Missing or Withdrawn: 0 is a value. Decimals
// is the number of decimals that the publisher printed (-1 = not known, print
// the shortest form that reads back the same).
type Point struct {
	Year     int
	Value    float64
	Decimals int
	Status   Status
	Bound    Bound
	Note     string
	Snapshot int64 // the load that brought it; 0 before it is stored
	// Was is the value that the publisher's last revision of this year
	// replaced, in the same unit; nil where the value was never another. New
	// marks on a value, and leaving it out for a while, revise nothing. Of a
	// missing point it is the value that went missing. Another reading of the
	// same bytes is no revision: where it gives another value, what the publisher
	// had before is not known in that reading, and Was is nil. A Store fills it
	// as of the snapshot asked for; it is no part of what is published.
	Was *float64
}

// Has says whether the point carries a value.
func (p Point) Has() bool { return !math.IsNaN(p.Value) }

// Same says whether two points publish the same thing; Snapshot and Was aside.
func (p Point) Same(o Point) bool {
	return p.Year == o.Year && (p.Value == o.Value || !p.Has() && !o.Has()) &&
		p.Decimals == o.Decimals && p.Status == o.Status && p.Bound == o.Bound && p.Note == o.Note
}

// Observation is a point of a series.
type Observation struct {
	Key
	Point
}
