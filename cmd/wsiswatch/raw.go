package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/data"
)

func (a *app) rawCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "raw",
		Short: "Show the bytes that publishers sent, by their sha256",
		Long: `Shows the bytes that publishers sent, as they came, by their sha256. Loads that
were collected or imported keep them. The figures that come with the program do
not: each keeps the sha256 of the publisher's file that it was taken from, so
that a file fetched from the publisher can be compared with it.`,
		Example: "  wsiswatch raw list --source wb-wdi\n  wsiswatch raw show 3b58e1c0a9d2 --out answer.json",
	}
	var source, out string
	list := &cobra.Command{Use: "list", Short: "List what snapshots and holds were made from", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.rawList(c.Context(), source) }}
	list.Flags().StringVar(&source, "source", "", "only this source")
	show := &cobra.Command{Use: "show SHA", Short: "Write kept bytes to standard output, or to a file", Args: cobra.ExactArgs(1),
		Long: "Writes kept bytes. SHA is a sha256 or its beginning, of at least " + fmt.Sprint(shortestSum) + " digits, as pages show it.",
		RunE: func(c *cobra.Command, args []string) error { return a.rawShow(c.Context(), args[0], out) }}
	show.Flags().StringVar(&out, "out", "", "file to write to, in place of standard output")
	c.AddCommand(list, show)
	return c
}

// shortestSum is how much of a sum names it.
const shortestSum = 6

// rawEntry is a sum and what was made from its bytes.
type rawEntry struct {
	sum, source, made string
	kept              bool
	parts             []string // sums of the kept files, where sum is over several
	origin            data.Origin
}

// rawEntries lists the sums of snapshots and holds, newest first.
func rawEntries(ctx context.Context, store data.Reader) ([]rawEntry, error) {
	snapshots, err := store.Snapshots(ctx, 0)
	if err != nil {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	holds, err := store.Holds(ctx)
	if err != nil {
		return nil, fmt.Errorf("list holds: %w", err)
	}
	var out []rawEntry
	for _, h := range holds {
		out = append(out, entriesOf(rawEntry{source: h.Source, made: fmt.Sprintf("hold %d (%s)", h.ID, h.State), origin: h.Origin}, h.Raw)...)
	}
	for _, s := range snapshots {
		out = append(out, entriesOf(rawEntry{source: s.Source, made: fmt.Sprintf("snapshot %d", s.ID), origin: s.Origin}, s.Raw)...)
	}
	return out, nil
}

// entriesOf a load: its kept files, and the sum that it goes by where that is
// none of them.
func entriesOf(e rawEntry, kept []string) (out []rawEntry) {
	for _, sum := range kept {
		one := e
		one.sum, one.kept = sum, true
		out = append(out, one)
	}
	if e.origin.SHA256 != "" && !slices.Contains(kept, e.origin.SHA256) {
		e.sum, e.parts = e.origin.SHA256, kept
		out = append(out, e)
	}
	return out
}

func (a *app) rawList(ctx context.Context, source string) error {
	cfg, store, err := a.openFilled(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	if _, ok := cfg.Catalog.Source(source); source != "" && !ok {
		return fmt.Errorf("source %q: %w; wsiswatch check lists them", source, data.ErrNotFound)
	}
	entries, err := rawEntries(ctx, store)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "sha256\tbytes\tsource\tmade\tpublished\tedition\tfile or address")
	without := 0
	for _, e := range entries {
		if source != "" && e.source != source {
			continue
		}
		if !e.kept {
			without++
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", e.sum, e.state(), e.source, e.made,
			orDots(e.origin.Published.String()), orDots(e.origin.Edition), cmp.Or(e.origin.File, e.origin.URL))
	}
	if without > 0 {
		fmt.Fprintln(w, "\nWhere bytes are not kept, the sha256 is that of the publisher's file which the figures\nwere taken from: figures that come with the program keep no bytes.")
	}
	return w.Flush()
}

// state of the bytes under a sum.
func (e rawEntry) state() string {
	switch {
	case e.kept:
		return "kept"
	case len(e.parts) > 0:
		return fmt.Sprintf("%d files", len(e.parts))
	}
	return "not kept"
}

func (a *app) rawShow(ctx context.Context, word, out string) error {
	_, store, err := a.openFilled(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	sum, err := findSum(ctx, store, strings.ToLower(word))
	if err != nil {
		return err
	}
	raw, err := store.Raw(ctx, sum)
	if errors.Is(err, data.ErrNotFound) {
		return fmt.Errorf("no bytes are kept under %s: %w; wsiswatch raw list shows what is kept", sum, data.ErrNotFound)
	}
	if err != nil {
		return err
	}
	if got := sha256.Sum256(raw); hex.EncodeToString(got[:]) != sum {
		return fmt.Errorf("the bytes kept under %s have the sha256 %x: the database is damaged, take it from a backup", sum, got)
	}
	if out == "" {
		if _, err := a.stdout.Write(raw); err != nil {
			return fmt.Errorf("write the bytes: %w", err)
		}
		return nil
	}
	if err := os.WriteFile(out, raw, 0o644); err != nil {
		return fmt.Errorf("write the bytes: %w", err)
	}
	fmt.Fprintf(a.stdout, "%d bytes with the sha256 %s written to %s\n", len(raw), sum, out)
	return nil
}

// findSum gives the whole sum of kept bytes that a word begins.
func findSum(ctx context.Context, store data.Reader, word string) (string, error) {
	if len(word) < shortestSum || strings.Trim(word, "0123456789abcdef") != "" {
		return "", fmt.Errorf("%q is not the beginning of a sha256: give at least %d of its digits; wsiswatch raw list shows them", word, shortestSum)
	}
	entries, err := rawEntries(ctx, store)
	if err != nil {
		return "", err
	}
	found := map[string]rawEntry{}
	for _, e := range entries {
		if strings.HasPrefix(e.sum, word) && (e.kept || !found[e.sum].kept) {
			found[e.sum] = e
		}
	}
	switch {
	case len(found) == 0:
		return word, nil // bytes may be kept of which no load was made
	case len(found) > 1:
		return "", fmt.Errorf("%s begins %d different sums; give more of its digits", word, len(found))
	}
	for _, e := range found {
		if !e.kept {
			return "", e.absent()
		}
		return e.sum, nil
	}
	return "", nil
}

// absent says why there are no bytes under the sum of a load, and what to do.
func (e rawEntry) absent() error {
	if len(e.parts) > 0 {
		return fmt.Errorf("%s of %s was made from %d files, whose sums are %s; show each of them", e.made, e.source, len(e.parts), strings.Join(e.parts, ", "))
	}
	return fmt.Errorf("no bytes are kept under %s: %w; it is the sha256 of %s, which %s of %s was taken from before it came with the program. "+
		"To check it, fetch the file from %s and compare its sha256",
		e.sum, data.ErrNotFound, cmp.Or(e.origin.File, "the publisher's file"), e.made, e.source, cmp.Or(e.origin.URL, "the publisher"))
}
