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

// prepare checks a load, puts its scope in order and gives its series in the
// order of data.Ordered, which the merge and fast insertion need. The caller's
// slices stay as they are.
func prepare(l *data.Load) ([]data.Series, error) {
	if l.Source == "" || len(l.Scope.Codes) == 0 {
		return nil, errors.New("a load needs a source and the codes of its scope")
	}
	l.Scope.Codes = sorted(l.Scope.Codes)
	if l.Scope.Areas != nil {
		l.Scope.Areas = sorted(l.Scope.Areas)
	}
	list := data.Ordered(ofSource(l.Series, l.Source))
	codes, areas := set(l.Scope.Codes), set(l.Scope.Areas)
	for i := range list {
		s := &list[i]
		inside := s.Source == l.Source && codes[s.Code] && (l.Scope.Areas == nil || areas[s.Area])
		for j := range s.Points {
			p := &s.Points[j]
			if err := checkPoint(p); err != nil {
				return nil, fmt.Errorf("%s: %w", describe(s, p), err)
			}
			if !inside || p.Year < l.Scope.From || p.Year > l.Scope.To {
				return nil, fmt.Errorf("%s is outside the scope of the load", describe(s, p))
			}
			if j > 0 && p.Year == s.Points[j-1].Year {
				return nil, fmt.Errorf("%s occurs twice", describe(s, p))
			}
		}
	}
	return list, nil
}

// ofSource names the source in the series that do not.
func ofSource(list []data.Series, source string) []data.Series {
	nameless := func(s data.Series) bool { return s.Source == "" }
	if !slices.ContainsFunc(list, nameless) {
		return list
	}
	list = slices.Clone(list)
	for i := range list {
		list[i].Source = cmp.Or(list[i].Source, source)
	}
	return list
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

func describe(s *data.Series, p *data.Point) string {
	return fmt.Sprintf("code %q area %q %s year %d", s.Code, s.Area, s.Dims, p.Year)
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	sort.Strings(list)
	return slices.Compact(list)
}
