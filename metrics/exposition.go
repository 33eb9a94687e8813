package metrics

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"

	"github.com/wsiswatch/wsiswatch/progress"
)

// Exposition is the present state for Prometheus: what the edition says, which
// is rendered once for each edition and format, and what moves without it.
type Exposition struct {
	moving  *prometheus.Registry
	edition func() *progress.Edition
	kept    *kept
	zips    *zips
	http    httpFamilies
}

// Handler answers /metrics. It speaks the text format, OpenMetrics and
// protobuf, compressed where the scraper takes that.
func (x *Exposition) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		moving, err := x.Moving()
		if err != nil {
			scrapeFails(w, err)
			return
		}
		x.answer(w, r, selection{}, moving)
	})
}

// scrapeFails answers with what is wrong, which Prometheus shows beside the target.
func scrapeFails(w http.ResponseWriter, err error) {
	http.Error(w, err.Error(), http.StatusInternalServerError)
}

// answer sends what the edition says of a selection, and then what moves.
func (x *Exposition) answer(w http.ResponseWriter, r *http.Request, s selection, moving []*dto.MetricFamily) {
	format := expfmt.NegotiateAccept(r.Header, expfmt.DefaultOpenMetricsAcceptedFormats()...)
	fixed, err := x.fixed(s, format)
	if err != nil {
		scrapeFails(w, err)
		return
	}
	for _, f := range moving {
		if fixed.names[f.GetName()] {
			scrapeFails(w, fmt.Errorf("join metrics: family %s stands twice", f.GetName()))
			return
		}
	}
	tail, err := encode(format, moving, true)
	if err != nil {
		scrapeFails(w, err)
		return
	}
	h := w.Header()
	body := [][]byte{fixed.plain, tail}
	if takesGzip(r.Header.Get("Accept-Encoding")) {
		if body, err = x.zips.join(fixed, tail); err != nil {
			scrapeFails(w, err)
			return
		}
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Type", string(format))
	h.Add("Vary", "Accept, Accept-Encoding")
	length := 0
	for _, part := range body {
		length += len(part)
	}
	h.Set("Content-Length", strconv.Itoa(length))
	for _, part := range body {
		if _, err := w.Write(part); err != nil {
			return // the scraper is gone
		}
	}
}

// fixed gives what the present edition says, rendered. It is empty before the
// first edition.
func (x *Exposition) fixed(s selection, format expfmt.Format) (rendered, error) {
	e := x.edition()
	if e == nil {
		return rendered{}, nil
	}
	return x.kept.get(e, s.key()+" "+string(format), func() (rendered, error) {
		families, err := familiesOf(s.collector(e))
		if err != nil {
			return rendered{}, fmt.Errorf("gather edition %s: %w", e.ID(), err)
		}
		return x.zips.render(format, families)
	})
}

// Gather implements prometheus.Gatherer with all that /metrics shows, sorted by
// name; nobody may change the families.
func (x *Exposition) Gather() ([]*dto.MetricFamily, error) {
	all := prometheus.Gatherers{x.moving}
	if e := x.edition(); e != nil {
		fixed := prometheus.GathererFunc(func() ([]*dto.MetricFamily, error) { return familiesOf(editionCollector{e}) })
		all = append(all, fixed)
	}
	families, err := all.Gather()
	if err != nil {
		return nil, fmt.Errorf("gather metrics: %w", err)
	}
	return families, nil
}

// Moving gathers what moves without the edition: the collectors, the process,
// the requests.
func (x *Exposition) Moving() ([]*dto.MetricFamily, error) {
	families, err := x.moving.Gather()
	if err != nil {
		return nil, fmt.Errorf("gather the state of the process: %w", err)
	}
	return families, nil
}

// EditionFamilies are all that an edition says of the present, as /metrics and
// /metrics/indicators show it together, sorted by name.
func EditionFamilies(e *progress.Edition) ([]*dto.MetricFamily, error) {
	var all prometheus.Gatherers
	for _, c := range []prometheus.Collector{editionCollector{e}, selectionCollector{e, selection{}}} {
		all = append(all, prometheus.GathererFunc(func() ([]*dto.MetricFamily, error) { return familiesOf(c) }))
	}
	families, err := all.Gather()
	if err != nil {
		return nil, fmt.Errorf("gather edition %s: %w", e.ID(), err)
	}
	return families, nil
}

// familiesOf asks a registry, which refuses series that stand twice and
// families that do not agree in help or labels.
func familiesOf(c prometheus.Collector) ([]*dto.MetricFamily, error) {
	r := prometheus.NewPedanticRegistry()
	if err := r.Register(c); err != nil {
		return nil, err
	}
	return r.Gather()
}

// encode writes families; whole ends the exposition where the format has an end.
func encode(format expfmt.Format, families []*dto.MetricFamily, whole bool) ([]byte, error) {
	var buf bytes.Buffer
	enc := expfmt.NewEncoder(&buf, format)
	for _, f := range families {
		if err := enc.Encode(f); err != nil {
			return nil, fmt.Errorf("write family %s: %w", f.GetName(), err)
		}
	}
	if end, ok := enc.(expfmt.Closer); ok && whole {
		if err := end.Close(); err != nil {
			return nil, fmt.Errorf("end the exposition: %w", err)
		}
	}
	return buf.Bytes(), nil
}

func takesGzip(header string) bool {
	for _, part := range strings.Split(header, ",") {
		name, q, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) != "gzip" {
			continue
		}
		weight, given := strings.CutPrefix(strings.TrimSpace(q), "q=")
		f, err := strconv.ParseFloat(weight, 64)
		return !given || err == nil && f > 0
	}
	return false
}
