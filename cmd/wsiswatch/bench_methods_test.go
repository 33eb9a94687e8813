package main

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// edition reads the store and builds an edition that nobody has asked anything.
func edition(b *testing.B, eds *editions) *progress.Edition {
	b.Helper()
	ed, err := eds.pick(context.Background(), "")
	if err != nil {
		b.Fatal(err)
	}
	return ed
}

// BenchmarkEditionAllMethods reads the store, builds the edition and judges
// every paragraph for its own groups, and for every group in their place, by
// every method.
func BenchmarkEditionAllMethods(b *testing.B) {
	_, eds, _ := filledStore(b)
	b.ReportAllocs()
	verdicts := 0
	for b.Loop() {
		verdicts = allMethods(b, edition(b, eds))
	}
	b.ReportMetric(float64(verdicts), "verdicts")
}

func allMethods(b *testing.B, ed *progress.Edition) int {
	var groups []string
	for _, a := range ed.Catalog().Areas() {
		if a.Group {
			groups = append(groups, a.Code)
		}
	}
	var n counter
	parallel(progress.Methods(), func(method string) {
		for _, r := range ed.Catalog().Resolutions() {
			for _, p := range r.Paragraphs {
				v, err := ed.ParagraphBy(method, p.ID)
				if err != nil {
					b.Error(err)
				}
				n.add(len(v.Entries))
				for _, g := range groups {
					v, err := ed.ParagraphForBy(method, p.ID, g)
					if err != nil {
						b.Error(err)
					}
					n.add(len(v.Entries))
				}
			}
		}
	})
	return n.n
}

// BenchmarkAllEconomies reads the store, builds the edition and judges every
// indicator for every economy, against the benchmark that fits best, by the
// default method and by all.
func BenchmarkAllEconomies(b *testing.B) {
	_, eds, _ := filledStore(b)
	for name, methods := range map[string][]string{"default": {""}, "all-methods": progress.Methods()} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			verdicts := 0
			for b.Loop() {
				verdicts = allEconomies(b, edition(b, eds), methods)
			}
			b.ReportMetric(float64(verdicts), "verdicts")
		})
	}
}

func allEconomies(b *testing.B, ed *progress.Edition, methods []string) int {
	var economies []string
	for _, a := range ed.Catalog().Areas() {
		if !a.Group {
			economies = append(economies, a.Code)
		}
	}
	var n counter
	parallel(economies, func(area string) {
		for _, in := range ed.Catalog().Indicators() {
			for _, m := range methods {
				if _, err := ed.AssessBy(m, in.ID, area, data.Dims{}, ""); err != nil {
					b.Error(err)
				}
				n.add(1)
			}
		}
	})
	return n.n
}

// counter is safe for concurrent use.
type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n += n
}

// parallel does each item once, on as many cores as there are.
func parallel(items []string, do func(string)) {
	next := make(chan string)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for item := range next {
				do(item)
			}
		})
	}
	for _, item := range items {
		next <- item
	}
	close(next)
	wg.Wait()
}
