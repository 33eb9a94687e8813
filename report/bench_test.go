package report

import "testing"

// BenchmarkBuild works out the whole report, compared, from an edition whose
// verdicts are made by then.
func BenchmarkBuild(b *testing.B) {
	for range b.N {
		if _, err := Build(shared.input()); err != nil {
			b.Fatal(err)
		}
	}
}
