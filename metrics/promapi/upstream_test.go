package promapi

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/metrics/promapi/promapitest"
)

// TestAsUpstream asks each expression at each moment, and wants the points that
// Prometheus's own storage gave for the same samples.
func TestAsUpstream(t *testing.T) {
	a, err := newAPI(newDeps(newEdition(t, 1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	ours, err := a.queryable(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	golden, err := os.ReadFile(filepath.Join("testdata", "upstream.txt"))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(golden)), "\n")
	asked, full := 0, 0
	for _, expr := range promapitest.Expressions() {
		for _, m := range promapitest.Moments() {
			text, failure := promapitest.Run(t.Context(), a.engine, ours, expr, m)
			line := promapitest.Line(expr, m, text, failure)
			if asked >= len(want) || want[asked] != line {
				t.Errorf("%s\n%s", line, text)
			}
			if asked++; text != "" {
				full++
			}
		}
	}
	if asked < 200 || asked != len(want) || full < asked/2 {
		t.Errorf("%d questions, %d answers in the file, %d with points", asked, len(want), full)
	}
}

// TestUpstream asks Prometheus's own storage again.
func TestUpstream(t *testing.T) {
	if os.Getenv("WSISWATCH_FULL") == "" {
		t.Skip("it takes minutes to build; make test runs it")
	}
	cmd := exec.Command("go", "test", "./...")
	cmd.Dir = "upstream"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
