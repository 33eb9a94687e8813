package main

import (
	"strings"
	"testing"
)

func TestPublicAddress(t *testing.T) {
	for _, c := range []struct {
		given, want string
		ok          bool
	}{
		{"", "", true}, {"https://wsis.example.org", "https://wsis.example.org", true}, {"http://wsis.example.org:8080/", "http://wsis.example.org:8080", true},
		{"wsis.example.org", "", false}, {"ftp://wsis.example.org", "", false}, {"https://", "", false}, {"https://a.example/b", "", false},
		{"https://a.example/?q", "", false}, {"https://a.example/#f", "", false}, {"https://me@a.example", "", false}, {"https://a b", "", false},
	} {
		got, err := publicAddress(c.given)
		if got != c.want || (err == nil) != c.ok {
			t.Errorf("%q gives %q, %v; want %q", c.given, got, err, c.want)
		}
	}
}

// TestBaseURL: addresses to copy and citations name the site as readers do,
// by the address that is configured or else that of their request.
func TestBaseURL(t *testing.T) {
	s := theSite(t)
	if body := s.page(t, "/i/internet_users?sex=F").body; !strings.Contains(body, "read.csv(&#34;"+s.base+"/i/internet_users.csv?sex=F&#34;)") {
		t.Error("the page does not name the address of the request")
	}
	named, err := startSite(t.TempDir(), "--without-seed", "--base-url", "https://wsis.example.org/")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		"/a/KEN": "read.csv(&#34;https://wsis.example.org/a/KEN.csv&#34;)", "/about": "https://wsis.example.org/", "/a/KEN.json": `"url":"https://wsis.example.org/a/KEN"`,
	} {
		if body := named.page(t, at).body; !strings.Contains(body, want) {
			t.Errorf("%s lacks %s", at, want)
		}
	}
	if err := named.stop(); err != nil {
		t.Error(err)
	}
	if _, err := startSite(t.TempDir(), "--base-url", "wsis.example.org"); err == nil || !strings.Contains(err.Error(), "--base-url") {
		t.Errorf("an address without a scheme: %v", err)
	}
}
