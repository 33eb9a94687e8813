//go:build site

package main

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/wsiswatch/wsiswatch/dashboard"
)

// TestPagesInABrowser opens each kind of page in a real browser: no console
// error, no violation of the content security policy, no request to another
// host, and the chart is really drawn.
func TestPagesInABrowser(t *testing.T) {
	chrome, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("WSISWATCH_FULL") != "" {
			t.Fatal("chromium is not installed; run make debian")
		}
		t.Skip("chromium is not installed; make test installs it")
	}
	s := theSite(t)
	for _, width := range []int64{1280, 390} {
		for _, page := range []string{"/", "/p/9", "/p/16bis", "/p/8", "/i/internet_users", "/i/price_fixed_broadband", "/i/nri_count", "/indicators", "/a/KEN", "/a/WLD", "/areas", "/sources", "/method", "/about", "/nowhere"} {
			t.Run(page, func(t *testing.T) { visit(t, chrome, s, page, width) })
		}
	}
}

func visit(t *testing.T, chrome string, s *site, page string, width int64) {
	ctx, cancel := newBrowser(t, chrome)
	defer cancel()
	seen := watchBrowser(ctx, s.base)
	var overflow bool
	var canvases int
	err := chromedp.Run(ctx,
		log.Enable(), network.Enable(), runtime.Enable(),
		chromedp.EmulateViewport(width, 900),
		chromedp.Navigate(s.base+page),
		chromedp.WaitReady("main"),
		chromedp.Poll(`document.readyState === 'complete'`, nil),
		chromedp.Evaluate(`document.documentElement.scrollWidth > window.innerWidth + 1`, &overflow),
	)
	if err != nil {
		t.Fatal(err)
	}
	if overflow {
		t.Errorf("%s is wider than the window at %d px", page, width)
	}
	if strings.HasPrefix(page, "/i/internet") && dashboard.HaveCharts() {
		err = chromedp.Run(ctx, chromedp.Poll(`document.querySelectorAll('canvas').length`, &canvases, chromedp.WithPollingTimeout(20*time.Second)))
		if err != nil {
			t.Errorf("no chart was drawn on %s: %v", page, err)
		}
	}
	for _, complaint := range seen.all() {
		if page == "/nowhere" && strings.Contains(complaint, "404") {
			continue // the page is meant not to be there
		}
		t.Error(complaint)
	}
}

func newBrowser(t *testing.T, chrome string) (context.Context, context.CancelFunc) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chrome), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), options...)
	limited, stopLimit := context.WithTimeout(alloc, time.Minute)
	ctx, stop := chromedp.NewContext(limited)
	return ctx, func() {
		// Cancel waits for the browser to end, so that its folder can go.
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("close the browser: %v", err)
		}
		stop()
		stopLimit()
		stopAlloc()
	}
}

// complaints are what a browser finds wrong with a page.
type complaints struct {
	mu   sync.Mutex
	list []string
}

func (c *complaints) add(s string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, s)
}

func (c *complaints) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.list...)
}

func watchBrowser(ctx context.Context, base string) *complaints {
	c := &complaints{}
	host := strings.TrimPrefix(base, "http://")
	chromedp.ListenTarget(ctx, func(ev any) {
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			if e.Entry.Level == log.LevelError || e.Entry.Source == log.SourceSecurity || e.Entry.Source == log.SourceViolation {
				c.add("console: " + e.Entry.Text + " " + e.Entry.URL)
			}
		case *runtime.EventExceptionThrown:
			c.add("exception: " + e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError {
				c.add("console.error was called")
			}
		case *network.EventRequestWillBeSent:
			u, err := url.Parse(e.Request.URL)
			if err != nil || u.Scheme != "data" && u.Scheme != "blob" && u.Host != host {
				c.add("request left the host: " + e.Request.URL)
			}
		}
	})
	return c
}
