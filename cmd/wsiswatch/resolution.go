package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/data"
)

func (a *app) resolutionCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "resolution",
		Short: "Import the text of a resolution, which does not come with the program",
		Long: `The text of a resolution does not come with the program. Import the document,
and the pages show each paragraph in its own words, with what the indicators
answer marked.`,
		Example: "  wsiswatch resolution import draft.docx\n  wsiswatch resolution show",
	}
	var id string
	c.PersistentFlags().StringVar(&id, "resolution", "", "id of the resolution; the first configured where not given")
	c.AddCommand(
		&cobra.Command{Use: "import FILE", Short: "Import a document: plain text, DOCX, or PDF where pdftotext is installed", Args: cobra.ExactArgs(1),
			Long: `Imports a document: plain text in UTF-8, DOCX, or PDF where the program pdftotext
is installed. It must hold the units that are configured, in their order, and no
others; else nothing is kept and every difference is listed.`,
			RunE: func(c *cobra.Command, args []string) error { return a.resolutionImport(c.Context(), id, args[0]) }},
		&cobra.Command{Use: "show", Short: "Tell what is imported, unit by unit", Args: cobra.NoArgs,
			RunE: func(c *cobra.Command, _ []string) error { return a.resolutionShow(c.Context(), id) }})
	return c
}

// resolution by id, the first one where it is "".
func resolution(cfg configs.Config, id string) (data.Resolution, error) {
	all := cfg.Catalog.Resolutions()
	var known []string
	for _, r := range all {
		if id == "" || r.ID == id {
			return r, nil
		}
		known = append(known, r.ID)
	}
	return data.Resolution{}, fmt.Errorf("resolution %q: %w; configured are: %s", id, data.ErrNotFound, cmp.Or(strings.Join(known, ", "), "none"))
}

func (a *app) resolutionImport(ctx context.Context, id, file string) (err error) {
	cfg, store, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	res, err := resolution(cfg, id)
	if err != nil {
		return err
	}
	r, err := a.collector(cfg, store).ImportDocument(ctx, res, file)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s: %d units read from %s, %s\n", res.ID, r.Counts.Kept, r.Origin.File, r.Outcome)
	return nil
}

func (a *app) resolutionShow(ctx context.Context, id string) (err error) {
	cfg, store, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	res, err := resolution(cfg, id)
	if err != nil {
		return err
	}
	texts := newDocuments(store, cfg.Catalog, a.log)
	if err := texts.refresh(ctx); err != nil {
		return err
	}
	doc, err := texts.Text(ctx, res)
	if errors.Is(err, data.ErrNotFound) {
		fmt.Fprintf(a.stdout, "%s: no text is imported; wsiswatch resolution import FILE does that\n", res.ID)
		return nil
	}
	if err != nil {
		return err
	}
	return a.printDocument(res, doc)
}

func (a *app) printDocument(res data.Resolution, doc data.Document) error {
	fmt.Fprintf(a.stdout, "%s: %s, sha256 %s, imported %s, %d units\n",
		res.ID, doc.File, doc.SHA256, doc.Imported.UTC().Format(time.DateTime), len(doc.Passages))
	w := tabwriter.NewWriter(a.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "unit\tas printed\twords\tmarked for")
	for _, p := range res.Paragraphs {
		passage := doc.Passages[p.ID]
		var marked []string
		for _, m := range passage.Marks {
			marked = append(marked, m.Indicators...)
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\n", p.ID, passage.Number, len(strings.Fields(passage.Text)), strings.Join(marked, " "))
	}
	return w.Flush()
}
