package configs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// checkJudgement holds the names that only the judgement knows: methods and
// classes. What they belong to is checked by the catalogue.
func (l *loader) checkJudgement() {
	for i := range l.defs.Indicators {
		in := &l.defs.Indicators[i]
		if in.Judge == nil || in.Judge.Method == "" {
			continue
		}
		if _, err := progress.Method(in.Judge.Method); err != nil {
			l.placeFault(data.Fault{Kind: "indicator", ID: in.ID, Field: "judge.method",
				Message: fmt.Sprintf("unknown method %q; known are %s", in.Judge.Method, strings.Join(progress.Methods(), ", "))})
		}
	}
	for i := range l.defs.Resolutions {
		r := &l.defs.Resolutions[i]
		for j := range r.Paragraphs {
			l.checkManual(r.ID, &r.Paragraphs[j])
		}
	}
}

func (l *loader) checkManual(resolution string, p *data.Paragraph) {
	if p.Manual == nil || p.Manual.Class == "" || slices.Contains(progress.Classes(), progress.Class(p.Manual.Class)) {
		return
	}
	var known []string
	for _, c := range progress.Classes() {
		known = append(known, string(c))
	}
	l.placeFault(data.Fault{Kind: "paragraph", ID: resolution + "/" + p.ID, Field: "manual.class",
		Message: fmt.Sprintf("unknown class %q; known are %s", p.Manual.Class, strings.Join(known, ", "))})
}
