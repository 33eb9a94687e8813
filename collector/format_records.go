package collector

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// record is one JSON object, its fields as they were sent: the digits of a
// number are its decimals.
type record map[string]json.RawMessage

// decodeJSON reads a whole answer. Bytes that are not UTF-8 are an error,
// where the library would put other letters in their place.
func decodeJSON(raw []byte, into any) error {
	text, err := decode(raw, "")
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return jsonFault(err)
	}
	return nil
}

// jsonFault says what is wrong with JSON without the names of our types. What is
// whole JSON of another shape is not cut off.
func jsonFault(err error) error {
	wrong, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return fmt.Errorf("%w; the file may be cut off: fetch it again", err)
	}
	at := "the file"
	if wrong.Field != "" {
		at = fmt.Sprintf("field %q", wrong.Field)
	}
	return fmt.Errorf("%s is of another shape than the publisher sends, of the JSON type %s; save the answer itself, as it comes", at, wrong.Value)
}

// recordGrid makes a table of records: one column for each field that any of
// them has, one row for each of them. Lines are their numbers.
func recordGrid(records []record) (grid, error) {
	fields := map[string]bool{}
	for _, rec := range records {
		for f := range rec {
			fields[f] = true
		}
	}
	header := slices.Sorted(maps.Keys(fields))
	g := grid{rows: [][]string{header}, lines: []int{0}}
	for i, rec := range records {
		row := make([]string, len(header))
		for c, f := range header {
			cell, err := rec.cell(f)
			if err != nil {
				return grid{}, fmt.Errorf("record %d field %q: %w", i+1, f, err)
			}
			row[c] = cell
		}
		g.rows, g.lines = append(g.rows, row), append(g.lines, i+1)
	}
	return g, nil
}

// cell gives a field as text. One that is null or not there is blank; lists
// and objects are left as they stand, since no layout reads them.
func (rec record) cell(field string) (string, error) {
	raw := bytes.TrimSpace(rec[field])
	switch {
	case len(raw) == 0, bytes.Equal(raw, []byte("null")):
		return "", nil
	case raw[0] != '"':
		return string(raw), nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return "", err
	}
	return text, nil
}

// readRecords reads a list of records by a layout.
func readRecords(r *reading, layout tableLayout, records []record, name string) error {
	if err := layout.check(false); err != nil {
		return fmt.Errorf("layout: %w", err)
	}
	if layout.Refuse != "" {
		return fmt.Errorf("%w: %s", ErrNoFigures, layout.Refuse)
	}
	r.rules = layout.rules()
	if len(records) == 0 {
		return nil
	}
	g, err := recordGrid(records)
	if err != nil {
		return err
	}
	if len(g.rows[0]) == 0 {
		return errors.New("the records have no fields; fetch the file again")
	}
	return r.sheet(layout, layout.tables()[0], g, name)
}
