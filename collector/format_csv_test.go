package collector

import (
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

// rowsByLibrary reads text as encoding/csv does, with the line of each row.
func rowsByLibrary(text string, separator rune) (rows [][]string, lines []int, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.Comma = -1, separator
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, lines, nil
		}
		if err != nil {
			return nil, nil, err
		}
		line, _ := r.FieldPos(0)
		rows, lines = append(rows, row), append(lines, line)
	}
}

// FuzzCSV holds the reading of delimited text to that of encoding/csv: the same
// rows, the same lines, and errors for the same texts, in parts of any size.
func FuzzCSV(f *testing.F) {
	for _, text := range []string{
		"", "a,b\n1,2\n", "a,b\r\n1,2\r\n", "a;b\n1;2", "\n\n a , b \n\n1,2\n\n", "\"a\",\"b,c\"\n1,\"x\ny\"\n", "\"a\"\"b\",\"\"\n",
		"a\"b,c\n", "\"a\"b,c\n", "\"a", "\"a\r\nb\"\r", "a,b\r", "\r", "\r\n\r\n", "a\rb,c\n", ",,\n,\n", "\"\"\"\"", "\"a\n\"\"b\"\n\nc,d\n", "a,\"b\"\r", "\"\r\"\n", "\"a\r\r\nb\"\n",
	} {
		f.Add(text, ",", 1)
		f.Add(text, ";", 2)
	}
	f.Fuzz(func(t *testing.T, text, separator string, most int) {
		if separator != "," && separator != ";" && separator != "\t" && separator != "|" && separator != "¦" {
			separator = ","
		}
		if invalidUTF8([]byte(text)) >= 0 || strings.HasPrefix(text, "\ufeff") {
			return // it is decoded before it is read
		}
		want, lines, wantErr := rowsByLibrary(text, []rune(separator)[0])
		g, err := readCSV([]byte(text), "", separator)
		if (err != nil) != (wantErr != nil) {
			t.Fatalf("error %v, encoding/csv has %v", err, wantErr)
		}
		if err != nil {
			return
		}
		if !slices.EqualFunc(g.rows, want, slices.Equal[[]string]) || !slices.Equal(g.lines, lines) {
			t.Fatalf("%q at %v, encoding/csv has %q at %v", g.rows, g.lines, want, lines)
		}
		c, err := openCSV([]byte(text), "", separator)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for part, err := range c.parts(1 + (most & 3)) {
			if err != nil {
				t.Fatal(err)
			}
			if len(part.rows) == 0 && len(want) > 0 {
				t.Fatalf("an empty part after row %d", n)
			}
			for i, row := range part.rows {
				if n == len(want) || !slices.Equal(row, want[n]) || part.lines[i] != lines[n] {
					t.Fatalf("row %d in parts is %q at %d", n, row, part.lines[i])
				}
				n++
			}
			if last := n == len(want) && !strings.HasSuffix(text, "\n"); part.open != last {
				t.Fatalf("open is %v after row %d", part.open, n)
			}
		}
		if n != len(want) {
			t.Fatalf("%d rows in parts, %d in all", n, len(want))
		}
	})
}

// TestCSVFaultsNameTheLine: what encoding/csv refuses is refused with its line.
func TestCSVFaultsNameTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"a,b\n1,x\"y\n":           "line 2: a quote stands inside",
		"a,b\n\"1\n2\",\"x\" y\n": "line 3: a quoted cell does not end",
		"a,b\n1,\"x\n3,4\n":       "line 2: a quoted cell does not end",
	} {
		c, err := openCSV([]byte(text), "", ",")
		if err == nil {
			_, err = c.part(math.MaxInt)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
