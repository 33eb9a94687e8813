package text

import (
	"math"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Fact is what a report says of one verdict. Comparators are those of the
// benchmarks that it names, by id.
type Fact struct {
	Verdict     progress.Verdict
	Indicator   data.Indicator
	Area        data.Area
	Comparators map[string]data.Comparator
	Bound       data.Bound // of the latest value
	Was         *float64   // what the publisher revised the latest value from
	Before      *Before    // nil where no earlier report is compared
}

// Before is the same line in the report compared. Latest is nil where that had
// no value of it.
type Before struct {
	Latest *progress.Value
	Class  progress.Class
	// Reread says that the value of now is another reading of the same bytes:
	// the publisher need not have revised it.
	Reread bool
}

// Fact says a verdict in whole sentences, ready to be pasted: the value and
// its change, the verdict, targets of the past, what it rests on, and what the
// report before said. Every number in them is an input or a result of the verdict.
func (w *Words) Fact(f Fact) []string {
	v := f.Verdict
	if v.Latest == nil {
		return []string{w.T("fact.nothing", "subject", w.subject(f), "area", w.In(f.Area), "why", lowerFirst(trimPoint(w.Why(progress.NoClass, v.Reason))))}
	}
	out := []string{w.factValue(f)}
	if v.Latest.Coverage != nil {
		out = append(out, w.factCoverage(f))
	}
	out = append(out, w.FactVerdict(f))
	for _, p := range v.Past {
		out = append(out, w.FactPast(f, p))
	}
	if s := w.factWas(f); s != "" {
		out = append(out, s)
	}
	if s := w.factBefore(f); s != "" {
		out = append(out, s)
	}
	return out
}

// factCoverage says of which part of a group a value of ours was computed.
func (w *Words) factCoverage(f Fact) string {
	v, key := f.Verdict, "fact.coverage"
	if v.Base != nil && slices.Contains(v.Flags, progress.FixedEconomies) {
		key = "fact.coverage.fixed"
	}
	c := v.Latest.Coverage
	return w.T(key, "economies", w.Integer(c.Economies), "members", w.Integer(c.Members), "share", w.Percent(c.Population, 0))
}

// factWas says what the publisher revised; "" where that does not show, or is
// what the report compared gave.
func (w *Words) factWas(f Fact) string {
	if f.Was == nil {
		return ""
	}
	now, was := f.Verdict.Latest, w.amount(f, *f.Was)
	if was == w.amount(f, now.Value) {
		return ""
	}
	if b := f.Before; b != nil && b.Latest != nil && b.Latest.Year == now.Year && w.amount(f, b.Latest.Value) == was {
		return ""
	}
	return w.T("fact.was", "year", now.Year, "was", was)
}

// subject is a singular noun phrase, so that one form of the verb serves all.
func (w *Words) subject(f Fact) string {
	s := w.Or("subject."+f.Indicator.ID, w.T("fact.subject", "name", f.Indicator.Name))
	if d := w.Dims(f.Verdict.Dims); d != "" && f.Verdict.Dims != f.Indicator.Dims.Full() {
		s += " (" + d + ")"
	}
	return s
}

// In says where: "worldwide", "in the least developed countries", "in Kenya".
func (w *Words) In(a data.Area) string {
	if key := "in." + a.Code; w.Has(key) {
		return w.T(key)
	}
	if slices.Contains(strings.Fields(w.T("in.article")), a.Code) {
		return w.T("in.the", "name", a.Name())
	}
	return w.T("in.plain", "name", a.Name())
}

// Figure prints a value for a report: from a million on in words, to three
// decimals at most, as tables of a report do, too.
func (w *Words) Figure(v float64, decimals int) string {
	for _, scale := range []struct {
		of  float64
		key string
	}{{1e12, "number.trillion"}, {1e9, "number.billion"}, {1e6, "number.million"}} {
		if math.Abs(v) >= scale.of {
			return w.T(scale.key, "n", w.upTo(v/scale.of, 2))
		}
	}
	return w.Number(v, decimals)
}

// amount is a value with its unit. What it is a share of, the subject says.
func (w *Words) amount(f Fact, v float64) string {
	return w.inUnit(w.Figure(v, f.Indicator.Decimals), f.Indicator.Unit)
}

func (w *Words) inUnit(number, unit string) string {
	key := "amount." + unit
	if strings.HasPrefix(unit, "%") {
		key = "amount.%"
	}
	if w.Has(key) {
		return w.T(key, "n", number)
	}
	return w.withUnit(number, unit)
}

func (w *Words) factValue(f Fact) string {
	v := f.Verdict
	change := ""
	if v.Base != nil && v.Base.Year < v.Latest.Year {
		change = w.T("fact."+w.moved(f), "value", w.amount(f, v.Base.Value), "year", v.Base.Year)
	}
	return w.T("fact.value", "year", v.Latest.Year, "subject", w.subject(f), "area", w.In(f.Area),
		"value", w.latest(f), "status", w.Or("fact.status."+string(v.Latest.Status), ""), "change", change)
}

// FactAgain is the value once more, where a paragraph above says all of it.
func (w *Words) FactAgain(f Fact, paragraph int) string {
	v := f.Verdict
	return w.T("fact.again", "year", v.Latest.Year, "subject", w.subject(f), "area", w.In(f.Area), "value", w.latest(f), "paragraph", w.Integer(paragraph))
}

// latest is the latest value with its unit and its bound.
func (w *Words) latest(f Fact) string {
	amount := w.amount(f, f.Verdict.Latest.Value)
	if f.Bound == data.Exact {
		return amount
	}
	return w.T(map[data.Bound]string{data.Below: "fact.below", data.Above: "fact.above"}[f.Bound], "value", amount)
}

// moved compares base and latest as they are printed.
func (w *Words) moved(f Fact) string {
	from, to := f.Verdict.Base.Value, f.Verdict.Latest.Value
	switch {
	case w.Figure(from, f.Indicator.Decimals) == w.Figure(to, f.Indicator.Decimals):
		return "same"
	case to > from:
		return "up"
	}
	return "down"
}

// Aim words a target: "at least 95 per cent".
func (w *Words) Aim(f Fact, benchmark string, target float64) string {
	c := f.Comparators[benchmark]
	switch {
	case f.Indicator.Direction == data.ToOne:
		c = data.BandOne
	case c == "" && f.Indicator.Direction == data.Down:
		c = data.AtMost
	case c == "":
		c = data.AtLeast
	}
	return w.T("aim."+string(c), "value", w.inUnit(w.Exact(target), f.Indicator.Unit))
}

// FactVerdict is the sentence of the class, or of why there is none.
func (w *Words) FactVerdict(f Fact) string {
	v := f.Verdict
	class := w.Or("fact.class."+string(v.Class), "")
	switch {
	case v.Class == progress.NoClass:
		return w.T("fact.none", "why", lowerFirst(trimPoint(w.Why(v.Class, v.Reason))))
	case v.Class == progress.TargetMet && v.Target != nil:
		return w.T("fact.met", "target", w.by(f))
	case v.Class == progress.TargetMet:
		return w.T("fact.met.past")
	case !strings.HasPrefix(v.Method, "unsd-pace/"):
		return w.T("fact.by", "class", class, "method", v.Method)
	case v.Pace == nil || v.Base == nil:
		return w.T("fact.only", "class", class)
	case v.Needed != nil && *v.Pace < 0:
		return w.T("fact.away", "year", v.Base.Year, "target", w.by(f), "class", class)
	case v.Needed != nil:
		return w.T("fact.pace", "year", v.Base.Year, "share", w.Percent(*v.Pace, 0), "target", w.by(f), "class", class)
	}
	return w.factFree(f, class)
}

// by is the target with its year.
func (w *Words) by(f Fact) string {
	v := f.Verdict
	aim := w.Aim(f, v.Benchmark, *v.Target)
	if v.TargetYear == 0 {
		return aim
	}
	return w.T("fact.target.by", "target", aim, "year", v.TargetYear)
}

// factFree is the sentence of the rule without a target.
func (w *Words) factFree(f Fact, class string) string {
	v := f.Verdict
	parity := f.Indicator.Direction == data.ToOne
	key := "fact.better"
	switch {
	case parity && 0.98 <= v.Latest.Value && v.Latest.Value <= 1.02:
		return w.T("fact.in_band", "class", class)
	case w.Number(100**v.Pace, 1) == w.Number(0, 1):
		return w.T("fact.still", "year", v.Base.Year, "class", class)
	case parity && *v.Pace < 0:
		key = "fact.from_parity"
	case parity:
		key = "fact.to_parity"
	case *v.Pace < 0:
		key = "fact.worse"
	}
	return w.T(key, "year", v.Base.Year, "rate", w.Percent(math.Abs(*v.Pace), 1), "class", class)
}

// FactPast says how a target whose year is over ended.
func (w *Words) FactPast(f Fact, p progress.PastTarget) string {
	aim := w.Aim(f, p.Benchmark, p.Target)
	if p.Open || p.Value == nil {
		return w.T("fact.past.open", "target", aim, "year", p.Year)
	}
	pairs := []any{"target", aim, "year", p.Year, "value", w.amount(f, p.Value.Value), "of", p.Value.Year}
	if p.Met {
		return w.T("fact.past.met", pairs...)
	}
	by := w.Figure(p.MissedBy, f.Indicator.Decimals)
	if u := w.Points(f.Indicator.Unit); f.Indicator.Unit != "ratio" {
		by += " " + u
	}
	s := w.T("fact.past.missed", append(pairs, "by", by)...)
	if p.First > p.Year {
		s = trimPoint(s) + w.T("fact.past.first", "year", p.First)
	}
	return s
}

// factBefore says what the report compared had; "" where that gave the same.
func (w *Words) factBefore(f Fact) string {
	now, b := f.Verdict.Latest, f.Before
	if b == nil {
		return ""
	}
	if b.Latest == nil {
		return w.T("fact.before.none")
	}
	old := w.amount(f, b.Latest.Value)
	counted := b.Class != f.Verdict.Class && b.Class != progress.NoClass
	class := w.Or("fact.class."+string(b.Class), "")
	var s string
	switch {
	case b.Latest.Year != now.Year || old != w.amount(f, now.Value) && (now.Maker != progress.ByPublisher || now.Source != b.Latest.Source):
		s = w.T("fact.before.year", "value", old, "year", b.Latest.Year)
	case old == w.amount(f, now.Value) && counted:
		return w.T("fact.before.counted", "class", class)
	case old == w.amount(f, now.Value):
		return ""
	case b.Reread:
		s = w.T("fact.before.reread", "value", old, "year", b.Latest.Year)
	default:
		s = w.T("fact.before.other", "value", old, "year", b.Latest.Year)
	}
	if counted {
		s = trimPoint(s) + w.T("fact.before.class", "class", class)
	}
	return s
}
