package main

import "math"

// cut gives the parts of a polygon on either side of the antimeridian, within
// -180 to 180. world-atlas joins them: its Russia steps from 180 to -180.
func cut(p polygon) []polygon {
	var west, middle, east polygon
	for _, r := range p {
		r = unwrap(r)
		west = add(west, clip(r, -180, -1), 360)
		middle = add(middle, clip(clip(r, -180, 1), 180, -1), 0)
		east = add(east, clip(r, 180, 1), -360)
	}
	var out []polygon
	for _, part := range []polygon{west, middle, east} {
		if len(part) > 0 {
			out = append(out, part)
		}
	}
	return out
}

// add appends a ring, moved by some degrees, unless it is too flat to be one.
func add(p polygon, r ring, by float64) polygon {
	if len(r) < 4 || area(r) == 0 {
		return p
	}
	for i := range r {
		r[i] = point{r[i][0] + by, r[i][1]}.round(3)
	}
	return append(p, r)
}

// unwrap takes the steps of 360 degrees out of a ring: it then goes on beyond
// 180, and no step is longer than half way round.
func unwrap(r ring) ring {
	out := make(ring, len(r))
	by := 0.0
	for i, p := range r {
		if i > 0 {
			if d := p[0] - r[i-1][0]; math.Abs(d) > 180 {
				by -= math.Copysign(360, d)
			}
		}
		out[i] = point{p[0] + by, p[1]}
	}
	return out
}

// clip keeps what is on one side of a meridian: east of it with side 1, west
// with side -1. Sutherland and Hodgman, for one edge.
func clip(r ring, meridian, side float64) ring {
	var out ring
	inside := func(p point) bool { return side*(p[0]-meridian) >= 0 }
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		if inside(a) != inside(b) {
			share := (meridian - a[0]) / (b[0] - a[0])
			out = append(out, point{meridian, a[1] + share*(b[1]-a[1])})
		}
		if inside(b) {
			out = append(out, b)
		}
	}
	if len(out) > 0 && out[0] != out[len(out)-1] {
		out = append(out, out[0])
	}
	return out
}

// earth is the mean radius in kilometres.
const earth = 6371.0

// area of a ring in square kilometres, on a sphere: Lambert's cylindrical
// projection keeps areas.
func area(r ring) float64 {
	sum := 0.0
	for i := 1; i < len(r); i++ {
		x0, y0 := flat(r[i-1])
		x1, y1 := flat(r[i])
		sum += x0*y1 - x1*y0
	}
	return math.Abs(sum) / 2 * earth * earth
}

func flat(p point) (x, y float64) { return p[0] * math.Pi / 180, math.Sin(p[1] * math.Pi / 180) }

// middle is the centre of a ring's area, to where a dot can go.
func middle(r ring) point {
	var sum, x, y float64
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		cross := (a[0]-r[0][0])*(b[1]-r[0][1]) - (b[0]-r[0][0])*(a[1]-r[0][1])
		sum += cross
		x += cross * (a[0] + b[0] + r[0][0]) / 3
		y += cross * (a[1] + b[1] + r[0][1]) / 3
	}
	if sum == 0 {
		return r[0].round(2)
	}
	return point{x / sum, y / sum}.round(2)
}
