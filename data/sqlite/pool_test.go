package sqlite

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
)

// A pragma set by Exec would reach one connection of a pool only.
func TestPragmasReachEveryConnection(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(t.TempDir(), "w.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	check := func(db *sql.DB, pragma, want string) {
		t.Helper()
		c, err := db.Conn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() }) // kept, so that the next one is another
		for p, want := range map[string]string{"foreign_keys": "1", "journal_mode": "wal", "synchronous": "1", "busy_timeout": "30000", pragma: want} {
			var got string
			if err := c.QueryRowContext(ctx, "PRAGMA "+p).Scan(&got); err != nil || got != want {
				t.Errorf("%s = %s, %v, want %s", p, got, err, want)
			}
		}
	}
	for range 3 {
		check(s.reader, "query_only", "1")
	}
	if _, err := s.reader.ExecContext(ctx, "DELETE FROM run"); err == nil {
		t.Error("a reader may write")
	}
	check(s.writer, "query_only", "0")
	if n := s.writer.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d writers", n)
	}
}
