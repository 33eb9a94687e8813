package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

// execer is what writes: a transaction.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// SaveRun implements data.Store.
func (s *Store) SaveRun(ctx context.Context, r data.Run) (data.Run, error) {
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		r.ID, err = s.insertRun(context.WithoutCancel(ctx), tx, &r)
		return err
	})
	if err != nil {
		return r, fmt.Errorf("save run of %s: %w", r.Source, err)
	}
	return r, nil
}

// insertRun records a run and sets the end of one that has none.
func (s *Store) insertRun(ctx context.Context, tx execer, r *data.Run) (int64, error) {
	if r.Source == "" || r.Outcome == "" {
		return 0, errors.New("a run needs a source and an outcome")
	}
	if r.Finished.IsZero() {
		r.Finished = s.Now()
	}
	if r.Started.IsZero() {
		r.Started = r.Finished
	}
	r.Started, r.Finished = seconds(r.Started), seconds(r.Finished)
	r.Origin.Retrieved = seconds(r.Origin.Retrieved)
	o, c := r.Origin, r.Counts
	res, err := tx.ExecContext(ctx, `INSERT INTO run (source, "trigger", started, finished, outcome, error,
			url, file, format, etag, edition, published, retrieved, sha256, collector,
			rows_read, kept, added, revised, withdrawn, skipped, reread)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		r.Source, r.Trigger, unix(r.Started), unix(r.Finished), string(r.Outcome), r.Error,
		o.URL, o.File, o.Format, o.ETag, o.Edition, o.Published.String(), unix(o.Retrieved), o.SHA256, o.Collector,
		c.Read, c.Kept, c.Added, c.Revised, c.Withdrawn, text(c.Skipped), o.Reread)
	if err != nil {
		return 0, fmt.Errorf("record run: %w", err)
	}
	return res.LastInsertId()
}

const runColumns = `r.id, r.source, r."trigger", r.started, r.finished, r.outcome, r.error,
	r.url, r.file, r.format, r.etag, r.edition, r.published, r.retrieved, r.sha256, r.collector,
	r.rows_read, r.kept, r.added, r.revised, r.withdrawn, r.skipped, r.reread`

// runRow takes the columns of runColumns; done turns them into a run.
type runRow struct {
	data.Run
	started, finished, retrieved int64
	published, skipped           string
}

func (r *runRow) columns() []any {
	o, c := &r.Origin, &r.Counts
	return []any{&r.ID, &r.Source, &r.Trigger, &r.started, &r.finished, &r.Outcome, &r.Error,
		&o.URL, &o.File, &o.Format, &o.ETag, &o.Edition, &r.published, &r.retrieved, &o.SHA256, &o.Collector,
		&c.Read, &c.Kept, &c.Added, &c.Revised, &c.Withdrawn, &r.skipped, &o.Reread}
}

func (r *runRow) done() (data.Run, error) {
	var err error
	r.Started, r.Finished, r.Origin.Retrieved = moment(r.started), moment(r.finished), moment(r.retrieved)
	r.Origin.Published, err = data.ParseDate(r.published)
	return r.Run, errors.Join(err, json.Unmarshal([]byte(r.skipped), &r.Counts.Skipped))
}

// Runs implements data.Reader.
func (s *Store) Runs(ctx context.Context, q data.RunQuery) ([]data.Run, error) {
	where, args := []string{"1"}, []any{}
	if q.Source != "" {
		where, args = append(where, "r.source = ?"), append(args, q.Source)
	}
	if q.Before > 0 {
		where, args = append(where, "r.id < ?"), append(args, q.Before)
	}
	if q.Limit <= 0 {
		q.Limit = 100
	}
	out, err := s.readRuns(ctx, where, append(args, q.Limit))
	if err != nil {
		return nil, fmt.Errorf("read runs: %w", err)
	}
	return out, nil
}

// LastRun implements data.Reader.
func (s *Store) LastRun(ctx context.Context, source string, outcomes ...data.Outcome) (data.Run, error) {
	where, args := []string{"r.source = ?", `r."trigger" <> ?`}, []any{source, data.Reparse}
	if len(outcomes) > 0 {
		where = append(where, "r.outcome IN ("+marks(len(outcomes))+")")
		for _, o := range outcomes {
			args = append(args, string(o))
		}
	}
	out, err := s.readRuns(ctx, where, append(args, 1))
	if err == nil && len(out) == 0 {
		err = data.ErrNotFound
	}
	if err != nil {
		return data.Run{}, fmt.Errorf("read last run of %s: %w", source, err)
	}
	return out[0], nil
}

func (s *Store) readRuns(ctx context.Context, where []string, args []any) (out []data.Run, err error) {
	r, err := s.reader.QueryContext(ctx, `SELECT `+runColumns+`, coalesce(n.id, 0), coalesce(h.id, 0)
		FROM run r LEFT JOIN snapshot n ON n.run_id = r.id LEFT JOIN hold h ON h.run_id = r.id
		WHERE `+strings.Join(where, " AND ")+` ORDER BY r.id DESC LIMIT ?`, args...)
	err = rows(r, err, func(scan func(...any) error) error {
		var v runRow
		if err := scan(append(v.columns(), &v.Snapshot, &v.Hold)...); err != nil {
			return err
		}
		run, err := v.done()
		out = append(out, run)
		return err
	})
	return out, err
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// unix and moment keep the zero time as 0.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func moment(s int64) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}

// seconds gives a time as it will be read back.
func seconds(t time.Time) time.Time { return moment(unix(t)) }

// text writes a list or a map of strings; none of them can fail to marshal.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
