package metrics

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wsiswatch/wsiswatch/progress"
)

// WriteHistory writes every value of every line in OpenMetrics, stamped with
// the first moment of its year in Unix seconds, as promtool builds blocks from.
// indicators and areas nil mean all.
func WriteHistory(w io.Writer, e *progress.Edition, indicators, areas map[string]bool) error {
	b := bufio.NewWriter(w)
	for _, f := range LineFamilies(e) {
		if indicators != nil && !indicators[f.Indicator.ID] {
			continue
		}
		names, headed := f.Labels(), false
		f.Lines(e, areas, func(values []string, l progress.Line) {
			if !headed {
				headed = true
				fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s gauge\n", f.Name, escape(f.Help), f.Name)
			}
			series := f.Name + "{" + pairs(names, values) + "} "
			for _, p := range l.Points {
				b.WriteString(series)
				b.WriteString(strconv.FormatFloat(p.Value*f.Indicator.MetricScale, 'g', -1, 64))
				b.WriteByte(' ')
				b.WriteString(strconv.FormatInt(time.Date(p.Year, time.January, 1, 0, 0, 0, 0, time.UTC).Unix(), 10))
				b.WriteByte('\n')
			}
		})
	}
	b.WriteString("# EOF\n")
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write the history: %w", err)
	}
	return nil
}

func pairs(names, values []string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = name + `="` + escape(values[i]) + `"`
	}
	slices.Sort(list)
	return strings.Join(list, ",")
}

// escape writes text of HELP and of labels as OpenMetrics wants both.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s)
}
