package dashboard

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

// importedTexts is what a person imported, as the page is given it.
type importedTexts struct {
	state string
	doc   data.Document
	err   error
}

func (i *importedTexts) State() string { return i.state }

func (i *importedTexts) Text(_ context.Context, r data.Resolution) (data.Document, error) {
	if r.ID != "first" {
		return data.Document{}, data.ErrNotFound
	}
	return i.doc, i.err
}

func textOf(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	if rec.Code != http.StatusOK || strings.Contains(rec.Body.String(), "⟦") {
		t.Fatalf("GET %s: %d: %.300s", path, rec.Code, rec.Body)
	}
	return rec.Body.String()
}

// TestParagraphShowsItsImportedText walks through what can become of a text, on
// one site, so that a page kept too long would show.
func TestParagraphShowsItsImportedText(t *testing.T) {
	w := newAPIWorld(t)
	texts := &importedTexts{err: data.ErrNotFound}
	h, err := New(Deps{Edition: w.live.Load, Store: w.store, Texts: texts, Log: slog.New(slog.NewTextHandler(&w.log, nil)), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	const words = "Calls for </script><b>x & all to be online by 2025;"
	at := strings.Index(words, "all to")
	document := func(marks ...data.Mark) data.Document {
		return data.Document{
			File: "draft<1>.txt", SHA256: "0123456789abcdef", Imported: time.Date(2031, 8, 1, 9, 0, 0, 0, time.UTC),
			Passages: map[string]data.Passage{"9": {Number: "9.", Text: words, Marks: marks}},
		}
	}
	const shown = `<b>9.</b> Calls for &lt;/script&gt;&lt;b&gt;x &amp; `
	for _, c := range []struct {
		name, state string
		doc         data.Document
		err         error
		want, not   []string
	}{
		{"none imported", "", data.Document{}, data.ErrNotFound, []string{"nobody has imported the document", "<code>wsiswatch resolution import FILE</code>"}, []string{"<blockquote"}},
		{"imported", "d1", document(), nil,
			[]string{shown + "all to be online by 2025;</p>", "Text of draft&lt;1&gt;.txt, sha256 0123456789ab…, imported 2031-08-01."},
			[]string{"<mark", "</script><b>x &", "nobody has"}},
		{"quoted", "d2", document(data.Mark{From: at, To: at + len("all"), Indicators: []string{"internet_users"}},
			data.Mark{From: len(words) - len("by 2025;"), To: len(words), Indicators: []string{"internet_users"}}), nil,
			[]string{
				shown + `<mark title="Answered by: Individuals using the Internet">all</mark><a class="ref" href="#answers-1" title="Answered by: Individuals using the Internet">[1]</a> to be online <mark`,
				`>by 2025;</mark><a class="ref" href="#answers-2"`,
				`<li id="answers-2"><span class="ref">[2]</span> <mark>by 2025;</mark>: <a href="/i/internet_users">Individuals using the Internet</a></li>`,
			}, nil},
		{"no longer fitting", "d3", data.Document{File: "draft.txt"}, errors.New("missing: 9"),
			[]string{"draft.txt, cannot be read here or does not fit", "<code>wsiswatch resolution show</code>"}, []string{"<blockquote", "missing: 9"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			texts.state, texts.doc, texts.err = c.state, c.doc, c.err
			body := textOf(t, h, "/p/9")
			for _, want := range c.want {
				if !strings.Contains(body, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			for _, not := range c.not {
				if strings.Contains(body, not) {
					t.Errorf("the page has %q", not)
				}
			}
		})
	}
	if !strings.Contains(w.log.String(), "missing: 9") {
		t.Error("the log does not say why a text is not shown")
	}
}

// TestTextsKeepOtherPages holds the cache: a document must not make every page
// of the site anew.
func TestTextsKeepOtherPages(t *testing.T) {
	w := newAPIWorld(t)
	texts := &importedTexts{err: data.ErrNotFound}
	s, err := newSite(Deps{Edition: w.live.Load, Store: w.store, Texts: texts, Log: slog.New(slog.NewTextHandler(&w.log, nil)), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	s.routes(mux)
	ask := func() int {
		textOf(t, mux, "/")
		textOf(t, mux, "/p/9")
		return len(s.cache.pages)
	}
	if n := ask(); n != 2 {
		t.Fatalf("%d pages kept, want 2", n)
	}
	texts.state = "d1"
	if n := ask(); n != 3 {
		t.Errorf("%d pages kept after an import, want the paragraph once more", n)
	}
}

func TestMarksOutsideTheTextAreRefused(t *testing.T) {
	w := newAPIWorld(t)
	texts := &importedTexts{doc: data.Document{Passages: map[string]data.Passage{"9": {Text: "words", Marks: []data.Mark{{From: 2, To: 9}}}}}}
	h, err := New(Deps{Edition: w.live.Load, Store: w.store, Texts: texts, Log: slog.New(slog.NewTextHandler(&w.log, nil)), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/p/9", nil))
	if rec.Code != http.StatusInternalServerError || !strings.Contains(w.log.String(), "span 2 to 9") {
		t.Errorf("status %d, log %s", rec.Code, w.log.String())
	}
}
