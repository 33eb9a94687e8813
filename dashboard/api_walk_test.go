package dashboard

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestAPIWalks reads each list in pages of several sizes: no row is lost and
// none comes twice, in JSON by next and in CSV by the Link header.
func TestAPIWalks(t *testing.T) {
	w := newAPIWorld(t)
	for _, path := range []string{
		"paragraphs", "indicators", "areas", "sources", "runs", "",
		"observations?indicator=internet_users&sex=*&location=*", "observations?area=KEN,WLD&source=*&from=2016",
		"verdicts?area=KEN,TCD,WLD&benchmark=*,none",
	} {
		whole := apiRows[json.RawMessage](t, w, path)
		_, body := w.ask(t, http.MethodGet, apiCSVPath(path))
		_, lines := apiReadCSV(t, body)
		for _, limit := range []int{1, 2, 3, len(whole), len(whole) + 1} {
			t.Run(fmt.Sprintf("%s by %d", path, limit), func(t *testing.T) {
				if got := apiWalkJSON(t, w, path, limit); !slices.EqualFunc(got, whole, apiEqualJSON) {
					t.Errorf("the walk has %d rows, the list %d, or others", len(got), len(whole))
				}
				if got := apiWalkCSV(t, w, path, limit); fmt.Sprint(got) != fmt.Sprint(lines) {
					t.Errorf("the walk has %d lines, the table %d, or others", len(got), len(lines))
				}
			})
		}
	}
}

func apiEqualJSON(a, b json.RawMessage) bool { return string(a) == string(b) }

func apiCSVPath(path string) string {
	name, query, _ := strings.Cut(path, "?")
	return apiBase + name + ".csv?" + query
}

func apiWith(path, name, value string) string {
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return path + sep + name + "=" + url.QueryEscape(value)
}

func apiWalkJSON(t *testing.T, w *apiWorld, path string, limit int) []json.RawMessage {
	t.Helper()
	var all []json.RawMessage
	at := apiWith(path, "limit", fmt.Sprint(limit))
	for page := at; ; {
		a := w.get(t, page, http.StatusOK)
		var rows []json.RawMessage
		if err := json.Unmarshal(a.Data, &rows); err != nil {
			t.Fatal(err)
		}
		if len(rows) > limit || len(rows) == 0 {
			t.Fatalf("a page of %d rows, limit %d", len(rows), limit)
		}
		all = append(all, rows...)
		if a.Next == "" {
			return all
		}
		page = apiWith(at, "cursor", a.Next)
	}
}

func apiWalkCSV(t *testing.T, w *apiWorld, path string, limit int) [][]string {
	t.Helper()
	var all [][]string
	for page := apiWith(apiCSVPath(path), "limit", fmt.Sprint(limit)); ; {
		res, body := w.ask(t, http.MethodGet, page)
		if res.StatusCode != http.StatusOK {
			t.Fatalf("GET %s: %d", page, res.StatusCode)
		}
		_, lines := apiReadCSV(t, body)
		all = append(all, lines...)
		link := res.Header.Get("Link")
		if link == "" {
			return all
		}
		page = strings.TrimSuffix(strings.TrimPrefix(link, "<"), `>; rel="next"`)
	}
}

func TestAPICursorsHoldForOneStateAndOneQuery(t *testing.T) {
	w := newAPIWorld(t)
	next := w.get(t, "areas?limit=2", http.StatusOK).Next
	of := w.get(t, "observations?indicator=internet_users&limit=2", http.StatusOK).Next
	for _, c := range []struct {
		name, path string
		status     int
	}{
		{"its own query", "areas?limit=2&cursor=" + next, 200},
		{"another limit", "areas?limit=5&cursor=" + next, 200},
		{"the CSV of it", "areas.csv?cursor=" + next, 200},
		{"another resource", "indicators?cursor=" + next, 400},
		{"a resource that has no state", "runs?cursor=" + next, 400},
		{"another filter", "observations?indicator=phones&cursor=" + of, 400},
		{"fewer filters", "observations?area=KEN&cursor=" + of, 400},
		{"another vintage", "areas?vintage=old&cursor=" + next, 400},
		{"before the beginning", "areas?cursor=" + apiForged(t, next, -1), 400},
		{"beyond the end", "areas?cursor=" + apiForged(t, next, 1<<40), 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			if res, body := w.ask(t, http.MethodGet, apiBase+c.path); res.StatusCode != c.status {
				t.Errorf("%d, want %d: %.200s", res.StatusCode, c.status, body)
			}
		})
	}
	l := apiSecondRelease(t)
	l.Series, l.Origin.SHA256 = l.Series[:2], "44"
	w.save(t, l)
	w.live.Store(w.build(t, "2025-06-01"))
	for _, path := range []string{"areas?limit=2&cursor=" + next, "observations?indicator=internet_users&limit=2&cursor=" + of} {
		if e := w.get(t, path, http.StatusGone).Error; e.Field != "cursor" || !strings.Contains(e.Hint, "begin again") {
			t.Errorf("%+v", e)
		}
	}
}

// apiForged is a cursor with another place in it.
func apiForged(t *testing.T, cursor string, at int64) string {
	t.Helper()
	c, err := decodeAPICursor(cursor)
	if err != nil {
		t.Fatal(err)
	}
	c.At = at
	return c.String()
}

// Runs that begin during a walk do not shift it.
func TestAPIWalkOfRunsWhileTheyGrow(t *testing.T) {
	w := newAPIWorld(t)
	first := w.get(t, "runs?limit=2", http.StatusOK)
	l := apiSecondRelease(t)
	l.Series, l.Origin.SHA256 = l.Series[:2], "44"
	w.save(t, l)
	w.live.Store(w.build(t, "2025-06-01"))
	rest := apiRows[struct{ ID int64 }](t, w, "runs?limit=2&cursor="+first.Next)
	if len(rest) != 1 || rest[0].ID != 1 {
		t.Errorf("the second page has %+v, want run 1 alone", rest)
	}
}
