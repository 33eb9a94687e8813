package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// scopeRow holds the columns codes, from_year, to_year, areas and raw.
type scopeRow struct {
	codes, raw string
	areas      sql.NullString
	from, to   int
}

func (s *scopeRow) columns() []any { return []any{&s.codes, &s.from, &s.to, &s.areas, &s.raw} }

func (s *scopeRow) done() (scope data.Scope, raw []string, err error) {
	scope = data.Scope{From: s.from, To: s.to}
	err = errors.Join(json.Unmarshal([]byte(s.codes), &scope.Codes), json.Unmarshal([]byte(s.raw), &raw))
	if s.areas.Valid {
		err = errors.Join(err, json.Unmarshal([]byte(s.areas.String), &scope.Areas))
	}
	return scope, raw, err
}

// scopeValues are the values for those columns.
func (v *saving) scopeValues() []any {
	sc := v.load.Scope
	areas := sql.NullString{String: text(sc.Areas), Valid: sc.Areas != nil}
	return []any{text(sc.Codes), sc.From, sc.To, areas, text(append([]string{}, slices.Sorted(maps.Keys(v.load.Raw))...))}
}

func (v *saving) insertSnapshot() (int64, error) {
	args := append([]any{v.run.ID, v.load.Source, v.s.Now().Unix()}, v.scopeValues()...)
	r, err := v.tx.ExecContext(v.quiet(), `INSERT INTO snapshot (run_id, source, committed, codes, from_year, to_year, areas, raw)
		VALUES (?,?,?,?,?,?,?,?)`, args...)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

func (v *saving) insertHold(reasons []string) (int64, error) {
	args := append([]any{v.run.ID, v.load.Source, v.s.Now().Unix(), text(reasons), string(data.Waiting)}, v.scopeValues()...)
	r, err := v.tx.ExecContext(v.quiet(), `INSERT INTO hold (run_id, source, created, reasons, state, codes, from_year, to_year, areas, raw, closed, note)
		VALUES (?,?,?,?,?,?,?,?,?,?,0,'')`, args...)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

// Snapshots implements data.Reader.
func (s *Store) Snapshots(ctx context.Context, asOf int64) ([]data.Snapshot, error) {
	if asOf == 0 {
		asOf = always
	}
	out, err := readSnapshots(ctx, s.reader, asOf, "")
	if err != nil {
		return nil, fmt.Errorf("read snapshots: %w", err)
	}
	return out, nil
}

// readSnapshots gives those of a source, or of all, newest first.
func readSnapshots(ctx context.Context, q queryer, asOf int64, source string) (out []data.Snapshot, err error) {
	r, err := q.QueryContext(ctx, `SELECT n.id, n.committed, n.codes, n.from_year, n.to_year, n.areas, n.raw, `+runColumns+`
		FROM snapshot n JOIN run r ON r.id = n.run_id
		WHERE n.id <= ?1 AND (?2 = '' OR n.source = ?2) ORDER BY n.id DESC`, asOf, source)
	err = rows(r, err, func(scan func(...any) error) error {
		var v data.Snapshot
		var run runRow
		var scope scopeRow
		var committed int64
		if err := scan(append(append([]any{&v.ID, &committed}, scope.columns()...), run.columns()...)...); err != nil {
			return err
		}
		ran, err1 := run.done()
		sc, raw, err2 := scope.done()
		v.Run, v.Source, v.Origin, v.Counts = ran.ID, ran.Source, ran.Origin, ran.Counts
		v.Scope, v.Raw, v.Committed = sc, raw, moment(committed)
		out = append(out, v)
		return errors.Join(err1, err2)
	})
	return out, err
}

// Holds implements data.Reader.
func (s *Store) Holds(ctx context.Context, states ...data.HoldState) ([]data.Hold, error) {
	out, err := readHolds(ctx, s.reader, states...)
	if err != nil {
		return nil, fmt.Errorf("read holds: %w", err)
	}
	return out, nil
}

func readHolds(ctx context.Context, q queryer, states ...data.HoldState) (out []data.Hold, err error) {
	where, args := "1", []any{}
	if len(states) > 0 {
		where = "h.state IN (" + marks(len(states)) + ")"
		for _, s := range states {
			args = append(args, string(s))
		}
	}
	r, err := q.QueryContext(ctx, `SELECT h.id, h.created, h.reasons, h.state, h.closed, h.note,
			h.codes, h.from_year, h.to_year, h.areas, h.raw, `+runColumns+`
		FROM hold h JOIN run r ON r.id = h.run_id WHERE `+where+` ORDER BY h.id DESC`, args...)
	err = rows(r, err, func(scan func(...any) error) error {
		var h data.Hold
		var run runRow
		var scope scopeRow
		var created, closed int64
		var reasons string
		cols := append([]any{&h.ID, &created, &reasons, &h.State, &closed, &h.Note}, scope.columns()...)
		if err := scan(append(cols, run.columns()...)...); err != nil {
			return err
		}
		ran, err1 := run.done()
		sc, raw, err2 := scope.done()
		h.Run, h.Source, h.Origin = ran.ID, ran.Source, ran.Origin
		h.Scope, h.Raw, h.Created, h.Closed = sc, raw, moment(created), moment(closed)
		err3 := json.Unmarshal([]byte(reasons), &h.Reasons)
		out = append(out, h)
		return errors.Join(err1, err2, err3)
	})
	return out, err
}

// CloseHold implements data.Store.
func (s *Store) CloseHold(ctx context.Context, id int64, state data.HoldState, note string) error {
	if state == data.Waiting || state == "" {
		return fmt.Errorf("close hold %d: state %q does not close it", id, state)
	}
	err := s.write(ctx, func(tx *sql.Tx) error {
		n, err := closeHold(context.WithoutCancel(ctx), tx, id, state, s.Now().Unix(), note)
		if err == nil && n == 0 {
			err = data.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("close hold %d: %w", id, err)
	}
	return nil
}

// closeHold gives the number of holds closed: none if it does not wait.
func closeHold(ctx context.Context, tx execer, id int64, state data.HoldState, at int64, note string) (int64, error) {
	r, err := tx.ExecContext(ctx, `UPDATE hold SET state = ?, closed = ?, note = ? WHERE id = ? AND state = ?`,
		string(state), at, note, id, string(data.Waiting))
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}
