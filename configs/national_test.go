package configs_test

import (
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// office is a national source that is free of faults.
const office = `- id: afg-office
  role: national
  area: AFG
  publisher: Office
  title: Survey
  label: Office
  url: https://example.org/
  licence: CC BY
  citation: Office, Survey.
  series:
    - {indicator: users, code: net}
  files:
    - match: "*.csv"
      format: table
      layout: {code: {fixed: net}, year: {column: Year}, value: Value}
`

func TestNationalSource(t *testing.T) {
	c, err := load(edit(t, []string{"sources.yaml", "", office}))
	if err != nil {
		t.Fatal(err)
	}
	if refs := c.Catalog.NationalSeries("users"); len(refs) != 1 || refs[0].Source != "afg-office" || refs[0].Code != "net" {
		t.Errorf("series %+v", refs)
	}
	if codes := c.Catalog.SeriesCodes()["afg-office"]; len(codes) != 1 || codes[0] != "net" {
		t.Errorf("codes %v", codes)
	}
	if s, _ := c.Catalog.Source("afg-office"); s.Role != data.National || s.Area != "AFG" {
		t.Errorf("source %+v", s)
	}
	if c.Specs[1].Area != "AFG" || c.Specs[0].Area != "" {
		t.Errorf("the collecting halves speak for %q and %q", c.Specs[0].Area, c.Specs[1].Area)
	}
}

// TestNationalFaults: each line of the item that cannot be meant is named.
func TestNationalFaults(t *testing.T) {
	for _, c := range []struct{ name, old, now, want string }{
		{"another role", "role: national", "role: regional", `9: source "afg-office": unknown role "regional"; there is "national", or none`},
		{"no area", "  area: AFG\n", "", `8: source "afg-office": area is required of a national source: the code of its economy`},
		{"an unknown area", "area: AFG", "area: ABC", `10: source "afg-office": unknown area "ABC"; add it to areas/economies.yaml or correct the code`},
		{"a group", "area: AFG", "area: WLD", `10: source "afg-office": WLD is a group; a national source speaks for one economy`},
		{"an area without the role", "  role: national\n", "", `9: source "afg-office": area goes with role: national`},
		{"series without the role", "  role: national\n  area: AFG\n", "", `16: source "afg-office": series goes with role: national; those of other sources stand under their indicators`},
		{"no series", "  series:\n    - {indicator: users, code: net}\n", "", `8: source "afg-office": series is required of a national source: which indicator each of its codes is a figure of`},
		{"an unknown indicator", "indicator: users", "indicator: user", `18: source "afg-office": unknown indicator "user"; add it to indicators/ or correct the id`},
		{"no code", "code: net}\n  files", "scale: 1}\n  files", `18: source "afg-office": code is required: the source's own name of the series`},
		{"a negative scale", "code: net}\n  files", "code: net, scale: -1}\n  files", `18: source "afg-office": scale must not be negative`},
		{"a breakdown that is not shown", "code: net}\n  files", "code: net, dims: {sex: F}}\n  files", `18: source "afg-office": "users" is not shown in this breakdown; give dims that one of its series has`},
		{"one indicator twice", "code: net}\n", "code: net}\n    - {indicator: users, code: web}\n", `19: source "afg-office": indicator "users" has another series of this source in the same breakdown`},
		{"a key that is unknown", "code: net}\n  files", "code: net, unit: percent}\n  files", `18: source "afg-office": unknown key "unit"; known are code, dims, indicator, note, scale`},
		{"another kind", "  files:", "  kind: uis\n  params: {url: https://example.org/, from: 2000, geo_unit_type: NATIONAL}\n  files:",
			`19: source "afg-office": a national source has the kind table, or none and is imported by hand, not "uis"`},
		{"another format", "format: table", "format: worldbank-json", `a national source is read by the format table, not "worldbank-json"`},
		{"no files", "  files:\n    - match: \"*.csv\"\n      format: table\n      layout: {code: {fixed: net}, year: {column: Year}, value: Value}\n", "",
			`8: source "afg-office": a national source needs files: how its tables are read`},
		{"no area column and no area", "  role: national\n  area: AFG\n", "", `no area column`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(office, c.old) {
				t.Fatalf("nothing to replace: %q", c.old)
			}
			_, err := load(edit(t, []string{"sources.yaml", "", strings.Replace(office, c.old, c.now, 1)}))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
		})
	}
}

// TestNothingRestsOnNationalFigures: a national source cannot be named where a
// line, a weight or a part of a formula is.
func TestNothingRestsOnNationalFigures(t *testing.T) {
	const refusal = `source "afg-office" is national: nothing may rest on it. Name the indicator under its series in sources.yaml`
	for _, c := range []struct{ name, old, now string }{
		{"the preferred series", "{source: itu, code: i99H}", "{source: afg-office, code: net}"},
		{"a series after it", "{source: itu, code: i99H}", "{source: itu, code: i99H}\n    - {source: afg-office, code: net}"},
		{"a weight", "{rule: none}", "{rule: weighted_mean, weight: {source: afg-office, code: net}}"},
		{"a part of a formula", "{source: itu, code: i99H}\n", "{source: itu, code: i99H}\n  formula: {kind: ratio, pairs: [{num: {source: afg-office, code: net}, den: {source: afg-office, code: net}}]}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := load(edit(t, []string{"sources.yaml", "", office, indicatorFile, c.old, c.now}))
			if err == nil || !strings.Contains(err.Error(), refusal) {
				t.Errorf("got %v", err)
			}
		})
	}
}
