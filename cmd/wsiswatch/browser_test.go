package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/wsiswatch/wsiswatch/dashboard"
)

// patience bounds what one page may take on a busy machine.
const patience = 3 * time.Minute

// pages are one page of each kind and state.
func pages() []string {
	return append(answers(),
		"/", "/?verdict=limited", "/p/9", "/p/12", "/p/16bis", "/p/8", "/i/internet_users", "/i/internet_users?sex=F&area=KEN&set=itu",
		"/i/mobile_phone_ownership?chart=bar&gap=economies&year=2015",
		"/i/price_fixed_broadband", "/i/nri_count", "/indicators", "/a/KEN", "/a/WLD", "/areas", "/sources", "/method", "/about", "/reports", "/nowhere",
		"/changes", "/changes?from=24&to=36&area=KEN", "/changes?from=0&to=1", "/changes?from=40&to=40")
}

// TestPagesInABrowser opens each kind of page in a real browser, wide and as
// narrow as a page that a phone's user has doubled, light and dark: no console
// error, no violation of the content security policy, no request to another
// host, nothing wider than the window, charts drawn, and no fault of access
// that axe finds by WCAG 2.2 AA.
func TestPagesInABrowser(t *testing.T) {
	browser := newBrowser(t)
	s := theSite(t)
	axe := readAxe(t)
	for _, page := range pages() {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			tab := visit(t, browser, s, page, 1280)
			axe.check(t, tab, "wide, light", standards)
			look(t, tab, "dark", 1280)
			axe.check(t, tab, "wide, dark", contrast)
			look(t, tab, "light", 320)
			fits(t, tab, page, 320)
			axe.check(t, tab, "narrow", standards)
		})
	}
}

// TestForeignTextInABrowser serves names that would end a script element: the
// browser shows them as text and makes no element of them.
func TestForeignTextInABrowser(t *testing.T) {
	browser := newBrowser(t)
	s := hostileSite(t)
	for _, page := range []string{"/", "/p/9", "/i/internet_users", "/a/KEN", "/sources"} {
		t.Run(page, func(t *testing.T) {
			tab := visit(t, browser, s, page, 1280)
			shown := evaluate[bool](t, tab, `document.body.innerText.includes(`+"`"+hostile+"`"+`)`)
			made := evaluate[bool](t, tab, `[...document.querySelectorAll("b")].some(e => e.textContent.startsWith("x"))`)
			if !shown || made {
				t.Errorf("foreign text is shown as text: %v; it made an element: %v", shown, made)
			}
		})
	}
}

// TestTheBrowserComplains proves that the watcher would see a fault: it makes
// a page break the policy, call another host and throw.
func TestTheBrowserComplains(t *testing.T) {
	seen := &complaints{host: "127.0.0.1:1"}
	tab, closeTab := chromedp.NewContext(newBrowser(t), chromedp.WithListener(seen.hear))
	t.Cleanup(closeTab)
	if err := chromedp.Do(tab, watch, chromedp.Navigate(theSite(t).base+"/about")); err != nil {
		t.Fatal(err)
	}
	evaluate[bool](t, tab, `(() => {
		const s = document.createElement("script"); s.textContent = "1"; document.body.append(s);
		setTimeout(() => { throw new Error("on purpose") });
		console.error("on purpose");
		return true })()`)
	evaluate[bool](t, tab, `new Promise(r => setTimeout(() => r(true), 50)).then(() => true)`)
	all := strings.Join(seen.all(), "\n")
	for _, want := range []string{"Content Security Policy", "exception: ", "console.error", "request left the host"} {
		if !strings.Contains(all, want) {
			t.Errorf("the watcher did not see %q among:\n%s", want, all)
		}
	}
}

// visit opens a page in a tab of its own and gives the tab.
func visit(t *testing.T, browser context.Context, s *site, page string, width int64) context.Context {
	t.Helper()
	seen := &complaints{host: strings.TrimPrefix(s.base, "http://")}
	tab, closeTab := chromedp.NewContext(browser, chromedp.WithListener(seen.hear))
	t.Cleanup(closeTab)
	if err := chromedp.Do(tab, watch); err != nil {
		t.Fatal(err)
	}
	limited, stop := context.WithTimeout(tab, patience)
	t.Cleanup(stop)
	if err := chromedp.Do(limited, chromedp.EmulateViewport(width, 900), chromedp.Navigate(s.base+page), chromedp.WaitReady("main")); err != nil {
		t.Fatal(err)
	}
	fits(t, limited, page, width)
	if dashboard.HaveCharts() {
		drawn(t, limited, page)
	}
	for _, c := range seen.all() {
		if page == "/nowhere" && strings.Contains(c, "404") {
			continue // the page is meant not to be there
		}
		t.Error(c)
	}
	return limited
}

// drawn brings each chart of a page into view, where it must be drawn.
func drawn(t *testing.T, tab context.Context, page string) {
	t.Helper()
	for i := range evaluate[int](t, tab, `document.querySelectorAll("[data-chart]").length`) {
		chart := fmt.Sprintf(`[...document.querySelectorAll("[data-chart]")][%d]`, i)
		evaluate[bool](t, tab, "("+chart+`.scrollIntoView(), true)`)
		if _, err := chromedp.Run(tab, chromedp.Poll[bool](`!`+chart+`.checkVisibility() || `+chart+`.querySelector("canvas") !== null`)); err != nil {
			t.Errorf("chart %d of %s was not drawn: %v", i, page, err)
		}
	}
	evaluate[bool](t, tab, `(scrollTo(0, 0), true)`)
}

// wideAll is the width of a page with all of it laid out, what is out of sight
// too, which browsers lay out later.
const wideAll = `(() => {
	const sheet = document.styleSheets[0], at = sheet.insertRule("* { content-visibility: visible !important }", sheet.cssRules.length);
	const wide = document.documentElement.scrollWidth;
	sheet.deleteRule(at);
	return wide })()`

// fits says whether a page is no wider than its window.
func fits(t *testing.T, tab context.Context, page string, width int64) {
	t.Helper()
	if wide := evaluate[float64](t, tab, wideAll); wide > float64(width)+1 {
		t.Errorf("%s is %v px wide in a window of %d px", page, wide, width)
	}
}

// watch makes the browser tell what it logs and asks for.
func watch(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	if _, err := cdp.Call(ctx, t, log.Enable, cdp.Empty{}); err != nil {
		return chromedp.Void{}, err
	}
	_, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{})
	return chromedp.Void{}, err
}

func evaluate[T any](t *testing.T, tab context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(tab, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// newBrowser starts one browser for a test; each page has a tab of its own.
func newBrowser(t *testing.T) context.Context {
	t.Helper()
	chrome, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("WSISWATCH_FULL") != "" {
			t.Fatal("chromium is not installed; run make debian")
		}
		t.Skip("chromium is not installed; make test installs it")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chrome), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		// Cancel waits for the browser to end, so that its folder can go.
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("close the browser: %v", err)
		}
		stop()
		stopAlloc()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	return ctx
}

// complaints are what a browser finds wrong with a page.
type complaints struct {
	host string
	mu   sync.Mutex
	list []string
}

func (c *complaints) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.list...)
}

func (c *complaints) add(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, fmt.Sprintf(format, args...))
}

func (c *complaints) hear(ev any) {
	switch e := ev.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Source == log.EntrySourceSecurity || e.Entry.Source == log.EntrySourceViolation {
			c.add("console: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		c.add("exception: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			c.add("console.error was called")
		}
	case *network.EventRequestWillBeSent:
		u, err := url.Parse(e.Request.URL)
		if err != nil || u.Scheme != "data" && u.Scheme != "blob" && u.Host != c.host {
			c.add("request left the host: %s", e.Request.URL)
		}
	}
}
