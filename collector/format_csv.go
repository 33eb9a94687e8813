package collector

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"unicode/utf8"
)

// csvFile is delimited text that is read in parts. A byte order mark, either
// end of line and newlines inside quotes are all taken.
type csvFile struct {
	r     *csv.Reader
	size  int
	open  bool // the last line has no end
	width int  // of the header, where rows may go on in the next line, else 0
	ahead []string
	line  int  // of ahead
	had   grid // the part before, whose memory the next one takes
}

func openCSV(raw []byte, encoding, separator string) (*csvFile, error) {
	text, err := decode(raw, encoding)
	if err != nil {
		return nil, err
	}
	c := &csvFile{r: csv.NewReader(bytes.NewReader(text)), size: len(text), open: !bytes.HasSuffix(text, []byte("\n"))}
	c.r.FieldsPerRecord, c.r.ReuseRecord = -1, true
	if separator != "" {
		c.r.Comma, _ = utf8.DecodeRuneInString(separator)
	}
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

// part gives the next rows, about that many; none at the end. They are good
// until the next call.
func (c *csvFile) part(most int) (grid, error) {
	g := grid{rows: c.had.rows[:0], lines: c.had.lines[:0]}
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
	c.had = g
	if c.width > 0 {
		g = g.mended(c.width)
	}
	g.open = c.open && c.ahead == nil
	return g, nil
}

// advance reads one row ahead, nil at the end: a part must know whether its
// last row is that of the file.
func (c *csvFile) advance() (err error) {
	c.ahead, err = c.r.Read()
	if errors.Is(err, io.EOF) {
		c.ahead = nil
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w; the file may be cut off or its separator another one: download it again", err)
	}
	c.line, _ = c.r.FieldPos(0)
	return nil
}

// rowsAtOnce is how many rows of a CSV file are in memory at a time: a whole
// file takes several times its size.
const rowsAtOnce = 4096

// csv reads the table or the blocks of a CSV file.
func (r *reading) csv(layout tableLayout, f File) error {
	s := layout.tables()[0]
	text, err := openCSV(f.Bytes, layout.Encoding, layout.Separator)
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
	g, err := text.part(rowsAtOnce)
	if err != nil {
		return err
	}
	t, err := r.table(layout, s, g, f.Name)
	if err != nil {
		return err
	}
	for len(t.g.rows) > 0 {
		if err := r.tableRows(layout, t); err != nil {
			return err
		}
		r.expect(float64(text.r.InputOffset()) / float64(text.size))
		if t.g, err = text.part(rowsAtOnce); err != nil {
			return err
		}
		t.first = 0
	}
	return nil
}

// expect makes room for the rows to come, from the share of the file that gave
// those that are there: memory is what a large file takes most time for, and
// rows that move to a larger place take it twice.
func (r *reading) expect(share float64) {
	have := len(r.out.Observations)
	more := int(float64(have) * (1/share - 1))
	if cap(r.out.Observations)-have < more {
		r.out.Observations = slices.Grow(r.out.Observations, more+more/10)
	}
}
