package collector

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// tableParams are the addresses of files that a publisher puts on the web:
// CSV, TSV, XLSX, or ZIP archives of them. How each is read is declared under
// files of the source, by the name of the file or of the member.
type tableParams struct {
	URLs []tableURL `yaml:"urls"`
}

type tableURL struct {
	URL  string `yaml:"url"`
	Name string `yaml:"name"` // of the file; "" is the last part of the address
}

func newTable(spec Spec, wanted []string, deps Deps) (Source, error) {
	var p tableParams
	if err := decodeParams(spec.Params, &p); err != nil {
		return nil, err
	}
	if len(p.URLs) == 0 {
		return nil, errors.New("params: no urls")
	}
	d := downloads{spec: spec, deps: deps, wanted: wanted}
	var errs []error
	for _, u := range p.URLs {
		u.Name = or(u.Name, lastPart(u.URL))
		errs = append(errs, webAddress("url", u.URL), hasLayout(spec, u.Name))
		d.list = append(d.list, download{url: u.URL, name: u.Name})
	}
	d.origin = data.Origin{URL: redact(commonAddress(p.URLs))}
	return fetching(d.fetch), errors.Join(errs...)
}

// hasLayout says whether files of the source tell how a file is read. What is
// in an archive shows only when it is opened.
func hasLayout(spec Spec, name string) error {
	if strings.HasSuffix(strings.ToLower(name), ".zip") {
		return nil
	}
	for _, fs := range spec.Files {
		if fits(fs, name) {
			return nil
		}
	}
	return fmt.Errorf("params: no pattern under files fits %q; add one, or give the url a name", name)
}

// commonAddress is the only address, or the folder that several have in common.
func commonAddress(urls []tableURL) string {
	common := urls[0].URL
	for _, u := range urls[1:] {
		n := 0
		for n < min(len(common), len(u.URL)) && common[n] == u.URL[n] {
			n++
		}
		common = common[:n]
	}
	if len(urls) > 1 {
		common = common[:strings.LastIndexByte(common, '/')+1]
	}
	if webAddress("", common) != nil {
		return urls[0].URL
	}
	return common
}
