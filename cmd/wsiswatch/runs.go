package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/data"
)

func (a *app) runsCommand() *cobra.Command {
	var q data.RunQuery
	var format string
	c := &cobra.Command{
		Use:     "runs",
		Short:   "List what the collectors and imports did, newest first",
		Example: "  wsiswatch runs --source wb-wdi --limit 5",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.runs(c.Context(), q, format) },
	}
	c.Flags().StringVar(&q.Source, "source", "", "only this source")
	c.Flags().IntVar(&q.Limit, "limit", 20, "how many")
	c.Flags().StringVar(&format, "format", "table", "table or json")
	return c
}

func (a *app) runs(ctx context.Context, q data.RunQuery, format string) error {
	_, store, err := a.openFilled(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	runs, err := store.Runs(ctx, q)
	if err != nil {
		return fmt.Errorf("list runs: %w", err)
	}
	if format == "json" {
		return json.NewEncoder(a.stdout).Encode(runs)
	}
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "run\tstarted\ttrigger\tfile or address\tresult")
	for _, r := range runs {
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", r.ID, r.Started.UTC().Format(time.DateTime), r.Trigger, cmp.Or(r.Origin.File, r.Origin.URL), runLine(r))
	}
	return w.Flush()
}
