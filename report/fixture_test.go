package report

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/seed"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// world of the tests: the shipped figures in a real database, at two states.
type fixture struct {
	words    *text.Words
	config   configs.Config
	now, old *progress.Edition
	changes  []data.Change
	once     sync.Once
	whole    *Report
	err      error
	written  sync.Once
	all      []File
	filesErr error
}

var shared *fixture

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "report")
	if err == nil {
		shared, err = newFixture(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		code = 1
	}
	os.Exit(code)
}

const oldSnapshot = 25 // the last before the publishers' revisions

func newFixture(dir string) (*fixture, error) {
	ctx := context.Background()
	f := &fixture{}
	var err error
	if f.words, err = text.Load("en"); err != nil {
		return nil, err
	}
	if f.config, err = configs.Load(configs.Default); err != nil {
		return nil, err
	}
	store, err := sqlite.Open(ctx, filepath.Join(dir, "a.db"))
	if err != nil {
		return nil, err
	}
	defer store.Close()
	if err := seed.Fill(ctx, store, time.Now, func(int, int) {}); err != nil {
		return nil, err
	}
	latest, err := store.Latest(ctx)
	if err != nil {
		return nil, err
	}
	if f.now, err = f.edition(ctx, store, latest, 2026); err != nil {
		return nil, err
	}
	if f.old, err = f.edition(ctx, store, oldSnapshot, 2026); err != nil {
		return nil, err
	}
	err = data.Changes(ctx, store, oldSnapshot, latest, data.Query{}, func(c data.Change) error {
		f.changes = append(f.changes, c)
		return nil
	})
	return f, err
}

func (f *fixture) edition(ctx context.Context, store data.Reader, asOf int64, year int) (*progress.Edition, error) {
	day := data.DateOf(time.Date(year, 11, 24, 0, 0, 0, 0, time.UTC))
	in := progress.Input{Catalog: f.config.Catalog, Snapshot: asOf, Config: f.config.Hash, Version: "test", Reference: day}
	var err error
	if in.Snapshots, err = store.Snapshots(ctx, asOf); err != nil {
		return nil, err
	}
	for source, codes := range f.config.Catalog.SeriesCodes() {
		if err := store.Series(ctx, asOf, data.Query{Source: source, Codes: codes}, func(s data.Series) error {
			in.Series = append(in.Series, s)
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return progress.Build(in)
}

// input is the whole report with an area of its own, compared.
func (f *fixture) input() Input {
	return Input{Edition: f.now, Vintage: data.Vintage{Name: "report-2026", Snapshot: f.now.ID().Snapshot}, Areas: []string{"KEN"}, Words: f.words,
		Compared: &Comparison{Vintage: data.Vintage{Name: "report-2025"}, Edition: f.old, Rejudged: f.old, Changes: f.changes}}
}

// report is the whole one, which no test may change.
func (f *fixture) report(t testing.TB) *Report {
	t.Helper()
	f.once.Do(func() { f.whole, f.err = Build(f.input()) })
	if f.err != nil {
		t.Fatal(f.err)
	}
	return f.whole
}
