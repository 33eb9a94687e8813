// Package dashboard shows an Edition to people: HTML pages, charts, and the
// JSON and CSV interface under /api/v1/. It reads an Edition and, for runs,
// holds and provenance only, the store; it changes nothing.
//
// To add a page: a file page_NAME.go with its view (plain values, worked out in
// Go), a template of the same name in templates/, its sentences in
// present/text/messages_en.yaml, and one line in pages.
package dashboard

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Deps is what the site is made from.
type Deps struct {
	// Edition is the one to show; nil until the first is built.
	Edition func() *progress.Edition
	// Vintage gives the edition of a named vintage, data.ErrNotFound if there
	// is none. It may be nil: then there are no vintages.
	Vintage func(ctx context.Context, name string) (*progress.Edition, error)
	Store   data.Reader
	// Texts gives the imported texts of resolutions. It may be nil: then there
	// are none.
	Texts Texts
	// Reports are the annual reports to offer. It may be nil: then there are none.
	Reports Reports
	Log     *slog.Logger
	Version string
	// BaseURL is the public address without a final slash, for citations;
	// "" leaves links relative.
	BaseURL string
}

// errLoading says that no edition is built yet.
var errLoading = errors.New("the figures are being loaded")

// open gives the edition to answer from: the live one for "", else that of a
// vintage, or data.ErrNotFound where there is none of that name.
func (d Deps) open(ctx context.Context, vintage string) (*progress.Edition, error) {
	live := d.Edition()
	switch {
	case live == nil:
		return nil, errLoading
	case vintage == "":
		return live, nil
	case d.Vintage == nil:
		return nil, data.ErrNotFound
	}
	ed, err := d.Vintage(ctx, vintage)
	if err != nil {
		return nil, fmt.Errorf("open vintage %q: %w", vintage, err)
	}
	return ed, nil
}

// Texts are the texts of resolutions, which users import.
type Texts interface {
	// State names what is imported: pages that show it are kept under it.
	State() string
	// Text of a resolution by the paragraphs that it is given with, or
	// data.ErrNotFound where none is imported. Where it cannot be read or does
	// not fit those paragraphs, the document comes without passages.
	Text(ctx context.Context, r data.Resolution) (data.Document, error)
}

// New gives the handler of all pages, /assets/ and /api/v1/.
func New(d Deps) (http.Handler, error) {
	if d.Edition == nil || d.Store == nil || d.Log == nil {
		return nil, errors.New("dashboard: Edition, Store and Log are required")
	}
	s, err := newSite(d)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	apiRoutes(mux, d)
	s.routes(mux)
	return mux, nil
}
