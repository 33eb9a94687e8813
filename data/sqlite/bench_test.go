package sqlite_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func BenchmarkSave100k(b *testing.B) {
	l := rows(100_000, 0)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		s := open(b, filepath.Join(b.TempDir(), "w.db"))
		b.StartTimer()
		if _, err := s.Save(context.Background(), data.Run{}, l, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSaveUnchanged100k(b *testing.B) {
	l := rows(100_000, 0)
	s := open(b, filepath.Join(b.TempDir(), "w.db"))
	if _, err := s.Save(context.Background(), data.Run{}, l, nil); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Save(context.Background(), data.Run{}, l, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// many is a store of 350,000 rows: 62 codes of 280 areas and 20 years each.
func many(b *testing.B) data.Store {
	s := open(b, filepath.Join(b.TempDir(), "w.db"))
	for c := range 62 {
		l := rows(280*20, float64(c))
		code := fmt.Sprintf("C%02d", c)
		l.Scope.Codes = []string{code}
		for i := range l.Series {
			l.Series[i].Code = code
		}
		if _, err := s.Save(context.Background(), data.Run{}, l, nil); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

func BenchmarkRead(b *testing.B) {
	s := many(b)
	id, err := s.Latest(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	for _, bb := range []struct {
		name string
		q    data.Query
	}{
		{"all", data.Query{}},
		{"code", data.Query{Source: "src", Codes: []string{"C30"}}},
		{"area", data.Query{Area: "X00100"}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n = 0
				err := s.Series(context.Background(), id, bb.q, func(v data.Series) error {
					n += len(v.Points)
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n), "points")
		})
	}
}
