package configs_test

import (
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/progress"
)

// badJudgements are overrides of the judgement that cannot be.
var badJudgements = []badCase{
	{"override of a misspelt key", []string{indicatorFile, "", "  judge: {base: 2018}\n"},
		`configs/indicators/use.yaml:13: indicator "users": unknown key "base"; known are base_year, limit, method, target, target_year
configs/indicators/use.yaml:13: indicator "users": judge overrides nothing; take it out or give method, base_year, target, target_year or limit`},
	{"override of nothing", []string{indicatorFile, "", "  judge: {}\n"},
		`configs/indicators/use.yaml:13: indicator "users": judge overrides nothing; take it out or give method, base_year, target, target_year or limit`},
	{"word for a base year", []string{indicatorFile, "", "  judge: {base_year: first}\n"},
		`configs/indicators/use.yaml:13: indicator "users": "base_year" must be a whole number, not "first"`},
	{"unknown method", []string{indicatorFile, "", "  judge: {method: opensdg}\n"},
		`configs/indicators/use.yaml:13: indicator "users": unknown method "opensdg"; known are ` + strings.Join(progress.Methods(), ", ")},
	{"override of what is never judged", []string{indicatorFile, "direction: up", "direction: none", indicatorFile, "", "  judge: {base_year: 2018}\n"},
		`configs/indicators/use.yaml:13: indicator "users": an indicator of direction none is never judged; take judge out`},
	{"base year that is none", []string{indicatorFile, "", "  judge: {base_year: 15}\n"},
		`configs/indicators/use.yaml:13: indicator "users": judge.base_year 15 is no year from 1900 to 2200`},
	{"base year before a break", []string{indicatorFile, "", "  breaks: [2018, 2021]\n  judge: {base_year: 2020}\n"},
		`configs/indicators/use.yaml:14: indicator "users": judge.base_year 2020 is before the break of 2021; no pace runs across it`},
	{"base year too late", []string{indicatorFile, "", "  max_base: 2017\n  judge: {base_year: 2018}\n"},
		`configs/indicators/use.yaml:14: indicator "users": judge.base_year 2018 is after max_base 2017`},
	{"base year before the technology", []string{indicatorFile, "", "  new_from: 2019\n  judge: {base_year: 2018}\n"},
		`configs/indicators/use.yaml:14: indicator "users": judge.base_year 2018 is before new_from 2019`},
	{"year of no target", []string{indicatorFile, "", "  judge: {target_year: 2030}\n"},
		`configs/indicators/use.yaml:13: indicator "users": judge.target_year goes with a target`},
	{"target year that is none", []string{indicatorFile, "", "  judge: {target: 90, target_year: 20300}\n"},
		`configs/indicators/use.yaml:13: indicator "users": judge.target_year 20300 is no year from 1900 to 2200`},
	{"target year before the base", []string{indicatorFile, "", "  judge: {base_year: 2020, target: 90, target_year: 2020}\n"},
		`configs/indicators/use.yaml:13: indicator "users": judge.target_year 2020 is not after the base year 2020`},
	{"target out of bounds", []string{indicatorFile, "", "  judge: {target: 101}\n"},
		`configs/indicators/use.yaml:13: indicator "users": judge.target 101 is outside the bounds [0 100]`},
	{"parity that is none", []string{indicatorFile, "direction: up", "direction: to_one", indicatorFile, "", "  judge: {target: 2}\n"},
		`configs/indicators/use.yaml:13: indicator "users": judge.target of direction to_one is 1, not 2`},
	{"limit out of bounds", []string{indicatorFile, "", "  judge: {limit: -1}\n"},
		`configs/indicators/use.yaml:13: indicator "users": judge.limit -1 is outside the bounds [0 100]`},
	{"benchmark of a reserved id", []string{benchmarkFile, "", "- id: own\n  issuer: ITU\n  statement: More\n  indicator: users\n  group: WLD\n  comparator: direction\n  citation: P. 1\n"},
		`configs/benchmarks.yaml:10: benchmark "own": the id "own" stands for no benchmark; give another`},
	{"manual verdict without all of it", []string{paragraphFile, "", "  manual: {}\n"},
		`configs/resolutions/draft/one.yaml:13: paragraph "draft/9": manual.class is required: a verdict of a person names its class, reason, author and date
configs/resolutions/draft/one.yaml:13: paragraph "draft/9": manual.reason is required: a verdict of a person names its class, reason, author and date
configs/resolutions/draft/one.yaml:13: paragraph "draft/9": manual.author is required: a verdict of a person names its class, reason, author and date
configs/resolutions/draft/one.yaml:13: paragraph "draft/9": manual.date is required: a verdict of a person names its class, reason, author and date`},
	{"manual verdict without a reason", []string{paragraphFile, "", "  manual:\n    class: fair\n    reason: \" \"\n    author: A. Clerk\n    date: 2026-01-02\n"},
		`configs/resolutions/draft/one.yaml:15: paragraph "draft/9": manual.reason is required: a verdict of a person names its class, reason, author and date`},
	{"manual verdict on no day", []string{paragraphFile, "", "  manual: {class: fair, reason: So., author: A. Clerk, date: 2026}\n"},
		`configs/resolutions/draft/one.yaml:13: paragraph "9": "date" must be a date YYYY-MM-DD, not "2026"`},
	{"manual verdict of no class", []string{paragraphFile, "", "  manual: {class: good, reason: So., author: A. Clerk, date: 2026-01-02}\n"},
		`configs/resolutions/draft/one.yaml:13: paragraph "draft/9": unknown class "good"; known are target_met, on_track, fair, limited, deterioration`},
	{"manual verdict on what is not rated", []string{paragraphFile, "scored: true\n  headline:\n    - {indicator: users, group: WLD, benchmark: T1}", "scored: false\n  caveat: Not to be rated.",
		paragraphFile, "", "  manual: {class: fair, reason: So., author: A. Clerk, date: 2026-01-02}\n"},
		`configs/resolutions/draft/one.yaml:12: paragraph "draft/9": a manual verdict rates the paragraph, but it is not scored`},
}

func TestJudgementIsRead(t *testing.T) {
	c, err := load(edit(t, []string{
		indicatorFile, "", "  judge: {method: opensdg-2.4, base_year: 2016, target: 0, target_year: 2030, limit: 90}\n",
		paragraphFile, "", "  manual: {class: fair, reason: Counted by hand., author: A. Clerk, date: 2026-01-02}\n",
	}))
	if err != nil {
		t.Fatal(err)
	}
	in, _ := c.Catalog.Indicator("users")
	j := in.Judge
	if j == nil || j.Method != "opensdg-2.4" || j.BaseYear != 2016 || j.Target == nil || *j.Target != 0 || j.TargetYear != 2030 || *j.Limit != 90 {
		t.Errorf("judge %+v", j)
	}
	_, p, _ := c.Catalog.Paragraph("9")
	if m := p.Manual; m == nil || m.Class != "fair" || m.Reason != "Counted by hand." || m.Author != "A. Clerk" || m.Date.String() != "2026-01-02" {
		t.Errorf("manual %+v", p.Manual)
	}
}
