package figure

import (
	"strconv"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// realistic is the size of a page of an indicator: 6 groups over 25 years.
func realistic() Chart {
	c := Chart{Title: "Internet", Unit: "% of population", Target: &Target{Label: "Target", Value: 65, Year: 2030}}
	for i := range 6 {
		s := Series{Name: "Group " + strconv.Itoa(i)}
		for y := 2000; y < 2025; y++ {
			s.Points = append(s.Points, pt(y, float64(y-2000)*3+float64(i), data.Normal))
		}
		c.Series = append(c.Series, s)
	}
	return c
}

func BenchmarkPayload(b *testing.B) {
	c := realistic()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Payload().JSON(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSVG(b *testing.B) {
	c := realistic()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.SVG(720, 360, whole); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMapPayload(b *testing.B) {
	m := sampleMap()
	for i := range 200 {
		m.Values = append(m.Values, MapValue{M49: strconv.Itoa(i), Name: "Economy", Value: float64(i), Text: "12.3 (2024)"})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Payload().JSON(); err != nil {
			b.Fatal(err)
		}
	}
}
