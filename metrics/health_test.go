package metrics

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func TestHealth(t *testing.T) {
	loading := errors.New("the figures are being loaded")
	for _, c := range []struct {
		name, method, path string
		ready              error
		status             int
		body               string
	}{
		{"healthy before the first edition", "GET", "/-/healthy", loading, http.StatusOK, "healthy\n"},
		{"not ready says why", "GET", "/-/ready", loading, http.StatusServiceUnavailable, "the figures are being loaded\n"},
		{"ready", "GET", "/-/ready", nil, http.StatusOK, "ready\n"},
		{"HEAD of healthy", "HEAD", "/-/healthy", nil, http.StatusOK, ""},
		{"HEAD of not ready", "HEAD", "/-/ready", loading, http.StatusServiceUnavailable, ""},
		{"POST", "POST", "/-/ready", nil, http.StatusMethodNotAllowed, "Method Not Allowed\n"},
		{"another path", "GET", "/-/reload", nil, http.StatusNotFound, "404 page not found\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := httptest.NewServer(Health(func() error { return c.ready }))
			defer s.Close()
			res, body := ask(t, s, c.method, c.path)
			if res.StatusCode != c.status || string(body) != c.body {
				t.Errorf("%d %q, want %d %q", res.StatusCode, body, c.status, c.body)
			}
			if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") && c.status != http.StatusNotFound {
				t.Errorf("content type %q", res.Header.Get("Content-Type"))
			}
		})
	}
}

// TestARereadingIsNoChangeOfThePublisher: the last change keeps its counts and
// its time, and the publisher was asked all the same.
func TestARereadingIsNoChangeOfThePublisher(t *testing.T) {
	w := filled(t)
	lines := func() (out []string) {
		s := newServer(t, w.deps())
		_, body := ask(t, s, "GET", "/metrics")
		for _, line := range strings.Split(string(body), "\n") {
			if strings.HasPrefix(line, "wsis_collector_last_change_") && strings.Contains(line, "_rows{") {
				out = append(out, line)
			}
		}
		return out
	}
	before := lines()
	again := data.Load{Source: "pub", Scope: data.Scope{Codes: []string{"BAND"}, From: 2015, To: 2024}, Origin: data.Origin{Published: day(t, "2025-02-14"), Reread: 1}}
	saved, err := w.store.Save(t.Context(), data.Run{Trigger: "command", Started: noon, Finished: noon}, again, nil)
	if err != nil || saved.Counts.Withdrawn == 0 {
		t.Fatalf("%+v, %v", saved, err)
	}
	if after := lines(); len(before) != 4 || !slices.Equal(after, before) {
		t.Errorf("before %v\nafter %v", before, after)
	}
}
