package dashboard

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// dataset is what a download holds, in whichever form.
type dataset struct {
	kind, id   string
	title      string
	address    string // of the page, in full
	edition    *progress.Edition
	vintage    string
	rows       []apiObservation
	verdicts   []verdictRow // of a paragraph
	indicators []data.Indicator
	sources    []apiLicence
	loads      []data.Snapshot // that brought the rows
}

// verdictRow is the verdict of one headline entry of a paragraph.
type verdictRow struct {
	Paragraph string `json:"paragraph"`
	Name      string `json:"indicator_name"`
	Unit      string `json:"unit"`
	AreaName  string `json:"area_name"`
	progress.Verdict
}

// dataset gathers what the page of a request shows.
func (r downloadRequest) dataset(s *site) (dataset, error) {
	d := dataset{kind: r.kind, id: r.id, edition: r.edition, vintage: r.query.value("vintage")}
	gather := map[string]func(s *site, r downloadRequest) error{
		"indicator": d.ofIndicator, "area": d.ofArea, "paragraph": d.ofParagraph,
	}
	if err := gather[r.kind](s, r); err != nil {
		return dataset{}, err
	}
	d.address = r.base + inVintage("/"+r.kind[:1]+"/"+r.id, d.vintage)
	d.gatherLoads()
	return d, nil
}

func (d *dataset) ofIndicator(s *site, r downloadRequest) error {
	in, ok := r.edition.Catalog().Indicator(r.id)
	if !ok {
		return notFound("id", "%s", s.words.T("failure.indicator", "id", r.id)).hint("the ids are at " + apiBase + "indicators")
	}
	d.title = in.Name
	return d.take(r, "indicator")
}

func (d *dataset) ofArea(s *site, r downloadRequest) error {
	a, ok := r.edition.Catalog().Area(r.id)
	if !ok {
		return notFound("id", "%s", s.words.T("failure.area", "id", r.id)).hint("the codes are at " + apiBase + "areas")
	}
	d.title = a.Name()
	return d.take(r, "area")
}

// take takes the lines that the interface for programs would, with the
// thing of the page as one more parameter.
func (d *dataset) take(r downloadRequest, name string) error {
	asked := r.apiRequest
	asked.query.values = map[string][]string{name: {r.id}}
	for k, v := range r.query.values {
		asked.query.values[k] = v
	}
	sel, err := readSelection(asked)
	if err != nil {
		return err
	}
	w := newObservationWriter(r.edition)
	sel.lines(r.edition, func(l progress.Line) bool {
		d.add(w, l, sel.within(l.Points))
		return true
	})
	d.sources = w.list
	return nil
}

// add the rows of a line.
func (d *dataset) add(w *observationWriter, l progress.Line, points []progress.Point) {
	if len(points) == 0 {
		return
	}
	if !slices.ContainsFunc(d.indicators, func(in data.Indicator) bool { return in.ID == l.Indicator }) {
		in, _ := w.catalog.Indicator(l.Indicator)
		d.indicators = append(d.indicators, in)
	}
	for _, p := range points {
		d.rows = append(d.rows, w.row(l, p))
	}
}

// ofParagraph takes every indicator that bears on the unit, for the areas that
// its page shows, and the verdicts that it rests on.
func (d *dataset) ofParagraph(s *site, r downloadRequest) error {
	res, p, ok := r.edition.Catalog().Paragraph(r.id)
	if !ok {
		return notFound("id", "%s", s.words.T("failure.paragraph", "id", r.id)).hint("the ids are at " + apiBase + "paragraphs")
	}
	d.title = s.words.T("paragraph.title", "name", s.paragraphName(p), "symbol", res.Symbol)
	var years apiSelection
	if err := years.readYears(r.query); err != nil {
		return err
	}
	method := r.query.value("method")
	if _, err := progress.Method(method); err != nil {
		return unknownMethod(method)
	}
	verdict, err := r.edition.ParagraphBy(method, p.ID)
	if err != nil {
		return err
	}
	w := newObservationWriter(r.edition)
	for _, l := range paragraphLines(r.edition, p, verdict) {
		d.add(w, l, years.within(l.Points))
	}
	d.sources = w.list
	for _, e := range verdict.Entries {
		in, _ := r.edition.Catalog().Indicator(e.Verdict.Indicator)
		area, _ := r.edition.Catalog().Area(e.Verdict.Area)
		d.verdicts = append(d.verdicts, verdictRow{p.ID, in.Name, in.Unit, area.Name(), e.Verdict})
	}
	return nil
}

// paragraphLines are the lines that the page of a unit shows: each headline
// entry with the groups that are drawn beside it, then each linked indicator
// for its groups and the world. No line comes twice.
func paragraphLines(ed *progress.Edition, p data.Paragraph, v progress.ParagraphVerdict) []progress.Line {
	var out []progress.Line
	add := func(indicator string, dims data.Dims, areas []string) {
		for _, area := range areas {
			l := ed.Line(indicator, area, dims, "")
			known := slices.ContainsFunc(out, func(o progress.Line) bool {
				return o.Indicator == l.Indicator && o.Area == l.Area && o.Dims == l.Dims
			})
			if !known && len(l.Points) > 0 {
				out = append(out, l)
			}
		}
	}
	for _, e := range v.Entries {
		add(e.Verdict.Indicator, e.Verdict.Dims, withLinked([]string{e.Headline.Group}, p, e.Verdict.Indicator))
	}
	for _, link := range p.Links {
		add(link.Indicator, data.Dims{}, append(slices.Clone(link.Groups), world))
	}
	return out
}

// gatherLoads finds the loads that brought the rows, oldest first.
func (d *dataset) gatherLoads() {
	for _, r := range d.rows {
		load, ok := d.edition.Snapshot(r.Snapshot)
		if ok && !slices.ContainsFunc(d.loads, func(s data.Snapshot) bool { return s.ID == load.ID }) {
			d.loads = append(d.loads, load)
		}
	}
	slices.SortFunc(d.loads, func(a, b data.Snapshot) int { return int(a.ID - b.ID) })
}

func (s *site) dataCSV(d dataset) ([]byte, error) { return encodeCSV(d.rows) }

func (s *site) verdictsCSV(d dataset) ([]byte, error) { return encodeCSV(d.verdicts) }

// downloadJSON is a download as one object.
type downloadJSON struct {
	Snapshot   int64            `json:"snapshot"`
	Edition    string           `json:"edition"`
	Vintage    string           `json:"vintage,omitempty"`
	Kind       string           `json:"kind"`
	ID         string           `json:"id"`
	Title      string           `json:"title"`
	URL        string           `json:"url"`
	Citation   []string         `json:"citation"` // the producers of the figures first
	Indicators []apiIndicator   `json:"indicators"`
	Data       []apiObservation `json:"data"`
	Verdicts   []verdictRow     `json:"verdicts,omitempty"`
	Sources    []apiLicence     `json:"sources"`
}

func (s *site) dataJSON(d dataset) ([]byte, error) {
	id := d.edition.ID()
	out := downloadJSON{
		Snapshot: id.Snapshot, Edition: id.String(), Vintage: d.vintage, Kind: d.kind, ID: d.id, Title: d.title, URL: d.address,
		Citation: list0(s.citations(d)), Indicators: []apiIndicator{}, Data: list0(d.rows), Verdicts: d.verdicts, Sources: list0(d.sources),
	}
	for _, in := range d.indicators {
		out.Indicators = append(out.Indicators, indicatorRow(d.edition, in))
	}
	b, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("write JSON of %s %s: %w", d.kind, d.id, err)
	}
	return append(b, '\n'), nil
}
