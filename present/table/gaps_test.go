package table

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// editionOf is an edition over the small world, users broken down by sex.
func editionOf(t *testing.T, series ...data.Series) *progress.Edition {
	t.Helper()
	files := maps.Clone(world)
	all := *files["indicators/all.yaml"]
	all.Data = []byte(strings.ReplaceAll(string(all.Data), "breakdowns: [{sex: F}]}, {source: wb, code: b}", "breakdowns: [{sex: F}, {sex: M}]}, {source: wb, code: b, breakdowns: [{sex: F}, {sex: M}]}"))
	files["indicators/all.yaml"] = &all
	c, err := configs.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(series, func(a, b data.Series) int { return a.Compare(b.Key) })
	e, err := progress.Build(progress.Input{Catalog: c.Catalog, Snapshot: 1, Config: c.Hash, Version: "test", Reference: day(t, "2025-06-30"), Series: series})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestGapsAreOfOneYearAndOneSource(t *testing.T) {
	women, men := data.Dims{Sex: "F"}, data.Dims{Sex: "M"}
	bound := put("a", "ALB", women, 1, 2022, 50)
	bound.Points[0].Bound = data.Below
	e := editionOf(t,
		put("a", "RWA", women, 1, 2018, 20, 2020, 30), put("a", "RWA", men, 1, 2018, 25, 2021, 40), // no common year after 2018
		put("a", "ZMB", women, 1, 2022, 44), put("a", "ZMB", men, 1, 2022, 40), // women ahead
		put("a", "CIV", women, 1, 2022, 50), put("a", "CIV", men, 1, 2022, 50), // none
		put("a", "ALA", women, 1, 2022, 60),      // one end
		bound, put("a", "ALB", men, 1, 2022, 55), // a mere limit
		put("a", "WLD", women, 1, 2022, 60), put("a", "WLD", men, 1, 2022, 72),
		put("b", "AFG", women, 1, 2022, 5), put("b", "AFG", men, 1, 2022, 25), // another source than the other economies
	)
	list := Contrasts(e, "users")
	if len(list) != 1 || list[0].ID != "sex" || list[0].Ends[0].Sex != "F" || list[0].Ends[1].Sex != "M" {
		t.Fatalf("contrasts %+v, want that of the sexes", list)
	}
	if got := Contrasts(e, "skills"); got != nil {
		t.Errorf("an indicator without breakdowns has the contrasts %v", got)
	}
	var got []string
	for _, g := range Gaps(e, "users", list[0], "") {
		if g.Lines[0].Source != g.Lines[1].Source || g.Points[0].Year != g.Points[1].Year {
			t.Errorf("%s: the ends are of %s %d and %s %d", g.Area.Code, g.Lines[0].Source, g.Points[0].Year, g.Lines[1].Source, g.Points[1].Year)
		}
		got = append(got, fmt.Sprintf("%s %d %g", g.Area.Code, g.Points[0].Year, g.Value))
	}
	if want := "WLD 2022 12, RWA 2018 5, CIV 2022 0, ZMB 2022 -4"; strings.Join(got, ", ") != want {
		t.Errorf("gaps %q, want %q", strings.Join(got, ", "), want)
	}
	if gaps := Gaps(e, "users", list[0], "wb"); len(gaps) != 1 || gaps[0].Area.Code != "AFG" || gaps[0].Value != 20 {
		t.Errorf("gaps by the other source: %+v", gaps)
	}
}

// TestInYearCarriesNothingForward: an economy that has an older and a newer
// value, and none of the year, has no row.
func TestInYearCarriesNothingForward(t *testing.T) {
	e := editionOf(t,
		put("a", "RWA", data.Dims{}, 1, 2015, 18, 2024, 34.2), put("a", "ZMB", data.Dims{}, 1, 2020, 0), put("a", "CIV", data.Dims{}, 1, 2019, 1, 2020, 2, 2021, 3),
		put("a", "WLD", data.Dims{}, 1, 2020, 50))
	groups, economies := InYear(e, "users", data.Dims{}, "", 2020)
	if len(groups) != 1 || len(economies) != 2 {
		t.Fatalf("%d groups and %d economies in 2020, want 1 and 2", len(groups), len(economies))
	}
	if economies[0].Area.Code != "CIV" || economies[0].Last.Value != 2 || economies[1].Last.Value != 0 || economies[1].Last.Year != 2020 {
		t.Errorf("economies %+v", economies)
	}
	if groups, economies := InYear(e, "users", data.Dims{}, "", 2016); len(groups)+len(economies) != 0 {
		t.Errorf("values of 2016: %v %v", groups, economies)
	}
	_, all := Latest(e, "users", data.Dims{}, "")
	if got, want := fmt.Sprint(YearsOf(all)), "[2024 2021 2020 2019 2015]"; got != want {
		t.Errorf("years %s, want %s", got, want)
	}
}
