package dashboard

import (
	"cmp"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/present/text"
)

// instrumentsView is every instrument that a resolution names, by kind.
type instrumentsView struct {
	Lead   string
	Counts []countView
	Kinds  []instrumentKind
}

type instrumentKind struct {
	ID, Title, Lead string
	Instruments     []instrumentView
}

// instrumentView is an instrument with whether it is current, and what says so.
type instrumentView struct {
	data.Instrument
	State    chip
	Finding  string
	Units    []link
	Evidence []instrumentAct
	Series   []instrumentSeries
}

// instrumentAct is an evidence item: its last act and when it is due.
type instrumentAct struct {
	Title, Recurs string
	State         chip
	Last          *data.Act // nil where none was seen by the reference date
	URL           string
	Due           string
	Unverified    bool
}

type instrumentSeries struct {
	Indicator link
	Unit      string
	Value     valueView
	Area      string
	Economies string // where economies have values and no group has
	Missing   string // where nothing has
}

func (s *site) instruments(r pageRequest) (pageView, error) {
	rows := table.Instruments(r.edition)
	v := instrumentsView{}
	count := map[table.Currency]int{}
	for _, row := range rows {
		count[row.Currency]++
	}
	for _, c := range table.Currencies() {
		if count[c] > 0 {
			v.Counts = append(v.Counts, countView{s.currencyChip(c), count[c]})
		}
	}
	v.Lead = s.words.T("instruments.lead", "total", s.words.Integer(len(rows)), "current", s.words.Integer(count[table.Current]),
		"completed", s.words.Integer(count[table.Completed]), "part", s.words.Integer(count[table.InPart]),
		"not", s.words.Integer(count[table.NotCurrent]), "unseen", s.words.Integer(count[table.NothingSeen]))
	v.Kinds = s.instrumentKinds(r, rows)
	return pageView{Title: s.words.T("instruments.title"), About: v.Lead, Main: v}, nil
}

// instrumentKinds gathers instruments by kind, the kind with most that are not
// current first, and within it those first.
func (s *site) instrumentKinds(r pageRequest, rows []table.InstrumentRow) []instrumentKind {
	rank := func(c table.Currency) int { return slices.Index(table.Currencies(), c) }
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b table.InstrumentRow) int { return cmp.Compare(rank(a.Currency), rank(b.Currency)) })
	var out []instrumentKind
	behind := map[string]int{}
	for _, row := range rows {
		i := slices.IndexFunc(out, func(k instrumentKind) bool { return k.ID == row.Kind })
		if i < 0 {
			i = len(out)
			out = append(out, instrumentKind{ID: row.Kind, Title: s.words.Or("instruments.kind."+row.Kind, row.Kind)})
		}
		if row.Currency != table.Current && row.Currency != table.Completed {
			behind[row.Kind]++
		}
		out[i].Instruments = append(out[i].Instruments, s.instrument(r, row))
	}
	slices.SortStableFunc(out, func(a, b instrumentKind) int { return behind[b.ID] - behind[a.ID] })
	for i := range out {
		out[i].Lead = s.words.T("instruments.kind.lead", "behind", s.words.Integer(behind[out[i].ID]), "total", s.words.Integer(len(out[i].Instruments)))
	}
	return out
}

func (s *site) currencyChip(c table.Currency) chip {
	tone := map[table.Currency]string{
		table.NotCurrent: "back", table.InPart: "limited", table.NothingSeen: "none", table.Current: "track", table.Completed: "met",
	}[c]
	return chip{tone, s.words.T("instruments.state." + string(c)), s.words.T("instruments.why." + string(c))}
}

func (s *site) instrument(r pageRequest, row table.InstrumentRow) instrumentView {
	v := instrumentView{Instrument: row.Instrument, State: s.currencyChip(row.Currency), Finding: s.instrumentFinding(row)}
	for _, id := range row.Paragraphs {
		if _, p, ok := r.edition.Catalog().Paragraph(id); ok {
			v.Units = append(v.Units, s.numberLink(p, r))
		}
	}
	for _, e := range row.Evidence {
		act := instrumentAct{Title: e.Item.Title, Recurs: s.recurs(e.Item.Recurrence), State: s.stateChip(e.State), Due: e.Item.Due.String(), Unverified: e.Item.Unverified}
		for i, done := range e.Item.Done {
			if done.Date == e.Last {
				act.Last, act.URL = &e.Item.Done[i], webAddress(done.URL)
			}
		}
		v.Evidence = append(v.Evidence, act)
	}
	for _, x := range row.Series {
		v.Series = append(v.Series, s.instrumentSeries(r, x))
	}
	return v
}

// instrumentFinding counts what is and what is not current: "One act overdue,
// two series current."
func (s *site) instrumentFinding(row table.InstrumentRow) string {
	var parts []string
	for _, p := range table.Pieces() {
		if n := row.Counts[p]; n > 0 {
			parts = append(parts, s.words.N("instruments.piece."+string(p), n))
		}
	}
	if len(parts) == 0 {
		return s.words.T("instruments.untracked")
	}
	return strings.Join(parts, ", ") + "."
}

func (s *site) instrumentSeries(r pageRequest, x table.InstrumentSeries) instrumentSeries {
	out := instrumentSeries{Indicator: s.indicatorLink(x.Indicator, r), Unit: x.Indicator.Unit, Value: valueView{Text: text.Missing}}
	switch {
	case x.Group != nil:
		out.Value, out.Area = s.value(r.edition, x.Indicator, x.Group.Line, x.Group.Last), x.Group.Area.Name()
	case x.Newest > 0:
		out.Economies = s.words.N("instruments.economies", x.Economies, "year", x.Newest)
	default:
		out.Missing = x.Indicator.Missing
	}
	return out
}
