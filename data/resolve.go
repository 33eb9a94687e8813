package data

// Resolver finds our area code for what a publisher calls an area.
type Resolver struct {
	byWord map[string]string
}

// NewResolver indexes codes, M49 numbers, English and other names, and aliases.
func NewResolver(areas []Area) *Resolver { return &Resolver{} }

// Code gives our code for a code, an M49 number (padded or not), a name (any
// UN language, letter case, diacritics, blanks and punctuation aside) or an alias.
func (r *Resolver) Code(word string) (code string, ok bool) { return "", false }
