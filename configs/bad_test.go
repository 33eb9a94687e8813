package configs_test

import (
	"strings"
	"testing"
)

// Each row spoils the small configuration and names what the error must say.
func TestBadConfigurations(t *testing.T) {
	for _, c := range []struct {
		name  string
		edits []string // triples of file, old, new
		want  []string
	}{
		{"misspelt key", []string{"themes.yaml", "title:", "titel:"},
			[]string{"themes.yaml:2:", "titel"}},
		{"missing direction", []string{"indicators/use.yaml", "  direction: up\n", ""},
			[]string{"indicators/use.yaml:1:", "direction is required"}},
		{"unknown indicator", []string{"resolutions/draft/one.yaml", "{indicator: users,", "{indicator: user,"},
			[]string{"resolutions/draft/one.yaml:", `"user"`}},
		{"unknown source", []string{"indicators/use.yaml", "source: itu", "source: itv"},
			[]string{"indicators/use.yaml:", `"itv"`}},
		{"overlapping membership", []string{"areas/memberships/world.yaml", "    - AFG\n", "    - AFG\n    - {area: AFG, from: 2020-01-01}\n"},
			[]string{"areas/memberships/world.yaml:", "AFG"}},
		{"two faults at once", []string{"themes.yaml", "title:", "titel:", "benchmarks.yaml", "year: 2016", "year: soon"},
			[]string{"themes.yaml:2:", "benchmarks.yaml:7:"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := load(edit(t, c.edits))
			if err == nil {
				t.Fatal("it went through")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error lacks %q:\n%v", want, err)
				}
			}
		})
	}
}
