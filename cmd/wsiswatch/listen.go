package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/exporter-toolkit/web"
	"go.yaml.in/yaml/v3"
)

// door is an address that the program listens on, and what it answers there.
type door struct {
	net.Listener
	handler   http.Handler
	webConfig string // "" means plain HTTP for everybody
	log       *slog.Logger
}

// openDoors listens on the address of the site and, where the metrics are
// apart, on theirs. A faulty file is told before the first request.
func openDoors(ctx context.Context, log *slog.Logger, o serveOptions, site, scraped http.Handler) (doors []door, err error) {
	if err := web.Validate(o.webConfig); err != nil {
		return nil, fmt.Errorf("read %s: %w", o.webConfig, err)
	}
	defer func() {
		if err != nil {
			for _, d := range doors {
				err = errors.Join(err, d.Close())
			}
		}
	}()
	for _, at := range []struct {
		address string
		handler http.Handler
	}{{o.listen, site}, {o.metricsListen, scraped}} {
		if at.handler == nil {
			continue
		}
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", at.address)
		if err != nil {
			return doors, fmt.Errorf("listen on %s: %w", at.address, err)
		}
		doors = append(doors, door{l, at.handler, o.webConfig, log})
	}
	return doors, nil
}

// listenUntil serves until ctx ends, then lets running requests finish.
func (d door) listenUntil(ctx context.Context) error {
	srv := &http.Server{Handler: d.handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- d.serve(srv) }()
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

func (d door) serve(srv *http.Server) error {
	if d.webConfig == "" {
		return srv.Serve(d)
	}
	return web.Serve(d, srv, &web.FlagConfig{WebConfigFile: &d.webConfig}, d.log)
}

// scheme of the address: https where the checked web configuration sets TLS.
func (d door) scheme() string {
	var file struct {
		TLS map[string]any `yaml:"tls_server_config"`
	}
	b, err := os.ReadFile(d.webConfig)
	if err == nil && yaml.Unmarshal(b, &file) == nil && len(file.TLS) > 0 {
		return "https"
	}
	return "http"
}
