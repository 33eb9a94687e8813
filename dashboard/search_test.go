package dashboard

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wsiswatch/wsiswatch/data"
)

// searchCatalog has names that are hard to find: accents, other scripts, codes
// that begin like others.
func searchCatalog(t testing.TB) *data.Catalog {
	t.Helper()
	d := apiDefinitions(t)
	for i, a := range d.Areas {
		switch a.Code {
		case "KEN":
			d.Areas[i].Names = map[string]string{"en": "Kenya", "ru": "Кения", "zh": "肯尼亚", "ar": "كينيا"}
		case "TCD":
			d.Areas[i].Names = map[string]string{"en": "Chad", "fr": "Tchad"}
			d.Areas[i].Aliases = []string{"Republic of Chad"}
		}
	}
	d.Areas = append(d.Areas,
		data.Area{Code: "CIV", M49: "384", Names: map[string]string{"en": "Côte d’Ivoire"}},
		data.Area{Code: "AFG", M49: "004", Names: map[string]string{"en": "Afghanistan", "ar": "أفغانستان"}},
		data.Area{Code: "NER", M49: "562", Names: map[string]string{"en": "Niger"}},
		data.Area{Code: "NGA", M49: "566", Names: map[string]string{"en": "Nigeria"}},
	)
	d.Indicators[0].CoreList, d.Indicators[0].SDG = "HH7 (2022)", "17.8.1"
	d.Resolutions[0].Paragraphs[0].Summary = "Asks for broadband in schools."
	c, err := data.NewCatalog(d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func searchIndexOf(t testing.TB) *searchIndex {
	return newSearchIndex(searchCatalog(t), func(p data.Paragraph) string { return "Paragraph " + trimDot(p.Number) })
}

func TestFind(t *testing.T) {
	x := searchIndexOf(t)
	for _, c := range []struct {
		name, query string
		first       string // kind and id of the best
		not         string // what must not be found
	}{
		{"number of a paragraph", "9", "paragraph 9", ""},
		{"irregular number", "16bis", "paragraph 16bis", "paragraph 9"},
		{"the same with a blank", "16 BIS", "paragraph 16bis", ""},
		{"with its word", "paragraph 9", "paragraph 9", "paragraph 16bis"},
		{"beginning of a word of the summary", "broadb", "paragraph 16bis", "paragraph 20"},
		{"code of an economy", "ken", "area KEN", ""},
		{"number of M49", "384", "area CIV", ""},
		{"number of M49 without its zeros", "4", "area AFG", ""},
		{"without accents", "cote d'ivoire", "area CIV", ""},
		{"without accents, beginnings only", "COT IV", "area CIV", ""},
		{"with accents", "Côte", "area CIV", ""},
		{"a whole name before a longer one", "niger", "area NER", ""},
		{"Russian", "кен", "area KEN", "area TCD"},
		{"Chinese from the middle", "尼亚", "area KEN", ""},
		{"Arabic without its hamza", "افغان", "area AFG", ""},
		{"another name", "republic of chad", "area TCD", "area KEN"},
		{"id of an indicator", "internet_users", "indicator internet_users", ""},
		{"code of a list", "HH7", "indicator internet_users", ""},
		{"number of an SDG indicator", "17.8.1", "indicator internet_users", "area AFG"},
		{"code of a publisher's series", "IT.NET", "indicator internet_users", ""},
		{"id of a source", "wb-wdi", "source wb-wdi", ""},
		{"publisher", "world bank", "source wb-wdi", "source itu"},
		{"a word that is nowhere", "ken xyzzy", "", ""},
		{"the middle of a word", "enya", "", ""},
		{"no word", " .,-’ ", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, h := range x.find(c.query) {
				got = append(got, h.kind+" "+h.id)
			}
			if c.first == "" && len(got) > 0 || c.first != "" && (len(got) == 0 || got[0] != c.first) {
				t.Errorf("found %q, want %q first", got, c.first)
			}
			if c.not != "" && slices.Contains(got, c.not) {
				t.Errorf("found %q among %q", c.not, got)
			}
		})
	}
}

func TestFindSaysWhichNameMatched(t *testing.T) {
	x := searchIndexOf(t)
	for query, want := range map[string]string{"tchad": "Tchad", "republic": "Republic of Chad", "кения": "Кения", "chad": "Chad", "tcd": "Chad"} {
		if hits := x.find(query); len(hits) == 0 || hits[0].name != want {
			t.Errorf("%q finds %+v, want the name %q", query, hits, want)
		}
	}
}

func TestSearchWords(t *testing.T) {
	for in, want := range map[string]string{
		"Côte d’Ivoire": "cote d ivoire", "São Tomé": "sao tome", "Türkiye": "turkiye", "İstanbul": "istanbul", "Łódź": "lodz", "Færøerne": "faeroerne",
		"Straße": "strasse", "ﬁbre": "fibre", "G5/10 Mbit": "g5 10 mbit", "": "", "\xff\x00": "", "١٢": "١٢",
	} {
		if got := strings.Join(searchWords(in), " "); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func searchSeeds() []string {
	return []string{"", "9", "16bis", "côte", "肯", "كينيا", "a b c", `<b>x`, `"><script>`, "\xff\x00", "İ", "ẞ", "\u202e", strings.Repeat("a", 300)}
}

// FuzzSearch holds what is found: the words of a query are stable, and what is
// found holds each of them, best first.
func FuzzSearch(f *testing.F) {
	for _, s := range searchSeeds() {
		f.Add(s)
	}
	x := searchIndexOf(f)
	f.Fuzz(func(t *testing.T, query string) {
		words := searchWords(query)
		if again := searchWords(strings.Join(words, " ")); !slices.Equal(words, again) {
			t.Fatalf("the words of %q are %q, and of these %q", query, words, again)
		}
		hits := x.find(query)
		if !slices.IsSortedFunc(hits, func(a, b searchHit) int { return b.score - a.score }) {
			t.Fatalf("%q is not sorted", query)
		}
		for _, h := range hits {
			if h.score < scoreCode && !holdsAll(h.searchDoc, words) {
				t.Fatalf("%q finds %s %s, which lacks a word of it", query, h.kind, h.id)
			}
		}
	})
}

// FuzzSearchPage holds the page: it answers each query, but one too long to be
// read, and shows it as text.
func FuzzSearchPage(f *testing.F) {
	for _, s := range searchSeeds() {
		f.Add(s)
	}
	s := searchSite(f)
	f.Fuzz(func(t *testing.T, query string) {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/search?q="+url.QueryEscape(query), nil))
		body := w.Body.String()
		want := http.StatusOK
		if len(query) > longest {
			want = http.StatusBadRequest
		}
		if w.Code != want || strings.Contains(body, "⟦") || !utf8.ValidString(body) {
			t.Fatalf("%q: %d", query, w.Code)
		}
		if strings.ContainsAny(query, "<>\"") && len(query) > 3 && len(query) <= longest && strings.Contains(strings.Split(body, "<main")[1], query) {
			t.Fatalf("%q stands unescaped in the page", query)
		}
	})
}

func holdsAll(d *searchDoc, words []string) bool {
	said := append(slices.Concat(d.titles...), d.body...)
	for _, word := range words {
		if !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, word) }) {
			return false
		}
	}
	return true
}

// searchSite is the pages over the small world of the interface for programs.
func searchSite(t testing.TB) http.Handler {
	t.Helper()
	w := newAPIWorld(t)
	h, err := New(Deps{Edition: w.live.Load, Store: w.store, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestSearchIsNotKept holds the cache against queries without end.
func TestSearchIsNotKept(t *testing.T) {
	w := newAPIWorld(t)
	s, err := newSite(Deps{Edition: w.live.Load, Store: w.store, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	s.routes(mux)
	ask := func(path, tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("If-None-Match", tag)
		rec := httptest.NewRecorder()
		mux.ServeHTTP(rec, r)
		return rec
	}
	first := ask("/search?q=kenya", "")
	if first.Code != http.StatusOK || !strings.Contains(first.Body.String(), "Kenya") {
		t.Fatalf("%d: %s", first.Code, first.Body)
	}
	if again := ask("/search?q=kenya", first.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("the same page again: %d, want 304", again.Code)
	}
	if len(s.cache.pages) != 0 {
		t.Errorf("%d pages kept", len(s.cache.pages))
	}
	if ask("/matrix", ""); len(s.cache.pages) != 1 {
		t.Errorf("%d pages kept after one that may be", len(s.cache.pages))
	}
}
