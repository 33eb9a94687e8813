// Package collector brings published numbers in. A source kind is an API
// protocol, not an institution: one file each, one line in the kinds table and
// a folder of testdata. Files that a person downloaded go through the same
// parsers by Import. Whatever the kind, Collector.Run gives every source the
// same timeout, checks, holds, atomic save and record.
package collector

import (
	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// Spec is the collecting half of a source's definition: how it is fetched and
// how its files are read. The telling half is data.Source.
type Spec struct {
	ID string `yaml:"-"`
	// Area is the one economy that a national source speaks for, "" of all
	// others. A row without an area is of it; one of another area is left out.
	Area string `yaml:"-"`
	Kind string `yaml:"kind"` // "" = files only, by import
	// Params are decoded strictly by the constructor of the kind.
	Params yaml.Node `yaml:"params"`
	// Codes are kept beside those that an indicator uses.
	Codes []string `yaml:"codes"`
	// Files declares how imported files are read; the first whose pattern
	// matches the file's base name is taken.
	Files []FileSpec `yaml:"files"`
	// Areas maps the publisher's area codes or names to ours where the
	// catalogue's own codes, M49 numbers, names and aliases do not.
	Areas map[string]string `yaml:"areas"`
	// Excluded lists area codes or names that are left out, with the reason.
	// A key may be a path.Match pattern.
	Excluded map[string]string `yaml:"excluded"`
	Limits   Limits            `yaml:"limits"`
}

// FileSpec says how the files of a source that match a pattern are read.
type FileSpec struct {
	Match  string    `yaml:"match"`  // path.Match pattern on the base name
	Format string    `yaml:"format"` // key of the formats table
	Layout yaml.Node `yaml:"layout"` // decoded strictly by the format
}

// Limits are the thresholds beyond which a load is held for a person. Zero
// fields take the defaults in checks.go.
type Limits struct {
	Withdrawn float64 `yaml:"withdrawn"` // share of the scope's rows, e.g. 0.2
	Ratio     float64 `yaml:"ratio"`     // largest believable median of new over old
	Areas     float64 `yaml:"areas"`     // smallest share of the areas there were before
}

// File is one file or answer as received.
type File struct {
	Name  string // base name, or the last part of the URL
	Bytes []byte
}

// Parsed is what a parser read from one file. Read = the points of Series + the
// sum of Skipped: nothing is dropped in silence.
type Parsed struct {
	Series   []data.Series     // of areas of ours, points by year
	Read     int               // data cells or rows that could have been points
	Skipped  map[string]int    // reason -> count
	Samples  map[string]string // reason -> one example, with row and field
	Codes    []string          // codes the file speaks for, also where all are missing
	From, To int               // years the file speaks for, also where all are missing
	Edition  string            // release named in the file, "" if none
	Told     int               // rows that answers in pages tell of, those of other pages included; 0 where none tells
	Came     int               // rows of such answers
}
