package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/dashboard"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
	"github.com/wsiswatch/wsiswatch/metrics"
)

type serveOptions struct {
	listen  string
	offline bool
}

func (a *app) serveCommand() *cobra.Command {
	var o serveOptions
	c := &cobra.Command{
		Use:     "serve",
		Short:   "Serve the site, the API and the metrics, and collect on schedule",
		Example: "  wsiswatch serve --listen 127.0.0.1:9000 --db /var/lib/wsiswatch/wsiswatch.db\n  wsiswatch serve --offline",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.serve(c.Context(), o) },
	}
	c.Flags().StringVar(&o.listen, "listen", "127.0.0.1:8080", "address to listen on")
	c.Flags().BoolVar(&o.offline, "offline", false, "do not collect; show what the database holds")
	return c
}

// serve is the pipeline: definitions, store, seed, editions, collectors, site.
// It returns nil when ctx ended and everything has been drained.
func (a *app) serve(ctx context.Context, o serveOptions) (err error) {
	cfg, store, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()

	eds := &editions{store: store, config: cfg, now: a.now, log: a.log}
	site, err := a.site(store, cfg, eds)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", o.listen, err)
	}
	if !dashboard.HaveCharts() {
		a.log.Info("this build has no interactive charts; `make build` adds them (tables and drawn figures are complete)")
	}

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return listenUntil(ctx, listener, site) })
	group.Go(func() error {
		if err := a.fill(ctx, store, func(int, int) {}); err != nil {
			return err
		}
		if err := eds.refresh(ctx); err != nil {
			return err
		}
		a.announce(listener.Addr())
		group.Go(func() error { eds.watch(ctx); return nil })
		if o.offline {
			return nil
		}
		return a.collector(cfg, store).Schedule(ctx)
	})
	return group.Wait()
}

func (a *app) announce(addr net.Addr) {
	fmt.Fprintf(a.stdout, "wsiswatch is at http://%s/\n", addr)
	if a.ready != nil {
		a.ready(addr.String())
	}
}

// site joins the pages and the metrics under one handler.
func (a *app) site(store *sqlite.Store, cfg configs.Config, eds *editions) (http.Handler, error) {
	pages, err := dashboard.New(dashboard.Deps{
		Edition: eds.live, Vintage: eds.vintage, Store: store, Log: a.log, Version: version,
	})
	if err != nil {
		return nil, fmt.Errorf("make the pages: %w", err)
	}
	exposition, err := metrics.New(metrics.Deps{
		Edition: eds.live, Store: store, Sources: cfg.Catalog.Sources(), Version: version, Now: a.now,
	})
	if err != nil {
		return nil, fmt.Errorf("make the metrics: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", exposition)
	mux.Handle("GET /-/", metrics.Health(eds.ready))
	mux.Handle("/", pages)
	return mux, nil
}

// listenUntil serves until ctx ends, then lets running requests finish.
func listenUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	// The signal has ended ctx; those who are reading get ten seconds more.
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := srv.Shutdown(drain); err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}
