package data

import (
	"slices"
	"time"
)

// Source is one data set of one publisher.
type Source struct {
	ID            string `yaml:"id" json:"id"` // e.g. "wb-wdi"
	Publisher     string `yaml:"publisher" json:"publisher"`
	Title         string `yaml:"title" json:"title"` // of the data set
	Label         string `yaml:"label" json:"label"` // short, for charts
	URL           string `yaml:"url" json:"url"`     // where a person finds it
	Licence       string `yaml:"licence" json:"licence"`
	LicenceURL    string `yaml:"licence_url" json:"licence_url,omitempty"`
	NonCommercial bool   `yaml:"non_commercial" json:"non_commercial,omitempty"`
	Citation      string `yaml:"citation" json:"citation"`
	Schedule      string `yaml:"schedule" json:"schedule,omitempty"` // cron expression in UTC; "" = imported by hand
	Releases      []int  `yaml:"releases" json:"releases,omitempty"` // months in which a release is expected
	Note          string `yaml:"note" json:"note,omitempty"`
}

// Awaited is the month of a release that is overdue on a day, as its first day:
// the newest of the months in which one is expected and that are over, where
// the newest release that was loaded is older. It is zero where none is overdue.
// Publishers keep to months, not to days, so the month has to end first.
func (s Source) Awaited(newest, on Date) Date {
	if month := s.expected(on); !month.IsZero() && newest.Before(month.Time) {
		return month
	}
	return Date{}
}

// expected is the newest month with an expected release that ended before a day.
func (s Source) expected(on Date) Date {
	month := time.Date(on.Year(), on.Month(), 1, 0, 0, 0, 0, time.UTC)
	for range 12 {
		month = month.AddDate(0, -1, 0)
		if slices.Contains(s.Releases, int(month.Month())) {
			return Date{month}
		}
	}
	return Date{}
}
