package dashboard

import (
	"regexp"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// apiSelection is which lines a request asks for.
type apiSelection struct {
	indicators []string
	areas      []string // nil = all
	sources    []string // nil = the preferred one of each line
	dims       [4][]string
	from, to   int
}

// apiDimensions in the order of apiSelection.dims.
var apiDimensions = [4]string{"sex", "age", "location", "breakdown"}

// apiCodes are what a dimension may be asked for.
var apiCodes = [4]*regexp.Regexp{
	regexp.MustCompile(`^(F|M|_T)$`),
	regexp.MustCompile(`^[A-Za-z0-9_]{1,20}$`),
	regexp.MustCompile(`^(U|R|_T)$`),
	regexp.MustCompile(`^[A-Za-z0-9_.+<>= -]{1,60}$`),
}

// readSelection checks the parameters that observations and verdicts share.
func readSelection(r apiRequest) (apiSelection, error) {
	cat, q := r.edition.Catalog(), r.query
	s := apiSelection{indicators: q.list("indicator"), areas: q.list("area"), sources: q.list("source")}
	if s.indicators == nil && s.areas == nil {
		return s, badRequest("indicator", "which indicator, or which area?").hint("give indicator=, area= or both; ids are at " + apiBase + "indicators and " + apiBase + "areas")
	}
	for _, id := range s.indicators {
		if _, ok := cat.Indicator(id); !ok {
			return s, notFound("indicator", "there is no indicator %q", id).hint("the ids are at " + apiBase + "indicators")
		}
	}
	for _, code := range s.areas {
		if _, ok := cat.Area(code); !ok {
			return s, notFound("area", "there is no area %q", code).hint("the codes are at " + apiBase + "areas")
		}
	}
	for _, id := range s.sources {
		if _, ok := cat.Source(id); !ok && id != apiEvery {
			return s, unknownSource(id)
		}
	}
	if s.indicators == nil {
		for _, in := range cat.Indicators() {
			s.indicators = append(s.indicators, in.ID)
		}
	}
	if err := s.readDims(q); err != nil {
		return s, err
	}
	return s, s.readYears(q)
}

func (s *apiSelection) readDims(q apiQuery) error {
	for i, name := range apiDimensions {
		s.dims[i] = q.list(name)
		for _, v := range s.dims[i] {
			if v != apiEvery && !apiCodes[i].MatchString(v) {
				return badRequest(name, "%q is no code of %s", v, name).hint("F, M, _T for sex; U, R, _T for location; * for all that there is")
			}
		}
	}
	return nil
}

func (s *apiSelection) readYears(q apiQuery) (err error) {
	if s.from, err = q.year("from", 0); err != nil {
		return err
	}
	if s.to, err = q.year("to", 9999); err != nil {
		return err
	}
	if s.from > s.to {
		return badRequest("from", "from %d is after to %d", s.from, s.to)
	}
	return nil
}

// breakdowns of an indicator that are asked for. A dimension that was not
// named has the code of the indicator's default.
func (s apiSelection) breakdowns(ed *progress.Edition, indicator string) []data.Dims {
	def := defaultDims(ed, indicator)
	var out []data.Dims
	for _, d := range ed.Breakdowns(indicator) {
		has := [4]string{d.Sex, d.Age, d.Location, d.Breakdown}
		unnamed := [4]string{def.Sex, def.Age, def.Location, def.Breakdown}
		match := true
		for i, want := range s.dims {
			if want == nil {
				match = match && has[i] == unnamed[i]
			} else {
				match = match && (slices.Contains(want, has[i]) || slices.Contains(want, apiEvery))
			}
		}
		if match {
			out = append(out, d)
		}
	}
	return out
}

// of gives the sources to read an indicator from; "" is the preferred one.
func (s apiSelection) of(ed *progress.Edition, indicator string) []string {
	if s.sources == nil {
		return []string{""}
	}
	if slices.Contains(s.sources, apiEvery) {
		return append(ed.Sources(indicator), ed.NationalSources(indicator)...)
	}
	return s.sources
}

// lines calls yield with each line that has points until it returns false:
// indicators, breakdowns and sources in order, then areas.
func (s apiSelection) lines(ed *progress.Edition, yield func(progress.Line) bool) {
	for _, indicator := range s.indicators {
		for _, dims := range s.breakdowns(ed, indicator) {
			for _, source := range s.of(ed, indicator) {
				if !s.areaLines(ed, indicator, dims, source, yield) {
					return
				}
			}
		}
	}
}

func (s apiSelection) areaLines(ed *progress.Edition, indicator string, dims data.Dims, source string, yield func(progress.Line) bool) bool {
	if s.areas == nil {
		for _, l := range ed.Lines(indicator, dims, source) {
			if !yield(l) {
				return false
			}
		}
		return true
	}
	for _, area := range s.areas {
		if l := ed.Line(indicator, area, dims, source); len(l.Points) > 0 && !yield(l) {
			return false
		}
	}
	return true
}

// within keeps the points of the years asked for.
func (s apiSelection) within(points []progress.Point) []progress.Point {
	from, _ := slices.BinarySearchFunc(points, s.from, func(p progress.Point, y int) int { return p.Year - y })
	to, _ := slices.BinarySearchFunc(points, s.to+1, func(p progress.Point, y int) int { return p.Year - y })
	return points[from:to]
}
