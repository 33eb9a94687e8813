package dashboard

import (
	"encoding/json"
	"strconv"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// sdmxFlow is the dataflow that our SDMX-CSV names.
const sdmxFlow = "WSISWATCH:DF_ICT(1.0.0)"

// sdmxRow is an observation as a row of SDMX-CSV 2.0: what identifies the
// structure, dimensions, the measure, attributes, then columns of our own.
// Concepts have the names of the cross-domain list and of the UN's own flows.
type sdmxRow struct {
	Structure string         `json:"STRUCTURE"`
	Flow      string         `json:"STRUCTURE_ID"`
	Action    string         `json:"ACTION"` // I: for information
	Frequency string         `json:"FREQ"`
	Indicator string         `json:"INDICATOR"`
	Area      string         `json:"REF_AREA"`
	Sex       string         `json:"SEX"`
	Age       string         `json:"AGE"`
	Location  string         `json:"URBANISATION"`
	Breakdown string         `json:"COMP_BREAKDOWN"`
	Source    string         `json:"DATA_SOURCE"`
	Year      int            `json:"TIME_PERIOD"`
	Value     json.Number    `json:"OBS_VALUE"`
	Unit      string         `json:"UNIT_MEASURE"` // not coded: as published
	Decimals  *int           `json:"DECIMALS"`
	Status    data.Status    `json:"OBS_STATUS"`
	Maker     progress.Maker `json:"DATA_COMP"`
	Note      string         `json:"COMMENT_OBS"`
	Citation  string         `json:"SOURCE_DETAIL"`
	AreaName  string         `json:"REF_AREA_NAME"`
	Bound     string         `json:"BOUND"`
	Licence   string         `json:"LICENCE"`
	Snapshot  string         `json:"SNAPSHOT"`
	Published data.Date      `json:"PUBLISHED"`
	Retrieved data.Date      `json:"RETRIEVED"`
}

// sdmxCSV is a download as SDMX-CSV 2.0.
func (s *site) sdmxCSV(d dataset) ([]byte, error) {
	rows := make([]sdmxRow, len(d.rows))
	for i, r := range d.rows {
		rows[i] = sdmxRow{
			Structure: "dataflow", Flow: sdmxFlow, Action: "I", Frequency: "A", Indicator: r.Indicator, Area: r.Area,
			Sex: r.Sex, Age: r.Age, Location: r.Location, Breakdown: r.Breakdown, Source: r.Source, Year: r.Year,
			Value: r.Value, Unit: r.Unit, Decimals: r.Decimals, Status: r.Status, Maker: r.Maker, Note: r.Note, Citation: r.Citation,
			AreaName: r.AreaName, Bound: r.Bound, Licence: r.Licence, Snapshot: strconv.FormatInt(r.Snapshot, 10),
			Published: r.Published, Retrieved: r.Retrieved,
		}
	}
	return encodeCSV(rows)
}
