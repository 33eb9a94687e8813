package data

// Resolution is a document whose commitments are watched. Its verbatim text is
// not part of the definitions: the user imports the document.
type Resolution struct {
	ID         string      `yaml:"id" json:"id"`
	Symbol     string      `yaml:"symbol" json:"symbol"`
	Title      string      `yaml:"title" json:"title"`
	Body       string      `yaml:"body" json:"body"`
	Date       Date        `yaml:"date" json:"date"`
	TextStatus string      `yaml:"text_status" json:"text_status"` // e.g. "advance unedited draft"
	Note       string      `yaml:"note" json:"note,omitempty"`
	Sections   []Section   `yaml:"sections" json:"sections"`
	Paragraphs []Paragraph `yaml:"-" json:"-"` // in the order of the document
}

// Section is a heading of a resolution. Level 2 stands under the level 1 before it.
type Section struct {
	ID    string `yaml:"id" json:"id"`
	Title string `yaml:"title" json:"title"`
	Level int    `yaml:"level" json:"level"`
	Note  string `yaml:"note" json:"note,omitempty"`
}

// Kind says how a paragraph can be followed.
type Kind string

// The kinds of a paragraph.
const (
	Quantitative Kind = "quantitative" // official series answer its words
	Proxy        Kind = "proxy"        // series stand near its words
	ByEvidence   Kind = "evidence"     // an act, a document or a meeting answers it
	Context      Kind = "context"      // nothing is promised; shown, never judged
)

// Paragraph is one unit of a resolution. Its ID is a string such as "16bis" or
// "48c" and is never sorted as a number: Order gives the order of the document.
type Paragraph struct {
	ID         string         `yaml:"id" json:"id"`
	Number     string         `yaml:"number" json:"number"` // as printed, "" where the draft prints none
	Order      int            `yaml:"order" json:"order"`
	Section    string         `yaml:"section" json:"section"` // Section.ID
	Verb       string         `yaml:"verb" json:"verb"`
	Summary    string         `yaml:"summary" json:"summary"` // our own words
	Addressees []string       `yaml:"addressees" json:"addressees"`
	Themes     []string       `yaml:"themes" json:"themes"`
	Kind       Kind           `yaml:"kind" json:"kind"`
	Scored     bool           `yaml:"scored" json:"scored"`
	Unmeasured string         `yaml:"unmeasured" json:"unmeasured,omitempty"` // why it has no usable indicator
	Headline   []Headline     `yaml:"headline" json:"headline,omitempty"`
	Links      []Link         `yaml:"links" json:"links,omitempty"`
	Evidence   []EvidenceItem `yaml:"evidence" json:"evidence,omitempty"`
	Manual     *Manual        `yaml:"manual" json:"manual,omitempty"` // a verdict that a person gave
	Narrative  *Narrative     `yaml:"narrative" json:"narrative,omitempty"`
	Caveat     string         `yaml:"caveat" json:"caveat,omitempty"`
	DraftNote  string         `yaml:"draft_note" json:"draft_note,omitempty"`   // oddities of the printed text
	StatusHint string         `yaml:"status_hint" json:"status_hint,omitempty"` // what a person found, with its date
}

// Headline names one thing that the verdict of a paragraph is made of.
// Benchmark is a Benchmark.ID or "none", which asks for the no-target rule.
// Breakdown is empty for the indicator's default.
type Headline struct {
	Indicator string `yaml:"indicator" json:"indicator"`
	Group     string `yaml:"group" json:"group"`
	Breakdown string `yaml:"breakdown" json:"breakdown,omitempty"`
	Benchmark string `yaml:"benchmark" json:"benchmark"`
}

// NoBenchmark is the Headline.Benchmark of an entry judged without a target.
const NoBenchmark = "none"

// Role says how an indicator bears on a paragraph.
type Role string

// The roles of a link.
const (
	Measures   Role = "measures"
	AsProxy    Role = "proxy"
	ForContext Role = "context"
)

// Link ties a paragraph to an indicator.
type Link struct {
	Indicator  string   `yaml:"indicator" json:"indicator"`
	Role       Role     `yaml:"role" json:"role"`
	Rationale  string   `yaml:"rationale" json:"rationale"`
	Groups     []string `yaml:"groups" json:"groups,omitempty"`
	Benchmarks []string `yaml:"benchmarks" json:"benchmarks,omitempty"`
	Quote      string   `yaml:"quote" json:"quote,omitempty"` // words of the paragraph that it answers, marked in an imported text
	At         string   `yaml:"-" json:"-"`                   // file and line of the quote, "" where it has none or was not read from a file
}

// EvidenceItem is an obligation or fact that a document or meeting proves.
// Recurrence is "once", "yearly", "every N years", or "standing" for what
// needs no new act; Done lists the acts seen.
type EvidenceItem struct {
	ID         string `yaml:"id" json:"id"`
	Title      string `yaml:"title" json:"title"`
	Issuer     string `yaml:"issuer" json:"issuer"`
	Recurrence string `yaml:"recurrence" json:"recurrence"`
	Due        Date   `yaml:"due" json:"due,omitzero"`
	Note       string `yaml:"note" json:"note,omitempty"`
	Done       []Act  `yaml:"done" json:"done,omitempty"`
	Unverified bool   `yaml:"unverified" json:"unverified,omitempty"`
}

// Act is one dated proof of an EvidenceItem.
type Act struct {
	Date  Date   `yaml:"date" json:"date"`
	Title string `yaml:"title" json:"title"`
	URL   string `yaml:"url" json:"url,omitempty"`
	Note  string `yaml:"note" json:"note,omitempty"`
}

// Instrument is a system, report, forum, body or fund that a resolution names.
type Instrument struct {
	ID         string   `yaml:"id" json:"id"`
	Name       string   `yaml:"name" json:"name"`
	Kind       string   `yaml:"kind" json:"kind"`
	Publisher  string   `yaml:"publisher" json:"publisher"`
	Paragraphs []string `yaml:"paragraphs" json:"paragraphs"`
	Indicators []string `yaml:"indicators" json:"indicators,omitempty"`
	Evidence   []string `yaml:"evidence" json:"evidence,omitempty"`
	Note       string   `yaml:"note" json:"note,omitempty"`
}

// Theme is a subject that paragraphs can be filtered by.
type Theme struct {
	ID    string `yaml:"id" json:"id"`
	Title string `yaml:"title" json:"title"`
}
