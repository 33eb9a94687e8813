package metrics

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"

	"github.com/wsiswatch/wsiswatch/data"
)

// TestDocumentation compares docs/metrics.md with the exposition: each family
// has a row with its labels, and each row a family.
func TestDocumentation(t *testing.T) {
	w := filled(t)
	saveRuns(t, w)
	x, err := New(w.deps())
	if err != nil {
		t.Fatal(err)
	}
	x.Measure(http.NewServeMux(), w.deps().Now).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	families, err := x.Gather()
	if err != nil {
		t.Fatal(err)
	}
	selected, err := familiesOf(selection{chosen: true}.collector(w.shown.Load()))
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{}
	for _, f := range append(families, selected...) {
		if name := f.GetName(); strings.HasPrefix(name, "wsis_") {
			shown[documentedAs(w.catalog, name)] = labelsOf(f)
		}
	}
	documented := readDocs(t)
	for name, labels := range shown {
		if has, ok := documented[name]; !ok {
			t.Errorf("docs/metrics.md lacks %s", name)
		} else if has != labels {
			t.Errorf("docs/metrics.md gives %s the labels %q, it has %q", name, has, labels)
		}
	}
	for name := range documented {
		if _, ok := shown[name]; !ok {
			t.Errorf("docs/metrics.md speaks of %s, which is not shown", name)
		}
	}
}

// documentedAs is how the page writes the families of the indicators.
func documentedAs(c *data.Catalog, name string) string {
	for _, in := range c.Indicators() {
		if head, ok := strings.CutSuffix(name, in.Metric); ok {
			return strings.Replace(head, "by_sex", "by_<breakdown>", 1) + "<metric>"
		}
	}
	return name
}

// labelsOf gives the names of the labels; le of a histogram is no label of its own.
func labelsOf(f *dto.MetricFamily) string {
	var names []string
	for _, l := range f.GetMetric()[0].GetLabel() {
		names = append(names, l.GetName())
	}
	return joined(names)
}

func joined(names []string) string {
	slices.Sort(names)
	return strings.Join(names, ", ")
}

var docRow = regexp.MustCompile("(?m)^\\| `(wsis_[a-z_<>]+)` \\| ([a-z0-9, ]*)\\| [^|]+ \\| [^|]+ \\|$")

// readDocs gives the documented families with their labels in order.
func readDocs(t *testing.T) map[string]string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "docs", "metrics.md"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, row := range docRow.FindAllStringSubmatch(string(page), -1) {
		labels := strings.FieldsFunc(row[2], func(r rune) bool { return r == ',' || r == ' ' })
		out[row[1]] = joined(labels)
	}
	return out
}
