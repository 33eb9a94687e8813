package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// valuesOf reads from the source of a package the values of all constants of a
// type, so that a new one without its words fails here.
func valuesOf(t *testing.T, folder, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if id, ok := spec.Type.(*ast.Ident); !ok || id.Name != typeName {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok {
					s, _ := strconv.Unquote(lit.Value)
					out = append(out, s)
				}
			}
			return true
		})
	}
	return out
}

// TestEveryValueHasWords holds each enumerated value against the catalogue of
// every language.
func TestEveryValueHasWords(t *testing.T) {
	for _, c := range []struct {
		folder, typeName string
		least            int // values that there are at least: finding none proves nothing
		keys             []string
		except           []string
	}{
		{"progress", "Class", 6, []string{"class."}, []string{""}},
		{"progress", "Reason", 11, []string{"reason.", "why."}, []string{string(progress.OwnScale)}}, // by other methods only, which are not shown
		{"progress", "Flag", 6, []string{"flag.", "flag.short."}, nil},
		{"progress", "EvidenceState", 6, []string{"state."}, nil},
		{"progress", "Maker", 3, []string{"maker."}, []string{string(progress.ByPublisher)}},
		{"report", "FaultKind", 4, []string{"reports.fault."}, nil},
		{"data", "Status", 6, []string{"status."}, nil},
		{"data", "Status", 6, []string{"mark."}, []string{string(data.Missing), string(data.Withdrawn)}}, // never values
		{"data", "Kind", 4, []string{"kind.", "kind.title."}, nil},
		{"data", "Role", 3, []string{"role."}, nil},
	} {
		values := valuesOf(t, c.folder, c.typeName)
		if len(values) < c.least {
			t.Errorf("%d values of %s found in %s, want %d at least", len(values), c.typeName, c.folder, c.least)
		}
		for _, lang := range Languages() {
			w, err := Load(lang)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range values {
				for _, prefix := range c.keys {
					if !w.Has(prefix+v) && !slices.Contains(c.except, v) {
						t.Errorf("%s: no message %q for a value of %s", lang, prefix+v, c.typeName)
					}
				}
			}
		}
	}
}

// TestVerdictWords holds the functions that choose a message against values
// that have one, that have none, and that are none.
func TestVerdictWords(t *testing.T) {
	w := english(t)
	for _, c := range []struct{ name, got, want string }{
		{"class", w.Class(progress.TargetMet, ""), "Target met"},
		{"class before reason", w.Class(progress.Fair, progress.Stale), "Fair progress"},
		{"reason for a class", w.Class(progress.NoClass, progress.Stale), "Out of date"},
		{"reason of another program", w.Class(progress.NoClass, "new_reason"), "new_reason"},
		{"neither", w.Class(progress.NoClass, ""), "No verdict"},
		{"why", w.Why(progress.NoClass, progress.TooShort), "Fewer than three years lie between base and latest value."},
		{"no why beside a class", w.Why(progress.Fair, progress.TooShort), ""},
		{"status", w.Status(data.Estimated), "estimated"},
		{"status of a publisher's own", w.Status("Q"), "Q"},
		{"publisher", w.Maker(progress.ByPublisher), ""},
		{"maker", w.Maker(progress.ByUs), "computed from economies"},
		{"language", w.Lang(), "en"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

// TestTones holds colours apart: no class may look like another, or like none.
func TestTones(t *testing.T) {
	seen := map[string]string{}
	for _, class := range valuesOf(t, "progress", "Class") {
		tone := Tone(progress.Class(class), "")
		if other, taken := seen[tone]; taken {
			t.Errorf("classes %q and %q have the tone %q", class, other, tone)
		}
		seen[tone] = class
	}
	for _, reason := range valuesOf(t, "progress", "Reason") {
		tone := Tone(progress.NoClass, progress.Reason(reason))
		if !slices.Contains([]string{"none", "quiet", "evidence"}, tone) {
			t.Errorf("the reason %q looks like a class: %q", reason, tone)
		}
	}
	for state, want := range map[progress.EvidenceState]string{
		progress.Done: "met", progress.HeldYear: "met", progress.Due: "fair",
		progress.Overdue: "back", progress.NoEvidence: "none", progress.Standing: "quiet",
	} {
		if got := StateTone(state); got != want {
			t.Errorf("the state %q has the tone %q, want %q", state, got, want)
		}
	}
}

var placeholder = regexp.MustCompile(`\{([a-z]+)\}`)

// TestMessagesAreWellFormed looks at each message as it is written.
func TestMessagesAreWellFormed(t *testing.T) {
	for _, lang := range Languages() {
		w, err := Load(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range w.Keys() {
			s := w.T(key)
			if rest := placeholder.ReplaceAllString(s, ""); strings.ContainsAny(rest, "{}⟦⟧") {
				t.Errorf("%s: %s has a brace that is no placeholder: %q", lang, key, s)
			}
			if strings.HasSuffix(s, " ") || strings.Contains(s, "  ") || strings.Contains(s, "\n") {
				t.Errorf("%s: %s has stray blanks: %q", lang, key, s)
			}
			if one, ok := strings.CutSuffix(key, ".one"); ok && !w.Has(one) && !w.Has(one+".other") {
				t.Errorf("%s: %s has no form %s.other", lang, key, one)
			}
		}
	}
}

func TestFilling(t *testing.T) {
	w := &Words{lang: "xx", say: map[string]string{"a": "{x} of {y}, {x}", "n.one": "{n} area", "n.other": "{n} areas in {x}", "b": "plain"}}
	for _, c := range []struct{ name, got, want string }{
		{"twice", w.T("a", "x", 1, "y", "two"), "1 of two, 1"},
		{"values are not filled again", w.T("a", "x", "{y}", "y", "{x}"), "{y} of {x}, {y}"},
		{"what is not given stays", w.T("a", "x", 1), "1 of {y}, 1"},
		{"nothing to fill", w.T("b", "x", 1), "plain"},
		{"missing", w.T("c", "x", 1), "⟦c⟧"},
		{"one", w.N("n", 1), "1 area"},
		{"none", w.N("n", 0, "x", "Africa"), "0 areas in Africa"},
		{"many", w.N("n", 1200, "x", "Africa"), "1,200 areas in Africa"},
		{"or the message", w.Or("b", "word"), "plain"},
		{"or the word", w.Or("c", "word"), "word"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
	if _, err := Load("tlh"); err == nil {
		t.Error("a language without messages was loaded")
	}
}
