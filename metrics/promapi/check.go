package promapi

import (
	"fmt"
	"time"

	"github.com/prometheus/prometheus/promql/parser"
)

// Limits hold what one question and all of them together may cost.
type Limits struct {
	Samples    int           // in memory, of one query
	Points     int           // of a series in an answer
	Steps      int           // of a subquery, all in all
	Query      int           // bytes of an expression
	Timeout    time.Duration // waiting included
	Concurrent int           // queries that run at once; others wait
}

// DefaultLimits are enough for every economy through sixty years, and bound the
// memory of all running queries to some hundred megabytes.
func DefaultLimits() Limits {
	return Limits{Samples: 2_000_000, Points: 11_000, Steps: 50_000, Query: 16 << 10, Timeout: 15 * time.Second, Concurrent: 4}
}

// span is the time that an expression is evaluated for; an instant has no step.
type span struct {
	start, end time.Time
	step       time.Duration
}

// checkSpan refuses what nobody has figures for, and answers without end.
func (l Limits) checkSpan(s span) error {
	for _, t := range []time.Time{s.start, s.end} {
		if t.Year() < firstYear || t.Year() > lastYear {
			return fmt.Errorf("the time %s is outside of the years %d to %d", t.Format(time.RFC3339), firstYear, lastYear)
		}
	}
	if s.end.Before(s.start) {
		return fmt.Errorf("the end %s is before the start %s", s.end.Format(time.RFC3339), s.start.Format(time.RFC3339))
	}
	if s.step > 0 && int64(s.end.Sub(s.start)/s.step) >= int64(l.Points) {
		return fmt.Errorf("more than %d points in a series; ask for a longer step: figures are yearly", l.Points)
	}
	return nil
}

// check reads an expression and refuses one whose cost has no bound: the engine
// counts samples, but not the steps of a subquery that finds none.
func (l Limits) check(p parser.Parser, query string, s span) (parser.Expr, error) {
	if len(query) > l.Query {
		return nil, fmt.Errorf("the expression has %d bytes, over %d", len(query), l.Query)
	}
	expr, err := p.ParseExpr(query)
	if err != nil {
		return nil, err
	}
	var fault error
	parser.Inspect(expr, func(n parser.Node, path []parser.Node) error {
		if fault == nil {
			fault = l.checkNode(n, path, s.end.Sub(s.start))
		}
		return nil
	})
	return expr, fault
}

const longest = (lastYear - firstYear) / 2 * 366 * 24 * time.Hour // 200 years: a time.Duration holds no more than 292

func (l Limits) checkNode(n parser.Node, path []parser.Node, whole time.Duration) error {
	switch n := n.(type) {
	case *parser.MatrixSelector:
		return longRange(n.Range)
	case *parser.VectorSelector:
		return longRange(max(n.OriginalOffset, -n.OriginalOffset))
	case *parser.SubqueryExpr:
		if err := longRange(n.Range); err != nil {
			return err
		}
		if err := longRange(max(n.OriginalOffset, -n.OriginalOffset)); err != nil {
			return err
		}
		step := n.Step
		if step == 0 {
			step = subqueryStep
		}
		steps := float64(whole) + float64(n.Range)
		for _, outer := range path {
			if sub, ok := outer.(*parser.SubqueryExpr); ok {
				steps += float64(sub.Range)
			}
		}
		if steps /= float64(step); steps > float64(l.Steps) {
			return fmt.Errorf("the subquery %s has %.0f steps, over %d; give it a longer step", n, steps, l.Steps)
		}
	}
	return nil
}

func longRange(d time.Duration) error {
	if d > longest {
		return fmt.Errorf("a range of %s is longer than 200 years", d)
	}
	return nil
}
