package data

import (
	"slices"
	"time"
)

// Reparse is the trigger of a run that asked nobody: it read kept bytes again.
const Reparse = "reparse"

// Outcome is how a run of a collector ended.
type Outcome string

// The outcomes.
const (
	Changed   Outcome = "changed"
	Unchanged Outcome = "unchanged"
	Held      Outcome = "held"
	Failed    Outcome = "failed"
	// Refused: the publisher turns programs away. It is a state to be shown,
	// not a fault to be mended by asking again.
	Refused Outcome = "refused"
)

// Run is one attempt to collect or import a source, whatever came of it.
type Run struct {
	ID       int64     `json:"id"`
	Source   string    `json:"source"`
	Trigger  string    `json:"trigger"` // schedule, command, import, review, seed, reparse
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	Outcome  Outcome   `json:"outcome"`
	Error    string    `json:"error,omitempty"`    // of a failed or refused run; of a held trial, the reasons
	Snapshot int64     `json:"snapshot,omitempty"` // where Outcome is Changed and figures came
	Hold     int64     `json:"hold,omitempty"`     // where Outcome is Held
	Origin   Origin    `json:"origin"`
	Counts   Counts    `json:"counts"`
}

// Origin says where the bytes of a load came from.
type Origin struct {
	URL       string    `json:"url,omitempty"`
	File      string    `json:"file,omitempty"` // base name of an imported file
	Format    string    `json:"format,omitempty"`
	ETag      string    `json:"etag,omitempty"`
	Edition   string    `json:"edition,omitempty"`  // the publisher's name of the release
	Published Date      `json:"published,omitzero"` // the publisher's release date
	Retrieved time.Time `json:"retrieved,omitzero"`
	SHA256    string    `json:"sha256,omitempty"`    // of the bytes; where several files make one load, of their sums in order
	Collector string    `json:"collector,omitempty"` // version of the parser
	// Reread is the snapshot whose bytes were read again, 0 where the bytes were
	// new. What such a load changes is our reading: the publisher revised nothing.
	Reread int64 `json:"reread_of,omitempty"`
}

// Ours says that the load is another reading of bytes that had been loaded.
func (o Origin) Ours() bool { return o.Reread != 0 }

// Counts are the rows of a load. Read = Kept + the sum of Skipped.
type Counts struct {
	Read      int            `json:"read"`
	Kept      int            `json:"kept"`
	Added     int            `json:"added"`
	Revised   int            `json:"revised"`
	Withdrawn int            `json:"withdrawn"`
	Skipped   map[string]int `json:"skipped,omitempty"` // reason -> rows
}

// Snapshot is a run that changed data. Its ID is allotted inside the write
// transaction: global and monotone, so that "as of snapshot 412" names the
// whole state of the store. Scope says which part of the source it covers.
type Snapshot struct {
	ID        int64     `json:"id"`
	Run       int64     `json:"run"`
	Source    string    `json:"source"`
	Committed time.Time `json:"committed"`
	Origin    Origin    `json:"origin"`
	Scope     Scope     `json:"scope"`
	Counts    Counts    `json:"counts"`
	Raw       []string  `json:"raw,omitempty"` // sha256 of the kept bytes
}

// Scope is the part of a source that a load speaks for: rows outside it are
// neither compared nor withdrawn. Areas nil means all areas.
type Scope struct {
	Codes []string `json:"codes"`
	From  int      `json:"from"`
	To    int      `json:"to"`
	Areas []string `json:"areas,omitempty"`
}

// Meets says whether two scopes speak for some of the same codes and areas.
// Years do not count: lines are cut to the years of the newest load of a code.
func (s Scope) Meets(o Scope) bool {
	return share(s.Codes, o.Codes) && (s.Areas == nil || o.Areas == nil || share(s.Areas, o.Areas))
}

func share(a, b []string) bool {
	in := make(map[string]bool, len(a))
	for _, v := range a {
		in[v] = true
	}
	return slices.ContainsFunc(b, func(v string) bool { return in[v] })
}

// Load is one data set as parsed, ready to be compared and saved. A key and
// year stand in it once; the order does not matter, nor whether the points of a
// key stand together.
type Load struct {
	Source  string
	Scope   Scope
	Origin  Origin
	Read    int
	Skipped map[string]int
	Series  []Series
	// Older allows a load published before the current one of its scope.
	Older bool
	// Trial compares and judges the load and writes nothing: the run that comes
	// back tells what would have come of it, without an ID.
	Trial bool
	// Raw are the bytes that it was parsed from, by sha256.
	Raw map[string][]byte
}

// Diff is what saving a load would change inside its scope.
type Diff struct {
	Current   int // rows now
	Incoming  int
	Added     int
	Revised   int
	Withdrawn int
	// AreasBefore and AreasAfter count areas with a value.
	AreasBefore, AreasAfter int
	// Ratio is the median of new over old by code, of rows in both that are
	// not zero: far from 1 it smells of a change of unit.
	Ratio map[string]float64
}

// Hold is a load that looked wrong and waits for a person.
type Hold struct {
	ID      int64     `json:"id"`
	Run     int64     `json:"run"`
	Source  string    `json:"source"`
	Created time.Time `json:"created"`
	Reasons []string  `json:"reasons"`
	Origin  Origin    `json:"origin"`
	Scope   Scope     `json:"scope"`
	Raw     []string  `json:"raw"` // sha256 of the kept bytes
	State   HoldState `json:"state"`
	Closed  time.Time `json:"closed,omitzero"`
	Note    string    `json:"note,omitempty"`
}

// HoldState is where a hold stands.
type HoldState string

// The states of a hold.
const (
	Waiting    HoldState = "waiting"
	Accepted   HoldState = "accepted"
	Rejected   HoldState = "rejected"
	Superseded HoldState = "superseded"
)

// Vintage is a name for a state of everything shown.
type Vintage struct {
	Name      string    `json:"name"`
	Snapshot  int64     `json:"snapshot"`
	Config    []byte    `json:"-"` // canonical bytes of the configuration
	Reference Date      `json:"reference"`
	Note      string    `json:"note"`
	Created   time.Time `json:"created"`
}
