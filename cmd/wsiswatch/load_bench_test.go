package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// loadPages are the pages that readers ask for most.
var loadPages = []string{"/", "/p/12", "/i/internet_users", "/a/KEN"}

const (
	loadClients = 64
	loadFor     = 3 * time.Second
)

// BenchmarkReaders asks the built program for pages over the network, as
// browsers do, compressed and on kept connections.
func BenchmarkReaders(b *testing.B) {
	bin := os.Getenv("WSISWATCH_BIN")
	if bin == "" {
		b.Skip("WSISWATCH_BIN names no program; make bench sets it")
	}
	dir := b.TempDir()
	db, conf := filepath.Join(dir, "readers.db"), exportConfig(b, dir)
	s, err := runSite(bin, "--db", db, "--config", conf)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.stop(); err != nil {
			b.Errorf("the program did not stop cleanly: %v", err)
		}
	})
	for _, page := range loadPages {
		b.Run("one"+strings.ReplaceAll(page, "/", "-"), func(b *testing.B) {
			took := oneReader(b, s.base+page, 500)
			b.ReportMetric(took[len(took)*95/100].Seconds()*1000, "p95-ms")
			b.ReportMetric(took[len(took)/2].Seconds()*1000, "median-ms")
		})
	}
	var quiet float64
	b.Run("many", func(b *testing.B) {
		n := manyReaders(b, s.base, loadFor)
		quiet = float64(n) / loadFor.Seconds()
		b.ReportMetric(quiet, "pages/s")
	})
	b.Run("many-while-loading", func(b *testing.B) {
		ctx, stop := context.WithCancel(b.Context())
		var loads sync.WaitGroup
		var loaded atomic.Int32
		loads.Go(func() { keepLoading(ctx, b, &loaded, bin, "--db", db, "--config", conf) })
		n := manyReaders(b, s.base, 4*loadFor)
		stop()
		loads.Wait()
		b.ReportMetric(float64(n)/(4*loadFor).Seconds(), "pages/s")
		b.ReportMetric(float64(n)/(4*loadFor).Seconds()/quiet, "of-quiet")
		b.ReportMetric(float64(loaded.Load()), "loads")
	})
}

// oneReader asks n times for one page and gives how long it took, sorted.
func oneReader(b *testing.B, address string, n int) []time.Duration {
	b.Helper()
	c := dial(b, address)
	defer c.Close()
	took := make([]time.Duration, n)
	for i := range took {
		began := time.Now()
		if err := c.get(); err != nil {
			b.Fatal(err)
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	return took
}

// manyReaders lets clients ask for pages for a while and counts the answers.
func manyReaders(b *testing.B, base string, during time.Duration) int64 {
	b.Helper()
	var answers atomic.Int64
	var all sync.WaitGroup
	end := time.Now().Add(during)
	for i := range loadClients {
		c := dial(b, base+loadPages[i%len(loadPages)])
		all.Go(func() {
			defer c.Close()
			for time.Now().Before(end) {
				if err := c.get(); err != nil {
					b.Error(err)
					return
				}
				answers.Add(1)
			}
		})
	}
	all.Wait()
	return answers.Load()
}

// reader is a connection that asks for one page again and again. It is no more
// than that, so that the program and not its client is measured.
type reader struct {
	net.Conn
	answers *bufio.Reader
	request []byte
}

func dial(b *testing.B, address string) *reader {
	b.Helper()
	u, err := url.Parse(address)
	if err != nil {
		b.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		b.Fatal(err)
	}
	request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: gzip, zstd\r\n\r\n", u.RequestURI(), u.Host)
	return &reader{conn, bufio.NewReaderSize(conn, 64<<10), []byte(request)}
}

func (r *reader) get() error {
	if _, err := r.Write(r.request); err != nil {
		return err
	}
	res, err := http.ReadResponse(r.answers, nil)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s", res.Status)
	}
	return nil
}

// exportConfig writes out the shipped configuration with a source to load from.
func exportConfig(b *testing.B, dir string) string {
	b.Helper()
	conf := filepath.Join(dir, "conf")
	if err := run(b.Context(), []string{"config", "export", conf, "--db", filepath.Join(dir, "none.db")}, io.Discard, io.Discard); err != nil {
		b.Fatal(err)
	}
	if err := addMinistry(conf, "http://127.0.0.1:1/users.csv"); err != nil {
		b.Fatal(err)
	}
	return conf
}

// keepLoading imports one revision after another until ctx ends: each makes a
// snapshot, and with it the program an edition.
func keepLoading(ctx context.Context, b *testing.B, loaded *atomic.Int32, bin string, args ...string) {
	file := filepath.Join(b.TempDir(), "users.csv")
	for i := 0; ctx.Err() == nil; i++ {
		text := strings.Replace(users, "42.5", fmt.Sprintf("42.%d", i), 1)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			b.Error(err)
			return
		}
		// A load that has begun is let end: what is measured is a program beside it.
		out, err := exec.Command(bin, append([]string{"import", "--source", "ministry", file}, args...)...).CombinedOutput()
		if err != nil {
			b.Errorf("%v\n%s", err, out)
			return
		}
		loaded.Add(1)
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}
