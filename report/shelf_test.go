package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

// put writes a small report into a folder of a shelf, as the command does.
func put(t *testing.T, dir, vintage, reference string) {
	t.Helper()
	day, err := data.ParseDate(reference)
	if err != nil {
		t.Fatal(err)
	}
	files := []File{{Name: vintage + ".docx", Data: []byte("document of " + vintage)}, {Name: "annexes/units.csv", Data: []byte("unit\n9\n")}}
	manifest, err := manifestOf(&Report{Title: "Report", Stamp: Stamp{Vintage: vintage, Resolution: "r", Snapshot: 40, Reference: day, Compared: "then"}}, files)
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, File{Name: ManifestName, Data: manifest})
	bundle, err := Zip(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(files, File{Name: vintage + ".zip", Data: bundle}) {
		write(t, filepath.Join(dir, vintage, f.Name), f.Data)
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, b, 0o644)); err != nil {
		t.Fatal(err)
	}
}

func TestShelf(t *testing.T) {
	dir := t.TempDir()
	shelf := NewShelf(dir)
	put(t, dir, "a-2025", "2025-11-24")
	put(t, dir, "b-2026", "2026-11-24")
	put(t, dir, "a-2026", "2026-11-24")
	write(t, filepath.Join(dir, "foreign", "letter.txt"), nil)
	write(t, filepath.Join(dir, "loose.txt"), nil)
	write(t, filepath.Join(dir, ".trash", "x"), nil)
	write(t, filepath.Join(dir, "a-2026", "a-2026.pdf"), []byte("%PDF"))
	list, err := shelf.List()
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, k := range list {
		folders = append(folders, k.Folder)
	}
	if got := strings.Join(folders, " "); got != "a-2026 b-2026 a-2025 foreign" {
		t.Fatalf("the shelf has %s", got)
	}
	var names []string
	for _, f := range list[0].Files {
		names = append(names, f.Name)
		if len(f.SHA256) != 64 || f.Size == 0 {
			t.Errorf("%+v", f)
		}
	}
	if got := strings.Join(names, " "); got != "a-2026.zip a-2026.docx annexes/units.csv manifest.json a-2026.pdf" {
		t.Errorf("files %s", got)
	}
	if k := list[0]; k.Fault != nil || k.Vintage != "a-2026" || k.Compared != "then" || k.Snapshot != 40 || k.Title != "Report" {
		t.Errorf("%+v", k)
	}
	if f := list[3].Fault; f == nil || *f != (Fault{NoManifest, ManifestName}) {
		t.Errorf("the foreign folder has the fault %v", f)
	}
}

// TestShelfFaults spoils a report in each way that a folder can be spoilt.
func TestShelfFaults(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside.csv")
	write(t, outside, []byte("unit\n9\n"))
	manifest := func(t *testing.T, at string, spoil func(*Manifest)) {
		b, err := os.ReadFile(filepath.Join(at, ManifestName))
		if err != nil {
			t.Fatal(err)
		}
		var m Manifest
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		spoil(&m)
		if b, err = json.Marshal(m); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(at, ManifestName), b)
	}
	remove := func(t *testing.T, path string) {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name  string
		spoil func(t *testing.T, at string)
		want  Fault
	}{
		{"no manifest", func(t *testing.T, at string) { remove(t, filepath.Join(at, ManifestName)) }, Fault{NoManifest, ManifestName}},
		{"manifest cut short", func(t *testing.T, at string) { write(t, filepath.Join(at, ManifestName), []byte("{")) }, Fault{Unreadable, ManifestName}},
		{"manifest of another program", func(t *testing.T, at string) { write(t, filepath.Join(at, ManifestName), []byte(`{"name":"app"}`)) }, Fault{Unreadable, ManifestName}},
		{"huge manifest", func(t *testing.T, at string) {
			write(t, filepath.Join(at, ManifestName), bytes.Repeat([]byte(" "), largestManifest+1))
		}, Fault{Unreadable, ManifestName}},
		{"path upwards", func(t *testing.T, at string) {
			manifest(t, at, func(m *Manifest) { m.Files[0].Name = "../../outside.csv" })
		}, Fault{Unreadable, ManifestName}},
		{"path from the root", func(t *testing.T, at string) { manifest(t, at, func(m *Manifest) { m.Files[0].Name = outside }) }, Fault{Unreadable, ManifestName}},
		{"vintage that is a path", func(t *testing.T, at string) { manifest(t, at, func(m *Manifest) { m.Vintage = "../x" }) }, Fault{Unreadable, ManifestName}},
		{"file missing", func(t *testing.T, at string) { remove(t, filepath.Join(at, "now.docx")) }, Fault{Lacking, "now.docx"}},
		{"file of the same size", func(t *testing.T, at string) { write(t, filepath.Join(at, "now.docx"), []byte("document of NOW")) }, Fault{Changed, "now.docx"}},
		{"folder in place of a file", func(t *testing.T, at string) {
			remove(t, filepath.Join(at, "now.docx"))
			write(t, filepath.Join(at, "now.docx", "x"), nil)
		}, Fault{Changed, "now.docx"}},
		{"link that leads out", func(t *testing.T, at string) {
			remove(t, filepath.Join(at, "annexes", "units.csv"))
			if err := os.Symlink(outside, filepath.Join(at, "annexes", "units.csv")); err != nil {
				t.Fatal(err)
			}
		}, Fault{Changed, "annexes/units.csv"}},
		{"bundle missing", func(t *testing.T, at string) { remove(t, filepath.Join(at, "now.zip")) }, Fault{Lacking, "now.zip"}},
		{"bundle that is none", func(t *testing.T, at string) { write(t, filepath.Join(at, "now.zip"), []byte("PK")) }, Fault{Changed, "now.zip"}},
		{"bundle of before", func(t *testing.T, at string) { manifest(t, at, func(m *Manifest) { m.Words++ }) }, Fault{Changed, "now.zip"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			shelf := NewShelf(dir)
			put(t, dir, "now", "2026-11-24")
			if list, err := shelf.List(); err != nil || list[0].Fault != nil {
				t.Fatalf("before: %v, %+v", err, list)
			}
			c.spoil(t, filepath.Join(dir, "now"))
			// The clock of a file system may be too coarse to show the change.
			later := time.Now().Add(time.Minute)
			_ = os.Chtimes(filepath.Join(dir, "now", "now.docx"), later, later) // it may be gone
			list, err := shelf.List()
			if err != nil || len(list) != 1 || list[0].Fault == nil || *list[0].Fault != c.want || len(list[0].Files) != 0 {
				t.Fatalf("%v, %+v, want %v", err, list, c.want)
			}
			if _, _, err := shelf.Open("now", ManifestName); !errors.Is(err, data.ErrNotFound) {
				t.Errorf("a file of it opens: %v", err)
			}
		})
	}
}

func TestShelfOpen(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "now", "2026-11-24")
	write(t, filepath.Join(dir, "now", "secret.txt"), []byte("x"))
	write(t, filepath.Join(dir, "secret.txt"), []byte("x"))
	shelf := NewShelf(dir)
	f, kept, err := shelf.Open("now", "annexes/units.csv")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil || string(b) != "unit\n9\n" || kept.SHA256 != sum(b) {
		t.Errorf("%v: %q, %+v", err, b, kept)
	}
	for _, c := range []struct{ folder, name string }{
		{"now", "secret.txt"}, {"now", "../secret.txt"}, {"now", "annexes"}, {"now", ""}, {"..", "secret.txt"}, {".", "secret.txt"}, {"", "secret.txt"},
		{"now/annexes", "units.csv"}, {"now", "annexes/../now.docx"}, {"none", ManifestName}, {"now", "/etc/passwd"}, {"no\x00w", ManifestName},
	} {
		if f, _, err := shelf.Open(c.folder, c.name); !errors.Is(err, data.ErrNotFound) {
			t.Errorf("%q of %q opens: %v, %v", c.name, c.folder, f, err)
		}
	}
	empty := NewShelf(filepath.Join(dir, "none"))
	if list, err := empty.List(); err != nil || len(list) != 0 {
		t.Errorf("a shelf that is not there has %v, %v", list, err)
	}
	if _, _, err := empty.Open("now", ManifestName); !errors.Is(err, data.ErrNotFound) {
		t.Error(err)
	}
	if _, err := NewShelf(filepath.Join(dir, "secret.txt")).List(); err == nil {
		t.Error("a file is a shelf")
	}
}

// TestShelfHoldsARealReport puts what the writers give on a shelf.
func TestShelfHoldsARealReport(t *testing.T) {
	dir := t.TempDir()
	files := shared.files(t)
	bundle, err := Zip(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(slices.Clone(files), File{Name: "report-2026.zip", Data: bundle}) {
		write(t, filepath.Join(dir, "x", f.Name), f.Data)
	}
	list, err := NewShelf(dir).List()
	if err != nil || len(list) != 1 || list[0].Fault != nil || len(list[0].Files) != len(files)+1 || list[0].Resolution != "ecosoc-2016-wsis" {
		t.Fatalf("%v: %+v", err, list)
	}
}
