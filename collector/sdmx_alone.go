package collector

import (
	"fmt"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

type seriesYear struct {
	series int // as reading numbers them
	year   int
}

// alone refuses a row that cannot be told from another one of its series: the
// two differ in a dimension that the layout does not say anything about, so
// that either would be taken for the whole.
func (sr *statReader) alone(c candidate, i int) error {
	area, ok := sr.live(c)
	if !ok {
		return nil
	}
	row := sr.t.g.rows[i]
	firsts := sr.words[c.code]
	if firsts == nil {
		firsts = map[int]firstWord{}
		sr.words[c.code] = firsts
	}
	for _, col := range sr.watched {
		word := plain(cellOf(row, col))
		if word == notApplicable || word == data.Total {
			word = ""
		}
		first, known := firsts[col]
		if !known {
			firsts[col] = firstWord{word, i}
		} else if first.word != word {
			return fmt.Errorf("%s of %s: rows %d and %d differ in %q (%q and %q), which the layout does not name; declare it there under dims, or under where with the words to keep",
				c.code, area, sr.t.g.line(first.row), sr.t.g.line(i), sr.t.header[col], first.word, word)
		}
	}
	year, _ := readYear(c.year)
	series := data.Key{Source: sr.r.spec.ID, Code: c.code, Area: area, Dims: c.dims.Full()}
	key := seriesYear{sr.r.seriesOf(series), year}
	before, twice := sr.rows[key]
	if !twice {
		sr.rows[key] = i
		return nil
	}
	return sr.twice(c, key, before, i)
}

// live says whether a row is going to be an observation, and of which area.
func (sr *statReader) live(c candidate) (area string, ok bool) {
	if c.code == "" || sr.r.want != nil && !sr.r.want[c.code] {
		return "", false
	}
	if _, reason := readYear(c.year); reason != "" {
		return "", false
	}
	area, reason := sr.r.area(c.area)
	if reason != "" {
		return "", false
	}
	_, reason = sr.r.rules.number.read(c.text)
	return area, reason == ""
}

// twice refuses two rows of one key that differ beside their value. Two that do
// not are the reading's to judge.
func (sr *statReader) twice(c candidate, key seriesYear, before, i int) error {
	var differ []string
	for col, name := range sr.t.header {
		a, b := plain(cellOf(sr.t.g.rows[before], col)), plain(cellOf(sr.t.g.rows[i], col))
		if a != b && col != sr.t.values[0].column {
			differ = append(differ, fmt.Sprintf("%s (%s, %s)", name, shorten(a), shorten(b)))
		}
	}
	if len(differ) == 0 {
		return nil
	}
	series := sr.r.out.Series[key.series]
	of := strings.TrimSpace(fmt.Sprintf("%s of %s in %d %s", series.Code, series.Area, key.year, c.dims))
	return fmt.Errorf("rows %d and %d both give %s and differ in %s; declare in the layout, under dims or where, which is meant",
		sr.t.g.line(before), sr.t.g.line(i), of, strings.Join(differ, ", "))
}
