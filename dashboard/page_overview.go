package dashboard

import (
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

// overviewView is every unit of the resolution by section, with where it stands.
type overviewView struct {
	Resolution data.Resolution
	Finding    []string
	Bar        []barPart
	Filters    []filterView
	Sections   []overviewSection
	Shown      int
	Total      int
	Filtered   bool
	Vintage    string
}

type overviewSection struct {
	data.Section
	Units []unitView
}

// unitView is one unit as a row.
type unitView struct {
	Link     link
	ID       string
	Number   string // as printed, "" where the draft prints none
	Summary  string
	Verb     string
	Kind     string
	KindWord string
	Verdict  chip
	Entries  []chip // headline entries, best first
	Judged   string // "2 of 4 entries have a class"
	Worst    string
	Missed   string
	Evidence []chip // of its evidence items, worst first
}

// barPart is a stretch of the bar over all scored units.
type barPart struct {
	chip
	Count    int
	X, Width float64 // in hundredths of the bar
	Path     string  // to the units of this class alone
}

// filterView is a drop-down of the filter form.
type filterView struct {
	Name, Label string
	Options     []filterOption
}

type filterOption struct {
	Value, Word string
	Chosen      bool
}

func (s *site) overview(r pageRequest) (pageView, error) {
	cat := r.edition.Catalog()
	if len(cat.Resolutions()) == 0 {
		return pageView{}, notFound("", "%s", s.words.T("failure.resolution"))
	}
	res := cat.Resolutions()[0]
	v := overviewView{Resolution: res, Total: len(res.Paragraphs), Filters: s.overviewFilters(r), Vintage: r.query.Get("vintage")}
	v.Filtered = r.query.Has("theme") || r.query.Has("kind") || r.query.Has("verdict")
	method, err := s.chosenMethod(r)
	if err != nil {
		return pageView{}, err
	}
	verdicts, err := verdictsBy(r.edition, method, res)
	if err != nil {
		return pageView{}, err
	}
	v.Finding, v.Bar = s.standing(r, res, verdicts)
	units := slices.Clone(res.Paragraphs)
	slices.SortStableFunc(units, func(a, b data.Paragraph) int { return a.Order - b.Order })
	for _, sec := range res.Sections {
		shown := overviewSection{Section: sec}
		for _, p := range units {
			verdict := verdicts[p.ID]
			if p.Section == sec.ID && wanted(r, p, verdict) {
				shown.Units = append(shown.Units, s.unit(r, p, verdict))
			}
		}
		v.Shown += len(shown.Units)
		if len(shown.Units) > 0 || !v.Filtered {
			v.Sections = append(v.Sections, shown)
		}
	}
	return pageView{Title: s.words.T("overview.title", "symbol", res.Symbol), About: v.Finding[0], Main: v}, nil
}

// verdictsBy are the verdicts of all units by a method, by id.
func verdictsBy(ed *progress.Edition, method string, res data.Resolution) (map[string]progress.ParagraphVerdict, error) {
	out := make(map[string]progress.ParagraphVerdict, len(res.Paragraphs))
	for _, p := range res.Paragraphs {
		v, err := ed.ParagraphBy(method, p.ID)
		if err != nil {
			return nil, err
		}
		out[p.ID] = v
	}
	return out, nil
}

// wanted says whether a unit passes the filters of a request.
func wanted(r pageRequest, p data.Paragraph, v progress.ParagraphVerdict) bool {
	theme, kind, verdict := r.query.Get("theme"), r.query.Get("kind"), r.query.Get("verdict")
	return (theme == "" || slices.Contains(p.Themes, theme)) &&
		(kind == "" || string(p.Kind) == kind) &&
		(verdict == "" || outcome(v) == verdict)
}

// outcome is the class of a paragraph, or the reason why it has none.
func outcome(v progress.ParagraphVerdict) string {
	if c := v.Shown(); c != progress.NoClass {
		return string(c)
	}
	return string(v.Reason)
}

// outcomes are what a paragraph can come to, in the order of the bar.
var outcomes = []string{
	string(progress.TargetMet), string(progress.OnTrack), string(progress.Fair), string(progress.Limited), string(progress.Deterioration),
	string(progress.NotEnough), string(progress.NoDataYet), string(progress.EvidenceOnly), string(progress.NotScored),
}

// standing is the finding over all units, and the bar that shows it.
func (s *site) standing(r pageRequest, res data.Resolution, verdicts map[string]progress.ParagraphVerdict) ([]string, []barPart) {
	count, states := map[string]int{}, map[progress.EvidenceState]int{}
	for _, p := range res.Paragraphs {
		v := verdicts[p.ID]
		count[outcome(v)]++
		for _, e := range v.Evidence {
			states[e.State]++
		}
	}
	var bar []barPart
	x := 0.0
	for _, o := range outcomes {
		n := count[o]
		if n == 0 {
			continue
		}
		part := barPart{chip: s.outcomeChip(o), Count: n, X: x, Width: 100 * float64(n) / float64(len(res.Paragraphs)), Path: r.with("/", "verdict", o)}
		x += part.Width
		bar = append(bar, part)
	}
	good := count[string(progress.TargetMet)] + count[string(progress.OnTrack)] // a person may say met
	judged := good + count[string(progress.Fair)] + count[string(progress.Limited)] + count[string(progress.Deterioration)]
	lacking := count[string(progress.NotEnough)] + count[string(progress.NoDataYet)]
	return []string{
		s.words.T("overview.finding", "measured", s.words.Integer(judged+lacking), "judged", s.words.Integer(judged),
			"track", s.words.Integer(good), "fair", s.words.Integer(count[string(progress.Fair)]),
			"limited", s.words.Integer(count[string(progress.Limited)]), "back", s.words.Integer(count[string(progress.Deterioration)])),
		s.words.T("overview.finding.gaps", "gaps", s.words.Integer(lacking),
			"evidence", s.words.Integer(count[string(progress.EvidenceOnly)]), "overdue", s.words.Integer(states[progress.Overdue]),
			"quiet", s.words.Integer(count[string(progress.NotScored)])),
	}, bar
}

func (s *site) outcomeChip(o string) chip {
	switch c := progress.Class(o); c {
	case progress.TargetMet, progress.OnTrack, progress.Fair, progress.Limited, progress.Deterioration:
		return s.classChip(c, "")
	}
	return s.classChip(progress.NoClass, progress.Reason(o))
}

func (s *site) unit(r pageRequest, p data.Paragraph, v progress.ParagraphVerdict) unitView {
	u := unitView{
		Link: s.paragraphLink(p, r), ID: p.ID, Number: trimDot(p.Number), Summary: p.Summary, Verb: p.Verb,
		Kind: string(p.Kind), KindWord: s.words.T("kind." + string(p.Kind)), Verdict: s.classChip(v.Shown(), v.Reason),
		Entries: s.entryChips(r, v), Evidence: s.evidenceChips(v.Evidence),
	}
	if n := len(v.Entries); n > 0 {
		u.Judged = s.words.T("overview.judged", "has", s.words.Integer(n-v.Counts[progress.NoClass]), "of", s.words.Integer(n))
	}
	if severalGroups(v) {
		u.Worst = s.words.T("overview.worst", "group", s.areaLink(r.edition, v.Worst, r).Name, "class", s.words.Class(v.WorstClass, ""))
	}
	if v.Missed > 0 {
		u.Missed = s.words.N("overview.missed", v.Missed)
	}
	return u
}

// severalGroups says whether the lowest group can be told from others.
func severalGroups(v progress.ParagraphVerdict) bool {
	first := ""
	for _, e := range v.Entries {
		switch g := e.Headline.Group; {
		case e.Verdict.Class == progress.NoClass:
		case first == "":
			first = g
		case g != first:
			return true
		}
	}
	return false
}

// entryChips are the headline entries of a paragraph, best first.
func (s *site) entryChips(r pageRequest, v progress.ParagraphVerdict) []chip {
	entries := slices.Clone(v.Entries)
	slices.SortStableFunc(entries, func(a, b progress.Entry) int { return b.Verdict.Class.Score() - a.Verdict.Class.Score() })
	var out []chip
	for _, e := range entries {
		c := s.classChip(e.Verdict.Class, e.Verdict.Reason)
		in, _ := r.edition.Catalog().Indicator(e.Headline.Indicator)
		c.Title = s.words.T("overview.entry", "indicator", in.Name, "group", s.areaLink(r.edition, e.Headline.Group, r).Name, "class", c.Word)
		out = append(out, c)
	}
	return out
}

// evidenceStates in the order in which a reader wants them: what is amiss first.
var evidenceStates = []progress.EvidenceState{
	progress.Overdue, progress.Due, progress.NoEvidence, progress.Done, progress.HeldYear, progress.Standing,
}

// evidenceChips counts the states of evidence: "2 done".
func (s *site) evidenceChips(list []progress.EvidenceStatus) []chip {
	count := map[progress.EvidenceState]int{}
	for _, e := range list {
		count[e.State]++
	}
	var out []chip
	for _, st := range evidenceStates {
		if n := count[st]; n > 0 {
			out = append(out, chip{text.StateTone(st), s.words.T("overview.evidence", "n", n, "state", s.words.T("state."+string(st))), ""})
		}
	}
	return out
}

func (s *site) overviewFilters(r pageRequest) []filterView {
	option := func(name, value, word string) filterOption {
		return filterOption{value, word, r.query.Get(name) == value}
	}
	theme := filterView{"theme", s.words.T("filter.theme"), []filterOption{{"", s.words.T("filter.all"), false}}}
	for _, t := range r.edition.Catalog().Themes() {
		theme.Options = append(theme.Options, option("theme", t.ID, t.Title))
	}
	kind := filterView{"kind", s.words.T("filter.kind"), []filterOption{{"", s.words.T("filter.all"), false}}}
	for _, k := range []data.Kind{data.Quantitative, data.Proxy, data.ByEvidence, data.Context} {
		kind.Options = append(kind.Options, option("kind", string(k), s.words.T("kind."+string(k))))
	}
	verdict := filterView{"verdict", s.words.T("filter.verdict"), []filterOption{{"", s.words.T("filter.all"), false}}}
	for _, o := range outcomes {
		verdict.Options = append(verdict.Options, option("verdict", o, s.outcomeChip(o).Word))
	}
	method := filterView{"method", s.words.T("filter.method"), s.methodOptions(r)}
	return []filterView{theme, kind, verdict, method}
}
