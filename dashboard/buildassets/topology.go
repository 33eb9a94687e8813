package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
)

// point is longitude and latitude in degrees.
type point [2]float64

// ring is closed: its last point is its first.
type ring []point

// polygon is an outer ring and its holes.
type polygon []ring

// topology is what world-atlas publishes: TopoJSON, borders stored once as
// arcs, in whole steps of a grid, each point as the way from the one before.
type topology struct {
	Arcs      [][]point `json:"arcs"`
	Transform struct {
		Scale     point `json:"scale"`
		Translate point `json:"translate"`
	} `json:"transform"`
	Objects struct {
		Countries struct {
			Geometries []geometry `json:"geometries"`
		} `json:"countries"`
	} `json:"objects"`
}

// geometry names its arcs by index; ^i is arc i walked backwards.
type geometry struct {
	Type string          `json:"type"`
	ID   string          `json:"id"`
	Arcs json.RawMessage `json:"arcs"`
}

// readTopology reads a file with its arcs decoded to degrees.
func readTopology(path string) (*topology, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read outlines: %w", err)
	}
	t, err := parseTopology(b)
	if err != nil {
		return nil, fmt.Errorf("read outlines of %s: %w", path, err)
	}
	return t, nil
}

func parseTopology(b []byte) (*topology, error) {
	var t topology
	if err := json.Unmarshal(b, &t); err != nil {
		return nil, err
	}
	for i, arc := range t.Arcs {
		var x, y float64
		for j, step := range arc {
			x, y = x+step[0], y+step[1]
			arc[j] = point{x*t.Transform.Scale[0] + t.Transform.Translate[0], y*t.Transform.Scale[1] + t.Transform.Translate[1]}
		}
		t.Arcs[i] = thin(arc)
	}
	return &t, nil
}

// thin leaves out the points of an arc that cannot be seen and rounds the
// others: a tenth of a degree is a third of a pixel on a wide screen, and only
// small outlines need more. Thinning arcs and not outlines leaves no gaps
// between neighbours; the ends, where arcs meet, all keep two decimals.
func thin(arc []point) []point {
	least, most := extent(arc)
	size := max(most[0]-least[0], most[1]-least[1])
	tolerance, digits := 0.05, 2
	switch alone := arc[0] == arc[len(arc)-1]; {
	case alone && size < 0.3:
		tolerance, digits = 0, 3
	case size < 3:
		tolerance = 0.02
	}
	out := simplify(arc, tolerance)
	for i, p := range out {
		out[i] = p.round(digits)
	}
	return out
}

// simplify is Douglas and Peucker's: it keeps the ends, and what strays from
// the straight line between them by more than the tolerance in degrees.
func simplify(arc []point, tolerance float64) []point {
	if len(arc) < 3 || tolerance == 0 {
		return slices.Clone(arc)
	}
	first, last := arc[0], arc[len(arc)-1]
	farthest, at := 0.0, 0
	for i := 1; i < len(arc)-1; i++ {
		if d := distance(arc[i], first, last); d > farthest {
			farthest, at = d, i
		}
	}
	if farthest <= tolerance {
		return []point{first, last}
	}
	return append(simplify(arc[:at+1], tolerance), simplify(arc[at:], tolerance)[1:]...)
}

// distance of p from the stretch between a and b.
func distance(p, a, b point) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	share := 0.0
	if square := dx*dx + dy*dy; square > 0 {
		share = min(1, max(0, ((p[0]-a[0])*dx+(p[1]-a[1])*dy)/square))
	}
	return math.Hypot(p[0]-a[0]-share*dx, p[1]-a[1]-share*dy)
}

func extent(points []point) (least, most point) {
	least, most = points[0], points[0]
	for _, p := range points {
		for k := range p {
			least[k], most[k] = min(least[k], p[k]), max(most[k], p[k])
		}
	}
	return least, most
}

func (p point) round(digits int) point {
	scale := math.Pow10(digits)
	return point{math.Round(p[0]*scale) / scale, math.Round(p[1]*scale) / scale}
}

// polygons gives the outlines of a geometry.
func (t *topology) polygons(g geometry) ([]polygon, error) {
	var refs [][][]int
	var err error
	switch g.Type {
	case "Polygon":
		var one [][]int
		err = json.Unmarshal(g.Arcs, &one)
		refs = [][][]int{one}
	case "MultiPolygon":
		err = json.Unmarshal(g.Arcs, &refs)
	default:
		return nil, fmt.Errorf("outline of %q is a %q", g.ID, g.Type)
	}
	if err != nil {
		return nil, fmt.Errorf("read arcs of %q: %w", g.ID, err)
	}
	out := make([]polygon, len(refs))
	for i, rings := range refs {
		for _, arcs := range rings {
			r, err := t.join(arcs)
			if err != nil {
				return nil, fmt.Errorf("join arcs of %q: %w", g.ID, err)
			}
			out[i] = append(out[i], r)
		}
	}
	return out, nil
}

// join strings arcs together to a ring; each begins where the last one ended.
func (t *topology) join(arcs []int) (ring, error) {
	var out ring
	for _, i := range arcs {
		back := i < 0
		if back {
			i = ^i
		}
		if i >= len(t.Arcs) {
			return nil, fmt.Errorf("there is no arc %d", i)
		}
		arc := t.Arcs[i]
		for j := range arc {
			if j == 0 && len(out) > 0 {
				continue
			}
			k := j
			if back {
				k = len(arc) - 1 - j
			}
			out = append(out, arc[k])
		}
	}
	return out, nil
}
