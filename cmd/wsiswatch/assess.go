package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

type assessOptions struct {
	paragraph, area, vintage, format string
	method, input                    string
}

func (a *app) assessCommand() *cobra.Command {
	var o assessOptions
	c := &cobra.Command{
		Use:   "assess (--paragraph ID | --input FILE)",
		Short: "Judge a paragraph, or series of your own, and show what the verdict is made of",
		Long: "Judges a paragraph of the store, or the series of a file: one JSON object a line in,\n" +
			`{"id","direction":"up|down|to_one","base_year","target","target_year","limit","points":[[year,value],…]},` +
			"\none a line out. The methods are " + strings.Join(progress.Methods(), ", ") + ".",
		Example: "  wsiswatch assess --paragraph 9\n  wsiswatch assess --paragraph 16bis --area KEN --method opensdg-2.4 --format json\n" +
			"  wsiswatch assess --input cases.jsonl --method opensdg-2.4",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if o.input != "" {
				return a.assessInput(c.InOrStdin(), o.input, o.method)
			}
			return a.assess(c.Context(), o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.paragraph, "paragraph", "", "paragraph, as in 16bis")
	f.StringVar(&o.input, "input", "", "file of cases to judge, one JSON object a line; - for standard input")
	f.StringVar(&o.method, "method", "", "method to judge by; where not given, the indicator's own or the default")
	f.StringVar(&o.area, "area", "", "economy or group to judge in place of the paragraph's groups")
	f.StringVar(&o.vintage, "vintage", "", "named vintage; the present state where not given")
	f.StringVar(&o.format, "format", "table", "table, json or csv")
	c.MarkFlagsOneRequired("paragraph", "input")
	for _, other := range []string{"paragraph", "area", "vintage", "format"} {
		c.MarkFlagsMutuallyExclusive("input", other)
	}
	return c
}

func (a *app) assess(ctx context.Context, o assessOptions) error {
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
	if _, ok := ed.Paragraph(o.paragraph); !ok {
		return fmt.Errorf("paragraph %q: %w; see /api/v1/paragraphs for the ids", o.paragraph, data.ErrNotFound)
	}
	if o.area != "" {
		if _, ok := ed.Catalog().Area(o.area); !ok {
			return fmt.Errorf("area %q: %w; use an ISO 3166 alpha-3 code or a group code", o.area, data.ErrNotFound)
		}
	}
	pv, err := judgeParagraph(ed, o)
	if err != nil {
		return err
	}
	if o.format == "json" {
		return a.printExplained(ed, pv)
	}
	return a.printVerdict(pv, o.format)
}

// explained is a paragraph's verdict with, for each entry in turn, all steps of
// its arithmetic and what its class hangs on.
type explained struct {
	progress.ParagraphVerdict
	Explanations []progress.Explanation `json:"explanations"`
	Robustness   []progress.Robustness  `json:"robustness"`
}

func (a *app) printExplained(ed *progress.Edition, pv progress.ParagraphVerdict) error {
	out := explained{ParagraphVerdict: pv, Explanations: []progress.Explanation{}, Robustness: []progress.Robustness{}}
	for _, e := range pv.Entries {
		v := e.Verdict
		x, err := ed.Explain(v.Method, v.Indicator, v.Area, v.Dims, e.Headline.Benchmark)
		if err != nil {
			return fmt.Errorf("explain %s of %s: %w", v.Indicator, v.Area, err)
		}
		r, err := ed.Robustness(v.Method, v.Indicator, v.Area, v.Dims, e.Headline.Benchmark)
		if err != nil {
			return fmt.Errorf("vary %s of %s: %w", v.Indicator, v.Area, err)
		}
		out.Explanations, out.Robustness = append(out.Explanations, x), append(out.Robustness, r)
	}
	enc := json.NewEncoder(a.stdout)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func judgeParagraph(ed *progress.Edition, o assessOptions) (progress.ParagraphVerdict, error) {
	if o.area != "" {
		return ed.ParagraphForBy(o.method, o.paragraph, o.area)
	}
	return ed.ParagraphBy(o.method, o.paragraph)
}

// pick gives a named vintage, or the present state where the name is empty.
func (e *editions) pick(ctx context.Context, vintage string) (*progress.Edition, error) {
	if vintage != "" {
		return e.vintage(ctx, vintage)
	}
	latest, err := e.store.Latest(ctx)
	if err != nil {
		return nil, fmt.Errorf("find the newest snapshot: %w", err)
	}
	return build(ctx, e.store, e.config, latest, data.DateOf(e.now()))
}

func (a *app) printVerdict(pv progress.ParagraphVerdict, format string) error {
	switch format {
	case "csv":
		w := csv.NewWriter(a.stdout)
		if err := w.WriteAll(entryRows(pv)); err != nil {
			return fmt.Errorf("write csv: %w", err)
		}
		return nil
	case "table":
		w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintf(w, "paragraph %s: %s\n", pv.Paragraph, classOr(pv.Class, pv.Reason))
		if m := pv.Manual; m != nil {
			fmt.Fprintf(w, "by hand: %s, by %s on %s: %s\n", m.Class, m.Author, m.Date, m.Reason)
		}
		for _, row := range entryRows(pv) {
			for _, cell := range row {
				fmt.Fprint(w, cell, "\t")
			}
			fmt.Fprintln(w)
		}
		return w.Flush()
	}
	return fmt.Errorf("--format %q is none of table, json, csv", format)
}

// entryRows has a header and one row for each entry.
func entryRows(pv progress.ParagraphVerdict) [][]string {
	rows := [][]string{{"indicator", "area", "benchmark", "class", "base_year", "base_value", "base_status", "latest_year", "latest_value", "latest_status", "source", "pace", "method"}}
	for _, e := range pv.Entries {
		v := e.Verdict
		row := []string{v.Indicator, v.Area, v.Benchmark, classOr(v.Class, v.Reason)}
		row = append(row, valueCells(v.Base)...)
		row = append(row, valueCells(v.Latest)...)
		source := ""
		if v.Latest != nil {
			source = v.Latest.Source
		}
		rows = append(rows, append(row, source, number(v.Pace), v.Method))
	}
	return rows
}

func valueCells(v *progress.Value) []string {
	if v == nil {
		return []string{"", "", ""}
	}
	return []string{strconv.Itoa(v.Year), strconv.FormatFloat(v.Value, 'f', v.Decimals, 64), string(v.Status)}
}

func number(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'g', 4, 64)
}

func classOr(c progress.Class, r progress.Reason) string {
	if c != progress.NoClass {
		return string(c)
	}
	return "none (" + string(r) + ")"
}
