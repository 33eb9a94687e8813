package progress

import (
	"fmt"

	"github.com/wsiswatch/wsiswatch/data"
)

// Input is all that an Edition is made from.
type Input struct {
	Catalog   *data.Catalog
	Series    []data.Series   // the catalog's codes, as of Snapshot, in Key order
	Snapshots []data.Snapshot // up to Snapshot, in any order
	Snapshot  int64
	Config    string // hash of the canonical configuration bytes
	Version   string // of the program
	Reference data.Date
}

// ID is the version of everything shown: cache key, ETag and citation.
type ID struct {
	Snapshot  int64     `json:"snapshot"`
	Config    string    `json:"config"`
	Version   string    `json:"version"`
	Reference data.Date `json:"reference"`
}

// String gives the ID in one word, e.g. "s12-1f3a09bc-0.1.0-2026-11-24".
func (id ID) String() string {
	return fmt.Sprintf("s%d-%.8s-%s-%s", id.Snapshot, id.Config, id.Version, id.Reference)
}

// Maker says who made the values of a line.
type Maker string

// The makers.
const (
	ByPublisher Maker = "publisher" // as published
	ByUs        Maker = "computed"  // our aggregate of economies
	ByFormula   Maker = "derived"   // a declared formula over published values
	ByNation    Maker = "national"  // as an economy publishes of itself; nothing rests on it
)

// Line is the values of one indicator for one area and breakdown, from one
// source and one edition of it.
type Line struct {
	Indicator string    `json:"indicator"`
	Area      string    `json:"area"`
	Dims      data.Dims `json:"dims"` // always full
	Source    string    `json:"source"`
	Code      string    `json:"code"` // the source's own; "a / b" for a ratio
	Maker     Maker     `json:"maker"`
	Points    []Point   `json:"points"`           // ascending by year, values only
	Others    []string  `json:"others,omitempty"` // other sources that have this line
	// Missing says why there are no points, in the words of the message
	// catalogue: "no_series", "no_data", "coverage", "no_rule".
	Missing string `json:"missing,omitempty"`
}

// Point is a value of a line, in the unit of the indicator.
type Point struct {
	data.Point
	Coverage *Coverage `json:"coverage,omitempty"` // of a value computed by us
	Parts    []Part    `json:"parts,omitempty"`    // of a value derived by a formula
	// Rounding is the most by which the printing of its parts, each half a unit
	// in the last digit, may have moved a derived value; 0 = not known.
	Rounding float64 `json:"rounding,omitempty"`
}

// Part is one published value that a derived value was made of.
type Part struct {
	Code   string      `json:"code"`
	Dims   data.Dims   `json:"dims"`
	Value  float64     `json:"value"`
	Status data.Status `json:"status"`
}

// Coverage says which part of a group a computed value rests on. Population is
// a share of 1; Thin marks 50 to 60 per cent.
type Coverage struct {
	Economies  int     `json:"economies"`
	Members    int     `json:"members"`
	Population float64 `json:"population"`
	Thin       bool    `json:"thin,omitempty"`
}

// Last is the newest point; ok is false for an empty line.
func (l Line) Last() (p Point, ok bool) {
	if len(l.Points) == 0 {
		return Point{}, false
	}
	return l.Points[len(l.Points)-1], true
}

// At is the point of a year.
func (l Line) At(year int) (Point, bool) {
	for _, p := range l.Points {
		if p.Year == year {
			return p, true
		}
	}
	return Point{}, false
}
