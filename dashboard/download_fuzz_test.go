package dashboard

import (
	"encoding/csv"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

// FuzzDownload asks for files by any name and query: the answer is a table
// under a name that a header can carry, or a fault of the asker.
func FuzzDownload(f *testing.F) {
	for _, s := range [][2]string{
		{"/i/internet_users.csv", "area=KEN&from=2016"}, {"/i/internet_users.sdmx.csv", "sex=*&source=*"}, {"/p/9.verdicts.csv", "method=escap"},
		{"/a/KEN.csv", "indicator=phones&vintage=old"}, {"/i/\".csv", ""}, {"/a/..csv", "limit=1"}, {"/p/9.csv", "vintage=%22%0d%0a"}, {"/i/balance.csv", "%zz"},
	} {
		f.Add(s[0], s[1])
	}
	h := changesSite(f, newAPIWorld(f))
	f.Fuzz(func(t *testing.T, path, query string) {
		req := httptest.NewRequest(http.MethodGet, "/", nil)
		req.URL = &url.URL{Path: path, RawQuery: query}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		if rec.Code >= 500 {
			t.Fatalf("%q ? %q: %d %s", path, query, rec.Code, rec.Body)
		}
		named := rec.Header().Get("Content-Disposition")
		if rec.Code != http.StatusOK || named == "" {
			return
		}
		if _, params, err := mime.ParseMediaType(named); err != nil || params["filename"] == "" {
			t.Fatalf("%q ? %q is named %q: %v", path, query, named, err)
		}
		if kind, _, _ := mime.ParseMediaType(rec.Header().Get("Content-Type")); kind == "text/csv" {
			if _, err := csv.NewReader(rec.Body).ReadAll(); err != nil {
				t.Fatalf("%q ? %q is no table: %v", path, query, err)
			}
		}
	})
}
