package figure

import (
	"math"
	"slices"
	"strconv"

	"github.com/go-analyze/charts"

	"github.com/wsiswatch/wsiswatch/progress"
)

// The room round the lines of a drawing, in pixels.
const (
	plotRight   = 26 // half a year's label
	plotBelow   = 28
	breakHeight = 16 // of the word over a break
)

// The strokes of what has no marks, in pixels: they differ in more than colour.
func targetDashes() []float64  { return []float64{7, 4} }
func pathDashes() []float64    { return []float64{2, 4} }
func outlookDashes() []float64 { return []float64{9, 3, 2, 3} }

// plot is a chart of lines on a canvas: years below, values on the left.
type plot struct {
	canvas
	years                    []int
	left, right, top, bottom int
	lo, hi                   float64
}

// newPlot lays out the axes below a height.
func (c Chart) newPlot(on canvas, years []int, above int) *plot {
	ticks := c.ticks(years)
	f, wide := on.font(fontSize, inkHex), 0
	for _, v := range ticks {
		wide = max(wide, on.MeasureText(on.number(v), 0, f).Width())
	}
	p := &plot{canvas: on, years: years, lo: ticks[0], hi: ticks[len(ticks)-1]}
	p.left, p.right = on.px(margin)+wide+on.px(8), on.Width()-on.px(plotRight)
	p.top, p.bottom = above, on.Height()-on.px(plotBelow)
	for _, v := range ticks {
		label, y := on.number(v), p.y(v)
		p.LineStroke([]charts.Point{{X: p.left, Y: y}, {X: p.right, Y: y}}, charts.ColorFromHex(splitHex), p.scale)
		p.Text(label, p.left-p.px(8)-p.MeasureText(label, 0, f).Width(), y+p.px(4), 0, f)
	}
	p.yearAxis()
	return p
}

// ticks of the axis of values, ascending; the axis runs from the first to the
// last.
func (c Chart) ticks(years []int) []float64 {
	least, most := extent(c.heights(years))
	if c.fromZero() {
		least = min(least, 0)
	}
	if top, ok := c.top(); ok {
		most = top
	}
	if least == most {
		wide := roundStep(math.Abs(least), roundest()) / 2
		least, most = least-wide, most+wide
	}
	return equal(least, most, (most-least)/(classes-1), roundest())
}

// heights are all values that the axis has to hold.
func (c Chart) heights(years []int) []float64 {
	var out []float64
	for _, s := range c.Series {
		out = append(out, valuesOf(s.Points...)...)
	}
	if c.Target == nil {
		return out
	}
	out = append(out, c.Target.Value)
	for _, way := range []map[int]float64{c.Target.path(years), c.Target.outlook(years)} {
		for _, v := range way {
			out = append(out, v)
		}
	}
	return out
}

// top is where the axis must end: at the upper bound of the indicator, where
// values come near it. No share of a whole is more than 100 per cent.
func (c Chart) top() (float64, bool) {
	if len(c.Bounds) != 2 {
		return 0, false
	}
	_, most := extent(c.heights(c.years()))
	bound := c.Bounds[1]
	return bound, most <= bound && most > bound*3/4
}

// yearAxis names as many years as fit, the round ones.
func (p *plot) yearAxis() {
	f, stroke := p.font(fontSize, inkHex), charts.ColorFromHex(axisHex)
	p.LineStroke([]charts.Point{{X: p.left, Y: p.bottom}, {X: p.right, Y: p.bottom}}, stroke, p.scale)
	every := yearStep(len(p.years), int(float64(p.right-p.left)/p.scale))
	for _, year := range p.years {
		if year%every != 0 {
			continue
		}
		x, label := p.x(year), strconv.Itoa(year)
		p.LineStroke([]charts.Point{{X: x, Y: p.bottom}, {X: x, Y: p.bottom + p.px(5)}}, stroke, p.scale)
		p.Text(label, x-p.MeasureText(label, 0, f).Width()/2, p.bottom+p.px(18), 0, f)
	}
}

// yearStep is after how many years the axis names one.
func yearStep(years, width int) int {
	const room = 44 // pixels for a year
	for _, step := range []int{1, 2, 5, 10, 20} {
		if years*room <= width*step {
			return step
		}
	}
	return 50
}

func (p *plot) x(year int) int {
	return p.left + int(math.Round(float64((p.right-p.left)*(year-p.years[0]))/float64(len(p.years)-1)))
}

func (p *plot) y(v float64) int {
	return p.bottom - int(math.Round(float64(p.bottom-p.top)*(v-p.lo)/(p.hi-p.lo)))
}

// line strokes values, a value a year; no dashes is a solid stroke.
func (p *plot) line(values map[int]float64, hex string, width float64, dashes []float64) {
	var points []charts.Point
	for _, year := range p.years {
		if v, ok := values[year]; ok {
			points = append(points, charts.Point{X: p.x(year), Y: p.y(v)})
		}
	}
	if len(points) > 1 { // a single value is a mark and no stroke
		p.stroke(points, hex, width, dashes)
	}
}

// stroke is a line through points; width and dashes in pixels.
func (c canvas) stroke(points []charts.Point, hex string, width float64, dashes []float64) {
	if len(dashes) == 0 {
		c.LineStroke(points, charts.ColorFromHex(hex), width*c.scale)
		return
	}
	scaled := make([]float64, len(dashes))
	for i, d := range dashes {
		scaled[i] = d * c.scale
	}
	c.DashedLineStroke(points, charts.ColorFromHex(hex), width*c.scale, scaled)
}

// breaks of all lines are thin lines from the axis up, those of one line short
// ones at its value; each has the word over it where there is room for it.
func (p *plot) breaks(c Chart) {
	f := p.font(fontSize-1, inkHex)
	wide, free := p.MeasureText(c.BreakWord, 0, f).Width(), math.MinInt
	for _, b := range c.breaks() {
		x, top, bottom, hex := p.x(b.Year), p.top-p.px(3), p.bottom+p.px(5), axisHex
		if i := slices.IndexFunc(c.Series, func(s Series) bool { return b.Series != "" && s.Name == b.Series }); i >= 0 {
			at := slices.IndexFunc(c.Series[i].Points, func(v progress.Point) bool { return v.Year == b.Year })
			y := p.y(c.Series[i].Points[at].Value)
			top, bottom, hex = y-p.px(9), y+p.px(9), color(i)
		}
		p.LineStroke([]charts.Point{{X: x, Y: top}, {X: x, Y: bottom}}, charts.ColorFromHex(hex), 1.5*p.scale)
		if b.Series != "" || x-wide/2 > free {
			p.Text(c.BreakWord, x-wide/2, top-p.px(3), 0, f)
		}
		if b.Series == "" {
			free = x + wide/2
		}
	}
}
