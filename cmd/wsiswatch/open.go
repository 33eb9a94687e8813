package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/data/seed"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
)

// config loads the embedded definitions, or those of --config.
func (a *app) config() (configs.Config, error) {
	load := func() (configs.Config, error) { return configs.Load(configs.Default) }
	if a.configDir != "" {
		if _, err := os.Stat(a.configDir); err != nil {
			return configs.Config{}, fmt.Errorf("read configuration: %w", err)
		}
		load = func() (configs.Config, error) { return configs.LoadDir(a.configDir) }
	}
	cfg, err := load()
	if err != nil {
		return cfg, fmt.Errorf("configuration:\n%w", err)
	}
	return cfg, nil
}

// open gives the definitions and the store; the caller closes the store.
func (a *app) open(ctx context.Context) (configs.Config, *sqlite.Store, error) {
	cfg, err := a.config()
	if err != nil {
		return cfg, nil, err
	}
	store, err := sqlite.OpenPatiently(ctx, a.db, a.wait)
	if err != nil {
		return cfg, nil, err
	}
	return cfg, store, nil
}

// openFilled is open with the shipped figures in the store, so that commands
// answer the same before and after the first serve.
func (a *app) openFilled(ctx context.Context) (configs.Config, *sqlite.Store, error) {
	cfg, store, err := a.open(ctx)
	if err != nil {
		return cfg, nil, err
	}
	bar := a.bar("filling the database with the shipped figures")
	defer bar.finish()
	if err := a.fill(ctx, store, bar.step); err != nil {
		return cfg, nil, closing(store, err)
	}
	return cfg, store, nil
}

// fill puts the shipped figures into the store, unless it is to stay without.
func (a *app) fill(ctx context.Context, store *sqlite.Store, step func(done, total int)) error {
	if a.bare {
		return nil
	}
	if err := seed.Fill(ctx, store, a.now, step); err != nil {
		return fmt.Errorf("fill %s with the shipped figures: %w", a.db, err)
	}
	return nil
}

// putOff is the most by which an installation collects later than the
// schedules say.
const putOff = 30 * time.Minute

// collector asks publishers through the proxy and with the certificates that
// the environment names, which is what http.DefaultTransport does.
func (a *app) collector(cfg configs.Config, store *sqlite.Store) *collector.Collector {
	return &collector.Collector{
		Store:        store,
		Catalog:      cfg.Catalog,
		Specs:        cfg.Specs,
		Client:       &http.Client{Transport: collector.NewHosts(http.DefaultTransport, cfg.Hosts)},
		Polite:       collector.Politeness{Contact: a.contact},
		Log:          a.log,
		Now:          a.now,
		Timeout:      10 * time.Minute,
		Version:      version,
		Spread:       putOff,
		Installation: a.installation(),
	}
}

// installation tells this one from others, the same after every restart.
func (a *app) installation() string {
	host, _ := os.Hostname()      // without a name the path has to do
	path, _ := filepath.Abs(a.db) // and without a path the name
	return host + "\x00" + path
}
