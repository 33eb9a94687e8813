package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	namesBegin = "<!-- names: go test ./cmd/wsiswatch -run TestMetricNames -update -->\n"
	namesEnd   = "<!-- end of names -->\n"
)

// TestMetricNames holds the list of names in docs/metrics.md to the shipped
// indicators: a name is a promise, and changes only where somebody sees it.
func TestMetricNames(t *testing.T) {
	cfg, err := (&app{}).config()
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	want.WriteString("| indicator | `<metric>` | published in | shown times |\n|---|---|---|---|\n")
	for _, in := range cfg.Catalog.Indicators() {
		fmt.Fprintf(&want, "| %s | `%s` | %s | %g |\n", in.ID, in.Metric, in.Unit, in.MetricScale)
	}
	file := filepath.Join("..", "..", "docs", "metrics.md")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, begun := strings.Cut(string(b), namesBegin)
	has, tail, ended := strings.Cut(rest, namesEnd)
	if !begun || !ended {
		t.Fatalf("%s has no list of names", file)
	}
	if *update {
		if err := os.WriteFile(file, []byte(head+namesBegin+want.String()+namesEnd+tail), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if has != want.String() {
		t.Errorf("the list of names in %s is not that of the indicators (see -update):\n%s", file, want.String())
	}
}
