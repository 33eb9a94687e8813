package collector_test

import (
	"fmt"
	"hash/crc32"
	"net/http"
	"strings"
)

var uisCodes = map[string]string{shares: "SCHBSP.2T3.WINTERN", counts: "SCHBSP.2T3.WCOMPUT"}

// uisDialect speaks the UIS Data API.
func uisDialect() dialect {
	return dialect{
		kind: "uis", source: "uis", codes: uisCodes,
		params: func(base string) string { return "url: " + base + "/api/public\ngeo_unit_type: NATIONAL" },
		files:  "- {match: '*.json', format: uis-json}",
		answer: answerUIS,
		differs: map[string]ending{
			// A value is a number without quotes: words break the answer.
			"NaN":                failed("ADDRESS", "no JSON"),
			"Inf":                failed("ADDRESS", "no JSON"),
			"a word for a value": failed("ADDRESS", "no JSON"),
		},
	}
}

// uisVersionOf is another version as soon as anything else has changed.
func uisVersionOf(o *office) string {
	h := crc32.NewIEEE()
	fmt.Fprint(h, o.figures, o.columns, o.label, o.body != nil)
	return fmt.Sprintf("20260507-%08x", h.Sum32())
}

func answerUIS(o *office, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	version, q := uisVersionOf(o), r.URL.Query()
	switch {
	case r.URL.Path == "/api/public/versions":
		fmt.Fprintf(w, `[{"version":%q,"publicationDate":"%sT16:58:36.233Z","description":"Rôle","themeDataStatus":[{"theme":"EDUCATION","lastUpdate":"02/09/2026"}]},`+
			`{"version":"20240910-b5ad4d82","publicationDate":"2024-09-11T06:15:13.018Z","description":"the first","themeDataStatus":[]}]`, version, o.released)
	case r.URL.Path != "/api/public/data/indicators":
		http.NotFound(w, r)
	case q.Get("version") != version:
		fmt.Fprintf(w, `{"hints":[{"code":"UIS::HINT::001","message":"The version could not be found, %s"}],"records":[],"indicatorMetadata":[]}`, q.Get("version"))
	default:
		fmt.Fprintf(w, `{"hints":[],"records":[%s],"indicatorMetadata":[]}`, strings.Join(uisRecordsOf(o, q.Get("indicator")), ","))
	}
}

func uisRecordsOf(o *office, code string) []string {
	var parts []string
	for ours, name := range uisCodes {
		if name != code || ours == shares && o.columns == renamed {
			continue
		}
		for _, f := range o.of(ours) {
			raw := f.raw
			if raw == "" {
				raw = "null"
			}
			parts = append(parts, o.columns.object(fmt.Sprintf(`"indicatorId":%q`, code), fmt.Sprintf(`"geoUnit":%q`, f.area.iso3),
				fmt.Sprintf(`"year":%d`, f.year), `"value":`+raw, `"magnitude":null`, `"qualifier":null`))
		}
	}
	return parts
}
