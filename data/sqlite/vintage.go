package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/wsiswatch/wsiswatch/data"
)

// SaveVintage implements data.Store. A vintage without a time gets the
// present one.
func (s *Store) SaveVintage(ctx context.Context, v data.Vintage) error {
	if v.Created.IsZero() {
		v.Created = s.Now()
	}
	packed := s.pack.EncodeAll(v.Config, []byte{})
	err := s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(context.WithoutCancel(ctx), `INSERT INTO vintage (name, snapshot_id, config, reference, note, created)
			VALUES (?,?,?,?,?,?)`, v.Name, v.Snapshot, packed, v.Reference.String(), v.Note, v.Created.Unix())
		return err
	})
	if err != nil {
		return fmt.Errorf("save vintage %q: %w", v.Name, err)
	}
	return nil
}

// Vintage implements data.Reader.
func (s *Store) Vintage(ctx context.Context, name string) (data.Vintage, error) {
	list, err := s.readVintages(ctx, `WHERE name = ?`, name)
	if err == nil && len(list) == 0 {
		err = data.ErrNotFound
	}
	if err != nil {
		return data.Vintage{}, fmt.Errorf("read vintage %q: %w", name, err)
	}
	return list[0], nil
}

// Vintages implements data.Reader; the newest comes first.
func (s *Store) Vintages(ctx context.Context) ([]data.Vintage, error) {
	list, err := s.readVintages(ctx, `ORDER BY created DESC, name`)
	if err != nil {
		return nil, fmt.Errorf("read vintages: %w", err)
	}
	return list, nil
}

func (s *Store) readVintages(ctx context.Context, rest string, args ...any) (out []data.Vintage, err error) {
	r, err := s.reader.QueryContext(ctx, `SELECT name, snapshot_id, config, reference, note, created FROM vintage `+rest, args...)
	err = rows(r, err, func(scan func(...any) error) error {
		var v data.Vintage
		var packed []byte
		var reference string
		var created int64
		if err := scan(&v.Name, &v.Snapshot, &packed, &reference, &v.Note, &created); err != nil {
			return err
		}
		if v.Config, err = s.unpack.DecodeAll(packed, nil); err != nil {
			return fmt.Errorf("unpack configuration of %q: %w", v.Name, err)
		}
		if v.Reference, err = data.ParseDate(reference); err != nil {
			return err
		}
		v.Created = moment(created)
		out = append(out, v)
		return nil
	})
	return out, err
}
