package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
)

// workbookParts reads a workbook with the standard library alone, so that the
// library that writes it does not judge itself.
func workbookParts(t *testing.T, raw []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = b
		if !f.Modified.UTC().Equal(f.Modified.UTC().Truncate(1)) || f.Modified.UTC().Year() != 1980 {
			t.Errorf("%s knows its time: %v", f.Name, f.Modified)
		}
	}
	return out
}

type xlsxSheet struct {
	Rows []struct {
		R     int `xml:"r,attr"`
		Cells []struct {
			R      string `xml:"r,attr"`
			T      string `xml:"t,attr"`
			V      string `xml:"v"`
			Inline string `xml:"is>t"`
		} `xml:"c"`
	} `xml:"sheetData>row"`
	Pane *struct {
		YSplit float64 `xml:"ySplit,attr"`
		State  string  `xml:"state,attr"`
	} `xml:"sheetViews>sheetView>pane"`
	Filter *struct {
		Ref string `xml:"ref,attr"`
	} `xml:"autoFilter"`
	Fit *struct {
		ToPage bool `xml:"fitToPage,attr"`
	} `xml:"sheetPr>pageSetUpPr"`
	Paper struct {
		Orientation string `xml:"orientation,attr"`
		High        string `xml:"fitToHeight,attr"`
	} `xml:"pageSetup"`
}

// TestWorkbookReadBack holds every cell of every sheet against the report:
// numbers are numbers and equal, text is text.
func TestWorkbookReadBack(t *testing.T) {
	parts := workbookParts(t, file(t, shared.files(t), "report-2026.xlsx"))
	var texts struct {
		Items []struct {
			T string `xml:"t"`
		} `xml:"si"`
	}
	if b, ok := parts["xl/sharedStrings.xml"]; ok {
		if err := xml.Unmarshal(b, &texts); err != nil {
			t.Fatal(err)
		}
	}
	numbers := 0
	for i, s := range shared.report(t).Sheets {
		var got xlsxSheet
		if err := xml.Unmarshal(parts["xl/worksheets/sheet"+strconv.Itoa(i+1)+".xml"], &got); err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		if got.Pane == nil || got.Pane.YSplit != headerRow || got.Pane.State != "frozen" || got.Filter == nil {
			t.Errorf("%s: the header is not frozen or has no filter", s.Name)
		}
		if got.Fit == nil || !got.Fit.ToPage || got.Paper.Orientation != "landscape" || got.Paper.High != "0" || !strings.Contains(string(parts["xl/workbook.xml"]), s.Name+"!$4:$4") {
			t.Errorf("%s: columns would be cut off on paper, or the header stands on the first page only: %+v", s.Name, got.Paper)
		}
		cells := map[string]string{}
		kinds := map[string]string{}
		for _, row := range got.Rows {
			for _, c := range row.Cells {
				text := c.V + c.Inline
				if c.T == "s" {
					n, err := strconv.Atoi(c.V)
					if err != nil || n >= len(texts.Items) {
						t.Fatalf("%s %s: shared text %q", s.Name, c.R, c.V)
					}
					text = texts.Items[n].T
				}
				cells[c.R], kinds[c.R] = text, c.T
			}
		}
		for r, row := range s.Rows {
			for c, want := range row {
				at := column(c) + strconv.Itoa(headerRow+1+r)
				if !want.Numeric {
					if norm(cells[at]) != norm(want.Text) {
						t.Fatalf("%s %s: %q, want %q", s.Name, at, cells[at], want.Text)
					}
					continue
				}
				numbers++
				v, err := strconv.ParseFloat(cells[at], 64)
				if kinds[at] != "" && kinds[at] != "n" || err != nil || !sameNumber(v, want) {
					t.Fatalf("%s %s: %q of kind %q, want the number %v", s.Name, at, cells[at], kinds[at], want.Number)
				}
			}
		}
	}
	if numbers < 50000 {
		t.Errorf("%d numbers were read back", numbers)
	}
}

// sameNumber allows for the sixteenth digit, which spreadsheets do not keep; no
// publisher prints as many.
func sameNumber(v float64, want Datum) bool {
	if v == want.Number {
		return true
	}
	digits := len(strings.Trim(strings.NewReplacer(".", "", "-", "").Replace(want.Text), "0"))
	return digits > 15 && math.Abs(v-want.Number) <= 1e-14*math.Abs(want.Number)
}

func norm(s string) string { return strings.Join(strings.Fields(s), " ") }

// column is the letter of a column, from 0.
func column(n int) string { return strings.ToUpper(letter(n)) }

// TestWorkbookCharts holds that each figure is a chart over the rows that it
// speaks of.
func TestWorkbookCharts(t *testing.T) {
	parts := workbookParts(t, file(t, shared.files(t), "report-2026.xlsx"))
	sheet := shared.report(t).sheet(t, "figures")
	if len(sheet.Figures) < 5 {
		t.Fatalf("%d figures", len(sheet.Figures))
	}
	for i, f := range sheet.Figures {
		xml := string(parts["xl/charts/chart"+strconv.Itoa(i+1)+".xml"])
		if !strings.Contains(xml, "scatterChart") || len(f.Series) == 0 {
			t.Errorf("figure %d has no chart", i+1)
		}
		for _, s := range f.Series {
			if want := "$F$" + strconv.Itoa(headerRow+1+s.First) + ":$F$" + strconv.Itoa(headerRow+1+s.Last); !strings.Contains(xml, want) {
				t.Errorf("the chart of %s does not read %s", f.Title, want)
			}
			for _, row := range sheet.Rows[s.First : s.Last+1] {
				if row[3].Text != s.Name {
					t.Errorf("a row of %s is drawn as %s", row[3].Text, s.Name)
				}
			}
		}
	}
}
