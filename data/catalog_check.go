package data

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// checker gathers the faults of a catalogue. Field paths are those of the
// configuration, with list indexes: "series.0.source".
type checker struct {
	c      *Catalog
	faults []Fault
}

func check(c *Catalog) []Fault {
	k := &checker{c: c}
	k.ids()
	k.checkAreas()
	k.checkMemberships()
	k.checkSources()
	for i := range c.d.Indicators {
		k.checkIndicator(&c.d.Indicators[i])
	}
	k.checkMetrics()
	for i := range c.d.Benchmarks {
		k.checkBenchmark(&c.d.Benchmarks[i])
	}
	k.checkResolutions()
	k.checkInstruments()
	return k.faults
}

func (k *checker) add(kind, id, field, format string, args ...any) {
	k.faults = append(k.faults, Fault{kind, id, field, fmt.Sprintf(format, args...)})
}

// needed reports each field that is empty. Pairs are name, value.
func (k *checker) needed(kind, id string, pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.TrimSpace(pairs[i+1]) == "" {
			k.add(kind, id, pairs[i], "%s is required", pairs[i])
		}
	}
}

var (
	wordID = regexp.MustCompile(`^[a-z0-9]+([_-][a-z0-9]+)*$`)
	textID = regexp.MustCompile(`^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$`)
	areaID = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$`)
	m49    = regexp.MustCompile(`^[0-9]{3}$`)
)

// ids checks that ids are well formed and not used twice.
func (k *checker) ids() {
	d := &k.c.d
	checkIDs(k, "theme", wordID, d.Themes, func(v Theme) string { return v.ID })
	checkIDs(k, "indicator", wordID, d.Indicators, func(v Indicator) string { return v.ID })
	checkIDs(k, "source", wordID, d.Sources, func(v Source) string { return v.ID })
	checkIDs(k, "instrument", wordID, d.Instruments, func(v Instrument) string { return v.ID })
	checkIDs(k, "resolution", wordID, d.Resolutions, func(v Resolution) string { return v.ID })
	checkIDs(k, "benchmark", textID, d.Benchmarks, func(v Benchmark) string { return v.ID })
	checkIDs(k, "area", areaID, d.Areas, func(v Area) string { return v.Code })
}

func checkIDs[T any](k *checker, kind string, form *regexp.Regexp, list []T, id func(T) string) {
	seen := map[string]bool{}
	for _, v := range list {
		s := id(v)
		switch {
		case s == "":
			k.add(kind, s, "id", "id is required")
		case !form.MatchString(s):
			k.add(kind, s, "id", "the id does not match %s", form)
		case seen[s]:
			k.add(kind, s, "id", "the id is taken by another %s", kind)
		}
		seen[s] = true
	}
}

func (k *checker) checkAreas() {
	numbers := map[string]string{}
	for _, a := range k.c.d.Areas {
		if a.Names["en"] == "" {
			k.add("area", a.Code, "names", "names.en is required")
		}
		if a.M49 == "" {
			continue
		}
		if !m49.MatchString(a.M49) {
			k.add("area", a.Code, "m49", "m49 %q is not three digits", a.M49)
		}
		if other, ok := numbers[a.M49]; ok {
			k.add("area", a.Code, "m49", "m49 %s is that of %s already", a.M49, other)
		}
		numbers[a.M49] = a.Code
	}
}

// checkMemberships names each membership by its index, for several lists may
// speak of one group.
func (k *checker) checkMemberships() {
	type pair struct{ group, area string }
	earlier := map[pair][]Membership{}
	for i, m := range k.c.d.Memberships {
		field := "memberships." + strconv.Itoa(i)
		if g, ok := k.c.areas[m.Group]; !ok || !g.Group {
			k.add("membership", m.Group, field, "no group has this id; add it to areas/groups.yaml")
		}
		if a, ok := k.c.areas[m.Area]; !ok || a.Group {
			k.add("membership", m.Group, field, "member %q is no economy of areas/economies.yaml", m.Area)
		}
		if !m.From.IsZero() && !m.To.IsZero() && !m.From.Before(m.To.Time) {
			k.add("membership", m.Group, field, "%s: \"to\" %s is not after \"from\" %s; \"to\" is the first day outside", m.Area, m.To, m.From)
		}
		p := pair{m.Group, m.Area}
		for _, o := range earlier[p] {
			if overlap(m, o) {
				k.add("membership", m.Group, field, "%s is a member %s, which overlaps %s; end one before the other begins", m.Area, span(m), span(o))
			}
		}
		earlier[p] = append(earlier[p], m)
	}
}

func overlap(a, b Membership) bool {
	return (a.To.IsZero() || b.From.Before(a.To.Time)) && (b.To.IsZero() || a.From.Before(b.To.Time))
}

func span(m Membership) string {
	from, to := "always", "open"
	if !m.From.IsZero() {
		from = m.From.String()
	}
	if !m.To.IsZero() {
		to = m.To.String()
	}
	return "from " + from + " to " + to
}

func (k *checker) checkSources() {
	for _, s := range k.c.d.Sources {
		k.needed("source", s.ID, "publisher", s.Publisher, "title", s.Title, "label", s.Label,
			"url", s.URL, "licence", s.Licence, "citation", s.Citation)
		for i, m := range s.Releases {
			if m < 1 || m > 12 {
				k.add("source", s.ID, fmt.Sprintf("releases.%d", i), "release month %d is not 1 to 12", m)
			}
		}
		if y := s.ReleaseYears; y != nil && (y.Every < 1 || y.Every > 20 || y.First < 1900 || len(s.Releases) == 0) {
			k.add("source", s.ID, "release_years", "release_years needs releases, the first year and every how many years, 1 to 20")
		}
		k.checkRole(s)
	}
}

func (k *checker) checkInstruments() {
	evidence := k.evidenceIDs()
	for _, in := range k.c.d.Instruments {
		k.needed("instrument", in.ID, "name", in.Name, "kind", in.Kind, "publisher", in.Publisher)
		if len(in.Paragraphs) == 0 {
			k.add("instrument", in.ID, "paragraphs", "paragraphs is required: where is it named?")
		}
		for i, p := range in.Paragraphs {
			if _, _, ok := k.c.Paragraph(p); !ok {
				k.add("instrument", in.ID, fmt.Sprintf("paragraphs.%d", i), "unknown paragraph %q", p)
			}
		}
		for i, id := range in.Indicators {
			k.knownIndicator("instrument", in.ID, fmt.Sprintf("indicators.%d", i), id)
		}
		for i, id := range in.Evidence {
			if !slices.Contains(evidence, id) {
				k.add("instrument", in.ID, fmt.Sprintf("evidence.%d", i), "unknown evidence %q; no paragraph has an evidence item of this id", id)
			}
		}
	}
}

func (k *checker) evidenceIDs() []string {
	var ids []string
	for _, r := range k.c.d.Resolutions {
		for _, p := range r.Paragraphs {
			for _, e := range p.Evidence {
				ids = append(ids, e.ID)
			}
		}
	}
	return ids
}

func (k *checker) knownIndicator(kind, id, field, indicator string) bool {
	if _, ok := k.c.indicators[indicator]; ok {
		return true
	}
	k.add(kind, id, field, "unknown indicator %q; add it to indicators/ or correct the id", indicator)
	return false
}

func (k *checker) knownArea(kind, id, field, code string) {
	if _, ok := k.c.areas[code]; !ok {
		k.add(kind, id, field, "unknown area or group %q; add it to areas/ or correct the code", code)
	}
}
