package collector_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

const (
	uisSource  = "kind: uis\nparams: {url: 'https://u.example/api/public', geo_unit_type: NATIONAL, from: 2007}\nfiles: [{match: '*.json', format: uis-json}]\n"
	uisSwiss   = `{"hints":[],"records":[{"indicatorId":"CR.1","geoUnit":"KEN","year":2006,"value":97.72},{"indicatorId":"CR.1","geoUnit":"KEN","year":2007,"value":97.82}],"indicatorMetadata":[]}`
	uisNewest  = "20241121-61101499"
	uisAddress = "get https://u.example/api/public/data/indicators?"
)

func TestUISFetch(t *testing.T) {
	s := &service{answer: texts("/versions", testdata(t, "uis/versions.json"), "CR.1", uisSwiss)}
	src := s.source(t, uisSource, "CR.1")
	l, err := src.Fetch(t.Context(), collector.Conditions{})
	if err != nil {
		t.Fatal(err)
	}
	// Of two versions of one day the later one; its own date, not that of a theme.
	want := []string{"GET /api/public/versions", "GET /api/public/data/indicators?geoUnitType=NATIONAL&indicator=CR.1&start=2007&version=" + uisNewest}
	if got := s.addresses(); !slices.Equal(got, want) {
		t.Errorf("asked %q\nwant %q", got, want)
	}
	if o := l.Origin; o.Edition != uisNewest || o.ETag != uisNewest || o.Published.String() != "2024-11-21" {
		t.Errorf("origin %+v", o)
	}
	// The service leaves aside what it does not understand: its years are not believed.
	if l.Read != 2 || data.CountRows(l.Series) != 1 || l.Skipped["year not asked for"] != 1 || l.Scope.From != 2007 || l.Scope.To != 2100 {
		t.Errorf("read %d, kept %d, left out %v, scope %+v", l.Read, data.CountRows(l.Series), l.Skipped, l.Scope)
	}
	s.asked = nil
	if _, err := src.Fetch(t.Context(), collector.Conditions{ETag: uisNewest, SHA256: l.Origin.SHA256}); !errors.Is(err, collector.ErrUnchanged) || len(s.asked) != 1 {
		t.Errorf("again: %v after %q", err, s.addresses())
	}
	// The other version of that day is another one.
	if _, err := src.Fetch(t.Context(), collector.Conditions{ETag: "20241113-98786d81", SHA256: "x", Published: l.Origin.Published}); err != nil {
		t.Errorf("another version of the day: %v", err)
	}
}

func TestUISPinned(t *testing.T) {
	s := &service{answer: texts("/versions", testdata(t, "uis/versions.json"), "CR.1", uisSwiss)}
	pinned := strings.Replace(uisSource, "from:", "version: 20240910-b5ad4d82, from:", 1)
	l, err := s.source(t, pinned, "CR.1").Fetch(t.Context(), collector.Conditions{})
	if err != nil || l.Origin.Published.String() != "2024-09-11" || !strings.Contains(s.addresses()[1], "version=20240910-b5ad4d82") {
		t.Errorf("%+v after %q, %v", l.Origin, s.addresses(), err)
	}
	l, err = s.source(t, strings.Replace(pinned, "b5ad4d82", "00000000", 1), "CR.1").Fetch(t.Context(), collector.Conditions{})
	saysAll(t, l, err, "get https://u.example/api/public/versions", `none of 3 is "20240910-00000000"`, uisNewest)
}

func TestUISFaults(t *testing.T) {
	versions := testdata(t, "uis/versions.json")
	empty := testdata(t, "uis/empty.json")
	tests := map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		says   []string
	}{
		"a hint":             {texts("/versions", versions, "CR.1", testdata(t, "uis/hint.json")), []string{"indicator CR.1: " + uisAddress, "The geoUnit could not be found, XXX (UIS::HINT::003)"}},
		"another indicator":  {texts("/versions", versions, "CR.1", testdata(t, "uis/records.json")), []string{uisAddress, "1 of 10 records are of other indicators", "CR.2"}},
		"one of two empty":   {texts("/versions", versions, "CR.1", uisSwiss, "CR.9", empty), []string{"no row of CR.9"}},
		"no versions":        {texts("/versions", "[]"), []string{"get https://u.example/api/public/versions", "none of 0"}},
		"versions as a page": {texts("/versions", "<html>"), []string{"get https://u.example/api/public/versions", "is a page, not JSON"}},
		"another service":    {texts("/versions", `{"a":1}`), []string{"list the versions", "cannot unmarshal object"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l, err := (&service{answer: tt.answer}).source(t, uisSource, "CR.1", "CR.9").Fetch(t.Context(), collector.Conditions{})
			saysAll(t, l, err, tt.says...)
		})
	}
	t.Run("all empty", func(t *testing.T) {
		l, err := (&service{answer: texts("/versions", versions, "indicator=", empty)}).source(t, uisSource, "CR.1").Fetch(t.Context(), collector.Conditions{})
		if err != nil || l.Read != 0 || l.Scope.To != 0 || !slices.Equal(l.Scope.Codes, []string{"CR.1"}) {
			t.Errorf("%+v, %v", l, err)
		}
	})
}
