package boards

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the dashboards anew")

// TestFiles holds the committed dashboards to the code.
func TestFiles(t *testing.T) {
	folder := filepath.Join("..", "dashboards")
	for name, d := range All() {
		var got bytes.Buffer
		enc := json.NewEncoder(&got)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(d); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(folder, name+".json")
		if *update {
			if err := os.WriteFile(file, got.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s is not what the code makes (see -update)", file)
		}
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil || len(files) != len(All()) {
		t.Errorf("%d files for %d dashboards, %v", len(files), len(All()), err)
	}
}

// TestRules are those of Grafana's linter that fit figures of years: a data
// source that can be chosen, and a title, a description and a unit everywhere.
func TestRules(t *testing.T) {
	uids := map[string]bool{}
	for name, d := range All() {
		t.Run(name, func(t *testing.T) {
			if uids[d.UID] || d.UID == "" || d.Title == "" || d.Description == "" || d.Timezone != "utc" {
				t.Errorf("uid %q, title %q, description %q, time zone %q", d.UID, d.Title, d.Description, d.Timezone)
			}
			uids[d.UID] = true
			if v := d.Templating.List[0]; v.Type != "datasource" || v.Name != "datasource" {
				t.Errorf("the first variable is %+v, not the data source", v)
			}
			var placed []Grid
			for i, p := range d.Panels {
				if p.ID != i+1 || p.Title == "" || !strings.HasSuffix(p.Description, ".") || p.FieldConfig.Defaults.Unit == "" || len(p.Targets) == 0 {
					t.Errorf("panel %d %q lacks a title, a description, a unit or a question", i, p.Title)
				}
				if p.Datasource != source() || slices.ContainsFunc(p.Targets, func(t Target) bool { return t.Datasource != source() || t.Instant == t.Range }) {
					t.Errorf("%q asks a fixed data source, or neither now nor a range", p.Title)
				}
				for _, g := range placed {
					if p.GridPos.X < g.X+g.W && g.X < p.GridPos.X+p.GridPos.W && p.GridPos.Y < g.Y+g.H && g.Y < p.GridPos.Y+p.GridPos.H {
						t.Errorf("%q lies over another panel", p.Title)
					}
				}
				if placed = append(placed, p.GridPos); p.GridPos.X+p.GridPos.W > 24 {
					t.Errorf("%q is over the edge", p.Title)
				}
			}
			checkVariables(t, d)
		})
	}
}

// checkVariables wants each variable used, and each used one defined.
func checkVariables(t *testing.T, d Dashboard) {
	t.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range d.Templating.List {
		if !strings.Contains(string(text), "$"+v.Name) && !strings.Contains(string(text), "${"+v.Name+"}") {
			t.Errorf("variable %s is not used", v.Name)
		}
	}
}
