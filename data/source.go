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
	// ReleaseYears says in which years: nil in each.
	ReleaseYears *ReleaseYears `yaml:"release_years" json:"release_years,omitempty"`
	Note         string        `yaml:"note" json:"note,omitempty"`
	// Role is National for a source of one economy's own figures, of Area: they
	// are shown beside the others, and nothing rests on them. Series says which
	// indicator each of its codes is a figure of.
	Role   SourceRole       `yaml:"role" json:"role,omitempty"`
	Area   string           `yaml:"area" json:"area,omitempty"`
	Series []NationalSeries `yaml:"series" json:"series,omitempty"`
}

// ReleaseYears are the years of a survey that is not made each year: First, and
// every so many years after and before it.
type ReleaseYears struct {
	First int `yaml:"first" json:"first"`
	Every int `yaml:"every" json:"every"`
}

// has says whether a release is expected in a year.
func (y *ReleaseYears) has(year int) bool {
	return y == nil || (year-y.First)%y.Every == 0
}

// SourceRole says what the figures of a source may be used for.
type SourceRole string

// National is the role of an economy's own figures; "" of all others.
const National SourceRole = "national"

// NationalSeries is what one code of a national source measures. Dims are those
// of the rows and of the breakdown of the indicator, "" means Total; Scale is
// the factor into the unit of the indicator, 0 means 1.
type NationalSeries struct {
	Indicator string  `yaml:"indicator" json:"indicator"`
	Code      string  `yaml:"code" json:"code"`
	Dims      Dims    `yaml:"dims" json:"dims,omitzero"`
	Scale     float64 `yaml:"scale" json:"scale,omitempty"`
	Note      string  `yaml:"note" json:"note,omitempty"`
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
	months := 12
	if s.ReleaseYears != nil {
		months *= s.ReleaseYears.Every
	}
	for range months {
		month = month.AddDate(0, -1, 0)
		if slices.Contains(s.Releases, int(month.Month())) && s.ReleaseYears.has(month.Year()) {
			return Date{month}
		}
	}
	return Date{}
}
