package collector

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// sample reads a file of testdata.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// told writes what was parsed, one line for each observation and one for each
// reason, so that a test reads like the file.
func told(p Parsed) string {
	var lines []string
	for o := range data.Rows(p.Series) {
		bound := map[int8]string{-1: "<", 0: "", 1: ">"}[int8(o.Bound)]
		lines = append(lines, strings.Join(strings.Fields(fmt.Sprintf("%s %s %d %s = %s%s %s", o.Code, o.Area, o.Year, o.Dims, bound,
			strconv.FormatFloat(o.Value, 'f', o.Decimals, 64), o.Status)), " "))
	}
	for _, reason := range slices.Sorted(maps.Keys(p.Skipped)) {
		lines = append(lines, fmt.Sprintf("%d %s", p.Skipped[reason], reason))
	}
	return strings.Join(lines, "\n")
}

// sameLines compares texts whose lines may stand in another order: a file's is
// that of its rows, what is told of it goes series by series.
func sameLines(a, b string) bool {
	return slices.Equal(slices.Sorted(strings.Lines(a+"\n")), slices.Sorted(strings.Lines(b+"\n")))
}

// statCase is a file and what it must be read as, or the fault.
type statCase struct {
	name, file string
	layout     string // of the source; "" is the preset
	codes      []string
	want       string
	fault      string
}

func runStatCases(t *testing.T, format string, cases []statCase) {
	areas := shippedAreas(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			layout := or(c.layout, "refuse: ''")
			spec := specOf(t, "files:\n  - match: '*'\n    format: "+format+"\n    layout:\n      "+strings.ReplaceAll(layout, "\n", "\n      "))
			raw := []byte(c.file)
			if name, ok := strings.CutPrefix(c.file, "@"); ok {
				raw = sample(t, name)
			}
			p, err := Parse(spec, areas, c.codes, "", File{Name: "a", Bytes: raw})
			if c.fault != "" {
				if err == nil || !strings.Contains(err.Error(), c.fault) {
					t.Errorf("error %v\nwant %q\ngot\n%s", err, c.fault, told(p))
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			checkParsed(t, p)
			if got, want := told(p), strings.TrimSpace(strings.ReplaceAll(c.want, "\t", "")); !sameLines(got, want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

const sdmxHead = "DATAFLOW,REF_AREA,INDICATOR,SEX,EDUCATION_LEV,TIME_PERIOD,OBS_VALUE,COMMENT_OBS\n"

func TestSDMXCSV(t *testing.T) {
	runStatCases(t, "sdmx", []statCase{
		{name: "periods that are no years", file: "@sdmx/v1.csv", layout: "where: {FREQ: [M, Q]}", want: "2 not a year\n13 other FREQ"},
		{name: "version 1: decimals, multipliers, statuses", file: "@sdmx/v1.csv", layout: "where: {FREQ: [A]}", want: `
			USERS KEN 2020 = 12.5 A
			USERS KEN 2020 sex=F age=Y15T24 location=U = 12.51 E
			USERS KEN 2021 = 12500 B
			USERS KEN 2022 = 0.125 P
			USERS KEN 2023 = 125.4 E
			3 missing value
			1 not a year
			2 other FREQ
			1 unknown OBS_STATUS
			1 unknown area
			1 unknown unit multiplier
			1 value marked missing`},
		{name: "labels in cells, decimal comma", file: "@sdmx/both.csv", want: `
			USERS KEN 2020 = 12.4 E
			USERS KEN 2021 = 10 A`},
		{name: "names in columns, one like its id", file: "@sdmx/names.csv", want: "USERS KEN 2020 = 12.4 A"},
		{name: "every action that is data, columns in another order", file: "@sdmx/actions.csv", want: `
			USERS KEN 2020 = 12.4 A
			USERS KEN 2021 = 12.5 A
			USERS KEN 2022 = 12.6 A
			USERS KEN 2023 = 12.7 A`},
		{name: "deletes alone", file: "@sdmx/deletes.csv", want: "3 deleted by the publisher"},
		{name: "deletes among data", file: string(sample(t, "sdmx/actions.csv")) + "dataflow,OFF:DSD(1.0.0),D,,2020,KEN,USERS\n",
			fault: `row 6 field "ACTION" deletes and other rows add`},
		{name: "unknown action", file: "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\ndataflow,O:F(1),X,KEN,U,2020,1\n",
			fault: `row 2 field "ACTION": unknown action "X"`},
		{name: "dimensions of another name", file: "DATAFLOW,GEO,ITEM,GENDER,TIME,V,FLAG\nO:F(1),KEN,U,FEM,2020,1.0,e\n",
			layout: "area: [GEO]\ncode: {columns: [ITEM]}\nyear: {column: TIME}\nvalue: V\nstatus: {column: FLAG, map: {e: E}}\ndims: {sex: {column: GENDER, map: {FEM: F}}}",
			want:   "U KEN 2020 sex=F = 1.0 E"},
		{name: "header alone", file: sdmxHead, want: ""},
		{name: "no column of values", file: "DATAFLOW,REF_AREA,INDICATOR,TIME_PERIOD\nO:F(1),KEN,U,2020\n", fault: `column "OBS_VALUE" is missing; the header in row 1 has: DATAFLOW, REF_AREA`},
		{name: "short row", file: sdmxHead + "O:F(1),KEN,U,_T,_T,2020\n", fault: "row 2 has 6 cells, the header 8"},
		{name: "a dimension that the layout does not name", file: sdmxHead + "O:F(1),KEN,U,_T,_T,2020,1,\nO:F(1),BRA,U,_T,ISCED1,2021,2,\n",
			fault: `U of BRA: rows 2 and 3 differ in "EDUCATION_LEV" ("" and "ISCED1"), which the layout does not name`},
		{name: "the same by a filter", layout: "where: {EDUCATION_LEV: [_T]}", file: sdmxHead + "O:F(1),KEN,U,_T,_T,2020,1,\nO:F(1),BRA,U,_T,ISCED1,2021,2,\n",
			want: "U KEN 2020 = 1 A\n1 other EDUCATION_LEV"},
		{name: "the same as a breakdown", layout: "dims: {breakdown: {column: EDUCATION_LEV}}", file: sdmxHead + "O:F(1),KEN,U,_T,_T,2020,1,\nO:F(1),BRA,U,_T,ISCED1,2021,2,\n",
			want: "U KEN 2020 = 1 A\nU BRA 2021 breakdown=ISCED1 = 2 A"},
		{name: "a key twice with another attribute", file: sdmxHead + "O:F(1),KEN,U,_T,_T,2020,1,first\nO:F(1),KEN,U,_T,_T,2020,1,second\n",
			fault: "rows 2 and 3 both give U of KEN in 2020 and differ in COMMENT_OBS (first, second)"},
		{name: "a key twice with another value", file: sdmxHead + "O:F(1),KEN,U,_T,_T,2020,1,\nO:F(1),KEN,U,_T,_T,2020,2,\n", fault: "both give U of KEN in 2020"},
		{name: "a row twice", file: sdmxHead + "O:F(1),KEN,U,_T,_T,2020,1,\nO:F(1),KEN,U,_T,_T,2020,1,\n", want: "U KEN 2020 = 1 A\n1 duplicate row"},
		{name: "another code is not looked at", codes: []string{"U"}, file: sdmxHead + "O:F(1),KEN,U,_T,_T,2020,1,\nO:F(1),KEN,V,X,ISCED1,2020,1,\n",
			want: "U KEN 2020 = 1 A\n1 code not wanted"},
		{name: "XML", file: "<?xml version=\"1.0\"?><mes:GenericData/>", fault: "the answer is XML or a web page"},
		{name: "blank", file: "STRUCTURE\n", fault: `column "REF_AREA" is missing`},
	})
}

// TestSDMXFlows: rows of one message are read by the layout of their flow,
// whatever its version.
func TestSDMXFlows(t *testing.T) {
	spec := specOf(t, `
files:
  - match: DF_USE
    format: sdmx
    layout: {area: [GEO], code: {columns: [ITEM]}}
  - match: DF_NET
    format: sdmx
    layout: {area: [GEO], code: {fixed: PHONES}}
`)
	p, err := Parse(spec, shippedAreas(t), nil, "sdmx", File{Name: "a", Bytes: sample(t, "sdmx/flows.csv")})
	if err != nil {
		t.Fatal(err)
	}
	checkParsed(t, p)
	if got, want := told(p), "USERS KEN 2020 = 12.4 A\nPHONES KEN 2020 = 80.25 A\nPHONES BRA 2020 = 81.25 A"; !sameLines(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// jsonOf is a message of one structure with what a case changes.
func jsonOf(dataSet string) string {
	return `{"data":{"structures":[{"dimensions":{"dataSet":[{"id":"INDICATOR","values":[{"id":"U"}]}],"series":[{"id":"REF_AREA","values":[{"id":"KEN"}]},` +
		`{"id":"ACTIVITY","values":[{"id":"_T"},{"id":"A"}]}],"observation":[{"id":"TIME_PERIOD","values":[{"id":"2020"}]}]},"attributes":{}}],"dataSets":[` + dataSet + `]}}`
}

func TestSDMXJSON(t *testing.T) {
	runStatCases(t, "sdmx", []statCase{
		{name: "version 1", file: "@sdmx/v1.json", want: `
			USERS KEN 2020 = 40.300 A
			USERS KEN 2021 = 41.000 E
			USERS KEN 2020 sex=F = 40300 A
			2 missing value
			1 not a year
			1 unknown OBS_STATUS`},
		{name: "version 2", file: "@sdmx/v2.json", layout: "value: OBS_VALUE", want: `
			USERS KEN 2020 = 12.40 E
			USERS KEN 2021 = 12.5 A
			PHONES KEN 2020 = 1250000 A
			1 missing value
			1 remark of the service`},
		{name: "another measure", file: "@sdmx/v2.json", layout: "value: SHARE", codes: []string{"USERS"}, want: `
			USERS KEN 2020 = 1 E
			USERS KEN 2021 = 1 A
			2 code not wanted
			1 remark of the service`},
		{name: "no results", file: `{"errors":[{"code":100,"title":"No results"}]}`, want: ""},
		{name: "errors and nothing else", file: `{"errors":[{"code":150,"title":"Semantic error","detail":"no such flow"}]}`, fault: "the service answers: Semantic error (150)"},
		{name: "too large", file: `{"errors":[{"code":"510","message":"Response size exceeds service limit"}],` + jsonOf("")[1:], fault: "exceeds service limit (510)"},
		{name: "no structure", file: `{"a":1,"dataSets":[]}`, fault: "neither a structure nor errors"},
		{name: "cut off", file: jsonOf("")[:40], fault: "the file may be cut off"},
		{name: "key of another length", file: jsonOf(`{"series":{"0":{"observations":{"0":[1]}}}}`), fault: "data set 0: series 0: the key has 1 parts for 2 dimensions"},
		{name: "key outside", file: jsonOf(`{"series":{"0:7":{"observations":{"0":[1]}}}}`), fault: `ACTIVITY has no value "7" among its 2`},
		{name: "no such structure", file: jsonOf(`{"structure":3}`), fault: "there is no structure 3"},
		{name: "unknown action", file: jsonOf(`{"action":"Forget"}`), fault: `unknown action "Forget"`},
		{name: "deletes a whole data set", file: jsonOf(`{"action":"Delete"}`), want: "1 deleted by the publisher"},
		{name: "deletes and replaces", file: jsonOf(`{"action":"Replace","series":{"0:0":{"observations":{"0":[1]}}}},{"action":"Delete","series":{"0:1":{"observations":{"0":[]}}}}`),
			fault: `row 2 field "action" deletes and other rows add`},
		{name: "a dimension that the layout does not name", file: jsonOf(`{"series":{"0:0":{"observations":{"0":[1]}},"0:1":{"observations":{"0":[2]}}}}`),
			fault: `U of KEN: rows 1 and 2 differ in "ACTIVITY" ("" and "A")`},
		{name: "flat keys over all dimensions", file: jsonOf(`{"observations":{"0:0:0":[1.50]}}`), want: "U KEN 2020 = 1.50 A"},
	})
}

func FuzzSDMX(f *testing.F) {
	for _, name := range []string{"v1.csv", "both.csv", "names.csv", "actions.csv", "deletes.csv", "flows.csv", "v1.json", "v2.json"} {
		f.Add(sample(f, "sdmx/"+name))
	}
	f.Add([]byte(jsonOf(`{"observations":{"0:0:0":[1.50]}}`)))
	f.Add([]byte("STRUCTURE[;];ACTION\n"))
	fuzzStatistics(f, "sdmx", "where: {}")
}

func fuzzStatistics(f *testing.F, format, layout string) {
	spec, areas := specOf(f, "files: [{match: '*', format: "+format+", layout: {"+layout+"}}]"), shippedAreas(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, codes := range [][]string{nil, {"USERS", "IT_USE_ii99", "CR.1"}} {
			p, err := Parse(spec, areas, codes, format, File{Name: "a", Bytes: raw})
			if err == nil {
				checkParsed(t, p)
			}
		}
	})
}
