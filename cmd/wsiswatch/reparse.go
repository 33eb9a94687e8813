package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/dashboard"
	"github.com/wsiswatch/wsiswatch/data"
)

func (a *app) reparseCommand() *cobra.Command {
	var req collector.ReparseRequest
	var dry bool
	c := &cobra.Command{
		Use:   "reparse --source ID",
		Short: "Read kept bytes again with the parser of today",
		Long: `Reads the bytes that a publisher sent again, with the parser and the rules of
today. What differs is saved as a snapshot that is marked as our re-reading, not
as a revision of the publisher; its publication date is that of the bytes. A load
that a later one has replaced is refused. Figures that come with the program keep
no bytes.`,
		Example: "  wsiswatch reparse --source wb-wdi --dry-run\n  wsiswatch reparse --source itu-datahub --snapshot 41",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.reparse(c.Context(), req, dry) },
	}
	f := c.Flags()
	f.StringVar(&req.Source, "source", "", "source whose loads are read again (required)")
	f.Int64Var(&req.Snapshot, "snapshot", 0, "only the load of this snapshot; every load that stands where not given")
	f.BoolVar(&dry, "dry-run", false, "show what would differ, store nothing")
	if err := c.MarkFlagRequired("source"); err != nil {
		panic(err) // a programmer's mistake: the flag is defined above
	}
	return c
}

func (a *app) reparse(ctx context.Context, req collector.ReparseRequest, dry bool) error {
	cfg, store, err := a.openFilled(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	c := a.collector(cfg, store)
	c.DryRun = dry
	list, err := c.Reparse(ctx, req)
	maker := dashboard.NewChangeRows(cfg.Catalog)
	for _, one := range list {
		fmt.Fprintf(a.stdout, "snapshot %d, %s, published %s: %d rows read, %d kept\n", one.Of.ID,
			cmp.Or(one.Of.Origin.File, one.Of.Origin.URL), orDots(one.Of.Origin.Published.String()), one.Counts.Read, one.Counts.Kept)
		fmt.Fprintf(a.stdout, "  %s\n", runLine(one.Run))
		if err := a.reparseDiff(maker, one.Changes); err != nil {
			return err
		}
	}
	return err
}

// reparseDiff lists what another reading would change, as diff does.
func (a *app) reparseDiff(maker dashboard.ChangeRows, changes []data.Change) error {
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	kinds := map[data.ChangeKind][]dashboard.ChangeRow{}
	for _, c := range changes {
		kinds[c.Kind()] = append(kinds[c.Kind()], maker.Row(c))
	}
	for _, k := range []data.ChangeKind{data.Revised, data.Removed, data.Added} {
		rows := kinds[k]
		diffList(w, k, slices.Clone(rows[:min(len(rows), dryShown)]), len(rows))
	}
	return w.Flush()
}

// dryShown bounds what a dry run lists of each kind.
const dryShown = 200
