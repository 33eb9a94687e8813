package collector

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// answers are the recorded shapes of the publishers' answers; the figures are
// ours. Each is read with the shipped source.
var answers = []parseCase{
	{
		name: "Data360, a page of the API: numbers as text, null, sizes, statuses", source: "wb-data360", file: "data360/page.json", codes: []string{"ITU_DH_POP_COV_4G"},
		want: []string{"ITU_DH_POP_COV_4G KEN 2021 38.7168 A", "ITU_DH_POP_COV_4G KEN 2022 40.50 E sex=F age=Y15T24 location=R breakdown=BASIC"},
		skipped: map[string]int{missing: 1, notWanted: 1, "unweighted mean of economies, not a figure of ITU": 1,
			"other UNIT_MULT": 1, "unknown OBS_STATUS": 1},
		samples: map[string]string{"other UNIT_MULT": `row 5 field "OBS_VALUE": "3"`}, speaks: "ITU_DH_POP_COV_4G 2021-2022",
	},
	{
		name: "Data360, a file: labels of other words, dimensions", source: "wb-data360", file: "data360/ITU_DH_POP_COV_4G.csv",
		want:    []string{"ITU_DH_POP_COV_4G KEN 2021 38.5 A", "ITU_DH_POP_COV_4G XKX 2021 58.5 A location=U"},
		skipped: map[string]int{"unweighted mean of economies, not a figure of ITU": 1},
	},
	{
		name: "DataHub, second version: the number decides, letter case slips, two sorts of value", source: "itu-datahub", file: "itu-datahub/bycode.json",
		want:    []string{"i99H KEN 2020 15.4428229480349 A", "i99H KEN 2021 17.10 E", "i99H XKX 2023 0 A", "HHU4212-%_POP KEN 2023 50.25 A sex=M"},
		skipped: map[string]int{missing: 2}, speaks: "HHU4212-%_POP,i99H 2020-2023",
	},
	{
		name: "DataHub, third version: line ends, households, groups, no row for nothing", source: "itu-datahub", file: "itu-datahub/v3.csv",
		want: []string{"i99H KEN 2025 50.5 A", "i992b KEN 2025 2.869273303753859 E", "i99H BRA 2024 0 A",
			"HHU4212-%_POP KEN 2022 99.15914582668022 A sex=M age=Y25T74", "HHU781s-%_POP KEN 2022 56.3 A sex=F location=U",
			"HHU4212-%_POP KEN 2022 12 A breakdown=ISCED01"},
		skipped: map[string]int{unknownArea: 1, missing: 1, "two dimensions of one kind": 1},
		samples: map[string]string{unknownArea: `row 7 field "Value": "ASP"`},
	},
}

func TestAnswersAsRecorded(t *testing.T) {
	sources, areas := shippedSources(t), shippedAreas(t)
	for _, c := range answers {
		t.Run(c.name, func(t *testing.T) {
			raw := recorded(t, c.file)
			p, err := Parse(sources[c.source], areas, c.codes, "", File{Name: filepath.Base(c.file), Bytes: raw})
			if err != nil {
				t.Fatal(err)
			}
			c.check(t, p)
			checkParsed(t, p)
			// A file that a person has renamed is told by its content.
			again, err := Parse(sources[c.source], areas, c.codes, "", File{Name: "download", Bytes: raw})
			if err != nil {
				t.Fatal(err)
			}
			c.check(t, again)
		})
	}
}

func recorded(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func FuzzData360JSON(f *testing.F) {
	fuzzFormat(f, "wb-data360", "data360-json", "page.json", string(recorded(f, "data360/page.json")), `{"count":0,"value":[]}`, `{"count":1,"value":[{}]}`)
}

func FuzzData360CSV(f *testing.F) {
	fuzzFormat(f, "wb-data360", "data360-csv", "ITU_DH_X.csv", string(recorded(f, "data360/ITU_DH_POP_COV_4G.csv")))
}

func FuzzDataHubJSON(f *testing.F) {
	fuzzFormat(f, "itu-datahub", "itu-datahub-json", "bycode.json", string(recorded(f, "itu-datahub/bycode.json")), `[{"answer":[{}]}]`, `[{"answer":[{"value":1},{"value":2}]}]`)
}

func FuzzDataHubThird(f *testing.F) {
	fuzzFormat(f, "itu-datahub", "itu-datahub-csv", "v3.csv", string(recorded(f, "itu-datahub/v3.csv")))
}

func FuzzHousehold(f *testing.F) {
	for _, s := range []string{"HHU4212-%_POP-25TO74-MALE", "HHA4213-%_HH--", "HHU4212_HHCFemale", "i99H", "HHU1-%_POP-A-B"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		base, dims, reason := splitHousehold(code)
		if reason == "" && len(base) > len(code) || base == "" && code != "" || base == code && dims.String() != "" {
			t.Errorf("%q is %q with %q (%s)", code, base, dims, reason)
		}
	})
}

// basketCells are a sheet of ITU's workbook: two baskets of one chain and what
// stands between them.
func basketCells() map[string]any {
	return map[string]any{
		"A1": "IsoCode", "B1": "Economy", "C1": "Code", "D1": "Unit", "E1": 2016, "F1": 2017, "G1": 2018, "H1": 2020,
		"A2": "KEN", "B2": "Kenya", "C2": "i154_FBB_GNI", "D2": "GNIpc", "E2": 30.5, "F2": 28, "G2": "NA", "H2": "NA",
		"A3": "KEN", "B3": "Kenya", "C3": "i154_FBB5_GNI", "D3": "USD", "E3": "NA", "F3": 50, "G3": "NA", "H3": 25.25,
		"A4": "KSO", "B4": "Kosovo", "C4": "i154_FBB5_GNI", "D4": "GNIpc", "G4": 3.5, "H4": 0,
		"A5": "KEN", "B5": "Kenya", "C5": "i154_FBB5$", "D5": "USD", "H5": 40,
	}
}

func baskets(t testing.TB, cells map[string]any, release any) []byte {
	return workbookOf(t, sheet{"Overview", map[string]any{"A1": "ICT price baskets", "B9": "Release date:", "D9": release}},
		sheet{"economies_2008-2025", cells}, sheet{"medians", map[string]any{"A1": "Region"}})
}

func TestBaskets(t *testing.T) {
	spec, areas := shippedSources(t)["itu-prices"], shippedAreas(t)
	c := parseCase{
		want: []string{
			"chain_fixed_GNI KEN 2016 30.5 A", "chain_fixed_GNI KEN 2017 28 A",
			// The year before a basket is official is no part of the chain.
			"i154_FBB5_GNI KEN 2017 50 A", "i154_FBB5_GNI KEN 2020 25.25 A", "chain_fixed_GNI KEN 2020 25.25 B",
			// An economy whose chain begins with the new basket has no break.
			"i154_FBB5_GNI XKX 2018 3.5 A", "chain_fixed_GNI XKX 2018 3.5 A",
		},
		skipped: map[string]int{notWanted: 8, missing: 5, zeroPrice: 2, "sheet not in the layout": 3},
		edition: "2025-12-02",
	}
	for name, release := range map[string]any{"in words": "2 December 2025", "as a count of days": 45993, "ISO": "2025-12-02"} {
		t.Run(name, func(t *testing.T) {
			p, err := Parse(spec, areas, []string{"i154_FBB5_GNI", "chain_fixed_GNI"}, "", File{Name: "ITU_ICTPriceBaskets_2008-2026.xlsx", Bytes: baskets(t, basketCells(), release)})
			if err != nil {
				t.Fatal(err)
			}
			c.check(t, p)
			checkParsed(t, p)
		})
	}
}

func TestBasketErrors(t *testing.T) {
	spec, areas := shippedSources(t)["itu-prices"], shippedAreas(t)
	cells := basketCells()
	cells["C1"] = "Series"
	for name, c := range map[string]struct {
		raw  []byte
		want string
	}{
		"no workbook": {[]byte("IsoCode,Code,2016\n"), "read a.xlsx: no XLSX workbook; take the file as the publisher hands it out"},
		"another sheet": {workbookOf(t, sheet{"Prices", basketCells()}),
			`read a.xlsx: sheet "^(?i)economies" is missing; the workbook has: Prices`},
		"another column": {baskets(t, cells, ""), `read a.xlsx: sheet "economies_2008-2025": column "Code" is missing; the header in row 1 has: ` +
			`IsoCode, Economy, Series, Unit, 2016, 2017, 2018, 2020. Take the file as the publisher hands it out, or change the columns in its layout`},
	} {
		if _, err := Parse(spec, areas, nil, "itu-prices", File{Name: "a.xlsx", Bytes: c.raw}); err == nil || err.Error() != c.want {
			t.Errorf("%s: error\n%v\nwant\n%s", name, err, c.want)
		}
	}
}

func FuzzBaskets(f *testing.F) {
	spec, areas := shippedSources(f)["itu-prices"], shippedAreas(f)
	f.Add("E1", "1899", "E2", "1e400")
	f.Add("C3", "i154_FBB_GNI", "A4", "KEN")
	f.Add("H1", "2018", "G4", "<5")
	f.Fuzz(func(t *testing.T, at1, text1, at2, text2 string) {
		cells := basketCells()
		for at, text := range map[string]string{at1: text1, at2: text2} {
			if _, known := cells[at]; known {
				cells[at] = text
			}
		}
		p, err := Parse(spec, areas, nil, "itu-prices", File{Name: "b.xlsx", Bytes: baskets(t, cells, text1)})
		if err == nil {
			checkParsed(t, p)
		}
	})
}

func TestChainFaults(t *testing.T) {
	for text, want := range map[string]string{
		"[{code: X, links: [{code: A}]}]":                                               "two links",
		"[{links: [{code: A, to: 2017}, {code: B, from: 2018}]}]":                       "needs a code",
		"[{code: X, links: [{code: A, to: 2017}, {code: B, from: 2019}]}]":              "B must begin in the year after A ends",
		"[{code: X, links: [{code: A}, {code: B, from: 2019}]}]":                        "B must begin in the year after A ends",
		"[{code: X, links: [{code: A, to: 2017}, {code: B, from: 2018}], suffix: [a]}]": "field suffix not found",
		"[{code: X, links: [{code: A, to: 2017}, {code: B, from: 2018, until: 2020}]}]": "field until not found",
	} {
		checkFault(t, "{match: '*', format: itu-prices, layout: {chains: "+text+"}}", want)
	}
}

func checkFault(t *testing.T, files, want string) {
	t.Helper()
	err := CheckFiles(specOf(t, "files: ["+files+"]"))
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: %v, want %s", files, err, want)
	}
}

// TestRecordedAnswers reads what the services have sent, where it is at hand.
func TestRecordedAnswers(t *testing.T) {
	dir := filepath.Join(sharedDir(t), "samples")
	sources, areas := shippedSources(t), shippedAreas(t)
	for _, c := range []struct {
		source, file string
		read, kept   int
	}{
		{"itu-datahub", "itu-datahub-v2/itu-get-indicator-series.json", 3, 3},
		{"itu-datahub", "itu-datahub-v3/itu_observations_excerpt.csv", 26, 23},
		{"wb-data360", "worldbank-data360/data360_data_response.sample.json", 2, 0},
	} {
		raw, err := os.ReadFile(filepath.Join(dir, c.file))
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse(sources[c.source], areas, nil, "", File{Name: filepath.Base(c.file), Bytes: raw})
		if err != nil {
			t.Errorf("%s: %v", c.file, err)
			continue
		}
		checkParsed(t, p)
		if p.Read != c.read || data.CountRows(p.Series) != c.kept {
			t.Errorf("%s: %d read, %d kept, left out %v; want %d and %d", c.file, p.Read, data.CountRows(p.Series), p.Samples, c.read, c.kept)
		}
	}
}

// TestCutAnywhere breaks each answer off at every byte: what is still read
// must be what the whole answer says, and a break inside a row is told.
func TestCutAnywhere(t *testing.T) {
	sources, areas := shippedSources(t), shippedAreas(t)
	for _, c := range answers {
		raw := recorded(t, c.file)
		format, _, err := choose(sources[c.source], "", File{Name: filepath.Base(c.file), Bytes: raw})
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		for n := range raw {
			p, err := Parse(sources[c.source], areas, c.codes, format, File{Name: "cut", Bytes: raw[:n]})
			if err != nil {
				told++
				continue
			}
			for _, got := range rowsOf(p) {
				if !slices.Contains(c.want, got) {
					t.Errorf("%s cut at byte %d: %s", c.name, n, got)
				}
			}
		}
		if told < len(raw)/2 {
			t.Errorf("%s: %d of %d breaks are told", c.name, told, len(raw))
		}
	}
}
