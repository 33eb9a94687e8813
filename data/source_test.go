package data_test

import (
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func TestAwaited(t *testing.T) {
	for _, c := range []struct {
		name   string
		months []int
		newest string
		want   string
	}{
		{"the month is not over", []int{6}, "2024-06-20", ""},
		{"the month is over", []int{5}, "2024-05-20", "2025-05-01"},
		{"it came in its month", []int{5}, "2025-05-02", ""},
		{"it came late", []int{3}, "2025-05-02", ""},
		{"the newest of several months counts", []int{1, 4, 9}, "2025-02-01", "2025-04-01"},
		{"of the year before", []int{9}, "2024-09-30", ""},
		{"never loaded", []int{9}, "", "2024-09-01"},
		{"none expected", nil, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			newest, err := data.ParseDate(c.newest)
			if err != nil {
				t.Fatal(err)
			}
			on, err := data.ParseDate("2025-06-10")
			if err != nil {
				t.Fatal(err)
			}
			if got := (data.Source{Releases: c.months}).Awaited(newest, on).String(); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
