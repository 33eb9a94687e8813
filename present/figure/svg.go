package figure

import (
	"errors"
	"slices"
	"strconv"

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
	times := func(n int) int { return on.px(float64(n)) }
	font := charts.NewFontStyleWithSize(fontSize * on.scale)
	years := c.years()
	if len(years) == 0 {
		return errNoValue
	}
	d := c.drawn(years, on.scale)
	on.Text(c.Unit, on.px(12), on.px(20), 0, on.font(fontSize, inkHex))
	below := on.legend(d.entries)
	on.Painter = on.Child(charts.PainterPaddingOption(charts.NewBox(0, below, 0, 0)))
	o := charts.NewLineChartOptionWithSeries(d.list)
	o.Theme = theme(d.colors)
	o.Padding = charts.NewBox(times(12), times(4), times(26), times(10))
	o.LineStrokeWidth = 2 * on.scale
	o.Symbol = charts.Symbol{Shape: charts.SymbolNone}
	o.XAxis = charts.CategoryAxisOption{
		Labels: sparse(years, int(float64(on.Width())/on.scale)), BoundaryGap: charts.Ptr(false),
		LabelFontStyle: font, LabelCount: len(years) + 1,
		LabelOffset: charts.OffsetInt{Left: times(-13)}, // half a year, from beside the tick to under it
	}
	o.YAxis = []charts.YAxisOption{{
		LabelFontStyle: font, ValueFormatter: on.number, SplitLineShow: charts.Ptr(true),
	}}
	if c.fromZero() {
		o.YAxis[0].Min = charts.Ptr(0.0)
	}
	o.Legend = charts.LegendOption{Show: charts.Ptr(false)} // its own loses marks where it wraps
	o.ValueFormatter = on.number
	return on.LineChart(o)
}

// errNoValue says that there is nothing to draw.
var errNoValue = errors.New("no values")

// drawing collects what the library calls series, in layers. The library knows
// neither dashes, nor hollow points, nor lines that end between two neighbouring
// years; layers do all three.
type drawing struct {
	years   []int
	entries []entry
	list    charts.LineSeriesList
	colors  []charts.Color
	scale   float64
}

// entry is one of the legend.
type entry struct {
	name, hex string
	dashed    bool // no marks, only a dashed line
}

// legend writes entries in as many rows as they need, under the unit, and gives
// the room above the chart that they take.
func (c canvas) legend(list []entry) int {
	f := c.font(fontSize, inkHex)
	x, y := c.px(12), c.px(38)
	for _, e := range list {
		wide := c.px(30) + c.width(e.name, f)
		if x > c.px(12) && x+wide > c.Width()-c.px(12) {
			x, y = c.px(12), y+c.px(18)
		}
		hex, line := charts.ColorFromHex(e.hex), []charts.Point{{X: x, Y: y}, {X: x + c.px(24), Y: y}}
		if e.dashed {
			c.DashedLineStroke(line, hex, 1.5*c.scale, []float64{6 * c.scale, 3 * c.scale})
		} else {
			c.LineStroke(line, hex, 2.5*c.scale)
			c.Circle(3.5*c.scale, x+c.px(12), y, hex, hex, c.scale)
		}
		c.Text(e.name, x+c.px(30), y+c.px(4), 0, f)
		x += wide + c.px(16)
	}
	return y + c.px(10)
}

func (c Chart) drawn(years []int, scale float64) *drawing {
	d := &drawing{years: years, scale: scale}
	for i, s := range c.Series {
		d.entries = append(d.entries, entry{s.Name, color(i), false})
	}
	way, outlook := c.Target.path(years), c.Target.outlook(years)
	if len(way) > 0 {
		d.entries = append(d.entries, entry{c.Target.Path, neutral, true})
	}
	if len(outlook) > 0 {
		d.entries = append(d.entries, entry{c.Target.Outlook.Label, color(0), true})
		d.dashes(d.at(func(y int) (float64, bool) { v, ok := outlook[y]; return v, ok }), color(0), 1.5)
	}
	if c.Target != nil {
		d.entries = append(d.entries, entry{c.Target.Label, neutral, true})
		d.dashes(d.at(func(int) (float64, bool) { return c.Target.Value, true }), neutral, 1.5)
	}
	if len(way) > 0 {
		d.dashes(d.at(func(y int) (float64, bool) { v, ok := way[y]; return v, ok }), neutral, 1)
	}
	for i, s := range c.Series {
		for _, piece := range c.pieces(s.Points) {
			line := d.at(bridge(piece))
			if s.Dashed {
				d.dashes(line, color(i), 2)
			} else {
				d.layer(line, color(i), charts.SymbolNone)
			}
			d.dots(piece, color(i))
		}
	}
	return d
}

func (d *drawing) layer(values []float64, hex string, shape charts.SymbolShape) {
	d.list = append(d.list, charts.LineSeries{Values: values, Symbol: charts.Symbol{Shape: shape, Size: 3 * d.scale}})
	d.colors = append(d.colors, charts.ColorFromHex(hex))
}

// dashes strokes values dashed. Only trends are dashed in the library, and a
// moving average over one value is the value itself; under four values it
// fits a straight line instead, so that three are stroked as two pairs.
func (d *drawing) dashes(values []float64, hex string, width float64) {
	first, n := span(values)
	if n == 3 {
		for i := range 2 {
			pair := d.at(nothing)
			copy(pair[first+i:first+i+2], values[first+i:first+i+2])
			d.dashes(pair, hex, width)
		}
		return
	}
	d.list = append(d.list, charts.LineSeries{Values: values, TrendLine: []charts.SeriesTrendLine{{
		Type: charts.SeriesTrendTypeSMA, Period: 1, LineColor: charts.ColorFromHex(hex), LineStrokeWidth: width * d.scale, DashedLine: charts.Ptr(true),
	}}})
	d.colors = append(d.colors, charts.ColorFromHex(hex).WithAlpha(0)) // the line under the trend
}

// dots marks the values: filled, hollow where estimated. Neighbouring years go
// to different layers, because the library would join them.
func (d *drawing) dots(points []progress.Point, hex string) {
	for _, shape := range []charts.SymbolShape{charts.SymbolDot, charts.SymbolCircle} {
		for odd := range 2 {
			values := d.at(nothing)
			any := false
			for _, p := range points {
				if (p.Status == data.Estimated) == (shape == charts.SymbolCircle) && p.Year%2 == odd {
					values[p.Year-d.years[0]], any = p.Value, true
				}
			}
			if any {
				d.layer(values, hex, shape)
			}
		}
	}
}

// at lays out a value a year, the library's null where there is none and in
// the room after the last year.
func (d *drawing) at(value func(year int) (float64, bool)) []float64 {
	out := slices.Repeat([]float64{charts.GetNullValue()}, len(d.years)+1)
	for i, y := range d.years {
		if v, ok := value(y); ok {
			out[i] = v
		}
	}
	return out
}

// sparse names only as many years as fit, the round ones: the library, left to
// choose, crowds the last two.
// The empty one at the end is room for the last, which it would push aside.
func sparse(years []int, width int) []string {
	const room = 44 // pixels for a year
	step := 1
	for _, step = range []int{1, 2, 5, 10, 20, 50} {
		if len(years)*room <= width*step {
			break
		}
	}
	out := make([]string, len(years)+1)
	for i, y := range years {
		if y%step == 0 {
			out[i] = strconv.Itoa(y)
		}
	}
	return out
}

func nothing(int) (float64, bool) { return 0, false }

// bridge gives the values of one piece and, between two of them, the line
// that joins them.
func bridge(piece []progress.Point) func(year int) (float64, bool) {
	return func(year int) (float64, bool) {
		i := slices.IndexFunc(piece, func(p progress.Point) bool { return p.Year >= year })
		switch {
		case i < 0:
			return 0, false
		case piece[i].Year == year:
			return piece[i].Value, true
		case i == 0:
			return 0, false
		}
		from, to := piece[i-1], piece[i]
		share := float64(year-from.Year) / float64(to.Year-from.Year)
		return from.Value + (to.Value-from.Value)*share, true
	}
}

// span gives the index of the first value and the number of values.
func span(values []float64) (first, n int) {
	for i, v := range values {
		if v != charts.GetNullValue() {
			if n == 0 {
				first = i
			}
			n++
		}
	}
	return first, n
}

func theme(colors []charts.Color) charts.ColorPalette {
	return charts.MakeTheme(charts.ThemeOption{
		AxisStrokeColor: charts.ColorFromHex(axisHex), AxisSplitLineColor: charts.ColorFromHex(splitHex),
		BackgroundColor: charts.ColorFromHex(groundHex), TextColor: charts.ColorFromHex(inkHex), SeriesColors: colors,
	})
}
