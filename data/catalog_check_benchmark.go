package data

import (
	"fmt"
	"slices"
)

func (k *checker) checkBenchmark(b *Benchmark) {
	k.needed("benchmark", b.ID, "issuer", b.Issuer, "statement", b.Statement, "citation", b.Citation)
	if b.ID == NoBenchmark || b.ID == OwnTarget {
		k.add("benchmark", b.ID, "id", "the id %q stands for no benchmark; give another", b.ID)
	}
	if b.Indicator != "" {
		k.knownIndicator("benchmark", b.ID, "indicator", b.Indicator)
	}
	if b.Group != "" && b.Group != EachEconomy {
		k.knownArea("benchmark", b.ID, "group", b.Group)
	}
	for i, g := range b.AlsoGroups {
		k.knownArea("benchmark", b.ID, fmt.Sprintf("also_groups.%d", i), g)
	}
	if (b.Group == "" || b.Indicator == "") && b.Note == "" {
		k.add("benchmark", b.ID, "note", "a benchmark without indicator or group needs a note that says why")
	}
	k.checkValue(b)
	k.checkSuccessor(b)
}

// checkValue checks that the comparator and the numbers fit each other.
func (k *checker) checkValue(b *Benchmark) {
	numeric := []Comparator{AtLeast, Over, AtMost, BandOne, Baseline}
	words := []Comparator{Qualitative, Directional, Relative}
	switch {
	case slices.Contains(numeric, b.Comparator):
		if b.Value == nil {
			k.add("benchmark", b.ID, "value", "comparator %q needs a value", string(b.Comparator))
			return
		}
	case slices.Contains(words, b.Comparator):
		if b.Value != nil || b.MetAt != 0 {
			k.add("benchmark", b.ID, "value", "comparator %q has no value to compare with; take value and met_at out", string(b.Comparator))
		}
		return
	default:
		k.add("benchmark", b.ID, "comparator", "comparator is required: >=, >, <=, parity, qualitative, direction, baseline or relative%s", given(string(b.Comparator)))
		return
	}
	if b.Comparator == BandOne && *b.Value != 1 {
		k.add("benchmark", b.ID, "value", "comparator parity has the value 1, not %v", *b.Value)
	}
	if b.MetAt == 0 {
		return
	}
	easier := b.Comparator == AtLeast && b.MetAt <= *b.Value || b.Comparator == AtMost && b.MetAt >= *b.Value
	if !easier {
		k.add("benchmark", b.ID, "met_at", "met_at %v goes with >= or <= and must be no harder than the value %v", b.MetAt, *b.Value)
	}
}

func (k *checker) checkSuccessor(b *Benchmark) {
	if b.Successor == "" {
		return
	}
	next, ok := k.c.benchmarks[b.Successor]
	switch {
	case !ok:
		k.add("benchmark", b.ID, "successor", "unknown benchmark %q", b.Successor)
	case next.Year <= b.Year: // also keeps chains of successors from running in a circle
		k.add("benchmark", b.ID, "successor", "successor %q is due in %d, not after %d", b.Successor, next.Year, b.Year)
	case k.unit(next.Indicator) != k.unit(b.Indicator):
		k.add("benchmark", b.ID, "successor", "successor %q is measured in %q, not in %q", b.Successor, k.unit(next.Indicator), k.unit(b.Indicator))
	}
}

// unit of an indicator. A successor may move to a sister indicator (from one
// price basket to either) but not to another unit.
func (k *checker) unit(indicator string) string {
	if in, ok := k.c.indicators[indicator]; ok {
		return in.Unit
	}
	return ""
}
