package metrics

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"sync"
	"testing"

	"github.com/prometheus/common/expfmt"

	"github.com/wsiswatch/wsiswatch/progress"
)

// TestScrapesDuringASwap changes the edition while others scrape: each answer
// must be whole and of one edition, and nobody may see an older one again.
func TestScrapesDuringASwap(t *testing.T) {
	w := newWorld(t)
	editions := growing(t, w, 6)
	w.shown.Store(editions[0])
	s := newServer(t, w.deps())
	stop := make(chan struct{})
	var scrapers sync.WaitGroup
	for range 4 {
		scrapers.Go(func() {
			last := 0
			for {
				n, err := scrape(s.URL)
				if err == nil && n < last {
					err = fmt.Errorf("edition %d after %d", n, last)
				}
				if err != nil {
					t.Error(err)
					return
				}
				last = n
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	for _, e := range editions[1:] {
		w.shown.Store(e)
		if n, err := scrape(s.URL); err != nil || n != int(e.ID().Snapshot) {
			t.Errorf("after the swap to %d a scrape shows %d, %v", e.ID().Snapshot, n, err)
		}
	}
	close(stop)
	scrapers.Wait()
}

// growing gives editions in which snapshot n has n per cent of users.
func growing(t *testing.T, w *world, n int) []*progress.Edition {
	t.Helper()
	var out []*progress.Edition
	for i := 1; i <= n; i++ {
		w.save(t, map[string]map[string][]float64{"USERS": {"WLD": {float64(i)}, "LDC": {float64(i)}}})
		out = append(out, w.build(t))
	}
	return out
}

var (
	snapshotLine = regexp.MustCompile(`(?m)^wsis_snapshot_id (\d+)$`)
	usersLine    = regexp.MustCompile(`(?m)^wsis_group_internet_users_ratio\{group="(?:WLD|LDC)"\} 0\.0(\d)$`)
)

// scrape gives the snapshot that an answer is of, and fails where its lines
// do not agree.
func scrape(base string) (int, error) {
	res, err := http.Get(base + "/metrics")
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err
	}
	id := snapshotLine.FindSubmatch(body)
	users := usersLine.FindAllSubmatch(body, -1)
	if id == nil || len(users) != 2 || string(users[0][1]) != string(id[1]) || string(users[1][1]) != string(id[1]) {
		return 0, fmt.Errorf("snapshot %q has the users %q", id, users)
	}
	var n int
	_, err = fmt.Sscan(string(id[1]), &n)
	return n, err
}

// An edition is rendered once for each format, however many ask at once.
func TestAnEditionIsRenderedOnce(t *testing.T) {
	w := filled(t)
	x, err := New(w.deps())
	if err != nil {
		t.Fatal(err)
	}
	text := expfmt.NewFormat(expfmt.TypeTextPlain)
	get := func() *byte {
		t.Helper()
		r, err := x.fixed(selection{}, text)
		if err != nil || len(r.plain) == 0 {
			t.Fatalf("%d bytes, %v", len(r.plain), err)
		}
		return &r.plain[0]
	}
	first := get()
	if get() != first {
		t.Error("the same edition was rendered twice")
	}
	w.shown.Store(w.build(t))
	if get() == first {
		t.Error("another edition was not rendered")
	}
}

func TestWhatIsOverTheBoundIsNotKept(t *testing.T) {
	var k kept
	e := filled(t).shown.Load()
	made := 0
	for range 2 {
		for _, r := range []rendered{{plain: make([]byte, keptBytes-1)}, {plain: make([]byte, 2)}} {
			if _, err := k.get(e, fmt.Sprint(len(r.plain)), func() (rendered, error) { made++; return r, nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
	if made != 3 || k.bytes > keptBytes {
		t.Errorf("%d were made, want 3, and %d bytes kept", made, k.bytes)
	}
}

func BenchmarkScrape(b *testing.B) {
	w := filled(b)
	s := newServer(b, w.deps())
	for b.Loop() {
		if res, _ := ask(b, s, http.MethodGet, "/metrics", "Accept-Encoding", "gzip"); res.StatusCode != http.StatusOK {
			b.Fatal(res.Status)
		}
	}
}
