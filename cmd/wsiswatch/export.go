package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/metrics"
)

type exportOptions struct {
	indicators, areas []string
	vintage           string
}

func (a *app) exportCommand() *cobra.Command {
	c := &cobra.Command{Use: "export", Short: "Write everything shown in the formats of other programs"}
	var o exportOptions
	open := &cobra.Command{
		Use:     "openmetrics",
		Short:   "Write all years in OpenMetrics, for promtool tsdb create-blocks-from",
		Example: "  wsiswatch export openmetrics > wsis.om\n  wsiswatch export openmetrics --indicator internet_users --area WLD,KEN",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.exportOpenMetrics(c.Context(), o) },
	}
	open.Flags().StringSliceVar(&o.indicators, "indicator", nil, "indicators; all where not given")
	open.Flags().StringSliceVar(&o.areas, "area", nil, "economies and groups; all where not given")
	open.Flags().StringVar(&o.vintage, "vintage", "", "named vintage; the present state where not given")
	c.AddCommand(open)
	return c
}

func (a *app) exportOpenMetrics(ctx context.Context, o exportOptions) error {
	cfg, store, err := a.openFilled(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	eds := &editions{store: store, config: cfg, now: a.now, log: a.log}
	ed, err := eds.pick(ctx, o.vintage)
	if err != nil {
		return err
	}
	indicators, err := asked(o.indicators, func(id string) bool { _, ok := ed.Catalog().Indicator(id); return ok }, "indicator")
	if err != nil {
		return err
	}
	areas, err := asked(o.areas, func(id string) bool { _, ok := ed.Catalog().Area(id); return ok }, "area")
	if err != nil {
		return err
	}
	return metrics.WriteHistory(a.stdout, ed, indicators, areas)
}

// asked is a set of ids that exist, nil where none is asked for.
func asked(list []string, has func(string) bool, kind string) (map[string]bool, error) {
	var out map[string]bool
	for _, id := range list {
		if !has(id) {
			return nil, fmt.Errorf("%s %q: %w", kind, id, data.ErrNotFound)
		}
		if out == nil {
			out = map[string]bool{}
		}
		out[id] = true
	}
	return out, nil
}
