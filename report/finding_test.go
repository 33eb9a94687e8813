package report

import (
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// TestFindingOfAPerson holds that what a person wrote takes the place of the
// generated finding, with name and day, and not before that day.
func TestFindingOfAPerson(t *testing.T) {
	day, err := data.ParseDate("2026-11-20")
	if err != nil {
		t.Fatal(err)
	}
	later, err := data.ParseDate("2026-11-25")
	if err != nil {
		t.Fatal(err)
	}
	mean := 3.5
	computed := progress.ParagraphVerdict{Class: progress.OnTrack, Mean: &mean, Counts: map[progress.Class]int{}, Entries: []progress.Entry{{}, {}}}
	judged := computed
	judged.Manual = &progress.Manual{Class: progress.Fair, Reason: "Prices rose.", Author: "B. Clerk", Date: day}
	for _, c := range []struct {
		name       string
		p          data.Paragraph
		v          progress.ParagraphVerdict
		text, note string
	}{
		{"written", data.Paragraph{ID: "9", Number: "9.", Narrative: &data.Narrative{Text: " Access grew. ", Author: "A. Clerk", Date: day}}, computed, "Access grew.", "Written by A. Clerk, 20 November 2026."},
		{"written too late", data.Paragraph{ID: "9", Number: "9.", Narrative: &data.Narrative{Text: "Access grew.", Author: "A. Clerk", Date: later}}, computed,
			"Paragraph 9 counts as on track, with a mean of 3.5 over two of two headline entries.", ""},
		{"judged", data.Paragraph{ID: "9", Number: "9."}, judged, "Paragraph 9 counts as fair progress by the judgement of a person. Prices rose.", "Written by B. Clerk, 20 November 2026."},
		{"nothing to judge", data.Paragraph{ID: "pp1"}, progress.ParagraphVerdict{Reason: progress.EvidenceOnly},
			"Unit pp1 has no verdict: evidence answers it, not figures.", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := newBuilder(shared.input())
			if err != nil {
				t.Fatal(err)
			}
			b.finding(c.p, c.v)
			p, ok := b.report.Blocks[0].(Para)
			if !ok || p.Text != c.text || strings.Join(p.Notes, "|") != c.note || p.Number != 1 {
				t.Errorf("%+v", b.report.Blocks[0])
			}
		})
	}
}
