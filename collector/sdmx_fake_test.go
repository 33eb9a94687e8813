package collector_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

var sdmxCodes = map[string]string{shares: "USERS", counts: "PHONES"}

// sdmxDialect speaks the SDMX REST interface 2.1 with two data flows, in CSV
// or JSON of version 1 or 2.
func sdmxDialect(form string) dialect {
	d := dialect{
		kind: "sdmx", as: " " + form, source: "office-sdmx", codes: sdmxCodes,
		params: func(base string) string {
			return "url: " + base + "/rest\naccept: application/x-" + form + "\nflows:\n" +
				"- {flow: 'OFF,DF_USE', key: 'A..{code}', codes: [USERS]}\n- {flow: 'OFF,DF_NET', codes: [PHONES], query: {detail: full}}"
		},
		files: "- {match: '*', format: sdmx}",
		answer: func(o *office, w http.ResponseWriter, r *http.Request) {
			path, ok := strings.CutPrefix(r.URL.Path, "/rest/data/OFF,")
			ours := map[string]string{"DF_USE/A..USERS": shares, "DF_NET/all": counts}[path]
			if !ok || ours == "" || r.Header.Get("Accept") != "application/x-"+form {
				http.Error(w, "no such flow", http.StatusNotFound)
				return
			}
			rows := sdmxRows(o, ours)
			if len(rows) == 1 {
				w.WriteHeader(http.StatusNoContent)
				return
			}
			// What a service calls its answers cannot be relied on.
			w.Header().Set("Content-Type", "text/plain")
			if form == "csv" {
				w.Write(o.columns.csv(rows, "OBS_VALUE"))
				return
			}
			fmt.Fprint(w, sdmxJSONOf(o, rows, form))
		},
	}
	if form != "csv" {
		d.lacks = map[string]string{
			"CP1252":                  "the message holds codes only, no letter beyond ASCII",
			"bad UTF-8":               "the message holds codes only, no letter beyond ASCII",
			"the same row twice":      "a key can stand only once in an object",
			"two values for one key":  "a key can stand only once in an object",
			"missing field":           "values have a place, not a name",
			"changed order of fields": "values have a place, not a name",
		}
	}
	return d
}

// sdmxRows are the figures of one series with a header.
func sdmxRows(o *office, ours string) [][]string {
	rows := [][]string{{"DATAFLOW", "FREQ", "REF_AREA", "INDICATOR", "SEX", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "UNIT_MULT", "COMMENT_OBS"}}
	code := sdmxCodes[ours]
	if o.columns == renamed && ours == shares {
		code += "_NEW"
	}
	for _, f := range o.of(ours) {
		rows = append(rows, []string{"OFF:DF(1.0)", "A", f.area.iso3, code, "_T", strconv.Itoa(f.year), f.raw, "A", "0", "Rôle"})
	}
	return rows
}

// sdmxComponentOf lists the words of a column in the order in which they come.
func sdmxComponentOf(rows [][]string, column int) (component map[string]any, index func(string) int) {
	var words []string
	var values []any
	for _, row := range rows[1:] {
		if w := row[column]; !slices.Contains(words, w) {
			words = append(words, w)
			values = append(values, map[string]any{"id": w, "name": "Name of " + w})
		}
	}
	return map[string]any{"id": rows[0][column], "values": values}, func(w string) int { return slices.Index(words, w) }
}

// sdmxJSONOf writes the rows as a message: version 1 by series, version 2
// flat. The multiplier is an attribute of the series there, of all here.
func sdmxJSONOf(o *office, rows [][]string, form string) string {
	freq, _ := sdmxComponentOf(rows, 1)
	area, areaAt := sdmxComponentOf(rows, 2)
	code, _ := sdmxComponentOf(rows, 3)
	sex, _ := sdmxComponentOf(rows, 4)
	year, yearAt := sdmxComponentOf(rows, 5)
	status, _ := sdmxComponentOf(rows, 7)
	power, _ := sdmxComponentOf(rows, 8)
	series, flat := map[string]any{}, map[string]any{}
	for _, row := range rows[1:] {
		var value any = json.RawMessage(row[6])
		if !json.Valid([]byte(row[6])) {
			value = row[6]
		}
		if row[6] == "" {
			value = nil
		}
		a, y := strconv.Itoa(areaAt(row[2])), strconv.Itoa(yearAt(row[5]))
		flat[a+":"+y] = []any{value, 0}
		if series[a] == nil {
			series[a] = map[string]any{"attributes": []any{0}, "observations": map[string]any{}}
		}
		series[a].(map[string]any)["observations"].(map[string]any)[y] = []any{value, 0}
	}
	fixed := []any{freq, code, sex}
	var message map[string]any
	if form == "json1" {
		message = map[string]any{"header": map[string]any{"id": "x"}, "structure": map[string]any{
			"dimensions": map[string]any{"dataSet": fixed, "series": []any{area}, "observation": []any{year}},
			"attributes": map[string]any{"dataSet": []any{}, "series": []any{power}, "observation": []any{status}},
		}, "dataSets": []any{map[string]any{"action": "Information", "series": series}}}
	} else {
		message = map[string]any{"meta": map[string]any{"id": "x"}, "data": map[string]any{
			"structures": []any{map[string]any{
				"dimensions": map[string]any{"dataSet": fixed, "series": []any{}, "observation": []any{area, year}},
				"measures":   map[string]any{"observation": []any{map[string]any{"id": "OBS_VALUE"}}},
				"attributes": map[string]any{"dataSet": []any{power}, "observation": []any{status}},
			}},
			"dataSets": []any{map[string]any{"structure": 0, "action": "Information", "attributes": []any{0}, "observations": flat}},
		}}
	}
	text, err := json.Marshal(message)
	if err != nil {
		panic(err)
	}
	return string(text)
}
