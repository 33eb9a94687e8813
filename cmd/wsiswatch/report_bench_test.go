package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// BenchmarkReport runs the built program on a filled database: the whole
// report in every form but PDF, alone and compared with an earlier state. It
// reports the most memory that it held.
func BenchmarkReport(b *testing.B) {
	bin := os.Getenv("WSISWATCH_BIN")
	if bin == "" {
		b.Skip("WSISWATCH_BIN names no program; make bench sets it")
	}
	dir := b.TempDir()
	db := filepath.Join(dir, "a.db")
	program := func(args ...string) *os.ProcessState {
		cmd := exec.Command(bin, append(args, "--db", db)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %v\n%s", args, err, out)
		}
		return cmd.ProcessState
	}
	program("vintage", "create", "now")
	program("vintage", "create", "then", "--as-of", "25")
	for name, more := range map[string][]string{"alone": nil, "compared": {"--compare", "then"}} {
		b.Run(name, func(b *testing.B) {
			var most int64
			for b.Loop() {
				state := program(append([]string{"report", "--vintage", "now", "--out", filepath.Join(dir, "out")}, more...)...)
				if use, ok := state.SysUsage().(*syscall.Rusage); ok {
					most = max(most, use.Maxrss)
				}
			}
			b.ReportMetric(float64(most)/1024, "MB-resident")
		})
	}
}
