package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/wsiswatch/wsiswatch/data"
)

// The migrations in the order of their names. One that has been released is
// never edited: a change of the tables is the next file.
//
//go:embed migrations/*.sql
var migrations embed.FS

var errForeign = errors.New("the file is a database of another program")

// migrate runs what the file lacks in one transaction. user_version counts the
// migrations that a file has had.
func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	// Most starts find nothing to do, and need no write lock to see it.
	if have, err := version(ctx, db); err != nil || have == len(files) {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	have, err := version(ctx, tx) // another process may have been faster
	if err != nil {
		return err
	}
	if have > len(files) {
		return fmt.Errorf("%w (schema %d, known up to %d)", data.ErrNewerSchema, have, len(files))
	}
	for _, f := range files[have:] {
		text, err := migrations.ReadFile(f)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(text)); err != nil {
			return fmt.Errorf("run %s: %w", f, err)
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(files))); err != nil {
		return err
	}
	return tx.Commit()
}

// version gives the file's user_version. A file that has tables but no version
// was made by another program. One statement asks for both: between two, another
// process may make the tables.
func version(ctx context.Context, q queryer) (int, error) {
	var v, tables int
	err := q.QueryRowContext(ctx, "SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)").Scan(&v, &tables)
	if err != nil {
		return 0, err
	}
	if v == 0 && tables > 0 {
		return 0, errForeign
	}
	return v, nil
}
