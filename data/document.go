package data

import "time"

// Document is the imported text of a resolution, unit by unit. It is never part
// of the definitions or of an edition: a person brings it.
type Document struct {
	File     string    // base name of the imported file
	SHA256   string    // of its bytes
	Imported time.Time // when these bytes took the place of others
	Passages map[string]Passage
}

// Passage is the text of one paragraph, in the words of the document, blank
// space folded. Marks ascend and do not overlap.
type Passage struct {
	Number string // as the document prints it, "" where it prints none
	Text   string
	Marks  []Mark
}

// Mark is a span of a Passage that links quote: byte offsets into its text.
type Mark struct {
	From, To   int
	Indicators []string // Indicator.ID of the links, in their order
}

// DocumentSource is what runs call the document of a resolution. It is none of
// the sources of figures.
func DocumentSource(resolution string) string { return "document:" + resolution }
