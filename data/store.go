package data

import (
	"context"
	"errors"
	"io"
)

// Errors that every Store returns, to be tested with errors.Is.
var (
	ErrNotFound = errors.New("not found")
	// ErrOlder refuses a load published before the current one of its scope.
	ErrOlder = errors.New("published earlier than what is stored; allow it explicitly to load it all the same")
	// ErrNewerSchema refuses a database written by a newer program.
	ErrNewerSchema = errors.New("the database is newer than this program; use the newer program")
)

// Reader is the read side of a Store. All methods are safe for concurrent use.
type Reader interface {
	// Latest is the id of the newest snapshot, 0 where there is none.
	Latest(ctx context.Context) (int64, error)
	// Series calls yield with each series as of snapshot asOf, in Key order,
	// points ascending by year with what each was before its last revision,
	// without withdrawn points and empty series unless asked for.
	// An error of yield ends the walk and is returned.
	Series(ctx context.Context, asOf int64, q Query, yield func(Series) error) error
	// History gives every stored version of one series, oldest snapshot first
	// within each year; withdrawals included, Point.Was not filled.
	History(ctx context.Context, k Key) ([]Point, error)
	// Snapshots, newest first; those up to asOf where it is not 0.
	Snapshots(ctx context.Context, asOf int64) ([]Snapshot, error)
	// Runs, newest first.
	Runs(ctx context.Context, q RunQuery) ([]Run, error)
	// LastRun of a source, ErrNotFound if it never ran. With outcomes, the
	// last one that ended so. Runs by Reparse are left out: they say nothing of
	// how it stands with the publisher.
	LastRun(ctx context.Context, source string, outcomes ...Outcome) (Run, error)
	// Holds, newest first; with states, those in one of them.
	Holds(ctx context.Context, states ...HoldState) ([]Hold, error)
	// Raw gives kept bytes by sha256, ErrNotFound if there are none.
	Raw(ctx context.Context, sha256 string) ([]byte, error)
	// Vintage by name, ErrNotFound if there is none.
	Vintage(ctx context.Context, name string) (Vintage, error)
	Vintages(ctx context.Context) ([]Vintage, error)
}

// Store remembers observations and never forgets one: rows are only added.
type Store interface {
	Reader
	io.Closer
	// Save compares the load with the store inside its scope and writes what
	// differs, all or nothing. judge, where it is not nil, sees the diff
	// inside the transaction; the reasons it returns turn the load into a
	// hold. The run comes back with ID, Outcome, Counts, and Snapshot or Hold.
	// A newer load supersedes waiting holds of the same source and codes.
	// It returns ErrOlder as described there.
	Save(ctx context.Context, r Run, l Load, judge func(Diff) []string) (Run, error)
	// SaveRun records a run that brought no load: failed or unchanged.
	SaveRun(ctx context.Context, r Run) (Run, error)
	// SaveFiles records a run that brought files and no figures, such as the
	// text of a resolution, and keeps their bytes by sha256: all or nothing.
	// It makes no snapshot, since no figure has changed.
	SaveFiles(ctx context.Context, r Run, files map[string][]byte) (Run, error)
	// CloseHold ends a waiting hold; ErrNotFound if none waits under id.
	CloseHold(ctx context.Context, id int64, s HoldState, note string) error
	// SaveVintage stores a new vintage; a taken name is an error.
	SaveVintage(ctx context.Context, v Vintage) error
}

// Query narrows Series. Zero fields mean all.
type Query struct {
	Source string
	Codes  []string
	Area   string
	// Withdrawn asks for the points of status Withdrawn as well: each names the
	// snapshot that withdrew it.
	Withdrawn bool
}

// RunQuery narrows Runs. Before > 0 gives runs with a smaller id; Limit 0 means 100.
type RunQuery struct {
	Source string
	Before int64
	Limit  int
}
