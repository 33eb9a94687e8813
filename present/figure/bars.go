package figure

import (
	"math"

	"github.com/go-analyze/charts"
	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Bar is a value of an area. A Point without a value is an area without one:
// it keeps its row, and Text says so.
type Bar struct {
	Name  string
	Point progress.Point
	Text  string // stands at the end of the row: value, mark, year
	Tip   []string
}

// Bars is one indicator in several areas, a row each, in their order.
type Bars struct {
	Title    string // for those who cannot see it, and for errors
	Unit     string
	Decimals int
	Rows     []Bar
	Target   *Target // only Label and Value are drawn
}

func (c Bars) heading() string { return c.Title }

// Height that its drawing calls for.
func (c Bars) Height() int { return RowsHeight(len(c.Rows)) }

func (c Bars) draw(on canvas) error {
	var names, texts []string
	var values []float64
	for _, r := range c.Rows {
		names, texts = append(names, r.Name), append(texts, r.Text)
		values = append(values, valuesOf(r.Point)...)
	}
	if len(values) > 0 && c.Target != nil {
		values = append(values, c.Target.Value)
	}
	b, err := newBoard(on, names, texts, values, true)
	if err != nil {
		return err
	}
	b.unit(c.Unit)
	half := min(b.px(8), (b.bottom-b.top)*3/10/max(b.rows, 1))
	for i, r := range c.Rows {
		if !r.Point.Has() {
			continue
		}
		stroke := charts.ColorFromHex(color(0))
		fill := stroke
		if r.Point.Status == data.Estimated {
			fill = charts.ColorFromHex(groundHex)
		}
		from, to := min(b.x(0), b.x(r.Point.Value)), max(b.x(0), b.x(r.Point.Value))
		b.FilledRect(from, b.y(i)-half, to, b.y(i)+half, fill, stroke, 1.5*b.scale)
	}
	b.target(c.Target)
	return nil
}

// target is a dashed line across all rows, and its entry in the legend.
func (b *board) target(t *Target) {
	if t == nil {
		return
	}
	grey := charts.ColorFromHex(neutral)
	dash := []float64{5 * b.scale, 4 * b.scale}
	x := b.x(t.Value)
	b.DashedLineStroke([]charts.Point{{X: x, Y: b.top - b.px(4)}, {X: x, Y: b.bottom}}, grey, 1.5*b.scale, dash)
	b.key(b.px(margin), t.Label, func(x, y int) {
		b.DashedLineStroke([]charts.Point{{X: x - b.px(7), Y: y}, {X: x + b.px(8), Y: y}}, grey, 1.5*b.scale, dash)
	})
}

// Payload gives the bars for the chart script. An area without a value has a
// row without a bar, never a bar of 0.
func (c Bars) Payload() Payload {
	bar := echarts.NewBar()
	bar.SetGlobalOptions(rowsFrame(c.names(), true)...)
	list := make([]opts.BarData, len(c.Rows))
	rows := make([]Row, len(c.Rows))
	for i, r := range c.Rows {
		rows[i] = Row{r.Text, r.Tip}
		if !r.Point.Has() {
			continue
		}
		list[i] = opts.BarData{Value: r.Point.Value}
		if r.Point.Status == data.Estimated { // the script fills it with the ground
			list[i].ItemStyle = &opts.ItemStyle{Color: "transparent", BorderColor: color(0), BorderWidth: 1.5}
		}
	}
	bar.AddSeries(c.Unit, list, echarts.WithItemStyleOpts(opts.ItemStyle{Color: color(0)}))
	if t := c.Target; t != nil {
		line := echarts.NewLine()
		line.AddSeries(t.Label, []opts.LineData{{Value: []any{t.Value, 0}}, {Value: []any{t.Value, max(len(c.Rows)-1, 0)}}}, plain("dashed")...)
		bar.Overlap(line)
	}
	bar.Validate()
	option := bar.JSON()
	option["tooltip"] = tooltip("axis")
	return Payload{Kind: "bar", Option: option, Decimals: c.Decimals, Unit: c.Unit, Rows: rows}
}

func (c Bars) names() []string {
	out := make([]string, len(c.Rows))
	for i, r := range c.Rows {
		out[i] = r.Name
	}
	return out
}

// rowsFrame is the frame of a chart whose rows are named: the first on top.
func rowsFrame(names []string, zero bool) []echarts.GlobalOpts {
	x := opts.XAxis{Type: "value", Scale: opts.Bool(!zero)}
	return []echarts.GlobalOpts{
		echarts.WithInitializationOpts(opts.Initialization{ChartID: "chart"}), // a random one would change the page
		echarts.WithAnimation(false),
		echarts.WithTitleOpts(opts.Title{Show: opts.Bool(false)}),
		echarts.WithColorsOpts(palette()),
		echarts.WithLegendOpts(opts.Legend{Show: opts.Bool(true), Type: "plain", Left: "0", Top: "0", ItemWidth: 22, ItemHeight: 10}),
		echarts.WithGridOpts(opts.Grid{Left: "4", Right: "18", Top: "54", Bottom: "4", ContainLabel: opts.Bool(true)}),
		echarts.WithXAxisOpts(x),
		echarts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Data: names}),
	}
}

// NoPoint is the point of an area without a value.
func NoPoint() progress.Point {
	return progress.Point{Point: data.Point{Value: math.NaN(), Status: data.Missing}}
}
