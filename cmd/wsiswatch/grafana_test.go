package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/promql/parser"

	"github.com/wsiswatch/wsiswatch/deploy/grafana/boards"
)

// askHistory gives the list that /prometheus/api/v1/ answers with.
func askHistory(t *testing.T, s *site, path string, params url.Values) []json.RawMessage {
	t.Helper()
	res, err := http.PostForm(s.base+"/prometheus/api/v1/"+path, params)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Error string
		Data  json.RawMessage
	}
	if err := json.Unmarshal(body, &list); err != nil || list.Error != "" {
		t.Fatalf("%s %v: %v %s", path, params, err, list.Error)
	}
	var flat []json.RawMessage
	if json.Unmarshal(list.Data, &flat) == nil {
		return flat
	}
	var result struct{ Result []json.RawMessage }
	if err := json.Unmarshal(list.Data, &result); err != nil {
		t.Fatalf("%s %v: %v", path, params, err)
	}
	return result.Result
}

// filledIn puts the chosen values in place of the variables, as Grafana does.
func filledIn(d boards.Dashboard, all map[string]string, text string) string {
	for _, v := range d.Templating.List {
		value := fmt.Sprint(v.Current.Value)
		if list, ok := v.Current.Value.([]string); ok {
			value = "(" + strings.Join(list, "|") + ")"
		}
		if value == "$__all" {
			value = all[v.Name]
		}
		text = strings.ReplaceAll(strings.ReplaceAll(text, "${"+v.Name+"}", value), "$"+v.Name, value)
	}
	return text
}

var labelValues = regexp.MustCompile(`^label_values\((.+), ([a-z]+)\)$`)

// TestDashboardsShowData runs every question of every dashboard, and fills
// every variable, on the shipped figures.
func TestDashboardsShowData(t *testing.T) {
	s := theSite(t)
	for name, d := range boards.All() {
		t.Run(name, func(t *testing.T) {
			all := map[string]string{}
			for _, v := range d.Templating.List {
				if v.Type != "query" {
					continue
				}
				m := labelValues.FindStringSubmatch(filledIn(d, nil, v.Query))
				if m == nil {
					t.Fatalf("variable %s asks %q", v.Name, v.Query)
				}
				var values []string
				for _, raw := range askHistory(t, s, "label/"+m[2]+"/values", url.Values{"match[]": {m[1]}}) {
					var value string
					if err := json.Unmarshal(raw, &value); err != nil {
						t.Fatal(err)
					}
					values = append(values, value)
				}
				if len(values) == 0 {
					t.Errorf("variable %s has no values: %s", v.Name, v.Query)
				}
				all[v.Name] = "(" + strings.Join(values, "|") + ")"
			}
			for _, p := range d.Panels {
				for _, target := range p.Targets {
					params := url.Values{"query": {filledIn(d, all, target.Expr)}}
					path := "query"
					if target.Range {
						path = "query_range"
						params.Set("start", d.Time.From)
						params.Set("end", time.Now().UTC().Format(time.RFC3339))
						params.Set("step", "365d")
					}
					// A fresh database has collected nothing: these panels are empty then.
					offline := name == "collectors" && regexp.MustCompile(`_(interval|release)`).MatchString(target.Expr)
					if got := askHistory(t, s, path, params); len(got) == 0 && !offline {
						t.Errorf("%s: nothing for %s", p.Title, params.Get("query"))
					}
				}
			}
		})
	}
}

// TestAlertsRestOnData takes the comparison from the expression of each alert,
// and wants the rest to have data, so that a renamed family breaks the test and
// not the alert. Recorded series are replaced by what records them.
func TestAlertsRestOnData(t *testing.T) {
	s, p := theSite(t), parser.NewParser(parser.Options{})
	var pairs []string
	for _, g := range readRules(t).Groups {
		for _, r := range g.Rules {
			if r.Record != "" {
				pairs = append(pairs, r.Record, "("+strings.TrimSpace(r.Expr)+")")
			}
		}
	}
	recorded := strings.NewReplacer(pairs...)
	asked := 0
	for _, g := range readRules(t).Groups {
		for _, r := range g.Rules {
			expr, err := p.ParseExpr(recorded.Replace(r.Expr))
			if err != nil {
				t.Errorf("%s%s: %v", r.Alert, r.Record, err)
				continue
			}
			bare := withoutComparison(expr).String()
			if strings.Contains(bare, "up{") || strings.Contains(bare, "release_overdue") {
				continue // up is Prometheus's own; overdue needs a schedule of releases, which hours.yml tests
			}
			if asked++; len(askHistory(t, s, "query", url.Values{"query": {bare}})) == 0 {
				t.Errorf("%s%s: nothing for %s", r.Alert, r.Record, bare)
			}
		}
	}
	if asked < 8 {
		t.Errorf("only %d expressions were asked", asked)
	}
}

// withoutComparison is the left side of the outermost comparison, or of what qualifies it.
func withoutComparison(e parser.Expr) parser.Expr {
	switch e := e.(type) {
	case *parser.ParenExpr:
		return withoutComparison(e.Expr)
	case *parser.BinaryExpr:
		if e.Op.IsComparisonOperator() || e.Op == parser.LAND || e.Op == parser.LUNLESS {
			return withoutComparison(e.LHS)
		}
	}
	return e
}

// TestDocumentedQueries runs the questions of the documentation.
func TestDocumentedQueries(t *testing.T) {
	s := theSite(t)
	for page, at := range map[string]string{"grafana.md": "2020-07-01T00:00:00Z", "metrics.md": ""} {
		text, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
		if err != nil {
			t.Fatal(err)
		}
		_, questions, _ := strings.Cut(string(text), "# Questions\n")
		questions, _, _ = strings.Cut(questions, "\n## ")
		asked := 0
		for line := range strings.Lines(questions) {
			expr, isExpr := strings.CutPrefix(line, "    ")
			if !isExpr || strings.HasPrefix(expr, "#") {
				continue
			}
			asked++
			if at == "" { // the present: what is compared need not be so
				askHistory(t, s, "query", url.Values{"query": {expr}})
			} else if len(askHistory(t, s, "query", url.Values{"query": {expr}, "time": {at}})) == 0 {
				t.Errorf("%s: nothing for %s", page, expr)
			}
		}
		if asked < 4 {
			t.Errorf("%s has %d questions", page, asked)
		}
	}
}
