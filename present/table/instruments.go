package table

import (
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Fresh is how many years before the reference year a value may lie and still
// count as current, as it does for verdicts.
const Fresh = 4

// Currency says whether what an instrument should yield is there.
type Currency string

// The states of an instrument, worst first.
const (
	NotCurrent  Currency = "not_current"  // acts are overdue or series out of date, and nothing is current
	InPart      Currency = "in_part"      // some of it is current or done, some is not
	NothingSeen Currency = "nothing_seen" // neither an act nor a value
	Current     Currency = "current"
	Completed   Currency = "completed" // all that was due once is done
)

// Currencies are all states, worst first.
func Currencies() []Currency { return []Currency{NotCurrent, InPart, NothingSeen, Current, Completed} }

// Piece counts what an instrument consists of, by how it stands.
type Piece string

// The pieces.
const (
	ActOverdue   Piece = "overdue"
	ActMissing   Piece = "unseen" // no act seen, no date set
	ActDone      Piece = "done"   // once, and done
	ActCurrent   Piece = "acts"   // done within its period, due again this year, or standing
	ActAhead     Piece = "ahead"  // its date is still to come
	SeriesOld    Piece = "old"
	SeriesNone   Piece = "none"
	SeriesRecent Piece = "recent"
)

// Pieces are all kinds of piece, worst first.
func Pieces() []Piece {
	return []Piece{ActOverdue, SeriesOld, ActMissing, SeriesNone, ActCurrent, SeriesRecent, ActAhead, ActDone}
}

// InstrumentRow is an instrument with what is known of it.
type InstrumentRow struct {
	data.Instrument
	Currency Currency
	Counts   map[Piece]int
	Evidence []progress.EvidenceStatus
	Series   []InstrumentSeries
}

// InstrumentSeries is an indicator of an instrument: its value for the world,
// else for the first group that has one. Newest is the newest year of any area,
// 0 where there is no value at all.
type InstrumentSeries struct {
	Indicator data.Indicator
	Group     *Row // nil where no group has a value
	Newest    int
	Economies int // in M49, with a value of any year
}

// Instruments gives every instrument in catalogue order.
func Instruments(e *progress.Edition) []InstrumentRow {
	states := evidenceStates(e)
	year := e.ID().Reference.Year()
	var out []InstrumentRow
	for _, i := range e.Catalog().Instruments() {
		row := InstrumentRow{Instrument: i, Counts: map[Piece]int{}}
		for _, id := range i.Evidence {
			if s, ok := states[id]; ok {
				row.Evidence = append(row.Evidence, s)
				row.Counts[actPiece(s)]++
			}
		}
		for _, id := range i.Indicators {
			if in, ok := e.Catalog().Indicator(id); ok {
				s := seriesOf(e, in)
				row.Series = append(row.Series, s)
				row.Counts[seriesPiece(s, year)]++
			}
		}
		row.Currency = currency(row.Counts)
		out = append(out, row)
	}
	return out
}

func evidenceStates(e *progress.Edition) map[string]progress.EvidenceStatus {
	out := map[string]progress.EvidenceStatus{}
	for _, res := range e.Catalog().Resolutions() {
		for _, p := range res.Paragraphs {
			v, _ := e.Paragraph(p.ID)
			for _, s := range v.Evidence {
				out[s.Item.ID] = s
			}
		}
	}
	return out
}

func actPiece(s progress.EvidenceStatus) Piece {
	switch s.State {
	case progress.Overdue:
		return ActOverdue
	case progress.NoEvidence:
		return ActMissing
	case progress.Due:
		if s.Last.IsZero() { // else it comes again this year
			return ActAhead
		}
	case progress.Done:
		if s.Item.Recurrence == "once" {
			return ActDone
		}
	}
	return ActCurrent
}

func seriesOf(e *progress.Edition, in data.Indicator) InstrumentSeries {
	groups, economies := Latest(e, in.ID, data.Dims{}, "")
	s := InstrumentSeries{Indicator: in}
	for _, row := range slices.Concat(groups, economies) {
		s.Newest = max(s.Newest, row.Last.Year)
		if !row.Area.Group && !row.Area.Unlisted {
			s.Economies++
		}
	}
	if i := slices.IndexFunc(groups, func(r Row) bool { return r.Area.Kind == "world" }); i >= 0 {
		s.Group = &groups[i]
	} else if len(groups) > 0 {
		s.Group = &groups[0]
	}
	return s
}

func seriesPiece(s InstrumentSeries, year int) Piece {
	switch {
	case s.Newest == 0:
		return SeriesNone
	case year-s.Newest > Fresh:
		return SeriesOld
	}
	return SeriesRecent
}

func currency(n map[Piece]int) Currency {
	good := n[ActCurrent] + n[SeriesRecent]
	late := n[ActOverdue] + n[SeriesOld]
	unseen := n[ActMissing] + n[SeriesNone]
	switch {
	case good+n[ActDone]+late == 0 && (unseen > 0 || n[ActAhead] == 0):
		return NothingSeen
	case good+n[ActDone]+late == 0: // nothing is due yet
		return Current
	case good+n[ActDone] == 0:
		return NotCurrent
	case late+unseen > 0:
		return InPart
	case good+n[ActAhead] == 0:
		return Completed
	}
	return Current
}
