package dashboard

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

// textView is a paragraph in its own words. Note says why there are none, and
// Command what to do; they are "" where there are.
type textView struct {
	Note, Command string
	Number        string
	Runs          []textRun
	Origin        string // document, sum and date of import
}

// Quoted are the runs that indicators quote: the notes under the text.
func (v textView) Quoted() []textRun {
	return slices.DeleteFunc(slices.Clone(v.Runs), func(r textRun) bool { return r.No == 0 })
}

// textRun is a stretch of text. No counts those that indicators quote from 1; it
// is 0 where none does.
type textRun struct {
	Words   string
	No      int
	Answers []link
	Title   string // names the indicators
}

// shownSum is how much of a sum names a file.
const shownSum = 12

// text is the imported text of a paragraph.
func (s *site) text(r pageRequest, res data.Resolution, p data.Paragraph) (textView, error) {
	missing := textView{Note: s.words.T("text.missing"), Command: "wsiswatch resolution import FILE"}
	if s.deps.Texts == nil {
		return missing, nil
	}
	doc, err := s.deps.Texts.Text(r.ctx, res)
	if errors.Is(err, data.ErrNotFound) {
		return missing, nil
	}
	passage, ok := doc.Passages[p.ID]
	if err != nil || !ok {
		// The verdicts do not rest on it: the page stands without.
		s.deps.Log.Warn("imported text not shown", "resolution", res.ID, "paragraph", p.ID, "err", err)
		return textView{Note: s.words.T("text.unfit", "file", doc.File), Command: "wsiswatch resolution show"}, nil
	}
	runs, err := s.textRuns(r, passage)
	return textView{Number: passage.Number, Runs: runs, Origin: s.words.T("text.origin",
		"file", doc.File, "sum", fmt.Sprintf("%.*s", shownSum, doc.SHA256), "date", doc.Imported.UTC().Format(time.DateOnly))}, err
}

// textRuns cuts a passage at its marks.
func (s *site) textRuns(r pageRequest, p data.Passage) ([]textRun, error) {
	var out []textRun
	at, marked := 0, 0
	plain := func(to int) {
		if at < to {
			out = append(out, textRun{Words: p.Text[at:to]})
		}
	}
	for _, m := range p.Marks {
		if m.From < at || m.To < m.From || m.To > len(p.Text) {
			return nil, fmt.Errorf("mark text: span %d to %d after %d of %d bytes", m.From, m.To, at, len(p.Text))
		}
		plain(m.From)
		marked++
		out = append(out, s.quotedRun(r, p.Text[m.From:m.To], marked, m.Indicators))
		at = m.To
	}
	plain(len(p.Text))
	return out, nil
}

func (s *site) quotedRun(r pageRequest, words string, no int, indicators []string) textRun {
	run := textRun{Words: words, No: no}
	var names []string
	for _, id := range indicators {
		in, _ := r.edition.Catalog().Indicator(id)
		run.Answers = append(run.Answers, s.indicatorLink(in, r))
		names = append(names, in.Name)
	}
	run.Title = s.words.T("text.answers", "indicators", strings.Join(names, "; "))
	return run
}
