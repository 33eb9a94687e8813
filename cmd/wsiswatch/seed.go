package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/data/seed"
)

func (a *app) seedCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "seed",
		Short:   "Handle the figures that a fresh start shows",
		Example: "  wsiswatch seed fill\n  wsiswatch seed export data/seed/figures",
	}
	c.AddCommand(
		&cobra.Command{Use: "fill", Short: "Put the shipped figures into the database", Args: cobra.NoArgs,
			RunE: func(c *cobra.Command, _ []string) error { return a.seedFill(c.Context()) }},
		&cobra.Command{Use: "export DIR", Short: "Write the snapshots of the database as seed files", Args: cobra.ExactArgs(1),
			RunE: func(c *cobra.Command, args []string) error { return a.seedExport(c.Context(), args[0]) }})
	return c
}

func (a *app) seedFill(ctx context.Context) error {
	_, store, err := a.openFilled(ctx)
	if err != nil {
		return err
	}
	latest, err := store.Latest(ctx)
	if err := closing(store, err); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s is filled; newest snapshot %d\n", a.db, latest)
	return nil
}

// seedExport takes the database as it is: one that was filled from the seed
// would export the seed again.
func (a *app) seedExport(ctx context.Context, dir string) error {
	cfg, store, err := a.open(ctx)
	if err != nil {
		return err
	}
	err = seed.Export(ctx, store, dir, cfg.Catalog)
	return closing(store, err)
}
