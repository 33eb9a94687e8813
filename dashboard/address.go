package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// pageRequest is a request for one page. Query holds known parameters only.
type pageRequest struct {
	ctx     context.Context
	edition *progress.Edition
	id      string
	query   url.Values
	base    string // address that the site is reached under, without a final slash
}

// with gives the path of a page with the parameters of this request, one changed.
func (r pageRequest) with(path, name, value string) string {
	q := url.Values{}
	for k, v := range r.query {
		q[k] = v
	}
	q.Del(name)
	if value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// longest value of a parameter, in bytes.
const longest = 200

// request keeps the parameters that the page knows: others would only fill
// the cache. One that it knows and cannot read is refused: left out, it would
// give the figures of today for those of a vintage.
func (s *site) request(r *http.Request, p page) (pageRequest, error) {
	given, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return pageRequest{}, badRequest("", "%s", s.words.T("failure.query"))
	}
	q := url.Values{}
	for name, values := range given {
		if name != "vintage" && !slices.Contains(p.params, name) {
			continue
		}
		for _, v := range values {
			if len(v) > longest {
				return pageRequest{}, badRequest(name, "%s", s.words.T("failure.long", "name", name, "longest", longest))
			}
			if v != "" {
				q.Add(name, v)
			}
		}
	}
	return pageRequest{ctx: r.Context(), id: r.PathValue("id"), query: q, base: s.base(r)}, nil
}

// inVintage keeps a reader in the vintage that they came from.
func inVintage(path, vintage string) string {
	if vintage == "" {
		return path
	}
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return path + sep + "vintage=" + url.QueryEscape(vintage)
}

// moved sends a reader to the address of what they asked for, with the query.
func moved(w http.ResponseWriter, r *http.Request, path string) {
	if r.URL.RawQuery != "" {
		path += "?" + r.URL.RawQuery
	}
	http.Redirect(w, r, path, http.StatusPermanentRedirect)
}

// asIs is the id of what a page shows as it is written, where it was typed in
// other cases.
func asIs(cat *data.Catalog, pattern, id string) string {
	switch pattern {
	case "/a/{id}":
		if a, ok := cat.Area(strings.ToUpper(id)); ok {
			return a.Code
		}
	case "/i/{id}", "/embed/i/{id}":
		if in, ok := cat.Indicator(strings.ToLower(id)); ok {
			return in.ID
		}
	case "/p/{id}", "/embed/p/{id}":
		return unitAsIs(cat, id)
	}
	return id
}

func unitAsIs(cat *data.Catalog, id string) string {
	out := id
	for _, res := range cat.Resolutions() {
		for _, p := range res.Paragraphs {
			if p.ID == id {
				return id
			}
			if strings.EqualFold(p.ID, id) {
				out = p.ID
			}
		}
	}
	return out
}
