package figure

import (
	"github.com/go-analyze/charts"
	echarts "github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Pair is an area with one value at each end, both of one source and one year:
// whoever makes it sees to that.
type Pair struct {
	Name string
	Ends [2]progress.Point
	Text string // stands at the end of the row: the gap, and the year where rows differ
	Tip  []string
}

// Dumbbell is a gap in several areas: two values a row with a bar between them.
// The ends differ in shape and colour.
type Dumbbell struct {
	Title    string // for those who cannot see it, and for errors
	Unit     string
	Decimals int
	Ends     [2]string // what they are: "women", "men"
	Rows     []Pair
}

func (c Dumbbell) heading() string { return c.Title }

// Height that its drawing calls for.
func (c Dumbbell) Height() int { return RowsHeight(len(c.Rows)) }

func (c Dumbbell) draw(on canvas) error {
	var names, texts []string
	var values []float64
	for _, r := range c.Rows {
		names, texts = append(names, r.Name), append(texts, r.Text)
		values = append(values, valuesOf(r.Ends[:]...)...)
	}
	b, err := newBoard(on, names, texts, values, false)
	if err != nil {
		return err
	}
	b.unit(c.Unit)
	at := b.px(margin)
	for i, name := range c.Ends {
		at = b.key(at, name, func(x, y int) { b.mark(shape(i), x, y, color(i), false) })
	}
	for i, r := range c.Rows {
		if r.Ends[0].Has() && r.Ends[1].Has() {
			b.LineStroke([]charts.Point{{X: b.x(r.Ends[0].Value), Y: b.y(i)}, {X: b.x(r.Ends[1].Value), Y: b.y(i)}}, charts.ColorFromHex(neutral), 2.5*b.scale)
		}
		for _, j := range []int{1, 0} { // the disc over the diamond, so that both are seen where they meet
			if p := r.Ends[j]; p.Has() {
				b.mark(shape(j), b.x(p.Value), b.y(i), color(j), p.Status == data.Estimated)
			}
		}
	}
	return nil
}

// Payload gives the dumbbell for the chart script: the bars are one line that
// is broken between rows, the ends two series of marks.
func (c Dumbbell) Payload() Payload {
	names := make([]string, len(c.Rows))
	rows := make([]Row, len(c.Rows))
	var bars []opts.LineData
	for i, r := range c.Rows {
		names[i], rows[i] = r.Name, Row{r.Text, r.Tip}
		if r.Ends[0].Has() && r.Ends[1].Has() {
			bars = append(bars, opts.LineData{Value: []any{r.Ends[0].Value, i}}, opts.LineData{Value: []any{r.Ends[1].Value, i}}, opts.LineData{})
		}
	}
	chart := echarts.NewScatter()
	chart.SetGlobalOptions(rowsFrame(names, false)...)
	for j, name := range c.Ends {
		symbol := []string{"circle", "diamond"}[j]
		chart.AddSeries(name, c.marks(j), echarts.WithScatterChartOpts(opts.ScatterChart{Symbol: symbol, SymbolSize: 12 + 2*j}),
			echarts.WithItemStyleOpts(opts.ItemStyle{Color: color(j), BorderColor: color(j), BorderWidth: 1.8}))
	}
	line := echarts.NewLine()
	line.AddSeries("", bars, echarts.WithLineChartOpts(opts.LineChart{Symbol: "none"}),
		echarts.WithLineStyleOpts(opts.LineStyle{Color: neutral, Width: 2.5, Type: "solid"}), echarts.WithItemStyleOpts(opts.ItemStyle{Color: neutral}))
	chart.Overlap(line)
	chart.Validate()
	option := chart.JSON()
	option["tooltip"] = tooltip("item")
	return Payload{Kind: "dumbbell", Option: option, Decimals: c.Decimals, Unit: c.Unit, Rows: rows}
}

// marks of one end; an estimate has the empty symbol.
func (c Dumbbell) marks(end int) []opts.ScatterData {
	var out []opts.ScatterData
	for i, r := range c.Rows {
		p := r.Ends[end]
		if !p.Has() {
			continue
		}
		d := opts.ScatterData{Value: []any{p.Value, i}}
		if p.Status == data.Estimated {
			d.Symbol = []string{"emptyCircle", "emptyDiamond"}[end]
		}
		out = append(out, d)
	}
	return out
}
