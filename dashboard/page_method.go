package dashboard

import (
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// methodView is how verdicts are made, with one that is in this edition.
type methodView struct {
	Lead      string
	Methods   []methodName
	Classes   []methodClass
	Reasons   []methodReason
	States    []methodReason
	Rules     []string // how group values are made
	Example   *methodExample
	Published []methodWork
}

// methodName is a way to judge, by the name that verdicts carry.
type methodName struct{ Name, Text string }

// methodClass is a class with the conditions that give it.
type methodClass struct {
	Chip           chip
	Score          int
	Toward, Freely string // with and without a target
}

// methodReason is a word with the sentence that explains it.
type methodReason struct {
	Chip chip
	Text string
}

// methodExample is a real verdict with its inputs and its arithmetic.
type methodExample struct {
	verdictView
	Indicator  link
	Area       link
	Definition string
	Inputs     []methodInput
	Benchmark  string
	Citation   string
	Panel      *panelView
}

// methodInput is a number that the verdict was made of, and where it came from.
type methodInput struct {
	Name  string
	Value valueView
	Load  string // the publisher's name of the release, or the file
}

// methodWork is a publication that a rule was taken from.
type methodWork struct {
	Work link
	Used string
}

func (s *site) method(r pageRequest) (pageView, error) {
	example, err := s.methodExample(r)
	if err != nil {
		return pageView{}, err
	}
	v := methodView{
		Lead: s.words.T("method.lead"), Methods: s.methodNames(), Classes: s.methodClasses(), Reasons: s.methodReasons(),
		States: s.methodStates(), Example: example, Published: s.methodWorks(),
	}
	for _, rule := range []data.Rule{data.WeightedMean, data.SumOverSum, data.Median, data.Mean, data.Share, data.NoAggregate} {
		v.Rules = append(v.Rules, s.words.T("method.rule."+string(rule)))
	}
	return pageView{Title: s.words.T("method.title"), About: v.Lead, Main: v}, nil
}

// methodNames are the methods, the default first. A version after "/" does not
// change what a method is.
func (s *site) methodNames() []methodName {
	var out []methodName
	for _, name := range progress.Methods() {
		method, _, _ := strings.Cut(name, "/")
		out = append(out, methodName{name, s.words.Or("method.name."+method, "")})
	}
	return out
}

func (s *site) methodClasses() []methodClass {
	var out []methodClass
	for _, c := range []progress.Class{progress.TargetMet, progress.OnTrack, progress.Fair, progress.Limited, progress.Deterioration} {
		out = append(out, methodClass{
			s.classChip(c, ""), c.Score(), s.words.T("method.toward." + string(c)), s.words.T("method.freely." + string(c)),
		})
	}
	return out
}

func (s *site) methodReasons() []methodReason {
	var out []methodReason
	for _, reason := range []progress.Reason{
		progress.NoDataYet, progress.NoBase, progress.TooShort, progress.Stale, progress.ThinCoverage,
		progress.DirectionNone, progress.Open, progress.NotJudgeable, progress.NotEnough, progress.NotScored, progress.EvidenceOnly,
	} {
		c := s.classChip(progress.NoClass, reason)
		c.Title = ""
		out = append(out, methodReason{c, s.words.Why(progress.NoClass, reason)})
	}
	return out
}

func (s *site) methodStates() []methodReason {
	var out []methodReason
	for _, state := range []progress.EvidenceState{
		progress.Done, progress.HeldYear, progress.Due, progress.Overdue, progress.NoEvidence, progress.Standing,
	} {
		out = append(out, methodReason{s.stateChip(state), s.words.T("method.state." + string(state))})
	}
	return out
}

// methodExample is Internet use in the world, or else the first headline entry
// that has a class; nil where this edition has none.
func (s *site) methodExample(r pageRequest) (*methodExample, error) {
	v, ok := exampleVerdict(r.edition)
	if !ok {
		return nil, nil
	}
	in, _ := r.edition.Catalog().Indicator(v.Indicator)
	e := &methodExample{
		verdictView: s.verdict(r.edition, v), Indicator: s.indicatorLink(in, r), Area: s.areaLink(r.edition, v.Area, r),
		Definition: in.Definition, Inputs: s.methodInputs(r.edition, in, v),
	}
	if b, ok := r.edition.Catalog().Benchmark(v.Benchmark); ok {
		e.Benchmark, e.Citation = b.Statement, b.Citation
	}
	var err error
	if e.Panel, err = s.panel(r, v, ""); err != nil {
		return nil, err
	}
	e.Panel.Open = true
	return e, nil
}

func exampleVerdict(ed *progress.Edition) (progress.Verdict, bool) {
	v := ed.Assess("internet_users", world, data.Dims{}, "")
	if v.Class != progress.NoClass {
		return v, true
	}
	for _, res := range ed.Catalog().Resolutions() {
		for _, p := range res.Paragraphs {
			paragraph, _ := ed.Paragraph(p.ID)
			for _, e := range paragraph.Entries {
				if e.Verdict.Class != progress.NoClass {
					return e.Verdict, true
				}
			}
		}
	}
	return progress.Verdict{}, false
}

// recentYears is how far back the recent pace of a verdict looks.
const recentYears = 5

// methodInputs are the figures that a verdict was made of, oldest first.
func (s *site) methodInputs(ed *progress.Edition, in data.Indicator, v progress.Verdict) []methodInput {
	inputs := []methodInput{s.methodInput(ed, "method.input.base", s.input(ed, in, v.Base))}
	// A computed group has other values in the pace than on its line.
	if l := ed.Line(v.Indicator, v.Area, v.Dims, ""); v.Recent != nil && l.Maker != progress.ByUs {
		if p, ok := l.At(v.Latest.Year - recentYears); ok {
			inputs = append(inputs, s.methodInput(ed, "method.input.recent", s.value(ed, in, l, p)))
		}
	}
	return append(inputs, s.methodInput(ed, "method.input.latest", s.input(ed, in, v.Latest)))
}

func (s *site) methodInput(ed *progress.Edition, name string, v valueView) methodInput {
	out := methodInput{Name: s.words.T(name), Value: v, Load: text.Missing}
	if snap, ok := ed.Snapshot(v.Snapshot); ok {
		out.Load = release(snap.Origin)
	}
	return out
}

// methodWorks are the publications that the rules were taken from.
func (s *site) methodWorks() []methodWork {
	var out []methodWork
	for _, w := range []struct{ key, address string }{
		{"unsd", "https://unstats.un.org/sdgs/report/2022/Progress_Chart_Technical_Note_2022.pdf"},
		{"escap", "https://data.unescap.org/dataviz/methodology/technical-notes.html"},
		{"opensdg", "https://github.com/open-sdg/open-sdg/blob/8bfde81abd538dd6f567b33dd1436cecad6b9962/docs/progress-methodology.md"},
		{"facts", "https://www.itu.int/itu-d/reports/statistics/2024/11/10/ff24-the-gender-digital-divide/"},
		{"universal", ""},
		{"gcr", ""},
	} {
		out = append(out, methodWork{link{s.words.T("method.work." + w.key), w.address}, s.words.T("method.used." + w.key)})
	}
	return out
}
