package collector

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// worldBankRecord is one record of the World Bank's API. Value is kept as it
// was sent, because its digits are the decimals.
type worldBankRecord struct {
	Indicator struct {
		ID string `json:"id"`
	} `json:"indicator"`
	Country struct {
		ID string `json:"id"`
	} `json:"country"`
	ISO3   string          `json:"countryiso3code"`
	Date   looseText       `json:"date"`
	Value  json.RawMessage `json:"value"`
	Status string          `json:"obs_status"`
}

// worldBankStatus maps obs_status to ours. Forecasts are estimates to us.
var worldBankStatus = map[string]data.Status{
	"": data.Normal, "A": data.Normal, "E": data.Estimated, "F": data.Estimated, "P": data.Provisional, "B": data.Break,
}

// worldBankJSON reads answers of the Indicators API, version 2: a header and
// records, or records alone as some tools save them. Rules on single cells may
// be declared in the layout.
func worldBankJSON(r *reading, node yaml.Node, f File) error {
	layout, err := tableLayout{}.with(node)
	if err != nil {
		return err
	}
	r.rules = layout.rules()
	text, err := decode(f.Bytes, "")
	if err != nil {
		return err
	}
	records, head, err := worldBankRecords(text)
	if err != nil {
		return err
	}
	r.page(int(head.Total), len(records), head.Page == 1)
	r.out.Edition = or(r.out.Edition, head.LastUpdated)
	for i, rec := range records {
		if rec.Value == nil {
			return fmt.Errorf("record %d has no field %q; ask the API with format=json", i+1, "value")
		}
		if err := r.add(rec.candidate(i + 1)); err != nil {
			return err
		}
	}
	return nil
}

func (rec worldBankRecord) candidate(n int) *candidate {
	c := &candidate{
		at:   place{row: n, field: "value"},
		code: rec.Indicator.ID, area: strings.TrimSpace(rec.ISO3), year: string(rec.Date),
	}
	if c.area == "" {
		// Income groups come without the three-letter code.
		c.area = strings.TrimSpace(rec.Country.ID)
	}
	c.text = strings.Trim(string(rec.Value), `"`)
	status, known := worldBankStatus[rec.Status]
	if c.status = status; !known {
		c.status, c.note = data.Normal, "obs_status "+shorten(rec.Status)
	}
	return c
}

// worldBankRecords finds the records in an answer, with its header where it has
// one. An error of the API comes as a message instead, with status 200.
func worldBankRecords(raw []byte) ([]worldBankRecord, worldBankHeader, error) {
	raw = bytes.TrimLeft(raw, "\ufeff \t\r\n")
	if bytes.HasPrefix(raw, []byte("<")) {
		return nil, worldBankHeader{}, errors.New("the answer is XML or a web page; ask the API with format=json")
	}
	// A slice that already held raw would be filled in place, over the bytes
	// that are being read and kept.
	var parts []json.RawMessage
	if len(raw) == 0 || raw[0] != '[' {
		parts = append(parts, raw)
	} else if err := json.Unmarshal(raw, &parts); err != nil {
		return nil, worldBankHeader{}, jsonFault(err)
	}
	if len(parts) == 0 {
		return nil, worldBankHeader{}, errors.New("an empty list; fetch it again")
	}
	var head struct {
		worldBankHeader
		Indicator json.RawMessage `json:"indicator"`
	}
	if err := json.Unmarshal(parts[0], &head); err != nil {
		return nil, worldBankHeader{}, fmt.Errorf("the first element is neither a header nor a record: %w", jsonFault(err))
	}
	if len(head.Message) > 0 {
		return nil, worldBankHeader{}, worldBankError(head.Message)
	}
	if head.Indicator != nil {
		records, err := decodeRecords(parts)
		return records, worldBankHeader{}, err
	}
	if len(parts) != 2 {
		return nil, worldBankHeader{}, fmt.Errorf("%d elements, not a header and a list of records; ask the API with format=json", len(parts))
	}
	var rows []json.RawMessage
	if err := json.Unmarshal(parts[1], &rows); err != nil {
		return nil, worldBankHeader{}, fmt.Errorf("the second element is not a list of records: %w", jsonFault(err))
	}
	records, err := decodeRecords(rows)
	return records, head.worldBankHeader, err
}

func decodeRecords(rows []json.RawMessage) ([]worldBankRecord, error) {
	out := make([]worldBankRecord, len(rows))
	for i, row := range rows {
		if err := json.Unmarshal(row, &out[i]); err != nil {
			return nil, fmt.Errorf("record %d: %w", i+1, jsonFault(err))
		}
	}
	return out, nil
}
