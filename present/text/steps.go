package text

import (
	"math"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// furthest is the distance from parity of a side that has nothing at all, as
// package progress counts it.
const furthest = 1e6

// steps writes down the arithmetic of one verdict so that it can be redone by
// hand. Inputs are printed in full, results to four decimals, and to five
// digits where that is more: a pace is the ratio of two of them.
type steps struct {
	*Words
	v   progress.Verdict
	in  data.Indicator
	out []string
}

// Steps is the arithmetic of a verdict, one sentence a step: which years were
// taken, the change a year, the change needed, their ratio, the class. A
// verdict without a class gives what was there and the reason.
func (w *Words) Steps(v progress.Verdict, in data.Indicator) []string {
	s := &steps{Words: w, v: v, in: in}
	s.inputs()
	if v.Base != nil && v.Latest != nil && v.Actual != nil {
		s.form()
		s.actual()
		s.needed()
		s.pace()
	}
	s.verdict()
	s.beside()
	for _, f := range v.Flags {
		s.add("flag." + string(f))
	}
	return s.out
}

func (s *steps) add(key string, pairs ...any) { s.out = append(s.out, s.T(key, pairs...)) }

func (s *steps) value(x float64) string { return s.Input(x) }

// Input prints what a verdict is worked out from, with all digits that are more
// than noise.
func (w *Words) Input(x float64) string { return w.Exact(round(x, 12)) }

// round drops the noise of binary fractions from printed inputs.
func round(x float64, digits int) float64 {
	p := math.Pow10(digits)
	if math.Abs(x) > 1e15/p {
		return x
	}
	return math.Round(x*p) / p
}

func (s *steps) inputs() {
	if b := s.v.Base; b != nil {
		s.add("step.base", "year", b.Year, "value", s.value(b.Value), "status", s.StatusBy(b.Status, b.Maker))
	}
	if l := s.v.Latest; l != nil {
		s.add("step.latest", "year", l.Year, "value", s.value(l.Value), "status", s.StatusBy(l.Status, l.Maker))
	}
	switch {
	case s.v.Target == nil:
		if s.free() || s.v.Benchmark == data.NoBenchmark && s.v.Base != nil && s.v.Reason != progress.Open {
			s.add("step.no_target")
		}
	case s.v.TargetYear == 0:
		s.add("step.target.undated", "value", s.Exact(*s.v.Target), "benchmark", s.v.Benchmark)
	default:
		s.add("step.target", "value", s.Exact(*s.v.Target), "year", s.v.TargetYear, "benchmark", s.v.Benchmark)
	}
}

func (s *steps) parity() bool { return s.in.Direction == data.ToOne }

// free says that the rule without a target was applied.
func (s *steps) free() bool { return s.v.Pace != nil && s.v.Needed == nil }

// formOf is the number that the pace is taken of.
func (s *steps) formOf(x float64) float64 {
	switch {
	case !s.parity():
		return x
	case x < 1/furthest:
		return furthest
	}
	return max(x, 1/x)
}

func (s *steps) form() {
	if s.parity() {
		s.add("step.parity", "from", s.inForm(s.v.Base.Value), "to", s.inForm(s.v.Latest.Value))
	}
}

func (s *steps) compound() bool { return s.v.Model == data.Compound }

// rate prints a change a year: in per cent, or in units.
func (s *steps) rate(x float64) string {
	if s.compound() || s.free() {
		return s.Percent(x, decimals(100*x))
	}
	return s.Number(x, decimals(x))
}

// decimals of a result: four, or as many as five digits need.
func decimals(x float64) int {
	if x == 0 || math.Abs(x) >= 1 {
		return 4
	}
	return min(4-int(math.Floor(math.Log10(math.Abs(x)))), 12)
}

func (s *steps) actual() {
	b, l := s.v.Base, s.v.Latest
	from, to := s.inForm(b.Value), s.inForm(l.Value)
	if largest := max(math.Abs(b.Value), math.Abs(l.Value)); s.free() && !s.compound() && largest > 0 {
		from, to = from+" / "+s.value(largest), to+" / "+s.value(largest)
	}
	s.add("step.actual."+s.model(), "from", from, "to", to,
		"start", b.Year, "end", l.Year, "years", l.Year-b.Year, "rate", s.rate(*s.v.Actual))
}

// inForm is an input as it stands in a formula: in full, or its distance from
// parity to six decimals.
func (s *steps) inForm(x float64) string {
	if s.parity() {
		return s.upTo(s.formOf(x), 6)
	}
	return s.value(x)
}

func (s *steps) model() string {
	if s.compound() {
		return "compound"
	}
	return "linear"
}

func (s *steps) needed() {
	if s.v.Needed == nil || s.v.Target == nil {
		return
	}
	b, aim := s.v.Base, s.Exact(*s.v.Target)
	if s.parity() {
		aim = s.upTo(1/0.98, 6)
	}
	s.add("step.needed."+s.model(), "from", s.inForm(b.Value), "target", aim,
		"start", b.Year, "end", s.v.TargetYear, "years", s.v.TargetYear-b.Year, "rate", s.rate(*s.v.Needed))
}

func (s *steps) pace() {
	switch v := s.v; {
	case v.Pace == nil:
	case v.Needed != nil:
		s.add("step.pace", "actual", s.rate(*v.Actual), "needed", s.rate(*v.Needed), "pace", s.Significant(*v.Pace))
	default:
		s.add("step.free", "rate", s.rate(*v.Pace))
	}
	if v := s.v; v.Projected != nil {
		s.add("step.projected", "value", s.Projected(*v.Projected, v.Target, s.in.Decimals), "year", v.TargetYear)
	}
	if v := s.v; v.Recent != nil {
		s.add("step.recent", "ratio", s.Significant(*v.Recent))
	}
}

// Projected value in the year of a target, in the decimals given, and in as
// many more as it takes to tell it from the target that it falls short of.
func (w *Words) Projected(x float64, target *float64, decimals int) string {
	out := w.Number(x, decimals)
	for more := 1; target != nil && x != *target && more <= 3 && out == w.Number(*target, decimals+more-1); more++ {
		out = w.Number(x, decimals+more)
	}
	return out
}

func (s *steps) verdict() {
	switch v := s.v; {
	case v.Class == progress.NoClass:
		s.add("step.reason", "why", s.Why(v.Class, v.Reason))
	case v.Class == progress.TargetMet:
		s.add("step.met", "class", s.Class(v.Class, ""))
	case s.byThreshold() && s.free():
		s.add("step.class.free", "class", s.Class(v.Class, ""))
	case s.byThreshold():
		s.add("step.class.pace", "class", s.Class(v.Class, ""))
	default:
		s.out = append(s.out, s.Class(v.Class, "")+s.otherRule()+".")
	}
}

// byThreshold says that the class follows from the pace alone.
func (s *steps) byThreshold() bool {
	v := s.v
	toNothing := !s.free() && !s.parity() && s.in.Model == data.Compound && v.Latest.Value <= 0
	return v.Pace != nil && !s.inBand() && !(toNothing && v.Class == progress.Deterioration)
}

// inBand says that a parity without a target has nowhere further to go.
func (s *steps) inBand() bool {
	latest := s.v.Latest.Value
	return s.parity() && s.free() && 0.98 <= latest && latest <= 1.02
}

// otherRule is what gave the class where the pace did not.
func (s *steps) otherRule() string {
	switch {
	case s.inBand():
		return ": " + s.T("method.freely.on_track")
	case s.v.Pace == nil && s.v.Needed == nil:
		return ": " + s.T("method.toward.deterioration")
	}
	return ""
}

func (s *steps) beside() {
	if s.v.CR != nil && s.v.CRClass != progress.NoClass {
		s.add("step.cr", "cr", s.Significant(*s.v.CR), "class", s.Class(s.v.CRClass, ""))
	}
}

// Past says how a target whose year is over ended.
func (w *Words) Past(p progress.PastTarget, in data.Indicator) string {
	switch {
	case p.Open:
		return w.T("past.open", "year", p.Year, "target", w.Exact(p.Target), "benchmark", p.Benchmark)
	case p.Met:
		return w.T("past.met", "year", p.Year, "target", w.Exact(p.Target), "benchmark", p.Benchmark, "value", w.Number(p.Value.Value, in.Decimals), "of", p.Value.Year)
	}
	s := w.T("past.missed", "year", p.Year, "target", w.Exact(p.Target), "benchmark", p.Benchmark, "value", w.Number(p.Value.Value, in.Decimals),
		"of", p.Value.Year, "by", w.Number(p.MissedBy, in.Decimals), "points", w.Points(in.Unit))
	if p.First != 0 {
		s += " " + w.T("past.first", "year", p.First)
	}
	return s
}
