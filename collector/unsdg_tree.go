package collector

import (
	"encoding/json"
	"errors"
	"strings"

	"go.yaml.in/yaml/v3"
)

// unsdgTree is a file of one series as UNSD kept its releases of 2019: areas,
// and under each its values.
type unsdgTree struct {
	Series  string `json:"seriesCode"`
	Release string `json:"release"`
	Areas   *[]struct {
		Code looseText              `json:"geoAreaCode"`
		Data []map[string]looseText `json:"data"`
	} `json:"refAreas"`
}

// unsdgTreeColumns are the columns of the other dialects for the fields of a
// value.
func unsdgTreeColumns() map[string]string {
	return map[string]string{
		"natureCode": "Nature", "unitsCode": "Units", "unitmultiplierCode": "UnitMultiplier", "reportingTypeCode": "Reporting Type",
		"sexCode": "Sex", "ageCode": "Age", "locationCode": "Location", "typeOfSpeedCode": "Type of speed", "typeOfSkillCode": "Type of skill",
		"educationLevelCode": "Education level",
	}
}

// unsdgTreeJSON reads such a file. Its values say in words what is an
// estimate, which the tables of the same releases do not.
func unsdgTreeJSON(r *reading, node yaml.Node, f File) error {
	text, err := decode(f.Bytes, "")
	if err != nil {
		return err
	}
	var tree unsdgTree
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		return jsonFault(err)
	}
	if tree.Series == "" || tree.Areas == nil {
		return errors.New("no series or no areas: the file is none of the releases of 2019")
	}
	var rows []unsdgRow
	for _, area := range *tree.Areas {
		// As in the other old releases, see threeDigits.
		area.Code = looseText(strings.TrimLeft(string(area.Code), "0"))
		for _, fields := range area.Data {
			rows = append(rows, unsdgTreeRow(tree.Series, area.Code, fields))
		}
	}
	st, err := unsdgTable(rows)
	if err != nil {
		return err
	}
	r.out.Edition = or(r.out.Edition, tree.Release)
	return r.statistics(st, unsdgLayout(), node, f.Name)
}

func unsdgTreeRow(series string, area looseText, fields map[string]looseText) unsdgRow {
	row := unsdgRow{Series: series, Area: area, Year: fields["timePeriod"], Dimensions: map[string]looseText{}, Attributes: map[string]looseText{}}
	names := unsdgTreeColumns()
	for field, word := range fields {
		if strings.HasSuffix(field, "Code") {
			row.Dimensions[or(names[field], field)] = word
		}
	}
	if strings.Contains(strings.ToLower(string(fields["source"])), "estimate") {
		row.Dimensions["Nature"] = "E"
	}
	value, told := fields["value_detail"]
	if value == "" {
		value = or(value, fields["value_numeric_part"])
		_, other := fields["value_numeric_part"]
		told = told || other
	}
	if told {
		row.Value, _ = json.Marshal(string(value)) // a string cannot fail
	}
	return row
}
