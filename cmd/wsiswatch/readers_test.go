package main

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// What users of other portals of indicators have asked for, or were bitten by:
// the behaviour that they test by hand, held here for every indicator.

// slips are words that a program writes where it has no value.
var slips = regexp.MustCompile(`\b(undefined|NaN|null|nil|Infinity)\b|%!|<nil>|\[object`)

var tags = regexp.MustCompile(`(?s)<script.*?</script>|<[^>]*>`)

// visible is the text of a page without its markup.
func visible(body string) string { return html.UnescapeString(tags.ReplaceAllString(body, " ")) }

type apiIndicator struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Sources []string `json:"sources"`
}

// TestEachIndicatorCanBeRead: no slip stands for a missing value; an indicator
// without figures says so and has no blank chart; one with figures has a chart,
// the same as a table, and the year, unit and source of what it leads with.
func TestEachIndicatorCanBeRead(t *testing.T) {
	s := theSite(t)
	empty := 0
	for _, in := range list[apiIndicator](t, s, "/api/v1/indicators") {
		p := s.page(t, "/i/"+in.ID)
		if p.status != http.StatusOK {
			t.Errorf("/i/%s: %d", in.ID, p.status)
			continue
		}
		if m := slips.FindString(visible(p.body)); m != "" {
			t.Errorf("/i/%s says %q", in.ID, m)
		}
		drawn := strings.Contains(p.body, `data-chart="`) || strings.Contains(p.body, "/i/"+in.ID+".svg")
		rows := list[apiObservation](t, s, "/api/v1/observations?limit=10000&indicator="+in.ID)
		if len(rows) == 0 {
			empty++
			if drawn || !strings.Contains(p.body, "Not collected yet") {
				t.Errorf("/i/%s has no figures, a chart: %v, and does not say so", in.ID, drawn)
			}
			continue
		}
		if !drawn || !strings.Contains(p.body, "<table") {
			t.Errorf("/i/%s has figures and no chart or no table", in.ID)
		}
		for _, row := range rows {
			if row.Unit == "" || row.Source == "" || row.Status == "" || row.Year == 0 || row.Snapshot == 0 && row.Maker == "publisher" {
				t.Errorf("a row of %s cannot be traced: %+v", in.ID, row)
				break
			}
		}
	}
	if empty == 0 {
		t.Error("no indicator is without figures: the state is not tried")
	}
}

// TestAnIndicatorIsFoundByItsName: the whole name gives that indicator first.
func TestAnIndicatorIsFoundByItsName(t *testing.T) {
	s := theSite(t)
	first := regexp.MustCompile(`(?s)id="found-indicator".*?found-name"><a href="/i/([a-z0-9_]+)`)
	for _, in := range list[apiIndicator](t, s, "/api/v1/indicators") {
		p := s.page(t, "/search?q="+url.QueryEscape(in.Name))
		m := first.FindStringSubmatch(p.body)
		if len(m) == 0 || m[1] != in.ID {
			t.Errorf("%q finds %v first, not %s", in.Name, m, in.ID)
		}
	}
}

// TestNumbersAreWrittenAsTheUnitedNationsDo: a point before decimals, a comma
// in thousands, two points for what is missing, and no e-notation.
func TestNumbersAreWrittenAsTheUnitedNationsDo(t *testing.T) {
	s := theSite(t)
	number := regexp.MustCompile(`class="num">([^<]+)<`)
	right := regexp.MustCompile(`^(\.\.|[<>]?−?\d{1,3}(,\d{3})*(\.\d+)?)$`)
	seen := 0
	for _, at := range []string{"/i/internet_users", "/i/intl_bandwidth", "/i/price_fixed_broadband", "/a/KEN", "/a/WLD", "/p/12", "/changes"} {
		p := s.page(t, at)
		for _, m := range number.FindAllStringSubmatch(p.body, -1) {
			seen++
			if text := strings.TrimSpace(html.UnescapeString(m[1])); !right.MatchString(text) {
				t.Errorf("%s writes %q", at, text)
			}
		}
	}
	if seen < 500 {
		t.Errorf("only %d numbers were looked at", seen)
	}
}

// TestSameFiguresByAnyWay compares what the chart's table says with the
// interface, for ten indicators: the same areas and years, digit for digit.
func TestSameFiguresByAnyWay(t *testing.T) {
	s := theSite(t)
	var tried int
	cell := regexp.MustCompile(`(?s)<tr><th scope="row">(\d{4})</th>(.*?)</tr>`)
	for _, in := range list[apiIndicator](t, s, "/api/v1/indicators") {
		rows := list[apiObservation](t, s, fmt.Sprintf("/api/v1/observations?indicator=%s&area=WLD", in.ID))
		p := s.page(t, "/i/"+in.ID)
		from := strings.Index(p.body, "The chart as a table")
		if len(rows) < 5 || from < 0 || tried == 10 {
			continue
		}
		tried++
		table := p.body[from : from+strings.Index(p.body[from:], "</table>")]
		years := map[int]string{}
		for _, m := range cell.FindAllStringSubmatch(table, -1) {
			first, _, _ := strings.Cut(m[2], "</td>")
			var year int
			if _, err := fmt.Sscan(m[1], &year); err != nil {
				t.Fatal(err)
			}
			years[year] = strings.Fields(visible(first))[0]
		}
		for _, row := range rows {
			value, err := row.Value.Float64()
			if err != nil {
				t.Fatal(err)
			}
			got := strings.NewReplacer(",", "", "−", "-").Replace(years[row.Year])
			decimals := 0
			if _, after, ok := strings.Cut(got, "."); ok {
				decimals = len(after)
			}
			if want := fmt.Sprintf("%.*f", decimals, value); got != want {
				t.Errorf("%s, world, %d: the table says %q, the interface %s", in.ID, row.Year, got, row.Value)
			}
		}
	}
	if tried < 10 {
		t.Errorf("%d indicators were compared, want 10", tried)
	}
}
