package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
	"github.com/wsiswatch/wsiswatch/report"
)

// block is the only fenced block of a language in a document.
func block(t *testing.T, doc, language string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", doc))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(raw), -1)
	if len(found) != 1 {
		t.Fatalf("%d blocks of %s in %s", len(found), language, doc)
	}
	return found[0][1]
}

// withSource gives the shipped definitions with one more source.
func withSource(t *testing.T, item string) string {
	t.Helper()
	dir := otherRules(t, "", "")
	path := filepath.Join(dir, "sources.yaml")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(raw, "\n"+item...), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestNationalRecipe does what docs/national.md says, and looks where it says
// that the figures are shown.
func TestNationalRecipe(t *testing.T) {
	folder, dir := t.TempDir(), withSource(t, block(t, "national.md", "yaml"))
	file := filepath.Join(folder, "survey.csv")
	if err := os.WriteFile(file, []byte(block(t, "national.md", "csv")), 0o600); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(folder, "e2e.db")
	if out, err := command(t, db, "check", "--config", dir); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := command(t, db, "import", "--config", dir, "--source", "ken-survey", "--published", "2024-11-30", file)
	if err != nil || !strings.Contains(out, "5 added, 0 revised, 0 withdrawn") || !strings.Contains(out, "1  missing value") {
		t.Fatalf("%v\n%s", err, out)
	}
	s := ownSite(t, folder, "--config", dir)
	const label = "National figure of Ministry of Examples, not used for groups or verdicts"
	for _, c := range []struct {
		path string
		want []string
	}{
		{"/i/internet_users?area=KEN", []string{label, "Kenya, national figure of Ministry of Examples", "Where the two differ",
			"Kenya, 2024: 38.2 per cent of the population by Ministry of Examples (provisional), 35.0 per cent of the population by ITU DataHub (published).", "Dashed: national figure of"}},
		{"/i/internet_users", []string{label, "Kenya, 2024: 38.2"}},
		{"/i/internet_users?area=KEN&source=ken-survey", []string{"National figures of Ministry of Examples for Kenya, not used for groups or verdicts."}},
		{"/a/KEN", []string{label, "Individuals using the Internet, 2024: 38.2", "Households with Internet access at home"}},
		{"/sources", []string{"National figures of Kenya: shown beside those of other sources", "Household survey on the use of the Internet"}},
		{"/changes?source=ken-survey&area=KEN", []string{"added 5 figures", "Households with Internet access at home"}},
		{"/i/internet_users.csv?source=ken-survey", []string{",national,ken-survey,"}},
	} {
		p := s.page(t, c.path)
		body := p.body
		if !strings.Contains(c.path, ".csv") {
			checkPage(t, c.path, p)
			body = strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " ")), " ")
		}
		for _, w := range c.want {
			if p.status != http.StatusOK || !strings.Contains(body, w) {
				t.Errorf("%s (%d) lacks %q", c.path, p.status, w)
			}
		}
	}
	for _, line := range strings.Split(s.page(t, "/metrics").body, "\n") {
		if strings.Contains(line, "ken-survey") && !strings.HasPrefix(line, "wsis_collector_") {
			t.Errorf("a metric rests on the national figures: %s", line)
		}
	}
	if own := s.page(t, "/i/internet_users?area=KEN&source=ken-survey").body; strings.Contains(own, "by 2030") && strings.Contains(own, "of what 95") {
		t.Error("the national line alone is shown with a verdict")
	}
	rows, err := csv.NewReader(strings.NewReader(s.page(t, "/api/v1/observations.csv?indicator=internet_users&area=KEN&source=ken-survey").body)).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	all := s.page(t, "/api/v1/observations?indicator=internet_users&area=KEN&source=*&limit=1000").body
	if strings.Count(all, `"maker":"national"`) != 3 || !strings.Contains(all, `"source":"itu-datahub"`) {
		t.Errorf("all sources: %.500s", all)
	}
	if plain := s.page(t, "/api/v1/observations?indicator=internet_users&area=KEN").body; strings.Contains(plain, "ken-survey") {
		t.Error("the national figures are among the preferred ones")
	}
}

// wildSource is a national source with a figure for every indicator, and its
// table of values that nobody could believe.
func wildSource(c *data.Catalog) (item, table string) {
	item = block0 + "  series:\n"
	table = "Code,2015,2016,2022,2023,2024,2025\n"
	for _, in := range c.Indicators() {
		if in.Formula != nil && len(in.Formula.Of) > 0 {
			continue
		}
		if in.Dims.Full() != data.Totals || len(in.Series) > 0 && in.Series[0].Dims.Full() != data.Totals {
			continue // its breakdown would need a column of its own
		}
		item += fmt.Sprintf("    - {indicator: %s, code: own_%s}\n", in.ID, in.ID)
		table += "own_" + in.ID + ",0.01,1,0.02,1,0.01,0.99\n"
	}
	return item, table
}

const block0 = `- id: ken-wild
  role: national
  area: KEN
  publisher: Ministry of Noise
  title: Noise
  label: Noise
  url: https://example.org/
  licence: none
  citation: Noise.
  files:
    - match: "*.csv"
      format: table
      layout: {code: {columns: [Code]}, years: '^(\d{4})$'}
`

// TestNationalFiguresMoveNothing compares what the shipped definitions make of
// the shipped figures with what they make of them beside a national source that
// contradicts every indicator: lines, verdicts, maps and rankings, the report.
func TestNationalFiguresMoveNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	plain, err := configs.Load(configs.Default)
	if err != nil {
		t.Fatal(err)
	}
	item, noise := wildSource(plain.Catalog)
	dir := withSource(t, item)
	folder := t.TempDir()
	db, file := filepath.Join(folder, "w.db"), filepath.Join(folder, "noise.csv")
	if err := os.WriteFile(file, []byte(noise), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := command(t, db, "import", "--config", dir, "--source", "ken-wild", "--published", "2026-11-01", file); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	wild, err := configs.LoadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	latest, err := store.Latest(ctx)
	if err != nil {
		t.Fatal(err)
	}
	day := data.DateOf(time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC))
	var eds [2]*progress.Edition
	for i, cfg := range []configs.Config{plain, wild} {
		if eds[i], err = build(ctx, store, cfg, latest, day); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(table.NationalProfile(eds[1], "KEN")); n < 30 {
		t.Fatalf("only %d national series are shown", n)
	}
	sameEditions(t, eds[0], eds[1])
	if a, b := reportOf(t, eds[0]), reportOf(t, eds[1]); a != b {
		t.Error("the report differs")
	}
}

func sameEditions(t *testing.T, a, b *progress.Edition) {
	t.Helper()
	same := func(what string, x, y any) {
		if !reflect.DeepEqual(x, y) {
			t.Errorf("%s differs", what)
		}
	}
	for _, in := range a.Catalog().Indicators() {
		for _, d := range a.Breakdowns(in.ID) {
			same("lines of "+in.ID, a.Lines(in.ID, d, ""), b.Lines(in.ID, d, ""))
			groups, economies := table.Latest(a, in.ID, d, "")
			wildGroups, wildEconomies := table.Latest(b, in.ID, d, "")
			same("map of "+in.ID, economies, wildEconomies)
			same("groups of "+in.ID, groups, wildGroups)
		}
		for _, area := range a.Catalog().Areas() {
			same("verdict of "+in.ID+" in "+area.Code, a.Assess(in.ID, area.Code, data.Dims{}, ""), b.Assess(in.ID, area.Code, data.Dims{}, ""))
		}
	}
	for _, p := range a.Catalog().Resolutions()[0].Paragraphs {
		x, err := a.ParagraphBy("", p.ID)
		if err != nil {
			t.Fatal(err)
		}
		y, err := b.ParagraphBy("", p.ID)
		if err != nil {
			t.Fatal(err)
		}
		same("verdict of "+p.ID, x, y)
		same("verdict of "+p.ID+" in Kenya", a.ParagraphFor(p.ID, "KEN"), b.ParagraphFor(p.ID, "KEN"))
	}
	for _, area := range []string{"KEN", "LDC", "WLD"} {
		same("profile of "+area, table.Profile(a, area), table.Profile(b, area))
	}
}

// reportOf gives the text of a report and its annexes, without the name of the
// configuration. Its document and workbook are made from the same: they would
// take most of the test.
func reportOf(t *testing.T, ed *progress.Edition) string {
	t.Helper()
	words, err := text.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.Build(report.Input{Vintage: data.Vintage{Name: "v", Snapshot: ed.ID().Snapshot, Reference: ed.ID().Reference}, Edition: ed, Areas: []string{"KEN"}, Words: words})
	if err != nil {
		t.Fatal(err)
	}
	page, err := report.HTML(r, words)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.Write(page)
	for _, s := range r.Sheets {
		rows, err := report.CSV(s)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n%s\n", s.Name, rows)
	}
	if b.Len() < 100000 {
		t.Fatalf("a report of %d bytes", b.Len())
	}
	return strings.NewReplacer(ed.ID().Config, "config", ed.ID().Config[:8], "config").Replace(b.String())
}
