package seed

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// Export writes each snapshot of the store, oldest first, as one file in dir:
// the figures in the snapshot's scope as of that snapshot, of the codes that
// the catalogue wants. Publishers' notes are left out.
func Export(ctx context.Context, store data.Reader, dir string, cat *data.Catalog) error {
	snapshots, err := store.Snapshots(ctx, 0)
	if err != nil {
		return fmt.Errorf("list snapshots: %w", err)
	}
	slices.SortFunc(snapshots, func(a, b data.Snapshot) int { return int(a.ID - b.ID) })
	wanted := cat.SeriesCodes()
	n := 0
	for _, s := range snapshots {
		s.Scope.Codes = slices.DeleteFunc(slices.Clone(s.Scope.Codes), func(c string) bool { return !slices.Contains(wanted[s.Source], c) })
		if len(s.Scope.Codes) == 0 {
			continue
		}
		n++
		source, _ := cat.Source(s.Source)
		if err := exportOne(ctx, store, dir, n, s, source); err != nil {
			return fmt.Errorf("export snapshot %d of %s: %w", s.ID, s.Source, err)
		}
	}
	return nil
}

func exportOne(ctx context.Context, store data.Reader, dir string, n int, s data.Snapshot, source data.Source) error {
	var b bytes.Buffer
	writeHeader(&b, s, source)
	q := data.Query{Source: s.Source, Codes: s.Scope.Codes}
	err := store.Series(ctx, s.ID, q, func(series data.Series) error {
		if s.Scope.Areas != nil && !slices.Contains(s.Scope.Areas, series.Area) {
			return nil
		}
		writeSeries(&b, series, s.Scope)
		return nil
	})
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%03d-%s-%s.txt", n, s.Source, s.Origin.Published)
	return os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644)
}

func writeHeader(b *bytes.Buffer, s data.Snapshot, source data.Source) {
	for _, h := range [][2]string{
		{"source", s.Source}, {"publisher", source.Publisher}, {"data set", source.Title},
		{"edition", s.Origin.Edition}, {"published", s.Origin.Published.String()}, {"url", source.URL}, {"file", s.Origin.File},
		{"format", s.Origin.Format}, {"sha256", s.Origin.SHA256}, {"licence", source.Licence}, {"citation", source.Citation},
		{"codes", strings.Join(s.Scope.Codes, "|")}, {"areas", strings.Join(s.Scope.Areas, "|")},
		{"from", strconv.Itoa(s.Scope.From)}, {"to", strconv.Itoa(s.Scope.To)},
	} {
		if h[1] != "" {
			fmt.Fprintf(b, "# %s: %s\n", h[0], strings.Join(strings.Fields(h[1]), " "))
		}
	}
}

func writeSeries(b *bytes.Buffer, s data.Series, scope data.Scope) {
	points := slices.DeleteFunc(slices.Clone(s.Points), func(p data.Point) bool { return p.Year < scope.From || p.Year > scope.To })
	if len(points) == 0 {
		return
	}
	d := s.Dims
	short := func(v string) string {
		if v == data.Total {
			return ""
		}
		return v
	}
	fmt.Fprintf(b, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t", s.Code, s.Area, short(d.Sex), short(d.Age), short(d.Location), short(d.Breakdown), points[0].Year)
	year := points[0].Year
	for i, p := range points {
		for ; year < p.Year; year++ {
			b.WriteString(" " + gap)
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(cellOf(p))
		year++
	}
	b.WriteByte('\n')
}

// cellOf prints a figure so that readCell gives it back, to the last bit.
func cellOf(p data.Point) string {
	if !p.Has() {
		return string(data.Missing)
	}
	text := strconv.FormatFloat(p.Value, 'f', max(p.Decimals, -1), 64)
	if back, err := strconv.ParseFloat(text, 64); err != nil || back != p.Value || p.Decimals < 0 {
		text = strconv.FormatFloat(p.Value, 'f', -1, 64) + "~"
	}
	switch p.Bound {
	case data.Below:
		text = "<" + text
	case data.Above:
		text = ">" + text
	}
	if p.Status != data.Normal {
		text += string(p.Status)
	}
	return text
}
