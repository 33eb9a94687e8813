package collector

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// DocumentText is the text of a resolution, cut into its units.
type DocumentText struct {
	Format string // txt, docx or pdf
	Text   string // the words without markup
	Units  []Unit // in the order of the document, headings among them
}

// UnitKind says what a unit is.
type UnitKind string

// The kinds of a unit.
const (
	HeadingUnit   UnitKind = "heading"
	PreambleUnit  UnitKind = "preamble"
	OperativeUnit UnitKind = "operative"
)

// Unit is a heading or a paragraph of a document.
type Unit struct {
	Kind   UnitKind
	Number string // as printed; that of an item such as (a) follows its paragraph's: 48(a); "" where none is printed
	// Pieces are where its words stand: several where a footnote or the foot
	// of a page stands between them. The number is not part of them.
	Pieces []Piece
}

// Piece is a span of DocumentText.Text, in bytes.
type Piece struct {
	From, To int
}

// Words of a unit, blank space folded. A word that a line breaks at its hyphen
// is one again.
func (d DocumentText) Words(u Unit) string {
	var b strings.Builder
	for _, p := range u.Pieces {
		b.WriteString(d.Text[p.From:p.To] + "\n")
	}
	return foldBlank(brokenWord.ReplaceAllStringFunc(b.String(), func(s string) string {
		head, tail, _ := strings.Cut(s, "\n")
		if tail = strings.TrimSpace(tail); tail == "and" || tail == "or" {
			return s // as in short- and long-term
		}
		return strings.TrimSpace(head) + tail
	}))
}

var brokenWord = regexp.MustCompile(`\p{L}-[ \t]*\n[ \t]*\p{L}+`)

// ReadDocument reads a resolution from plain text, DOCX or PDF. A PDF needs
// the program pdftotext. It knows nothing of what is configured: see Match.
func ReadDocument(ctx context.Context, f File) (d DocumentText, err error) {
	defer recovered(&err)
	if d.Format, d.Text, err = plainText(ctx, f.Bytes); err != nil {
		return d, fmt.Errorf("read %s: %w", f.Name, err)
	}
	if d.Units, err = cutUnits(d.Text); err != nil {
		return d, fmt.Errorf("read %s: %w", f.Name, err)
	}
	return d, nil
}

// ImportDocument reads the text of a resolution from a file, checks it against
// the configured units and keeps its bytes, with a record of the run. The run
// is Changed where the bytes are other than those imported last. A document
// that does not fit is a failed run, and its error lists every difference.
func (c *Collector) ImportDocument(ctx context.Context, res data.Resolution, file string) (data.Run, error) {
	r := data.Run{Source: data.DocumentSource(res.ID), Trigger: ByImport, Started: c.Now()}
	raw, err := readFile(file)
	if err != nil {
		return r, fmt.Errorf("import the text of %s: %w", res.ID, err)
	}
	f := File{Name: filepath.Base(file), Bytes: raw}
	d, err := ReadDocument(ctx, f)
	if err == nil {
		_, err = d.Match(res)
	}
	r.Origin = data.Origin{File: f.Name, Format: d.Format, SHA256: sum(raw), Retrieved: r.Started, Collector: or(c.Version, "dev")}
	r, err = c.recordDocument(context.WithoutCancel(ctx), r, d, raw, err)
	if err != nil {
		return r, fmt.Errorf("import %s as the text of %s: %w", f.Name, res.ID, err)
	}
	return r, nil
}

// recordDocument keeps the bytes of a document that fits, and notes the run
// whatever came of it.
func (c *Collector) recordDocument(ctx context.Context, r data.Run, d DocumentText, raw []byte, failed error) (data.Run, error) {
	r.Finished = c.Now()
	if failed != nil {
		r.Outcome, r.Error = data.Failed, failed.Error()
		noted, err := c.Store.SaveRun(ctx, r)
		return noted, errors.Join(failed, err)
	}
	n := len(d.paragraphs())
	r.Counts = data.Counts{Read: n, Kept: n}
	last, err := c.Store.LastRun(ctx, r.Source, data.Changed)
	switch {
	case errors.Is(err, data.ErrNotFound):
	case err != nil:
		return r, err
	case last.Origin.SHA256 == r.Origin.SHA256:
		r.Outcome = data.Unchanged
		return c.Store.SaveRun(ctx, r)
	}
	r.Outcome = data.Changed
	return c.Store.SaveFiles(ctx, r, map[string][]byte{r.Origin.SHA256: raw})
}
