package dashboard

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

func (a *api) runState(ctx context.Context) (string, error) { return runState(ctx, a.deps.Store) }

// runState names the state of runs and holds, which move without the edition.
func runState(ctx context.Context, store data.Reader) (string, error) {
	runs, err := store.Runs(ctx, data.RunQuery{Limit: 1})
	if err != nil {
		return "", fmt.Errorf("find the last run: %w", err)
	}
	var last int64
	if len(runs) > 0 {
		last = runs[0].ID
	}
	holds, err := store.Holds(ctx, data.Waiting)
	if err != nil {
		return "", fmt.Errorf("list waiting holds: %w", err)
	}
	state := fmt.Sprintf("r%d", last)
	for _, h := range holds {
		state += fmt.Sprintf("h%d", h.ID)
	}
	return state, nil
}

// runs are listed from the newest; the cursor is the id of the last one told,
// so that runs which begin during the walk do not shift it.
func (a *api) runs(r apiRequest) (apiPage, error) {
	q := data.RunQuery{Source: r.query.value("source"), Limit: r.query.limit + 1}
	if q.Source != "" {
		if _, ok := r.edition.Catalog().Source(q.Source); !ok {
			return apiPage{}, unknownSource(q.Source)
		}
	}
	before, err := r.query.start("")
	if err != nil {
		return apiPage{}, err
	}
	q.Before = before
	runs, err := a.deps.Store.Runs(r.ctx, q)
	if err != nil {
		return apiPage{}, fmt.Errorf("list runs: %w", err)
	}
	page := apiPage{}
	if len(runs) > r.query.limit {
		runs = runs[:r.query.limit]
		page.next = apiCursor{Query: r.query.hash, At: runs[len(runs)-1].ID}.String()
	}
	page.rows = list0(runs)
	return page, nil
}

func unknownSource(id string) *apiError {
	return notFound("source", "there is no source %q", id).hint("the ids are at " + apiBase + "sources")
}

// apiSource is a data set with the state of its collection.
type apiSource struct {
	data.Source
	LastRun      *apiLastRun `json:"last_run"`
	LastSuccess  time.Time   `json:"last_success,omitzero"`
	HoldsWaiting int         `json:"holds_waiting"`
	Snapshot     int64       `json:"snapshot,omitempty"` // newest of the source, where anything was collected
	Edition      string      `json:"edition"`            // the publisher's name of that release
	Published    data.Date   `json:"published"`
}

// apiLastRun is the newest attempt to collect a source.
type apiLastRun struct {
	ID      int64        `json:"id"`
	Started time.Time    `json:"started"`
	Outcome data.Outcome `json:"outcome"`
	Error   string       `json:"error"`
}

func (a *api) sources(r apiRequest) (apiPage, error) {
	newest, waiting, err := a.sourceStates(r)
	if err != nil {
		return apiPage{}, err
	}
	var rows []apiSource
	for _, s := range r.edition.Catalog().Sources() {
		if r.id != "" && r.id != s.ID {
			continue
		}
		snap := newest[s.ID]
		row := apiSource{Source: s, HoldsWaiting: waiting[s.ID], Snapshot: snap.ID, Edition: snap.Origin.Edition, Published: snap.Origin.Published}
		if err := a.addRuns(r.ctx, &row); err != nil {
			return apiPage{}, err
		}
		rows = append(rows, row)
	}
	if r.id == "" {
		return cut(r, rows)
	}
	if len(rows) == 0 {
		return apiPage{}, unknownSource(r.id)
	}
	return single(rows[0], rows[0]), nil
}

// sourceStates gives the newest snapshot and the waiting holds by source.
func (a *api) sourceStates(r apiRequest) (newest map[string]data.Snapshot, waiting map[string]int, err error) {
	snapshots, err := a.deps.Store.Snapshots(r.ctx, r.edition.ID().Snapshot)
	if err != nil {
		return nil, nil, fmt.Errorf("list snapshots: %w", err)
	}
	newest, waiting = map[string]data.Snapshot{}, map[string]int{}
	for _, s := range snapshots {
		if s.ID > newest[s.Source].ID {
			newest[s.Source] = s
		}
	}
	holds, err := a.deps.Store.Holds(r.ctx, data.Waiting)
	if err != nil {
		return nil, nil, fmt.Errorf("list waiting holds: %w", err)
	}
	for _, h := range holds {
		waiting[h.Source]++
	}
	return newest, waiting, nil
}

func (a *api) addRuns(ctx context.Context, row *apiSource) error {
	last, err := a.deps.Store.LastRun(ctx, row.ID)
	if errors.Is(err, data.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the last run of %s: %w", row.ID, err)
	}
	row.LastRun = &apiLastRun{last.ID, last.Started, last.Outcome, last.Error}
	good, err := a.deps.Store.LastRun(ctx, row.ID, data.Changed, data.Unchanged)
	if errors.Is(err, data.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the last good run of %s: %w", row.ID, err)
	}
	row.LastSuccess = good.Finished
	return nil
}
