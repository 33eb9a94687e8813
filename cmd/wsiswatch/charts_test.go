package main

import (
	"net/http"
	"strings"
	"testing"
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
