package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/dashboard"
	"github.com/wsiswatch/wsiswatch/data"
)

// addedShown bounds the added figures that a table lists: most loads are news.
const addedShown = 20

type diffOptions struct {
	from, to, format string
	filter           dashboard.ChangeFilter
	all              bool
}

func (a *app) diffCommand() *cobra.Command {
	var o diffOptions
	c := &cobra.Command{
		Use:   "diff",
		Short: "Show which figures were added, revised or withdrawn between two states",
		Long: `Shows which figures were added, revised or withdrawn between two states of the
database. A state is the number of a snapshot (0 is before the first), the name
of a vintage, or a day as YYYY-MM-DD: the last state stored by its end in UTC,
or, on days before the first was stored, the last that holds nothing published
later. Values are the publisher's, in the digits that it printed.`,
		Example: "  wsiswatch diff --from 36 --source wb-wdi\n  wsiswatch diff --from report-2026 --area KEN\n" +
			"  wsiswatch diff --from 2025-12-31 --indicator internet_users --format csv",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.diff(c.Context(), o) },
	}
	f := c.Flags()
	f.StringVar(&o.from, "from", "", "earlier state; the snapshot before --to where not given")
	f.StringVar(&o.to, "to", "", "later state; the newest snapshot where not given")
	f.StringSliceVar(&o.filter.Sources, "source", nil, "only this source")
	f.StringSliceVar(&o.filter.Indicators, "indicator", nil, "only series that this indicator reads")
	f.StringSliceVar(&o.filter.Areas, "area", nil, "only this economy or group")
	f.StringVar(&o.format, "format", "table", "table, json or csv")
	f.BoolVar(&o.all, "all", false, fmt.Sprintf("list all added figures in the table, not the first %d", addedShown))
	return c
}

func (a *app) diff(ctx context.Context, o diffOptions) error {
	if !slices.Contains([]string{"table", "json", "csv"}, o.format) {
		return fmt.Errorf("--format %q is none of table, json, csv", o.format)
	}
	cfg, store, err := a.openFilled(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	changes := dashboard.Changes{Store: store, Catalog: cfg.Catalog, Filter: o.filter}
	if err := changes.Filter.Check(cfg.Catalog); err != nil {
		return err
	}
	latest, err := store.Latest(ctx)
	if err != nil {
		return fmt.Errorf("find the newest snapshot: %w", err)
	}
	if err := changes.Between(ctx, o.from, o.to, latest); err != nil {
		return err
	}
	if changes.From > changes.To {
		return fmt.Errorf("--from is snapshot %d, after --to, snapshot %d", changes.From, changes.To)
	}
	if o.format == "table" {
		return a.diffTable(ctx, changes, o.all)
	}
	return a.diffRows(ctx, changes, o.format)
}

// diffRows writes the rows as the API does.
func (a *app) diffRows(ctx context.Context, c dashboard.Changes, format string) error {
	maker, rows := dashboard.NewChangeRows(c.Catalog), []dashboard.ChangeRow{}
	err := c.Each(ctx, func(v data.Change) error {
		rows = append(rows, maker.Row(v))
		return nil
	})
	if err != nil {
		return err
	}
	if format == "json" {
		return json.NewEncoder(a.stdout).Encode(rows)
	}
	table, err := dashboard.ChangesCSV(rows)
	if err != nil {
		return err
	}
	if _, err := a.stdout.Write(table); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// diffTable writes the counts, then what was revised, withdrawn and added.
func (a *app) diffTable(ctx context.Context, c dashboard.Changes, all bool) error {
	if err := a.diffStates(ctx, c); err != nil {
		return err
	}
	maker, kinds := dashboard.NewChangeRows(c.Catalog), map[data.ChangeKind][]dashboard.ChangeRow{}
	counts := dashboard.ChangeCounts{}
	err := c.Each(ctx, func(v data.Change) error {
		counts.Add(v)
		if k := v.Kind(); k != data.Added || all || len(kinds[k]) < addedShown {
			kinds[k] = append(kinds[k], maker.Row(v))
		}
		return nil
	})
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	total := counts.Total()
	if total.All() == 0 {
		fmt.Fprintln(w, "nothing changed")
		return w.Flush()
	}
	fmt.Fprintln(w, "source\tcode\tadded\trevised\twithdrawn")
	for _, n := range append(counts.List(), total) {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\n", n.Source+ours(n.By), n.Code, n.Added, n.Revised, n.Withdrawn)
	}
	for _, k := range []data.ChangeKind{data.Revised, data.Removed, data.Added} {
		diffList(w, k, kinds[k], total.Of(k))
	}
	return w.Flush()
}

// diffStates says what is compared.
func (a *app) diffStates(ctx context.Context, c dashboard.Changes) error {
	snapshots, err := c.Store.Snapshots(ctx, 0)
	if err != nil {
		return fmt.Errorf("list snapshots: %w", err)
	}
	for _, side := range []struct {
		word string
		id   int64
	}{{"from", c.From}, {"to", c.To}} {
		fmt.Fprintf(a.stdout, "%-5ssnapshot %d", side.word, side.id)
		if side.id == 0 {
			fmt.Fprint(a.stdout, ", before the first")
		}
		for _, s := range snapshots {
			if s.ID == side.id {
				fmt.Fprintf(a.stdout, ", %s %s%s, published %s, stored %s", s.Source, s.Origin.Edition, reread(s.Origin), orDots(s.Origin.Published.String()), s.Committed.UTC().Format(time.DateOnly))
			}
		}
		fmt.Fprintln(a.stdout)
	}
	fmt.Fprintln(a.stdout)
	return nil
}

func diffList(w *tabwriter.Writer, kind data.ChangeKind, rows []dashboard.ChangeRow, total int) {
	if total == 0 {
		return
	}
	// A line without tabs between tables ends the columns of the one before.
	fmt.Fprintf(w, "\n%s: %d%s\n\n", kind, total, valueKept(rows))
	fmt.Fprintln(w, "source\tcode\tarea\tdimensions\tyear\told\tnew\tper cent\tstatus\tsnapshots")
	for _, r := range rows {
		dims := data.Dims{Sex: r.Sex, Age: r.Age, Location: r.Location, Breakdown: r.Breakdown}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\n", r.Source, r.Code, r.Area, dims, r.Year,
			diffCell(r.Old, r.OldBound, r.OldSnapshot), diffCell(r.New, r.NewBound, r.NewSnapshot), percentCell(r.Percent),
			joined(string(r.OldStatus), string(r.NewStatus)), joined(number64(r.OldSnapshot), snapshotOf(r))+ours(r.By))
	}
	if rest := total - len(rows); rest > 0 {
		fmt.Fprintf(w, "\nand %d more; --all lists them\n", rest)
	}
}

// valueKept counts revisions that are none of the value: releases often print
// the same number in other digits.
func valueKept(rows []dashboard.ChangeRow) string {
	n := 0
	for _, r := range rows {
		if r.Kind == data.Revised && !slices.Contains(r.Differs, "value") {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", of which %d have the same value in other digits, or with another status, bound or note", n)
}

// diffCell is a value with the mark of its bound: ".." where the publisher says
// that there is none, "-" where it says nothing.
func diffCell(v *json.Number, bound string, snapshot *int64) string {
	switch {
	case snapshot == nil:
		return "-"
	case v == nil:
		return ".."
	}
	return map[string]string{"below": "<", "above": ">"}[bound] + v.String()
}

// percentCell keeps one digit of a change that would read as none.
func percentCell(p *float64) string {
	switch {
	case p == nil:
		return ""
	case *p != 0 && math.Abs(*p) < 0.005:
		return fmt.Sprintf("%+.1g", *p)
	}
	return fmt.Sprintf("%+.2f", *p)
}

// joined shows what was and what is, once where they are the same.
func joined(old, now string) string {
	if old == "" || old == now {
		return now
	}
	return strings.TrimSuffix(old+" -> "+now, " -> ")
}

// snapshotOf is the load that made a figure what it is, or withdrew it; "" of
// one that no load has made yet.
func snapshotOf(r dashboard.ChangeRow) string {
	if r.Snapshot == 0 {
		return ""
	}
	return fmt.Sprint(r.Snapshot)
}

// ours says that it was not the publisher, or not it alone, who made a figure
// another.
func ours(by data.Author) string {
	switch by {
	case data.Reading:
		return " (our re-reading)"
	case data.Both:
		return " (publisher and our re-reading)"
	}
	return ""
}

func number64(n *int64) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

func orDots(s string) string {
	if s == "" {
		return ".."
	}
	return s
}
