// Package storetest is the one suite that every engine behind data.Store must
// pass. It speaks through the interface only.
package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

// Run runs the suite. open gives an empty store and closes it when its test ends.
func Run(t *testing.T, open func(t *testing.T) data.Store) {
	cases := []struct {
		name string
		run  func(t *testing.T, s data.Store)
	}{
		{"an empty store", empty},
		{"a round trip keeps every digit, status, bound and note", roundTrip},
		{"series come in key order and by query", order},
		{"a revision keeps the old figure", revise},
		{"a withdrawal acts inside the scope only", withdraw},
		{"a withdrawn figure comes back", comeBack},
		{"a point tells what it was before its last revision", wasBefore},
		{"states are compared", changes},
		{"a re-reading is told from a revision", rereadings},
		{"withdrawn figures name the load that withdrew them", tombstones},
		{"a re-reading is no run of the publisher's", rereadKept},
		{"an identical load writes a run and no snapshot", identical},
		{"the judge sees the difference", judged},
		{"a held load changes nothing", held},
		{"a trial tells what would come of a load", trial},
		{"a newer load supersedes a hold", superseded},
		{"a hold is accepted", accepted},
		{"an older load is refused", older},
		{"a faulty load is refused whole", refused},
		{"raw bytes are kept", rawBytes},
		{"files without figures are kept and make no snapshot", files},
		{"runs", runs},
		{"vintages", vintages},
		{"an error of yield ends the walk", yieldError},
		{"the store may be used inside a walk", nested},
		{"giving up leaves the old state", cancelled},
		{"snapshots are in the order of their commits", commitOrder},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

// bg is the context of calls that are not about contexts.
var bg = context.Background()

// day is a release date in January 2020.
func day(n int) data.Date { return data.Date{Time: time.Date(2020, 1, n, 0, 0, 0, 0, time.UTC)} }

// at is a value with one decimal and no mark.
func at(code, area string, year int, value float64) data.Observation {
	return data.Observation{
		Key:   data.Key{Source: "src", Code: code, Area: area, Dims: data.Totals},
		Point: data.Point{Year: year, Value: value, Decimals: 1, Status: data.Normal},
	}
}

// apart makes a series of each observation: a store puts them together.
func apart(obs []data.Observation) []data.Series {
	list := make([]data.Series, len(obs))
	for i, o := range obs {
		list[i] = data.Series{Key: o.Key, Points: []data.Point{o.Point}}
	}
	return list
}

// load is a load of source src, years 2000 to 2030.
func load(codes []string, obs ...data.Observation) data.Load {
	return data.Load{Source: "src", Scope: data.Scope{Codes: codes, From: 2000, To: 2030}, Read: len(obs), Series: apart(obs)}
}

func run() data.Run {
	return data.Run{Trigger: "command", Started: time.Date(2024, 5, 1, 6, 0, 0, 0, time.UTC)}
}

// save expects an outcome.
func save(t *testing.T, s data.Store, l data.Load, want data.Outcome) data.Run {
	t.Helper()
	return saveJudged(t, s, l, nil, want)
}

func saveJudged(t *testing.T, s data.Store, l data.Load, judge func(data.Diff) []string, want data.Outcome) data.Run {
	t.Helper()
	r, err := s.Save(bg, run(), l, judge)
	if err != nil {
		t.Fatalf("save: %v", err)
	}
	if r.Outcome != want {
		t.Fatalf("outcome %q, want %q", r.Outcome, want)
	}
	if (r.Snapshot != 0) != (want == data.Changed) || (r.Hold != 0) != (want == data.Held) || r.ID == 0 {
		t.Fatalf("outcome %q came with run %d, snapshot %d, hold %d", want, r.ID, r.Snapshot, r.Hold)
	}
	return r
}

func latest(t *testing.T, s data.Reader) int64 {
	t.Helper()
	id, err := s.Latest(bg)
	if err != nil {
		t.Fatalf("latest: %v", err)
	}
	return id
}

// read gives all series as of a snapshot.
func read(t *testing.T, s data.Reader, asOf int64, q data.Query) []data.Series {
	t.Helper()
	var out []data.Series
	err := s.Series(bg, asOf, q, func(v data.Series) error {
		out = append(out, v)
		return nil
	})
	if err != nil {
		t.Fatalf("series as of %d: %v", asOf, err)
	}
	return out
}

// expect compares the state as of a snapshot with observations in key order.
func expect(t *testing.T, s data.Reader, asOf int64, want ...data.Observation) {
	t.Helper()
	var got []data.Observation
	for _, v := range read(t, s, asOf, data.Query{}) {
		for _, p := range v.Points {
			got = append(got, data.Observation{Key: v.Key, Point: p})
		}
	}
	same := func(a, b data.Observation) bool { return a.Key == b.Key && a.Point.Same(b.Point) }
	if !slices.EqualFunc(got, want, same) {
		t.Fatalf("as of %d the store has\n%+v\nwant\n%+v", asOf, got, want)
	}
}

func sum(b []byte) string {
	v := sha256.Sum256(b)
	return hex.EncodeToString(v[:])
}

func nan() float64 { return math.NaN() }
