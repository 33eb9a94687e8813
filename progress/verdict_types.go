package progress

import "github.com/wsiswatch/wsiswatch/data"

// Class is a verdict's class. The empty class means that there is none and
// Verdict.Reason says why.
type Class string

// The classes of the UNSD progress chart, best first.
const (
	TargetMet     Class = "target_met"
	OnTrack       Class = "on_track"
	Fair          Class = "fair"
	Limited       Class = "limited"
	Deterioration Class = "deterioration"
	NoClass       Class = ""
)

// Classes are the classes that say something, best first.
func Classes() []Class { return []Class{TargetMet, OnTrack, Fair, Limited, Deterioration} }

// Score is 4, 4, 3, 2, 1 for the classes and 0 for none.
func (c Class) Score() int {
	switch c {
	case TargetMet, OnTrack:
		return 4
	case Fair:
		return 3
	case Limited:
		return 2
	case Deterioration:
		return 1
	}
	return 0
}

// Reason says why there is no class.
type Reason string

// The reasons.
const (
	NoDataYet     Reason = "no_data"       // no data collected yet
	NoBase        Reason = "no_base"       // no usable base year
	TooShort      Reason = "too_short"     // fewer than three years between base and latest
	Stale         Reason = "stale"         // latest older than four years
	DirectionNone Reason = "no_direction"  // shown, never judged
	Open          Reason = "verdict_open"  // target year past, its value not published yet
	NotJudgeable  Reason = "not_judgeable" // benchmark without a number and no rule for it
	ThinCoverage  Reason = "coverage"      // group value withheld: too few economies
	NotEnough     Reason = "not_enough"    // of a paragraph: fewer than half of its entries have a class
	NotScored     Reason = "not_scored"    // of a paragraph: shown, not rated
	EvidenceOnly  Reason = "evidence"      // of a paragraph: its evidence answers it
	OwnScale      Reason = "own_scale"     // judged, but the method's scale has no such class: Verdict.Status has its word
)

// Rule says what decided the class. It is empty where there is no verdict.
type Rule string

// The rules.
const (
	ByThreshold Rule = "threshold"    // a number of the method fell between two of its cuts
	WasMet      Rule = "met"          // the latest value meets the target
	WasLost     Rule = "lost"         // an earlier value met it, the latest does not
	InBand      Rule = "in_band"      // parity without a target, inside its band
	OnTheLine   Rule = "on_the_line"  // the base stands on the target itself: no pace is needed, and only a fall tells anything
	FellToZero  Rule = "fell_to_zero" // the compound model, whose rate would be the worst there is
	Predicted   Rule = "predicted"    // escap: the base had met the target, so that only the prediction speaks
	LeadsAway   Rule = "leads_away"   // escap: the line leads the wrong way
)

// Value is an input of a verdict, traceable to its source.
type Value struct {
	Year     int         `json:"year"`
	Value    float64     `json:"value"`
	Decimals int         `json:"decimals"`
	Status   data.Status `json:"status"`
	Snapshot int64       `json:"snapshot"`
	Source   string      `json:"source"`
	Maker    Maker       `json:"maker"`
	Coverage *Coverage   `json:"coverage,omitempty"`
}

// Verdict is the judgement of one indicator for one area against one
// benchmark, with all that is needed to redo it by hand. Parity is judged on
// y = max(r, 1/r): there Actual and Needed are changes of y, the values and
// Projected stay ratios. Model is the one used: compound where no target applies.
//
// Methods with a scale of their own give their word in Status and their numbers
// in Score and Index; Class is what that word says on ours, empty where it has
// no counterpart.
type Verdict struct {
	Indicator  string       `json:"indicator"`
	Area       string       `json:"area"`
	Dims       data.Dims    `json:"dims"`
	Benchmark  string       `json:"benchmark"` // "none" for the no-target rule
	Method     string       `json:"method"`    // e.g. "unsd-pace/1"
	Class      Class        `json:"class"`
	Reason     Reason       `json:"reason,omitempty"`
	Rule       Rule         `json:"rule,omitempty"`
	Status     string       `json:"status,omitempty"` // the method's own key
	Score      *float64     `json:"score,omitempty"`  // opensdg: -5 to +5
	Index      *Index       `json:"index,omitempty"`  // escap
	Base       *Value       `json:"base,omitempty"`
	Latest     *Value       `json:"latest,omitempty"`
	Target     *float64     `json:"target,omitempty"` // the value at which "met" fires
	TargetYear int          `json:"target_year,omitempty"`
	Model      data.Model   `json:"model,omitempty"`
	Actual     *float64     `json:"actual,omitempty"`    // change a year: in units (linear) or as a rate (compound)
	Needed     *float64     `json:"needed,omitempty"`    // the same, needed from base to target
	Pace       *float64     `json:"pace,omitempty"`      // Actual / Needed; without a target the rate itself
	Projected  *float64     `json:"projected,omitempty"` // value in TargetYear at the present pace
	Reached    int          `json:"reached,omitempty"`   // first year in which the target is met at the present pace, by 2100
	Outlook    Outlook      `json:"outlook,omitempty"`   // whether that is in time, or why there is no such year
	CR         *float64     `json:"cr,omitempty"`        // the pure UNSD ratio, beside it
	CRClass    Class        `json:"cr_class,omitempty"`
	Recent     *float64     `json:"recent,omitempty"` // five-year pace over the pace needed from now
	Flags      []Flag       `json:"flags,omitempty"`
	Past       []PastTarget `json:"past,omitempty"` // targets whose year is over, oldest first
}

// Index holds the two indices of the UN regional commissions.
type Index struct {
	Current  *float64 `json:"current,omitempty"`  // status: 0 at the base, 10 at the target, negative the wrong way
	Expected *float64 `json:"expected,omitempty"` // what Current would be now at an even pace to the target year
	Gap      *float64 `json:"gap,omitempty"`      // anticipated: what will lack in the target year, in per cent of the way from base to target
}

// Flag marks what a reader must know beside a class.
type Flag string

// The flags.
const (
	LateBase       Flag = "late_base"         // base later than 2018
	LinearFallback Flag = "linear_fallback"   // compound asked for, but a value is zero or negative
	MethodMatters  Flag = "depends_on_method" // the pure UNSD ratio gives another class
	Slowing        Flag = "slowing"           // on track over all, recent pace under 0.7 of the needed one
	FixedEconomies Flag = "fixed_economies"   // computed over the economies that have both years
	ThinGroup      Flag = "thin"              // 50 to 60 per cent of the population
)

// PastTarget is the final judgement of a benchmark whose year is over: MET or
// MISSED by how much, from the value of that year or the newest up to two years before.
type PastTarget struct {
	Benchmark string  `json:"benchmark"`
	Year      int     `json:"year"`
	Target    float64 `json:"target"`
	Value     *Value  `json:"value,omitempty"`
	Met       bool    `json:"met"`
	MissedBy  float64 `json:"missed_by,omitempty"` // in units, positive
	Open      bool    `json:"open,omitempty"`      // no value published yet
	First     int     `json:"first,omitempty"`     // first year in which the line met it, 0 = never
}

// Entry is one headline entry of a paragraph with its verdict.
type Entry struct {
	Headline data.Headline `json:"headline"`
	Verdict  Verdict       `json:"verdict"`
}

// ParagraphVerdict is the verdict of a paragraph: the mean of the classes of
// its headline entries, of which at least half must have one. Where a person
// gave another one, that is Manual, and the computed one stays beside it; Shown
// is what counts.
type ParagraphVerdict struct {
	Paragraph  string           `json:"paragraph"`
	Method     string           `json:"method,omitempty"` // "" = each entry by its indicator's own, as its Verdict says
	Manual     *Manual          `json:"manual,omitempty"`
	Class      Class            `json:"class"` // computed; never TargetMet: a mean
	Reason     Reason           `json:"reason,omitempty"`
	Mean       *float64         `json:"mean,omitempty"`
	Counts     map[Class]int    `json:"counts,omitempty"`   // NoClass counts the entries without one
	Statuses   map[string]int   `json:"statuses,omitempty"` // the same by the method's own keys, where it has such
	Score      *float64         `json:"score,omitempty"`    // opensdg: mean of the entries' scores
	Entries    []Entry          `json:"entries,omitempty"`
	Worst      string           `json:"worst,omitempty"` // group with the lowest class
	WorstClass Class            `json:"worst_class,omitempty"`
	Missed     int              `json:"missed,omitempty"` // past targets missed: a badge, not part of the mean
	Evidence   []EvidenceStatus `json:"evidence,omitempty"`
}

// Manual is a verdict that a person gave to a paragraph.
type Manual struct {
	Class  Class     `json:"class"`
	Reason string    `json:"reason"`
	Author string    `json:"author"`
	Date   data.Date `json:"date"`
}

// Shown is the class that counts: the manual one where there is one.
func (v ParagraphVerdict) Shown() Class {
	if v.Manual != nil {
		return v.Manual.Class
	}
	return v.Class
}

// EvidenceState is where an evidence item stands on the reference date.
type EvidenceState string

// The states.
const (
	Done       EvidenceState = "done"
	HeldYear   EvidenceState = "held_this_year"
	Due        EvidenceState = "due"
	Overdue    EvidenceState = "overdue"
	NoEvidence EvidenceState = "no_evidence"
	Standing   EvidenceState = "standing" // calls for no new act
)

// EvidenceStatus is an evidence item with its state.
type EvidenceStatus struct {
	Item  data.EvidenceItem `json:"item"`
	State EvidenceState     `json:"state"`
	Last  data.Date         `json:"last,omitzero"` // of the newest act
}
