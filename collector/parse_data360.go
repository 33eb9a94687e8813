package collector

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// data360Layout reads what Data360 hands out, as a file, as CSV of its API or
// as JSON: the same columns in another order. Labels are never read; some are
// those of other words with the same letters.
func data360Layout() tableLayout {
	return tableLayout{sheetLayout: sheetLayout{
		Area:  []string{"REF_AREA"},
		Code:  codeRule{Columns: []string{"INDICATOR"}},
		Year:  yearRule{Column: "TIME_PERIOD"},
		Value: "OBS_VALUE",
		Where: map[string][]string{
			"FREQ":             {"A"},
			"UNIT_MULT":        {"0", ""},
			"COMP_BREAKDOWN_2": {"_Z"},
			"COMP_BREAKDOWN_3": {"_Z"},
		},
		Dims: dimRules{
			Sex:       dimRule{Column: "SEX", Map: map[string]string{"_T": data.Total, "F": "F", "M": "M"}},
			Age:       dimRule{Column: "AGE"},
			Location:  dimRule{Column: "URBANISATION", Map: map[string]string{"_T": data.Total, "URB": "U", "RUR": "R"}},
			Breakdown: dimRule{Column: "COMP_BREAKDOWN_1", Map: map[string]string{"_Z": data.Total, "BASIC": "BASIC", "ABOVE_BASIC": "ABOVE_BASIC"}},
		},
		Status: statusRule{Column: "OBS_STATUS", Map: map[string]data.Status{
			"A": data.Normal, "E": data.Estimated, "P": data.Provisional, "B": data.Break,
		}},
	}}
}

// sniffBanks tells the formats that look like others': Data360's files begin
// as SDMX-CSV does, and both APIs answer in JSON.
func sniffBanks(head string) string {
	switch {
	case strings.Contains(head, `"OBS_VALUE"`) && strings.HasPrefix(head, "{"):
		return data360JSONFormat
	case strings.Contains(head, "DATABASE_ID") && strings.Contains(head, "OBS_VALUE"):
		return data360CSVFormat
	case strings.Contains(head, `"isoCode"`) && strings.HasPrefix(head, "["):
		return "itu-datahub-json"
	}
	return ""
}

func data360CSV(r *reading, node yaml.Node, f File) error {
	return readTable(r, data360Layout(), node, f)
}

// data360Answer is one page of an answer of the API.
type data360Answer struct {
	Count *int     `json:"count"` // rows in all pages
	Value []record `json:"value"`
}

func readData360(raw []byte) (data360Answer, error) {
	var a data360Answer
	if err := decodeJSON(raw, &a); err != nil {
		return a, err
	}
	if a.Count == nil || *a.Count < len(a.Value) {
		return a, errors.New("the answer does not tell how many rows there are (count); ask the address data360/data of the API")
	}
	return a, nil
}

func data360JSON(r *reading, node yaml.Node, f File) error {
	layout, err := data360Layout().with(node)
	if err != nil {
		return err
	}
	a, err := readData360(f.Bytes)
	if err != nil {
		return err
	}
	r.page(*a.Count, len(a.Value), false)
	return readRecords(r, layout, a.Value, f.Name)
}
