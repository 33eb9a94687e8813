package report

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/present/pack"
	"github.com/wsiswatch/wsiswatch/present/text"
)

// File is one file of a bundle; Name has slashes for folders.
type File = pack.File

// ManifestName is the file of a bundle that lists the others.
const ManifestName = "manifest.json"

// Manifest says what a bundle holds and which state it shows.
type Manifest struct {
	Stamp
	Title string         `json:"title"`
	Words int            `json:"words"`
	Files []ManifestFile `json:"files"`
}

// ManifestFile is a file with its SHA-256.
type ManifestFile struct {
	Name   string `json:"name"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"`
}

// Files writes the report in every form: HTML, workbook, document, annexes and
// the manifest. name is that of the main files, without an ending; reference
// is a document whose styles are taken, nil for the built-in one.
func Files(r *Report, w *text.Words, name string, reference []byte) ([]File, error) {
	var out []File
	add := func(file string, b []byte, err error) error {
		out = append(out, File{Name: file, Data: b})
		return err
	}
	html, err := HTML(r, w)
	if err := add(name+".html", html, err); err != nil {
		return nil, err
	}
	doc, err := DOCX(r, w, reference)
	if err := add(name+".docx", doc, err); err != nil {
		return nil, err
	}
	book, err := XLSX(r)
	if err := add(name+".xlsx", book, err); err != nil {
		return nil, err
	}
	for _, s := range r.Sheets {
		b, err := CSV(s)
		if err := add("annexes/"+s.Name+".csv", b, err); err != nil {
			return nil, err
		}
	}
	manifest, err := manifestOf(r, out)
	if err != nil {
		return nil, err
	}
	return append(out, File{Name: ManifestName, Data: manifest}), nil
}

func manifestOf(r *Report, files []File) ([]byte, error) {
	m := Manifest{Stamp: r.Stamp, Title: r.Title, Words: Count(r)}
	for _, f := range files {
		m.Files = append(m.Files, ManifestFile{f.Name, len(f.Data), sum(f.Data)})
	}
	slices.SortFunc(m.Files, func(a, b ManifestFile) int { return strings.Compare(a.Name, b.Name) })
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	return append(b, '\n'), nil
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// Zip packs files in the order of their names, with one time for all, so that
// the same files give the same bytes.
func Zip(files []File) ([]byte, error) { return pack.Zip(files) }

// Verify holds every file of a bundle against its manifest. The error names
// each that is missing, changed or not listed.
func Verify(bundle []byte) (Manifest, error) {
	var m Manifest
	z, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		return m, fmt.Errorf("open bundle: %w", err)
	}
	found := map[string]ManifestFile{}
	var faults []string
	for _, f := range z.File {
		b, err := pack.Unpack(f)
		if err != nil {
			return m, err
		}
		if _, twice := found[f.Name]; twice {
			faults = append(faults, f.Name+" is there twice")
		}
		found[f.Name] = ManifestFile{f.Name, len(b), sum(b)}
		if f.Name == ManifestName {
			if err := json.Unmarshal(b, &m); err != nil {
				return m, fmt.Errorf("read manifest: %w", err)
			}
		}
	}
	if _, ok := found[ManifestName]; !ok {
		return m, fmt.Errorf("the bundle has no %s", ManifestName)
	}
	delete(found, ManifestName)
	for _, want := range m.Files {
		switch got, ok := found[want.Name]; {
		case !ok:
			faults = append(faults, want.Name+" is missing")
		case got != want:
			faults = append(faults, want.Name+" is not what was packed")
		}
		delete(found, want.Name)
	}
	for name := range found {
		faults = append(faults, name+" is not in the manifest")
	}
	if len(faults) > 0 {
		slices.Sort(faults)
		return m, fmt.Errorf("the bundle differs from its manifest: %s", strings.Join(faults, "; "))
	}
	return m, nil
}
