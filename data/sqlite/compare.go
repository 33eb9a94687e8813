package sqlite

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/wsiswatch/wsiswatch/data"
)

// target is a series that changes. id 0 is one that is not in the store yet.
type target struct {
	id   int64
	code int64
	key  *data.Key
}

// change is one row to be written.
type change struct {
	target int // index into comparison.targets
	point  *data.Point
}

// comparison is the difference between a load and the store in its scope.
type comparison struct {
	targets                   []target
	changes                   []change
	current, incoming         int
	added, revised, withdrawn int
	areasBefore, areasAfter   map[string]bool
	ratios                    map[string][]float64
	code                      codeRow
	open                      bool // whether the last target is the series at hand
}

// compare merges the current rows of the scope, code by code in key order, with
// the sorted load.
func (v *saving) compare() (*comparison, error) {
	n := data.CountRows(v.incoming)
	d := &comparison{incoming: n, changes: make([]change, 0, n), areasBefore: map[string]bool{}, areasAfter: map[string]bool{}, ratios: map[string][]float64{}}
	codes, err := v.codes()
	if err != nil {
		return nil, fmt.Errorf("read codes: %w", err)
	}
	// Under the write lock: every note of every current row is committed.
	notes, err := v.s.readNotes(v.quiet())
	if err != nil {
		return nil, err
	}
	e := extent{asOf: always, from: v.load.Scope.From, to: v.load.Scope.To}
	areas := set(v.load.Scope.Areas)
	rest := v.incoming
	for _, c := range codes {
		if err := v.ctx.Err(); err != nil {
			return nil, err
		}
		n := sort.Search(len(rest), func(i int) bool { return rest[i].Code > c.code })
		now, err := readSeries(v.quiet(), v.tx, c, e, notes)
		if err != nil {
			return nil, fmt.Errorf("read current rows of %q: %w", c.code, err)
		}
		if v.load.Scope.Areas != nil {
			now = slices.DeleteFunc(now, func(s stored) bool { return !areas[s.Area] })
		}
		d.code = c
		d.mergeCode(now, rest[:n])
		rest = rest[n:]
	}
	return d, nil
}

// codes gives the codes of the scope in order with their ids, new ones added.
func (v *saving) codes() ([]codeRow, error) {
	known, err := readCodes(v.quiet(), v.tx, v.load.Source)
	if err != nil {
		return nil, err
	}
	ids := map[string]int64{}
	for _, c := range known {
		ids[c.code] = c.id
	}
	out := make([]codeRow, len(v.load.Scope.Codes))
	for i, code := range v.load.Scope.Codes {
		id, ok := ids[code]
		if !ok {
			r, err := v.tx.ExecContext(v.quiet(), `INSERT INTO code (source, code) VALUES (?, ?)`, v.load.Source, code)
			if err != nil {
				return nil, err
			}
			if id, err = r.LastInsertId(); err != nil {
				return nil, err
			}
		}
		out[i] = codeRow{id, v.load.Source, code}
	}
	return out, nil
}

// mergeCode walks the series of one code on both sides in key order.
func (d *comparison) mergeCode(now []stored, in []data.Series) {
	for len(now) > 0 || len(in) > 0 {
		order := 0
		switch {
		case len(now) == 0:
			order = 1
		case len(in) == 0:
			order = -1
		default:
			order = now[0].Key.Compare(in[0].Key)
		}
		d.open = false
		if order < 0 {
			d.mergeSeries(&target{now[0].id, d.code.id, &now[0].Key}, now[0].Points, nil)
			now = now[1:]
			continue
		}
		t := &target{0, d.code.id, &in[0].Key}
		var points []data.Point
		if order == 0 {
			t.id, points, now = now[0].id, now[0].Points, now[1:]
		}
		d.mergeSeries(t, points, in[0].Points)
		in = in[1:]
	}
}

// mergeSeries walks the years of one series on both sides.
func (d *comparison) mergeSeries(t *target, now, in []data.Point) {
	d.current += len(now)
	if slices.ContainsFunc(now, data.Point.Has) {
		d.areasBefore[t.key.Area] = true
	}
	if slices.ContainsFunc(in, data.Point.Has) {
		d.areasAfter[t.key.Area] = true
	}
	for len(now) > 0 || len(in) > 0 {
		switch {
		case len(in) == 0 || len(now) > 0 && now[0].Year < in[0].Year:
			d.withdrawn++
			d.change(t, &data.Point{Year: now[0].Year, Value: math.NaN(), Decimals: -1, Status: data.Withdrawn})
			now = now[1:]
		case len(now) == 0 || in[0].Year < now[0].Year:
			d.added++
			d.change(t, &in[0])
			in = in[1:]
		default:
			d.pair(t, &now[0], &in[0])
			now, in = now[1:], in[1:]
		}
	}
}

func (d *comparison) pair(t *target, old, in *data.Point) {
	// A missing value is NaN, which is not zero but spoils the quotient.
	if old.Has() && in.Has() && old.Value != 0 && in.Value != 0 {
		d.ratios[t.key.Code] = append(d.ratios[t.key.Code], in.Value/old.Value)
	}
	if !old.Same(*in) {
		d.revised++
		d.change(t, in)
	}
}

func (d *comparison) change(t *target, p *data.Point) {
	if !d.open {
		d.targets = append(d.targets, *t)
		d.open = true
	}
	d.changes = append(d.changes, change{len(d.targets) - 1, p})
}

// diff sums the comparison up for the judge.
func (d *comparison) diff() data.Diff {
	out := data.Diff{Current: d.current, Incoming: d.incoming, Added: d.added, Revised: d.revised, Withdrawn: d.withdrawn,
		AreasBefore: len(d.areasBefore), AreasAfter: len(d.areasAfter), Ratio: map[string]float64{}}
	for code, list := range d.ratios {
		sort.Float64s(list)
		n := len(list)
		out.Ratio[code] = (list[(n-1)/2] + list[n/2]) / 2
	}
	return out
}
