package collector

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// dataHubParams say how ITU's DataHub is asked. Its API has changed names and
// formats and kept the numbers of series, so these are what is asked for.
type dataHubParams struct {
	URL    string            `yaml:"url"`    // up to and with the version: https://api.datahub.itu.int/v3
	Answer string            `yaml:"answer"` // v2-json, v2-zip or v3-csv
	IDs    map[string]string `yaml:"ids"`    // number of a series -> our code, in ITU's grammar
}

// dataHubAnswers are the addresses below the version and the format of what
// comes back. Only the third version takes several numbers at once.
var dataHubAnswers = map[string]struct{ path, format, name string }{
	"v2-json": {"/data/bycode/%s", "itu-datahub-json", "%s.json"},
	"v2-zip":  {"/data/download/byid/%s/iscollection/false", "itu-datahub-csv", "%s.zip"},
	"v3-csv":  {"/data/download?codesid=%s", "itu-datahub-csv", "datahub.csv"},
}

func newDataHub(spec Spec, wanted []string, deps Deps) (Source, error) {
	p := dataHubParams{Answer: "v3-csv"}
	if err := decodeParams(spec.Params, &p); err != nil {
		return nil, err
	}
	if err := webAddress("url", p.URL); err != nil {
		return nil, err
	}
	answer, ok := dataHubAnswers[p.Answer]
	if !ok {
		return nil, fmt.Errorf("params: unknown answer %q; known are %s", p.Answer, strings.Join(slices.Sorted(maps.Keys(dataHubAnswers)), ", "))
	}
	ids, missing := p.idsOf(wanted)
	d := downloads{
		spec: spec, deps: deps, wanted: wanted, empty: errNoSeries.Error(),
		origin: data.Origin{URL: redact(p.URL), Format: answer.format},
	}
	add := func(id string, codes []string) {
		name := answer.name
		if strings.Contains(name, "%s") {
			name = fmt.Sprintf(name, id)
		}
		d.list = append(d.list, download{url: strings.TrimRight(p.URL, "/") + fmt.Sprintf(answer.path, id), name: name, format: answer.format, codes: codes})
	}
	if p.Answer == "v3-csv" {
		add(strings.Join(ids, ","), nil)
	} else {
		for _, id := range ids {
			add(id, []string{baseCode(p.IDs[id])})
		}
	}
	return fetching(func(ctx context.Context, since Conditions) (data.Load, error) {
		if len(missing) > 0 {
			return data.Load{Source: spec.ID, Origin: d.origin}, fmt.Errorf(
				"params.ids has no number for %s; look it up under dictionaries/getcategories of the API", strings.Join(missing, ", "))
		}
		return d.fetch(ctx, since)
	}), nil
}

// idsOf gives the numbers of the series that make the wanted codes, and the
// codes that have none.
func (p dataHubParams) idsOf(wanted []string) (ids, missing []string) {
	for _, code := range wanted {
		found := false
		for id, full := range p.IDs {
			if baseCode(full) == code {
				ids, found = append(ids, id), true
			}
		}
		if !found {
			missing = append(missing, code)
		}
	}
	slices.Sort(ids)
	return ids, missing
}

// baseCode is a code without the dimensions that it may hold.
func baseCode(code string) string {
	base, _, _ := splitHousehold(code)
	return base
}
