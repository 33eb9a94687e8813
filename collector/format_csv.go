package collector

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"strings"
	"unsafe"
)

// csvFile is delimited text that is read in parts, by the rules of
// encoding/csv: that package copies every row, which for a file of a million
// takes as long as all the rest of reading it. Either end of line and newlines
// inside quotes are taken, empty lines are none.
type csvFile struct {
	text      string // all of it
	at        int    // of the next line
	next      int    // number of that line
	separator string
	width     int      // of the header, where rows may go on in the next line, else 0
	ahead     []string // the row that comes next, nil at the end
	line      int      // of ahead
	had       [2]grid  // the last parts, whose memory the next ones take
}

func openCSV(raw []byte, encoding, separator string) (*csvFile, error) {
	text, err := decode(raw, encoding)
	if err != nil {
		return nil, err
	}
	return openText(text, separator)
}

// openText opens what is decoded. The bytes of a file are never changed, so that
// cells may be parts of them.
func openText(text []byte, separator string) (*csvFile, error) {
	c := &csvFile{text: unsafe.String(unsafe.SliceData(text), len(text)), next: 1, separator: or(separator, ",")}
	return c, c.advance()
}

// readCSV reads delimited text whole.
func readCSV(raw []byte, encoding, separator string) (grid, error) {
	c, err := openCSV(raw, encoding, separator)
	if err != nil {
		return grid{}, err
	}
	return c.part(math.MaxInt)
}

// csvPart is some rows of a file.
type csvPart struct {
	grid
	upTo float64 // share of the file that has been read with them
}

// parts gives the rows in parts of about that many, each good until the next is
// asked for; at least one, which is empty for a file without rows. The next part
// is read while one is looked at: on two processors a large file takes a third
// less time.
func (c *csvFile) parts(most int) iter.Seq2[csvPart, error] {
	type result struct {
		csvPart
		err error
	}
	next := func() (r result) {
		defer recovered(&r.err)
		r.grid, r.err = c.part(most)
		r.upTo = float64(c.at) / float64(max(len(c.text), 1))
		return r
	}
	return func(yield func(csvPart, error) bool) {
		results, enough := make(chan result), make(chan struct{})
		defer close(enough)
		go func() {
			defer close(results)
			for first := true; ; first = false {
				r := next()
				if r.err == nil && len(r.rows) == 0 && !first {
					return
				}
				select {
				case results <- r:
				case <-enough:
					return
				}
				if r.err != nil {
					return
				}
			}
		}()
		for r := range results {
			if !yield(r.csvPart, r.err) {
				return
			}
		}
	}
}

// part gives the next rows, about that many; none at the end. They are good
// until the next call but one.
func (c *csvFile) part(most int) (grid, error) {
	g := grid{rows: c.had[0].rows[:0], lines: c.had[0].lines[:0]}
	for n := 0; c.ahead != nil && (n < most || len(g.rows[n-1]) < c.width); n++ {
		var row []string
		if n < cap(g.rows) {
			row = g.rows[:n+1][n][:0]
		}
		g.rows, g.lines = append(g.rows, append(row, c.ahead...)), append(g.lines, c.line)
		if err := c.advance(); err != nil {
			return grid{}, err
		}
	}
	c.had = [2]grid{c.had[1], g}
	if c.width > 0 {
		g = g.mended(c.width)
	}
	g.open = c.ahead == nil && !strings.HasSuffix(c.text, "\n")
	return g, nil
}

// advance reads one row ahead: a part must know whether its last row is that of
// the file.
func (c *csvFile) advance() error {
	for c.at < len(c.text) && endOfLine(c.text[c.at:]) > 0 {
		c.at += endOfLine(c.text[c.at:])
		c.next++
	}
	c.line, c.ahead = c.next, c.ahead[:0]
	if c.at == len(c.text) {
		c.ahead = nil
		return nil
	}
	for {
		cell, err := c.cell()
		if err != nil {
			return fmt.Errorf("line %d: %w; the file may be cut off or its separator another one: download it again", c.next, err)
		}
		c.ahead = append(c.ahead, cell)
		rest := c.text[c.at:]
		if strings.HasPrefix(rest, c.separator) {
			c.at += len(c.separator)
			continue
		}
		c.at += endOfLine(rest)
		c.next++
		return nil
	}
}

// endOfLine is the length of an end of line that a text begins with, 0 where it
// begins with something else.
func endOfLine(text string) int {
	switch {
	case strings.HasPrefix(text, "\n"):
		return 1
	case strings.HasPrefix(text, "\r\n"):
		return 2
	case text == "\r":
		return 1
	}
	return 0
}

var (
	errBareQuote = errors.New(`a quote stands inside a cell that does not begin with one`)
	errOpenQuote = errors.New(`a quoted cell does not end, or goes on after its end`)
)

// cell reads one cell, up to the separator or the end of line after it.
func (c *csvFile) cell() (string, error) {
	rest := c.text[c.at:]
	if strings.HasPrefix(rest, `"`) {
		return c.quoted(rest[1:])
	}
	// Cells are short: to look at each byte once is faster than to look for each
	// of the signs.
	for i := range len(rest) {
		switch b := rest[i]; {
		case b == c.separator[0] && strings.HasPrefix(rest[i:], c.separator):
			c.at += i
			return rest[:i], nil
		case b == '\n':
			return c.last(rest[:i]), nil
		case b == '"':
			return "", errBareQuote
		}
	}
	return c.last(rest), nil
}

// last is the last cell of a line, which ends behind it or in a return sign.
func (c *csvFile) last(cell string) string {
	cell = strings.TrimSuffix(cell, "\r")
	c.at += len(cell)
	return cell
}

// quoted reads a cell from behind its first quote.
func (c *csvFile) quoted(rest string) (string, error) {
	end, doubled := 0, false
	for {
		n := strings.IndexByte(rest[end:], '"')
		if n < 0 {
			return "", errOpenQuote
		}
		if end += n; !strings.HasPrefix(rest[end+1:], `"`) {
			break
		}
		end, doubled = end+2, true
	}
	cell, after := rest[:end], rest[end+1:]
	if after != "" && !strings.HasPrefix(after, c.separator) && endOfLine(after) == 0 {
		return "", errOpenQuote
	}
	c.at = len(c.text) - len(after)
	c.next += strings.Count(cell, "\n")
	if doubled {
		cell = strings.ReplaceAll(cell, `""`, `"`)
	}
	return strings.ReplaceAll(cell, "\r\n", "\n"), nil
}

// rowsAtOnce is how many rows of a CSV file are in memory at a time: a whole
// file takes several times its size.
const rowsAtOnce = 4096

// csv reads the table or the blocks of a CSV file.
func (r *reading) csv(layout tableLayout, f File) error {
	s := layout.tables()[0]
	raw, err := decode(f.Bytes, layout.Encoding)
	if err != nil {
		return err
	}
	raw = lineEnds(raw)
	separator := separatorOf(raw, layout.Separator, s.begins)
	text, err := openText(raw, separator)
	if err != nil {
		return err
	}
	if layout.BrokenRows {
		text.width = len(text.ahead)
	}
	if s.Blocks != nil {
		g, err := text.part(math.MaxInt)
		if err != nil {
			return err
		}
		return r.blocks(s, g)
	}
	most, pointed := rowsAtOnce, true
	if separator != or(layout.Separator, ",") {
		// Where the comma is free to be the sign of decimals, all rows must tell
		// whether it is.
		most, pointed = math.MaxInt, false
	}
	var t *tableReader
	for p, err := range text.parts(most) {
		if err != nil {
			return err
		}
		if t == nil {
			if t, err = r.table(layout, s, p.grid, f.Name); err != nil {
				return err
			}
		} else {
			t.g, t.first = p.grid, 0
		}
		if !pointed {
			if err := t.point(); err != nil {
				return err
			}
		}
		if err := r.tableRows(layout, t); err != nil {
			return err
		}
		r.expect(p.upTo)
	}
	return nil
}
