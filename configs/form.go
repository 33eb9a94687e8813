package configs

import (
	"encoding"
	"fmt"
	"math"
	"reflect"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// formFault is a mistake in the form of an item: a key or a type.
type formFault struct {
	line    int
	message string
	node    *yaml.Node // the value that cannot be read, nil where it is a key
}

var (
	nodeType   = reflect.TypeFor[yaml.Node]()
	memberType = reflect.TypeFor[member]()
	dateType   = reflect.TypeFor[data.Date]()
	textType   = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// checkForm compares a node with the Go value that it is to fill. The YAML
// library stops at the first fault of some sorts and names Go types in its
// messages; this reports all, in words for the person who edits the file.
//
// What cannot be read is then taken out of the node, lest the library give up
// at it and lose what stands behind. It says whether a value was taken out.
func checkForm(n *yaml.Node, into any) (faults []formFault, holed bool) {
	faults = form(n, reflect.TypeOf(into).Elem(), "")
	for _, f := range faults {
		if f.node != nil {
			*f.node = yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: f.node.Line, Column: f.node.Column}
			holed = true
		}
	}
	return faults, holed
}

func form(n *yaml.Node, t reflect.Type, key string) []formFault {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null", t == nodeType:
		return nil
	case t == memberType && n.Kind == yaml.ScalarNode:
		return nil
	case reflect.PointerTo(t).Implements(textType):
		return scalar(n, t, key)
	}
	switch t.Kind() {
	case reflect.Struct:
		return structForm(n, t, key)
	case reflect.Slice:
		return listForm(n, t, key)
	case reflect.Map:
		return mapForm(n, t, key)
	}
	return scalar(n, t, key)
}

func structForm(n *yaml.Node, t reflect.Type, key string) []formFault {
	if n.Kind != yaml.MappingNode {
		return []formFault{{n.Line, fmt.Sprintf("%s must be a set of keys and values", quoteKey(key)), n}}
	}
	fields := map[string]reflect.Type{}
	collect(t, fields)
	out := repeats(n)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if ft, known := fields[k.Value]; known {
			out = append(out, form(v, ft, k.Value)...)
		} else {
			out = append(out, formFault{k.Line, fmt.Sprintf("unknown key %q%s", k.Value, suggest(k.Value, fields)), nil})
		}
	}
	return out
}

// repeats takes every key but the first of its name out of a mapping, with its
// value, and reports it.
func repeats(n *yaml.Node) []formFault {
	var out []formFault
	var kept []*yaml.Node
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if seen[k.Value] {
			out = append(out, formFault{k.Line, fmt.Sprintf("key %q is given twice", k.Value), nil})
			continue
		}
		seen[k.Value] = true
		kept = append(kept, k, n.Content[i+1])
	}
	n.Content = kept
	return out
}

func listForm(n *yaml.Node, t reflect.Type, key string) []formFault {
	if n.Kind != yaml.SequenceNode {
		return []formFault{{n.Line, fmt.Sprintf("%s must be a list", quoteKey(key)), n}}
	}
	var out []formFault
	for _, v := range n.Content {
		out = append(out, form(v, t.Elem(), key)...)
	}
	return out
}

func mapForm(n *yaml.Node, t reflect.Type, key string) []formFault {
	if n.Kind != yaml.MappingNode {
		return []formFault{{n.Line, fmt.Sprintf("%s must be a set of keys and values", quoteKey(key)), n}}
	}
	out := repeats(n)
	for i := 0; i+1 < len(n.Content); i += 2 {
		out = append(out, form(n.Content[i+1], t.Elem(), n.Content[i].Value)...)
	}
	return out
}

// scalar tries a single value against a type.
func scalar(n *yaml.Node, t reflect.Type, key string) []formFault {
	if n.Kind == yaml.ScalarNode && fits(n, t) {
		return nil
	}
	return []formFault{{n.Line, fmt.Sprintf("%s must be %s, not %s", quoteKey(key), wanted(t), found(n)), n}}
}

// fits is stricter than the library, which cuts the fraction off what should
// be a whole number, and takes ".nan" for a number.
func fits(n *yaml.Node, t reflect.Type) bool {
	v := reflect.New(t)
	if n.Decode(v.Interface()) != nil {
		return false
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return n.ShortTag() == "!!int"
	case reflect.Float64:
		return !math.IsNaN(v.Elem().Float()) && !math.IsInf(v.Elem().Float(), 0)
	}
	return true
}

func wanted(t reflect.Type) string {
	if t == dateType {
		return "a date YYYY-MM-DD"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	}
	return "text"
}

func found(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a set of keys and values"
	}
	return fmt.Sprintf("%q", n.Value)
}

func quoteKey(key string) string {
	if key == "" {
		return "the item"
	}
	return fmt.Sprintf("%q", key)
}

// collect lists the keys of a struct by its yaml tags, inlined ones too.
func collect(t reflect.Type, into map[string]reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case option == "inline":
			collect(f.Type, into)
		case name != "" && name != "-" && f.IsExported():
			into[name] = f.Type
		}
	}
}

// suggest names the nearest known key, if one is near enough to be meant,
// else all of them.
func suggest(key string, fields map[string]reflect.Type) string {
	names := make([]string, 0, len(fields))
	for n := range fields {
		names = append(names, n)
	}
	sort.Strings(names)
	best, near := "", 1+len(key)/3
	for _, n := range names {
		if d := distance(key, n); d <= near {
			best, near = n, d-1
		}
	}
	if best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return "; known are " + strings.Join(names, ", ")
}

// distance is the number of letters to change, add or drop (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
