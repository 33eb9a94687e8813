package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// troubled is a database with a first edition, at an office that has published
// a second one.
type troubled struct {
	o             *office
	db            string
	before, after map[string]string
}

func newTroubled(t *testing.T) troubled {
	t.Helper()
	v := troubled{o: newOffice(t, 60, 20, "one")}
	v.db = v.o.filled(t)
	v.before = state(t, v.db)
	v.o.publish(2)
	whole := copyOf(t, v.db)
	if out, err := process(t, v.o.collect(whole)...).CombinedOutput(); err != nil {
		t.Fatalf("a collection that nobody disturbs: %v\n%s", err, out)
	}
	v.after = state(t, whole)
	return v
}

// fails runs a collection that must fail with all of these words, and say none
// but a path twice.
func (v troubled) fails(t *testing.T, cmd *exec.Cmd, words ...string) {
	t.Helper()
	out, err := cmd.CombinedOutput()
	t.Logf("it says: %s", bytes.TrimSpace(out))
	if err == nil {
		t.Error("the collection succeeds")
	}
	for _, w := range words {
		if !strings.Contains(string(out), w) {
			t.Errorf("it does not say %q", w)
		}
		if !filepath.IsAbs(w) && strings.Count(string(out), w) > 1 {
			t.Errorf("it says %q more than once", w)
		}
	}
}

// goesOn holds a database to its old state, and to the new one after the next
// collection.
func (v troubled) goesOn(t *testing.T, db string) {
	t.Helper()
	intact(t, db)
	if !maps.Equal(state(t, db), v.before) {
		t.Error("the old state is not whole")
	}
	if out, err := process(t, v.o.collect(db)...).CombinedOutput(); err != nil {
		t.Errorf("the next collection: %v\n%s", err, out)
	}
	if !maps.Equal(state(t, db), v.after) {
		t.Error("the next collection does not give the new state")
	}
	intact(t, db)
}

// within runs the program by a line of shell that ends in "$@".
func within(t *testing.T, script string, args ...string) *exec.Cmd {
	t.Helper()
	inner := process(t, args...)
	cmd := exec.CommandContext(t.Context(), "sh", append([]string{"-c", script}, inner.Args...)...)
	cmd.Args[2], cmd.Env = script, inner.Env
	return cmd
}

// TestDiskFull lets a load run into the largest size that a file may have,
// which works everywhere, and into the end of a small disk.
func TestDiskFull(t *testing.T) {
	v := newTroubled(t)
	size := fileSize(t, v.db)
	t.Run("the largest file", func(t *testing.T) {
		db := copyOf(t, v.db)
		limit := fmt.Sprintf(`ulimit -f %d; exec "$0" "$@"`, size/1024/2) // the log may not reach it
		v.fails(t, within(t, limit, v.o.collect(db)...), db, "make room", "run this again")
		v.goesOn(t, db)
	})
	t.Run("a small disk", func(t *testing.T) {
		disk, kept := t.TempDir(), t.TempDir()
		enter := []string{"unshare", "-m"}
		if os.Getuid() != 0 {
			enter = []string{"unshare", "-rm"}
		}
		if out, err := exec.Command(enter[0], append(enter[1:], "mount", "-t", "tmpfs", "none", disk)...).CombinedOutput(); err != nil {
			t.Logf("THE SMALL DISK WAS NOT TRIED: this machine lets nobody mount one (%v: %s); the largest file stands for it", err, out)
			return
		}
		db := filepath.Join(disk, "small.db")
		// The disk is gone with the process: what lies on it is copied out.
		script := fmt.Sprintf(`mount -t tmpfs -o size=%dk none %s && cp %s %s && { "$0" "$@"; code=$?; cp %s* %s/; exit $code; }`,
			size/1024+200, disk, v.db, db, db, kept)
		cmd := within(t, script, v.o.collect(db)...)
		cmd.Path, cmd.Args = lookUp(t, enter[0]), append(enter, cmd.Args...)
		v.fails(t, cmd, db, "make room", "run this again")
		v.goesOn(t, filepath.Join(kept, "small.db"))
	})
}

func lookUp(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// TestReadOnlyDatabase takes the right to write away.
func TestReadOnlyDatabase(t *testing.T) {
	v := newTroubled(t)
	for _, c := range []struct {
		name         string
		file, folder os.FileMode
	}{
		{"the file", 0o444, 0o777},
		{"the folder", 0o666, 0o555},
		{"both", 0o444, 0o555},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := openTo(t)
			db := filepath.Join(dir, "data", "w.db")
			put(t, db, content(t, v.db))
			chmod(t, db, c.file)
			chmod(t, filepath.Dir(db), c.folder)
			v.fails(t, powerless(t, dir, v.o.collect(db)...), db, "cannot be written", "let the user")
			chmod(t, filepath.Dir(db), 0o755)
			chmod(t, db, 0o644)
			v.goesOn(t, db)
		})
	}
}

// openTo is a temporary folder that every user may enter.
func openTo(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "wsiswatch-open")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	chmod(t, dir, 0o755)
	return dir
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// powerless is the program as a user to whom rights apply: nobody, where the
// tests run as root. It runs from a copy in dir, which that user may read.
func powerless(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := process(t, args...)
	if os.Getuid() != 0 {
		return cmd
	}
	const nobody = 65534
	copied := filepath.Join(dir, "program")
	put(t, copied, content(t, cmd.Path))
	chmod(t, copied, 0o755)
	cmd.Path, cmd.Dir = copied, dir
	config := filepath.Join(dir, "config")
	for i, a := range cmd.Args {
		if i > 0 && cmd.Args[i-1] == "--config" {
			if err := os.CopyFS(config, os.DirFS(a)); err != nil {
				t.Fatal(err)
			}
			cmd.Args[i] = config
		}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	return cmd
}

// TestLockedDatabase keeps the database locked for longer than a writer waits.
func TestLockedDatabase(t *testing.T) {
	v := newTroubled(t)
	release := lock(t, v.db)
	v.fails(t, process(t, v.o.collect(v.db, "--wait", "200ms")...), v.db, "another program", "200ms", "run this again")
	release()
	v.goesOn(t, v.db)
}

// TestServerOfLockedDatabase: a server whose database is locked serves what it
// has and says why it cannot collect.
func TestServerOfLockedDatabase(t *testing.T) {
	v := newTroubled(t)
	release := lock(t, v.db)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	log, addr, done := &lockedBuffer{}, make(chan string, 1), make(chan error, 1)
	// In two days the source is due.
	later := func() time.Time { return time.Now().AddDate(0, 0, 2) }
	a := &app{stdout: log, stderr: log, now: later, ready: func(s string) { addr <- s }}
	go func() {
		done <- a.execute(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--db", v.db, "--config", v.o.config, "--without-seed", "--wait", "200ms"})
	}()
	var base string
	select {
	case base = <-addr:
	case err := <-done:
		t.Fatalf("the server ended: %v\n%s", err, log)
	}
	waitFor(t, "the log says why nothing is collected", func() bool {
		return strings.Contains(log.String(), "another program has kept "+v.db)
	})
	for _, path := range []string{"/sources", "/api/v1/sources", "/-/ready", "/metrics"} {
		res, err := http.Get("http://" + base + path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("GET %s: %s, %v", path, res.Status, err)
		}
		res.Body.Close()
	}
	release()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("the server ended with: %v", err)
	}
	v.goesOn(t, v.db)
}

// lock takes the database for one writer until release is called.
func lock(t *testing.T, db string) (release func()) {
	t.Helper()
	file, err := sql.Open("sqlite3", db)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := file.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
			t.Error(err)
		}
		if err := closing(conn, file.Close()); err != nil {
			t.Error(err)
		}
	}
}
