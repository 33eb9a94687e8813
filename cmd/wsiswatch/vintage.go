package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/data"
)

func (a *app) vintageCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "vintage",
		Short:   "Freeze and list named states of everything shown",
		Example: "  wsiswatch vintage create report-2026 --note \"as sent to the editors\"",
	}
	v := data.Vintage{}
	var reference string
	create := &cobra.Command{
		Use: "create NAME", Short: "Give the present state, or an earlier snapshot, a name", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			d, err := data.ParseDate(reference)
			if err != nil {
				return fmt.Errorf("--reference: %w", err)
			}
			v.Name, v.Reference = args[0], d
			return a.vintageCreate(c.Context(), v)
		},
	}
	create.Flags().Int64Var(&v.Snapshot, "snapshot", 0, "snapshot to freeze; the newest where not given")
	create.Flags().StringVar(&reference, "reference", "", "day that verdicts are judged on, YYYY-MM-DD; today where not given")
	create.Flags().StringVar(&v.Note, "note", "", "what it is for")
	c.AddCommand(create, &cobra.Command{Use: "list", Short: "List the vintages", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.vintageList(c.Context()) }})
	return c
}

func (a *app) vintageCreate(ctx context.Context, v data.Vintage) error {
	cfg, store, err := a.openFilled(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	latest, err := store.Latest(ctx)
	if err != nil {
		return fmt.Errorf("find the newest snapshot: %w", err)
	}
	if v.Snapshot > latest {
		return fmt.Errorf("snapshot %d does not exist; the newest is %d", v.Snapshot, latest)
	}
	if v.Snapshot == 0 {
		v.Snapshot = latest
	}
	if v.Reference.IsZero() {
		v.Reference = data.DateOf(a.now())
	}
	v.Config, v.Created = cfg.Canonical, a.now()
	if err := store.SaveVintage(ctx, v); err != nil {
		return fmt.Errorf("save vintage %q: %w", v.Name, err)
	}
	fmt.Fprintf(a.stdout, "vintage %s: snapshot %d, configuration %.8s, judged on %s\n", v.Name, v.Snapshot, cfg.Hash, v.Reference)
	return nil
}

func (a *app) vintageList(ctx context.Context) error {
	_, store, err := a.open(ctx)
	if err != nil {
		return err
	}
	vintages, err := store.Vintages(ctx)
	if err := closing(store, err); err != nil {
		return err
	}
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	for _, v := range vintages {
		fmt.Fprintf(w, "%s\tsnapshot %d\tjudged on %s\t%s\n", v.Name, v.Snapshot, v.Reference, v.Note)
	}
	return w.Flush()
}

// closing closes c and joins what went wrong before and then.
func closing(c io.Closer, err error) error { return errors.Join(err, c.Close()) }
