package metrics

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
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
