package collector

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// worldBank speaks the World Bank's Indicators API, version 2: one question
// for each code, answered in pages. One load is all wanted codes.
type worldBank struct {
	spec   Spec
	params worldBankParams
	wanted []string
	deps   Deps
}

type worldBankParams struct {
	URL     string `yaml:"url"`      // up to and with the version: https://api.worldbank.org/v2
	PerPage int    `yaml:"per_page"` // rows of one answer
	Source  int    `yaml:"source"`   // the World Bank's number of the data base; 0 lets the API choose
}

const (
	worldBankFormat  = "worldbank-json"
	worldBankPerPage = 20000 // a whole indicator in one answer
	worldBankPages   = 1000  // no indicator has more; an answer that says so is broken
)

func newWorldBank(spec Spec, wanted []string, deps Deps) (Source, error) {
	p := worldBankParams{PerPage: worldBankPerPage}
	if err := decodeParams(spec.Params, &p); err != nil {
		return nil, err
	}
	u, err := url.Parse(p.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("params: url %q is not the address of an API", p.URL)
	}
	if p.PerPage < 1 || p.Source < 0 {
		return nil, errors.New("params: per_page and source must be positive")
	}
	return &worldBank{spec: spec, params: p, wanted: wanted, deps: deps}, nil
}

// Fetch asks for every wanted code. An answer that is the same to the byte as
// the last one is ErrUnchanged; the release date alone is no proof, since
// releases have been filled in place without a new one.
func (w *worldBank) Fetch(ctx context.Context, since Conditions) (data.Load, error) {
	if len(w.wanted) == 0 {
		return data.Load{}, errors.New("no indicator wants a code of this source")
	}
	b := newBatch(w.spec.ID, data.Origin{URL: redact(w.params.URL), Format: worldBankFormat})
	for i, code := range w.wanted {
		w.deps.progress(i, len(w.wanted))
		if err := w.fetchCode(ctx, b, code); err != nil {
			return data.Load{Source: w.spec.ID, Origin: b.l.Origin}, fmt.Errorf("indicator %s: %w", code, err)
		}
	}
	w.deps.progress(len(w.wanted), len(w.wanted))
	l := b.load()
	if l.Origin.SHA256 == since.SHA256 {
		return data.Load{Source: l.Source, Origin: l.Origin}, ErrUnchanged
	}
	return l, nil
}

// fetchCode adds all pages of one code to the batch. A page that does not
// belong to the first one is an error: half a release is worse than none.
func (w *worldBank) fetchCode(ctx context.Context, b *batch, code string) error {
	var first worldBankHeader
	rows := 0
	for page, pages := 1, 1; page <= pages; page++ {
		address := w.address(code, page)
		answer, err := w.deps.Client.Get(ctx, Request{URL: address, Check: checkWorldBank})
		if err != nil {
			return fmt.Errorf("page %d: %w", page, err)
		}
		head, n, err := readWorldBank(answer.Bytes)
		if err != nil {
			return fmt.Errorf("page %d: get %s: %w", page, redact(address), err)
		}
		if page == 1 {
			first, pages = head, int(head.Pages)
		}
		if err := head.follows(first, page); err != nil {
			return fmt.Errorf("page %d: get %s: %w", page, redact(address), err)
		}
		if err := w.add(b, code, page, n, answer.Bytes); err != nil {
			return fmt.Errorf("page %d: get %s: %w", page, redact(address), err)
		}
		rows += n
	}
	if rows != int(first.Total) {
		return fmt.Errorf("%d rows in %d pages, where the first page tells of %d", rows, first.Pages, first.Total)
	}
	return b.published(first.LastUpdated)
}

// add parses one page. A page without rows still speaks for its code.
func (w *worldBank) add(b *batch, code string, page, rows int, body []byte) error {
	if rows == 0 {
		b.keep(body)
		b.add(Parsed{Codes: []string{code}})
		return nil
	}
	name := fmt.Sprintf("%s_%d.json", code, page)
	p, err := Parse(w.spec, w.deps.Areas, []string{code}, worldBankFormat, File{Name: name, Bytes: body})
	if err != nil {
		return err
	}
	if !slices.Contains(p.Codes, code) {
		return fmt.Errorf("the rows are of %s", strings.Join(p.Codes, ", "))
	}
	b.keep(body)
	b.add(p)
	return nil
}

func (w *worldBank) address(code string, page int) string {
	q := url.Values{"format": {"json"}, "per_page": {strconv.Itoa(w.params.PerPage)}, "page": {strconv.Itoa(page)}}
	if w.params.Source != 0 {
		q.Set("source", strconv.Itoa(w.params.Source))
	}
	return fmt.Sprintf("%s/country/all/indicator/%s?%s", strings.TrimRight(w.params.URL, "/"), url.PathEscape(code), q.Encode())
}

// worldBankHeader is the first element of an answer. Numbers come as strings
// at some addresses.
type worldBankHeader struct {
	Page        looseInt           `json:"page"`
	Pages       looseInt           `json:"pages"`
	Total       looseInt           `json:"total"`
	LastUpdated string             `json:"lastupdated"`
	Message     []worldBankMessage `json:"message"`
}

type worldBankMessage struct {
	ID    string `json:"id"`
	Key   string `json:"key"`
	Value string `json:"value"`
}

type looseInt int

func (n *looseInt) UnmarshalJSON(b []byte) error {
	v, err := strconv.Atoi(string(bytes.Trim(b, `"`)))
	if err != nil {
		return fmt.Errorf("%s is not a whole number", b)
	}
	*n = looseInt(v)
	return nil
}

// follows says whether the page belongs to the same answer as the first one.
func (h worldBankHeader) follows(first worldBankHeader, page int) error {
	switch {
	case h.Total < 0 || h.Pages < 0 || h.Pages > min(worldBankPages, max(1, h.Total)):
		return fmt.Errorf("the header tells of %d pages and %d rows", h.Pages, h.Total)
	case int(h.Page) != page && h.Total > 0:
		return fmt.Errorf("the answer is page %d", h.Page)
	case h.Pages != first.Pages || h.Total != first.Total:
		return fmt.Errorf("%d pages with %d rows, where page 1 tells of %d with %d", h.Pages, h.Total, first.Pages, first.Total)
	case h.LastUpdated != first.LastUpdated:
		return fmt.Errorf("updated on %s, where page 1 says %s: published while we read", h.LastUpdated, first.LastUpdated)
	}
	return nil
}

// checkWorldBank tells faults that pass, which the API sends as XML or HTML
// with status 200 whatever format was asked for, from the rest.
func checkWorldBank(body []byte) error {
	if text := bytes.TrimLeft(body, "\ufeff \t\r\n"); len(text) == 0 || text[0] == '<' {
		return temporary{errors.New("the answer is a page or empty, not JSON")}
	}
	return nil
}

// readWorldBank gives the header and counts the rows. An answer that consists
// of a message, which comes with status 200, is an error with its text.
func readWorldBank(body []byte) (worldBankHeader, int, error) {
	var head worldBankHeader
	body = bytes.TrimLeft(body, "\ufeff \t\r\n")
	var parts []json.RawMessage
	if body[0] != '[' {
		parts = append(parts, body)
	} else if err := json.Unmarshal(body, &parts); err != nil {
		return head, 0, fmt.Errorf("read the answer: %w", err)
	}
	if len(parts) == 0 {
		return head, 0, errors.New("the answer is an empty list")
	}
	if err := json.Unmarshal(parts[0], &head); err != nil {
		return head, 0, fmt.Errorf("read the header: %w", err)
	}
	if len(head.Message) > 0 {
		return head, 0, worldBankError(head.Message)
	}
	if len(parts) != 2 {
		return head, 0, fmt.Errorf("the answer has %d parts, not a header and rows", len(parts))
	}
	var rows []json.RawMessage
	if err := json.Unmarshal(parts[1], &rows); err != nil {
		return head, 0, fmt.Errorf("read the rows: %w", err)
	}
	return head, len(rows), nil
}

func worldBankError(messages []worldBankMessage) error {
	var texts []string
	for _, m := range messages {
		texts = append(texts, fmt.Sprintf("%s (%s, %s)", m.Value, m.ID, m.Key))
	}
	return fmt.Errorf("the World Bank answers: %s", strings.Join(texts, "; "))
}
