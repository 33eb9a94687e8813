package collector_test

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"math/bits"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// unsdgCodes are the series of the tests. The database has given the second
// one another name since.
var unsdgCodes = map[string]string{shares: "IT_USE_ii99", counts: "IT_NET_BBN"}

// unsdgNow are the names that the fake has them under.
var unsdgNow = map[string]string{shares: "IT_USE_ii99", counts: "IT_NET_BBNDN"}

// unsdgDialect speaks version 5 of the SDG database, asked in JSON or CSV.
func unsdgDialect(answers string) dialect {
	return dialect{
		kind: "unsdg", as: " " + answers, source: "unsd-sdg", codes: unsdgCodes,
		params: func(base string) string {
			return "url: " + base + "/v1/sdg\nanswers: " + answers + "\npage_size: 20"
		},
		files: "- match: '*'\n  format: unsdg-" + answers + "\n  layout:\n    code: {map: {IT_NET_BBNDN: IT_NET_BBN}}\n" +
			"    dims: {breakdown: {column: Type of speed|Type of skill, map: {ANYS: _T}}}",
		answer: answerUNSDG,
	}
}

func answerUNSDG(o *office, w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/v1/sdg/Series/List":
		unsdgList(o, w)
	case r.URL.Path == "/v1/sdg/Series/DataCSV" && r.Method == http.MethodPost:
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Write(padded(unsdgCSVOf(o, r.PostFormValue("seriesCodes"))))
	case r.URL.Path == "/v1/sdg/Series/Data":
		unsdgPageOf(o, w, r)
	default:
		http.NotFound(w, r)
	}
}

// unsdgList lists the series with their release, which is another one as soon
// as anything else has changed.
func unsdgList(o *office, w http.ResponseWriter) {
	h := crc32.NewIEEE()
	fmt.Fprint(h, o.figures, o.columns, o.label, o.body != nil)
	release := fmt.Sprintf("2026.Q2.G.%08x", h.Sum32())
	var parts []string
	for _, code := range []string{shares, counts} {
		name := unsdgNow[code]
		if o.columns == renamed && code == shares {
			name += "_NEW"
		}
		parts = append(parts, fmt.Sprintf(`{"goal":["17"],"indicator":["17.8.1"],"release":%q,"code":%q,"description":"Rôle"}`, release, name))
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, "["+strings.Join(parts, ",")+"]")
}

func unsdgFigures(o *office, code string) []figure {
	for ours, name := range unsdgNow {
		if name == code {
			return o.of(ours)
		}
	}
	return nil
}

func unsdgPageOf(o *office, w http.ResponseWriter, r *http.Request) {
	code := r.FormValue("seriesCode")
	rows := unsdgFigures(o, code)
	page, _ := strconv.Atoi(r.FormValue("page"))
	per, _ := strconv.Atoi(r.FormValue("pageSize"))
	if page < 1 || per < 1 || len(r.URL.Query()) != 3 {
		// Filters do not work: whoever sends one must learn it.
		http.Error(w, `{"message":"An error has occurred."}`, http.StatusInternalServerError)
		return
	}
	var parts []string
	from := min((page-1)*per, len(rows))
	for _, f := range rows[from:min(from+per, len(rows))] {
		parts = append(parts, unsdgRowOf(o, code, f))
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	fmt.Fprintf(w, `{"size":%d,"totalElements":%d,"totalPages":%d,"pageNumber":%d,"attributes":[],"dimensions":[],"data":[%s]}`,
		per, len(rows), (len(rows)+per-1)/per, page, strings.Join(parts, ","))
}

func unsdgRowOf(o *office, code string, f figure) string {
	raw := f.raw
	if raw == "" {
		raw = "NaN"
	}
	dims := `{"Reporting Type":"G","Sex":"BOTHSEX"}`
	if code == unsdgNow[counts] {
		dims = `{"Reporting Type":"G","Type of speed":"ANYS"}`
	}
	return o.columns.object(`"goal":["17"]`, `"target":["17.8"]`, `"indicator":["17.8.1"]`, fmt.Sprintf(`"series":%q`, code), `"seriesDescription":"A series"`,
		fmt.Sprintf(`"geoAreaCode":%q`, strings.TrimLeft(f.area.m49, "0")), fmt.Sprintf(`"geoAreaName":%q`, f.area.name), fmt.Sprintf(`"timePeriodStart":%d.0`, f.year),
		fmt.Sprintf(`"value":%q`, raw), `"valueType":"Float"`, `"upperBound":null`, `"source":"A survey"`, `"footnotes":[""]`,
		`"attributes":{"Nature":"C","Units":"PERCENT"}`, `"dimensions":`+dims)
}

// unsdgCSVOf writes the table of one series, with the names of dimensions in
// brackets and a footnote of two lines.
func unsdgCSVOf(o *office, code string) []byte {
	header := []string{"Goal", "Target", "Indicator", "SeriesCode", "SeriesDescription", "GeoAreaCode", "GeoAreaName", "TimePeriod", "Value",
		"Time_Detail", "FootNote", "[Nature]", "[Reporting Type]", "[Units]", "[Sex]"}
	dim := "BOTHSEX"
	if code == unsdgNow[counts] {
		header[len(header)-1], dim = "[Type of speed]", "ANYS"
	}
	var rows [][]string
	rows = append(rows, header)
	for _, f := range unsdgFigures(o, code) {
		rows = append(rows, []string{"17", "17.8", "17.8.1", code, "A series", strings.TrimLeft(f.area.m49, "0"), f.area.name, strconv.Itoa(f.year), f.raw,
			strconv.Itoa(f.year), "one\nand two", "C", "G", "PERCENT", dim})
	}
	return o.columns.csv(rows, "Value")
}

// csv writes rows with the columns as they are laid out.
func (c columns) csv(rows [][]string, value string) []byte {
	var b bytes.Buffer
	at := slices.Index(rows[0], value)
	for _, row := range rows {
		row = slices.Clone(row)
		switch c {
		case reversed:
			slices.Reverse(row)
		case withoutValue:
			row = slices.Delete(row, at, at+1)
		}
		for i, cell := range row {
			row[i] = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		b.WriteString(strings.Join(row, ",") + "\n")
	}
	return b.Bytes()
}

// padded fills bytes up to a power of two with zeros.
func padded(b []byte) []byte {
	return append(b, make([]byte, 1<<bits.Len(uint(len(b)))-len(b))...)
}
