package dashboard

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/present/table"
)

// knows refuses a name that nothing has: shown as empty, it would say of
// figures that are there that there are none.
func (s *site) knows(r pageRequest, q lineQuestion) error {
	cat := r.edition.Catalog()
	for _, code := range r.query["area"] {
		if _, ok := cat.Area(code); !ok {
			return notFound("area", "%s", s.words.T("failure.area", "id", code))
		}
	}
	if _, ok := cat.Source(q.source); q.source != "" && !ok {
		return notFound("source", "%s", s.words.T("failure.source", "id", q.source))
	}
	// A unit may take the target of another indicator.
	if _, ok := cat.Benchmark(q.benchmark); q.benchmark != "" && q.benchmark != data.NoBenchmark && !ok {
		return notFound("benchmark", "%s", s.words.T("failure.benchmark", "id", q.benchmark))
	}
	if set := r.query.Get("set"); set != "" && !slices.ContainsFunc(areaSets(), func(a areaSet) bool { return a.id == set }) {
		return notFound("set", "%s", s.words.T("failure.set", "id", set))
	}
	if chart := r.query.Get("chart"); !slices.Contains([]string{"", lineChart, barChart, dumbbellChart, mapChart}, chart) {
		return notFound("chart", "%s", s.words.T("failure.chart", "name", chart))
	}
	return nil
}

func (s *site) orderChoices(r pageRequest, in data.Indicator) []choice {
	here := r.query.Get("order")
	return []choice{
		{s.words.T("order.value"), r.with("/i/"+in.ID, "order", "") + "#economies", here != "name"},
		{s.words.T("order.name"), r.with("/i/"+in.ID, "order", "name") + "#economies", here == "name"},
	}
}

func (s *site) setChoices(r pageRequest, in data.Indicator) []choice {
	var out []choice
	own := len(r.query["area"]) > 0 && !r.query.Has("set")
	for i, set := range areaSets() {
		here := r.query.Get("set") == set.id || i == 0 && !own && r.query.Get("set") == ""
		out = append(out, choice{s.words.T("set." + set.id), r.with("/i/"+in.ID, "set", set.id), here})
	}
	return out
}

// breakdownChoices are the breakdowns that have data, where there are several.
func (s *site) breakdownChoices(r pageRequest, in data.Indicator, q lineQuestion) []choice {
	list := r.edition.Breakdowns(in.ID)
	if len(list) < 2 {
		return nil
	}
	def := defaultDims(r.edition, in.ID)
	var out []choice
	for _, d := range list {
		word := s.words.Dims(d)
		if word == "" {
			word = s.words.T("dim.total")
		}
		out = append(out, choice{word, s.dimsPath(r, in, d, def), d == q.dims})
	}
	return out
}

// dimsPath is the page in another breakdown.
func (s *site) dimsPath(r pageRequest, in data.Indicator, d, def data.Dims) string {
	q := url.Values{}
	for _, keep := range []string{"set", "area", "order", "method", "chart", "gap", "year", "vintage"} {
		if v, ok := r.query[keep]; ok {
			q[keep] = v
		}
	}
	maps.Copy(q, dimsValues(d, def))
	if len(q) == 0 {
		return "/i/" + in.ID
	}
	return "/i/" + in.ID + "?" + q.Encode()
}

// dimsValues are the parameters of a breakdown that is not the default.
func dimsValues(d, def data.Dims) url.Values {
	out := url.Values{}
	for _, p := range [][3]string{{"sex", d.Sex, def.Sex}, {"age", d.Age, def.Age}, {"location", d.Location, def.Location}, {"breakdown", d.Breakdown, def.Breakdown}} {
		if p[1] != p[2] {
			out.Set(p[0], p[1])
		}
	}
	return out
}

func (s *site) sourceChoices(r pageRequest, in data.Indicator, q lineQuestion) []choice {
	list, national := r.edition.Sources(in.ID), r.edition.NationalSources(in.ID)
	if len(list)+len(national) < 2 {
		return nil
	}
	out := []choice{{s.words.T("indicator.preferred"), r.with("/i/"+in.ID, "source", ""), q.source == ""}}
	for _, id := range list {
		out = append(out, choice{sourceLabel(r.edition, id), r.with("/i/"+in.ID, "source", id), q.source == id})
	}
	for _, id := range national {
		src, _ := r.edition.Catalog().Source(id)
		path := inVintage("/i/"+in.ID+"?"+url.Values{"area": {src.Area}, "source": {id}}.Encode(), r.query.Get("vintage"))
		out = append(out, choice{s.words.T("national.choice", "source", src.Label), path, q.source == id})
	}
	return out
}

// addForm offers the economies that have a value and are not drawn yet.
func (s *site) addForm(r pageRequest, in data.Indicator, economies []table.Row) addForm {
	f := addForm{Action: "/i/" + in.ID}
	for _, name := range slices.Sorted(maps.Keys(r.query)) {
		for _, v := range r.query[name] {
			f.Hidden = append(f.Hidden, [2]string{name, v})
		}
	}
	if !r.query.Has("set") && !r.query.Has("area") {
		f.Hidden = append(f.Hidden, [2]string{"set", areaSets()[0].id})
	}
	for _, row := range economies {
		if !slices.Contains(r.query["area"], row.Area.Code) {
			f.Areas = append(f.Areas, row.Area)
		}
	}
	return f
}

// chartChoices are the two ways to draw the areas shown.
func (s *site) chartChoices(r pageRequest, in data.Indicator) []choice {
	bar := r.query.Get("chart") == barChart
	return []choice{
		{s.words.T("chart.line"), r.with("/i/"+in.ID, "chart", ""), !bar},
		{s.words.T("chart.bar"), r.with("/i/"+in.ID, "chart", barChart), bar},
	}
}

// mainFigure is the chart of the areas shown: their lines, or bars.
func (s *site) mainFigure(r pageRequest, q lineQuestion, d drawn) (*figureView, error) {
	if r.query.Get("chart") == barChart {
		b, ok, err := s.bars(r, q)
		if err != nil {
			return nil, err
		}
		if ok {
			return s.figureView("chart", b, imagePath(r, q, barChart, q.areas))
		}
	}
	return s.drawnFigure(r, "chart", q, d)
}

// askedYear is the year that map, ranking and bars are asked for; 0 = the
// latest of each area.
func (s *site) askedYear(r pageRequest) (int, error) {
	asked := r.query.Get("year")
	if asked == "" {
		return 0, nil
	}
	year, err := strconv.Atoi(asked)
	if err != nil || len(asked) != 4 || year < 1000 {
		return 0, notFound("year", "%s", s.words.T("failure.year", "year", asked))
	}
	return year, nil
}
