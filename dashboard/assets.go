package dashboard

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"time"
)

// distFiles is what `make assets` built; without it there is only a README.
//
//go:embed all:dist
var distFiles embed.FS

// sourceFiles stand in for what was not built: the style is needed always.
//
//go:embed all:src
var sourceFiles embed.FS

const assetPrefix = "/assets/"

// forms are the files served and their content types; the rest of dist and
// src is not public.
func forms() map[string]string {
	return map[string]string{
		"style.css":           "text/css; charset=utf-8",
		"icon.svg":            "image/svg+xml",
		"start.js":            "text/javascript; charset=utf-8",
		"charts.js":           "text/javascript; charset=utf-8",
		"charts.js.LEGAL.txt": "text/plain; charset=utf-8",
		"world.json":          "application/json",
		"LICENSE-echarts":     "text/plain; charset=utf-8",
		"NOTICE-echarts":      "text/plain; charset=utf-8",
		"LICENSE-world-atlas": "text/plain; charset=utf-8",
	}
}

// standsIn says whether the source of a file will do where it was not built.
// The script will not: it imports ECharts by a name that no browser knows.
func standsIn(name string) bool { return name == "style.css" || name == "icon.svg" }

// assets serves the files that pages refer to, under addresses that carry the
// hash of their content, so that browsers may keep them for ever.
type assets struct {
	files map[string]*asset
}

type asset struct {
	body    []byte
	zipped  func() []byte // compressed once, when first asked for
	version string
	form    string
}

func newAssets() (*assets, error) { return readAssets(distFiles, sourceFiles) }

// readAssets takes each file from dist, or from src where that will do. A file
// in neither is not served.
func readAssets(dist, src fs.FS) (*assets, error) {
	a := &assets{files: map[string]*asset{}}
	for name, form := range forms() {
		body, err := fs.ReadFile(dist, "dist/"+name)
		if errors.Is(err, fs.ErrNotExist) && standsIn(name) {
			body, err = fs.ReadFile(src, "src/"+name)
		}
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read asset %s: %w", name, err)
		}
		sum := sha256.Sum256(body)
		a.files[name] = &asset{body, sync.OnceValue(func() []byte { return squeeze(body) }), hex.EncodeToString(sum[:4]), form}
	}
	return a, nil
}

// squeeze compresses as well as gzip can, nil if that is no gain: the files
// are few, and are kept.
func squeeze(body []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := z.Write(body); err != nil {
		return nil
	}
	if err := z.Close(); err != nil || b.Len() >= len(body) {
		return nil
	}
	return b.Bytes()
}

// icon is the drawing of the site as a part of a page. Fetched as a picture it
// would be a document of its own, which a telephone takes longer to set up than
// to draw.
func (a *assets) icon() template.HTML {
	f, ok := a.files["icon.svg"]
	if !ok {
		return ""
	}
	return template.HTML(`<span class="icon" aria-hidden="true">` + string(f.body) + `</span>`)
}

// path is the address of a file, with its version.
func (a *assets) path(name string) string {
	if f, ok := a.files[name]; ok {
		return assetPrefix + name + "?v=" + f.version
	}
	return assetPrefix + name
}

// ServeHTTP answers under /assets/. An address of another version is answered
// with what there is, but is not to be kept.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[strings.TrimPrefix(r.URL.Path, assetPrefix)]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.form)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, no-cache")
	if r.URL.Query().Get("v") == f.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Add("Vary", "Accept-Encoding")
	body, tag := f.body, f.version
	if acceptsGzip(r.Header.Get("Accept-Encoding")) {
		if zipped := f.zipped(); zipped != nil {
			body, tag = zipped, f.version+"-gzip"
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// HaveCharts says whether this build contains the interactive charts and the
// outlines of the map.
func HaveCharts() bool { return haveCharts(distFiles) }

func haveCharts(dist fs.FS) bool {
	for _, name := range []string{"dist/start.js", "dist/charts.js", "dist/world.json"} {
		if _, err := fs.Stat(dist, name); err != nil {
			return false
		}
	}
	return true
}
