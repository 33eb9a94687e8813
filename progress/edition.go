package progress

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/wsiswatch/wsiswatch/data"
)

// Edition is everything that is shown for one ID. It is immutable and safe
// for concurrent use; lines of economies are made on first use. Callers must
// not change the slices, maps and pointers that its methods return.
type Edition struct {
	id         ID
	stock      *stock
	snapshots  map[int64]data.Snapshot
	lines      sync.Map // lineKey -> func() Line
	verdicts   sync.Map // verdictKey -> func() Verdict
	pairs      sync.Map // pairKey -> func() pairOfYears
	paragraphs map[string]ParagraphVerdict
	byMethod   sync.Map // paragraphKey -> func() ParagraphVerdict
	methods    []method
	own        map[string]method // of indicators that name one
}

type lineKey struct {
	indicator, area, source string
	dims                    data.Dims
}

type verdictKey struct {
	method, indicator, area, benchmark string
	dims                               data.Dims
}

type paragraphKey struct{ method, id string }

// Build makes an edition: all group lines in the default breakdown and all
// paragraph verdicts by the indicators' own methods. It fails only without a
// catalog, or where an indicator names a method that there is not.
func Build(in Input) (*Edition, error) {
	if in.Catalog == nil {
		return nil, errors.New("build edition: no catalog")
	}
	e := &Edition{
		id:         ID{in.Snapshot, in.Config, in.Version, in.Reference},
		stock:      newStock(in),
		methods:    methods(),
		snapshots:  map[int64]data.Snapshot{},
		paragraphs: map[string]ParagraphVerdict{},
	}
	own, err := ownMethods(in.Catalog)
	if err != nil {
		return nil, fmt.Errorf("build edition: %w", err)
	}
	e.own = own
	for _, s := range in.Snapshots {
		e.snapshots[s.ID] = s
	}
	for _, i := range in.Catalog.Indicators() {
		for _, a := range in.Catalog.Areas() {
			if a.Group {
				e.Line(i.ID, a.Code, data.Dims{}, "")
			}
		}
	}
	for _, r := range in.Catalog.Resolutions() {
		for _, p := range r.Paragraphs {
			if _, taken := e.paragraphs[p.ID]; !taken { // as Catalog.Paragraph: the first resolution first
				e.paragraphs[p.ID] = e.judgeParagraph("", p)
			}
		}
	}
	return e, nil
}

// ID of the edition.
func (e *Edition) ID() ID { return e.id }

// Catalog of the edition.
func (e *Edition) Catalog() *data.Catalog { return e.stock.catalog }

// Line gives one line. Empty dims mean the indicator's default breakdown;
// source "" means the preferred source, which a national one never is. A line
// without points says why.
func (e *Edition) Line(indicator, area string, dims data.Dims, source string) Line {
	full := e.dims(indicator, dims)
	a, known := e.stock.catalog.Area(area)
	p := e.stock.plans[planKey{indicator, full}]
	var own *offer
	if p != nil && source != "" {
		own = p.ofNation(area, source)
	}
	if !known || p == nil || own == nil && source != "" && !slices.Contains(p.sources(), source) {
		// Not kept: such keys come from requests and have no end.
		missing := noSeries
		if known && p != nil && declares(p.indicator) {
			missing = noData
		}
		return Line{Indicator: indicator, Area: area, Dims: full, Source: source, Missing: missing}
	}
	var key any = lineKey{indicator, area, source, full}
	if l, ok := found[Line](&e.lines, key); ok {
		return l
	}
	return stored(&e.lines, key, func() Line {
		if own != nil {
			return e.stock.nationalLine(p, full, a, own)
		}
		return e.stock.line(p, full, a, source)
	})
}

// dims fills what is not asked for with the indicator's default.
func (e *Edition) dims(indicator string, asked data.Dims) data.Dims {
	if list := e.stock.breakdowns[indicator]; len(list) > 0 {
		return asked.Or(list[0])
	}
	return asked.Full()
}

// Lines gives every line of an indicator that has points: groups in catalog
// order, then economies by code.
func (e *Edition) Lines(indicator string, dims data.Dims, source string) []Line {
	var out []Line
	add := func(area string) {
		if l := e.Line(indicator, area, dims, source); len(l.Points) > 0 {
			out = append(out, l)
		}
	}
	var economies []string
	for _, a := range e.stock.catalog.Areas() {
		if a.Group {
			add(a.Code)
		} else {
			economies = append(economies, a.Code)
		}
	}
	slices.Sort(economies)
	for _, code := range economies {
		add(code)
	}
	return out
}

// Breakdowns are the full Dims that an indicator has any data for, the default first.
func (e *Edition) Breakdowns(indicator string) []data.Dims {
	var out []data.Dims
	for _, d := range e.stock.breakdowns[indicator] {
		if len(e.stock.plans[planKey{indicator, d}].sources()) > 0 {
			out = append(out, d)
		}
	}
	return out
}

// Sources are the ids of the sources that have the indicator, in order of
// preference, national ones aside.
func (e *Edition) Sources(indicator string) []string {
	var out []string
	for _, d := range e.stock.breakdowns[indicator] {
		for _, id := range e.stock.plans[planKey{indicator, d}].sources() {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// Snapshot that a value of this edition came with, by id.
func (e *Edition) Snapshot(id int64) (data.Snapshot, bool) {
	s, ok := e.snapshots[id]
	return s, ok
}
