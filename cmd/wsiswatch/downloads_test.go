package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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

// roundTrip is a source that reads SDMX-CSV without a layout of its own.
const roundTrip = `
- id: round-trip
  publisher: Somebody
  title: What this site gave away
  label: Round trip
  url: https://example.org/
  licence: CC BY 4.0
  citation: Somebody.
  codes: [internet_users]
  files:
    - match: "*.csv"
      format: sdmx
`

// TestOurSDMXCanBeImported reads SDMX-CSV that the site gives away with the
// reader for the files of others: every value, digit and status comes back.
func TestOurSDMXCanBeImported(t *testing.T) {
	s := theSite(t)
	const query = "area=KEN,NOR,EGY&sex=*&source=itu-datahub"
	dir := t.TempDir()
	conf, db, file := filepath.Join(dir, "conf"), filepath.Join(dir, "e2e.db"), filepath.Join(dir, "figures.csv")
	if out, err := command(t, db, "config", "export", conf); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	sources, err := os.OpenFile(filepath.Join(conf, "sources.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sources.WriteString(roundTrip); err != nil {
		t.Fatal(err)
	}
	if err := sources.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, s.file(t, "/i/internet_users.sdmx.csv?"+query), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := command(t, db, "import", "--config", conf, "--without-seed", "--source", "round-trip", file); err != nil || !strings.Contains(out, "changed, snapshot") {
		t.Fatalf("%v\n%s", err, out)
	}
	again, err := startSite(dir, "--config", conf, "--without-seed")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := again.stop(); err != nil {
			t.Error(err)
		}
	}()
	type change struct {
		apiObservation
		New    json.Number `json:"new"`
		Status string      `json:"new_status"`
	}
	got := map[string]string{}
	for _, c := range list[change](t, again, "/api/v1/changes?from=0&source=round-trip&limit=5000") {
		got[fmt.Sprint(c.Area, c.Sex, c.Year)] = c.New.String() + " " + c.Status
	}
	want := list[apiObservation](t, s, "/api/v1/observations?limit=5000&indicator=internet_users&"+query)
	if len(want) < 50 || len(got) != len(want) {
		t.Errorf("%d values came back of %d", len(got), len(want))
	}
	for _, o := range want {
		if back := got[fmt.Sprint(o.Area, o.Sex, o.Year)]; back != o.Value.String()+" "+o.Status {
			t.Errorf("%s %s %d was %s %s and comes back as %s", o.Area, o.Sex, o.Year, o.Value, o.Status, back)
		}
	}
}
