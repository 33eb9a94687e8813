package dashboard

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// TestAssetsPresent keeps a release from going out without its charts.
func TestAssetsPresent(t *testing.T) {
	if HaveCharts() {
		return
	}
	if os.Getenv("WSISWATCH_FULL") != "" {
		t.Fatal("this build has no charts; run make assets")
	}
	t.Skip("this build has no charts; make test builds them")
}

func TestAssetsOfThisBuild(t *testing.T) {
	a, err := newAssets()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(a.path("style.css"), "?v=") {
		t.Errorf("style.css is at %s: it must be there in every build", a.path("style.css"))
	}
}

func builtFiles() (dist, src fstest.MapFS) {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	dist = fstest.MapFS{
		"dist/start.js":   file("watch();"),
		"dist/charts.js":  file(strings.Repeat("draw();", 100)),
		"dist/world.json": file("{}"),
		"dist/style.css":  file("built{}"),
		"dist/README.md":  file("not public"),
	}
	src = fstest.MapFS{
		"src/style.css": file("source {}"), "src/icon.svg": file("<svg/>"), "src/charts.js": file("import 'echarts'"), "src/line.js": file("x"),
	}
	return dist, src
}

func askAsset(t *testing.T, h http.Handler, url string, header map[string]string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	for k, v := range header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func assetText(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWhichAssetsAreServed(t *testing.T) {
	dist, src := builtFiles()
	bare := fstest.MapFS{"dist/README.md": dist["dist/README.md"]}
	for _, c := range []struct {
		name, file string
		dist       fstest.MapFS
		status     int
		body, form string
	}{
		{"built style", "style.css", dist, 200, "built{}", "text/css; charset=utf-8"},
		{"style before the build", "style.css", bare, 200, "source {}", "text/css; charset=utf-8"},
		{"icon", "icon.svg", dist, 200, "<svg/>", "image/svg+xml"},
		{"outlines", "world.json", dist, 200, "{}", "application/json"},
		{"script", "charts.js", dist, 200, strings.Repeat("draw();", 100), "text/javascript; charset=utf-8"},
		{"script before the build", "charts.js", bare, 404, "", ""},
		{"outlines before the build", "world.json", bare, 404, "", ""},
		{"part of the script's source", "line.js", dist, 404, "", ""},
		{"README of the folder", "README.md", dist, 404, "", ""},
		{"way out of the folder", "../src/style.css", dist, 404, "", ""},
		{"the folder itself", "", dist, 404, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := readAssets(c.dist, src)
			if err != nil {
				t.Fatal(err)
			}
			res := askAsset(t, a, "/assets/"+c.file, nil)
			if res.StatusCode != c.status {
				t.Fatalf("status %d, want %d", res.StatusCode, c.status)
			}
			if c.status != 200 {
				return
			}
			if body := assetText(t, res.Body); body != c.body {
				t.Errorf("body %q, want %q", body, c.body)
			}
			if form := res.Header.Get("Content-Type"); form != c.form {
				t.Errorf("content type %q, want %q", form, c.form)
			}
			if res.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Error("browsers may guess another content type")
			}
		})
	}
}

func TestHaveChartsNeedsScriptAndOutlines(t *testing.T) {
	dist, _ := builtFiles()
	if !haveCharts(dist) {
		t.Error("a build with both has charts")
	}
	for _, name := range []string{"dist/start.js", "dist/charts.js", "dist/world.json"} {
		part, _ := builtFiles()
		delete(part, name)
		if haveCharts(part) {
			t.Errorf("a build without %s has no charts", name)
		}
	}
}

func TestAssetsAreKeptByVersion(t *testing.T) {
	dist, src := builtFiles()
	a, err := readAssets(dist, src)
	if err != nil {
		t.Fatal(err)
	}
	before := a.path("charts.js")
	res := askAsset(t, a, before, nil)
	if got := res.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("the versioned address has Cache-Control %q", got)
	}
	for _, old := range []string{"/assets/charts.js", "/assets/charts.js?v=00000000"} {
		if got := askAsset(t, a, old, nil).Header.Get("Cache-Control"); got != "public, no-cache" {
			t.Errorf("%s has Cache-Control %q: it would outlive the next build", old, got)
		}
	}
	dist["dist/charts.js"] = &fstest.MapFile{Data: []byte("changed")}
	if a, err = readAssets(dist, src); err != nil {
		t.Fatal(err)
	}
	if a.path("charts.js") == before {
		t.Error("another content has the same address")
	}
}

func TestAssetsAreCompressed(t *testing.T) {
	dist, src := builtFiles()
	a, err := readAssets(dist, src)
	if err != nil {
		t.Fatal(err)
	}
	url := a.path("charts.js")
	plain := askAsset(t, a, url, nil)
	zipped := askAsset(t, a, url, map[string]string{"Accept-Encoding": "br, gzip"})
	if plain.Header.Get("Content-Encoding") != "" || zipped.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("encodings %q and %q", plain.Header.Get("Content-Encoding"), zipped.Header.Get("Content-Encoding"))
	}
	if plain.Header.Get("ETag") == zipped.Header.Get("ETag") || zipped.Header.Get("Vary") != "Accept-Encoding" {
		t.Error("a cache could mix up the two forms")
	}
	z, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	if assetText(t, z) != assetText(t, plain.Body) {
		t.Error("the compressed form holds something else")
	}
	again := askAsset(t, a, url, map[string]string{"Accept-Encoding": "gzip", "If-None-Match": zipped.Header.Get("ETag")})
	if again.StatusCode != http.StatusNotModified || again.Header.Get("Content-Encoding") != "" {
		t.Errorf("asked again: status %d, encoding %q", again.StatusCode, again.Header.Get("Content-Encoding"))
	}
	if got := askAsset(t, a, a.path("world.json"), map[string]string{"Accept-Encoding": "gzip"}).Header.Get("Content-Encoding"); got != "" {
		t.Errorf("two bytes were made longer by %s", got)
	}
}
