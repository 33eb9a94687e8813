package dashboard

import (
	"context"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// changesSite serves the pages of a world.
func changesSite(t testing.TB, w *apiWorld) http.Handler {
	t.Helper()
	h, err := New(Deps{
		Edition: w.live.Load, Store: w.store, Log: slog.New(slog.NewTextHandler(&w.log, nil)), Version: "test",
		Vintage: func(_ context.Context, name string) (*progress.Edition, error) {
			if name != "old" {
				return nil, data.ErrNotFound
			}
			return w.old, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func changesPageOf(t *testing.T, h http.Handler, path string, status int) string {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	body, err := io.ReadAll(rec.Body)
	if err != nil || rec.Code != status {
		t.Fatalf("GET %s: %d, %v, want %d: %.300s", path, rec.Code, err, status, body)
	}
	if strings.Contains(string(body), "⟦") || strings.Contains(string(body), apiHostileLabel) {
		t.Errorf("%s lacks a message, or foreign text stands in it unescaped", path)
	}
	return string(body)
}

var changesTags = regexp.MustCompile(`<[^>]*>`)

// changesText is what a reader sees in the main part, blanks made one.
func changesText(body string) string {
	_, main, _ := strings.Cut(body, "<main")
	main = regexp.MustCompile(`(?s)<select.*?</select>`).ReplaceAllString(main, "")
	main = strings.NewReplacer("&#43;", "+", "&lt;", "<", "&gt;", ">").Replace(changesTags.ReplaceAllString(main, " "))
	return strings.ReplaceAll(strings.Join(strings.Fields(main), " "), " ,", ",")
}

func TestChangesPage(t *testing.T) {
	h := changesSite(t, newChangesWorld(t))
	for _, c := range []struct {
		name, query string
		want        []string // in this order
		not         []string
	}{
		{"the last release", "", []string{
			"Since snapshot 3, </script><b>x withdrew 3 figures.", "From snapshot 3, </script><b>x, December 2024, published 2024-12-01",
			"3 figures withdrawn", "Kenya 2022 29.4 (e) Individuals using the Internet % of population estimated", "Kenya 2023 ..", "Kenya 2024 >35 (p)", "Counts by series",
		}, []string{"figures revised", "Together"}},
		{"a release before", "?from=2&to=3", []string{
			"Between snapshots 2 and 3, </script><b>x revised 3 figures and added one.",
			"The largest revision: Individuals using the Internet, Kenya, 2022, from 27.0 to 29.4 per cent of the population (+8.9 per cent).",
			"3 figures revised",
			"Kenya 2022 27.0 29.4 (e) +8.9 Individuals using the Internet % of population published → estimated </script><b>x snapshot 1 → 3",
			"Kenya 2021 25.0 25.5 +2.0 Individuals using the Internet % of population published </script><b>x snapshot 1 → 3",
			"Kenya 2023 28.8 .. .. Individuals using the Internet % of population published → missing",
			"One figure added", "Kenya 2024 >35 (p)",
		}, nil},
		{"two sources", "?from=0", []string{"Since snapshot 0, 2 data sets added", "0: before the first snapshot", "more are in the CSV", "SP.POP.TOTL", "Together"}, nil},
		{"the last release of a source", "?source=wb-wdi", []string{"Since snapshot 1, WDI added 10 figures."}, nil},
		{"an indicator and an area", "?from=0&indicator=internet_users&area=TCD", []string{"Since snapshot 0, WDI added 2 figures.", "All sources, indicators and areas"}, nil},
		{"by days", "?from=2023-12-01&to=2024-11-30", []string{"Between snapshots 1 and 2, WDI added 10 figures."}, nil},
		{"nothing", "?from=2&area=TCD", []string{"No such figure differs between snapshots 2 and 4."}, []string{"Counts"}},
		{"backwards", "?from=3&to=2", []string{"Snapshot 3 is not before snapshot 2: choose an earlier state to compare from."}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := changesPageOf(t, h, "/changes"+c.query, http.StatusOK)
			rest := changesText(body)
			for _, want := range c.want {
				at := strings.Index(rest, want)
				if at < 0 {
					t.Fatalf("no %q in what is left: %.1500s", want, rest)
				}
				rest = rest[at+len(want):]
			}
			for _, not := range c.not {
				if strings.Contains(changesText(body), not+" ") {
					t.Errorf("%q stands there", not)
				}
			}
		})
	}
}

// TestChangesPageTellsReadingFromRevision: what another reading of the same
// bytes changed is told apart, and is no revision of the publisher's.
func TestChangesPageTellsReadingFromRevision(t *testing.T) {
	w := newChangesWorld(t)
	l := apiSecondRelease(t)
	l.Series, l.Origin.SHA256, l.Origin.Edition, l.Origin.Reread = l.Series[:6], "44", "March 2025", 4
	l.Series[5].Points[0].Value = 230
	w.save(t, l)
	w.live.Store(w.build(t, "2025-06-01"))
	h := changesSite(t, w)
	for _, c := range []struct {
		name, query string
		want        []string // in this order
		not         string
	}{
		{"the re-reading alone", "?from=4", []string{
			"2 figures read otherwise because we read kept bytes again: no publisher revised them.",
			"To snapshot 5, </script><b>x, March 2025, our re-reading of snapshot 4, published 2024-12-01",
			"2 figures changed by our re-reading", "Kenya 2020 23.0 230.0 +900.0", "snapshot 1 → 5, our re-reading",
			"Kenya 2021 25.5 – ..", "snapshot 3 → 5, our re-reading", "Counts by series", "our re-reading 1 1 0",
		}, "revised one figure"},
		{"by default it stands alone", "", []string{"2 figures read otherwise"}, "withdrew"},
		{"with releases before it", "?from=2", []string{
			"Since snapshot 2, </script><b>x withdrew 3 figures.", "One figure reads otherwise because we read kept bytes again", "snapshot 1 → 5, the publisher and our re-reading", "One figure changed by our re-reading",
		}, "+900.0 per cent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := changesPageOf(t, h, "/changes"+c.query, http.StatusOK)
			rest := changesText(body)
			if strings.Contains(rest, c.not) {
				t.Errorf("%q stands there", c.not)
			}
			for _, want := range c.want {
				at := strings.Index(rest, want)
				if at < 0 {
					t.Fatalf("no %q in what is left: %.1500s", want, rest)
				}
				rest = rest[at+len(want):]
			}
		})
	}
	body := changesText(changesPageOf(t, h, "/sources", http.StatusOK))
	if !strings.Contains(body, "March 2025, our re-reading of snapshot 4") {
		t.Errorf("the page of sources lacks it: %.2000s", body)
	}
	rows := apiRows[ChangeRow](t, w, "changes?from=4&by=reading")
	if len(rows) != 2 || rows[0].By != data.Reading || rows[1].Kind != data.Removed || rows[1].Snapshot != 5 || rows[1].NewSnapshot != nil {
		t.Errorf("rows %+v", rows)
	}
	if rows = apiRows[ChangeRow](t, w, "changes?from=4&by=publisher,both"); len(rows) != 0 {
		t.Errorf("rows of the publisher %+v", rows)
	}
	w.get(t, "changes?by=nobody", http.StatusBadRequest)
}

func TestChangesPageRefuses(t *testing.T) {
	h := changesSite(t, newChangesWorld(t))
	for _, query := range []string{"from=99", "to=5", "from=never", "source=none", "indicator=none", "area=XYZ", "vintage=none", "vintage=old&to=3"} {
		changesPageOf(t, h, "/changes?"+query, http.StatusNotFound)
	}
}

// TestChangesStayInAVintage: links and forms keep the reader in it.
func TestChangesStayInAVintage(t *testing.T) {
	body := changesPageOf(t, changesSite(t, newChangesWorld(t)), "/changes?vintage=old&area=KEN", http.StatusOK)
	links := regexp.MustCompile(`href="(/[^"]*)"`).FindAllStringSubmatch(body, -1)
	for _, m := range links {
		if !strings.Contains(m[1], "vintage=old") && !strings.HasPrefix(m[1], "/assets/") {
			t.Errorf("%s leads out of the vintage", m[1])
		}
	}
	if len(links) < 20 || !strings.Contains(body, `<input type="hidden" name="vintage" value="old">`) {
		t.Errorf("%d links, or the form leaves the vintage", len(links))
	}
	if !strings.Contains(body, `/api/v1/changes.csv?area=KEN&amp;from=0&amp;kind=added&amp;to=1&amp;vintage=old`) {
		t.Error("the CSV is not that of what is shown")
	}
}

// TestSourcesLeadToChanges: each snapshot has a link to what it changed.
func TestSourcesLeadToChanges(t *testing.T) {
	body := changesPageOf(t, changesSite(t, newChangesWorld(t)), "/sources", http.StatusOK)
	for _, want := range []string{`"/changes"`, `"/changes?from=0&amp;to=1"`, `"/changes?from=1&amp;to=2"`, `"/changes?from=3&amp;to=4"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no link to %s", want)
		}
	}
}

func TestBeforeRelease(t *testing.T) {
	at := func(id int64, source, edition, published string) data.Snapshot {
		return data.Snapshot{ID: id, Source: source, Origin: data.Origin{Edition: edition, Published: apiDay(t, published)}}
	}
	list := []data.Snapshot{ // newest first
		at(9, "a", "two", "2021-02-01"), at(8, "a", "two", "2021-02-01"), at(7, "b", "one", "2021-01-01"),
		at(5, "a", "two", "2021-02-01"), at(4, "a", "one", "2020-01-01"), at(2, "a", "one", "2019-01-01"),
	}
	for _, c := range []struct {
		name    string
		sources []string
		to      int64
		want    int64
	}{
		{"two loads of one release", nil, 9, 7},
		{"another source between does not end a release of the one asked for", []string{"a"}, 9, 4},
		{"one load", nil, 7, 6},
		{"the same edition of another day", nil, 4, 3},
		{"the first", nil, 2, 1},
		{"between two snapshots", nil, 6, 4},
		{"a source without loads", []string{"c"}, 9, 8},
		{"nothing", nil, 0, 0},
	} {
		if got := beforeRelease(list, c.sources, c.to); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// TestChangedValuesCanBeToldApart: digits enough to see the difference, and
// never more than were printed.
func TestChangedValuesCanBeToldApart(t *testing.T) {
	w := newAPIWorld(t)
	s, err := newSite(Deps{Edition: w.live.Load, Store: w.store, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	p := changesPage{s, pageRequest{edition: w.live.Load()}, Changes{Catalog: w.catalog}, changesFound{readers: newSeriesReaders(w.catalog)}}
	for _, c := range []struct {
		name               string
		old, now           float64
		oldDigits, digits  int
		wantOld, want, per string
	}{
		{"far", 40.8137, 29.40589905, 4, 8, "40.8", "29.4", "−28.0"},
		{"near", 16.5879, 16.5878548475992, 4, 13, "16.5879", "16.58785", "−0.0003"},
		{"other digits", 200, 200, 1, 0, "200.0", "200", "0.0"},
		{"to zero", 0.0001, 0, 4, 0, "0.0001", "0", "−100.0"},
		{"from zero", 0, 5, 1, 0, "0.0", "5", ""},
		{"digits not known", 1.0 / 3, 1.0/3 + 1e-9, -1, -1, "0.333333333", "0.333333334", "+0.0000003"},
		{"gone", 5, math.NaN(), 0, -1, "5", "..", ""},
		{"thousands", 1234567, 2345678, 0, 0, "1,234,567", "2,345,678", "+90.0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := data.Key{Source: "itu", Code: "USERS", Area: "KEN", Dims: data.Totals}
			status := map[bool]data.Status{true: data.Missing, false: data.Normal}[math.IsNaN(c.now)]
			row := p.row(data.Change{Key: k, Year: 2020, Old: &data.Point{Value: c.old, Decimals: c.oldDigits, Status: data.Normal},
				New: &data.Point{Value: c.now, Decimals: c.digits, Status: status}})
			if row.Old.Text != c.wantOld || row.New.Text != c.want || row.Percent != c.per {
				t.Errorf("%s -> %s (%s), want %s -> %s (%s)", row.Old.Text, row.New.Text, row.Percent, c.wantOld, c.want, c.per)
			}
		})
	}
}
