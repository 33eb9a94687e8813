package dashboard

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// apiFault fails where an error is not one that the asker can be told.
func apiFault(t *testing.T, err error) {
	t.Helper()
	var e *apiError
	if !errors.As(err, &e) || e.Status < 400 || e.Status > 499 || e.Message == "" {
		t.Fatalf("error %#v", err)
	}
}

func FuzzParseAPIPath(f *testing.F) {
	for _, s := range []string{"/api/v1", "/api/v1/", "/api/v1/areas", "/api/v1/areas.csv", "/api/v1/paragraphs/48c.json", "/api/v1//x", "/api/v1/.csv", "/api/v2/", "", "/api/v1/a/b/c.csv.csv"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		p, err := parseAPIPath(path)
		if err != nil {
			apiFault(t, err)
			return
		}
		if p.format != "json" && p.format != "csv" || strings.Contains(p.resource, "/") || strings.HasSuffix(p.id, "/") {
			t.Fatalf("%q gives %+v", path, p)
		}
		again := apiBase + p.resource
		if p.id != "" {
			again += "/" + p.id
		}
		if q, err := parseAPIPath(again + "." + p.format); err != nil || q != p {
			t.Fatalf("%q gives %+v, and written out %+v, %v", path, p, q, err)
		}
	})
}

func FuzzParseAPIQuery(f *testing.F) {
	for _, s := range []string{"", "indicator=internet_users&area=KEN,WLD", "sex=&limit=5", "limit=-1", "cursor=eyJxIjoiMSIsIm4iOjF9", "from=2015&to=20155", "area=a%2Cb&area=c", "%zz", "a;b", "aera=KEN", "limit=%2B5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := parseAPIQuery("observations", raw, apiObservationParams)
		if err != nil {
			apiFault(t, err)
			return
		}
		if q.limit < 1 || q.limit > apiMaxLimit || q.hash == "" {
			t.Fatalf("%q gives %+v", raw, q)
		}
		again := url.Values{}
		for name, list := range q.values {
			if name != "limit" && name != "cursor" && !slices.Contains(apiObservationParams, name) {
				t.Fatalf("%q lets %q through", raw, name)
			}
			if len(list) == 0 || len(list) > apiMaxValues || slices.Contains(list, "") {
				t.Fatalf("%q gives %s the values %q", raw, name, list)
			}
			again.Set(name, strings.Join(list, ","))
		}
		p, err := parseAPIQuery("observations", again.Encode(), apiObservationParams)
		if err != nil || p.hash != q.hash || p.limit != q.limit || p.cursor != q.cursor {
			t.Fatalf("%q gives %+v, and written out %+v, %v", raw, q, p, err)
		}
		for _, name := range []string{"from", "to"} {
			if y, err := q.year(name, 2000); err != nil {
				apiFault(t, err)
			} else if y < 1000 || y > 9999 {
				t.Fatalf("%s of %q is %d", name, raw, y)
			}
		}
	})
}

func FuzzAPICursor(f *testing.F) {
	q, err := parseAPIQuery("areas", "", nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(apiCursor{"s1", q.hash, 5}.String())
	f.Add(apiCursor{"s2", q.hash, 5}.String())
	for _, s := range []string{"", "abc", "!", `{"e":"s1","q":"` + q.hash + `","n":-5}`, `{"n":1e99}`, `{"n":"1"}`, "null", "[]"} {
		f.Add(base64.RawURLEncoding.EncodeToString([]byte(s)))
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		asked := q
		asked.cursor = cursor
		at, err := asked.start("s1")
		switch {
		case err != nil:
			apiFault(t, err)
		case cursor == "" && at != 0, cursor != "" && at < 1:
			t.Fatalf("%q begins at %d", cursor, at)
		}
		if err == nil && cursor != "" {
			asked.cursor = apiCursor{"s1", q.hash, at}.String()
			if again, err := asked.start("s1"); err != nil || again != at {
				t.Fatalf("%q begins at %d, and written out at %d, %v", cursor, at, again, err)
			}
			var gone *apiError
			if _, err := asked.start("s2"); !errors.As(err, &gone) || gone.Status != http.StatusGone {
				t.Fatalf("%q holds for another edition: %v", cursor, err)
			}
		}
	})
}
