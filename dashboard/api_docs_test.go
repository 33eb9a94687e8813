package dashboard

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	apiDocParameter = regexp.MustCompile("(?m)^\\| `([a-z]+)` \\| [^|]+ \\|$")
	apiDocExample   = regexp.MustCompile("(?s)    curl 'http://127.0.0.1:8080(/api/v1/[^']+)'[^\n]*\n\n```json\n(.*?)```")
	apiDocSection   = regexp.MustCompile(`(?m)^## ([a-z]+)$`)
)

// apiDocs gives the sections of docs/api.md by the resource that they are about.
func apiDocs(t *testing.T) map[string]string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "docs", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	heads := apiDocSection.FindAllStringSubmatchIndex(string(page), -1)
	for i, h := range heads {
		end := len(page)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		out[string(page[h[2]:h[3]])] = string(page[h[1]:end])
	}
	return out
}

// TestAPIDocumentation compares docs/api.md with the resources: each has a
// section with its parameters, and an example that has the fields of its rows.
func TestAPIDocumentation(t *testing.T) {
	docs := apiDocs(t)
	w := newAPIWorld(t)
	a := &api{deps: Deps{Edition: w.live.Load, Store: w.store}, resources: apiResources()}
	for _, res := range a.resources {
		t.Run(res.name, func(t *testing.T) {
			section, ok := docs[res.name]
			delete(docs, res.name)
			if !ok {
				t.Fatal("docs/api.md has no section on it")
			}
			var named []string
			for _, row := range apiDocParameter.FindAllStringSubmatch(section, -1) {
				named = append(named, row[1])
			}
			if !slices.Equal(named, res.params) {
				t.Errorf("docs/api.md names the parameters %q, there are %q", named, res.params)
			}
			if said := strings.Contains(section, "`"+apiBase+res.name+"/ID`"); said != res.single {
				t.Errorf("docs/api.md says of single items: %t", said)
			}
			examples := apiDocExample.FindAllStringSubmatch(section, -1)
			if len(examples) != 1 {
				t.Fatalf("%d examples", len(examples))
			}
			page, err := res.serve(a, apiRequest{ctx: context.Background(), edition: w.live.Load(), query: apiQuery{limit: 1, values: map[string][]string{"area": {"WLD"}}}})
			if err != nil {
				t.Fatal(err)
			}
			path, _, _ := strings.Cut(examples[0][1], "?")
			if path != apiBase+res.name {
				t.Errorf("the example asks for %s", path)
			}
			checkAPIExample(t, examples[0][2], reflect.TypeOf(page.rows).Elem())
		})
	}
	for name := range docs {
		t.Errorf("docs/api.md has a section on %q, which is no resource", name)
	}
}

// checkAPIExample reads an example strictly into the type of its rows, and
// looks for each field that JSON always has.
func checkAPIExample(t *testing.T, example string, row reflect.Type) {
	t.Helper()
	var env struct {
		Snapshot int64             `json:"snapshot"`
		Edition  string            `json:"edition"`
		Data     []json.RawMessage `json:"data"`
		Sources  []apiLicence      `json:"sources"`
		Next     string            `json:"next"`
	}
	apiStrictJSON(t, example, &env)
	if len(env.Data) == 0 || env.Snapshot == 0 || env.Edition == "" {
		t.Fatal("the example has no row or no state")
	}
	for _, r := range env.Data {
		apiStrictJSON(t, string(r), reflect.New(row).Interface())
		var fields map[string]json.RawMessage
		apiStrictJSON(t, string(r), &fields)
		for _, name := range apiAlways(row) {
			if _, ok := fields[name]; !ok {
				t.Errorf("the example lacks %s", name)
			}
		}
	}
}

func apiStrictJSON(t *testing.T, text string, into any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Errorf("the example does not fit: %v", err)
	}
}

// apiAlways are the JSON fields of a struct that are never left out.
func apiAlways(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			out = append(out, apiAlways(f.Type)...)
		case name != "-" && !strings.Contains(options, "omit"):
			out = append(out, name)
		}
	}
	return out
}

// The examples of errors are those that the server gives.
func TestAPIDocumentationOfErrors(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	m := apiDocExample.FindStringSubmatch(string(page))
	if m == nil || m[1] != apiBase+"areas/XYZ" {
		t.Fatalf("the first example is not the error: %q", m)
	}
	var want, got map[string]map[string]string
	apiStrictJSON(t, m[2], &want)
	res, body := newAPIWorld(t).ask(t, http.MethodGet, m[1])
	apiStrictJSON(t, body, &got)
	if res.StatusCode != http.StatusNotFound || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
