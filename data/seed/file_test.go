package seed

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// head is the smallest header that can be read: five lines.
const head = "# source: src\n# sha256: 00aa\n# codes: A|B\n# from: 2015\n# to: 2024\n"

func TestRead(t *testing.T) {
	raw := head + "# publisher: Somebody\n# published: 2020-05-06\n# areas: KEN|TCD\n\n" +
		"A\tKEN\tF\tY15T24\tR\tQ1\t2015\t1 2.50 - 0\n" +
		"B\tTCD\t\t\t\t\t2018\t<0.1 >95E M 0.3~P -4.2 12B\r\n"
	l, err := Read("f.txt", []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	if l.Source != "src" || l.Origin.SHA256 != "00aa" || l.Origin.Published != day(t, "2020-05-06") || l.Read != 9 ||
		!slices.Equal(l.Scope.Codes, []string{"A", "B"}) || !slices.Equal(l.Scope.Areas, []string{"KEN", "TCD"}) || l.Scope.From != 2015 || l.Scope.To != 2024 {
		t.Errorf("%+v", l)
	}
	parts := data.Key{Source: "src", Code: "A", Area: "KEN", Dims: data.Dims{Sex: "F", Age: "Y15T24", Location: "R", Breakdown: "Q1"}}
	whole := data.Key{Source: "src", Code: "B", Area: "TCD", Dims: data.Totals}
	want := []data.Observation{
		{Key: parts, Point: data.Point{Year: 2015, Value: 1, Status: data.Normal}},
		{Key: parts, Point: data.Point{Year: 2016, Value: 2.5, Decimals: 2, Status: data.Normal}},
		{Key: parts, Point: data.Point{Year: 2018, Value: 0, Status: data.Normal}},
		{Key: whole, Point: data.Point{Year: 2018, Value: 0.1, Decimals: 1, Status: data.Normal, Bound: data.Below}},
		{Key: whole, Point: data.Point{Year: 2019, Value: 95, Status: data.Estimated, Bound: data.Above}},
		{Key: whole, Point: data.Point{Year: 2020, Value: math.NaN(), Status: data.Missing}},
		{Key: whole, Point: data.Point{Year: 2021, Value: 0.3, Decimals: -1, Status: data.Provisional}},
		{Key: whole, Point: data.Point{Year: 2022, Value: -4.2, Decimals: 1, Status: data.Normal}},
		{Key: whole, Point: data.Point{Year: 2023, Value: 12, Status: data.Break}},
	}
	if !slices.EqualFunc(slices.Collect(data.Rows(l.Series)), want, sameObservation) {
		t.Errorf("%+v\nwant\n%+v", l.Series, want)
	}
}

func sameObservation(a, b data.Observation) bool { return a.Key == b.Key && a.Same(b.Point) }

func TestReadNamesFileAndLine(t *testing.T) {
	const good = "A\tKEN\t\t\t\t\t2020\t1\n"
	for _, c := range []struct{ name, raw, want string }{
		{"a word for a figure", head + good + "B\tKEN\t\t\t\t\t2020\t1 two\n", `f.txt:7: value of 2021: "two" is not a figure`},
		{"a status and no figure", head + "A\tKEN\t\t\t\t\t2020\tE\n", `f.txt:6: value of 2020: "E"`},
		{"not a number", head + "A\tKEN\t\t\t\t\t2020\tnan\n", "f.txt:6: value of 2020"},
		{"infinite", head + "A\tKEN\t\t\t\t\t2020\t1e999\n", "f.txt:6: value of 2020"},
		{"hexadecimal", head + "A\tKEN\t\t\t\t\t2020\t0x1p-2\n", "f.txt:6: value of 2020"},
		{"an exponent", head + "A\tKEN\t\t\t\t\t2020\t1e5\n", "f.txt:6: value of 2020"},
		{"an underscore", head + "A\tKEN\t\t\t\t\t2020\t1_000\n", "f.txt:6: value of 2020"},
		{"a plus sign", head + "A\tKEN\t\t\t\t\t2020\t+1\n", "f.txt:6: value of 2020"},
		{"a point without digits", head + "A\tKEN\t\t\t\t\t2020\t1.\n", "f.txt:6: value of 2020"},
		{"a point before the digits", head + "A\tKEN\t\t\t\t\t2020\t.5\n", "f.txt:6: value of 2020"},
		{"an unknown status", head + "A\tKEN\t\t\t\t\t2020\t5Z\n", `f.txt:6: value of 2020: "5Z"`},
		{"a withdrawn figure", head + "A\tKEN\t\t\t\t\t2020\t5W\n", `f.txt:6: value of 2020: "5W"`},
		{"a figure that is missing", head + "A\tKEN\t\t\t\t\t2020\t5M\n", `f.txt:6: value of 2020: "5M"`},
		{"normal said twice", head + "A\tKEN\t\t\t\t\t2020\t5A\n", `f.txt:6: value of 2020: "5A"`},
		{"two statuses", head + "A\tKEN\t\t\t\t\t2020\t5EP\n", `f.txt:6: value of 2020: "5EP"`},
		{"two bounds", head + "A\tKEN\t\t\t\t\t2020\t<>1\n", "f.txt:6: value of 2020"},
		{"a field too few", head + "A\tKEN\t\t\t\t2020\t1\n", "f.txt:6: 7 fields, want 8"},
		{"a field too many", head + "A\tKEN\t\t\t\t\t2020\t1\t2\n", "f.txt:6: 9 fields, want 8"},
		{"no year", head + "A\tKEN\t\t\t\t\tnow\t1\n", `f.txt:6: first year "now"`},
		{"a year long ago", head + "A\tKEN\t\t\t\t\t20\t1\n", `f.txt:6: first year "20"`},
		{"values without end", head + "A\tKEN\t\t\t\t\t2100\t1 2\n", "f.txt:6: values run past 2100"},
		{"a series twice, blank lines between", head + good + "\n\n" + good, "f.txt:9: series stands twice"},
		{"an unknown header", "# sourc: src\n" + head, "f.txt:1: sourc: unknown header"},
		{"a date that is none", head + "# published: May\n", "f.txt:6: published:"},
		{"a year in the header that is none", "# from: x\n" + head, "f.txt:1: from:"},
		{"no header", good, "f.txt: the header lacks"},
		{"no sha256", strings.Replace(head, "# sha256: 00aa\n", "", 1) + good, "f.txt: the header lacks"},
		{"years the wrong way round", strings.Replace(head, "# to: 2024", "# to: 2014", 1) + good, "f.txt: the header lacks"},
		{"nothing", "", "f.txt: the header lacks"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Read("f.txt", []byte(c.raw)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v lacks %q", err, c.want)
			}
		})
	}
}

func TestCells(t *testing.T) {
	for _, c := range []struct {
		name  string
		point data.Point
		want  string
	}{
		{"a whole number", data.Point{Value: 5, Status: data.Normal}, "5"},
		{"zero", data.Point{Value: 0, Decimals: 1, Status: data.Normal}, "0.0"},
		{"a trailing zero is kept", data.Point{Value: 29.4, Decimals: 2, Status: data.Normal}, "29.40"},
		{"negative", data.Point{Value: -3.5, Decimals: 1, Status: data.Normal}, "-3.5"},
		{"decimals not known", data.Point{Value: 29.4, Decimals: -1, Status: data.Normal}, "29.4~"},
		{"more digits than were printed", data.Point{Value: math.Nextafter(0.3, 1), Decimals: 1, Status: data.Normal}, "0.30000000000000004~"},
		{"very small", data.Point{Value: 1e-7, Decimals: -1, Status: data.Normal}, "0.0000001~"},
		{"very large", data.Point{Value: 1e21, Decimals: 0, Status: data.Normal}, "1000000000000000000000"},
		{"estimated", data.Point{Value: 1, Status: data.Estimated}, "1E"},
		{"provisional, decimals not known", data.Point{Value: 1.5, Decimals: -1, Status: data.Provisional}, "1.5~P"},
		{"under a bound", data.Point{Value: 0.1, Decimals: 1, Status: data.Normal, Bound: data.Below}, "<0.1"},
		{"over a bound, estimated", data.Point{Value: 95, Status: data.Estimated, Bound: data.Above}, ">95E"},
		{"missing", data.Point{Value: math.NaN(), Status: data.Missing}, "M"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := cellOf(c.point)
			if got != c.want {
				t.Errorf("written %q, want %q", got, c.want)
			}
			back, err := readCell(got)
			if c.point.Decimals >= 0 && strings.Contains(got, "~") {
				c.point.Decimals = -1 // the printed digits do not give the value
			}
			if err != nil || !back.Same(c.point) {
				t.Errorf("read back %+v, %v, want %+v", back, err, c.point)
			}
		})
	}
}

// TestExportAndFill writes a store as files and fills another from them: every
// state of the one is that of the other.
func TestExportAndFill(t *testing.T) {
	ctx := context.Background()
	first := openStore(t)
	for _, l := range releases(t) {
		if _, err := first.Save(ctx, data.Run{Trigger: "import", Started: now(), Finished: now()}, l, nil); err != nil {
			t.Fatal(err)
		}
	}
	dir := filepath.Join(t.TempDir(), "figures")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Export(ctx, first, dir, catalog()); err != nil {
		t.Fatal(err)
	}
	second := openStore(t)
	if err := FillFrom(ctx, os.DirFS(filepath.Dir(dir)), second, now, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	for id := int64(1); id <= 3; id++ {
		if a, b := dump(t, first, id), dump(t, second, id); a != b || a == "" {
			t.Errorf("snapshot %d was\n%s\nand came back as\n%s", id, a, b)
		}
	}
	a, b := origins(t, first), origins(t, second)
	if a != b {
		t.Errorf("the origins were\n%s\nand came back as\n%s", a, b)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "001-src-2020-01-01.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# publisher: A publisher\n", "# licence: free, with citation\n", "# sha256: 01\n"} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("the file lacks %q:\n%s", want, raw)
		}
	}
}

// catalog wants codes A and B, and not C.
func catalog() *data.Catalog {
	// Faults of so small a catalogue are not what is tested here.
	c, _ := data.NewCatalog(data.Definitions{
		Sources:    []data.Source{{ID: "src", Publisher: "A  publisher", Title: "Figures", URL: "https://example.org/", Licence: "free,\nwith citation", Citation: "A publisher."}},
		Indicators: []data.Indicator{{ID: "i", Series: []data.SeriesRef{{Source: "src", Code: "A"}, {Source: "src", Code: "B"}}}},
	})
	return c
}

// releases are three loads: the second revises and withdraws inside one area,
// the third brings another code. None has a note: those are not exported.
func releases(t *testing.T) []data.Load {
	at := func(code, area string, dims data.Dims, p data.Point) data.Observation {
		if p.Status == "" {
			p.Status = data.Normal
		}
		return data.Observation{Key: data.Key{Source: "src", Code: code, Area: area, Dims: dims.Full()}, Point: p}
	}
	load := func(sha, published, code string, areas []string, list ...data.Observation) data.Load {
		return data.Load{
			Source: "src", Scope: data.Scope{Codes: []string{code}, From: 2015, To: 2024, Areas: areas}, Read: len(list), Series: data.SeriesOf(list...),
			Origin: data.Origin{SHA256: sha, Published: day(t, published), Edition: "of " + published, File: sha + ".csv", Format: "table"},
		}
	}
	women := data.Dims{Sex: "F", Location: "R"}
	return []data.Load{
		load("01", "2020-01-01", "A", nil,
			at("A", "KEN", data.Dims{}, data.Point{Year: 2015, Value: 1.5, Decimals: 1}),
			at("A", "KEN", data.Dims{}, data.Point{Year: 2018, Value: 0, Decimals: 2}),
			at("A", "KEN", women, data.Point{Year: 2024, Value: 0.1, Decimals: 1, Bound: data.Below}),
			at("A", "TCD", data.Dims{}, data.Point{Year: 2016, Value: math.NaN(), Status: data.Missing}),
			at("A", "TCD", data.Dims{}, data.Point{Year: 2017, Value: 1.0 / 3, Decimals: -1, Status: data.Estimated})),
		load("02", "2021-01-01", "A", []string{"KEN"},
			at("A", "KEN", data.Dims{}, data.Point{Year: 2015, Value: 1.6, Decimals: 1})),
		load("03", "2021-01-01", "B", nil,
			at("B", "KEN", data.Dims{Breakdown: "X Y"}, data.Point{Year: 2020, Value: -7, Decimals: 0, Status: data.Break})),
	}
}

func origins(t *testing.T, store data.Reader) string {
	t.Helper()
	snapshots, err := store.Snapshots(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, s := range snapshots {
		o := s.Origin
		o.URL = "" // the file names the place where a person finds the data set
		fmt.Fprintf(&b, "%d %s %+v %+v\n", s.ID, s.Source, o, s.Scope)
	}
	return b.String()
}

// sameFigure also takes figures with more digits than a number holds: they are
// written out the same.
func sameFigure(a, b data.Observation) bool {
	return a.Key == b.Key && a.Year == b.Year && cellOf(a.Point) == cellOf(b.Point)
}

// FuzzRead: what can be read can be written, and reads the same again.
func FuzzRead(f *testing.F) {
	f.Add([]byte(head + "A\tKEN\t\t\t\t\t2015\t1 2.50 - 0\nB\tTCD\tF\t_T\tR\tX Y\t2018\t<0.1 >95E M 0.3~P -4.2 12B\n"))
	f.Add([]byte(head + "A\tKEN\t\t\t\t\t2015\t1e5 1.5e-3 0x1p-2 -0 5Z 5M\n# to: 2030\n"))
	f.Add([]byte("# source: a: b\n# codes: |\n# from: -1\n# to: 1\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		l, err := Read("f.txt", raw)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "f.txt:") && !strings.Contains(err.Error(), "too long") {
				t.Fatalf("error %v does not name the file", err)
			}
			return
		}
		if l.Read != data.CountRows(l.Series) {
			t.Fatalf("%d read, %d there", l.Read, data.CountRows(l.Series))
		}
		var b bytes.Buffer
		fmt.Fprintf(&b, "# source: src\n# sha256: x\n# codes: A\n# from: %d\n# to: %d\n", l.Scope.From, l.Scope.To)
		var kept []data.Observation
		for _, s := range l.Series {
			for _, p := range s.Points {
				if p.Year >= l.Scope.From && p.Year <= l.Scope.To {
					o := data.Observation{Key: s.Key, Point: p}
					o.Source = "src"
					kept = append(kept, o)
				}
			}
			writeSeries(&b, s, l.Scope)
		}
		again, err := Read("g.txt", b.Bytes())
		if err != nil || !slices.EqualFunc(slices.Collect(data.Rows(again.Series)), kept, sameFigure) {
			t.Fatalf("%q was read as %+v, written as %q, read again as %+v, %v", raw, kept, b.String(), again.Series, err)
		}
	})
}
