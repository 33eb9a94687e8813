package dashboard

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"flag"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/wsiswatch/wsiswatch/data"
)

var update = flag.Bool("update", false, "renew the golden files")

// downloadOf asks the pages of a world for a file.
func downloadOf(t *testing.T, h http.Handler, path string, status int, headers ...string) (http.Header, []byte) {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	if rec.Code != status {
		t.Fatalf("GET %s: %d, want %d: %.300s", path, rec.Code, status, rec.Body)
	}
	return rec.Header(), rec.Body.Bytes()
}

func readTable(t *testing.T, body []byte) (header []string, rows []map[string]string) {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = rec[i]
		}
		rows = append(rows, row)
	}
	return all[0], rows
}

func openBook(t *testing.T, body []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func unzipped(t *testing.T, body []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// sheetText writes a workbook down as text, a cell to its line, with the types
// and the shown digits.
func sheetText(t *testing.T, body []byte) string {
	t.Helper()
	f := openBook(t, body)
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		panes, err := f.GetPanes(sheet)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString("== " + sheet + ", frozen " + strconv.Itoa(panes.YSplit) + "\n")
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j, text := range row {
				at, err := excelize.CoordinatesToCellName(j+1, i+1)
				if err != nil {
					t.Fatal(err)
				}
				kind, err := f.GetCellType(sheet, at)
				if err != nil {
					t.Fatal(err)
				}
				if text != "" {
					word := map[excelize.CellType]string{excelize.CellTypeUnset: "number", excelize.CellTypeNumber: "number", excelize.CellTypeInlineString: "text", excelize.CellTypeBool: "boolean"}[kind]
					b.WriteString(at + " " + word + " " + text + "\n")
				}
			}
		}
	}
	return b.String()
}

// TestDownloadsOfAnIndicator holds each form of a small indicator, one with a
// negative value and a missing year, against its golden file.
func TestDownloadsOfAnIndicator(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	for _, suffix := range []string{".csv", ".sdmx.csv", ".json", ".xlsx", ".zip"} {
		t.Run(suffix, func(t *testing.T) {
			_, body := downloadOf(t, h, "http://site.example/i/balance"+suffix, http.StatusOK)
			switch suffix {
			case ".xlsx":
				body = []byte(sheetText(t, body))
			case ".zip":
				files := unzipped(t, body)
				var b strings.Builder
				for _, name := range sortedNames(files) {
					b.WriteString("== " + name + "\n" + string(files[name]))
				}
				body = []byte(b.String())
			}
			golden(t, "balance"+strings.NewReplacer(".xlsx", ".xlsx.txt", ".zip", ".zip.txt").Replace(suffix), body)
		})
	}
}

func sortedNames(files map[string][]byte) []string {
	var out []string
	for name := range files {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "downloads", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what was made; renew it with -update and read the difference:\n%s", path, got)
	}
}

// TestDownloadsAreTheRowsOfTheAPI compares every form with the interface for
// programs, row by row: the same question has one answer.
func TestDownloadsAreTheRowsOfTheAPI(t *testing.T) {
	w := newAPIWorld(t)
	h := changesSite(t, w)
	for _, c := range []struct{ name, page, query, api string }{
		{"an indicator", "/i/internet_users", "", "observations?indicator=internet_users"},
		{"every breakdown and source", "/i/internet_users", "?sex=*&location=*&source=*", "observations?indicator=internet_users&sex=*&location=*&source=*"},
		{"some areas and years", "/i/internet_users", "?area=KEN,LDC&from=2016&to=2020", "observations?indicator=internet_users&area=KEN,LDC&from=2016&to=2020"},
		{"computed by us", "/i/phones", "", "observations?indicator=phones"},
		{"derived by a formula", "/i/parity", "", "observations?indicator=parity"},
		{"nothing", "/i/schools", "", "observations?indicator=schools"},
		{"an economy", "/a/KEN", "", "observations?area=KEN"},
		{"a group, as it was", "/a/WLD", "?vintage=old", "observations?area=WLD&vintage=old"},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := apiRows[apiObservation](t, w, c.api)
			_, body := w.ask(t, http.MethodGet, apiCSVPath(c.api))
			_, table := downloadOf(t, h, c.page+".csv"+c.query, http.StatusOK)
			if string(table) != body {
				t.Errorf("the CSV differs from that of the API")
			}
			_, raw := downloadOf(t, h, c.page+".json"+c.query, http.StatusOK)
			var doc struct{ Data []apiObservation }
			if err := json.Unmarshal(raw, &doc); err != nil || !reflect.DeepEqual(doc.Data, want) {
				t.Errorf("the JSON has %d rows, the API %d, or others: %v", len(doc.Data), len(want), err)
			}
			_, sdmx := downloadOf(t, h, c.page+".sdmx.csv"+c.query, http.StatusOK)
			_, rows := readTable(t, sdmx)
			if len(rows) != len(want) {
				t.Fatalf("SDMX-CSV has %d rows, the API %d", len(rows), len(want))
			}
			for i, r := range rows {
				o := want[i]
				if r["INDICATOR"] != o.Indicator || r["REF_AREA"] != o.Area || r["TIME_PERIOD"] != strconv.Itoa(o.Year) || r["OBS_VALUE"] != o.Value.String() || r["OBS_STATUS"] != string(o.Status) || r["SEX"] != o.Sex {
					t.Errorf("row %d of SDMX-CSV is %v, that of the API %+v", i, r, o)
				}
			}
			_, archive := downloadOf(t, h, c.page+".zip"+c.query, http.StatusOK)
			if got := string(unzipped(t, archive)["data.csv"]); got != body {
				t.Error("the table of the archive differs from that of the API")
			}
			_, book := downloadOf(t, h, c.page+".xlsx"+c.query, http.StatusOK)
			checkSheet(t, openBook(t, book), want)
		})
	}
}

// checkSheet compares the sheet of data with rows: numbers are numbers.
func checkSheet(t *testing.T, f *excelize.File, want []apiObservation) {
	t.Helper()
	rows, err := f.GetRows("Data", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(want)+1 {
		t.Fatalf("the sheet has %d rows, want a header and %d", len(rows), len(want))
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for i, o := range want {
		row := rows[i+1]
		cell, err := excelize.CoordinatesToCellName(at["value"]+1, i+2)
		if err != nil {
			t.Fatal(err)
		}
		kind, err := f.GetCellType("Data", cell)
		if err != nil {
			t.Fatal(err)
		}
		number, err := strconv.ParseFloat(row[at["value"]], 64)
		value, _ := o.Value.Float64()
		shown, _ := f.GetCellValue("Data", cell)
		exact := len(o.Value.String()) < 14 // reading a workbook cuts numbers after fifteen digits
		if err != nil || math.Abs(number-value) > 1e-14*max(1, math.Abs(value)) || exact && number != value || kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber || exact && shown != o.Value.String() {
			t.Errorf("%s is %q of type %d, shown as %q, want %s", cell, row[at["value"]], kind, shown, o.Value)
		}
		if row[at["area"]] != o.Area || row[at["year"]] != strconv.Itoa(o.Year) || row[at["area_name"]] != o.AreaName || row[at["licence"]] != o.Licence || row[at["maker"]] != string(o.Maker) {
			t.Errorf("row %d is %q, want %+v", i+2, row, o)
		}
	}
}

// TestDownloadsOfAParagraph have what its page shows: every linked indicator
// for the groups drawn there, and the verdicts.
func TestDownloadsOfAParagraph(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	_, body := downloadOf(t, h, "/p/9.csv", http.StatusOK)
	_, rows := readTable(t, body)
	count := map[string]int{}
	for _, r := range rows {
		count[r["indicator"]+" "+r["area"]]++
	}
	if want := map[string]int{"internet_users WLD": 9, "internet_users LDC": 9}; !reflect.DeepEqual(count, want) {
		t.Errorf("rows by line are %v, want %v", count, want)
	}
	_, body = downloadOf(t, h, "/p/9.verdicts.csv", http.StatusOK)
	_, verdicts := readTable(t, body)
	if len(verdicts) != 2 || verdicts[0]["area"] != "WLD" || verdicts[0]["benchmark"] != "T75" || verdicts[0]["class"] == "" || verdicts[0]["latest_value"] != "72" || verdicts[1]["benchmark"] != data.NoBenchmark {
		t.Errorf("verdicts: %v", verdicts)
	}
	_, archive := downloadOf(t, h, "/p/9.zip?method=opensdg-2.4", http.StatusOK)
	_, verdicts = readTable(t, unzipped(t, archive)["verdicts.csv"])
	if len(verdicts) != 2 || !strings.HasPrefix(verdicts[0]["method"], "opensdg-2.4") {
		t.Errorf("verdicts by another method: %v", verdicts)
	}
	_, book := downloadOf(t, h, "/p/9.xlsx", http.StatusOK)
	if got, want := openBook(t, book).GetSheetList(), []string{"Data", "Verdicts", "Metadata", "Read me"}; !slices.Equal(got, want) {
		t.Errorf("the sheets are %q, want %q", got, want)
	}
	checkWidths(t, unzipped(t, book)["xl/worksheets/sheet1.xml"])
	_, body = downloadOf(t, h, "/p/9.csv?from=2023", http.StatusOK)
	if _, rows = readTable(t, body); len(rows) != 2 {
		t.Errorf("%d rows from 2023 on, want 2", len(rows))
	}
	_, body = downloadOf(t, h, "/p/16bis.csv", http.StatusOK)
	if header, rows := readTable(t, body); len(rows) != 0 || len(header) < 20 {
		t.Errorf("a unit without indicators has %d rows and %d columns", len(rows), len(header))
	}
}

// checkWidths wants the columns of a sheet in their order, as readers expect.
func checkWidths(t *testing.T, sheet []byte) {
	t.Helper()
	var got []string
	for _, m := range regexp.MustCompile(`<col min="(\d+)"`).FindAllSubmatch(sheet, -1) {
		got = append(got, string(m[1]))
	}
	for i, n := range got {
		if n != strconv.Itoa(i+1) {
			t.Fatalf("the columns stand as %q", got)
		}
	}
	if len(got) < 20 {
		t.Errorf("only %d columns have a width", len(got))
	}
}

// TestDownloadsNeutraliseFormulas: a spreadsheet must run no text of a
// publisher, and every number must stay a number.
func TestDownloadsNeutraliseFormulas(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	for _, path := range []string{"/i/internet_users.csv", "/i/internet_users.sdmx.csv", "/i/balance.csv", "/i/balance.sdmx.csv", "/a/XEV.csv", "/p/9.verdicts.csv"} {
		_, body := downloadOf(t, h, path, http.StatusOK)
		header, rows := readTable(t, body)
		for _, r := range rows {
			for _, name := range header {
				cell := r[name]
				if cell == "" || !strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
					continue
				}
				if _, err := strconv.ParseFloat(cell, 64); err != nil {
					t.Errorf("%s: %s would run: %q", path, name, cell)
				}
			}
		}
	}
	_, body := downloadOf(t, h, "/i/internet_users.csv?area=XEV,KEN", http.StatusOK)
	for name, want := range map[string]string{"area_name": "'" + apiHostileName, "note": "'=1+1"} {
		if got := apiColumn(t, string(body), name); !slices.Contains(got, want) {
			t.Errorf("no %q in %s: %q", want, name, got)
		}
	}
	_, body = downloadOf(t, h, "/i/balance.csv", http.StatusOK)
	if got := apiColumn(t, string(body), "value"); !slices.Equal(got, []string{"-3.5", "0.0", "2.5"}) {
		t.Errorf("numbers are changed: %q", got)
	}
	_, book := downloadOf(t, h, "/i/internet_users.xlsx?area=XEV,KEN", http.StatusOK)
	f := openBook(t, book)
	if text := sheetText(t, book); !strings.Contains(text, " "+apiHostileName+"\n") {
		t.Error("the workbook changes the name of an area")
	}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j := range row {
				at, err := excelize.CoordinatesToCellName(j+1, i+1)
				if err != nil {
					t.Fatal(err)
				}
				if formula, err := f.GetCellFormula(sheet, at); err != nil || formula != "" {
					t.Errorf("%s %s has the formula %q, %v", sheet, at, formula, err)
				}
			}
		}
	}
	_, archive := downloadOf(t, h, "/a/XEV.zip", http.StatusOK)
	for name, file := range unzipped(t, archive) {
		if strings.HasSuffix(name, ".md") && strings.Contains(string(file), "</script") && !strings.Contains(string(file), `\</script`) {
			t.Errorf("%s has markup of a publisher", name)
		}
	}
}

// TestDownloadHeaders: the tag names edition and form, the file its content;
// HEAD is GET without the bytes; text is compressed, archives are not.
func TestDownloadHeaders(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	tags := map[string]string{}
	for _, c := range []struct {
		path, name string
		zips       bool
	}{
		{"/i/internet_users.csv", "wsiswatch_indicator_internet_users_s3-2025-06-01.csv", true},
		{"/i/internet_users.sdmx.csv", "wsiswatch_indicator_internet_users_s3-2025-06-01.sdmx.csv", true},
		{"/i/internet_users.json", "wsiswatch_indicator_internet_users_s3-2025-06-01.json", true},
		{"/i/internet_users.xlsx", "wsiswatch_indicator_internet_users_s3-2025-06-01.xlsx", false},
		{"/i/internet_users.zip", "wsiswatch_indicator_internet_users_s3-2025-06-01.zip", false},
		{"/p/9.verdicts.csv", "wsiswatch_paragraph_9_s3-2025-06-01.verdicts.csv", true},
		{"/a/KEN.csv?vintage=old", "wsiswatch_area_KEN_old.csv", true},
	} {
		t.Run(c.path, func(t *testing.T) {
			header, body := downloadOf(t, h, c.path, http.StatusOK)
			if got := header.Get("Content-Disposition"); got != `attachment; filename="`+c.name+`"` {
				t.Errorf("the file is named %s", got)
			}
			if header.Get("Access-Control-Allow-Origin") != "*" || header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Content-Type") == "" || header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("headers are %v", header)
			}
			tag := header.Get("ETag")
			if other, taken := tags[tag]; taken || !strings.Contains(tag, "c0ffee00-test-") {
				t.Errorf("the tag %s is that of %q, or names no edition", tag, other)
			}
			tags[tag] = c.path
			if _, rest := downloadOf(t, h, c.path, http.StatusNotModified, "If-None-Match", tag); len(rest) > 0 {
				t.Error("an answer of 304 has a body")
			}
			zipped, small := downloadOf(t, h, c.path, http.StatusOK, "Accept-Encoding", "gzip")
			if compressed := zipped.Get("Content-Encoding") == "gzip"; compressed != c.zips {
				t.Fatalf("compressed: %t", compressed)
			}
			if c.zips {
				z, err := gzip.NewReader(bytes.NewReader(small))
				if err != nil {
					t.Fatal(err)
				}
				if small, err = io.ReadAll(z); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(small, body) {
				t.Error("the compressed answer differs")
			}
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, httptest.NewRequest(http.MethodHead, c.path, nil))
			if rec.Code != http.StatusOK || rec.Header().Get("ETag") != tag || rec.Header().Get("Content-Length") != strconv.Itoa(len(body)) {
				t.Errorf("HEAD: %d %v", rec.Code, rec.Header())
			}
		})
	}
}

// TestDownloadsAreTheSameBytes makes each form twice, by two servers.
func TestDownloadsAreTheSameBytes(t *testing.T) {
	w := newAPIWorld(t)
	one, two := changesSite(t, w), changesSite(t, w)
	for _, path := range []string{"/i/internet_users.xlsx", "/i/internet_users.zip", "/p/9.xlsx", "/p/9.zip", "/a/KEN.json"} {
		_, a := downloadOf(t, one, path, http.StatusOK)
		_, b := downloadOf(t, two, path, http.StatusOK)
		if !bytes.Equal(a, b) {
			t.Errorf("%s: %d and %d bytes, or others", path, len(a), len(b))
		}
	}
}

func TestDownloadsRefuse(t *testing.T) {
	w := newAPIWorld(t)
	h := changesSite(t, w)
	for _, c := range []struct {
		path, field string
		status      int
	}{
		{"/i/none.csv", "id", 404}, {"/i/balance.verdicts.csv", "id", 404}, {"/p/none.xlsx", "id", 404}, {"/a/XXX.zip", "id", 404},
		{"/i/balance.csv?limit=3", "limit", 400}, {"/i/balance.csv?cursor=x", "cursor", 400}, {"/i/balance.csv?limit=", "limit", 400},
		{"/i/balance.csv?areas=KEN", "areas", 400}, {"/i/balance.csv?method=eurostat", "method", 400}, {"/a/KEN.csv?area=TCD", "area", 400}, {"/p/9.csv?sex=F", "sex", 400},
		{"/i/balance.csv?area=XXX", "area", 404}, {"/i/balance.csv?from=2020&to=2010", "from", 400}, {"/p/9.csv?from=x", "from", 400},
		{"/p/9.csv?method=none", "method", 404}, {"/a/KEN.csv?indicator=none", "indicator", 404}, {"/a/KEN.csv?vintage=none", "vintage", 404},
	} {
		t.Run(c.path, func(t *testing.T) {
			header, body := downloadOf(t, h, c.path, c.status)
			var e struct{ Error apiError }
			if err := json.Unmarshal(body, &e); err != nil || e.Error.Field != c.field || e.Error.Message == "" {
				t.Errorf("%s, want an error of %s: %v", body, c.field, err)
			}
			if header.Get("Content-Disposition") != "" || header.Get("Cache-Control") != "no-store" {
				t.Errorf("headers are %v", header)
			}
		})
	}
	for _, path := range []string{"/i/.csv", "/i/balance.pdf", "/i/balance.csv.txt"} {
		if _, body := downloadOf(t, h, path, http.StatusNotFound); !bytes.Contains(body, []byte("<h1")) {
			t.Errorf("%s is no page", path)
		}
	}
	w.live.Store(nil)
	if header, _ := downloadOf(t, h, "/i/balance.csv", http.StatusServiceUnavailable); header.Get("Retry-After") == "" {
		t.Error("no time to come back at")
	}
}

// TestEveryColumnHasWords: a column that nothing explains is no metadata.
func TestEveryColumnHasWords(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	_, archive := downloadOf(t, h, "/p/9.zip", http.StatusOK)
	for name, file := range unzipped(t, archive) {
		if i := bytes.Index(file, []byte("⟦")); i >= 0 {
			t.Errorf("%s lacks a message: %.80s", name, file[i:])
		}
	}
}
