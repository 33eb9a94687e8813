package dashboard

import (
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

var apiVerdictParams = []string{"indicator", "area", "sex", "age", "location", "breakdown", "benchmark", "method", "vintage"}

// verdicts judges each line asked for. Areas that were named are answered for
// even without a line: the reason says what is missing.
func (a *api) verdicts(r apiRequest) (apiPage, error) {
	sel, err := readSelection(r)
	if err != nil {
		return apiPage{}, err
	}
	if err := checkBenchmarks(r); err != nil {
		return apiPage{}, err
	}
	method, err := progress.Method(r.query.value("method"))
	if err != nil {
		return apiPage{}, unknownMethod(r.query.value("method"))
	}
	if r.query.value("method") == "" {
		method = "" // the indicator's own
	}
	rows := []progress.Verdict{}
	for _, indicator := range sel.indicators {
		for _, dims := range sel.judged(r.edition, indicator) {
			for _, area := range sel.judgedAreas(r.edition, indicator, dims) {
				for _, b := range benchmarksFor(r, indicator) {
					v, err := r.edition.AssessBy(method, indicator, area, dims, b)
					if err != nil {
						return apiPage{}, err
					}
					rows = append(rows, v)
				}
			}
		}
	}
	return cut(r, rows)
}

func unknownMethod(name string) *apiError {
	return notFound("method", "there is no method %q", name).hint("there are " + strings.Join(progress.Methods(), ", "))
}

func checkBenchmarks(r apiRequest) error {
	for _, id := range r.query.list("benchmark") {
		if _, ok := r.edition.Catalog().Benchmark(id); !ok && id != apiEvery && id != data.NoBenchmark {
			return notFound("benchmark", "there is no benchmark %q", id).hint("none asks for the rule without a target, * for all benchmarks of the indicator")
		}
	}
	return nil
}

// benchmarksFor an indicator: those asked for that are its own; "" is the one
// that fits best.
func benchmarksFor(r apiRequest, indicator string) []string {
	asked := r.query.list("benchmark")
	if asked == nil {
		return []string{""}
	}
	var out []string
	for _, id := range asked {
		if b, ok := r.edition.Catalog().Benchmark(id); id == data.NoBenchmark || ok && b.Indicator == indicator {
			out = append(out, id)
		}
		if id != apiEvery {
			continue
		}
		for _, b := range benchmarksOf(r.edition.Catalog(), indicator) {
			if !slices.Contains(out, b.ID) {
				out = append(out, b.ID)
			}
		}
	}
	return out
}

// judged are the breakdowns to judge: the default even where it has no data,
// so that the answer can say so.
func (s apiSelection) judged(ed *progress.Edition, indicator string) []data.Dims {
	list := s.breakdowns(ed, indicator)
	for _, asked := range s.dims {
		if asked != nil {
			return list
		}
	}
	if len(list) == 0 {
		return []data.Dims{{}}
	}
	return list
}

func (s apiSelection) judgedAreas(ed *progress.Edition, indicator string, dims data.Dims) []string {
	if s.areas != nil {
		return s.areas
	}
	var out []string
	for _, l := range ed.Lines(indicator, dims, "") {
		out = append(out, l.Area)
	}
	return out
}
