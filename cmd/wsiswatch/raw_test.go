package main

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// imported puts a file of one figure into a database of its own.
func imported(t *testing.T, db, text string) (sum string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "it.cel.sets.p2.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := command(t, db, "import", "--without-seed", "--source", "wb-wdi", path); err != nil || !strings.Contains(out, "changed, snapshot") {
		t.Fatalf("%v\n%s", err, out)
	}
	return sumOf(text)
}

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func oneFigure(n int) string {
	return fmt.Sprintf("Country Name,Country Code,Year,Value\nKenya,KEN,2020,%d\n", n)
}

func TestRawShowsTheBytesAsTheyCame(t *testing.T) {
	dir := t.TempDir()
	db, text := filepath.Join(dir, "r.db"), "\ufeff"+strings.ReplaceAll(oneFigure(7), "\n", "\r\n")
	sum := imported(t, db, text)
	for _, word := range []string{sum, sum[:12], strings.ToUpper(sum[:shortestSum])} {
		if out, err := command(t, db, "raw", "show", word, "--without-seed"); err != nil || out != text {
			t.Errorf("%s: %v, %q", word, err, out)
		}
	}
	file := filepath.Join(dir, "out.csv")
	out, err := command(t, db, "raw", "show", sum, "--without-seed", "--out", file)
	if err != nil || !strings.Contains(out, fmt.Sprintf("%d bytes with the sha256 %s written to", len(text), sum)) {
		t.Errorf("%v, %q", err, out)
	}
	if written, err := os.ReadFile(file); err != nil || string(written) != text {
		t.Errorf("%v, %q", err, written)
	}
	if _, err := command(t, db, "raw", "show", sum, "--without-seed", "--out", filepath.Join(dir, "no", "where")); err == nil {
		t.Error("a file that cannot be written is no error")
	}
	out, err = command(t, db, "raw", "list", "--without-seed", "--source", "wb-wdi")
	if err != nil || !strings.Contains(out, sum+"  kept   wb-wdi  snapshot 1") || strings.Contains(out, "not kept") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err = command(t, db, "raw", "list", "--without-seed", "--source", "uis"); err != nil || strings.Contains(out, sum) {
		t.Errorf("another source lists it: %v\n%s", err, out)
	}
}

// The shipped figures keep the sums of publishers' files, and say that they
// keep no more.
func TestRawOfTheShippedFigures(t *testing.T) {
	db := siteDB(t)
	out, err := command(t, db, "raw", "list")
	if err != nil || !strings.Contains(out, "figures that come with the program keep no bytes") {
		t.Errorf("%v\n%s", err, out)
	}
	const sum = "f5ac7efa0cbbbc3ea29705f11a0a4889848c0dba9dc9a2347953ad2e76bfd982" // IT.NET.USER.ZS.json
	_, err = command(t, db, "raw", "show", sum[:12])
	for _, want := range []string{sum, "IT.NET.USER.ZS.json", "snapshot 36", "came with the program", "compare its sha256"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
}

func TestRawRefuses(t *testing.T) {
	db := siteDB(t)
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"too short", []string{"show", "abc"}, "at least 6"},
		{"no sum", []string{"show", "IT.NET.USER"}, "is not the beginning of a sha256"},
		{"unknown", []string{"show", strings.Repeat("0", 64)}, "wsiswatch raw list shows what is kept"},
		{"unknown source", []string{"list", "--source", "nowhere"}, "nowhere"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := command(t, db, append([]string{"raw"}, c.args...)...); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v lacks %q", err, c.want)
			}
		})
	}
}

// TestRawTellsAmbiguousSumsApart looks for two files whose sums begin alike.
func TestRawTellsAmbiguousSumsApart(t *testing.T) {
	seen, first, second := map[string]int{}, 0, 0
	for n := 1; second == 0; n++ {
		begin := sumOf(oneFigure(n))[:shortestSum]
		if seen[begin] > 0 {
			first, second = seen[begin], n
		}
		seen[begin] = n
	}
	db := filepath.Join(t.TempDir(), "r.db")
	imported(t, db, oneFigure(first))
	sum := imported(t, db, oneFigure(second))
	if _, err := command(t, db, "raw", "show", sum[:shortestSum], "--without-seed"); err == nil || !strings.Contains(err.Error(), "begins 2 different sums") {
		t.Errorf("error %v", err)
	}
	if out, err := command(t, db, "raw", "show", sum, "--without-seed"); err != nil || out != oneFigure(second) {
		t.Errorf("%v, %q", err, out)
	}
}

// TestRawNoticesDamage puts other bytes under a sum.
func TestRawNoticesDamage(t *testing.T) {
	db := filepath.Join(t.TempDir(), "r.db")
	imported(t, db, oneFigure(1))
	sum := imported(t, db, oneFigure(2))
	file, err := sql.Open("sqlite3", db)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.Exec(`UPDATE raw SET zstd = (SELECT o.zstd FROM raw o WHERE o.sha256 <> raw.sha256) WHERE sha256 = ?`, sum)
	if err := closing(file, err); err != nil {
		t.Fatal(err)
	}
	if out, err := command(t, db, "raw", "show", sum, "--without-seed"); err == nil || !strings.Contains(err.Error(), "damaged") || out != "" {
		t.Errorf("%v, %q", err, out)
	}
}
