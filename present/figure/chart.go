package figure

import (
	"math"
	"slices"
	"strconv"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// reach is how many years past the last value an axis runs to show the year
// of a target; a farther target would squeeze the values.
const reach = 15

// Series is one line of a chart. Points ascend by year. Names are what tells
// series apart: two of one name are one entry of the legend.
type Series struct {
	Name   string
	Points []progress.Point
	Dashed bool   // computed by us, not published
	Note   string // said of every point in the tooltip, e.g. "computed here"
}

// Target is a number to reach, with the path that leads there.
type Target struct {
	Label string
	Value float64
	Year  int // 0 = no year
	// From is where the path starts: the base of the verdict. nil = no path.
	From     *progress.Value
	Path     string // name of the path
	Compound bool
	// Outlook is where the present pace leads. nil = it is not known.
	Outlook *Outlook
}

// Outlook goes on from the latest value at the present pace to the target's
// year, and stops where Value is reached before: shares end at their bounds.
type Outlook struct {
	Label  string
	Latest progress.Value
	Value  float64  // in the year of the target
	Rate   *float64 // change a year: in units, or as a rate where Compound; nil = evenly
}

// Chart is a line chart of one indicator.
type Chart struct {
	Title    string // for those who cannot see it, and for errors
	Unit     string // stands above the axis
	Decimals int    // of axis and tooltip
	Series   []Series
	Bounds   []float64 // nil or [low, high] of the indicator: where the axis must end
	Breaks   []int     // first years of new definitions: no line crosses one
	// BreakWord stands at the mark of a break, e.g. "break".
	BreakWord string
	Target    *Target
	// Statuses words the statuses worth a word in the tooltip, e.g. E.
	Statuses map[data.Status]string
}

// color of the i-th series.
func color(i int) string { return palette()[i%len(palette())] }

// years is the axis, without gaps, up to the target's year.
func (c Chart) years() []int {
	lo, hi := math.MaxInt, math.MinInt
	for _, s := range c.Series {
		for _, p := range s.Points {
			if p.Has() {
				lo, hi = min(lo, p.Year), max(hi, p.Year)
			}
		}
	}
	if lo > hi {
		return nil
	}
	if lo == hi { // else it would stand on the edge
		lo, hi = lo-1, hi+1
	}
	if c.Target != nil && c.Target.Year > hi && c.Target.Year <= hi+reach {
		hi = c.Target.Year
	}
	out := make([]int, 0, hi-lo+1)
	for y := lo; y <= hi; y++ {
		out = append(out, y)
	}
	return out
}

// pieces cuts a series into what one stroke may join: it ends before a break
// of the definition, and where more years are missing than is usual in this
// series. A survey of every second year is a line, a year left out of a yearly
// series is a gap.
func (c Chart) pieces(points []progress.Point) [][]progress.Point {
	points = slices.DeleteFunc(slices.Clone(points), func(p progress.Point) bool { return !p.Has() })
	step := usualStep(points)
	var out [][]progress.Point
	start := 0
	for i := 1; i < len(points); i++ {
		before, after := points[i-1].Year, points[i].Year
		breaks := func(b int) bool { return before < b && b <= after }
		if after-before > step || points[i].Status == data.Break || slices.ContainsFunc(c.Breaks, breaks) {
			out = append(out, points[start:i])
			start = i
		}
	}
	if start < len(points) {
		out = append(out, points[start:])
	}
	return out
}

// usualStep is the median number of years from one value to the next, the
// lower one of two.
func usualStep(points []progress.Point) int {
	if len(points) < 2 {
		return 1
	}
	steps := make([]int, 0, len(points)-1)
	for i := 1; i < len(points); i++ {
		steps = append(steps, points[i].Year-points[i-1].Year)
	}
	slices.Sort(steps)
	return steps[(len(steps)-1)/2]
}

// path is the way from the base to the target, a value a year.
func (t *Target) path(years []int) map[int]float64 {
	if t == nil || t.From == nil || t.Year <= t.From.Year {
		return nil
	}
	out := map[int]float64{}
	span := float64(t.Year - t.From.Year)
	compound := t.Compound && t.From.Value > 0 && t.Value > 0
	for _, y := range years {
		if y < t.From.Year || y > t.Year {
			continue
		}
		share := float64(y-t.From.Year) / span
		out[y] = t.From.Value + (t.Value-t.From.Value)*share
		if compound {
			out[y] = t.From.Value * math.Pow(t.Value/t.From.Value, share)
		}
	}
	return out
}

// level is the target itself, the same in each year.
func (t *Target) level(years []int) map[int]float64 {
	out := map[int]float64{}
	for _, y := range years {
		out[y] = t.Value
	}
	return out
}

// outlook is the way from the latest value at the present pace, a value a year.
func (t *Target) outlook(years []int) map[int]float64 {
	if t == nil || t.Outlook == nil || t.Year <= t.Outlook.Latest.Year {
		return nil
	}
	o, out := t.Outlook, map[int]float64{}
	for _, y := range years {
		if y >= o.Latest.Year && y <= t.Year {
			out[y] = o.at(y, t.Year, t.Compound)
		}
	}
	return out
}

func (o *Outlook) at(year, end int, compound bool) float64 {
	from, n := o.Latest.Value, float64(year-o.Latest.Year)
	if year == end {
		return o.Value
	}
	v := from + (o.Value-from)*n/float64(end-o.Latest.Year)
	switch {
	case o.Rate == nil:
		return v
	case compound:
		v = from * math.Pow(1+*o.Rate, n)
	default:
		v = from + *o.Rate*n
	}
	return max(min(v, max(from, o.Value)), min(from, o.Value))
}

// fromZero says whether the axis starts at zero: unless a value is below it,
// or all lie so close together that they would be one flat line at the top.
func (c Chart) fromZero() bool {
	lo, hi := math.Inf(1), math.Inf(-1)
	take := func(v float64) { lo, hi = min(lo, v), max(hi, v) }
	for _, s := range c.Series {
		for _, p := range s.Points {
			if p.Has() {
				take(p.Value)
			}
		}
	}
	if c.Target != nil {
		take(c.Target.Value)
		for _, v := range c.Target.outlook(c.years()) {
			take(v)
		}
	}
	return lo >= 0 && lo < hi*2/3 || lo == 0
}

// notes collects what the tooltip says of points beside their numbers.
func (c Chart) notes() map[string]map[string]Note {
	out := map[string]map[string]Note{}
	for _, s := range c.Series {
		for _, p := range s.Points {
			n := Note{Mark: mark(p.Bound), Text: join(c.Statuses[p.Status], s.Note)}
			if n == (Note{}) || !p.Has() {
				continue
			}
			if out[s.Name] == nil {
				out[s.Name] = map[string]Note{}
			}
			out[s.Name][strconv.Itoa(p.Year)] = n
		}
	}
	return out
}

func mark(b data.Bound) string {
	switch b {
	case data.Below:
		return "<"
	case data.Above:
		return ">"
	}
	return ""
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

func labels(years []int) []string {
	out := make([]string, len(years))
	for i, y := range years {
		out[i] = strconv.Itoa(y)
	}
	return out
}
