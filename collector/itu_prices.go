package collector

import (
	"github.com/wsiswatch/wsiswatch/data"
)

// pricesParams say where ITU's workbook of price baskets is. Its address
// changes with each edition.
type pricesParams struct {
	URL string `yaml:"url"`
}

const pricesFormat = "itu-prices"

func newPrices(spec Spec, wanted []string, deps Deps) (Source, error) {
	var p pricesParams
	if err := decodeParams(spec.Params, &p); err != nil {
		return nil, err
	}
	d := downloads{
		spec: spec, deps: deps, wanted: wanted,
		origin: data.Origin{URL: redact(p.URL), Format: pricesFormat},
		list:   []download{{url: p.URL, name: lastPart(p.URL), format: pricesFormat}},
	}
	return fetching(d.fetch), webAddress("url", p.URL)
}
