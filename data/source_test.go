package data_test

import (
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

func TestAwaited(t *testing.T) {
	for _, c := range []struct {
		name   string
		months []int
		years  *data.ReleaseYears
		newest string
		want   string
	}{
		{"the month is not over", []int{6}, nil, "2024-06-20", ""},
		{"the month is over", []int{5}, nil, "2024-05-20", "2025-05-01"},
		{"it came in its month", []int{5}, nil, "2025-05-02", ""},
		{"it came late", []int{3}, nil, "2025-05-02", ""},
		{"the newest of several months counts", []int{1, 4, 9}, nil, "2025-02-01", "2025-04-01"},
		{"of the year before", []int{9}, nil, "2024-09-30", ""},
		{"never loaded", []int{9}, nil, "", "2024-09-01"},
		{"none expected", nil, nil, "", ""},
		{"no survey this year", []int{5}, &data.ReleaseYears{First: 2024, Every: 2}, "2024-05-20", ""},
		{"a survey this year", []int{5}, &data.ReleaseYears{First: 2027, Every: 2}, "2023-05-20", "2025-05-01"},
		{"the survey two years ago never came", []int{9}, &data.ReleaseYears{First: 2023, Every: 2}, "2021-09-20", "2023-09-01"},
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
			if got := (data.Source{Releases: c.months, ReleaseYears: c.years}).Awaited(newest, on).String(); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
