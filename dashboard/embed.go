package dashboard

import (
	"html"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/table"
	"github.com/wsiswatch/wsiswatch/progress"
)

// embedPolicy is that of the pages made to stand in pages of others: they have
// no form, no menu and nothing to press but links, so that framing them tricks
// nobody into anything.
const embedPolicy = basePolicy + "form-action 'none'; frame-ancestors *"

func allowFrames(h http.Header) { h.Set("Content-Security-Policy", embedPolicy) }

func isEmbed(path string) bool { return strings.HasPrefix(path, "/embed/") }

func layoutOf(framed bool) string {
	if framed {
		return "frame.html"
	}
	return "layout.html"
}

// embedView is one chart with what must stand beside it.
type embedView struct {
	Title   string
	Lead    string // what a unit asks for, "" for an indicator
	Chip    *chip
	Finding string
	Figure  *figureView
	Credits []string
	Back    string // address of the page that it is from, in full
}

func (s *site) embedIndicator(r pageRequest) (pageView, error) {
	q, err := s.indicatorQuestion(r)
	if err != nil {
		return pageView{}, err
	}
	v := embedView{Title: q.indicator.Name, Back: r.base + onPage(r).with("/i/"+q.indicator.ID, "split", "")}
	if r.query.Get("chart") == mapChart {
		err = s.embedMap(r, q, &v)
	} else {
		err = s.embedChart(r, q, &v)
	}
	if err != nil {
		return pageView{}, err
	}
	return pageView{Title: q.indicator.Name, About: v.Finding, Main: v}, nil
}

// onPage is the request without a kind of chart that the page of an indicator
// shows beside its first one anyway: there it would name another chart than
// that one.
func onPage(r pageRequest) pageRequest {
	if kind := r.query.Get("chart"); kind != barChart {
		r.query = maps.Clone(r.query)
		r.query.Del("chart")
	}
	return r
}

func (s *site) embedChart(r pageRequest, q lineQuestion, v *embedView) error {
	d, err := s.shownChart(r, q)
	if err != nil {
		return err
	}
	if d.kind == lineChart {
		j, err := judge(r.edition, q, d.lines[0])
		if err != nil {
			return err
		}
		if j.ofLine {
			c := s.verdict(r.edition, j.Verdict).Chip
			v.Chip = &c
		}
	}
	v.Finding, v.Credits = d.alt, s.credits(r, d.lines)
	image := "/i/" + q.indicator.ID + ".svg?" + withCaption(r.query, "none").Encode()
	v.Figure, err = s.figureView("chart", d, image)
	return err
}

func withCaption(q url.Values, caption string) url.Values {
	out := url.Values{"caption": {caption}}
	for k, v := range q {
		out[k] = v
	}
	return out
}

func (s *site) embedMap(r pageRequest, q lineQuestion, v *embedView) error {
	_, economies := table.Latest(r.edition, q.indicator.ID, q.dims, q.source)
	fig, err := s.mapFigure(r, "map", q.indicator, economies, q.year)
	if err != nil {
		return err
	}
	if fig == nil {
		return notFound("chart", "%s", s.words.T("failure.drawing"))
	}
	v.Figure, v.Credits = fig, s.credits(r, linesOf(economies))
	drawn := 0
	for _, row := range economies {
		if onMap(row.Area) {
			drawn++
		}
	}
	v.Finding = s.words.T("figure.map.embed", "n", s.words.Integer(drawn))
	if q.year != 0 {
		_, rows := table.InYear(r.edition, q.indicator.ID, q.dims, q.source, q.year)
		v.Finding = s.yearFinding(q, rows, len(economies)-len(rows))
	}
	fig.Alt = v.Finding // that of the page leads to a table, which stands on no embed
	return nil
}

// embedParagraph is a unit with its verdict and the first chart that it rests on.
func (s *site) embedParagraph(r pageRequest) (pageView, error) {
	u, err := s.judgedUnit(r)
	if err != nil {
		return pageView{}, err
	}
	res, p, verdict := u.resolution, u.Paragraph, u.verdict
	c := s.classChip(verdict.Shown(), verdict.Reason)
	v := embedView{
		Title: s.words.T("paragraph.title", "name", s.paragraphName(p), "symbol", res.Symbol), Lead: p.Summary, Chip: &c,
		Finding: s.paragraphFinding(r, verdict), Back: r.base + r.with("/p/"+url.PathEscape(p.ID), "", ""),
	}
	if v.Figure, v.Credits, err = s.firstFigure(r, p, verdict); err != nil {
		return pageView{}, err
	}
	return pageView{Title: v.Title, About: v.Finding, Main: v}, nil
}

// firstFigure is that of the first headline indicator with a line to draw, nil
// where there is none.
func (s *site) firstFigure(r pageRequest, p data.Paragraph, v progress.ParagraphVerdict) (*figureView, []string, error) {
	for _, e := range v.Entries {
		q := entryQuestion(r.edition, p, v, e)
		d, ok, err := s.chart(r.edition, q)
		if err != nil {
			return nil, nil, err
		}
		if ok {
			fig, err := s.drawnFigure(r, "chart", q, d)
			return fig, s.credits(r, d.lines), err
		}
	}
	return nil, nil, nil
}

// shareView is how the charts of a page can be shown elsewhere.
type shareView struct {
	Rows []shareRow
}

// shareRow is one chart. Snippet is what another page takes in.
type shareRow struct {
	Name, Snippet   string
	Embed, SVG, PNG string // "" where there is none
}

// The sizes of a frame that shows an embed whole on most screens.
const (
	frameHeight = "680"
	tallFrame   = "820"
)

func (s *site) shareRow(r pageRequest, name, path, height string) shareRow {
	src := html.EscapeString(r.base + path)
	return shareRow{Name: name, Embed: path, Snippet: `<iframe src="` + src + `" title="` + html.EscapeString(name) + `" width="100%" height="` + height + `" loading="lazy"></iframe>`}
}

// indicatorShare offers the charts of an indicator as the page shows them.
func (s *site) indicatorShare(r pageRequest, v *indicatorView) *shareView {
	var out shareView
	at := func(prefix, suffix string, more ...string) string {
		q := url.Values{}
		for k, values := range onPage(r).query {
			if k != "order" {
				q[k] = values
			}
		}
		for i := 0; i+1 < len(more); i += 2 {
			q.Set(more[i], more[i+1])
		}
		return withQuery(prefix+v.ID+suffix, q)
	}
	drawn := func(name, height string, more ...string) {
		row := s.shareRow(r, name, at("/embed/i/", "", more...), height)
		row.SVG, row.PNG = at("/i/", ".svg", more...), at("/i/", ".png", more...)
		out.Rows = append(out.Rows, row)
	}
	if v.Figure != nil {
		drawn(v.Figure.Title, frameHeight)
	}
	for _, g := range v.Gaps {
		drawn(g.Figure.Title, tallFrame, "chart", dumbbellChart, "split", g.ID)
	}
	if v.Map != nil {
		out.Rows = append(out.Rows, s.shareRow(r, v.Map.Title, at("/embed/i/", "", "chart", mapChart), frameHeight))
	}
	if len(out.Rows) == 0 {
		return nil
	}
	return &out
}

func (s *site) paragraphShare(r pageRequest, name string) *shareView {
	return &shareView{[]shareRow{s.shareRow(r, name, r.with("/embed/p/"+url.PathEscape(r.id), "", ""), frameHeight)}}
}
