package dashboard

import (
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// aboutView says what the site is, what it is not, and how to cite it.
type aboutView struct {
	Lead        string
	Resolutions []data.Resolution
	Licences    []aboutLicence
	Citation    string // an example, producer first
	Edition     progress.ID
	Version     string
	Links       []link
}

// aboutLicence is under which terms figures of a source may be used.
type aboutLicence struct {
	Source        link
	Publisher     string
	Licence       link
	NonCommercial bool
}

func (s *site) about(r pageRequest) (pageView, error) {
	v := aboutView{
		Lead: s.words.T("about.lead"), Resolutions: r.edition.Catalog().Resolutions(), Licences: s.aboutLicences(r),
		Citation: s.aboutCitation(r), Edition: r.edition.ID(), Version: s.deps.Version,
		Links: []link{
			{s.words.T("about.link.api"), apiBase},
			{s.words.T("about.link.openapi"), apiDescription},
			{s.words.T("about.link.metrics"), "/metrics"},
			{s.words.T("about.link.method"), inVintage("/method", r.query.Get("vintage"))},
			{s.words.T("about.link.licence"), "https://www.apache.org/licenses/LICENSE-2.0"},
		},
	}
	return pageView{Title: s.words.T("about.title"), About: v.Lead, Main: v}, nil
}

func (s *site) aboutLicences(r pageRequest) []aboutLicence {
	var out []aboutLicence
	for _, src := range r.edition.Catalog().Sources() {
		out = append(out, aboutLicence{
			Source: s.sourceLink(src, r), Publisher: src.Publisher, Licence: link{src.Licence, src.LicenceURL}, NonCommercial: src.NonCommercial,
		})
	}
	return out
}

// aboutCitation is how a figure of the first source is cited.
func (s *site) aboutCitation(r pageRequest) string {
	sources := r.edition.Catalog().Sources()
	if len(sources) == 0 {
		return ""
	}
	if s.deps.BaseURL == "" {
		return s.words.T("about.citation", "source", sources[0].Citation, "edition", r.edition.ID())
	}
	return s.words.T("about.citation.at", "source", sources[0].Citation, "edition", r.edition.ID(), "address", s.deps.BaseURL+"/")
}

// sourceLink leads to what is known of a source.
func (s *site) sourceLink(src data.Source, r pageRequest) link {
	return link{src.Title, inVintage("/sources", r.query.Get("vintage")) + "#" + src.ID}
}
