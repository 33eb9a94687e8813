package collector

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// sdmxREST speaks to any service of the SDMX REST interface, version 2.1 or
// 3, for one or several data flows. One load is all of them.
type sdmxREST struct {
	spec   Spec
	params sdmxParams
	wanted []string
	deps   Deps
}

type sdmxParams struct {
	URL     string     `yaml:"url"`     // up to /rest, or what stands before /data
	Version string     `yaml:"version"` // of the interface: "2.1" (default) or "3"
	Accept  string     `yaml:"accept"`  // media type; default SDMX-CSV 1.0
	From    int        `yaml:"from"`    // first year
	Flows   []sdmxFlow `yaml:"flows"`
	// NoneIs404 reads status 404 as "no rows": services that keep to the
	// letter of 2.1 send it. Others send it for a flow that is not there.
	NoneIs404 bool `yaml:"none_is_404"`
}

// sdmxFlow is one data flow and what is asked of it.
type sdmxFlow struct {
	Flow  string            `yaml:"flow"`  // agency,id or agency,id,version
	Key   string            `yaml:"key"`   // dimensions parted by points; {code} is the wanted code; "" is all
	Codes []string          `yaml:"codes"` // which wanted codes it holds; only one flow may leave it out
	Query map[string]string `yaml:"query"` // what else the service wants, such as format: csv
}

const (
	sdmxV2  = "2.1"
	sdmxV3  = "3"
	sdmxCSV = "application/vnd.sdmx.data+csv;version=1.0.0"
	inKey   = "{code}"
)

func newSDMX(spec Spec, wanted []string, deps Deps) (Source, error) {
	p := sdmxParams{Version: sdmxV2, Accept: sdmxCSV}
	if err := decodeParams(spec.Params, &p); err != nil {
		return nil, err
	}
	if err := checkBase(p.URL); err != nil {
		return nil, err
	}
	if p.Version != sdmxV2 && p.Version != sdmxV3 {
		return nil, fmt.Errorf("params: version is %q or %q, not %q", sdmxV2, sdmxV3, p.Version)
	}
	if p.From < 0 || p.From > latestYear {
		return nil, fmt.Errorf("params: from %d is not a year", p.From)
	}
	return &sdmxREST{spec: spec, params: p, wanted: wanted, deps: deps}, checkFlows(p.Flows)
}

func checkFlows(flows []sdmxFlow) error {
	if len(flows) == 0 {
		return errors.New("params: no flows")
	}
	open := 0
	for _, f := range flows {
		parts := strings.Split(f.Flow, ",")
		if len(parts) < 2 || len(parts) > 3 || slices.Contains(parts, "") {
			return fmt.Errorf("params: flow %q is not agency,id or agency,id,version", f.Flow)
		}
		if len(f.Codes) == 0 {
			open++
		}
	}
	if open > 1 || open == 1 && len(flows) > 1 {
		return errors.New("params: of several flows each needs its codes")
	}
	return nil
}

// sdmxAsk is one question: a flow, and the codes that its answer speaks for.
type sdmxAsk struct {
	flow    string
	address string
	codes   []string
}

// questions are one for each flow, or for each code where the key names it.
func (s *sdmxREST) questions() ([]sdmxAsk, error) {
	var out []sdmxAsk
	left := slices.Clone(s.wanted)
	for _, f := range s.params.Flows {
		codes := s.wanted
		if len(f.Codes) > 0 {
			codes = slices.DeleteFunc(slices.Clone(s.wanted), func(c string) bool { return !slices.Contains(f.Codes, c) })
		}
		left = slices.DeleteFunc(left, func(c string) bool { return slices.Contains(codes, c) })
		switch {
		case len(codes) == 0:
		case !strings.Contains(f.Key, inKey):
			out = append(out, sdmxAsk{f.Flow, s.address(f, f.Key), codes})
		default:
			for _, c := range codes {
				out = append(out, sdmxAsk{f.Flow, s.address(f, strings.ReplaceAll(f.Key, inKey, c)), []string{c}})
			}
		}
	}
	if len(left) > 0 {
		return nil, fmt.Errorf("no flow holds %s: name them under codes of a flow", strings.Join(left, ", "))
	}
	return out, nil
}

func (s *sdmxREST) address(f sdmxFlow, key string) string {
	q := url.Values{}
	for name, value := range f.Query {
		q.Set(name, value)
	}
	base, parts := strings.TrimRight(s.params.URL, "/"), strings.Split(f.Flow, ",")
	if s.params.Version == sdmxV3 {
		parts = append(parts, "*")[:3]
		if s.params.From != 0 {
			q.Set("c[TIME_PERIOD]", "ge:"+strconv.Itoa(s.params.From))
		}
		return fmt.Sprintf("%s/data/dataflow/%s/%s", base, strings.Join(parts, "/"), or(key, "*")) + query(q)
	}
	if s.params.From != 0 {
		q.Set("startPeriod", strconv.Itoa(s.params.From))
	}
	return fmt.Sprintf("%s/data/%s/%s", base, f.Flow, or(key, "all")) + query(q)
}

func query(q url.Values) string {
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// Fetch asks every question. Only a load of one question can be told to be
// unchanged by its ETag: of several, all are read and their sum is compared.
func (s *sdmxREST) Fetch(ctx context.Context, since Conditions) (data.Load, error) {
	b := newBatch(s.spec.ID, data.Origin{URL: redact(s.params.URL), Format: sdmxFormat})
	none := func() data.Load { return data.Load{Source: s.spec.ID, Origin: b.l.Origin} }
	if len(s.wanted) == 0 {
		return none(), errors.New("no indicator wants a code of this source")
	}
	asks, err := s.questions()
	if err != nil {
		return none(), err
	}
	etag := ""
	if len(asks) == 1 {
		etag = since.ETag
	}
	rows := map[string]int{}
	for i, q := range asks {
		s.deps.progress(i, len(asks))
		tag, err := s.fetchOne(ctx, b, q, etag, rows)
		if errors.Is(err, ErrUnchanged) {
			b.l.Origin.ETag, b.l.Origin.SHA256, b.l.Origin.Published = since.ETag, since.SHA256, since.Published
			return none(), err
		}
		if err != nil {
			return none(), fmt.Errorf("flow %s, %s: %w", q.flow, strings.Join(q.codes, " "), err)
		}
		if len(asks) == 1 {
			b.l.Origin.ETag = tag
		}
	}
	s.deps.progress(len(asks), len(asks))
	if err := b.wholeSeries(s.params.From, rows); err != nil {
		return none(), err
	}
	l := b.load()
	if since.SHA256 != "" && l.Origin.SHA256 == since.SHA256 {
		return data.Load{Source: l.Source, Origin: l.Origin}, ErrUnchanged
	}
	return l, nil
}

// fetchOne adds one answer, and counts the rows of each code.
func (s *sdmxREST) fetchOne(ctx context.Context, b *batch, q sdmxAsk, etag string, rows map[string]int) (tag string, err error) {
	for _, c := range q.codes {
		rows[c] += 0
	}
	answer, err := s.deps.Client.Get(ctx, Request{URL: q.address, ETag: etag, Accept: s.params.Accept, Check: checkSDMX})
	if s.isNone(err) {
		b.add(Parsed{Codes: q.codes})
		return "", nil
	}
	if err != nil {
		return "", err
	}
	p, err := Parse(s.spec, s.deps.Areas, q.codes, sdmxFormat, File{Name: flowID(strings.Split(q.flow, ",")[1]), Bytes: answer.Bytes})
	if err == nil && p.Read > 0 && p.Skipped[notWanted] == p.Read {
		err = fmt.Errorf("all rows are of other codes, such as %s", p.Samples[notWanted])
	}
	if err != nil {
		return "", fmt.Errorf("get %s: %w", redact(q.address), err)
	}
	for _, c := range p.Codes {
		rows[c]++
	}
	b.keep(answer.Bytes)
	b.add(Parsed{Codes: q.codes})
	b.add(p)
	return answer.ETag, nil
}

// isNone tells the answers that mean "no rows".
func (s *sdmxREST) isNone(err error) bool {
	e, ok := errors.AsType[*StatusError](err)
	return ok && (e.Status == http.StatusNoContent || e.Status == http.StatusNotFound && s.params.NoneIs404)
}

// checkSDMX tells answers that are worth asking for again from those that are
// of the wrong form, which will be so again. The content type is not looked
// at: services send JSON, CSV and XML under any.
func checkSDMX(body []byte) error {
	text := bytes.TrimLeft(body, "\ufeff \t\r\n")
	head := strings.ToLower(string(text[:min(len(text), 512)]))
	switch {
	case len(text) == 0:
		return temporary{errors.New("the answer is empty")}
	case strings.HasPrefix(head, "<") && strings.Contains(head, "<html"):
		return temporary{errors.New("the answer is a page, not SDMX")}
	case head[0] == '{':
		return checkJSON(body)
	}
	return nil
}
