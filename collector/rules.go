package collector

import (
	"encoding/json"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// parser names what reads a source: the version of the program and a sum over
// the rules that decide how bytes become rows. Two runs with the same parser
// and the same bytes give the same rows.
func (c *Collector) parser(spec Spec) string {
	rules, err := yaml.Marshal(spec)
	if err != nil {
		rules = []byte(err.Error())
	}
	codes, err := json.Marshal([]any{c.Catalog.SeriesCodes()[spec.ID], c.Catalog.Areas(), aliases(c)})
	if err != nil {
		codes = []byte(err.Error())
	}
	return fmt.Sprintf("%s rules %.8s", or(c.Version, "dev"), sum(append(rules, codes...)))
}

// aliases are the words for areas that JSON leaves out.
func aliases(c *Collector) [][]string {
	var out [][]string
	for _, a := range c.Catalog.Areas() {
		out = append(out, a.Aliases)
	}
	return out
}
