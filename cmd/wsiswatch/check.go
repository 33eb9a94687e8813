package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/robfig/cron/v3"
	"github.com/spf13/cobra"
)

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "check",
		Short:   "Check the definitions and say what would run and when",
		Long:    "Check the definitions. Every fault is printed with its file and line; with one, the exit code is 1.",
		Example: "  wsiswatch check --config ./my-configs",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return a.check() },
	}
}

func (a *app) check() error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	cat := cfg.Catalog
	for _, r := range cat.Resolutions() {
		fmt.Fprintf(a.stdout, "%s: %s, %d units\n", r.ID, r.Symbol, len(r.Paragraphs))
	}
	fmt.Fprintf(a.stdout, "%d indicators, %d benchmarks, %d areas, %d instruments, %d sources; configuration %.8s\n",
		len(cat.Indicators()), len(cat.Benchmarks()), len(cat.Areas()), len(cat.Instruments()), len(cat.Sources()), cfg.Hash)
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	for _, s := range cat.Sources() {
		if s.Schedule == "" {
			fmt.Fprintf(w, "%s\tby import\t\n", s.ID)
			continue
		}
		schedule, err := cron.ParseStandard(s.Schedule)
		if err != nil {
			return fmt.Errorf("schedule of %s: %w", s.ID, err)
		}
		fmt.Fprintf(w, "%s\t%s\tnext %s\n", s.ID, s.Schedule, schedule.Next(a.now().UTC()).Format("2006-01-02 15:04 MST"))
	}
	return w.Flush()
}
