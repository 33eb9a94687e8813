package dashboard

import (
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// panelView is what stands under "How this verdict was reached".
type panelView struct {
	Title   string
	Open    bool
	Target  string // statement and issuer of the target, "" where none applies
	Steps   []string
	Outlook string
	Past    []string
	Method  string
	Others  []otherView
	Differs bool     // another method contradicts
	Trials  []string // what would change the class: rounding, the last revision
	Sturdy  bool     // it was tried, and nothing does
}

// otherView is what another method says.
type otherView struct {
	Name string
	Chip chip
}

// panel explains a verdict; asked is the benchmark that it was asked for.
func (s *site) panel(r pageRequest, v progress.Verdict, asked string) (*panelView, error) {
	cat := r.edition.Catalog()
	in, _ := cat.Indicator(v.Indicator)
	area, _ := cat.Area(v.Area)
	p := &panelView{
		Title: s.words.T("verdict.how", "area", area.Name()), Outlook: s.outlook(v), Method: s.methodName(v.Method),
	}
	if b, ok := cat.Benchmark(v.Benchmark); ok && v.Target != nil {
		p.Target = strings.TrimSuffix(b.Issuer, ".") + ": " + b.Statement
	}
	for _, past := range v.Past {
		p.Past = append(p.Past, s.words.Past(past, in))
	}
	var err error
	if p.Steps, err = s.steps(r.edition, in, v, asked); err != nil {
		return nil, err
	}
	robust, err := r.edition.Robustness(v.Method, v.Indicator, v.Area, v.Dims, asked)
	if err != nil {
		return nil, err
	}
	s.addRobustness(p, robust, in, v)
	return p, nil
}

// steps are the arithmetic in sentences: the default method has its own.
func (s *site) steps(ed *progress.Edition, in data.Indicator, v progress.Verdict, asked string) ([]string, error) {
	if v.Method == progress.Methods()[0] {
		return s.words.Steps(v, in), nil
	}
	x, err := ed.Explain(v.Method, v.Indicator, v.Area, v.Dims, asked)
	if err != nil {
		return nil, err
	}
	return s.words.Explanation(x, in), nil
}

func (s *site) outlook(v progress.Verdict) string {
	if v.Outlook == "" || v.Outlook == progress.AlreadyMet {
		return ""
	}
	return s.words.T("outlook."+string(v.Outlook), "year", v.Reached)
}

func (s *site) addRobustness(p *panelView, robust progress.Robustness, in data.Indicator, v progress.Verdict) {
	p.Differs = robust.DependsOnMethod
	sameGap := func(o progress.MethodResult) bool { return o.Class == progress.NoClass && o.Reason == v.Reason }
	for _, o := range robust.Others {
		if v.Class == progress.NoClass && sameGap(o) {
			continue // what is missing is missing for all
		}
		p.Others = append(p.Others, otherView{s.methodName(o.Method), s.methodChip(o.Class, o.Reason, o.Status)})
	}
	for _, kind := range []struct {
		key    string
		trials []progress.Trial
	}{{"robust.rounding", robust.Rounding}, {"robust.revision", robust.Revision}} {
		for _, t := range kind.trials {
			if t.Changes {
				p.Trials = append(p.Trials, s.trial(kind.key, t, in, v))
			}
		}
	}
	p.Trials = slices.Compact(p.Trials)
	p.Sturdy = len(robust.Rounding)+len(robust.Revision) > 0 && !robust.Fragile
}

// trial says which class other inputs would give.
func (s *site) trial(key string, t progress.Trial, in data.Indicator, v progress.Verdict) string {
	var inputs []string
	for _, x := range []struct {
		value *float64
		input *progress.Value
	}{{t.Base, v.Base}, {t.Latest, v.Latest}} {
		if x.value != nil && x.input != nil {
			inputs = append(inputs, s.words.T("robust.input", "value", s.words.Input(*x.value), "year", x.input.Year, "is", s.words.Input(x.input.Value)))
		}
	}
	return s.words.T(key, "inputs", strings.Join(inputs, " "+s.words.T("robust.and")+" "), "class", s.methodChip(t.Class, t.Reason, t.Status).Word)
}

// methodChip is a class, or the word of a method with a scale of its own.
func (s *site) methodChip(c progress.Class, reason progress.Reason, status string) chip {
	out := s.classChip(c, reason)
	word := s.words.Or("verdict.status."+status, status)
	switch {
	case reason == progress.OwnScale:
		out.Word = word
	case status != "" && c != progress.NoClass && word != out.Word:
		out.Title = word
	}
	return out
}

// methodName is the short name of a method with its version.
func (s *site) methodName(method string) string {
	return s.words.Or("method.short."+shortMethod(method), method)
}

// shortMethod is the name of a method without its version, as addresses have it.
func shortMethod(method string) string {
	short, _, _ := strings.Cut(method, "/")
	return short
}

// methodChoices are the methods that a page can be judged by, the default first.
func (s *site) methodChoices(r pageRequest, path string) []choice {
	var out []choice
	for _, o := range s.methodOptions(r) {
		out = append(out, choice{o.Word, r.with(path, "method", o.Value), o.Chosen})
	}
	return out
}

// methodOptions are the same for a form; the default has no value.
func (s *site) methodOptions(r pageRequest) []filterOption {
	var out []filterOption
	for i, m := range progress.Methods() {
		value := shortMethod(m)
		if i == 0 {
			value = ""
		}
		out = append(out, filterOption{value, s.methodName(m), r.query.Get("method") == value})
	}
	return out
}

// chosenMethod is the one that a page is asked for, in full; "" is the default one.
func (s *site) chosenMethod(r pageRequest) (string, error) {
	asked := r.query.Get("method")
	if asked == "" {
		return "", nil
	}
	m, err := progress.Method(asked)
	if err != nil {
		return "", notFound("method", "%s", s.words.T("failure.method", "name", asked, "known", strings.Join(progress.Methods(), ", ")))
	}
	return m, nil
}
