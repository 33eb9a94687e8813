package seed

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
)

func openStore(t testing.TB) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "w.db"))
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

func now() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }

func day(t testing.TB, s string) data.Date {
	t.Helper()
	d, err := data.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func shipped(t testing.TB) []string {
	t.Helper()
	names, err := fs.Glob(figures, "figures/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	return names
}

var headerLine = regexp.MustCompile(`(?m)^# ([a-z0-9 ]+): (.+)$`)

// TestShippedFiles holds each file to what a reader and a lawyer need: the
// order of publication, where it is from, and whose it is.
func TestShippedFiles(t *testing.T) {
	licences, err := os.ReadFile("LICENSES.md")
	if err != nil {
		t.Fatal(err)
	}
	sha := regexp.MustCompile(`^[0-9a-f]{64}$`)
	seen, sources := map[string]string{}, map[string]bool{}
	before := data.Date{}
	for i, name := range shipped(t) {
		raw, err := fs.ReadFile(figures, name)
		if err != nil {
			t.Fatal(err)
		}
		load, err := Read(name, raw)
		if err != nil {
			t.Error(err)
			continue
		}
		if want := fmt.Sprintf("figures/%03d-%s-%s.txt", i+1, load.Source, load.Origin.Published); name != want {
			t.Errorf("%s should be named %s", name, want)
		}
		if load.Origin.Published.Before(before.Time) {
			t.Errorf("%s was published before the file in front of it", name)
		}
		before = load.Origin.Published
		head := map[string]string{}
		for _, m := range headerLine.FindAllStringSubmatch(string(raw), -1) {
			head[m[1]] = m[2]
		}
		for _, key := range []string{"publisher", "data set", "edition", "published", "url", "file", "format", "licence", "citation"} {
			if head[key] == "" {
				t.Errorf("%s does not say %s", name, key)
			}
		}
		if !sha.MatchString(load.Origin.SHA256) {
			t.Errorf("%s: sha256 %q", name, load.Origin.SHA256)
		}
		if other := seen[load.Source+load.Origin.SHA256]; other != "" {
			t.Errorf("%s is from the same bytes as %s", name, other)
		}
		seen[load.Source+load.Origin.SHA256] = name
		if !strings.Contains(string(licences), load.Source) {
			t.Errorf("LICENSES.md does not name %s", load.Source)
		}
		checkInScope(t, name, load)
		sources[load.Source] = true
	}
	for _, m := range regexp.MustCompile(`(?m)^\| ([a-z0-9, -]+) \|`).FindAllStringSubmatch(string(licences), -1) {
		for _, source := range strings.Split(m[1], ", ") {
			if source != "source" && !strings.HasPrefix(source, "---") && !sources[source] {
				t.Errorf("LICENSES.md names %s, of which no figure is shipped", source)
			}
		}
	}
}

// checkInScope looks for rows that the header does not speak for.
func checkInScope(t *testing.T, name string, load data.Load) {
	t.Helper()
	if load.Read == 0 {
		t.Errorf("%s has no figure", name)
	}
	for o := range data.Rows(load.Series) {
		s := load.Scope
		if !slices.Contains(s.Codes, o.Code) || o.Year < s.From || o.Year > s.To || s.Areas != nil && !slices.Contains(s.Areas, o.Area) {
			t.Errorf("%s: %s of %s in %d is outside the scope", name, o.Code, o.Area, o.Year)
			return
		}
	}
}

// The whole seed goes in as one snapshot for each file; a second time nothing
// is written, not even a run.
func TestFillTwice(t *testing.T) {
	ctx := context.Background()
	store := openStore(t)
	files := len(shipped(t))
	fill := func() {
		t.Helper()
		var steps []int
		if err := Fill(ctx, store, now, func(done, total int) {
			if total != files {
				t.Errorf("%d of %d", done, total)
			}
			steps = append(steps, done)
		}); err != nil {
			t.Fatal(err)
		}
		if len(steps) != files || !slices.IsSorted(steps) || steps[files-1] != files {
			t.Errorf("steps %v", steps)
		}
	}
	count := func() (snapshots, runs int) {
		t.Helper()
		s, err := store.Snapshots(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		r, err := store.Runs(ctx, data.RunQuery{Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		return len(s), len(r)
	}
	fill()
	if s, r := count(); s != files || r != files {
		t.Errorf("%d files made %d snapshots in %d runs", files, s, r)
	}
	fill()
	if s, r := count(); s != files || r != files {
		t.Errorf("the second time left %d snapshots and %d runs of %d files", s, r, files)
	}
}

// Shipped figures never replace newer ones.
func TestFillLeavesNewerFiguresAlone(t *testing.T) {
	ctx := context.Background()
	store := openStore(t)
	newer := data.Load{
		Source: "src", Scope: data.Scope{Codes: []string{"A"}, From: 2020, To: 2021},
		Origin: data.Origin{SHA256: "ff", Published: day(t, "2024-01-01")},
		Series: []data.Series{{Key: data.Key{Source: "src", Code: "A", Area: "KEN", Dims: data.Totals}, Points: []data.Point{{Year: 2020, Value: 9, Status: data.Normal}}}},
	}
	if _, err := store.Save(ctx, data.Run{Trigger: "import", Started: now(), Finished: now()}, newer, nil); err != nil {
		t.Fatal(err)
	}
	older := fstest.MapFS{"figures/001.txt": {Data: []byte(head + "# published: 2023-01-01\nA\tKEN\t\t\t\t\t2020\t1 2\n")}}
	if err := FillFrom(ctx, older, store, now, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	if got := dump(t, store, 0); got != "A KEN: 2020 9\n" {
		t.Errorf("the store has\n%s", got)
	}
}

func TestFillNamesTheFileThatItCannotRead(t *testing.T) {
	store := openStore(t)
	bad := fstest.MapFS{
		"figures/001.txt": {Data: []byte(head + "A\tKEN\t\t\t\t\t2020\t1 2\n")},
		"figures/002.txt": {Data: []byte(strings.Replace(head, "00aa", "00bb", 1) + "A\tKEN\t\t\t\t\t2020\t1 x\n")},
	}
	err := FillFrom(context.Background(), bad, store, now, func(int, int) {})
	if err == nil || !strings.Contains(err.Error(), "figures/002.txt:6: value of 2021") {
		t.Errorf("error %v", err)
	}
	if got := dump(t, store, 0); got != "A KEN: 2020 1, 2021 2\n" {
		t.Errorf("the store has\n%s", got)
	}
	full := errors.New("no space")
	failing := fillFailing{store, full}
	good := fstest.MapFS{"figures/003.txt": {Data: []byte(strings.Replace(head, "00aa", "00cc", 1) + "A\tKEN\t\t\t\t\t2020\t7\n")}}
	if err := FillFrom(context.Background(), good, failing, now, func(int, int) {}); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
}

type fillFailing struct {
	data.Store
	err error
}

func (f fillFailing) Save(context.Context, data.Run, data.Load, func(data.Diff) []string) (data.Run, error) {
	return data.Run{}, f.err
}

// dump writes all figures as of a snapshot, the newest where it is 0.
func dump(t testing.TB, store data.Reader, asOf int64) string {
	t.Helper()
	ctx := context.Background()
	if asOf == 0 {
		latest, err := store.Latest(ctx)
		if err != nil {
			t.Fatal(err)
		}
		asOf = latest
	}
	var b strings.Builder
	err := store.Series(ctx, asOf, data.Query{}, func(s data.Series) error {
		fmt.Fprintf(&b, "%s %s", s.Code, s.Area)
		if d := s.Dims.String(); d != "" {
			fmt.Fprintf(&b, " %s", d)
		}
		for i, p := range s.Points {
			sep := ", "
			if i == 0 {
				sep = ": "
			}
			fmt.Fprintf(&b, "%s%d %s", sep, p.Year, cellOf(p))
		}
		b.WriteByte('\n')
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
