package collector

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// goalRow is one row of an answer of Series/Data.
func goalRow(year int, value, nature, dims string) string {
	return fmt.Sprintf(`{"series":"S","geoAreaCode":"404","timePeriodStart":%d.0,"value":%q,"attributes":{"Nature":%q},"dimensions":{%s}}`, year, value, nature, dims)
}

func goalPage(rows ...string) string {
	return fmt.Sprintf(`{"size":100,"totalElements":%d,"totalPages":1,"pageNumber":1,"data":[%s]}`, len(rows), strings.Join(rows, ","))
}

const goalLayout = `code: {map: {IT_NET_BBNDN: IT_NET_BBN}}
dims:
  age: {column: Age, map: {ALLAGE: _T, 15-24: Y15T24, 15-99: Y_GE15}}
  breakdown: {column: Type of speed|Type of skill|Education level}`

func TestUNSDGJSON(t *testing.T) {
	runStatCases(t, "unsdg-json", []statCase{
		{name: "natures, bounds and missing values", file: "@unsdg/page.json", want: `
			IT_USE_ii99 AGO 2010 = 12.30 A
			IT_USE_ii99 AGO 2011 = 12.3 E
			IT_USE_ii99 AGO 2012 = 12.3 E
			IT_USE_ii99 AGO 2013 = 12.3 E
			IT_USE_ii99 AGO 2014 sex=F = 0 E
			IT_USE_ii99 AGO 2015 sex=M = <0.1 A
			IT_USE_ii99 AGO 2016 location=R = >95 B
			3 missing value
			1 other Reporting Type
			1 unknown area
			1 value marked missing`},
		{name: "two pages, a series renamed, speeds", file: "@unsdg/pages.json", layout: goalLayout, want: `
			IT_NET_BBN KEN 2020 breakdown=10MBPS = 350 A
			IT_NET_BBN KEN 2020 breakdown=ANYS = 3500 A`},
		{name: "a page is missing", file: strings.SplitAfter(string(sample(t, "unsdg/pages.json")), "\n")[0] +
			strings.SplitAfter(string(sample(t, "unsdg/pages.json")), "\n")[1], fault: "1 rows came of the 2 that page 1 tells of"},
		{name: "the first page is missing", file: strings.Replace(goalPage(goalRow(2020, "1", "C", "")), `"pageNumber":1`, `"pageNumber":2`, 1), fault: "page 2 after page 0"},
		{name: "released between two pages", file: strings.Replace(string(sample(t, "unsdg/pages.json")), `"totalElements": 2, "totalPages": 2, "pageNumber": 2`,
			`"totalElements": 3, "totalPages": 2, "pageNumber": 2`, 1), fault: "page 2 tells of 3 rows in 2 pages, page 1 of 2 in 2"},
		{name: "two rows of a dimension without a rule", file: goalPage(goalRow(2020, "1", "C", `"Activity":"TOTAL"`), goalRow(2020, "2", "C", `"Activity":"ISIC4_C10T32X19"`)),
			fault: `S of KEN: rows 1 and 2 differ in "Activity" ("TOTAL" and "ISIC4_C10T32X19"), which the layout does not name`},
		{name: "the same value in both", file: goalPage(goalRow(2020, "1", "C", `"Activity":"TOTAL"`), goalRow(2020, "1", "C", `"Activity":"A"`)), fault: `rows 1 and 2 differ in "Activity"`},
		{name: "a declared filter decides", layout: "where: {Activity: [TOTAL]}", want: "S KEN 2020 = 1 A\n1 other Activity",
			file: goalPage(goalRow(2020, "1", "C", `"Activity":"TOTAL"`), goalRow(2020, "2", "C", `"Activity":"ISIC4_C10T32X19"`))},
		{name: "a filter on a dimension that no row has", layout: "where: {Activity: [TOTAL]}", want: "1 other Activity", file: goalPage(goalRow(2020, "1", "C", ""))},
		{name: "two natures for one year", file: goalPage(goalRow(2020, "1", "C", ""), goalRow(2020, "2", "E", "")),
			fault: "rows 1 and 2 both give S of KEN in 2020 and differ in Nature (C, E)"},
		{name: "two values for one key", file: goalPage(goalRow(2020, "1", "C", ""), goalRow(2020, "2", "C", "")), fault: "both give S of KEN in 2020"},
		{name: "two breakdowns in one row", layout: goalLayout, want: "S KEN 2020 breakdown=10MBPS+EMAIL = 1 A",
			file: goalPage(goalRow(2020, "1", "C", `"Type of speed":"10MBPS","Type of skill":"EMAIL"`))},
		{name: "an unknown word of a dimension", want: "1 unknown Sex", file: goalPage(goalRow(2020, "1", "C", `"Sex":"OTHER"`))},
		{name: "an unknown nature", want: "1 unknown Nature", file: goalPage(goalRow(2020, "1", "Q", ""))},
		{name: "half a year", want: "1 not a year", file: strings.Replace(goalPage(goalRow(2020, "1", "C", "")), "2020.0", "2020.5", 1)},
		{name: "an area as a number", want: "S KEN 2020 = 1 A", file: strings.Replace(goalPage(goalRow(2020, "1", "C", "")), `"404"`, "404", 1)},
		{name: "filled up with zeros", file: goalPage(goalRow(2020, "1", "C", "")) + "\x00\x00\x00", want: "S KEN 2020 = 1 A"},
		{name: "no rows", file: goalPage(), want: ""},
		{name: "no data", file: `{"message":"An error has occurred."}`, fault: "answer 1 has no data"},
		{name: "no value", file: strings.Replace(goalPage(goalRow(2020, "1", "C", "")), `"value":"1",`, "", 1), fault: `row 1: field "value" is missing`},
		{name: "cut off", file: goalPage(goalRow(2020, "1", "C", ""))[:90], fault: "the file may be cut off"},
		{name: "a list in the place of a word", file: strings.Replace(goalPage(goalRow(2020, "1", "C", "")), `"404"`, `["404"]`, 1), fault: "where a text or a number should"},
	})
}

func TestUNSDGCSV(t *testing.T) {
	table := string(sample(t, "unsdg/table.csv"))
	want := `
			SE_ADT_ACTS KEN 2020 sex=F age=Y15T24 location=U breakdown=EMAIL = 12.5 A
			SE_ADT_ACTS KEN 2020 age=Y_GE15 breakdown=EMAIL = 10 E
			1 missing value`
	runStatCases(t, "unsdg-csv", []statCase{
		{name: "dimensions in brackets", file: table, layout: goalLayout, want: want},
		{name: "filled up with zeros", file: table + strings.Repeat("\x00", 300), layout: goalLayout, want: want},
		{name: "byte order mark", file: "\xef\xbb\xbf" + table, layout: goalLayout, want: want},
		{name: "cut in the footnote", file: table[:strings.Index(table, "of two lines")], layout: goalLayout, fault: "the file may be cut off"},
		{name: "an age without a rule", file: table, layout: "dims: {breakdown: {column: Type of skill}}", fault: `rows 2 and 4 differ in "Age" ("15-24" and "15-99")`},
		{name: "the portal", file: "@unsdg/portal.csv", layout: goalLayout + "\nwhere: {Disability status: ['', _T]}", want: `
			IT_NET_BBND ETH 2020 breakdown=ANYS = 0.25 E
			SE_ACS_INTNT ETH 2020 breakdown=UPPSEC = 40.5 A
			IT_MOB_OWN ETH 2020 = 50 A
			1 other Disability status`},
		{name: "the portal without a filter", file: "@unsdg/portal.csv", layout: goalLayout, fault: `rows 4 and 5 differ in "Disability status" ("" and "PD")`},
		{name: "nothing but zeros", file: "x\x00\x00", fault: `column "GeoAreaCode" is missing`},
	})
}

// TestUNSDGWorkbook: the portal exports workbooks too, whose rows end at their
// last filled cell.
func TestUNSDGWorkbook(t *testing.T) {
	cells := map[string]any{}
	for r, line := range strings.Split(strings.TrimSpace(string(sample(t, "unsdg/portal.csv"))), "\n")[:4] {
		for c, cell := range strings.Split(line, ",") {
			if cell != "" {
				cells[fmt.Sprintf("%s%d", columnName(c), r+1)] = cell
			}
		}
	}
	raw := workbookOf(t, sheet{"data", cells})
	spec := specOf(t, "files:\n  - match: '*'\n    format: unsdg-csv\n    layout:\n      "+strings.ReplaceAll(goalLayout, "\n", "\n      "))
	p, err := Parse(spec, shippedAreas(t), nil, "", File{Name: "Goal4.xlsx", Bytes: raw})
	if err != nil {
		t.Fatal(err)
	}
	checkParsed(t, p)
	if got, want := told(p), "IT_NET_BBND ETH 2020 breakdown=ANYS = 0.25 E\nSE_ACS_INTNT ETH 2020 breakdown=UPPSEC = 40.5 A\nIT_MOB_OWN ETH 2020 = 50 A"; !sameLines(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	notes := sheet{"notes", map[string]any{"A1": "Nature", "B1": "C: country", "A3": "E: estimated"}}
	p, err = Parse(spec, shippedAreas(t), nil, "", File{Name: "Goal4.xlsx", Bytes: workbookOf(t, notes, sheet{"data", cells})})
	if err != nil || len(rowsOf(p)) != 3 || p.Skipped["sheet not in the layout"] != 2 {
		t.Errorf("with notes: %v, skipped %v, %v", rowsOf(p), p.Skipped, err)
	}
	_, err = Parse(spec, shippedAreas(t), nil, "unsdg-csv", File{Name: "Goal4.xlsx", Bytes: workbookOf(t, notes)})
	if want := `no sheet has the column "GeoAreaCode" in its first row; the workbook has: notes`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("notes alone: %v", err)
	}
	two := workbookOf(t, sheet{"data", cells}, sheet{"more", cells})
	if _, err := Parse(spec, shippedAreas(t), nil, "", File{Name: "Goal4.xlsx", Bytes: two}); err == nil || !strings.Contains(err.Error(), "2 sheets") {
		t.Errorf("error %v", err)
	}
}

// columnName is the letters of a column, counted from 0.
func columnName(c int) string {
	if c < 26 {
		return string(rune('A' + c))
	}
	return columnName(c/26-1) + columnName(c%26)
}

func TestUNSDGTree(t *testing.T) {
	runStatCases(t, "unsdg-tree", []statCase{
		{name: "values by area", file: "@unsdg/tree.json", layout: goalLayout, want: `
			IT_NET_BBN KEN 2016 breakdown=ANYS = 6.69 A
			IT_NET_BBN KEN 2017 breakdown=ANYS = <0.10 E
			IT_NET_BBN KEN 2017 sex=F breakdown=10MBPS = 7.5 E
			1 missing value`},
		{name: "an answer of the API", file: goalPage(), fault: "none of the releases of 2019"},
		{name: "cut off", file: string(sample(t, "unsdg/tree.json")[:200]), fault: "may be cut off"},
		{name: "no value", file: `{"seriesCode":"S","refAreas":[{"geoAreaCode":"404","data":[{"timePeriod":2016}]}]}`, fault: `row 1: field "value" is missing`},
	})
}

func FuzzUNSDGTree(f *testing.F) {
	f.Add(sample(f, "unsdg/tree.json"))
	fuzzStatistics(f, "unsdg-tree", "dims: {breakdown: {column: Type of speed}}")
}

func FuzzUNSDGJSON(f *testing.F) {
	f.Add(sample(f, "unsdg/page.json"))
	f.Add(sample(f, "unsdg/pages.json"))
	f.Add([]byte(goalPage()))
	fuzzStatistics(f, "unsdg-json", "dims: {breakdown: {column: Type of speed|Sex}}")
}

func FuzzUNSDGCSV(f *testing.F) {
	f.Add(sample(f, "unsdg/table.csv"))
	f.Add(sample(f, "unsdg/portal.csv"))
	f.Add(append(bytes.Clone(sample(f, "unsdg/table.csv")), 0, 0))
	fuzzStatistics(f, "unsdg-csv", "dims: {breakdown: {column: Type of speed|Type of skill|Education level}}")
}
