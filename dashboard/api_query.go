package dashboard

import (
	"encoding/base64"
	"encoding/json"
	"hash/fnv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Limits of a list, and of what one parameter may name.
const (
	apiLimit     = 1000
	apiMaxLimit  = 20000
	apiMaxValues = 300
)

// apiEvery asks for all values of a dimension, all sources or all benchmarks.
const apiEvery = "*"

// apiPath is a path under apiBase.
type apiPath struct {
	resource, id string
	format       string // json or csv
}

func parseAPIPath(path string) (apiPath, error) {
	rest, ok := strings.CutPrefix(path+"/", apiBase)
	if !ok {
		return apiPath{}, notFound("", "there is nothing at %s", path).hint("the interface is at " + apiBase)
	}
	p := apiPath{format: "json"}
	rest = strings.Trim(rest, "/")
	for _, format := range []string{"json", "csv"} {
		if cut, ok := strings.CutSuffix(rest, "."+format); ok {
			rest, p.format = strings.TrimRight(cut, "/"), format
			break
		}
	}
	p.resource, p.id, _ = strings.Cut(rest, "/")
	return p, nil
}

// apiQuery holds the parameters of a request. Values that were given empty
// are as good as not given: dashboards send empty variables.
type apiQuery struct {
	values map[string][]string
	limit  int
	cursor string
	hash   string // of the resource and everything but limit and cursor
}

// parseAPIQuery reads a query strictly: a parameter that is not allowed is an
// error, since a misspelt filter would silently answer another question.
func parseAPIQuery(resource, raw string, allowed []string) (apiQuery, error) {
	given, err := url.ParseQuery(raw)
	if err != nil {
		return apiQuery{}, badRequest("", "the query cannot be read: %v", err)
	}
	q := apiQuery{values: map[string][]string{}, limit: apiLimit}
	hash := fnv.New64a()
	hash.Write([]byte(resource + "?"))
	for _, name := range sortedKeys(given) {
		if name != "limit" && name != "cursor" && !slices.Contains(allowed, name) {
			return apiQuery{}, badRequest(name, "there is no parameter %q here", name).hint(allowedHint(allowed))
		}
		list := splitValues(given[name])
		if len(list) > apiMaxValues {
			return apiQuery{}, badRequest(name, "%d values are too many, %d are allowed", len(list), apiMaxValues)
		}
		if len(list) == 0 {
			continue
		}
		q.values[name] = list
		if name != "limit" && name != "cursor" {
			hash.Write([]byte(name + "=" + strings.Join(list, ",") + "&"))
		}
	}
	q.hash = strconv.FormatUint(hash.Sum64(), 36)
	q.cursor = q.value("cursor")
	return q, q.readLimit()
}

func (q *apiQuery) readLimit() error {
	s := q.value("limit")
	if s == "" {
		return nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > apiMaxLimit {
		return badRequest("limit", "limit %q is not a number from 1 to %d", s, apiMaxLimit)
	}
	q.limit = n
	return nil
}

func sortedKeys(v url.Values) []string {
	keys := make([]string, 0, len(v))
	for k := range v {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func splitValues(given []string) []string {
	var out []string
	for _, v := range strings.Split(strings.Join(given, ","), ",") {
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func allowedHint(allowed []string) string {
	return "there are " + strings.Join(append([]string{"limit", "cursor"}, allowed...), ", ")
}

// list of the values of a parameter, nil if it was not given.
func (q apiQuery) list(name string) []string { return q.values[name] }

// value of a parameter that takes one, "" if it was not given. Several values
// stay joined and so match nothing.
func (q apiQuery) value(name string) string { return strings.Join(q.values[name], ",") }

// year of a parameter, or def where it was not given.
func (q apiQuery) year(name string, def int) (int, error) {
	s := q.value(name)
	if s == "" {
		return def, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || len(s) != 4 || n < 1000 {
		return 0, badRequest(name, "%q is not a year of four digits", s)
	}
	return n, nil
}

// apiCursor says where the next page of a list begins. It holds for one query
// and one edition, so that a walk never mixes two states.
type apiCursor struct {
	Edition string `json:"e,omitempty"`
	Query   string `json:"q"`
	At      int64  `json:"n"`
}

func (c apiCursor) String() string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // cannot happen: strings and a number
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func decodeAPICursor(s string) (c apiCursor, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	return c, err
}

// start gives the place where a list continues, 0 at its beginning.
func (q apiQuery) start(edition string) (int64, error) {
	if q.cursor == "" {
		return 0, nil
	}
	c, err := decodeAPICursor(q.cursor)
	if err != nil || c.At < 1 || c.Query != q.hash {
		return 0, badRequest("cursor", "this cursor does not belong to this query").hint("take next of the page before and keep the other parameters")
	}
	if c.Edition != edition {
		return 0, &apiError{Status: http.StatusGone, Field: "cursor", Message: "the figures have changed since this walk began", Hint: "begin again without cursor"}
	}
	return c.At, nil
}
