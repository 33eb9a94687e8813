package data

// Area is an economy (ISO 3166-1 alpha-3 code) or a group.
type Area struct {
	Code     string            `yaml:"id" json:"code"`
	M49      string            `yaml:"m49" json:"m49,omitempty"`           // three digits
	Names    map[string]string `yaml:"names" json:"names"`                 // by UN language: ar en es fr ru zh
	Aliases  []string          `yaml:"aliases" json:"-"`                   // names and codes that publishers use for it
	Unlisted bool              `yaml:"unlisted" json:"unlisted,omitempty"` // not in M49: on no map and in no report
	Note     string            `yaml:"note" json:"note,omitempty"`
	Group    bool              `yaml:"-" json:"group"`
	// The rest is for groups only.
	List    string `yaml:"list" json:"list,omitempty"`        // who draws up the membership
	Kind    string `yaml:"kind" json:"kind,omitempty"`        // world, development, income, region
	TrendOn Date   `yaml:"trend_on" json:"trend_on,omitzero"` // the membership that a trend keeps fixed
}

// Name gives the English name, or the code where there is none.
func (a Area) Name() string {
	if n := a.Names["en"]; n != "" {
		return n
	}
	return a.Code
}

// Membership says that Area belonged to Group from From up to, not including,
// To. Zero dates are open ends.
type Membership struct {
	Group string `json:"group"`
	List  string `json:"list"` // which edition of which list says so
	Area  string `json:"area"`
	From  Date   `json:"from,omitzero"`
	To    Date   `json:"to,omitzero"`
}

// On says whether the membership holds on day d.
func (m Membership) On(d Date) bool {
	return !d.Before(m.From.Time) && (m.To.IsZero() || d.Before(m.To.Time))
}
