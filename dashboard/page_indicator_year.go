package dashboard

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/wsiswatch/wsiswatch/present/table"
)

// yearView is one year across economies: the choice of it, and the ranking.
type yearView struct {
	Year    int // 0 = the latest of each economy
	Action  string
	Hidden  [][2]string
	Options []filterOption
	Table   string // address of the ranking of the year shown
	Latest  string // address of the page without a year
	CSV     string
	Finding string
	Ranks   []rankRow
	Without []link // economies that have a value of another year only
}

// rankRow is an economy in the ranking of a year.
type rankRow struct {
	Rank  int
	Area  link
	Value valueView
}

// yearView offers the years that any economy has a value of, and ranks that
// which is asked for.
func (s *site) yearView(r pageRequest, q lineQuestion, economies []table.Row) *yearView {
	years := table.YearsOf(economies)
	if len(years) == 0 {
		return nil
	}
	at := "/i/" + q.indicator.ID
	v := &yearView{
		Year: q.year, Action: at, Latest: r.with(at, "year", "") + "#economies", Table: r.with(at, "year", yearOrNone(q.year)) + "#economies",
		Options: []filterOption{{"", s.words.T("year.latest", "n", s.words.Integer(len(economies))), q.year == 0}},
	}
	for _, name := range slices.Sorted(maps.Keys(r.query)) {
		for _, value := range r.query[name] {
			if name != "year" {
				v.Hidden = append(v.Hidden, [2]string{name, value})
			}
		}
	}
	for _, year := range years {
		n := 0
		for _, row := range economies {
			if _, ok := row.Line.At(year); ok {
				n++
			}
		}
		v.Options = append(v.Options, filterOption{strconv.Itoa(year), s.words.N("year.economies", n, "year", year), year == q.year})
	}
	if q.year != 0 {
		s.rank(r, q, economies, v)
	}
	return v
}

// rank orders the economies that have a value of the year; equal values share
// a rank. Nothing stands in for one that has none.
func (s *site) rank(r pageRequest, q lineQuestion, economies []table.Row, v *yearView) {
	_, rows := table.InYear(r.edition, q.indicator.ID, q.dims, q.source, q.year)
	rows = s.ordered(pageRequest{}, q.indicator, rows) // best first, whatever the page's order is
	rank := 0
	for i, row := range rows {
		if i == 0 || row.Last.Value != rows[i-1].Last.Value {
			rank = i + 1
		}
		v.Ranks = append(v.Ranks, rankRow{rank, s.areaLink(r.edition, row.Area.Code, r), s.value(r.edition, q.indicator, row.Line, row.Last)})
	}
	if r.query.Get("order") == "name" {
		slices.SortStableFunc(v.Ranks, func(a, b rankRow) int {
			return cmp.Compare(position(economies, a.Area.Name), position(economies, b.Area.Name))
		})
	}
	for _, row := range economies {
		if _, ok := row.Line.At(q.year); !ok {
			v.Without = append(v.Without, s.areaLink(r.edition, row.Area.Code, r))
		}
	}
	v.Finding = s.yearFinding(q, rows, len(v.Without))
	v.CSV = yearCSV(r, q)
}

func position(rows []table.Row, name string) int {
	return slices.IndexFunc(rows, func(r table.Row) bool { return r.Area.Name() == name })
}

func (s *site) yearFinding(q lineQuestion, rows []table.Row, without int) string {
	if len(rows) == 0 {
		return s.words.T("year.none", "year", q.year)
	}
	values := make([]float64, len(rows))
	for i, row := range rows {
		values[i] = row.Last.Value
	}
	slices.Sort(values)
	in := q.indicator
	out := s.words.N("year.finding", len(rows), "year", q.year, "low", s.words.Number(values[0], in.Decimals), "high", s.words.Quantity(values[len(values)-1], in.Decimals, in.Unit))
	if without > 0 {
		out += " " + s.words.N("year.without", without)
	}
	return out
}

// yearCSV is the address of the values of the year as a file.
func yearCSV(r pageRequest, q lineQuestion) string {
	asked := dimsValues(q.dims, defaultDims(r.edition, q.indicator.ID))
	asked.Set("from", strconv.Itoa(q.year))
	asked.Set("to", strconv.Itoa(q.year))
	if q.source != "" {
		asked.Set("source", q.source)
	}
	if name := r.query.Get("vintage"); name != "" {
		asked.Set("vintage", name)
	}
	return withQuery("/i/"+q.indicator.ID+".csv", asked)
}
