package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/data"
)

func (a *app) collectCommand() *cobra.Command {
	var dry bool
	c := &cobra.Command{
		Use:   "collect [SOURCE…]",
		Short: "Collect now from all or the named sources, then exit",
		Long: `Collect now from all or the named sources, then exit. What has not changed at a
publisher is not fetched again. One line says what came of each source; the
exit status is 1 where any failed.`,
		Example: "  wsiswatch collect wb-wdi\n  wsiswatch collect --dry-run",
		RunE:    func(c *cobra.Command, args []string) error { return a.collect(c.Context(), args, dry) },
	}
	c.Flags().BoolVar(&dry, "dry-run", false, "fetch, compare and report; store nothing")
	return c
}

func (a *app) collect(ctx context.Context, sources []string, dry bool) error {
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
	c.DryRun = dry
	var errs []error
	for i, id := range sources {
		bar := a.bar(fmt.Sprintf("%d of %d, %s", i+1, len(sources), id))
		c.Progress = bar.step
		r, err := c.Run(ctx, id, "command")
		bar.finish()
		if err != nil {
			errs = append(errs, err)
			continue
		}
		fmt.Fprintln(a.stdout, runLine(r))
	}
	return errors.Join(errs...)
}

// runLine tells in one line what came of a run, or would come of one that was
// only tried.
func runLine(r data.Run) string {
	line := fmt.Sprintf("%s: %s", r.Source, r.Outcome)
	n := fmt.Sprintf("%d added, %d revised, %d withdrawn", r.Counts.Added, r.Counts.Revised, r.Counts.Withdrawn)
	switch {
	case r.Outcome == data.Changed && r.ID == 0:
		return fmt.Sprintf("%s: would change, %s", r.Source, n)
	case r.Outcome == data.Held && r.ID == 0:
		return fmt.Sprintf("%s: would be held, %s: %s", r.Source, n, r.Error)
	case r.Outcome == data.Changed && r.Snapshot == 0: // a document: it brings no figures
		return line + fmt.Sprintf(", %d units", r.Counts.Kept)
	case r.Outcome == data.Changed:
		return line + fmt.Sprintf(", snapshot %d%s: %s", r.Snapshot, reread(r.Origin), n)
	case r.Outcome == data.Held:
		return line + fmt.Sprintf(", hold %d%s: see wsiswatch review show %d", r.Hold, reread(r.Origin), r.Hold)
	case r.Error != "":
		return line + ": " + r.Error
	}
	return line
}

// reread says that what a load changes is our reading, not the publisher's.
func reread(o data.Origin) string {
	if !o.Ours() {
		return ""
	}
	return fmt.Sprintf(", our re-reading of snapshot %d", o.Reread)
}
