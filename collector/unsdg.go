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

// unsdg speaks to the database of the Sustainable Development Goals, version
// 5: one question for each series, without any filter, since filters on time
// and dimensions are refused, ignored or answered by false emptiness.
type unsdg struct {
	spec   Spec
	params unsdgParams
	wanted []string
	deps   Deps
	theirs map[string][]string // the publisher's codes by ours, where they differ
}

type unsdgParams struct {
	URL      string `yaml:"url"`       // up to and with the version: https://unstats.un.org/sdgs/UNSDGAPIV5/v1/sdg
	Answers  string `yaml:"answers"`   // json (default) or csv, which is several times as fast
	PageSize int    `yaml:"page_size"` // rows of one JSON answer
	From     int    `yaml:"from"`      // first year that is kept
}

const (
	unsdgJSONFormat = "unsdg-json"
	unsdgCSVFormat  = "unsdg-csv"
	unsdgPageSize   = 1000
	unsdgPages      = 1000 // no series has more; an answer that says so is broken
)

func newUNSDG(spec Spec, wanted []string, deps Deps) (Source, error) {
	p := unsdgParams{Answers: "json", PageSize: unsdgPageSize}
	if err := decodeParams(spec.Params, &p); err != nil {
		return nil, err
	}
	if err := checkBase(p.URL); err != nil {
		return nil, err
	}
	switch {
	case p.Answers != "json" && p.Answers != "csv":
		return nil, fmt.Errorf("params: answers are json or csv, not %q", p.Answers)
	case p.PageSize < 1 || p.From < 0 || p.From > latestYear:
		return nil, errors.New("params: page_size must be positive and from a year")
	}
	u := &unsdg{spec: spec, params: p, wanted: wanted, deps: deps}
	var err error
	u.theirs, err = theirCodes(spec, u.format(), unsdgLayout())
	return u, err
}

func (u *unsdg) format() string {
	if u.params.Answers == "csv" {
		return unsdgCSVFormat
	}
	return unsdgJSONFormat
}

// Fetch asks for the list of series first. Where all that is wanted is still
// of the release that was read last, nothing else is asked for.
func (u *unsdg) Fetch(ctx context.Context, since Conditions) (data.Load, error) {
	b := newBatch(u.spec.ID, data.Origin{URL: redact(u.params.URL), Format: u.format()})
	none := func() data.Load { return data.Load{Source: u.spec.ID, Origin: b.l.Origin} }
	if len(u.wanted) == 0 {
		return none(), errors.New("no indicator wants a code of this source")
	}
	asked, release, err := u.releases(ctx)
	if err != nil {
		return none(), err
	}
	b.l.Origin.ETag, b.l.Origin.Edition = release, release
	if release == since.ETag && since.SHA256 != "" {
		b.l.Origin.SHA256 = since.SHA256
		return none(), ErrUnchanged
	}
	rows := map[string]int{}
	for i, ours := range u.wanted {
		u.deps.progress(i, len(u.wanted))
		rows[ours] = 0
		for _, code := range asked[ours] {
			n, err := u.fetchCode(ctx, b, ours, code)
			if err != nil {
				return none(), fmt.Errorf("series %s: %w", code, err)
			}
			rows[ours] += n
		}
	}
	u.deps.progress(len(u.wanted), len(u.wanted))
	if _, now, err := u.releases(ctx); err != nil || now != release {
		return none(), errors.Join(err, fmt.Errorf("release %s became %q while we read: ask again later", release, now))
	}
	if err := b.wholeSeries(u.params.From, rows); err != nil {
		return none(), err
	}
	l := b.load()
	if since.SHA256 != "" && l.Origin.SHA256 == since.SHA256 {
		return data.Load{Source: l.Source, Origin: l.Origin}, ErrUnchanged
	}
	return l, nil
}

// unsdgSeries is one entry of Series/List.
type unsdgSeries struct {
	Code    string `json:"code"`
	Release string `json:"release"`
}

// releases gives the publisher's codes for each of ours, and the release that
// they are of: one name, or one for each series where these differ.
func (u *unsdg) releases(ctx context.Context) (asked map[string][]string, release string, err error) {
	address := u.address("Series/List", url.Values{"allreleases": {"false"}})
	answer, err := u.deps.Client.Get(ctx, Request{URL: address, Check: checkJSON})
	if err != nil {
		return nil, "", fmt.Errorf("list the series: %w", err)
	}
	text, err := decode(unpadded(answer.Bytes), "")
	var list []unsdgSeries
	if err == nil {
		err = json.Unmarshal([]byte(text), &list)
	}
	if err != nil {
		return nil, "", fmt.Errorf("list the series: get %s: %w", redact(address), err)
	}
	of := map[string]string{}
	for _, s := range list {
		of[s.Code] = s.Release
	}
	asked, release, err = u.choose(of)
	if err != nil {
		return nil, "", fmt.Errorf("list the series: get %s: %w", redact(address), err)
	}
	return asked, release, nil
}

// choose finds each wanted code, or what the layout maps to it, among the
// series that there are.
func (u *unsdg) choose(of map[string]string) (asked map[string][]string, release string, err error) {
	asked = map[string][]string{}
	names := map[string]bool{}
	var each, gone []string
	for _, ours := range u.wanted {
		for _, code := range append(slices.Clone(u.theirs[ours]), ours) {
			if _, there := of[code]; !there || slices.Contains(asked[ours], code) {
				continue
			}
			asked[ours] = append(asked[ours], code)
			names[of[code]] = true
			each = append(each, code+"="+of[code])
		}
		if len(asked[ours]) == 0 {
			gone = append(gone, ours)
		}
	}
	if len(gone) > 0 {
		return nil, "", fmt.Errorf("%d series are listed, without %s: find the new names there and declare them in the layout under code, map (new: old)", len(of), strings.Join(gone, ", "))
	}
	if len(names) == 1 {
		return asked, sortedKeys(names)[0], nil
	}
	slices.Sort(each)
	return asked, strings.Join(each, " "), nil
}

func (u *unsdg) address(path string, q url.Values) string {
	return strings.TrimRight(u.params.URL, "/") + "/" + path + "?" + q.Encode()
}

// fetchCode adds one series to the batch and gives the number of its rows.
func (u *unsdg) fetchCode(ctx context.Context, b *batch, ours, code string) (rows int, err error) {
	var raw []byte
	var total int
	where := u.address("Series/Data", url.Values{"seriesCode": {code}})
	if u.params.Answers == "csv" {
		where = strings.TrimRight(u.params.URL, "/") + "/Series/DataCSV"
		raw, total, err = u.table(ctx, where, code)
	} else {
		raw, total, err = u.pages(ctx, code)
	}
	if err != nil {
		return 0, err
	}
	name := code + "." + u.params.Answers
	p, err := Parse(u.spec, u.deps.Areas, []string{ours}, u.format(), File{Name: name, Bytes: raw})
	switch {
	case err != nil:
	case p.Read != total:
		err = fmt.Errorf("%d rows came of %d: fetch it again", p.Read, total)
	case p.Read > 0 && p.Skipped[notWanted] == p.Read:
		err = fmt.Errorf("the rows are of another series, such as %s", p.Samples[notWanted])
	}
	if err != nil {
		return 0, fmt.Errorf("get %s: %w", redact(where), err)
	}
	b.keep(raw)
	b.add(Parsed{Codes: []string{ours}})
	b.add(p)
	return p.Read, nil
}

// pages asks for a series page by page, and gives them one after the other.
func (u *unsdg) pages(ctx context.Context, code string) (raw []byte, total int, err error) {
	for page, pages := 1, 1; page <= pages; page++ {
		address := u.address("Series/Data", url.Values{
			"seriesCode": {code}, "page": {strconv.Itoa(page)}, "pageSize": {strconv.Itoa(u.params.PageSize)},
		})
		answer, err := u.deps.Client.Get(ctx, Request{URL: address, Check: checkJSON})
		if err != nil {
			return nil, 0, fmt.Errorf("page %d: %w", page, err)
		}
		head, err := unsdgHead(answer.Bytes)
		if err == nil && int(head.PageNumber) != page {
			err = fmt.Errorf("the answer is page %d", head.PageNumber)
		}
		if err != nil {
			return nil, 0, fmt.Errorf("page %d: get %s: %w", page, redact(address), err)
		}
		pages, total = int(head.TotalPages), int(head.TotalElements)
		raw = append(append(raw, bytes.TrimPrefix(unpadded(answer.Bytes), []byte("\ufeff"))...), '\n')
	}
	return raw, total, nil
}

// table asks for a series as a table, which says nothing of its length: that
// is asked for beside it.
func (u *unsdg) table(ctx context.Context, address, code string) (raw []byte, total int, err error) {
	count := u.address("Series/Data", url.Values{"seriesCode": {code}, "page": {"1"}, "pageSize": {"1"}})
	answer, err := u.deps.Client.Get(ctx, Request{URL: count, Check: checkJSON})
	if err != nil {
		return nil, 0, fmt.Errorf("count: %w", err)
	}
	head, err := unsdgHead(answer.Bytes)
	if err != nil {
		return nil, 0, fmt.Errorf("count: get %s: %w", redact(count), err)
	}
	answer, err = u.deps.Client.Get(ctx, Request{URL: address, Form: url.Values{"seriesCodes": {code}}, Check: checkTable})
	return answer.Bytes, int(head.TotalElements), err
}

// unsdgHead reads the counts of a page.
func unsdgHead(raw []byte) (unsdgPage, error) {
	var head unsdgPage
	text, err := decode(unpadded(raw), "")
	if err == nil {
		err = json.Unmarshal([]byte(text), &head)
	}
	switch {
	case err != nil:
		return head, err
	case head.Data == nil:
		return head, errors.New("the answer has no data")
	case head.TotalElements < 0 || head.TotalPages < 0 || head.TotalPages > min(unsdgPages, max(1, head.TotalElements)):
		return head, fmt.Errorf("the answer tells of %d pages and %d rows", head.TotalPages, head.TotalElements)
	}
	return head, nil
}

// checkTable tells a page or nothing in the place of a table.
func checkTable(body []byte) error {
	switch text := strings.TrimLeft(string(unpadded(body[:min(len(body), 512)])), "\ufeff \t\r\n"); {
	case text == "":
		return temporary{errors.New("the answer is empty")}
	case text[0] == '<':
		return temporary{errors.New("the answer is a page, not a table")}
	}
	return nil
}
