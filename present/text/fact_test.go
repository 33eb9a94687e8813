package text

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

func val(year int, v float64, s data.Status) *progress.Value {
	return &progress.Value{Year: year, Value: v, Status: s, Source: "s", Maker: progress.ByPublisher}
}

var (
	internet = data.Indicator{ID: "internet_users", Name: "Individuals using the Internet", Unit: "% of population", Direction: data.Up, Decimals: 1}
	price    = data.Indicator{ID: "price_fixed_broadband", Unit: "% of monthly GNI per capita", Direction: data.Down, Decimals: 2}
	parityOf = data.Indicator{ID: "gender_parity_internet", Unit: "ratio", Direction: data.ToOne, Decimals: 2}
	fixed    = data.Indicator{ID: "fixed_broadband_subs", Unit: "per 100 inhabitants", Direction: data.Up, Decimals: 1}
	aid      = data.Indicator{ID: "ict_aid", Unit: "constant USD", Direction: data.Up}
	world    = data.Area{Code: "WLD", Names: map[string]string{"en": "World"}, Group: true}
	kenya    = data.Area{Code: "KEN", Names: map[string]string{"en": "Kenya"}}
	congo    = data.Area{Code: "COD", Names: map[string]string{"en": "Democratic Republic of the Congo"}}
)

const paceMethod = "unsd-pace/1"

// pace is a verdict against a target.
func pace(base, latest *progress.Value, target float64, by int, share float64, c progress.Class) progress.Verdict {
	return progress.Verdict{Method: paceMethod, Benchmark: "B", Class: c, Base: base, Latest: latest, Target: &target, TargetYear: by, Pace: &share, Needed: num(1)}
}

// free is a verdict without a target.
func free(base, latest *progress.Value, rate float64, c progress.Class) progress.Verdict {
	return progress.Verdict{Method: paceMethod, Benchmark: "none", Class: c, Base: base, Latest: latest, Pace: &rate}
}

func none(latest *progress.Value, r progress.Reason) progress.Verdict {
	return progress.Verdict{Method: paceMethod, Reason: r, Latest: latest}
}

// TestFacts reads sentences that were written by hand first: number, unit,
// direction and grammar of each.
func TestFacts(t *testing.T) {
	w := english(t)
	cases := map[string]data.Comparator{"B": data.AtLeast, "over": data.Over, "most": data.AtMost}
	rising, falling := val(2015, 39.9, "A"), val(2018, 5.04, "A")
	with := func(v progress.Verdict, f func(*progress.Verdict)) progress.Verdict { f(&v); return v }
	fairUp := pace(rising, val(2023, 69.2, "A"), 95, 2030, 0.71, progress.Fair)
	for _, c := range []struct {
		name string
		fact Fact
		want string
	}{
		{"up, fair", Fact{Indicator: internet, Area: world, Verdict: fairUp},
			"In 2023, the share of the population using the Internet worldwide was 69.2 per cent, up from 39.9 per cent in 2015. The pace is 71 per cent of that needed for at least 95 per cent by 2030: fair progress."},
		{"up, faster than needed", Fact{Indicator: internet, Area: kenya, Verdict: pace(rising, val(2023, 69.2, "A"), 95, 2030, 1.3, progress.OnTrack)},
			"In 2023, the share of the population using the Internet in Kenya was 69.2 per cent, up from 39.9 per cent in 2015. The pace is 130 per cent of that needed for at least 95 per cent by 2030: on track."},
		{"article", Fact{Indicator: internet, Area: congo, Verdict: none(val(2023, 30, "A"), progress.NoBase)},
			"In 2023, the share of the population using the Internet in the Democratic Republic of the Congo was 30.0 per cent. No verdict: the series has no usable base year."},
		{"down is better", Fact{Indicator: price, Area: data.Area{Code: "DVG"}, Verdict: with(pace(falling, val(2025, 3.84, "A"), 2, 2030, 0.514, progress.Fair), func(v *progress.Verdict) { v.Benchmark = "most" })},
			"In 2025, the price of the fixed-broadband basket (5 GB) as a share of monthly gross national income per capita in developing economies was 3.84 per cent, down from 5.04 per cent in 2018. The pace is 51 per cent of that needed for at most 2 per cent by 2030: fair progress."},
		{"down is better and it rose", Fact{Indicator: price, Area: kenya, Verdict: pace(falling, val(2025, 6, "A"), 2, 2030, -0.5, progress.Deterioration)},
			"In 2025, the price of the fixed-broadband basket (5 GB) as a share of monthly gross national income per capita in Kenya was 6.00 per cent, up from 5.04 per cent in 2018. It has moved away from the target of at least 2 per cent by 2030: deterioration."},
		{"slightly away is limited", Fact{Indicator: internet, Area: kenya, Verdict: pace(rising, val(2023, 39, "A"), 95, 2030, -0.05, progress.Limited)},
			"In 2023, the share of the population using the Internet in Kenya was 39.0 per cent, down from 39.9 per cent in 2015. It has moved away from the target of at least 95 per cent by 2030: limited progress."},
		{"target met", Fact{Indicator: internet, Area: kenya, Verdict: pace(rising, val(2023, 96, "A"), 95, 2030, 1.1, progress.TargetMet)},
			"In 2023, the share of the population using the Internet in Kenya was 96.0 per cent, up from 39.9 per cent in 2015. The target of at least 95 per cent by 2030 has been met."},
		{"target without a year", Fact{Indicator: internet, Area: kenya, Verdict: pace(rising, val(2023, 96, "A"), 95, 0, 1.1, progress.TargetMet)},
			"In 2023, the share of the population using the Internet in Kenya was 96.0 per cent, up from 39.9 per cent in 2015. The target of at least 95 per cent has been met."},
		{"met in the past", Fact{Indicator: internet, Area: kenya, Verdict: progress.Verdict{Method: paceMethod, Class: progress.TargetMet, Latest: val(2023, 96, "A")}},
			"In 2023, the share of the population using the Internet in Kenya was 96.0 per cent. Its target has been met."},
		{"no target, better", Fact{Indicator: fixed, Area: world, Verdict: free(val(2015, 11.3, "A"), val(2025, 20.11, "A"), 0.05934, progress.OnTrack)},
			"In 2025, the number of fixed-broadband subscriptions worldwide was 20.1 per 100 inhabitants, up from 11.3 per 100 inhabitants in 2015. With no target, an average improvement of 5.9 per cent a year counts as on track."},
		{"no target, worse", Fact{Indicator: fixed, Area: world, Verdict: free(val(2015, 11.3, "A"), val(2025, 9, "A"), -0.023, progress.Deterioration)},
			"In 2025, the number of fixed-broadband subscriptions worldwide was 9.0 per 100 inhabitants, down from 11.3 per 100 inhabitants in 2015. With no target, an average worsening of 2.3 per cent a year counts as deterioration."},
		{"no target, still", Fact{Indicator: fixed, Area: world, Verdict: free(val(2015, 11.3, "A"), val(2025, 11.3, "A"), 0, progress.Limited)},
			"In 2025, the number of fixed-broadband subscriptions worldwide was 11.3 per 100 inhabitants, the same as in 2015. With no target, hardly any change counts as limited progress."},
		{"no target, lower is better", Fact{Indicator: price, Area: world, Verdict: free(falling, val(2025, 3.84, "A"), 0.038, progress.OnTrack)},
			"In 2025, the price of the fixed-broadband basket (5 GB) as a share of monthly gross national income per capita worldwide was 3.84 per cent, down from 5.04 per cent in 2018. With no target, an average improvement of 3.8 per cent a year counts as on track."},
		{"parity, pace", Fact{Indicator: parityOf, Area: world, Verdict: pace(val(2018, 0.888, "E"), val(2022, 0.916, "E"), 0.98, 2030, 0.97, progress.OnTrack)},
			"In 2022, the gender parity score for Internet use worldwide was 0.92 (estimate), up from 0.89 in 2018. The pace is 97 per cent of that needed for parity (0.98 to 1.02) by 2030: on track."},
		{"parity in the band", Fact{Indicator: parityOf, Area: kenya, Verdict: free(val(2015, 0.97, "A"), val(2022, 1, "A"), 0.001, progress.OnTrack)},
			"In 2022, the gender parity score for Internet use in Kenya was 1.00, up from 0.97 in 2015. It lies within the band of parity (0.98 to 1.02): on track."},
		{"parity, toward", Fact{Indicator: parityOf, Area: kenya, Verdict: free(val(2015, 1.2, "A"), val(2022, 1.1, "A"), 0.0123, progress.OnTrack)},
			"In 2022, the gender parity score for Internet use in Kenya was 1.10, down from 1.20 in 2015. With no target, an average move towards parity of 1.2 per cent a year counts as on track."},
		{"parity, away", Fact{Indicator: parityOf, Area: kenya, Verdict: free(val(2015, 1.05, "A"), val(2022, 1.1, "A"), -0.0066, progress.Limited)},
			"In 2022, the gender parity score for Internet use in Kenya was 1.10, up from 1.05 in 2015. With no target, an average move away from parity of 0.7 per cent a year counts as limited progress."},
		{"estimate, stale", Fact{Indicator: internet, Area: data.Area{Code: "LDC"}, Verdict: none(val(2018, 41.9, "E"), progress.Stale)},
			"In 2018, the share of the population using the Internet in the least developed countries was 41.9 per cent (estimate). No verdict: the latest value is over four years old."},
		{"provisional", Fact{Indicator: internet, Area: kenya, Verdict: none(val(2025, 41.9, "P"), progress.TooShort)},
			"In 2025, the share of the population using the Internet in Kenya was 41.9 per cent (provisional). No verdict: fewer than three years lie between base and latest value."},
		{"break", Fact{Indicator: internet, Area: kenya, Verdict: none(val(2025, 41.9, "B"), progress.NoBase)},
			"In 2025, the share of the population using the Internet in Kenya was 41.9 per cent (break in series). No verdict: the series has no usable base year."},
		{"nothing", Fact{Indicator: internet, Area: kenya, Verdict: none(nil, progress.NoDataYet)},
			"No value is available of the share of the population using the Internet in Kenya: no data have been collected yet."},
		{"coverage withheld", Fact{Indicator: internet, Area: data.Area{Code: "SIDS"}, Verdict: none(nil, progress.ThinCoverage)},
			"No value is available of the share of the population using the Internet in small island developing States: too few economies of the group publish a value."},
		{"women", Fact{Indicator: internet, Area: kenya, Verdict: with(none(val(2025, 41.9, "A"), progress.NoBase), func(v *progress.Verdict) { v.Dims = data.Dims{Sex: "F"}.Full() })},
			"In 2025, the share of the population using the Internet (women) in Kenya was 41.9 per cent. No verdict: the series has no usable base year."},
		{"limit below", Fact{Indicator: internet, Area: kenya, Bound: data.Below, Verdict: none(val(2025, 0.1, "A"), progress.NoBase)},
			"In 2025, the share of the population using the Internet in Kenya was less than 0.1 per cent. No verdict: the series has no usable base year."},
		{"limit above", Fact{Indicator: internet, Area: kenya, Bound: data.Above, Verdict: none(val(2025, 95, "A"), progress.NoBase)},
			"In 2025, the share of the population using the Internet in Kenya was more than 95.0 per cent. No verdict: the series has no usable base year."},
		{"target of the past missed, reached later", Fact{Indicator: internet, Area: world, Verdict: with(fairUp, func(v *progress.Verdict) {
			v.Past = []progress.PastTarget{{Benchmark: "over", Year: 2016, Target: 50, Value: val(2016, 43.6, "A"), MissedBy: 6.4, First: 2019}}
		})},
			"In 2023, the share of the population using the Internet worldwide was 69.2 per cent, up from 39.9 per cent in 2015. The pace is 71 per cent of that needed for at least 95 per cent by 2030: fair progress. The target of more than 50 per cent by 2016 was missed by 6.4 percentage points (43.6 per cent in 2016); that level was first reached in 2019."},
		{"target of the past met", Fact{Indicator: internet, Area: world, Verdict: with(none(val(2023, 69.2, "A"), progress.NoBase), func(v *progress.Verdict) {
			v.Past = []progress.PastTarget{{Benchmark: "over", Year: 2016, Target: 50, Value: val(2016, 53.6, "A"), Met: true, First: 2015}}
		})},
			"In 2023, the share of the population using the Internet worldwide was 69.2 per cent. No verdict: the series has no usable base year. The target of more than 50 per cent by 2016 was met (53.6 per cent in 2016)."},
		{"target of the past open", Fact{Indicator: price, Area: world, Verdict: with(none(val(2023, 2.5, "A"), progress.Open), func(v *progress.Verdict) {
			v.Past = []progress.PastTarget{{Benchmark: "most", Year: 2025, Target: 2, Open: true}}
		})},
			"In 2023, the price of the fixed-broadband basket (5 GB) as a share of monthly gross national income per capita worldwide was 2.50 per cent. No verdict: the target year is over, but its value has not been published yet. The target of at most 2 per cent by 2025 is open: no value of that year has been published."},
		{"computed", Fact{Indicator: internet, Area: world, Verdict: with(none(val(2023, 69.2, "E"), progress.NoBase), func(v *progress.Verdict) {
			v.Latest.Coverage = &progress.Coverage{Economies: 187, Members: 217, Population: 0.981}
		})},
			"In 2023, the share of the population using the Internet worldwide was 69.2 per cent (estimate). It was computed here from 187 of 217 economies (98 per cent of the population). No verdict: the series has no usable base year."},
		{"computed over the same economies", Fact{Indicator: internet, Area: world, Verdict: with(fairUp, func(v *progress.Verdict) {
			l := *v.Latest
			l.Coverage = &progress.Coverage{Economies: 90, Members: 130, Population: 0.7}
			v.Latest, v.Flags = &l, []progress.Flag{progress.FixedEconomies}
		})},
			"In 2023, the share of the population using the Internet worldwide was 69.2 per cent, up from 39.9 per cent in 2015. Both values were computed here, from the same 90 of 130 economies (70 per cent of the population). The pace is 71 per cent of that needed for at least 95 per cent by 2030: fair progress."},
		{"of another source than before", Fact{Indicator: internet, Area: kenya, Before: &Before{Latest: &progress.Value{Year: 2022, Value: 40.81, Source: "other"}}, Verdict: none(val(2022, 29.41, "A"), progress.NoBase)},
			"In 2022, the share of the population using the Internet in Kenya was 29.4 per cent. No verdict: the series has no usable base year. The report compared gave 40.8 per cent for 2022."},
		{"parity of the past missed", Fact{Indicator: parityOf, Area: world, Verdict: with(none(val(2022, 0.92, "A"), progress.NoBase), func(v *progress.Verdict) {
			v.Past = []progress.PastTarget{{Benchmark: "B", Year: 2020, Target: 0.98, Value: val(2020, 0.91, "A"), MissedBy: 0.07}}
		})},
			"In 2022, the gender parity score for Internet use worldwide was 0.92. No verdict: the series has no usable base year. The target of parity (0.98 to 1.02) by 2020 was missed by 0.07 (0.91 in 2020)."},
		{"revised by the publisher", Fact{Indicator: internet, Area: kenya, Was: num(40.81), Verdict: none(val(2022, 29.41, "A"), progress.NoBase)},
			"In 2022, the share of the population using the Internet in Kenya was 29.4 per cent. No verdict: the series has no usable base year. The publisher has revised the value for 2022 from 40.8 per cent."},
		{"revised out of sight", Fact{Indicator: internet, Area: kenya, Was: num(29.44), Verdict: none(val(2022, 29.41, "A"), progress.NoBase)},
			"In 2022, the share of the population using the Internet in Kenya was 29.4 per cent. No verdict: the series has no usable base year."},
		{"newer than the report before", Fact{Indicator: internet, Area: kenya, Before: &Before{Latest: val(2022, 40.81, "A"), Class: progress.Limited}, Verdict: pace(val(2015, 17, "A"), val(2023, 55, "A"), 95, 2030, 0.91, progress.Fair)},
			"In 2023, the share of the population using the Internet in Kenya was 55.0 per cent, up from 17.0 per cent in 2015. The pace is 91 per cent of that needed for at least 95 per cent by 2030: fair progress. The report compared gave 40.8 per cent for 2022; it then counted as limited progress."},
		{"read otherwise since the report before", Fact{Indicator: internet, Area: kenya, Before: &Before{Latest: val(2022, 40.81, "A"), Reread: true}, Verdict: none(val(2022, 29.41, "A"), progress.NoBase)},
			"In 2022, the share of the population using the Internet in Kenya was 29.4 per cent. No verdict: the series has no usable base year. The report compared gave 40.8 per cent for 2022, before we read the publisher's file again."},
		{"revised since the report before", Fact{Indicator: internet, Area: kenya, Before: &Before{Latest: val(2022, 40.81, "A")}, Verdict: none(val(2022, 29.41, "A"), progress.NoBase)},
			"In 2022, the share of the population using the Internet in Kenya was 29.4 per cent. No verdict: the series has no usable base year. The report compared gave 40.8 per cent for 2022, revised since."},
		{"as in the report before", Fact{Indicator: internet, Area: kenya, Before: &Before{Latest: val(2022, 29.4, "A")}, Verdict: none(val(2022, 29.41, "A"), progress.NoBase)},
			"In 2022, the share of the population using the Internet in Kenya was 29.4 per cent. No verdict: the series has no usable base year."},
		{"another class in the report before", Fact{Indicator: internet, Area: world, Before: &Before{Latest: val(2023, 69.2, "A"), Class: progress.OnTrack}, Verdict: fairUp},
			"In 2023, the share of the population using the Internet worldwide was 69.2 per cent, up from 39.9 per cent in 2015. The pace is 71 per cent of that needed for at least 95 per cent by 2030: fair progress. The report compared counted it as on track."},
		{"revised by the publisher since the report before", Fact{Indicator: internet, Area: kenya, Was: num(40.81), Before: &Before{Latest: val(2022, 40.81, "A")}, Verdict: none(val(2022, 29.41, "A"), progress.NoBase)},
			"In 2022, the share of the population using the Internet in Kenya was 29.4 per cent. No verdict: the series has no usable base year. The report compared gave 40.8 per cent for 2022, revised since."},
		{"new since the report before", Fact{Indicator: internet, Area: kenya, Before: &Before{}, Verdict: none(val(2022, 29.41, "A"), progress.NoBase)},
			"In 2022, the share of the population using the Internet in Kenya was 29.4 per cent. No verdict: the series has no usable base year. The report compared had no value."},
		{"large sums", Fact{Indicator: aid, Area: world, Verdict: none(val(2023, 5_512_000_000, "A"), progress.NoBase)},
			"In 2023, the volume of aid commitments to communications worldwide was 5.51 billion constant United States dollars. No verdict: the series has no usable base year."},
		{"another method", Fact{Indicator: internet, Area: kenya, Verdict: progress.Verdict{Method: "opensdg-2.4", Class: progress.Fair, Latest: val(2023, 55, "A")}},
			"In 2023, the share of the population using the Internet in Kenya was 55.0 per cent. This counts as fair progress by the method opensdg-2.4."},
		{"indicator without a subject", Fact{Indicator: data.Indicator{ID: "new", Name: "Robots", Unit: "per 100 inhabitants"}, Area: kenya, Verdict: none(val(2023, 5, "A"), progress.DirectionNone)},
			"In 2023, the indicator “Robots” in Kenya was 5 per 100 inhabitants. No verdict: the indicator is shown and never judged, because neither a rise nor a fall is better."},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.fact.Comparators = cases
			if got := strings.Join(w.Fact(c.fact), " "); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestFactAgain says a value once more, with its limit and where it stands.
func TestFactAgain(t *testing.T) {
	f := Fact{Indicator: internet, Area: kenya, Bound: data.Above, Verdict: none(val(2025, 95, "A"), progress.NoBase)}
	want := "In 2025, the share of the population using the Internet in Kenya was more than 95.0 per cent (see paragraph 1,234)."
	if got := english(t).FactAgain(f, 1234); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestEveryIndicatorHasASubject reads the definitions as text, so that a new
// indicator without a subject fails here and not in print.
func TestEveryIndicatorHasASubject(t *testing.T) {
	w := english(t)
	ids := idsIn(t, "indicators")
	if len(ids) < 40 {
		t.Fatalf("%d indicators found", len(ids))
	}
	for _, id := range ids {
		if !w.Has("subject." + id) {
			t.Errorf("no message subject.%s", id)
		}
	}
}

var itemID = regexp.MustCompile(`(?m)^- id: "?([^"\s]+)"?`)

func idsIn(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "configs", folder, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range itemID.FindAllSubmatch(src, -1) {
			out = append(out, string(m[1]))
		}
	}
	return out
}
