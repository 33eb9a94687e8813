package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// otherRules are the shipped definitions with another rule for one source.
func otherRules(t *testing.T, old, now string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "configs")
	if out, err := command(t, filepath.Join(t.TempDir(), "x.db"), "config", "export", dir); err != nil {
		t.Fatal(err, out)
	}
	path := filepath.Join(dir, "sources.yaml")
	raw, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(raw), old) {
		t.Fatalf("no %q in the sources, %v", old, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(raw), old, now, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestReparseCommand: a dry run tells, the run itself saves what is ours, and
// runs, diff and the report of the load say so.
func TestReparseCommand(t *testing.T) {
	db := filepath.Join(t.TempDir(), "r.db")
	file := "Country Name,Country Code,Year,Value\nKenya,KEN,2020,7\nChad,TCD,2020,8\nUganda,UGA,2020,9\nMali,MLI,2020,1\nTogo,TGO,2020,2\nNiger,NER,2020,3\n"
	imported(t, db, file)
	ask := func(args ...string) string {
		t.Helper()
		out, err := command(t, db, append(args, "--without-seed")...)
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		return out
	}
	holds := func(out string, want ...string) {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(out, w) {
				t.Errorf("no %q in\n%s", w, out)
			}
		}
	}
	holds(ask("reparse", "--source", "wb-wdi"), "snapshot 1, it.cel.sets.p2.csv, published ..: 6 rows read, 6 kept", "wb-wdi: unchanged")
	dir := otherRules(t, "    1W: WLD\n", "    1W: WLD\n    TCD: MLI\n    MLI: TCD\n")
	holds(ask("reparse", "--source", "wb-wdi", "--dry-run", "--config", dir), "wb-wdi: would change, 0 added, 2 revised, 0 withdrawn",
		"revised: 2", "wb-wdi  IT.CEL.SETS.P2  MLI               2020  1    8", "(our re-reading)")
	if out := ask("runs"); strings.Count(out, "reparse") != 1 {
		t.Errorf("a dry run left a run:\n%s", out)
	}
	holds(ask("reparse", "--source", "wb-wdi", "--snapshot", "1", "--config", dir), "wb-wdi: changed, snapshot 2, our re-reading of snapshot 1: 0 added, 2 revised, 0 withdrawn")
	holds(ask("runs"), "reparse  it.cel.sets.p2.csv  wb-wdi: changed, snapshot 2, our re-reading of snapshot 1")
	holds(ask("diff"), "to   snapshot 2, wb-wdi , our re-reading of snapshot 1, published ..", "wb-wdi (our re-reading)  IT.CEL.SETS.P2  0      2        0", "1 -> 2 (our re-reading)")
	imported(t, db, strings.Replace(file, "KEN,2020,7", "KEN,2020,7.5", 1))
	if out, err := command(t, db, "reparse", "--without-seed", "--source", "wb-wdi", "--snapshot", "1"); err == nil || !strings.Contains(err.Error(), "snapshot 3 came after it") {
		t.Errorf("an older load: %v\n%s", err, out)
	}
}
