package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// described compiles schemas of the description that a site serves.
type described struct {
	compiler *jsonschema.Compiler
	failed   int
}

func describedBy(t *testing.T, s *site) *described {
	t.Helper()
	status, body := s.get(t, "/api/v1/openapi.yaml")
	if status != http.StatusOK {
		t.Fatalf("the description: %d", status)
	}
	var parsed any
	if err := yaml.Unmarshal([]byte(body), &parsed); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(parsed)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	return &described{compiler: c}
}

func (d *described) check(t *testing.T, s *site, schema, path string) {
	t.Helper()
	status, body := s.get(t, path)
	if status != http.StatusOK {
		t.Errorf("GET %s: %d", path, status)
		return
	}
	compiled, err := d.compiler.Compile("openapi.json#/components/schemas/" + schema)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(answer); err != nil {
		if d.failed++; d.failed < 6 {
			t.Errorf("%s is not as %s describes: %.600s", path, schema, err)
		}
	}
}

// TestShippedFiguresAreAsDescribed validates the answers for every paragraph,
// indicator and source, and for many areas, figures and verdicts.
func TestShippedFiguresAreAsDescribed(t *testing.T) {
	s := theSite(t)
	d := describedBy(t, s)
	type item struct {
		ID   string `json:"id"`
		Code string `json:"code"`
	}
	for _, l := range []struct{ list, schema, one string }{
		{"paragraphs", "ParagraphList", "OneParagraph"}, {"indicators", "IndicatorList", "OneIndicator"}, {"areas", "AreaList", "OneArea"}, {"sources", "SourceList", "OneSource"},
	} {
		path := "/api/v1/" + l.list
		d.check(t, s, l.schema, path)
		for _, it := range list[item](t, s, path) {
			d.check(t, s, l.one, path+"/"+it.ID+it.Code)
		}
	}
	d.check(t, s, "RunList", "/api/v1/runs")
	for _, area := range []string{"KEN", "WLD", "LDC", "NOR", "XKX"} {
		d.check(t, s, "ObservationList", "/api/v1/observations?sex=*&age=*&location=*&breakdown=*&source=*&limit=5000&area="+area)
		d.check(t, s, "VerdictList", "/api/v1/verdicts?benchmark=*,none&area="+area)
	}
	for _, method := range []string{"unsd-cr", "opensdg-2.4", "eurostat", "escap"} {
		d.check(t, s, "VerdictList", "/api/v1/verdicts?area=WLD,KEN&method="+method)
	}
	d.check(t, s, "ChangeList", "/api/v1/changes?from=24&to=36&limit=2000")
	for _, path := range []string{"/p/9.json", "/p/16bis.json", "/p/1.json", "/i/gender_parity_internet.json", "/a/KEN.json", "/a/XKX.json"} {
		d.check(t, s, "Download", path)
	}
}
