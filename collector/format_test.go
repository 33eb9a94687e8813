package collector

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// The files of these tests are made up: the shapes and the dirt are those of
// the publishers, figures and words are ours.

// row prints an observation, with the decimals that the publisher printed.
func row(o data.Observation) string {
	bound := map[data.Bound]string{data.Below: "<", data.Above: ">"}[o.Bound]
	s := fmt.Sprintf("%s %s %d %s%s %s", o.Code, o.Area, o.Year, bound, strconv.FormatFloat(o.Value, 'f', o.Decimals, 64), o.Status)
	if d := o.Dims.String(); d != "" {
		s += " " + d
	}
	return s
}

func rowsOf(p Parsed) []string {
	var out []string
	for o := range data.Rows(p.Series) {
		out = append(out, row(o))
	}
	slices.Sort(out)
	return out
}

type parseCase struct {
	name, source, file, text string
	codes                    []string // wanted; nil is all
	want                     []string
	skipped                  map[string]int
	speaks                   string // codes and years that the file speaks for; not checked where blank
	edition                  string
	samples                  map[string]string
}

var parseCases = []parseCase{
	{
		name: "DataHub: mark, CRLF, order of columns, newlines, exponents, estimates, codes of ITU", source: "itu-datahub", file: "subscriptions.csv",
		text: "\ufeff\"entityIso\",\"extra\",\"seriesCode\",\"dataYear\",\"dataValue\",\"seriesUnits\",\"dataSource\"\r\n" +
			"\"KEN\",\"\",\"i271mw\",2024,\"4.47687e+007\",\"count\",\"line one\r\nline two\"\r\n" +
			"\"KEN\",\"\",\"i911mw\",2024,\"79.30\",\"count\",\"\"\r\n" +
			"\"KSO\",\"\",\"i911mw\",2024,\"61\",\"count\",\"itu ESTIMATE based on others\"\r\n" +
			"\"ETH\",\"\",\"i271G5_pop\",2022,\"0\",\"%\",\"\"\r\n",
		want: []string{"i271mw KEN 2024 44768700 A", "i911mw KEN 2024 79.30 A", "i911mw XKX 2024 61 E", "i271G5_pop ETH 2022 0 A"},
	},
	{
		name: "DataHub: a zero price is missing, also where the price is in dollars", source: "itu-datahub", file: "prices.csv",
		text: "seriesCode,entityIso,dataYear,dataValue\ni154_FBB5_GNI,CUB,2022,0\ni154_FBB5$,CUB,2022,0.00\ni154_FBB5_GNI,CUB,2023,37.9\n",
		want: []string{"i154_FBB5_GNI CUB 2023 37.9 A"}, skipped: map[string]int{zeroPrice: 2},
		speaks: "i154_FBB5$,i154_FBB5_GNI 2022-2023",
	},
	{
		name: "DataHub: nothing is dropped in silence", source: "itu-datahub", file: "users.csv", codes: []string{"i99H", "absent"},
		text: "seriesCode,entityIso,dataYear,dataValue\n" +
			"i99H,ABW,2020,12\ni99H,ABW,2020,12\nother,ABW,2020,12\ni99H,QQQ,2020,12\ni99H,ABW,20x0,12\ni99H,ABW,1850,12\n" +
			"i99H,ABW,2019,twelve\ni99H,ABW,2018,1e999\ni99H,ABW,2017,\ni99H,ABW,2016,NaN\ni99H,ABW,2015,0x1p4\n,ABW,2014,12\n\nand a line of text,,,\n",
		want: []string{"i99H ABW 2020 12 A"},
		skipped: map[string]int{duplicate: 1, notWanted: 1, unknownArea: 1, notAYear: 1, notInRange: 1, notANumber: 2, notFinite: 1,
			missing: 2, noCode: 1, footerLine: 1},
		speaks:  "i99H 2015-2020",
		samples: map[string]string{unknownArea: `row 5 field "dataValue": "QQQ"`, notANumber: `row 8 field "dataValue": "twelve"`},
	},
	{
		name: "DataHub, third version", source: "itu-datahub", file: "v3.csv",
		text: "SeriesID,SeriesCode,Year,AreaCode,Value,Source\n1,i99H,2025,MMR,,Ministry\n1,i99H,2024,MMR,58.5,ITU estimates\n",
		want: []string{"i99H MMR 2024 58.5 E"}, skipped: map[string]int{missing: 1},
	},
	{
		name: "World Bank JSON: header, null, blank codes of income groups, a service's own digits", source: "wb-wdi", file: "IT.NET.USER.ZS.json",
		text: `[{"page":1,"pages":1,"per_page":"50","total":5,"lastupdated":"2026-04-01"},[` +
			jsonRecord("KEN", "KE", "2022", "29.40589905", "") + "," + jsonRecord("", "XD", "2022", "91.90", "") + "," +
			jsonRecord("", "XY", "2022", "50", "") + "," + jsonRecord("WLD", "1W", "2023", "null", "") + "," +
			jsonRecord("AFE", "ZH", "2022", "20", "") + "," + jsonRecord("IND", "IN", "2022", `"55"`, "F") + "," + jsonRecord("IND", "IN", "2022Q1", "55", "") + `]]`,
		want: []string{"IT.NET.USER.ZS KEN 2022 29.40589905 A", "IT.NET.USER.ZS HIC 2022 91.90 A", "IT.NET.USER.ZS IND 2022 55 E"},
		skipped: map[string]int{missing: 1, notAYear: 1, "economies without an income class are no group": 1,
			"World Bank region that is no group of the catalogue": 1},
		speaks: "IT.NET.USER.ZS 2022-2023", edition: "2026-04-01",
	},
	{
		name: "World Bank JSON: years that a tool made numbers", source: "wb-wdi", file: "saved.json",
		text: "[" + strings.Replace(jsonRecord("KEN", "KE", "2020", "5.5", ""), `"2020"`, "2020", 1) + "]", want: []string{"IT.NET.USER.ZS KEN 2020 5.5 A"},
	},
	{
		name: "World Bank JSON: records alone, all missing", source: "wb-wdi", file: "saved.json",
		text:    "\ufeff[" + jsonRecord("LMY", "XO", "2020", "null", "") + "]",
		skipped: map[string]int{missing: 1}, speaks: "IT.NET.USER.ZS 2020-2020",
	},
	{
		name: "World Bank bulk: preamble, trailing comma, small numbers, years before figures", source: "wb-wdi", file: "API_X_DS2_en_csv_v2_1.csv",
		text: "\ufeff\"Data Source\",\"World Development Indicators\",\n\n\"Last Updated Date\",\"2023-03-01\",\n\n" +
			"\"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"1960\",\"2020\",\"2021\",\n" +
			"\"Congo, Rep.\",\"COG\",\"Some, thing\",\"IT.CEL.SETS.P2\",\"\",\"4.37E-06\",\"95.5\",\n" +
			"\"Small states\",\"SST\",\"Some, thing\",\"IT.CEL.SETS.P2\",\"\",\"1\",\"2\",\n",
		want:    []string{"IT.CEL.SETS.P2 COG 2020 0.00000437 A", "IT.CEL.SETS.P2 COG 2021 95.5 A"},
		skipped: map[string]int{missing: 1, "World Bank group of small states, which is not the UN list of SIDS": 3},
		speaks:  "IT.CEL.SETS.P2 1960-2021", edition: "2023-03-01",
	},
	{
		name: "World Bank DataBank: years in brackets, dots, short lines after the data, a wrong cell", source: "wb-wdi", file: "renamed by hand.csv",
		text: "Country Name,Country Code,Series Name,Series Code,2022 [YR2022],2023 [YR2023]\nWorld,WLD,Servers,IT.NET.SECR,116112997,12484073\n" +
			"Kenya,KEN,Users,IT.NET.USER.FE.ZS,13.45,..\n,,,,,\nData from database: World Development Indicators\nLast Updated: 12/16/2024,,,,,\n",
		want:    []string{"IT.NET.SECR WLD 2022 116112997 A", "IT.NET.USER.FE.ZS KEN 2022 13.45 A"},
		skipped: map[string]int{"known to be wrong": 1, missing: 1, footerLine: 2}, edition: "2024-12-16",
	},
	{
		name: "World Bank DataBank: years as codes", source: "wb-wdi", file: "x_Data.csv",
		text: "Country Name,Country Code,Series Name,Series Code,YR2022,YR2023\nKenya,KEN,Users,IT.NET.USER.FE.ZS,13.45,..\n",
		want: []string{"IT.NET.USER.FE.ZS KEN 2022 13.45 A"}, skipped: map[string]int{missing: 1},
	},
	{
		name: "World Bank long: the name of the file is the code", source: "wb-wdi", file: "sp.pop.totl (2).csv",
		text: "Country Name,Country Code,Year,Value\r\nWorld,WLD,2015,7441084771\r\n",
		want: []string{"SP.POP.TOTL WLD 2015 7441084771 A"},
	},
	{
		name: "DataHub table: names, percent and dollar signs, the file as code", source: "itu-datahub-tables", file: "Households with a computer.csv",
		text:    "\"Economy\",\"2014\",\"2018\"\n\"Albania\",\"-\",\"20.239%\"\n\"Türkiye\",\"$-2.1e+008\",\"7%\"\n",
		want:    []string{"Households with a computer ALB 2018 20.239 A", "Households with a computer TUR 2014 -210000000 A", "Households with a computer TUR 2018 7 A"},
		skipped: map[string]int{missing: 1}, speaks: "Households with a computer 2014-2018",
	},
	{
		name: "DataHub table: a row for each indicator", source: "itu-datahub-tables", file: "Individuals with ICT skills, by skill level.csv",
		text:    "Economy,Indicator,2023\nAustria,Individuals with basic ICT skills in safety,25.7326%\nAustria,\"Individuals with  above basic\nICT skills in safety\",$5\n",
		want:    []string{"Individuals with basic ICT skills in safety AUT 2023 25.7326 A"},
		skipped: map[string]int{notANumber: 1}, speaks: "Individuals with above basic ICT skills in safety,Individuals with basic ICT skills in safety 2023-2023",
	},
	{
		name: "DataHub table: a year with a mark, one as a number, one as a day of a workbook", source: "itu-datahub-tables", file: "Households with a computer.csv",
		text:    "Economy,2022.0,2023 [rev],2024*,45658,Region,Note on households 2022-2024\nAlbania,1,2,3,4,Europe,x\nAustria,5,,-,,Europe,x\n",
		want:    []string{"Households with a computer ALB 2022 1 A", "Households with a computer AUT 2022 5 A"},
		skipped: map[string]int{unreadYear: 4}, speaks: "Households with a computer 2022-2022",
		samples: map[string]string{unreadYear: `row 2 field "2023 [rev]": "2"`},
	},
	{
		name: "DataHub table: a second download", source: "itu-datahub-tables", file: "Number of Internet exchange points (IXPs) (1).csv",
		text: "Economy,2024\nKenya,5\n", want: []string{"Number of Internet exchange points (IXPs) KEN 2024 5 A"},
	},
	{
		name: "EGDI: the column tells the survey, not the name of the file", source: "un-egdi", file: "EGOV_DATA_2024 (1).csv", codes: []string{"E-Government Index"},
		text: "Survey Year,Country,Rank,E_Index,E_Participation,Online_Service,Human_Capital,Tele_Infra\n2026,Kenya,9,0.5,1,1,1,1\n",
		want: []string{"E-Government Index KEN 2026 0.5 A"}, skipped: map[string]int{notWanted: 4},
	},
	{
		name: "EGDI: trailing blanks, a zero without a rank", source: "un-egdi", file: "EGOV_DATA_2010.csv",
		text: "Survey Year,Country Name,E-Government Rank,E-Government Index,E-Participation Index,Online Service Index,Human Capital Index,Telecommunication Infrastructure Index\n" +
			"2010,\"Monaco \",184,0.00000,0.1,0.2,0.3,0.4\n2010,\"South Sudan \",,0.00000,0.00000,0.00000,0.00000,0.00000\n" +
			"2010,Nauru,-,0,0,0,0,0\n2010,Palau,N/A,0,0,0,0,0\n2010,Tuvalu,0,0,0,0,0,0\n", codes: []string{"E-Government Index"},
		want:    []string{"E-Government Index MCO 2010 0.00000 A"},
		skipped: map[string]int{"zero without E-Government Rank": 4, notWanted: 20},
	},
	{
		name: "EGDI: the header of 2024", source: "un-egdi", file: "EGOV_DATA_2024.csv", codes: []string{"E-Government Index"},
		text: "Survey Year,Country,Rank,E_Index,E_Participation,Online_Service,Human_Capital,Tele_Infra,Region\n2024,Denmark ,1,0.98474,1,1,1,1,Europe\n",
		want: []string{"E-Government Index DNK 2024 0.98474 A"}, skipped: map[string]int{notWanted: 4},
	},
	{
		name: "IDI: names that lost a letter, two editions in a row", source: "itu-idi", file: "itu_idi_2024.csv",
		text: "economy_name,iso3,idi_score,idi_2023,year\nT\ufffdrkiye,,87.5,85.8,2024\nKenya,KEN,58.5,,2024\n",
		want: []string{"IDI TUR 2024 87.5 A", "IDI TUR 2023 85.8 A", "IDI KEN 2024 58.5 A"}, skipped: map[string]int{missing: 1},
	},
	{
		name: "IDI: a later edition, which names the one before it", source: "itu-idi", file: "itu_idi_2025.csv",
		text: "economy_name,iso3,idi_score,idi_2024,year\nKenya,KEN,60.1,58.6,2025\n",
		want: []string{"IDI KEN 2025 60.1 A", "IDI KEN 2024 58.6 A"},
	},
	{
		name: "IDI: a first edition, and one whose other column has a new name", source: "itu-idi", file: "itu_idi_2023.csv",
		text: "economy_name,iso3,idi_score,year,old_2022\nKenya,KEN,60.1,2023,9\n",
		want: []string{"IDI KEN 2023 60.1 A"}, skipped: map[string]int{unreadYear: 1},
	},
	{
		name: "IDI: the values of a later edition are of a later year", source: "itu-idi", file: "itu_idi_2025_annex2.csv", codes: []string{"cov_4g_pct"},
		text: annex2Header + "\nKEN,Kenya" + strings.Repeat(",90", 19) + "\n",
		want: []string{"cov_4g_pct KEN 2023 90 A"}, skipped: map[string]int{notWanted: 18},
	},
	{
		name: "Data360: dimensions, groups that are means, units of another size", source: "wb-data360", file: "ITU_DH_X.csv",
		text: "FREQ,REF_AREA,INDICATOR,SEX,AGE,URBANISATION,COMP_BREAKDOWN_1,COMP_BREAKDOWN_2,COMP_BREAKDOWN_3,TIME_PERIOD,OBS_VALUE,UNIT_MULT,OBS_STATUS\n" +
			"A,KEN,X,F,Y15T24,RUR,_Z,_Z,_Z,2020,10.0,0,A\nA,KEN,X,_T,_T,_T,BASIC,_Z,_Z,2020,11,0,A\nA,WLD,X,_T,_T,_T,_Z,_Z,_Z,2020,12,0,A\n" +
			"A,KEN,X,_T,_T,_T,_Z,_Z,_Z,2020,13,6,A\nA,KEN,X,_T,_T,SUB,_Z,_Z,_Z,2020,14,0,A\nM,KEN,X,_T,_T,_T,_Z,_Z,_Z,2020,15,0,A\n",
		want: []string{"X KEN 2020 10.0 A sex=F age=Y15T24 location=R", "X KEN 2020 11 A breakdown=BASIC"},
		skipped: map[string]int{"unweighted mean of economies, not a figure of ITU": 1, "other UNIT_MULT": 1,
			"unknown URBANISATION": 1, "other FREQ": 1},
	},
	{
		name: "SDG: M49 without zeros, 57, nature, codes in capitals", source: "unsd-sdg", file: "ddf--datapoints--se_acc_intn--by--education_level--geo_area--nature--units--year.csv",
		text:    "education_level,geo_area,nature,units,year,se_acc_intn\nuppsec,1,e,percent,2018,61.3\nuppsec,57,c,percent,2018,4\nprimar,4,n,percent,2018,5\nprimar,62,c,percent,2018,6\n",
		want:    []string{"SE_ACC_INTN WLD 2018 61.3 E breakdown=UPPSEC", "SE_ACC_INTN FSM 2018 4 A breakdown=UPPSEC"},
		skipped: map[string]int{"unknown nature": 1, "SDG region that joins several of M49": 1},
	},
	{
		name: "UNCTAD: flows, codes of trade statistics, groups", source: "unctad-ict", file: "UNCTAD_ICT_goods_share.csv",
		text: "Year,Economy,Partner,Flow,IctProductCategory,Percentage of total merchandise trade,Percentage of total merchandise trade Footnote\n" +
			"2018,0000,0000,02,ICT00,12.239,\n2018,842,0000,01,ICT00,1E-05,Estimated\n2018,0000,0000,03,ICT00,29,\n2018,2250,0000,02,ICT00,28.5,\n2018,1120,0000,02,ICT00,3,\n",
		want:    []string{"ICT00 exports WLD 2018 12.239 A", "ICT00 imports USA 2018 0.00001 E", "ICT00 exports SIDS 2018 28.5 A"},
		skipped: map[string]int{"re-exports and re-imports are not followed": 1, "UNCTAD group that is no group of the catalogue": 1},
	},
	{
		name: "UIS: the sex is a part of the code; Time beside TIME", source: "uis", file: "skills.csv",
		text: "SDG_IND,LOCATION,TIME,Time,Value,Flag Codes\nICTSKILLCOPI_F,BRA,2014,2014,23.3,\nICTSKILLCOPI,BRA,2014,2014,24,‡\n",
		want: []string{"ICTSKILLCOPI BRA 2014 23.3 A sex=F", "ICTSKILLCOPI BRA 2014 24 E"},
	},
}

// TestWorldBankWorkbooks: what the World Bank hands out as a workbook has the
// table of its CSV on the sheet Data.
func TestWorldBankWorkbooks(t *testing.T) {
	about := sheet{"Series - Metadata", map[string]any{"A1": "Code", "A2": "IT.NET.USER.ZS"}}
	table := func(series string, year any) []byte {
		return workbookOf(t, about, sheet{"Data", map[string]any{
			"A1": "Country Name", "B1": "Country Code", "C1": series + " Name", "D1": series + " Code", "E1": year,
			"A2": "Kenya", "B2": "KEN", "C2": "Users", "D2": "IT.NET.USER.ZS", "E2": 29.41}})
	}
	spec, areas := shippedSources(t)["wb-wdi"], shippedAreas(t)
	for name, raw := range map[string][]byte{
		"API_IT.NET.USER.ZS_DS2_en_excel_v2_1.xlsx": table("Indicator", "2022"),
		"WDIEXCEL.xlsx": table("Indicator", 2022),
		"P_Data_Extract_From_World_Development_Indicators (1).xlsx": table("Series", "2022 [YR2022]"),
	} {
		p, err := Parse(spec, areas, nil, "", File{Name: name, Bytes: raw})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		parseCase{want: []string{"IT.NET.USER.ZS KEN 2022 29.41 A"}, skipped: map[string]int{"sheet not in the layout": 2}}.check(t, p)
	}
	_, err := Parse(spec, areas, nil, "", File{Name: "API_IT.NET.USER.ZS_DS2_en_excel_v2_1.xls", Bytes: []byte("\xd0\xcf\x11\xe0")})
	if want := "read API_IT.NET.USER.ZS_DS2_en_excel_v2_1.xls: an old XLS workbook; save it as XLSX or CSV"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestUISBulk: the archives of UIS hold the values of economies and lists
// beside them. A value that does not apply comes as 0.
func TestUISBulk(t *testing.T) {
	raw := zipOf(t, "SDG_LABEL.csv", "INDICATOR_ID,INDICATOR_LABEL_EN\n", "SDG_DATA_REGIONAL.csv", "INDICATOR_ID,REGION_ID\n", "SDG_README.md", "words",
		"SDG_COUNTRY.csv", "COUNTRY_ID\n", "SDG_REGION.csv", "REGION_ID\n", "SDG_METADATA.csv", "INDICATOR_ID\n",
		"SDG_DATA_NATIONAL.csv", "INDICATOR_ID,COUNTRY_ID,YEAR,VALUE,MAGNITUDE,QUALIFIER\nX,KEN,2020,55.50,,UIS_EST\nX,UGA,2020,0,NIL,\nX,TZA,2020,0,NA,\nX,RWA,2020,5,,NEW\n")
	p, err := Parse(shippedSources(t)["uis"], shippedAreas(t), nil, "", File{Name: "SDG.zip", Bytes: raw})
	if err != nil {
		t.Fatal(err)
	}
	parseCase{want: []string{"X KEN 2020 55.50 E breakdown=SECOND", "X UGA 2020 0 A breakdown=SECOND"},
		skipped: map[string]int{"archive member not read": 6, "other MAGNITUDE": 1, "unknown QUALIFIER": 1}}.check(t, p)
}

const annex2Header = "iso3,economy,individuals_internet_pct,households_internet_pct,mobile_bb_subs_per100,cov_3g_pct,cov_4g_pct," +
	"mobile_bb_traffic_per_sub_gb,fixed_bb_traffic_per_sub_gb,mobile_data_voice_basket_pct_gni,fixed_bb_basket_pct_gni,own_mobile_phone_pct," +
	"s_individuals,s_households,s_mbb,s_3g4g,s_mbb_traffic,s_fbb_traffic,s_mob_basket,s_fbb_basket,s_own_phone"

func jsonRecord(iso3, id, date, value, status string) string {
	return fmt.Sprintf(`{"indicator":{"id":"IT.NET.USER.ZS","value":"x"},"country":{"id":%q,"value":"x"},"countryiso3code":%q,"date":%q,"value":%s,"unit":"","obs_status":%q,"decimal":0}`,
		id, iso3, date, value, status)
}

func TestParse(t *testing.T) {
	sources, areas := shippedSources(t), shippedAreas(t)
	for _, c := range parseCases {
		t.Run(c.name, func(t *testing.T) {
			p, err := Parse(sources[c.source], areas, c.codes, "", File{Name: c.file, Bytes: []byte(c.text)})
			if err != nil {
				t.Fatal(err)
			}
			c.check(t, p)
		})
	}
}

func (c parseCase) check(t *testing.T, p Parsed) {
	t.Helper()
	checkParsed(t, p)
	if got := rowsOf(p); !slices.Equal(got, slices.Sorted(slices.Values(c.want))) {
		t.Errorf("kept\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
	}
	if !maps.Equal(p.Skipped, c.skipped) && len(p.Skipped)+len(c.skipped) > 0 {
		t.Errorf("skipped %v, want %v", p.Skipped, c.skipped)
	}
	if speaks := fmt.Sprintf("%s %d-%d", strings.Join(p.Codes, ","), p.From, p.To); c.speaks != "" && speaks != c.speaks {
		t.Errorf("speaks for %s, want %s", speaks, c.speaks)
	}
	if p.Edition != c.edition {
		t.Errorf("edition %q, want %q", p.Edition, c.edition)
	}
	for reason, want := range c.samples {
		if got := p.Samples[reason]; got != want {
			t.Errorf("sample of %s: %s, want %s", reason, got, want)
		}
	}
}

// specOf makes a source from the YAML of its collecting half.
func specOf(t testing.TB, text string) Spec {
	t.Helper()
	spec := Spec{ID: "x"}
	if err := yaml.Unmarshal([]byte(text), &spec); err != nil {
		t.Fatal(err)
	}
	return spec
}

const plainTable = "files: [{match: '*.csv', format: table, layout: {area: [area], code: {fixed: X}, year: {column: year}, value: value}}]"

func TestParseErrors(t *testing.T) {
	sources, areas := shippedSources(t), shippedAreas(t)
	table := specOf(t, plainTable)
	for _, c := range []struct {
		name         string
		spec         Spec
		format, file string
		text, want   string
	}{
		{"empty", table, "", "a.csv", " \n", "read a.csv: the file is empty; download it again"},
		{"a column is missing", table, "", "a.csv", "area,jahr,value\nKEN,2020,1\n",
			`read a.csv: column "year" is missing; the header in row 1 has: area, jahr, value. Take the file as the publisher hands it out, or change the columns in its layout`},
		{"no header", table, "", "a.csv", "1,2,3\n",
			`read a.csv: column "area" is missing from the first 60 rows; row 1 has: 1, 2, 3. Take the file as the publisher hands it out, or change the columns in its layout`},
		{"a column twice", table, "", "a.csv", "area,year,value,value\nKEN,2020,1,2\n", `read a.csv: column "value" stands twice in the header in row 1; take one out`},
		{"two values for one key", table, "", "a.csv", "area,year,value\nKEN,2020,1\nIND,2020,1\nKenya,2020,2\n",
			`read a.csv: row 2 field "value" and row 4 field "value" both give X of KEN in 2020: 1 (A) and 2 (A); ask the publisher which holds, or declare one under wrong_cells`},
		{"another encoding", table, "", "a.csv", "area,year,value\nKEN,2020,1\nC\xf4te d'Ivoire,2020,1\n",
			"read a.csv: line 3 holds byte 0xf4, which is not UTF-8; save the file as UTF-8 or declare encoding: windows-1252 in its layout"},
		{"cut off", table, "", "a.csv", "area,year,value\nKEN,2020\n", "read a.csv: row 2 has 2 cells, the header 3; the file may be cut off: download it again"},
		{"cut off in a quote", table, "", "a.csv", "area,year,value\nKEN,2020,\"1\n",
			"read a.csv: line 2: a quoted cell does not end, or goes on after its end; the file may be cut off or its separator another one: download it again"},
		{"a stray separator", table, "", "a.csv", "area,year,value\nKEN,2020,1,2\n", "read a.csv: row 2 has 4 cells, the header 3; a quote or separator is wrong: download it again"},
		{"unknown format", table, "xml", "a.csv", "x", `read a.csv: unknown format "xml"; known are ` + strings.Join(Formats(), ", ")},
		{"nothing fits", table, "", "a.txt", "some words",
			"read a.txt: no file pattern of source x fits the name and the content looks like none of " + strings.Join(Formats(), ", ") + "; give the file the publisher's name, or name its format"},
		{"no figures", sources["itu-datahub-tables"], "", "Level of Competition.csv", "x", "read Level of Competition.csv: holds no figures to import: the cells are categories in words"},
		{"an answer of the World Bank with status 200", sources["wb-wdi"], "", "a.json", `[{"message":[{"id":"120","key":"Invalid value","value":"Not valid"}]}]`,
			"read a.json: the World Bank answers: Not valid (120, Invalid value)"},
		{"JSON that is cut off", sources["wb-wdi"], "", "a.json", `[{"page":1},[{`, "read a.json: unexpected end of JSON input; the file may be cut off: fetch it again"},
		{"XML of the World Bank", sources["wb-wdi"], "", "a.json", "\ufeff<?xml version=\"1.0\"?><wb:data/>",
			"read a.json: the answer is XML or a web page; ask the API with format=json"},
		{"packed with gzip", table, "", "a.csv", "\x1f\x8b\x08", "read a.csv: the file is packed with gzip; unpack it first"},
		{"JSON of another shape", sources["itu-datahub"], "", "a.json", `{"data":[]}`,
			"read a.json: the file is of another shape than the publisher sends, of the JSON type object; save the answer itself, as it comes"},
		{"a field of another shape", sources["wb-wdi"], "", "a.json", `[{"indicator":{"id":5},"value":1}]`,
			`read a.json: record 1: field "indicator.id" is of another shape than the publisher sends, of the JSON type number; save the answer itself, as it comes`},
		{"no years", sources["wb-wdi"], "worldbank-bulk", "a.csv", "Country Name,Country Code,Indicator Code\n",
			"read a.csv: no column is a year (^(\\d{4})$); the header in row 1 has: Country Name, Country Code, Indicator Code. Take the file as the publisher hands it out"},
		{"the name does not tell the edition", sources["itu-idi"], "", "annex2.csv", annex2Header + "\n",
			`read annex2.csv: the file name does not tell the year ((\d{4})\D*annex2); give the file the publisher's name`},
		{"the name is no code", sources["wb-wdi"], "worldbank-long", "a.txt", "Country Name,Country Code,Year,Value\n",
			`read a.txt: the file name does not tell the series code ((?i)^(.+?)(?: \(\d+\))?\.csv$); give the file the publisher's name`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(c.spec, areas, nil, c.format, File{Name: c.file, Bytes: []byte(c.text)})
			if err == nil || err.Error() != c.want {
				t.Errorf("error\n%v\nwant\n%s", err, c.want)
			}
		})
	}
}

func TestDeclaredEncodingAndSeparator(t *testing.T) {
	spec := specOf(t, "files: [{match: '*', format: table, layout: {encoding: windows-1252, separator: ';', thousands: ',', area: [area], code: {fixed: X}, year: {fixed: '2020'}, value: value}}]")
	p, err := Parse(spec, shippedAreas(t), nil, "", File{Name: "a.csv", Bytes: []byte("area;value\nC\xf4te d\x92Ivoire;1,234,567.8\nKenya;12,34\n")})
	if err != nil {
		t.Fatal(err)
	}
	parseCase{want: []string{"X CIV 2020 1234567.8 A"}, skipped: map[string]int{notANumber: 1}}.check(t, p)
}

func TestNumbers(t *testing.T) {
	all := numberRules{Missing: []string{"n.a."}, Percent: true, Prefix: "$", Thousands: ","}
	for _, c := range []struct {
		text, want string // the value with its decimals, or the reason
		rules      numberRules
	}{
		{"12", "12", numberRules{}}, {"-0", "0", numberRules{}}, {"0.00000", "0.00000", numberRules{}}, {" 7.50 ", "7.50", numberRules{}},
		{"4.47687e+007", "44768700", numberRules{}}, {"4.37E-06", "0.00000437", numberRules{}}, {"1E5", "100000", numberRules{}}, {".5", "0.5", numberRules{}},
		{"<0.1", "<0.1", numberRules{}}, {"> 95", ">95", numberRules{}}, {">95%", ">95", all},
		{"17.0485%", "17.0485", all}, {"$2.10159e+008", "210159000", all}, {"$-5", "-5", all}, {"1,234.5", "1234.5", all}, {"1,23", notANumber, all},
		{"17%", notANumber, numberRules{}}, {"$5", notANumber, numberRules{}}, {"1,234", notANumber, numberRules{}},
		{"", missing, numberRules{}}, {"..", missing, numberRules{}}, {"N/A", missing, numberRules{}}, {"-", missing, numberRules{}}, {"NaN", missing, numberRules{}},
		{"N", missing, numberRules{}}, {"null", missing, numberRules{}}, {"...", missing, numberRules{}}, {"n.a.", missing, all}, {"n.a.", notANumber, numberRules{}},
		{"Inf", notANumber, numberRules{}}, {"1e400", notFinite, numberRules{}}, {"0x10", notANumber, numberRules{}}, {"1_000", notANumber, numberRules{}},
		{"<", notANumber, numberRules{}}, {"1.2.3", notANumber, numberRules{}}, {"Monopoly", notANumber, numberRules{}},
	} {
		p, got := c.rules.read(c.text)
		if got == "" {
			got = map[data.Bound]string{data.Below: "<", data.Above: ">"}[p.Bound] + strconv.FormatFloat(p.Value, 'f', p.Decimals, 64)
		}
		if got != c.want {
			t.Errorf("%q is %s, want %s", c.text, got, c.want)
		}
	}
	if p, reason := (numberRules{}).read("1e-300"); reason != "" || p.Decimals != -1 {
		t.Errorf("1e-300: %+v %s, want decimals that are not known", p, reason)
	}
}

// sheets of a made-up workbook, by name in order.
type sheet struct {
	name  string
	cells map[string]any
}

func workbookOf(t testing.TB, sheets ...sheet) []byte {
	t.Helper()
	x := excelize.NewFile()
	defer x.Close()
	for i, s := range sheets {
		if i == 0 {
			if err := x.SetSheetName("Sheet1", s.name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := x.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		for at, v := range s.cells {
			if err := x.SetCellValue(s.name, at, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const blockSpec = `
areas: {Africa: ITU_AFR, Developed*: DVD}
files:
- match: "*.xlsx"
  format: table
  layout:
    sheets:
    - sheet: Blocks
      status: {fixed: E}
      blocks:
        end: ["Notes:"]
        labels: {Total: {}, Female: {dims: {sex: F}}, Youth (15-24): {dims: {age: Y15T24}}, Rest: {skip: no class}}
        titles:
        - title: Users
          parts: [{skip: totals}, {code: Users (%)}]
        - title: '^Users by sex, (\d{4})\**$'
          parts: [{code: By sex}]
        - title: Users by sex
          parts: [{code: By sex}]
    wrong_cells: [{code: Users (%), area: ITU_AFR, year: 2020, value: "37.7", reason: known to be wrong}]
`

// blockCells are a sheet with all that the sheets of aggregates do.
func blockCells() map[string]any {
	return map[string]any{
		"A1": "What the sheet is about",
		"A3": "Users", "B3": "Millions", "E3": "%",
		"B4": 2020, "C4": 2021, "E4": 2020, "F4": 2021,
		"A5": "World", "B5": 4663.6, "C5": 4944.5, "E5": 12.6, "F5": 95.2,
		"A6": "Africa", "B6": "N/A", "C6": "N/A", "E6": 37.7, "F6": "N/A",
		"A8": "Users by sex, 2019**",
		"B9": "Total", "C9": "Female", "A10": "Developed*", "B10": 50.1, "C10": 49.9,
		"A12": "Users by sex",
		"B13": 2020, "E13": 2021, "B14": "Total", "C14": "Youth \n(15-24)", "E14": "Total", "F14": "Rest",
		"A15": "World", "B15": 1, "C15": 2, "E15": 3, "F15": 4,
		// The lower header comes again, the upper one does not.
		"B17": "Total", "C17": "Female", "E17": "Total", "F17": "Female",
		"A18": "Africa", "B18": 5, "C18": 6, "E18": 7, "F18": 8,
		"A20": "Notes:", "A21": "World", "B21": 99,
	}
}

func TestBlocks(t *testing.T) {
	book := workbookOf(t, sheet{"Blocks", blockCells()}, sheet{"Method", map[string]any{"A1": "words", "A3": "more words"}})
	p, err := Parse(specOf(t, blockSpec), shippedAreas(t), nil, "", File{Name: "b.xlsx", Bytes: book})
	if err != nil {
		t.Fatal(err)
	}
	parseCase{
		want: []string{
			"Users (%) WLD 2020 12.6 E", "Users (%) WLD 2021 95.2 E", "By sex DVD 2019 50.1 E", "By sex DVD 2019 49.9 E sex=F",
			"By sex WLD 2020 1 E", "By sex WLD 2020 2 E age=Y15T24", "By sex WLD 2021 3 E",
			"By sex ITU_AFR 2020 5 E", "By sex ITU_AFR 2020 6 E sex=F", "By sex ITU_AFR 2021 7 E", "By sex ITU_AFR 2021 8 E sex=F",
		},
		skipped: map[string]int{"heading": 1, "totals": 4, "known to be wrong": 1, missing: 1, "no class": 1, "sheet not in the layout": 2},
		samples: map[string]string{"known to be wrong": `sheet "Blocks" row 6 field "E": "37.7"`},
	}.check(t, p)
}

func TestBlockErrors(t *testing.T) {
	for _, c := range []struct {
		name, want string
		change     map[string]any
	}{
		{"a title that nobody declared", `sheet "Blocks": row 8: "Users by age" is neither a declared title nor an area; add it to the titles, to end or to the areas of the source`,
			map[string]any{"A8": "Users by age"}},
		{"a header that nobody declared", `sheet "Blocks": row 9: header "All" is neither a year nor a declared label; add it to labels in the layout`, map[string]any{"B9": "All"}},
		{"a header without a title", `sheet "Blocks": row 3 looks like a header without a declared title above; add its block to the layout`, map[string]any{"A3": ""}},
		{"a title that is gone", `sheet "Blocks": no block is titled "Users by sex"; take the file as the publisher hands it out, or change the titles in its layout`,
			map[string]any{"A12": "Notes:"}},
		{"a run too many", `sheet "Blocks": row 4: block "Users" has 3 runs of columns, its layout 2 parts`, map[string]any{"H4": 2020}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cells := blockCells()
			maps.Copy(cells, c.change)
			_, err := Parse(specOf(t, blockSpec), shippedAreas(t), nil, "", File{Name: "b.xlsx", Bytes: workbookOf(t, sheet{"Blocks", cells})})
			if err == nil || err.Error() != "read b.xlsx: "+c.want {
				t.Errorf("error\n%v\nwant\n%s", err, c.want)
			}
		})
	}
	_, err := Parse(specOf(t, blockSpec), shippedAreas(t), nil, "", File{Name: "b.xlsx", Bytes: workbookOf(t, sheet{"Other", nil})})
	if want := `read b.xlsx: sheet "Blocks" is missing; the workbook has: Other`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestHeaderOfTwoRows(t *testing.T) {
	book := workbookOf(t, sheet{"10. Individuals using the Inter", map[string]any{
		"B1": "Some title", "D2": "Latest", "E2": "All", "G2": "Gender", "L2": "Urban", "S2": "Rural",
		"B3": "Economy name", "D3": "year", "E3": "Individuals", "G3": "Male", "I3": "Female", "L3": "Total", "N3": "Male", "P3": "Female", "S3": "Total", "U3": "Male", "X3": "Female",
		"B4": "Algeria", "D4": "2018", "E4": "49.0", "F4": 1, "G4": "55.1", "I4": "42.9", "L4": "...", "N4": "...", "P4": "...", "S4": "34.1", "U4": "...", "X4": "...",
		"B6": "Source:", "C6": "somebody",
	}})
	p, err := Parse(shippedSources(t)["itu-gender-gap"], shippedAreas(t), nil, "", File{Name: "gender_gap_x.xlsx", Bytes: book})
	if err != nil {
		t.Fatal(err)
	}
	const code = "Individuals using the Internet (%) DZA 2018 "
	parseCase{
		want:    []string{code + "49.0 A", code + "55.1 A sex=M", code + "42.9 A sex=F", code + "34.1 A location=R"},
		skipped: map[string]int{missing: 5, footerLine: 1},
	}.check(t, p)
}

func zipOf(t testing.TB, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(members); i += 2 {
		w, err := z.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(members[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestArchiveOfOtherSystems: macOS packs a companion of each file under the
// file's name, and programs for Windows part folders by backslashes.
func TestArchiveOfOtherSystems(t *testing.T) {
	raw := zipOf(t, `in\Households with a computer.csv`, "Economy,2024\nKenya,5\n", "__MACOSX/in/._Households with a computer.csv", "\x00\x05\x16\x07", "in/.DS_Store", "\x00")
	p, err := Parse(shippedSources(t)["itu-datahub-tables"], shippedAreas(t), nil, "", File{Name: "a.zip", Bytes: raw})
	if err != nil {
		t.Fatal(err)
	}
	parseCase{want: []string{"Households with a computer KEN 2024 5 A"}, skipped: map[string]int{"archive member not read": 2}}.check(t, p)
}

const bulkMember = "Country Name,Country Code,Indicator Name,Indicator Code,2020\nKenya,KEN,x,X.Y,1\n"

func TestArchive(t *testing.T) {
	spec := shippedSources(t)["wb-wdi"]
	p, err := Parse(spec, shippedAreas(t), nil, "", File{Name: "a.zip",
		Bytes: zipOf(t, "Metadata_Country_API_X.csv", "Country Code,Region\n", "in/API_X.csv", bulkMember, "readme.txt", "words")})
	if err != nil {
		t.Fatal(err)
	}
	parseCase{want: []string{"X.Y KEN 2020 1 A"}, skipped: map[string]int{"archive member not read": 2}}.check(t, p)

	for name, c := range map[string]struct {
		raw  []byte
		want string
	}{
		"a bomb":          {zipOf(t, "API_X.csv", strings.Repeat(" ", 64<<20)), "times its size, more than 200"},
		"nothing known":   {zipOf(t, "readme.txt", "words"), "no member of the archive is of a known shape"},
		"nested":          {zipOf(t, "API_X.csv", string(zipOf(t, "API_X.csv", bulkMember))), "an archive inside an archive"},
		"a bad member":    {zipOf(t, "API_X.csv", "Country Code\nKEN\n"), "member API_X.csv: column"},
		"cut off":         {zipOf(t, "API_X.csv", bulkMember)[:60], "open the archive"},
		"between members": {zipOf(t, "API_X.csv", bulkMember, "API_Y.csv", strings.Replace(bulkMember, ",1\n", ",2\n", 1)), "both give X.Y of KEN in 2020"},
	} {
		_, err := Parse(spec, shippedAreas(t), nil, "", File{Name: "a.zip", Bytes: c.raw})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", name, err, c.want)
		}
	}
	book := zipOf(t, "[Content_Types].xml", "<x/>", "xl/workbook.xml", strings.Repeat(" ", 64<<20))
	if _, err := Parse(specOf(t, blockSpec), nil, nil, "", File{Name: "b.xlsx", Bytes: book}); err == nil || !strings.Contains(err.Error(), "times its size") {
		t.Errorf("a workbook that unpacks without end: %v", err)
	}
}

// A file that was renamed keeps the rules of its source.
func TestFormatChoice(t *testing.T) {
	sources, areas := shippedSources(t), shippedAreas(t)
	const zero = "seriesCode,entityIso,dataYear,dataValue\ni154_FBB5_GNI,CUB,2022,0\n"
	p, err := Parse(sources["itu-datahub"], areas, nil, "", File{Name: "download", Bytes: []byte(zero)})
	if err != nil || p.Skipped[zeroPrice] != 1 {
		t.Errorf("a renamed file: %v, %v; want the rules of the source", p.Skipped, err)
	}
	p, err = Parse(sources["itu-datahub"], areas, nil, "itu-datahub-csv", File{Name: "x", Bytes: []byte(zero)})
	if err != nil || p.Skipped[zeroPrice] != 1 {
		t.Errorf("a named format: %v, %v; want the rules of the source", p.Skipped, err)
	}
	_, err = Parse(sources["unsd-sdg"], areas, nil, "table", File{Name: "x.csv", Bytes: []byte(zero)})
	if err == nil || !strings.Contains(err.Error(), "none for this name") {
		t.Errorf("a table of an unknown name: %v; want an error", err)
	}
}

func TestCheckFiles(t *testing.T) {
	for text, want := range map[string]string{
		"{match: '[', format: table}":                     "pattern",
		"{match: '*', format: xml}":                       `unknown format "xml"`,
		"{match: '*', format: table}":                     "give one of value, values, years and blocks",
		"{match: '*', format: table, layout: {vaIue: x}}": "field vaIue not found",
		"{match: '*', format: table, layout: {area: [a], code: {fixed: X}, year: {fixed: '1'}, value: x, years: y}}": "give one of",
		"{match: '*', format: table, layout: {code: {fixed: X}, year: {fixed: '1'}, value: x}}":                      "no area column",
		"{match: '*', format: table, layout: {area: [a], year: {fixed: '1'}, value: x}}":                             "no code",
		"{match: '*', format: table, layout: {area: [a], code: {fixed: X}, value: x}}":                               "no year",
		"{match: '*', format: table, layout: {area: [a], code: {fixed: X}, years: '('}}":                             "missing closing",
		"{match: '*', format: table, layout: {blocks: {titles: [{title: A}]}}}":                                      "needs parts",
		"{match: '*', format: worldbank-long, layout: {wrong_cells: [{code: X}]}}":                                   "a wrong cell needs",
	} {
		err := CheckFiles(specOf(t, "files: ["+text+"]"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	if got, want := Formats(), slices.Sorted(maps.Keys(presets())); !slices.Equal(got, want) {
		t.Errorf("formats %v, presets %v", got, want)
	}
}
