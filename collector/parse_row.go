package collector

import (
	"fmt"
	"slices"
)

// row hands all value cells of a row to the reading.
func (t *tableReader) row(r *reading, i int, row []string) error {
	if t.g.lines != nil && len(row) < len(t.header) {
		return t.tooShort(i, row)
	}
	if len(row) > len(t.header) && firstFilled(row[len(t.header):]) != "" {
		return fmt.Errorf("row %d has %d cells, the header %d; a quote or separator is wrong: download it again", t.g.line(i), len(row), len(t.header))
	}
	c, reason, text := t.common(row)
	for _, v := range t.values {
		c.at = t.g.at(i, v.name)
		if reason != "" {
			r.skip(reason, c.at, text)
			continue
		}
		if v.skip != "" {
			r.skipFilled(v.skip, c.at, cellOf(row, v.column))
			continue
		}
		one := c
		one.text = cellOf(row, v.column)
		one.code, one.year = or(v.code, c.code), or(v.year, c.year)
		one.dims = v.dims.Or(c.dims)
		if t.without >= 0 && r.rules.number.isNone(cellOf(row, t.without)) {
			one.zeroIs = "zero without " + t.header[t.without]
		}
		if err := r.add(&one); err != nil {
			return err
		}
		if len(r.rules.chains) == 0 {
			continue
		}
		if err := r.link(&one); err != nil {
			return err
		}
	}
	return nil
}

// skipFilled counts a cell of a column that is not read, where it holds something.
func (r *reading) skipFilled(reason string, at place, text string) {
	if text != "" {
		r.skip(reason, at, text)
	}
}

// readByCommon lists the columns that tell one series from another.
func (t *tableReader) readByCommon() []int {
	list := append(slices.Concat(t.area, t.code.columns), t.code.id, t.status)
	for _, w := range t.where {
		list = append(list, w.column)
	}
	for _, d := range t.dims {
		list = append(list, d.column)
	}
	return slices.DeleteFunc(list, func(column int) bool { return column < 0 })
}

// common reads what all values of a row share, or the reason to leave it out.
// The rows of a series follow each other in most files, and differ in their year
// only.
func (t *tableReader) common(row []string) (c candidate, reason, text string) {
	if t.before != nil && t.likeBefore(row) {
		c = t.found
	} else if c, reason, text = t.series(row); reason == "" {
		t.remember(row, c)
	}
	c.year = t.year.read(row)
	return c, reason, text
}

func (t *tableReader) likeBefore(row []string) bool {
	for i, column := range t.shared {
		if column >= len(row) || row[column] != t.before[i] {
			return false
		}
	}
	return true
}

func (t *tableReader) remember(row []string, c candidate) {
	t.found, t.before = c, t.before[:0]
	for _, column := range t.shared {
		if column >= len(row) {
			t.before = nil
			return
		}
		t.before = append(t.before, row[column])
	}
}

// series reads all but the year, or the reason to leave the row out.
func (t *tableReader) series(row []string) (c candidate, reason, text string) {
	for _, w := range t.where {
		if cell := cellOf(row, w.column); !slices.Contains(w.in, cell) {
			return c, "other " + w.name, cell
		}
	}
	for _, i := range t.area {
		if c.area = cellOf(row, i); c.area != "" {
			break
		}
	}
	if c.code, reason, text = t.code.read(row); reason != "" {
		return c, reason, text
	}
	if t.s.Code.Household {
		if c.code, c.dims, reason = splitHousehold(c.code); reason != "" {
			return c, reason, c.code
		}
	}
	for i, into := range []*string{&c.dims.Sex, &c.dims.Age, &c.dims.Location, &c.dims.Breakdown} {
		member, reason, text := t.dims[i].read(row)
		if reason != "" {
			return c, reason, text
		}
		*into = or(member, *into)
	}
	c.status, reason, text = t.s.Status.read(cellOf(row, t.status))
	return c, reason, text
}
