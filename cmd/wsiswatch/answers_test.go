package main

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// answers are the pages that answer a question across units, areas and sources.
func answers() []string {
	return []string{
		"/matrix", "/matrix?groups=development", "/matrix?theme=gender_divide", "/instruments", "/coverage",
		"/search", "/search?q=cote", "/search?q=broadband", "/search?q=xyzzy",
		"/compare", "/compare?area=KEN&area=UGA&area=LDC", "/compare?area=KEN&indicator=nri_count",
	}
}

func TestAnswerPages(t *testing.T) {
	s := theSite(t)
	for _, at := range answers() {
		p := s.page(t, at)
		if p.status != http.StatusOK {
			t.Errorf("GET %s: %d", at, p.status)
		}
		checkPage(t, at, p)
	}
}

// TestAnswersStayInTheVintage holds the links of these pages as
// TestVintagePages does those of the others.
func TestAnswersStayInTheVintage(t *testing.T) {
	s := theSite(t)
	if out, err := command(t, filepath.Join(sharedDir, "e2e.db"), "vintage", "create", "answers", "--note", "test"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, at := range answers() {
		sep := "?"
		if strings.Contains(at, "?") {
			sep = "&"
		}
		p := s.page(t, at+sep+"vintage=answers")
		if p.status != http.StatusOK {
			t.Errorf("GET %s of a vintage: %d", at, p.status)
		}
		for _, m := range hrefs.FindAllStringSubmatch(p.body, -1) {
			if !strings.Contains(m[1], "vintage=answers") && !strings.HasPrefix(m[1], "/assets/") {
				t.Errorf("%s leads out of the vintage to %s", at, m[1])
			}
		}
		if forms, kept := strings.Count(p.body, "<form"), strings.Count(p.body, `name="vintage" value="answers"`); forms != kept {
			t.Errorf("%s: %d of %d forms keep the vintage", at, kept, forms)
		}
	}
}

// TestTheMenuIsOneLine measures it: one line on a desktop, two on a phone.
func TestTheMenuIsOneLine(t *testing.T) {
	browser := newBrowser(t)
	s := theSite(t)
	for width, most := range map[int64]float64{1280: 60, 390: 150} {
		tab := visit(t, browser, s, "/about", width)
		if high := evaluate[float64](t, tab, `document.querySelector(".top").getBoundingClientRect().height`); high > most {
			t.Errorf("the head is %v px high in a window of %d px, want %v at most", high, width, most)
		}
	}
}

var matrixCells = regexp.MustCompile(`<a class="cell" href="(/p/[^"]+)">`)

func TestMatrixShowsEachScoredUnit(t *testing.T) {
	s := theSite(t)
	cfg, err := (&app{}).config()
	if err != nil {
		t.Fatal(err)
	}
	entries, units, gender := 0, 0, 0
	for _, p := range cfg.Catalog.Resolutions()[0].Paragraphs {
		if !p.Scored || len(p.Headline) == 0 {
			continue
		}
		units++
		entries += len(p.Headline)
		if strings.Contains(" "+strings.Join(p.Themes, " ")+" ", " gender_divide ") {
			gender++
		}
	}
	named := s.page(t, "/matrix").body
	if n := strings.Count(named, `class="unit-name"><a`); n != units {
		t.Errorf("%d units, want %d", n, units)
	}
	cells := named[strings.Index(named, "<tbody>"):strings.Index(named, "</tbody>")]
	if n := strings.Count(cells, `<span class="chip`); n != entries+units {
		t.Errorf("%d chips, want one for each of %d entries and %d verdicts", n, entries, units)
	}
	across := s.page(t, "/matrix?groups=development").body
	if n := len(matrixCells.FindAllString(across, -1)); n != 6*units {
		t.Errorf("%d cells across six groups, want %d", n, 6*units)
	}
	filtered := s.page(t, "/matrix?groups=development&theme=gender_divide").body
	if n := strings.Count(filtered, `class="unit-name"><a`); n != gender || gender == 0 {
		t.Errorf("%d units of the theme, want %d", n, gender)
	}
	for _, m := range matrixCells.FindAllStringSubmatch(filtered, -1) {
		if p := s.page(t, m[1]); p.status != http.StatusOK {
			t.Errorf("a cell leads to %s: %d", m[1], p.status)
		}
	}
}

func TestEveryInstrumentIsShown(t *testing.T) {
	s := theSite(t)
	cfg, err := (&app{}).config()
	if err != nil {
		t.Fatal(err)
	}
	body := s.page(t, "/instruments").body
	list := cfg.Catalog.Instruments()
	if n := strings.Count(body, `<section class="instrument"`); n != len(list) || n != 44 {
		t.Errorf("%d instruments, want all %d, which are 44", n, len(list))
	}
	for _, i := range list {
		start := strings.Index(body, `<section class="instrument" id="`+i.ID+`"`)
		if start < 0 {
			t.Errorf("%s is missing", i.ID)
			continue
		}
		one, _, _ := strings.Cut(body[start:], "</section>")
		if !strings.Contains(html.UnescapeString(one), i.Name) || strings.Count(one, `href="/p/`) != len(i.Paragraphs) {
			t.Errorf("%s lacks its name, or one of its %d units", i.ID, len(i.Paragraphs))
		}
		if strings.Count(one, "<li>") != len(i.Indicators)+len(i.Evidence) {
			t.Errorf("%s shows %d things, want %d series and %d items of evidence", i.ID, strings.Count(one, "<li>"), len(i.Indicators), len(i.Evidence))
		}
	}
}

// TestGapsAddUp counts the units by hand: each stands where it belongs.
func TestGapsAddUp(t *testing.T) {
	s := theSite(t)
	cfg, err := (&app{}).config()
	if err != nil {
		t.Fatal(err)
	}
	unmeasured, context := 0, 0
	for _, p := range cfg.Catalog.Resolutions()[0].Paragraphs {
		switch {
		case p.Kind == data.Context:
			context++
		case len(p.Headline) == 0 && p.Unmeasured != "":
			unmeasured++
		}
	}
	body := s.page(t, "/coverage").body
	rows := func(id string) int {
		_, rest, ok := strings.Cut(body, `<section aria-labelledby="`+id+`">`)
		if !ok {
			return 0
		}
		part, _, _ := strings.Cut(rest, "</section>")
		return strings.Count(part, `<th scope="row"`)
	}
	total := len(cfg.Catalog.Resolutions()[0].Paragraphs)
	if n := rows("unmeasured"); n != unmeasured || n == 0 {
		t.Errorf("%d units without an indicator, want %d", n, unmeasured)
	}
	if n := rows("splits"); n != total-unmeasured-context {
		t.Errorf("%d units by breakdown, want %d", n, total-unmeasured-context)
	}
	if n := rows("by-indicator"); n != len(cfg.Catalog.Indicators()) {
		t.Errorf("%d indicators, want %d", n, len(cfg.Catalog.Indicators()))
	}
	want := fmt.Sprintf("Of %d units, %d have no usable indicator. Of the %d that figures can follow", total, unmeasured, total-unmeasured-context)
	if !strings.Contains(body, want) {
		t.Errorf("the finding does not begin %q", want)
	}
}

func TestSearchFinds(t *testing.T) {
	s := theSite(t)
	for _, c := range []struct{ query, first string }{
		{"9", "/p/9"}, {"16bis", "/p/16bis"}, {"paragraph 48c", "/p/48c"}, {"KEN", "/a/KEN"}, {"404", "/a/KEN"}, {"кения", "/a/KEN"}, {"肯尼亚", "/a/KEN"},
		{"cote d'ivoire", "/a/CIV"}, {"ldc", "/a/LDC"}, {"internet_users", "/i/internet_users"}, {"HH7", "/i/internet_users"},
		{"gender parity", "/i/gender_parity_internet"}, {"internet governance forum", "/instruments#igf"}, {"wb-wdi", "/sources#wb-wdi"},
	} {
		body := s.page(t, "/search?q="+url.QueryEscape(c.query)).body
		_, after, ok := strings.Cut(body, `class="answer"`)
		if !ok {
			t.Errorf("%q finds nothing", c.query)
			continue
		}
		if m := hrefs.FindStringSubmatch(after); m == nil || m[1] != c.first {
			t.Errorf("%q leads to %v, want %s", c.query, m, c.first)
		}
	}
	if body := s.page(t, "/search?q=xyzzy").body; !strings.Contains(body, "Nothing found for “xyzzy”") {
		t.Error("nothing found is not said")
	}
	if body := s.page(t, "/search").body; !strings.Contains(body, "Type the number of a paragraph") || strings.Contains(body, "found for") {
		t.Error("no query is not explained")
	}
	if p := s.page(t, "/search?q="+url.QueryEscape(hostile)); p.status != http.StatusOK || strings.Contains(p.body, hostile) {
		t.Errorf("a hostile query: %d, or it stands there unescaped", p.status)
	}
}

func TestCompareAddsAndTakesAway(t *testing.T) {
	s := theSite(t)
	six := "/compare?area=KEN&area=UGA&area=TZA&area=RWA&area=BDI&area=LDC"
	heads := func(body string) int {
		head, _, _ := strings.Cut(body[strings.Index(body, `<table class="compare">`):], "</thead>")
		return strings.Count(head, `class="n"`)
	}
	five := s.page(t, strings.TrimSuffix(six, "&area=LDC"))
	if n := heads(five.body); n != 5 || !strings.Contains(five.body, `<select name="add">`) {
		t.Errorf("%d areas, want five and a way to add one", n)
	}
	added := s.page(t, strings.TrimSuffix(six, "&area=LDC")+"&add=LDC")
	if n := heads(added.body); n != 6 || strings.Contains(added.body, `<select name="add">`) || !strings.Contains(added.body, "no more fit") {
		t.Errorf("%d areas, want six and no way to add one", n)
	}
	seventh := s.page(t, six+"&add=WLD")
	if n := heads(seventh.body); seventh.status != http.StatusOK || n != 6 || !strings.Contains(seventh.body, "Only six areas fit side by side. Left out: World.") {
		t.Errorf("a seventh area: %d, %d areas, or no sentence that refuses it", seventh.status, n)
	}
	if twice := s.page(t, "/compare?area=KEN&area=KEN&add=KEN"); heads(twice.body) != 1 {
		t.Errorf("one area asked for three times stands %d times", heads(twice.body))
	}
	_, after, _ := strings.Cut(added.body, `class="remove" href="`)
	away, _, _ := strings.Cut(after, `"`)
	if p := s.page(t, html.UnescapeString(away)); heads(p.body) != 5 || strings.Contains(p.body, `href="/a/KEN"`) {
		t.Errorf("%s does not take Kenya away", away)
	}
	for _, at := range []string{"/compare?area=XXX", "/compare?area=KEN&add=XXX", "/compare?area=KEN&indicator=none"} {
		if p := s.page(t, at); p.status != http.StatusNotFound {
			t.Errorf("GET %s: %d, want 404", at, p.status)
		}
	}
}

// TestCompareShowsWhatTheInterfaceSays holds a value of the table against the
// interface for programs: number, year and source.
func TestCompareShowsWhatTheInterfaceSays(t *testing.T) {
	s := theSite(t)
	body := s.page(t, "/compare?area=KEN&area=WLD").body
	start := strings.Index(body, `<a href="/i/internet_users">`)
	row, _, _ := strings.Cut(body[strings.LastIndex(body[:strings.LastIndex(body, `<a href="/i/internet_users">`)], "<tr>"):], "</tr>")
	if start < 0 {
		t.Fatal("no row of internet_users")
	}
	for _, area := range []string{"KEN", "WLD"} {
		rows := list[apiObservation](t, s, "/api/v1/observations?indicator=internet_users&area="+area)
		last := rows[len(rows)-1]
		v, err := last.Value.Float64()
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{fmt.Sprintf("%.1f", v), fmt.Sprintf(`<span class="year">%d</span>`, last.Year), `href="/sources#` + last.Source + `"`} {
			if !strings.Contains(row, want) {
				t.Errorf("%s: the row lacks %s:\n%s", area, want, row)
			}
		}
	}
}

// TestForeignTextInAnswers serves hostile names of areas, sources and indicators.
func TestForeignTextInAnswers(t *testing.T) {
	s := hostileSite(t)
	for _, at := range []string{"/matrix", "/instruments", "/coverage", "/search?q=KEN", "/search?q=internet_users", "/compare?area=KEN&area=WLD", "/compare?area=KEN&area=UGA&area=TZA&area=RWA&area=BDI&area=LDC&area=WLD"} {
		p := s.page(t, at)
		if p.status != http.StatusOK || strings.Contains(p.body, hostile) {
			t.Errorf("GET %s: %d, and foreign text stands in it unescaped: %v", at, p.status, strings.Contains(p.body, hostile))
		}
		if !strings.Contains(p.body, "&lt;/script&gt;&lt;b&gt;x") {
			t.Errorf("%s does not show the hostile name", at)
		}
	}
}
