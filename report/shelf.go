package report

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

// Shelf is a folder with a folder for each report that was built, as the
// command report writes them. It reads them, and never what lies outside.
type Shelf struct {
	dir string

	mu   sync.Mutex
	sums map[string]measured // by path within the folder
}

// measured is a file as it was when its sum was taken.
type measured struct {
	size    int64
	changed time.Time
	sum     string
}

// Kept is a report on a shelf. With a fault, Folder and Fault are set, and the
// stamp where the manifest could be read.
type Kept struct {
	Stamp
	Folder string
	Title  string
	Words  int
	Files  []KeptFile // the bundle first, then as the manifest has them
	Fault  *Fault
}

// KeptFile is a file of a report that is there as it was written.
type KeptFile struct {
	Name   string
	Size   int64
	SHA256 string
}

// FaultKind is what is wrong with a folder on a shelf.
type FaultKind string

// The kinds of faults.
const (
	NoManifest FaultKind = "no_manifest" // it is no report, or not finished
	Unreadable FaultKind = "unreadable"  // the manifest cannot be understood
	Lacking    FaultKind = "lacking"     // a file that the manifest has is not there
	Changed    FaultKind = "changed"     // a file is not what was written
)

// Fault is what is wrong, and with which file.
type Fault struct {
	Kind FaultKind
	File string
}

// largestManifest bounds what is read of one: it has a line for each file.
const largestManifest = 1 << 20

// NewShelf gives the shelf of a folder, which need not exist yet.
func NewShelf(dir string) *Shelf { return &Shelf{dir: dir, sums: map[string]measured{}} }

// List gives the reports, newest first: by the day that they are judged on, then
// by snapshot, then by name; faulty folders come last. A folder that does not
// exist has none.
func (s *Shelf) List() ([]Kept, error) {
	root, err := os.OpenRoot(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open folder of reports: %w", err)
	}
	defer root.Close()
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("list folder of reports: %w", err)
	}
	var out []Kept
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, s.look(root, e.Name()))
		}
	}
	slices.SortStableFunc(out, newestFirst)
	return out, nil
}

func newestFirst(a, b Kept) int {
	switch {
	case (a.Fault == nil) != (b.Fault == nil):
		if a.Fault == nil {
			return -1
		}
		return 1
	case !a.Reference.Equal(b.Reference.Time):
		return b.Reference.Compare(a.Reference.Time)
	case a.Snapshot != b.Snapshot:
		return int(b.Snapshot - a.Snapshot)
	}
	return strings.Compare(a.Folder, b.Folder)
}

// Open gives a file of a report without fault for reading; the caller closes
// it. It is data.ErrNotFound for any file that List does not name.
func (s *Shelf) Open(folder, name string) (*os.File, KeptFile, error) {
	none := fmt.Errorf("file %q of report %q: %w", name, folder, data.ErrNotFound)
	root, err := os.OpenRoot(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, KeptFile{}, none
	}
	if err != nil {
		return nil, KeptFile{}, fmt.Errorf("open folder of reports: %w", err)
	}
	defer root.Close()
	if !fs.ValidPath(folder) || folder == "." || strings.Contains(folder, "/") || strings.HasPrefix(folder, ".") {
		return nil, KeptFile{}, none
	}
	kept := s.look(root, folder)
	i := slices.IndexFunc(kept.Files, func(f KeptFile) bool { return f.Name == name })
	if kept.Fault != nil || i < 0 {
		return nil, KeptFile{}, none
	}
	f, err := root.Open(filepath.FromSlash(path.Join(folder, name)))
	if err != nil {
		return nil, KeptFile{}, fmt.Errorf("open file of report %q: %w", folder, err)
	}
	return f, kept.Files[i], nil
}

// look reads the manifest of a folder and holds its files against it.
func (s *Shelf) look(root *os.Root, folder string) Kept {
	k := Kept{Folder: folder}
	raw, err := readUpTo(root, path.Join(folder, ManifestName), largestManifest)
	if errors.Is(err, fs.ErrNotExist) {
		k.Fault = &Fault{NoManifest, ManifestName}
		return k
	}
	var m Manifest
	if err != nil || json.Unmarshal(raw, &m) != nil || !m.sound() {
		k.Fault = &Fault{Unreadable, ManifestName}
		return k
	}
	k.Stamp, k.Title, k.Words = m.Stamp, m.Title, m.Words
	k.Files, k.Fault = s.files(root, folder, m, raw)
	return k
}

// sound says whether a manifest names a vintage and files within its folder.
func (m Manifest) sound() bool {
	inside := func(name string) bool { return fs.ValidPath(name) && filepath.IsLocal(filepath.FromSlash(name)) }
	bad := slices.ContainsFunc(m.Files, func(f ManifestFile) bool { return !inside(f.Name) || f.Name == ManifestName })
	return m.Vintage != "" && !strings.Contains(m.Vintage, "/") && inside(m.Vintage) && len(m.Files) > 0 && !bad
}

// files gives the bundle, the files of the manifest, the manifest and, where it
// is there, the printed page; or what is wrong with the first that is not as
// it was written.
func (s *Shelf) files(root *os.Root, folder string, m Manifest, raw []byte) ([]KeptFile, *Fault) {
	bundle := m.Vintage + ".zip"
	names := []string{bundle}
	want := map[string]ManifestFile{}
	for _, f := range m.Files {
		names, want[f.Name] = append(names, f.Name), f
	}
	var out []KeptFile
	for _, name := range append(names, ManifestName) {
		f, err := s.file(root, folder, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, &Fault{Lacking, name}
		}
		w, listed := want[name]
		if err != nil || listed && (f.Size != int64(w.Size) || f.SHA256 != w.SHA256) || name == bundle && !packs(root, path.Join(folder, name), raw) {
			return nil, &Fault{Changed, name}
		}
		out = append(out, f)
	}
	if f, err := s.file(root, folder, m.Vintage+".pdf"); err == nil {
		out = append(out, f)
	}
	return out, nil
}

// packs says whether a bundle has this manifest.
func packs(root *os.Root, at string, manifest []byte) bool {
	f, err := root.Open(filepath.FromSlash(at))
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil {
		return false
	}
	packed, err := z.Open(ManifestName)
	if err != nil {
		return false
	}
	defer packed.Close()
	b, err := io.ReadAll(io.LimitReader(packed, largestManifest))
	return err == nil && bytes.Equal(b, manifest)
}

// file measures a plain file; its sum is taken anew when the file has changed.
func (s *Shelf) file(root *os.Root, folder, name string) (KeptFile, error) {
	at := path.Join(folder, name)
	info, err := root.Stat(filepath.FromSlash(at))
	if err != nil {
		return KeptFile{}, fmt.Errorf("look at %s: %w", at, err)
	}
	if !info.Mode().IsRegular() {
		return KeptFile{}, fmt.Errorf("%s is no file", at)
	}
	now := measured{size: info.Size(), changed: info.ModTime()}
	s.mu.Lock()
	old := s.sums[at]
	s.mu.Unlock()
	if now.sum = old.sum; now != old {
		if now.sum, err = sumOf(root, at); err != nil {
			return KeptFile{}, err
		}
		s.mu.Lock()
		s.sums[at] = now
		s.mu.Unlock()
	}
	return KeptFile{Name: name, Size: now.size, SHA256: now.sum}, nil
}

func sumOf(root *os.Root, at string) (string, error) {
	f, err := root.Open(filepath.FromSlash(at))
	if err != nil {
		return "", fmt.Errorf("open %s: %w", at, err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("read %s: %w", at, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func readUpTo(root *os.Root, at string, most int64) ([]byte, error) {
	f, err := root.Open(filepath.FromSlash(at))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", at, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", at, err)
	}
	if int64(len(b)) > most {
		return nil, fmt.Errorf("%s is larger than %d bytes", at, most)
	}
	return b, nil
}
