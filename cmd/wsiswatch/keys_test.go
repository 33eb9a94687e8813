package main

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// focused tells of the element that has the focus: what it is called, where it
// leads, and whether a person sees that it is the one.
type focused struct {
	Tag, Name, Path string
	Marked          bool
}

const tellFocus = `(() => {
	const e = document.activeElement ?? document.body, s = getComputedStyle(e), r = e.getBoundingClientRect();
	return {
		Tag: e.tagName, Path: e.getAttribute("href") ?? "",
		Name: (e.getAttribute("aria-label") ?? e.labels?.[0]?.textContent ?? e.textContent).trim().replace(/\s+/g, " ").slice(0, 60),
		Marked: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && r.width > 0 && r.height > 0,
	};
})()`

// focusable counts what the Tab key has to reach: summaries inside closed
// details and what is not shown are none of it.
const focusable = `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
	.filter(e => !e.disabled && e.checkVisibility({visibilityProperty: true})).length`

// press sends keys and gives the focus after them.
func press(t *testing.T, tab context.Context, keys string) focused {
	t.Helper()
	if err := chromedp.Do(tab, chromedp.KeyEvent(keys)); err != nil {
		t.Fatal(err)
	}
	return evaluate[focused](t, tab, tellFocus)
}

// tabTo presses Tab until the focus is on what is meant.
func tabTo(t *testing.T, tab context.Context, what string, is func(focused) bool) {
	t.Helper()
	var seen []string
	for range 400 {
		f := press(t, tab, kb.Tab)
		if is(f) {
			if !f.Marked {
				t.Errorf("%s has the focus and nothing shows it: %+v", what, f)
			}
			return
		}
		seen = append(seen, f.Tag+" "+f.Name)
	}
	t.Fatalf("Tab never reaches %s; it reached %q", what, seen[:min(len(seen), 30)])
}

func named(tag, name string) func(focused) bool {
	return func(f focused) bool { return f.Tag == tag && strings.Contains(f.Name, name) }
}

func leading(path string) func(focused) bool {
	return func(f focused) bool { return f.Tag == "A" && f.Path == path }
}

// leave sends keys that lead to another page, and waits until it is there.
func leave(t *testing.T, tab context.Context, keys, to string) {
	t.Helper()
	if _, err := chromedp.RunResponse(tab, chromedp.KeyEvent(keys)); err != nil {
		t.Fatalf("on the way to %s: %v", to, err)
	}
	if at := evaluate[string](t, tab, "location.pathname + location.search"); !strings.HasPrefix(at, to) {
		t.Fatalf("the keys lead to %s, want %s", at, to)
	}
}

// TestKeyboardAlone goes the ways of three readers without a mouse: from a word
// to a paragraph and to what its verdict is made of; from an indicator to an
// economy's line on its chart; from two economies to their comparison.
func TestKeyboardAlone(t *testing.T) {
	browser, s := newBrowser(t), theSite(t)
	t.Run("a word, a paragraph, its arithmetic", func(t *testing.T) {
		tab := visit(t, browser, s, "/", 1280)
		if f := press(t, tab, kb.Tab); f.Path != "#main" || !f.Marked {
			t.Fatalf("the first stop does not skip the menu: %+v", f)
		}
		tabTo(t, tab, "the search", named("INPUT", "Paragraph, indicator"))
		leave(t, tab, "broadband\r", "/search?q=broadband")
		tabTo(t, tab, "paragraph 12", leading("/p/12"))
		leave(t, tab, kb.Enter, "/p/12")
		tabTo(t, tab, "how the verdict was reached", named("SUMMARY", "How"))
		press(t, tab, kb.Enter)
		if !evaluate[bool](t, tab, `document.activeElement.parentElement.open`) {
			t.Error("Enter does not open the arithmetic")
		}
	})
	t.Run("an indicator, an economy's line", func(t *testing.T) {
		tab := visit(t, browser, s, "/i/internet_users", 1280)
		tabTo(t, tab, "the choice of an area", named("SELECT", "Add"))
		press(t, tab, "Kenya")
		tabTo(t, tab, "the button", func(f focused) bool { return f.Tag == "BUTTON" && !strings.Contains(f.Name, "Search") })
		leave(t, tab, kb.Enter, "/i/internet_users?")
		if at := evaluate[string](t, tab, "location.search"); !strings.Contains(at, "area=KEN") {
			t.Errorf("the choice of Kenya leads to %s", at)
		}
	})
	t.Run("two economies compared", func(t *testing.T) {
		tab := visit(t, browser, s, "/compare?area=KEN", 1280)
		tabTo(t, tab, "the choice of an area", func(f focused) bool { return f.Tag == "SELECT" })
		press(t, tab, "Uganda")
		tabTo(t, tab, "the button", func(f focused) bool { return f.Tag == "BUTTON" })
		leave(t, tab, kb.Enter, "/compare?")
		if !evaluate[bool](t, tab, `document.querySelector("thead").innerText.includes("Uganda")`) {
			t.Errorf("Uganda is not in the table at %s", evaluate[string](t, tab, "location.href"))
		}
	})
}

// TestEveryStopIsReachedAndSeen tabs through whole pages: everything that does
// something is a stop, every stop shows that it is the one, none is a trap.
func TestEveryStopIsReachedAndSeen(t *testing.T) {
	browser, s := newBrowser(t), theSite(t)
	for _, page := range []string{"/p/9", "/i/gender_parity_internet", "/method", "/compare?area=KEN&area=UGA"} {
		t.Run(page, func(t *testing.T) {
			tab := visit(t, browser, s, page, 1280)
			want := evaluate[int](t, tab, focusable)
			stops := 0
			for f := press(t, tab, kb.Tab); f.Tag != "BODY"; f = press(t, tab, kb.Tab) {
				if stops++; stops > want {
					break
				}
				if !f.Marked || f.Name == "" {
					t.Errorf("stop %d does not show itself or has no name: %+v", stops, f)
				}
			}
			if stops != want {
				t.Errorf("Tab stops %d times where %d elements do something", stops, want)
			}
		})
	}
}

// TestWithoutScripts opens pages in a browser that runs no script: what the
// charts show is there as drawings, everything else as text, and forms work.
func TestWithoutScripts(t *testing.T) {
	browser, s := newBrowser(t), theSite(t)
	off := func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return chromedp.Void{}, err
	}
	for _, page := range []string{"/", "/p/9", "/i/internet_users", "/a/KEN", "/matrix", "/coverage", "/compare?area=KEN&area=UGA", "/sources"} {
		t.Run(page, func(t *testing.T) {
			with := visit(t, browser, s, page, 1280)
			said := evaluate[string](t, with, withoutFigures)
			tab, stop := chromedp.NewContext(browser)
			t.Cleanup(stop)
			if err := chromedp.Do(tab, off, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.base+page), chromedp.WaitReady("main")); err != nil {
				t.Fatal(err)
			}
			if got := evaluate[string](t, tab, withoutFigures); got != said {
				t.Errorf("the text differs where no script runs:\n%s", firstDifference(got, said))
			}
			drawn := evaluate[[]bool](t, tab, `[...document.querySelectorAll("[data-chart]")].map(e => [...e.parentElement.querySelectorAll("img, table")].some(i =>
				i.checkVisibility() && (i.tagName === "TABLE" || i.naturalWidth > 0)) ||
				"world" in e.dataset && document.querySelectorAll("main tbody tr").length > 100)`)
			if slices.Contains(drawn, false) {
				t.Errorf("charts that are neither drawn nor told: %v", drawn)
			}
		})
	}
}

// withoutFigures is what the page says beside its charts.
const withoutFigures = `(() => {
	const m = document.querySelector("main").cloneNode(true);
	m.querySelectorAll("[data-chart], noscript, script, .controls").forEach(e => e.remove());
	return m.textContent.replace(/\s+/g, " ");
})()`

func firstDifference(a, b string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			from := max(0, i-60)
			return "without: …" + a[from:min(len(a), i+60)] + "\nwith:    …" + b[from:min(len(b), i+60)]
		}
	}
	return "one is longer"
}
