package data

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

func (k *checker) checkIndicator(in *Indicator) {
	k.needed("indicator", in.ID, "name", in.Name, "definition", in.Definition, "unit", in.Unit)
	if !slices.Contains([]Direction{Up, Down, ToOne, NoDirection}, in.Direction) {
		k.add("indicator", in.ID, "direction", "direction is required: up, down, to_one or none%s", given(string(in.Direction)))
	}
	if in.Model != Linear && in.Model != Compound {
		k.add("indicator", in.ID, "model", "model is required: linear or compound%s", given(string(in.Model)))
	}
	if len(in.Bounds) != 0 && (len(in.Bounds) != 2 || in.Bounds[0] >= in.Bounds[1]) {
		k.add("indicator", in.ID, "bounds", "bounds must be [low, high] with low under high")
	}
	if in.Decimals < 0 {
		k.add("indicator", in.ID, "decimals", "decimals must not be negative")
	}
	if !slices.IsSorted(in.Breaks) {
		k.add("indicator", in.ID, "breaks", "breaks must be years in ascending order")
	}
	if len(in.Series) == 0 && in.Formula == nil && in.Missing == "" {
		k.add("indicator", in.ID, "series", "nothing supplies it: give series or a formula, or say under \"missing\" where figures would come from")
	}
	for i := range in.Series {
		k.checkRef(in.ID, fmt.Sprintf("series.%d", i), &in.Series[i])
	}
	k.checkAggregate(in)
	k.checkJudge(in)
	if in.Formula != nil {
		k.checkFormula(in)
	}
}

// given shows a wrong word behind the message that lists the right ones.
func given(word string) string {
	if word == "" {
		return ""
	}
	return fmt.Sprintf(", not %q", word)
}

func (k *checker) checkRef(id, field string, r *SeriesRef) {
	switch s, ok := k.c.sources[r.Source]; {
	case !ok:
		k.add("indicator", id, field+".source", "unknown source %q; add it to sources.yaml or correct the id", r.Source)
	case s.Role == National:
		k.add("indicator", id, field+".source", "source %q is national: nothing may rest on it. Name the indicator under its series in sources.yaml", r.Source)
	}
	if r.Code == "" {
		k.add("indicator", id, field+".code", "code is required: the source's own name of the series")
	}
	if !slices.IsSorted(r.Breaks) {
		k.add("indicator", id, field+".breaks", "breaks must be years in ascending order")
	}
	if r.For != "" && r.For != ForEconomies && r.For != ForGroups {
		k.add("indicator", id, field+".for", "\"for\" must be economies or groups, or be left out for both%s", given(string(r.For)))
	}
}

func (k *checker) checkAggregate(in *Indicator) {
	a := in.Aggregate
	if !slices.Contains([]Rule{NoAggregate, WeightedMean, SumOverSum, Median, Mean, Share}, a.Rule) {
		k.add("indicator", in.ID, "aggregate.rule", "aggregate.rule is required: none, weighted_mean, sum_over_sum, median, mean or share%s", given(string(a.Rule)))
		return
	}
	weighs := a.Rule == WeightedMean || a.Rule == SumOverSum
	if weighs && a.Weight == nil {
		k.add("indicator", in.ID, "aggregate.weight", "rule %s needs a weight", a.Rule)
	}
	if !weighs && a.Weight != nil {
		k.add("indicator", in.ID, "aggregate.weight", "rule %s uses no weight; take it out or change the rule", a.Rule)
	}
	if (a.Rule == SumOverSum) != (a.Numerator != nil) {
		k.add("indicator", in.ID, "aggregate.numerator", "numerator and rule sum_over_sum go together")
	}
	if a.Rule == SumOverSum && a.Scale <= 0 {
		k.add("indicator", in.ID, "aggregate.scale", "rule sum_over_sum needs a scale, such as 100 for per 100 inhabitants")
	}
	under := in.Formula != nil && in.Formula.Kind == ShareUnder
	if (a.Rule == Share) != under {
		k.add("indicator", in.ID, "aggregate.rule", "rule share and formula share_under go together")
	}
	if a.Weight != nil {
		k.checkRef(in.ID, "aggregate.weight", a.Weight)
	}
	if a.Numerator != nil {
		k.checkRef(in.ID, "aggregate.numerator", a.Numerator)
	}
}

func (k *checker) checkFormula(in *Indicator) {
	f := in.Formula
	switch f.Kind {
	case Ratio, Parity, Gap, MinimumOf:
		k.checkPairs(in)
	case ShareUnder, OwnAvailability, OwnTimeliness, OwnCoverage:
		k.checkOf(in)
	default:
		k.add("indicator", in.ID, "formula.kind", "formula.kind is required: ratio, parity, gap, minimum_of, share_under, own_availability, own_timeliness or own_coverage%s", given(string(f.Kind)))
	}
	if f.Kind == ShareUnder && f.Threshold <= 0 {
		k.add("indicator", in.ID, "formula.threshold", "formula share_under needs a threshold")
	}
	if f.Kind == Parity && in.Direction != ToOne {
		k.add("indicator", in.ID, "direction", "a parity has direction to_one")
	}
}

func (k *checker) checkPairs(in *Indicator) {
	f := in.Formula
	if len(f.Pairs) == 0 || len(f.Of) != 0 {
		k.add("indicator", in.ID, "formula.pairs", "formula %s takes pairs, and no \"of\"", f.Kind)
	}
	for i := range f.Pairs {
		p, field := &f.Pairs[i], fmt.Sprintf("formula.pairs.%d", i)
		k.checkRef(in.ID, field+".num", &p.Num)
		if f.Kind == MinimumOf && p.Den.Source == "" {
			continue
		}
		k.checkRef(in.ID, field+".den", &p.Den)
		if p.Num.Source != p.Den.Source {
			k.add("indicator", in.ID, field, "num is from %q and den from %q; a pair comes from one source", p.Num.Source, p.Den.Source)
		}
	}
}

func (k *checker) checkOf(in *Indicator) {
	f := in.Formula
	if len(f.Of) == 0 || len(f.Pairs) != 0 {
		k.add("indicator", in.ID, "formula.of", "formula %s takes \"of\", a list of indicators, and no pairs", f.Kind)
	}
	for i, id := range f.Of {
		field := fmt.Sprintf("formula.of.%d", i)
		if !k.knownIndicator("indicator", in.ID, field, id) {
			continue
		}
		if path := k.circle(in.ID, id, nil); path != nil {
			k.add("indicator", in.ID, field, "the formula runs in a circle: %s", strings.Join(append([]string{in.ID}, path...), " -> "))
			continue
		}
		if other := k.c.indicators[id].Formula; other != nil && len(other.Of) > 0 {
			k.add("indicator", in.ID, field, "%q is itself made of other indicators; name those", id)
		}
	}
}

// circle is the way from an indicator back to goal, nil if there is none.
func (k *checker) circle(goal, from string, path []string) []string {
	path = append(path, from)
	if from == goal {
		return path
	}
	in, ok := k.c.indicators[from]
	if !ok || in.Formula == nil || len(path) > len(k.c.indicators) {
		return nil
	}
	for _, next := range in.Formula.Of {
		if slices.Contains(path, next) && next != goal {
			continue
		}
		if found := k.circle(goal, next, path); found != nil {
			return found
		}
	}
	return nil
}

var (
	metricName = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	metricUnit = regexp.MustCompile(`_(ratio|score|years|usd|bytes|bytes_per_second|entries|initiatives|per_[a-z]+)$`)
)

// checkMetrics holds names to the rules of Prometheus: base units, the unit at
// the end, one quantity per name.
func (k *checker) checkMetrics() {
	owner := map[string]string{}
	for _, in := range k.c.d.Indicators {
		switch {
		case in.Metric == "":
			k.add("indicator", in.ID, "metric", "metric is required: a Prometheus name without prefix, such as internet_users_ratio")
			continue
		case !metricName.MatchString(in.Metric):
			k.add("indicator", in.ID, "metric", "metric %q is not a Prometheus name of small letters, digits and single underscores", in.Metric)
		case !metricUnit.MatchString(in.Metric):
			k.add("indicator", in.ID, "metric", "metric %q does not end in a base unit: _ratio, _score, _years, _usd, _bytes, _bytes_per_second, _entries, _initiatives or _per_<thing>", in.Metric)
		case strings.HasPrefix(in.Metric, "wsis_"):
			k.add("indicator", in.ID, "metric", "metric %q carries the prefix that the program adds", in.Metric)
		}
		if other, ok := owner[in.Metric]; ok {
			k.add("indicator", in.ID, "metric", "metric %q is that of indicator %q already", in.Metric, other)
		}
		owner[in.Metric] = in.ID
		if in.MetricScale <= 0 {
			k.add("indicator", in.ID, "metric_scale", "metric_scale is required: the factor from the unit to the metric's, 0.01 for per cent, else 1")
		}
	}
}
