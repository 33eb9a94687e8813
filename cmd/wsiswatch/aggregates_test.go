package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

var update = flag.Bool("update", false, "write docs/aggregates.md anew")

// aggregates measures our group values against the published ones.
type aggregates struct {
	ed  *progress.Edition
	out bytes.Buffer
	all []compared
}

// compared is one pair with what it is of.
type compared struct {
	progress.Pair
	indicator data.Indicator
}

// off is the difference as a share of the published value, in per cent.
func (c compared) off() float64 { return 100 * math.Abs(c.Difference) / math.Abs(c.Publisher) }

// TestAggregates holds docs/aggregates.md to what the shipped figures give, on
// a fixed day: the members of some groups are those of the day.
func TestAggregates(t *testing.T) {
	_, eds, store := filledStore(t)
	on, err := data.ParseDate("2026-11-24")
	if err != nil {
		t.Fatal(err)
	}
	latest, err := store.Latest(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	ed, err := build(context.Background(), store, eds.config, latest, on)
	if err != nil {
		t.Fatal(err)
	}
	a := aggregates{ed: ed}
	var tables bytes.Buffer
	for _, in := range ed.Catalog().Indicators() {
		a.indicator(&tables, in)
	}
	if len(a.all) < 1000 {
		t.Errorf("only %d pairs", len(a.all))
	}
	a.out.WriteString(aggregatesHead)
	a.bands()
	a.out.WriteString(aggregatesWhy)
	a.out.Write(tables.Bytes())
	name := filepath.Join("..", "..", "docs", "aggregates.md")
	if *update {
		if err := os.WriteFile(name, a.out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.out.Bytes(), want) {
		t.Error("docs/aggregates.md says something else than the shipped figures; renew it with -update and read the difference")
	}
}

// indicator writes the table of one indicator, where there is anything to compare.
func (a *aggregates) indicator(w *bytes.Buffer, in data.Indicator) {
	headed := false
	for _, d := range a.ed.Breakdowns(in.ID) {
		for _, g := range a.ed.Catalog().Areas() {
			if !g.Group {
				continue
			}
			for _, list := range bySource(a.ed.Beside(in.ID, g.Code, d)) {
				if !headed {
					fmt.Fprintf(w, "\n### %s\n\nUnit: %s.\n\n%s", in.Name, in.Unit, aggregatesColumns)
					headed = true
				}
				a.row(w, in, d, g, list)
			}
		}
	}
}

const aggregatesColumns = "| group | published by | ours from | years | n | mean | largest | in | population then | economies then |\n|---|---|---|---|--:|--:|--:|--:|--:|--:|\n"

func bySource(pairs []progress.Pair) [][]progress.Pair {
	var out [][]progress.Pair
	for _, p := range pairs {
		if n := len(out); n > 0 && out[n-1][0].Source == p.Source {
			out[n-1] = append(out[n-1], p)
			continue
		}
		out = append(out, []progress.Pair{p})
	}
	return out
}

func (a *aggregates) row(w *bytes.Buffer, in data.Indicator, d data.Dims, g data.Area, list []progress.Pair) {
	sum, worst := 0.0, list[0]
	for _, p := range list {
		a.all = append(a.all, compared{p, in})
		if sum += math.Abs(p.Difference); math.Abs(p.Difference) > math.Abs(worst.Difference) {
			worst = p
		}
	}
	name := g.Names["en"]
	if d.String() != "" {
		name += ", " + d.String()
	}
	fmt.Fprintf(w, "| %s | %s | %s | %d–%d | %d | %.2f | %+.2f | %d | %.0f %% | %d of %d |\n", name, a.label(list[0].Source), a.label(list[0].Economies),
		list[0].Year, list[len(list)-1].Year, len(list), sum/float64(len(list)), worst.Difference, worst.Year,
		100*worst.Coverage.Population, worst.Coverage.Economies, worst.Coverage.Members)
}

func (a *aggregates) label(source string) string {
	s, _ := a.ed.Catalog().Source(source)
	return s.Label
}

// bands writes how the difference goes with the coverage and with the year.
func (a *aggregates) bands() {
	band := func(name string, in func(compared) bool) {
		var off []float64
		for _, c := range a.all {
			if c.Publisher != 0 && in(c) {
				off = append(off, c.off())
			}
		}
		if len(off) == 0 {
			return
		}
		slices.Sort(off)
		fmt.Fprintf(&a.out, "| %s | %d | %.1f | %.1f | %.1f |\n", name, len(off), off[len(off)/2], off[len(off)*9/10], off[len(off)-1])
	}
	between := func(low, high float64) func(compared) bool {
		return func(c compared) bool { return low <= c.Coverage.Population && c.Coverage.Population < high }
	}
	band("all values", func(compared) bool { return true })
	band("of these: 95 % of the population or more has a value", between(0.95, 2))
	band("80 to 95 %", between(0.8, 0.95))
	band("60 to 80 %", between(0.6, 0.8))
	band("50 to 60 %, marked thin", between(0.5, 0.6))
	for _, source := range []string{"itu-aggregates", "wb-wdi"} {
		of := func(c compared) bool { return c.Source == source }
		band(a.label(source), of)
		band(a.label(source)+", up to 2017", func(c compared) bool { return of(c) && c.Year <= 2017 })
		band(a.label(source)+", from 2018", func(c compared) bool { return of(c) && c.Year > 2017 })
	}
	band("households with Internet", func(c compared) bool { return c.indicator.ID == "households_internet" })
}

const aggregatesHead = `# How close our group values come to the published ones

A test of cmd/wsiswatch writes this page from the shipped figures.

A group is shown as its publisher gives it, and computed here only where no
publisher does (docs/decisions/group-values.md). Where both can be had, ours is
computed all the same and set beside it. The rule is that of the indicator, in
the configuration. The members of a group are the same in all years: those of
2016 for the least developed countries, else those of 24 November 2026. A year
is left out where the economies with a value hold under half of the population.

## How far apart they are

The difference as a share of the published value, in per cent: the middle one of
all years and groups, the one that nine tenths stay under, and the largest.

| which | n | middle | nine tenths | largest |
|---|--:|--:|--:|--:|
`

const aggregatesWhy = `
## What explains the large ones

1. **Who answered.** The more of a group's population has a value, the closer is
   ours. ITU fills every economy that has none; we fill none. Ethiopia has no
   mobile-cellular figure for 2018: low income comes out 6 per 100 too high that
   year and the landlocked countries 10, in 2017 and 2019 neither is off by
   more than about 2.
2. **Another edition.** ITU's aggregates are of September 2022, its economies of
   December 2025, and the newest years of 2022 were revised most. The 3G and
   4G coverage of 2021 is off by 7 to 10 points for landlocked countries, though
   all of them have a value.
3. **Households.** Nobody supplies the number of households, so ours are weighted
   by population. Households are smaller where people are richer, so the
   world comes out lower by up to 9 points. Groups whose largest economies do
   not answer come out higher in 2020.
4. **Breaks.** The World Bank's line of upper-middle-income economies runs
   smoothly to 85.3 % of Internet users in 2023. China's own goes from 75.6 to
   90.6 % in that year, and ours with it: 6 points too low in 2022, right in 2023.
5. **One economy counted otherwise.** Mobile-cellular subscriptions of the
   Americas and of developed countries are each about 120 million lower here
   than at ITU in 2020. Both groups are complete. That points to one economy in
   both for which ITU's aggregate took a larger number than it publishes. This
   is an inference.
6. **Membership.** The World Bank moves economies between income groups each
   year; the list here is one edition.

So a value computed here is good to a few per cent where nearly everybody
answers, and says little about a change of a few points where coverage changes.
That is why a pace over computed values compares the same economies in both
years.

## By indicator and group

Differences are ours less the published value, in the unit of the indicator:
their mean size, and the largest with its year and what ours rested on then.
`
