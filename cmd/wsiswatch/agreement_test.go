package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/wsiswatch/wsiswatch/dashboard"
)

// agreeing are the indicators that TestEveryFormAgrees looks at: shares, prices,
// counts per head, indices, derived ones, with lines of publishers and ours.
func agreeing() []string {
	return []string{
		"internet_users", "households_internet", "gender_parity_internet", "egdi", "mobile_broadband_subs",
		"fixed_broadband_subs", "pop_cov_4g", "price_mobile_data_only", "ict_goods_exports", "gci",
	}
}

// values are the digits of an indicator by area and year.
type values map[string]string

func (v values) put(t *testing.T, area, year, digits string) {
	t.Helper()
	key := area + " " + year
	if _, twice := v[key]; twice {
		t.Errorf("%s comes twice", key)
	}
	v[key] = digits
}

// TestEveryFormAgrees holds the chart and the table of a page, CSV, XLSX,
// SDMX-CSV, the Data Package and JSON against the interface, value for value.
func TestEveryFormAgrees(t *testing.T) {
	s := theSite(t)
	for _, id := range agreeing() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			want, names := interfaceDigits(t, s, id)
			if len(want) < 100 {
				t.Fatalf("the interface has %d values only", len(want))
			}
			for form, got := range map[string]values{
				"CSV":          tableDigits(t, s.file(t, "/i/"+id+".csv"), "area", "year", "value"),
				"SDMX-CSV":     tableDigits(t, s.file(t, "/i/"+id+".sdmx.csv"), "REF_AREA", "TIME_PERIOD", "OBS_VALUE"),
				"Data Package": tableDigits(t, packed(t, s.file(t, "/i/"+id+".zip"), "data.csv"), "area", "year", "value"),
				"JSON":         objectDigits(t, s.file(t, "/i/"+id+".json")),
				"XLSX":         sheetDigits(t, s.file(t, "/i/"+id+".xlsx")),
			} {
				compareDigits(t, form, got, want, form == "XLSX")
			}
			for _, areas := range []string{"", "?area=KEN&area=WLD&area=LDC&area=TCD&area=NOR"} {
				body := s.page(t, "/i/"+id+areas).body
				shown := pageTable(t, body)
				for key, text := range shown {
					if digits, ok := want[key]; !ok || !printsAs(digits, text) {
						t.Errorf("the table shows %q for %s, the interface has %q", text, key, digits)
					}
				}
				checkChart(t, body, names, shown, want)
			}
		})
	}
}

// file fetches a download.
func (s *site) file(t *testing.T, path string) []byte {
	t.Helper()
	status, body := s.get(t, path)
	if status != http.StatusOK {
		t.Fatalf("GET %s: %d: %.300s", path, status, body)
	}
	return []byte(body)
}

// interfaceDigits gives the values of the interface, and the codes of areas by name.
func interfaceDigits(t *testing.T, s *site, id string) (values, map[string]string) {
	t.Helper()
	type row struct {
		Year     int         `json:"year"`
		Value    json.Number `json:"value"`
		Area     string      `json:"area"`
		AreaName string      `json:"area_name"`
	}
	out, names := values{}, map[string]string{}
	for _, r := range list[row](t, s, "/api/v1/observations?limit=5000&indicator="+id) {
		out.put(t, r.Area, strconv.Itoa(r.Year), r.Value.String())
		names[r.AreaName] = r.Area
	}
	return out, names
}

func tableDigits(t *testing.T, body []byte, area, year, value string) values {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range all[0] {
		at[name] = i
	}
	out := values{}
	for _, r := range all[1:] {
		out.put(t, r[at[area]], r[at[year]], r[at[value]])
	}
	return out
}

func packed(t *testing.T, body []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func objectDigits(t *testing.T, body []byte) values {
	t.Helper()
	var doc struct{ Data []apiObservation }
	if err := json.Unmarshal(body, &doc); err != nil {
		t.Fatal(err)
	}
	out := values{}
	for _, r := range doc.Data {
		out.put(t, r.Area, strconv.Itoa(r.Year), r.Value.String())
	}
	return out
}

func sheetDigits(t *testing.T, body []byte) values {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Data", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	out := values{}
	for _, r := range rows[1:] {
		out.put(t, r[at["area"]], r[at["year"]], r[at["value"]])
	}
	return out
}

// compareDigits wants the same values of the same years, digit for digit. A
// workbook holds numbers, of which reading gives fifteen digits.
func compareDigits(t *testing.T, form string, got, want values, numbers bool) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s has %d values, the interface %d", form, len(got), len(want))
	}
	faults := 0
	for key, digits := range want {
		same := got[key] == digits
		if numbers {
			same = nearly(t, got[key], digits)
		}
		if !same {
			faults++
		}
		if !same && faults < 5 {
			t.Errorf("%s has %q for %s, the interface %q", form, got[key], key, digits)
		}
	}
}

func nearly(t *testing.T, a, b string) bool {
	t.Helper()
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && (x == y || (x-y)/y < 1e-14 && (y-x)/y < 1e-14)
}

var (
	tableHeads = regexp.MustCompile(`<th scope="col"[^>]*><a href="/a/([^"]+)">`)
	tableRows  = regexp.MustCompile(`<tr><th scope="row">(\d{4})</th>(.*?)</tr>`)
	tableCells = regexp.MustCompile(`<td[^>]*><span class="num">([^<]*)`)
)

// pageTable reads the table under a chart.
func pageTable(t *testing.T, body string) values {
	t.Helper()
	_, rest, ok := strings.Cut(body, "<summary>The chart as a table</summary>")
	if !ok {
		t.Fatal("the page has no table of its chart")
	}
	table, _, _ := strings.Cut(rest, "</table>")
	heads := tableHeads.FindAllStringSubmatch(table, -1)
	out := values{}
	for _, row := range tableRows.FindAllStringSubmatch(table, -1) {
		cells := tableCells.FindAllStringSubmatch(row[2], -1)
		if len(cells) != len(heads) {
			t.Fatalf("%s has %d cells under %d areas", row[1], len(cells), len(heads))
		}
		for i, c := range cells {
			if c[1] != ".." {
				out.put(t, heads[i][1], row[1], html.UnescapeString(c[1]))
			}
		}
	}
	if len(out) == 0 {
		t.Error("the table is empty")
	}
	return out
}

var chartData = regexp.MustCompile(`(?s)<script type="application/json" id="chart">(.*?)</script>`)

// checkChart wants the points of the drawn lines to be those of the table, with
// the exact values of the interface. Lines of targets have no area.
func checkChart(t *testing.T, body string, names map[string]string, shown, want values) {
	t.Helper()
	m := chartData.FindStringSubmatch(body)
	if m == nil {
		if dashboard.HaveCharts() {
			t.Error("the page has no chart")
		}
		return // without the npm step a page has a drawing instead
	}
	var chart struct {
		Option struct {
			X      []struct{ Data []json.RawMessage } `json:"xAxis"`
			Series []struct {
				Name string
				Data []struct{ Value *float64 }
			}
		}
	}
	if err := json.Unmarshal([]byte(m[1]), &chart); err != nil {
		t.Fatal(err)
	}
	points := 0
	for _, line := range chart.Option.Series {
		area, ok := names[line.Name]
		if !ok {
			continue
		}
		for i, d := range line.Data {
			if d.Value == nil {
				continue
			}
			points++
			key := area + " " + strings.Trim(string(chart.Option.X[0].Data[i]), `"`)
			if exact, err := strconv.ParseFloat(want[key], 64); err != nil || exact != *d.Value {
				t.Errorf("the chart draws %v for %s, the interface has %q", *d.Value, key, want[key])
			}
			if _, ok := shown[key]; !ok {
				t.Errorf("the chart draws %s, the table does not show it", key)
			}
		}
	}
	if points != len(shown) {
		t.Errorf("%d points are drawn, %d values shown", points, len(shown))
	}
}

// TestFilesOfAParagraphAndAnArea hold the rows of two more kinds of page
// against the interface: no row is of its own making.
func TestFilesOfAParagraphAndAnArea(t *testing.T) {
	s := theSite(t)
	known := map[string]values{}
	for _, path := range []string{"/p/9", "/p/16bis", "/p/45", "/a/KEN", "/a/LDC"} {
		rows, err := csv.NewReader(bytes.NewReader(s.file(t, path+".csv"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		at := map[string]int{}
		for i, name := range rows[0] {
			at[name] = i
		}
		for _, r := range rows[1:] {
			query := fmt.Sprintf("/api/v1/observations?limit=5000&indicator=%s&area=%s&sex=%s&age=%s&location=%s&breakdown=%s",
				r[at["indicator"]], r[at["area"]], r[at["sex"]], r[at["age"]], r[at["location"]], r[at["breakdown"]])
			if known[query] == nil {
				known[query] = values{}
				for _, o := range list[apiObservation](t, s, query) {
					known[query].put(t, o.Area, strconv.Itoa(o.Year), o.Value.String())
				}
			}
			if want := known[query][r[at["area"]]+" "+r[at["year"]]]; want != r[at["value"]] {
				t.Errorf("%s has %s for %s, the interface %q", path, r[at["value"]], query, want)
			}
			for _, must := range []string{"unit", "status", "source", "licence", "citation", "snapshot", "maker", "area_name", "indicator_name", "publisher", "published"} {
				if r[at[must]] == "" {
					t.Errorf("a row of %s has no %s: %q", path, must, r)
				}
			}
		}
		if len(rows) < 10 {
			t.Errorf("%s has %d rows", path, len(rows))
		}
	}
}
