package main

import (
	"encoding/json"
	"fmt"
	"html"
	"image/png"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/dashboard"
)

type apiVerdict struct {
	Method string `json:"method"`
	Class  string `json:"class"`
	Base   *struct {
		Year int `json:"year"`
	} `json:"base"`
}

// TestPagesByAnotherMethod holds the choice of a method on the pages of an
// indicator and of an area against the verdicts of the API by that method.
func TestPagesByAnotherMethod(t *testing.T) {
	s := theSite(t)
	words := map[string]string{"on_track": "On track", "fair": "Fair progress", "limited": "Limited progress"}
	seen := map[string]bool{}
	for method, name := range map[string]string{
		"": "UNSD classes on a fitting pace", "unsd-cr": "UNSD compound rates", "opensdg-2.4": "Open SDG 2.4", "eurostat": "Eurostat",
	} {
		t.Run("by "+name, func(t *testing.T) {
			verdicts := list[apiVerdict](t, s, "/api/v1/verdicts?indicator=gender_parity_internet&area=WLD&method="+method)
			if len(verdicts) != 1 || words[verdicts[0].Class] == "" {
				t.Fatalf("verdicts are %+v", verdicts)
			}
			seen[verdicts[0].Class] = true
			for at, chip := range map[string]string{
				"/i/gender_parity_internet?method=" + method: `<p class="head"><span class="chip big `,
				"/a/WLD?method=" + method:                    `Gender parity score, Internet use</a>`,
			} {
				body := s.page(t, at).body
				_, after, found := strings.Cut(body, chip)
				if end := strings.Index(after, "</tr>"); found && strings.HasPrefix(at, "/a/") && end > 0 {
					after = after[:end]
				}
				if !found || !strings.Contains(after[:min(len(after), 2000)], ">"+words[verdicts[0].Class]+"<") {
					t.Errorf("GET %s does not show %q", at, words[verdicts[0].Class])
				}
				if !strings.Contains(body, `aria-current="true">`+name+"</a>") {
					t.Errorf("GET %s does not mark %s as chosen", at, name)
				}
			}
			if body := s.page(t, "/i/gender_parity_internet?method="+method).body; !strings.Contains(body, "Method "+name+".") {
				t.Errorf("the arithmetic is not by %s", name)
			}
		})
	}
	if len(seen) < 2 {
		t.Errorf("all methods give %v: this proves nothing", seen)
	}
	for _, at := range []string{"/i/internet_users?method=guess", "/a/KEN?method=guess", "/i/internet_users.svg?method=guess"} {
		if p := s.page(t, at); p.status != http.StatusNotFound || !strings.Contains(p.body, "opensdg-2.4") {
			t.Errorf("GET %s: %d, want a page of 404 that names the methods", at, p.status)
		}
	}
}

// payloadOf reads the options of a chart out of a page.
func payloadOf(t *testing.T, body, id string) chartPayload {
	t.Helper()
	_, after, found := strings.Cut(body, `<script type="application/json" id="`+id+`">`)
	raw, _, ended := strings.Cut(after, "</script>")
	var p chartPayload
	if !found || !ended {
		t.Fatalf("the page has no chart %q", id)
	}
	if err := json.Unmarshal([]byte(raw), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

type chartPayload struct {
	Kind   string
	Option struct {
		YAxis  []struct{ Data []string }
		Series []struct {
			Name, Type string
			Data       []struct{ Value any }
		}
	}
	Rows []struct {
		Text string
		Tip  []string
	}
	Areas  map[string]struct{ Name string }
	Order  []string
	Frames []struct {
		Year   int
		Values []*float64
		Marks  string
	}
}

var (
	gapSection = regexp.MustCompile(`(?s)<section aria-labelledby="gap-of-([a-z]+)">.*?</section>`)
	gapLine    = regexp.MustCompile(`(?s)<tr><th scope="row"><a href="/a/(\w+)">([^<]*)</a></th><td class="n">(\d{4})</td><td class="n" title="[^"]*">([^<]+).*?</td><td class="n" title="[^"]*">([^<]+).*?</td><td class="n">([^<]+)</td>`)
)

// TestGapsAreTheSameInChartTableAndData holds each dumbbell against the table
// beside it, and both against the API: values, one year and source at both
// ends, the gap, and the order.
func TestGapsAreTheSameInChartTableAndData(t *testing.T) {
	if !dashboard.HaveCharts() {
		t.Skip("this build has no charts; make test builds them")
	}
	s := theSite(t)
	for _, c := range []struct {
		at, split, first, second string
		rows                     int
	}{
		{"/i/internet_users", "sex", "sex=F", "sex=M", 6},
		{"/i/internet_users", "location", "location=R", "location=U", 6},
		{"/i/internet_users?gap=economies", "sex", "sex=F", "sex=M", 113},
		{"/i/mobile_phone_ownership", "sex", "sex=F", "sex=M", 71},
	} {
		t.Run(c.at+" by "+c.split, func(t *testing.T) {
			id, _, _ := strings.Cut(strings.TrimPrefix(c.at, "/i/"), "?")
			ends := [2]map[string]apiObservation{observed(t, s, id, c.first), observed(t, s, id, c.second)}
			body := s.page(t, c.at).body
			rows := gapLine.FindAllStringSubmatch(sectionOf(t, body, c.split), -1)
			if len(rows) != c.rows {
				t.Fatalf("%d rows, want %d", len(rows), c.rows)
			}
			chart := payloadOf(t, body, "gap-"+c.split)
			if chart.Kind != "dumbbell" || len(chart.Rows) != min(len(rows), 20) {
				t.Fatalf("a %s of %d rows beside a table of %d", chart.Kind, len(chart.Rows), len(rows))
			}
			last := math.Inf(1)
			for i, row := range rows {
				a, b := ends[0][row[1]+row[3]], ends[1][row[1]+row[3]]
				x, y := asNumber(t, a.Value), asNumber(t, b.Value)
				if a.Source != b.Source || a.Maker == "computed" {
					t.Errorf("%s: one end is of %s, the other of %s, made by %s", row[1], a.Source, b.Source, a.Maker)
				}
				gap, err := strconv.ParseFloat(strings.ReplaceAll(html.UnescapeString(row[6]), "−", "-"), 64)
				if row[4] != fmt.Sprintf("%.1f", x) || row[5] != fmt.Sprintf("%.1f", y) || err != nil || math.Abs(gap-(y-x)) > 0.05001 {
					t.Errorf("%s %s shows %s, %s, %s; published are %v and %v", row[1], row[3], row[4], row[5], row[6], a.Value, b.Value)
				}
				if y-x > last {
					t.Errorf("%s stands under a narrower gap", row[1])
				}
				last = y - x
				if i < len(chart.Rows) {
					first, second := chart.Option.Series[0].Data[i].Value, chart.Option.Series[1].Data[i].Value
					if fmt.Sprint(first, second) != fmt.Sprint([]any{x, i}, []any{y, i}) || chart.Option.YAxis[0].Data[i] != html.UnescapeString(row[2]) {
						t.Errorf("row %d of the chart is %s %v %v, of the table %v", i, chart.Option.YAxis[0].Data[i], first, second, row[1:])
					}
				}
			}
		})
	}
}

func asNumber(t *testing.T, n json.Number) float64 {
	t.Helper()
	v, err := n.Float64()
	if err != nil {
		t.Fatalf("%q is no number: %v", n, err)
	}
	return v
}

func sectionOf(t *testing.T, body, split string) string {
	t.Helper()
	for _, m := range gapSection.FindAllStringSubmatch(body, -1) {
		if m[1] == split {
			return m[0]
		}
	}
	t.Fatalf("the page has no gap by %s", split)
	return ""
}

// observed are the values of a breakdown by area and year.
func observed(t *testing.T, s *site, indicator, breakdown string) map[string]apiObservation {
	t.Helper()
	out := map[string]apiObservation{}
	for _, o := range list[apiObservation](t, s, "/api/v1/observations?limit=10000&indicator="+indicator+"&"+breakdown) {
		out[fmt.Sprint(o.Area, o.Year)] = o
	}
	return out
}

// TestDrawingsOfEachKind asks for each kind of chart in both forms. One that
// travels alone names its sources and their licences; one in a page does not
// say them twice.
func TestDrawingsOfEachKind(t *testing.T) {
	s := theSite(t)
	for _, kind := range []string{"", "?chart=line", "?chart=bar", "?chart=bar&year=2020", "?chart=dumbbell", "?chart=dumbbell&split=location"} {
		t.Run("chart "+kind, func(t *testing.T) {
			svg := s.page(t, "/i/internet_users.svg"+kind)
			if svg.status != http.StatusOK || !strings.HasPrefix(svg.body, "<svg") || !strings.Contains(svg.body, "CC BY") || !strings.Contains(svg.body, "edition s") {
				t.Errorf("%d, %.300s", svg.status, svg.body)
			}
			bare := s.page(t, "/i/internet_users.svg?"+strings.TrimPrefix(kind+"&caption=none", "?"))
			if bare.status != http.StatusOK || strings.Contains(bare.body, "CC BY") {
				t.Errorf("without its caption: %d", bare.status)
			}
			img := s.page(t, "/i/internet_users.png"+kind)
			decoded, err := png.Decode(strings.NewReader(img.body))
			if err != nil || decoded.Bounds().Dx() != 1800 {
				t.Errorf("PNG: %d, %v", img.status, err)
			}
		})
	}
	for _, at := range []string{"/i/internet_users.svg?chart=pie", "/i/egdi.svg?chart=dumbbell", "/i/mobile_phone_ownership.svg?chart=dumbbell&split=location", "/i/internet_users.png?chart=bar&year=1066", "/i/internet_users.svg?year=soon"} {
		if p := s.page(t, at); p.status != http.StatusNotFound || !strings.Contains(p.body, "<h1>") {
			t.Errorf("GET %s: %d, want a page of 404", at, p.status)
		}
	}
}

var rankLine = regexp.MustCompile(`(?s)<tr><td class="n">(\d+)</td><th scope="row"><a href="/a/(\w+)">([^<]*)</a></th><td class="n">([^<]+)`)

// TestAYearOfTheMap holds a year of the map against the ranked table of the
// page and against the API: the same economies, the same values, none of
// another year.
func TestAYearOfTheMap(t *testing.T) {
	s := theSite(t)
	for _, c := range []struct {
		indicator string
		year      int
	}{{"internet_users", 2015}, {"internet_users", 2023}, {"pop_cov_4g", 2016}, {"price_mobile_data_only", 2024}} {
		t.Run(fmt.Sprint(c.indicator, " ", c.year), func(t *testing.T) {
			published := map[string]apiObservation{}
			for _, o := range list[apiObservation](t, s, fmt.Sprintf("/api/v1/observations?limit=10000&indicator=%s&from=%d&to=%d", c.indicator, c.year, c.year)) {
				published[o.Area] = o
			}
			body := s.page(t, fmt.Sprintf("/i/%s?year=%d", c.indicator, c.year)).body
			rows := rankLine.FindAllStringSubmatch(body, -1)
			if len(rows) < 50 {
				t.Fatalf("%d rows", len(rows))
			}
			ranked := map[string]float64{}
			for i, row := range rows {
				o, ok := published[row[2]]
				if !ok || row[1] == "0" || i == 0 && row[1] != "1" {
					t.Errorf("%s is ranked %s and has published %v", row[2], row[1], o)
					continue
				}
				ranked[html.UnescapeString(row[3])] = asNumber(t, o.Value)
			}
			if dashboard.HaveCharts() {
				checkFrame(t, payloadOf(t, body, "map"), c.year, ranked)
			}
		})
	}
	none := s.page(t, "/i/internet_users?year=1901").body
	if !strings.Contains(none, "No economy has a value of 1901.") || rankLine.MatchString(none) {
		t.Error("a year without values is not said to be one")
	}
}

// checkFrame compares the frame of a year with the values ranked: economies
// outside M49 are ranked and on no map.
func checkFrame(t *testing.T, p chartPayload, year int, ranked map[string]float64) {
	t.Helper()
	drawn := 0
	for _, f := range p.Frames {
		if f.Year != year {
			continue
		}
		for i, v := range f.Values {
			name := p.Areas[p.Order[i]].Name
			want, has := ranked[name]
			if has != (v != nil) || has && math.Abs(*v-want) > 0.06 {
				t.Errorf("%s is drawn with %v and ranked with %v", name, v, want)
			}
			if v != nil {
				drawn++
			}
		}
	}
	if drawn < len(ranked)-3 {
		t.Errorf("%d economies are drawn and %d ranked", drawn, len(ranked))
	}
}

// TestTheYearSliderInABrowser moves the slider of the map: title, address and
// link to the table follow, and so does the map. The address opens it again.
func TestTheYearSliderInABrowser(t *testing.T) {
	if !dashboard.HaveCharts() {
		t.Skip("this build has no charts; make test builds them")
	}
	browser := newBrowser(t)
	tab := visit(t, browser, theSite(t), "/i/internet_users?set=income", 1280)
	type look struct{ Title, Search, Table, Said, Alt string }
	const state = `({Title: document.querySelector("#map-title ~ figure .figure-title").textContent, Search: location.search,
		Table: document.querySelector("[data-table]").href, Said: document.querySelector(".slider").getAttribute("aria-valuetext"),
		Alt: document.querySelector("[data-chart=map]").getAttribute("aria-label")})`
	const ink = `document.querySelector("[data-chart=map] canvas").toDataURL()`
	before, latest := evaluate[look](t, tab, state), evaluate[string](t, tab, ink)
	if before.Title != "Individuals using the Internet: latest value of each economy" || before.Search != "?set=income" {
		t.Errorf("before: %+v", before)
	}
	evaluate[bool](t, tab, `(() => { const s = document.querySelector(".slider"); s.value = [...document.querySelector("[name=year]").options].reverse().findIndex(o => o.value === "2005");
		s.dispatchEvent(new Event("input")); return true })()`)
	after := evaluate[look](t, tab, state)
	if after.Title != "Individuals using the Internet, 2005" || !strings.Contains(after.Search, "year=2005") || !strings.Contains(after.Search, "set=income") ||
		!strings.Contains(after.Table, "year=2005") || !strings.Contains(after.Said, "2005 (") || !strings.HasPrefix(after.Alt, "Map of 2005") {
		t.Errorf("after: %+v", after)
	}
	drawn := evaluate[string](t, tab, ink)
	if drawn == latest {
		t.Error("the map did not change")
	}
	again := visit(t, browser, theSite(t), "/i/internet_users"+after.Search, 1280)
	if got := evaluate[look](t, again, state); got != after {
		t.Errorf("opened again: %+v, want %+v", got, after)
	}
	if evaluate[string](t, again, ink) != drawn {
		t.Error("opened again, the map is another")
	}
}
