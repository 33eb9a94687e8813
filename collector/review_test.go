package collector_test

import (
	"errors"
	"testing"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// held brings a change of unit into the store's waiting room.
func held(t *testing.T, perPage string) (*bench, int64) {
	t.Helper()
	b := newBench(t)
	b.params(t, perPage)
	b.good(t)
	thousandfold(b.pub, phones)
	r, err := b.Run(t.Context(), "wb-wdi", collector.ByCommand)
	if err != nil || r.Outcome != data.Held || r.Hold == 0 {
		t.Fatalf("run %+v, error %v", r, err)
	}
	return b, r.Hold
}

func (b *bench) holdState(t *testing.T, id int64) data.HoldState {
	t.Helper()
	holds, err := b.Store.Holds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range holds {
		if h.ID == id {
			return h.State
		}
	}
	t.Fatalf("no hold %d", id)
	return ""
}

func TestAcceptHold(t *testing.T) {
	b, id := held(t, "per_page: 20")
	r, err := b.AcceptHold(t.Context(), id)
	if err != nil || r.Outcome != data.Changed || r.Counts.Revised != 50 || r.Trigger != collector.ByReview {
		t.Fatalf("run %+v, error %v", r, err)
	}
	if v := b.values(t)["IT.CEL.SETS.P2 KEN 2023"]; v != 113250 {
		t.Errorf("Kenya 2023: %v", v)
	}
	if s := b.holdState(t, id); s != data.Accepted {
		t.Errorf("the hold is %s", s)
	}
	if _, err := b.AcceptHold(t.Context(), id); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("accepted twice: %v", err)
	}
	// What has been accepted is not held again.
	if r, err := b.Run(t.Context(), "wb-wdi", collector.ByCommand); err != nil || r.Outcome != data.Unchanged {
		t.Errorf("next run %+v, error %v", r, err)
	}
}

// A rejected answer stays rejected until the publisher sends another.
func TestRejectHold(t *testing.T) {
	b, id := held(t, "per_page: 20000")
	before := len(b.values(t))
	if err := b.RejectHold(t.Context(), id, "wrong unit"); err != nil {
		t.Fatal(err)
	}
	if s := b.holdState(t, id); s != data.Rejected {
		t.Errorf("the hold is %s", s)
	}
	r, err := b.Run(t.Context(), "wb-wdi", collector.ByCommand)
	if err != nil || r.Outcome != data.Unchanged {
		t.Errorf("the same again: %+v, %v", r, err)
	}
	b.pub.rows = newPublisher().rows
	b.pub.change(users, func(r []cell) []cell { return append(r, cell{"KEN", "KE", 2025, "59.1"}) })
	r, err = b.Run(t.Context(), "wb-wdi", collector.ByCommand)
	if err != nil || r.Outcome != data.Changed || len(b.values(t)) != before+1 {
		t.Errorf("a better answer: %+v, %v", r, err)
	}
}

// A newer answer that is well takes the place of one that waits.
func TestNewerAnswerSupersedes(t *testing.T) {
	b, id := held(t, "per_page: 20000")
	b.pub.rows = newPublisher().rows
	if r, err := b.Run(t.Context(), "wb-wdi", collector.ByCommand); err != nil || r.Outcome != data.Unchanged {
		t.Fatalf("run %+v, error %v", r, err)
	}
	if s := b.holdState(t, id); s != data.Superseded {
		t.Errorf("the hold is %s", s)
	}
}
