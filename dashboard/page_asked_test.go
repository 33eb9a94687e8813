package dashboard

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestPagesRefuseWhatTheyCannotRead asks for figures of a vintage in addresses
// that cannot be read: the figures of today would be a wrong answer.
func TestPagesRefuseWhatTheyCannotRead(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	for _, at := range []string{"/", "/i/internet_users", "/i/internet_users.svg", "/embed/i/internet_users", "/a/KEN"} {
		for _, query := range []string{"vintage=ol%zzd", "vintage=old;x", "vintage=" + strings.Repeat("o", 201)} {
			changesPageOf(t, h, at+"?"+query, http.StatusBadRequest)
		}
		changesPageOf(t, h, at+"?vintage=old", http.StatusOK)
		changesPageOf(t, h, at+"?unknown="+strings.Repeat("o", 201), http.StatusOK)
	}
}

// TestAddressesTypedByHand leads to the one address that a page has.
func TestAddressesTypedByHand(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	for at, want := range map[string]string{
		"/a/ken?vintage=old": "/a/KEN?vintage=old", "/i/INTERNET_users": "/i/internet_users", "/embed/i/Internet_Users?set=income": "/embed/i/internet_users?set=income",
		"/matrix/?theme=x": "/matrix?theme=x", "/a/KEN/": "/a/KEN", "/..%2f..%2f%2fexample.org/": "/..%2f..%2f%2fexample.org",
	} {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, at, nil))
		if got := rec.Header().Get("Location"); rec.Code != http.StatusPermanentRedirect || got != want {
			t.Errorf("GET %s: %d to %q, want %q", at, rec.Code, got, want)
		}
	}
	for _, at := range []string{"/a/KENYA", "/i/none", "/p/none", "/nowhere"} {
		changesPageOf(t, h, at, http.StatusNotFound)
	}
}

// TestErrorsStayInAVintage: the links of an error would lead to the figures of
// today in silence.
func TestErrorsStayInAVintage(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	for at, want := range map[string]string{"/a/XYZ?vintage=old": `href="/?vintage=old"`, "/nowhere?vintage=old": `href="/matrix?vintage=old"`, "/a/XYZ?vintage=none": `href="/"`} {
		if body := changesPageOf(t, h, at, http.StatusNotFound); !strings.Contains(body, want) {
			t.Errorf("the error of %s leads elsewhere than to %s", at, want)
		}
	}
}

// TestIndicatorRefusesUnknownNames: a page that shows nothing for a name that
// nobody has would say that there are no figures.
func TestIndicatorRefusesUnknownNames(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	for _, query := range []string{"source=zz", "benchmark=zz", "area=ZZZ", "set=zz", "chart=zz"} {
		body := changesPageOf(t, h, "/i/internet_users?"+query, http.StatusNotFound)
		if _, name, _ := strings.Cut(query, "="); !strings.Contains(changesText(body), name) {
			t.Errorf("the page of %s does not name what is unknown", query)
		}
	}
	body := changesText(changesPageOf(t, h, "/i/internet_users?sex=F&source=wb-wdi", http.StatusOK))
	if !strings.Contains(body, "No value is published in this breakdown by this source.") || strings.Contains(body, "No data have been collected yet.") {
		t.Errorf("a choice without values speaks of the whole indicator: %.300s", body)
	}
	if body := changesText(changesPageOf(t, h, "/i/schools", http.StatusOK)); !strings.Contains(body, "No data have been collected yet.") {
		t.Errorf("an indicator without values does not say so: %.300s", body)
	}
}

// TestComputedIsNotCalledPublished: no publisher printed a value that is
// worked out here.
func TestComputedIsNotCalledPublished(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	for at, want := range map[string]string{
		"/i/parity": "computed here", "/i/phones": "computed here", "/i/internet_users": "published",
	} {
		if body := changesText(changesPageOf(t, h, at, http.StatusOK)); !strings.Contains(body, " "+want+" ") {
			t.Errorf("%s does not say %q: %s", at, want, body)
		}
	}
	if body := changesPageOf(t, h, "/i/parity", http.StatusOK); strings.Contains(body, "<td>published") || strings.Contains(body, "(published)") {
		t.Error("a ratio worked out here is called published")
	}
}

// TestSharedChartIsTheOneShown: a map asked for stands beside the first chart,
// and is not that.
func TestSharedChartIsTheOneShown(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	body := changesPageOf(t, h, "/i/internet_users?chart=map", http.StatusOK)
	if strings.Contains(body, ".svg?chart=map") || !strings.Contains(body, `"/i/internet_users.svg"`) {
		t.Error("the image of the first chart leads to one that does not exist")
	}
	embed := changesPageOf(t, h, "/embed/i/internet_users?chart=dumbbell&split=sex", http.StatusOK)
	if strings.Contains(embed, "/i/internet_users?chart=dumbbell\"") {
		t.Error("the embed of a gap leads to a page that takes its first chart for that")
	}
}

// TestNoVerdictBesideAnotherSource: a verdict rests on the preferred source, and
// beside the figures of another it would be a wrong one.
func TestNoVerdictBesideAnotherSource(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	const chip, rests = "Another source", "it rests on those of"
	for at, want := range map[string][2]bool{ // whether a verdict stands there, and the word that none does
		"/i/internet_users?area=KEN":                         {true, false},
		"/i/internet_users?area=KEN&source=itu":              {true, false},
		"/i/internet_users?area=KEN&source=wb-wdi":           {false, true},
		"/embed/i/internet_users?area=KEN":                   {true, false},
		"/embed/i/internet_users?area=KEN&source=wb-wdi":     {false, true},
		"/i/internet_users.svg?area=KEN&source=wb-wdi":       {false, false},
		"/i/internet_users?area=KEN&source=wb-wdi&chart=bar": {false, true},
	} {
		body := changesPageOf(t, h, at, http.StatusOK)
		page := changesText(body)
		judged := strings.Contains(page, "the pace is") || strings.Contains(body, "Target") && strings.HasPrefix(at, "/i/internet_users.svg")
		if told := strings.Contains(page, rests) || strings.Contains(page, chip); judged != want[0] || told != want[1] {
			t.Errorf("%s: a verdict %v, word of another source %v, want %v: %s", at, judged, told, want, page)
		}
	}
}
