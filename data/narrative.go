package data

import "strings"

// Narrative is what a person wrote on a paragraph for the report, in place of
// the sentence that is made from its verdict. All fields are required: a text
// without a name and a day cannot be answered for.
type Narrative struct {
	Text   string `yaml:"text" json:"text"`
	Author string `yaml:"author" json:"author"`
	Date   Date   `yaml:"date" json:"date"`
}

// On gives the narrative if it was written by that day; nil else, because what
// came later was not known then. The zero Date gives it always.
func (n *Narrative) On(d Date) *Narrative {
	if n == nil || !d.IsZero() && n.Date.After(d.Time) {
		return nil
	}
	return n
}

// checkNarrative lets no text of a person stand without who and when.
func (k *checker) checkNarrative(p *Paragraph, id string) {
	n := p.Narrative
	if n == nil {
		return
	}
	for _, f := range [][2]string{{"text", n.Text}, {"author", n.Author}, {"date", n.Date.String()}} {
		if strings.TrimSpace(f[1]) == "" {
			k.add("paragraph", id, "narrative."+f[0], "narrative.%s is required: a narrative names its text, author and date", f[0])
		}
	}
}
