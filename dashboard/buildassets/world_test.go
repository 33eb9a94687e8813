package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func square(west, south, east, north float64) ring {
	return ring{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}
}

func bounds(p polygon) [2]point {
	least, most := extent(p[0])
	return [2]point{least, most}
}

func TestCut(t *testing.T) {
	hole := slices.Clone(square(172, -2, 176, 2))
	across := ring{{170, -5}, {-170, -5}, {-170, 5}, {170, 5}, {170, -5}}
	for _, c := range []struct {
		name string
		in   polygon
		want [][2]point
	}{
		{"far from it", polygon{square(10, 0, 20, 5)}, [][2]point{{{10, 0}, {20, 5}}}},
		{"across it, from the east", polygon{across}, [][2]point{{{170, -5}, {180, 5}}, {{-180, -5}, {-170, 5}}}},
		{"across it, from the west", polygon{append(slices.Clone(across[1:]), across[1])}, [][2]point{{{170, -5}, {180, 5}}, {{-180, -5}, {-170, 5}}}},
		{"up to it", polygon{square(170, 0, 180, 5)}, [][2]point{{{170, 0}, {180, 5}}}},
		{"with a hole on one side", polygon{across, hole}, [][2]point{{{170, -5}, {180, 5}}, {{-180, -5}, {-170, 5}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			parts := cut(c.in)
			if len(parts) != len(c.want) {
				t.Fatalf("%d parts, want %d", len(parts), len(c.want))
			}
			var got [][2]point
			whole := 0.0
			for _, p := range parts {
				got = append(got, bounds(p))
				whole += area(p[0])
			}
			for _, w := range c.want {
				if !slices.Contains(got, w) {
					t.Errorf("parts %v, want %v among them", got, w)
				}
			}
			if was := area(unwrap(c.in[0])); math.Abs(whole-was) > was/1000 {
				t.Errorf("area %.0f became %.0f", was, whole)
			}
		})
	}
	holes := 0
	for _, p := range cut(polygon{across, hole}) {
		holes += len(p) - 1
	}
	if holes != 1 {
		t.Errorf("%d holes, want 1", holes)
	}
}

func TestAreaAndMiddle(t *testing.T) {
	degree := square(0, 0, 1, 1)
	if got := area(degree); math.Abs(got-12364) > 10 {
		t.Errorf("a square degree at the equator has %.0f km², want 12364", got)
	}
	if north := area(square(0, 60, 1, 61)); math.Abs(north/area(degree)-0.492) > 0.005 {
		t.Errorf("at 60 degrees north it is %.3f of that, want 0.492", north/area(degree))
	}
	if got := middle(square(10, 20, 14, 30)); got != (point{12, 25}) {
		t.Errorf("middle %v", got)
	}
}

func TestSimplifyKeepsWhatCanBeSeen(t *testing.T) {
	line := []point{{0, 0}, {1, 0.01}, {2, -0.01}, {3, 0.5}, {4, 0}}
	got := simplify(line, 0.05)
	if want := []point{{0, 0}, {2, -0.01}, {3, 0.5}, {4, 0}}; !slices.Equal(got, want) {
		t.Errorf("kept %v, want %v", got, want)
	}
	loop := []point{{0, 0}, {5, 0}, {5, 5}, {0, 5}, {0, 0}}
	if got := simplify(loop, 0.05); !slices.Equal(got, loop) {
		t.Errorf("a closed arc became %v", got)
	}
}

// tiny has two neighbours that share a border, an area without a code, one
// code twice, an island of 0.1 degrees and Antarctica.
const tiny = `{"transform":{"scale":[0.1,0.1],"translate":[0,0]},
"arcs":[[[0,0],[0,50]],[[0,50],[-50,0],[0,-50],[50,0]],[[0,50],[50,0],[0,-50],[-50,0]],
 [[700,100],[1,0],[0,1],[-1,0],[0,-1]],[[0,-700],[50,0],[0,-50],[-50,0],[0,50]],[[900,0],[30,0],[0,30],[-30,0],[0,-30]],[[950,0],[30,0],[0,30],[-30,0],[0,-30]]],
"objects":{"countries":{"geometries":[
 {"type":"Polygon","id":"100","arcs":[[0,1]]},
 {"type":"Polygon","id":"200","arcs":[[-1,-3]]},
 {"type":"Polygon","id":"300","arcs":[[3]]},
 {"type":"Polygon","id":"010","arcs":[[4]]},
 {"type":"MultiPolygon","id":"036","arcs":[[[5]]]},
 {"type":"Polygon","id":"036","arcs":[[6]]},
 {"type":"Polygon","arcs":[[5]]}]}}}`

func TestWorld(t *testing.T) {
	usual, err := parseTopology([]byte(tiny))
	if err != nil {
		t.Fatal(err)
	}
	fine, err := parseTopology([]byte(`{"transform":{"scale":[1,1],"translate":[0,0]},"arcs":[[[50,50],[1,0],[0,1],[-1,0],[0,-1]]],
		"objects":{"countries":{"geometries":[{"type":"Polygon","id":"798","arcs":[[0]]},{"type":"Polygon","id":"100","arcs":[[0]]}]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(usual, fine)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]int{}
	for _, f := range w.Features {
		parts[f.Properties.ID] += len(f.Geometry.Coordinates)
	}
	want := map[string]int{"": 1, "100": 1, "200": 1, "300": 1, "036": 2}
	for id, n := range want {
		if parts[id] != n {
			t.Errorf("%q has %d outlines, want %d", id, parts[id], n)
		}
	}
	if len(parts) != len(want) {
		t.Errorf("outlines of %v, want %v", parts, want)
	}
	for id, there := range map[string]bool{"300": true, "798": true, "772": true, "100": false, "": false, "010": false} {
		if _, ok := w.Points[id]; ok != there {
			t.Errorf("a dot for %q: %v, want %v", id, ok, there)
		}
	}
	if got := w.Points["798"]; got != (point{50.5, 50.5}) {
		t.Errorf("the dot of 798 is at %v", got)
	}
}

func TestFaultyOutlinesAreNamed(t *testing.T) {
	for name, geometry := range map[string]string{
		"unknown arc":  `{"type":"Polygon","id":"404","arcs":[[9]]}`,
		"unknown type": `{"type":"Point","id":"404"}`,
		"wrong depth":  `{"type":"MultiPolygon","id":"404","arcs":[[0]]}`,
	} {
		t.Run(name, func(t *testing.T) {
			top, err := parseTopology([]byte(`{"arcs":[[[0,0],[1,1]]],"objects":{"countries":{"geometries":[` + geometry + `]}}}`))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := newWorld(top, top); err == nil {
				t.Error("no error")
			}
		})
	}
}

// TestWorldOfThisBuild looks at the real outlines, where they were built.
func TestWorldOfThisBuild(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "dist", "world.json"))
	if os.IsNotExist(err) && os.Getenv("WSISWATCH_FULL") == "" {
		t.Skip("world.json is not built; make test builds it")
	}
	if err != nil {
		t.Fatal(err)
	}
	var w world
	if err := json.Unmarshal(b, &w); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range w.Features {
		seen[f.Properties.ID] = true
		for _, p := range f.Geometry.Coordinates {
			checkRings(t, f.Properties.ID, p)
		}
	}
	for _, id := range []string{"004", "036", "242", "404", "643", "840", "732"} {
		if !seen[id] {
			t.Errorf("no outline of %s", id)
		}
	}
	for _, id := range []string{"798", "520", "462", "296", "702", "772"} {
		if _, ok := w.Points[id]; !ok {
			t.Errorf("no dot for %s", id)
		}
	}
	if seen["010"] || len(w.Features) < 230 {
		t.Errorf("%d outlines, Antarctica among them: %v", len(w.Features), seen["010"])
	}
}

func checkRings(t *testing.T, id string, p polygon) {
	t.Helper()
	for _, r := range p {
		if len(r) < 4 || r[0] != r[len(r)-1] {
			t.Errorf("an outline of %q is not a closed ring: %v", id, r)
		}
		for i, q := range r {
			if math.Abs(q[0]) > 180 || math.Abs(q[1]) > 90 {
				t.Errorf("an outline of %q leaves the world at %v", id, q)
			}
			if i > 0 && math.Abs(q[0]-r[i-1][0]) > 180 {
				t.Errorf("an outline of %q crosses the map at %v", id, q)
			}
		}
	}
}
