package collector_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// told lists the runs of the source, oldest first: trigger, outcome and whose
// bytes were read again.
func (b *bench) told(t *testing.T) string {
	t.Helper()
	runs, err := b.Store.Runs(t.Context(), data.RunQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range slices.Backward(runs) {
		out = append(out, fmt.Sprintf("%s %s %d", r.Trigger, r.Outcome, r.Origin.Reread))
	}
	return strings.Join(out, ", ")
}

func (b *bench) reparse(t *testing.T, snapshot int64, dryRun bool) ([]collector.Reparsed, error) {
	t.Helper()
	b.DryRun = dryRun
	defer func() { b.DryRun = false }()
	return b.Reparse(t.Context(), collector.ReparseRequest{Source: "wb-wdi", Snapshot: snapshot})
}

// TestReparse: other rules read the kept bytes otherwise. A dry run says what
// would differ, and the load that is saved is ours, of the publisher's date.
func TestReparse(t *testing.T) {
	b := newBench(t)
	b.Specs[0].Excluded = map[string]string{"KEN": "left out by the test"}
	first := b.good(t)
	if out, err := b.reparse(t, 0, false); err != nil || len(out) != 1 || out[0].Run.Outcome != data.Unchanged || out[0].Of.ID != first.Snapshot {
		t.Fatalf("the same rules: %+v, %v", out, err)
	}
	b.Specs[0].Excluded = map[string]string{"BRA": "left out by the test"}
	b.Version = "1.2.4"
	dry, err := b.reparse(t, 0, true)
	if err != nil || len(dry) != 1 || len(dry[0].Changes) != 20 || dry[0].Run.ID != 0 {
		t.Fatalf("dry run: %+v, %v", dry, err)
	}
	if c := dry[0].Changes[0]; c.Kind() != data.Removed || c.Area != "BRA" || c.Year != 2020 || c.By != data.Reading {
		t.Errorf("first change %+v", c)
	}
	before := b.told(t)
	out, err := b.reparse(t, first.Snapshot, false)
	if err != nil || len(out) != 1 {
		t.Fatal(err)
	}
	r := out[0].Run
	if r.Outcome != data.Changed || r.Counts.Added != 10 || r.Counts.Withdrawn != 10 || r.Trigger != data.Reparse {
		t.Errorf("run %+v", r)
	}
	if o, was := r.Origin, first.Origin; o.Reread != first.Snapshot || o.Published != was.Published || o.SHA256 != was.SHA256 || o.ETag != was.ETag ||
		!o.Retrieved.Equal(was.Retrieved) || o.Collector == was.Collector || o.Edition != was.Edition {
		t.Errorf("origin %+v of %+v", o, was)
	}
	if after := b.told(t); after != before+fmt.Sprintf(", reparse changed %d", first.Snapshot) {
		t.Errorf("runs %s", after)
	}
	if last, err := b.Store.LastRun(t.Context(), "wb-wdi"); err != nil || last.ID != first.ID {
		t.Errorf("last run %+v, %v: a re-reading asks nobody", last, err)
	}
	// Bytes that were read twice are read once more, not twice.
	b.Specs[0].Excluded = nil
	out, err = b.reparse(t, 0, false)
	if err != nil || len(out) != 1 || out[0].Of.ID != first.Snapshot || out[0].Run.Counts.Added != 10 || out[0].Run.Origin.Reread != first.Snapshot {
		t.Errorf("again %+v, %v", out, err)
	}
}

// TestReparseIsHeld: a reading that looks wrong is held, also when it is ours,
// and accepting it keeps the mark.
func TestReparseIsHeld(t *testing.T) {
	b := newBench(t)
	b.params(t, "per_page: 20000")
	first := b.good(t)
	b.Specs[0].Excluded = map[string]string{}
	for _, e := range economies[:5] {
		b.Specs[0].Excluded[e[0]] = "left out by the test"
	}
	out, err := b.reparse(t, first.Snapshot, false)
	if err != nil || out[0].Run.Outcome != data.Held {
		t.Fatalf("%+v, %v", out, err)
	}
	r, err := b.AcceptHold(t.Context(), out[0].Run.Hold)
	if err != nil || r.Outcome != data.Changed || r.Origin.Reread != first.Snapshot {
		t.Errorf("accepted: %+v, %v", r, err)
	}
}

// TestReparseRefusals: what is older stays refused, and says what came after.
func TestReparseRefusals(t *testing.T) {
	b := newBench(t)
	first := b.good(t)
	b.pub.updated = "2026-08-01"
	b.pub.change(users, func(r []cell) []cell { return append(r, cell{"KEN", "KE", 2025, "59.1"}) })
	second := b.good(t)
	b.Specs[0].Excluded = map[string]string{"KEN": "left out by the test"}
	for _, dry := range []bool{true, false} {
		_, err := b.reparse(t, first.Snapshot, dry)
		if want := fmt.Sprintf("snapshot %d came after it", second.Snapshot); !errors.Is(err, data.ErrOlder) || !strings.Contains(err.Error(), want) {
			t.Errorf("older, dry run %v: %v", dry, err)
		}
	}
	if got := b.told(t); !strings.HasSuffix(got, ", reparse failed 1") {
		t.Errorf("runs %s", got)
	}
	if _, err := b.reparse(t, 99, false); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("no such snapshot: %v", err)
	}
	shipped := data.Load{Source: "wb-wdi", Scope: data.Scope{Codes: []string{"SP.POP.TOTL"}, From: 2020, To: 2020}, Series: []data.Series{{
		Key: data.Key{Source: "wb-wdi", Code: "SP.POP.TOTL", Area: "KEN", Dims: data.Totals}, Points: []data.Point{{Year: 2020, Value: 5e7, Status: data.Normal}}}}}
	seeded, err := b.Store.Save(t.Context(), data.Run{Trigger: "seed"}, shipped, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.reparse(t, seeded.Snapshot, false); !errors.Is(err, collector.ErrNoBytes) {
		t.Errorf("shipped figures: %v", err)
	}
	if out, err := b.reparse(t, 0, true); err != nil || len(out) != 1 || out[0].Of.ID != second.Snapshot {
		t.Errorf("those that stand: %+v, %v", out, err)
	}
	if _, err := b.Reparse(t.Context(), collector.ReparseRequest{Source: "elsewhere"}); !errors.Is(err, collector.ErrUnknownSource) {
		t.Errorf("unknown source: %v", err)
	}
}

// TestReparseOfSeveralFiles: each file of a data set is a load that stands.
func TestReparseOfSeveralFiles(t *testing.T) {
	b := newBench(t)
	req := collector.ImportRequest{Source: "wb-wdi", Published: day(t, "2026-04-01"), Files: []string{
		file(t, "users.json", users, 2020, 2024), file(t, "phones.json", phones, 2020, 2024)}}
	if _, err := b.Import(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	b.Specs[0].Excluded = map[string]string{"KEN": "left out by the test"}
	out, err := b.reparse(t, 0, false)
	if err != nil || len(out) != 2 || out[0].Run.Counts.Withdrawn != 5 || out[1].Run.Counts.Withdrawn != 5 {
		t.Fatalf("%+v, %v", out, err)
	}
	if r := out[1].Run; r.Origin.Published.String() != "2026-04-01" || r.Origin.File != "phones.json" || r.Origin.Reread != 2 {
		t.Errorf("run %+v", r)
	}
	// A code that no indicator uses any more is left as it is.
	b.Catalog = only(t, b.Catalog, "internet_users")
	b.Specs[0].Excluded = map[string]string{"KEN": "left out by the test", "BRA": "and another"}
	out, err = b.reparse(t, 0, false)
	if err != nil || len(out) != 2 || out[0].Run.Counts.Withdrawn != 5 || out[1].Run.Outcome != data.Unchanged {
		t.Errorf("%+v, %v", out, err)
	}
	if _, stands := b.values(t)[phones+" BRA 2020"]; !stands {
		t.Error("a code that is not wanted was withdrawn")
	}
}

// only is a catalogue with one of its indicators.
func only(t *testing.T, c *data.Catalog, id string) *data.Catalog {
	t.Helper()
	in, _ := c.Indicator(id)
	out, err := data.NewCatalog(data.Definitions{Sources: c.Sources(), Areas: c.Areas(), Indicators: []data.Indicator{in}})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestSameBytesOtherRules: a publisher that sends the same bytes after an
// upgrade has revised nothing.
func TestSameBytesOtherRules(t *testing.T) {
	b := newBench(t)
	b.Specs[0].Excluded = map[string]string{"KEN": "left out by the test"}
	first := b.good(t)
	b.Specs[0].Excluded = nil
	r, err := b.Run(t.Context(), "wb-wdi", collector.ByCommand)
	if err != nil || r.Outcome != data.Changed || r.Origin.Reread != first.Snapshot {
		t.Errorf("run %+v, %v", r, err)
	}
	if last, err := b.Store.LastRun(t.Context(), "wb-wdi"); err != nil || last.ID != r.ID {
		t.Errorf("last run %+v, %v: the publisher was asked", last, err)
	}
	b.pub.change(users, func(c []cell) []cell { return append(c, cell{"KEN", "KE", 2025, "59.1"}) })
	if r, err = b.Run(t.Context(), "wb-wdi", collector.ByCommand); err != nil || r.Origin.Ours() || r.Counts.Added != 1 {
		t.Errorf("news of the publisher: %+v, %v", r, err)
	}
}
