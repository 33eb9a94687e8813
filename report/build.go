package report

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Input is what a report is made from. Empty Resolution is the first, empty
// Paragraphs are all of it; Areas get an annex each.
type Input struct {
	Edition    *progress.Edition
	Vintage    data.Vintage
	Resolution string
	Paragraphs []string
	Areas      []string
	Words      *text.Words
	Compared   *Comparison // nil where no earlier report is compared
}

// Comparison is an earlier vintage. Rejudged are its figures under the
// configuration, the program and the reference date of today: what differs
// between it and Edition is due to the figures, the rest is not.
type Comparison struct {
	Vintage  data.Vintage
	Edition  *progress.Edition
	Rejudged *progress.Edition
	Changes  []data.Change // of the store, between the two snapshots
}

// builder appends the parts of a report.
type builder struct {
	Input
	cat         *data.Catalog
	res         data.Resolution
	paragraphs  []data.Paragraph
	comparators map[string]data.Comparator
	report      Report

	number  int // of body paragraphs
	tables  int
	annex   string // of the tables that follow, "" before the annexes
	annexes int
	figures []*Figure
	drawn   map[string]*Figure
	valued  map[string]int     // number of the body paragraph that first says a value
	said    map[[2]string]bool // sentences on a value, after that on the value itself
	revised []revision
	used    map[int64]bool  // snapshots that a shown value came with
	cited   map[string]bool // benchmarks with a footnote
	targets map[string]bool // benchmarks that a shown verdict compares with
}

// Build works out the whole report. It fails where the input names what there
// is not.
func Build(in Input) (*Report, error) {
	b, err := newBuilder(in)
	if err != nil {
		return nil, fmt.Errorf("build report: %w", err)
	}
	b.opening()
	b.keyFacts()
	b.units()
	b.groupAnnex()
	b.areaAnnexes()
	b.changeAnnexes()
	b.figureAnnex()
	b.methodAnnex()
	b.targetAnnex()
	b.sourceAnnex()
	b.membersAnnex()
	b.report.Sheets = b.sheets()
	r := b.report // a pointer into the builder would keep the editions alive
	return &r, nil
}

func newBuilder(in Input) (*builder, error) {
	if in.Edition == nil || in.Words == nil {
		return nil, errors.New("an edition and words are required")
	}
	b := &builder{
		Input: in, cat: in.Edition.Catalog(), comparators: map[string]data.Comparator{},
		drawn: map[string]*Figure{}, valued: map[string]int{}, said: map[[2]string]bool{}, used: map[int64]bool{},
		cited: map[string]bool{}, targets: map[string]bool{},
	}
	if err := b.choose(); err != nil {
		return nil, err
	}
	for _, m := range b.cat.Benchmarks() {
		b.comparators[m.ID] = m.Comparator
	}
	id := in.Edition.ID()
	b.report = Report{
		Title: b.t("report.title", "title", b.res.Title), Lang: in.Words.Lang(),
		Stamp: Stamp{Vintage: in.Vintage.Name, Resolution: b.res.ID, Note: in.Vintage.Note, Snapshot: id.Snapshot, Reference: id.Reference, Config: id.Config, Version: id.Version},
	}
	b.report.Stamp.Line = b.t("report.stamp", "vintage", in.Vintage.Name, "snapshot", id.Snapshot, "date", b.date(id.Reference))
	if in.Compared != nil {
		b.report.Stamp.Compared = in.Compared.Vintage.Name
	}
	b.report.Subtitle = b.t("report.subtitle", "symbol", b.res.Symbol, "date", b.date(id.Reference))
	return b, nil
}

// choose finds the resolution, the paragraphs and the areas that are asked for.
func (b *builder) choose() error {
	list := b.cat.Resolutions()
	if len(list) == 0 {
		return errors.New("no resolution is configured")
	}
	b.res = list[0]
	if b.Resolution != "" {
		var ok bool
		if b.res, ok = b.cat.Resolution(b.Resolution); !ok {
			return fmt.Errorf("resolution %q: %w", b.Resolution, data.ErrNotFound)
		}
	}
	b.paragraphs = b.res.Paragraphs
	if len(b.Paragraphs) > 0 {
		b.paragraphs = nil
		for _, p := range b.res.Paragraphs {
			if slices.Contains(b.Paragraphs, p.ID) {
				b.paragraphs = append(b.paragraphs, p)
			}
		}
		for _, id := range b.Paragraphs {
			if !slices.ContainsFunc(b.paragraphs, func(p data.Paragraph) bool { return p.ID == id }) {
				return fmt.Errorf("paragraph %q of %s: %w", id, b.res.ID, data.ErrNotFound)
			}
		}
	}
	for _, code := range b.Areas {
		a, ok := b.cat.Area(code)
		if !ok {
			return fmt.Errorf("area %q: %w", code, data.ErrNotFound)
		}
		if a.Unlisted {
			return fmt.Errorf("area %q is not in M49 and has no place in a report", code)
		}
	}
	return nil
}

func (b *builder) t(key string, pairs ...any) string { return b.Words.T(key, pairs...) }

func (b *builder) add(blocks ...Block) { b.report.Blocks = append(b.report.Blocks, blocks...) }

// heading adds a heading.
func (b *builder) heading(level int, text string) {
	b.add(Heading{Level: level, Text: text, ID: fmt.Sprintf("h%d", len(b.report.Blocks))})
}

// startAnnex begins an annex with its own count of tables.
func (b *builder) startAnnex(title string) {
	b.annexes++
	b.annex, b.tables = roman(b.annexes), 0
	b.add(Heading{Level: 1, Text: b.t("report.annex", "number", b.annex, "title", title), ID: fmt.Sprintf("h%d", len(b.report.Blocks)), Annex: true})
}

// body adds a numbered paragraph and gives its number.
func (b *builder) body(text string, from *Row, notes ...string) int {
	b.number++
	b.add(Para{Kind: Body, Number: b.number, Text: text, From: from, Notes: notes})
	return b.number
}

func (b *builder) plain(text string) { b.add(Para{Kind: Plain, Text: text}) }

// table starts a table with its number and stamp; the caller adds it when it
// has its rows.
func (b *builder) table(title, unit string, columns ...Column) *Table {
	b.tables++
	id := fmt.Sprint(b.tables)
	if b.annex != "" {
		id = b.annex + "." + id
	}
	return &Table{ID: id, Title: title, Unit: unit, Columns: columns, Stamp: b.report.Stamp.Line}
}

// date in the form of the editors, ".." where there is none.
func (b *builder) date(d data.Date) string {
	if d.IsZero() {
		return text.Missing
	}
	return b.t("report.date", "day", d.Day(), "month", b.t("month."+fmt.Sprint(int(d.Month()))), "year", d.Year())
}

func (b *builder) moment(t time.Time) string {
	if t.IsZero() {
		return text.Missing
	}
	return b.date(data.DateOf(t))
}

var percentSign = regexp.MustCompile(`(\d)\s?%`)

// prose spells out what the definitions abbreviate.
func (b *builder) prose(s string) string {
	return percentSign.ReplaceAllString(s, "$1 "+b.t("per_cent"))
}

// unitName is a paragraph as the document prints it.
func (b *builder) unitName(p data.Paragraph) string {
	if p.Number == "" {
		return b.t("report.unnumbered", "id", p.ID)
	}
	n := p.Number
	if n[len(n)-1] == '.' {
		n = n[:len(n)-1]
	}
	return b.t("paragraph.number", "number", n)
}

func (b *builder) areaName(code string) string {
	if a, ok := b.cat.Area(code); ok {
		return a.Name()
	}
	return code
}
