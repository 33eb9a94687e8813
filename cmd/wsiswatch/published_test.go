package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// published reads publishers' files for TestFiguresEqualThePublishersFiles. It
// shares no code with the parsers that it checks.
type published struct {
	dir string
}

// cell is a figure as the publisher printed it.
type cell struct {
	text   string
	status string
}

// figures are cells by area and year.
type figures map[string]map[int]cell

func (f figures) put(area string, year int, c cell) {
	if f[area] == nil {
		f[area] = map[int]cell{}
	}
	f[area][year] = c
}

func (p published) rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.TrimPrefix(string(raw), "\ufeff")
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	all, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out []map[string]string
	for _, rec := range all[1:] {
		row := map[string]string{}
		for i, v := range rec {
			if i < len(all[0]) {
				row[strings.TrimSpace(all[0][i])] = v
			}
		}
		out = append(out, row)
	}
	return out
}

// itu reads one series of a DataHub file. A price of zero is a missing price.
func (p published) itu(t *testing.T, file, code string, zeroMissing bool) figures {
	own := map[string]string{"KSO": "XKX", "GBJ": "JEY", "AAA": "GGY"}
	out := figures{}
	for _, r := range p.rows(t, "itu-datahub/"+file) {
		if r["seriesCode"] != code || zeroMissing && r["dataValue"] == "0" {
			continue
		}
		area := r["entityIso"]
		if a, ok := own[area]; ok {
			area = a
		}
		status := "A"
		if strings.Contains(strings.ToLower(r["dataSource"]), "estimate") {
			status = "E"
		}
		out.put(area, atoi(t, r["dataYear"]), cell{r["dataValue"], status})
	}
	return out
}

// long reads a World Bank file of name, code, year, value.
func (p published) long(t *testing.T, file string) figures {
	out := figures{}
	for _, r := range p.rows(t, "worldbank-wdi/"+file) {
		value := ""
		for k, v := range r {
			if strings.EqualFold(k, "value") {
				value = v
			}
		}
		if value != "" {
			out.put(r["Country Code"], atoi(t, r["Year"]), cell{value, "A"})
		}
	}
	return out
}

// api reads recorded answers of the World Bank's interface.
func (p published) api(t *testing.T, file string) figures {
	raw, err := os.ReadFile(filepath.Join(p.dir, "worldbank-api", file))
	if err != nil {
		t.Fatal(err)
	}
	var records []struct {
		ISO     string `json:"countryiso3code"`
		Country struct {
			ID string `json:"id"`
		} `json:"country"`
		Date  string       `json:"date"`
		Value *json.Number `json:"value"`
	}
	if err := json.Unmarshal(raw, &records); err != nil {
		t.Fatal(err)
	}
	income := map[string]string{"XD": "HIC", "XT": "UMC", "XN": "LMC", "XM": "LIC"}
	out := figures{}
	for _, r := range records {
		area := r.ISO
		if area == "" {
			area = income[r.Country.ID]
		}
		if r.Value != nil && area != "" {
			out.put(area, atoi(t, r.Date), cell{r.Value.String(), "A"})
		}
	}
	return out
}

func (p published) gci(t *testing.T) figures {
	out := figures{}
	for _, r := range p.rows(t, "itu-idi/itu_gci_2024.csv") {
		if r["INDICATOR"] == "ITU_GCI_GCI_OVRL_SCRE" {
			out.put(r["REF_AREA"], atoi(t, r["TIME_PERIOD"]), cell{r["OBS_VALUE"], "A"})
		}
	}
	return out
}

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestFiguresEqualThePublishersFiles compares what the API says with the files
// that the shipped figures were taken from, where those files are at hand:
// every area that the catalogue knows, every year, every digit, every status.
func TestFiguresEqualThePublishersFiles(t *testing.T) {
	p := published{dir: os.Getenv("WSISWATCH_SHARED")}
	if p.dir == "" {
		p.dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(p.dir); err != nil {
		t.Skip("the publishers' files are not at hand; set WSISWATCH_SHARED to their folder")
	}
	const coverage = "population_coverage_mobile_network.csv"
	for _, c := range []struct {
		indicator, source string
		want              figures
	}{
		{"internet_users", "itu-datahub", p.itu(t, "individuals_using_internet.csv", "i99H", false)},
		{"internet_users", "wb-wdi", p.api(t, "IT.NET.USER.ZS.json")},
		{"households_internet", "itu-datahub", p.itu(t, "households_internet_access.csv", "xHH6_IDI", false)},
		{"mobile_phone_ownership", "itu-datahub", p.itu(t, "mobile_phone_ownership.csv", "xHH18_IDI", false)},
		{"mobile_cellular_subs", "wb-wdi", p.long(t, "it.cel.sets.p2.csv")},
		{"mobile_broadband_subs", "itu-datahub", p.itu(t, "active_mobile_broadband_subscriptions.csv", "i911mw", false)},
		{"fixed_broadband_subs", "itu-datahub", p.itu(t, "fixed_broadband_subscriptions.csv", "i992b", false)},
		{"fixed_broadband_subs", "wb-wdi", p.long(t, "it.net.bbnd.p2.csv")},
		{"pop_cov_2g", "itu-datahub", p.itu(t, coverage, "i271pop", false)},
		{"pop_cov_3g", "itu-datahub", p.itu(t, coverage, "i271G", false)},
		{"pop_cov_4g", "itu-datahub", p.itu(t, coverage, "i271GA", false)},
		{"pop_cov_5g", "itu-datahub", p.itu(t, coverage, "i271G5_pop", false)},
		{"price_fixed_broadband", "itu-datahub", p.itu(t, "fixed_broadband_price_5gb.csv", "i154_FBB5_GNI", true)},
		{"secure_servers", "wb-wdi", p.long(t, "it.net.secr.p6.csv")},
		{"gci", "itu-gci", p.gci(t)},
	} {
		t.Run(c.indicator+" of "+c.source, func(t *testing.T) { compare(t, c.indicator, c.source, c.want) })
	}
}

func compare(t *testing.T, indicator, source string, want figures) {
	s := theSite(t)
	rows := list[apiObservation](t, s, "/api/v1/observations?limit=10000&indicator="+indicator+"&source="+source)
	got := figures{}
	for _, r := range rows {
		if r.Maker == "publisher" {
			got.put(r.Area, r.Year, cell{r.Value.String(), r.Status})
		}
	}
	cfg, err := (&app{}).config()
	if err != nil {
		t.Fatal(err)
	}
	compared, faults := 0, []string{}
	for area, years := range want {
		if _, known := cfg.Catalog.Area(area); !known {
			continue // groups of the publisher that are not watched
		}
		for year, w := range years {
			compared++
			if g := got[area][year]; g.status != w.status || !sameDigits(g.text, w.text) {
				faults = append(faults, fmt.Sprintf("%s %d: API %v, file %v", area, year, g, w))
			}
			delete(got[area], year)
		}
	}
	for area, years := range got {
		for year, g := range years {
			faults = append(faults, fmt.Sprintf("%s %d: API %v, not in the file", area, year, g))
		}
	}
	slices.Sort(faults)
	for _, f := range faults[:min(len(faults), 10)] {
		t.Error(f)
	}
	if compared < 300 || len(faults) > 0 {
		t.Errorf("%d figures compared, %d differ", compared, len(faults))
	}
}

// sameDigits compares printed figures; the publisher may print an exponent.
func sameDigits(api, file string) bool {
	if strings.ContainsAny(file, "eE") {
		f, err := strconv.ParseFloat(file, 64)
		return err == nil && api == strconv.FormatFloat(f, 'f', -1, 64)
	}
	return api == strings.TrimSpace(file)
}
