package figure

import (
	"errors"

	"github.com/go-analyze/charts"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// SVG draws the chart alone; width and height in pixels. number prints a value
// for the axis. A chart without a value is an error.
func (c Chart) SVG(width, height int, number func(float64) string) ([]byte, error) {
	return SVG(c, Sheet{Width: width, Height: height}, number)
}

func (c Chart) heading() string { return c.Title }

func (c Chart) draw(on canvas) error {
	years := c.years()
	if len(years) == 0 {
		return errNoValue
	}
	on.Text(c.Unit, on.px(12), on.px(20), 0, on.font(fontSize, inkHex))
	above := on.legend(c.entries(years)) + on.px(12)
	if len(c.breaks()) > 0 {
		above += on.px(breakHeight)
	}
	p := c.newPlot(on, years, above)
	p.breaks(c)
	if t := c.Target; t != nil {
		p.line(t.outlook(years), color(0), 1.8, outlookDashes())
		p.line(t.level(years), neutral, 1.5, targetDashes())
		p.line(t.path(years), neutral, 1.5, pathDashes())
	}
	for i, s := range c.Series {
		p.series(i, s, c.pieces(s.Points))
	}
	return nil
}

// errNoValue says that there is nothing to draw.
var errNoValue = errors.New("no values")

// series draws the pieces of a line, and the marks over them: filled, hollow
// where estimated.
func (p *plot) series(i int, s Series, pieces [][]progress.Point) {
	for _, piece := range pieces {
		values := map[int]float64{}
		for _, v := range piece {
			values[v.Year] = v.Value
		}
		var dashes []float64
		if s.Dashed {
			dashes = targetDashes()
		}
		p.line(values, color(i), 2, dashes)
		for _, v := range piece {
			p.glyph(glyphOf(i), p.x(v.Year), p.y(v.Value), color(i), v.Status == data.Estimated)
		}
	}
}

// entry is one of the legend.
type entry struct {
	name, hex string
	dashes    []float64
	mark      *glyph // nil = a line without marks
}

// entries of the legend, in the order of the interactive chart.
func (c Chart) entries(years []int) []entry {
	var out []entry
	for i, s := range c.Series {
		g := glyphOf(i)
		e := entry{name: s.Name, hex: color(i), mark: &g}
		if s.Dashed {
			e.dashes = targetDashes()
		}
		out = append(out, e)
	}
	t := c.Target
	if t == nil {
		return out
	}
	if len(t.path(years)) > 0 {
		out = append(out, entry{name: t.Path, hex: neutral, dashes: pathDashes()})
	}
	if len(t.outlook(years)) > 0 {
		out = append(out, entry{name: t.Outlook.Label, hex: color(0), dashes: outlookDashes()})
	}
	return append(out, entry{name: t.Label, hex: neutral, dashes: targetDashes()})
}

// legend writes entries in as many rows as they need, under the unit, and gives
// the room above the chart that they take.
func (c canvas) legend(list []entry) int {
	f := c.font(fontSize, inkHex)
	x, y := c.px(12), c.px(38)
	for _, e := range list {
		wide := c.px(34) + c.width(e.name, f)
		if x > c.px(12) && x+wide > c.Width()-c.px(12) {
			x, y = c.px(12), y+c.px(18)
		}
		c.stroke([]charts.Point{{X: x, Y: y}, {X: x + c.px(28), Y: y}}, e.hex, 2.5, e.dashes)
		if e.mark != nil {
			c.glyph(*e.mark, x+c.px(14), y, e.hex, false)
		}
		c.Text(e.name, x+c.px(34), y+c.px(4), 0, f)
		x += wide + c.px(16)
	}
	return y + c.px(10)
}
