package dashboard

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// openAPI is the description as served, with its schemas compiled on demand.
type openAPI struct {
	doc      map[string]any
	compiler *jsonschema.Compiler
}

const openAPIPlace = "https://site.example/openapi.json"

// readOpenAPI asks the server for its description.
func readOpenAPI(t *testing.T, h http.Handler) openAPI {
	t.Helper()
	header, body := downloadOf(t, h, apiDescription, http.StatusOK)
	if !strings.HasPrefix(header.Get("Content-Type"), "application/yaml") || header.Get("ETag") == "" {
		t.Errorf("headers are %v", header)
	}
	var parsed any
	if err := yaml.Unmarshal(body, &parsed); err != nil {
		t.Fatal(err)
	}
	// By way of JSON, since that is what schemas speak of.
	b, err := json.Marshal(parsed)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	o := openAPI{doc.(map[string]any), jsonschema.NewCompiler()}
	o.compiler.DefaultDraft(jsonschema.Draft2020)
	o.compiler.AssertFormat()
	if err := o.compiler.AddResource(openAPIPlace, doc); err != nil {
		t.Fatal(err)
	}
	return o
}

// at gives what stands at a place such as #/paths/~1api~1v1~1/get, or nil.
func (o openAPI) at(place string) any {
	var v any = o.doc
	for _, part := range strings.Split(strings.TrimPrefix(place, "#/"), "/") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[strings.NewReplacer("~1", "/", "~0", "~").Replace(part)]
	}
	return v
}

// follow gives what a reference stands for, or the thing itself.
func (o openAPI) follow(v any) map[string]any {
	m, _ := v.(map[string]any)
	if ref, ok := m["$ref"].(string); ok && len(m) == 1 {
		m, _ = o.at(ref).(map[string]any)
	}
	return m
}

func (o openAPI) paths() map[string]any { return o.doc["paths"].(map[string]any) }

// parameters of an operation, by where they stand.
func (o openAPI) parameters(t *testing.T, path, in string) []string {
	t.Helper()
	operation, _ := o.at("#/paths/" + strings.ReplaceAll(path, "/", "~1") + "/get").(map[string]any)
	if operation == nil {
		t.Errorf("%s is not described", path)
		return nil
	}
	list, _ := operation["parameters"].([]any)
	var out []string
	for _, p := range list {
		if full := o.follow(p); full["in"] == in {
			out = append(out, full["name"].(string))
		}
	}
	return out
}

// TestOpenAPIIsWellFormed looks at what every reader of OpenAPI needs: version,
// operations with ids of their own, references that lead somewhere, schemas
// that are schemas, and nothing described that nothing uses.
func TestOpenAPIIsWellFormed(t *testing.T) {
	o := readOpenAPI(t, changesSite(t, newAPIWorld(t)))
	if o.doc["openapi"] != "3.1.0" {
		t.Errorf("version %v", o.doc["openapi"])
	}
	used := map[string]bool{}
	eachRef(o.doc, func(ref string) {
		used[ref] = true
		if o.at(ref) == nil {
			t.Errorf("%s leads nowhere", ref)
		}
	})
	for kind, list := range o.doc["components"].(map[string]any) {
		for name := range list.(map[string]any) {
			place := "#/components/" + kind + "/" + name
			if !used[place] {
				t.Errorf("nothing uses %s", place)
			}
			if kind == "schemas" {
				if _, err := o.compiler.Compile(openAPIPlace + place); err != nil {
					t.Errorf("%s: %v", place, err)
				}
			}
		}
	}
	ids := map[string]bool{}
	for path, item := range o.paths() {
		for method, v := range item.(map[string]any) {
			operation := v.(map[string]any)
			id, _ := operation["operationId"].(string)
			if method != "get" || id == "" || ids[id] || operation["summary"] == nil || len(operation["tags"].([]any)) != 1 {
				t.Errorf("%s %s lacks an id of its own, a summary or a tag", method, path)
			}
			ids[id] = true
		}
		var asked []string
		for _, m := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
			asked = append(asked, m[1])
		}
		if given := o.parameters(t, path, "path"); !slices.Equal(given, asked) {
			t.Errorf("%s describes the parts %q", path, given)
		}
	}
}

func eachRef(v any, yield func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if ref, ok := value.(string); ok && key == "$ref" {
				yield(ref)
			}
			eachRef(value, yield)
		}
	case []any:
		for _, value := range v {
			eachRef(value, yield)
		}
	}
}

// TestOpenAPIDescribesEveryRoute compares paths and parameters both ways.
func TestOpenAPIDescribesEveryRoute(t *testing.T) {
	o := readOpenAPI(t, changesSite(t, newAPIWorld(t)))
	want := map[string][]string{apiBase: {"limit", "cursor"}, apiBase + ".csv": {"limit", "cursor"}, apiDescription: nil}
	for _, res := range apiResources() {
		params := append([]string{"limit", "cursor"}, res.params...)
		want[apiBase+res.name], want[apiBase+res.name+".csv"] = params, params
		if res.single {
			want[apiBase+res.name+"/{id}"], want[apiBase+res.name+"/{id}.csv"] = params, params
		}
	}
	for _, p := range pages() {
		if downloadable(p.name) {
			path := strings.TrimSuffix(p.pattern, "{id}") + "{id}.{form}"
			want[path] = downloadParams(p.name)
			var forms []any
			for _, f := range downloadFormats() {
				if f.only == "" || f.only == p.name {
					forms = append(forms, strings.TrimPrefix(f.suffix, "."))
				}
			}
			if described := o.forms(path); !reflect.DeepEqual(described, forms) {
				t.Errorf("%s describes the forms %v, there are %v", path, described, forms)
			}
		}
	}
	for path, params := range want {
		if described := o.parameters(t, path, "query"); !slices.Equal(described, params) {
			t.Errorf("%s describes %q, there are %q", path, described, params)
		}
	}
	for path := range o.paths() {
		if _, ok := want[path]; !ok {
			t.Errorf("%s is described, but not there", path)
		}
	}
}

// forms that a download is described to have.
func (o openAPI) forms(path string) []any {
	list, _ := o.at("#/paths/" + strings.ReplaceAll(path, "/", "~1") + "/get/parameters").([]any)
	for _, p := range list {
		if full := o.follow(p); full["name"] == "form" {
			return full["schema"].(map[string]any)["enum"].([]any)
		}
	}
	return nil
}

// check holds an answer against the description of its path: a status that is
// named, of a type that is named, valid against the schema.
func (o openAPI) check(t *testing.T, h http.Handler, path, request string, status int) {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, request, nil))
	o.checkAnswer(t, path, request, rec, status)
}

func (o openAPI) checkAnswer(t *testing.T, path, request string, rec *httptest.ResponseRecorder, status int) {
	t.Helper()
	if rec.Code != status {
		t.Errorf("%s: %d, want %d: %.200s", request, rec.Code, status, rec.Body)
		return
	}
	place := "#/paths/" + strings.ReplaceAll(path, "/", "~1") + "/get/responses/" + strconv.Itoa(status)
	answer := o.at(place)
	if answer == nil {
		t.Errorf("%s: a status of %d is not described", request, status)
		return
	}
	if ref, ok := answer.(map[string]any)["$ref"].(string); ok {
		place = ref
	}
	content, _ := o.at(place + "/content").(map[string]any)
	kind, _, _ := strings.Cut(rec.Header().Get("Content-Type"), ";")
	if content[kind] == nil {
		t.Errorf("%s: %q is not described", request, kind)
		return
	}
	if kind != "application/json" {
		return
	}
	schema, err := o.compiler.Compile(openAPIPlace + place + "/content/application~1json/schema")
	if err != nil {
		t.Fatal(err)
	}
	body, err := jsonschema.UnmarshalJSON(rec.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(body); err != nil {
		t.Errorf("%s is not as described: %v", request, err)
	}
}

// TestAnswersAreAsDescribed validates real answers of every path, in every
// status that a reader can bring about.
func TestAnswersAreAsDescribed(t *testing.T) {
	w := newAPIWorld(t)
	h := changesSite(t, w)
	o := readOpenAPI(t, h)
	some := map[string]string{"observations": "?indicator=internet_users,phones,parity,balance&sex=*&location=*&source=*", "verdicts": "?area=KEN,TCD,WLD,LDC&benchmark=*,none", "changes": "?from=1"}
	ids := map[string][]string{"paragraphs": {"9", "16bis", "20"}, "indicators": {"internet_users", "phones", "parity", "schools"}, "areas": {"KEN", "LDC", "XEV"}, "sources": {"itu", "wb-wdi"}}
	o.check(t, h, apiBase, apiBase, 200)
	o.check(t, h, apiBase+".csv", apiBase+".csv", 200)
	o.check(t, h, apiDescription, apiDescription+"?x=1", 400)
	for _, res := range apiResources() {
		path := apiBase + res.name
		for _, form := range []string{"", ".csv"} {
			sep := "?"
			if some[res.name] != "" {
				sep = "&"
			}
			o.check(t, h, path+form, path+form+some[res.name], 200)
			o.check(t, h, path+form, path+form+some[res.name]+sep+"limit=1", 200)
			o.check(t, h, path+form, path+form+some[res.name]+sep+"nothing=1", 400)
			o.check(t, h, path+form, path+form+some[res.name]+sep+"limit=0", 400)
			for _, id := range ids[res.name] {
				o.check(t, h, path+"/{id}"+form, path+"/"+id+form, 200)
			}
			if res.single {
				o.check(t, h, path+"/{id}"+form, path+"/none"+form, 404)
			}
		}
	}
	for _, method := range progress.Methods() {
		o.check(t, h, apiBase+"verdicts", apiBase+"verdicts?area=KEN,TCD,WLD,LDC&benchmark=*,none&method="+method, 200)
	}
	next := w.get(t, "areas?limit=2", http.StatusOK).Next
	l := apiSecondRelease(t)
	l.Series, l.Origin.SHA256 = l.Series[:2], "44"
	w.save(t, l)
	w.live.Store(w.build(t, "2025-06-01"))
	o.check(t, h, apiBase+"areas", apiBase+"areas?limit=2&cursor="+next, 410)
	post := httptest.NewRecorder()
	h.ServeHTTP(post, httptest.NewRequest(http.MethodPost, apiBase+"areas", nil))
	o.checkAnswer(t, apiBase+"areas", "POST", post, 405)
	for _, c := range []struct{ path, page string }{{"/i/{id}.{form}", "/i/internet_users"}, {"/i/{id}.{form}", "/i/parity"}, {"/p/{id}.{form}", "/p/9"}, {"/a/{id}.{form}", "/a/KEN"}} {
		for _, form := range o.forms(c.path) {
			o.check(t, h, c.path, c.page+"."+form.(string), 200)
			o.check(t, h, c.path, c.page+"."+form.(string)+"?nothing=1", 400)
		}
		o.check(t, h, c.path, c.page[:3]+"none.json", 404)
	}
	w.live.Store(nil)
	o.check(t, h, apiBase+"areas", apiBase+"areas", 503)
	o.check(t, h, "/a/{id}.{form}", "/a/KEN.csv", 503)
}

// TestDescribedParametersAreKnown asks with each parameter that is described:
// none is refused as unknown, and values outside of their schema are refused.
func TestDescribedParametersAreKnown(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	o := readOpenAPI(t, h)
	for path := range o.paths() {
		request := strings.NewReplacer("{id}", "none", "{form}", "csv").Replace(path)
		for _, name := range o.parameters(t, path, "query") {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, request+"?"+name+"=~", nil))
			if strings.Contains(rec.Body.String(), "there is no parameter") {
				t.Errorf("%s does not know %s: %s", request, name, rec.Body)
			}
			if rec.Code < 400 || rec.Code >= 500 {
				t.Errorf("%s takes ~ for %s: %d", request, name, rec.Code)
			}
		}
	}
}

// TestDescribedFieldsAreThere compares the fields of schemas with those of the
// answers, both ways: the type that each schema describes is named here.
func TestDescribedFieldsAreThere(t *testing.T) {
	o := readOpenAPI(t, changesSite(t, newAPIWorld(t)))
	types := map[string]any{
		"Resource": apiLink{}, "Paragraph": apiParagraph{}, "ParagraphWhole": apiParagraphWhole{}, "Indicator": apiIndicator{}, "IndicatorWhole": apiIndicatorWhole{},
		"Area": apiArea{}, "AreaWhole": apiAreaWhole{}, "Source": apiSource{}, "Run": data.Run{}, "Observation": apiObservation{}, "Verdict": progress.Verdict{},
		"Change": ChangeRow{}, "SourceLicence": apiLicence{}, "Download": downloadJSON{}, "VerdictRow": verdictRow{}, "Outcome": apiOutcome{}, "ClassCounts": apiCounts{},
		"RowCounts": data.Counts{}, "Link": data.Link{}, "Dims": data.Dims{}, "SeriesRef": data.SeriesRef{}, "Formula": data.Formula{}, "Pair": data.Pair{}, "Aggregate": data.Aggregate{},
		"Benchmark": data.Benchmark{}, "Membership": data.Membership{}, "NationalSeries": data.NationalSeries{}, "LastRun": apiLastRun{}, "Origin": data.Origin{}, "Part": progress.Part{}, "Index": progress.Index{},
		"Value": progress.Value{}, "PastTarget": progress.PastTarget{}, "Manual": progress.Manual{}, "Entry": progress.Entry{}, "EvidenceStatus": progress.EvidenceStatus{},
		"Coverage": progress.Coverage{}, "Headline": data.Headline{}, "EvidenceItem": data.EvidenceItem{}, "Act": data.Act{}, "Envelope": apiEnvelope{},
	}
	for name, v := range types {
		all := jsonFields(reflect.TypeOf(v))
		props, required := o.fields("#/components/schemas/" + name)
		slices.Sort(all)
		slices.Sort(props)
		if !slices.Equal(all, props) {
			t.Errorf("%s describes %q, the answer has %q", name, props, all)
		}
		always := apiAlways(reflect.TypeOf(v))
		slices.Sort(always)
		slices.Sort(required)
		if !slices.Equal(always, required) {
			t.Errorf("%s describes as never left out %q, these are %q", name, required, always)
		}
	}
	for name, v := range o.at("#/components/schemas").(map[string]any) {
		m := v.(map[string]any)
		known := types[name] != nil || name == "Failure" || strings.HasSuffix(name, "Fields") || strings.HasSuffix(name, "List") || strings.HasPrefix(name, "One")
		if m["properties"] != nil && !known {
			t.Errorf("no type is named for %s", name)
		}
	}
}

// fields of a schema and of those that it refers to.
func (o openAPI) fields(place string) (all, required []string) {
	m := o.at(place).(map[string]any)
	if ref, ok := m["$ref"].(string); ok {
		all, required = o.fields(ref)
	}
	props, _ := m["properties"].(map[string]any)
	for name := range props {
		all = append(all, name)
	}
	list, _ := m["required"].([]any)
	for _, name := range list {
		required = append(required, name.(string))
	}
	return all, required
}

// jsonFields are the JSON fields of a struct, those of embedded structs too.
func jsonFields(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			out = append(out, jsonFields(f.Type)...)
		case name != "-":
			out = append(out, name)
		}
	}
	return out
}
