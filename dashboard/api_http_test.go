package dashboard

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

const apiSomeRows = apiBase + "observations?indicator=internet_users"

func TestAPIConditionalRequests(t *testing.T) {
	w := newAPIWorld(t)
	res, _ := w.ask(t, http.MethodGet, apiSomeRows)
	tag := res.Header.Get("ETag")
	res, _ = w.ask(t, http.MethodGet, apiSomeRows, "Accept-Encoding", "gzip")
	zipped := res.Header.Get("ETag")
	res, _ = w.ask(t, http.MethodGet, strings.Replace(apiSomeRows, "?", ".csv?", 1))
	table := res.Header.Get("ETag")
	if tag == "" || tag == zipped || tag == table || !strings.Contains(tag, "s3-c0ffee00-test-2025-06-01") {
		t.Fatalf("tags %s, %s, %s", tag, zipped, table)
	}
	for _, c := range []struct {
		name, match string
		status      int
	}{
		{"the same", tag, 304}, {"compressed", zipped, 304}, {"weak", "W/" + tag, 304}, {"among others", `"x", ` + tag, 304}, {"any", "*", 304},
		{"another format", table, 200}, {"another state", `"s1-c0ffee00-test-2025-06-01-json"`, 200}, {"none", "", 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, body := w.ask(t, http.MethodGet, apiSomeRows, "If-None-Match", c.match)
			if res.StatusCode != c.status || (c.status == 304) != (body == "") {
				t.Errorf("%d with %d bytes, want %d", res.StatusCode, len(body), c.status)
			}
			if res.Header.Get("ETag") == "" || res.Header.Get("Cache-Control") != "public, no-cache" || res.Header.Get("Vary") != "Accept-Encoding" {
				t.Errorf("headers %v", res.Header)
			}
		})
	}
	old, _ := w.ask(t, http.MethodGet, apiSomeRows+"&vintage=old", "If-None-Match", tag)
	if old.StatusCode != http.StatusOK {
		t.Errorf("a vintage takes the tag of the present: %d", old.StatusCode)
	}
}

// Answers about runs change with the runs, without a new edition.
func TestAPITagsOfRunsFollowTheRuns(t *testing.T) {
	w := newAPIWorld(t)
	tags := func() map[string]string {
		out := map[string]string{}
		for _, path := range []string{"runs", "sources", "sources/itu", "areas"} {
			res, _ := w.ask(t, http.MethodGet, apiBase+path)
			out[path] = res.Header.Get("ETag")
		}
		return out
	}
	before := tags()
	if _, err := w.store.SaveRun(context.Background(), data.Run{Source: "itu", Trigger: "schedule", Outcome: data.Failed, Error: "refused"}); err != nil {
		t.Fatal(err)
	}
	for path, tag := range tags() {
		if (tag == before[path]) != (path == "areas") {
			t.Errorf("%s: %s before, %s after a run", path, before[path], tag)
		}
	}
}

func TestAPIHead(t *testing.T) {
	w := newAPIWorld(t)
	for _, path := range []string{apiSomeRows, apiBase + "areas.csv", apiBase + "areas/KEN", apiBase + "areas/XYZ"} {
		get, _ := w.ask(t, http.MethodGet, path)
		head, body := w.ask(t, http.MethodHead, path)
		if body != "" || head.StatusCode != get.StatusCode || head.ContentLength != get.ContentLength || head.Header.Get("ETag") != get.Header.Get("ETag") {
			t.Errorf("HEAD %s: %d, %d bytes of %d; GET: %d, %d", path, head.StatusCode, len(body), head.ContentLength, get.StatusCode, get.ContentLength)
		}
	}
}

func TestAPICompresses(t *testing.T) {
	w := newAPIWorld(t)
	_, plain := w.ask(t, http.MethodGet, apiSomeRows)
	for _, c := range []struct {
		accept string
		zipped bool
	}{
		{"gzip", true}, {"br, gzip;q=0.5", true}, {"GZIP", false}, {"gzip;q=0", false}, {"identity", false}, {"", false},
	} {
		t.Run(c.accept, func(t *testing.T) {
			res, body := w.ask(t, http.MethodGet, apiSomeRows, "Accept-Encoding", c.accept)
			if zipped := res.Header.Get("Content-Encoding") == "gzip"; zipped != c.zipped {
				t.Fatalf("compressed: %t", zipped)
			}
			if c.zipped {
				z, err := gzip.NewReader(strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				b, err := io.ReadAll(z)
				if err != nil {
					t.Fatal(err)
				}
				body = string(b)
			}
			if body != plain {
				t.Error("the answers differ")
			}
		})
	}
}

func TestAPIIsReadOnlyAndOpenToOtherSites(t *testing.T) {
	w := newAPIWorld(t)
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"GET", apiBase + "areas", 200}, {"GET", apiBase + "areas/XYZ", 404}, {"GET", "/api/v2/areas", 404}, {"GET", "/api/", 404},
		{"OPTIONS", apiBase + "areas", 204}, {"OPTIONS", apiBase + "nowhere", 204},
		{"POST", apiBase + "areas", 405}, {"PUT", apiBase + "areas/KEN", 405}, {"PATCH", apiBase + "areas", 405}, {"DELETE", apiBase + "runs", 405},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			res, body := w.ask(t, c.method, c.path, "Origin", "https://elsewhere.example")
			h := res.Header
			if res.StatusCode != c.status || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%d %v", res.StatusCode, h)
			}
			if c.status >= 400 && (h.Get("Cache-Control") != "no-store" || !strings.HasPrefix(body, `{"error":{"message":`)) {
				t.Errorf("%v: %s", h, body)
			}
			if c.method != http.MethodGet && h.Get("Allow") != "GET, HEAD, OPTIONS" {
				t.Errorf("Allow is %q", h.Get("Allow"))
			}
		})
	}
	res, _ := w.ask(t, http.MethodOptions, apiBase+"areas", "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "If-None-Match")
	if res.Header.Get("Access-Control-Allow-Methods") != "GET, HEAD" || res.Header.Get("Access-Control-Allow-Headers") != "If-None-Match" {
		t.Errorf("%v", res.Header)
	}
}

func TestAPIBeforeTheFirstEdition(t *testing.T) {
	w := newAPIWorld(t)
	w.live.Store(nil)
	res, body := w.ask(t, http.MethodGet, apiBase+"areas")
	if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" || !strings.Contains(body, "/-/ready") {
		t.Errorf("%d %v: %s", res.StatusCode, res.Header, body)
	}
}

// What is not the asker's fault is logged with its cause and not told.
func TestAPIHidesFaultsOfTheServer(t *testing.T) {
	w := newAPIWorld(t)
	w.server.Close()
	w.serve(apiBrokenStore{w.store})
	res, body := w.ask(t, http.MethodGet, apiBase+"sources")
	if res.StatusCode != http.StatusInternalServerError || strings.Contains(body, "disk") || !strings.Contains(body, "the log of the server") {
		t.Errorf("%d: %s", res.StatusCode, body)
	}
	if !strings.Contains(w.log.String(), "list waiting holds: the disk is gone") {
		t.Errorf("the log lacks the cause: %s", w.log.String())
	}
	if res, _ := w.ask(t, http.MethodGet, apiBase+"areas"); res.StatusCode != http.StatusOK {
		t.Errorf("figures need the store: %d", res.StatusCode)
	}
}

type apiBrokenStore struct{ data.Reader }

func (apiBrokenStore) Holds(context.Context, ...data.HoldState) ([]data.Hold, error) {
	return nil, errors.New("the disk is gone")
}
