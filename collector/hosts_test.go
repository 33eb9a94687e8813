package collector_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wsiswatch/wsiswatch/collector"
)

// visits notes when each request began and how many ran at once, by host.
type visits struct {
	mu    sync.Mutex
	began map[string][]time.Duration
	now   map[string]int
	most  map[string]int
	start time.Time
	takes time.Duration
}

func newVisits(takes time.Duration) *visits {
	return &visits{began: map[string][]time.Duration{}, now: map[string]int{}, most: map[string]int{}, start: time.Now(), takes: takes}
}

func (v *visits) RoundTrip(r *http.Request) (*http.Response, error) {
	host := r.URL.Hostname()
	v.mu.Lock()
	v.began[host] = append(v.began[host], time.Since(v.start))
	v.now[host]++
	v.most[host] = max(v.most[host], v.now[host])
	v.mu.Unlock()
	body := &slowBody{takes: v.takes, done: func() {
		v.mu.Lock()
		v.now[host]--
		v.mu.Unlock()
	}}
	return &http.Response{StatusCode: 200, Body: body, Header: http.Header{}, Request: r}, nil
}

// slowBody takes a while to be read.
type slowBody struct {
	takes time.Duration
	done  func()
}

func (b *slowBody) Read([]byte) (int, error) {
	time.Sleep(b.takes)
	return 0, io.EOF
}

func (b *slowBody) Close() error {
	b.done()
	return nil
}

// TestHosts: requests keep their distance and their number, for each host by
// itself, until their answers have been read.
func TestHosts(t *testing.T) {
	limits := []collector.Host{{Name: "slow.example", PerSecond: 0.5, AtOnce: 1}, {Name: "wide.example", PerSecond: 100, AtOnce: 3}}
	tests := map[string]struct {
		takes time.Duration
		began []time.Duration
		most  int
	}{
		"http://slow.example/a":      {time.Second, []time.Duration{0, 2 * time.Second, 4 * time.Second, 6 * time.Second}, 1},
		"http://slow.example:81/b":   {5 * time.Second, []time.Duration{0, 5 * time.Second, 10 * time.Second, 15 * time.Second}, 1},
		"http://wide.example/":       {time.Second, []time.Duration{0, 10 * time.Millisecond, 20 * time.Millisecond, time.Second}, 3},
		"http://unlisted.example/?q": {0, []time.Duration{0, time.Second / 2, time.Second, 3 * time.Second / 2}, 1},
	}
	for address, tt := range tests {
		t.Run(address, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := newVisits(tt.takes)
				client := &http.Client{Transport: collector.NewHosts(v, limits)}
				var all sync.WaitGroup
				for range tt.began {
					all.Go(func() {
						resp, err := client.Get(address)
						if err != nil {
							t.Error(err)
							return
						}
						defer resp.Body.Close()
						if _, err := io.ReadAll(resp.Body); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
				for host, began := range v.began {
					if slices.Sort(began); !slices.Equal(began, tt.began) || v.most[host] != tt.most {
						t.Errorf("%s was asked at %v, %d at once", host, began, v.most[host])
					}
				}
			})
		})
	}
}

// TestHostsGiveUp: whoever gives up while it waits leaves no place taken.
func TestHostsGiveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hosts := collector.NewHosts(newVisits(0), []collector.Host{{Name: "a.example", PerSecond: 1. / 60, AtOnce: 1}})
		get := func(wait time.Duration) error {
			ctx, cancel := context.WithTimeout(t.Context(), wait)
			defer cancel()
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://a.example/", nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := hosts.RoundTrip(r)
			if err != nil {
				return err
			}
			return resp.Body.Close()
		}
		if err := get(time.Second); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if err := get(time.Second); err == nil {
				t.Fatal("a request within the minute was sent")
			}
		}
		if err := get(2 * time.Minute); err != nil {
			t.Errorf("after those that gave up: %v", err)
		}
	})
}

// TestHostsUnderClient: the limits hold for retries too, and an error of the
// transport gives its place free.
func TestHostsUnderClient(t *testing.T) {
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if calls++; calls < 3 {
			panic(http.ErrAbortHandler) // the connection breaks
		}
		io.WriteString(w, "figures")
	}))
	defer server.Close()
	base := &http.Client{Transport: collector.NewHosts(http.DefaultTransport, []collector.Host{{Name: "127.0.0.1", PerSecond: 100, AtOnce: 1}})}
	c := collector.NewClient(base, "test", collector.Politeness{Wait: time.Millisecond})
	got, err := c.Get(t.Context(), collector.Request{URL: server.URL})
	if err != nil || string(got.Bytes) != "figures" || calls != 3 {
		t.Errorf("%q, %v after %d calls", got.Bytes, err, calls)
	}
}

func TestCheckHost(t *testing.T) {
	tests := map[string]collector.Host{
		"per_second 0 is not between 0.01 and 100": {AtOnce: 1},
		"per_second 101 is not between":            {PerSecond: 101, AtOnce: 1},
		"at_once 0 is not between 1 and 8":         {PerSecond: 1},
		"at_once 9":                                {PerSecond: 1, AtOnce: 9},
		"bare name of a host":                      {Name: "https://a.example", PerSecond: 1, AtOnce: 1},
	}
	for want, h := range tests {
		if err := collector.CheckHost(h); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", h, err, want)
		}
	}
	if err := collector.CheckHost(collector.Host{Name: "a.example", PerSecond: 0.01, AtOnce: 8}); err != nil {
		t.Error(err)
	}
}
