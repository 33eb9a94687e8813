package storetest

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// no is a judge that holds every load.
func no(data.Diff) []string { return []string{"too odd", "really"} }

func judged(t *testing.T, s data.Store) {
	missing := at("A", "TZA", 2020, nan())
	missing.Status, missing.Decimals = data.Missing, -1
	save(t, s, load([]string{"A", "B"}, at("A", "KEN", 2020, 10), at("A", "KEN", 2021, 20), at("A", "UGA", 2020, 30),
		at("A", "RWA", 2020, 0), missing, at("B", "KEN", 2020, 7)), data.Changed)
	var got data.Diff
	yes := func(d data.Diff) []string {
		got = d
		return nil
	}
	found := at("A", "TZA", 2020, 4)
	saveJudged(t, s, load([]string{"A", "B"}, at("A", "KEN", 2020, 1000), at("A", "KEN", 2021, 1000), at("A", "RWA", 2020, 5),
		at("A", "SSD", 2020, 6), found, at("B", "KEN", 2020, 7)), yes, data.Changed)
	want := data.Diff{Current: 6, Incoming: 6, Added: 1, Revised: 4, Withdrawn: 1, AreasBefore: 3, AreasAfter: 4,
		Ratio: map[string]float64{"A": 75, "B": 1}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the judge saw %+v, want %+v", got, want)
	}
}

func held(t *testing.T, s data.Store) {
	o := at("A", "KEN", 2020, 1)
	first := save(t, s, load([]string{"A"}, o), data.Changed)
	raw := []byte("a,b\n1,2\n")
	l := load([]string{"A"}, at("A", "KEN", 2020, 1000))
	l.Origin = data.Origin{File: "b.csv", SHA256: sum(raw), Published: day(3)}
	l.Raw = map[string][]byte{sum(raw): raw}
	r := saveJudged(t, s, l, no, data.Held)
	expect(t, s, latest(t, s), o)
	if latest(t, s) != first.Snapshot {
		t.Error("a held load made a snapshot")
	}
	h := hold(t, s, r.Hold, data.Waiting)
	if h.Run != r.ID || h.Source != "src" || !slices.Equal(h.Reasons, []string{"too odd", "really"}) || h.Origin != l.Origin ||
		!slices.Equal(h.Raw, []string{sum(raw)}) || !slices.Equal(h.Scope.Codes, []string{"A"}) || h.Scope.To != 2030 || h.Created.IsZero() {
		t.Errorf("hold %+v", h)
	}
	if b, err := s.Raw(bg, sum(raw)); err != nil || string(b) != string(raw) {
		t.Errorf("raw bytes of the hold: %q, %v", b, err)
	}
	if err := s.CloseHold(bg, r.Hold, data.Rejected, "wrong unit"); err != nil {
		t.Fatal(err)
	}
	if h := hold(t, s, r.Hold, data.Rejected); h.Note != "wrong unit" || h.Closed.IsZero() {
		t.Errorf("closed hold %+v", h)
	}
	for _, id := range []int64{r.Hold, r.Hold + 1} {
		if err := s.CloseHold(bg, id, data.Accepted, ""); !errors.Is(err, data.ErrNotFound) {
			t.Errorf("closing hold %d, which does not wait: %v, want ErrNotFound", id, err)
		}
	}
	if list, err := s.Holds(bg, data.Waiting, data.Accepted); err != nil || len(list) != 0 {
		t.Errorf("waiting or accepted holds %+v, %v, want none", list, err)
	}
}

// hold finds a hold and checks its state.
func hold(t *testing.T, s data.Reader, id int64, want data.HoldState) data.Hold {
	t.Helper()
	list, err := s.Holds(bg)
	if err != nil {
		t.Fatalf("holds: %v", err)
	}
	for _, h := range list {
		if h.ID == id {
			if h.State != want {
				t.Fatalf("hold %d is %s, want %s", id, h.State, want)
			}
			return h
		}
	}
	t.Fatalf("no hold %d in %+v", id, list)
	return data.Hold{}
}

func superseded(t *testing.T, s data.Store) {
	dated := func(n int, codes []string, obs ...data.Observation) data.Load {
		l := load(codes, obs...)
		l.Origin.Published = day(n)
		return l
	}
	a := saveJudged(t, s, dated(2, []string{"A", "B"}, at("A", "KEN", 2020, 1)), no, data.Held)
	c := saveJudged(t, s, dated(2, []string{"C"}, at("C", "KEN", 2020, 1)), no, data.Held)
	hold(t, s, a.Hold, data.Waiting)
	b := saveJudged(t, s, dated(4, []string{"B"}, at("B", "KEN", 2020, 1)), no, data.Held)
	hold(t, s, a.Hold, data.Superseded)
	save(t, s, dated(3, []string{"B"}, at("B", "KEN", 2020, 2)), data.Changed)
	hold(t, s, b.Hold, data.Waiting) // the hold is the newer one
	save(t, s, dated(5, []string{"B"}, at("B", "KEN", 2020, 3)), data.Changed)
	hold(t, s, b.Hold, data.Superseded)
	hold(t, s, c.Hold, data.Waiting)
}

func accepted(t *testing.T, s data.Store) {
	raw := []byte("x")
	l := load([]string{"A"}, at("A", "KEN", 2020, 1000))
	l.Origin.SHA256, l.Raw = sum(raw), map[string][]byte{sum(raw): raw}
	r := saveJudged(t, s, l, no, data.Held)
	again := saveJudged(t, s, l, no, data.Held)
	hold(t, s, r.Hold, data.Superseded)
	changed := save(t, s, l, data.Changed)
	expect(t, s, changed.Snapshot, slices.Collect(data.Rows(l.Series))...)
	hold(t, s, again.Hold, data.Waiting) // until the person's word is recorded
	if err := s.CloseHold(bg, again.Hold, data.Accepted, "checked by phone"); err != nil {
		t.Fatal(err)
	}
	hold(t, s, again.Hold, data.Accepted)
}

func older(t *testing.T, s data.Store) {
	dated := func(n int, code string, v float64) data.Load {
		l := load([]string{code}, at(code, "KEN", 2020, v))
		l.Origin.Published = day(n)
		return l
	}
	save(t, s, dated(10, "A", 1), data.Changed)
	if _, err := s.Save(bg, run(), dated(9, "A", 2), nil); !errors.Is(err, data.ErrOlder) {
		t.Fatalf("an older load: %v, want ErrOlder", err)
	}
	if list, err := s.Runs(bg, data.RunQuery{}); err != nil || len(list) != 1 {
		t.Errorf("a refused load left runs %+v, %v", list, err)
	}
	save(t, s, dated(9, "B", 3), data.Changed)  // another code
	save(t, s, dated(10, "A", 4), data.Changed) // the same day
	undated := load([]string{"A"}, at("A", "KEN", 2020, 5))
	save(t, s, undated, data.Changed)
	if _, err := s.Save(bg, run(), dated(9, "A", 2), nil); !errors.Is(err, data.ErrOlder) {
		t.Errorf("an older load behind one without date: %v, want ErrOlder", err)
	}
	l := dated(9, "A", 6)
	l.Older = true
	r := save(t, s, l, data.Changed)
	expect(t, s, r.Snapshot, at("A", "KEN", 2020, 6), at("B", "KEN", 2020, 3))
}

func refused(t *testing.T, s data.Store) {
	good := at("A", "KEN", 2020, 1)
	first := save(t, s, load([]string{"A"}, good), data.Changed)
	bad := func(change func(o *data.Observation)) data.Load {
		o := at("A", "UGA", 2020, 2)
		change(&o)
		return load([]string{"A"}, good, o)
	}
	tests := []struct {
		name string
		l    data.Load
	}{
		{"the same key and year twice", bad(func(o *data.Observation) { o.Area = "KEN" })},
		{"a code outside the scope", bad(func(o *data.Observation) { o.Code = "B" })},
		{"a year outside the scope", bad(func(o *data.Observation) { o.Year = 1999 })},
		{"another source", bad(func(o *data.Observation) { o.Source = "zzz" })},
		{"no status", bad(func(o *data.Observation) { o.Status = "" })},
		{"our own mark", bad(func(o *data.Observation) { o.Status = data.Withdrawn })},
		{"missing with a value", bad(func(o *data.Observation) { o.Status = data.Missing })},
		{"no value yet not missing", bad(func(o *data.Observation) { o.Value = nan() })},
		{"no codes", load(nil, good)},
		{"bytes under a wrong sum", func() data.Load {
			l := load([]string{"A"}, at("A", "KEN", 2020, 3))
			l.Raw = map[string][]byte{sum(nil): []byte("x")}
			return l
		}()},
	}
	for _, tt := range tests {
		if r, err := s.Save(bg, run(), tt.l, nil); err == nil {
			t.Errorf("%s: saved as %+v", tt.name, r)
		}
	}
	l := load([]string{"A"}, good, at("A", "UGA", 2020, 2))
	l.Scope.Areas = []string{"KEN"}
	if _, err := s.Save(bg, run(), l, nil); err == nil {
		t.Error("an area outside the scope was saved")
	}
	if latest(t, s) != first.Snapshot {
		t.Error("a refused load made a snapshot")
	}
	expect(t, s, latest(t, s), good)
}

// trial: the outcome is told, nothing is written, and the load can then be made.
func trial(t *testing.T, s data.Store) {
	o := at("A", "KEN", 2020, 1)
	first := save(t, s, load([]string{"A"}, o, at("A", "UGA", 2020, 5)), data.Changed)
	tests := []struct {
		name  string
		obs   []data.Observation
		judge func(data.Diff) []string
		want  data.Outcome
		n     data.Counts
		why   string
	}{
		{"changed", []data.Observation{at("A", "KEN", 2020, 2), at("A", "TZA", 2020, 3)}, nil, data.Changed, data.Counts{Read: 2, Kept: 2, Added: 1, Revised: 1, Withdrawn: 1}, ""},
		{"held", []data.Observation{at("A", "KEN", 2020, 1000)}, no, data.Held, data.Counts{Read: 1, Kept: 1, Revised: 1, Withdrawn: 1}, "too odd; really"},
		{"unchanged", []data.Observation{o, at("A", "UGA", 2020, 5)}, no, data.Unchanged, data.Counts{Read: 2, Kept: 2}, ""},
	}
	for _, tt := range tests {
		l := load([]string{"A"}, tt.obs...)
		l.Trial, l.Raw = true, map[string][]byte{sum([]byte("x")): []byte("x")}
		r, err := s.Save(bg, run(), l, tt.judge)
		if err != nil || r.Outcome != tt.want || r.ID != 0 || r.Snapshot != 0 || r.Hold != 0 || !reflect.DeepEqual(r.Counts, tt.n) || r.Error != tt.why {
			t.Errorf("%s: %+v, %v", tt.name, r, err)
		}
	}
	if runs, err := s.Runs(bg, data.RunQuery{}); err != nil || len(runs) != 1 || latest(t, s) != first.Snapshot {
		t.Errorf("after trials: %d runs, %v, snapshot %d", len(runs), err, latest(t, s))
	}
	if holds, err := s.Holds(bg); err != nil || len(holds) != 0 {
		t.Errorf("after trials: holds %v, %v", holds, err)
	}
	if _, err := s.Raw(bg, sum([]byte("x"))); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("a trial kept bytes: %v", err)
	}
	save(t, s, load([]string{"A"}, tests[0].obs...), data.Changed)
}
