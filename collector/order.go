package collector

import (
	"cmp"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// order sorts by key and year. Rows are large and files have millions: their
// numbers are sorted, and each row moves once.
func order(rows []data.Observation) {
	if slices.IsSortedFunc(rows, func(a, b data.Observation) int { return compare(&a, &b) }) {
		return
	}
	from := bySeries(rows)
	later := func(i, j int32) int { return compare(&rows[i], &rows[j]) }
	if !slices.IsSortedFunc(from, later) { // a series stands in several places
		slices.SortFunc(from, later)
	}
	move(rows, from)
}

func compare(a, b *data.Observation) int {
	if a.Key == b.Key { // most rows follow another one of their series
		return cmp.Compare(a.Year, b.Year)
	}
	return a.Key.Compare(b.Key)
}

// bySeries numbers the rows with the runs of one series put in order: files are
// most often sorted but for the order of their series.
func bySeries(rows []data.Observation) []int32 {
	var begins []int32
	for i := range rows {
		if i == 0 || rows[i].Key != rows[i-1].Key {
			begins = append(begins, int32(i))
		}
	}
	slices.SortFunc(begins, func(i, j int32) int { return compare(&rows[i], &rows[j]) })
	out := make([]int32, 0, len(rows))
	for _, i := range begins {
		out = append(out, i)
		for i++; int(i) < len(rows) && rows[i].Key == rows[i-1].Key; i++ {
			out = append(out, i)
		}
	}
	return out
}

// move puts row from[i] into place i, along each circle of places that change
// among themselves.
func move(rows []data.Observation, from []int32) {
	for start := range from {
		first, at := rows[start], start
		for int(from[at]) != at {
			next := int(from[at])
			from[at] = int32(at) // done
			if next == start {
				rows[at] = first
				break
			}
			rows[at], at = rows[next], next
		}
	}
}
