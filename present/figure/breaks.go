package figure

import (
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// Break is a break in series to mark: at its year on all lines, or on the one
// line named.
type Break struct {
	Year   int    `json:"year"`
	Series string `json:"series,omitempty"`
}

// breaks are those that the chart shows: of the definition where a line has
// values on both sides, and those that a publisher marks within a line.
func (c Chart) breaks() []Break {
	var out []Break
	for _, year := range c.Breaks {
		if slices.ContainsFunc(c.Series, func(s Series) bool { return s.spans(year) }) {
			out = append(out, Break{Year: year})
		}
	}
	for _, s := range c.Series {
		for _, p := range s.Points {
			if p.Has() && p.Status == data.Break && s.spans(p.Year) && !slices.Contains(c.Breaks, p.Year) {
				out = append(out, Break{p.Year, s.Name})
			}
		}
	}
	return out
}

// spans says whether a line has values before a year and from it on.
func (s Series) spans(year int) bool {
	before, after := false, false
	for _, p := range s.Points {
		before = before || p.Has() && p.Year < year
		after = after || p.Has() && p.Year >= year
	}
	return before && after
}
