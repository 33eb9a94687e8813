package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/dashboard"
	"github.com/wsiswatch/wsiswatch/data"
)

// siteDB is the database that the shared site serves.
func siteDB(t *testing.T) string {
	theSite(t)
	return filepath.Join(sharedDir, "e2e.db")
}

// TestDiffShowsRealRevisions holds revisions that publishers made.
func TestDiffShowsRealRevisions(t *testing.T) {
	db := siteDB(t)
	name := fmt.Sprint("before-", time.Now().UnixNano())
	if out, err := command(t, db, "vintage", "create", name, "--as-of", "24"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	kenya := `(?m)^wb-wdi +IT\.NET\.USER\.ZS +KEN +2022 +40\.8137 +29\.40589905 +-27\.95 +A +24 -> 36$`
	for _, c := range []struct {
		name string
		args []string
		want []string // patterns
	}{
		{"by snapshots", []string{"--from", "24", "--to", "36", "--area", "KEN", "--indicator", "internet_users"},
			[]string{kenya, `(?m)^from snapshot 24, wb-wdi November 2024, published 2024-11-01, stored `, `(?m)^to   snapshot 36, wb-wdi April 2026, published 2026-04-01`}},
		{"by a vintage", []string{"--from", name, "--to", "36", "--area", "KEN"}, []string{kenya}},
		{"by days", []string{"--from", "2024-11-30", "--to", "2026-04-30", "--source", "wb-wdi", "--area", "KEN,UGA"},
			[]string{kenya, `(?m)^wb-wdi +IT\.NET\.USER\.ZS +UGA +2019 +6\.017815092 +11\.72579956 +\+94\.85`}},
		{"the last release", []string{"--from", "36"}, []string{
			`(?m)^wb-wdi +IT\.CEL\.SETS\.P2 +614 +4577 +67$`, `(?m)^wb-wdi +IT\.NET\.SECR\.P6 +222 +302 +0$`, `(?m)^all +20026 +4879 +67$`,
			`(?m)^revised: 4879$`, `(?m)^withdrawn: 67$`, `(?m)^added: 20026$`, `(?m)^and 20006 more; --all lists them$`,
			`(?m)^wb-wdi +IT\.CEL\.SETS\.P2 +LMC +1984 +0\.0000999211783313995 +0 +-100\.00`}},
		{"from nothing", []string{"--from", "0", "--to", "1"}, []string{`(?m)^from snapshot 0, before the first$`, `(?m)^all +191 +0 +0$`}},
		{"a state with itself", []string{"--from", "40", "--to", "40"}, []string{`(?m)^nothing changed$`}},
		{"the last snapshot", nil, []string{`(?m)^from snapshot 39, `, `(?m)^all +14754 +0 +0$`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := command(t, db, append([]string{"diff"}, c.args...)...)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range c.want {
				if !regexp.MustCompile(p).MatchString(out) {
					t.Errorf("no line like %s in\n%.3000s", p, out)
				}
			}
		})
	}
}

func TestDiffListsAddedFigures(t *testing.T) {
	for _, c := range []struct {
		more []string
		want int
	}{{nil, addedShown}, {[]string{"--all"}, 191}} {
		out, err := command(t, siteDB(t), append([]string{"diff", "--from", "0", "--to", "1"}, c.more...)...)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(out, "E-Government Index"); n < c.want || n > c.want+3 {
			t.Errorf("%v: %d lines name the code, want about %d", c.more, n, c.want)
		}
	}
}

// TestDiffRowsAreThoseOfTheAPI compares the two ways to the same rows.
func TestDiffRowsAreThoseOfTheAPI(t *testing.T) {
	db, s := siteDB(t), theSite(t)
	for _, c := range []struct {
		query string
		args  []string
	}{
		{"from=24&to=36&area=KEN", []string{"--from", "24", "--to", "36", "--area", "KEN"}},
		{"from=36&indicator=mobile_cellular_subs&area=LBY,ABW", []string{"--from", "36", "--indicator", "mobile_cellular_subs", "--area", "LBY", "--area", "ABW"}},
		{"from=2024-01-01&to=2024-12-31&source=wb-wdi", []string{"--from", "2024-01-01", "--to", "2024-12-31", "--source", "wb-wdi"}},
	} {
		csv, err := command(t, db, append([]string{"diff", "--format", "csv"}, c.args...)...)
		if err != nil {
			t.Fatal(err)
		}
		if _, body := s.get(t, "/api/v1/changes.csv?limit=20000&"+c.query); body != csv || strings.Count(csv, "\n") < 10 {
			t.Errorf("%s: the CSV of the command has %d bytes, of the API %d, or others", c.query, len(csv), len(body))
		}
		text, err := command(t, db, append([]string{"diff", "--format", "json"}, c.args...)...)
		if err != nil {
			t.Fatal(err)
		}
		var rows []json.RawMessage
		if err := json.Unmarshal([]byte(text), &rows); err != nil {
			t.Fatal(err)
		}
		if all := list[json.RawMessage](t, s, "/api/v1/changes?limit=500&"+c.query); fmt.Sprintf("%s", all) != fmt.Sprintf("%s", rows) {
			t.Errorf("%s: %d rows of the API, %d of the command, or others", c.query, len(all), len(rows))
		}
	}
}

func TestDiffRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"another form", []string{"--format", "xlsx"}, "none of table, json, csv"},
		{"backwards", []string{"--from", "30", "--to", "20"}, "--from is snapshot 30, after --to"},
		{"a snapshot that is not there", []string{"--from", "99999"}, "the newest is"},
		{"a word", []string{"--to", "yesterday"}, "YYYY-MM-DD"},
		{"an unknown source", []string{"--source", "nowhere"}, "nowhere"},
		{"an unknown indicator", []string{"--indicator", "nothing"}, "nothing"},
		{"an unknown area", []string{"--area", "XYZ"}, "XYZ"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := command(t, siteDB(t), append([]string{"diff"}, c.args...)...)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v lacks %q; output:\n%s", err, c.want, out)
			}
		})
	}
}

// TestEachSnapshotChangedWhatItsRunCounted compares states of the shipped
// figures with the counts that were made when they were stored.
func TestEachSnapshotChangedWhatItsRunCounted(t *testing.T) {
	ctx := context.Background()
	cfg, store, err := (&app{db: siteDB(t), log: slog.New(slog.DiscardHandler)}).open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	snapshots, err := store.Snapshots(ctx, 0)
	if err != nil || len(snapshots) < 40 {
		t.Fatalf("%d snapshots, %v", len(snapshots), err)
	}
	revised := 0
	for _, s := range snapshots {
		var counts dashboard.ChangeCounts
		c := dashboard.Changes{Store: store, Catalog: cfg.Catalog, From: s.ID - 1, To: s.ID}
		err := c.Each(ctx, func(v data.Change) error { counts.Add(v); return nil })
		n := counts.Total()
		if err != nil || n.Added != s.Counts.Added || n.Revised != s.Counts.Revised || n.Withdrawn != s.Counts.Withdrawn {
			t.Errorf("snapshot %d of %s: %+v, %v; its run counted %+v", s.ID, s.Source, n, err, s.Counts)
		}
		revised += n.Revised
	}
	if revised < 6000 {
		t.Errorf("only %d revisions in the shipped figures", revised)
	}
}
