package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// page is a fetched page with what a reader sees of it.
type page struct {
	status int
	body   string
	policy string
}

func (s *site) page(t *testing.T, path string) page {
	t.Helper()
	res, err := http.Get(s.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return page{res.StatusCode, string(body), res.Header.Get("Content-Security-Policy")}
}

var (
	hrefs       = regexp.MustCompile(`(?:href|src)="(/[^"]*)"`)
	placeholder = regexp.MustCompile(`\{[a-z_]+\}`)
	scripts     = regexp.MustCompile(`(?s)<script[^>]*>.*?</script>`)
	handlers    = regexp.MustCompile(`<[^>]+\s(?:on[a-z]+|style)\s*=`)
	inline      = regexp.MustCompile(`<script(?:\s+defer)?\s*>`)
	ids         = regexp.MustCompile(`\sid="([^"]+)"`)
)

// TestEveryPage walks the whole site from its first page: every link leads
// somewhere, every sentence is there, nothing needs an unsafe policy.
func TestEveryPage(t *testing.T) {
	s := theSite(t)
	seen := map[string]bool{}
	pages := 0
	for wave := []string{"/"}; len(wave) > 0; {
		found := make([]visited, len(wave))
		t.Run("wave", func(t *testing.T) {
			for i, at := range wave {
				t.Run(at, func(t *testing.T) {
					t.Parallel()
					found[i] = walk(t, s, at)
				})
			}
		})
		wave = nil
		for _, v := range found {
			if v.page {
				pages++
			}
			for _, link := range v.links {
				if next := kindOfLink(link); next != "" && !seen[next] {
					seen[next] = true
					wave = append(wave, link)
				}
			}
		}
	}
	if pages < 71+50+280 {
		t.Errorf("only %d pages could be reached from the first", pages)
	}
}

// visited is what the walk found at an address.
type visited struct {
	page  bool // no data, figure or asset
	links []string
}

func walk(t *testing.T, s *site, at string) (v visited) {
	p := s.page(t, at)
	if p.status != http.StatusOK {
		t.Errorf("GET %s: %d", at, p.status)
		return v
	}
	if p.policy == "" {
		return v // data, figures and assets
	}
	if v.page = !strings.Contains(at, ".svg") && !strings.Contains(at, ".png"); v.page {
		checkPage(t, at, p)
	}
	for _, m := range hrefs.FindAllStringSubmatch(p.body, -1) {
		v.links = append(v.links, strings.ReplaceAll(m[1], "&amp;", "&"))
	}
	return v
}

// download is the address of a file of a page: folder and form.
var download = regexp.MustCompile(`^(/[a-z])/[^/?]+?(\.(?:verdicts\.csv|sdmx\.csv|csv|xlsx|json|zip))$`)

// followsSingly are pages with so many choices that only one at a time is followed.
var followsSingly = regexp.MustCompile(`^(/embed)?/[ia]/[^.]*$`)

// kindOfLink leaves one link of each path and set of parameters to follow: the
// values of parameters are as many as the areas. Of each form of file one is
// followed for each kind of page. Of an indicator or an area it leaves each
// choice alone, and not every choice with every other: "".
func kindOfLink(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	kind, choices := u.Path, 0
	for name := range u.Query() {
		if name != "area" && name != "limit" && name != "indicator" {
			kind += " " + name
			choices++
		}
	}
	if strings.HasSuffix(u.Path, ".png") {
		return "image"
	}
	if m := download.FindStringSubmatch(u.Path); m != nil {
		return m[1] + m[2]
	}
	if choices > 1 && followsSingly.MatchString(u.Path) {
		return ""
	}
	if strings.HasPrefix(u.Path, "/api/") || strings.HasSuffix(u.Path, ".svg") {
		return strings.SplitN(u.Path, "?", 2)[0]
	}
	return kind
}

func checkPage(t *testing.T, at string, p page) {
	t.Helper()
	if strings.Contains(p.body, "⟦") {
		t.Errorf("%s lacks a message: %.80s", at, p.body[strings.Index(p.body, "⟦"):])
	}
	seen := scripts.ReplaceAllString(p.body, "")
	if m := placeholder.FindString(seen); m != "" {
		t.Errorf("%s shows the placeholder %s", at, m)
	}
	if m := handlers.FindString(seen); m != "" {
		t.Errorf("%s has an inline style or handler: %s", at, m)
	}
	if inline.MatchString(p.body) {
		t.Errorf("%s has an inline script", at)
	}
	if strings.Contains(p.policy, "unsafe") {
		t.Errorf("%s is sent with an unsafe policy: %s", at, p.policy)
	}
	if strings.Count(seen, "<h1") != 1 {
		t.Errorf("%s has %d first headings", at, strings.Count(seen, "<h1"))
	}
	once := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(p.body, -1) {
		if once[m[1]] {
			t.Errorf("%s has the id %q twice", at, m[1])
		}
		once[m[1]] = true
	}
}

// TestVerdictsCarryTheirInputs holds a paragraph page against what must stand
// beside a class: base, latest, years, status, source and the arithmetic.
func TestVerdictsCarryTheirInputs(t *testing.T) {
	p := theSite(t).page(t, "/p/9")
	for _, want := range []string{
		"39.9", "69.2", ">2015<", ">2023<", "World Bank", "Target: 95 by 2030", "(69.2 − 39.9) / (2023 − 2015)",
		"50 by 2016 (P9-2016): missed by 6.4 percentage points (43.6 in 2016). First reached in 2019.",
	} {
		if !strings.Contains(p.body, want) {
			t.Errorf("paragraph 9 does not show %q", want)
		}
	}
}

// TestMissingIsSaid holds an indicator without data: it says so and shows no number.
func TestMissingIsSaid(t *testing.T) {
	p := theSite(t).page(t, "/i/nri_count")
	if p.status != http.StatusOK || !strings.Contains(p.body, "Not collected yet") {
		t.Errorf("an indicator without data does not say so: %d", p.status)
	}
	if strings.Contains(p.body, "<td class=\"n\">0<") {
		t.Error("an indicator without data shows a zero")
	}
}

func TestUnknownPages(t *testing.T) {
	s := theSite(t)
	for _, at := range []string{"/nowhere", "/p/999", "/i/none", "/a/XYZ", "/?vintage=none", "/i/none.svg", "/i/internet_users.svg?area=XYZ"} {
		if p := s.page(t, at); p.status != http.StatusNotFound || !strings.Contains(p.body, "<h1>") {
			t.Errorf("GET %s: %d, want a page of 404", at, p.status)
		}
	}
}

func TestFiltersOfTheOverview(t *testing.T) {
	s := theSite(t)
	for at, want := range map[string]int{"/": 71, "/?kind=quantitative": 15, "/?kind=proxy": 19, "/?verdict=nothing": 0} {
		if n := strings.Count(s.page(t, at).body, `<li class="unit `); n != want {
			t.Errorf("GET %s shows %d units, want %d", at, n, want)
		}
	}
}

// TestOverviewAddsUp: units that figures are to judge, those that acts answer and
// those that promise nothing are all units, and the figures are as many as the
// matrix shows.
func TestOverviewAddsUp(t *testing.T) {
	s := theSite(t)
	found := regexp.MustCompile(`Of (\d+) units that figures are to judge, (\d+) can be judged[^<]*</[^>]*>\s*<[^>]*>(\d+) lack the figures for one\. Acts and documents answer (\d+) more, with \d+ items? overdue; (\d+) promise`).FindStringSubmatch(s.page(t, "/").body)
	if found == nil {
		t.Fatal("the overview does not say how its units stand")
	}
	n := make([]int, 6)
	for i, text := range found[1:] {
		n[i+1], _ = strconv.Atoi(text)
	}
	if n[1] != n[2]+n[3] || n[1]+n[4]+n[5] != 71 {
		t.Errorf("the finding does not add up: %q", found[0])
	}
	if matrix := s.page(t, "/matrix").body; !strings.Contains(matrix, fmt.Sprintf("%d units that figures are to judge", n[1])) {
		t.Errorf("the matrix does not show the %d units of the overview", n[1])
	}
}

// TestTargetOfAnotherIndicator: a unit may judge a price by the target of
// another; the images of its charts ask for that.
func TestTargetOfAnotherIndicator(t *testing.T) {
	for _, at := range []string{"/i/price_fixed_broadband?area=DVG&benchmark=UMC-11", "/i/price_fixed_broadband.svg?area=DVG&benchmark=UMC-11"} {
		if p := theSite(t).page(t, at); p.status != http.StatusOK {
			t.Errorf("GET %s: %d", at, p.status)
		}
	}
}

func TestAreaWithoutValues(t *testing.T) {
	if body := theSite(t).page(t, "/a/ATA").body; !strings.Contains(body, "Antarctica: no value for any of 50 indicators.") {
		t.Error("the page of an area without values does not say so in a whole sentence")
	}
}

// TestVintagePages shows the site as it was: links stay in the vintage.
func TestVintagePages(t *testing.T) {
	s := theSite(t)
	if out, err := command(t, filepath.Join(sharedDir, "e2e.db"), "vintage", "create", "pages", "--note", "test"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, at := range []string{"/", "/p/9", "/i/internet_users", "/a/KEN", "/indicators", "/areas", "/method"} {
		p := s.page(t, at+"?vintage=pages")
		if p.status != http.StatusOK {
			t.Errorf("GET %s of a vintage: %d", at, p.status)
		}
		for _, m := range hrefs.FindAllStringSubmatch(p.body, -1) {
			leaves := !strings.Contains(m[1], "vintage=pages") && !strings.HasPrefix(m[1], "/assets/")
			if leaves && !strings.Contains(m[1], "/metrics") {
				t.Errorf("%s leads out of the vintage to %s", at, m[1])
			}
		}
	}
}

// hostile is text that ends a script element where it is not escaped.
const hostile = `</script><b>x`

// hostileEdits put hostile text into each kind of definition, and a verdict of
// a person on paragraph 9.
var hostileEdits = map[string][2]string{
	"sources.yaml":                                 {"label: World Bank WDI", `label: "` + hostile + `"`},
	"indicators/use.yaml":                          {"name: Individuals using the Internet", `name: "` + hostile + `"`},
	"areas/groups.yaml":                            {"en: World", `en: "` + hostile + `"`},
	"areas/economies.yaml":                         {"en: Kenya", `en: "` + hostile + `"`},
	"resolutions/ecosoc-2016-wsis/resolution.yaml": {"body: Economic and Social Council", `body: "` + hostile + `"`},
	"resolutions/ecosoc-2016-wsis/taking-stock-access.yaml": {"  scored: true\n",
		"  scored: true\n  manual: {class: limited, reason: \"Half is too little " + hostile + "\", author: A. Person, date: 2026-11-01}\n"},
}

// sharedHostile is a site of such definitions, started once.
var sharedHostile = sync.OnceValues(func() (*site, error) {
	dir := filepath.Join(sharedDir, "hostile")
	conf := filepath.Join(dir, "conf")
	out := &lockedBuffer{}
	if err := run(context.Background(), []string{"config", "export", conf}, out, out); err != nil {
		return nil, err
	}
	for file, edit := range hostileEdits {
		path := filepath.Join(conf, filepath.FromSlash(file))
		src, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		if !bytes.Contains(src, []byte(edit[0])) {
			return nil, fmt.Errorf("%s has no %q", file, edit[0])
		}
		if err := os.WriteFile(path, bytes.Replace(src, []byte(edit[0]), []byte(edit[1]), 1), 0o600); err != nil {
			return nil, err
		}
	}
	return startShared(dir, "--config", conf)
})

func hostileSite(t *testing.T) *site {
	t.Helper()
	s, err := sharedHostile()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestVerdictByHand shows a person's verdict as such, the computed one beside it.
func TestVerdictByHand(t *testing.T) {
	s := hostileSite(t)
	body := s.page(t, "/p/9").body
	for _, want := range []string{"A verdict given by hand", "Limited progress, by A. Person on 2026-11-01: Half is too little", "Computed: On track."} {
		if !strings.Contains(body, want) {
			t.Errorf("paragraph 9 does not show %q", want)
		}
	}
	if n := strings.Count(s.page(t, "/?verdict=limited").body, `id="u-9"`); n != 1 {
		t.Errorf("the overview does not count the verdict by hand")
	}
}

// TestForeignTextIsShownAsText serves hostile names on every kind of page.
func TestForeignTextIsShownAsText(t *testing.T) {
	s := hostileSite(t)
	for _, at := range []string{"/", "/p/9", "/i/internet_users", "/indicators", "/a/KEN", "/a/WLD", "/areas", "/sources", "/method", "/about", "/reports", "/i/internet_users.svg?area=WLD"} {
		p := s.page(t, at)
		if p.status != http.StatusOK || strings.Contains(p.body, hostile) {
			t.Errorf("GET %s: %d, and foreign text stands in it unescaped: %v", at, p.status, strings.Contains(p.body, hostile))
		}
	}
	if p := s.page(t, "/i/internet_users"); !strings.Contains(p.body, "&lt;/script&gt;&lt;b&gt;x") {
		t.Error("the name of the indicator is not shown")
	}
}

// TestTableKeepsTheTarget: what is judged against a target at the head of a page
// is judged against it in the tables, too.
func TestTableKeepsTheTarget(t *testing.T) {
	head := regexp.MustCompile(`<span class="chip big.*?</span>`)
	row := regexp.MustCompile(`(?s)<th scope="row"><a href="/a/DVG[^>]*>Developing</a>.*?</tr>`)
	for target, want := range map[string]string{"UMC-11": "Fair progress", "none": "On track"} {
		body := theSite(t).page(t, "/i/price_fixed_broadband?area=DVG&benchmark="+target).body
		for _, got := range []string{head.FindString(body), row.FindString(body)} {
			if !strings.Contains(got, want) {
				t.Errorf("against %s Developing is not %q: %q", target, want, got)
			}
		}
	}
}
