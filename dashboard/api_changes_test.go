package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// newChangesWorld is the world of the interface with a fourth load, in which
// the publisher no longer has some of the figures of Kenya.
func newChangesWorld(t testing.TB) *apiWorld {
	w := newAPIWorld(t)
	l := apiSecondRelease(t)
	l.Series, l.Origin.SHA256, l.Origin.Edition = l.Series[:7], "44", "March 2025"
	w.save(t, l)
	w.live.Store(w.build(t, "2025-06-01"))
	return w
}

// changeLine is what a row says, in short.
func changeLine(r ChangeRow) string {
	cell := func(v *json.Number, status data.Status, bound string, snapshot *int64) string {
		if snapshot == nil {
			return "none"
		}
		out := "null"
		if v != nil {
			out = v.String()
		}
		return fmt.Sprintf("%s%s%s@%d", out, status, bound, *snapshot)
	}
	dims := data.Dims{Sex: r.Sex, Age: r.Age, Location: r.Location, Breakdown: r.Breakdown}
	out := fmt.Sprintf("%s %s %s %s %s %d: %s -> %s", r.Kind, r.Source, r.Code, r.Area, dims, r.Year,
		cell(r.Old, r.OldStatus, r.OldBound, r.OldSnapshot), cell(r.New, r.NewStatus, r.NewBound, r.NewSnapshot))
	if r.Percent != nil {
		out += fmt.Sprintf(" %.2f%%", *r.Percent)
	}
	return strings.TrimSpace(out + " " + strings.Join(r.Differs, ","))
}

func TestAPIChanges(t *testing.T) {
	w := newChangesWorld(t)
	for _, c := range []struct {
		name, query string
		want        []string
	}{
		{"the last load", "", []string{
			"withdrawn itu USERS KEN  2022: 29.40E@3 -> none",
			"withdrawn itu USERS KEN  2023: nullM@3 -> none",
			"withdrawn itu USERS KEN  2024: 35Pabove@3 -> none",
		}},
		{"a release", "?from=2&to=3", []string{
			"revised itu USERS KEN  2021: 25.0A@1 -> 25.5A@3 2.00% value",
			"revised itu USERS KEN  2022: 27.0A@1 -> 29.40E@3 8.89% value,status,note",
			"revised itu USERS KEN  2023: 28.8A@1 -> nullM@3 value,status",
			"added itu USERS KEN  2024: none -> 35Pabove@3",
		}},
		{"by days of publication, the day itself included", "?from=2023-12-01&to=2024-12-01&kind=revised&source=itu", []string{
			"revised itu USERS KEN  2021: 25.0A@1 -> 25.5A@3 2.00% value", // snapshot 4 has the same day
		}},
		{"the day before", "?from=2023-12-01&to=2024-11-30&source=itu", nil},
		{"over several loads", "?from=1&area=KEN&indicator=internet_users&kind=withdrawn,revised", []string{
			"revised itu USERS KEN  2021: 25.0A@1 -> 25.5A@3 2.00% value",
			"withdrawn itu USERS KEN  2022: 27.0A@1 -> none",
			"withdrawn itu USERS KEN  2023: 28.8A@1 -> none",
		}},
		{"two sources, one area", "?from=0&to=2&area=TCD&source=itu,wb-wdi&indicator=internet_users", []string{
			"added wb-wdi IT.NET TCD  2015: none -> 3.0A@2",
			"added wb-wdi IT.NET TCD  2016: none -> 4.0A@2",
		}},
		{"an indicator of a formula", "?from=0&to=1&indicator=parity&area=WLD&kind=added", func() (out []string) {
			for i := range 9 {
				out = append(out, fmt.Sprintf("added itu USERS WLD sex=F %d: none -> %d.0A@1", 2015+i, 38+4*i))
			}
			for i := range 9 {
				out = append(out, fmt.Sprintf("added itu USERS WLD sex=M %d: none -> %d.0A@1", 2015+i, 42+4*i))
			}
			return out
		}()},
		{"an indicator that reads no series", "?from=0&indicator=schools", nil},
		{"a state with itself", "?from=3&to=3", nil},
		{"from nothing to nothing", "?from=0&to=0", nil},
		{"a negative value", "?from=0&to=1&indicator=balance", []string{
			"added itu BALANCE KEN  2015: none -> -3.5A@1", "added itu BALANCE KEN  2016: none -> 0.0A@1", "added itu BALANCE KEN  2018: none -> 2.5A@1",
		}},
		{"in a vintage", "?vintage=old&area=XEV", []string{"added itu USERS XEV  2015: none -> 5.0A@1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, r := range apiRows[ChangeRow](t, w, "changes"+c.query) {
				got = append(got, changeLine(r))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// TestAPIChangesNameTheirReaders: weights are none, a breakdown has the unit
// of the indicator that shows it, a part of a formula has none.
func TestAPIChangesNameTheirReaders(t *testing.T) {
	w := newChangesWorld(t)
	for _, c := range []struct {
		query      string
		indicators []string
		unit       string
	}{
		{"area=KEN&source=itu&indicator=internet_users", []string{"internet_users"}, "% of population"},
		{"area=WLD&indicator=parity", []string{"internet_users", "parity"}, "% of population"},
		{"source=wb-wdi&area=TCD", []string{"internet_users"}, "% of population"},
		{"source=wb-wdi", []string{"internet_users"}, "% of population"},
	} {
		rows := apiRows[ChangeRow](t, w, "changes?from=0&"+c.query)
		if len(rows) == 0 || !slices.Equal(rows[0].Indicators, c.indicators) || rows[0].Unit != c.unit {
			t.Errorf("%s: %+v", c.query, rows[:min(len(rows), 1)])
		}
	}
	rows := apiRows[ChangeRow](t, w, "changes?from=0&source=wb-wdi")
	if last := rows[len(rows)-1]; last.Code != "SP.POP.TOTL" || last.Indicators == nil || len(last.Indicators) != 0 || last.Unit != "" {
		t.Errorf("a weight names its readers: %+v", last)
	}
}

func TestAPIChangesWalk(t *testing.T) {
	w := newChangesWorld(t)
	for _, path := range []string{"changes?from=0", "changes?from=1&source=itu", "changes?from=0&kind=added&area=KEN,TCD"} {
		whole := apiRows[json.RawMessage](t, w, path)
		_, body := w.ask(t, http.MethodGet, apiCSVPath(path))
		head, lines := apiReadCSV(t, body)
		if len(lines) != len(whole) || len(whole) < 3 || !slices.Contains(head, "licence") {
			t.Errorf("%s: %d lines of CSV, %d rows, columns %v", path, len(lines), len(whole), head)
		}
		for _, limit := range []int{1, 3, len(whole), len(whole) + 1} {
			if got := apiWalkJSON(t, w, path, limit); !slices.EqualFunc(got, whole, apiEqualJSON) {
				t.Errorf("%s by %d: the walk has %d rows, the list %d, or others", path, limit, len(got), len(whole))
			}
			if got := apiWalkCSV(t, w, path, limit); fmt.Sprint(got) != fmt.Sprint(lines) {
				t.Errorf("%s by %d: the walk has %d lines, the table %d, or others", path, limit, len(got), len(lines))
			}
		}
	}
}

func TestAPIChangesRefuses(t *testing.T) {
	w := newChangesWorld(t)
	for _, c := range []struct {
		query, field, want string
		status             int
	}{
		{"from=9", "from", "the newest is 4", 404},
		{"to=5", "to", "the newest is 4", 404},
		{"to=2&vintage=old", "to", "the newest is 1", 404},
		{"from=soon", "from", "YYYY-MM-DD", 404},
		{"from=3&to=1", "from", "after to", 400},
		{"from=2025-01-01&to=2024-01-01", "from", "after to", 400},
		{"source=nowhere", "source", "nowhere", 404},
		{"indicator=nothing", "indicator", "nothing", 404},
		{"area=XYZ", "area", "XYZ", 404},
		{"kind=better", "kind", "no kind of change", 400},
		{"code=USERS", "code", "no parameter", 400},
	} {
		t.Run(c.query, func(t *testing.T) {
			if e := w.get(t, "changes?"+c.query, c.status).Error; e.Field != c.field || !strings.Contains(e.Message, c.want) || e.Hint == "" {
				t.Errorf("%+v, want %q in %s", e, c.want, c.field)
			}
		})
	}
}

// TestAPIChangesCSV holds what a table must not lose: empty cells for what is
// not there, names that are no formulas, the licence of each figure.
func TestAPIChangesCSV(t *testing.T) {
	w := newChangesWorld(t)
	_, body := w.ask(t, http.MethodGet, apiBase+"changes.csv?from=0&to=1&area=XEV")
	want := "source,code,indicators,unit,area,area_name,sex,age,location,breakdown,year,kind,old,new,percent,differs," +
		"old_status,new_status,old_bound,new_bound,old_snapshot,new_snapshot,snapshot,by,licence,citation\n" +
		"itu,USERS,internet_users,% of population,XEV,'" + apiHostileName + ",_T,_T,_T,_T,2015,added,,5.0,,,,A,,,,1,1,publisher,CC BY-NC-SA 3.0 IGO,ITU.\n"
	if body != want {
		t.Errorf("got\n%s\nwant\n%s", body, want)
	}
}

// failing is a store that cannot list what it holds.
type failing struct{ data.Reader }

var errDisk = errors.New("the disk is gone")

func (failing) Snapshots(context.Context, int64) ([]data.Snapshot, error) { return nil, errDisk }

func TestChangesPassErrorsOn(t *testing.T) {
	w := newChangesWorld(t)
	c := Changes{Store: failing{w.store}, Catalog: w.catalog, From: 1, To: 3}
	if err := c.Each(context.Background(), func(data.Change) error { return nil }); !errors.Is(err, errDisk) {
		t.Errorf("an error of the store became %v", err)
	}
	c.Store = w.store
	if err := c.Each(context.Background(), func(data.Change) error { return errFull }); !errors.Is(err, errFull) {
		t.Errorf("an error of yield became %v", err)
	}
}

// A change so large that it has no number must not spoil the answer.
func TestChangeRowWithoutPercent(t *testing.T) {
	w := newAPIWorld(t)
	for _, c := range []struct {
		name     string
		old, new float64
	}{{"from zero", 0, 5}, {"beyond all numbers", math.SmallestNonzeroFloat64, math.MaxFloat64}, {"to missing", 5, math.NaN()}} {
		row := NewChangeRows(w.catalog).Row(data.Change{Key: data.Key{Area: "GONE"}, Old: &data.Point{Value: c.old}, New: &data.Point{Value: c.new}})
		if row.Percent != nil || row.AreaName != "GONE" {
			t.Errorf("%s: %+v", c.name, row)
		}
		if _, err := json.Marshal(row); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
