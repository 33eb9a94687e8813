package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// documents gives the pages the imported texts. The bytes that were imported
// are all that is stored; each is parsed once and kept in memory.
type documents struct {
	store       data.Reader
	resolutions []string
	log         *slog.Logger

	mu      sync.Mutex
	current map[string]data.Run // that brought the text of a resolution
	state   string
	parsed  map[string]parsedDocument // by resolution
}

type parsedDocument struct {
	sha256 string
	text   collector.DocumentText
	err    error
}

func newDocuments(store data.Reader, cat *data.Catalog, log *slog.Logger) *documents {
	d := &documents{store: store, log: log, parsed: map[string]parsedDocument{}}
	for _, r := range cat.Resolutions() {
		d.resolutions = append(d.resolutions, r.ID)
	}
	return d
}

// refresh looks up which documents are imported.
func (d *documents) refresh(ctx context.Context) error {
	current := map[string]data.Run{}
	var state []string
	for _, id := range d.resolutions {
		run, err := d.store.LastRun(ctx, data.DocumentSource(id), data.Changed)
		if errors.Is(err, data.ErrNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("look up the text of %s: %w", id, err)
		}
		current[id] = run
		state = append(state, fmt.Sprintf("d%d-%.12s", run.ID, run.Origin.SHA256))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.current, d.state = current, strings.Join(state, "-")
	return nil
}

// watch refreshes each second until ctx ends, so that a document can be
// imported beside a running server.
func (d *documents) watch(ctx context.Context) {
	eachSecond(ctx, d.refresh, func(err error) { d.log.Error("imported texts not looked up; those before stay", "err", err) })
}

// State implements dashboard.Texts.
func (d *documents) State() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state
}

// Text implements dashboard.Texts.
func (d *documents) Text(ctx context.Context, res data.Resolution) (data.Document, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	run, ok := d.current[res.ID]
	if !ok {
		return data.Document{}, fmt.Errorf("text of %s: %w", res.ID, data.ErrNotFound)
	}
	doc := data.Document{File: run.Origin.File, SHA256: run.Origin.SHA256, Imported: run.Finished}
	text, err := d.parse(ctx, res.ID, run)
	if err != nil {
		return doc, err
	}
	doc.Passages, err = text.Match(res)
	return doc, err
}

// parse reads the kept bytes of a document once; d.mu is held. What could not
// be read is not tried again, unless the bytes could not be had.
func (d *documents) parse(ctx context.Context, id string, run data.Run) (collector.DocumentText, error) {
	if p := d.parsed[id]; p.sha256 == run.Origin.SHA256 {
		return p.text, p.err
	}
	raw, err := d.store.Raw(ctx, run.Origin.SHA256)
	if err != nil {
		return collector.DocumentText{}, fmt.Errorf("text of %s: %w", id, err)
	}
	p := parsedDocument{sha256: run.Origin.SHA256}
	p.text, p.err = collector.ReadDocument(ctx, collector.File{Name: run.Origin.File, Bytes: raw})
	d.parsed[id] = p
	return p.text, p.err
}
