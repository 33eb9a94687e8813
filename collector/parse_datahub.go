package collector

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// dataHubFields are the names that the CSV files have for the fields of the
// JSON answers. Letter case slips there, so the names are folded.
var dataHubFields = map[string]string{
	"codeid": "seriesID", "code": "seriesCode", "isocode": "entityIso", "datayear": "dataYear", "datasource": "dataSource",
}

// dataHubJSON reads an answer of the second version of ITU's API: a bare list
// of records, each with its value in a list of one.
func dataHubJSON(r *reading, node yaml.Node, f File) error {
	layout, err := dataHubLayout().with(node)
	if err != nil {
		return err
	}
	var sent []record
	if err := decodeJSON(f.Bytes, &sent); err != nil {
		return err
	}
	records := make([]record, len(sent))
	for i, rec := range sent {
		if records[i], err = flatten(rec); err != nil {
			return fmt.Errorf("record %d: %w", i+1, err)
		}
	}
	return readRecords(r, layout, records, f.Name)
}

// flatten gives a record the names of the CSV files and takes its value out
// of the list.
func flatten(rec record) (record, error) {
	out := record{}
	for field, raw := range rec {
		folded := strings.ToLower(field)
		if folded != "answer" {
			out[or(dataHubFields[folded], folded)] = raw
			continue
		}
		var answers []struct {
			Value rawValue `json:"value"`
		}
		if err := decodeJSON(raw, &answers); err != nil {
			return nil, fmt.Errorf("field %q: %w", field, err)
		}
		switch {
		case len(answers) > 1:
			return nil, fmt.Errorf("field %q holds %d values; ask the publisher which holds", field, len(answers))
		case len(answers) == 0:
			out["dataValue"] = []byte("null")
		case answers[0].Value == nil:
			return nil, fmt.Errorf("field %q holds no value; take the answer of data/bycode", field)
		default:
			out["dataValue"] = []byte(answers[0].Value)
		}
	}
	return out, nil
}

// rawValue keeps null apart from a field that is not there.
type rawValue []byte

func (v *rawValue) UnmarshalJSON(raw []byte) error {
	*v = append(rawValue{}, raw...)
	return nil
}

// household is the grammar of ITU's codes of household series: what is
// counted, of whom, and two dimensions that may be blank.
var household = regexp.MustCompile(`^(HH[0-9A-Za-z]+-%_[A-Z]+)-([0-9A-Za-z]*)-([0-9A-Za-z]*)$`)

// householdDims are the words of that grammar that are ours, too. Others,
// such as levels of education and occupations, are breakdowns by their name.
var householdDims = map[string]data.Dims{
	"": {}, "MALE": {Sex: "M"}, "FEMALE": {Sex: "F"}, "URBAN": {Location: "U"}, "RURAL": {Location: "R"},
	"BELOW15": {Age: "Y0T14"}, "15TO24": {Age: "Y15T24"}, "25TO74": {Age: "Y25T74"}, "ABOVE74": {Age: "Y_GE75"},
}

// splitHousehold takes the dimensions out of a code. The columns that describe
// them name one of two, or the same one twice.
func splitHousehold(code string) (base string, dims data.Dims, reason string) {
	m := household.FindStringSubmatch(code)
	if m == nil {
		return code, data.Dims{}, ""
	}
	for _, word := range m[2:] {
		d, ours := householdDims[word]
		if !ours {
			d = data.Dims{Breakdown: word}
		}
		if clash(dims, d) {
			return code, data.Dims{}, "two dimensions of one kind"
		}
		dims = dims.Or(d)
	}
	return m[1], dims, ""
}

func clash(a, b data.Dims) bool {
	return a.Sex != "" && b.Sex != "" || a.Age != "" && b.Age != "" ||
		a.Location != "" && b.Location != "" || a.Breakdown != "" && b.Breakdown != ""
}

// mended joins rows that a line end without a quote has broken in two, where
// the two make exactly one row of the header's width.
func (g grid) mended(width int) grid {
	out := grid{sheet: g.sheet, open: g.open}
	for i := 0; i < len(g.rows); i++ {
		row := g.rows[i]
		if i+1 < len(g.rows) && len(row) < width && len(row)+len(g.rows[i+1])-1 == width {
			last := len(row) - 1
			row = append(append(append([]string{}, row[:last]...), row[last]+"\n"+g.rows[i+1][0]), g.rows[i+1][1:]...)
			i++
		}
		out.rows, out.lines = append(out.rows, row), append(out.lines, g.line(i))
	}
	return out
}

// errNoSeries explains the empty answer, which is all that the API says of an
// id that it does not know.
var errNoSeries = errors.New("the answer holds no row: the API does not know the id any more; look it up under dictionaries/getcategories and change params.ids")
