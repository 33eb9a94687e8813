package collector_test

import (
	"fmt"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

func spec(t *testing.T, id, kind, params string) collector.Spec {
	t.Helper()
	s := collector.Spec{ID: id, Kind: kind, Files: []collector.FileSpec{{Match: "*.json", Format: "worldbank-json"}}}
	if err := yaml.Unmarshal([]byte(params), &s.Params); err != nil {
		t.Fatal(err)
	}
	// A configuration file holds the mapping, not a document around it.
	if len(s.Params.Content) == 1 {
		s.Params = *s.Params.Content[0]
	}
	return s
}

// catalog wants two codes of the World Bank: a share and a count per 100.
func catalog(t *testing.T) *data.Catalog {
	t.Helper()
	d := data.Definitions{
		Sources: []data.Source{{ID: "wb-wdi", Publisher: "World Bank", Title: "World Development Indicators", Label: "World Bank",
			URL: "https://publisher.example/", Licence: "CC BY 4.0", Citation: "World Bank", Schedule: "0 3 * * *"}},
		Indicators: []data.Indicator{
			indicator("internet_users", "internet_users_ratio", users, data.Linear, []float64{0, 100}),
			indicator("mobile_subscriptions", "mobile_subscriptions_per_hundred", phones, data.Compound, nil),
		},
	}
	for i, e := range economies {
		d.Areas = append(d.Areas, data.Area{Code: e[0], M49: fmt.Sprintf("%03d", 1+i), Names: map[string]string{"en": "Area " + e[0]}, Group: e[0] == "WLD"})
	}
	c, err := data.NewCatalog(d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func indicator(id, metric, code string, m data.Model, bounds []float64) data.Indicator {
	return data.Indicator{ID: id, Name: id, Definition: "made up", Unit: "%", Direction: data.Up, Model: m, Bounds: bounds,
		Aggregate: data.Aggregate{Rule: data.NoAggregate}, Metric: metric, MetricScale: 1,
		Series: []data.SeriesRef{{Source: "wb-wdi", Code: code}}}
}

// specFiles are the files of a source as a configuration has them.
func specFiles(t *testing.T, text string) []collector.FileSpec {
	t.Helper()
	var files []collector.FileSpec
	if err := yaml.Unmarshal([]byte(text), &files); err != nil {
		t.Fatal(err)
	}
	return files
}
