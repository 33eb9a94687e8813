package data

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
