package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
)

// office is a publisher with a few data sets of one file each, in the format of
// Data360. Its first edition is replaced by a second one that adds, revises and
// withdraws a little.
type office struct {
	sets   []string // source ids; the series code is the id in capitals
	areas  int
	years  int
	url    string
	config string // folder of definitions that know its data sets

	mu      sync.Mutex
	edition int
	heard   chan question  // told each data set that was asked for; may be nil
	sent    map[string]int // whole files by data set since the last reset
	same    map[string]int // answers that nothing has changed
}

// question is one for a data set.
type question struct {
	set string
	at  time.Time
}

const officeHeader = "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,FREQ_LABEL,REF_AREA,REF_AREA_LABEL,INDICATOR,INDICATOR_LABEL,SEX,AGE,URBANISATION," +
	"COMP_BREAKDOWN_1,COMP_BREAKDOWN_2,COMP_BREAKDOWN_3,TIME_PERIOD,OBS_VALUE,AGG_METHOD,DATABASE_ID,UNIT_MULT,OBS_STATUS,OBS_CONF\n"

const officeSource = `- id: %s
  publisher: An office
  title: Figures
  label: Office
  url: https://publisher.example/
  licence: CC BY 4.0
  citation: An office
  schedule: "0 3 * * *"
  kind: data360
  params: {files: "%s/%[1]s"}
  codes: [%[3]s]
  files:
    - {match: "*.csv", format: data360-csv}
`

// newOffice starts one and writes its definitions.
func newOffice(t testing.TB, areas, years int, sets ...string) *office {
	t.Helper()
	o := &office{sets: sets, areas: areas, years: years, edition: 1}
	o.reset()
	server := httptest.NewServer(http.HandlerFunc(o.answer))
	t.Cleanup(server.Close)
	o.url = server.URL
	o.config = filepath.Join(t.TempDir(), "config")
	var sources, economies strings.Builder
	for _, id := range sets {
		fmt.Fprintf(&sources, officeSource, id, o.url, strings.ToUpper(id))
	}
	for i := range areas {
		fmt.Fprintf(&economies, "- {id: %s, names: {en: Area %[1]s}}\n", officeArea(i))
	}
	put(t, filepath.Join(o.config, "sources.yaml"), sources.String())
	put(t, filepath.Join(o.config, "areas", "economies.yaml"), economies.String())
	put(t, filepath.Join(o.config, "hosts.yaml"), "- {id: 127.0.0.1, per_second: 100, at_once: 4}\n")
	return o
}

// put writes a file that everybody may read, with its folder.
func put(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func officeArea(i int) string { return fmt.Sprintf("%c%c%c", 'A'+i/676, 'A'+i/26%26, 'A'+i%26) }

func (o *office) reset() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent, o.same = map[string]int{}, map[string]int{}
}

// listen gives a channel that is told each data set that is asked for.
func (o *office) listen() <-chan question {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.heard = make(chan question, 100)
	return o.heard
}

func (o *office) publish(edition int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.edition = edition
}

func (o *office) answer(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	set := strings.Split(r.URL.Path, "/")[1]
	if o.heard != nil {
		o.heard <- question{set, time.Now()}
	}
	tag := fmt.Sprintf(`"%s-%d"`, set, o.edition)
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		o.same[set]++
		w.WriteHeader(http.StatusNotModified)
		return
	}
	o.sent[set]++
	w.Header().Set("Content-Type", "text/csv")
	_, _ = w.Write(o.file(set, o.edition)) // a client that is killed takes no more
}

// file is one data set: in the second edition every seventh value is another,
// one area in thirty has gone and a year has come.
func (o *office) file(set string, edition int) []byte {
	var b bytes.Buffer
	b.WriteString(officeHeader)
	for i := range o.areas {
		for n, sex := range []string{"_T", "F", "M"} {
			for year := 2001 - edition; year < 2000+o.years; year++ {
				value := float64((year*1000+i*3+n)*7919%100000) / 1000
				if edition == 2 && year%7 == 0 {
					value += 0.5
				}
				if edition == 2 && i%30 == 29 {
					continue
				}
				fmt.Fprintf(&b, "datastructure,WB.DATA360:DS_DATA360(1.2),I,A,Annual,%s,\"Area, %[1]s\",%s,\"Persons, share\",%s,_T,_T,_Z,_Z,_Z,%d,%g,MEAN,ITU_DH,0,A,PU\n",
					officeArea(i), strings.ToUpper(set), sex, year, value)
			}
		}
	}
	return b.Bytes()
}

// collect is the command that collects from the office.
func (o *office) collect(db string, more ...string) []string {
	return append([]string{"collect", "--without-seed", "--config", o.config, "--db", db}, more...)
}

// filled is a database with the first edition of all data sets.
func (o *office) filled(t testing.TB) string {
	t.Helper()
	db := filepath.Join(t.TempDir(), "first.db")
	if out, err := process(t, o.collect(db)...).CombinedOutput(); err != nil {
		t.Fatalf("collect the first edition: %v\n%s", err, out)
	}
	return db
}

// state is all that a store holds of each source: a sum over its figures with
// the snapshots that they came with.
func state(t testing.TB, db string) map[string]string {
	t.Helper()
	s, err := sqlite.Open(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	latest, err := s.Latest(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]*bytes.Buffer{}
	err = s.Series(context.Background(), latest, data.Query{}, func(v data.Series) error {
		if sums[v.Source] == nil {
			sums[v.Source] = &bytes.Buffer{}
		}
		fmt.Fprintln(sums[v.Source], v.Key)
		for _, p := range v.Points {
			p.Was = nil // an address
			fmt.Fprintln(sums[v.Source], p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for source, b := range sums {
		sum := sha256.Sum256(b.Bytes())
		out[source] = hex.EncodeToString(sum[:])
	}
	return out
}

// intact asks SQLite itself whether the file is whole.
func intact(t testing.TB, db string) {
	t.Helper()
	file, err := sql.Open("sqlite3", db)
	if err != nil {
		t.Fatal(err)
	}
	var said string
	err = file.QueryRow("PRAGMA integrity_check").Scan(&said)
	if err := closing(file, err); err != nil || said != "ok" {
		t.Errorf("integrity of %s: %q, %v", db, said, err)
	}
}

// copyOf copies a database that is closed.
func copyOf(t testing.TB, db string) string {
	t.Helper()
	raw, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	put(t, copied, string(raw))
	return copied
}
