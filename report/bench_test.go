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

// BenchmarkFiles writes it in every form.
func BenchmarkFiles(b *testing.B) {
	r := shared.report(b)
	for range b.N {
		if _, err := Files(r, shared.words, "report", nil); err != nil {
			b.Fatal(err)
		}
	}
}
