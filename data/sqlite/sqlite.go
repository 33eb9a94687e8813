// Package sqlite keeps observations in one SQLite file. It is the only package
// that imports the driver. Rows are appended, never changed, so a snapshot id
// names the whole state for ever; see data.Store for the contract, which
// data/storetest checks.
//
// One connection writes and a small pool reads; write-ahead logging lets both
// go on at once, also from several processes on one file.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
	_ "github.com/mattn/go-sqlite3" // registers the driver "sqlite3"

	"github.com/wsiswatch/wsiswatch/data"
)

// Store is a data.Store in one file.
type Store struct {
	// Now tells the time of commits, holds and vintages. Set it before the
	// first use of the store; Open sets time.Now.
	Now func() time.Time

	path string
	wait time.Duration // for the writer of another process

	writer *sql.DB // one connection: SQLite takes one writer at a time
	reader *sql.DB
	pack   *zstd.Encoder
	unpack *zstd.Decoder

	notesMu sync.Mutex
	notes   noteTexts // the committed ones that were read so far
}

var _ data.Store = (*Store)(nil)

// Patience is how long Open lets a writer wait for the writer of another
// process: longer than the largest load takes.
const Patience = 30 * time.Second

// Open opens the database file at path, makes it where there is none and
// brings an older one up to date. It returns data.ErrNewerSchema for a file
// that a newer program wrote.
func Open(ctx context.Context, path string) (*Store, error) {
	return OpenPatiently(ctx, path, Patience)
}

// OpenPatiently is Open with another time to wait for the writers of other
// processes.
func OpenPatiently(ctx context.Context, path string, wait time.Duration) (*Store, error) {
	s := &Store{Now: time.Now, path: path, wait: wait}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, s.explain(err)), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) (err error) {
	if s.writer, err = sql.Open("sqlite3", s.dsn(false)); err != nil {
		return err
	}
	s.writer.SetMaxOpenConns(1)
	if err = s.patiently(ctx, func() error { return migrate(ctx, s.writer) }); err != nil {
		return err
	}
	if s.reader, err = sql.Open("sqlite3", s.dsn(true)); err != nil {
		return err
	}
	s.reader.SetMaxOpenConns(4)
	s.reader.SetMaxIdleConns(4)
	if s.pack, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)); err != nil {
		return err
	}
	if s.unpack, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1)); err != nil {
		return err
	}
	return s.reader.PingContext(ctx)
}

// patiently does again what found the file locked, for as long as a writer
// waits: of two programs that make one file at the same time SQLite refuses one
// at once, whatever its timeout.
func (s *Store) patiently(ctx context.Context, do func() error) error {
	const pause = 20 * time.Millisecond
	enough := time.After(s.wait)
	for {
		err := do()
		if !locked(err) {
			return err
		}
		select {
		case <-enough:
			return err
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// dsn carries every pragma, because one set by Exec would reach a single
// connection of the pool. synchronous NORMAL with WAL may lose the last commit
// when the power fails, never the integrity of the file.
func (s *Store) dsn(readOnly bool) string {
	v := url.Values{
		"_busy_timeout":    {fmt.Sprint(s.wait.Milliseconds())},
		"_foreign_keys":    {"on"},
		"_synchronous":     {"NORMAL"},
		"_cache_size":      {"-8000"},
		"_stmt_cache_size": {"16"},
	}
	if readOnly {
		v.Set("mode", "ro")
		v.Set("_query_only", "on")
	} else {
		v.Set("mode", "rwc")
		v.Set("_journal_mode", "WAL")
		v.Set("_txlock", "immediate")
		// It is one goroutine's at a time: no lock is needed for each value.
		v.Set("_mutex", "no")
	}
	return "file:" + (&url.URL{Path: s.path}).EscapedPath() + "?" + v.Encode()
}

// Close closes all connections.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.reader, s.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.unpack != nil {
		s.unpack.Close()
	}
	return errors.Join(errs...)
}

// queryer is what reads: the pool, or the transaction of a save.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Pools are the pools of connections by name, for those who watch how they are
// used. Whoever asks or writes through them goes round the store.
func (s *Store) Pools() map[string]*sql.DB {
	return map[string]*sql.DB{"reader": s.reader, "writer": s.writer}
}

// write runs do in one transaction on the writer's connection. ctx is checked
// while it waits for its turn and before the commit; statements run without it,
// because a cancellable context costs a goroutine each.
func (s *Store) write(ctx context.Context, do func(tx *sql.Tx) error) error {
	return s.writeOn(ctx, func(_ *sql.Conn, tx *sql.Tx) error { return do(tx) })
}

// writeOn is write for what needs the connection as well.
func (s *Store) writeOn(ctx context.Context, do func(conn *sql.Conn, tx *sql.Tx) error) error {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return s.explain(err)
	}
	err = do(conn, tx)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return errors.Join(s.explain(err), tx.Rollback())
	}
	return s.explain(tx.Commit())
}

// checkpoint copies the log back into the file and empties it, unless a reader
// of an older state is in the way: then the next save does it. It waits for
// readers only briefly, and its failure harms nothing that was committed.
func (s *Store) checkpoint(ctx context.Context) {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	for _, q := range []string{
		"PRAGMA busy_timeout = 100",
		"PRAGMA wal_checkpoint(TRUNCATE)",
		fmt.Sprintf("PRAGMA busy_timeout = %d", s.wait.Milliseconds()),
	} {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), q)
	}
}

// rows walks a result and closes it.
func rows(r *sql.Rows, err error, each func(scan func(...any) error) error) error {
	if err != nil {
		return err
	}
	defer r.Close()
	for r.Next() {
		if err := each(r.Scan); err != nil {
			return err
		}
	}
	return r.Err()
}
