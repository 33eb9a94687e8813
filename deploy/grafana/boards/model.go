// Package boards makes the Grafana dashboards of deploy/grafana/dashboards.
// They are code so that a panel cannot lack a title, a unit or a description;
// go test ./deploy/grafana/boards -update writes them anew.
package boards

import "fmt"

// Dashboard is one in the classic model, which every Grafana from 9 on imports.
type Dashboard struct {
	UID           string     `json:"uid"`
	Title         string     `json:"title"`
	Description   string     `json:"description"`
	Tags          []string   `json:"tags"`
	Timezone      string     `json:"timezone"` // UTC: elsewhere 1 January is the year before
	SchemaVersion int        `json:"schemaVersion"`
	Editable      bool       `json:"editable"`
	GraphTooltip  int        `json:"graphTooltip"`
	Time          TimeRange  `json:"time"`
	Links         []Link     `json:"links"`
	Templating    Templating `json:"templating"`
	Panels        []Panel    `json:"panels"`
}

// TimeRange is what a dashboard shows first.
type TimeRange struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Link leads out of a dashboard or a panel.
type Link struct {
	Title       string   `json:"title"`
	Type        string   `json:"type,omitempty"`
	URL         string   `json:"url,omitempty"`
	Tags        []string `json:"tags,omitempty"`
	TargetBlank bool     `json:"targetBlank,omitempty"`
	KeepTime    bool     `json:"keepTime,omitempty"`
}

// Templating holds the variables.
type Templating struct {
	List []Variable `json:"list"`
}

// Variable is a choice at the head of a dashboard.
type Variable struct {
	Name       string      `json:"name"`
	Label      string      `json:"label"`
	Type       string      `json:"type"`
	Query      string      `json:"query"`
	Regex      string      `json:"regex,omitempty"`
	Datasource *Datasource `json:"datasource,omitempty"`
	Current    Choice      `json:"current"`
	Multi      bool        `json:"multi,omitempty"`
	IncludeAll bool        `json:"includeAll,omitempty"`
	Refresh    int         `json:"refresh,omitempty"` // 1: when the dashboard opens
	Sort       int         `json:"sort,omitempty"`
	Hide       int         `json:"hide,omitempty"`
}

// Choice is what is chosen.
type Choice struct {
	Text  any `json:"text"`
	Value any `json:"value"`
}

// Datasource names a data source.
type Datasource struct {
	Type string `json:"type"`
	UID  string `json:"uid"`
}

// Panel is one picture.
type Panel struct {
	ID              int              `json:"id"`
	Type            string           `json:"type"`
	Title           string           `json:"title"`
	Description     string           `json:"description"`
	Datasource      Datasource       `json:"datasource"`
	GridPos         Grid             `json:"gridPos"`
	Targets         []Target         `json:"targets"`
	FieldConfig     FieldConfig      `json:"fieldConfig"`
	Options         map[string]any   `json:"options,omitempty"`
	Transformations []Transformation `json:"transformations,omitempty"`
}

// Grid is a place on the 24 columns of a dashboard.
type Grid struct {
	H int `json:"h"`
	W int `json:"w"`
	X int `json:"x"`
	Y int `json:"y"`
}

// Target is a question. An instant one asks for the end of the time range.
type Target struct {
	RefID        string     `json:"refId"`
	Datasource   Datasource `json:"datasource"`
	Expr         string     `json:"expr"`
	LegendFormat string     `json:"legendFormat,omitempty"`
	Instant      bool       `json:"instant,omitempty"`
	Range        bool       `json:"range,omitempty"`
	Format       string     `json:"format,omitempty"`
}

// FieldConfig says how values look.
type FieldConfig struct {
	Defaults  Defaults   `json:"defaults"`
	Overrides []Override `json:"overrides"`
}

// Defaults are of all fields.
type Defaults struct {
	Unit   string         `json:"unit"`
	Custom map[string]any `json:"custom,omitempty"`
	Links  []Link         `json:"links,omitempty"`
}

// Override is of the fields that match.
type Override struct {
	Matcher    Matcher    `json:"matcher"`
	Properties []Property `json:"properties"`
}

// Matcher chooses fields.
type Matcher struct {
	ID      string `json:"id"`
	Options string `json:"options"`
}

// Property is one setting of a field.
type Property struct {
	ID    string `json:"id"`
	Value any    `json:"value"`
}

// Transformation changes tables.
type Transformation struct {
	ID      string         `json:"id"`
	Options map[string]any `json:"options"`
}

func source() Datasource { return Datasource{"prometheus", "${datasource}"} }

// siteVariable is the address of the pages, which the links lead to.
const siteVariable = "site"

// newDashboard gives a dashboard its frame. Panels are placed in the order
// given, from left to right and from top to bottom.
func newDashboard(uid, title, description string, variables []Variable, panels ...Panel) Dashboard {
	head := []Variable{
		{Name: "datasource", Label: "Data source", Type: "datasource", Query: "prometheus", Current: Choice{"wsiswatch", "wsiswatch"}},
		{Name: siteVariable, Label: "Pages", Type: "constant", Query: "http://127.0.0.1:8080", Current: Choice{"http://127.0.0.1:8080", "http://127.0.0.1:8080"}, Hide: 2},
	}
	d := Dashboard{
		UID: uid, Title: title, Description: description, Tags: []string{"wsiswatch"}, Timezone: "utc", SchemaVersion: 39,
		Time:  TimeRange{"1990-01-01T00:00:00.000Z", "now"},
		Links: []Link{{Title: "wsiswatch", Type: "dashboards", Tags: []string{"wsiswatch"}, KeepTime: true}, {Title: "Pages", Type: "link", URL: "${" + siteVariable + "}/", TargetBlank: true}},
	}
	d.Templating.List = append(head, variables...)
	x, y, row := 0, 0, 0
	for i, p := range panels {
		if x+p.GridPos.W > 24 {
			x, y, row = 0, y+row, 0
		}
		p.ID, p.GridPos.X, p.GridPos.Y = i+1, x, y
		x, row = x+p.GridPos.W, max(row, p.GridPos.H)
		d.Panels = append(d.Panels, p)
	}
	return d
}

// choice is a variable that a query fills.
func choice(name, label, query, first string) Variable {
	return Variable{Name: name, Label: label, Type: "query", Query: query, Datasource: &Datasource{"prometheus", "${datasource}"},
		Current: Choice{first, first}, Refresh: 1, Sort: 1}
}

// choices is one of which several may be taken.
func choices(name, label, query string, first ...string) Variable {
	v := choice(name, label, query, "")
	v.Current, v.Multi, v.IncludeAll = Choice{first, first}, true, true
	return v
}

// size is the width of a panel in 24ths and its height in rows.
type size struct{ w, h int }

func panel(kind string, s size, title, description, unit string) Panel {
	return Panel{Type: kind, Title: title, Description: description, Datasource: source(), GridPos: Grid{H: s.h, W: s.w},
		FieldConfig: FieldConfig{Defaults: Defaults{Unit: unit}, Overrides: []Override{}}}
}

// lines is a chart of years. A year without a value is a gap.
func lines(s size, title, description, unit string, queries ...[2]string) Panel {
	p := panel("timeseries", s, title, description, unit)
	p.FieldConfig.Defaults.Custom = map[string]any{"drawStyle": "line", "lineWidth": 2, "showPoints": "always", "pointSize": 4, "spanNulls": false}
	p.Options = map[string]any{"legend": map[string]any{"displayMode": "table", "placement": "right", "calcs": []string{"lastNotNull"}}, "tooltip": map[string]any{"mode": "multi", "sort": "desc"}}
	for i, q := range queries {
		p.Targets = append(p.Targets, Target{RefID: letter(i), Datasource: source(), Expr: q[0], LegendFormat: q[1], Range: true})
	}
	return p
}

// now is a panel of present values.
func now(kind string, s size, title, description, unit, expr, legend string) Panel {
	p := panel(kind, s, title, description, unit)
	p.Targets = []Target{{RefID: "A", Datasource: source(), Expr: expr, LegendFormat: legend, Instant: true}}
	p.Options = map[string]any{"reduceOptions": map[string]any{"calcs": []string{"lastNotNull"}}}
	if kind == "bargauge" {
		p.Options["orientation"], p.Options["displayMode"] = "horizontal", "basic"
	}
	return p
}

// column is one query of a table under the name of its column.
type column struct{ title, unit, expr string }

// table joins present values by a label: key is the one that rows are of, hide
// lists what is of no use to a reader.
func table(s size, title, description, key string, hide []string, links []Link, columns ...column) Panel {
	p := panel("table", s, title, description, "none")
	names, hidden := map[string]any{key: key}, map[string]any{"Time": true, "__name__": true}
	for _, h := range hide {
		hidden[h] = true
	}
	for i, c := range columns {
		p.Targets = append(p.Targets, Target{RefID: letter(i), Datasource: source(), Expr: c.expr, Instant: true, Format: "table"})
		field := "Value #" + letter(i)
		if len(columns) == 1 {
			field = "Value"
		}
		names[field] = c.title
		p.FieldConfig.Overrides = append(p.FieldConfig.Overrides, Override{Matcher{"byName", c.title}, []Property{{"unit", c.unit}}})
	}
	if len(links) > 0 {
		p.FieldConfig.Overrides = append(p.FieldConfig.Overrides, Override{Matcher{"byName", key}, []Property{{"links", links}}})
	}
	p.Transformations = []Transformation{
		{"merge", map[string]any{}},
		{"organize", map[string]any{"excludeByName": hidden, "renameByName": names}},
	}
	p.Options = map[string]any{"showHeader": true}
	return p
}

func letter(i int) string { return fmt.Sprintf("%c", 'A'+i) }

// pageLink leads to a page of the site that a field names.
func pageLink(title, path, field string) []Link {
	return []Link{{Title: title, URL: "${" + siteVariable + "}/" + path + "${__data.fields." + field + "}", TargetBlank: true}}
}
