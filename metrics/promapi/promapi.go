// Package promapi answers PromQL over all years of an Edition, by the engine of
// Prometheus, under the addresses of its HTTP interface: a Grafana that has it
// as a data source needs nothing else.
//
// A value of a year is stamped with the first moment of that year, in UTC, and
// seen for that year; after the last value before a gap there is nothing. What
// the edition says of the present, and the health of the collectors, is there
// at the present only; names and targets are there in every year.
//
// Nothing of it is written, and every question is bounded by Limits.
package promapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// engineVersion is the release of Prometheus that the engine is of; a test
// holds it to go.mod.
const engineVersion = "3.16.0"

// Lookback is how long a value is seen: a leap year.
const Lookback = 366 * 24 * time.Hour

// subqueryStep is the step of a subquery that names none.
const subqueryStep = 365 * 24 * time.Hour

// keptStocks are those of the live edition and of two vintages.
const keptStocks = 3

// Deps is what the interface answers from.
type Deps struct {
	Edition func() *progress.Edition // nil until the first is built
	// Vintage gives the edition of a named vintage, data.ErrNotFound if there
	// is none. It may be nil: then there are no vintages.
	Vintage func(ctx context.Context, name string) (*progress.Edition, error)
	// Moving gathers what moves without the edition.
	Moving func() ([]*dto.MetricFamily, error)
	Now    func() time.Time
	Log    *slog.Logger
	Limits Limits
}

// API answers the questions.
type API struct {
	deps   Deps
	parser parser.Parser
	engine *promql.Engine
	slots  chan struct{}
	years  []int64
	zips   sync.Pool

	mu     sync.Mutex
	stocks map[*progress.Edition]*stock
	order  []*progress.Edition // of stocks, oldest first
}

// New gives the handler of everything under /api/v1/.
func New(d Deps) (http.Handler, error) {
	a, err := newAPI(d)
	if err != nil {
		return nil, err
	}
	return a.routes(), nil
}

func newAPI(d Deps) (*API, error) {
	if d.Edition == nil || d.Moving == nil || d.Now == nil || d.Log == nil {
		return nil, errors.New("promapi: Edition, Moving, Now and Log are required")
	}
	if l := d.Limits; l.Samples <= 0 || l.Points <= 0 || l.Steps <= 0 || l.Query <= 0 || l.Timeout <= 0 || l.Concurrent <= 0 {
		return nil, fmt.Errorf("promapi: every limit is required, not %+v", l)
	}
	a := &API{deps: d, parser: parser.NewParser(parser.Options{}), slots: make(chan struct{}, d.Limits.Concurrent), stocks: map[*progress.Edition]*stock{}}
	a.engine = NewEngine(d.Limits, d.Log)
	for y := firstYear; y <= lastYear; y++ {
		a.years = append(a.years, january(y))
	}
	return a, nil
}

// NewEngine is the engine that answers, which its tests put on another storage.
func NewEngine(l Limits, log *slog.Logger) *promql.Engine {
	return promql.NewEngine(promql.EngineOpts{
		Logger: log, MaxSamples: l.Samples, Timeout: l.Timeout, LookbackDelta: Lookback,
		NoStepSubqueryIntervalFn: func(int64) int64 { return subqueryStep.Milliseconds() },
		EnableAtModifier:         true, EnableNegativeOffset: true, Parser: parser.NewParser(parser.Options{}),
	})
}

// queryable gives what can be asked of the present state, or of a vintage,
// which knows nothing of the collectors.
func (a *API) queryable(ctx context.Context, vintage string) (queryable, error) {
	e, err := a.edition(ctx, vintage)
	if err != nil {
		return queryable{}, err
	}
	var moving []*dto.MetricFamily
	if vintage == "" {
		if moving, err = a.deps.Moving(); err != nil {
			return queryable{}, internal(err)
		}
	}
	families, err := a.stock(e).families(a.deps.Now(), a.years, moving)
	if err != nil {
		return queryable{}, internal(err)
	}
	return queryable{families}, nil
}

func (a *API) edition(ctx context.Context, vintage string) (*progress.Edition, error) {
	live := a.deps.Edition()
	if live == nil {
		return nil, &fault{http.StatusServiceUnavailable, "unavailable", errors.New("the figures are being loaded")}
	}
	if vintage == "" {
		return live, nil
	}
	if a.deps.Vintage == nil {
		return nil, badData("this server keeps no vintages")
	}
	e, err := a.deps.Vintage(ctx, vintage)
	if errors.Is(err, data.ErrNotFound) {
		return nil, badData("there is no vintage %q", vintage)
	}
	if err != nil {
		return nil, internal(fmt.Errorf("open vintage %q: %w", vintage, err))
	}
	return e, nil
}

func (a *API) stock(e *progress.Edition) *stock {
	a.mu.Lock()
	defer a.mu.Unlock()
	s, ok := a.stocks[e]
	if ok {
		return s
	}
	if len(a.order) == keptStocks {
		delete(a.stocks, a.order[0])
		a.order = a.order[1:]
	}
	s = newStock(e)
	a.stocks[e] = s
	a.order = append(a.order, e)
	return s
}
