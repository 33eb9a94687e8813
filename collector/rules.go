package collector

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// parser names what reads a source: the version of the program and a sum over
// the rules that decide how bytes become rows. Two runs with the same parser
// and the same bytes give the same rows.
func (c *Collector) parser(spec Spec) string {
	var layouts []any
	for _, n := range append([]yaml.Node{spec.Params}, layoutsOf(spec)...) {
		// A node that is nested too deep fails when it is used.
		whole, _ := expand(&n, 0)
		layouts = append(layouts, whole)
	}
	spec.Params, spec.Files, spec.Limits = yaml.Node{}, nil, Limits{}
	if spec.Area != "" { // it stands in no key of the spec
		layouts = append(layouts, spec.Area)
	}
	text, err := yaml.Marshal([]any{spec, layouts, c.wanted(spec), c.Catalog.Areas()})
	if err != nil {
		text = []byte(err.Error()) // plain values: none of them can fail
	}
	return fmt.Sprintf("%s rules %.8s", or(c.Version, "dev"), sum(text))
}

func layoutsOf(spec Spec) []yaml.Node {
	var out []yaml.Node
	for _, f := range spec.Files {
		out = append(out, yaml.Node{Kind: yaml.ScalarNode, Value: f.Match + " " + f.Format}, f.Layout)
	}
	return out
}
