// Command buildassets makes the world's outlines for the map from the npm
// package world-atlas: countries by their M49 code, as GeoJSON for ECharts.
//
//	buildassets FOLDER-OF-WORLD-ATLAS world.json
//
// The outlines are Natural Earth's. They are cut at the antimeridian, where
// they would draw bands across the map, rounded to what a screen can show, and
// come without Antarctica, for which there are no figures. Names are left out:
// those of the United Nations come with the figures.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "buildassets:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("want 2 arguments, the folder of world-atlas and the file to write, have %d", len(args))
	}
	usual, err := readTopology(filepath.Join(args[0], "countries-50m.json"))
	if err != nil {
		return err
	}
	fine, err := readTopology(filepath.Join(args[0], "countries-10m.json"))
	if err != nil {
		return err
	}
	w, err := newWorld(usual, fine)
	if err != nil {
		return err
	}
	out, err := json.Marshal(w)
	if err != nil {
		return fmt.Errorf("write outlines: %w", err)
	}
	if err := os.WriteFile(args[1], out, 0o644); err != nil {
		return fmt.Errorf("write outlines: %w", err)
	}
	return nil
}
