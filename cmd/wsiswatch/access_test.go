package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// axe is the script of axe-core, which looks for faults of access in a page.
type axe string

// readAxe reads what npm has put beside the charts. Where it is not there
// nothing is checked, unless all is to be.
func readAxe(t *testing.T) axe {
	t.Helper()
	script, err := os.ReadFile("../../dashboard/node_modules/axe-core/axe.min.js")
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("WSISWATCH_FULL") == "" {
		return ""
	}
	if err != nil {
		t.Fatalf("%v; run make assets", err)
	}
	return axe(script)
}

// standards are the rules that a page is held to: WCAG 2.2, levels A and AA.
const (
	standards = `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}`
	// contrast is all that another scheme of colours can change.
	contrast = `{type: "rule", values: ["color-contrast", "link-in-text-block"]}`
)

// check holds the page of a tab, as it looks now, to the rules.
func (a axe) check(t *testing.T, tab context.Context, looks, rules string) {
	t.Helper()
	if a == "" {
		return
	}
	if found := a.faults(t, tab, rules); len(found) > 0 {
		t.Errorf("%s: %d faults of access:\n%s", looks, len(found), strings.Join(found[:min(len(found), 8)], "\n"))
	}
}

// faults are what the rules find in the page of a tab.
func (a axe) faults(t *testing.T, tab context.Context, rules string) []string {
	t.Helper()
	if !evaluate[bool](t, tab, `typeof axe === "object"`) {
		// Evaluated by the debugger, it is not bound to the policy of the page.
		evaluate[bool](t, tab, string(a)+"; true")
	}
	return evaluate[[]string](t, tab, `axe.run(document, {runOnly: `+rules+`, resultTypes: ["violations"]})
		.then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target.join(" ") + ": " + n.failureSummary.replaceAll("\n", " "))))`)
}

// look shows the page of a tab in a scheme of colours and a width in px.
func look(t *testing.T, tab context.Context, scheme string, width int64, more ...*emulation.MediaFeature) {
	t.Helper()
	set := func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: append(more, &emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme}, &emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "reduce"}),
		})
		return chromedp.Void{}, err
	}
	if err := chromedp.Do(tab, set, chromedp.EmulateViewport(width, 900)); err != nil {
		t.Fatal(err)
	}
}

// TestAxeComplains proves that the checks would see a fault.
func TestAxeComplains(t *testing.T) {
	a := readAxe(t)
	if a == "" {
		t.Skip("axe-core is not there; make test fetches it")
	}
	tab := visit(t, newBrowser(t), theSite(t), "/about", 1280)
	evaluate[bool](t, tab, `(() => {
		const image = document.createElement("img"), far = document.createElement("div"), faded = document.createElement("p");
		image.src = "/assets/icon.svg";
		far.className = "scroll"; far.style.marginTop = "9000px"; far.append(faded);
		faded.textContent = "out of sight"; faded.style.color = "#eee";
		document.querySelector("main").append(image, far);
		return true })()`)
	found := a.faults(t, tab, standards)
	for _, want := range []string{"image-alt: ", "color-contrast: "} {
		if !slices.ContainsFunc(found, func(fault string) bool { return strings.HasPrefix(fault, want) }) {
			t.Errorf("no %q among %q", want, found)
		}
	}
	if len(found) != 2 {
		t.Errorf("%d faults where 2 were made: %q", len(found), found)
	}
}

// TestMarkedWordsCanBeFollowed goes from a mark to the indicators that answer it.
func TestMarkedWordsCanBeFollowed(t *testing.T) {
	browser, a, dir := newBrowser(t), readAxe(t), t.TempDir()
	if out, err := command(t, filepath.Join(dir, "e2e.db"), "resolution", "import", document(t, shipped(t), "")); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s := ownSite(t, dir, "--without-seed")
	for _, width := range []int64{1280, 390} {
		tab := visit(t, browser, s, "/p/12", width)
		for _, scheme := range []string{"light", "dark"} {
			look(t, tab, scheme, width)
			a.check(t, tab, fmt.Sprintf("%s, %d px", scheme, width), standards)
		}
		if got := evaluate[[]string](t, tab, `[...document.querySelectorAll(".verbatim p mark + a.ref")].map(r => {
			const note = document.querySelector(r.getAttribute("href"));
			return r.previousElementSibling.textContent === note.querySelector("mark").textContent && note.querySelectorAll("a[href^='/i/']").length > 0 ? "" : r.textContent;
		})`); len(got) != 5 || strings.Join(got, "") != "" {
			t.Errorf("%d px: marks that lead to no indicator: %q", width, got)
		}
	}
}

// TestOwnContrast: where a reader's system asks for more contrast, or for its
// own colours alone, verdicts keep an edge and no text fades.
func TestOwnContrast(t *testing.T) {
	browser, s, a := newBrowser(t), theSite(t), readAxe(t)
	for name, feature := range map[string]*emulation.MediaFeature{
		"more contrast": {Name: "prefers-contrast", Value: "more"}, "own colours": {Name: "forced-colors", Value: "active"},
	} {
		t.Run(name, func(t *testing.T) {
			tab := visit(t, browser, s, "/p/12", 1280)
			for _, scheme := range []string{"light", "dark"} {
				look(t, tab, scheme, 1280, feature)
				edges := evaluate[int](t, tab, `[...document.querySelectorAll("main .chip")].filter(e => {
					const s = getComputedStyle(e);
					return parseFloat(s.borderTopWidth) > 0 && s.borderTopStyle === "solid" || parseFloat(s.outlineWidth) > 0 && s.outlineStyle === "solid";
				}).length`)
				if all := evaluate[int](t, tab, `document.querySelectorAll("main .chip").length`); edges != all || all == 0 {
					t.Errorf("%s: %d of %d verdicts have an edge", scheme, edges, all)
				}
				a.check(t, tab, name+", "+scheme, contrast)
			}
		})
	}
}
