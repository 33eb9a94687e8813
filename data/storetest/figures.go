package storetest

import (
	"math"
	"slices"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func empty(t *testing.T, s data.Store) {
	if id := latest(t, s); id != 0 {
		t.Errorf("latest snapshot %d, want 0", id)
	}
	expect(t, s, 0)
	save(t, s, load([]string{"A"}), data.Unchanged)
	if id := latest(t, s); id != 0 {
		t.Errorf("a load without rows made snapshot %d", id)
	}
}

func roundTrip(t *testing.T, s data.Store) {
	with := func(year int, p data.Point) data.Observation {
		p.Year = year
		return data.Observation{Key: data.Key{Source: "src", Code: "A (%)", Area: "KEN", Dims: data.Dims{Sex: "F", Age: "Y15T24", Location: "U", Breakdown: "10MBPS"}}, Point: p}
	}
	obs := []data.Observation{
		with(2000, data.Point{Value: 0, Decimals: 0, Status: data.Normal}),
		with(2001, data.Point{Value: 29.40589905, Decimals: 8, Status: data.Estimated, Note: "ITU estimate."}),
		with(2002, data.Point{Value: 0.1, Decimals: 1, Status: data.Normal, Bound: data.Below}),
		with(2003, data.Point{Value: 95, Decimals: 0, Status: data.Break, Bound: data.Above, Note: "Réseau <b>fixe</b>"}),
		with(2004, data.Point{Value: nan(), Decimals: -1, Status: data.Missing, Note: "not collected"}),
		with(2005, data.Point{Value: 44768700, Decimals: -1, Status: data.Provisional}),
		with(2006, data.Point{Value: -12.345678901234567, Decimals: 15, Status: data.Status("U")}),
		with(2007, data.Point{Value: math.MaxFloat64, Decimals: 0, Status: data.Normal}),
		with(2008, data.Point{Value: 50, Decimals: 2, Status: data.Normal, Note: "ITU estimate."}),
	}
	l := load([]string{"A (%)"}, obs...)
	slices.Reverse(l.Series)
	r := save(t, s, l, data.Changed)
	slices.Reverse(l.Series)
	expect(t, s, r.Snapshot, obs...)
	if r.Counts.Added != len(obs) || r.Counts.Kept != len(obs) || r.Counts.Read != len(obs) {
		t.Errorf("counts %+v, want %d added, kept and read", r.Counts, len(obs))
	}
	if p := read(t, s, r.Snapshot, data.Query{})[0].Points[0]; p.Snapshot != r.Snapshot {
		t.Errorf("a point names snapshot %d, want %d", p.Snapshot, r.Snapshot)
	}
}

func order(t *testing.T, s data.Store) {
	rural := at("B", "KEN", 2020, 4)
	rural.Location = "R"
	obs := []data.Observation{at("A", "KEN", 2020, 1), at("A", "UGA", 2020, 2), rural, at("B", "KEN", 2020, 3), at("b", "ALB", 2020, 5)}
	l := load([]string{"b", "B", "A"}, obs[4], obs[3], obs[1], obs[0], obs[2])
	save(t, s, l, data.Changed)
	other := at("A", "KEN", 2020, 6)
	other.Source = "aaa"
	l = load([]string{"A"}, other)
	l.Source = "aaa"
	id := save(t, s, l, data.Changed).Snapshot
	expect(t, s, id, append([]data.Observation{other}, obs...)...)
	tests := []struct {
		name string
		q    data.Query
		want []float64
	}{
		{"all", data.Query{}, []float64{6, 1, 2, 4, 3, 5}},
		{"source", data.Query{Source: "src"}, []float64{1, 2, 4, 3, 5}},
		{"code of any source", data.Query{Codes: []string{"A"}}, []float64{6, 1, 2}},
		{"codes", data.Query{Source: "src", Codes: []string{"b", "A"}}, []float64{1, 2, 5}},
		{"area", data.Query{Area: "KEN"}, []float64{6, 1, 4, 3}},
		{"all three", data.Query{Source: "src", Codes: []string{"B"}, Area: "KEN"}, []float64{4, 3}},
		{"unknown", data.Query{Source: "none"}, nil},
	}
	for _, tt := range tests {
		var got []float64
		for _, v := range read(t, s, id, tt.q) {
			got = append(got, v.Points[0].Value)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: values %v, want %v", tt.name, got, tt.want)
		}
	}
}

func revise(t *testing.T, s data.Store) {
	old, kept := at("A", "KEN", 2022, 40.8), at("A", "KEN", 2023, 35)
	first := save(t, s, load([]string{"A"}, old, kept), data.Changed)
	now := at("A", "KEN", 2022, 29.4)
	second := save(t, s, load([]string{"A"}, now, kept), data.Changed)
	if second.Snapshot <= first.Snapshot {
		t.Fatalf("snapshot %d after %d", second.Snapshot, first.Snapshot)
	}
	expect(t, s, first.Snapshot, old, kept)
	expect(t, s, second.Snapshot, now, kept)
	expect(t, s, first.Snapshot-1)
	if c := second.Counts; c.Added != 0 || c.Revised != 1 || c.Withdrawn != 0 {
		t.Errorf("counts %+v, want one revised", c)
	}
	marked := now
	marked.Status, marked.Note = data.Estimated, "national estimate"
	third := save(t, s, load([]string{"A"}, marked, kept), data.Changed)
	expect(t, s, second.Snapshot, now, kept)
	expect(t, s, third.Snapshot, marked, kept)
	history(t, s, old.Key, []data.Point{old.Point, now.Point, marked.Point, kept.Point},
		[]int64{first.Snapshot, second.Snapshot, third.Snapshot, first.Snapshot})
}

func history(t *testing.T, s data.Reader, k data.Key, want []data.Point, snapshots []int64) {
	t.Helper()
	got, err := s.History(bg, k)
	if err != nil {
		t.Fatalf("history: %v", err)
	}
	var ids []int64
	for _, p := range got {
		ids = append(ids, p.Snapshot)
	}
	if !slices.EqualFunc(got, want, data.Point.Same) || !slices.Equal(ids, snapshots) {
		t.Fatalf("history\n%+v\nwant\n%+v of snapshots %v", got, want, snapshots)
	}
}

func withdraw(t *testing.T, s data.Store) {
	a20, a21, ug := at("A", "KEN", 2020, 1), at("A", "KEN", 2021, 2), at("A", "UGA", 2020, 3)
	b20, far := at("B", "KEN", 2020, 4), at("A", "KEN", 2010, 5)
	foreign := at("A", "KEN", 2020, 6)
	foreign.Source = "zzz"
	all := []data.Observation{far, a20, a21, ug, b20}
	save(t, s, load([]string{"A", "B"}, all...), data.Changed)
	l := load([]string{"A"}, foreign)
	l.Source = "zzz"
	first := save(t, s, l, data.Changed)

	l = load([]string{"A"}, a21)
	l.Scope = data.Scope{Codes: []string{"A"}, From: 2020, To: 2021, Areas: []string{"KEN"}}
	second := save(t, s, l, data.Changed)
	expect(t, s, first.Snapshot, append(all, foreign)...)
	expect(t, s, second.Snapshot, far, a21, ug, b20, foreign)
	if c := second.Counts; c.Added != 0 || c.Revised != 0 || c.Withdrawn != 1 {
		t.Errorf("counts %+v, want one withdrawn", c)
	}
	l = load([]string{"A", "C"})
	l.Scope.From = 2015
	third := save(t, s, l, data.Changed)
	expect(t, s, third.Snapshot, far, b20, foreign)
	gone := data.Point{Year: 2020, Value: nan(), Decimals: -1, Status: data.Withdrawn}
	history(t, s, ug.Key, []data.Point{ug.Point, gone}, []int64{first.Snapshot - 1, third.Snapshot})
}

func comeBack(t *testing.T, s data.Store) {
	o := at("A", "KEN", 2020, 1)
	save(t, s, load([]string{"A"}, o), data.Changed)
	gone := save(t, s, load([]string{"A"}), data.Changed)
	save(t, s, load([]string{"A"}), data.Unchanged)
	back := save(t, s, load([]string{"A"}, o), data.Changed)
	expect(t, s, gone.Snapshot)
	expect(t, s, back.Snapshot, o)
	if back.Counts.Added != 1 || back.Counts.Revised != 0 {
		t.Errorf("counts %+v, want one added", back.Counts)
	}
	none := o
	none.Point = data.Point{Year: 2020, Value: nan(), Decimals: -1, Status: data.Missing}
	missing := save(t, s, load([]string{"A"}, none), data.Changed)
	expect(t, s, missing.Snapshot, none)
	if missing.Counts.Revised != 1 {
		t.Errorf("counts %+v: a figure that goes missing is a revision", missing.Counts)
	}
	save(t, s, load([]string{"A"}, none), data.Unchanged)
}

func identical(t *testing.T, s data.Store) {
	l := load([]string{"A"}, at("A", "KEN", 2020, 1), at("A", "UGA", 2020, 0))
	l.Skipped = map[string]int{"no value": 3}
	l.Read = 5
	l.Origin = data.Origin{URL: "https://example.org/a.csv", File: "a.csv", Format: "csv", ETag: `"x"`, Edition: "2024", Published: day(2),
		Retrieved: run().Started, SHA256: sum(nil), Collector: "1"}
	first := save(t, s, l, data.Changed)
	again := save(t, s, l, data.Unchanged)
	if again.ID <= first.ID || again.Counts.Added+again.Counts.Revised+again.Counts.Withdrawn != 0 {
		t.Errorf("second run %+v", again)
	}
	list, err := s.Snapshots(bg, 0)
	if err != nil || len(list) != 1 {
		t.Fatalf("snapshots %+v, %v, want one", list, err)
	}
	sn := list[0]
	if sn.ID != first.Snapshot || sn.Run != first.ID || sn.Source != "src" || sn.Origin != l.Origin || sn.Committed.IsZero() {
		t.Errorf("snapshot %+v of run %+v", sn, first)
	}
	if c := sn.Counts; c.Read != 5 || c.Kept != 2 || c.Added != 2 || c.Skipped["no value"] != 3 {
		t.Errorf("counts %+v", c)
	}
	if !slices.Equal(sn.Scope.Codes, []string{"A"}) || sn.Scope.From != 2000 || sn.Scope.To != 2030 || sn.Scope.Areas != nil {
		t.Errorf("scope %+v", sn.Scope)
	}
	l.Scope.Areas = []string{"KEN", "UGA"}
	l.Series[0].Points[0].Value = 2
	save(t, s, l, data.Changed)
	list, err = s.Snapshots(bg, 0)
	if err != nil || len(list) != 2 || list[0].ID < list[1].ID || !slices.Equal(list[0].Scope.Areas, l.Scope.Areas) {
		t.Errorf("snapshots %+v, %v, want two, newest first, with areas", list, err)
	}
	if list, err = s.Snapshots(bg, first.Snapshot); err != nil || len(list) != 1 {
		t.Errorf("snapshots as of the first %+v, %v", list, err)
	}
}
