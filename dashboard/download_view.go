package dashboard

import (
	"net/url"
	"strconv"

	"github.com/wsiswatch/wsiswatch/data"
)

// downloadView offers what a page shows as files, and as data for programs.
type downloadView struct {
	Lead    string
	Files   []downloadLink
	Address string     // of the CSV, in full
	Lines   []toolLine // that read it
}

// downloadLink is one file or address.
type downloadLink struct {
	link
	About string
}

// toolLine is how one tool reads the data in one line.
type toolLine struct {
	Tool, Code string
}

// downloads of a page, with the parameters that it is shown by.
func (s *site) downloads(r pageRequest, kind string, asked url.Values) *downloadView {
	if name := r.query.Get("vintage"); name != "" {
		asked.Set("vintage", name)
	}
	at := func(suffix string) string { return withQuery("/"+kind[:1]+"/"+url.PathEscape(r.id)+suffix, asked) }
	v := &downloadView{Lead: s.words.Or("download.lead."+kind, s.words.T("download.lead")), Address: r.base + at(".csv")}
	for _, f := range downloadFormats() {
		if f.only == "" || f.only == kind {
			v.Files = append(v.Files, s.downloadLink(f.describe, at(f.suffix)))
		}
	}
	for _, tool := range []struct{ name, before, after string }{
		{"r", `figures <- read.csv("`, `")`},
		{"pandas", `import pandas; figures = pandas.read_csv("`, `")`},
		{"excel", `= Table.PromoteHeaders(Csv.Document(Web.Contents("`, `"), [Encoding = 65001]))`},
	} {
		v.Lines = append(v.Lines, toolLine{s.words.T("download.tool." + tool.name), tool.before + v.Address + tool.after})
	}
	return v
}

func (s *site) downloadLink(key, path string) downloadLink {
	return downloadLink{link{s.words.T(key), path}, s.words.T(key + ".about")}
}

func withQuery(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// indicatorDownloads offer the breakdown and the source that the page shows,
// then all breakdowns.
func (s *site) indicatorDownloads(r pageRequest, q lineQuestion) *downloadView {
	asked, def := url.Values{}, defaultDims(r.edition, q.indicator.ID)
	for _, p := range [][3]string{{"sex", q.dims.Sex, def.Sex}, {"age", q.dims.Age, def.Age}, {"location", q.dims.Location, def.Location}, {"breakdown", q.dims.Breakdown, def.Breakdown}} {
		if p[1] != p[2] {
			asked.Set(p[0], p[1])
		}
	}
	if q.source != "" {
		asked.Set("source", q.source)
	}
	v := s.downloads(r, "indicator", asked)
	if len(r.edition.Breakdowns(q.indicator.ID)) > 1 {
		whole := url.Values{}
		for name, values := range asked {
			whole[name] = values
		}
		for _, name := range apiDimensions {
			whole.Set(name, apiEvery)
		}
		v.Files = append(v.Files, s.downloadLink("download.whole", withQuery("/i/"+q.indicator.ID+".csv", whole)))
	}
	return s.addAPI(v, "indicator", q.indicator.ID, asked)
}

// addAPI offers the same from the interface for programs.
func (s *site) addAPI(v *downloadView, name, id string, asked url.Values) *downloadView {
	q := url.Values{name: {id}, "limit": {strconv.Itoa(apiMaxLimit)}}
	for k, values := range asked {
		q[k] = values
	}
	v.Files = append(v.Files, s.downloadLink("download.api", withQuery(apiBase+"observations", q)))
	return v
}

func (s *site) areaDownloads(r pageRequest, a data.Area) *downloadView {
	asked := url.Values{}
	return s.addAPI(s.downloads(r, "area", asked), "area", a.Code, asked)
}

func (s *site) paragraphDownloads(r pageRequest) *downloadView {
	asked := url.Values{}
	if method := r.query.Get("method"); method != "" {
		asked.Set("method", method)
	}
	return s.downloads(r, "paragraph", asked)
}
