// Package seed holds the figures that a fresh start shows, as an ordered list
// of snapshots with their real publication dates, so that real revisions exist
// from the first day. Each file under figures/ is one load in a compact text
// that can be reviewed: a header that names publisher, edition, licence and the
// sha256 of the original bytes, then one line for each series.
package seed

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

//go:embed all:figures
var figures embed.FS

// Fill saves the shipped loads that the store does not have yet, in order, and
// calls progress after each. Loads older than what the store holds are left
// out: shipped figures never replace newer ones.
func Fill(ctx context.Context, store data.Store, now func() time.Time, progress func(done, total int)) error {
	return FillFrom(ctx, figures, store, now, progress)
}

// FillFrom is Fill from another set of files.
func FillFrom(ctx context.Context, fsys fs.FS, store data.Store, now func() time.Time, progress func(done, total int)) error {
	names, err := fs.Glob(fsys, "figures/*.txt")
	if err != nil {
		return fmt.Errorf("list the shipped figures: %w", err)
	}
	has, err := loaded(ctx, store)
	if err != nil {
		return err
	}
	for i, name := range names {
		if err := fillOne(ctx, fsys, name, store, now, has); err != nil {
			return fmt.Errorf("load %s: %w", name, err)
		}
		progress(i+1, len(names))
	}
	return nil
}

func fillOne(ctx context.Context, fsys fs.FS, name string, store data.Store, now func() time.Time, has map[string]bool) error {
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	head, err := readHeader(name, raw)
	if err != nil {
		return err
	}
	if has[head.Source+" "+head.Origin.SHA256] {
		return nil
	}
	load, err := Read(name, raw)
	if err != nil {
		return err
	}
	run := data.Run{Source: load.Source, Trigger: "seed", Started: now(), Finished: now(), Origin: load.Origin}
	if _, err := store.Save(ctx, run, load, nil); err != nil && !errors.Is(err, data.ErrOlder) {
		return err
	}
	return nil
}

// loaded names the loads that the store has, by source and sha256.
func loaded(ctx context.Context, store data.Reader) (map[string]bool, error) {
	snapshots, err := store.Snapshots(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	has := map[string]bool{}
	for _, s := range snapshots {
		has[s.Source+" "+s.Origin.SHA256] = true
	}
	return has, nil
}
