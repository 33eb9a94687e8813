package sqlite

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// batch is the number of rows of one INSERT: more gains nothing measurable.
const batch = 100

// ahead is for how many batches values are made at a time: of each batch alone
// the two sides would wait for each other too often.
const ahead = 10

// insertChanges writes new series, new notes and the changed rows in the order
// of the primary key: random order costs three to five times as much.
func (v *saving) insertChanges(snapshot int64, d *comparison) error {
	if err := v.insertSeries(d); err != nil {
		return fmt.Errorf("write series: %w", err)
	}
	notes, err := v.insertNotes(d)
	if err != nil {
		return fmt.Errorf("write notes: %w", err)
	}
	later := func(a, b change) int { return cmp.Compare(d.targets[a.target].id, d.targets[b.target].id) }
	if !slices.IsSortedFunc(d.changes, later) {
		slices.SortStableFunc(d.changes, later)
	}
	const columns = 8
	// Each of these is the same in many rows, and is made a value once for all of them.
	var loaded, series, status any = snapshot, int64(0), ""
	err = v.insert("observation (series_id, year, snapshot_id, value, decimals, status, bound, note_id)", columns, len(d.changes),
		func(args []any, i int) []any {
			c := d.changes[i]
			var value, note any // NULL
			if c.point.Has() {
				value = c.point.Value
			}
			if c.point.Note != "" {
				note = notes[c.point.Note]
			}
			if id := d.targets[c.target].id; series != id {
				series = id
			}
			if s := string(c.point.Status); status != s {
				status = s
			}
			return append(args, series, int64(c.point.Year), loaded, value,
				int64(c.point.Decimals), status, int64(c.point.Bound), note)
		})
	if err != nil {
		return fmt.Errorf("write observations: %w", err)
	}
	return nil
}

// insertSeries adds the series that are new. Targets are in key order, so new
// ids follow it too.
func (v *saving) insertSeries(d *comparison) error {
	next, err := v.maxID("series")
	if err != nil {
		return err
	}
	var fresh []*target
	for i := range d.targets {
		if d.targets[i].id == 0 {
			next++
			d.targets[i].id = next
			fresh = append(fresh, &d.targets[i])
		}
	}
	const columns = 7
	return v.insert("series (id, code_id, area, sex, age, location, breakdown)", columns, len(fresh),
		func(args []any, i int) []any {
			t := fresh[i]
			return append(args, t.id, t.code, t.key.Area, t.key.Sex, t.key.Age, t.key.Location, t.key.Breakdown)
		})
}

// insertNotes adds the notes that are new and gives the ids of all that the
// changes need.
func (v *saving) insertNotes(d *comparison) (map[string]int64, error) {
	ids := map[string]int64{}
	known, err := v.s.readNotes(v.quiet())
	if err != nil {
		return nil, err
	}
	for i, text := range known {
		ids[text] = int64(i) + 1
	}
	next := int64(len(known))
	var fresh []string
	for _, c := range d.changes {
		if n := c.point.Note; n != "" && ids[n] == 0 {
			next++
			ids[n] = next
			fresh = append(fresh, n)
		}
	}
	const columns = 2
	return ids, v.insert("note (id, text)", columns, len(fresh), func(args []any, i int) []any {
		return append(args, ids[fresh[i]], fresh[i])
	})
}

func (v *saving) maxID(table string) (id int64, err error) {
	err = v.tx.QueryRowContext(v.quiet(), `SELECT coalesce(max(id), 0) FROM `+table).Scan(&id)
	return id, err
}

// insert writes n rows in batches; row appends the values of row i. It speaks to
// the driver itself: database/sql looks at each value and copies all of them,
// which takes as long as SQLite does with them.
func (v *saving) insert(into string, columns, n int, row func(args []any, i int) []any) error {
	whole := n / batch * batch
	return v.conn.Raw(func(c any) error {
		conn, ok := c.(driver.ConnPrepareContext)
		if !ok {
			return fmt.Errorf("the driver's %T cannot prepare statements", c)
		}
		if err := v.insertBatches(conn, values(into, columns, batch), 0, whole, batch, row); err != nil {
			return err
		}
		return v.insertBatches(conn, values(into, columns, n-whole), whole, n, n-whole, row)
	})
}

// insertBatches writes the rows from one to before another, so many at a time.
// Between batches it stops if the caller has given up.
func (v *saving) insertBatches(conn driver.ConnPrepareContext, text string, from, to, size int, row func(args []any, i int) []any) error {
	if from == to {
		return nil
	}
	statement, err := conn.PrepareContext(v.quiet(), text)
	if err != nil {
		return err
	}
	defer statement.Close()
	// By Query the driver hands all values to SQLite at once; Exec makes a call
	// into C for each of them.
	query, ok := statement.(driver.StmtQueryContext)
	if !ok {
		return fmt.Errorf("the driver's %T has no query", statement)
	}
	for named := range batches(from, to, size, row) {
		if err := v.ctx.Err(); err != nil {
			return err
		}
		done, err := query.QueryContext(v.quiet(), named)
		if err != nil {
			return err
		}
		if err := done.Close(); err != nil {
			return err
		}
	}
	return nil
}

// batches gives the values of so many rows at a time, good until the next ones
// are asked for. The next ones are made while SQLite writes some.
func batches(from, to, size int, row func(args []any, i int) []any) iter.Seq[[]driver.NamedValue] {
	return func(yield func([]driver.NamedValue) bool) {
		ready, enough := make(chan [][]driver.NamedValue), make(chan struct{})
		defer close(enough)
		go func() {
			defer close(ready)
			var args []any
			var room [2][ahead][]driver.NamedValue // one is written, one is filled
			for turn := 0; from < to; turn++ {
				some, n := &room[turn%2], 0
				for ; n < ahead && from < to; n++ {
					args = args[:0]
					for range size {
						args = row(args, from)
						from++
					}
					some[n] = some[n][:0]
					for i, a := range args {
						some[n] = append(some[n], driver.NamedValue{Ordinal: i + 1, Value: a})
					}
				}
				select {
				case ready <- some[:n]:
				case <-enough:
					return
				}
			}
		}()
		for some := range ready {
			for _, named := range some {
				if !yield(named) {
					return
				}
			}
		}
	}
}

// values is the text of an INSERT of n rows.
func values(into string, columns, n int) string {
	row := "(?" + strings.Repeat(",?", columns-1) + ")"
	return "INSERT INTO " + into + " VALUES " + row + strings.Repeat(","+row, max(n-1, 0))
}
