package collector

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// sdmxFormat is the key of the format: one for CSV and JSON of all versions,
// since services send another one than was asked for.
const sdmxFormat = "sdmx"

// sdmxPart is the rows of one data flow in a message. SDMX names a flow by
// agency, id and version; the id is what layouts are chosen by.
type sdmxPart struct {
	flow string
	st   statTable
}

// sdmxMessage is what was read from a message, whatever its form.
type sdmxMessage struct {
	parts   []sdmxPart
	deleted []sdmxNote // rows that say what is gone
	said    []sdmxNote // remarks of the service beside the data
}

// sdmxNote is something in a message that is no observation.
type sdmxNote struct {
	at   place
	text string
}

// sdmxLayout is where the layouts of SDMX messages start: the concepts that
// most data structures share.
func sdmxLayout() tableLayout {
	return tableLayout{
		Missing: []string{"~", "#N/A"}, // switched off; not applicable
		sheetLayout: sheetLayout{
			Area:  []string{"REF_AREA"},
			Code:  codeRule{Columns: []string{"INDICATOR|SERIES"}},
			Year:  yearRule{Column: "TIME_PERIOD"},
			Value: "OBS_VALUE",
			Status: statusRule{Column: "OBS_STATUS", Optional: true, Map: map[string]data.Status{
				"": data.Normal, "A": data.Normal, "B": data.Break, "P": data.Provisional,
				"E": data.Estimated, "F": data.Estimated, "I": data.Estimated, // F forecast, I imputed
				"D": data.Normal, "G": data.Normal, "S": data.Normal, "U": data.Normal, "V": data.Normal, "W": data.Normal,
				// Not collected, missing, not significant, suppressed, on holiday, part of another.
				"H": data.Missing, "K": data.Missing, "L": data.Missing, "M": data.Missing, "N": data.Missing,
				"O": data.Missing, "Q": data.Missing,
			}},
			Dims: dimRules{
				Sex: dimRule{Column: "SEX", Map: map[string]string{"": data.Total, data.Total: data.Total, notApplicable: data.Total, "T": data.Total, "F": "F", "M": "M"}},
				Age: dimRule{Column: "AGE"},
				Location: dimRule{Column: "URBANISATION", Map: map[string]string{
					"": data.Total, data.Total: data.Total, notApplicable: data.Total, "U": "U", "URB": "U", "R": "R", "RUR": "R"}},
			},
		},
	}
}

// sdmxOptional says which columns a message may lack although the layout has
// them: those that only the preset names.
func sdmxOptional(column string) bool {
	return slices.Contains([]string{"SEX", "AGE", "URBANISATION"}, column)
}

// sdmxKnown are the ids that data structures give to dimensions. The CSV form
// does not tell dimensions from attributes.
var sdmxKnown = []string{
	"FREQ", "REPORTING_TYPE", "SEX", "AGE", "URBANISATION", "UNIT_MEASURE", "INCOME_WEALTH_QUANTILE", "EDUCATION_LEV",
	"OCCUPATION", "CUST_BREAKDOWN", "COMPOSITE_BREAKDOWN", "DISABILITY_STATUS", "ACTIVITY", "PRODUCT", "COUNTERPART_AREA",
	"COMP_BREAKDOWN_1", "COMP_BREAKDOWN_2", "COMP_BREAKDOWN_3", "WEALTH_QUINTILE", "RESIDENCE", "MATERNAL_EDU_LVL", "HEAD_OF_HOUSE",
}

// sdmx reads SDMX-CSV and SDMX-JSON of versions 1 and 2. The content says
// which it is; labels and content types do not.
func sdmx(r *reading, node yaml.Node, f File) error {
	text, err := decode(f.Bytes, "")
	if err != nil {
		return err
	}
	m, err := readSDMX(string(text))
	if err != nil {
		return err
	}
	for _, note := range m.said {
		r.skip("remark of the service", note.at, note.text)
	}
	for _, note := range m.deleted {
		r.skip(deleted, note.at, note.text)
	}
	for _, p := range m.parts {
		if err := r.statistics(p.st, sdmxLayout(), r.flowLayout(p.flow, node), f.Name); err != nil {
			if p.flow != "" {
				err = fmt.Errorf("data flow %s: %w", p.flow, err)
			}
			return err
		}
	}
	if len(m.deleted) > 0 && len(r.out.Series) > 0 {
		return fmt.Errorf("%s deletes and other rows add: the file holds changes, not the data set, and would withdraw all that it does not name; ask without updatedAfter",
			m.deleted[0].at)
	}
	return nil
}

func readSDMX(text string) (sdmxMessage, error) {
	head := strings.TrimLeft(text, " \t\r\n")
	switch {
	case head == "":
		return sdmxMessage{}, errors.New("the answer is empty; fetch it again")
	case head[0] == '{':
		return readSDMXJSON(head)
	case head[0] == '<':
		return sdmxMessage{}, errors.New("the answer is XML or a web page, neither SDMX-CSV nor SDMX-JSON; ask for another form with accept or query")
	}
	return readSDMXCSV(text)
}

// flowLayout is the layout that a source declares for a data flow: that of the
// pattern which fits the id of the flow, else that of the file.
func (r *reading) flowLayout(flow string, node yaml.Node) yaml.Node {
	for _, fs := range r.spec.Files {
		if ok, err := path.Match(fs.Match, flow); ok && err == nil && flow != "" && fs.Format == sdmxFormat && !wildcard(fs.Match) {
			return fs.Layout
		}
	}
	return node
}

// wildcard tells patterns that fit any name of a kind of file.
func wildcard(pattern string) bool { return strings.HasPrefix(pattern, "*") }

var flowName = regexp.MustCompile(`^(?:[^:]+:)?([A-Za-z0-9_@$.-]+)`)

// flowID takes the id out of AGENCY:ID(VERSION), with or without a name.
func flowID(word string) string {
	m := flowName.FindStringSubmatch(strings.TrimSpace(word))
	if m == nil {
		return ""
	}
	return m[1]
}

// sdmxAction says whether rows under an action are data. The words and letters
// are those of both forms.
func sdmxAction(word string) (isData bool, err error) {
	switch strings.ToLower(word) {
	case "", "i", "a", "r", "m", "information", "append", "replace", "merge":
		return true, nil
	case "d", "delete":
		return false, nil
	}
	return false, fmt.Errorf("unknown action %q; known are I, A, M, R and D", shorten(word))
}

// sniffStatistics tells the answers of statistical services by the words that
// they begin with, "" where it cannot.
func sniffStatistics(head string) string {
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(head, w) })
	}
	object := strings.HasPrefix(head, "{")
	switch {
	case object && has(`"refAreas"`):
		return "unsdg-tree"
	case object && has(`"totalElements"`, `"geoAreaCode"`):
		return "unsdg-json"
	case object && has(`"hints"`, `"geoUnit"`):
		return "uis-json"
	case object && has(`"dataSets"`, `"structure"`, `"structures"`, "sdmx"), sdmxFirst.MatchString(head):
		return sdmxFormat
	case has("SeriesCode") && has("GeoAreaCode") && has("TimePeriod"):
		return "unsdg-csv"
	}
	return ""
}
