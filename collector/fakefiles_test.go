package collector_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/xuri/excelize/v2"

	"github.com/wsiswatch/wsiswatch/data"
)

// column is one column of a file that an office hands out.
type column struct {
	name  string
	cell  func(figure) string
	value bool
}

func fixed(text string) func(figure) string { return func(figure) string { return text } }

// theirs is the code of a figure in the publisher's words, as it is today.
func (o *office) theirs(codes map[string]string, f figure) string {
	if o.columns == renamed && f.code == shares {
		return codes[f.code] + ".NEW"
	}
	return codes[f.code]
}

// shown lays out the columns as the office does today.
func (o *office) shown(cols []column) []column {
	cols = slices.Clone(cols)
	switch o.columns {
	case reversed:
		slices.Reverse(cols)
	case withoutValue:
		cols = slices.DeleteFunc(cols, func(c column) bool { return c.value })
	}
	return cols
}

// csv writes figures as delimited text.
func (o *office) csv(separator string, cols []column, figures []figure) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = rune(separator[0])
	cols = o.shown(cols)
	rows := [][]string{nil}
	for _, c := range cols {
		rows[0] = append(rows[0], c.name)
	}
	for _, f := range figures {
		var row []string
		for _, c := range cols {
			row = append(row, c.cell(f))
		}
		rows = append(rows, row)
	}
	if err := w.WriteAll(rows); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// zipped packs files, given as names and contents.
func zipped(files ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// tab is a sheet of a workbook: rows of numbers and texts.
type tab struct {
	name string
	rows [][]any
}

// workbooks remembers what it has made: the library packs the same cells in
// another order each time, and an office hands out the same bytes.
type workbooks struct{ made sync.Map }

func (w *workbooks) of(tabs ...tab) []byte {
	key := fmt.Sprint(tabs)
	if b, ok := w.made.Load(key); ok {
		return b.([]byte)
	}
	x := excelize.NewFile()
	defer x.Close()
	for _, t := range tabs {
		if _, err := x.NewSheet(t.name); err != nil {
			panic(err)
		}
		for i, row := range t.rows {
			if err := x.SetSheetRow(t.name, fmt.Sprintf("A%d", i+1), &row); err != nil {
				panic(err)
			}
		}
	}
	if err := x.DeleteSheet("Sheet1"); err != nil {
		panic(err)
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		panic(err)
	}
	made, _ := w.made.LoadOrStore(key, b.Bytes())
	return made.([]byte)
}

// number is a cell as a workbook holds it.
func number(raw string) any {
	if v, err := strconv.ParseFloat(raw, 64); err == nil && !math.IsInf(v, 0) && !math.IsNaN(v) {
		return v
	}
	return raw
}

// without are the cases that packed or marked-up text cannot have.
func without(reason string, names ...string) map[string]string {
	out := map[string]string{}
	for _, n := range names {
		out[n] = reason
	}
	return out
}

func inArchive() map[string]string {
	return without("the text is packed, and what is done to its bytes breaks the archive", "byte order mark", "bad UTF-8", "CP1252")
}

func pathEnds(r *http.Request, with string) bool { return strings.HasSuffix(r.URL.Path, with) }

// The table kind: any file by its address.

var tableCodes = map[string]string{shares: "users", counts: "phones"}

func (o *office) tableColumns() []column {
	return []column{
		{name: "area", cell: func(f figure) string { return f.area.iso3 }},
		{name: "name", cell: func(f figure) string { return f.area.name }},
		{name: "series", cell: func(f figure) string { return o.theirs(tableCodes, f) }},
		{name: "year", cell: func(f figure) string { return strconv.Itoa(f.year) }},
		{name: "value", cell: func(f figure) string { return f.raw }, value: true},
		{name: "remark", cell: fixed("as reported")},
	}
}

func tableFiles(match, more string) string {
	return "- {match: '" + match + "', format: table, layout: {" + more + "area: [area], code: {columns: [series]}, year: {column: year}, value: value}}"
}

// tableDialect has two files, one for each series.
func tableDialect(as, separator string) dialect {
	ending := map[string]string{",": "csv", "\t": "tsv"}[separator]
	return dialect{
		kind: "table", as: as, source: "office", codes: tableCodes, field: `column "value" is missing`,
		params: func(base string) string {
			return "urls: [{url: " + base + "/files/shares." + ending + "}, {url: '" + base + "/get?id=2', name: counts." + ending + "}]"
		},
		files: tableFiles("*."+ending, `separator: "`+strings.ReplaceAll(separator, "\t", `\t`)+`", `),
		answer: func(o *office, w http.ResponseWriter, r *http.Request) {
			code := counts
			if pathEnds(r, "shares."+ending) {
				code = shares
			}
			w.Header().Set("Content-Type", "text/csv")
			w.Write(o.csv(separator, o.tableColumns(), o.of(code)))
		},
	}
}

func tableZipDialect() dialect {
	return dialect{
		kind: "table", as: " ZIP", source: "office", codes: tableCodes, field: `column "value" is missing`,
		params: func(base string) string { return "urls: [{url: " + base + "/files/all.zip}]" },
		files:  tableFiles("*.csv", ""),
		answer: func(o *office, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/zip")
			w.Write(zipped("readme.txt", "what the figures are", "in/all.csv", string(o.csv(",", o.tableColumns(), o.figures))))
		},
		lacks: inArchive(),
	}
}

func tableWorkbookDialect() dialect {
	var books workbooks
	return dialect{
		kind: "table", as: " XLSX", source: "office", codes: tableCodes, field: `column "value" is missing`,
		params: func(base string) string { return "urls: [{url: " + base + "/files/all.xlsx}]" },
		files:  tableFiles("*.xlsx", "sheet: Figures, "),
		answer: func(o *office, w http.ResponseWriter, _ *http.Request) {
			cols := o.shown(o.tableColumns())
			rows := [][]any{nil}
			for _, c := range cols {
				rows[0] = append(rows[0], c.name)
			}
			for _, f := range o.figures {
				var row []any
				for _, c := range cols {
					row = append(row, number(c.cell(f)))
				}
				rows = append(rows, row)
			}
			w.Write(books.of(tab{"Notes", [][]any{{"about the figures"}}}, tab{"Figures", rows}))
		},
		lacks: inArchive(),
	}
}

// ITU's workbook of price baskets.

const fixedBasket, mobileBasket = "i154_FBB5_GNI", "i271mb_5GB_GNI"

func pricesDialect() dialect {
	codes := map[string]string{shares: fixedBasket, counts: mobileBasket}
	var books workbooks
	return dialect{
		kind: "itu-prices", source: "itu-prices", codes: codes, field: "no column is a year",
		params: func(base string) string { return "url: " + base + "/ICT_Prices/ITU_ICTPriceBaskets_2008-2025.xlsx" },
		files:  "- {match: '*.xlsx', format: itu-prices}",
		answer: func(o *office, w http.ResponseWriter, _ *http.Request) {
			w.Write(books.of(
				tab{"Overview", [][]any{{"ICT price baskets"}, {"", "Release date:", o.released}}},
				tab{"economies_2008-2025", o.basketRows(codes)},
			))
		},
		lacks: union(inArchive(), without("a column is a year by its four digits, and any other column is none", "year 0")),
		differs: map[string]ending{
			"empty at first": failed("ADDRESS", "no column is a year"),
			"empty":          failed("ADDRESS", "no column is a year"),
		},
	}
}

func union(a, b map[string]string) map[string]string {
	for k, v := range b {
		a[k] = v
	}
	return a
}

// basketRows has a row for each basket and economy and a column for each year.
func (o *office) basketRows(codes map[string]string) [][]any {
	var years []int
	for _, f := range o.figures {
		years = append(years, f.year)
	}
	slices.Sort(years)
	years = slices.Compact(years)
	type row struct {
		of    figure
		cells map[int]string
	}
	var rows []row
	for _, f := range o.figures {
		i := slices.IndexFunc(rows, func(r row) bool {
			_, taken := r.cells[f.year]
			return r.of.code == f.code && r.of.area == f.area && !taken
		})
		if i < 0 {
			i, rows = len(rows), append(rows, row{f, map[int]string{}})
		}
		rows[i].cells[f.year] = f.raw
	}
	header := []any{"IsoCode", "Economy", "Code", "Unit"}
	if o.columns != withoutValue {
		for _, y := range years {
			header = append(header, y)
		}
	}
	out := [][]any{header}
	for _, r := range rows {
		line := []any{r.of.area.iso3, r.of.area.name, o.theirs(codes, r.of), "GNIpc"}
		for _, y := range years {
			raw, told := r.cells[y]
			if raw == "" && told {
				raw = "NA"
			}
			line = append(line, number(raw))
		}
		out = append(out, line[:len(header)])
	}
	if o.columns == reversed {
		for _, line := range out {
			slices.Reverse(line)
		}
	}
	return out
}

// World Bank Data360.

var data360Codes = map[string]string{shares: "ITU_DH_INT_USER_PT", counts: "ITU_DH_MOB_SUB_PER_100"}

func (o *office) data360Columns() []column {
	return []column{
		{name: "STRUCTURE", cell: fixed("datastructure")}, {name: "STRUCTURE_ID", cell: fixed("WB.DATA360:DS_DATA360(1.2)")},
		{name: "ACTION", cell: fixed("I")}, {name: "FREQ", cell: fixed("A")}, {name: "FREQ_LABEL", cell: fixed("Annual")},
		{name: "REF_AREA", cell: func(f figure) string { return f.area.iso3 }}, {name: "REF_AREA_LABEL", cell: func(f figure) string { return f.area.name }},
		{name: "INDICATOR", cell: func(f figure) string { return o.theirs(data360Codes, f) }},
		{name: "SEX", cell: fixed("_T")}, {name: "AGE", cell: fixed("_T")}, {name: "URBANISATION", cell: fixed("_T")},
		{name: "COMP_BREAKDOWN_1", cell: fixed("_Z")}, {name: "COMP_BREAKDOWN_2", cell: fixed("_Z")}, {name: "COMP_BREAKDOWN_3", cell: fixed("_Z")},
		{name: "TIME_PERIOD", cell: func(f figure) string { return strconv.Itoa(f.year) }},
		{name: "OBS_VALUE", cell: func(f figure) string { return f.raw }, value: true},
		{name: "DATABASE_ID", cell: fixed("ITU_DH")}, {name: "UNIT_MULT", cell: fixed("0")}, {name: "OBS_STATUS", cell: fixed("A")}, {name: "OBS_CONF", cell: fixed("PU")},
	}
}

// asked finds the series that a question names.
func asked(codes map[string]string, in string) (string, bool) {
	for code, theirs := range codes {
		if strings.Contains(in, theirs) {
			return code, true
		}
	}
	return "", false
}

func data360FilesDialect() dialect {
	return dialect{
		kind: "data360", as: " files", source: "wb-data360", codes: data360Codes, field: `column "OBS_VALUE" is missing`,
		params: func(base string) string { return "files: " + base + "/data360-data/data/ITU_DH" },
		files:  "- {match: ITU_DH_*.csv, format: data360-csv}",
		answer: func(o *office, w http.ResponseWriter, r *http.Request) {
			code, known := asked(data360Codes, r.URL.Path)
			if !known {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("ETag", etag(o.of(code), o.columns))
			if r.Header.Get("If-None-Match") == w.Header().Get("ETag") && o.body == nil {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Write(o.csv(",", o.data360Columns(), o.of(code)))
		},
	}
}

// etag tells figures apart.
func etag(figures []figure, c columns) string {
	return fmt.Sprintf("%q", fmt.Sprintf("%x", len(fmt.Sprint(figures, c)))+fmt.Sprint(hashOf(fmt.Sprint(figures, c))))
}

func hashOf(s string) uint32 {
	h := uint32(2166136261)
	for _, b := range []byte(s) {
		h = (h ^ uint32(b)) * 16777619
	}
	return h
}

// data360APIDialect answers in pages of 20 rows where the API has 1,000.
func data360APIDialect() dialect {
	return dialect{
		kind: "data360", as: " API", source: "wb-data360", codes: data360Codes, field: `column "OBS_VALUE" is missing`,
		params: func(base string) string { return "api: " + base + "/data360/data\ndatabase: ITU_DH" },
		files:  "- {match: '*.json', format: data360-json}",
		answer: func(o *office, w http.ResponseWriter, r *http.Request) {
			code, _ := asked(data360Codes, r.FormValue("INDICATOR"))
			figures := o.of(code)
			total := len(figures)
			skip, _ := strconv.Atoi(r.FormValue("skip"))
			figures = figures[min(skip, total):min(skip+20, total)]
			var rows []string
			for _, f := range figures {
				var fields []string
				for _, c := range o.data360Columns() {
					text := fmt.Sprintf("%q", c.cell(f))
					if text == `""` {
						text = "null"
					}
					fields = append(fields, fmt.Sprintf("%q:%s", c.name, text))
				}
				rows = append(rows, o.columns.object(fields...))
			}
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"count":%d,"value":[%s]}`, total, strings.Join(rows, ","))
		},
		differs: map[string]ending{
			// A row twice over two pages is no slip of one file.
			"the same row twice": failed("published twice"),
		},
	}
}

// ITU's DataHub in its three dialects.

var dataHubCodes = map[string]string{shares: "i99H", counts: "i911"}

const dataHubIDs = "ids: {11624: i99H, 392: i911}"

var dataHubNumbers = map[string]string{shares: "11624", counts: "392"}

// byNumber are the endings of a source that goes by numbers: another code is
// nothing, and no row is a number that the API does not know.
func byNumber() map[string]ending {
	return map[string]ending{
		"renamed code":   {outcome: data.Unchanged},
		"empty at first": failed("ADDRESS", "does not know the id"),
		"empty":          failed("ADDRESS", "does not know the id"),
	}
}

func dataHubParams(answer, version string) func(string) string {
	return func(base string) string {
		return "url: " + base + "/" + version + "\nanswer: " + answer + "\n" + dataHubIDs
	}
}

const dataHubFiles = "- {match: '*.csv', format: itu-datahub-csv, layout: {code: {ids: {11624: i99H, 392: i911}}}}\n" +
	"- {match: '*.json', format: itu-datahub-json, layout: {code: {ids: {11624: i99H, 392: i911}}}}"

func dataHubJSONDialect() dialect {
	return dialect{
		kind: "itu-datahub", as: " v2 JSON", source: "itu-datahub", codes: dataHubCodes, field: `column "dataValue|Value" is missing`, params: dataHubParams("v2-json", "v2"), files: dataHubFiles,
		answer: func(o *office, w http.ResponseWriter, r *http.Request) {
			code, _ := asked(dataHubNumbers, r.URL.Path)
			var rows []string
			for _, f := range o.of(code) {
				value := fmt.Sprintf("%q", f.raw)
				if f.raw == "" {
					value = "null"
				}
				rows = append(rows, o.columns.object(
					`"codeID":`+dataHubNumbers[f.code], fmt.Sprintf(`"code":%q`, o.theirs(dataHubCodes, f)), fmt.Sprintf(`"shortName":"%s"`, f.area.name),
					fmt.Sprintf(`"dataYear":%d`, f.year), fmt.Sprintf(`"isoCode":%q`, f.area.iso3), `"dataSource":"Ministry."`, fmt.Sprintf(`"answer":[{"value":%s,"id":1}]`, value)))
			}
			fmt.Fprintf(w, "[%s]", strings.Join(rows, ","))
		},
		differs: byNumber(),
	}
}

func dataHubZipDialect() dialect {
	d := dialect{
		kind: "itu-datahub", as: " v2 ZIP", source: "itu-datahub", codes: dataHubCodes, field: `column "dataValue|Value" is missing`, params: dataHubParams("v2-zip", "v2"), files: dataHubFiles,
		lacks: inArchive(), differs: byNumber(),
	}
	d.answer = func(o *office, w http.ResponseWriter, r *http.Request) {
		code, _ := asked(dataHubNumbers, r.URL.Path)
		w.Write(zipped("figures.csv", string(o.csv(",", []column{
			{name: "seriesID", cell: func(f figure) string { return dataHubNumbers[f.code] }}, {name: "seriesCode", cell: func(f figure) string { return o.theirs(dataHubCodes, f) }},
			{name: "seriesUnits", cell: fixed("count")}, {name: "entityIso", cell: func(f figure) string { return f.area.iso3 }},
			{name: "entityName", cell: func(f figure) string { return f.area.name }}, {name: "dataValue", cell: func(f figure) string { return f.raw }, value: true},
			{name: "dataYear", cell: func(f figure) string { return strconv.Itoa(f.year) }}, {name: "dataSource", cell: fixed("Ministry, and others")},
		}, o.of(code)))))
	}
	return d
}

func dataHubCSVDialect() dialect {
	return dialect{
		kind: "itu-datahub", as: " v3 CSV", source: "itu-datahub", codes: dataHubCodes, field: `column "dataValue|Value" is missing`, params: dataHubParams("v3-csv", "v3"), files: dataHubFiles,
		answer: func(o *office, w http.ResponseWriter, r *http.Request) {
			w.Write(o.csv(",", []column{
				{name: "SeriesID", cell: func(f figure) string { return dataHubNumbers[f.code] }}, {name: "SeriesCode", cell: func(f figure) string { return o.theirs(dataHubCodes, f) }},
				{name: "Series", cell: fixed("A label \n")}, {name: "Unit", cell: fixed("Value")}, {name: "Year", cell: func(f figure) string { return strconv.Itoa(f.year) }},
				{name: "AreaName", cell: func(f figure) string { return f.area.name }}, {name: "AreaCode", cell: func(f figure) string { return f.area.iso3 }},
				{name: "Value", cell: func(f figure) string { return f.raw }, value: true}, {name: "Notes", cell: fixed("")},
				{name: "Source", cell: fixed("Ministry, and others")}, {name: "LastModifiedOn", cell: fixed("2026-07-10")},
			}, o.figures))
		},
		differs: byNumber(),
	}
}
