package collector_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/collector"
)

func TestSpecFaults(t *testing.T) {
	tests := map[string]struct{ kind, params, want string }{
		"by hand":        {"", "", ""},
		"good":           {"worldbank", "url: https://publisher.example/v2\nper_page: 100\nsource: 2", ""},
		"unknown kind":   {"worldbnak", "url: https://publisher.example/v2", `source s: unknown kind "worldbnak"; known are ` + strings.Join(collector.Kinds(), ", ")},
		"misspelt key":   {"worldbank", "url: https://publisher.example/v2\nperpage: 100", "perpage"},
		"no address":     {"worldbank", "per_page: 100", `url "" is not the address`},
		"not an address": {"worldbank", "url: publisher.example", "is not the address"},
		"both ways":      {"data360", "files: https://publisher.example/f\napi: https://publisher.example/a", "give one of files and api"},
		"neither way":    {"data360", "", "give one of files and api"},
		"no database":    {"data360", "api: https://publisher.example/a", "needs the database"},
		"no API":         {"data360", "api: publisher.example\ndatabase: X", `api "publisher.example" is not an address`},
		"files":          {"data360", "files: https://publisher.example/f", ""},
		"no answer":      {"itu-datahub", "url: https://publisher.example/v4\nanswer: v4", `unknown answer "v4"; known are v2-json, v2-zip, v3-csv`},
		"no DataHub":     {"itu-datahub", "answer: v2-zip", `url "" is not an address`},
		"no workbook":    {"itu-prices", "url: baskets.xlsx", `url "baskets.xlsx" is not an address`},
		"no urls":        {"table", "", "no urls"},
		"no layout":      {"table", "urls: [{url: https://publisher.example/a.csv}]", `no pattern under files fits "a.csv"; add one, or give the url a name`},
		"an archive":     {"table", "urls: [{url: https://publisher.example/a.zip}]", ""},
		"a given name":   {"table", "urls: [{url: 'https://publisher.example/get?id=1', name: a.json}]", ""},
		"no rows a page": {"worldbank", "url: https://publisher.example/v2\nper_page: 0", "must be positive"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := collector.CheckSpec(spec(t, "s", tt.kind, tt.params))
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

// TestGetConditional: an address whose answer still holds sends no body.
func TestGetConditional(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"v1"`)
		w.Write([]byte("rows"))
	}))
	defer s.Close()
	c := collector.NewClient(s.Client(), "1", collector.Politeness{})
	a, err := c.Get(t.Context(), collector.Request{URL: s.URL})
	if err != nil || string(a.Bytes) != "rows" || a.ETag != `"v1"` {
		t.Fatalf("%+v, %v", a, err)
	}
	if _, err := c.Get(t.Context(), collector.Request{URL: s.URL, ETag: a.ETag}); !errors.Is(err, collector.ErrUnchanged) {
		t.Errorf("error %v", err)
	}
}

// TestErrorsKeepSecrets: no password and no key of an address is in an error,
// whatever the fault.
func TestErrorsKeepSecrets(t *testing.T) {
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) }))
	defer refusing.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	c := collector.NewClient(&http.Client{}, "1", collector.Politeness{Attempts: 1})
	for name, base := range map[string]string{"refused": refusing.URL, "unreachable": gone.URL, "not an address": "http://[::1"} {
		t.Run(name, func(t *testing.T) {
			address := strings.Replace(base, "://", "://user:hunter2@", 1) + "/x?code=A&api_key=s3cret"
			_, err := c.Get(t.Context(), collector.Request{URL: address})
			if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("error %v", err)
			}
			if name == "unreachable" && !errors.Is(err, collector.ErrUnreachable) {
				t.Errorf("error %v is not ErrUnreachable", err)
			}
		})
	}
}
