package dashboard

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/progress"
)

// apiPage is what a resource answers: rows of one struct type, from which both
// JSON and CSV are made.
type apiPage struct {
	rows    any // a slice of structs
	one     any // the single object of JSON, nil for a list
	next    string
	sources []apiLicence
}

// apiEnvelope is the JSON around rows.
type apiEnvelope struct {
	Snapshot int64        `json:"snapshot"`
	Edition  string       `json:"edition"`
	Data     any          `json:"data"`
	Sources  []apiLicence `json:"sources,omitempty"`
	Next     string       `json:"next,omitempty"`
}

// cut takes the page of a list that a request asks for.
func cut[T any](r apiRequest, all []T) (apiPage, error) {
	edition := r.edition.ID().String()
	start, err := r.query.start(edition)
	if err != nil {
		return apiPage{}, err
	}
	from := int(min(start, int64(len(all))))
	to := min(from+r.query.limit, len(all))
	page := apiPage{rows: append([]T{}, all[from:to]...)}
	if to < len(all) {
		page.next = apiCursor{edition, r.query.hash, int64(to)}.String()
	}
	return page, nil
}

// single answers with one object in JSON and with a list of one row in CSV.
func single[T any](row T, whole any) apiPage { return apiPage{rows: []T{row}, one: whole} }

// representation is an answer in one format, with the tag that names its state.
type representation struct {
	tag, format string
}

func newRepresentation(state, format string) representation {
	return representation{tag: strings.ReplaceAll(state, `"`, "") + "-" + format, format: format}
}

func (rep representation) etag(zipped bool) string {
	if zipped {
		return `"` + rep.tag + `-gzip"`
	}
	return `"` + rep.tag + `"`
}

// known answers 304 where the asker has this very state.
func (rep representation) known(w http.ResponseWriter, r *http.Request) bool {
	for _, zipped := range []bool{false, true} {
		if tag := rep.etag(zipped); hasTag(r.Header.Get("If-None-Match"), tag) {
			rep.headers(w.Header(), tag)
			w.WriteHeader(http.StatusNotModified)
			return true
		}
	}
	return false
}

func (rep representation) headers(h http.Header, tag string) {
	h.Set("ETag", tag)
	h.Set("Cache-Control", "public, no-cache")
	h.Add("Vary", "Accept-Encoding")
}

func (rep representation) send(w http.ResponseWriter, r *http.Request, id progress.ID, page apiPage) error {
	body, err := rep.encode(id, page)
	if err != nil {
		return err
	}
	h := w.Header()
	zipped := len(body) > 1024 && acceptsGzip(r.Header.Get("Accept-Encoding"))
	if zipped {
		if body, err = compress(body); err != nil {
			return err
		}
		h.Set("Content-Encoding", "gzip")
	}
	rep.headers(h, rep.etag(zipped))
	h.Set("Content-Type", "application/json; charset=utf-8")
	if rep.format == "csv" {
		h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
		h.Set("Content-Disposition", `inline; filename="`+fileName(r.URL.Path)+`"`)
	}
	if page.next != "" {
		next := *r.URL
		q := next.Query()
		q.Set("cursor", page.next)
		next.RawQuery = q.Encode()
		h.Set("Link", "<"+next.RequestURI()+`>; rel="next"`)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	// The asker may be gone: nobody is left to tell.
	_, _ = w.Write(body)
	return nil
}

// fileName keeps the last part of a path, without what would end a header's quotes.
func fileName(path string) string {
	name := path[strings.LastIndexByte(path, '/')+1:]
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
}

func (rep representation) encode(id progress.ID, page apiPage) ([]byte, error) {
	if rep.format == "csv" {
		return encodeCSV(page.rows)
	}
	env := apiEnvelope{Snapshot: id.Snapshot, Edition: id.String(), Data: page.rows, Sources: page.sources, Next: page.next}
	if page.one != nil {
		env.Data = page.one
	}
	body, err := json.Marshal(env)
	if err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return append(body, '\n'), nil
}

func acceptsGzip(header string) bool {
	for _, part := range strings.Split(header, ",") {
		name, q, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) != "gzip" {
			continue
		}
		weight, given := strings.CutPrefix(strings.TrimSpace(q), "q=")
		f, err := strconv.ParseFloat(weight, 64)
		return !given || err == nil && f > 0
	}
	return false
}

func compress(body []byte) ([]byte, error) {
	var buf bytes.Buffer
	z, err := gzip.NewWriterLevel(&buf, gzip.BestSpeed)
	if err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	if _, err := z.Write(body); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("compress: %w", err)
	}
	return buf.Bytes(), nil
}
