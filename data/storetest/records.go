package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

func rawBytes(t *testing.T, s data.Store) {
	files := [][]byte{nil, []byte("year,value\n2020,1\n"), bytes.Repeat([]byte("ligne\n"), 100_000)}
	l := load([]string{"A"}, at("A", "KEN", 2020, 1))
	l.Raw = map[string][]byte{}
	for _, b := range files {
		l.Raw[sum(b)] = b
	}
	save(t, s, l, data.Changed)
	for _, b := range files {
		if got, err := s.Raw(bg, sum(b)); err != nil || !bytes.Equal(got, b) {
			t.Errorf("raw bytes: %d of %d, %v", len(got), len(b), err)
		}
	}
	list, err := s.Snapshots(bg, 0)
	if err != nil || len(list) != 1 || len(list[0].Raw) != len(files) || !slices.Contains(list[0].Raw, sum(files[1])) {
		t.Errorf("snapshot %+v, %v, want the sums of its bytes", list, err)
	}
	l.Series[0].Points[0].Value = 2
	save(t, s, l, data.Changed) // the same bytes again
	if _, err := s.Raw(bg, sum([]byte("other"))); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("unknown bytes: %v, want ErrNotFound", err)
	}
}

func files(t *testing.T, s data.Store) {
	before := save(t, s, load([]string{"A"}, at("A", "KEN", 2020, 1)), data.Changed).Snapshot
	text := []byte("1. Notes the text;\n")
	r := data.Run{Source: "document:res", Trigger: "import", Started: run().Started, Finished: run().Started, Outcome: data.Changed,
		Origin: data.Origin{File: "res.txt", SHA256: sum(text)}}
	kept, err := s.SaveFiles(bg, r, map[string][]byte{sum(text): text})
	if err != nil || kept.ID == 0 || kept.Snapshot != 0 {
		t.Fatalf("%+v, %v", kept, err)
	}
	if got, err := s.Raw(bg, sum(text)); err != nil || !bytes.Equal(got, text) {
		t.Errorf("the bytes came back as %q, %v", got, err)
	}
	if got, err := s.LastRun(bg, r.Source, data.Changed); err != nil || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", kept) {
		t.Errorf("last run %+v, %v, want %+v", got, err, kept)
	}
	if again, err := s.SaveFiles(bg, r, map[string][]byte{sum(text): text}); err != nil || again.ID <= kept.ID {
		t.Errorf("the same bytes again: %+v, %v", again, err)
	}
	other := []byte("another text")
	for name, refuse := range map[string]func() (data.Run, error){
		"a wrong sum": func() (data.Run, error) { return s.SaveFiles(bg, r, map[string][]byte{sum(text): other}) },
		"no outcome":  func() (data.Run, error) { return s.SaveFiles(bg, run(), map[string][]byte{sum(other): other}) },
		"giving up":   func() (data.Run, error) { return s.SaveFiles(gone(), r, map[string][]byte{sum(other): other}) },
	} {
		if got, err := refuse(); err == nil || got.ID != 0 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if _, err := s.Raw(bg, sum(other)); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("bytes of a refused run: %v, want ErrNotFound", err)
	}
	if list, err := s.Runs(bg, data.RunQuery{Source: r.Source}); err != nil || len(list) != 2 {
		t.Errorf("runs %+v, %v, want two", list, err)
	}
	if list, err := s.Snapshots(bg, 0); err != nil || len(list) != 1 || latest(t, s) != before {
		t.Errorf("snapshots %+v, %v, want the one of the figures", list, err)
	}
}

// gone is the context of somebody who has given up.
func gone() context.Context {
	ctx, cancel := context.WithCancel(bg)
	cancel()
	return ctx
}

func runs(t *testing.T, s data.Store) {
	if _, err := s.LastRun(bg, "src"); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("last run of a source that never ran: %v, want ErrNotFound", err)
	}
	changed := save(t, s, load([]string{"A"}, at("A", "KEN", 2020, 1)), data.Changed)
	other := data.Run{Source: "zzz", Trigger: "schedule", Started: run().Started, Finished: run().Started.Add(90 * time.Second), Outcome: data.Failed,
		Error: "GET: 403 Forbidden", Origin: data.Origin{URL: "https://example.org", Published: day(3)}, Counts: data.Counts{Read: 3, Skipped: map[string]int{"odd": 3}}}
	other, err := s.SaveRun(bg, other)
	if err != nil {
		t.Fatal(err)
	}
	failed, err := s.SaveRun(bg, data.Run{Source: "src", Trigger: "command", Started: run().Started, Finished: run().Started, Outcome: data.Failed, Error: "timeout"})
	if err != nil {
		t.Fatal(err)
	}
	heldRun := saveJudged(t, s, load([]string{"A"}, at("A", "KEN", 2020, 2)), no, data.Held)

	list, err := s.Runs(bg, data.RunQuery{})
	if err != nil {
		t.Fatal(err)
	}
	want := []data.Run{heldRun, failed, other, changed}
	if fmt.Sprintf("%+v", list) != fmt.Sprintf("%+v", want) {
		t.Errorf("runs\n%+v\nwant\n%+v", list, want)
	}
	tests := []struct {
		name string
		q    data.RunQuery
		want []int64
	}{
		{"of a source", data.RunQuery{Source: "src"}, []int64{heldRun.ID, failed.ID, changed.ID}},
		{"before another", data.RunQuery{Before: other.ID}, []int64{changed.ID}},
		{"limited", data.RunQuery{Source: "src", Limit: 2}, []int64{heldRun.ID, failed.ID}},
	}
	for _, tt := range tests {
		list, err := s.Runs(bg, tt.q)
		var got []int64
		for _, r := range list {
			got = append(got, r.ID)
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("runs %s: %v, %v, want %v", tt.name, got, err, tt.want)
		}
	}
	lastRun(t, s, heldRun.ID)
	lastRun(t, s, failed.ID, data.Failed)
	lastRun(t, s, changed.ID, data.Changed, data.Unchanged)
	if _, err := s.LastRun(bg, "zzz", data.Changed); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("last changed run of a source that only failed: %v, want ErrNotFound", err)
	}
}

func lastRun(t *testing.T, s data.Reader, want int64, outcomes ...data.Outcome) {
	t.Helper()
	if r, err := s.LastRun(bg, "src", outcomes...); err != nil || r.ID != want {
		t.Errorf("last run %v: %d, %v, want %d", outcomes, r.ID, err, want)
	}
}

func vintages(t *testing.T, s data.Store) {
	id := save(t, s, load([]string{"A"}, at("A", "KEN", 2020, 1)), data.Changed).Snapshot
	v := data.Vintage{Name: "report-2026", Snapshot: id, Config: []byte("a: 1\n"), Reference: day(5), Note: "as sent", Created: run().Started}
	if err := s.SaveVintage(bg, v); err != nil {
		t.Fatal(err)
	}
	got, err := s.Vintage(bg, v.Name)
	if err != nil || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", v) {
		t.Errorf("vintage %+v, %v, want %+v", got, err, v)
	}
	if err := s.SaveVintage(bg, v); err == nil {
		t.Error("a taken name was saved")
	}
	if err := s.SaveVintage(bg, data.Vintage{Name: "future", Snapshot: id + 1, Reference: day(5)}); err == nil {
		t.Error("a vintage of a snapshot that does not exist was saved")
	}
	if _, err := s.Vintage(bg, "none"); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("unknown vintage: %v, want ErrNotFound", err)
	}
	if list, err := s.Vintages(bg); err != nil || len(list) != 1 || list[0].Name != v.Name {
		t.Errorf("vintages %+v, %v", list, err)
	}
}

func yieldError(t *testing.T, s data.Store) {
	id := save(t, s, load([]string{"A", "B"}, at("A", "KEN", 2020, 1), at("A", "UGA", 2020, 1), at("B", "KEN", 2020, 2)), data.Changed).Snapshot
	stop := errors.New("stop")
	calls := 0
	err := s.Series(bg, id, data.Query{}, func(data.Series) error {
		calls++
		return stop
	})
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("error %v after %d calls, want stop after one", err, calls)
	}
}

func nested(t *testing.T, s data.Store) {
	first := save(t, s, load([]string{"A", "B"}, at("A", "KEN", 2020, 1), at("B", "KEN", 2020, 2)), data.Changed).Snapshot
	var seen []float64
	err := s.Series(bg, first+10, data.Query{}, func(v data.Series) error {
		seen = append(seen, v.Points[0].Value)
		save(t, s, load([]string{"A", "B"}, at("A", "KEN", 2020, 3), at("B", "KEN", 2020, float64(4+len(seen)))), data.Changed)
		return nil
	})
	if err != nil || !slices.Equal(seen, []float64{1, 2}) {
		t.Errorf("a walk saw %v, %v, want the state it began with", seen, err)
	}
}

// tired is a context that is cancelled when it has been asked often enough: an
// exact way to give up in the middle of a save.
type tired struct {
	context.Context
	left *int
}

func (c tired) Err() error {
	*c.left--
	if *c.left < 0 {
		return context.Canceled
	}
	return nil
}

func cancelled(t *testing.T, s data.Store) {
	o := at("A", "KEN", 2020, 1)
	first := save(t, s, load([]string{"A"}, o), data.Changed)
	l := load([]string{"A"})
	for i := range 1000 {
		l.Series = append(l.Series, apart([]data.Observation{at("A", fmt.Sprintf("X%03d", i), 2020, float64(i))})...)
	}
	given := 0
	for n := 0; ; n++ {
		left := n
		r, err := s.Save(tired{bg, &left}, run(), l, nil)
		if err == nil {
			expect(t, s, r.Snapshot, slices.Collect(data.Rows(l.Series))...)
			break
		}
		given++
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "src") {
			t.Fatalf("given up: %v, want Canceled naming the source", err)
		}
		expect(t, s, latest(t, s), o)
		if latest(t, s) != first.Snapshot {
			t.Fatal("a save that was given up made a snapshot")
		}
	}
	if given < 3 {
		t.Errorf("the save of %d rows looked at its context %d times only", data.CountRows(l.Series), given)
	}
	ctx, cancel := context.WithCancel(bg)
	cancel()
	if _, err := s.Save(ctx, run(), load([]string{"A"}, o), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("save under a cancelled context: %v", err)
	}
}

func commitOrder(t *testing.T, s data.Store) {
	const savers, loads = 4, 8
	var wg sync.WaitGroup
	ids := make([][]int64, savers)
	for i := range savers {
		wg.Go(func() {
			code := fmt.Sprint("C", i)
			for n := range loads {
				r, err := s.Save(bg, run(), load([]string{code}, at(code, "KEN", 2020, float64(n))), nil)
				if err != nil {
					t.Errorf("save: %v", err)
					return
				}
				ids[i] = append(ids[i], r.Snapshot)
			}
		})
	}
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	seen := watch(t, s, done)
	for id, n := range seen {
		// Had a smaller id been committed later, there would be more by now.
		if list, err := s.Snapshots(bg, id); err != nil || len(list) != n {
			t.Errorf("snapshot %d was the latest of %d, now there are %d up to it, %v", id, n, len(list), err)
		}
	}
	all := slices.Concat(ids...)
	for _, list := range ids {
		if !slices.IsSorted(list) {
			t.Errorf("snapshots of one saver out of order: %v", list)
		}
	}
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != savers*loads {
		t.Errorf("%d different snapshots, want %d", n, savers*loads)
	}
}

// watch notes how many snapshots there are up to each one that it sees as the
// latest.
func watch(t *testing.T, s data.Reader, done <-chan struct{}) map[int64]int {
	seen := map[int64]int{}
	for {
		id := latest(t, s)
		list, err := s.Snapshots(bg, id)
		if err != nil {
			t.Fatalf("snapshots: %v", err)
		}
		if id > 0 {
			seen[id] = len(list)
		}
		select {
		case <-done:
			return seen
		default:
		}
	}
}
