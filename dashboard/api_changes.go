package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

var apiChangeParams = []string{"from", "to", "source", "indicator", "area", "kind", "by", "vintage"}

// ChangeRow is a figure that two states do not have in common, as a flat row.
// Values are the publisher's, in the digits that it printed; nil where there is
// none. Old is nil of what was added, New of what was withdrawn.
type ChangeRow struct {
	Source      string          `json:"source"`
	Code        string          `json:"code"`       // the source's own
	Indicators  []string        `json:"indicators"` // that read it
	Unit        string          `json:"unit"`       // of an indicator that shows the value as it is, else ""
	Area        string          `json:"area"`
	AreaName    string          `json:"area_name"`
	Sex         string          `json:"sex"`
	Age         string          `json:"age"`
	Location    string          `json:"location"`
	Breakdown   string          `json:"breakdown"`
	Year        int             `json:"year"`
	Kind        data.ChangeKind `json:"kind"`
	Old         *json.Number    `json:"old"`
	New         *json.Number    `json:"new"`
	Percent     *float64        `json:"percent"`
	Differs     []string        `json:"differs"` // of a revision: value, digits, status, bound, note
	OldStatus   data.Status     `json:"old_status"`
	NewStatus   data.Status     `json:"new_status"`
	OldBound    string          `json:"old_bound"` // "", "below" or "above" the value
	NewBound    string          `json:"new_bound"`
	OldSnapshot *int64          `json:"old_snapshot"`
	NewSnapshot *int64          `json:"new_snapshot"`
	Snapshot    int64           `json:"snapshot"` // that made the figure what it is, or withdrew it
	By          data.Author     `json:"by"`       // publisher, reading (ours, of the same bytes), both
	Licence     string          `json:"-" csv:"licence"`
	Citation    string          `json:"-" csv:"citation"`
}

// ChangesCSV writes rows as /api/v1/changes.csv does.
func ChangesCSV(rows []ChangeRow) ([]byte, error) { return encodeCSV(rows) }

// ChangeFilter narrows a list of changes. Empty lists mean all.
type ChangeFilter struct {
	Sources, Indicators, Areas []string
	Kinds                      []data.ChangeKind
	By                         []data.Author
}

// Changes compares states as of two snapshots for readers of a catalogue.
type Changes struct {
	Store    data.Reader
	Catalog  *data.Catalog
	From, To int64
	Filter   ChangeFilter
}

// Each calls yield with each change that the filter lets through, by source,
// code, area, dimensions and year. An error of yield ends the walk and is
// returned.
func (c Changes) Each(ctx context.Context, yield func(data.Change) error) error {
	readers := newSeriesReaders(c.Catalog)
	err := data.Changes(ctx, c.Store, c.From, c.To, c.Filter.query(readers), func(v data.Change) error {
		if !c.Filter.wants(v, readers) {
			return nil
		}
		return yield(v)
	})
	if err != nil {
		return fmt.Errorf("compare snapshots %d and %d: %w", c.From, c.To, err)
	}
	return nil
}

// query asks the store for as little as it can tell apart.
func (f ChangeFilter) query(readers seriesReaders) (q data.Query) {
	if len(f.Sources) == 1 {
		q.Source = f.Sources[0]
	}
	if len(f.Areas) == 1 {
		q.Area = f.Areas[0]
	}
	if len(f.Indicators) > 0 {
		q.Codes = readers.codes(f.Indicators)
	}
	return q
}

func (f ChangeFilter) wants(c data.Change, readers seriesReaders) bool {
	one := func(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }
	read := len(f.Indicators) == 0 || slices.ContainsFunc(readers.of(c.Key), func(r seriesReader) bool { return slices.Contains(f.Indicators, r.indicator) })
	return read && one(f.Sources, c.Source) && one(f.Areas, c.Area) && (len(f.Kinds) == 0 || slices.Contains(f.Kinds, c.Kind())) && (len(f.By) == 0 || slices.Contains(f.By, c.By))
}

// ChangeRows makes rows of changes.
type ChangeRows struct {
	catalog *data.Catalog
	readers seriesReaders
}

// NewChangeRows makes rows in the words of a catalogue.
func NewChangeRows(c *data.Catalog) ChangeRows { return ChangeRows{c, newSeriesReaders(c)} }

// Row of a change.
func (w ChangeRows) Row(c data.Change) ChangeRow {
	area, _ := w.catalog.Area(c.Area)
	source, _ := w.catalog.Source(c.Source)
	row := ChangeRow{
		Source: c.Source, Code: c.Code, Indicators: []string{}, Unit: w.readers.unit(c.Key), Area: c.Area, AreaName: area.Name(),
		Sex: c.Sex, Age: c.Age, Location: c.Location, Breakdown: c.Breakdown, Year: c.Year, Kind: c.Kind(), Differs: differs(c),
		Snapshot: c.Snapshot, By: c.By,
		Licence: source.Licence, Citation: source.Citation,
	}
	if area.Code == "" { // the catalogue has lost it since
		row.AreaName = c.Area
	}
	for _, r := range w.readers.of(c.Key) {
		row.Indicators = append(row.Indicators, r.indicator)
	}
	if p, ok := c.Percent(); ok && !math.IsInf(p, 0) {
		row.Percent = &p
	}
	if p := c.Old; p != nil {
		row.Old, row.OldStatus, row.OldBound, row.OldSnapshot = printedOf(*p), p.Status, boundWord(p.Bound), &p.Snapshot
	}
	if p := c.New; p != nil {
		row.New, row.NewStatus, row.NewBound, row.NewSnapshot = printedOf(*p), p.Status, boundWord(p.Bound), &p.Snapshot
	}
	return row
}

func printedOf(p data.Point) *json.Number {
	if !p.Has() {
		return nil
	}
	n := printed(p.Value, p.Decimals)
	return &n
}

// differs names what a revision changed. Digits are those printed, of a value
// that is the same number.
func differs(c data.Change) []string {
	out := []string{}
	if c.Kind() != data.Revised {
		return out
	}
	value := c.Old.Has() != c.New.Has() || c.Old.Has() && c.Old.Value != c.New.Value
	for _, d := range []struct {
		name string
		is   bool
	}{
		{"value", value}, {"digits", !value && c.Old.Decimals != c.New.Decimals}, {"status", c.Old.Status != c.New.Status},
		{"bound", c.Old.Bound != c.New.Bound}, {"note", c.Old.Note != c.New.Note},
	} {
		if d.is {
			out = append(out, d.name)
		}
	}
	return out
}

// errFull ends a walk whose page is full.
var errFull = errors.New("the page is full")

func (a *api) changes(r apiRequest) (apiPage, error) {
	c, err := a.comparison(r)
	if err != nil {
		return apiPage{}, err
	}
	edition := r.edition.ID().String()
	start, err := r.query.start(edition)
	if err != nil {
		return apiPage{}, err
	}
	page, rows, seen := apiPage{}, []ChangeRow{}, int64(0)
	maker, of := NewChangeRows(c.Catalog), newLicences(c.Catalog)
	err = c.Each(r.ctx, func(v data.Change) error {
		if seen++; seen <= start {
			return nil
		}
		if len(rows) == r.query.limit {
			page.next = apiCursor{edition, r.query.hash, start + int64(len(rows))}.String()
			return errFull
		}
		of.source(v.Source)
		rows = append(rows, maker.Row(v))
		return nil
	})
	if err != nil && !errors.Is(err, errFull) {
		return apiPage{}, err
	}
	page.rows, page.sources = rows, of.list
	return page, nil
}

// comparison checks the parameters of a request for changes.
func (a *api) comparison(r apiRequest) (Changes, error) {
	c := Changes{Store: a.deps.Store, Catalog: r.edition.Catalog()}
	c.Filter = ChangeFilter{Sources: r.query.list("source"), Indicators: r.query.list("indicator"), Areas: r.query.list("area")}
	for _, k := range r.query.list("kind") {
		c.Filter.Kinds = append(c.Filter.Kinds, data.ChangeKind(k))
	}
	for _, by := range r.query.list("by") {
		c.Filter.By = append(c.Filter.By, data.Author(by))
	}
	if err := c.Filter.Check(c.Catalog); err != nil {
		return c, err
	}
	if err := c.Between(r.ctx, r.query.value("from"), r.query.value("to"), r.edition.ID().Snapshot); err != nil {
		return c, err
	}
	if c.From > c.To {
		return c, badRequest("from", "from is snapshot %d, after to, snapshot %d", c.From, c.To).hint("changes are told from the earlier state to the later one")
	}
	return c, nil
}

// Between sets the two states by what names them, see data.StateOf. Where to
// is "", it is the latest; where from is "", it is the one before to.
func (c *Changes) Between(ctx context.Context, from, to string, latest int64) (err error) {
	c.To = latest
	if to != "" {
		if c.To, err = data.StateOf(ctx, c.Store, to, latest); err != nil {
			return stateError("to", err)
		}
	}
	c.From = max(c.To-1, 0)
	if from != "" {
		if c.From, err = data.StateOf(ctx, c.Store, from, latest); err != nil {
			return stateError("from", err)
		}
	}
	return nil
}

func stateError(field string, err error) error {
	if errors.Is(err, data.ErrNotFound) {
		return notFound(field, "%v", err).hint("the numbers of snapshots are at " + apiBase + "runs and on /sources")
	}
	return err
}

// Check says what the filter names that the catalogue does not have.
func (f ChangeFilter) Check(c *data.Catalog) error {
	for _, id := range f.Sources {
		if _, ok := c.Source(id); !ok {
			return unknownSource(id)
		}
	}
	for _, id := range f.Indicators {
		if _, ok := c.Indicator(id); !ok {
			return notFound("indicator", "there is no indicator %q", id).hint("the ids are at " + apiBase + "indicators")
		}
	}
	for _, code := range f.Areas {
		if _, ok := c.Area(code); !ok {
			return notFound("area", "there is no area %q", code).hint("the codes are at " + apiBase + "areas")
		}
	}
	for _, k := range f.Kinds {
		if !slices.Contains([]data.ChangeKind{data.Added, data.Revised, data.Removed}, k) {
			return badRequest("kind", "%q is no kind of change", k).hint("there are added, revised, withdrawn")
		}
	}
	for _, by := range f.By {
		if !slices.Contains([]data.Author{data.Publisher, data.Reading, data.Both}, by) {
			return badRequest("by", "%q made no change", by).hint("there are publisher, reading, both")
		}
	}
	return nil
}
