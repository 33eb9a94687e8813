package dashboard

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

var apiObservationParams = []string{"indicator", "area", "sex", "age", "location", "breakdown", "source", "from", "to", "vintage"}

// apiObservation is one value as a flat row. Value has the digits that the
// publisher printed; a value computed or derived here has all its digits and
// no Decimals.
type apiObservation struct {
	Time      string         `json:"time"` // the first day of Year
	Year      int            `json:"year"`
	Value     json.Number    `json:"value"`
	Unit      string         `json:"unit"`
	Indicator string         `json:"indicator"`
	Area      string         `json:"area"`
	AreaName  string         `json:"area_name"`
	Sex       string         `json:"sex"`
	Age       string         `json:"age"`
	Location  string         `json:"location"`
	Breakdown string         `json:"breakdown"`
	Status    data.Status    `json:"status"`
	Bound     string         `json:"bound"` // "", "below" or "above" the value
	Decimals  *int           `json:"decimals"`
	Note      string         `json:"note"`
	Maker     progress.Maker `json:"maker"`
	Source    string         `json:"source"`
	Code      string         `json:"code"` // the source's own
	Snapshot  int64          `json:"snapshot"`
	// Of a value that we computed: how many members of the group have one,
	// and which share of the group's population they are.
	Economies  *int            `json:"coverage_economies"`
	Members    *int            `json:"coverage_members"`
	Population *float64        `json:"coverage_population"`
	Parts      []progress.Part `json:"parts,omitempty"` // of a derived value
	Licence    string          `json:"licence"`
	Citation   string          `json:"-" csv:"citation"`
	// Of the load that brought the value: the publisher's name of the release
	// and its day, and the day on which we fetched it. "" is not known.
	Release   string    `json:"release"`
	Published data.Date `json:"published"`
	Retrieved data.Date `json:"retrieved"`
	Name      string    `json:"-" csv:"indicator_name"`
	Publisher string    `json:"-" csv:"publisher"`
}

// apiLicence says what may be done with the figures of a source.
type apiLicence struct {
	ID            string `json:"id"`
	Publisher     string `json:"publisher"`
	Licence       string `json:"licence"`
	LicenceURL    string `json:"licence_url,omitempty"`
	NonCommercial bool   `json:"non_commercial"`
	Citation      string `json:"citation"`
}

func (a *api) observations(r apiRequest) (apiPage, error) {
	sel, err := readSelection(r)
	if err != nil {
		return apiPage{}, err
	}
	edition := r.edition.ID().String()
	start, err := r.query.start(edition)
	if err != nil {
		return apiPage{}, err
	}
	page, seen := apiPage{}, int64(0)
	rows := []apiObservation{}
	w := newObservationWriter(r.edition)
	sel.lines(r.edition, func(l progress.Line) bool {
		points := sel.within(l.Points)
		if seen+int64(len(points)) <= start {
			seen += int64(len(points))
			return true
		}
		for _, p := range points {
			if seen++; seen <= start {
				continue
			}
			if len(rows) == r.query.limit {
				page.next = apiCursor{edition, r.query.hash, start + int64(len(rows))}.String()
				return false
			}
			rows = append(rows, w.row(l, p))
		}
		return true
	})
	page.rows, page.sources = rows, w.list
	return page, nil
}

// licences are those of the sources asked for, each once, in that order.
type licences struct {
	catalog *data.Catalog
	known   map[string]data.Source
	list    []apiLicence
}

func newLicences(c *data.Catalog) *licences {
	return &licences{catalog: c, known: map[string]data.Source{}}
}

func (l *licences) source(id string) data.Source {
	s, ok := l.known[id]
	if !ok {
		s, _ = l.catalog.Source(id)
		l.known[id] = s
		l.list = append(l.list, apiLicence{id, s.Publisher, s.Licence, s.LicenceURL, s.NonCommercial, s.Citation})
	}
	return s
}

// observationWriter makes rows and remembers the licences of their sources.
type observationWriter struct {
	*licences
	edition *progress.Edition
}

func newObservationWriter(ed *progress.Edition) *observationWriter {
	return &observationWriter{newLicences(ed.Catalog()), ed}
}

func (w *observationWriter) row(l progress.Line, p progress.Point) apiObservation {
	in, _ := w.catalog.Indicator(l.Indicator)
	area, _ := w.catalog.Area(l.Area)
	source := w.source(l.Source)
	row := apiObservation{
		Time: fmt.Sprintf("%04d-01-01T00:00:00Z", p.Year), Year: p.Year, Value: printed(p.Value, p.Decimals), Unit: in.Unit,
		Indicator: l.Indicator, Area: l.Area, AreaName: area.Name(),
		Sex: l.Dims.Sex, Age: l.Dims.Age, Location: l.Dims.Location, Breakdown: l.Dims.Breakdown,
		Status: p.Status, Bound: boundWord(p.Bound), Note: p.Note, Maker: l.Maker, Source: l.Source, Code: l.Code, Snapshot: p.Snapshot,
		Parts: p.Parts, Licence: source.Licence, Citation: source.Citation, Name: in.Name, Publisher: source.Publisher,
	}
	if load, ok := w.edition.Snapshot(p.Snapshot); ok {
		row.Release, row.Published = load.Origin.Edition, load.Origin.Published
		if at := load.Origin.Retrieved; !at.IsZero() {
			row.Retrieved = data.DateOf(at)
		}
	}
	if p.Decimals >= 0 {
		row.Decimals = &p.Decimals
	}
	if c := p.Coverage; c != nil {
		row.Economies, row.Members, row.Population = &c.Economies, &c.Members, &c.Population
	}
	return row
}

// printed writes a value to the published digits, or in the shortest form that
// reads back the same where they are not known. There is no exponent.
func printed(v float64, decimals int) json.Number {
	return json.Number(strconv.FormatFloat(v, 'f', max(decimals, -1), 64))
}

func boundWord(b data.Bound) string {
	switch b {
	case data.Below:
		return "below"
	case data.Above:
		return "above"
	}
	return ""
}
