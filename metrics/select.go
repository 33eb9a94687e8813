package metrics

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// selection is what a scrape of /metrics/indicators asks for; nil means all.
// The zero selection is /metrics itself.
type selection struct {
	chosen     bool
	areas      map[string]bool
	indicators map[string]bool
}

// key is the same for selections that show the same.
func (s selection) key() string {
	if !s.chosen {
		return ""
	}
	list := func(m map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(m)), ",") }
	return "areas " + list(s.areas) + " indicators " + list(s.indicators)
}

func (s selection) collector(e *progress.Edition) prometheus.Collector {
	if !s.chosen {
		return editionCollector{e}
	}
	return selectionCollector{e, s}
}

// Indicators answers /metrics/indicators: economies, and breakdowns of
// economies and groups. area= and indicator= narrow it; both may be given more
// than once, or with commas.
func (x *Exposition) Indicators() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e := x.edition()
		if e == nil {
			http.Error(w, "the figures are being loaded", http.StatusServiceUnavailable)
			return
		}
		s, err := readSelection(e.Catalog(), r.URL.RawQuery)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		x.answer(w, r, s, nil)
	})
}

func readSelection(c *data.Catalog, query string) (selection, error) {
	s := selection{chosen: true}
	values, err := url.ParseQuery(query)
	if err != nil {
		return s, fmt.Errorf("read the parameters: %w", err)
	}
	for name, list := range values {
		switch name {
		case "area":
			s.areas, err = known(list, func(id string) bool { _, ok := c.Area(id); return ok }, "area", "/api/v1/areas")
		case "indicator":
			s.indicators, err = known(list, func(id string) bool { _, ok := c.Indicator(id); return ok }, "indicator", "/api/v1/indicators")
		default:
			err = fmt.Errorf("there is no parameter %q; give area= or indicator=", name)
		}
		if err != nil {
			return s, err
		}
	}
	return s, nil
}

// known reads a list of ids. A misspelt one is an error: an empty scrape would
// look like missing figures.
func known(list []string, has func(string) bool, kind, where string) (map[string]bool, error) {
	var out map[string]bool
	for _, id := range strings.FieldsFunc(strings.Join(list, ","), func(r rune) bool { return r == ',' || r == ' ' }) {
		if !has(id) {
			return nil, fmt.Errorf("there is no %s %q; the ids are at %s", kind, id, where)
		}
		if out == nil {
			out = map[string]bool{}
		}
		out[id] = true
	}
	return out, nil
}

// selectionCollector shows the newest values of a selection. Groups in their
// default breakdown are at /metrics, and nothing is shown twice.
type selectionCollector struct {
	edition *progress.Edition
	want    selection
}

// Describe sends nothing: an unchecked collector.
func (selectionCollector) Describe(chan<- *prometheus.Desc) {}

// Collect sends the metrics of the selection.
func (c selectionCollector) Collect(ch chan<- prometheus.Metric) {
	split := []string{"sex", "age", "location", "breakdown"}
	years := map[string]*prometheus.Desc{
		economyLabel:         yearDesc("economy", "an economy", economyLabel),
		groupLabel + " by":   yearDesc("group_breakdown", "a breakdown of a group", append([]string{groupLabel}, split...)...),
		economyLabel + " by": yearDesc("economy_breakdown", "a breakdown of an economy", append([]string{economyLabel}, split...)...),
	}
	for _, f := range LineFamilies(c.edition) {
		if c.want.indicators != nil && !c.want.indicators[f.Indicator.ID] {
			continue
		}
		kind := f.Area
		if f.By != nil {
			kind += " by"
		}
		if years[kind] == nil {
			continue
		}
		collectLatest(ch, c.edition, f, c.want.areas, years[kind])
		if kind == economyLabel {
			collectEconomyDistances(ch, c.edition, f.Indicator, c.want.areas)
		}
	}
}

func yearDesc(name, what string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("wsis_indicator_"+name+"_reference_year", "Year of the latest value of "+what+".", append([]string{"indicator"}, labels...), nil)
}
