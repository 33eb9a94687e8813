package collector_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
)

// bench is a collector on a real store with a fake publisher.
type bench struct {
	*collector.Collector
	pub  *publisher
	logs *bytes.Buffer
}

func newBench(t *testing.T) *bench {
	t.Helper()
	pub := newPublisher()
	return benchOn(t, pub, &http.Client{}, pub.server(t)+"/v2")
}

func benchOn(t *testing.T, pub *publisher, client *http.Client, url string) *bench {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	logs := &bytes.Buffer{}
	b := &bench{pub: pub, logs: logs}
	b.Collector = &collector.Collector{
		Store:   store,
		Catalog: catalog(t),
		Specs:   []collector.Spec{spec(t, "wb-wdi", "worldbank", fmt.Sprintf("url: %s", url))},
		Client:  client,
		Polite:  collector.Politeness{Wait: time.Millisecond, MaxWait: 50 * time.Millisecond, MaxBytes: 64 << 10},
		Log:     slog.New(slog.NewTextHandler(logs, nil)),
		Now:     time.Now,
		Timeout: 20 * time.Second,
		Version: "1.2.3",
	}
	return b
}

// good makes a first run that must succeed.
func (b *bench) good(t *testing.T) data.Run {
	t.Helper()
	r, err := b.Run(t.Context(), "wb-wdi", collector.ByCommand)
	if err != nil {
		t.Fatal(err)
	}
	if r.Outcome != data.Changed || r.Snapshot == 0 {
		t.Fatalf("first run: %+v", r)
	}
	return r
}

// values are all stored values by "code area year".
func (b *bench) values(t *testing.T) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	latest, err := b.Store.Latest(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if latest == 0 {
		return out
	}
	err = b.Store.Series(context.Background(), latest, data.Query{}, func(s data.Series) error {
		for _, p := range s.Points {
			if p.Has() {
				out[fmt.Sprintf("%s %s %d", s.Code, s.Area, p.Year)] = p.Value
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// last is the newest recorded run.
func (b *bench) last(t *testing.T) data.Run {
	t.Helper()
	runs, err := b.Store.Runs(context.Background(), data.RunQuery{Limit: 1})
	if err != nil || len(runs) == 0 {
		t.Fatalf("last run: %v, %v", runs, err)
	}
	return runs[0]
}
