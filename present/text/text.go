// Package text says things in words: the catalogue of messages, numbers,
// verdicts and their arithmetic. Nothing that a reader sees is written
// elsewhere, so that another language is one more file of messages.
//
// To add a message, add a key to messages_en.yaml. {name} is filled by a pair
// of arguments; a key ending in .one or .other is chosen by a number through N.
package text

import (
	"embed"
	"fmt"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed messages_*.yaml
var files embed.FS

// Words is the catalogue of messages of one language. It is immutable.
type Words struct {
	lang string
	say  map[string]string
}

// Languages are the codes of the languages that there are messages for, sorted.
func Languages() []string {
	var out []string
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil // embedded: it cannot fail
	}
	for _, e := range entries {
		lang := strings.TrimSuffix(strings.TrimPrefix(e.Name(), "messages_"), ".yaml")
		out = append(out, lang)
	}
	sort.Strings(out)
	return out
}

// Load reads the messages of a language, e.g. "en".
func Load(lang string) (*Words, error) {
	b, err := files.ReadFile("messages_" + lang + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("load messages of language %q: %w", lang, err)
	}
	w := &Words{lang: lang, say: map[string]string{}}
	if err := yaml.Unmarshal(b, &w.say); err != nil {
		return nil, fmt.Errorf("read messages of language %q: %w", lang, err)
	}
	return w, nil
}

// Lang is the code of the language, for the lang attribute.
func (w *Words) Lang() string { return w.lang }

// Has says whether there is a message.
func (w *Words) Has(key string) bool { _, ok := w.say[key]; return ok }

// Keys of all messages, sorted.
func (w *Words) Keys() []string {
	out := make([]string, 0, len(w.say))
	for k := range w.say {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// T gives a message with its {names} filled from pairs of name and value. A
// missing message shows its key between ⟦ ⟧, which a test looks for.
func (w *Words) T(key string, pairs ...any) string {
	s, ok := w.say[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(pairs) == 0 || !strings.Contains(s, "{") {
		return s
	}
	fill := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		fill = append(fill, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(fill...).Replace(s)
}

// N gives the message for a number of things: key.one or key.other. {n} is the
// number in figures.
func (w *Words) N(key string, n int, pairs ...any) string {
	form := key + ".other"
	if n == 1 && w.Has(key+".one") {
		form = key + ".one"
	}
	return w.T(form, append([]any{"n", w.Integer(n)}, pairs...)...)
}

// Or gives the message of a key, or the word itself where there is none: for
// codes that publishers or configurations bring.
func (w *Words) Or(key, word string) string {
	if w.Has(key) {
		return w.T(key)
	}
	return word
}
