package collector

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// recordedSDMX are the messages that SDMX itself and others publish as
// examples. None of them is of annual data: each row must be counted.
var recordedSDMX = map[string]struct {
	layout  string // beside area, code and year; "" is that of most
	skipped map[string]int
	fault   string
}{
	"csv21-example-01.csv":  {skipped: map[string]int{notAYear: 2}},
	"csv21-example-02.csv":  {layout: "value: OBS_VALUE2", skipped: map[string]int{notAYear: 2}},
	"csv21-example-03.csv":  {layout: "value: OBS_VALUE1", skipped: map[string]int{notAYear: 2}},
	"csv21-example-04.csv":  {skipped: map[string]int{notAYear: 2}},
	"csv21-example-05.csv":  {skipped: map[string]int{notAYear: 2}},
	"csv21-example-06.csv":  {skipped: map[string]int{notAYear: 2}},
	"csv21-example-07.csv":  {skipped: map[string]int{notAYear: 2}},
	"csv21-example-08.csv":  {skipped: map[string]int{notAYear: 2}},
	"csv21-example-09A.csv": {skipped: map[string]int{notAYear: 3}},
	"csv21-example-09B.csv": {layout: "area: [DIM_A1B1]\ncode: {columns: [DIM_A1B1]}\nyear: {column: DIM_A2}\nvalue: MEAS_A1B1C1",
		skipped: map[string]int{noCode: 1, notAYear: 2}},
	"csv21-example-10.csv": {skipped: map[string]int{notAYear: 2}},
	"csv21-example-11.csv": {skipped: map[string]int{notAYear: 2}},
	// Attributes without a measure: nothing that could be a value.
	"csv21-example-12.csv": {layout: "area: [DIM_2]\ncode: {fixed: X}", fault: `column "OBS_VALUE" is missing`},
	"csv21-example-13.csv": {layout: "value: MEAS_1", skipped: map[string]int{notAYear: 2}},
	"csv21-example-14.csv": {layout: "area: [DIM_2]\ncode: {fixed: X}\nyear: {fixed: \"2014\"}", fault: `column "OBS_VALUE" is missing`},
	"csv21-example-15.csv": {skipped: map[string]int{notAYear: 2}},
	"csv21-example-16.csv": {skipped: map[string]int{deleted: 2}},
	"csv21-example-17.csv": {skipped: map[string]int{deleted: 2}},
	"csv21-example-18.csv": {skipped: map[string]int{deleted: 2}},
	// Deletes of whole data sets.
	"csv21-example-19A.csv":              {skipped: map[string]int{deleted: 1}},
	"csv21-example-19B.csv":              {skipped: map[string]int{deleted: 1}},
	"json1-flat.json":                    {layout: currencies, skipped: map[string]int{notAYear: 4}},
	"json1-ts.json":                      {layout: currencies, skipped: map[string]int{notAYear: 4}},
	"json2-exr-flat.json":                {layout: currencies, skipped: map[string]int{notAYear: 4}},
	"json2-exr-time-series.json":         {layout: currencies, skipped: map[string]int{notAYear: 4}},
	"json2-constructed-sample-full.json": {layout: currencies, skipped: map[string]int{notAYear: 20, "remark of the service": 1}},
	// It refers to a status that it does not list.
	"json2-exr-action-delete.json": {layout: currencies, skipped: map[string]int{"unknown OBS_STATUS": 2, deleted: 1}},
}

const currencies = "area: [CURRENCY]\ncode: {columns: [CURRENCY_DENOM]}\nyear: {column: TIME_PERIOD}"

const examples = "area: [DIM_1]\ncode: {columns: [DIM_2]}\nyear: {column: DIM_3}"

// exampleSpec is a source whose only layout for SDMX is over the preset.
func exampleSpec(t testing.TB, layout string) Spec {
	t.Helper()
	return specOf(t, "id: example\nfiles:\n  - match: \"*\"\n    format: sdmx\n    layout:\n      "+
		strings.ReplaceAll(strings.TrimSpace(layout), "\n", "\n      "))
}

// TestRecordedSDMX reads every recorded message, where they are at hand.
func TestRecordedSDMX(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(sharedDir(t), "samples", "sdmx", "*.[cj]s*"))
	if err != nil || len(names) != len(recordedSDMX) {
		t.Fatalf("%d messages for %d expectations (%v)", len(names), len(recordedSDMX), err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			want := recordedSDMX[filepath.Base(name)]
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			layout := examples
			if strings.Contains(want.layout, "area:") {
				layout = want.layout
			} else if want.layout != "" {
				layout += "\n" + want.layout
			}
			if !strings.Contains(layout, "year:") {
				layout += "\nyear: {column: DIM_3}"
			}
			p, err := Parse(exampleSpec(t, layout), shippedAreas(t), nil, "", File{Name: filepath.Base(name), Bytes: raw})
			if want.fault != "" {
				if err == nil || !strings.Contains(err.Error(), want.fault) {
					t.Errorf("error %v, want %q", err, want.fault)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			checkParsed(t, p)
			if !maps.Equal(p.Skipped, want.skipped) || data.CountRows(p.Series) > 0 {
				t.Errorf("kept %d, skipped %v, want %v; %v", data.CountRows(p.Series), p.Skipped, want.skipped, p.Samples)
			}
		})
	}
}
