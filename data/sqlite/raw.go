package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// rawRow is a file as it will be kept; packed is nil if it is kept already.
type rawRow struct {
	sum    string
	size   int
	packed []byte
}

// packRaw compresses the files that are not kept yet. A name that is not the
// sum of its bytes is an error.
func (s *Store) packRaw(ctx context.Context, raw map[string][]byte) ([]rawRow, error) {
	var out []rawRow
	for _, sum := range slices.Sorted(maps.Keys(raw)) {
		b := raw[sum]
		if got := sha256.Sum256(b); hex.EncodeToString(got[:]) != sum {
			return nil, fmt.Errorf("raw bytes %s: their sha256 is %x", sum, got)
		}
		row := rawRow{sum: sum, size: len(b)}
		var kept int
		err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM raw WHERE sha256 = ?`, sum).Scan(&kept)
		if err != nil {
			return nil, fmt.Errorf("look for raw bytes %s: %w", sum, err)
		}
		if kept == 0 {
			row.packed = s.pack.EncodeAll(b, make([]byte, 0, len(b)/8))
		}
		out = append(out, row)
	}
	return out, nil
}

// insertRaw keeps the files that are not kept yet.
func insertRaw(ctx context.Context, tx execer, files []rawRow) error {
	for _, r := range files {
		if r.packed == nil {
			continue
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO raw (sha256, size, zstd) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, r.sum, r.size, r.packed)
		if err != nil {
			return fmt.Errorf("keep raw bytes %s: %w", r.sum, err)
		}
	}
	return nil
}

// SaveFiles implements data.Store.
func (s *Store) SaveFiles(ctx context.Context, r data.Run, files map[string][]byte) (data.Run, error) {
	saved := r
	rows, err := s.packRaw(ctx, files)
	if err == nil {
		err = s.write(ctx, func(tx *sql.Tx) (err error) {
			if saved.ID, err = s.insertRun(context.WithoutCancel(ctx), tx, &saved); err != nil {
				return err
			}
			return insertRaw(context.WithoutCancel(ctx), tx, rows)
		})
	}
	if err != nil {
		return r, fmt.Errorf("save files of %s: %w", r.Source, err)
	}
	return saved, nil
}

// Raw implements data.Reader.
func (s *Store) Raw(ctx context.Context, sum string) ([]byte, error) {
	var size int
	var packed []byte
	err := s.reader.QueryRowContext(ctx, `SELECT size, zstd FROM raw WHERE sha256 = ?`, sum).Scan(&size, &packed)
	if errors.Is(err, sql.ErrNoRows) {
		err = data.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read raw bytes %s: %w", sum, err)
	}
	b, err := s.unpack.DecodeAll(packed, make([]byte, 0, size))
	if err != nil {
		return nil, fmt.Errorf("unpack raw bytes %s: %w", sum, err)
	}
	return b, nil
}
