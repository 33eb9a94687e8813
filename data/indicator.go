package data

// Direction is the wanted movement of an indicator. It has no default.
type Direction string

// The directions.
const (
	Up          Direction = "up"
	Down        Direction = "down"
	ToOne       Direction = "to_one" // parity: 1 is best
	NoDirection Direction = "none"   // shown, never judged
)

// Model is the growth model of the pace ratio.
type Model string

// The models.
const (
	Linear   Model = "linear"   // bounded: shares, parity
	Compound Model = "compound" // unbounded and positive: per 100, traffic, prices
)

// Indicator is one measured thing.
type Indicator struct {
	ID          string      `yaml:"id" json:"id"`
	Name        string      `yaml:"name" json:"name"`
	Definition  string      `yaml:"definition" json:"definition"` // our own words
	Unit        string      `yaml:"unit" json:"unit"`
	Direction   Direction   `yaml:"direction" json:"direction"`
	Model       Model       `yaml:"model" json:"model"`
	Bounds      []float64   `yaml:"bounds" json:"bounds,omitempty"`     // nil or [low, high]; nothing outside is published
	Breaks      []int       `yaml:"breaks" json:"breaks,omitempty"`     // first years of a new definition; no pace runs across one
	NewFrom     int         `yaml:"new_from" json:"new_from,omitempty"` // first year of a new technology, 0 if not one
	MaxBase     int         `yaml:"max_base" json:"max_base,omitempty"` // last year that may serve as base; 0 = any, later than 2018 is flagged late-base
	Decimals    int         `yaml:"decimals" json:"decimals"`           // digits to show
	Aggregate   Aggregate   `yaml:"aggregate" json:"aggregate"`
	Metric      string      `yaml:"metric" json:"metric"`                 // unique Prometheus name without prefix, with unit suffix
	MetricScale float64     `yaml:"metric_scale" json:"metric_scale"`     // factor from unit to metric unit (0.01 for per cent)
	CoreList    string      `yaml:"core_list" json:"core_list,omitempty"` // Partnership code with edition, e.g. "HH7 (2022)"
	SDG         string      `yaml:"sdg" json:"sdg,omitempty"`
	Series      []SeriesRef `yaml:"series" json:"series,omitempty"` // in order of preference
	Formula     *Formula    `yaml:"formula" json:"formula,omitempty"`
	Dims        Dims        `yaml:"dims" json:"dims,omitzero"`              // the default breakdown; "" means Total
	Judge       *Judge      `yaml:"judge" json:"judge,omitempty"`           // nil = by the rules of the default method
	Unverified  []string    `yaml:"unverified" json:"unverified,omitempty"` // code fields not seen at a publisher
	Missing     string      `yaml:"missing" json:"missing,omitempty"`       // what is not supplied, and where it would come from
	Note        string      `yaml:"note" json:"note,omitempty"`
}

// Rule names how values of economies make a value of a group.
type Rule string

// The aggregation rules.
const (
	NoAggregate  Rule = "none"
	WeightedMean Rule = "weighted_mean" // weights from Aggregate.Weight, e.g. population
	SumOverSum   Rule = "sum_over_sum"  // sum of Numerator over sum of Weight, times Scale
	Median       Rule = "median"
	Mean         Rule = "mean"
	Share        Rule = "share" // of economies; used by formulas of kind share_under
)

// Aggregate is the rule for our own group values, used where the publisher
// gives none. Weight and Numerator name auxiliary series.
type Aggregate struct {
	Rule      Rule       `yaml:"rule" json:"rule"`
	Weight    *SeriesRef `yaml:"weight" json:"weight,omitempty"`
	Numerator *SeriesRef `yaml:"numerator" json:"numerator,omitempty"`
	Scale     float64    `yaml:"scale" json:"scale,omitempty"`
}

// For says which areas a series of an indicator supplies.
type For string

// What a SeriesRef is used for; empty means both.
const (
	ForEconomies For = "economies"
	ForGroups    For = "groups"
)

// SeriesRef names a publisher's series: source, the source's own code and its
// dimensions. Scale multiplies the published value into the indicator's unit
// (0 means 1). Sex, Age, Location and Breakdown are the source's words mapped
// to ours; "" means Total.
type SeriesRef struct {
	Source string  `yaml:"source" json:"source"`
	Code   string  `yaml:"code" json:"code"`
	Dims   Dims    `yaml:"dims" json:"dims,omitzero"`
	For    For     `yaml:"for" json:"for,omitempty"`
	Scale  float64 `yaml:"scale" json:"scale,omitempty"`
	// ByDims says that the same code also carries these breakdowns, so that
	// sex=F and the like can be asked for.
	Breakdowns []Dims `yaml:"breakdowns" json:"breakdowns,omitempty"`
	// Breaks are first years of a new definition in this series alone, beside
	// those of the indicator: no pace runs across one.
	Breaks []int  `yaml:"breaks" json:"breaks,omitempty"`
	Note   string `yaml:"note" json:"note,omitempty"`
}

// FormulaKind names a declared computation over other series or indicators.
type FormulaKind string

// The formulas. Ratio, Parity and Gap need the numerator and the denominator
// from one source in one year. ShareUnder counts the economies of a group whose
// value is at or under Threshold in any of Of. The last three are about our own stock.
const (
	Ratio           FormulaKind = "ratio"
	Parity          FormulaKind = "parity"
	Gap             FormulaKind = "gap"
	ShareUnder      FormulaKind = "share_under"
	OwnAvailability FormulaKind = "own_availability" // % of economies with a surveyed value in the last Years years
	OwnTimeliness   FormulaKind = "own_timeliness"   // median age in years of the latest value over Of
	OwnCoverage     FormulaKind = "own_coverage"     // % of Of with a value in the last Years years
	MinimumOf       FormulaKind = "minimum_of"       // smallest of Num (plus Den, where it names a series) over Pairs in one year, all needed
)

// Formula computes an indicator from others. For Ratio, Parity and Gap, Pairs
// are tried in order of preference, each a numerator and a denominator of one
// source. Of lists indicator ids.
type Formula struct {
	Kind      FormulaKind `yaml:"kind" json:"kind"`
	Pairs     []Pair      `yaml:"pairs" json:"pairs,omitempty"`
	Of        []string    `yaml:"of" json:"of,omitempty"`
	Threshold float64     `yaml:"threshold" json:"threshold,omitempty"`
	Years     int         `yaml:"years" json:"years,omitempty"` // window of OwnAvailability and OwnCoverage, the reference year included; 0 means 4
}

// Pair is a numerator and a denominator (for Gap: minuend and subtrahend; for
// MinimumOf: two addends, the second optional).
type Pair struct {
	Num SeriesRef `yaml:"num" json:"num"`
	Den SeriesRef `yaml:"den" json:"den"`
	For For       `yaml:"for" json:"for,omitempty"`
}

// Comparator says how "met" is decided.
type Comparator string

// The comparators. Those after BandOne have no single number to meet and only
// give context.
const (
	AtLeast     Comparator = ">="
	Over        Comparator = ">"
	AtMost      Comparator = "<="
	BandOne     Comparator = "parity" // 0.98 <= value <= 1.02
	Qualitative Comparator = "qualitative"
	Directional Comparator = "direction" // rise or fall, no number
	Baseline    Comparator = "baseline"  // a printed starting value
	Relative    Comparator = "relative"  // against another group or year
)

// Benchmark is a target that somebody set. The resolution itself sets hardly
// any number, so most are External. Value is in the unit of the indicator.
// MetAt is the value at which "met" fires where that is not Value itself
// (95 for targets of 100 per cent; 0 means Value).
type Benchmark struct {
	ID         string     `yaml:"id" json:"id"`
	Issuer     string     `yaml:"issuer" json:"issuer"`
	Statement  string     `yaml:"statement" json:"statement"`
	Indicator  string     `yaml:"indicator" json:"indicator"` // "" where it names no single indicator
	Group      string     `yaml:"group" json:"group"`         // area or group code; "each" for each economy; "" for several
	AlsoGroups []string   `yaml:"also_groups" json:"also_groups,omitempty"`
	Value      *float64   `yaml:"value" json:"value"`
	MetAt      float64    `yaml:"met_at" json:"met_at,omitempty"`
	Year       int        `yaml:"year" json:"year,omitempty"` // 0 where none is given
	Comparator Comparator `yaml:"comparator" json:"comparator"`
	External   bool       `yaml:"external" json:"external"`
	Citation   string     `yaml:"citation" json:"citation"`
	Successor  string     `yaml:"successor" json:"successor,omitempty"`
	Unverified bool       `yaml:"unverified" json:"unverified,omitempty"`
	Note       string     `yaml:"note" json:"note,omitempty"`
}

// EachEconomy is the Benchmark.Group of a target set for every economy.
const EachEconomy = "each"
