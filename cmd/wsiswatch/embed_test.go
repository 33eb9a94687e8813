package main

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestOnlyEmbedsMayBeFramed holds the policy of each kind of answer: embeds and
// their failures may stand in pages of others, nothing else may.
func TestOnlyEmbedsMayBeFramed(t *testing.T) {
	s := theSite(t)
	for _, at := range []string{
		"/", "/p/9", "/i/internet_users", "/a/KEN", "/matrix", "/indicators", "/areas", "/compare", "/instruments", "/coverage", "/search?q=a", "/sources", "/changes",
		"/method", "/about", "/nowhere", "/i/none", "/embed", "/i/internet_users.svg", "/i/internet_users.png", "/i/internet_users?next=/embed/i/internet_users",
	} {
		if p := s.page(t, at); !strings.Contains(p.policy, "frame-ancestors 'none'") {
			t.Errorf("GET %s may be framed: %q", at, p.policy)
		}
	}
	for _, at := range []string{"/embed/i/internet_users", "/embed/i/internet_users?chart=map&year=2015", "/embed/p/9", "/embed/p/8", "/embed/i/none", "/embed/p/999", "/embed/i/internet_users?chart=pie"} {
		p := s.page(t, at)
		if !strings.HasSuffix(p.policy, "frame-ancestors *") || strings.Contains(p.policy, "unsafe") || !strings.Contains(p.policy, "form-action 'none'") {
			t.Errorf("GET %s is sent with %q", at, p.policy)
		}
		if strings.Contains(p.body, "<nav") || strings.Contains(p.body, "<form") {
			t.Errorf("GET %s has a menu or a form in a frame", at)
		}
	}
}

// TestEmbedsCarryWhatTheyRestOn: finding, source, licence, edition and the way
// back, in the state that was asked for.
func TestEmbedsCarryWhatTheyRestOn(t *testing.T) {
	s := theSite(t)
	for _, c := range []struct {
		at   string
		want []string
	}{
		{"/embed/i/internet_users", []string{"World: 69.2 per cent of the population in 2023", "On track", "World Bank WDI, CC BY 4.0", `href="` + s.base + `/i/internet_users"`}},
		{"/embed/i/internet_users?set=income&method=eurostat", []string{"/i/internet_users?method=eurostat&amp;set=income\""}},
		{"/embed/i/internet_users?chart=dumbbell&split=location", []string{"rural areas 38.8, urban areas 75.6", "CC BY-NC-SA 3.0 IGO"}},
		{"/embed/i/internet_users?chart=bar&area=KEN&area=UGA", []string{"stands first with", "ITU DataHub, CC BY-NC-SA 3.0 IGO"}},
		{"/embed/i/internet_users?chart=map&year=2015", []string{"204 economies have a value of 2015", "do not imply official endorsement", "CC BY-NC-SA 3.0 IGO"}},
		{"/embed/i/internet_users?chart=map", []string{"Latest value of each of 225 economies.", `href="` + s.base + `/i/internet_users"`}},
		{"/embed/i/price_fixed_broadband", []string{"computed over the same economies in both years"}},
		{"/embed/p/9", []string{"Paragraph 9 of", "On track", "CC BY 4.0", `href="` + s.base + `/p/9"`}},
	} {
		t.Run(c.at, func(t *testing.T) {
			p := s.page(t, c.at)
			for _, want := range append(c.want, "edition s", `target="_blank" rel="noopener"`) {
				if p.status != http.StatusOK || !strings.Contains(p.body, want) {
					t.Errorf("%d, without %q", p.status, want)
				}
			}
			// The payload holds words for the slider, too, which no embed has.
			if strings.Contains(payload.ReplaceAllString(p.body, ""), "able below") {
				t.Error("it speaks of a table that does not stand on an embed")
			}
		})
	}
}

var payload = regexp.MustCompile(`(?s)<script type="application/json".*?</script>`)

var snippet = regexp.MustCompile(`(?s)<pre class="snippet"><code>(.*?)</code>`)

// TestSnippetsLeadToEmbeds takes the lines that pages offer as they stand: the
// address in each answers, and names hold no markup.
func TestSnippetsLeadToEmbeds(t *testing.T) {
	src := regexp.MustCompile(`^<iframe src="([^"]+)" title="[^"<]+" width="100%" height="\d+" loading="lazy"></iframe>$`)
	for _, c := range []struct {
		s    *site
		at   string
		want int
	}{
		{theSite(t), "/i/internet_users?area=KEN&set=itu&order=name", 4}, {theSite(t), "/i/egdi", 2}, {theSite(t), "/p/9", 1}, {hostileSite(t), "/i/internet_users", 4},
	} {
		t.Run(c.at, func(t *testing.T) {
			list := snippet.FindAllStringSubmatch(c.s.page(t, c.at).body, -1)
			if len(list) != c.want {
				t.Errorf("%d snippets, want %d", len(list), c.want)
			}
			for _, m := range list {
				line := html.UnescapeString(m[1])
				parts := src.FindStringSubmatch(line)
				if parts == nil {
					t.Errorf("snippet %s", line)
					continue
				}
				at, ours := strings.CutPrefix(html.UnescapeString(parts[1]), c.s.base)
				if p := c.s.page(t, at); !ours || p.status != http.StatusOK || !strings.HasSuffix(p.policy, "frame-ancestors *") {
					t.Errorf("%s: %d", parts[1], p.status)
				}
				if strings.Contains(at, "order=") || strings.Contains(c.at, "KEN") && !strings.Contains(at, "area=KEN") {
					t.Errorf("%s does not keep the choices of the page", at)
				}
			}
		})
	}
}

// TestFramesInABrowser frames embeds and pages in a page of another host: the
// embeds show, with their charts drawn; the pages do not.
func TestFramesInABrowser(t *testing.T) {
	browser := newBrowser(t)
	s := theSite(t)
	for _, at := range []string{"/embed/i/internet_users", "/embed/p/9", "/embed/i/internet_users?chart=dumbbell", "/embed/i/internet_users?chart=bar", "/embed/i/internet_users?chart=map&year=2015"} {
		for _, width := range []int64{700, 320} {
			visit(t, browser, s, at, width) // alone: no complaint, charts drawn, no wider than the frame
		}
	}
	shows := map[string]bool{"/embed/i/internet_users": true, "/embed/p/9": true, "/i/internet_users": false, "/p/9": false, "/": false}
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for at := range shows {
			fmt.Fprintf(w, `<iframe src="%s" width="700" height="600"></iframe>`, s.base+at)
		}
	}))
	defer other.Close()
	tab, closeTab := chromedp.NewContext(browser)
	t.Cleanup(closeTab)
	if err := chromedp.Do(tab, chromedp.Navigate(other.URL)); err != nil {
		t.Fatal(err)
	}
	tree, err := chromedp.Call(tab, cdpage.GetFrameTree, cdp.Empty{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(tree.FrameTree.ChildFrames); n != len(shows) {
		t.Fatalf("%d frames, want %d", n, len(shows))
	}
	for _, child := range tree.FrameTree.ChildFrames {
		address := child.Frame.URL
		refused := child.Frame.UnreachableURL
		at := strings.TrimPrefix(address+refused, s.base)
		if refused != "" {
			at = strings.TrimPrefix(refused, s.base)
		}
		if want, asked := shows[at]; !asked || want != (refused == "") {
			t.Errorf("the frame of %s shows %s (refused: %q)", at, address, refused)
		}
	}
}
