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
	var reference, asOf string
	create := &cobra.Command{
		Use: "create NAME", Short: "Give the present state, or an earlier one, a name", Args: cobra.ExactArgs(1),
		Example: "  wsiswatch vintage create report-2026 --note \"as sent to the editors\"\n  wsiswatch vintage create then --as-of 2026-06-30\n" +
			"  wsiswatch vintage create before --as-of 25",
		RunE: func(c *cobra.Command, args []string) error {
			d, err := data.ParseDate(reference)
			if err != nil {
				return fmt.Errorf("--reference: %w", err)
			}
			v.Name, v.Reference = args[0], d
			return a.vintageCreate(c.Context(), v, asOf)
		},
	}
	create.Flags().StringVar(&asOf, "as-of", "", "state to freeze: a day, YYYY-MM-DD in UTC, the number of a snapshot or the name of a vintage; the newest where not given")
	create.Flags().StringVar(&reference, "reference", "", "day that verdicts are judged on, YYYY-MM-DD; where not given, the day of --as-of, else today")
	create.Flags().StringVar(&v.Note, "note", "", "what it is for")
	c.AddCommand(create, &cobra.Command{Use: "list", Short: "List the vintages", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.vintageList(c.Context()) }})
	return c
}

func (a *app) vintageCreate(ctx context.Context, v data.Vintage, asOf string) error {
	cfg, store, err := a.openFilled(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	snapshot, day, err := stateAsOf(ctx, store, asOf)
	if err != nil {
		return fmt.Errorf("--as-of: %w", err)
	}
	v.Snapshot = snapshot
	if v.Reference.IsZero() {
		v.Reference = day
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

// stateAsOf finds the snapshot that a word names, as data.StateOf reads it; ""
// is the newest. day is zero where the word is none. A state without figures is
// an error.
func stateAsOf(ctx context.Context, store data.Reader, asOf string) (snapshot int64, day data.Date, err error) {
	latest, err := store.Latest(ctx)
	if err != nil {
		return 0, day, fmt.Errorf("find the newest snapshot: %w", err)
	}
	if asOf == "" {
		return latest, day, nil
	}
	if snapshot, err = data.StateOf(ctx, store, asOf, latest); err != nil {
		return 0, day, err
	}
	if snapshot == 0 {
		return 0, day, fmt.Errorf("%s: no figures are held of so early a state; wsiswatch runs lists the snapshots", asOf)
	}
	if day, err = data.ParseDate(asOf); err != nil { // a number or a name
		return snapshot, data.Date{}, nil
	}
	return snapshot, day, nil
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
