package main

import (
	"archive/zip"
	"encoding/csv"
	"encoding/xml"
	"html"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
)

// docxTables is what a second reader finds in a document: the writer of the
// program takes no part in it.
type docxTables struct {
	Tables []struct {
		Rows []struct {
			Cells []struct {
				Runs []struct {
					Raised *struct{} `xml:"rPr>vertAlign"` // letters of notes
					Text   string    `xml:"t"`
				} `xml:"p>r"`
			} `xml:"tc"`
		} `xml:"tr"`
	} `xml:"body>tbl"`
}

// readTables gives the texts of the cells of every table, row by row.
func readTables(t *testing.T, file string) [][][]string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	part, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	var doc docxTables
	if err := xml.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	var out [][][]string
	for _, table := range doc.Tables {
		var rows [][]string
		for _, row := range table.Rows {
			var cells []string
			for _, cell := range row.Cells {
				text := ""
				for _, r := range cell.Runs {
					if r.Raised == nil {
						text += r.Text
					}
				}
				cells = append(cells, text)
			}
			rows = append(rows, cells)
		}
		out = append(out, rows)
	}
	return out
}

var (
	printedTable = regexp.MustCompile(`(?s)<table id=.*?</table>`)
	printedRow   = regexp.MustCompile(`(?s)<tr>.*?</tr>`)
	printedCell  = regexp.MustCompile(`<t[hd]([^>]*)>([^<]*)`)
	cellOf       = regexp.MustCompile(` data-of="([^"]+)"`)
)

// checkDocument holds each cell of each table of the document against the page,
// and each value that the page has a name for against the interface.
func checkDocument(t *testing.T, api interfaceValues, file string, page []byte) {
	t.Helper()
	written := readTables(t, file)
	tables := printedTable.FindAllString(string(page), -1)
	if len(written) != len(tables) {
		t.Fatalf("the document has %d tables, the page %d", len(written), len(tables))
	}
	checked := 0
	for i, table := range tables {
		rows := printedRow.FindAllString(table, -1)
		if len(rows) != len(written[i]) {
			t.Fatalf("table %d: the document has %d rows, the page %d", i+1, len(written[i]), len(rows))
		}
		for j, row := range rows {
			cells := printedCell.FindAllStringSubmatch(row, -1)
			if len(cells) != len(written[i][j]) {
				t.Fatalf("table %d, row %d: the document has %d cells, the page %d", i+1, j, len(written[i][j]), len(cells))
			}
			for k, cell := range cells {
				got := written[i][j][k]
				if want := html.UnescapeString(cell[2]); got != want {
					t.Errorf("table %d, row %d: the document has %q, the page %q", i+1, j, got, want)
				}
				of := cellOf.FindStringSubmatch(cell[1])
				if of == nil {
					continue
				}
				if o, ok := api.find(html.UnescapeString(of[1])); !ok || !printsAs(o.Value.String(), got) {
					t.Errorf("%s: the document shows %q, the interface %s", of[1], got, o.Value)
				}
				checked++
			}
		}
	}
	if checked < 1500 {
		t.Errorf("%d values of the document were checked", checked)
	}
}

// records reads an annex; at gives the number of a column.
func records(t *testing.T, file string) (rows [][]string, at map[string]int) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err = csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at = map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	return rows[1:], at
}

// recordKey is the value of a year that a record is about, as the interface
// knows it.
func recordKey(r []string, at map[string]int, year string) string {
	key := strings.Join([]string{r[at["indicator"]], r[at["area"]], r[at[year]]}, " ")
	for _, d := range []string{"sex", "age", "location", "breakdown"} {
		if v := r[at[d]]; v != "_T" {
			key += " " + d + "=" + v
		}
	}
	return key
}

// checkVerdicts holds the digits of the inputs of verdicts against the
// interface. A pace over the same economies rests on values of its own.
func checkVerdicts(t *testing.T, api interfaceValues, file string, least int) {
	t.Helper()
	rows, at := records(t, file)
	checked := 0
	for _, r := range rows {
		if strings.Contains(r[at["flags"]], "fixed_economies") {
			continue
		}
		for _, in := range []string{"base", "latest"} {
			value := r[at[in+"_value"]]
			if value == "" {
				continue
			}
			checked++
			key := recordKey(r, at, in+"_year")
			if o, ok := api.find(key); !ok || o.Value.String() != value || o.Status != r[at[in+"_status"]] {
				t.Fatalf("%s: %s has %s %s, the interface %s %s", key, file, value, r[at[in+"_status"]], o.Value, o.Status)
			}
		}
	}
	if checked < least {
		t.Errorf("%s: %d values were checked", file, checked)
	}
}
