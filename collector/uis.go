package collector

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

// uis speaks to the Data API of the UNESCO Institute for Statistics. Every
// question names the version of the data, so that all answers of one load are
// of one release, and one indicator, so that none comes near the number of
// records at which the service cuts.
type uis struct {
	spec   Spec
	params uisParams
	wanted []string
	deps   Deps
	theirs map[string][]string // the publisher's codes by ours, where they differ
}

type uisParams struct {
	URL      string `yaml:"url"`           // https://api.uis.unesco.org/api/public
	Version  string `yaml:"version"`       // stay at this one; "" is the newest
	UnitType string `yaml:"geo_unit_type"` // NATIONAL or REGIONAL; "" is both
	From     int    `yaml:"from"`          // first year
}

const uisFormat = "uis-json"

func newUIS(spec Spec, wanted []string, deps Deps) (Source, error) {
	var p uisParams
	if err := decodeParams(spec.Params, &p); err != nil {
		return nil, err
	}
	if err := checkBase(p.URL); err != nil {
		return nil, err
	}
	switch {
	case p.UnitType != "" && p.UnitType != "NATIONAL" && p.UnitType != "REGIONAL":
		return nil, fmt.Errorf("params: geo_unit_type is NATIONAL or REGIONAL, not %q", p.UnitType)
	case p.From < 0 || p.From > latestYear:
		return nil, fmt.Errorf("params: from %d is not a year", p.From)
	}
	theirs, err := theirCodes(spec, uisFormat, uisLayout())
	return &uis{spec: spec, params: p, wanted: wanted, deps: deps, theirs: theirs}, err
}

// Fetch looks up the version first. Where it is the one that was read last
// nothing else is asked for: versions do not change.
func (u *uis) Fetch(ctx context.Context, since Conditions) (data.Load, error) {
	b := newBatch(u.spec.ID, data.Origin{URL: redact(u.params.URL), Format: uisFormat})
	none := func() data.Load { return data.Load{Source: u.spec.ID, Origin: b.l.Origin} }
	if len(u.wanted) == 0 {
		return none(), errors.New("no indicator wants a code of this source")
	}
	v, err := u.version(ctx)
	if err != nil {
		return none(), err
	}
	o := &b.l.Origin
	// Two versions may be published on one day: the day alone tells nothing.
	o.Published, o.ETag, o.Edition = data.DateOf(v.Published), v.ID, v.ID
	if v.ID == since.ETag && since.SHA256 != "" {
		o.SHA256 = since.SHA256
		return none(), ErrUnchanged
	}
	rows := map[string]int{}
	for i, ours := range u.wanted {
		u.deps.progress(i, len(u.wanted))
		rows[ours] = 0
		codes := u.theirs[ours]
		if len(codes) == 0 {
			codes = []string{ours}
		}
		for _, code := range codes {
			n, err := u.fetchCode(ctx, b, ours, code, v.ID)
			if err != nil {
				return none(), fmt.Errorf("indicator %s: %w", code, err)
			}
			rows[ours] += n
		}
	}
	u.deps.progress(len(u.wanted), len(u.wanted))
	if err := b.wholeSeries(u.params.From, rows); err != nil {
		return none(), err
	}
	l := b.load()
	if since.SHA256 != "" && l.Origin.SHA256 == since.SHA256 {
		return data.Load{Source: l.Source, Origin: l.Origin}, ErrUnchanged
	}
	return l, nil
}

// uisVersion is one entry of the list of versions. The days of its themes
// are not read: they have been written month first, day first and year first.
type uisVersion struct {
	ID        string    `json:"version"`
	Published time.Time `json:"publicationDate"`
}

// version finds the version to ask for.
func (u *uis) version(ctx context.Context) (uisVersion, error) {
	address := strings.TrimRight(u.params.URL, "/") + "/versions"
	answer, err := u.deps.Client.Get(ctx, Request{URL: address, Check: checkJSON})
	if err != nil {
		return uisVersion{}, fmt.Errorf("list the versions: %w", err)
	}
	var list []uisVersion
	text, err := decode(answer.Bytes, "")
	if err == nil {
		err = json.Unmarshal([]byte(text), &list)
	}
	if err != nil {
		return uisVersion{}, fmt.Errorf("list the versions: get %s: %w", redact(address), err)
	}
	var newest uisVersion
	for _, v := range list {
		if v.ID == u.params.Version {
			return v, nil
		}
		if newest.ID == "" || v.Published.After(newest.Published) {
			newest = v
		}
	}
	if newest.ID == "" || u.params.Version != "" {
		return newest, fmt.Errorf("list the versions: get %s: none of %d is %q; the newest is %q", redact(address), len(list), u.params.Version, newest.ID)
	}
	return newest, nil
}

// fetchCode adds one of the publisher's indicators and gives the number of its
// records.
func (u *uis) fetchCode(ctx context.Context, b *batch, ours, code, version string) (int, error) {
	q := url.Values{"indicator": {code}, "version": {version}}
	if u.params.UnitType != "" {
		q.Set("geoUnitType", u.params.UnitType)
	}
	if u.params.From != 0 {
		q.Set("start", strconv.Itoa(u.params.From))
	}
	address := strings.TrimRight(u.params.URL, "/") + "/data/indicators?" + q.Encode()
	answer, err := u.deps.Client.Get(ctx, Request{URL: address, Check: checkJSON})
	if err != nil {
		return 0, err
	}
	p, err := Parse(u.spec, u.deps.Areas, []string{ours}, uisFormat, File{Name: code + ".json", Bytes: answer.Bytes})
	if err == nil && p.Skipped[notWanted] > 0 {
		// What the service does not understand it leaves aside, with status 200.
		err = fmt.Errorf("%d of %d records are of other indicators, such as %s: the question was not understood", p.Skipped[notWanted], p.Read, p.Samples[notWanted])
	}
	if err != nil {
		return 0, fmt.Errorf("get %s: %w", redact(address), err)
	}
	b.keep(answer.Bytes)
	b.add(Parsed{Codes: []string{ours}})
	b.add(p)
	return p.Read, nil
}
