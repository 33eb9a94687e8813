package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/report"
)

type reportOptions struct {
	vintage, compare, resolution, lang, out, reference string
	paragraphs, areas                                  []string
	pdf                                                bool
}

func (a *app) reportCommand() *cobra.Command {
	var o reportOptions
	c := &cobra.Command{
		Use:   "report --vintage NAME [--out DIR]",
		Short: "Write the annual report of a vintage",
		Long: `Writes the report of a frozen vintage as a document, a workbook, a page and CSV
annexes, and packs them with a manifest. The same vintage and program give the
same bytes. Give --compare an earlier vintage to list what was revised since. The
site offers for download what is written beside the database.`,
		Example: "  wsiswatch vintage create report-2026 --note \"as sent to the editors\"\n" +
			"  wsiswatch report --vintage report-2026\n" +
			"  wsiswatch report --vintage report-2026 --compare report-2025 --areas KEN --out report\n" +
			"  wsiswatch report verify report/report-2026.zip",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.report(c.Context(), o) },
	}
	f := c.Flags()
	f.StringVar(&o.vintage, "vintage", "", "vintage to report on (see: wsiswatch vintage create)")
	f.StringVar(&o.compare, "compare", "", "earlier vintage to compare with")
	f.StringVar(&o.resolution, "resolution", "", "resolution; the first where not given")
	f.StringSliceVar(&o.paragraphs, "paragraphs", nil, "paragraphs to report on, as in 9,16bis; all where not given")
	f.StringSliceVar(&o.areas, "areas", nil, "economies or groups that get an annex of their own, as in KEN,LDC")
	f.StringVar(&o.lang, "lang", "en", "language")
	f.StringVar(&o.out, "out", "", "folder to write to; where not given, reports/VINTAGE beside the database, which the site offers")
	f.StringVar(&o.reference, "reference-doc", "", "document whose styles, margins and header are taken")
	f.BoolVar(&o.pdf, "pdf", false, "print the page as PDF, too, with a Chromium on the path; outside the manifest")
	c.AddCommand(a.reportVerifyCommand())
	return c
}

func (a *app) reportVerifyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "verify ZIP", Short: "Hold the files of a bundle against its manifest", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			b, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("read bundle: %w", err)
			}
			m, err := report.Verify(b)
			if err != nil {
				return fmt.Errorf("verify %s: %w", args[0], err)
			}
			fmt.Fprintf(a.stdout, "%s: %d files as packed; vintage %s, snapshot %d, configuration %.8s, program %s\n", args[0], len(m.Files), m.Vintage, m.Snapshot, m.Config, m.Version)
			return nil
		},
	}
}

func (a *app) report(ctx context.Context, o reportOptions) error {
	if o.vintage == "" {
		return errors.New("--vintage is required")
	}
	if filepath.Base(o.vintage) != o.vintage || strings.HasPrefix(o.vintage, ".") {
		return fmt.Errorf("--vintage %q cannot be the name of a file", o.vintage)
	}
	o.out = cmp.Or(o.out, filepath.Join(a.reportsFolder(), o.vintage))
	words, err := text.Load(o.lang)
	if err != nil {
		return fmt.Errorf("--lang: %w", err)
	}
	var reference []byte
	if o.reference != "" {
		if reference, err = os.ReadFile(o.reference); err != nil {
			return fmt.Errorf("--reference-doc: %w", err)
		}
	}
	// The editions, then all sheets, are live at once: a lower ceiling costs half
	// a second and saves a fifth of the memory.
	defer debug.SetGCPercent(debug.SetGCPercent(40))
	in, err := a.reportInput(ctx, o, words)
	if err != nil {
		return err
	}
	r, err := report.Build(in)
	if err != nil {
		return err
	}
	files, err := report.Files(r, words, o.vintage, reference)
	if err != nil {
		return fmt.Errorf("write report of %s: %w", o.vintage, err)
	}
	if err := writeReport(o, files); err != nil {
		return fmt.Errorf("write report of %s: %w", o.vintage, err)
	}
	a.reportDone(o, r)
	if o.pdf {
		return printPDF(ctx, filepath.Join(o.out, o.vintage+".html"), filepath.Join(o.out, o.vintage+".pdf"))
	}
	return nil
}

// reportDone says what was written, and warns of what the editors would refuse.
func (a *app) reportDone(o reportOptions, r *report.Report) {
	n := report.Count(r)
	fmt.Fprintf(a.stdout, "report of vintage %s in %s: %d words before the annexes\n", o.vintage, o.out, n)
	if n > report.Limit {
		a.log.Warn("the report is longer than the Secretariat takes; --paragraphs chooses", "words", n, "limit", report.Limit)
	}
}

// reportInput reads the vintage and the one that it is compared with.
func (a *app) reportInput(ctx context.Context, o reportOptions, words *text.Words) (in report.Input, err error) {
	cfg, store, err := a.openFilled(ctx)
	if err != nil {
		return in, err
	}
	defer func() { err = closing(store, err) }()
	eds := &editions{store: store, config: cfg, now: a.now, log: a.log}
	in = report.Input{Resolution: o.resolution, Paragraphs: o.paragraphs, Areas: o.areas, Words: words}
	if in.Vintage, err = store.Vintage(ctx, o.vintage); err != nil {
		return in, fmt.Errorf("--vintage %q: %w", o.vintage, err)
	}
	if in.Edition, err = eds.vintage(ctx, o.vintage); err != nil {
		return in, err
	}
	if o.compare == "" {
		return in, nil
	}
	in.Compared, err = comparison(ctx, store, eds, in.Vintage, o.compare)
	return in, err
}

// comparison reads an earlier vintage: as it was, under the definitions of now,
// and figure by figure.
func comparison(ctx context.Context, store data.Reader, eds *editions, now data.Vintage, name string) (*report.Comparison, error) {
	old, err := store.Vintage(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("--compare %q: %w", name, err)
	}
	if old.Snapshot > now.Snapshot {
		return nil, fmt.Errorf("--compare %q: its snapshot %d is newer than that of %q, %d; compare the other way round", name, old.Snapshot, now.Name, now.Snapshot)
	}
	c := &report.Comparison{Vintage: old}
	if c.Edition, err = eds.vintage(ctx, name); err != nil {
		return nil, err
	}
	cfg, err := configs.LoadCanonical(now.Config)
	if err != nil {
		return nil, fmt.Errorf("configuration of vintage %q: %w", now.Name, err)
	}
	if c.Rejudged, err = build(ctx, store, cfg, old.Snapshot, now.Reference); err != nil {
		return nil, err
	}
	err = data.Changes(ctx, store, old.Snapshot, now.Snapshot, data.Query{}, func(d data.Change) error {
		c.Changes = append(c.Changes, alone(d))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("compare %q with %q: %w", name, now.Name, err)
	}
	return c, nil
}

// writeReport writes the files and, last, the bundle of them.
func writeReport(o reportOptions, files []report.File) error {
	bundle, err := report.Zip(files)
	if err != nil {
		return err
	}
	for _, f := range append(files, report.File{Name: o.vintage + ".zip", Data: bundle}) {
		path := filepath.Join(o.out, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("make folder: %w", err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			return fmt.Errorf("write file: %w", err)
		}
	}
	// A page that was printed before shows another state.
	if err := os.Remove(filepath.Join(o.out, o.vintage+".pdf")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the page printed before: %w", err)
	}
	return nil
}

// alone is a change that does not keep the series it was read with in memory.
func alone(c data.Change) data.Change {
	for _, p := range []**data.Point{&c.Old, &c.New} {
		if *p != nil {
			point := **p
			*p = &point
		}
	}
	return c
}
