package metrics

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"github.com/wsiswatch/wsiswatch/progress"
)

// exposition joins what moves by itself with what the present edition says.
// The families of an edition are made and checked once, because making,
// sorting and checking them is most of the work of a scrape. Rendering them is
// left to promhttp: at a few thousand series it takes some milliseconds.
type exposition struct {
	moving  prometheus.Gatherer
	edition func() *progress.Edition

	mu   sync.Mutex // held while families are made, so that scrapes which wait share them
	made madeFamilies
}

// madeFamilies are those of one edition, or why there are none.
type madeFamilies struct {
	edition  *progress.Edition
	families []*dto.MetricFamily
	err      error
}

// Gather implements prometheus.Gatherer. Families come sorted by name.
func (x *exposition) Gather() ([]*dto.MetricFamily, error) {
	fixed, err := x.fixed()
	if err != nil {
		return nil, err
	}
	moving, err := x.moving.Gather()
	if err != nil {
		return nil, fmt.Errorf("gather the state of the process: %w", err)
	}
	return join(moving, fixed)
}

// fixed gives the families of the present edition, which scrapes share and
// nobody may change. It asks for the edition under the lock: a scrape that
// waited must not bring an older edition back.
func (x *exposition) fixed() ([]*dto.MetricFamily, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e := x.edition()
	if e == nil || e == x.made.edition {
		return x.made.families, x.made.err
	}
	families, err := familiesOf(e)
	if err != nil {
		err = fmt.Errorf("gather edition %s: %w", e.ID(), err)
	}
	x.made = madeFamilies{e, families, err}
	return families, err
}

// familiesOf asks a registry, which refuses series that stand twice and
// families that do not agree in help or labels.
func familiesOf(e *progress.Edition) ([]*dto.MetricFamily, error) {
	r := prometheus.NewPedanticRegistry()
	if err := r.Register(editionCollector{e}); err != nil {
		return nil, err
	}
	return r.Gather()
}

// join merges two lists of families; one name in both would make an
// exposition that Prometheus refuses.
func join(a, b []*dto.MetricFamily) ([]*dto.MetricFamily, error) {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y *dto.MetricFamily) int { return cmp.Compare(x.GetName(), y.GetName()) })
	for i := 1; i < len(all); i++ {
		if name := all[i].GetName(); name == all[i-1].GetName() {
			return nil, fmt.Errorf("join metrics: family %s stands twice", name)
		}
	}
	return all, nil
}
