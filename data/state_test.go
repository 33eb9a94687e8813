package data_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
)

func day(t *testing.T, s string) data.Date {
	t.Helper()
	d, err := data.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// stateStore has four snapshots: of January and March 2020, an old one that
// was loaded late, and one of which no publication date is known. Three were
// stored on 6 May 2024, the last a day later.
func stateStore(t *testing.T) data.Store {
	t.Helper()
	ctx := context.Background()
	s, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "w.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for i, published := range []string{"2020-01-31", "2020-03-01", "2019-06-01", ""} {
		code := string(rune('A' + i))
		s.Now = func() time.Time { return time.Date(2024, 5, 6+i/3, 23, 59, 0, 0, time.UTC) }
		l := data.Load{Source: "src", Scope: data.Scope{Codes: []string{code}, From: 2000, To: 2020}, Origin: data.Origin{Published: day(t, published)}}
		l.Series = []data.Series{{Key: data.Key{Source: "src", Code: code, Area: "KEN"}, Points: []data.Point{{Year: 2019, Value: 1, Status: data.Normal}}}}
		if r, err := s.Save(ctx, data.Run{Trigger: "import"}, l, nil); err != nil || r.Snapshot != int64(i+1) {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	for name, snapshot := range map[string]int64{"report": 2, "last": 4} {
		if err := s.SaveVintage(ctx, data.Vintage{Name: name, Snapshot: snapshot, Reference: day(t, "2024-05-06")}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestStateOf(t *testing.T) {
	s := stateStore(t)
	for _, c := range []struct {
		name, word string
		latest     int64
		want       int64
		fault      string
	}{
		{"a number", "3", 4, 3, ""},
		{"before the first", "0", 4, 0, ""},
		{"a number that is not there yet", "5", 4, 0, "the newest is 4"},
		{"a number later than the edition", "4", 3, 0, "the newest is 3"},
		{"less than none", "-1", 4, 0, "snapshot -1"},
		{"a vintage", "report", 4, 2, ""},
		{"a vintage later than the edition", "last", 3, 0, `snapshot 4 of the vintage "last"`},
		{"no such word", "yesterday", 4, 0, "YYYY-MM-DD"},
		{"no such day", "2020-02-30", 4, 0, "YYYY-MM-DD"},
		{"nothing", "", 4, 0, "YYYY-MM-DD"},
		{"before everything", "2020-01-30", 4, 0, ""},
		{"the day of a release", "2020-01-31", 4, 1, ""},
		{"the day before a release", "2020-02-29", 4, 1, ""},
		{"what was published before and loaded late is in", "2020-03-01", 4, 3, ""},
		{"without a date a load is in by storing only", "2024-05-05", 4, 3, ""},
		{"the day of storing", "2024-05-06", 4, 3, ""},
		{"the day after", "2024-05-07", 4, 4, ""},
		{"a day after the edition", "2030-01-01", 2, 2, ""},
		{"a day in an empty edition", "2030-01-01", 0, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := data.StateOf(context.Background(), s, c.word, c.latest)
			if c.fault != "" {
				if !errors.Is(err, data.ErrNotFound) || !strings.Contains(err.Error(), c.fault) {
					t.Errorf("%d, %v; want an error that says %q", got, err, c.fault)
				}
				return
			}
			if err != nil || got != c.want {
				t.Errorf("%d, %v; want %d", got, err, c.want)
			}
		})
	}
}
