package text

import (
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// TestFindingSaysWhatIsOurs: over the economies that have both years a value
// may differ from that of all, which stands in the tables of the same page.
func TestFindingSaysWhatIsOurs(t *testing.T) {
	w := english(t)
	price := data.Indicator{Direction: data.Down, Model: data.Compound, Unit: "%", Decimals: 2}
	verdict := func(maker progress.Maker, flags ...progress.Flag) progress.Verdict {
		return progress.Verdict{
			Base: &progress.Value{Year: 2018, Value: 3.1, Maker: maker}, Latest: &progress.Value{Year: 2025, Value: 2.52, Maker: maker},
			Reason: progress.Stale, Flags: flags,
		}
	}
	for _, c := range []struct {
		name string
		v    progress.Verdict
		want string
	}{
		{"published", verdict(progress.ByPublisher), ", down from 3.10 in 2018; no verdict"},
		{"computed", verdict(progress.ByUs), ", down from 3.10 in 2018, computed from economies; no verdict"},
		{"over the same economies", verdict(progress.ByUs, progress.FixedEconomies), ", down from 3.10 in 2018, computed over the same economies in both years; no verdict"},
	} {
		if got := w.Finding(c.v, price, "World"); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q lacks %q", c.name, got, c.want)
		}
	}
}
