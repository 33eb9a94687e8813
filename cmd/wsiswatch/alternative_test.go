package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
)

// TestSecondarySchoolsOfUIS: its figures are a level of their own, and change
// nothing of the level that is judged.
func TestSecondarySchoolsOfUIS(t *testing.T) {
	folder := t.TempDir()
	db, file := filepath.Join(folder, "u.db"), filepath.Join(folder, "schools.json")
	answer := `{"hints":[],"records":[{"indicatorId":"SCHBSP.2T3.WINTERN","geoUnit":"KEN","year":2020,"value":54.5}],"indicatorMetadata":[]}`
	if err := os.WriteFile(file, []byte(answer), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := command(t, db, "import", "--source", "uis", file); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cfg, err := configs.Load(configs.Default)
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	latest, err := store.Latest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	day, err := data.ParseDate("2026-11-24")
	if err != nil {
		t.Fatal(err)
	}
	ed, err := build(t.Context(), store, cfg, latest, day)
	if err != nil {
		t.Fatal(err)
	}
	l := ed.Line("schools_internet", "KEN", data.Dims{Breakdown: "SECOND"}, "")
	if len(l.Points) != 1 || l.Points[0].Value != 54.5 || l.Source != "uis" {
		t.Errorf("secondary schools %+v", l)
	}
	if world := ed.Line("schools_internet", "WLD", data.Dims{}, ""); len(world.Points) == 0 || world.Source != "unsd-sdg" || world.Dims.Breakdown != "UPPSEC" {
		t.Errorf("upper secondary schools of the world %+v", world)
	}
}
