package data

import (
	"errors"
	"fmt"
	"slices"
	"sort"
)

// Definitions is everything that the configuration says, before it is checked.
type Definitions struct {
	Resolutions []Resolution
	Indicators  []Indicator
	Benchmarks  []Benchmark
	Areas       []Area // economies and groups
	Memberships []Membership
	Instruments []Instrument
	Sources     []Source
	Themes      []Theme
}

// Catalog is a checked, immutable set of definitions. Callers must not change
// what its methods return.
type Catalog struct {
	d           Definitions
	indicators  map[string]*Indicator
	benchmarks  map[string]*Benchmark
	areas       map[string]*Area
	sources     map[string]*Source
	resolutions map[string]*Resolution
	byGroup     map[string][]Membership
}

// Fault is one mistake in the definitions. Kind and ID name the item
// ("indicator", "internet_users"), so that a loader can point at its line.
type Fault struct {
	Kind, ID, Field, Message string
}

// Error names the item and what is wrong with it.
func (f Fault) Error() string { return fmt.Sprintf("%s %q: %s", f.Kind, f.ID, f.Message) }

// NewCatalog checks the definitions and indexes them. Its error joins every
// Fault found.
func NewCatalog(d Definitions) (*Catalog, error) {
	c := &Catalog{
		d:           d,
		indicators:  index(d.Indicators, func(v *Indicator) string { return v.ID }),
		benchmarks:  index(d.Benchmarks, func(v *Benchmark) string { return v.ID }),
		areas:       index(d.Areas, func(v *Area) string { return v.Code }),
		sources:     index(d.Sources, func(v *Source) string { return v.ID }),
		resolutions: index(d.Resolutions, func(v *Resolution) string { return v.ID }),
		byGroup:     map[string][]Membership{},
	}
	for _, m := range d.Memberships {
		c.byGroup[m.Group] = append(c.byGroup[m.Group], m)
	}
	faults := check(c)
	errs := make([]error, len(faults))
	for i, f := range faults {
		errs[i] = f
	}
	return c, errors.Join(errs...)
}

func index[T any](list []T, id func(*T) string) map[string]*T {
	m := make(map[string]*T, len(list))
	for i := range list {
		m[id(&list[i])] = &list[i]
	}
	return m
}

// Resolutions in configured order; the first is the one shown at "/".
func (c *Catalog) Resolutions() []Resolution { return c.d.Resolutions }

// Indicators in configured order.
func (c *Catalog) Indicators() []Indicator { return c.d.Indicators }

// Benchmarks in configured order.
func (c *Catalog) Benchmarks() []Benchmark { return c.d.Benchmarks }

// Areas in configured order, economies and groups.
func (c *Catalog) Areas() []Area { return c.d.Areas }

// Instruments in configured order.
func (c *Catalog) Instruments() []Instrument { return c.d.Instruments }

// Sources in configured order.
func (c *Catalog) Sources() []Source { return c.d.Sources }

// Themes in configured order.
func (c *Catalog) Themes() []Theme { return c.d.Themes }

// Indicator by id.
func (c *Catalog) Indicator(id string) (Indicator, bool) { return lookup(c.indicators, id) }

// Benchmark by id.
func (c *Catalog) Benchmark(id string) (Benchmark, bool) { return lookup(c.benchmarks, id) }

// Area by code.
func (c *Catalog) Area(code string) (Area, bool) { return lookup(c.areas, code) }

// Source by id.
func (c *Catalog) Source(id string) (Source, bool) { return lookup(c.sources, id) }

// Resolution by id.
func (c *Catalog) Resolution(id string) (Resolution, bool) { return lookup(c.resolutions, id) }

func lookup[T any](m map[string]*T, id string) (T, bool) {
	if v, ok := m[id]; ok {
		return *v, true
	}
	var zero T
	return zero, false
}

// Paragraph finds a paragraph by id in any resolution, the first resolution first.
func (c *Catalog) Paragraph(id string) (Resolution, Paragraph, bool) {
	for _, r := range c.d.Resolutions {
		for _, p := range r.Paragraphs {
			if p.ID == id {
				return r, p, true
			}
		}
	}
	return Resolution{}, Paragraph{}, false
}

// Members are the codes of the economies in a group on a day, sorted.
func (c *Catalog) Members(group string, on Date) []string {
	var out []string
	for _, m := range c.byGroup[group] {
		if m.On(on) {
			out = append(out, m.Area)
		}
	}
	sort.Strings(out)
	return slices.Compact(out)
}

// Memberships of a group, in configured order.
func (c *Catalog) Memberships(group string) []Membership { return c.byGroup[group] }

// GroupsOf are the groups that an economy belongs to on a day, sorted.
func (c *Catalog) GroupsOf(area string, on Date) []string {
	var out []string
	for _, m := range c.d.Memberships {
		if m.Area == area && m.On(on) {
			out = append(out, m.Group)
		}
	}
	sort.Strings(out)
	return slices.Compact(out)
}

// UsedBy are the paragraphs that link to an indicator or rest on it, in order.
func (c *Catalog) UsedBy(indicator string) []Paragraph {
	var out []Paragraph
	for _, r := range c.d.Resolutions {
		for _, p := range r.Paragraphs {
			if p.uses(indicator) {
				out = append(out, p)
			}
		}
	}
	return out
}

func (p Paragraph) uses(indicator string) bool {
	return slices.ContainsFunc(p.Links, func(l Link) bool { return l.Indicator == indicator }) ||
		slices.ContainsFunc(p.Headline, func(h Headline) bool { return h.Indicator == indicator })
}

// SeriesCodes are the codes wanted of each source for any indicator: values,
// weights, numerators, the parts of formulas, and national figures. Lists are
// sorted.
func (c *Catalog) SeriesCodes() map[string][]string {
	out := map[string][]string{}
	add := func(r *SeriesRef) {
		if r != nil && !slices.Contains(out[r.Source], r.Code) {
			out[r.Source] = append(out[r.Source], r.Code)
		}
	}
	for i := range c.d.Indicators {
		for _, r := range c.d.Indicators[i].refs() {
			add(r)
		}
	}
	for _, s := range c.d.Sources {
		for _, n := range s.Series {
			add(&SeriesRef{Source: s.ID, Code: n.Code})
		}
	}
	for s := range out {
		sort.Strings(out[s])
	}
	return out
}

// NationalSeries are the series of national sources that are figures of an
// indicator, in configured order. No formula, weight or order of preference
// knows them.
func (c *Catalog) NationalSeries(indicator string) []SeriesRef {
	var out []SeriesRef
	for _, s := range c.d.Sources {
		if s.Role != National {
			continue
		}
		for _, n := range s.Series {
			if n.Indicator == indicator {
				out = append(out, SeriesRef{Source: s.ID, Code: n.Code, Dims: n.Dims, Scale: n.Scale, For: ForEconomies, Note: n.Note})
			}
		}
	}
	return out
}

// refs are all series that the indicator is made of.
func (in *Indicator) refs() []*SeriesRef {
	var out []*SeriesRef
	for i := range in.Series {
		out = append(out, &in.Series[i])
	}
	if in.Formula != nil {
		for i := range in.Formula.Pairs {
			p := &in.Formula.Pairs[i]
			out = append(out, &p.Num)
			if p.Den.Source != "" {
				out = append(out, &p.Den)
			}
		}
	}
	for _, r := range []*SeriesRef{in.Aggregate.Weight, in.Aggregate.Numerator} {
		if r != nil {
			out = append(out, r)
		}
	}
	return out
}
