package collector

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// configs is where the shipped configuration stands. Package configs imports
// this one, so the tests read the two files that they need themselves.
const configs = "../configs"

func shippedSources(t testing.TB) map[string]Spec {
	t.Helper()
	var items []struct {
		data.Source `yaml:",inline"`
		Spec        `yaml:",inline"`
	}
	readYAML(t, filepath.Join(configs, "sources.yaml"), &items, true)
	out := map[string]Spec{}
	for _, it := range items {
		it.Spec.ID = it.Source.ID
		out[it.Source.ID] = it.Spec
	}
	return out
}

func shippedAreas(t testing.TB) *data.Resolver {
	t.Helper()
	var all []data.Area
	for _, name := range []string{"economies.yaml", "groups.yaml"} {
		var list []data.Area
		readYAML(t, filepath.Join(configs, "areas", name), &list, true)
		all = append(all, list...)
	}
	return data.NewResolver(all)
}

func readYAML(t testing.TB, path string, into any, strict bool) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(strict)
	if err := dec.Decode(into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func TestShippedLayoutsAreSound(t *testing.T) {
	for id, spec := range shippedSources(t) {
		if err := errors.Join(CheckFiles(spec), CheckSpec(spec)); err != nil {
			t.Errorf("source %s: %v", id, err)
		}
	}
}

// sharedDir finds the publishers' files, which are not part of the project.
func sharedDir(t *testing.T) string {
	dir := os.Getenv("WSISWATCH_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	if filepath.Base(dir) == "data" {
		dir = filepath.Dir(dir)
	}
	if _, err := os.Stat(filepath.Join(dir, "data")); err != nil {
		t.Skip("the publishers' files are not at hand; set WSISWATCH_SHARED to their folder")
	}
	return dir
}

// sharedFolders are the publishers' files and the source that reads them.
// rowCount says what a row of a file is: one cell, or one for each year.
var sharedFolders = []struct {
	pattern, source string
	rowCount        func(header, row []string) int
}{
	{"itu-datahub/*.csv", "itu-datahub", oneCell},
	{"itu-datahub-tables/*.csv", "itu-datahub-tables", yearCells},
	{"itu-aggregates/ITU_database.xlsx", "itu-aggregates", nil},
	{"itu-aggregates/gender_gap_*.xlsx", "itu-gender-gap", nil},
	{"itu-idi/itu_idi_2024.csv", "itu-idi", cells(2)},
	{"itu-idi/*annex2*.csv", "itu-idi", cells(19)},
	{"itu-idi/itu_gci_*.csv", "itu-gci", oneCell},
	{"worldbank-api/*.json", "wb-wdi", nil},
	{"worldbank-csv-vintages/*.csv", "wb-wdi", yearCells},
	{"worldbank-databank/*.csv", "wb-wdi", yearCells},
	{"worldbank-wdi/*.csv", "wb-wdi", oneCell},
	{"worldbank-data360/*.csv", "wb-data360", oneCell},
	{"un-egdi/*.csv", "un-egdi", cells(5)},
	{"unsdg/2020-10/*.csv", "unsd-sdg", oneCell},
	{"unctad/*.csv", "unctad-ict", oneCell},
	{"uis/*.csv", "uis", oneCell},
}

func oneCell(_, _ []string) int { return 1 }

func cells(n int) func(_, _ []string) int { return func(_, _ []string) int { return n } }

var yearHeader = regexp.MustCompile(`^\d{4}( \[YR\d{4}\])?$`)

// yearCells counts the years of a row; a row without a second cell is a line
// of text after the data.
func yearCells(header, row []string) int {
	n := 0
	for _, h := range header {
		if yearHeader.MatchString(h) {
			n++
		}
	}
	switch {
	case strings.Join(row, "") == "":
		return 0
	case len(row) > 1 && strings.Join(row[1:], "") == "":
		return 1
	}
	return n
}

// withoutFigures are the files that layouts declare to hold none.
var withoutFigures = regexp.MustCompile(`^(Level of Competition|ICT accessibility policies|Metadata_.*|ddf--entities--.*)\.csv$`)

// TestPublishersFiles reads every file of the publishers' folders, where they
// are at hand, with the shipped sources and areas.
func TestPublishersFiles(t *testing.T) {
	dir := filepath.Join(sharedDir(t), "data")
	sources, areas := shippedSources(t), shippedAreas(t)
	for _, folder := range sharedFolders {
		names, err := filepath.Glob(filepath.Join(dir, folder.pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: no files (%v)", folder.pattern, err)
		}
		for _, name := range names {
			t.Run(folder.source+"/"+filepath.Base(name), func(t *testing.T) {
				p, ok := parseShared(t, sources[folder.source], areas, name)
				if !ok {
					return
				}
				if folder.rowCount != nil {
					if want := countRows(t, name, folder.rowCount); p.Read != want {
						t.Errorf("read %d rows, the file has %d", p.Read, want)
					}
				}
				for reason, n := range p.Skipped {
					if slices.Contains([]string{unknownArea, notANumber, notAYear, notInRange, notFinite, noCode}, reason) || strings.HasPrefix(reason, "unknown ") {
						t.Errorf("%d rows: %s, such as %s", n, reason, p.Samples[reason])
					}
				}
				if data.CountRows(p.Series) == 0 {
					t.Error("nothing was kept")
				}
			})
		}
	}
}

func parseShared(t *testing.T, spec Spec, areas *data.Resolver, name string) (Parsed, bool) {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Parse(spec, areas, nil, "", File{Name: filepath.Base(name), Bytes: raw})
	if withoutFigures.MatchString(filepath.Base(name)) {
		if !errors.Is(err, ErrNoFigures) {
			t.Errorf("error %v, want ErrNoFigures", err)
		}
		return p, false
	}
	if err != nil {
		t.Fatal(err)
	}
	checkParsed(t, p)
	return p, true
}

// countRows counts the rows of a CSV file without the code under test.
func countRows(t *testing.T, name string, count func(header, row []string) int) int {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	first := 0
	for len(all[first]) < 4 { // a preamble
		first++
	}
	n := 0
	for _, row := range all[first+1:] {
		n += count(all[first], row)
	}
	return n
}

// anchor says which observation a value of the list of anchors is. Absent
// ones must have been left out.
type anchor struct {
	code, area string
	dims       data.Dims
	absent     bool
}

var (
	female = data.Dims{Sex: "F"}
	male   = data.Dims{Sex: "M"}
)

const lte = "Population covered by at least an LTE/WiMAX mobile network (%)"

var anchors = map[int]anchor{
	1:  {code: "IT.NET.USER.ZS", area: "WLD"},
	2:  {code: "IT.NET.USER.ZS", area: "KEN"},
	3:  {code: "IT.NET.USER.ZS", area: "KEN"},
	4:  {code: "i99H", area: "IND"},
	5:  {code: "Internet use by sex (%)", area: "LDC", dims: female},
	6:  {code: "Internet use by urban-rural area (%)", area: "WLD", dims: data.Dims{Location: "U"}},
	7:  {code: "Internet use by urban-rural area (%)", area: "LDC", dims: data.Dims{Location: "R"}},
	8:  {code: "Internet use by age (%)", area: "WLD", dims: data.Dims{Age: "Y15T24"}},
	9:  {code: "Households with Internet access at home (%)", area: "WLD"},
	10: {code: "Households with a computer", area: "ALB"},
	11: {code: "xHH18_IDI", area: "ETH"},
	12: {code: "IT_MOB_OWN", area: "PER", dims: female},
	13: {code: "IT.CEL.SETS.P2", area: "LDC"},
	14: {code: "i271mw", area: "KEN"},
	15: {code: "i911mw", area: "KEN"},
	16: {code: "IT.NET.BBND.P2", area: "LDC"},
	17: {code: "IT_NET_BBN", area: "AUS", dims: data.Dims{Breakdown: "10MBPS"}},
	18: {code: "Population covered by a mobile-cellular network (%)", area: "WLD"},
	19: {code: "Population covered by at least a 3G mobile network (%)", area: "LDC"},
	20: {code: lte, area: "ITU_AFR", absent: true}, // a wrong cell
	21: {code: "i271G5_pop", area: "ETH"},
	22: {code: "International bandwidth per Internet user (kbit/s)", area: "LDC"},
	23: {code: "mobile_bb_traffic_per_sub_gb", area: "ALB"},
	24: {code: "fixed_bb_traffic_per_sub_gb", area: "ALB"},
	25: {code: "mobile_data_voice_basket_pct_gni", area: "AFG"},
	26: {code: "i271mb_5GB_GNI", area: "KEN"},
	27: {code: "i154_FBB5_GNI", area: "CUB", absent: true}, // a missing price
	28: {code: "i271mb_5GB$", area: "AFG"},
	29: {code: "Individuals with basic ICT skills in safety", area: "AUT"},
	30: {code: "SE_ACC_INTN", area: "WLD", dims: data.Dims{Breakdown: "UPPSEC"}},
	32: {code: "E-Government Index", area: "DNK"},
	33: {code: "IT.NET.SECR.P6", area: "WLD"},
	34: {code: "ICT00 exports", area: "WLD"},
	35: {code: "ICT00 imports", area: "LDC"},
	36: {code: "IDI", area: "KEN"},
	37: {code: "ITU_GCI_GCI_OVRL_SCRE", area: "KEN"},
	40: {code: "HHA699_HHTotalHousehold", area: "ARM"},
	41: {code: "IT.NET.USER.ZS", area: "WLD"},
	42: {code: "IT.NET.USER.ZS", area: "WLD"},
	43: {code: "Individuals using the Internet (%)", area: "WLD"},
	44: {code: "IT.NET.USER.ZS", area: "LDC"},
	45: {code: "Individuals using the Internet (%)", area: "LDC"},
	46: {code: "IT.NET.USER.ZS", area: "HIC"},
	47: {code: "Individuals using the Internet (%)", area: "DVG"},
	48: {code: "Internet use by sex (%)", area: "DVG"},
	49: {code: "i99H", area: "IND"},
	50: {code: "IT.NET.USER.ZS", area: "IND"},
	51: {code: "Internet use by sex (%)", area: "WLD", dims: female},
	52: {code: "Internet use by sex (%)", area: "WLD", dims: male},
	53: {code: "IT.NET.USER.FE.ZS", area: "KEN"},
	54: {code: "Individuals using the Internet (%)", area: "DZA", dims: data.Dims{Location: "R"}},
	55: {code: "xHH6_IDI", area: "ALB"},
	56: {code: "IT.CEL.SETS.P2", area: "WLD"},
	57: {code: "ITU_DH_ACT_MOB_PER_100", area: "FIN"},
	58: {code: "i992b", area: "ETH"},
	59: {code: "i4213tfbb", area: "ETH"},
	60: {code: "IT_NET_BBN", area: "IND", dims: data.Dims{Breakdown: "10MBPS"}},
	61: {code: lte, area: "ITU_AFR"},
	62: {code: "i271GA", area: "ETH"},
	63: {code: "i154_FBB5_GNI", area: "KEN"},
	64: {code: "SE_ADT_ACTS", area: "CUB", dims: data.Dims{Breakdown: "CMFL"}},
	65: {code: "E-Government Index", area: "SSD", absent: true}, // no survey
	66: {code: "IT.NET.SECR", area: "WLD", absent: true},        // a wrong cell
	67: {code: "ITU_DH_INT_USR_DAY", area: "EGY"},
	68: {code: "SP.POP.TOTL", area: "WLD"},
}

// TestAnchors looks up figures that were read from the files by hand: value
// and decimals to the printed digit, and the known faults left out.
func TestAnchors(t *testing.T) {
	dir := sharedDir(t)
	var supply struct {
		Anchors     []listedAnchor `yaml:"anchors"`
		AnchorsMore []listedAnchor `yaml:"anchors_more"`
	}
	readYAML(t, filepath.Join(dir, "reference", "indicator-supply.yaml"), &supply, false)
	read := newSharedReader(t, dir)
	checked := 0
	for _, a := range append(supply.Anchors, supply.AnchorsMore...) {
		want, ok := anchors[a.N]
		if !ok {
			continue
		}
		checked++
		o, found := read.find(t, a.File, want, a.Year)
		switch {
		case want.absent && found && o.String(a.Value) == a.Value:
			t.Errorf("anchor %d: %s of %s in %d is %s, which should have been left out", a.N, want.code, want.area, a.Year, a.Value)
		case !want.absent && !found:
			t.Errorf("anchor %d: no %s of %s in %d", a.N, want.code, want.area, a.Year)
		case !want.absent && o.String(a.Value) != strings.TrimSuffix(a.Value, "%"):
			t.Errorf("anchor %d: %s of %s in %d is %s, want %s", a.N, want.code, want.area, a.Year, o.String(a.Value), a.Value)
		}
	}
	if checked != len(anchors) {
		t.Errorf("checked %d anchors of %d", checked, len(anchors))
	}
	internet := read.file(t, "itu-datahub/individuals_using_internet.csv")
	if n := countOf(internet, 2023, data.Estimated); n != 108 {
		t.Errorf("%d estimates of Internet use in 2023, want 108", n)
	}
	if n := countOf(internet, 2024, ""); n != 50 {
		t.Errorf("%d economies with Internet use in 2024, want 50", n)
	}
}

func countOf(p Parsed, year int, status data.Status) int {
	n := 0
	for o := range data.Rows(p.Series) {
		if o.Year == year && (status == "" || o.Status == status) {
			n++
		}
	}
	return n
}

type listedAnchor struct {
	N     int    `yaml:"n"`
	Year  int    `yaml:"year"`
	Value string `yaml:"value"`
	File  string `yaml:"file"`
}

type foundRow struct{ data.Observation }

// String prints the value with its decimals, in the notation of like.
func (o foundRow) String(like string) string {
	if strings.Contains(like, "e+") {
		v, err := strconv.ParseFloat(like, 64)
		if err == nil && v == o.Value && o.Decimals == 0 {
			return like
		}
	}
	return strconv.FormatFloat(o.Value, 'f', o.Decimals, 64)
}

// sharedReader parses each file once.
type sharedReader struct {
	dir     string
	sources map[string]Spec
	areas   *data.Resolver
	parsed  map[string]Parsed
}

func newSharedReader(t *testing.T, dir string) *sharedReader {
	return &sharedReader{dir, shippedSources(t), shippedAreas(t), map[string]Parsed{}}
}

func (s *sharedReader) file(t *testing.T, name string) Parsed {
	t.Helper()
	if p, ok := s.parsed[name]; ok {
		return p
	}
	for _, folder := range sharedFolders {
		if ok, err := filepath.Match(folder.pattern, name); err != nil || !ok {
			continue
		}
		p, _ := parseShared(t, s.sources[folder.source], s.areas, filepath.Join(s.dir, "data", name))
		s.parsed[name] = p
		return p
	}
	t.Fatalf("no source reads %s", name)
	return Parsed{}
}

func (s *sharedReader) find(t *testing.T, name string, a anchor, year int) (foundRow, bool) {
	t.Helper()
	for o := range data.Rows(s.file(t, name).Series) {
		if o.Code == a.code && o.Area == a.area && o.Dims == a.dims.Full() && o.Year == year {
			return foundRow{o}, true
		}
	}
	return foundRow{}, false
}

// keyYear names one observation.
type keyYear struct {
	data.Key
	year int
}

// checkParsed holds what is true of every result.
func checkParsed(t testing.TB, p Parsed) {
	t.Helper()
	skipped := 0
	for _, n := range p.Skipped {
		skipped += n
	}
	if p.Read != data.CountRows(p.Series)+skipped {
		t.Errorf("read %d, kept %d and skipped %d", p.Read, data.CountRows(p.Series), skipped)
	}
	seen := map[keyYear]bool{}
	for o := range data.Rows(p.Series) {
		if fault := faultOf(o, p); fault != "" {
			t.Errorf("%+v: %s", o, fault)
		}
		k := keyYear{o.Key, o.Year}
		if seen[k] {
			t.Errorf("%+v: twice", o)
		}
		seen[k] = true
	}
	for _, reason := range slices.Sorted(maps.Keys(p.Skipped)) {
		if p.Samples[reason] == "" {
			t.Errorf("no sample of %q", reason)
		}
	}
}

func faultOf(o data.Observation, p Parsed) string {
	switch {
	case !o.Has() || o.Value-o.Value != 0:
		return "not a finite value"
	case o.Year < earliestYear || o.Year > latestYear || o.Year < p.From || o.Year > p.To:
		return fmt.Sprintf("year outside %d to %d", p.From, p.To)
	case o.Area == "" || o.Code == "" || o.Dims != o.Dims.Full() || o.Status == "":
		return "a part of the key is blank"
	case !slices.Contains(p.Codes, o.Code):
		return "the file does not speak for the code"
	}
	return ""
}
