package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// keptVintages beside the live edition bound the memory that old states take.
const keptVintages = 2

// editions builds the live edition and named vintages from the store.
type editions struct {
	store   data.Reader
	config  configs.Config
	now     func() time.Time
	log     *slog.Logger
	current atomic.Pointer[progress.Edition]

	mu    sync.Mutex
	named map[string]*progress.Edition
	order []string // of named, oldest first
}

// live is the edition to show, nil until the first is built.
func (e *editions) live() *progress.Edition { return e.current.Load() }

// refresh builds a new edition where the store, or the day, has moved on.
func (e *editions) refresh(ctx context.Context) error {
	latest, err := e.store.Latest(ctx)
	if err != nil {
		return fmt.Errorf("look for a newer snapshot: %w", err)
	}
	today := data.DateOf(e.now())
	if cur := e.live(); cur != nil && cur.ID().Snapshot == latest && cur.ID().Reference == today {
		return nil
	}
	started := e.now()
	next, err := build(ctx, e.store, e.config, latest, today)
	if err != nil {
		return err
	}
	e.current.Store(next)
	e.log.Info("edition built", "edition", next.ID().String(), "took", e.now().Sub(started).Round(time.Millisecond))
	return nil
}

// watch refreshes each second until ctx ends, so that the command line may
// load beside a running server.
func (e *editions) watch(ctx context.Context) {
	eachSecond(ctx, e.refresh, func(err error) { e.log.Error("edition not built; the one before stays", "err", err) })
}

// eachSecond refreshes until ctx ends and tells what goes wrong before that.
func eachSecond(ctx context.Context, refresh func(context.Context) error, tell func(error)) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := refresh(ctx); err != nil && ctx.Err() == nil {
			tell(err)
		}
	}
}

// vintage gives the edition of a named vintage.
func (e *editions) vintage(ctx context.Context, name string) (*progress.Edition, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if ed, ok := e.named[name]; ok {
		return ed, nil
	}
	v, err := e.store.Vintage(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("vintage %q: %w", name, err)
	}
	cfg, err := configs.LoadCanonical(v.Config)
	if err != nil {
		return nil, fmt.Errorf("configuration of vintage %q: %w", name, err)
	}
	ed, err := build(ctx, e.store, cfg, v.Snapshot, v.Reference)
	if err != nil {
		return nil, fmt.Errorf("vintage %q: %w", name, err)
	}
	e.keep(name, ed)
	return ed, nil
}

func (e *editions) keep(name string, ed *progress.Edition) {
	if e.named == nil {
		e.named = map[string]*progress.Edition{}
	}
	if len(e.order) == keptVintages {
		delete(e.named, e.order[0])
		e.order = e.order[1:]
	}
	e.named[name] = ed
	e.order = append(e.order, name)
}

// build reads the series that the catalog wants, as of a snapshot, and makes
// the edition.
func build(ctx context.Context, store data.Reader, cfg configs.Config, asOf int64, reference data.Date) (*progress.Edition, error) {
	in := progress.Input{Catalog: cfg.Catalog, Snapshot: asOf, Config: cfg.Hash, Version: version, Reference: reference}
	if asOf > 0 {
		if err := read(ctx, store, cfg.Catalog, &in); err != nil {
			return nil, fmt.Errorf("read snapshot %d: %w", asOf, err)
		}
	}
	ed, err := progress.Build(in)
	if err != nil {
		return nil, fmt.Errorf("build edition of snapshot %d: %w", asOf, err)
	}
	return ed, nil
}

func read(ctx context.Context, store data.Reader, cat *data.Catalog, in *progress.Input) error {
	codes := cat.SeriesCodes()
	for _, source := range slices.Sorted(maps.Keys(codes)) {
		q := data.Query{Source: source, Codes: codes[source]}
		err := store.Series(ctx, in.Snapshot, q, func(s data.Series) error {
			in.Series = append(in.Series, s)
			return nil
		})
		if err != nil {
			return err
		}
	}
	snapshots, err := store.Snapshots(ctx, in.Snapshot)
	in.Snapshots = snapshots
	return err
}

// errNotBuilt is what readiness says before the first edition.
var errNotBuilt = errors.New("the figures are being loaded")

// ready is nil once there is something to show.
func (e *editions) ready() error {
	if e.live() == nil {
		return errNotBuilt
	}
	return nil
}
