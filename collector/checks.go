package collector

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// The thresholds beyond which a load waits for a person, where the source
// sets no others.
const (
	mostWithdrawn = 0.2 // of the scope's rows
	biggestJump   = 5.0 // median of new over old, or its inverse
	fewestAreas   = 0.8 // of the areas there were
)

const (
	firstYear  = 1900
	yearsAhead = 10 // projections reach beyond today, but not far
	// boundsSlack is how far beyond an indicator's bounds, in parts of their
	// span, a value may lie before its unit is in doubt: publishers do print
	// shares of 100.4 %.
	boundsSlack = 0.1
	// boundsShare of a code's values must lie out there: one slip of a
	// publisher's pen does not keep a release out.
	boundsShare = 0.1
)

func (l Limits) orDefaults() Limits {
	return Limits{
		Withdrawn: or(l.Withdrawn, mostWithdrawn),
		Ratio:     or(l.Ratio, biggestJump),
		Areas:     or(l.Areas, fewestAreas),
	}
}

// checkLoad refuses what no publisher means to publish: values that are not
// numbers, years that cannot be, rows twice or outside the declared scope. Its
// series are in the order of data.Ordered.
func checkLoad(l data.Load, thisYear int) error {
	codes := map[string]bool{}
	for _, c := range l.Scope.Codes {
		codes[c] = true
	}
	for i := range l.Series {
		s := &l.Series[i]
		for j := range s.Points {
			p := &s.Points[j]
			err := checkPoint(p, thisYear)
			switch {
			case err != nil:
			case !codes[s.Code] || p.Year < l.Scope.From || p.Year > l.Scope.To:
				err = fmt.Errorf("outside the scope of the load (%s, %d to %d)", strings.Join(l.Scope.Codes, " "), l.Scope.From, l.Scope.To)
			case j > 0 && p.Year == s.Points[j-1].Year:
				err = errors.New("published twice in one load")
			}
			if err != nil {
				return fmt.Errorf("%s of %s, %d %s: %w", s.Code, s.Area, p.Year, s.Dims, err)
			}
		}
	}
	return nil
}

func checkPoint(p *data.Point, thisYear int) error {
	none := p.Status == data.Missing
	switch {
	case math.IsInf(p.Value, 0), math.IsNaN(p.Value) && !none:
		return fmt.Errorf("the value %v is not a number", p.Value)
	case none && p.Has():
		return fmt.Errorf("a value %v that is marked missing", p.Value)
	case p.Year < firstYear || p.Year > thisYear+yearsAhead:
		return errors.New("the year cannot be")
	}
	return nil
}

func reasons(skipped map[string]int) string {
	var b strings.Builder
	for _, r := range slices.Sorted(maps.Keys(skipped)) {
		fmt.Fprintf(&b, "; %d %s", skipped[r], r)
	}
	return b.String()
}

// doubtfulUnits names the codes whose values lie far outside the bounds of
// every indicator that uses them.
func doubtfulUnits(l data.Load, catalog *data.Catalog) []string {
	type tally struct{ all, out int }
	bounds, counts := boundsByCode(l.Source, catalog), map[string]*tally{}
	for _, s := range l.Series {
		b, ok := bounds[s.Code]
		if !ok {
			continue
		}
		t := counts[s.Code]
		if t == nil {
			t = &tally{}
			counts[s.Code] = t
		}
		for i := range s.Points {
			if v := s.Points[i].Value; s.Points[i].Has() {
				t.all++
				if v < b[0] || v > b[1] {
					t.out++
				}
			}
		}
	}
	var out []string
	for _, code := range slices.Sorted(maps.Keys(counts)) {
		if t := counts[code]; float64(t.out) > boundsShare*float64(t.all) {
			b := bounds[code]
			out = append(out, fmt.Sprintf("%d of %d values of %s lie outside %.4g to %.4g, in doubt of their unit", t.out, t.all, code, b[0], b[1]))
		}
	}
	return out
}

// boundsByCode gives the widest believable range of each code in the
// publisher's unit.
func boundsByCode(source string, catalog *data.Catalog) map[string][2]float64 {
	out, free := map[string][2]float64{}, map[string]bool{}
	for _, in := range catalog.Indicators() {
		for _, s := range slices.Concat(in.Series, catalog.NationalSeries(in.ID)) {
			if s.Source != source {
				continue
			}
			if len(in.Bounds) != 2 {
				free[s.Code] = true
				continue
			}
			slack := boundsSlack * (in.Bounds[1] - in.Bounds[0])
			scale := or(s.Scale, 1)
			b := [2]float64{(in.Bounds[0] - slack) / scale, (in.Bounds[1] + slack) / scale}
			if had, ok := out[s.Code]; ok {
				b = [2]float64{min(b[0], had[0]), max(b[1], had[1])}
			}
			out[s.Code] = b
		}
	}
	for code := range free {
		delete(out, code)
	}
	return out
}

// judge gives the reasons why a load should wait for a person. A first load
// has nothing to be compared with and is never held.
func judge(limits Limits, doubts []string) func(data.Diff) []string {
	limits = limits.orDefaults()
	return func(d data.Diff) []string {
		if d.Current == 0 {
			return nil
		}
		why := slices.Clone(doubts)
		if d.AreasAfter == 0 && d.AreasBefore > 0 {
			return append(why, "every value is missing")
		}
		if share := float64(d.Withdrawn) / float64(d.Current); share > limits.Withdrawn {
			why = append(why, fmt.Sprintf("%d of %d rows (%.0f %%) are withdrawn, over %.0f %%", d.Withdrawn, d.Current, 100*share, 100*limits.Withdrawn))
		}
		if float64(d.AreasAfter) < limits.Areas*float64(d.AreasBefore) {
			why = append(why, fmt.Sprintf("%d areas where there were %d, under %.0f %%", d.AreasAfter, d.AreasBefore, 100*limits.Areas))
		}
		for _, code := range slices.Sorted(maps.Keys(d.Ratio)) {
			if r := d.Ratio[code]; r > limits.Ratio || r < 1/limits.Ratio {
				why = append(why, fmt.Sprintf("%s: new values are %.3g times the old ones (median), as after a change of unit", code, r))
			}
		}
		return why
	}
}
