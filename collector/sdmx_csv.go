package collector

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// readSDMXCSV reads SDMX-CSV: version 1 begins with DATAFLOW, version 2 with
// STRUCTURE. Columns come in any order, and there may be more of them.
func readSDMXCSV(text string) (sdmxMessage, error) {
	separator := sdmxSeparator(text)
	g, err := readCSV([]byte(text), "", separator)
	if err != nil {
		return sdmxMessage{}, err
	}
	if len(g.rows) == 0 {
		return sdmxMessage{}, fmt.Errorf("no header; fetch it again")
	}
	labelled := bareHeader(g.rows[0])
	if separator != "," {
		pointed(g.rows[1:])
	}
	for _, row := range g.rows[1:] {
		for i := range row {
			if i < len(labelled) && labelled[i] {
				row[i], _, _ = strings.Cut(row[i], ": ")
			}
		}
	}
	return sdmxParts(g)
}

var sdmxFirst = regexp.MustCompile(`^"?(?:STRUCTURE|DATAFLOW)"?(?:\[[^\]]\])?"?(?:: [^,;|\t]*)?([,;|\t])`)

// sdmxSeparator is the sign after the first column's name, which may be
// followed by the sign between the parts of a cell.
func sdmxSeparator(text string) string {
	if m := sdmxFirst.FindStringSubmatch(strings.TrimLeft(text, "\ufeff \t\r\n")); m != nil {
		return m[1]
	}
	return ","
}

// bareHeader cuts labels and marks of several values off the ids, and says
// which columns have labels: their cells have them too. Where names stand in
// columns of their own, one may be the same word as the id before it.
func bareHeader(header []string) (labelled []bool) {
	labelled = make([]bool, len(header))
	for i, h := range header {
		h, _, labelled[i] = strings.Cut(plain(h), ": ")
		h, _, _ = strings.Cut(h, "[")
		if i > 0 && h != "" && h == header[i-1] {
			h += " (name)"
		}
		header[i] = h
	}
	return labelled
}

var commaNumber = regexp.MustCompile(`^[+-]?\d+,\d+$`)

// pointed turns the decimal comma into a point. Only files whose separator is
// not the comma have it.
func pointed(rows [][]string) {
	for _, row := range rows {
		for i, cell := range row {
			if commaNumber.MatchString(cell) {
				row[i] = strings.Replace(cell, ",", ".", 1)
			}
		}
	}
}

// sdmxParts sorts the rows by data flow and takes out those that delete.
func sdmxParts(g grid) (sdmxMessage, error) {
	header := g.rows[0]
	flow, action := columnOf(header, "STRUCTURE_ID|DATAFLOW"), columnOf(header, "ACTION")
	var m sdmxMessage
	index := map[string]int{}
	for i, row := range g.rows[1:] {
		at := g.at(i+1, "ACTION")
		isData, err := sdmxAction(cellOf(row, action))
		if err != nil {
			return m, fmt.Errorf("%s: %w", at, err)
		}
		if !isData {
			m.deleted = append(m.deleted, sdmxNote{at, strings.Join(row, " ")})
			continue
		}
		id := flowID(cellOf(row, flow))
		n, known := index[id]
		if !known {
			n = len(m.parts)
			index[id] = n
			m.parts = append(m.parts, sdmxPart{flow: id, st: sdmxTable(slices.Clone(header), g.line(0))})
		}
		part := &m.parts[n].st.g
		part.rows, part.lines = append(part.rows, row), append(part.lines, g.line(i+1))
	}
	if len(g.rows) == 1 {
		// A header alone is an answer: there is nothing.
		m.parts = append(m.parts, sdmxPart{st: sdmxTable(header, g.line(0))})
	}
	return m, nil
}

// sdmxTable is a table with nothing but its header.
func sdmxTable(header []string, line int) statTable {
	st := statTable{g: grid{rows: [][]string{header}, lines: []int{line}}, optional: sdmxOptional, dims: map[string]bool{}}
	for _, id := range sdmxKnown {
		st.dims[id] = true
	}
	return st
}
