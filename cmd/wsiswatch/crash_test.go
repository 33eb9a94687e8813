package main

import (
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"
)

// TestKilledLoads kills a collection of three data sets at twenty points: some
// time after one of them was asked for, spread over the time that it takes to
// read and store it. After each, every data set is whole in its old edition or
// in its new one, and the next collection brings all the new ones without
// asking for the bytes of those that are kept.
func TestKilledLoads(t *testing.T) {
	const points = 20
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	o := newOffice(t, 40, 15, "one", "two", "three")
	first := o.filled(t)
	before := state(t, first)
	o.publish(2)
	whole := copyOf(t, first)
	takes := undisturbed(t, o, whole)
	after := state(t, whole)
	seen := map[int]int{} // kills by the number of data sets that were new
	for i := range points {
		db := copyOf(t, first)
		set := o.sets[i%len(o.sets)]
		share := (float64(i) + random.Float64()) / points
		killed(t, o, db, first, set, time.Duration(share*float64(takes)))
		seen[recovers(t, o, db, before, after)]++
		if t.Failed() {
			t.Fatalf("point %d, at %.2f of %s", i, share, set)
		}
	}
	t.Logf("data sets that were new after the kill: %v", seen)
	if len(seen) < 3 {
		t.Errorf("all kills came at the same data sets: %v", seen)
	}
}

// undisturbed collects all data sets and gives the time that the first takes
// from the question to the commit.
func undisturbed(t *testing.T, o *office, db string) time.Duration {
	t.Helper()
	heard := o.listen()
	if out, err := process(t, o.collect(db)...).CombinedOutput(); err != nil {
		t.Fatalf("a collection that nobody disturbs: %v\n%s", err, out)
	}
	first, second := <-heard, <-heard
	return second.at.Sub(first.at)
}

// killed starts a collection and kills it some time after a data set was asked
// for. One that is done before that is tried again, and killed earlier.
func killed(t *testing.T, o *office, db, first, set string, after time.Duration) {
	t.Helper()
	for ; ; after = after * 9 / 10 {
		heard := o.listen()
		cmd := process(t, o.collect(db)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		if endedBy(t, cmd, set, after, heard, done) {
			return
		}
		restore(t, db, first)
	}
}

// endedBy says whether the collection was killed before it was done.
func endedBy(t *testing.T, cmd *exec.Cmd, set string, after time.Duration, heard <-chan question, done <-chan error) bool {
	t.Helper()
	var now <-chan time.Time
	for {
		select {
		case asked := <-heard:
			if asked.set == set {
				now = time.After(after)
			}
		case <-now:
			err := cmd.Process.Kill()
			<-done
			return err == nil
		case err := <-done:
			if err != nil {
				t.Fatalf("the collection failed by itself: %v", err)
			}
			return false
		}
	}
}

// restore puts the database back as it was.
func restore(t *testing.T, db, first string) {
	t.Helper()
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Remove(db + suffix); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if err := os.Rename(copyOf(t, first), db); err != nil {
		t.Fatal(err)
	}
}

// recovers checks a database whose writer was killed, and collects once more.
// It gives how many data sets were new already.
func recovers(t *testing.T, o *office, db string, before, after map[string]string) int {
	t.Helper()
	intact(t, db)
	kept := map[string]bool{}
	for set, sum := range state(t, db) {
		kept[set] = sum == after[set]
		if sum != before[set] && sum != after[set] {
			t.Errorf("%s is neither in its old nor in its new edition", set)
		}
	}
	o.reset()
	if out, err := process(t, o.collect(db)...).CombinedOutput(); err != nil {
		t.Errorf("the next collection: %v\n%s", err, out)
	}
	if got := state(t, db); !maps.Equal(got, after) {
		t.Errorf("the next collection gives another state than one that nobody disturbed")
	}
	new := 0
	for _, set := range o.sets {
		want := 1
		if kept[set] {
			want = 0
			new++
		}
		if o.sent[set] != want || o.same[set] != 1-want {
			t.Errorf("%s was sent %d times and found unchanged %d times; kept: %v", set, o.sent[set], o.same[set], kept[set])
		}
	}
	intact(t, db)
	return new
}
