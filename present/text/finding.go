package text

import (
	"math"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Finding is a verdict in one plain sentence or two: the latest value with its
// year, what it was at the base, how fast it moves, or why there is no class.
func (w *Words) Finding(v progress.Verdict, in data.Indicator, area string) string {
	if v.Latest == nil {
		return w.T("finding.nothing", "area", area, "why", w.Why(v.Class, v.Reason))
	}
	s := w.T("finding.value", "area", area, "value", w.Quantity(v.Latest.Value, in.Decimals, in.Unit), "year", v.Latest.Year)
	if v.Base != nil && v.Base.Year < v.Latest.Year {
		s += w.T("finding."+movement(v, in.Decimals), "value", w.Number(v.Base.Value, in.Decimals), "year", v.Base.Year)
	}
	return s + w.makerClause(v) + w.pace(v, in) + "."
}

// makerClause says that a value is ours. Over the economies that have both
// years it may differ from that of all, which tables and charts show.
func (w *Words) makerClause(v progress.Verdict) string {
	switch {
	case slices.Contains(v.Flags, progress.FixedEconomies):
		return w.T("finding.over_same")
	case v.Latest.Maker == progress.ByUs:
		return w.T("finding.computed")
	}
	return ""
}

// movement compares latest and base as they are printed.
func movement(v progress.Verdict, decimals int) string {
	p := math.Pow10(decimals)
	switch from, to := math.Round(v.Base.Value*p), math.Round(v.Latest.Value*p); {
	case to > from:
		return "up"
	case to < from:
		return "down"
	}
	return "same"
}

func (w *Words) pace(v progress.Verdict, in data.Indicator) string {
	target := func() string { return w.Exact(*v.Target) }
	switch {
	case v.Class == progress.NoClass:
		return w.T("finding.none", "why", lowerFirst(trimPoint(w.Why(v.Class, v.Reason))))
	case v.Class == progress.TargetMet && v.Target != nil:
		return w.T("finding.met", "target", target())
	case v.Class == progress.TargetMet:
		return w.T("finding.was_met")
	case v.Pace != nil && v.Needed != nil && *v.Pace >= 0:
		return w.T("finding.pace", "share", w.Percent(*v.Pace, 0), "target", target(), "year", v.TargetYear)
	case v.Pace != nil && v.Needed != nil:
		return w.T("finding.away", "target", target(), "year", v.TargetYear)
	case v.Pace != nil && *v.Pace >= 0:
		return w.T("finding.better", "rate", w.Percent(*v.Pace, 1))
	case v.Pace != nil:
		return w.T("finding.worse", "rate", w.Percent(-*v.Pace, 1))
	}
	return ""
}

func trimPoint(s string) string {
	if n := len(s); n > 0 && s[n-1] == '.' {
		return s[:n-1]
	}
	return s
}

func lowerFirst(s string) string {
	if s == "" || len(s) > 1 && 'A' <= s[1] && s[1] <= 'Z' {
		return s
	}
	if 'A' <= s[0] && s[0] <= 'Z' {
		return string(s[0]+'a'-'A') + s[1:]
	}
	return s
}
