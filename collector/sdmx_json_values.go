package collector

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// word is the code of a value, or what an uncoded one says.
func (v *sdmxValue) word() string {
	if v == nil {
		return ""
	}
	return or(string(v.ID), or(string(v.Value), v.Name))
}

// at finds the value of an index.
func (c sdmxComponent) at(index string) (string, error) {
	if index == "" {
		return "", nil
	}
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(c.Values) {
		return "", fmt.Errorf("%s has no value %q among its %d", c.ID, shorten(index), len(c.Values))
	}
	return c.Values[i].word(), nil
}

// locate reads a key such as 0:1 of the dimensions in their order.
func locate(cells sdmxCells, dims []sdmxComponent, key string) error {
	parts := strings.Split(key, ":")
	if len(parts) != len(dims) {
		return fmt.Errorf("the key has %d parts for %d dimensions", len(parts), len(dims))
	}
	for i, d := range dims {
		word, err := d.at(parts[i])
		if err != nil {
			return err
		}
		cells[d.ID] = word
	}
	return nil
}

// fill reads the attributes of one level. Those at the end may be left out,
// and so may any that have their default.
func fill(cells sdmxCells, attributes []sdmxComponent, values []json.RawMessage) error {
	for i, a := range attributes {
		word := ""
		if i < len(values) {
			var err error
			if word, err = a.attribute(bytes.TrimSpace(values[i])); err != nil {
				return err
			}
		}
		cells[a.ID] = or(word, or(cells[a.ID], string(a.Default)))
	}
	return nil
}

// attribute reads an index into the listed values, or the value itself where
// none are listed. Several values are one word to us.
func (c sdmxComponent) attribute(raw json.RawMessage) (string, error) {
	var t looseText
	switch {
	case len(raw) > 0 && (raw[0] == '[' || raw[0] == '{'):
		return string(raw), nil
	case len(c.Values) == 0 || len(raw) > 0 && raw[0] == '"':
		err := t.UnmarshalJSON(raw)
		return string(t), err
	}
	if err := t.UnmarshalJSON(raw); err != nil {
		return "", err
	}
	word, err := c.at(string(t))
	if err != nil {
		// The row is still to be told from others, so that it can be counted:
		// no layout knows this word.
		word = "undefined value " + shorten(string(t))
	}
	return word, nil
}

// sdmxGroups are attributes that hold for part of a key, such as 0::1:, whose
// parts are the dimensions in the order that the structure lists them in.
type sdmxGroups struct {
	dims       []sdmxComponent
	attributes []sdmxComponent
	masks      []string // which parts are given, each once
	values     map[string][]json.RawMessage
}

func newSDMXGroups(s *sdmxStructure, groups map[string][]json.RawMessage) (*sdmxGroups, error) {
	g := &sdmxGroups{dims: s.Dimensions.all(), attributes: s.Attributes.Group, values: map[string][]json.RawMessage{}}
	for key, values := range groups {
		parts := strings.Split(key, ":")
		if len(parts) > len(g.dims) {
			return nil, fmt.Errorf("group %s has %d parts for %d dimensions", key, len(parts), len(g.dims))
		}
		mask := make([]bool, len(g.dims))
		words := make([]string, len(g.dims))
		for i, part := range parts {
			word, err := g.dims[i].at(part)
			if err != nil {
				return nil, fmt.Errorf("group %s: %w", key, err)
			}
			mask[i], words[i] = part != "", word
		}
		m := fmt.Sprint(mask)
		if !slices.Contains(g.masks, m) {
			g.masks = append(g.masks, m)
		}
		g.values[m+"\x00"+strings.Join(words, "\x00")] = values
	}
	slices.Sort(g.masks)
	return g, nil
}

// fill takes the attributes of the groups that a row belongs to.
func (g *sdmxGroups) fill(cells sdmxCells) error {
	for _, m := range g.masks {
		mask := strings.Fields(strings.Trim(m, "[]"))
		words := make([]string, len(g.dims))
		for i, d := range g.dims {
			if mask[i] == "true" {
				words[i] = cells[d.ID]
			}
		}
		values, ok := g.values[m+"\x00"+strings.Join(words, "\x00")]
		if !ok {
			continue
		}
		if err := fill(cells, g.attributes, values); err != nil {
			return err
		}
	}
	return nil
}
