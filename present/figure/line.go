package figure

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Payload gives the chart for the chart script. Each piece of a series is a
// series of ECharts with the same name and colour, so that no line crosses a
// break; years without a value are gaps in the data, never 0.
func (c Chart) Payload() Payload {
	years := c.years()
	line := charts.NewLine()
	line.SetGlobalOptions(c.frame()...)
	line.SetXAxis(labels(years))
	for i, s := range c.Series {
		for _, piece := range c.pieces(s.Points) {
			line.AddSeries(s.Name, gaps(years, piece, glyphOf(i)), look(i, s)...)
		}
	}
	c.addTarget(line, years)
	line.Validate()
	option := line.JSON()
	option["tooltip"] = tooltip("axis")
	return Payload{
		Kind: "line", Option: option, Decimals: c.Decimals, Unit: c.Unit, Notes: c.notes(),
		Breaks: c.breaks(), BreakWord: c.BreakWord,
	}
}

// frame sets every position itself: the defaults of ECharts 6 collide.
func (c Chart) frame() []charts.GlobalOpts {
	y := opts.YAxis{Type: "value", Name: c.Unit, NameLocation: "end", Scale: opts.Bool(true)}
	if c.fromZero() {
		y.Min = 0
	}
	if top, ok := c.top(); ok {
		y.Max = top
	}
	return []charts.GlobalOpts{
		charts.WithInitializationOpts(opts.Initialization{ChartID: "chart"}), // a random one would change the page
		charts.WithAnimation(false),
		charts.WithTitleOpts(opts.Title{Show: opts.Bool(false)}),
		charts.WithColorsOpts(palette()),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(true), Type: "plain", Left: "0", Top: "0", ItemWidth: 28, ItemHeight: 11}),
		charts.WithGridOpts(opts.Grid{Left: "4", Right: "18", Top: "72", Bottom: "4", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "category"}),
		charts.WithYAxisOpts(y),
	}
}

// addTarget draws the target as a level line, so that it is in the legend, in
// the tooltip and within the axis, the path that leads there, and where the
// present pace leads.
func (c Chart) addTarget(line *charts.Line, years []int) {
	t := c.Target
	if t == nil {
		return
	}
	if way := t.path(years); len(way) > 0 {
		line.AddSeries(t.Path, wayData(years, way), plain("dotted")...)
	}
	if way := t.outlook(years); len(way) > 0 {
		line.AddSeries(t.Outlook.Label, wayData(years, way),
			charts.WithLineChartOpts(opts.LineChart{Symbol: "none"}),
			charts.WithLineStyleOpts(opts.LineStyle{Color: color(0), Width: 2, Type: "dashdot"}),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: color(0)}))
	}
	line.AddSeries(t.Label, wayData(years, t.level(years)), plain("dashed")...)
}

func wayData(years []int, way map[int]float64) []opts.LineData {
	out := make([]opts.LineData, len(years))
	for i, y := range years {
		if v, ok := way[y]; ok {
			out[i].Value = v
		}
	}
	return out
}

func plain(stroke string) []charts.SeriesOpts {
	return []charts.SeriesOpts{
		charts.WithLineChartOpts(opts.LineChart{Symbol: "none"}),
		charts.WithLineStyleOpts(opts.LineStyle{Color: neutral, Width: 1.5, Type: stroke}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: neutral}),
	}
}

func look(i int, s Series) []charts.SeriesOpts {
	g := glyphOf(i)
	style := opts.LineStyle{Color: color(i), Width: 2, Type: "solid"}
	if i == 0 {
		style.Width = 3
	}
	if s.Dashed {
		style.Type = "dashed"
	}
	return []charts.SeriesOpts{
		// A piece holds values in its usual step, so that joining them is right.
		charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(true), Symbol: g.named(), SymbolSize: g.size, ConnectNulls: opts.Bool(true)}),
		charts.WithLineStyleOpts(style),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: color(i)}),
	}
}

// gaps lays points out by year; no value is nil, never 0. An estimate is
// the hollow symbol of its line.
func gaps(years []int, points []progress.Point, g glyph) []opts.LineData {
	out := make([]opts.LineData, len(years))
	for _, p := range points {
		d := opts.LineData{Value: p.Value}
		if p.Status == data.Estimated {
			d.Symbol, d.SymbolSize = g.hollow(), g.size+1
		}
		out[p.Year-years[0]] = d
	}
	return out
}
