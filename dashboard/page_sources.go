package dashboard

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// sourcesView is every data set, and how its collection stands.
type sourcesView struct {
	Lead    string
	Newest  string
	Holds   string // "" where none waits
	Then    bool   // a vintage: snapshots are of then, runs and holds of now
	Sources []sourceView
}

// sourceView is one data set. Never says that nothing of it was ever loaded.
type sourceView struct {
	data.Source
	Collected  string // schedule, or by hand
	Command    string // that imports it by hand, "" where a schedule collects it
	Releases   string
	Awaited    string // month of a release that has not come, "" where none is overdue
	State      chip
	Never      bool
	Role       string // "" unless national
	Last       *sourceRun
	Success    string // moment of the last run that ended well
	Holds      []sourceHold
	Newest     *sourceLoad
	Loads      []sourceLoad // in this edition, newest first
	Indicators []link
}

// sourceRun is an attempt to collect.
type sourceRun struct {
	When, Trigger, Error string
	Outcome              chip
}

// sourceHold is a load that waits for a person.
type sourceHold struct {
	ID      int64
	When    string
	Reasons []string
	Load    string
}

// sourceLoad is a snapshot of a source.
type sourceLoad struct {
	ID        int64
	Committed string
	Release   string // the publisher's name, else the file
	File      string // where Release is not the file
	Published string
	Scope     string
	Sum       string
	ShortSum  string
	Rows      []sourceRows
	Skipped   []sourceRows
	URL       string
	Changes   string // page of what it changed
}

// sourceRows is a number of rows and what became of them.
type sourceRows struct{ Count, What string }

func (s *site) sources(r pageRequest) (pageView, error) {
	list := r.edition.Catalog().Sources()
	snapshots, err := editionSnapshots(r.ctx, s.deps.Store, r.edition.ID().Snapshot)
	if err != nil {
		return pageView{}, err
	}
	holds, err := s.deps.Store.Holds(r.ctx, data.Waiting)
	if err != nil {
		return pageView{}, fmt.Errorf("list waiting holds: %w", err)
	}
	v := sourcesView{Then: r.query.Get("vintage") != ""}
	scheduled := 0
	for _, src := range list {
		last, good, err := sourceRuns(r.ctx, s.deps.Store, src.ID)
		if err != nil {
			return pageView{}, err
		}
		if src.Schedule != "" {
			scheduled++
		}
		v.Sources = append(v.Sources, s.source(r, src, last, good, holds, snapshots))
	}
	v.Lead = s.words.T("sources.lead", "total", s.words.Integer(len(list)), "scheduled", s.words.Integer(scheduled), "hand", s.words.Integer(len(list)-scheduled))
	v.Newest = s.newestLoad(r.edition, snapshots)
	if len(holds) > 0 {
		v.Holds = s.words.N("sources.waiting", len(holds))
	}
	return pageView{Title: s.words.T("sources.title"), About: v.Lead, Main: v}, nil
}

// editionSnapshots are the loads of an edition, newest first.
func editionSnapshots(ctx context.Context, store data.Reader, upTo int64) ([]data.Snapshot, error) {
	if upTo == 0 { // for the store, 0 asks for all
		return nil, nil
	}
	list, err := store.Snapshots(ctx, upTo)
	if err != nil {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	return list, nil
}

// sourceRuns are the last run of a source and the last that ended well; nil
// where there is none.
func sourceRuns(ctx context.Context, store data.Reader, id string) (last, good *data.Run, err error) {
	find := func(outcomes ...data.Outcome) (*data.Run, error) {
		run, err := store.LastRun(ctx, id, outcomes...)
		if errors.Is(err, data.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("find the last run of %s: %w", id, err)
		}
		return &run, nil
	}
	if last, err = find(); err != nil || last == nil {
		return nil, nil, err
	}
	good, err = find(data.Changed, data.Unchanged)
	return last, good, err
}

func (s *site) newestLoad(ed *progress.Edition, snapshots []data.Snapshot) string {
	if len(snapshots) == 0 {
		return s.words.T("sources.newest.none")
	}
	snap := snapshots[0]
	return s.words.T("sources.newest", "snapshot", snap.ID, "source", sourceLabel(ed, snap.Source), "when", moment(snap.Committed))
}

func (s *site) source(r pageRequest, src data.Source, last, good *data.Run, holds []data.Hold, snapshots []data.Snapshot) sourceView {
	v := sourceView{Source: src, Releases: s.releases(src), Never: last == nil, Indicators: s.indicatorsFrom(r, src.ID)}
	if src.Role == data.National {
		area, _ := r.edition.Catalog().Area(src.Area)
		v.Role = s.words.T("national.role", "area", area.Name())
	}
	v.Collected = s.words.T("sources.by.hand")
	if src.Schedule == "" {
		v.Command = s.words.T("sources.command", "id", src.ID)
	} else {
		v.Collected = s.words.T("sources.by.schedule", "cron", src.Schedule)
	}
	if last != nil {
		v.Last = &sourceRun{moment(last.Started), s.words.Or("sources.trigger."+last.Trigger, last.Trigger), last.Error, s.outcomeOf(*last)}
	}
	if good != nil {
		v.Success = moment(good.Finished)
	}
	for _, h := range holds {
		if h.Source == src.ID {
			v.Holds = append(v.Holds, sourceHold{h.ID, moment(h.Created), h.Reasons, s.loadName(h.Origin)})
		}
	}
	var released data.Date
	for _, snap := range snapshots {
		if snap.Source == src.ID {
			v.Loads = append(v.Loads, s.load(snap))
			if p := snap.Origin.Published; p.After(released.Time) {
				released = p
			}
		}
	}
	if month := src.Awaited(released, r.edition.ID().Reference); !month.IsZero() && len(v.Loads) > 0 {
		v.Awaited = s.words.T("sources.awaited", "month", s.months([]int{int(month.Month())}), "year", month.Year())
	}
	if len(v.Loads) > 0 {
		v.Newest = &v.Loads[0]
	}
	v.State = s.sourceState(v)
	return v
}

// sourceState is what a reader must know first.
func (s *site) sourceState(v sourceView) chip {
	switch {
	case len(v.Holds) > 0:
		return chip{"limited", s.words.T("sources.state.hold"), ""}
	case v.Never:
		return chip{"none", s.words.T("sources.state.never"), ""}
	case v.Awaited != "" && v.Last.Outcome.Tone == "met":
		return chip{"limited", s.words.T("sources.state.overdue"), ""}
	}
	return v.Last.Outcome
}

func (s *site) outcomeOf(r data.Run) chip {
	o := r.Outcome
	if o == data.Changed && r.Origin.Ours() {
		return chip{"met", s.words.T("sources.outcome.reread"), ""}
	}
	tone := map[data.Outcome]string{data.Changed: "met", data.Unchanged: "met", data.Held: "limited", data.Failed: "back", data.Refused: "limited"}[o]
	if tone == "" {
		tone = "none"
	}
	return chip{tone, s.words.Or("sources.outcome."+string(o), string(o)), ""}
}

func (s *site) load(snap data.Snapshot) sourceLoad {
	v := sourceLoad{
		ID: snap.ID, Committed: moment(snap.Committed), Release: s.loadName(snap.Origin), Published: snap.Origin.Published.String(),
		Scope: s.scope(snap.Scope), Sum: snap.Origin.SHA256, ShortSum: short(snap.Origin.SHA256), URL: webAddress(snap.Origin.URL), Changes: changesOf(snap.ID),
	}
	if snap.Origin.File != release(snap.Origin) {
		v.File = snap.Origin.File
	}
	if v.Published == "" {
		v.Published = text.Missing
	}
	c := snap.Counts
	for _, row := range []struct {
		key string
		n   int
	}{{"read", c.Read}, {"kept", c.Kept}, {"added", c.Added}, {"revised", c.Revised}, {"withdrawn", c.Withdrawn}} {
		v.Rows = append(v.Rows, sourceRows{s.words.Integer(row.n), s.words.T("sources.rows." + row.key)})
	}
	for _, reason := range slices.Sorted(maps.Keys(c.Skipped)) {
		v.Skipped = append(v.Skipped, sourceRows{s.words.Integer(c.Skipped[reason]), reason})
	}
	return v
}

// release is the publisher's name of what was loaded, or where it came from.
func release(o data.Origin) string {
	for _, word := range []string{o.Edition, o.File, o.URL} {
		if word != "" {
			return word
		}
	}
	return text.Missing
}

// loadName says, too, where a load is another reading of ours of the same bytes.
func (s *site) loadName(o data.Origin) string {
	if !o.Ours() {
		return release(o)
	}
	return s.words.T("sources.reread", "release", release(o), "id", o.Reread)
}

func (s *site) scope(scope data.Scope) string {
	years := strconv.Itoa(scope.From) + "–" + strconv.Itoa(scope.To)
	if scope.From == scope.To {
		years = strconv.Itoa(scope.From)
	}
	return s.words.N("sources.scope", len(scope.Codes), "years", years)
}

// indicatorsFrom are the indicators that a source has figures for.
func (s *site) indicatorsFrom(r pageRequest, source string) []link {
	var out []link
	for _, in := range r.edition.Catalog().Indicators() {
		if hasFigures(r.edition, in.ID, source) {
			out = append(out, s.indicatorLink(in, r))
		}
	}
	return out
}

// releases are the months in which one is expected, and the years where it is
// not each.
func (s *site) releases(src data.Source) string {
	months := s.months(src.Releases)
	if y := src.ReleaseYears; y != nil {
		return s.words.T("sources.releases.years", "months", months, "every", y.Every, "first", y.First)
	}
	return months
}

func (s *site) months(list []int) string {
	var names []string
	for _, m := range list {
		names = append(names, s.words.T("sources.month."+strconv.Itoa(m)))
	}
	return strings.Join(names, ", ")
}

// webAddress is an address that a reader can follow; "" for any other.
func webAddress(u string) string {
	if strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://") {
		return u
	}
	return ""
}

// short is enough of a sum to tell two apart by eye.
func short(sum string) string { return sum[:min(len(sum), 12)] }

// moment prints a time to the minute in UTC; "" for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04") + " UTC"
}
