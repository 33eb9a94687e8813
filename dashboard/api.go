package dashboard

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// apiBase is the path of the interface for programs.
const apiBase = "/api/v1/"

// apiRoutes puts the interface for programs under /api/. To add a resource,
// write a function from an apiRequest to an apiPage, name it in apiResources and
// describe it in openapi.yaml and docs/api.md.
func apiRoutes(mux *http.ServeMux, d Deps) {
	a := &api{deps: d, resources: apiResources(), description: sync.OnceValues(readDescription)}
	// Methods by name, so that a page route "GET /" cannot clash with these.
	for _, method := range []string{"GET", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"} {
		mux.Handle(method+" /api/", a)
	}
}

type api struct {
	deps        Deps
	resources   []apiResource
	description func() (*keptPage, error)
}

// apiResource is one list of the interface.
type apiResource struct {
	name   string
	about  string
	params []string // beside limit and cursor
	single bool     // /NAME/ID answers with one
	serve  func(a *api, r apiRequest) (apiPage, error)
	// state names what else than the edition the answer depends on.
	state func(a *api, ctx context.Context) (string, error)
}

// apiRequest is a checked request for one resource.
type apiRequest struct {
	ctx     context.Context
	edition *progress.Edition
	id      string // "" for the list
	query   apiQuery
}

func apiResources() []apiResource {
	return []apiResource{
		{name: "paragraphs", about: "the units of the resolution in its order, with their verdicts", params: []string{"resolution", "vintage"}, single: true, serve: (*api).paragraphs},
		{name: "indicators", about: "what is measured, and which sources have it", params: []string{"vintage"}, single: true, serve: (*api).indicators},
		{name: "areas", about: "economies and groups", params: []string{"vintage"}, single: true, serve: (*api).areas},
		{name: "sources", about: "data sets with licence, citation and state of collection", single: true, serve: (*api).sources, state: (*api).runState},
		{name: "runs", about: "what collectors and imports did, newest first", params: []string{"source"}, serve: (*api).runs, state: (*api).runState},
		{name: "observations", about: "values as flat rows", params: apiObservationParams, serve: (*api).observations},
		{name: "verdicts", about: "judgements of indicators for areas against benchmarks", params: apiVerdictParams, serve: (*api).verdicts},
		{name: "changes", about: "figures that two states do not have in common", params: apiChangeParams, serve: (*api).changes},
	}
}

// ServeHTTP answers in JSON, or in CSV where the path ends in .csv. Errors are
// JSON always.
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Link")
	h.Set("X-Content-Type-Options", "nosniff")
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		if err := a.answer(w, r); err != nil {
			a.fail(w, r, err)
		}
	case http.MethodOptions:
		h.Set("Allow", "GET, HEAD, OPTIONS")
		h.Set("Access-Control-Allow-Methods", "GET, HEAD")
		h.Set("Access-Control-Allow-Headers", "If-None-Match")
		w.WriteHeader(http.StatusNoContent)
	default:
		h.Set("Allow", "GET, HEAD, OPTIONS")
		a.fail(w, r, &apiError{Status: http.StatusMethodNotAllowed, Message: "this interface only reads", Hint: "use GET"})
	}
}

func (a *api) answer(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Path == apiDescription {
		return a.describe(w, r)
	}
	path, err := parseAPIPath(r.URL.Path)
	if err != nil {
		return err
	}
	res, err := a.find(path)
	if err != nil {
		return err
	}
	q, err := parseAPIQuery(res.name, r.URL.RawQuery, res.params)
	if err != nil {
		return err
	}
	ed, err := a.edition(r.Context(), q.value("vintage"))
	if err != nil {
		return err
	}
	tag := ed.ID().String()
	if res.state != nil {
		state, err := res.state(a, r.Context())
		if err != nil {
			return err
		}
		tag += "-" + state
	}
	rep := newRepresentation(tag, path.format)
	if rep.known(w, r) {
		return nil
	}
	page, err := res.serve(a, apiRequest{ctx: r.Context(), edition: ed, id: path.id, query: q})
	if err != nil {
		return err
	}
	return rep.send(w, r, ed.ID(), page)
}

// find gives the resource of a path; "" is the list of resources.
func (a *api) find(path apiPath) (apiResource, error) {
	if path.resource == "" {
		return apiResource{serve: (*api).index}, nil
	}
	var names []string
	for _, res := range a.resources {
		if res.name != path.resource {
			names = append(names, res.name)
			continue
		}
		if path.id != "" && !res.single {
			return res, notFound("", "%s has no single items", res.name).hint("use the parameters of " + apiBase + res.name)
		}
		return res, nil
	}
	return apiResource{}, notFound("", "there is no %q here", path.resource).hint("there are " + strings.Join(names, ", "))
}

// edition to answer from: the live one, or a named vintage.
func (a *api) edition(ctx context.Context, vintage string) (*progress.Edition, error) {
	ed, err := a.deps.open(ctx, vintage)
	switch {
	case errors.Is(err, errLoading):
		return nil, &apiError{Status: http.StatusServiceUnavailable, Message: err.Error(),
			Hint: "ask again in a few seconds; /-/ready answers 200 when they are there"}
	case errors.Is(err, data.ErrNotFound):
		return nil, notFound("vintage", "there is no vintage %q", vintage).hint("wsiswatch vintage list prints the names")
	}
	return ed, err
}

// apiLink is one resource in the list of resources.
type apiLink struct {
	Path       string   `json:"path"`
	About      string   `json:"about"`
	Single     bool     `json:"single"` // path/ID answers with one
	Parameters []string `json:"parameters"`
}

func (a *api) index(r apiRequest) (apiPage, error) {
	var links []apiLink
	for _, res := range a.resources {
		links = append(links, apiLink{apiBase + res.name, res.about, res.single, append([]string{"limit", "cursor"}, res.params...)})
	}
	return cut(r, links)
}
