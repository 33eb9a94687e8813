package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/data"
)

func (a *app) reviewCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "review",
		Short:   "Decide on loads that looked wrong and are held",
		Example: "  wsiswatch review list\n  wsiswatch review accept 3",
	}
	c.AddCommand(
		&cobra.Command{Use: "list", Short: "List the loads that wait", Args: cobra.NoArgs,
			RunE: func(c *cobra.Command, _ []string) error { return a.reviewList(c.Context()) }},
		a.reviewOne("show", "Show a held load and why it is held", a.reviewShow),
		a.reviewOne("accept", "Take a held load as it is", a.reviewAccept),
		a.reviewOne("reject", "Drop a held load; the numbers before it stay", a.reviewReject))
	return c
}

func (a *app) reviewOne(verb, short string, do func(context.Context, int64) error) *cobra.Command {
	return &cobra.Command{Use: verb + " HOLD", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return fmt.Errorf("%q is not the number of a hold; see wsiswatch review list", args[0])
			}
			return do(c.Context(), id)
		}}
}

func (a *app) reviewList(ctx context.Context) error {
	_, store, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	holds, err := store.Holds(ctx, data.Waiting)
	if err != nil {
		return fmt.Errorf("list holds: %w", err)
	}
	if len(holds) == 0 {
		fmt.Fprintln(a.stdout, "nothing waits")
		return nil
	}
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "hold\tsource\tsince\twhy")
	for _, h := range holds {
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\n", h.ID, h.Source, h.Created.UTC().Format(time.DateTime), strings.Join(h.Reasons, "; "))
	}
	return w.Flush()
}

func (a *app) reviewShow(ctx context.Context, id int64) error {
	_, store, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	holds, err := store.Holds(ctx)
	if err != nil {
		return fmt.Errorf("list holds: %w", err)
	}
	for _, h := range holds {
		if h.ID == id {
			fmt.Fprintf(a.stdout, "hold %d of %s: %s\n%s%s, published %s, years %d to %d\n", h.ID, h.Source, h.State,
				h.Origin.File, h.Origin.URL, h.Origin.Published, h.Scope.From, h.Scope.To)
			fmt.Fprintf(a.stdout, "- %s\n", strings.Join(h.Reasons, "\n- "))
			return nil
		}
	}
	return fmt.Errorf("hold %d: %w", id, data.ErrNotFound)
}

func (a *app) reviewAccept(ctx context.Context, id int64) error {
	cfg, store, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	r, err := a.collector(cfg, store).AcceptHold(ctx, id)
	if err != nil {
		return fmt.Errorf("accept hold %d: %w", id, err)
	}
	fmt.Fprintln(a.stdout, runLine(r))
	return nil
}

func (a *app) reviewReject(ctx context.Context, id int64) error {
	cfg, store, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := a.collector(cfg, store).RejectHold(ctx, id, ""); err != nil {
		return fmt.Errorf("reject hold %d: %w", id, err)
	}
	fmt.Fprintf(a.stdout, "hold %d rejected\n", id)
	return nil
}
