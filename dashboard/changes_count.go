package dashboard

import (
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// ChangeCount is how many figures of one code changed, by the publisher or by
// another reading of ours. The total of several has no code.
type ChangeCount struct {
	Source, Code              string
	By                        data.Author // Publisher, also where both did; or Reading
	Added, Revised, Withdrawn int
}

// Of gives the number of one kind.
func (n ChangeCount) Of(k data.ChangeKind) int {
	return map[data.ChangeKind]int{data.Added: n.Added, data.Revised: n.Revised, data.Removed: n.Withdrawn}[k]
}

// All is the number of changes.
func (n ChangeCount) All() int { return n.Added + n.Revised + n.Withdrawn }

func (n *ChangeCount) add(o ChangeCount) {
	n.Added += o.Added
	n.Revised += o.Revised
	n.Withdrawn += o.Withdrawn
}

// ChangeCounts counts changes by source, code and author, in the order of a walk.
type ChangeCounts struct{ list []ChangeCount }

// Add counts a change.
func (c *ChangeCounts) Add(v data.Change) {
	by := data.Publisher
	if v.By == data.Reading {
		by = data.Reading
	}
	n := c.of(v.Source, v.Code, by)
	switch v.Kind() {
	case data.Added:
		n.Added++
	case data.Revised:
		n.Revised++
	case data.Removed:
		n.Withdrawn++
	}
}

// of finds the count of a code by an author among the last ones, or begins it:
// a walk goes code by code.
func (c *ChangeCounts) of(source, code string, by data.Author) *ChangeCount {
	for i := len(c.list) - 1; i >= 0 && c.list[i].Source == source && c.list[i].Code == code; i-- {
		if c.list[i].By == by {
			return &c.list[i]
		}
	}
	c.list = append(c.list, ChangeCount{Source: source, Code: code, By: by})
	return &c.list[len(c.list)-1]
}

// List gives the counts by source, code and author.
func (c *ChangeCounts) List() []ChangeCount { return slices.Clone(c.list) }

// Total of all sources, codes and authors.
func (c *ChangeCounts) Total() ChangeCount {
	out := ChangeCount{Source: "all"}
	for _, n := range c.list {
		out.add(n)
	}
	return out
}

// TotalBy is the total of one author: Publisher, or Reading.
func (c *ChangeCounts) TotalBy(by data.Author) ChangeCount {
	out := ChangeCount{Source: "all", By: by}
	for _, n := range c.list {
		if n.By == by {
			out.add(n)
		}
	}
	return out
}
