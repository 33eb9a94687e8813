package collector

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"golang.org/x/time/rate"
)

// Host is how often a publisher's server is asked, whichever of our sources
// ask it.
type Host struct {
	Name      string  `yaml:"id"`         // as in addresses, without the port; DefaultHost speaks for all that are not listed
	PerSecond float64 `yaml:"per_second"` // requests that may begin in a second
	AtOnce    int     `yaml:"at_once"`    // requests that may run at the same time
}

// DefaultHost names the limits of the hosts that are not listed.
const DefaultHost = "default"

// CheckHost says what is wrong with the limits of a host.
func CheckHost(h Host) error {
	if strings.ContainsAny(h.Name, "/:@ ") {
		return errors.New("the id must be the bare name of a host, such as api.example.org")
	}
	if h.PerSecond < 0.01 || h.PerSecond > 100 {
		return fmt.Errorf("per_second %g is not between 0.01 and 100", h.PerSecond)
	}
	if h.AtOnce < 1 || h.AtOnce > 8 {
		return fmt.Errorf("at_once %d is not between 1 and 8", h.AtOnce)
	}
	return nil
}

// Hosts is a transport that holds all requests to the limits of their hosts.
// A request counts until its answer has been read, so that slow answers are
// not piled up. It is safe for concurrent use.
type Hosts struct {
	next  http.RoundTripper
	limit map[string]Host
	mu    sync.Mutex
	doors map[string]door
}

// door is what the requests to one host pass.
type door struct {
	pace   *rate.Limiter
	places chan struct{}
}

// NewHosts holds next to the limits. Where none are listed for DefaultHost, two
// requests a second, one at a time, are.
func NewHosts(next http.RoundTripper, limits []Host) *Hosts {
	h := &Hosts{next: next, doors: map[string]door{}}
	h.limit = map[string]Host{DefaultHost: {DefaultHost, 2, 1}}
	for _, l := range limits {
		h.limit[l.Name] = l
	}
	return h
}

// RoundTrip implements http.RoundTripper. Its error is that of the context
// where it ends while the request waits for its turn.
func (h *Hosts) RoundTrip(r *http.Request) (*http.Response, error) {
	d := h.door(r.URL.Hostname())
	if err := d.enter(r.Context()); err != nil {
		return nil, err
	}
	leave := sync.OnceFunc(func() { <-d.places })
	resp, err := h.next.RoundTrip(r)
	if err != nil {
		leave()
		return nil, err
	}
	resp.Body = &leaving{resp.Body, leave}
	return resp, nil
}

func (h *Hosts) door(host string) door {
	h.mu.Lock()
	defer h.mu.Unlock()
	d, ok := h.doors[host]
	if !ok {
		l, listed := h.limit[host]
		if !listed {
			l = h.limit[DefaultHost]
		}
		d = door{rate.NewLimiter(rate.Limit(l.PerSecond), 1), make(chan struct{}, l.AtOnce)}
		h.doors[host] = d
	}
	return d
}

// enter waits for a place, then for the turn: a request that waits for its
// turn is the next one.
func (d door) enter(ctx context.Context) error {
	select {
	case d.places <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := d.pace.Wait(ctx); err != nil {
		<-d.places
		return err
	}
	return nil
}

// leaving gives the place free when the answer has been read or given up.
type leaving struct {
	io.ReadCloser
	leave func()
}

// Close implements io.Closer.
func (l *leaving) Close() error {
	defer l.leave()
	return l.ReadCloser.Close()
}
