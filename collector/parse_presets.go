package collector

import (
	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// presets are the layouts that formats start from. A source may declare
// further rules over them, such as cells known to be wrong.
func presets() map[string]tableLayout {
	return map[string]tableLayout{
		"table":              {},
		"worldbank-json":     {},
		"sdmx":               sdmxLayout(),
		"uis-json":           uisLayout(),
		"unsdg-csv":          unsdgLayout(),
		"unsdg-json":         unsdgLayout(),
		"unsdg-tree":         unsdgLayout(),
		"data360-csv":        data360Layout(),
		"data360-json":       data360Layout(),
		"itu-datahub-csv":    dataHubLayout(),
		"itu-datahub-json":   dataHubLayout(),
		"itu-prices":         pricesLayout(),
		"worldbank-bulk":     bulkLayout(),
		"worldbank-databank": dataBankLayout(),
		"worldbank-long":     longLayout(),
	}
}

// dataHubLayout reads the long files of ITU's DataHub, of its second and third
// version. The series code decides what a row is: units and descriptions are
// shared by all codes of a file. Estimates are told only by the word in the
// source column, which is otherwise free text from many hands.
func dataHubLayout() tableLayout {
	return tableLayout{BrokenRows: true, sheetLayout: sheetLayout{
		Area:   []string{"entityIso|AreaCode"},
		Code:   codeRule{Columns: []string{"seriesCode"}, ID: "seriesID", Household: true},
		Year:   yearRule{Column: "dataYear|Year"},
		Value:  "dataValue|Value",
		Status: statusRule{Column: "dataSource|Source", Optional: true, Contains: map[string]data.Status{"estimate": data.Estimated}},
	}}
}

// bulkLayout reads the API_… files of the World Bank's bulk downloads, with
// their preamble or without.
func bulkLayout() tableLayout {
	return tableLayout{
		Edition: `Last Updated Date (\d{4}-\d\d-\d\d)`,
		sheetLayout: sheetLayout{
			Area:  []string{"Country Code"},
			Code:  codeRule{Columns: []string{"Indicator Code"}},
			Years: `^(\d{4})$`,
		},
	}
}

// dataBankLayout reads what the World Bank's DataBank exports: years as names,
// as codes or, where nobody chose, as both (2023 [YR2023]), and lines about the
// release after the data.
func dataBankLayout() tableLayout {
	return tableLayout{
		Edition: `Last Updated: ?(\d\d/\d\d/\d{4})`,
		sheetLayout: sheetLayout{
			Area:   []string{"Country Code"},
			Code:   codeRule{Columns: []string{"Series Code"}},
			Years:  `^(?:YR)?(\d{4})(?: \[YR\d{4}\])?$`,
			Footer: []string{`^Data from database`},
		},
	}
}

// longLayout reads name, code, year, value. The file name is the only place
// that names the series.
func longLayout() tableLayout {
	return tableLayout{sheetLayout: sheetLayout{
		Area:  []string{"Country Code"},
		Code:  codeRule{File: `(?i)^(.+?)(?: \(\d+\))?\.csv$`, Upper: true},
		Year:  yearRule{Column: "Year"},
		Value: "Value",
	}}
}

func ituDataHub(r *reading, node yaml.Node, f File) error {
	return readTable(r, dataHubLayout(), node, f)
}

func worldBankBulk(r *reading, node yaml.Node, f File) error {
	return readTable(r, bulkLayout(), node, f)
}

func worldBankDataBank(r *reading, node yaml.Node, f File) error {
	return readTable(r, dataBankLayout(), node, f)
}

func worldBankLong(r *reading, node yaml.Node, f File) error {
	return readTable(r, longLayout(), node, f)
}

func table(r *reading, node yaml.Node, f File) error {
	return readTable(r, tableLayout{}, node, f)
}
