package collector

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// goalSeries are the codes that the publishers' files of the SDG database are
// read for: those of the indicators and what else there is on ICT.
var goalSeries = []string{"IT_USE_ii99", "IT_NET_BBN", "IT_NET_BBP", "IT_MOB_OWN", "IT_MOB_NTWK", "IT_MOB_2GNTWK", "IT_MOB_3GNTWK",
	"IT_MOB_4GNTWK", "IT_MOB_5GNTWK", "SE_ACC_INTN", "SE_ACC_COMP"}

// TestSDGReleases reads the releases of 2019 and the exports of the portal,
// where they are at hand. No value differs between the two releases.
func TestSDGReleases(t *testing.T) {
	dir := filepath.Join(sharedDir(t), "data", "unsdg")
	spec, areas := shippedSources(t)["unsd-sdg"], shippedAreas(t)
	values := map[string]map[keyYear]data.Point{}
	for _, folder := range []string{"2019.Q1.G.03", "2019.Q3.G.01", "portal-ethiopia"} {
		values[folder] = map[keyYear]data.Point{}
		for _, pattern := range []string{"csv_*.csv", "*.xlsx", "Indicator_*.json"} {
			names, err := filepath.Glob(filepath.Join(dir, folder, pattern))
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				raw, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				p, err := Parse(spec, areas, goalSeries, "", File{Name: filepath.Base(name), Bytes: raw})
				if err != nil {
					t.Fatal(err)
				}
				checkParsed(t, p)
				for reason, n := range p.Skipped {
					if !slices.Contains([]string{missing, notWanted, "SDG region that joins several of M49"}, reason) {
						t.Errorf("%s: %d rows: %s, such as %s", name, n, reason, p.Samples[reason])
					}
				}
				for o := range data.Rows(p.Series) {
					values[folder][keyYear{o.Key, o.Year}] = o.Point
				}
			}
		}
	}
	// Counted in the files without this program: 21167 in the tables, and what
	// only the trees have of 19 groups, TWN and FSM.
	for folder, want := range map[string]int{"2019.Q1.G.03": 21167 + 381, "2019.Q3.G.01": 21167 + 381, "portal-ethiopia": 183} {
		if got := len(values[folder]); got != want {
			t.Errorf("%s: %d values, want %d", folder, got, want)
		}
	}
	ethiopia := keyYear{data.Key{Source: "unsd-sdg", Code: "IT_NET_BBN", Area: "ETH", Dims: data.Dims{Breakdown: "ANYS"}.Full()}, 2003}
	if p := values["portal-ethiopia"][ethiopia]; p.Value != 57 || p.Status != data.Normal {
		t.Errorf("Ethiopia in 2003: %+v", p)
	}
	for _, folder := range []string{"2019.Q1.G.03", "2019.Q3.G.01"} {
		fsm := values[folder][keyYear{data.Key{Source: "unsd-sdg", Code: "IT_USE_ii99", Area: "FSM", Dims: data.Totals}, 2017}]
		if fsm.Value != 35.3 {
			t.Errorf("%s: the Federated States of Micronesia in 2017: %+v", folder, fsm)
		}
	}
}
