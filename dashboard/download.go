package dashboard

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// downloadsAtOnce is how many files are made at a time: a workbook of all
// breakdowns takes a processor for a second.
const downloadsAtOnce = 2

// downloads answer /i/ID.csv and the like: what a page shows, whole, as a file.
// To add a format, write a function from a dataset to bytes and name it in
// downloadFormats.
type downloads struct {
	site  *site
	api   *api // for its editions and its errors
	slots chan struct{}
}

func newDownloads(s *site) *downloads {
	return &downloads{s, &api{deps: s.deps}, make(chan struct{}, downloadsAtOnce)}
}

// downloadFormat is one form of a download.
type downloadFormat struct {
	suffix   string // of the address and of the file's name
	mime     string
	zips     bool   // whether gzip makes it smaller on the way
	only     string // the kind of page that has it, "" for every one
	write    func(s *site, d dataset) ([]byte, error)
	describe string // message
}

// downloadFormats are all forms, in the order in which a page offers them.
func downloadFormats() []downloadFormat {
	return []downloadFormat{
		{suffix: ".csv", mime: csvMIME, zips: true, write: (*site).dataCSV, describe: "download.csv"},
		{suffix: ".verdicts.csv", mime: csvMIME, zips: true, only: "paragraph", write: (*site).verdictsCSV, describe: "download.verdicts"},
		{suffix: ".xlsx", mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write: (*site).workbook, describe: "download.xlsx"},
		{suffix: ".zip", mime: "application/zip", write: (*site).dataPackage, describe: "download.zip"},
		{suffix: ".json", mime: "application/json; charset=utf-8", zips: true, write: (*site).dataJSON, describe: "download.json"},
		{suffix: ".sdmx.csv", mime: "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8", zips: true, write: (*site).sdmxCSV, describe: "download.sdmx"},
	}
}

// csvMIME is that of tables with a header.
const csvMIME = "text/csv; charset=utf-8; header=present"

// cutFormat parts a name into an id and the form with the longest suffix that
// the kind of page has.
func cutFormat(kind, name string) (id string, f downloadFormat, ok bool) {
	for _, g := range downloadFormats() {
		rest, fits := strings.CutSuffix(name, g.suffix)
		if fits && rest != "" && (g.only == "" || g.only == kind) && len(g.suffix) > len(f.suffix) {
			id, f, ok = rest, g, true
		}
	}
	return id, f, ok
}

// or answers with a file where the address asks for one, and hands on the rest.
func (d *downloads) or(kind string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, f, ok := cutFormat(kind, r.PathValue("id"))
		if !ok {
			next(w, r)
			return
		}
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "ETag, Content-Disposition")
		h.Set("X-Content-Type-Options", "nosniff")
		if err := d.answer(w, r, kind, id, f); err != nil {
			d.api.fail(w, r, err)
		}
	}
}

func (d *downloads) answer(w http.ResponseWriter, r *http.Request, kind, id string, f downloadFormat) error {
	asked, err := d.request(r, kind, id)
	if err != nil {
		return err
	}
	rep := newRepresentation(asked.edition.ID().String(), strings.TrimPrefix(f.suffix, "."))
	if rep.known(w, r) {
		return nil
	}
	key := strings.Join([]string{"download", asked.edition.ID().String(), kind, id, f.suffix, asked.key(), asked.base}, " ")
	kept, err := d.site.cache.kept(key, func() (*keptPage, error) {
		// What one asker waits for serves all: it must not end with their patience.
		asked.ctx = context.WithoutCancel(asked.ctx)
		return d.make(asked, f)
	})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", f.mime)
	h.Set("Content-Disposition", `attachment; filename="`+asked.fileName()+f.suffix+`"`)
	body, zipped := kept.body, kept.zipped != nil && acceptsGzip(r.Header.Get("Accept-Encoding"))
	if zipped {
		body = kept.zipped
		h.Set("Content-Encoding", "gzip")
	}
	rep.headers(h, rep.etag(zipped))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	// The asker may be gone: nobody is left to tell.
	_, _ = w.Write(body)
	return nil
}

// make writes a file, not more than a few at a time.
func (d *downloads) make(r downloadRequest, f downloadFormat) (*keptPage, error) {
	d.slots <- struct{}{}
	defer func() { <-d.slots }()
	set, err := r.dataset(d.site)
	if err != nil {
		return nil, err
	}
	body, err := f.write(d.site, set)
	if err != nil {
		return nil, err
	}
	kept := &keptPage{body: body}
	if f.zips {
		kept.zipped, err = compress(body)
	}
	return kept, err
}

// downloadRequest is a checked request for a file.
type downloadRequest struct {
	apiRequest
	kind string
	base string // address that readers reach this site under
}

// downloadable says whether a page has downloads.
func downloadable(page string) bool {
	return slices.Contains([]string{"indicator", "paragraph", "area"}, page)
}

// downloadParams are those of a kind of page. A download is whole: it has no
// pages to turn.
func downloadParams(kind string) []string {
	switch kind {
	case "indicator":
		return []string{"area", "sex", "age", "location", "breakdown", "source", "from", "to", "vintage"}
	case "area":
		return []string{"indicator", "sex", "age", "location", "breakdown", "source", "from", "to", "vintage"}
	}
	return []string{"method", "from", "to", "vintage"}
}

func (d *downloads) request(r *http.Request, kind, id string) (downloadRequest, error) {
	params := downloadParams(kind)
	q, err := parseAPIQuery(kind, r.URL.RawQuery, params)
	if err != nil {
		return downloadRequest{}, err
	}
	for _, name := range []string{"limit", "cursor"} {
		if r.URL.Query().Has(name) {
			return downloadRequest{}, badRequest(name, "a download is whole and takes no %s", name).hint("there are " + strings.Join(params, ", "))
		}
	}
	ed, err := d.api.edition(r.Context(), q.value("vintage"))
	if err != nil {
		return downloadRequest{}, err
	}
	asked := apiRequest{ctx: r.Context(), edition: ed, id: id, query: q}
	return downloadRequest{asked, kind, d.site.base(r)}, nil
}

// key names the parameters, the same for the same question.
func (r downloadRequest) key() string { return url.Values(r.query.values).Encode() }

// fileName says what is in the file and of which state it is.
func (r downloadRequest) fileName() string {
	id := r.edition.ID()
	state := "s" + strconv.FormatInt(id.Snapshot, 10) + "-" + id.Reference.String()
	if v := r.query.value("vintage"); v != "" {
		state = v
	}
	return fileName(strings.Join([]string{"wsiswatch", r.kind, r.id, state}, "_"))
}

// base is the address that a request came to this site under, where none is
// configured, without a final slash.
func (s *site) base(r *http.Request) string {
	if s.deps.BaseURL != "" {
		return s.deps.BaseURL
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
