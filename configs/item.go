package configs

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// Fault is a mistake at a line of a file.
type Fault struct {
	File    string // with the folder it was read from
	Line    int    // from 1
	Message string
}

// Error gives "configs/x.yaml:12: message".
func (f *Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message) }

func (l *loader) fault(file string, line int, format string, args ...any) {
	l.faults = append(l.faults, &Fault{path.Join(l.dir, file), line, fmt.Sprintf(format, args...)})
}

// place is where an item stands.
type place struct {
	file string
	line int
	node *yaml.Node
	// broken marks an item that could not be read whole: what it lacks may be
	// what could not be read, so no fault of its meaning is reported.
	broken bool
}

// sourceItem is a source as it stands in sources.yaml.
type sourceItem struct {
	data.Source    `yaml:",inline"`
	collector.Spec `yaml:",inline"`
}

// actsItem adds acts to an evidence item.
type actsItem struct {
	ID   string     `yaml:"id"`
	Done []data.Act `yaml:"done"`
	at   place
}

// membersItem is the membership of one group by one list.
type membersItem struct {
	ID      string   `yaml:"id"`
	List    string   `yaml:"list"`
	Members []member `yaml:"members"`
}

// member is an economy of a group: a bare code, or with dates.
type member struct {
	Area string    `yaml:"area"`
	From data.Date `yaml:"from"`
	To   data.Date `yaml:"to"`
}

// UnmarshalYAML accepts a bare code beside the full form.
func (m *member) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		m.Area = n.Value
		return nil
	}
	type plain member
	return n.Decode((*plain)(m))
}

// readList reads a file that is a list of T and gives each item to add, also
// where its form has faults, lest every reference to it be a fault too.
func readList[T any](l *loader, f file, kind string, add func(place, T)) {
	items, syntax := itemsOf(f.bytes)
	if syntax != nil {
		l.fault(f.path, syntax.line, "%s", syntax.message)
		l.unread = true
		return
	}
	for _, n := range items {
		var v T
		if p, ok := l.item(f, kind, n, &v); ok {
			add(p, v)
		}
	}
}

// item checks the form of one item, notes where it stands and decodes it.
func (l *loader) item(f file, kind string, n *yaml.Node, into any) (place, bool) {
	p := place{file: f.path, line: n.Line, node: n}
	id := idOf(n)
	if id == "" {
		l.fault(f.path, n.Line, "%s without an id; begin each item with \"- id:\"", kind)
		return p, false
	}
	label := fmt.Sprintf("%s %q", kind, id)
	key := placeKey(kind, l.qualified(kind, f.path, id))
	old, taken := l.places[key]
	// A group may stand in several lists of members, and acts may be added to
	// one evidence item by several files.
	if taken && kind != "membership" && kind != "evidence" {
		l.fault(f.path, n.Line, "%s: the id is taken; it stands at %s:%d too", label, path.Join(l.dir, old.file), old.line)
		return p, false
	}
	form, holed := checkForm(n, into)
	for _, fault := range form {
		l.fault(f.path, fault.line, "%s: %s", label, fault.message)
	}
	p.broken = holed
	if err := n.Decode(into); err != nil { // what checkForm does not see, such as an alias inside itself
		syntax := syntaxOf(err)
		l.fault(f.path, max(syntax.line, n.Line), "%s: %s", label, syntax.message)
		p.broken = true
	}
	if !taken {
		l.places[key] = p
	}
	return p, true
}

// qualified is the id that a data.Fault would carry: paragraphs of two
// resolutions may share one, and a resolution goes by its folder.
func (l *loader) qualified(kind, file, id string) string {
	folder := path.Base(path.Dir(file))
	switch kind {
	case "paragraph":
		return folder + "/" + id
	case "resolution":
		return folder
	}
	return id
}

func placeKey(kind, id string) string { return kind + "\x00" + id }

func idOf(n *yaml.Node) string {
	if n.Kind != yaml.MappingNode {
		return ""
	}
	v, id := child(n, "id"), ""
	if v == nil || v.Kind != yaml.ScalarNode || v.Decode(&id) != nil {
		return ""
	}
	return id
}

// child is the value under a key of a mapping, or the element of a list.
func child(n *yaml.Node, key string) *yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				return n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i]
		}
	}
	return nil
}

// lineOf is the line of a field such as "series.0.source", or of the nearest
// thing around it that is written down.
func (p place) lineOf(field string) int {
	n, line := p.node, p.line
	for _, key := range strings.Split(field, ".") {
		if n = child(n, key); n == nil {
			return line
		}
		line = n.Line
	}
	return line
}
