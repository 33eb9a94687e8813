package dashboard

import (
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// chip is a word with a colour and a sign: a class, a reason or a state. The
// colour says nothing that the word does not.
type chip struct {
	Tone, Word, Title string
}

func (s *site) classChip(c progress.Class, r progress.Reason) chip {
	return chip{text.Tone(c, r), s.words.Class(c, r), s.words.Why(c, r)}
}

func (s *site) stateChip(state progress.EvidenceState) chip {
	return chip{text.StateTone(state), s.words.T("state." + string(state)), ""}
}

// valueView is a number with all that must stand beside it.
type valueView struct {
	Text     string // ".." where there is none
	Mark     string // (e), (p), (b)
	Year     int
	Status   string
	Source   string // label
	SourceID string
	Maker    string // "" for the publisher
	Coverage string
	Note     string
	Snapshot int64
}

// value of a point of a line, in the decimals of the indicator.
func (s *site) value(ed *progress.Edition, in data.Indicator, l progress.Line, p progress.Point) valueView {
	return valueView{
		Text: s.words.Point(p.Point, in.Decimals), Mark: s.words.Or("mark."+string(p.Status), ""), Year: p.Year,
		Status: s.words.StatusBy(p.Status, l.Maker), Source: sourceLabel(ed, l.Source), SourceID: l.Source,
		Maker: s.words.Maker(l.Maker), Coverage: s.words.Coverage(p.Coverage), Note: p.Note, Snapshot: p.Snapshot,
	}
}

// input of a verdict; nil gives "..".
func (s *site) input(ed *progress.Edition, in data.Indicator, v *progress.Value) valueView {
	if v == nil {
		return valueView{Text: text.Missing}
	}
	return valueView{
		Text: s.words.Number(v.Value, in.Decimals), Mark: s.words.Or("mark."+string(v.Status), ""), Year: v.Year,
		Status: s.words.StatusBy(v.Status, v.Maker), Source: sourceLabel(ed, v.Source), SourceID: v.Source,
		Maker: s.words.Maker(v.Maker), Coverage: s.words.Coverage(v.Coverage), Snapshot: v.Snapshot,
	}
}

func sourceLabel(ed *progress.Edition, id string) string {
	if src, ok := ed.Catalog().Source(id); ok {
		return src.Label
	}
	return id
}

// link is a name that leads somewhere. Path is "" where there is nothing to lead to.
type link struct {
	Name, Path string
}

func (s *site) areaLink(ed *progress.Edition, code string, r pageRequest) link {
	a, ok := ed.Catalog().Area(code)
	if !ok {
		return link{Name: code}
	}
	return link{a.Name(), inVintage("/a/"+code, r.query.Get("vintage"))}
}

func (s *site) indicatorLink(in data.Indicator, r pageRequest) link {
	return link{in.Name, inVintage("/i/"+in.ID, r.query.Get("vintage"))}
}

// paragraphLink names a paragraph as the document prints it.
func (s *site) paragraphLink(p data.Paragraph, r pageRequest) link {
	return link{s.paragraphName(p), inVintage("/p/"+p.ID, r.query.Get("vintage"))}
}

// paragraphName is the printed number, or the id where the draft prints none.
func (s *site) paragraphName(p data.Paragraph) string {
	if p.Number == "" {
		return s.words.T("paragraph.unnumbered", "id", p.ID)
	}
	return s.words.T("paragraph.number", "number", trimDot(p.Number))
}

// trimDot drops the final point of a printed number: "9." is paragraph 9.
func trimDot(number string) string {
	if n := len(number); n > 0 && number[n-1] == '.' {
		return number[:n-1]
	}
	return number
}

// verdictView is a verdict as a row of a table.
type verdictView struct {
	Chip      chip
	Finding   string // one sentence
	Base      valueView
	Latest    valueView
	Target    string // ".." where none applies
	TargetID  string // of the benchmark, "" where none applies
	TargetBy  int
	Pace      string
	Projected string
	Flags     []flagView
}

type flagView struct {
	Short, Long string
}

func (s *site) verdict(ed *progress.Edition, v progress.Verdict) verdictView {
	in, _ := ed.Catalog().Indicator(v.Indicator)
	area, _ := ed.Catalog().Area(v.Area)
	out := verdictView{
		Chip: s.methodChip(v.Class, v.Reason, v.Status), Finding: s.words.Finding(v, in, area.Name()),
		Base: s.input(ed, in, v.Base), Latest: s.input(ed, in, v.Latest), Target: text.Missing,
		Pace: text.Missing, Projected: text.Missing,
	}
	if v.Target != nil {
		out.Target, out.TargetBy, out.TargetID = s.words.Exact(*v.Target), v.TargetYear, v.Benchmark
	}
	switch {
	case v.Pace == nil:
	case v.Needed != nil:
		out.Pace = s.words.T("verdict.pace", "pace", s.words.Number(*v.Pace, 2))
	default:
		out.Pace = s.words.T("verdict.rate", "rate", s.words.Percent(*v.Pace, 1))
	}
	if v.Projected != nil {
		out.Projected = s.words.Projected(*v.Projected, v.Target, in.Decimals)
	}
	for _, f := range v.Flags {
		out.Flags = append(out.Flags, flagView{s.words.T("flag.short." + string(f)), s.words.T("flag." + string(f))})
	}
	return out
}
