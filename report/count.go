package report

import "strings"

// Limit is how many words a report of the Secretariat may have, footnotes
// included.
const Limit = 8500

// Count is the number of words of running text up to the first annex:
// headings, paragraphs and their footnotes. Tables and figures do not count.
func Count(r *Report) int {
	n := len(strings.Fields(r.Title)) + len(strings.Fields(r.Subtitle))
	for _, b := range r.Blocks {
		switch b := b.(type) {
		case Heading:
			if b.Annex {
				return n
			}
			n += len(strings.Fields(b.Text))
		case Para:
			n += len(strings.Fields(b.Text))
			for _, s := range b.Notes {
				n += len(strings.Fields(s))
			}
		}
	}
	return n
}
