package configs_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/configs"
)

// FuzzLoad puts any text in the place of one file, or beside the others. The
// loader must not panic, and whoever wrote the text must be told where to look.
func FuzzLoad(f *testing.F) {
	names := append(slices.Sorted(maps.Keys(small)), "areas/memberships/more.yaml", "resolutions/final/resolution.yaml", "resolutions/draft/two.yaml")
	for i, name := range names {
		f.Add(uint8(i), small[name])
	}
	for _, c := range append(badForms, badMeanings...) {
		for i := 0; i < len(c.edit); i += 3 {
			if at := slices.Index(names, c.edit[i]); at >= 0 && c.edit[i+1] != "" {
				f.Add(uint8(at), strings.Replace(small[c.edit[i]], c.edit[i+1], c.edit[i+2], 1))
			}
		}
	}
	for _, text := range []string{"", "#", "---", "- ", "- &a [*a]", "- id: &a {id: *a}", "- id: x\n  <<: {id: y}", "- ? {a: b}\n  : c", "\xff\xfe-\x00", "- id: \"\x01\"", "%YAML 9", "- id: a\r\n  title: A\r\n", "- id: a\r- x", "- id: a\u2028- x"} {
		f.Add(uint8(9), text)
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		files := maps.Clone(small)
		name := names[int(which)%len(names)]
		files[name] = text
		c, err := load(files)
		if err == nil {
			if c.Catalog == nil || c.Hash == "" {
				t.Errorf("neither a configuration nor an error")
			}
			return
		}
		for _, fault := range faults(t, err) {
			inside := strings.TrimPrefix(fault.File, "configs/")
			if !strings.HasSuffix(inside, ".yaml") || inside == fault.File {
				t.Errorf("the fault names no file: %v", fault)
			}
			if lines := 1 + strings.Count(files[inside], "\n"); fault.Line < 1 || fault.Line > lines {
				t.Errorf("the fault is at a line that the file of %d lines lacks: %v", lines, fault)
			}
			if fault.Message == "" {
				t.Errorf("the fault says nothing: %v", fault)
			}
		}
	})
}

// faults takes the joined error of the loader apart.
func faults(t *testing.T, err error) []*configs.Fault {
	t.Helper()
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("not a joined error: %v", err)
	}
	var out []*configs.Fault
	for _, e := range joined.Unwrap() {
		var f *configs.Fault
		if !errors.As(e, &f) {
			t.Fatalf("not a fault with file and line: %v", e)
		}
		out = append(out, f)
	}
	return out
}

// FuzzLoadCanonical reads bytes that a store may have damaged.
func FuzzLoadCanonical(f *testing.F) {
	c, err := load(small)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(c.Canonical)
	f.Add([]byte("-- themes.yaml 99\n- id: a\n"))
	f.Add([]byte("-- themes.yaml -1\n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := configs.LoadCanonical(b)
		if err == nil && c.Hash == "" {
			t.Error("neither a configuration nor an error")
		}
	})
}
