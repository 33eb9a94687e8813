package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// site is the whole program running on a free port, filled with the shipped
// figures and without a network.
type site struct {
	base string
	stop func() error
	log  *lockedBuffer
	pid  int // of a program that runs as a process of its own
}

// sharedSite is started once: filling a database takes longer than asking it.
// It is the built program where there is one, as its users have it; the sites
// that tests start themselves run in the process of the tests, under its race
// detector.
var sharedSite = sync.OnceValues(func() (*site, error) {
	if bin := os.Getenv("WSISWATCH_BIN"); bin != "" {
		return keep(runSite(bin, "--db", filepath.Join(sharedDir, "e2e.db")))
	}
	return startShared(sharedDir)
})

// sharedSites are stopped when all tests are done.
var sharedSites []*site

// startShared starts a site that outlives the test which asks for it first.
// Tests of this package do not run beside each other.
func startShared(dir string, more ...string) (*site, error) {
	return keep(startSite(dir, more...))
}

func keep(s *site, err error) (*site, error) {
	if err == nil {
		sharedSites = append(sharedSites, s)
	}
	return s, err
}

// sharedDir is the temporary folder of TestMain.
var sharedDir string

func theSite(t *testing.T) *site {
	t.Helper()
	s, err := sharedSite()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ownSite starts a site for one test, which ends with it.
func ownSite(t *testing.T, dir string, more ...string) *site {
	t.Helper()
	s, err := startSite(dir, more...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func startSite(dir string, more ...string) (*site, error) {
	ctx, cancel := context.WithCancel(context.Background())
	out := &lockedBuffer{}
	addr := make(chan string, 1)
	done := make(chan error, 1)
	a := &app{stdout: out, stderr: out, now: time.Now, ready: func(s string) { addr <- s }}
	args := append([]string{"serve", "--offline", "--listen", "127.0.0.1:0", "--db", filepath.Join(dir, "e2e.db")}, more...)
	go func() { done <- a.execute(ctx, args) }()
	select {
	case err := <-done:
		cancel()
		return nil, err
	case at := <-addr:
		stop := func() error { cancel(); return <-done }
		return &site{base: "http://" + at, stop: stop, log: out}, nil
	}
}

// runSite is startSite for a program that is built, as a process of its own.
func runSite(bin string, args ...string) (*site, error) {
	cmd := exec.Command(bin, append([]string{"serve", "--offline", "--listen", "127.0.0.1:0"}, args...)...)
	log := &lockedBuffer{}
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("the program told no address: %w; %s", errors.Join(err, cmd.Wait()), log)
	}
	stop := func() error { return errors.Join(cmd.Process.Signal(syscall.SIGTERM), cmd.Wait()) }
	base := strings.TrimSuffix(strings.TrimSpace(strings.TrimPrefix(line, "wsiswatch is at ")), "/")
	return &site{base: base, stop: stop, log: log, pid: cmd.Process.Pid}, nil
}

// lockedBuffer is a log that the server writes while the test reads.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func (s *site) get(t *testing.T, path string) (int, string) {
	t.Helper()
	res, err := http.Get(s.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// list reads a JSON list of the API whole, following its cursor.
func list[T any](t *testing.T, s *site, path string) []T {
	t.Helper()
	var all []T
	cursor := ""
	for {
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		at := path
		if cursor != "" {
			at += sep + "cursor=" + cursor
		}
		status, body := s.get(t, at)
		if status != http.StatusOK {
			t.Fatalf("GET %s: %d: %.300s", at, status, body)
		}
		var page struct {
			Snapshot int64  `json:"snapshot"`
			Data     []T    `json:"data"`
			Next     string `json:"next"`
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil {
			t.Fatalf("GET %s: %v", at, err)
		}
		if page.Snapshot == 0 {
			t.Fatalf("GET %s names no snapshot", at)
		}
		all = append(all, page.Data...)
		if page.Next == "" {
			return all
		}
		cursor = page.Next
	}
}

type apiParagraph struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	Order   int    `json:"order"`
	Section string `json:"section"`
	Kind    string `json:"kind"`
	Scored  bool   `json:"scored"`
	Verdict struct {
		Class  string `json:"class"`
		Reason string `json:"reason"`
	} `json:"verdict"`
}

func TestParagraphsOfTheResolution(t *testing.T) {
	units := list[apiParagraph](t, theSite(t), "/api/v1/paragraphs")
	if len(units) != 71 {
		t.Fatalf("%d units, want 71", len(units))
	}
	kinds := map[string]int{}
	ids := map[string]bool{}
	for i, u := range units {
		if u.Order != i+1 {
			t.Errorf("%s stands at %d with order %d", u.ID, i+1, u.Order)
		}
		if ids[u.ID] {
			t.Errorf("id %s stands twice", u.ID)
		}
		ids[u.ID] = true
		kinds[u.Kind]++
		if u.Section == "" || u.Scored && u.Verdict.Class == "" && u.Verdict.Reason == "" {
			t.Errorf("%s lacks a section, a verdict or a reason", u.ID)
		}
	}
	for _, id := range []string{"16bis", "20sexies", "23quaterALT1", "48c", "49bisALT", "9", "12", "ts-u7"} {
		if !ids[id] {
			t.Errorf("no unit %s", id)
		}
	}
	if kinds["quantitative"] != 15 || kinds["proxy"] != 19 {
		t.Errorf("kinds are %v, want 15 quantitative and 19 proxy", kinds)
	}
}

func TestHeadlinesRestOnWhatTheWordsName(t *testing.T) {
	rests := map[string][]string{
		"16bis": {"gender_parity_internet"},
		"ts-u7": {"gender_parity_internet"},
		"10":    {"price_mobile_data_only", "price_fixed_broadband"},
		"45":    {"price_mobile_data_only", "price_fixed_broadband"},
		"9":     {"internet_users"},
		"12":    {"internet_users", "fixed_broadband_subs"},
	}
	cfg, err := (&app{}).config()
	if err != nil {
		t.Fatal(err)
	}
	for id, wants := range rests {
		_, p, ok := cfg.Catalog.Paragraph(id)
		if !ok {
			t.Errorf("no paragraph %s", id)
			continue
		}
		var has []string
		for _, h := range p.Headline {
			has = append(has, h.Indicator)
		}
		for _, want := range wants {
			if !slices.Contains(has, want) {
				t.Errorf("paragraph %s rests on %v, without %s", id, has, want)
			}
		}
	}
}

type apiObservation struct {
	Year     int         `json:"year"`
	Value    json.Number `json:"value"`
	Unit     string      `json:"unit"`
	Area     string      `json:"area"`
	Sex      string      `json:"sex"`
	Status   string      `json:"status"`
	Source   string      `json:"source"`
	Maker    string      `json:"maker"`
	Snapshot int64       `json:"snapshot"`
}

func TestKenyaWasRevised(t *testing.T) {
	s := theSite(t)
	rows := list[apiObservation](t, s, "/api/v1/observations?indicator=internet_users&area=KEN&source=wb-wdi&from=2022&to=2022")
	if len(rows) != 1 || rows[0].Value != "29.40589905" {
		t.Errorf("Kenya 2022 from wb-wdi is %+v, want 29.40589905", rows)
	}
}

func TestWorldFigureIsThePublishersOwn(t *testing.T) {
	rows := list[apiObservation](t, theSite(t), "/api/v1/observations?indicator=internet_users&area=WLD")
	if len(rows) == 0 {
		t.Fatal("no world figure")
	}
	for _, r := range rows {
		if r.Maker != "publisher" {
			t.Errorf("%d is %s", r.Year, r.Maker)
		}
	}
	last := rows[len(rows)-1]
	if last.Year != 2023 || last.Value.String()[:4] != "69.2" {
		t.Errorf("world latest is %+v, want 69.2 of 2023", last)
	}
}

func TestProbesAndMetrics(t *testing.T) {
	s := theSite(t)
	for path, want := range map[string]string{
		"/-/healthy": "", "/-/ready": "",
		"/metrics":           "wsis_commitment_status{",
		"/api/v1/indicators": "internet_users", "/api/v1/areas/KEN": "Kenya", "/api/v1/sources": "wb-wdi",
	} {
		status, body := s.get(t, path)
		if status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("GET %s: %d, %.200q", path, status, body)
		}
	}
}

// A second start must not fill the database again, and must stop when told.
func TestSecondStartIsQuickAndStops(t *testing.T) {
	dir := t.TempDir()
	var latest []int64
	for range 2 {
		s, err := startSite(dir)
		if err != nil {
			t.Fatal(err)
		}
		_, body := s.get(t, "/api/v1/paragraphs/9")
		var page struct {
			Snapshot int64 `json:"snapshot"`
		}
		if err := json.Unmarshal([]byte(body), &page); err != nil {
			t.Fatal(err)
		}
		latest = append(latest, page.Snapshot)
		if err := s.stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	}
	if latest[0] == 0 || latest[0] != latest[1] {
		t.Errorf("snapshots after the two starts: %v", latest)
	}
}
