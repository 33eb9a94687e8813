package sqlite

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/wsiswatch/wsiswatch/data"
)

// prepare checks a load, puts its scope in order and gives its observations
// sorted by key and year, which the merge and fast insertion need. The
// caller's slices stay as they are.
func prepare(l *data.Load) ([]*data.Observation, error) {
	if l.Source == "" || len(l.Scope.Codes) == 0 {
		return nil, errors.New("a load needs a source and the codes of its scope")
	}
	l.Scope.Codes = sorted(l.Scope.Codes)
	if l.Scope.Areas != nil {
		l.Scope.Areas = sorted(l.Scope.Areas)
	}
	out := make([]*data.Observation, len(l.Observations))
	codes, areas := set(l.Scope.Codes), set(l.Scope.Areas)
	for i := range l.Observations {
		o := normal(&l.Observations[i], l.Source)
		if err := checkPoint(&o.Point); err != nil {
			return nil, fmt.Errorf("%s: %w", describe(o), err)
		}
		inside := codes[o.Code] && o.Year >= l.Scope.From && o.Year <= l.Scope.To && (l.Scope.Areas == nil || areas[o.Area])
		if o.Source != l.Source || !inside {
			return nil, fmt.Errorf("%s is outside the scope of the load", describe(o))
		}
		out[i] = o
	}
	if notAscending(out) > 0 {
		slices.SortFunc(out, compare)
	}
	if i := notAscending(out); i > 0 {
		return nil, fmt.Errorf("%s occurs twice", describe(out[i]))
	}
	return out, nil
}

// notAscending is the index of the first observation that is not after the one
// before it, 0 where there is none.
func notAscending(list []*data.Observation) int {
	for i := 1; i < len(list); i++ {
		if compare(list[i-1], list[i]) >= 0 {
			return i
		}
	}
	return 0
}

// normal gives an observation in the form that is compared and stored: a copy
// where it has another one. Most have it, and a large load fits in memory once.
func normal(o *data.Observation, source string) *data.Observation {
	whole := o.Source != "" && o.Dims == o.Full()
	if whole && o.Has() {
		return o
	}
	n := *o
	n.Source, n.Dims = cmp.Or(o.Source, source), o.Full()
	if !n.Has() {
		// A figure that is not there has no digits and no bound to differ in.
		n.Value, n.Decimals, n.Bound = math.NaN(), -1, data.Exact
	}
	return &n
}

func compare(a, b *data.Observation) int {
	if a.Key == b.Key {
		return a.Year - b.Year
	}
	return a.Key.Compare(b.Key)
}

// checkPoint refuses what would read back as something else.
func checkPoint(p *data.Point) error {
	switch {
	case math.IsInf(p.Value, 0):
		return errors.New("the value is infinite")
	case p.Status == "" || p.Status == data.Withdrawn:
		return fmt.Errorf("status %q cannot be loaded", p.Status)
	case p.Has() == (p.Status == data.Missing):
		return fmt.Errorf("value %v does not go with status %q", p.Value, p.Status)
	}
	return nil
}

func describe(o *data.Observation) string {
	return fmt.Sprintf("code %q area %q %s year %d", o.Code, o.Area, o.Dims, o.Year)
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	sort.Strings(list)
	return slices.Compact(list)
}
