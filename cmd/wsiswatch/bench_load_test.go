package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
)

// A code of the made-up figures has benchAreas areas, three sexes and
// benchYears years: 16,560 rows.
const (
	benchAreas = 230
	benchYears = 24
	perCode    = benchAreas * 3 * benchYears
)

func benchCodes(n int) []string {
	codes := make([]string, n)
	for i := range codes {
		codes[i] = fmt.Sprintf("CODE_%03d", i)
	}
	return codes
}

// benchFigures calls yield with every row of some codes, in the order of a
// publisher's file. Each revision has another value in a hundredth of them.
func benchFigures(codes []string, revision int, yield func(o data.Observation)) {
	n := 0
	for _, code := range codes {
		for area := range benchAreas {
			for _, sex := range []string{"_T", "F", "M"} {
				for year := range benchYears {
					n++
					value := float64(n*7919%100000) / 1000
					if n%100 == revision {
						value += 0.125
					}
					yield(data.Observation{
						Key:   data.Key{Source: "bench", Code: code, Area: officeArea(area), Dims: data.Dims{Sex: sex}.Full()},
						Point: data.Point{Year: 2000 + year, Value: value, Decimals: 3, Status: data.Normal},
					})
				}
			}
		}
	}
}

// benchFile is the same as a publisher's CSV file.
func benchFile(codes []string, revision int) []byte {
	var b bytes.Buffer
	b.WriteString(officeHeader)
	benchFigures(codes, revision, func(o data.Observation) {
		fmt.Fprintf(&b, "datastructure,WB.DATA360:DS_DATA360(1.2),I,A,Annual,%s,\"Area, %[1]s\",%s,\"Persons, share of %[2]s\",%s,_T,_T,_Z,_Z,_Z,%d,%.3f,MEAN,ITU_DH,0,A,PU\n",
			o.Area, o.Code, o.Sex, o.Year, o.Value)
	})
	return b.Bytes()
}

// benchConfig is a folder of definitions that know the codes of the source bench.
func benchConfig(b *testing.B, url string, codes []string) string {
	dir := filepath.Join(b.TempDir(), "config")
	put(b, filepath.Join(dir, "sources.yaml"), fmt.Sprintf(officeSource, "bench", url, strings.Join(codes, ", ")))
	var areas strings.Builder
	for i := range benchAreas {
		fmt.Fprintf(&areas, "- {id: %s, names: {en: Area %[1]s}}\n", officeArea(i))
	}
	put(b, filepath.Join(dir, "areas", "economies.yaml"), areas.String())
	put(b, filepath.Join(dir, "hosts.yaml"), "- {id: 127.0.0.1, per_second: 100, at_once: 4}\n")
	return dir
}

// BenchmarkFirstLoad imports a file of a million rows into an empty database,
// in turn with two others that do less: the command line tool of SQLite, which
// puts the same file as it stands into a table of text with a key, and a bare
// loop, which puts rows that are in memory already into our tables. The ratios
// say how many times as fast the import is.
func BenchmarkFirstLoad(b *testing.B) {
	tool, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Fatal("the command sqlite3 is missing; it is in the Debian package sqlite3")
	}
	codes, dir := benchCodes(60), b.TempDir()
	config := benchConfig(b, "http://127.0.0.1:1", codes)
	file := filepath.Join(dir, "bench.csv")
	put(b, file, string(benchFile(codes, -1)))
	var import_, tooled, bare []time.Duration
	for b.Loop() {
		b.StopTimer()
		debug.FreeOSMemory() // that of the bare loop; else it is looked through beside the import
		b.StartTimer()
		db := func(kind string) string { return filepath.Join(dir, kind+".db") }
		cmd := process(b, "import", "--without-seed", "--config", config, "--db", db("import"), "--source", "bench", file)
		import_ = append(import_, timed(b, cmd))
		b.StopTimer()
		tooled = append(tooled, timed(b, exec.Command(tool, db("tool"), textTable(), ".mode csv", ".import --skip 1 "+file+" figure")))
		bare = append(bare, bareLoop(b, db("bare"), codes))
		for _, kind := range []string{"import", "tool", "bare"} {
			if err := os.Remove(db(kind)); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
	}
	b.ReportMetric(median(tooled)/median(import_), "x-sqlite3-import")
	b.ReportMetric(median(bare)/median(import_), "x-bare-loop")
}

// timed runs a command that must succeed.
func timed(b *testing.B, cmd *exec.Cmd) time.Duration {
	b.Helper()
	started := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", cmd.Path, err, out)
	}
	return time.Since(started)
}

func median(list []time.Duration) float64 {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2].Seconds()
}

// textTable makes a table of text with the key of the file.
func textTable() string {
	columns := strings.ReplaceAll(strings.TrimSpace(officeHeader), ",", " TEXT, ")
	return "CREATE TABLE figure (" + columns + " TEXT, PRIMARY KEY (INDICATOR, REF_AREA, SEX, AGE, URBANISATION, COMP_BREAKDOWN_1, TIME_PERIOD))"
}

// bareLoop writes the rows of the codes in statements of a hundred rows, in one
// transaction, and knows every id beforehand.
func bareLoop(b *testing.B, path string, codes []string) time.Duration {
	b.Helper()
	s, err := sqlite.Open(context.Background(), path) // for the tables
	if err != nil {
		b.Fatal(err)
	}
	_, err = s.SaveRun(context.Background(), data.Run{Source: "bench", Outcome: data.Changed})
	if err := closing(s, err); err != nil {
		b.Fatal(err)
	}
	var rows []data.Observation
	benchFigures(codes, -1, func(o data.Observation) { rows = append(rows, o) })
	started := time.Now()
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=NORMAL&_foreign_keys=on&_cache_size=-8000&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	exec := func(query string, args ...any) {
		if _, err := tx.Exec(query, args...); err != nil {
			b.Fatal(err)
		}
	}
	exec("INSERT INTO snapshot (id, run_id, source, committed, codes, from_year, to_year, raw) VALUES (1, 1, 'bench', 0, '', 0, 0, '')")
	for i, code := range codes {
		exec("INSERT INTO code VALUES (?, 'bench', ?)", i+1, code)
	}
	bareRows(b, tx, "series", 7, len(rows)/benchYears, func(args []any, i int) []any {
		o := rows[i*benchYears]
		return append(args, i+1, i*benchYears/perCode+1, o.Area, o.Sex, o.Age, o.Location, o.Breakdown)
	})
	bareRows(b, tx, "observation", 8, len(rows), func(args []any, i int) []any {
		o := rows[i]
		return append(args, i/benchYears+1, o.Year, 1, o.Value, o.Decimals, string(o.Status), int(o.Bound), nil)
	})
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	return time.Since(started)
}

func bareRows(b *testing.B, tx *sql.Tx, table string, columns, n int, row func(args []any, i int) []any) {
	b.Helper()
	const batch = 100
	if n%batch != 0 {
		b.Fatalf("%d rows are no whole number of batches", n)
	}
	one := "(?" + strings.Repeat(",?", columns-1) + ")"
	statement, err := tx.Prepare("INSERT INTO " + table + " VALUES " + one + strings.Repeat(","+one, batch-1))
	if err != nil {
		b.Fatal(err)
	}
	args := make([]any, 0, batch*columns)
	for i := range n {
		if args = row(args, i); len(args) == batch*columns {
			if _, err := statement.Exec(args...); err != nil {
				b.Fatal(err)
			}
			args = args[:0]
		}
	}
}

// shelf is a publisher of one file, with an ETag or without.
type shelf struct {
	mu   sync.Mutex
	body []byte
	tag  string
}

func (s *shelf) put(body []byte, tag string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.body, s.tag = body, tag
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tag != "" {
		w.Header().Set("ETag", s.tag)
	}
	if s.tag != "" && r.Header.Get("If-None-Match") == s.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write(s.body) // the client reports an answer that is cut off
}

// BenchmarkRefetch collects one data set of 16,560 rows into stores of a quarter
// of a million, one and five million rows: unchanged by its ETag, unchanged by
// its bytes, and with a hundredth of its values revised. x-smallest is the time
// in a store over that in the smallest.
func BenchmarkRefetch(b *testing.B) {
	codes := benchCodes(302)
	pub := &shelf{}
	server := httptest.NewServer(pub)
	defer server.Close()
	config := benchConfig(b, server.URL, codes[:1])
	revisions := [][]byte{benchFile(codes[:1], 0), benchFile(codes[:1], 1)}
	smallest := map[string]float64{}
	for _, n := range []int{15, 60, 302} {
		c, db := benchStore(b, config, codes[:n])
		for _, way := range []struct {
			name    string
			publish func(i int)
		}{
			{"etag", func(int) { pub.put(revisions[0], `"same"`) }},
			{"bytes", func(int) { pub.put(revisions[0], "") }},
			{"refresh", func(i int) { pub.put(revisions[i%2], "") }},
		} {
			name, publish := way.name, way.publish
			b.Run(fmt.Sprintf("%s/%.2fM", name, float64(n*perCode)/1e6), func(b *testing.B) {
				publish(0)
				outcome(b, c)
				if name == "etag" {
					outcome(b, c) // the first answer brings the tag
				}
				b.ResetTimer()
				for i := range b.N {
					publish(i + 1)
					if got := outcome(b, c); (got == data.Changed) != (name == "refresh") {
						b.Fatalf("the data set is %s", got)
					}
				}
				each := b.Elapsed().Seconds() / float64(b.N)
				if smallest[name] == 0 {
					smallest[name] = each
				}
				b.ReportMetric(each/smallest[name], "x-smallest")
			})
		}
		if err := closing(c.Store, os.Remove(db)); err != nil {
			b.Fatal(err)
		}
	}
}

func outcome(b *testing.B, c *collector.Collector) data.Outcome {
	b.Helper()
	r, err := c.Run(context.Background(), "bench", collector.ByCommand)
	if err != nil {
		b.Fatal(err)
	}
	return r.Outcome
}

// benchStore is a collector on a store that holds all codes.
func benchStore(b *testing.B, config string, codes []string) (*collector.Collector, string) {
	b.Helper()
	db := filepath.Join(b.TempDir(), "store.db")
	a := &app{stdout: io.Discard, stderr: io.Discard, now: time.Now, db: db, wait: sqlite.Patience, configDir: config, log: slog.New(slog.DiscardHandler)}
	cfg, store, err := a.open(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	for part := range slices.Chunk(codes, 20) {
		l := data.Load{Source: "bench", Scope: data.Scope{Codes: part, From: 2000, To: 2000 + benchYears - 1}}
		var rows []data.Observation
		benchFigures(part, -1, func(o data.Observation) { rows = append(rows, o) })
		l.Series = data.SeriesOf(rows...)
		if _, err := store.Save(context.Background(), data.Run{Started: a.now()}, l, nil); err != nil {
			b.Fatal(err)
		}
	}
	return a.collector(cfg, store), db
}
