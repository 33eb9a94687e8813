package collector

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// keep stores an observation unless the file has said it before.
func (r *reading) keep(o *data.Observation, c *candidate) error {
	n := r.seriesOf(o.Key)
	s := &r.out.Series[n]
	at, twice := slices.BinarySearchFunc(s.Points, o.Year, func(p data.Point, year int) int { return p.Year - year })
	if !twice {
		s.Points = slices.Insert(s.Points, at, o.Point)
		r.spots[n] = slices.Insert(r.spots[n], at, r.spot(c.at))
		r.newest = &s.Points[at]
		r.kept++
		return nil
	}
	first := &s.Points[at]
	if first.Value == o.Value && first.Bound == o.Bound && first.Status == o.Status {
		r.leave(duplicate, c.at, c.text)
		return nil
	}
	of := strings.TrimSpace(fmt.Sprintf("%s of %s in %d %s", o.Code, o.Area, o.Year, o.Dims))
	return fmt.Errorf("%s and %s both give %s: %v (%s) and %v (%s); ask the publisher which holds, or declare one under wrong_cells",
		r.place(r.spots[n][at]), c.at, of, first.Value, first.Status, o.Value, o.Status)
}

// seriesOf is the index of a series in the result. Files hold the rows of one
// together, so that most rows ask for the last one.
func (r *reading) seriesOf(k data.Key) int {
	if len(r.out.Series) > 0 && k == r.out.Series[r.last].Key {
		return r.last
	}
	n, known := r.number(&k)
	if !known {
		r.out.Series, r.spots = append(r.out.Series, data.Series{Key: k}), append(r.spots, nil)
		passRoom(&r.out.Series[r.newly].Points, &r.out.Series[n].Points)
		passRoom(&r.spots[r.newly], &r.spots[n])
		r.newly = n
	}
	r.last = n
	return n
}

// passRoom gives the memory behind the end of one list to another: the lists of
// a file's series are short and many, and are written one after the other.
func passRoom[T any](from, to *[]T) {
	const least, atOnce = 32, 1024
	room := (*from)[len(*from):]
	*from = slices.Clip(*from)
	if cap(room) < least {
		room = make([]T, 0, atOnce)
	}
	*to = room
}

// expect makes room for the rows to come, from the share of the file that gave
// those that are there: memory is what a large file takes most time for, and
// lists that move to a larger place take it twice.
func (r *reading) expect(share float64) {
	more := func(n int) int { return int(1.1 * float64(n) * (1/share - 1)) }
	r.out.Series = slices.Grow(r.out.Series, more(len(r.out.Series)))
	r.spots = slices.Grow(r.spots, more(len(r.spots)))
	if len(r.out.Series) == 0 {
		return
	}
	points, spots := &r.out.Series[r.newly].Points, &r.spots[r.newly]
	n := more(r.kept)
	if cap(*points)-len(*points) < n {
		*points, *spots = slices.Grow(*points, n), slices.Grow(*spots, n)
		onLargePages((*points)[:0:cap(*points)])
	}
}

// seriesIndex numbers series by their keys. The words are numbered first: keys
// of numbers take a tenth of the room, and are found in as much less time.
type seriesIndex struct {
	words   map[string]int32
	texts   []string // the words by number
	numbers map[[6]int32]int
	last    int // the series of the last row
	newly   int // the series that came last, which has the room for more points
}

func newSeriesIndex() seriesIndex {
	return seriesIndex{words: map[string]int32{}, numbers: map[[6]int32]int{}}
}

// number gives the number of a key of the one source that is read, and whether
// it had one. Its words become those that are kept: a word of a row would keep
// the whole file in memory.
func (x *seriesIndex) number(k *data.Key) (n int, known bool) {
	id := [6]int32{x.word(&k.Code), x.word(&k.Area), x.word(&k.Sex), x.word(&k.Age), x.word(&k.Location), x.word(&k.Breakdown)}
	n, known = x.numbers[id]
	if !known {
		n = len(x.numbers)
		x.numbers[id] = n
	}
	return n, known
}

func (x *seriesIndex) word(s *string) int32 {
	n, known := x.words[*s]
	if !known {
		n = int32(len(x.texts))
		x.texts = append(x.texts, strings.Clone(*s))
		x.words[x.texts[n]] = n
	}
	*s = x.texts[n]
	return n
}

// spot is a place in eight bytes.
type spot struct{ row, head int32 }

func (r *reading) spot(at place) spot {
	head := place{sheet: at.sheet, field: at.field}
	n, known := r.headed[head]
	if !known {
		n = int32(len(r.heads))
		r.heads, r.headed[head] = append(r.heads, head), n
	}
	return spot{int32(at.row), n}
}

func (r *reading) place(s spot) place {
	at := r.heads[s.head]
	at.row = int(s.row)
	return at
}
