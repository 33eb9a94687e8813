package data

import (
	"strings"
	"testing"
)

func TestNarrative(t *testing.T) {
	day := func(s string) Date {
		d, err := ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	n := &Narrative{Text: "So it is.", Author: "A. Clerk", Date: day("2026-03-01")}
	for _, c := range []struct {
		name string
		n    *Narrative
		on   Date
		want bool
	}{
		{"none", nil, day("2026-03-01"), false},
		{"on its day", n, day("2026-03-01"), true},
		{"after it", n, day("2026-04-01"), true},
		{"before it was written", n, day("2026-02-28"), false},
		{"no day asked", n, Date{}, true},
	} {
		if got := c.n.On(c.on) != nil; got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	k := &checker{}
	k.checkNarrative(&Paragraph{Narrative: &Narrative{Text: " "}}, "draft/9")
	var said []string
	for _, f := range k.faults {
		said = append(said, f.Message)
	}
	for _, field := range []string{"text", "author", "date"} {
		if !strings.Contains(strings.Join(said, "\n"), "narrative."+field+" is required") {
			t.Errorf("a narrative without its %s went through: %q", field, said)
		}
	}
	k = &checker{}
	if k.checkNarrative(&Paragraph{Narrative: n}, "draft/9"); len(k.faults) > 0 {
		t.Errorf("a whole narrative is refused: %v", k.faults)
	}
}
