package dashboard

import (
	"fmt"
	"reflect"
)

// downloadTable is a table of a download: rows of one struct type, from which CSV,
// worksheets and schemas are made.
type downloadTable struct {
	name string // of the file and of the sheet's message
	rows any    // a slice of structs
	key  []string
}

// tables of a download: the figures first.
func (s *site) tables(d dataset) []downloadTable {
	out := []downloadTable{{"data", list0(d.rows), []string{"indicator", "area", "sex", "age", "location", "breakdown", "source", "year"}}}
	if d.kind == "paragraph" {
		out = append(out, downloadTable{"verdicts", list0(d.verdicts), nil})
	}
	return append(out, downloadTable{"metadata", s.metadata(d), []string{"subject", "id", "property"}})
}

func (t downloadTable) columns() []csvColumn {
	return csvColumns(reflect.TypeOf(t.rows).Elem(), "", nil)
}

func (t downloadTable) size() int { return reflect.ValueOf(t.rows).Len() }

// each calls yield with the cells of each row, in the order of the columns.
func (t downloadTable) each(yield func(cells []string) error) error {
	columns, list := t.columns(), reflect.ValueOf(t.rows)
	cells := make([]string, len(columns))
	for n := range list.Len() {
		for i, c := range columns {
			cell, err := c.cell(list.Index(n))
			if err != nil {
				return fmt.Errorf("write column %s of %s: %w", c.name, t.name, err)
			}
			cells[i] = cell
		}
		if err := yield(cells); err != nil {
			return err
		}
	}
	return nil
}
