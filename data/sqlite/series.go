package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// codeRow is one code of one source in the dictionary.
type codeRow struct {
	id           int64
	source, code string
}

// stored is a series with its id.
type stored struct {
	id int64
	data.Series
}

// extent is the part of one code that a read wants. Area "" means all.
type extent struct {
	asOf      int64
	area      string
	from, to  int
	withdrawn bool           // keep withdrawn points
	reread    map[int64]bool // snapshots that only read old bytes again
}

// always is an asOf after every snapshot.
const always = math.MaxInt64

// Series implements data.Reader. It reads one code at a time and calls yield
// with no connection held, so that yield may take its time or use the store.
func (s *Store) Series(ctx context.Context, asOf int64, q data.Query, yield func(data.Series) error) error {
	latest, err := s.Latest(ctx)
	if err != nil {
		return err
	}
	// A snapshot committed during the walk must not show in its second half.
	e := extent{asOf: min(asOf, latest), area: q.Area, from: math.MinInt32, to: math.MaxInt32}
	codes, err := readCodes(ctx, s.reader, q.Source)
	if err != nil {
		return fmt.Errorf("read codes: %w", err)
	}
	notes, err := s.readNotes(ctx)
	if err != nil {
		return err
	}
	if e.reread, err = readRereads(ctx, s.reader); err != nil {
		return err
	}
	e.withdrawn = q.Withdrawn
	for _, c := range codes {
		if len(q.Codes) > 0 && !slices.Contains(q.Codes, c.code) {
			continue
		}
		list, err := readSeries(ctx, s.reader, c, e, notes)
		if err != nil {
			return fmt.Errorf("read series %q of %s: %w", c.code, c.source, err)
		}
		for _, v := range list {
			if len(v.Points) == 0 {
				continue
			}
			if err := yield(v.Series); err != nil {
				return err
			}
		}
	}
	return nil
}

// readCodes gives the codes of a source, or of all, in key order.
func readCodes(ctx context.Context, q queryer, source string) (out []codeRow, err error) {
	query, args := `SELECT id, source, code FROM code ORDER BY source, code`, []any(nil)
	if source != "" {
		query, args = `SELECT id, source, code FROM code WHERE source = ? ORDER BY code`, []any{source}
	}
	r, err := q.QueryContext(ctx, query, args...)
	err = rows(r, err, func(scan func(...any) error) error {
		var c codeRow
		if err := scan(&c.id, &c.source, &c.code); err != nil {
			return err
		}
		out = append(out, c)
		return nil
	})
	return out, err
}

// noteTexts are the notes by id: ids count from 1 without a gap, because a note
// is neither changed nor deleted.
type noteTexts []string

func (n noteTexts) text(id sql.NullInt64) string {
	if id.Valid && int(id.Int64) <= len(n) {
		return n[id.Int64-1]
	}
	return ""
}

// readNotes brings the cache of committed notes up to date and returns it.
func (s *Store) readNotes(ctx context.Context) (noteTexts, error) {
	s.notesMu.Lock()
	defer s.notesMu.Unlock()
	r, err := s.reader.QueryContext(ctx, `SELECT text FROM note WHERE id > ? ORDER BY id`, len(s.notes))
	err = rows(r, err, func(scan func(...any) error) error {
		var text string
		if err := scan(&text); err != nil {
			return err
		}
		s.notes = append(s.notes, text)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	return s.notes, nil
}

const seriesOfCode = `
	SELECT id, area, sex, age, location, breakdown FROM series
	WHERE code_id = ?1 AND (?2 = '' OR area = ?2)
	ORDER BY area, sex, age, location, breakdown`

// Both walks go along the same unique index and the primary key, so nothing is
// sorted; which row is the last at or before asOf is decided in Go.
const pointsOfCode = `
	SELECT o.series_id, o.year, o.snapshot_id, o.value, o.decimals, o.status, o.bound, o.note_id
	FROM series s CROSS JOIN observation o ON o.series_id = s.id
	WHERE s.code_id = ?1 AND (?2 = '' OR s.area = ?2) AND o.year BETWEEN ?3 AND ?4 AND o.snapshot_id <= ?5
	ORDER BY s.area, s.sex, s.age, s.location, s.breakdown, o.year, o.snapshot_id`

// readSeries gives all series of a code within an extent in key order, also
// those without a point there.
func readSeries(ctx context.Context, q queryer, c codeRow, e extent, notes noteTexts) ([]stored, error) {
	list, err := readKeys(ctx, q, c, e.area)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	read := reading{reread: e.reread}
	begin := make([]int, len(list)+1) // of each series within points
	at := 0
	var p pointRow
	columns := p.columns() // once: this loop is what a start spends its time on
	r, err := q.QueryContext(ctx, pointsOfCode, c.id, e.area, e.from, e.to, e.asOf)
	err = rows(r, err, func(scan func(...any) error) error {
		if err := scan(columns...); err != nil {
			return err
		}
		for list[at].id != p.series { // a series without points here
			if at++; at == len(list) {
				return fmt.Errorf("series %d is out of order", p.series)
			}
			begin[at] = len(read.points)
		}
		read.add(begin[at], p.point(notes))
		return nil
	})
	for i := at + 1; i < len(begin); i++ {
		begin[i] = len(read.points)
	}
	for i := range list {
		list[i].Points = read.points[begin[i]:begin[i+1]:begin[i+1]]
		if !e.withdrawn {
			list[i].Points = dropWithdrawn(list[i].Points)
		}
	}
	return list, err
}

// reading gathers points of which several rows may be versions. known is the
// newest version of the year at hand that has a value: a figure that was away
// for a while is compared with what it was then.
type reading struct {
	points []data.Point
	known  data.Point
	reread map[int64]bool
}

// add appends p to the series that begins at begin, in place of an older
// version of the same year.
func (r *reading) add(begin int, p data.Point) {
	n := len(r.points)
	if n > begin && r.points[n-1].Year == p.Year {
		r.points[n-1] = r.revise(p)
	} else {
		r.points, r.known = append(r.points, p), data.Point{Value: math.NaN()}
	}
	if p = r.points[len(r.points)-1]; p.Has() {
		r.known = p
	}
}

// revise gives p with the value that it replaced.
func (r *reading) revise(p data.Point) data.Point {
	switch {
	case !r.known.Has():
	case p.Value == r.known.Value:
		p.Was = r.known.Was
	case r.reread[p.Snapshot]:
		// The publisher's earlier value was read as this one was before.
	default:
		was := r.known.Value
		p.Was = &was
	}
	return p
}

// readRereads gives the snapshots that only read old bytes again.
func readRereads(ctx context.Context, q queryer) (map[int64]bool, error) {
	r, err := q.QueryContext(ctx, `SELECT n.id FROM snapshot n JOIN run r ON r.id = n.run_id WHERE r.reread <> 0`)
	var out map[int64]bool
	err = rows(r, err, func(scan func(...any) error) error {
		var id int64
		if err := scan(&id); err != nil {
			return err
		}
		if out == nil {
			out = map[int64]bool{}
		}
		out[id] = true
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read which snapshots are re-readings: %w", err)
	}
	return out, nil
}

func dropWithdrawn(points []data.Point) []data.Point {
	return slices.DeleteFunc(points, func(p data.Point) bool { return p.Status == data.Withdrawn })
}

func readKeys(ctx context.Context, q queryer, c codeRow, area string) (out []stored, err error) {
	r, err := q.QueryContext(ctx, seriesOfCode, c.id, area)
	err = rows(r, err, func(scan func(...any) error) error {
		v := stored{Series: data.Series{Key: data.Key{Source: c.source, Code: c.code}}}
		if err := scan(&v.id, &v.Area, &v.Sex, &v.Age, &v.Location, &v.Breakdown); err != nil {
			return err
		}
		out = append(out, v)
		return nil
	})
	return out, err
}

// pointRow is one row of the table of observations.
type pointRow struct {
	series, snapshot      int64
	year, decimals, bound int
	value                 sql.NullFloat64
	status                sql.RawBytes
	note                  sql.NullInt64
}

func (p *pointRow) columns() []any {
	return []any{&p.series, &p.year, &p.snapshot, &p.value, &p.decimals, &p.status, &p.bound, &p.note}
}

func (p *pointRow) point(notes noteTexts) data.Point {
	out := data.Point{Year: p.year, Value: math.NaN(), Decimals: p.decimals, Status: status(p.status),
		Bound: data.Bound(p.bound), Note: notes.text(p.note), Snapshot: p.snapshot}
	if p.value.Valid {
		out.Value = p.value.Float64
	}
	return out
}

// status avoids an allocation for each of the letters that nearly all rows have.
func status(b []byte) data.Status {
	for _, s := range [...]data.Status{data.Normal, data.Estimated, data.Provisional, data.Break, data.Missing, data.Withdrawn} {
		if string(b) == string(s) {
			return s
		}
	}
	return data.Status(b)
}

const historyOfKey = `
	SELECT o.series_id, o.year, o.snapshot_id, o.value, o.decimals, o.status, o.bound, o.note_id
	FROM code c JOIN series s ON s.code_id = c.id JOIN observation o ON o.series_id = s.id
	WHERE c.source = ? AND c.code = ? AND s.area = ? AND s.sex = ? AND s.age = ? AND s.location = ? AND s.breakdown = ?
	ORDER BY o.year, o.snapshot_id`

// History implements data.Reader.
func (s *Store) History(ctx context.Context, k data.Key) (out []data.Point, err error) {
	k.Dims = k.Full()
	r, err := s.reader.QueryContext(ctx, historyOfKey, k.Source, k.Code, k.Area, k.Sex, k.Age, k.Location, k.Breakdown)
	var ids []sql.NullInt64
	var p pointRow
	columns := p.columns()
	err = rows(r, err, func(scan func(...any) error) error {
		if err := scan(columns...); err != nil {
			return err
		}
		ids = append(ids, p.note)
		out = append(out, p.point(nil))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read history of %q of %s: %w", k.Code, k.Source, err)
	}
	// After the rows, so that a note committed in between is known as well.
	notes, err := s.readNotes(ctx)
	if err != nil {
		return nil, fmt.Errorf("read history of %q of %s: %w", k.Code, k.Source, err)
	}
	for i, id := range ids {
		out[i].Note = notes.text(id)
	}
	return out, nil
}

// Latest implements data.Reader.
func (s *Store) Latest(ctx context.Context) (id int64, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM snapshot`).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("read latest snapshot: %w", err)
	}
	return id, nil
}
