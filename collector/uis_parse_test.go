package collector

import (
	"fmt"
	"strings"
	"testing"
)

func TestUISJSON(t *testing.T) {
	many := make([]string, uisMost)
	for i := range many {
		many[i] = fmt.Sprintf(`{"indicatorId":"X","geoUnit":"KEN","year":%d,"value":1}`, i)
	}
	runStatCases(t, "uis-json", []statCase{
		{name: "every mark", file: "@uis/records.json", codes: []string{"CR.1"}, want: `
			CR.1 CHE 2006 = 97.72 A
			CR.1 CHE 2007 = 97.82 E
			CR.1 CHE 2010 = 99.2 E
			CR.1 KEN 2010 = 0 A
			1 code not wanted
			2 missing value
			1 other magnitude
			1 unknown area
			1 unknown qualifier`},
		{name: "an area that the service does not know", file: "@uis/hint.json",
			fault: "the service did not take the question as it was asked: The geoUnit could not be found, XXX (UIS::HINT::003)"},
		{name: "nothing", file: "@uis/empty.json", want: ""},
		{name: "as many records as the service gives at most", file: `{"hints":[],"records":[` + strings.Join(many, ",") + `]}`, fault: "100000 records, the most that the service gives"},
		{name: "another answer", file: `{"observations":[]}`, fault: "the answer has no records"},
		{name: "no value", file: `{"hints":[],"records":[{"indicatorId":"X","geoUnit":"KEN","year":2020}]}`, fault: `record 1: field "value" is missing`},
		{name: "cut off", file: `{"hints":[],"records":[{"indicatorId":"X"`, fault: "the file may be cut off"},
		{name: "two values for one key", file: `{"hints":[],"records":[{"indicatorId":"X","geoUnit":"KEN","year":2020,"value":1},{"indicatorId":"X","geoUnit":"KEN","year":2020,"value":2}]}`,
			fault: "both give X of KEN in 2020"},
		{name: "an estimate beside a figure", file: `{"hints":[],"records":[{"indicatorId":"X","geoUnit":"KEN","year":2020,"value":1},{"indicatorId":"X","geoUnit":"KEN","year":2020,"value":1,"qualifier":"UIS_EST"}]}`,
			fault: "differ in qualifier (, UIS_EST)"},
	})
}

func FuzzUISJSON(f *testing.F) {
	for _, name := range []string{"records.json", "hint.json", "empty.json"} {
		f.Add(sample(f, "uis/"+name))
	}
	fuzzStatistics(f, "uis-json", "where: {}")
}
