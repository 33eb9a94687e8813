package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
)

// CSV is a sheet as comma-separated values, in UTF-8, numbers with the digits
// that the publisher printed.
func CSV(s Sheet) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	record := append([]string{}, s.Columns...)
	if err := w.Write(record); err != nil {
		return nil, fmt.Errorf("write %s.csv: %w", s.Name, err)
	}
	for _, row := range s.Rows {
		record = record[:0]
		for _, c := range row {
			record = append(record, c.Text)
		}
		if err := w.Write(record); err != nil {
			return nil, fmt.Errorf("write %s.csv: %w", s.Name, err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, fmt.Errorf("write %s.csv: %w", s.Name, err)
	}
	return out.Bytes(), nil
}
