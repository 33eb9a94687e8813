package main

import (
	"cmp"
	"maps"
	"slices"
)

const antarctica = "010"

const (
	// small economies, in square kilometres, get a dot: their outline is under
	// three pixels wide on a screen.
	small = 3000.0
	// An islet under this size is left out, unless nothing larger belongs to
	// the economy.
	islet = 120.0
)

// world is GeoJSON with a list of places beside the outlines.
type world struct {
	Type     string    `json:"type"`
	Features []feature `json:"features"`
	// Points are the places for dots, by M49 code.
	Points map[string]point `json:"points"`
}

type feature struct {
	Type       string     `json:"type"`
	Properties properties `json:"properties"`
	Geometry   outline    `json:"geometry"`
}

// properties carry the M49 code, "" for areas without one.
type properties struct {
	ID string `json:"id"`
}

type outline struct {
	Type        string    `json:"type"`
	Coordinates []polygon `json:"coordinates"`
}

// elsewhere are the entries of the M49 list that Natural Earth draws as parts
// of other countries or not at all; places are to a tenth of a degree.
func elsewhere() map[string]point {
	return map[string]point{
		"074": {3.4, -54.4},   // Bouvet Island
		"162": {105.6, -10.5}, // Christmas Island
		"166": {96.8, -12.2},  // Cocos (Keeling) Islands
		"175": {45.1, -12.8},  // Mayotte
		"254": {-53.1, 4},     // French Guiana
		"312": {-61.5, 16.2},  // Guadeloupe
		"474": {-61, 14.7},    // Martinique
		"535": {-68.3, 12.2},  // Bonaire, Sint Eustatius and Saba
		"638": {55.5, -21.1},  // Réunion
		"744": {16, 78.5},     // Svalbard and Jan Mayen Islands
		"772": {-171.8, -9.2}, // Tokelau
	}
}

// newWorld draws what the usual outlines have, and gives a place to what only
// the fine ones have.
func newWorld(usual, fine *topology) (*world, error) {
	outlines, err := gather(usual)
	if err != nil {
		return nil, err
	}
	more, err := gather(fine)
	if err != nil {
		return nil, err
	}
	w := &world{Type: "FeatureCollection", Points: elsewhere()}
	for _, id := range slices.Sorted(maps.Keys(outlines)) {
		list := outlines[id]
		if id != "" && total(list) < small {
			w.Points[id] = middle(list[0][0])
		}
		w.Features = append(w.Features, feature{"Feature", properties{id}, outline{"MultiPolygon", worthDrawing(list)}})
	}
	for id, list := range more {
		if _, drawn := outlines[id]; !drawn && id != "" {
			w.Points[id] = middle(list[0][0])
		}
	}
	return w, nil
}

// gather collects the polygons by code, cut, the largest first. A code may
// occur twice: 036 is Australia and islands of it.
func gather(t *topology) (map[string][]polygon, error) {
	out := map[string][]polygon{}
	for _, g := range t.Objects.Countries.Geometries {
		if g.ID == antarctica {
			continue
		}
		list, err := t.polygons(g)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			out[g.ID] = append(out[g.ID], cut(p)...)
		}
	}
	for id, list := range out {
		slices.SortStableFunc(list, func(a, b polygon) int { return cmp.Compare(area(b[0]), area(a[0])) })
		if len(list) == 0 {
			delete(out, id)
		}
	}
	return out, nil
}

func total(list []polygon) float64 {
	sum := 0.0
	for _, p := range list {
		sum += area(p[0])
	}
	return sum
}

func worthDrawing(list []polygon) []polygon {
	for i, p := range list {
		if i > 0 && area(p[0]) < islet {
			return list[:i]
		}
	}
	return list
}
