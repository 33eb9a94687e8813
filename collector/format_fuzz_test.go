package collector

import (
	"testing"
)

// fuzzFormat feeds a format with anything: it must not panic, and what it
// gives must hold together.
func fuzzFormat(f *testing.F, source, format, name string, seeds ...string) {
	spec, areas := shippedSources(f)[source], shippedAreas(f)
	for _, c := range parseCases {
		if c.source == source && c.file == name {
			seeds = append(seeds, c.text)
		}
	}
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := Parse(spec, areas, nil, format, File{Name: name, Bytes: raw})
		if err == nil {
			checkParsed(t, p)
		}
	})
}

func FuzzDataHub(f *testing.F) { fuzzFormat(f, "itu-datahub", "itu-datahub-csv", "subscriptions.csv") }

func FuzzWorldBankJSON(f *testing.F) {
	fuzzFormat(f, "wb-wdi", "worldbank-json", "IT.NET.USER.ZS.json", `{"message":[]}`, `[[],[]]`, `[{},null]`)
}

func FuzzWorldBankBulk(f *testing.F) {
	fuzzFormat(f, "wb-wdi", "worldbank-bulk", "API_X_DS2_en_csv_v2_1.csv", bulkMember)
}

func FuzzWorldBankDataBank(f *testing.F) {
	fuzzFormat(f, "wb-wdi", "worldbank-databank", "renamed by hand.csv")
}

func FuzzWorldBankLong(f *testing.F) { fuzzFormat(f, "wb-wdi", "worldbank-long", "sp.pop.totl.csv") }

func FuzzTable(f *testing.F) {
	fuzzFormat(f, "unctad-ict", "table", "UNCTAD_ICT_goods_share.csv")
}

func FuzzArchive(f *testing.F) {
	fuzzFormat(f, "wb-wdi", "", "a.zip", string(zipOf(f, "API_X.csv", bulkMember)))
}

// FuzzBlocks changes the cells of a sheet rather than its bytes, which the
// library unpacks and reads.
func FuzzBlocks(f *testing.F) {
	spec, areas := specOf(f, blockSpec), shippedAreas(f)
	f.Add("A8", "Users by age", "B9", "2020")
	f.Add("A12", "", "C14", "1e9")
	f.Add("B4", "1899", "E5", "<5")
	f.Fuzz(func(t *testing.T, at1, text1, at2, text2 string) {
		cells := blockCells()
		for at, text := range map[string]string{at1: text1, at2: text2} {
			if _, known := cells[at]; known {
				cells[at] = text
			}
		}
		p, err := Parse(spec, areas, nil, "", File{Name: "b.xlsx", Bytes: workbookOf(t, sheet{"Blocks", cells})})
		if err == nil {
			checkParsed(t, p)
		}
	})
}

func FuzzWorkbook(f *testing.F) {
	spec, areas := specOf(f, blockSpec), shippedAreas(f)
	f.Add(workbookOf(f, sheet{"Blocks", blockCells()}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := Parse(spec, areas, nil, "table", File{Name: "b.xlsx", Bytes: raw})
		if err == nil {
			checkParsed(t, p)
		}
	})
}

func FuzzNumber(f *testing.F) {
	for _, s := range []string{"4.47687e+007", "<0.1", ">95%", "$-1,234.5", "-0", "1e999", "..", "5.e3", ".", "+"} {
		f.Add(s)
	}
	rules := numberRules{Percent: true, Prefix: "$", Thousands: ","}
	f.Fuzz(func(t *testing.T, text string) {
		p, reason := rules.read(text)
		if reason != "" {
			return
		}
		if p.Value-p.Value != 0 || p.Decimals < -1 || p.Decimals > mostDecimals {
			t.Errorf("%q is %+v", text, p)
		}
	})
}
