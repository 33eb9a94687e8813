package metrics

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// The labels that name an area. Groups and economies stand in families of
// their own: a sum over both would count people twice.
const (
	groupLabel   = "group"
	economyLabel = "area"
)

// LineFamily is a family each of whose series is one line of an edition: an
// indicator for groups or for economies, in its default breakdown or in all
// others of one kind. /metrics and /metrics/indicators show the newest value of
// each line, the history all of them, under the same name.
type LineFamily struct {
	Name, Help string
	Indicator  data.Indicator
	Area       string   // the label of the area: "group" or "area"
	By         []string // the labels of the breakdown, nil for the default one
	dims       []data.Dims
}

// LineFamilies are those of all indicators in configured order, whether they
// have a value or not.
func LineFamilies(e *progress.Edition) []LineFamily {
	var out []LineFamily
	for _, in := range e.Catalog().Indicators() {
		out = append(out, newLineFamily(in, groupLabel, nil), newLineFamily(in, economyLabel, nil))
		for _, b := range breakdownsOf(e, in) {
			for _, area := range []string{groupLabel, economyLabel} {
				f := newLineFamily(in, area, b.by)
				f.dims = b.dims
				out = append(out, f)
			}
		}
	}
	return out
}

func newLineFamily(in data.Indicator, area string, by []string) LineFamily {
	f := LineFamily{Indicator: in, Area: area, By: by, dims: []data.Dims{{}}}
	who := "group"
	if area == economyLabel {
		who = "economy"
	}
	prefix, split := "wsis_"+who+"_", ""
	if by != nil {
		prefix += "by_" + strings.Join(by, "_") + "_"
		split = " and " + strings.Join(by, " and ")
	}
	f.Name = prefix + in.Metric
	f.Help = in.Name + " by " + who + split + ". Published in: " + in.Unit
	if in.MetricScale != 1 {
		f.Help += ", shown here times " + strconv.FormatFloat(in.MetricScale, 'f', -1, 64)
	}
	f.Help += "."
	return f
}

// Labels are the names of the labels, in the order of the values of Lines.
func (f LineFamily) Labels() []string { return append([]string{f.Area}, f.By...) }

// Lines calls yield with each line that has points and the values of its
// labels. areas nil means all of them. yield may keep neither slice.
func (f LineFamily) Lines(e *progress.Edition, areas map[string]bool, yield func(labels []string, l progress.Line)) {
	labels := make([]string, 1+len(f.By))
	for _, a := range e.Catalog().Areas() {
		if a.Group != (f.Area == groupLabel) || areas != nil && !areas[a.Code] {
			continue
		}
		for _, d := range f.dims {
			l := e.Line(f.Indicator.ID, a.Code, d, "")
			if len(l.Points) == 0 {
				continue
			}
			labels[0] = a.Code
			for i, name := range f.By {
				labels[i+1] = dimension(l.Dims, name)
			}
			yield(labels, l)
		}
	}
}

// breakdown are the Dims that differ from the default in the same dimensions.
type breakdown struct {
	by   []string
	dims []data.Dims
}

// breakdownsOf parts the breakdowns of an indicator by what they break down,
// without those that are a total of the default: a total beside its parts
// would make every sum wrong.
func breakdownsOf(e *progress.Edition, in data.Indicator) []breakdown {
	all := e.Breakdowns(in.ID)
	if len(all) < 2 {
		return nil
	}
	var out []breakdown
	for _, d := range all[1:] {
		by, total := differs(d, all[0])
		if total || len(by) == 0 {
			continue
		}
		at := slices.IndexFunc(out, func(b breakdown) bool { return slices.Equal(b.by, by) })
		if at < 0 {
			at = len(out)
			out = append(out, breakdown{by: by})
		}
		out[at].dims = append(out[at].dims, d)
	}
	return out
}

// differs names the dimensions in which d differs, and says whether d is a
// total in one of them.
func differs(d, def data.Dims) (by []string, total bool) {
	for _, name := range dimensions() {
		code := dimension(d, name)
		if code == dimension(def, name) {
			continue
		}
		by = append(by, name)
		total = total || code == data.Total
	}
	return by, total
}

func dimensions() []string { return []string{"sex", "age", "location", "breakdown"} }

func dimension(d data.Dims, name string) string {
	switch name {
	case "sex":
		return d.Sex
	case "age":
		return d.Age
	case "location":
		return d.Location
	}
	return d.Breakdown
}
