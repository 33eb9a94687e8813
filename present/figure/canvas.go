package figure

import (
	"fmt"
	"math"
	"strings"

	"github.com/go-analyze/charts"
)

// Drawable is a figure that can be drawn here: Chart, Bars or Dumbbell.
type Drawable interface {
	// heading names the figure in errors.
	heading() string
	// draw puts it on a canvas. A figure without a value is an error.
	draw(c canvas) error
}

// Sheet is what a drawing is put on: its size, and what stands around it.
// Lengths are pixels of a screen. Figures that stand in a text with a caption
// of their own go without Heading and Notes; a drawing that travels alone needs
// both, for its title, sources and licences.
type Sheet struct {
	Width, Height int // of the figure; Heading and Notes add to the height
	Heading       string
	Notes         []string
}

// SVG draws a figure on a white ground, for pages without scripts, for feeds
// and for reports. number prints a value for the axis.
func SVG(d Drawable, s Sheet, number func(float64) string) ([]byte, error) {
	return s.paint(d, charts.ChartOutputSVG, 1, number)
}

// PNG draws what SVG does, for word processors: at dpi dots to an inch, which
// the file says. The same figure gives the same bytes.
func PNG(d Drawable, s Sheet, dpi int, number func(float64) string) ([]byte, error) {
	b, err := s.paint(d, charts.ChartOutputPNG, float64(dpi)/screenDPI, number)
	if err != nil {
		return nil, err
	}
	return withDensity(b, dpi), nil
}

// canvas is a part of a painter. Every length on it is times scale.
type canvas struct {
	*charts.Painter
	format string
	scale  float64
	number func(float64) string
}

func (c canvas) px(n float64) int { return int(math.Round(n * c.scale)) }

// The type and the colours of drawings.
const (
	fontSize    = 9 // points: 12 pixels
	headingSize = 11.25
	lineHeight  = 17 // pixels, of notes
	margin      = 10
	inkHex      = "#3a3f45"
	axisHex     = "#8a9097"
	splitHex    = "#dfe2e6"
	groundHex   = "#ffffff"
)

func (c canvas) font(size float64, hex string) charts.FontStyle {
	return charts.NewFontStyleWithSize(size * c.scale).WithColor(charts.ColorFromHex(hex))
}

// width of a text. The library measures another font than the reader's, hence
// the room.
func (c canvas) width(text string, f charts.FontStyle) int {
	return int(math.Ceil(float64(c.MeasureText(text, 0, f).Width()) * 1.06))
}

// wrap breaks a text at blanks into lines of a width.
func (c canvas) wrap(text string, width int, f charts.FontStyle) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && c.width(longer, f) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// paint draws a figure with its heading and its notes.
func (s Sheet) paint(d Drawable, format string, scale float64, number func(float64) string) ([]byte, error) {
	// A first painter measures: how high the real one is follows from it.
	ruler := canvas{charts.NewPainter(charts.PainterOptions{OutputFormat: format, Width: 1, Height: 1}), format, scale, number}
	room := ruler.px(float64(s.Width - 2*margin))
	head := ruler.wrap(s.Heading, room, ruler.font(headingSize, inkHex))
	var notes []string
	for _, n := range s.Notes {
		notes = append(notes, ruler.wrap(n, room, ruler.font(fontSize, inkHex))...)
	}
	above, below := captionHeight(len(head), lineHeight+2), captionHeight(len(notes), lineHeight)
	height := ruler.px(above + float64(s.Height) + below)
	c := canvas{charts.NewPainter(charts.PainterOptions{OutputFormat: format, Width: ruler.px(float64(s.Width)), Height: height}), format, scale, number}
	c.FilledRect(0, 0, c.Width(), c.Height(), charts.ColorFromHex(groundHex), charts.ColorFromHex(groundHex), 0)
	plot := c
	plot.Painter = c.Child(charts.PainterPaddingOption(charts.NewBox(0, c.px(above), 0, c.px(below))))
	if err := d.draw(plot); err != nil {
		return nil, fmt.Errorf("draw %q: %w", d.heading(), err)
	}
	c.lines(head, margin+lineHeight-3, lineHeight+2, c.font(headingSize, inkHex))
	c.lines(notes, above+float64(s.Height)+lineHeight-3, lineHeight, c.font(fontSize, inkHex))
	b, err := c.Bytes()
	if err != nil {
		return nil, fmt.Errorf("write drawing of %q: %w", d.heading(), err)
	}
	return b, nil
}

// captionHeight is the room that lines of text take, none where there are none.
func captionHeight(lines int, height float64) float64 {
	if lines == 0 {
		return 0
	}
	return float64(lines)*height + margin
}

func (c canvas) lines(list []string, top, height float64, f charts.FontStyle) {
	for i, line := range list {
		c.Text(line, c.px(margin), c.px(top+float64(i)*height), 0, f)
	}
}
