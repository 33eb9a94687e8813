package collector

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// sdmxBody is an SDMX-JSON message. Version 1 has its parts at the top or, at
// some services, under data; version 2 under data, with several structures.
type sdmxBody struct {
	sdmxContent
	Data   *sdmxContent `json:"data"`
	Errors []sdmxError  `json:"errors"`
}

type sdmxContent struct {
	Structure  *sdmxStructure  `json:"structure"`
	Structures []sdmxStructure `json:"structures"`
	DataSets   []sdmxDataSet   `json:"dataSets"`
}

type sdmxError struct {
	Code    looseText `json:"code"`
	Title   string    `json:"title"`
	Message string    `json:"message"`
	Detail  string    `json:"detail"`
}

func (e sdmxError) String() string {
	return fmt.Sprintf("%s (%s)", or(e.Title, or(e.Message, or(e.Detail, "an error without words"))), e.Code)
}

type sdmxStructure struct {
	Links []struct {
		Href string `json:"href"`
		URN  string `json:"urn"`
	} `json:"links"`
	Dimensions sdmxLevels `json:"dimensions"`
	Measures   sdmxLevels `json:"measures"`
	Attributes sdmxLevels `json:"attributes"`
}

// sdmxLevels are the components by where their values stand.
type sdmxLevels struct {
	DataSet     []sdmxComponent `json:"dataSet"`
	Group       []sdmxComponent `json:"dimensionGroup"`
	Series      []sdmxComponent `json:"series"`
	Observation []sdmxComponent `json:"observation"`
}

func (l sdmxLevels) all() []sdmxComponent {
	return slices.Concat(l.DataSet, l.Group, l.Series, l.Observation)
}

type sdmxComponent struct {
	ID      string       `json:"id"`
	Default looseText    `json:"default"`
	Values  []*sdmxValue `json:"values"` // null stands for none
}

type sdmxValue struct {
	ID    looseText `json:"id"`
	Value looseText `json:"value"`
	Name  string    `json:"name"`
}

type sdmxDataSet struct {
	Structure    int                          `json:"structure"`
	Action       string                       `json:"action"`
	Attributes   []json.RawMessage            `json:"attributes"`
	Groups       map[string][]json.RawMessage `json:"dimensionGroupAttributes"`
	Series       map[string]sdmxSeries        `json:"series"`
	Observations map[string][]json.RawMessage `json:"observations"`
}

type sdmxSeries struct {
	Attributes   []json.RawMessage            `json:"attributes"`
	Observations map[string][]json.RawMessage `json:"observations"`
}

// sdmxLimit is the least code of errors after which an answer cannot be
// trusted to be whole: too large, broken, not built, not there.
const (
	sdmxTooLarge  = 413
	sdmxLimit     = 500
	sdmxNoResults = 100
)

func readSDMXJSON(text string) (sdmxMessage, error) {
	var body sdmxBody
	dec := json.NewDecoder(strings.NewReader(text))
	if err := dec.Decode(&body); err != nil {
		return sdmxMessage{}, jsonFault(err)
	}
	content := body.sdmxContent
	if body.Data != nil {
		content = *body.Data
	}
	if content.Structure != nil {
		content.Structures = append(content.Structures, *content.Structure)
	}
	m, err := body.remarks(content)
	if err != nil || len(content.Structures) == 0 {
		return m, err
	}
	return m, content.read(&m)
}

// remarks sorts the errors that the service sends with status 200: none of
// them may pass for data.
func (b sdmxBody) remarks(content sdmxContent) (m sdmxMessage, err error) {
	none := len(content.Structures) == 0
	for i, e := range b.Errors {
		code, _ := strconv.Atoi(string(e.Code))
		switch {
		case none && (code == sdmxNoResults || code == 404):
		case none || code == sdmxTooLarge || code >= sdmxLimit:
			return m, fmt.Errorf("the service answers: %s; ask for less, or later", e)
		default:
			m.said = append(m.said, sdmxNote{place{row: i + 1, field: "errors"}, e.String()})
		}
	}
	if none && len(b.Errors) == 0 {
		return m, errors.New("the answer has neither a structure nor errors: it is no SDMX-JSON data; ask the address of the data")
	}
	return m, nil
}

// read turns each data set into rows of its structure's table.
func (c sdmxContent) read(m *sdmxMessage) error {
	tables := make([]*sdmxCube, len(c.Structures))
	for i := range c.Structures {
		tables[i] = newSDMXCube(&c.Structures[i])
	}
	for n, set := range c.DataSets {
		if set.Structure < 0 || set.Structure >= len(tables) {
			return fmt.Errorf("data set %d: there is no structure %d", n, set.Structure)
		}
		isData, err := sdmxAction(set.Action)
		if err != nil {
			return fmt.Errorf("data set %d: %w", n, err)
		}
		cube := tables[set.Structure]
		before := len(cube.st.g.rows)
		if err := cube.add(set); err != nil {
			return fmt.Errorf("data set %d: %w", n, err)
		}
		g := &cube.st.g
		if isData {
			continue
		}
		if len(g.rows) == before {
			m.deleted = append(m.deleted, sdmxNote{place{row: n + 1, field: "action"}, "the whole data set"})
		}
		for i := before; i < len(g.rows); i++ {
			m.deleted = append(m.deleted, sdmxNote{g.at(i, "action"), strings.Join(g.rows[i], " ")})
		}
		g.rows, g.lines = g.rows[:before], g.lines[:before]
	}
	for _, cube := range tables {
		m.parts = append(m.parts, sdmxPart{flow: cube.s.flow(), st: cube.st})
	}
	return nil
}

var flowLink = regexp.MustCompile(`(?i)(?:Dataflow=[^:]+:|/dataflow/[^/]+/)([A-Za-z0-9_@$.-]+)`)

func (s *sdmxStructure) flow() string {
	for _, l := range s.Links {
		for _, address := range []string{l.URN, l.Href} {
			if m := flowLink.FindStringSubmatch(address); m != nil {
				return m[1]
			}
		}
	}
	return ""
}

// sdmxCube makes a table of the data sets of one structure.
type sdmxCube struct {
	s        *sdmxStructure
	measures []string
	columns  map[string]int
	st       statTable
}

func newSDMXCube(s *sdmxStructure) *sdmxCube {
	c := &sdmxCube{s: s, columns: map[string]int{}}
	var header []string
	for _, d := range s.Dimensions.all() {
		header = append(header, d.ID)
	}
	dims := slices.Clone(header)
	c.measures = []string{"OBS_VALUE"}
	if len(s.Measures.Observation) > 0 {
		c.measures = nil
		for _, m := range s.Measures.Observation {
			c.measures = append(c.measures, m.ID)
		}
	}
	header = append(header, c.measures...)
	for _, a := range s.Attributes.all() {
		header = append(header, a.ID)
	}
	c.st = sdmxTable(header, 0)
	for _, d := range dims {
		c.st.dims[d] = true
	}
	for i, id := range header {
		if _, taken := c.columns[id]; !taken {
			c.columns[id] = i
		}
	}
	return c
}

// sdmxCells are the words of a row by the id of their component.
type sdmxCells map[string]string

func (c *sdmxCube) add(set sdmxDataSet) error {
	common := sdmxCells{}
	for _, d := range c.s.Dimensions.DataSet {
		if len(d.Values) != 1 {
			return fmt.Errorf("dimension %s has %d values for the whole data set, not one", d.ID, len(d.Values))
		}
		common[d.ID] = d.Values[0].word()
	}
	if err := fill(common, c.s.Attributes.DataSet, set.Attributes); err != nil {
		return err
	}
	groups, err := newSDMXGroups(c.s, set.Groups)
	if err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(set.Series)) {
		series := set.Series[key]
		cells := maps.Clone(common)
		if err := locate(cells, c.s.Dimensions.Series, key); err != nil {
			return fmt.Errorf("series %s: %w", key, err)
		}
		if err := fill(cells, c.s.Attributes.Series, series.Attributes); err != nil {
			return fmt.Errorf("series %s: %w", key, err)
		}
		if err := c.rows(cells, c.s.Dimensions.Observation, series.Observations, groups); err != nil {
			return fmt.Errorf("series %s: %w", key, err)
		}
	}
	return c.rows(common, slices.Concat(c.s.Dimensions.Series, c.s.Dimensions.Observation), set.Observations, groups)
}

// rows adds one row for each observation, whose key is over dims.
func (c *sdmxCube) rows(common sdmxCells, dims []sdmxComponent, observations map[string][]json.RawMessage, groups *sdmxGroups) error {
	for _, key := range slices.Sorted(maps.Keys(observations)) {
		values := observations[key]
		cells := maps.Clone(common)
		if err := locate(cells, dims, key); err != nil {
			return fmt.Errorf("observation %s: %w", key, err)
		}
		for i, id := range c.measures {
			if i < len(values) {
				var t looseText
				if err := t.UnmarshalJSON(bytes.TrimSpace(values[i])); err != nil {
					return fmt.Errorf("observation %s: %s: %w", key, id, err)
				}
				cells[id] = string(t)
			}
		}
		rest := values[min(len(values), len(c.measures)):]
		// What follows the attributes are annotations.
		rest = rest[:min(len(rest), len(c.s.Attributes.Observation))]
		if err := fill(cells, c.s.Attributes.Observation, rest); err != nil {
			return fmt.Errorf("observation %s: %w", key, err)
		}
		if err := groups.fill(cells); err != nil {
			return fmt.Errorf("observation %s: %w", key, err)
		}
		c.row(cells)
	}
	return nil
}

func (c *sdmxCube) row(cells sdmxCells) {
	row := make([]string, len(c.st.g.rows[0]))
	for id, word := range cells {
		row[c.columns[id]] = word
	}
	c.st.g.lines = append(c.st.g.lines, len(c.st.g.rows))
	c.st.g.rows = append(c.st.g.rows, row)
}
