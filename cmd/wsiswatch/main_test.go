package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// asProgram, where the environment has it, makes the test binary the program
// itself: for tests that need a process of its own.
const asProgram = "WSISWATCH_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "wsiswatch-e2e")
	if err != nil {
		panic(err)
	}
	sharedDir = dir
	code := m.Run()
	for _, s := range sharedSites {
		if s.stop() != nil {
			code = 1
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		code = 1
	}
	return code
}

// command runs the program with a database of its own.
func command(t *testing.T, db string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(context.Background(), append(args, "--db", db), &out, &out)
	return out.String(), err
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := filepath.Join(dir, "a.db")
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"check", []string{"check"}, "71 units"},
		{"version", []string{"version"}, "wsiswatch"},
		{"assess", []string{"assess", "--paragraph", "9"}, "internet_users"},
		{"assess as json", []string{"assess", "--paragraph", "16bis", "--format", "json"}, `"gender_parity_internet"`},
		{"assess an economy", []string{"assess", "--paragraph", "9", "--area", "KEN", "--format", "csv"}, "internet_users,KEN"},
		{"runs", []string{"runs", "--limit", "3"}, "seed"},
		{"vintage create", []string{"vintage", "create", "first", "--note", "test"}, "vintage first: snapshot"},
		{"vintage list", []string{"vintage", "list"}, "first"},
		{"assess a vintage", []string{"assess", "--paragraph", "9", "--vintage", "first"}, "internet_users"},
		{"config export", []string{"config", "export", filepath.Join(dir, "conf")}, "written"},
		{"check the export", []string{"check", "--config", filepath.Join(dir, "conf")}, "71 units"},
		{"review list", []string{"review", "list"}, "nothing waits"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := command(t, db, c.args...)
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if !strings.Contains(out, c.want) {
				t.Errorf("output lacks %q:\n%s", c.want, out)
			}
		})
	}
}

func TestCommandLineRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"unknown paragraph", []string{"assess", "--paragraph", "999"}, `paragraph "999"`},
		{"unknown area", []string{"assess", "--paragraph", "9", "--area", "XYZ"}, `area "XYZ"`},
		{"unknown source", []string{"import", "--source", "nowhere", "x.csv"}, "nowhere"},
		{"no such folder", []string{"check", "--config", filepath.Join(dir, "none")}, "none"},
		{"bad date", []string{"import", "--source", "itu-datahub", "--published", "last week", "x.csv"}, "YYYY-MM-DD"},
		{"contact of two lines", []string{"check", "--contact", "me\r\nCookie: x"}, "--contact"},
		{"no such hold", []string{"review", "accept", "7"}, "hold 7"},
		{"no such vintage", []string{"assess", "--paragraph", "9", "--vintage", "none"}, "not found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := command(t, filepath.Join(dir, "b.db"), c.args...)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v lacks %q; output:\n%s", err, c.want, out)
			}
		})
	}
}

func TestBadConfigurationNamesEveryFault(t *testing.T) {
	dir := t.TempDir()
	conf := filepath.Join(dir, "conf")
	if out, err := command(t, filepath.Join(dir, "c.db"), "config", "export", conf); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	spoil(t, filepath.Join(conf, "benchmarks.yaml"), "statement:", "statment:")
	spoil(t, filepath.Join(conf, "sources.yaml"), "publisher:", "pubisher:")
	_, err := command(t, filepath.Join(dir, "c.db"), "check", "--config", conf)
	if err == nil {
		t.Fatal("a misspelt key went through")
	}
	for _, want := range []string{"benchmarks.yaml:", "statment", "sources.yaml:", "pubisher"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q:\n%v", want, err)
		}
	}
}

// spoil replaces the first occurrence of a word in a file.
func spoil(t *testing.T, file, old, replacement string) {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, bytes.Replace(src, []byte(old), []byte(replacement), 1), 0o600); err != nil {
		t.Fatal(err)
	}
}
