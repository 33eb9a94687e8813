package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// strictest is a policy without one unsafe word.
const strictest = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// TestChartsInABrowser draws the sample figures, among them a publisher's name
// that is markup, in a real browser under the strictest policy, on a screen and
// on a phone, light and dark.
func TestChartsInABrowser(t *testing.T) {
	chrome := findChrome(t)
	s := httptest.NewServer(sampleSite(t))
	defer s.Close()
	for _, c := range []struct {
		name   string
		width  int64
		scheme string
	}{{"wide and light", 1200, "light"}, {"phone and dark", 390, "dark"}} {
		t.Run(c.name, func(t *testing.T) { drawSamples(t, chrome, s.URL, c.width, c.scheme) })
	}
}

func findChrome(t *testing.T) string {
	t.Helper()
	chrome, err := exec.LookPath("chromium")
	full := os.Getenv("WSISWATCH_FULL") != ""
	switch {
	case err != nil && full:
		t.Fatal("chromium is not installed; run make debian")
	case err != nil:
		t.Skip("chromium is not installed; make test installs it")
	case !HaveCharts() && full:
		t.Fatal("this build has no charts; run make assets")
	case !HaveCharts():
		t.Skip("this build has no charts; make test builds them")
	}
	return chrome
}

// sampleSite is one page with the golden payloads of package figure.
func sampleSite(t *testing.T) http.Handler {
	t.Helper()
	files, err := newAssets()
	if err != nil {
		t.Fatal(err)
	}
	payload := func(name string) string {
		b, err := os.ReadFile(filepath.Join("..", "present", "figure", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(string(b), "<", `\u003c`)
	}
	page := fmt.Sprintf(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Charts</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="%s"><script src="%s" data-charts="%s" defer></script></head><body>
<div class="plot line" id="l" data-chart="line"><p>The table has it all.</p></div><script type="application/json" id="line">%s</script>
<div class="plot map" id="m" data-chart="map" data-world="%s">The table has it all.</div><script type="application/json" id="map">%s</script>
<div class="plot bar small" id="b" data-chart="bar"><p>The table has it all.</p></div><script type="application/json" id="bar">%s</script>
<div class="plot dumbbell small" id="d" data-chart="dumbbell"><p>The table has it all.</p></div><script type="application/json" id="dumbbell">%s</script>
</body></html>`, files.path("style.css"), files.path("start.js"), files.path("charts.js"), payload("line.json"), files.path("world.json"), payload("map.json"), payload("bar.json"), payload("dumbbell.json"))
	mux := http.NewServeMux()
	mux.Handle("/assets/", files)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(page))
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", strictest)
		mux.ServeHTTP(w, r)
	})
}

// state is what the page looks like once its charts are drawn.
type state struct {
	Canvases int
	Bold     int  // elements that a publisher's name has become
	Empty    bool // a canvas without a drop of colour
	Overflow bool
}

const stateScript = `({
	Canvases: document.querySelectorAll('[data-drawn] canvas').length,
	Bold: document.querySelectorAll('b').length,
	Empty: [...document.querySelectorAll('canvas')].some((c) => !c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v) => v > 0)),
	Overflow: document.documentElement.scrollWidth > innerWidth,
})`

func drawSamples(t *testing.T, chrome, url string, width int64, scheme string) {
	ctx, cancel := openBrowser(t, chrome)
	defer cancel()
	complaints := listen(t, ctx)
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"m", "b", "d", "l"} { // the last is left under the pointer
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`(document.getElementById("`+id+`").scrollIntoView(), true)`)); err != nil {
			t.Fatal(err)
		}
		if err := chromedp.Do(ctx, chromedp.WaitReady("#"+id+"[data-drawn] canvas")); err != nil {
			t.Fatalf("draw %s: %v; the browser says %v", id, err, complaints())
		}
	}
	tooltip := chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, float64(width)/2, 200)
	if err := chromedp.Do(ctx, tooltip); err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[state](stateScript))
	if err != nil {
		t.Fatal(err)
	}
	if want := (state{Canvases: 4}); got != want {
		t.Errorf("page is %+v, want %+v", got, want)
	}
	if list := complaints(); len(list) > 0 {
		t.Errorf("the browser complains: %s", strings.Join(list, "; "))
	}
}

func openBrowser(t *testing.T, chrome string) (context.Context, context.CancelFunc) {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chrome), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true))
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	ctx, closeAll := chromedp.NewExecAllocator(ctx, options...)
	ctx, closeTab := chromedp.NewContext(ctx)
	return ctx, func() {
		// The browser must be gone before its folder is.
		_ = chromedp.Cancel(ctx)
		closeTab()
		closeAll()
		stop()
	}
}

// listen collects what the browser finds fault with: violations of the policy
// and errors.
func listen(t *testing.T, ctx context.Context) func() []string {
	t.Helper()
	var mu sync.Mutex
	var list []string
	err := chromedp.Listen(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *log.EventEntryAdded:
			list = append(list, e.Entry.Text)
		case *runtime.EventExceptionThrown:
			list = append(list, e.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			list = append(list, fmt.Sprintf("console: %s", e.Type))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), list...)
	}
}
