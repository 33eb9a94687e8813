package sqlite_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
	"github.com/wsiswatch/wsiswatch/data/storetest"
)

func TestMain(m *testing.M) {
	if path := os.Getenv("WSISWATCH_TEST_VICTIM"); path != "" {
		victim(path)
		return
	}
	os.Exit(m.Run())
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) data.Store { return open(t, filepath.Join(t.TempDir(), "w.db")) })
}

func open(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// rows makes n observations of one code: 20 years for each area.
func rows(n int, value float64) data.Load {
	l := data.Load{Source: "src", Scope: data.Scope{Codes: []string{"A"}, From: 2000, To: 2019}}
	for i := range n {
		l.Series = append(l.Series, data.Series{
			Key: data.Key{Source: "src", Code: "A", Area: fmt.Sprintf("X%05d", i/20), Dims: data.Totals}, Points: []data.Point{data.Point{Year: 2000 + i%20, Value: value + float64(i%1000)/7, Decimals: 6, Status: data.Normal}},
		})
	}
	return l
}

func TestAwkwardPaths(t *testing.T) {
	for _, name := range []string{"a b.db", "50%.db", "what?.db", "a#b.db", "é&mode=ro.db"} {
		path := filepath.Join(t.TempDir(), name)
		s := open(t, path)
		if _, err := s.Save(context.Background(), data.Run{}, rows(1, 1), nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
	if _, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "none", "w.db")); err == nil {
		t.Error("opened a file in a folder that does not exist")
	}
}

// raw opens the file behind the store's back.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		name, sql string
		newer     bool
	}{
		{"a newer schema", "PRAGMA user_version = 999", true},
		{"another program's file", "CREATE TABLE song (title TEXT)", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "w.db")
			if _, err := raw(t, path).Exec(tt.sql); err != nil {
				t.Fatal(err)
			}
			s, err := sqlite.Open(context.Background(), path)
			if err == nil {
				s.Close()
			}
			if err == nil || errors.Is(err, data.ErrNewerSchema) != tt.newer {
				t.Errorf("open: %v", err)
			}
		})
	}
}

// Many programs may start on a new file at once, and write to it.
// TestOpenBringsAnOlderFileUpToDate: what the first version of the program wrote
// is read as news of publishers.
func TestOpenBringsAnOlderFileUpToDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	first, err := os.ReadFile("migrations/0001_observations.sql")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{string(first), "PRAGMA user_version = 1",
		`INSERT INTO run VALUES (1, 'src', 'import', 1, 2, 'changed', '', '', 'a.csv', '', '', '', '2020-01-01', 1, 'aa', '1.0', 1, 1, 1, 0, 0, '{}')`,
		`INSERT INTO snapshot VALUES (1, 1, 'src', 2, '["A"]', 2020, 2020, NULL, '[]')`} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	list, err := s.Snapshots(t.Context(), 0)
	if err != nil || len(list) != 1 || list[0].Origin.Ours() || list[0].Origin.File != "a.csv" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestSeveralStoresOnOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.db")
	var wg sync.WaitGroup
	const n = 6
	for i := range n {
		wg.Go(func() {
			s, err := sqlite.Open(context.Background(), path)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			l := rows(2000, 0)
			l.Source = fmt.Sprint("src", i)
			for j := range l.Series {
				l.Series[j].Source = l.Source
				l.Series[j].Points[0].Note = l.Source
			}
			if _, err := s.Save(context.Background(), data.Run{}, l, nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s := open(t, path)
	if id, err := s.Latest(context.Background()); err != nil || id != n {
		t.Errorf("latest %d, %v, want %d", id, err, n)
	}
	err := s.Series(context.Background(), n, data.Query{}, func(v data.Series) error {
		if v.Points[0].Note != v.Source {
			return fmt.Errorf("note %q in a series of %s", v.Points[0].Note, v.Source)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// stuck is a context that says so and sleeps for ever when a save has looked at
// it often enough: the process stands in the middle of a transaction.
type stuck struct {
	context.Context
	left *int
}

func (c stuck) Err() error {
	if *c.left--; *c.left == 0 {
		fmt.Println("in the middle")
		select {}
	}
	return nil
}

// victim is the writer that TestKilledWriter kills.
func victim(path string) {
	s, err := sqlite.Open(context.Background(), path)
	if err != nil {
		fmt.Println(err)
		return
	}
	l := rows(60_000, 100)
	for i := range l.Series {
		l.Series[i].Points[0].Note = fmt.Sprintf("%0200d", i) // more than the cache holds
	}
	left := 900 // of 1200 batches, the first half of them notes
	_, err = s.Save(stuck{context.Background(), &left}, data.Run{}, l, nil)
	fmt.Println("saved", err)
}

func TestKilledWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.db")
	ctx := context.Background()
	old := rows(1000, 0)
	s := open(t, path)
	first, err := s.Save(ctx, data.Run{}, old, nil)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "WSISWATCH_TEST_VICTIM="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(out)
	if !said.Scan() || said.Text() != "in the middle" {
		t.Fatalf("the victim said %q", said.Text())
	}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() == 0 {
		t.Errorf("nothing of the transaction has reached the disk: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	check := func(s *sqlite.Store) {
		n := 0
		err := s.Series(ctx, first.Snapshot+1, data.Query{}, func(v data.Series) error {
			n += len(v.Points)
			return nil
		})
		if id, err2 := s.Latest(ctx); err != nil || err2 != nil || id != first.Snapshot || n != data.CountRows(old.Series) {
			t.Errorf("latest %d of %d rows, %v %v, want the old state", id, n, err, err2)
		}
	}
	check(s)
	again := open(t, path)
	check(again)
	if r, err := again.Save(ctx, data.Run{}, old, nil); err != nil || r.Outcome != data.Unchanged || r.ID != first.ID+1 {
		t.Errorf("after the kill a save of the old load gives %+v, %v", r, err)
	}
	var ok string
	if err := raw(t, path).QueryRow("PRAGMA integrity_check").Scan(&ok); err != nil || ok != "ok" {
		t.Errorf("integrity: %s, %v", ok, err)
	}
}
