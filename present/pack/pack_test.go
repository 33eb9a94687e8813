package pack

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestZipDependsOnTheFilesAlone(t *testing.T) {
	a, b := File{"a.txt", []byte("one")}, File{"b/c.txt", []byte("two")}
	first, err := Zip([]File{a, b})
	if err != nil {
		t.Fatal(err)
	}
	second, err := Zip([]File{b, a})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("another order of the files gives other bytes")
	}
	z, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []File{a, b} {
		got, err := Unpack(z.File[i])
		if err != nil || z.File[i].Name != want.Name || !bytes.Equal(got, want.Data) {
			t.Errorf("%s holds %q, %v", z.File[i].Name, got, err)
		}
	}
}

// Two workbooks that differ in the order of their parts, of the types of parts
// and in their times become one.
func TestWorkbookForgetsWhenItWasWritten(t *testing.T) {
	types := []string{`<Override PartName="/a" ContentType="x"></Override>`, `<Default Extension="xml" ContentType="y"/>`}
	write := func(at time.Time, parts ...string) []byte {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for _, part := range parts {
			name, text, _ := strings.Cut(part, "|")
			w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	one := write(time.Date(2020, 1, 2, 3, 4, 6, 0, time.UTC), "[Content_Types].xml|<Types>"+types[0]+types[1]+"</Types>", "xl/a.xml|<a/>")
	two := write(time.Date(2021, 1, 2, 3, 4, 6, 0, time.UTC), "xl/a.xml|<a/>", "[Content_Types].xml|<Types>"+types[1]+types[0]+"</Types>")
	a, err := Workbook(one)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Workbook(two)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("the bytes differ")
	}
	if _, err := Workbook([]byte("no archive")); err == nil {
		t.Error("what is no archive was taken")
	}
}
