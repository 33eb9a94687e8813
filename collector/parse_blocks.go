package collector

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/wsiswatch/wsiswatch/data"
)

// blockReader walks down a sheet of titled blocks.
type blockReader struct {
	s      sheetLayout
	g      grid
	title  *titleRule
	year   string            // of the title, "" where it has none
	years  map[int]string    // header cells by column
	labels map[int]labelRule // header cells by column
	runs   [][]int           // header columns, parted by empty columns
	titles map[string]*regexp.Regexp
}

// blocks reads a sheet of blocks. A line of text that is neither a declared
// title nor an area is an error inside a block: what follows it would be
// taken for the block before.
func (r *reading) blocks(s sheetLayout, g grid) error {
	b := &blockReader{s: s, g: g, titles: map[string]*regexp.Regexp{}}
	for _, t := range s.Blocks.Titles {
		b.titles[t.Title] = regexp.MustCompile(t.pattern())
	}
	found := map[string]bool{}
	for i, row := range g.rows {
		first := plain(cellOf(row, 0))
		if slices.Contains(s.Blocks.End, first) {
			return b.complete(found)
		}
		var err error
		switch {
		case firstFilled(row) == "":
		case first == "":
			err = b.headerRow(i, row)
		case b.begins(first):
			found[b.title.Title] = true
		case b.title == nil:
			r.skip("heading", g.at(i, "A"), first)
		default:
			err = b.dataRow(r, i, first, row)
		}
		if err != nil {
			return err
		}
	}
	return b.complete(found)
}

// complete finds the titles that the sheet did not show.
func (b *blockReader) complete(found map[string]bool) error {
	for _, t := range b.s.Blocks.Titles {
		if !found[t.Title] {
			return fmt.Errorf("no block is titled %q; take the file as the publisher hands it out, or change the titles in its layout", t.Title)
		}
	}
	return nil
}

// begins starts a new block where the cell is a declared title.
func (b *blockReader) begins(first string) bool {
	for i := range b.s.Blocks.Titles {
		t := &b.s.Blocks.Titles[i]
		m := b.titles[t.Title].FindStringSubmatch(first)
		if m == nil {
			continue
		}
		b.title, b.year, b.years, b.labels, b.runs = t, "", nil, nil, nil
		if len(m) > 1 {
			b.year = m[1]
		}
		return true
	}
	return false
}

// headerRow takes a row of years, of labels or of both. A later row replaces
// the earlier one of its sort only, because blocks repeat the lower row.
func (b *blockReader) headerRow(i int, row []string) error {
	if b.title == nil {
		return fmt.Errorf("row %d looks like a header without a declared title above; add its block to the layout", b.g.line(i))
	}
	years, labels := map[int]string{}, map[int]labelRule{}
	for c, cell := range row {
		word := plain(cell)
		if word == "" {
			continue
		}
		if label, ok := b.s.Blocks.Labels[word]; ok {
			labels[c] = label
			continue
		}
		if _, reason := readYear(word); reason != "" {
			return fmt.Errorf("row %d: header %q is neither a year nor a declared label; add it to labels in the layout", b.g.line(i), word)
		}
		years[c] = word
	}
	if len(years) > 0 {
		b.years = years
	}
	if len(labels) > 0 {
		b.labels = labels
	}
	b.runs = runsOf(b.years, b.labels)
	if n := len(b.title.Parts); n > 1 && n != len(b.runs) {
		return fmt.Errorf("row %d: block %q has %d runs of columns, its layout %d parts", b.g.line(i), b.title.Title, len(b.runs), n)
	}
	return nil
}

// runsOf lists the header columns; an empty column ends a run.
func runsOf(years map[int]string, labels map[int]labelRule) [][]int {
	var all []int
	for c := range years {
		all = append(all, c)
	}
	for c := range labels {
		all = append(all, c)
	}
	slices.Sort(all)
	var runs [][]int
	for i, c := range slices.Compact(all) {
		if i == 0 || c != runs[len(runs)-1][len(runs[len(runs)-1])-1]+1 {
			runs = append(runs, nil)
		}
		runs[len(runs)-1] = append(runs[len(runs)-1], c)
	}
	return runs
}

func (b *blockReader) dataRow(r *reading, i int, first string, row []string) error {
	if _, reason := r.area(first); reason == unknownArea && !b.hasFigure(r, row) {
		return fmt.Errorf("row %d: %q is neither a declared title nor an area; add it to the titles, to end or to the areas of the source", b.g.line(i), first)
	}
	for n, run := range b.runs {
		part := partRule{Skip: b.title.Skip}
		if b.title.Skip == "" {
			part = b.title.Parts[min(n, len(b.title.Parts)-1)]
		}
		var year string
		var label labelRule
		for _, c := range run {
			year, label = or(b.years[c], year), nextLabel(b.labels, c, label)
			if err := b.cell(r, i, c, first, cellOf(row, c), or(year, b.year), part, label); err != nil {
				return err
			}
		}
	}
	return nil
}

func nextLabel(labels map[int]labelRule, c int, before labelRule) labelRule {
	if l, ok := labels[c]; ok {
		return l
	}
	return before
}

func (b *blockReader) cell(r *reading, i, c int, area, text, year string, part partRule, label labelRule) error {
	letter, err := excelize.ColumnNumberToName(c + 1)
	if err != nil {
		return err
	}
	at := b.g.at(i, letter)
	if reason := or(part.Skip, label.Skip); reason != "" {
		r.skip(reason, at, text)
		return nil
	}
	return r.add(&candidate{
		at: at, code: part.Code, area: area, year: year, text: text,
		dims: label.Dims.Or(part.Dims).Or(data.Totals), status: b.s.Status.Fixed,
	})
}

// hasFigure says whether a row holds a number or a mark of a missing one
// under the header.
func (b *blockReader) hasFigure(r *reading, row []string) bool {
	for _, run := range b.runs {
		for _, c := range run {
			text := cellOf(row, c)
			if strings.TrimSpace(text) == "" {
				continue
			}
			if _, reason := r.rules.number.read(text); reason != notANumber {
				return true
			}
		}
	}
	return false
}
