package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/wsiswatch/wsiswatch"

// allowed are the arrows: what each package may import of ours, with "*" for
// any. A package that is not listed here must be added by somebody who has
// thought about where it stands in the pipeline.
var allowed = map[string][]string{
	"data":                        {},
	"data/sqlite":                 {"data"},
	"data/storetest":              {"data"},
	"data/seed":                   {"data"},
	"collector":                   {"data"},
	"progress":                    {"data"},
	"present/figure":              {"progress", "data", "present/text"},
	"present/pack":                {},
	"present/table":               {"progress", "data", "present/text"},
	"present/text":                {"progress", "data"},
	"dashboard/buildassets":       {},
	"dashboard":                   {"present/figure", "present/pack", "present/table", "present/text", "progress", "data"},
	"report":                      {"report/ooxml", "present/figure", "present/pack", "present/table", "present/text", "progress", "data"},
	"report/ooxml":                {},
	"metrics":                     {"present/figure", "present/table", "present/text", "progress", "data"},
	"metrics/promapi":             {"metrics", "present/text", "progress", "data"},
	"metrics/promapi/promapitest": {"progress", "data"},
	"deploy/grafana/boards":       {},
	"configs":                     {"collector", "progress", "data"},
	"cmd/wsiswatch":               {"*"},
}

func TestArrows(t *testing.T) {
	for _, p := range listPackages(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		may, listed := allowed[name]
		if !listed {
			t.Errorf("package %s has no place in the pipeline: add it to the table of allowed imports", name)
			continue
		}
		for _, imported := range p.Imports {
			ours, ok := strings.CutPrefix(imported, module+"/")
			if ok && !slices.Contains(may, ours) && !slices.Contains(may, "*") {
				t.Errorf("%s must not import %s", name, ours)
			}
			if name == "data" && strings.Contains(imported, ".") {
				t.Errorf("data must import the standard library only, not %s", imported)
			}
			if strings.Contains(imported, "go-sqlite3") && name != "data/sqlite" {
				t.Errorf("%s must not import the driver", name)
			}
		}
	}
}

type listedPackage struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []listedPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"/...").Output()
	if err != nil {
		t.Fatalf("list packages: %v", err)
	}
	var list []listedPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listedPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatalf("read the list of packages: %v", err)
		}
		list = append(list, p)
	}
}
