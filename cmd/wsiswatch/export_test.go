package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestPromtoolTakesTheExport builds blocks from the years after 1970 and finds
// the points in them again.
func TestPromtoolTakesTheExport(t *testing.T) {
	theSite(t) // fills the database
	var out, log bytes.Buffer
	a := &app{stdout: &out, stderr: &log, now: time.Now}
	args := []string{"export", "openmetrics", "--indicator", "internet_users", "--area", "WLD,KEN", "--db", filepath.Join(sharedDir, "e2e.db")}
	if err := a.execute(context.Background(), args); err != nil {
		t.Fatalf("%v\n%s", err, &log)
	}
	for _, want := range []string{"# TYPE wsis_group_internet_users_ratio gauge\n", `wsis_economy_internet_users_ratio{area="KEN"} `, `wsis_economy_by_sex_internet_users_ratio{area="KEN",sex="F"} `, " 1640995200\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the export lacks %q", want)
		}
	}
	if !strings.HasSuffix(out.String(), "\n# EOF\n") || strings.Contains(out.String(), `area="GHA"`) {
		t.Errorf("the export is not what was asked for:\n%.500s", &out)
	}
	promtool := debianProgram(t, "promtool")
	dir := t.TempDir()
	file := filepath.Join(dir, "wsis.om")
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	blocks := filepath.Join(dir, "data")
	if b, err := exec.Command(promtool, "tsdb", "create-blocks-from", "openmetrics", file, blocks).CombinedOutput(); err != nil {
		t.Fatalf("promtool: %v\n%s", err, b)
	}
	if err := os.Mkdir(filepath.Join(blocks, "wal"), 0o700); err != nil { // dump wants one, though it is empty
		t.Fatal(err)
	}
	dump, err := exec.Command(promtool, "tsdb", "dump", blocks).Output()
	if err != nil {
		t.Fatal(err)
	}
	samples := strings.Count(out.String(), "\nwsis_")
	if got := strings.Count(string(dump), "wsis_"); got != samples || samples < 40 {
		t.Errorf("%d samples were exported, %d are in the blocks", samples, got)
	}
}

func TestExportRefuses(t *testing.T) {
	theSite(t)
	for _, flag := range []string{"--indicator=nothing", "--area=XYZ"} {
		a := &app{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, now: time.Now}
		err := a.execute(context.Background(), []string{"export", "openmetrics", flag, "--db", filepath.Join(sharedDir, "e2e.db")})
		if _, id, _ := strings.Cut(flag, "="); err == nil || !strings.Contains(err.Error(), id) {
			t.Errorf("%s: error %v", flag, err)
		}
	}
}
