package collector

import (
	"strings"
	"testing"
	"unicode/utf16"
)

// inUTF16 writes text as "Unicode text" of a spreadsheet.
func inUTF16(text string, bigEndian bool) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		low, high := byte(unit), byte(unit>>8)
		if bigEndian {
			low, high = high, low
		}
		out = append(out, low, high)
	}
	return out
}

// TestOtherExports: the same table with the separators, signs of decimals, line
// ends and encodings that the pages of publishers and spreadsheets offer.
func TestOtherExports(t *testing.T) {
	spec, areas := specOf(t, plainTable), shippedAreas(t)
	const table = "area,year,value\nKEN,2020,12.50\nCôte d'Ivoire,2021,3\nUGA,2020,1.234\n"
	same := func(signs ...string) string { return strings.NewReplacer(signs...).Replace(table) }
	for name, raw := range map[string][]byte{
		"comma":                       []byte(table),
		"semicolon":                   []byte(same(",", ";")),
		"semicolon and decimal comma": []byte(same(",", ";", ".", ",")),
		"tab, decimal comma, quoted":  []byte(`"` + strings.TrimSuffix(same(",", "\"\t\"", "\n", "\"\n\"", ".", ","), `"`)),
		"bar":                         []byte(same(",", "|")),
		"a line before the header":    []byte("sep=;\n" + same(",", ";")),
		"ends of the Macintosh":       []byte(same("\n", "\r")),
		"UTF-16":                      inUTF16(table, false),
		"UTF-16, big-endian":          inUTF16(same(",", "\t", "\n", "\r\n"), true),
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Parse(spec, areas, nil, "", File{Name: "a.csv", Bytes: raw})
			if err != nil {
				t.Fatal(err)
			}
			parseCase{want: []string{"X KEN 2020 12.50 A", "X CIV 2021 3 A", "X UGA 2020 1.234 A"}}.check(t, p)
		})
	}
}

// TestCommaOfThousands: a comma that may part thousands is not taken for the
// sign of decimals.
func TestCommaOfThousands(t *testing.T) {
	spec, areas := specOf(t, plainTable), shippedAreas(t)
	p, err := Parse(spec, areas, nil, "", File{Name: "a.csv", Bytes: []byte("area;year;value\nKEN;2020;1,234\nUGA;2020;5.5\nTZA;2020;3\n")})
	if err != nil {
		t.Fatal(err)
	}
	parseCase{want: []string{"X UGA 2020 5.5 A", "X TZA 2020 3 A"}, skipped: map[string]int{notANumber: 1}}.check(t, p)
	_, err = Parse(spec, areas, nil, "", File{Name: "a.csv", Bytes: []byte("area;year;value\nKEN;2020;1.234\nUGA;2020;5,5\n")})
	if want := "read a.csv: row 3 has a number with a decimal comma, row 2 one with a point; export the file again with one sign for all"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestUTF16(t *testing.T) {
	sources, areas := shippedSources(t), shippedAreas(t)
	record := "[" + jsonRecord("KEN", "KE", "2022", "29.40", "") + "]"
	sdg := "SeriesCode,GeoAreaCode,TimePeriod,Value\nIT_USE_ii99,404,2020,5\n"
	for _, c := range []struct{ source, file, text, want string }{
		{"wb-wdi", "a.json", record, "IT.NET.USER.ZS KEN 2022 29.40 A"},
		{"wb-wdi", "no name of the publisher's", record, "IT.NET.USER.ZS KEN 2022 29.40 A"},
		{"unsd-sdg", "a.csv", strings.ReplaceAll(sdg, ",", ";"), "IT_USE_ii99 KEN 2020 5 A"},
		{"unsd-sdg", "a.csv", sdg, "IT_USE_ii99 KEN 2020 5 A"},
	} {
		p, err := Parse(sources[c.source], areas, nil, "", File{Name: c.file, Bytes: inUTF16(c.text, false)})
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		parseCase{want: []string{c.want}}.check(t, p)
	}
	_, err := Parse(sources["wb-wdi"], areas, nil, "", File{Name: "a.json", Bytes: inUTF16(record, false)[:101]})
	if err == nil || !strings.Contains(err.Error(), "ends in half a sign; it may be cut off") {
		t.Errorf("cut off: %v", err)
	}
}
