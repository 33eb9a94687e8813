package text

import (
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Explanation is the arithmetic of a verdict by any method, one sentence a
// step: the inputs, each formula with its numbers and its result, then what
// decided the class. Steps says the same of the default method in words of
// its own.
func (w *Words) Explanation(x progress.Explanation, in data.Indicator) []string {
	e := explained{w, x, in}
	out := e.inputs()
	for _, s := range x.Steps {
		if strings.HasPrefix(s.ID, "past.") || len(s.Points) > 0 && s.ID != "actual" {
			continue // said beside the verdict; the means of a regression are parts of it
		}
		out = append(out, w.T("explain.step", "label", e.label(s.ID), "formula", e.formula(s), "out", e.result(s)))
	}
	return append(out, e.decision()...)
}

type explained struct {
	*Words
	x  progress.Explanation
	in data.Indicator
}

func (e explained) number(v float64) string { return e.Significant(v) }

func (e explained) inputs() []string {
	var out []string
	for _, g := range e.x.Inputs {
		if strings.HasPrefix(g.ID, "past.") {
			continue
		}
		key := "explain.input"
		if g.Year != 0 && !strings.HasPrefix(g.ID, "point.") {
			key = "explain.input.year"
		}
		out = append(out, e.T(key, "label", e.label(g.ID), "value", e.Exact(round(g.Value, 12)), "year", g.Year))
	}
	return out
}

// label names a step or an input: "point.2016" is "Point 2016".
func (e explained) label(id string) string {
	kind, rest, dotted := strings.Cut(id, ".")
	if dotted && kind == "point" {
		return e.T("explain.label.point", "year", rest)
	}
	return e.Or("explain.label."+id, upperFirst(strings.NewReplacer(".", ", ", "_", " ").Replace(id)))
}

// formula is a formula with its numbers in it.
func (e explained) formula(s progress.Step) string {
	var fill []any
	for name, v := range s.In {
		n := e.number(v)
		if yearly(s.Formula, name) {
			n = plainYear(v)
		}
		if strings.HasPrefix(n, "−") {
			n = "(" + n + ")"
		}
		fill = append(fill, name, n)
	}
	fill = append(fill, "n", len(s.Points))
	return e.T("explain.formula."+string(s.Formula), fill...)
}

// yearly says whether a number of a formula is a year, which has no comma.
func yearly(f progress.Formula, name string) bool {
	switch f {
	case progress.Years:
		return name == "from" || name == "to"
	case progress.LinearArrival, progress.CompoundArrival:
		return name == "year"
	}
	return false
}

// plainYear prints a year; the middle of several may be a fraction.
func plainYear(v float64) string { return strconv.FormatFloat(round(v, 4), 'f', -1, 64) }

func (e explained) result(s progress.Step) string {
	if s.Formula == progress.LinearArrival || s.Formula == progress.CompoundArrival {
		return plainYear(s.Out)
	}
	return e.number(s.Out)
}

func (e explained) decision() []string {
	v := e.x.Verdict
	class := e.Class(v.Class, "")
	if v.Status != "" {
		class = e.Or("verdict.status."+v.Status, class)
	}
	switch {
	case v.Rule == "" || v.Class == progress.NoClass && v.Reason != progress.OwnScale:
		return []string{e.T("step.reason", "why", e.Why(progress.NoClass, v.Reason))}
	case v.Rule != progress.ByThreshold:
		return []string{e.T("explain.rule."+string(v.Rule), "class", class)}
	}
	return []string{e.T("explain.decided", "what", e.label(e.x.Compared), "cuts", e.cuts(), "class", class)}
}

// cuts are the thresholds in the order in which they are tried.
func (e explained) cuts() string {
	var out []string
	for _, t := range e.x.Thresholds {
		word := e.Class(t.Class, "")
		if t.Status != "" {
			word = e.Or("verdict.status."+t.Status, word)
		}
		key := "explain.cut.rest"
		if t.Comparator != "" {
			key = "explain.cut." + comparatorWord(t.Comparator)
		}
		out = append(out, e.T(key, "bound", e.number(t.Bound), "class", word))
	}
	return strings.Join(out, "; ")
}

func comparatorWord(c data.Comparator) string {
	switch c {
	case data.Over:
		return "over"
	case data.AtMost:
		return "at_most"
	}
	return "at_least"
}
