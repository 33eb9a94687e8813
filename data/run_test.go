package data_test

import (
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func TestScopesMeet(t *testing.T) {
	all := data.Scope{Codes: []string{"A", "B"}, From: 2000, To: 2010}
	for name, c := range map[string]struct {
		other data.Scope
		meet  bool
	}{
		"a code in common":          {data.Scope{Codes: []string{"B", "C"}, From: 2000, To: 2010}, true},
		"no code in common":         {data.Scope{Codes: []string{"C"}, From: 2000, To: 2010}, false},
		"no code at all":            {data.Scope{}, false},
		"other years":               {data.Scope{Codes: []string{"A"}, From: 2011, To: 2012}, true},
		"some areas within all":     {data.Scope{Codes: []string{"A"}, Areas: []string{"KEN"}}, true},
		"no areas, which meet none": {data.Scope{Codes: []string{"A"}, Areas: []string{}}, true},
	} {
		if all.Meets(c.other) != c.meet || c.other.Meets(all) != c.meet {
			t.Errorf("%s: want %v both ways", name, c.meet)
		}
	}
	kenya := data.Scope{Codes: []string{"A"}, Areas: []string{"KEN"}}
	if kenya.Meets(data.Scope{Codes: []string{"A"}, Areas: []string{"UGA"}}) || !kenya.Meets(data.Scope{Codes: []string{"A"}, Areas: []string{"UGA", "KEN"}}) {
		t.Error("areas are not told apart")
	}
}
