package configs_test

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/data"
)

// TestShipped guards what the program is shipped with.
func TestShipped(t *testing.T) {
	c := shipped(t)
	if len(c.Resolutions()) == 0 {
		t.Fatal("no resolution")
	}
	for _, w := range []struct {
		what      string
		got, want int
	}{
		{"paragraphs", len(c.Resolutions()[0].Paragraphs), 71},
		{"indicators", len(c.Indicators()), 50},
		{"benchmarks", len(c.Benchmarks()), 53},
		{"instruments", len(c.Instruments()), 44},
		{"quantitative paragraphs", ofKind(c, data.Quantitative), 15},
		{"proxy paragraphs", ofKind(c, data.Proxy), 19},
	} {
		if w.got != w.want {
			t.Errorf("%d %s, want %d", w.got, w.what, w.want)
		}
	}
	for _, b := range c.Benchmarks() {
		if b.External == (b.ID == "P9-2016") {
			t.Errorf("benchmark %s: external is %v; the draft sets P9-2016 and nothing else", b.ID, b.External)
		}
	}
	for _, in := range c.Indicators() {
		if len(in.Series) == 0 && in.Formula == nil && !strings.HasPrefix(in.Missing, "No data collected yet.") {
			t.Errorf("indicator %s has nothing and does not say so: %q", in.ID, in.Missing)
		}
	}
}

func ofKind(c *data.Catalog, k data.Kind) int {
	n := 0
	for _, p := range c.Resolutions()[0].Paragraphs {
		if p.Kind == k {
			n++
		}
	}
	return n
}

// TestCanonicalReadsBack guards vintages, which keep only the canonical bytes.
func TestCanonicalReadsBack(t *testing.T) {
	first, err := configs.Load(configs.Default)
	if err != nil {
		t.Fatal(err)
	}
	again, err := configs.LoadCanonical(first.Canonical)
	if err != nil {
		t.Fatal(err)
	}
	if again.Hash != first.Hash || !bytes.Equal(again.Canonical, first.Canonical) {
		t.Error("the canonical bytes do not read back as themselves")
	}
	if len(again.Catalog.Indicators()) != len(first.Catalog.Indicators()) || len(again.Specs) != len(first.Specs) {
		t.Error("definitions are lost on the way")
	}
	if _, err := configs.LoadCanonical([]byte("-- themes.yaml 99\n- id: a\n")); err == nil {
		t.Error("bytes cut short went through")
	}
}

// TestExportReadsBack guards `config export DIR` and `--config DIR`.
func TestExportReadsBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "conf")
	if err := configs.Export(configs.Default, dir); err != nil {
		t.Fatal(err)
	}
	embedded, err := configs.Load(configs.Default)
	if err != nil {
		t.Fatal(err)
	}
	read, err := configs.LoadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if read.Hash != embedded.Hash {
		t.Error("the exported set differs from the embedded one")
	}
	if err := configs.Export(configs.Default, dir); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second export over the first: %v, want it refused", err)
	}
	spoilt := filepath.Join(dir, "themes.yaml")
	if err := os.WriteFile(spoilt, []byte("- id: x\n  titel: X\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = configs.LoadDir(dir)
	if err == nil || !strings.Contains(err.Error(), spoilt+":2:") {
		t.Errorf("error %v, want a fault at %s:2", err, spoilt)
	}
}

// small is the least configuration that is free of faults.
var small = map[string]string{
	"themes.yaml": "- id: digital_divide\n  title: Gaps\n",
	"sources.yaml": `- id: itu
  publisher: ITU
  title: Database
  label: ITU
  url: https://example.org/
  licence: CC BY
  citation: ITU, Database.
`,
	"areas/economies.yaml": "- id: AFG\n  m49: \"004\"\n  names: {en: Afghanistan}\n- id: ALB\n  m49: \"008\"\n  names: {en: Albania}\n",
	"areas/groups.yaml":    "- id: WLD\n  names: {en: World}\n",
	"areas/memberships/world.yaml": `- id: WLD
  list: M49
  members:
    - AFG
    - {area: ALB, from: 1955-12-14, to: 2020-01-01}
`,
	"indicators/use.yaml": `- id: users
  name: Users
  definition: People who use it.
  unit: "%"
  direction: up
  model: linear
  bounds: [0, 100]
  metric: users_ratio
  metric_scale: 0.01
  aggregate: {rule: none}
  series:
    - {source: itu, code: i99H}
`,
	"benchmarks.yaml": `- id: T1
  issuer: ECOSOC
  statement: Half of all
  indicator: users
  group: WLD
  value: 50
  year: 2016
  comparator: ">"
  citation: Para. 9
`,
	"resolutions/draft/resolution.yaml": `- id: draft
  symbol: 2016/...
  title: Draft
  body: ECOSOC
  sections:
    - {id: one, title: One, level: 1}
`,
	"resolutions/draft/one.yaml": `- id: "9"
  order: 1
  section: one
  verb: Welcomes
  summary: Half by 2016.
  themes: [digital_divide]
  kind: quantitative
  scored: true
  headline:
    - {indicator: users, group: WLD, benchmark: T1}
  evidence:
    - {id: ev-9, title: A report, issuer: ITU, recurrence: yearly}
`,
	"instruments.yaml":   "- id: report\n  name: Report\n  kind: report\n  publisher: ITU\n  paragraphs: [\"9\"]\n",
	"evidence/done.yaml": "- id: ev-9\n  done:\n    - {date: 2025-11-17, title: Facts and Figures 2025}\n",
}

func TestSmallConfiguration(t *testing.T) {
	c, err := load(small)
	if err != nil {
		t.Fatal(err)
	}
	_, p, _ := c.Catalog.Paragraph("9")
	if len(p.Evidence) != 1 || len(p.Evidence[0].Done) != 1 {
		t.Errorf("the act of evidence/ is not with its item: %+v", p.Evidence)
	}
	if got := c.Catalog.Members("WLD", day(t, "2021-01-01")); len(got) != 1 || got[0] != "AFG" {
		t.Errorf("members of WLD in 2021: %v, want AFG alone", got)
	}
}

func load(files map[string]string) (configs.Config, error) {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return configs.Load(m)
}

// edit gives small with words replaced. Each triple is file, old, new; an
// empty old appends.
func edit(t *testing.T, triples []string) map[string]string {
	t.Helper()
	files := maps.Clone(small)
	for i := 0; i < len(triples); i += 3 {
		name, old, text := triples[i], triples[i+1], triples[i+2]
		switch {
		case old == "":
			files[name] += text
		case !strings.Contains(files[name], old):
			t.Fatalf("%s does not contain %q", name, old)
		default:
			files[name] = strings.Replace(files[name], old, text, 1)
		}
	}
	return files
}

// TestWindowsLineEnds guards files that were edited on another system.
func TestWindowsLineEnds(t *testing.T) {
	files := maps.Clone(small)
	for name, text := range files {
		files[name] = strings.ReplaceAll(text, "\n", "\r\n")
	}
	c, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Catalog.Themes()[0].Title; got != "Gaps" {
		t.Errorf("title %q, want Gaps", got)
	}
}
