package figure

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// worldMap is the name under which the chart script registers the outlines.
const worldMap = "world-m49"

// ramp returns the colours of classes from low to high: one hue and even steps
// of lightness, so that they keep their order for colour-blind readers and in
// grey print.
func ramp(n int) []string {
	full := []string{"#d6e8f5", "#aad0ea", "#74b1db", "#3f8dc4", "#1f66a5", "#0d3f78"}
	switch {
	case n <= 1:
		return []string{full[3]}
	case n >= len(full):
		return full
	}
	out := make([]string, n)
	for i := range out {
		out[i] = full[i*(len(full)-1)/(n-1)]
	}
	return out
}

// MapValue is an economy on the map. M49 joins it to its outline; Text is
// value, year and status in words. An economy without a value has NaN and a
// Text that says so.
type MapValue struct {
	M49   string
	Name  string
	Value float64
	Text  string
}

// Map is a map of the world, economies coloured by class. Areas of groups do
// not belong on it.
type Map struct {
	Title    string
	Alt      string // what a reader who cannot see it should know
	Unit     string
	Decimals int
	Bins     []float64 // limits of the classes, ascending; see Bins
	Values   []MapValue
	NoData   string // what an economy without a value is called
	// Frames are the same map in single years, ascending; Shown is the year of
	// the one shown first, 0 for Values.
	Frames   []Frame
	Shown    int
	Statuses map[data.Status]string // words for those other than normal
}

// Frame is the map in one year. Points are as many as Map.Values and in their
// order; an economy without a value of that very year has none: nothing is
// carried forward.
type Frame struct {
	Year   int
	Title  string
	Alt    string // what a reader who cannot see it should know
	Points []progress.Point
}

func (m Map) classes() []Class {
	n := len(m.Bins) - 1
	if n < 1 {
		return nil
	}
	out := make([]Class, n)
	for i, c := range ramp(n) {
		out[i].Color = c
		if i > 0 {
			out[i].From = &m.Bins[i]
		}
		if i < n-1 {
			out[i].Under = &m.Bins[i+1]
		}
	}
	return out
}

// Payload gives the map for the chart script, which adds outlines, projection
// and the dots of economies that are too small for an outline.
func (m Map) Payload() Payload {
	world := charts.NewMap()
	world.RegisterMapType(worldMap)
	world.SetGlobalOptions(
		charts.WithInitializationOpts(opts.Initialization{ChartID: "map"}), // a random one would change the page
		charts.WithAnimation(false),
		charts.WithTitleOpts(opts.Title{Show: opts.Bool(false)}),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}), // else a dot on each economy
	)
	values := make([]opts.MapData, 0, len(m.Values))
	areas := make(map[string]Area, len(m.Values))
	for _, v := range m.Values {
		areas[v.M49] = Area{v.Name, v.Text}
		if !math.IsNaN(v.Value) { // else it has its name, and no class
			values = append(values, opts.MapData{Name: v.M49, Value: v.Value})
		}
	}
	world.AddSeries("", values)
	world.Validate()
	option := world.JSON()
	option["tooltip"] = tooltip("item")
	p := Payload{
		Kind: "map", Option: option, Decimals: m.Decimals, Unit: m.Unit,
		Bins: m.Bins, Classes: m.classes(), Areas: areas, NoData: m.NoData,
	}
	m.addFrames(&p)
	return p
}

func (m Map) addFrames(p *Payload) {
	if len(m.Frames) == 0 {
		return
	}
	p.Shown, p.Statuses, p.Latest = m.Shown, m.Statuses, &PayloadFrame{Title: m.Title, Alt: m.Alt}
	for _, v := range m.Values {
		p.Order = append(p.Order, v.M49)
	}
	for _, f := range m.Frames {
		p.Frames = append(p.Frames, f.payload(m.Decimals))
	}
}

// payload is small, because a map has one for each of some twenty-five years.
func (f Frame) payload(decimals int) PayloadFrame {
	out := PayloadFrame{Year: f.Year, Title: f.Title, Alt: f.Alt, Values: make([]json.RawMessage, len(f.Points))}
	marks := make([]byte, len(f.Points))
	for i, p := range f.Points {
		out.Values[i], marks[i] = json.RawMessage("null"), '.'
		if !p.Has() {
			continue
		}
		out.Values[i] = short(p.Value, decimals)
		marks[i] = mapMark(p)
	}
	out.Marks = string(marks)
	return out
}

// mapMark is one letter for a value: its status, or its bound, which says more.
func mapMark(p progress.Point) byte {
	switch {
	case p.Bound == data.Below:
		return '<'
	case p.Bound == data.Above:
		return '>'
	case p.Status == "":
		return byte(data.Normal[0])
	}
	return p.Status[0]
}

// short is a value in the decimals that it is shown with, all of them where it
// would read as zero.
func short(v float64, decimals int) json.RawMessage {
	if decimals >= 0 {
		if s := strconv.FormatFloat(v, 'f', decimals, 64); v == 0 || strings.Trim(s, "-0.") != "" {
			if strings.Contains(s, ".") {
				s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
			}
			return json.RawMessage(s)
		}
	}
	return json.RawMessage(strconv.FormatFloat(v, 'f', -1, 64))
}
