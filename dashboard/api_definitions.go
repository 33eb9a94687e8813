package dashboard

import (
	"net/http"
	"slices"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// apiParagraph is a unit of a resolution as one row.
type apiParagraph struct {
	ID           string     `json:"id"`
	Number       string     `json:"number"` // as printed, "" where the draft prints none
	Order        int        `json:"order"`
	Resolution   string     `json:"resolution"`
	Section      string     `json:"section"`
	SectionTitle string     `json:"section_title"`
	Kind         data.Kind  `json:"kind"`
	Scored       bool       `json:"scored"`
	Verb         string     `json:"verb"`
	Summary      string     `json:"summary"`
	Addressees   []string   `json:"addressees"`
	Themes       []string   `json:"themes"`
	Unmeasured   string     `json:"unmeasured"`
	Caveat       string     `json:"caveat"`
	Verdict      apiOutcome `json:"verdict"`
}

// apiOutcome is the verdict of a paragraph. Class is "" where there is none
// and Reason says why. Entries are in the answer for one paragraph only.
type apiOutcome struct {
	Class      progress.Class            `json:"class"`            // what counts: the computed one, or a person's
	Manual     *progress.Manual          `json:"manual,omitempty"` // a person's verdict; then Computed is the other
	Computed   progress.Class            `json:"computed,omitempty"`
	Reason     progress.Reason           `json:"reason"`
	Mean       *float64                  `json:"mean"`
	Counts     apiCounts                 `json:"counts"`
	Worst      string                    `json:"worst"` // group
	WorstClass progress.Class            `json:"worst_class"`
	Missed     int                       `json:"missed"` // targets whose year is over
	Entries    []progress.Entry          `json:"entries,omitempty"`
	Evidence   []progress.EvidenceStatus `json:"evidence,omitempty"`
}

// apiCounts are the headline entries by class; None counts those without one.
type apiCounts struct {
	TargetMet     int `json:"target_met"`
	OnTrack       int `json:"on_track"`
	Fair          int `json:"fair"`
	Limited       int `json:"limited"`
	Deterioration int `json:"deterioration"`
	None          int `json:"none"`
}

// apiParagraphWhole adds what one paragraph's answer has beside its row.
type apiParagraphWhole struct {
	apiParagraph
	Links      []data.Link `json:"links"`
	DraftNote  string      `json:"draft_note,omitempty"`
	StatusHint string      `json:"status_hint,omitempty"`
}

func (a *api) paragraphs(r apiRequest) (apiPage, error) {
	res, err := resolutionOf(r)
	if err != nil {
		return apiPage{}, err
	}
	titles := map[string]string{}
	for _, s := range res.Sections {
		titles[s.ID] = s.Title
	}
	list := slices.Clone(res.Paragraphs)
	slices.SortStableFunc(list, func(a, b data.Paragraph) int { return a.Order - b.Order })
	var rows []apiParagraph
	for _, p := range list {
		v := verdictIn(r.edition, res, p)
		row := paragraphRow(res.ID, titles[p.Section], p, v)
		if r.id == p.ID {
			whole := apiParagraphWhole{row, list0(p.Links), p.DraftNote, p.StatusHint}
			whole.Verdict.Entries, whole.Verdict.Evidence = v.Entries, v.Evidence
			return single(row, whole), nil
		}
		rows = append(rows, row)
	}
	if r.id != "" {
		return apiPage{}, notFound("id", "there is no paragraph %q", r.id).hint("the ids are at " + apiBase + "paragraphs")
	}
	return cut(r, rows)
}

// verdictIn gives the verdict of a paragraph of a resolution. An edition knows
// paragraphs by id, so that of an id which two resolutions use belongs to the
// first of them; the other's has none.
func verdictIn(ed *progress.Edition, res data.Resolution, p data.Paragraph) progress.ParagraphVerdict {
	if owner, _, _ := ed.Catalog().Paragraph(p.ID); owner.ID != res.ID {
		return progress.ParagraphVerdict{}
	}
	v, _ := ed.Paragraph(p.ID)
	return v
}

// resolutionOf is the resolution asked for, the first where none is named.
func resolutionOf(r apiRequest) (data.Resolution, error) {
	cat := r.edition.Catalog()
	name := r.query.value("resolution")
	if res, ok := cat.Resolution(name); ok {
		return res, nil
	}
	if name != "" {
		return data.Resolution{}, notFound("resolution", "there is no resolution %q", name).hint("leave it out for the one on the first page")
	}
	if len(cat.Resolutions()) == 0 {
		return data.Resolution{}, &apiError{Status: http.StatusNotFound, Message: "no resolution is configured"}
	}
	return cat.Resolutions()[0], nil
}

func paragraphRow(resolution, sectionTitle string, p data.Paragraph, v progress.ParagraphVerdict) apiParagraph {
	return apiParagraph{
		ID: p.ID, Number: p.Number, Order: p.Order, Resolution: resolution, Section: p.Section, SectionTitle: sectionTitle,
		Kind: p.Kind, Scored: p.Scored, Verb: p.Verb, Summary: p.Summary, Addressees: list0(p.Addressees), Themes: list0(p.Themes),
		Unmeasured: p.Unmeasured, Caveat: p.Caveat,
		Verdict: apiOutcome{
			Class: v.Shown(), Manual: v.Manual, Computed: computed(v), Reason: v.Reason, Mean: v.Mean, Worst: v.Worst, WorstClass: v.WorstClass, Missed: v.Missed,
			Counts: apiCounts{
				TargetMet: v.Counts[progress.TargetMet], OnTrack: v.Counts[progress.OnTrack], Fair: v.Counts[progress.Fair],
				Limited: v.Counts[progress.Limited], Deterioration: v.Counts[progress.Deterioration], None: v.Counts[progress.NoClass],
			},
		},
	}
}

// computed is the class that a person's verdict stands in for.
func computed(v progress.ParagraphVerdict) progress.Class {
	if v.Manual == nil {
		return progress.NoClass
	}
	return v.Class
}

// list0 makes an absent list an empty one, so that JSON has [] and not null.
func list0[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// apiIndicator is an indicator as one row.
type apiIndicator struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Definition string         `json:"definition"`
	Unit       string         `json:"unit"`
	Direction  data.Direction `json:"direction"`
	Model      data.Model     `json:"model"`
	Decimals   int            `json:"decimals"`
	CoreList   string         `json:"core_list"`
	SDG        string         `json:"sdg"`
	Metric     string         `json:"metric"`
	Derived    bool           `json:"derived"`                    // by a declared formula
	Sources    []string       `json:"sources"`                    // that have data, preferred first
	National   []string       `json:"national_sources,omitempty"` // that have data, of single economies; nothing rests on them
	Paragraphs []string       `json:"paragraphs"`                 // that link to it
	Missing    string         `json:"missing"`
	Note       string         `json:"note"`
}

// apiIndicatorWhole adds what one indicator's answer has beside its row.
type apiIndicatorWhole struct {
	apiIndicator
	Bounds     []float64        `json:"bounds,omitempty"`
	Breaks     []int            `json:"breaks,omitempty"`
	Default    data.Dims        `json:"default"`
	Breakdowns []data.Dims      `json:"breakdowns"` // that have data
	Series     []data.SeriesRef `json:"series"`
	Formula    *data.Formula    `json:"formula,omitempty"`
	Aggregate  data.Aggregate   `json:"aggregate"`
	Benchmarks []data.Benchmark `json:"benchmarks"`
	Unverified []string         `json:"unverified,omitempty"`
}

func (a *api) indicators(r apiRequest) (apiPage, error) {
	cat := r.edition.Catalog()
	if r.id != "" {
		in, ok := cat.Indicator(r.id)
		if !ok {
			return apiPage{}, notFound("id", "there is no indicator %q", r.id).hint("the ids are at " + apiBase + "indicators")
		}
		row := indicatorRow(r.edition, in)
		return single(row, apiIndicatorWhole{
			apiIndicator: row, Bounds: in.Bounds, Breaks: in.Breaks, Default: defaultDims(r.edition, in.ID),
			Breakdowns: list0(r.edition.Breakdowns(in.ID)), Series: list0(in.Series), Formula: in.Formula,
			Aggregate: in.Aggregate, Benchmarks: benchmarksOf(cat, in.ID), Unverified: in.Unverified,
		}), nil
	}
	var rows []apiIndicator
	for _, in := range cat.Indicators() {
		rows = append(rows, indicatorRow(r.edition, in))
	}
	return cut(r, rows)
}

func indicatorRow(ed *progress.Edition, in data.Indicator) apiIndicator {
	row := apiIndicator{
		ID: in.ID, Name: in.Name, Definition: in.Definition, Unit: in.Unit, Direction: in.Direction, Model: in.Model,
		Decimals: in.Decimals, CoreList: in.CoreList, SDG: in.SDG, Metric: in.Metric, Derived: in.Formula != nil,
		Sources: list0(ed.Sources(in.ID)), National: ed.NationalSources(in.ID), Paragraphs: []string{}, Missing: in.Missing, Note: in.Note,
	}
	for _, p := range ed.Catalog().UsedBy(in.ID) {
		row.Paragraphs = append(row.Paragraphs, p.ID)
	}
	return row
}

func benchmarksOf(cat *data.Catalog, indicator string) []data.Benchmark {
	out := []data.Benchmark{}
	for _, b := range cat.Benchmarks() {
		if b.Indicator == indicator {
			out = append(out, b)
		}
	}
	return out
}

// defaultDims is the breakdown that an indicator is shown in where none is asked for.
func defaultDims(ed *progress.Edition, indicator string) data.Dims {
	return ed.Line(indicator, "", data.Dims{}, "").Dims
}

// apiArea is an economy or a group as one row.
type apiArea struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	M49      string `json:"m49"`
	Group    bool   `json:"group"`
	Kind     string `json:"kind"` // of a group
	List     string `json:"list"` // who draws up the membership of a group
	Unlisted bool   `json:"unlisted"`
	Note     string `json:"note"`
}

// apiAreaWhole adds names and membership on the reference date of the edition.
type apiAreaWhole struct {
	apiArea
	Names     map[string]string `json:"names"`
	Reference data.Date         `json:"reference"`
	Groups    []string          `json:"groups,omitempty"`  // that an economy belongs to
	Members   []string          `json:"members,omitempty"` // of a group
	History   []data.Membership `json:"history,omitempty"` // dated membership of a group
}

func (a *api) areas(r apiRequest) (apiPage, error) {
	cat, day := r.edition.Catalog(), r.edition.ID().Reference
	if r.id != "" {
		area, ok := cat.Area(r.id)
		if !ok {
			return apiPage{}, notFound("code", "there is no area %q", r.id).hint("the codes are at " + apiBase + "areas")
		}
		whole := apiAreaWhole{apiArea: areaRow(area), Names: area.Names, Reference: day}
		if area.Group {
			whole.Members, whole.History = cat.Members(area.Code, day), cat.Memberships(area.Code)
		} else {
			whole.Groups = cat.GroupsOf(area.Code, day)
		}
		return single(whole.apiArea, whole), nil
	}
	var rows []apiArea
	for _, area := range cat.Areas() {
		rows = append(rows, areaRow(area))
	}
	return cut(r, rows)
}

func areaRow(a data.Area) apiArea {
	return apiArea{Code: a.Code, Name: a.Name(), M49: a.M49, Group: a.Group, Kind: a.Kind, List: a.List, Unlisted: a.Unlisted, Note: a.Note}
}
