package collector

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// data360 speaks to the World Bank's Data360: one file for each indicator at
// an address that does not change, or the API, which answers in pages. The
// API's own CSV is not asked for: it ends after 10,000 rows without a word.
type data360 struct {
	spec   Spec
	params data360Params
	wanted []string
	deps   Deps
}

type data360Params struct {
	Files    string `yaml:"files"`    // folder of the files of one data base; this or api
	API      string `yaml:"api"`      // address of the API: https://data360api.worldbank.org/data360/data
	Database string `yaml:"database"` // which the API is asked for
}

const (
	data360CSVFormat  = "data360-csv"
	data360JSONFormat = "data360-json"
	data360Pages      = 1000 // of 1,000 rows; no indicator has more
)

func newData360(spec Spec, wanted []string, deps Deps) (Source, error) {
	var p data360Params
	if err := decodeParams(spec.Params, &p); err != nil {
		return nil, err
	}
	switch {
	case (p.Files == "") == (p.API == ""):
		return nil, errors.New("params: give one of files and api")
	case p.API != "" && p.Database == "":
		return nil, errors.New("params: the api needs the database that is asked for")
	case p.API != "":
		return &data360{spec: spec, params: p, wanted: wanted, deps: deps}, webAddress("api", p.API)
	}
	d := downloads{spec: spec, deps: deps, wanted: wanted, origin: data.Origin{URL: redact(p.Files), Format: data360CSVFormat}}
	for _, code := range wanted {
		d.list = append(d.list, download{
			url: strings.TrimRight(p.Files, "/") + "/" + url.PathEscape(code) + ".csv", name: code + ".csv",
			format: data360CSVFormat, codes: []string{code},
		})
	}
	return fetching(d.fetch), webAddress("files", p.Files)
}

// fetching makes a Source of a function.
type fetching func(context.Context, Conditions) (data.Load, error)

func (f fetching) Fetch(ctx context.Context, since Conditions) (data.Load, error) {
	return f(ctx, since)
}

// Fetch asks the API for every wanted code.
func (d *data360) Fetch(ctx context.Context, since Conditions) (data.Load, error) {
	b := newBatch(d.spec.ID, data.Origin{URL: redact(d.params.API), Format: data360JSONFormat})
	none := data.Load{Source: d.spec.ID, Origin: b.l.Origin}
	if len(d.wanted) == 0 {
		return none, errors.New("no indicator wants a code of this source; name one in an indicator, or under codes of the source")
	}
	for i, code := range d.wanted {
		d.deps.progress(i, len(d.wanted))
		if err := d.fetchCode(ctx, b, code); err != nil {
			return none, fmt.Errorf("indicator %s: %w", code, err)
		}
	}
	d.deps.progress(len(d.wanted), len(d.wanted))
	l := b.load()
	if l.Origin.SHA256 == since.SHA256 {
		none.Origin = l.Origin
		return none, ErrUnchanged
	}
	return l, nil
}

// fetchCode adds all pages of one code. Pages that do not add up to what the
// first one tells are an error: half an answer is worse than none.
func (d *data360) fetchCode(ctx context.Context, b *batch, code string) error {
	total, rows := 0, 0
	for page := 0; page == 0 || rows < total; page++ {
		address := d.address(code, rows)
		answer, err := d.deps.Client.Get(ctx, Request{URL: address, Check: checkFile})
		if err != nil {
			return err
		}
		a, err := readData360(answer.Bytes)
		switch {
		case err != nil:
		case page == 0:
			total = *a.Count
		case *a.Count != total:
			err = fmt.Errorf("%d rows, where the first page tells of %d: published while we read, fetch it again", *a.Count, total)
		}
		switch {
		case err != nil:
		case page == data360Pages:
			err = fmt.Errorf("more than %d pages", data360Pages)
		case len(a.Value) == 0 && rows < total:
			err = fmt.Errorf("the page is empty after %d of %d rows; fetch it again", rows, total)
		default:
			err = d.add(b, code, page, answer.Bytes)
		}
		if err != nil {
			return fmt.Errorf("get %s: %w", redact(address), err)
		}
		rows += len(a.Value)
	}
	if rows != total {
		return fmt.Errorf("%d rows in all pages, where the first one tells of %d; fetch it again", rows, total)
	}
	return nil
}

// add parses one page. A page without rows still speaks for its code.
func (d *data360) add(b *batch, code string, page int, body []byte) error {
	one := download{name: fmt.Sprintf("%s_%d.json", code, page), format: data360JSONFormat, codes: []string{code}}
	p, err := downloads{spec: d.spec, deps: d.deps}.parse(one, body)
	if err != nil {
		return err
	}
	b.keep(body)
	b.add(p)
	return nil
}

func (d *data360) address(code string, skip int) string {
	q := url.Values{"DATABASE_ID": {d.params.Database}, "INDICATOR": {code}, "skip": {strconv.Itoa(skip)}}
	return d.params.API + "?" + q.Encode()
}
