package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/data"
)

func (a *app) collectCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "collect [SOURCE…]",
		Short:   "Collect now from all or the named sources, then exit",
		Example: "  wsiswatch collect wb-wdi",
		RunE:    func(c *cobra.Command, args []string) error { return a.collect(c.Context(), args) },
	}
}

func (a *app) collect(ctx context.Context, sources []string) error {
	cfg, store, err := a.openFilled(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	if len(sources) == 0 {
		for _, s := range cfg.Specs {
			if s.Kind != "" {
				sources = append(sources, s.ID)
			}
		}
	}
	c := a.collector(cfg, store)
	bar := a.bar("collecting")
	var errs []error
	for i, id := range sources {
		r, err := c.Run(ctx, id, "command")
		bar.step(i+1, len(sources))
		if err != nil {
			errs = append(errs, err)
			continue
		}
		fmt.Fprintln(a.stdout, runLine(r))
	}
	bar.finish()
	return errors.Join(errs...)
}

// runLine tells in one line what came of a run.
func runLine(r data.Run) string {
	line := fmt.Sprintf("%s: %s", r.Source, r.Outcome)
	switch r.Outcome {
	case data.Changed:
		if r.Snapshot == 0 { // a document: it brings no figures
			return line + fmt.Sprintf(", %d units", r.Counts.Kept)
		}
		line += fmt.Sprintf(", snapshot %d: %d added, %d revised, %d withdrawn", r.Snapshot, r.Counts.Added, r.Counts.Revised, r.Counts.Withdrawn)
	case data.Held:
		line += fmt.Sprintf(", hold %d: see wsiswatch review show %d", r.Hold, r.Hold)
	case data.Failed:
		line += ": " + r.Error
	}
	return line
}
