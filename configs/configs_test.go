package configs

import "testing"

// TestShipped guards what the program is shipped with.
func TestShipped(t *testing.T) {
	c, err := Load(Default)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(c.Catalog.Themes()); got == 0 {
		t.Error("no themes")
	}
}
