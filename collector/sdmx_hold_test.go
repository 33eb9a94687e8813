package collector_test

import (
	"maps"
	"testing"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// TestHoldsReadAgain: what was held is read again from its bytes, answer by
// answer, with the same rows as at first.
func TestHoldsReadAgain(t *testing.T) {
	for _, d := range []dialect{unsdgDialect("json"), unsdgDialect("csv"), uisDialect(), sdmxDialect("csv"), sdmxDialect("json1"), sdmxDialect("json2")} {
		t.Run(d.kind+d.as, func(t *testing.T) {
			params := d.params
			// The first year is left out, then and again.
			d.params = func(base string) string { return params(base) + "\nfrom: 2021" }
			v := visitTo(t, d)
			if _, err := v.Run(t.Context(), v.source, collector.ByCommand); err != nil {
				t.Fatal(err)
			}
			thousands(counts)(v)
			r, err := v.Run(t.Context(), v.source, collector.ByCommand)
			if err != nil || r.Outcome != data.Held || r.Counts.Skipped["year not asked for"] != 20 {
				t.Fatalf("%+v, %v", r, err)
			}
			saved, err := v.AcceptHold(t.Context(), r.Hold)
			if err != nil || saved.Counts.Kept != r.Counts.Kept || saved.Counts.Revised != 40 {
				t.Fatalf("%+v, %v", saved, err)
			}
			v.only(func(f figure) bool { return f.year > 2020 })
			if got, want := v.stored(t), v.believed(v.codes); !maps.Equal(got, want) {
				t.Errorf("%d values\n%v\nwant %d\n%v", len(got), got, len(want), want)
			}
		})
	}
}
