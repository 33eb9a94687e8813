package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/dashboard"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
	"github.com/wsiswatch/wsiswatch/metrics"
	"github.com/wsiswatch/wsiswatch/metrics/promapi"
	"github.com/wsiswatch/wsiswatch/report"
)

type serveOptions struct {
	listen        string
	metricsListen string
	webConfig     string
	baseURL       string
	offline       bool
	reports       string
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
	c.Flags().StringVar(&o.metricsListen, "metrics-listen", "", "address of the metrics and probes; that of --listen where not given")
	c.Flags().StringVar(&o.webConfig, "web.config.file", "", "TLS and basic authentication for the whole server, in the format of the Prometheus exporters")
	c.Flags().StringVar(&o.baseURL, "base-url", "", "public address of the site, for citations and addresses to copy; that of each request where not given")
	c.Flags().BoolVar(&o.offline, "offline", false, "do not collect; show what the database holds")
	c.Flags().StringVar(&o.reports, "reports", "", "folder of the reports that are offered for download; where not given, the folder reports beside the database")
	return c
}

// serve is the pipeline: definitions, store, seed, editions, collectors, site.
// It returns nil when ctx ended and everything has been drained.
func (a *app) serve(ctx context.Context, o serveOptions) (err error) {
	if o.baseURL, err = publicAddress(o.baseURL); err != nil {
		return err
	}
	cfg, store, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()

	eds := &editions{store: store, config: cfg, now: a.now, log: a.log}
	texts := newDocuments(store, cfg.Catalog, a.log)
	site, scraped, err := a.site(store, cfg, eds, texts, o)
	if err != nil {
		return err
	}
	doors, err := openDoors(ctx, a.log, o, site, scraped)
	if err != nil {
		return err
	}
	if !dashboard.HaveCharts() {
		a.log.Info("this build has no interactive charts; `make build` adds them (tables and drawn figures are complete)")
	}

	group, ctx := errgroup.WithContext(ctx)
	for _, d := range doors {
		group.Go(func() error { return d.listenUntil(ctx) })
	}
	group.Go(func() error {
		if err := a.fill(ctx, store, func(int, int) {}); err != nil {
			return err
		}
		if err := errors.Join(texts.refresh(ctx), eds.refresh(ctx)); err != nil {
			return err
		}
		a.announce(doors)
		group.Go(func() error { eds.watch(ctx); return nil })
		group.Go(func() error { texts.watch(ctx); return nil })
		if o.offline {
			return nil
		}
		return a.collector(cfg, store).Schedule(ctx)
	})
	return group.Wait()
}

// publicAddress checks an address and takes its final slash away; "" is none.
func publicAddress(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", fmt.Errorf("read --base-url: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", fmt.Errorf("read --base-url: %q is not an address such as https://wsis.example.org", s)
	}
	return u.Scheme + "://" + u.Host, nil
}

func (a *app) announce(doors []door) {
	scheme := doors[0].scheme()
	if len(doors) > 1 {
		fmt.Fprintf(a.stdout, "the metrics are at %s://%s/metrics\n", scheme, doors[1].Addr())
	}
	fmt.Fprintf(a.stdout, "wsiswatch is at %s://%s/\n", scheme, doors[0].Addr())
	if a.ready != nil {
		a.ready(doors[0].Addr().String())
	}
}

// site joins the pages and the metrics under one handler, or gives the metrics
// a handler of their own where they are apart.
func (a *app) site(store *sqlite.Store, cfg configs.Config, eds *editions, texts *documents, o serveOptions) (site, scraped http.Handler, err error) {
	reports := builtReports{report.NewShelf(cmp.Or(o.reports, a.reportsFolder()))}
	pages, err := dashboard.New(dashboard.Deps{
		Edition: eds.live, Vintage: eds.vintage, Store: store, Texts: texts, Reports: reports, Log: a.log, Version: version, BaseURL: o.baseURL,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("make the pages: %w", err)
	}
	exposition, err := metrics.New(metrics.Deps{
		Edition: eds.live, Store: store, Sources: cfg.Catalog.Sources(), Version: version, Now: a.now, Pools: store.Pools(),
	})
	if err != nil {
		return nil, nil, fmt.Errorf("make the metrics: %w", err)
	}
	history, err := promapi.New(promapi.Deps{
		Edition: eds.live, Vintage: eds.vintage, Moving: exposition.Moving, Now: a.now, Log: a.log, Limits: promapi.DefaultLimits(),
	})
	if err != nil {
		return nil, nil, fmt.Errorf("make the history: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", pages)
	mux.Handle("/prometheus/", http.StripPrefix("/prometheus", history))
	probed := mux
	if o.metricsListen != "" {
		probed = http.NewServeMux()
		scraped = exposition.Measure(probed, a.now)
	}
	probed.Handle("GET /metrics", exposition.Handler())
	probed.Handle("GET /metrics/indicators", exposition.Indicators())
	probed.Handle("GET /-/", metrics.Health(eds.ready))
	return exposition.Measure(mux, a.now), scraped, nil
}
