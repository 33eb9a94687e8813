// Package pack puts files together so that the same files give the same bytes:
// archives in one order and with one time, and workbooks without the traces of
// when and in which order they were written.
package pack

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// File is one file of an archive; Name has slashes for folders.
type File struct {
	Name string
	Data []byte
}

// Largest is how many bytes a file of an archive may unpack to.
const Largest = 1 << 30

// Zip packs files in the order of their names, with one time for all.
func Zip(files []File) ([]byte, error) {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.Name, err)
		}
		if _, err := w.Write(f.Data); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.Name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("close the archive: %w", err)
	}
	return out.Bytes(), nil
}

// Unpack reads one file of an archive; larger ones than Largest are an error.
func Unpack(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", f.Name, err)
	}
	b, err := io.ReadAll(io.LimitReader(r, Largest+1))
	if err != nil {
		r.Close()
		return nil, fmt.Errorf("unpack %s: %w", f.Name, err)
	}
	if len(b) > Largest {
		r.Close()
		return nil, fmt.Errorf("unpack %s: it is larger than %d bytes", f.Name, Largest)
	}
	if err := r.Close(); err != nil {
		return nil, fmt.Errorf("unpack %s: %w", f.Name, err)
	}
	return b, nil
}

// Workbook gives the parts of an office file one order and one time.
func Workbook(raw []byte) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("repack workbook: %w", err)
	}
	var files []File
	for _, f := range z.File {
		b, err := Unpack(f)
		if err != nil {
			return nil, fmt.Errorf("repack workbook: %w", err)
		}
		if f.Name == "[Content_Types].xml" {
			b = inOrder(b)
		}
		files = append(files, File{f.Name, b})
	}
	return Zip(files)
}

var partTypes = regexp.MustCompile(`<(?:Default|Override) [^>]*>(?:</(?:Default|Override)>)?`)

// inOrder sorts the types of parts, which the library writes in the order of a map.
func inOrder(types []byte) []byte {
	list := partTypes.FindAllString(string(types), -1)
	slices.Sort(list)
	i := -1
	return partTypes.ReplaceAllFunc(types, func([]byte) []byte { i++; return []byte(list[i]) })
}
