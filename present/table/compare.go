package table

import (
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Comparison is the latest values of one indicator in several areas.
type Comparison struct {
	Indicator data.Indicator
	Cells     []Item // one for each area, in their order; without verdicts
}

// Compare sets areas side by side: the indicators in catalogue order that at
// least one of them has a value of, and how many none has a value of.
func Compare(e *progress.Edition, areas []string) (rows []Comparison, without int) {
	for _, in := range e.Catalog().Indicators() {
		row := Comparison{Indicator: in}
		any := false
		for _, area := range areas {
			it := Item{Indicator: in, Line: e.Line(in.ID, area, data.Dims{}, "")}
			it.Last, it.Has = it.Line.Last()
			any = any || it.Has
			row.Cells = append(row.Cells, it)
		}
		if !any {
			without++
			continue
		}
		rows = append(rows, row)
	}
	return rows, without
}
