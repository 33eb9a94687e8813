package dashboard

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strconv"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/present/text"
)

var changesParams = []string{"from", "to", "source", "indicator", "area"}

// What a page lists of each kind; the CSV has all.
const (
	changesRevised = 100
	changesOthers  = 50
	changesStates  = 200 // snapshots to choose from
)

// changesView is what changed between two states, the largest revision first.
type changesView struct {
	Lead     []string
	From, To changesState
	Filters  []filterView
	Filtered bool
	Reset    string
	Vintage  string
	Counts   []changesCount
	Total    *changesCount // of several; nil for one
	Revised  *changesList
	Others   []changesList // withdrawn, added, changed by another reading of ours
	CSV      string
	JSON     string
}

// changesState is one of the states that are compared.
type changesState struct {
	ID     int64
	Source link
	Load   string // release, publication and storing; "" before the first snapshot
}

// changesCount is a line of the table of counts.
type changesCount struct {
	Source, Indicator         link
	Code, By                  string // By is "" for the publisher
	Added, Revised, Withdrawn string
}

// changesList is the figures of one kind. Rest says how many are not listed.
type changesList struct {
	Kind, Title, How, Rest string
	CSV                    string
	Open                   bool
	Rows                   []changesRow
}

// changesRow is a changed figure. Old or New is nil where the state has none.
type changesRow struct {
	Area, Indicator link
	Code, Dims      string
	Unit            string
	Year            int
	Old, New        *valueView
	Percent         string
	Status          string
	Source          link
	Snapshots       string
	By              string // "" for the publisher
}

// changesOf is the page of what one snapshot changed.
func changesOf(snapshot int64) string {
	return "/changes?from=" + strconv.FormatInt(snapshot-1, 10) + "&to=" + strconv.FormatInt(snapshot, 10)
}

func (s *site) changes(r pageRequest) (pageView, error) {
	snapshots, err := editionSnapshots(r.ctx, s.deps.Store, r.edition.ID().Snapshot)
	if err != nil {
		return pageView{}, err
	}
	c, err := s.compared(r, snapshots)
	if err != nil {
		return pageView{}, err
	}
	found := changesFound{readers: newSeriesReaders(c.Catalog)}
	if c.From < c.To {
		if err := c.Each(r.ctx, found.add); err != nil {
			return pageView{}, err
		}
	}
	found.sort(c.Catalog)
	p := changesPage{s, r, c, found}
	v := changesView{
		Lead: p.lead(), From: p.state(snapshots, c.From), To: p.state(snapshots, c.To), Filters: p.filters(snapshots), Vintage: r.query.Get("vintage"),
		Filtered: r.query.Has("source") || r.query.Has("indicator") || r.query.Has("area"), Reset: inVintage("/changes?"+p.query("", false), r.query.Get("vintage")),
		Revised: p.revised(), Others: p.others(), CSV: p.api("csv", ""), JSON: p.api("json", ""),
	}
	v.Counts, v.Total = p.counts()
	return pageView{Title: s.words.T("changes.title"), About: v.Lead[0], Main: v}, nil
}

// compared reads the states and the filter of a request. Where no earlier
// state is named, it is the one before the last release, of the source that is
// asked for or of any.
func (s *site) compared(r pageRequest, snapshots []data.Snapshot) (Changes, error) {
	c := Changes{Store: s.deps.Store, Catalog: r.edition.Catalog(), Filter: ChangeFilter{
		Sources: r.query["source"], Indicators: r.query["indicator"], Areas: r.query["area"],
	}}
	if err := c.Filter.Check(c.Catalog); err != nil {
		return c, err
	}
	if err := c.Between(r.ctx, r.query.Get("from"), r.query.Get("to"), r.edition.ID().Snapshot); err != nil {
		return c, err
	}
	if r.query.Get("from") == "" {
		c.From = beforeRelease(snapshots, c.Filter.Sources, c.To)
	}
	return c, nil
}

// beforeRelease is the state before the loads of the last release up to a
// snapshot: those of one source, edition and day with no other in between.
func beforeRelease(snapshots []data.Snapshot, sources []string, to int64) (before int64) {
	before = max(to-1, 0)
	var last *data.Snapshot
	for i, s := range snapshots { // newest first
		if s.ID > to || len(sources) > 0 && !slices.Contains(sources, s.Source) {
			continue
		}
		if last == nil {
			last = &snapshots[i]
		}
		if s.Source != last.Source || s.Origin.Ours() != last.Origin.Ours() || s.Origin.Edition != last.Origin.Edition || !s.Origin.Published.Equal(last.Origin.Published.Time) {
			break
		}
		before = s.ID - 1
	}
	return before
}

// changesFound gathers what a page shows of a walk over changes.
type changesFound struct {
	readers            seriesReaders
	counts             ChangeCounts
	revised            []data.Change
	withdrawn, added   []data.Change // the first of each
	reread             []data.Change // the first that only another reading of ours changed
	unaltered, minimal int           // revisions that keep the value, or move it by less than a thousandth
}

func (f *changesFound) add(c data.Change) error {
	f.counts.Add(c)
	if c.By == data.Reading {
		f.reread = appendUpTo(f.reread, c)
		return nil
	}
	switch c.Kind() {
	case data.Revised:
		f.revised = append(f.revised, c)
		p, ok := c.Percent()
		if !slices.Contains(differs(c), "value") {
			f.unaltered++
		} else if ok && math.Abs(p) < 0.1 {
			f.minimal++
		}
	case data.Removed:
		f.withdrawn = appendUpTo(f.withdrawn, c)
	case data.Added:
		f.added = appendUpTo(f.added, c)
	}
	return nil
}

func appendUpTo(list []data.Change, c data.Change) []data.Change {
	if len(list) < changesOthers {
		return append(list, c)
	}
	return list
}

// sort puts the largest relative change first; those without one, such as a
// value that was zero, come before those that keep the value.
func (f *changesFound) sort(cat *data.Catalog) {
	size := func(c data.Change) float64 {
		if p, ok := c.Percent(); ok {
			return math.Abs(p)
		}
		return math.SmallestNonzeroFloat64
	}
	name := func(c data.Change) data.Area {
		a, _ := cat.Area(c.Area)
		return a
	}
	slices.SortStableFunc(f.revised, func(a, b data.Change) int {
		return cmp.Or(cmp.Compare(size(b), size(a)), table.ByName(name(a), name(b)))
	})
}

// changesPage writes the parts of the page.
type changesPage struct {
	*site
	r     pageRequest
	c     Changes
	found changesFound
}

// query names what is compared; filters are left out where not wanted.
func (p changesPage) query(kind string, filters bool) string {
	q := url.Values{"from": {strconv.FormatInt(p.c.From, 10)}, "to": {strconv.FormatInt(p.c.To, 10)}}
	if kind != "" {
		q.Set("kind", kind)
	}
	if filters {
		for _, name := range []string{"source", "indicator", "area"} {
			if list := p.r.query[name]; len(list) > 0 {
				q[name] = list
			}
		}
	}
	return q.Encode()
}

func (p changesPage) api(format, kind string) string {
	path := apiBase + "changes"
	if format != "json" {
		path += "." + format
	}
	return inVintage(path+"?"+p.query(kind, true), p.r.query.Get("vintage"))
}

// apiBy is the address of what one author changed.
func (p changesPage) apiBy(format string, by data.Author) string {
	return inVintage(apiBase+"changes."+format+"?"+p.query("", true)+"&by="+string(by), p.r.query.Get("vintage"))
}

func (p changesPage) state(snapshots []data.Snapshot, id int64) changesState {
	out := changesState{ID: id}
	for _, s := range snapshots {
		if s.ID == id {
			out.Source = link{sourceLabel(p.r.edition, s.Source), inVintage("/sources", p.r.query.Get("vintage")) + "#" + s.Source}
			out.Load = p.words.T("changes.load", "release", p.loadName(s.Origin), "published", cmp.Or(s.Origin.Published.String(), text.Missing), "stored", moment(s.Committed))
		}
	}
	return out
}

func (p changesPage) filters(snapshots []data.Snapshot) []filterView {
	from, to := filterView{Name: "from", Label: p.words.T("changes.from")}, filterView{Name: "to", Label: p.words.T("changes.to")}
	for i, s := range snapshots {
		if i >= changesStates && s.ID != p.c.From && s.ID != p.c.To {
			continue
		}
		id := strconv.FormatInt(s.ID, 10)
		word := p.words.T("changes.state", "id", id, "source", sourceLabel(p.r.edition, s.Source), "release", p.loadName(s.Origin),
			"published", cmp.Or(s.Origin.Published.String(), text.Missing))
		from.Options = append(from.Options, filterOption{id, word, s.ID == p.c.From})
		to.Options = append(to.Options, filterOption{id, word, s.ID == p.c.To})
	}
	from.Options = append(from.Options, filterOption{"0", p.words.T("changes.state.none"), p.c.From == 0})
	out := []filterView{from, to}
	choice := func(name string, fill func(add func(value, word string))) {
		f := filterView{name, p.words.T("column." + name), []filterOption{{"", p.words.T("filter.all"), false}}}
		fill(func(value, word string) {
			f.Options = append(f.Options, filterOption{value, word, slices.Contains(p.r.query[name], value)})
		})
		out = append(out, f)
	}
	cat := p.r.edition.Catalog()
	choice("source", func(add func(value, word string)) {
		for _, s := range cat.Sources() {
			add(s.ID, s.Label)
		}
	})
	choice("indicator", func(add func(value, word string)) {
		for _, in := range cat.Indicators() {
			add(in.ID, in.Name)
		}
	})
	choice("area", func(add func(value, word string)) {
		for _, a := range areasToChoose(cat) {
			add(a.Code, a.Name())
		}
	})
	return out
}

// areasToChoose are the groups as configured, then the economies by name.
func areasToChoose(cat *data.Catalog) (out []data.Area) {
	for _, a := range cat.Areas() {
		if a.Group {
			out = append(out, a)
		}
	}
	listed, unlisted := economiesOf(cat)
	return append(append(out, listed...), unlisted...)
}
