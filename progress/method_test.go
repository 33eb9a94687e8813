package progress

import (
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func TestAssessByName(t *testing.T) {
	names := Methods()
	if names[0] != "unsd-pace/1" {
		t.Errorf("default %s", names[0])
	}
	c := Case{Direction: data.Up, Points: rising(2015, 2024), Target: num(30), TargetYear: 2030}
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			t.Errorf("%s twice", name)
		}
		if v, err := AssessBy(name, c); err != nil || v.Method != name || v.Class == NoClass && v.Status == "" {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
	if a, b := text(t, Assess(c)), func() string { v, _ := AssessBy(names[0], c); return text(t, v) }(); a != b {
		t.Errorf("the default differs by name:\n%s\n%s", a, b)
	}
	_, err := AssessBy("guess", c)
	if err == nil {
		t.Fatal("an unknown method judged")
	}
	for _, name := range append(names, "guess") {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not name %s", err, name)
		}
	}
}
