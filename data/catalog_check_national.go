package data

import (
	"fmt"
	"slices"
)

// checkRole checks what makes a source national, and that no other has it.
func (k *checker) checkRole(s Source) {
	switch s.Role {
	case National:
		k.checkNational(s)
		return
	case "":
	default:
		k.add("source", s.ID, "role", "unknown role %q; there is %q, or none", s.Role, National)
		return
	}
	if s.Area != "" {
		k.add("source", s.ID, "area", "area goes with role: %s", National)
	}
	if len(s.Series) > 0 {
		k.add("source", s.ID, "series", "series goes with role: %s; those of other sources stand under their indicators", National)
	}
}

func (k *checker) checkNational(s Source) {
	a, known := k.c.areas[s.Area]
	switch {
	case s.Area == "":
		k.add("source", s.ID, "area", "area is required of a national source: the code of its economy")
	case !known:
		k.add("source", s.ID, "area", "unknown area %q; add it to areas/economies.yaml or correct the code", s.Area)
	case a.Group:
		k.add("source", s.ID, "area", "%s is a group; a national source speaks for one economy", s.Area)
	}
	if len(s.Series) == 0 {
		k.add("source", s.ID, "series", "series is required of a national source: which indicator each of its codes is a figure of")
	}
	seen := map[NationalSeries]bool{}
	for i, n := range s.Series {
		k.checkNationalSeries(s.ID, fmt.Sprintf("series.%d", i), n)
		key := NationalSeries{Indicator: n.Indicator, Dims: n.Dims.Full()}
		if seen[key] {
			k.add("source", s.ID, fmt.Sprintf("series.%d", i), "indicator %q has another series of this source in the same breakdown", n.Indicator)
		}
		seen[key] = true
	}
}

func (k *checker) checkNationalSeries(source, field string, n NationalSeries) {
	if n.Code == "" {
		k.add("source", source, field+".code", "code is required: the source's own name of the series")
	}
	if n.Scale < 0 {
		k.add("source", source, field+".scale", "scale must not be negative")
	}
	if !k.knownIndicator("source", source, field+".indicator", n.Indicator) {
		return
	}
	in := k.c.indicators[n.Indicator]
	if in.Formula != nil && len(in.Formula.Of) > 0 {
		k.add("source", source, field+".indicator", "%q is counted over economies: no economy has a figure of it", n.Indicator)
		return
	}
	if !slices.Contains(in.breakdowns(), n.Dims.Full()) {
		k.add("source", source, field+".dims", "%q is not shown in this breakdown; give dims that one of its series has", n.Indicator)
	}
}

// breakdowns are the dimensions that the definition of an indicator offers: its
// own where no series is declared or one has them, and those of its series.
func (in *Indicator) breakdowns() []Dims {
	var out []Dims
	for _, r := range in.Series {
		out = append(out, r.Dims.Full())
		for _, b := range r.Breakdowns {
			out = append(out, b.Or(r.Dims).Full())
		}
	}
	if len(out) > 0 && in.Formula == nil {
		return out
	}
	out = append(out, in.Dims.Full())
	if in.Formula != nil {
		for _, p := range in.Formula.Pairs {
			for _, b := range p.Num.Breakdowns {
				out = append(out, b.Or(in.Dims).Full())
			}
		}
	}
	return out
}
