package data_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func figure(code, area, sex string, year int, value float64) data.Observation {
	status := data.Normal
	if math.IsNaN(value) {
		status = data.Missing
	}
	return data.Observation{
		Key:   data.Key{Source: "src", Code: code, Area: area, Dims: data.Dims{Sex: sex}.Full()},
		Point: data.Point{Year: year, Value: value, Decimals: 1, Status: status},
	}
}

func sameSeries(a, b data.Series) bool {
	return a.Key == b.Key && slices.EqualFunc(a.Points, b.Points, data.Point.Same)
}

// TestOrdered: however the points of a data set are spread over series, the same
// comes out, and what was given stays as it was.
func TestOrdered(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var rows []data.Observation
	for _, code := range []string{"A", "B"} {
		for _, area := range []string{"KEN", "TCD", "WLD"} {
			for _, sex := range []string{"_T", "F"} {
				for year := 2019; year < 2023; year++ {
					rows = append(rows, figure(code, area, sex, year, rng.Float64()))
				}
			}
		}
	}
	want := data.SeriesOf(rows...)
	if len(want) != 12 || data.CountRows(want) != len(rows) || want[0].Sex != "F" || want[1].Sex != "_T" {
		t.Fatalf("%d series of %d points: %+v", len(want), data.CountRows(want), want)
	}
	for range 50 {
		rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		var list []data.Series
		for _, o := range rows { // those of one key that meet stay together
			if n := len(list); n > 0 && list[n-1].Key == o.Key {
				list[n-1].Points = append(list[n-1].Points, o.Point)
				continue
			}
			list = append(list, data.Series{Key: o.Key, Points: []data.Point{o.Point}})
		}
		if rng.IntN(2) == 0 {
			list[0].Dims = data.Dims{Sex: list[0].Sex} // "" is the total
		}
		given := slices.Collect(data.Rows(list))
		if got := data.Ordered(list); !slices.EqualFunc(got, want, sameSeries) {
			t.Fatalf("got %+v\nwant %+v", got, want)
		}
		if after := slices.Collect(data.Rows(list)); !slices.Equal(after, given) {
			t.Fatal("the given list has changed")
		}
	}
}

func TestOrderedKeepsWhatIsInOrder(t *testing.T) {
	list := data.SeriesOf(figure("A", "KEN", "F", 2020, 1), figure("A", "KEN", "F", 2021, 2), figure("B", "KEN", "F", 2020, 3))
	if got := data.Ordered(list); &got[0] != &list[0] {
		t.Error("a list in order was copied")
	}
	twice := data.SeriesOf(figure("A", "KEN", "F", 2020, 1), figure("A", "KEN", "F", 2020, 2))
	if len(twice) != 1 || len(twice[0].Points) != 2 {
		t.Errorf("two points of one year became %+v", twice)
	}
	none := data.SeriesOf(figure("A", "KEN", "F", 2020, math.NaN()))
	if p := none[0].Points[0]; p.Decimals != -1 || p.Has() || p.Status != data.Missing {
		t.Errorf("a missing value became %+v", p)
	}
}
