package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/data/seed"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
)

// TestVintageAsOf freezes states of a database that was filled on one day and
// is read on a later one.
func TestVintageAsOf(t *testing.T) {
	db := filepath.Join(t.TempDir(), "a.db")
	day := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	on := func(now time.Time, args ...string) (string, error) {
		var out bytes.Buffer
		a := &app{stdout: &out, stderr: &out, now: func() time.Time { return now }}
		err := a.execute(t.Context(), append(args, "--db", db))
		return out.String(), err
	}
	store, err := sqlite.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	store.Now = func() time.Time { return day }
	if err := closing(store, seed.Fill(t.Context(), store, store.Now, func(int, int) {})); err != nil {
		t.Fatal(err)
	}
	later := day.AddDate(0, 2, 0)
	if _, err := on(later, "vintage", "create", "then", "--as-of", "25"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, asOf, reference, want string }{
		{"newest", "", "", "snapshot 40, configuration"},
		{"judged today", "", "", "judged on 2026-05-01"},
		{"number", "25", "", "snapshot 25, configuration"},
		{"number is judged today", "25", "", "judged on 2026-05-01"},
		{"day after the fill", "2026-04-01", "", "snapshot 40, configuration"},
		{"day itself", "2026-03-01", "", "snapshot 40, configuration"},
		{"day is the reference", "2026-03-01", "", "judged on 2026-03-01"},
		{"reference before the day", "2026-03-01", "2026-02-01", "judged on 2026-02-01"},
		{"day before the fill, by publication", "2026-02-28", "", "judged on 2026-02-28"},
		{"day before all publication", "1950-01-01", "", "1950-01-01: no figures are held of so early a state"},
		{"another vintage", "then", "", "snapshot 25, configuration"},
		{"no such snapshot", "41", "", "snapshot 41: not found; the newest is 40"},
		{"no snapshot at all", "0", "", "0: no figures are held of so early a state"},
		{"neither", "last week", "", `state "last week": not found; name a snapshot by its number, a vintage, or a day as YYYY-MM-DD`},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := on(later, "vintage", "create", c.name, "--as-of", c.asOf, "--reference", c.reference)
			if err != nil {
				out = err.Error()
			}
			if !strings.Contains(out, c.want) {
				t.Errorf("%q lacks %q", out, c.want)
			}
		})
	}
}
