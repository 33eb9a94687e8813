package progress

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// Case is a question to a method: one line and what is asked of it. The zero
// value of each field but Direction and Points is a sensible default.
type Case struct {
	Direction data.Direction
	Model     data.Model // "" = linear
	Bounds    []float64  // nil or [low, high]; a projection stops there
	Points    []Point    // in any order
	Source    string     // of the points, for the record
	Maker     Maker

	BaseYear int   // 0 = the rule of the method
	Breaks   []int // first years of a new definition
	NewFrom  int   // first year of a new technology, 0 if not one
	MaxBase  int   // last year that may serve as base, 0 = any

	Benchmark  string   // id, for the record
	Target     *float64 // nil = no number: the no-target rule
	TargetYear int      // 0 = no date
	MetAt      float64  // value at which "met" fires; 0 = Target
	Comparator data.Comparator
	Successors []data.Benchmark // taken in turn where the target's year is over
	// Limit is the natural ceiling (up) or floor (down) of the value, for methods
	// that judge growth near it more mildly; nil = none.
	Limit *float64

	Reference int // year that is "now"; 0 = that of the latest value

	// history are targets whose year is over, for the record only.
	history []goal
	// pair gives comparable values of two years; nil = the points themselves.
	pair func(a, b int) (from, to Point, ok bool)
}

// method is a rule to judge by, under the name that verdicts carry.
type method struct {
	name    string
	assess  func(Case) Verdict
	explain func(*ledger)
}

// methods lists every method, the default first.
func methods() []method {
	return []method{
		{"unsd-pace/1", unsdPace, explainPace},
		{"unsd-cr/1", unsdCR, explainCR},
		{openSDGName, openSDG, explainOpenSDG},
		{"eurostat/1", eurostat, explainEurostat},
		{"escap/1", escap, explainEscap},
	}
}

// Methods are the names of the methods, the default first.
func Methods() []string {
	var out []string
	for _, m := range methods() {
		out = append(out, m.name)
	}
	return out
}

// Method is the full name of a method, which may be given without its version;
// "" is the default.
func Method(name string) (string, error) {
	m, err := named(name)
	return m.name, err
}

// named finds a method by its name, with or without the version.
func named(name string) (method, error) {
	list := methods()
	if name == "" {
		return list[0], nil
	}
	for _, m := range list {
		if short, _, _ := strings.Cut(m.name, "/"); name == m.name || name == short {
			return m, nil
		}
	}
	return method{}, fmt.Errorf("judge by %q: no such method; there are %s", name, strings.Join(Methods(), ", "))
}

// Assess judges a case by the default method. It never panics, and a number
// that cannot be had is nil, never NaN or infinite.
func Assess(c Case) Verdict { return methods()[0].judge(c) }

// AssessBy judges a case by the method of that name, as Method takes them, or
// fails where there is none.
func AssessBy(name string, c Case) (Verdict, error) {
	m, err := named(name)
	if err != nil {
		return Verdict{}, err
	}
	return m.judge(c), nil
}

func (m method) judge(c Case) Verdict {
	v := m.assess(c)
	v.Method = m.name
	return v
}

// values are the usable points up to the reference year, ascending, one a year.
// They may be those of the case itself: callers must not change them.
func (c Case) values() []Point {
	if n, clean := c.clean(); clean {
		return c.Points[:n:n]
	}
	out := make([]Point, 0, len(c.Points))
	for _, p := range c.Points {
		if usable(p) && (c.Reference == 0 || p.Year <= c.Reference) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Point) int {
		return cmp.Or(a.Year-b.Year, cmp.Compare(a.Value, b.Value))
	})
	return slices.CompactFunc(out, func(a, b Point) bool { return a.Year == b.Year })
}

// clean says that the points, up to the n-th, are what values wants of them, as
// those of lines are.
func (c Case) clean() (n int, ok bool) {
	for i, p := range c.Points {
		if !usable(p) || i > 0 && p.Year <= c.Points[i-1].Year {
			return 0, false
		}
		if c.Reference == 0 || p.Year <= c.Reference {
			n = i + 1
		}
	}
	return n, true
}

func usable(p Point) bool {
	return p.Status != data.Missing && p.Status != data.Withdrawn && !math.IsNaN(p.Value) && !math.IsInf(p.Value, 0)
}

// base picks the base among ascending points: 2015, else the first in
// 2014-2018, else the first later year. After a break, and for a new
// technology, it is the first year with data.
func (c Case) base(points []Point) (Point, bool) {
	points = c.sinceBreak(points)
	i := -1
	switch year := func(y int) int { return slices.IndexFunc(points, func(p Point) bool { return p.Year == y }) }; {
	case c.BaseYear != 0:
		i = year(c.BaseYear)
	case c.NewFrom != 0:
		i = slices.IndexFunc(points, func(p Point) bool { return p.Year >= c.NewFrom })
	default:
		if i = year(2015); i < 0 {
			i = slices.IndexFunc(points, func(p Point) bool { return p.Year >= 2014 })
		}
	}
	if i < 0 || c.MaxBase != 0 && points[i].Year > c.MaxBase {
		return Point{}, false
	}
	return points[i], true
}

// sinceBreak drops what an older definition measured.
func (c Case) sinceBreak(points []Point) []Point {
	if len(points) == 0 {
		return nil
	}
	first := math.MinInt
	for _, b := range c.Breaks {
		if b <= points[len(points)-1].Year {
			first = max(first, b)
		}
	}
	i := slices.IndexFunc(points, func(p Point) bool { return p.Year >= first })
	return points[i:]
}

// compare gives the values of two years in a form that may be compared.
func (c Case) compare(a, b Point) (from, to Point, ok bool) {
	if c.pair == nil {
		return a, b, true
	}
	return c.pair(a.Year, b.Year)
}

// start is where every method begins: an empty verdict, what the case asks, and
// the reason why it cannot be judged at all. No method guesses a direction.
func (c Case) start() (v Verdict, goals []goal, points []Point, r Reason) {
	v = Verdict{Benchmark: cmp.Or(c.Benchmark, data.NoBenchmark), Model: c.Model}
	points = c.values()
	if len(points) > 0 {
		v.Latest = c.value(points[len(points)-1])
	}
	goals, judgeable := c.goals()
	switch {
	case c.Direction == data.NoDirection:
		r = DirectionNone
	case len(points) == 0:
		r = NoDataYet
	case !slices.Contains([]data.Direction{data.Up, data.Down, data.ToOne}, c.Direction):
		r = DirectionNone
	case !judgeable:
		r = NotJudgeable
	}
	return v, goals, points, r
}

// now is the reference year.
func (c Case) now(latest Point) int {
	if c.Reference == 0 {
		return latest.Year
	}
	return c.Reference
}

// value records a point as an input of a verdict.
func (c Case) value(p Point) *Value {
	return &Value{
		Year: p.Year, Value: p.Value, Decimals: p.Decimals, Status: p.Status, Snapshot: p.Snapshot,
		Source: c.Source, Maker: c.Maker, Coverage: p.Coverage,
	}
}

// finite gives nil for what is not a number.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
