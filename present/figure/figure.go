// Package figure draws lines and maps: as options for ECharts, which the
// browser draws, and as SVG drawn here, for pages without scripts and for
// reports. go-echarts builds options only; its own rendering does not escape
// the text of publishers.
//
// To add a figure, add a struct with what it shows (values, not pixels) and
// its Payload method; SVG where a page must do without scripts.
package figure

import (
	"encoding/json"
	"fmt"

	"github.com/wsiswatch/wsiswatch/data"
)

// palette returns the colours of series: apart for readers with and without
// each kind of colour blindness, and strong enough on white and on dark ground
// (tests measure both).
func palette() []string {
	return []string{"#2f77d0", "#c9520f", "#05a877", "#914b94", "#6e673d", "#b385a6", "#859c4f", "#4a6b61"}
}

// neutral is for targets and paths: neither a good nor a bad colour.
const neutral = "#7a8088"

// Note is what the tooltip says of one point beside its number.
type Note struct {
	Mark string `json:"mark,omitempty"` // "<" or ">" before the number
	Text string `json:"text,omitempty"` // in words: estimate, break, computed
}

// Area is what the tooltip of a map says.
type Area struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Class is one class of values of a map. The outer classes are open, so that a
// value beyond the limits is coloured and not lost. A visualMap of ECharts
// would colour economies without a value, too.
type Class struct {
	From  *float64 `json:"from,omitempty"`  // the first value in it
	Under *float64 `json:"under,omitempty"` // the first value past it
	Color string   `json:"color"`
}

// Payload is what a page hands to its chart script: options of ECharts, and
// what options cannot say. Text in it may come from publishers and is inert:
// the script only ever draws it on a canvas.
type Payload struct {
	Kind     string         `json:"kind"` // line, bar, dumbbell or map
	Option   map[string]any `json:"option"`
	Decimals int            `json:"decimals"`
	Unit     string         `json:"unit"`
	// Notes are by name of series, then year.
	Notes map[string]map[string]Note `json:"notes,omitempty"`
	// Breaks are those of a line chart, BreakWord what stands at them.
	Breaks    []Break `json:"breaks,omitempty"`
	BreakWord string  `json:"breakWord,omitempty"`
	// Rows are those of bars and dumbbells, from the top.
	Rows []Row `json:"rows,omitempty"`
	// Bins are the limits of the classes of a map, ascending.
	Bins []float64 `json:"bins,omitempty"`
	// Classes are between the Bins, from low to high.
	Classes []Class `json:"classes,omitempty"`
	// Areas are by M49 code; those without a value are called NoData.
	Areas  map[string]Area `json:"areas,omitempty"`
	NoData string          `json:"noData,omitempty"`
	// Frames are a map in single years, Shown the year of the first one shown (0 =
	// the values of Option). Order are the M49 codes that their values follow.
	// Latest are the words of these values, whichever year the page was made for.
	Frames   []PayloadFrame         `json:"frames,omitempty"`
	Latest   *PayloadFrame          `json:"latest,omitempty"`
	Shown    int                    `json:"shown,omitempty"`
	Order    []string               `json:"order,omitempty"`
	Statuses map[data.Status]string `json:"statuses,omitempty"`
}

// PayloadFrame is a map in one year. Marks has a letter for each value: that of
// its status, < or > for a bound, a point where there is none.
type PayloadFrame struct {
	Year   int               `json:"year,omitempty"`
	Title  string            `json:"title"`
	Alt    string            `json:"alt"`
	Values []json.RawMessage `json:"values,omitempty"`
	Marks  string            `json:"marks,omitempty"`
}

// JSON gives the payload as it may stand in a page, inside
// <script type="application/json">: "<", ">" and "&" are escaped.
func (p Payload) JSON() ([]byte, error) {
	b, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write chart options: %w", err)
	}
	return b, nil
}

// tooltip is drawn on the canvas and is never HTML, so that no text of a
// publisher can become markup. go-echarts has no field for that.
func tooltip(trigger string) map[string]any {
	return map[string]any{"show": true, "trigger": trigger, "renderMode": "richText", "confine": true}
}
