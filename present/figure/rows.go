package figure

import (
	"math"

	"github.com/go-analyze/charts"

	"github.com/wsiswatch/wsiswatch/progress"
)

// Row is what the chart script knows of a row of Bars or a Dumbbell beside its
// numbers: the words at its end, and the lines of its tooltip.
type Row struct {
	Text string   `json:"text,omitempty"`
	Tip  []string `json:"tip,omitempty"`
}

// The heights of a drawing in rows, in pixels: a row, and what is above and
// below them all.
const (
	rowHeight  = 24
	rowsAbove  = 54
	rowsBelow  = 32
	fewestRows = 3 // under which an axis would be squeezed
)

// RowsHeight is the height that a drawing of so many rows calls for, in pixels.
func RowsHeight(rows int) int { return rowsAbove + rowsBelow + rowHeight*max(rows, fewestRows) }

// most of the width goes to the names of rows.
const nameShare = 0.36

// board is a chart of rows on a canvas: names on the left, an axis of values
// below, words on the right.
type board struct {
	canvas
	left, right, top, bottom int
	lo, hi                   float64
	rows                     int
}

// newBoard lays out rows; names and texts are as many as there are rows.
func newBoard(c canvas, names, texts []string, values []float64, zero bool) (*board, error) {
	least, most := extent(values)
	if least > most {
		return nil, errNoValue
	}
	if zero {
		least, most = min(least, 0), max(most, 0)
	}
	if least == most {
		wide := roundStep(math.Abs(least), roundest()) / 2
		least, most = least-wide, most+wide
	}
	ticks := equal(least, most, (most-least)/(classes-1), roundest())
	b := &board{canvas: c, rows: len(names), lo: ticks[0], hi: ticks[len(ticks)-1]}
	f := c.font(fontSize, inkHex)
	nameWidth, textWidth := 0, 0
	for i := range names {
		nameWidth, textWidth = max(nameWidth, c.width(names[i], f)), max(textWidth, c.width(texts[i], f))
	}
	nameWidth = min(nameWidth, int(nameShare*float64(c.Width())))
	b.left, b.right = c.px(margin)+nameWidth+c.px(10), c.Width()-c.px(margin)-textWidth-c.px(12)
	b.top, b.bottom = c.px(rowsAbove), c.Height()-c.px(rowsBelow)
	b.grid(ticks)
	for i := range names {
		name := c.shortened(names[i], nameWidth, f)
		c.Text(name, b.left-c.px(10)-c.MeasureText(name, 0, f).Width(), b.baseline(i), 0, f)
		c.Text(texts[i], b.right+c.px(12), b.baseline(i), 0, f)
	}
	return b, nil
}

// shortened cuts a text that is wider than its room.
func (c canvas) shortened(text string, width int, f charts.FontStyle) string {
	letters := []rune(text)
	for short := text; len(letters) > 1; short = string(letters) + "…" {
		if c.width(short, f) <= width {
			return short
		}
		letters = letters[:len(letters)-1]
	}
	return text
}

func (b *board) grid(ticks []float64) {
	f := b.font(fontSize, inkHex)
	for _, v := range ticks {
		x := b.x(v)
		b.LineStroke([]charts.Point{{X: x, Y: b.top - b.px(4)}, {X: x, Y: b.bottom}}, charts.ColorFromHex(splitHex), b.scale)
		label := b.number(v)
		b.Text(label, x-b.MeasureText(label, 0, f).Width()/2, b.bottom+b.px(16), 0, f)
	}
	if b.lo <= 0 && b.hi >= 0 {
		x := b.x(0)
		b.LineStroke([]charts.Point{{X: x, Y: b.top - b.px(4)}, {X: x, Y: b.bottom}}, charts.ColorFromHex(axisHex), b.scale)
	}
}

func (b *board) x(v float64) int {
	return b.left + int(math.Round(float64(b.right-b.left)*(v-b.lo)/(b.hi-b.lo)))
}

// y is the middle of a row.
func (b *board) y(row int) int {
	return b.top + int(math.Round(float64(b.bottom-b.top)*(float64(row)+0.5)/float64(b.rows)))
}

func (b *board) baseline(row int) int { return b.y(row) + b.px(4) }

// shape of a mark: its end of a dumbbell.
type shape int

const (
	disc shape = iota
	diamond
)

// mark draws a value: filled, hollow where it is an estimate.
func (b *board) mark(s shape, x, y int, hex string, hollow bool) {
	stroke := charts.ColorFromHex(hex)
	fill := stroke
	if hollow {
		fill = charts.ColorFromHex(groundHex)
	}
	if s == diamond {
		b.FilledDiamond(x, y, b.px(13), b.px(13), fill, stroke, 1.8*b.scale)
		return
	}
	b.Circle(5*b.scale, x, y, fill, stroke, 1.8*b.scale)
}

// key writes an entry of the legend after a mark that draw makes, and gives
// where the next may begin.
func (b *board) key(x int, name string, draw func(x, y int)) int {
	f := b.font(fontSize, inkHex)
	draw(x+b.px(7), b.px(19))
	b.Text(name, x+b.px(19), b.px(23), 0, f)
	return x + b.px(19) + b.width(name, f) + b.px(18)
}

// unit stands above the axis, on the left.
func (b *board) unit(text string) {
	b.Text(text, b.px(margin), b.px(42), 0, b.font(fontSize, inkHex))
}

// valuesOf are the numbers of points; what has none is left out.
func valuesOf(points ...progress.Point) []float64 {
	var out []float64
	for _, p := range points {
		if p.Has() {
			out = append(out, p.Value)
		}
	}
	return out
}
