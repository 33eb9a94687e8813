package figure

import (
	"math"
	"strconv"
	"strings"

	"github.com/go-analyze/charts"
)

// glyph is the shape of the marks of a line: what tells lines apart where
// colours do not.
type glyph struct {
	symbol  string       // name in ECharts; "" = the outline itself
	corners [][2]float64 // within -1 to 1, y downwards; none = a disc
	size    int          // pixels across, so that all look equally large
}

// glyphs returns the shapes in the order of series, as many as there are
// colours. The first two are those of the ends of a dumbbell.
func glyphs() []glyph {
	const thin = 0.36 // half the arm of a plus
	plus := [][2]float64{
		{-thin, -1}, {thin, -1}, {thin, -thin}, {1, -thin}, {1, thin}, {thin, thin},
		{thin, 1}, {-thin, 1}, {-thin, thin}, {-1, thin}, {-1, -thin}, {-thin, -thin},
	}
	return []glyph{
		{symbol: "circle", size: 7},
		{symbol: "diamond", corners: [][2]float64{{0, -1}, {1, 0}, {0, 1}, {-1, 0}}, size: 10},
		{symbol: "rect", corners: [][2]float64{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}, size: 7},
		{symbol: "triangle", corners: [][2]float64{{0, -1}, {1, 1}, {-1, 1}}, size: 9},
		{corners: [][2]float64{{-1, -1}, {1, -1}, {0, 1}}, size: 9},
		{corners: plus, size: 9},
		{corners: turned(plus), size: 9},
		{corners: star(), size: 11},
	}
}

// glyphOf the i-th series.
func glyphOf(i int) glyph { return glyphs()[i%len(glyphs())] }

// turned by an eighth of a circle, and fitted to the box again.
func turned(corners [][2]float64) [][2]float64 {
	out, reach := make([][2]float64, len(corners)), 0.0
	for i, c := range corners {
		out[i] = [2]float64{c[0] - c[1], c[0] + c[1]}
		reach = max(reach, math.Abs(out[i][0]), math.Abs(out[i][1]))
	}
	for i := range out {
		out[i][0], out[i][1] = out[i][0]/reach, out[i][1]/reach
	}
	return out
}

// star has five points.
func star() [][2]float64 {
	var out [][2]float64
	for i := range 10 {
		reach := []float64{1.05, 0.45}[i%2]
		angle := math.Pi * (float64(i)/5 - 0.5)
		out = append(out, [2]float64{reach * math.Cos(angle), reach * math.Sin(angle)})
	}
	return out
}

// named is the shape as a symbol of ECharts.
func (g glyph) named() string {
	if g.symbol != "" {
		return g.symbol
	}
	var b strings.Builder
	for i, c := range g.corners {
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(hundredths(c[0]) + "," + hundredths(c[1]))
	}
	return "path://" + b.String() + "Z"
}

// hollow is the same symbol for an estimate, by the rule of ECharts.
func (g glyph) hollow() string {
	name := g.named()
	return "empty" + strings.ToUpper(name[:1]) + name[1:]
}

func hundredths(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100+0, 'f', -1, 64) // + 0: no minus before a zero
}

// glyph draws a mark: filled, hollow where it is an estimate.
func (c canvas) glyph(g glyph, x, y int, hex string, hollow bool) {
	stroke := charts.ColorFromHex(hex)
	fill := stroke
	if hollow {
		fill = charts.ColorFromHex(groundHex)
	}
	half := float64(g.size) / 2
	if len(g.corners) == 0 {
		c.Circle(half*c.scale, x, y, fill, stroke, 1.4*c.scale)
		return
	}
	outline := make([]charts.Point, 0, len(g.corners)+2)
	for _, k := range g.corners {
		outline = append(outline, charts.Point{X: x + c.px(k[0]*half), Y: y + c.px(k[1]*half)})
	}
	outline = append(outline, outline[0], outline[1]) // the second again, so that the first corner is joined, too
	c.FillArea(outline, fill)
	c.LineStroke(outline, stroke, 1.4*c.scale)
}
