package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/data/sqlite"
	"github.com/wsiswatch/wsiswatch/progress"
)

// BenchmarkFirstStart runs the built program on an empty database until its
// first page is there: seconds to the page, and the most memory it held.
func BenchmarkFirstStart(b *testing.B) { benchmarkStart(b, false) }

// BenchmarkSecondStart is the same on a database that is filled.
func BenchmarkSecondStart(b *testing.B) { benchmarkStart(b, true) }

func benchmarkStart(b *testing.B, filled bool) {
	bin := os.Getenv("WSISWATCH_BIN")
	if bin == "" {
		b.Skip("WSISWATCH_BIN names no program; make bench sets it")
	}
	dir := b.TempDir()
	if filled {
		startBuilt(b, bin, filepath.Join(dir, "filled.db"))
	}
	var most float64
	for i := range b.N {
		db := "filled.db"
		if !filled {
			db = strconv.Itoa(i) + ".db"
		}
		most = max(most, startBuilt(b, bin, filepath.Join(dir, db)))
	}
	b.ReportMetric(most, "MB-resident")
}

// startBuilt starts the program, fetches the first page, stops it, and gives
// the most memory that it held in MB.
func startBuilt(b *testing.B, bin, db string) float64 {
	b.Helper()
	s, err := runSite(bin, "--db", db)
	if err != nil {
		b.Fatal(err)
	}
	res, err := http.Get(s.base + "/")
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
		b.Fatalf("first page: %s, %v", res.Status, err)
	}
	res.Body.Close()
	b.StopTimer()
	defer b.StartTimer()
	memory := resident(b, s.pid)
	if err := s.stop(); err != nil {
		b.Fatalf("the program did not stop cleanly: %v", err)
	}
	return memory
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

func resident(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		b.Skip("this system does not tell the memory of a process")
	}
	kb, err := strconv.ParseFloat(string(highWater.FindSubmatch(status)[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return kb / 1024
}

// filledStore is a database with the shipped figures.
func filledStore(b testing.TB) (*app, *editions, *sqlite.Store) {
	b.Helper()
	a := &app{stdout: io.Discard, stderr: io.Discard, now: time.Now, db: filepath.Join(b.TempDir(), "bench.db")}
	a.log = slog.New(slog.DiscardHandler)
	cfg, store, err := a.openFilled(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	return a, &editions{store: store, config: cfg, now: a.now, log: a.log}, store
}

// BenchmarkEdition reads the store and builds the edition: every group line
// and every paragraph's verdict.
func BenchmarkEdition(b *testing.B) {
	_, eds, _ := filledStore(b)
	b.ReportAllocs()
	for b.Loop() {
		eds.current.Store((*progress.Edition)(nil))
		if err := eds.refresh(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPages renders pages that nobody has asked for before, and again.
func BenchmarkPages(b *testing.B) {
	a, eds, store := filledStore(b)
	if err := eds.refresh(context.Background()); err != nil {
		b.Fatal(err)
	}
	fresh := func() http.Handler {
		h, _, err := a.site(store, eds.config, eds, newDocuments(store, eds.config.Catalog, a.log), serveOptions{reports: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		return h
	}
	for name, path := range map[string]string{"overview": "/", "paragraph": "/p/12", "indicator": "/i/internet_users", "area": "/a/KEN"} {
		get := func(h http.Handler) {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			if w.Code != http.StatusOK {
				b.Fatalf("GET %s: %d", path, w.Code)
			}
		}
		b.Run(name+"/cold", func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				h := fresh()
				b.StartTimer()
				get(h)
			}
		})
		b.Run(name+"/kept", func(b *testing.B) {
			h := fresh()
			get(h)
			for b.Loop() {
				get(h)
			}
		})
	}
}
