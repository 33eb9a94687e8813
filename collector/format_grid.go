package collector

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	unicode16 "golang.org/x/text/encoding/unicode"
)

// grid is a table of cells as text, without any reading of them.
type grid struct {
	sheet string // "" for CSV
	rows  [][]string
	lines []int // line of each row in a CSV file
	open  bool  // the last line of a CSV file has no end
}

func (g grid) line(i int) int {
	if g.lines == nil {
		return i + 1
	}
	return g.lines[i]
}

func (g grid) at(i int, field string) place { return place{g.sheet, g.line(i), field} }

func cellOf(row []string, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[i])
}

// plain makes one line of a cell, so that headers that were broken to fit a
// column are found.
func plain(s string) string {
	if strings.IndexFunc(s, unicode.IsSpace) < 0 {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// decode gives the text of a file in UTF-8. Another encoding must be declared:
// guessing wrong turns names into other names.
func decode(raw []byte, encoding string) ([]byte, error) {
	if isUTF16(raw) {
		return decodeUTF16(raw)
	}
	if text, marked := bytes.CutPrefix(raw, []byte("\xef\xbb\xbf")); marked {
		raw, encoding = text, ""
	}
	switch encoding {
	case "", "utf-8":
		if i := invalidUTF8(raw); i >= 0 {
			return nil, fmt.Errorf("line %d holds byte 0x%02x, which is not UTF-8; save the file as UTF-8 or declare encoding: windows-1252 in its layout",
				1+bytes.Count(raw[:i], []byte("\n")), raw[i])
		}
		return raw, nil
	case "windows-1252":
		return charmap.Windows1252.NewDecoder().Bytes(raw)
	}
	return nil, fmt.Errorf("unknown encoding %q; known are utf-8 and windows-1252", encoding)
}

// isUTF16 says whether the mark of UTF-16 stands first. Spreadsheets save
// "Unicode text" so.
func isUTF16(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte{0xff, 0xfe}) || bytes.HasPrefix(raw, []byte{0xfe, 0xff})
}

func decodeUTF16(raw []byte) ([]byte, error) {
	if len(raw)%2 != 0 {
		return nil, errors.New("the file is UTF-16 and ends in half a sign; it may be cut off: download it again")
	}
	return unicode16.UTF16(unicode16.BigEndian, unicode16.ExpectBOM).NewDecoder().Bytes(raw)
}

func invalidUTF8(raw []byte) int {
	if utf8.Valid(raw) {
		return -1
	}
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// Limits of archives, workbooks among them: what one of the largest public
// data sets needs, several times over.
const (
	mostMembers  = 2000
	mostUnpacked = 512 << 20
	mostRatio    = 200     // unpacked over packed
	freeUnpacked = 8 << 20 // small archives may pack better than that
)

func isArchive(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("PK\x03\x04")) && !isWorkbook(raw)
}

func isWorkbook(raw []byte) bool {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return false
	}
	for _, m := range z.File {
		if m.Name == "[Content_Types].xml" || strings.HasPrefix(m.Name, "xl/") {
			return true
		}
	}
	return false
}

// openArchive checks what an archive says of itself before anything is
// unpacked. The unpacking stops where a member is larger than it said.
func openArchive(raw []byte) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("open the archive: %w; download it again", err)
	}
	var total uint64
	for _, m := range z.File {
		total += min(m.UncompressedSize64, mostUnpacked+1)
	}
	switch {
	case len(z.File) > mostMembers:
		return nil, fmt.Errorf("%d members, more than %d", len(z.File), mostMembers)
	case total > mostUnpacked:
		return nil, fmt.Errorf("unpacks to more than %d MB", mostUnpacked>>20)
	case total > freeUnpacked && total/uint64(len(raw)) > mostRatio:
		return nil, fmt.Errorf("unpacks to %d times its size, more than %d", total/uint64(len(raw)), mostRatio)
	}
	return z, nil
}

// archive reads each member of a ZIP archive. Members of no known shape, such
// as the lists of footnotes that the World Bank packs beside its figures, are
// counted and left out; an archive of nothing else is an error.
func (r *reading) archive(key string, f File) error {
	z, err := openArchive(f.Bytes)
	if err != nil {
		return err
	}
	read := 0
	for _, m := range z.File {
		if m.FileInfo().IsDir() {
			continue
		}
		if ofTheSystem(m.Name) {
			r.skip("archive member not read", place{row: 1}, m.Name)
			continue
		}
		inner, err := unpack(m)
		if err != nil {
			return fmt.Errorf("member %s: %w", m.Name, err)
		}
		memberKey, layout, err := choose(r.spec, key, inner)
		if err == nil && !isArchive(inner.Bytes) {
			err = formats()[memberKey](r, layout, inner)
		} else if err == nil {
			err = errors.New("an archive inside an archive; unpack it first")
		} else if key == "" {
			err = ErrNoFigures
		}
		switch {
		case errors.Is(err, ErrNoFigures):
			r.skip("archive member not read", place{row: 1}, m.Name)
		case err != nil:
			return fmt.Errorf("member %s: %w", m.Name, err)
		default:
			read++
		}
	}
	if read == 0 {
		return errors.New("no member of the archive is of a known shape; unpack it and name the format")
	}
	return nil
}

// ofTheSystem tells what macOS packs beside each file, under the same name.
func ofTheSystem(name string) bool {
	return strings.HasPrefix(memberName(name), ".") || strings.HasPrefix(name, "__MACOSX/")
}

// memberName is the last part of a member's name, which some programs for
// Windows part by backslashes.
func memberName(name string) string {
	return path.Base(strings.ReplaceAll(name, `\`, "/"))
}

func unpack(m *zip.File) (File, error) {
	in, err := m.Open()
	if err != nil {
		return File{}, err
	}
	defer in.Close()
	raw, err := io.ReadAll(io.LimitReader(in, mostUnpacked))
	return File{Name: memberName(m.Name), Bytes: raw}, err
}

// workbook is an open XLSX file.
type workbook struct {
	x *excelize.File
}

// openWorkbook opens an XLSX file. The library panics on some broken ones.
func openWorkbook(raw []byte) (w workbook, err error) {
	if _, err := openArchive(raw); err != nil {
		return workbook{}, err
	}
	defer brokenWorkbook(&err)
	x, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: mostUnpacked,
	})
	if err != nil {
		return workbook{}, fmt.Errorf("open the workbook: %w; save it again as XLSX", err)
	}
	return workbook{x}, nil
}

func brokenWorkbook(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("the workbook is broken (%v); save it again as XLSX", v)
	}
}

func (w workbook) close() { w.x.Close() }

func (w workbook) sheets() []string { return w.x.GetSheetList() }

// sheet gives the cells of a sheet. Numbers are stored in binary, so that 12.6
// reads 12.6000000000000005: they get the 15 digits that a spreadsheet shows.
func (w workbook) sheet(name string) (g grid, err error) {
	defer brokenWorkbook(&err)
	rows, err := w.x.GetRows(name)
	if err != nil {
		return grid{}, fmt.Errorf("sheet %q: %w", name, err)
	}
	for _, row := range rows {
		for i, c := range row {
			row[i] = shownNumber(c)
		}
	}
	return grid{sheet: name, rows: rows}, nil
}

var binaryNumber = regexp.MustCompile(`^-?\d+\.?\d*(E[+-]?\d+)?$`)

func shownNumber(c string) string {
	if len(c) < 17 || !binaryNumber.MatchString(c) {
		return c
	}
	v, err := strconv.ParseFloat(c, 64)
	if err != nil {
		return c
	}
	return strconv.FormatFloat(v, 'g', 15, 64)
}
