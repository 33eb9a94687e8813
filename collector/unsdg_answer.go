package collector

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// unsdgPage is one page of Series/Data. Fields that are not listed are for
// people.
type unsdgPage struct {
	TotalElements looseInt   `json:"totalElements"`
	TotalPages    looseInt   `json:"totalPages"`
	PageNumber    looseInt   `json:"pageNumber"`
	Data          []unsdgRow `json:"data"`
}

type unsdgRow struct {
	Series     string               `json:"series"`
	Area       looseText            `json:"geoAreaCode"`
	Year       looseText            `json:"timePeriodStart"` // 2020.0
	Value      json.RawMessage      `json:"value"`           // "12.3", "NaN", "<0.1"
	Attributes map[string]looseText `json:"attributes"`
	Dimensions map[string]looseText `json:"dimensions"`
}

// looseText is a string, or a number with its digits as they were sent; null
// is "".
type looseText string

func (t *looseText) UnmarshalJSON(b []byte) error {
	switch {
	case len(b) == 0 || bytes.Equal(b, []byte("null")):
		*t = ""
		return nil
	case b[0] == '"':
		var s string
		err := json.Unmarshal(b, &s)
		*t = looseText(s)
		return err
	case b[0] == '{' || b[0] == '[':
		return fmt.Errorf("%s stands where a text or a number should", shorten(string(b)))
	}
	*t = looseText(b)
	return nil
}

// The columns that both dialects of the database share. The JSON names are
// turned into those of the CSV file, so that one layout serves both.
const (
	unsdgCode  = "SeriesCode"
	unsdgArea  = "GeoAreaCode"
	unsdgYear  = "TimePeriod"
	unsdgValue = "Value"
)

// unsdgPlain are the columns of the CSV file that do not tell series apart.
// What is neither here nor among them is a dimension, also one that is new.
var unsdgPlain = []string{
	"Goal", "Target", "Indicator", unsdgCode, "SeriesDescription", unsdgArea, "GeoAreaName", unsdgYear, unsdgValue,
	"Time_Detail", "TimeCoverage", "UpperBound", "LowerBound", "BasePeriod", "Source", "GeoInfoUrl", "FootNote",
	"Nature", "UnitMultiplier", "Observation Status",
}

// unsdgLayout is where the layouts of the SDG database start. Nature is the
// only mark of an estimate: what the agencies adjusted, modelled or made for
// global monitoring is theirs, not the country's.
func unsdgLayout() tableLayout {
	return tableLayout{sheetLayout: sheetLayout{
		Area:  []string{unsdgArea},
		Code:  codeRule{Columns: []string{unsdgCode}},
		Year:  yearRule{Column: unsdgYear},
		Value: unsdgValue,
		Where: map[string][]string{"Reporting Type": {"G", ""}},
		Status: statusRule{Column: "Nature", Optional: true, Map: map[string]data.Status{
			"": data.Normal, "C": data.Normal, "NA": data.Normal, "_X": data.Normal, "NOTSPEC": data.Normal,
			"CA": data.Estimated, "E": data.Estimated, "G": data.Estimated, "M": data.Estimated,
			"N": data.Missing,                      // not relevant for the country
			"B": data.Break, "P": data.Provisional, // of the observation status
		}},
		Dims: dimRules{
			Sex:      dimRule{Column: "Sex", Map: map[string]string{"BOTHSEX": data.Total, data.Total: data.Total, "FEMALE": "F", "MALE": "M", "F": "F", "M": "M"}},
			Location: dimRule{Column: "Location", Map: map[string]string{"ALLAREA": data.Total, data.Total: data.Total, "URBAN": "U", "RURAL": "R"}},
		},
	}}
}

// unsdgJSON reads answers of Series/Data, of which a file may hold several
// one after the other: all pages, or it is refused.
func unsdgJSON(r *reading, node yaml.Node, f File) error {
	rows, err := unsdgRows(f.Bytes)
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].Area = looseText(threeDigits(string(rows[i].Area)))
	}
	st, err := unsdgTable(rows)
	if err != nil {
		return err
	}
	return r.statistics(unsdgMarked(st), unsdgLayout(), node, f.Name)
}

// threeDigits writes an M49 number as M49 does. The older releases, which do
// not, filed the Federated States of Micronesia under 57, the number of the
// region: a source must be able to tell the two.
func threeDigits(code string) string {
	if n := len(code); n == 0 || n > 2 || strings.Trim(code, "0123456789") != "" {
		return code
	}
	return strings.Repeat("0", 3-len(code)) + code
}

func unsdgRows(raw []byte) ([]unsdgRow, error) {
	text, err := decode(raw, "")
	if err != nil {
		return nil, err
	}
	text = unpadded(text)
	var rows []unsdgRow
	var count unsdgCount
	dec := json.NewDecoder(bytes.NewReader(text))
	for n := 1; ; n++ {
		var page unsdgPage
		err := dec.Decode(&page)
		if errors.Is(err, io.EOF) && n > 1 {
			return rows, count.complete()
		}
		switch {
		case err != nil:
			return nil, fmt.Errorf("answer %d: %w", n, jsonFault(err))
		case page.Data == nil:
			return nil, fmt.Errorf("answer %d has no data: it is none of Series/Data; ask that address", n)
		}
		if err := count.page(page); err != nil {
			return nil, fmt.Errorf("answer %d: %w", n, err)
		}
		rows = append(rows, page.Data...)
	}
}

// field reads a value that must be there, be it null.
func field(raw json.RawMessage, name string) (string, error) {
	if raw == nil {
		return "", fmt.Errorf("field %q is missing; fetch it again, or see whether the service has changed its answers", name)
	}
	var t looseText
	err := t.UnmarshalJSON(raw)
	return string(t), err
}

// unsdgCount holds the rows that came against those that were told of.
type unsdgCount struct {
	rows, total, pages, last int
}

// page takes one page. Page 1 begins another answer.
func (c *unsdgCount) page(p unsdgPage) error {
	if n := int(p.PageNumber); n <= 1 {
		if err := c.complete(); err != nil {
			return err
		}
		*c = unsdgCount{total: int(p.TotalElements), pages: int(p.TotalPages)}
	} else if n != c.last+1 {
		return fmt.Errorf("page %d after page %d; fetch all pages in order", n, c.last)
	}
	if int(p.TotalElements) != c.total || int(p.TotalPages) != c.pages {
		return fmt.Errorf("page %d tells of %d rows in %d pages, page 1 of %d in %d: released while we read; fetch again",
			p.PageNumber, p.TotalElements, p.TotalPages, c.total, c.pages)
	}
	c.rows, c.last = c.rows+len(p.Data), int(p.PageNumber)
	return nil
}

func (c *unsdgCount) complete() error {
	if c.rows != c.total {
		return fmt.Errorf("%d rows came of the %d that page 1 tells of; fetch all pages", c.rows, c.total)
	}
	return nil
}

// unpadded cuts off the zero bytes that the service fills its buffers with.
func unpadded(raw []byte) []byte {
	body, _, _ := bytes.Cut(raw, []byte{0})
	return body
}

// unsdgTable makes a table of rows as the JSON dialect sends them.
func unsdgTable(rows []unsdgRow) (statTable, error) {
	names := unsdgNames(rows)
	st := statTable{dims: map[string]bool{}, optional: unsdgOptional, g: grid{
		rows:  [][]string{append([]string{unsdgCode, unsdgArea, unsdgYear, unsdgValue}, names...)},
		lines: []int{0},
	}}
	for _, name := range names {
		st.dims[name] = !slices.Contains(unsdgPlain, name)
	}
	for i, row := range rows {
		value, err := field(row.Value, "value")
		if err != nil {
			return st, fmt.Errorf("row %d: %w", i+1, err)
		}
		cells := []string{row.Series, string(row.Area), string(row.Year), value}
		for _, name := range names {
			word, ok := row.Dimensions[name]
			if !ok {
				word = row.Attributes[name]
			}
			cells = append(cells, string(word))
		}
		st.g.rows, st.g.lines = append(st.g.rows, cells), append(st.g.lines, i+1)
	}
	return st, nil
}

// unsdgMarked lets the status of an observation count for more than its nature
// where it says more: a break tells the reader what no nature does.
func unsdgMarked(st statTable) statTable {
	header := st.g.rows[0]
	nature, status := columnOf(header, "Nature"), columnOf(header, "Observation Status")
	if nature < 0 || status < 0 {
		return st
	}
	for _, row := range st.g.rows[1:] {
		if nature >= len(row) || status >= len(row) {
			continue // square refuses it
		}
		switch word := plain(row[status]); word {
		case "B", "P", "E":
			row[nature] = word
		case "F", "I":
			row[nature] = "E"
		}
	}
	return st
}

// unsdgNames lists the dimensions and attributes of all rows.
func unsdgNames(rows []unsdgRow) []string {
	names := map[string]bool{}
	for _, row := range rows {
		for _, words := range []map[string]looseText{row.Dimensions, row.Attributes} {
			for name := range words {
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// unsdgOptional says which columns may be absent: each series has its own
// dimensions and attributes, but all have area, year and value.
func unsdgOptional(column string) bool {
	return !slices.Contains([]string{unsdgCode, unsdgArea, unsdgYear, unsdgValue}, column)
}

// unsdgCSV reads answers of Series/DataCSV and what the data portal exports,
// as text or as a workbook. The service puts the names of dimensions in
// brackets, the portal does not.
func unsdgCSV(r *reading, node yaml.Node, f File) error {
	g, err := r.unsdgGrid(f)
	if err != nil {
		return err
	}
	st := statTable{g: g, dims: map[string]bool{}, optional: unsdgOptional}
	for i, name := range g.rows[0] {
		name = strings.TrimSuffix(strings.TrimPrefix(plain(name), "["), "]")
		g.rows[0][i] = name
		st.dims[name] = !slices.Contains(unsdgPlain, name)
	}
	if area := columnOf(g.rows[0], unsdgArea); area >= 0 {
		for _, row := range g.rows[1:] {
			if area < len(row) {
				row[area] = threeDigits(strings.TrimSpace(row[area]))
			}
		}
	}
	return r.statistics(unsdgMarked(st), unsdgLayout(), node, f.Name)
}

func isUNSDGHeader(row []string) bool { return columnOf(row, unsdgArea) >= 0 }

func (r *reading) unsdgGrid(f File) (grid, error) {
	if !isWorkbook(f.Bytes) {
		text, err := decode(f.Bytes, "")
		if err != nil {
			return grid{}, err
		}
		text = unpadded(text)
		separator := separatorOf(text, "", isUNSDGHeader)
		g, err := readCSV(text, "", separator)
		if err == nil && len(g.rows) == 0 {
			err = errors.New("no header; the service sends nothing for what is too large: ask for one series")
		}
		return g, err
	}
	g, err := r.unsdgSheet(f)
	if err != nil {
		return grid{}, err
	}
	// A workbook drops the blank cells at the end of a row.
	for i, row := range g.rows {
		for len(row) < len(g.rows[0]) {
			row = append(row, "")
		}
		g.rows[i] = row
	}
	return g, nil
}

// unsdgSheet finds the sheet of figures. Others, such as notes, are counted by
// their filled rows.
func (r *reading) unsdgSheet(f File) (found grid, err error) {
	w, err := openWorkbook(f.Bytes)
	if err != nil {
		return grid{}, err
	}
	defer w.close()
	n := 0
	for _, name := range w.sheets() {
		g, err := w.sheet(name)
		if err != nil {
			return grid{}, err
		}
		if len(g.rows) > 0 && isUNSDGHeader(g.rows[0]) {
			found, n = g, n+1
			continue
		}
		r.skipSheet(g)
	}
	switch n {
	case 0:
		return grid{}, fmt.Errorf("no sheet has the column %q in its first row; the workbook has: %s. Export it again", unsdgArea, strings.Join(w.sheets(), ", "))
	case 1:
		return found, nil
	}
	return grid{}, fmt.Errorf("%d sheets of figures, where the portal exports one; export it again", n)
}
