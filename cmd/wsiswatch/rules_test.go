package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
)

var prometheusFolder = filepath.Join("..", "..", "deploy", "prometheus")

// debianProgram gives the path of a program, or skips where it may be missing.
func debianProgram(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("WSISWATCH_FULL") != "" {
			t.Fatalf("%s is not installed; run make debian", name)
		}
		t.Skipf("%s is not installed; make test installs it", name)
	}
	return path
}

func TestPromtoolAcceptsTheRules(t *testing.T) {
	promtool := debianProgram(t, "promtool")
	for _, args := range [][]string{
		{"check", "rules", "rules/wsiswatch.yml"},
		{"check", "config", "prometheus.yml"},
		{"test", "rules", "tests/hours.yml", "tests/days.yml"},
	} {
		cmd := exec.Command(promtool, args...)
		cmd.Dir = prometheusFolder
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

// ruleFile is the shipped file of rules.
type ruleFile struct {
	Groups []struct {
		Name     string `yaml:"name"`
		Interval string `yaml:"interval,omitempty"`
		Rules    []rule `yaml:"rules"`
	} `yaml:"groups"`
}

type rule struct {
	Record      string            `yaml:"record,omitempty"`
	Alert       string            `yaml:"alert,omitempty"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for,omitempty"`
	Labels      map[string]string `yaml:"labels,omitempty"`
	Annotations map[string]string `yaml:"annotations,omitempty"`
}

func readRules(t *testing.T) ruleFile {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(prometheusFolder, "rules", "wsiswatch.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var f ruleFile
	if err := yaml.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestAlertsAreTestedAndLinked holds each alert to a severity, a link and a
// test in which it fires.
func TestAlertsAreTestedAndLinked(t *testing.T) {
	var tests []byte
	for _, name := range []string{"hours.yml", "days.yml"} {
		b, err := os.ReadFile(filepath.Join(prometheusFolder, "tests", name))
		if err != nil {
			t.Fatal(err)
		}
		tests = append(tests, b...)
	}
	for _, g := range readRules(t).Groups {
		for _, r := range g.Rules {
			if r.Alert == "" {
				continue
			}
			if !slices.Contains([]string{"critical", "warning", "info"}, r.Labels["severity"]) {
				t.Errorf("%s has the severity %q", r.Alert, r.Labels["severity"])
			}
			for _, name := range []string{"summary", "description", "link"} {
				if r.Annotations[name] == "" {
					t.Errorf("%s has no %s", r.Alert, name)
				}
			}
			if !strings.Contains(string(tests), "alertname: "+r.Alert+"\n        exp_alerts:\n") {
				t.Errorf("%s fires in no test", r.Alert)
			}
		}
	}
}

// TestPrometheusFiresAndClears lets a real Prometheus scrape a server whose
// collectors last ran sixty days ago, and then collects.
func TestPrometheusFiresAndClears(t *testing.T) {
	program := debianProgram(t, "prometheus")
	dir := t.TempDir()
	long := time.Now().Add(-60 * 24 * time.Hour)
	saveRuns(t, dir, long)
	s := ownSite(t, dir, "--without-seed")
	prometheus := startPrometheus(t, program, dir, strings.TrimPrefix(s.base, "http://"))
	waitFor(t, "the stale alert fires", func() bool { return prometheus.firing(t, "WsisCollectorStale") > 0 })
	saveRuns(t, dir, time.Now())
	waitFor(t, "the stale alert clears", func() bool { return prometheus.firing(t, "WsisCollectorStale") == 0 })
	if prometheus.firing(t, "WsiswatchDown") > 0 {
		t.Error("a server that answers is told to be down")
	}
}

// saveRuns records a good run of every source that has a schedule.
func saveRuns(t *testing.T, dir string, at time.Time) {
	t.Helper()
	cfg, err := (&app{}).config()
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(context.Background(), filepath.Join(dir, "e2e.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for _, source := range cfg.Catalog.Sources() {
		if source.Schedule == "" {
			continue
		}
		r := data.Run{Source: source.ID, Trigger: "schedule", Started: at.Add(-time.Second), Finished: at, Outcome: data.Unchanged}
		if _, err := store.SaveRun(context.Background(), r); err != nil {
			t.Fatal(err)
		}
	}
}

type runningPrometheus struct{ base string }

// startPrometheus runs the shipped rules without their waits, each second.
func startPrometheus(t *testing.T, program, dir, target string) runningPrometheus {
	t.Helper()
	f := readRules(t)
	for i := range f.Groups {
		f.Groups[i].Interval = "1s"
		for j := range f.Groups[i].Rules {
			f.Groups[i].Rules[j].For = ""
		}
	}
	rules, err := yaml.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf("global: {scrape_interval: 1s}\nrule_files: [rules.yml]\nscrape_configs:\n- job_name: wsiswatch\n  static_configs: [{targets: [%q]}]\n", target)
	for name, text := range map[string]string{"rules.yml": string(rules), "prometheus.yml": config} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	address := freeAddress(t)
	cmd := exec.Command(program, "--config.file="+filepath.Join(dir, "prometheus.yml"), "--storage.tsdb.path="+filepath.Join(dir, "tsdb"), "--web.listen-address="+address)
	log := &lockedBuffer{}
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Error(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("prometheus: %v\n%s", err, log)
		}
	})
	p := runningPrometheus{"http://" + address}
	waitFor(t, "Prometheus is ready", func() bool {
		res, err := http.Get(p.base + "/-/ready")
		if err != nil {
			return false
		}
		res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	return p
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// firing counts the series of an alert, -1 before anything has been scraped.
func (p runningPrometheus) firing(t *testing.T, alert string) int {
	t.Helper()
	if p.count(t, "wsis_collector_last_success_timestamp_seconds") == 0 {
		return -1
	}
	return p.count(t, fmt.Sprintf("ALERTS{alertname=%q, alertstate=\"firing\"}", alert))
}

func (p runningPrometheus) count(t *testing.T, query string) int {
	t.Helper()
	res, err := http.Get(p.base + "/api/v1/query?query=" + url.QueryEscape(query))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var answer struct {
		Data struct{ Result []json.RawMessage }
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return len(answer.Data.Result)
}

// waitFor asks until something is so, for a minute at most.
func waitFor(t *testing.T, what string, so func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	end := time.NewTimer(time.Minute)
	defer end.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-end.C:
			t.Fatalf("after a minute it is not so that %s", what)
		}
	}
}
