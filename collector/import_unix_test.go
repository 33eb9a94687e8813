//go:build unix

package collector

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestReadFile reads plain files of several pieces and what has no size.
func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	large := make([]byte, 20<<20+7)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(large)
	for name, want := range map[string][]byte{"large": large, "small": []byte("a,b\n"), "empty": {}} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, want, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := readFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes of %d, error %v", name, len(got), len(want), err)
		}
	}
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	go func() {
		if err := os.WriteFile(pipe, large[:1<<20], 0o600); err != nil {
			t.Error(err)
		}
	}()
	if got, err := readFile(pipe); err != nil || !bytes.Equal(got, large[:1<<20]) {
		t.Errorf("pipe: %d bytes, error %v", len(got), err)
	}
	if _, err := readFile(dir); err == nil {
		t.Error("a folder is read as a file")
	}
}

// TestShortenedFile finds a file cut off between its size and its last piece.
func TestShortenedFile(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "short.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString("a,b\n1,2\n"); err != nil {
		t.Fatal(err)
	}
	if err := readPieces(f, make([]byte, 100)); err == nil || !strings.Contains(err.Error(), "became shorter") {
		t.Errorf("error %v", err)
	}
}
