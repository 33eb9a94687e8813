package collector

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
)

// checkJSON tells answers that are no JSON, which a service in trouble sends
// with status 200: a page, nothing, or half of what it meant to send. Asking
// again may help.
func checkJSON(body []byte) error {
	text := bytes.TrimLeft(unpadded(body), "\ufeff \t\r\n")
	switch {
	case len(text) == 0:
		return temporary{errors.New("the answer is empty")}
	case text[0] == '<':
		return temporary{errors.New("the answer is a page, not JSON")}
	case !json.Valid(text):
		return temporary{errors.New("the answer is cut off or no JSON")}
	}
	return nil
}

// checkBase finds what is wrong with the address of a service.
func checkBase(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("params: url %q is not the address of an API", address)
	}
	return nil
}

// theirCodes gives the publisher's codes by ours, where a layout maps some.
func theirCodes(spec Spec, format string, preset tableLayout) (map[string][]string, error) {
	node, err := layoutOf(spec, format, "")
	if err != nil {
		return nil, err
	}
	layout, err := preset.with(node)
	theirs := map[string][]string{}
	for _, code := range sortedKeys(layout.Code.Map) {
		ours := layout.Code.Map[code]
		theirs[ours] = append(theirs[ours], code)
	}
	return theirs, err
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// wholeSeries ends a batch of answers that each hold a series from a year on:
// they speak for all years since. Where nothing came at all nothing is said of
// any year. A code without a row among others that have some is an error: no
// service says whether a series has ended, was renamed or got lost on the way.
func (b *batch) wholeSeries(from int, rows map[string]int) error {
	if b.l.Read == 0 {
		return nil
	}
	for _, code := range sortedKeys(rows) {
		if rows[code] == 0 {
			return fmt.Errorf("no row of %s, where others have some: it may have been renamed; look it up at the publisher and change the code in the configuration", code)
		}
	}
	b.speaksFor(data.Scope{From: max(from, earliestYear), To: latestYear})
	return nil
}
