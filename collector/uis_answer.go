package collector

import (
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// uisAnswer is an answer of data/indicators.
type uisAnswer struct {
	Hints   []uisHint    `json:"hints"`
	Records *[]uisRecord `json:"records"`
}

// uisHint is how the service says, with status 200, that it did not
// understand a part of the question.
type uisHint struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

type uisRecord struct {
	Indicator string          `json:"indicatorId"`
	Area      string          `json:"geoUnit"`
	Year      looseText       `json:"year"`
	Value     json.RawMessage `json:"value"`
	Magnitude looseText       `json:"magnitude"`
	Qualifier looseText       `json:"qualifier"`
}

// uisMost is the number of records at which the service cuts an answer,
// without saying so.
const uisMost = 100_000

// The columns that the layout of the service's answers is about.
const (
	uisCode      = "indicatorId"
	uisArea      = "geoUnit"
	uisYear      = "year"
	uisValue     = "value"
	uisMagnitude = "magnitude"
	uisQualifier = "qualifier"
)

// uisNotApplicable is the magnitude of a value that is none: it comes with
// value 0.
const uisNotApplicable = "NA"

func uisLayout() tableLayout {
	return tableLayout{sheetLayout: sheetLayout{
		Area:  []string{uisArea},
		Code:  codeRule{Columns: []string{uisCode}},
		Year:  yearRule{Column: uisYear},
		Value: uisValue,
		Where: map[string][]string{uisMagnitude: {"", "NIL", uisNotApplicable}},
		Status: statusRule{Column: uisQualifier, Map: map[string]data.Status{
			"": data.Normal, "NAT_EST": data.Estimated, "UIS_EST": data.Estimated,
		}},
	}}
}

// uisJSON reads answers of the UIS Data API.
func uisJSON(r *reading, node yaml.Node, f File) error {
	records, err := uisRecords(f.Bytes)
	if err != nil {
		return err
	}
	st := statTable{optional: func(string) bool { return false }, g: grid{
		rows:  [][]string{{uisCode, uisArea, uisYear, uisValue, uisMagnitude, uisQualifier}},
		lines: []int{0},
	}}
	for i, rec := range records {
		value, err := field(rec.Value, uisValue)
		if err != nil {
			return fmt.Errorf("record %d: %w", i+1, err)
		}
		if rec.Magnitude == uisNotApplicable {
			value = ""
		}
		st.g.rows = append(st.g.rows, []string{rec.Indicator, rec.Area, string(rec.Year), value, string(rec.Magnitude), string(rec.Qualifier)})
		st.g.lines = append(st.g.lines, i+1)
	}
	return r.statistics(st, uisLayout(), node, f.Name)
}

// uisRecords refuses an answer to another question than the one that was
// asked, and one that may have been cut.
func uisRecords(raw []byte) ([]uisRecord, error) {
	text, err := decode(raw, "")
	if err != nil {
		return nil, err
	}
	var a uisAnswer
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		return nil, jsonFault(err)
	}
	if len(a.Hints) > 0 {
		var texts []string
		for _, h := range a.Hints {
			texts = append(texts, fmt.Sprintf("%s (%s)", h.Message, h.Code))
		}
		return nil, fmt.Errorf("the service did not take the question as it was asked: %s; correct the code or the area", strings.Join(texts, "; "))
	}
	switch {
	case a.Records == nil:
		return nil, fmt.Errorf("the answer has no records: it is none of data/indicators; ask that address")
	case len(*a.Records) >= uisMost:
		return nil, fmt.Errorf("the answer has %d records, the most that the service gives: it may be cut; ask for fewer years or areas at once", len(*a.Records))
	}
	return *a.Records, nil
}
