package main

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

type composeFile struct {
	Services map[string]struct {
		ReadOnly bool     `yaml:"read_only"`
		CapDrop  []string `yaml:"cap_drop"`
		Ports    []string `yaml:"ports"`
		Volumes  []string `yaml:"volumes"`
		Needs    []string `yaml:"depends_on"`
	} `yaml:"services"`
	Volumes map[string]any `yaml:"volumes"`
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.NewDecoder(bytes.NewReader(b)).Decode(into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// TestComposeIsWired holds the compose file to the files that it mounts, and
// the files to the names in it.
func TestComposeIsWired(t *testing.T) {
	deploy := filepath.Join("..", "..", "deploy")
	var c composeFile
	readYAML(t, filepath.Join(deploy, "compose.yaml"), &c)
	for _, name := range []string{"wsiswatch", "prometheus", "alertmanager", "grafana"} {
		s, ok := c.Services[name]
		if !ok {
			t.Errorf("no service %s", name)
			continue
		}
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) {
			t.Errorf("%s may write to its own file system, or more", name)
		}
		for _, p := range s.Ports {
			if !strings.HasPrefix(p, "127.0.0.1:") {
				t.Errorf("%s is open to everybody at %s", name, p)
			}
		}
		for _, v := range s.Volumes {
			from, rest, _ := strings.Cut(v, ":")
			if _, named := c.Volumes[from]; named {
				continue
			}
			if _, err := os.Stat(filepath.Join(deploy, from)); err != nil || !strings.HasSuffix(rest, ":ro") {
				t.Errorf("%s mounts %s: %v; it must be there, and read only", name, v, err)
			}
		}
	}
	checkNames(t, deploy, c)
}

// checkNames wants every host that the shipped files name to be a service.
func checkNames(t *testing.T, deploy string, c composeFile) {
	t.Helper()
	var p struct {
		Alerting struct {
			Alertmanagers []struct {
				Static []struct{ Targets []string } `yaml:"static_configs"`
			}
		}
		Scrape []struct {
			Static []struct{ Targets []string } `yaml:"static_configs"`
		} `yaml:"scrape_configs"`
	}
	readYAML(t, filepath.Join(deploy, "prometheus", "prometheus.yml"), &p)
	var hosts []string
	for _, a := range p.Alerting.Alertmanagers {
		for _, s := range a.Static {
			hosts = append(hosts, s.Targets...)
		}
	}
	for _, a := range p.Scrape {
		for _, s := range a.Static {
			hosts = append(hosts, s.Targets...)
		}
	}
	var g struct {
		Datasources []struct{ URL, UID string }
	}
	readYAML(t, filepath.Join(deploy, "grafana", "provisioning", "datasources", "wsiswatch.yml"), &g)
	for _, d := range g.Datasources {
		u, err := url.Parse(d.URL)
		if err != nil || u.Path != "/prometheus" || d.UID != "wsiswatch" {
			t.Errorf("the data source is %+v, %v", d, err)
			continue
		}
		hosts = append(hosts, u.Host)
	}
	if len(hosts) < 4 {
		t.Errorf("only the hosts %v are named", hosts)
	}
	for _, h := range hosts {
		name, _, _ := strings.Cut(h, ":")
		if _, ok := c.Services[name]; !ok && name != "127.0.0.1" {
			t.Errorf("%s is no service of the compose file", h)
		}
	}
}

// TestAlertsHaveAReceiver holds the route of Alertmanager to its receivers, and
// to the severities of the alerts.
func TestAlertsHaveAReceiver(t *testing.T) {
	var a struct {
		Route struct {
			Receiver string
			Routes   []struct {
				Matchers []string
				Receiver string
			}
		}
		Receivers []struct{ Name string }
	}
	readYAML(t, filepath.Join("..", "..", "deploy", "alertmanager", "alertmanager.yml"), &a)
	known := func(name string) bool {
		return slices.ContainsFunc(a.Receivers, func(r struct{ Name string }) bool { return r.Name == name })
	}
	if !known(a.Route.Receiver) {
		t.Errorf("no receiver %q", a.Route.Receiver)
	}
	routed := ""
	for _, r := range a.Route.Routes {
		if routed += strings.Join(r.Matchers, " ") + "\n"; !known(r.Receiver) {
			t.Errorf("no receiver %q", r.Receiver)
		}
	}
	for _, g := range readRules(t).Groups {
		for _, r := range g.Rules {
			if r.Alert != "" && !strings.Contains(routed, `severity="`+r.Labels["severity"]+`"`) {
				t.Errorf("%s of severity %s has no route", r.Alert, r.Labels["severity"])
			}
		}
	}
}

// TestTheFlatRowsOfTheDocumentation asks what docs/grafana.md gives to the
// Infinity data source.
func TestTheFlatRowsOfTheDocumentation(t *testing.T) {
	status, body := theSite(t).get(t, "/api/v1/observations?indicator=internet_users&area=KEN,WLD&from=2015&to=2023")
	var page struct {
		Data []struct {
			Time  string
			Year  int
			Value float64
			Unit  string
			Area  string
			Name  string `json:"area_name"`
		}
	}
	if err := json.Unmarshal([]byte(body), &page); err != nil || status != 200 || len(page.Data) < 10 {
		t.Fatalf("%d, %d rows, %v", status, len(page.Data), err)
	}
	for _, r := range page.Data {
		if !strings.HasSuffix(r.Time, "-01-01T00:00:00Z") || r.Year < 2015 || r.Value == 0 || r.Unit == "" || r.Area == "" || r.Name == "" {
			t.Errorf("%+v", r)
		}
	}
}
