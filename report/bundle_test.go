package report

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
)

// files of the whole report, written once.
func (f *fixture) files(t testing.TB) []File {
	t.Helper()
	r := f.report(t)
	f.written.Do(func() { f.all, f.filesErr = Files(r, f.words, "report-2026", nil) })
	if f.filesErr != nil {
		t.Fatal(f.filesErr)
	}
	return f.all
}

func file(t testing.TB, files []File, name string) []byte {
	t.Helper()
	for _, f := range files {
		if f.Name == name {
			return f.Data
		}
	}
	t.Fatalf("no file %s", name)
	return nil
}

// TestSameBytes builds and writes the report again, from the same edition.
func TestSameBytes(t *testing.T) {
	first := shared.files(t)
	r, err := Build(shared.input())
	if err != nil {
		t.Fatal(err)
	}
	second, err := Files(r, shared.words, "report-2026", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range second {
		if !bytes.Equal(f.Data, file(t, first, f.Name)) {
			t.Errorf("%s differs the second time", f.Name)
		}
	}
	a, err := Zip(first)
	if err != nil {
		t.Fatal(err)
	}
	for i, j := 0, len(second)-1; i < j; i, j = i+1, j-1 { // another order of the same files
		second[i], second[j] = second[j], second[i]
	}
	b, err := Zip(second)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("the bundle differs the second time")
	}
}

func TestCSVEqualsTheSheet(t *testing.T) {
	for _, s := range shared.report(t).Sheets {
		raw := file(t, shared.files(t), "annexes/"+s.Name+".csv")
		rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		if len(rows) != len(s.Rows)+1 || strings.Join(rows[0], ",") != strings.Join(s.Columns, ",") {
			t.Fatalf("%s: %d rows, want %d under %v", s.Name, len(rows), len(s.Rows)+1, s.Columns)
		}
		for i, row := range s.Rows {
			for j, c := range row {
				// The reader turns a line end of two bytes into one.
				if got, want := rows[i+1][j], strings.ReplaceAll(c.Text, "\r\n", "\n"); got != want {
					t.Fatalf("%s row %d, %s: %q, want %q", s.Name, i, s.Columns[j], got, want)
				}
			}
		}
	}
}

func TestVerify(t *testing.T) {
	files := shared.files(t)
	whole, err := Zip(files)
	if err != nil {
		t.Fatal(err)
	}
	m, err := Verify(whole)
	if err != nil || len(m.Files) != len(files)-1 || m.Vintage != "report-2026" || m.Snapshot != 40 || m.Words < 1000 {
		t.Fatalf("%v: %d files, %+v", err, len(m.Files), m.Stamp)
	}
	// A few of the files show as well what is found, and pack faster.
	few := []File{files[0], files[len(files)-2]}
	manifest, err := manifestOf(shared.report(t), few)
	if err != nil {
		t.Fatal(err)
	}
	few = append(few, File{Name: ManifestName, Data: manifest})
	for _, c := range []struct {
		name  string
		spoil func([]File) []File
		want  string
	}{
		{"changed", func(l []File) []File { l[0].Data = append([]byte("x"), l[0].Data...); return l }, "report-2026.html is not what was packed"},
		{"missing", func(l []File) []File { return l[1:] }, "report-2026.html is missing"},
		{"added", func(l []File) []File { return append(l, File{Name: "more.txt"}) }, "more.txt is not in the manifest"},
		{"no manifest", func(l []File) []File { return l[:len(l)-1] }, "has no manifest.json"},
		{"twice", func(l []File) []File { return append(l, l[1]) }, "is there twice"},
		{"broken manifest", func(l []File) []File { l[len(l)-1].Data = []byte("{"); return l }, "read manifest"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := Zip(c.spoil(slices.Clone(few)))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Verify(b); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v lacks %q", err, c.want)
			}
		})
	}
	for _, broken := range [][]byte{nil, []byte("PK"), whole[:len(whole)/2]} {
		if _, err := Verify(broken); err == nil {
			t.Errorf("%d bytes of a bundle went through", len(broken))
		}
	}
}

// FuzzVerify feeds what is no bundle.
func FuzzVerify(f *testing.F) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(ManifestName)
	if err == nil {
		_, err = w.Write([]byte(`{"files":[{"name":"a","size":1,"sha256":"x"}]}`))
	}
	if err := cmpErr(err, z.Close()); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("no zip"))
	f.Fuzz(func(t *testing.T, in []byte) {
		if m, err := Verify(in); err == nil && len(m.Files) > 0 && len(in) < 20 {
			t.Errorf("%d bytes hold %d files", len(in), len(m.Files))
		}
	})
}

func cmpErr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// TestHTML holds the page to what it must be: whole in itself, with every
// table, figure and footnote, and nothing left to fill in.
func TestHTML(t *testing.T) {
	page := string(file(t, shared.files(t), "report-2026.html"))
	for _, bad := range []string{"⟦", "NaN", "http-equiv", "<script", "src=\"http", "href=\"http", "ZgotmplZ", "&lt;nil", "%!"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	tables, figures, notes := 0, 0, 0
	for _, b := range shared.report(t).Blocks {
		switch b := b.(type) {
		case *Table:
			tables++
		case *Figure:
			figures++
		case Para:
			notes += len(b.Notes)
		}
	}
	for what, want := range map[string]int{"<table ": tables, "<figure ": figures, `alt="Line chart.`: figures, `<li id="n`: notes, "<thead>": tables} {
		if got := strings.Count(page, what); got != want || want == 0 {
			t.Errorf("%d times %s, want %d", got, what, want)
		}
	}
}
