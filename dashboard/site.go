package dashboard

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/text"
	"github.com/wsiswatch/wsiswatch/progress"
)

//go:embed templates/*.html
var templateFiles embed.FS

// policy lets pages load what this host serves and nothing else: text from
// publishers can neither run nor reach out.
const (
	policy     = basePolicy + "form-action 'self'; frame-ancestors 'none'"
	basePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
)

// page is one kind of page.
type page struct {
	pattern string   // of net/http, without the method; {id} names the thing shown
	name    string   // of its template
	nav     string   // entry of the menu that it stands under
	params  []string // of the query, beside vintage; others are ignored
	// live pages show runs and holds, which move without the edition.
	live bool
	// texts pages show what users import of the resolutions, which moves without
	// the edition, too.
	texts bool
	// absolute pages print addresses in full, which differ by the name that the
	// site is reached under.
	absolute bool
	// framed pages may stand in pages of others; see embed.go.
	framed bool
	// endless pages are asked for in endlessly many ways, or show what moves
	// without the store: none is kept.
	endless bool
	view    func(s *site, r pageRequest) (pageView, error)
}

// pages are all pages of the site.
func pages() []page {
	return []page{
		{pattern: "/{$}", name: "overview", nav: "overview", params: []string{"theme", "kind", "verdict", "method"}, view: (*site).overview},
		{pattern: "/p/{id}", name: "paragraph", nav: "overview", params: []string{"method"}, texts: true, absolute: true, view: (*site).paragraph},
		{pattern: "/matrix", name: "matrix", nav: "matrix", params: []string{"groups", "theme"}, view: (*site).matrix},
		{pattern: "/indicators", name: "indicators", nav: "indicators", view: (*site).indicators},
		{pattern: "/i/{id}", name: "indicator", nav: "indicators", params: indicatorParams, absolute: true, view: (*site).indicator},
		{pattern: "/compare", name: "compare", nav: "compare", params: []string{"area", "add", "indicator"}, view: (*site).compare},
		{pattern: "/instruments", name: "instruments", nav: "instruments", view: (*site).instruments},
		{pattern: "/coverage", name: "coverage", nav: "coverage", view: (*site).coverage},
		{pattern: "/areas", name: "areas", nav: "areas", view: (*site).areas},
		{pattern: "/a/{id}", name: "area", nav: "areas", params: []string{"method"}, absolute: true, view: (*site).area},
		{pattern: "/search", name: "search", params: []string{"q"}, endless: true, view: (*site).search},
		{pattern: "/sources", name: "sources", nav: "sources", live: true, view: (*site).sources},
		{pattern: "/changes", name: "changes", nav: "sources", params: changesParams, view: (*site).changes},
		{pattern: "/reports", name: "reports", endless: true, view: (*site).reports},
		{pattern: "/method", name: "method", nav: "method", view: (*site).method},
		{pattern: "/about", name: "about", nav: "about", view: (*site).about},
		{pattern: "/embed/i/{id}", name: "embed", params: indicatorParams, absolute: true, framed: true, view: (*site).embedIndicator},
		{pattern: "/embed/p/{id}", name: "embed", params: []string{"method"}, absolute: true, framed: true, view: (*site).embedParagraph},
	}
}

// pageView is what a page fills the layout with.
type pageView struct {
	Title string // of the window
	About string // one sentence for search engines and link previews
	Main  any    // what the template of the page shows
}

// layoutView is what every page shows around its own.
type layoutView struct {
	pageView
	Nav      []navEntry
	Edition  *progress.ID
	Vintage  string
	Charts   bool
	Language string
	layout   string // file of the template around the page
}

type navEntry struct {
	Name, Path string
	Here       bool
}

// site serves the pages.
type site struct {
	deps      Deps
	words     *text.Words
	assets    *assets
	templates map[string]*template.Template
	cache     *pageCache
	index     atomic.Pointer[searchIndex]
}

func newSite(d Deps) (*site, error) {
	words, err := text.Load("en")
	if err != nil {
		return nil, err
	}
	files, err := newAssets()
	if err != nil {
		return nil, err
	}
	s := &site{deps: d, words: words, assets: files, templates: map[string]*template.Template{}, cache: newPageCache()}
	names := []string{"failure"}
	for _, p := range pages() {
		names = append(names, p.name)
	}
	for _, name := range names {
		t, err := template.New(name).Funcs(s.functions("")).ParseFS(templateFiles, "templates/layout.html", "templates/frame.html", "templates/parts.html", "templates/charts.html", "templates/download.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("read template of page %s: %w", name, err)
		}
		s.templates[name] = t
	}
	return s, nil
}

// functions are what templates may call beside printing values. at is the
// address of a page in the vintage that the reader is in.
func (s *site) functions(vintage string) template.FuncMap {
	return template.FuncMap{
		"t":     s.words.T,
		"n":     s.words.N,
		"asset": s.assets.path,
		"icon":  s.assets.icon,
		"at":    func(path string) string { return inVintage(path, vintage) },
	}
}

func (s *site) routes(mux *http.ServeMux) {
	mux.Handle("GET /assets/", s.assets)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, s.assets.path("icon.svg"), http.StatusMovedPermanently)
	})
	files := newDownloads(s)
	for _, p := range pages() {
		h := s.handler(p)
		if p.name == "indicator" {
			h = s.drawingOr(h)
		}
		if downloadable(p.name) {
			h = files.or(p.name, h)
		}
		mux.HandleFunc("GET "+p.pattern, h)
	}
	mux.HandleFunc("GET /reports/{folder}/{file...}", s.reportFile)
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		if path := r.URL.EscapedPath(); strings.HasSuffix(path, "/") {
			moved(w, r, "/"+strings.Trim(path, "/"))
			return
		}
		s.fail(w, r, notFound("", "%s", s.words.T("failure.page")))
	})
}

// handler answers with a page, from the cache where this very state of it was
// asked for before.
func (s *site) handler(p page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := s.answer(w, r, p); err != nil {
			s.fail(w, r, err)
		}
	}
}

func (s *site) answer(w http.ResponseWriter, r *http.Request, p page) error {
	asked, err := s.request(r, p)
	if err != nil {
		return err
	}
	ed, err := s.edition(r.Context(), asked.query.Get("vintage"))
	if err != nil {
		return err
	}
	asked.edition = ed
	if id := asIs(ed.Catalog(), p.pattern, asked.id); id != asked.id {
		moved(w, r, strings.Replace(p.pattern, "{id}", url.PathEscape(id), 1))
		return nil
	}
	tag := ed.ID().String()
	if p.live {
		state, err := runState(r.Context(), s.deps.Store)
		if err != nil {
			return err
		}
		tag += "-" + state
	}
	if p.texts && s.deps.Texts != nil {
		tag += "-" + s.deps.Texts.State()
	}
	if p.absolute {
		tag += " " + asked.base
	}
	kept, err := s.finished(tag+" "+r.URL.Path+"?"+asked.query.Encode(), p, asked)
	if err != nil {
		return err
	}
	s.headers(w.Header())
	if p.framed {
		allowFrames(w.Header())
	}
	kept.send(w, r, "text/html; charset=utf-8")
	return nil
}

// finished is a page under the name that the cache knows it by.
func (s *site) finished(key string, p page, asked pageRequest) (*keptPage, error) {
	if p.endless {
		body, err := s.render(p, asked)
		if err != nil {
			return nil, err
		}
		return newKeptPage(body)
	}
	return s.cache.get(key, func() ([]byte, error) {
		// What one asker waits for serves all: it must not end with their patience.
		asked.ctx = context.WithoutCancel(asked.ctx)
		return s.render(p, asked)
	})
}

// edition to show: the live one, or a named vintage.
func (s *site) edition(ctx context.Context, vintage string) (*progress.Edition, error) {
	ed, err := s.deps.open(ctx, vintage)
	switch {
	case errors.Is(err, errLoading):
		return nil, &apiError{Status: http.StatusServiceUnavailable, Message: s.words.T("failure.loading")}
	case errors.Is(err, data.ErrNotFound):
		return nil, notFound("vintage", "%s", s.words.T("failure.vintage", "name", vintage))
	}
	return ed, err
}

func (s *site) render(p page, r pageRequest) ([]byte, error) {
	v, err := p.view(s, r)
	if err != nil {
		return nil, err
	}
	id := r.edition.ID()
	return s.execute(p.name, layoutView{
		pageView: v, Nav: s.menu(p.nav, r.query.Get("vintage")), Edition: &id, Vintage: r.query.Get("vintage"),
		Charts: HaveCharts(), Language: s.words.Lang(), layout: layoutOf(p.framed),
	})
}

func (s *site) execute(name string, v layoutView) ([]byte, error) {
	t, err := s.templates[name].Clone() // what has been executed takes no functions any more
	if err != nil {
		return nil, fmt.Errorf("copy template of page %s: %w", name, err)
	}
	var buf bytes.Buffer
	if err := t.Funcs(s.functions(v.Vintage)).ExecuteTemplate(&buf, v.layout, v); err != nil {
		return nil, fmt.Errorf("write page %s: %w", name, err)
	}
	return buf.Bytes(), nil
}

func (s *site) menu(here, vintage string) []navEntry {
	var out []navEntry
	for _, name := range []string{"overview", "matrix", "indicators", "areas", "compare", "instruments", "coverage", "sources", "method"} {
		path := "/" + name
		if name == "overview" {
			path = "/"
		}
		out = append(out, navEntry{s.words.T("nav." + name), inVintage(path, vintage), name == here})
	}
	return out
}

func (s *site) headers(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}

// failureView is the page that says what went wrong and where to go on.
type failureView struct {
	Status  int
	Message string
	Loading bool
}

// vintageOf is the vintage that a failed request was made in, "" where there
// is none of that name: from an error, too, a reader goes on in it.
func (s *site) vintageOf(r *http.Request) string {
	name := r.URL.Query().Get("vintage")
	if name == "" || len(name) > longest {
		return ""
	}
	if _, err := s.deps.open(r.Context(), name); err != nil {
		return ""
	}
	return name
}

// fail answers with a page that says what is wrong. What is not the asker's
// fault is logged and not told, since it may name files of this machine.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	var e *apiError
	if !errors.As(err, &e) {
		s.deps.Log.Error("page failed", "path", r.URL.Path, "err", err)
		e = &apiError{Status: http.StatusInternalServerError, Message: s.words.T("failure.ours")}
	}
	loading := e.Status == http.StatusServiceUnavailable
	vintage := s.vintageOf(r)
	body, err := s.execute("failure", layoutView{
		pageView: pageView{Title: s.words.T("failure.title", "status", e.Status), Main: failureView{e.Status, e.Message, loading}},
		Nav:      s.menu("", vintage), Vintage: vintage, Language: s.words.Lang(), layout: layoutOf(isEmbed(r.URL.Path)),
	})
	if err != nil {
		s.deps.Log.Error("failure page failed", "err", err)
		body = []byte(e.Message)
	}
	h := w.Header()
	s.headers(h)
	if isEmbed(r.URL.Path) {
		allowFrames(h)
	}
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "text/html; charset=utf-8")
	if loading {
		h.Set("Retry-After", "2")
		h.Set("Refresh", "2")
	}
	w.WriteHeader(e.Status)
	// The asker may be gone: nobody is left to tell.
	_, _ = w.Write(body)
}
