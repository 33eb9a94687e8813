package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

func (a *app) importCommand() *cobra.Command {
	var req collector.ImportRequest
	var published string
	var dry bool
	c := &cobra.Command{
		Use:   "import --source ID FILE…",
		Short: "Load files that a person downloaded",
		Long: `Load files that a person downloaded. They go through the same parsers, checks
and holds as collected answers, one load for each file. What cannot be read is
counted and shown by reason.`,
		Example: "  wsiswatch import --source itu-datahub --published 2025-12-01 individuals_using_internet.csv",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, files []string) error {
			d, err := data.ParseDate(published)
			if err != nil {
				return fmt.Errorf("--published: %w", err)
			}
			req.Published, req.Files = d, files
			return a.importFiles(c.Context(), req, dry)
		},
	}
	f := c.Flags()
	f.StringVar(&req.Source, "source", "", "source that the files belong to (required; see: wsiswatch check)")
	f.StringVar(&req.Format, "format", "", "format of the files; found by name or content where not given")
	f.StringVar(&published, "published", "", "day on which the publisher released them, YYYY-MM-DD")
	f.StringVar(&req.Edition, "edition", "", "the publisher's name of the release")
	f.BoolVar(&req.Older, "older", false, "load figures published earlier than the stored ones")
	f.BoolVar(&dry, "dry-run", false, "read, compare and report; store nothing")
	if err := c.MarkFlagRequired("source"); err != nil {
		panic(err) // a programmer's mistake: the flag is defined above
	}
	return c
}

// rareCollection keeps the collector of memory away while a file is imported:
// nearly all that a load allocates is needed until its commit, so that looking
// for garbage takes time and finds little.
const rareCollection = 300 // per cent, as in GOGC

func (a *app) importFiles(ctx context.Context, req collector.ImportRequest, dry bool) error {
	cfg, store, err := a.openFilled(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	c := a.collector(cfg, store)
	c.DryRun = dry
	defer debug.SetGCPercent(debug.SetGCPercent(rareCollection))
	bar := a.bar("reading")
	var errs []error
	for i, file := range req.Files {
		one := req
		one.Files = []string{file}
		res, err := c.Import(ctx, one)
		runtime.GC() // what the file took is free for the next
		bar.step(i+1, len(req.Files))
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if err := a.printImport(res); err != nil {
			return err
		}
	}
	bar.finish()
	return errors.Join(errs...)
}

func (a *app) printImport(res collector.ImportResult) error {
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	for _, f := range res.Files {
		fmt.Fprintf(w, "%s: %d rows read, %d kept\n", f.Name, f.Counts.Read, f.Counts.Kept)
		for _, reason := range slices.Sorted(maps.Keys(f.Counts.Skipped)) {
			fmt.Fprintf(w, "  %d\t%s\t%s\n", f.Counts.Skipped[reason], reason, f.Samples[reason])
		}
		if f.Run.Outcome != "" {
			fmt.Fprintf(w, "  %s\n", runLine(f.Run))
		}
	}
	return w.Flush()
}
