package main

import (
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestPromtoolAcceptsTheMetrics runs the real lint over the real exposition.
func TestPromtoolAcceptsTheMetrics(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		if os.Getenv("WSISWATCH_FULL") != "" {
			t.Fatal("promtool is not installed; run make debian")
		}
		t.Skip("promtool is not installed; make test installs it")
	}
	lint := exec.Command(promtool, "check", "metrics")
	lint.Stdin = strings.NewReader(exposition(t))
	if out, err := lint.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("promtool check metrics: %v\n%s", err, out)
	}
}

func exposition(t *testing.T) string {
	t.Helper()
	status, body := theSite(t).get(t, "/metrics")
	if status != http.StatusOK {
		t.Fatalf("GET /metrics: %d: %.300s", status, body)
	}
	return body
}

// TestMetricsAreInBaseUnits holds the scale of each indicator to its unit and
// to the end of its name, and checks that shares of the real site are shares.
func TestMetricsAreInBaseUnits(t *testing.T) {
	cfg, err := (&app{}).config()
	if err != nil {
		t.Fatal(err)
	}
	body := exposition(t)
	for _, in := range cfg.Catalog.Indicators() {
		end, scale := baseUnit(in.Unit)
		if !strings.Contains(in.Metric, end) || in.MetricScale != scale {
			t.Errorf("%s in %q is shown as %s times %v, want …%s… times %v", in.ID, in.Unit, in.Metric, in.MetricScale, end, scale)
		}
		if len(in.Bounds) != 2 || in.Bounds[1] != 100 || end != "_ratio" {
			continue
		}
		share := regexp.MustCompile(`(?m)^wsis_group_` + in.Metric + `\{[^}]*\} (0(\.\d+)?|1|\d(\.\d+)?e-\d+)$`)
		every := regexp.MustCompile(`(?m)^wsis_group_` + in.Metric + `\{.*$`)
		if shares, all := share.FindAllString(body, -1), every.FindAllString(body, -1); len(shares) != len(all) {
			t.Errorf("%s is not a share of 1 everywhere:\n%s", in.ID, strings.Join(all, "\n"))
		}
	}
	if !strings.Contains(body, `wsis_group_internet_users_ratio{group="WLD"} 0.69`) {
		t.Error("the world's share of Internet users is not 0.69…")
	}
}

// baseUnit is what the name of a metric must contain for a published unit, and
// the factor that leads there.
func baseUnit(unit string) (end string, scale float64) {
	for _, u := range []struct {
		begins, end string
		scale       float64
	}{
		{"%", "_ratio", 0.01},
		{"percentage points", "_ratio", 0.01},
		{"ratio", "_ratio", 1},
		{"per 100 ", "_per_inhabitant", 0.01},
		{"per million", "_per_inhabitant", 1e-6},
		{"kbit/s", "_bytes_per_second", 1000.0 / 8},
		{"GB", "_bytes", 1e9},
		{"years", "_years", 1},
		{"0-1", "_score", 1},
		{"constant USD", "_usd", 1},
		{"USD", "_usd", 1},
	} {
		if strings.HasPrefix(unit, u.begins) {
			return u.end, u.scale
		}
	}
	return "_", 1
}
