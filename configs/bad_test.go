package configs_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/collector"
)

const indicatorFile, benchmarkFile, paragraphFile = "indicators/use.yaml", "benchmarks.yaml", "resolutions/draft/one.yaml"

// badForms are files that are not even of the right form.
var badForms = []badCase{
	{"misspelt key", []string{indicatorFile, "definition:", "definiton:"},
		`configs/indicators/use.yaml:1: indicator "users": definition is required
configs/indicators/use.yaml:3: indicator "users": unknown key "definiton"; did you mean "definition"?`},
	{"key of nothing", []string{"themes.yaml", "title: Gaps", "title: Gaps\n  colour: red"},
		`configs/themes.yaml:3: theme "digital_divide": unknown key "colour"; known are id, title`},
	{"misspelt key deep inside", []string{indicatorFile, "code: i99H", "cod: i99H"},
		`configs/indicators/use.yaml:12: indicator "users": unknown key "cod"; did you mean "code"?
configs/indicators/use.yaml:12: indicator "users": code is required: the source's own name of the series`},
	{"key twice", []string{"themes.yaml", "title: Gaps", "title: Gaps\n  title: Holes"},
		`configs/themes.yaml:3: theme "digital_divide": key "title" is given twice`},
	{"word for a number", []string{benchmarkFile, "value: 50", "value: half"},
		`configs/benchmarks.yaml:6: benchmark "T1": "value" must be a number, not "half"`},
	{"fraction for a whole number", []string{benchmarkFile, "year: 2016", "year: 2016.5"},
		`configs/benchmarks.yaml:7: benchmark "T1": "year" must be a whole number, not "2016.5"`},
	{"word for a list", []string{paragraphFile, "themes: [digital_divide]", "themes: digital_divide"},
		`configs/resolutions/draft/one.yaml:6: paragraph "9": "themes" must be a list`},
	{"list for text", []string{"themes.yaml", "title: Gaps", "title: [Gaps]"},
		`configs/themes.yaml:2: theme "digital_divide": "title" must be text, not a list`},
	{"no date", []string{"areas/memberships/world.yaml", "1955-12-14", "14.12.1955"},
		`configs/areas/memberships/world.yaml:5: membership "WLD": "from" must be a date YYYY-MM-DD, not "14.12.1955"`},
	{"fraction of a day", []string{"evidence/done.yaml", "2025-11-17", "2025-11-17T10:00:00Z"},
		`configs/evidence/done.yaml:3: evidence "ev-9": "date" must be a date YYYY-MM-DD, not "2025-11-17T10:00:00Z"`},
	{"no such day", []string{paragraphFile, "recurrence: yearly", "recurrence: yearly, due: 2025-02-29"},
		`configs/resolutions/draft/one.yaml:12: paragraph "9": "due" must be a date YYYY-MM-DD, not "2025-02-29"`},
	{"bad date before the id", []string{"resolutions/draft/resolution.yaml", "- id: draft", "- date: soon\n  id: draft"},
		`configs/resolutions/draft/resolution.yaml:1: resolution "draft": "date" must be a date YYYY-MM-DD, not "soon"`},
	{"not a number", []string{benchmarkFile, "value: 50", "value: .nan"},
		`configs/benchmarks.yaml:6: benchmark "T1": "value" must be a number, not ".nan"`},
	{"text for keys", []string{indicatorFile, "{source: itu, code: i99H}", "itu"},
		`configs/indicators/use.yaml:12: indicator "users": "series" must be a set of keys and values`},
	{"wrong types side by side", []string{indicatorFile, "[0, 100]", "full", indicatorFile, "metric_scale: 0.01", "metric_scale: {}"},
		`configs/indicators/use.yaml:7: indicator "users": "bounds" must be a list
configs/indicators/use.yaml:9: indicator "users": "metric_scale" must be a number, not a set of keys and values`},
	{"list for a member", []string{"areas/memberships/world.yaml", "area: ALB", "area: [ALB]"},
		`configs/areas/memberships/world.yaml:5: membership "WLD": "area" must be text, not a list`},
	{"not a list", []string{"themes.yaml", "- id: digital_divide\n  ", "id: digital_divide\n"},
		`configs/themes.yaml:1: the file must be a list whose items begin with "- id:"`},
	{"not YAML", []string{"evidence/done.yaml", "", "  - x: [\n"},
		`configs/evidence/done.yaml:4: not valid YAML: did not find expected key`},
	{"colon in text", []string{"themes.yaml", "title: Gaps", "title: Gaps: all"},
		`configs/themes.yaml:2: not valid YAML: mapping values are not allowed in this context`},
	{"list left open", []string{paragraphFile, "themes: [digital_divide]", "themes: [digital_divide"},
		`configs/resolutions/draft/one.yaml:6: not valid YAML: did not find expected ',' or ']'`},
	{"name of nothing", []string{"themes.yaml", "title: Gaps", "title: *gaps"},
		`configs/themes.yaml:1: not valid YAML: unknown anchor 'gaps' referenced`},
	{"Latin-1", []string{"areas/economies.yaml", "Albania", "Alb\xe2nia"},
		`configs/areas/economies.yaml:6: not valid UTF-8; save the file in that encoding`},
	{"line separator", []string{"areas/economies.yaml", "Albania", "Albania\u2028"},
		`configs/areas/economies.yaml:6: a carriage return or a Unicode line separator stands inside the line; take it out`},
	{"two documents", []string{"themes.yaml", "", "---\n- id: more\n  title: More\n"},
		`configs/themes.yaml:3: a second document begins, which would not be read; take the line "---" out`},
	{"no id", []string{"themes.yaml", "", "- title: More\n"},
		`configs/themes.yaml:3: theme without an id; begin each item with "- id:"`},
	{"id twice", []string{benchmarkFile, "", "- id: T1\n  statement: Again\n"},
		`configs/benchmarks.yaml:10: benchmark "T1": the id is taken; it stands at configs/benchmarks.yaml:1 too`},
	{"id twice in two files", []string{"indicators/more.yaml", "", "- id: users\n"},
		bareIndicator + `
configs/indicators/use.yaml:1: indicator "users": the id is taken; it stands at configs/indicators/more.yaml:1 too`},
	{"id that is a list", []string{"themes.yaml", "", "- id: [more]\n  title: More\n"},
		`configs/themes.yaml:3: theme without an id; begin each item with "- id:"`},
	{"a file of no use", []string{"indicator.yaml", "", "- id: users\n"},
		`configs/indicator.yaml:1: no such file belongs to a configuration; the package documentation of configs and docs list the names`},
}

// bareIndicator is what an indicator of an id alone lacks.
const bareIndicator = `configs/indicators/more.yaml:1: indicator "users": name is required
configs/indicators/more.yaml:1: indicator "users": definition is required
configs/indicators/more.yaml:1: indicator "users": unit is required
configs/indicators/more.yaml:1: indicator "users": direction is required: up, down, to_one or none
configs/indicators/more.yaml:1: indicator "users": model is required: linear or compound
configs/indicators/more.yaml:1: indicator "users": nothing supplies it: give series or a formula, or say under "missing" where figures would come from
configs/indicators/more.yaml:1: indicator "users": aggregate.rule is required: none, weighted_mean, sum_over_sum, median, mean or share
configs/indicators/more.yaml:1: indicator "users": metric is required: a Prometheus name without prefix, such as internet_users_ratio`

// badMeanings are files of the right form that say what cannot be.

var badMeanings = []badCase{
	{"missing direction", []string{indicatorFile, "  direction: up\n", ""},
		`configs/indicators/use.yaml:1: indicator "users": direction is required: up, down, to_one or none`},
	{"wrong direction", []string{indicatorFile, "direction: up", "direction: upwards"},
		`configs/indicators/use.yaml:5: indicator "users": direction is required: up, down, to_one or none, not "upwards"`},
	{"bounds the wrong way round", []string{indicatorFile, "[0, 100]", "[100, 0]"},
		`configs/indicators/use.yaml:7: indicator "users": bounds must be [low, high] with low under high`},
	{"metric without unit", []string{indicatorFile, "users_ratio", "users_percent"},
		`configs/indicators/use.yaml:8: indicator "users": metric "users_percent" does not end in a base unit: _ratio, _score, _years, _usd, _bytes, _bytes_per_second, _entries, _initiatives or _per_<thing>`},
	{"weight forgotten", []string{indicatorFile, "{rule: none}", "{rule: weighted_mean}"},
		`configs/indicators/use.yaml:10: indicator "users": rule weighted_mean needs a weight`},
	{"unknown source", []string{indicatorFile, "source: itu", "source: itu-hub"},
		`configs/indicators/use.yaml:12: indicator "users": unknown source "itu-hub"; add it to sources.yaml or correct the id`},
	{"formula in a circle", []string{indicatorFile, "", "  formula: {kind: own_coverage, of: [users]}\n"},
		`configs/indicators/use.yaml:13: indicator "users": the formula runs in a circle: users -> users`},
	{"parity of two sources", []string{indicatorFile, "", "  formula:\n    kind: ratio\n    pairs:\n      - num: {source: itu, code: a}\n        den: {source: wb, code: b}\n"},
		`configs/indicators/use.yaml:16: indicator "users": num is from "itu" and den from "wb"; a pair comes from one source
configs/indicators/use.yaml:17: indicator "users": unknown source "wb"; add it to sources.yaml or correct the id`},
	{"unknown indicator of a benchmark", []string{benchmarkFile, "indicator: users", "indicator: user", paragraphFile, "benchmark: T1", "benchmark: none"},
		`configs/benchmarks.yaml:4: benchmark "T1": unknown indicator "user"; add it to indicators/ or correct the id`},
	{"comparator without value", []string{benchmarkFile, "  value: 50\n", ""},
		`configs/benchmarks.yaml:1: benchmark "T1": comparator ">" needs a value`},
	{"value without comparator", []string{benchmarkFile, `">"`, "direction"},
		`configs/benchmarks.yaml:6: benchmark "T1": comparator "direction" has no value to compare with; take value and met_at out`},
	{"met too hard", []string{benchmarkFile, `">"`, "\">=\"\n  met_at: 55"},
		`configs/benchmarks.yaml:9: benchmark "T1": met_at 55 goes with >= or <= and must be no harder than the value 50`},
	{"successor not later", []string{benchmarkFile, "", "  successor: T1\n"},
		`configs/benchmarks.yaml:10: benchmark "T1": successor "T1" is due in 2016, not after 2016`},
	{"headline of nothing", []string{paragraphFile, "indicator: users, group: WLD", "indicator: internet, group: EU"},
		`configs/resolutions/draft/one.yaml:10: paragraph "draft/9": unknown indicator "internet"; add it to indicators/ or correct the id
configs/resolutions/draft/one.yaml:10: paragraph "draft/9": unknown area or group "EU"; add it to areas/ or correct the code`},
	{"headline of another number", []string{paragraphFile, "benchmark: T1", "benchmark: T2"},
		`configs/resolutions/draft/one.yaml:10: paragraph "draft/9": unknown benchmark "T2"; name one of benchmarks.yaml, or none`},
	{"unknown group of a benchmark", []string{benchmarkFile, "group: WLD", "group: WORLD"},
		`configs/benchmarks.yaml:5: benchmark "T1": unknown area or group "WORLD"; add it to areas/ or correct the code`},
	{"unknown theme", []string{paragraphFile, "[digital_divide]", "[digital_divide, gender]"},
		`configs/resolutions/draft/one.yaml:6: paragraph "draft/9": unknown theme "gender"; themes.yaml lists them`},
	{"unknown section", []string{paragraphFile, "section: one", "section: two"},
		`configs/resolutions/draft/one.yaml:3: paragraph "draft/9": unknown section "two"; resolution.yaml lists the sections`},
	{"unknown indicator of a link", []string{paragraphFile, "", "  links:\n    - {indicator: user, role: measure, rationale: So.}\n"},
		`configs/resolutions/draft/one.yaml:14: paragraph "draft/9": unknown indicator "user"; add it to indicators/ or correct the id
configs/resolutions/draft/one.yaml:14: paragraph "draft/9": role is required: measures, proxy or context, not "measure"`},
	{"context that is scored", []string{paragraphFile, "kind: quantitative", "kind: context"},
		`configs/resolutions/draft/one.yaml:8: paragraph "draft/9": a paragraph of kind context promises nothing and cannot be scored`},
	{"not scored without a reason", []string{paragraphFile, "scored: true\n  headline:\n    - {indicator: users, group: WLD, benchmark: T1}", "scored: false"},
		`configs/resolutions/draft/one.yaml:8: paragraph "draft/9": a paragraph that is not scored must say why, under "unmeasured" or "caveat"`},
	{"order twice", []string{paragraphFile, "", "- id: 9bis\n  order: 1\n  section: one\n  verb: Notes\n  summary: More.\n  kind: context\n"},
		`configs/resolutions/draft/one.yaml:14: paragraph "draft/9bis": order 1 is that of paragraph "9" already`},
	{"no rhythm", []string{paragraphFile, "recurrence: yearly", "recurrence: often"},
		`configs/resolutions/draft/one.yaml:12: paragraph "draft/9": evidence "ev-9": recurrence "often" is not once, yearly, standing or "every N years"`},
	{"act without a date", []string{"evidence/done.yaml", "date: 2025-11-17, ", ""},
		`configs/evidence/done.yaml:3: evidence "ev-9": an act needs a date and a title`},
	{"acts of nothing", []string{"evidence/done.yaml", "ev-9", "ev-10"},
		`configs/evidence/done.yaml:1: evidence "ev-10": no paragraph has an evidence item of this id`},
	{"folder of another name", []string{"resolutions/draft/resolution.yaml", "id: draft", "id: final"},
		`configs/resolutions/draft/resolution.yaml:1: resolution "final" stands in the folder "draft"; give both the same name`},
	{"folder without a resolution", []string{"resolutions/final/one.yaml", "", "- id: \"1\"\n"},
		`configs/resolutions/final/resolution.yaml:1: the file is missing; it says what resolution the paragraphs beside it belong to`},
	{"empty resolution", []string{"resolutions/final/one.yaml", "", "- id: \"1\"\n", "resolutions/final/resolution.yaml", "", "# later\n"},
		`configs/resolutions/final/resolution.yaml:1: the file names no resolution; begin it with "- id: final"`},
	{"membership of no list", []string{"areas/memberships/world.yaml", "  list: M49\n", ""},
		`configs/areas/memberships/world.yaml:1: membership "WLD": list is required: which edition of which list says so`},
	{"membership of no group", []string{"areas/memberships/more.yaml", "", "- id: EU\n  list: Treaties\n  members: [ALB]\n"},
		`configs/areas/memberships/more.yaml:3: membership "EU": no group has this id; add it to areas/groups.yaml`},
	{"overlapping membership", []string{"areas/memberships/world.yaml", "", "    - {area: ALB, from: 2019-06-01}\n"},
		`configs/areas/memberships/world.yaml:6: membership "WLD": ALB is a member from 2019-06-01 to open, which overlaps from 1955-12-14 to 2020-01-01; end one before the other begins`},
	{"overlap across files", []string{"areas/memberships/more.yaml", "", "- id: WLD\n  list: Another\n  members: [AFG]\n"},
		`configs/areas/memberships/world.yaml:4: membership "WLD": AFG is a member from always to open, which overlaps from always to open; end one before the other begins`},
	{"ends before it begins", []string{"areas/memberships/world.yaml", "to: 2020-01-01", "to: 1955-12-14"},
		`configs/areas/memberships/world.yaml:5: membership "WLD": ALB: "to" 1955-12-14 is not after "from" 1955-12-14; "to" is the first day outside`},
	{"member that is no economy", []string{"areas/memberships/world.yaml", "- AFG", "- AFGH"},
		`configs/areas/memberships/world.yaml:4: membership "WLD": member "AFGH" is no economy of areas/economies.yaml`},
	{"m49 twice", []string{"areas/economies.yaml", `"008"`, `"004"`},
		`configs/areas/economies.yaml:5: area "ALB": m49 004 is that of AFG already`},
	{"m49 without its zeros", []string{"areas/economies.yaml", `"008"`, "8"},
		`configs/areas/economies.yaml:5: area "ALB": m49 "8" is not three digits`},
	{"no licence", []string{"sources.yaml", "  licence: CC BY\n", ""},
		`configs/sources.yaml:1: source "itu": licence is required`},
	{"schedule that is none", []string{"sources.yaml", "", "  kind: worldbank\n  params: {url: https://example.org, source: 2}\n  schedule: weekly\n"},
		`configs/sources.yaml:10: source "itu": schedule "weekly" is not a cron expression: expected exactly 5 fields, found 1: [weekly]`},
	{"host asked too often", []string{"hosts.yaml", "", "- id: api.example.org\n  per_second: 1000\n  at_once: 1\n"},
		`configs/hosts.yaml:1: host "api.example.org": per_second 1000 is not between 0.01 and 100`},
	{"host with its address", []string{"hosts.yaml", "", "- id: https://api.example.org\n  per_second: 1\n  at_once: 1\n"},
		`configs/hosts.yaml:1: host "https://api.example.org": the id must be the bare name of a host, such as api.example.org`},
	{"host in words", []string{"hosts.yaml", "", "- id: api.example.org\n  per_second: seldom\n  at_once: 1\n"},
		`configs/hosts.yaml:2: host "api.example.org": "per_second" must be a number, not "seldom"`},
	{"month that is none", []string{"sources.yaml", "", "  releases: [4, 13]\n"},
		`configs/sources.yaml:8: source "itu": release month 13 is not 1 to 12`},
	{"years without a step", []string{"sources.yaml", "", "  releases: [9]\n  release_years: {first: 2024}\n"},
		`configs/sources.yaml:9: source "itu": release_years needs releases, the first year and every how many years, 1 to 20`},
	{"unknown kind", []string{"sources.yaml", "", "  kind: soap\n"},
		`configs/sources.yaml:8: source "itu": unknown kind "soap"; known are ` + strings.Join(collector.Kinds(), ", ")},
	{"unknown format", []string{"sources.yaml", "", "  files:\n    - {match: \"*.csv\", format: csvx}\n"},
		`configs/sources.yaml:9: source "itu": files, match "*.csv": unknown format "csvx"; known are ` + strings.Join(collector.Formats(), ", ")},
	{"instrument in no paragraph", []string{"instruments.yaml", `["9"]`, `["90"]`},
		`configs/instruments.yaml:5: instrument "report": unknown paragraph "90"`},
	{"two faults at once", []string{indicatorFile, "  direction: up\n", "", benchmarkFile, "statement:", "statment:"},
		`configs/benchmarks.yaml:1: benchmark "T1": statement is required
configs/benchmarks.yaml:3: benchmark "T1": unknown key "statment"; did you mean "statement"?
configs/indicators/use.yaml:1: indicator "users": direction is required: up, down, to_one or none`},
}

type badCase struct {
	name string
	edit []string // file, old, new
	want string
}

// TestBadConfigurations holds each mistake against its exact message.
func TestBadConfigurations(t *testing.T) {
	for _, c := range slices.Concat(badForms, badMeanings, badJudgements) {
		t.Run(c.name, func(t *testing.T) {
			_, err := load(edit(t, c.edit))
			if err == nil {
				t.Fatal("it went through")
			}
			if got := err.Error(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
