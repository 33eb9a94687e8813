// Package data holds the words of the program: plain structs for resolutions,
// indicators, areas, observations and runs, the Catalog that binds the
// definitions together, and the Store interface that remembers observations.
//
// It imports the standard library only, so that every other package can speak
// these words without dragging in a database driver. To add a word, add a
// struct here with its unit and source in the comment, and its checks to
// catalog_check.go; to add a storage engine, write a package that passes
// data/storetest.
package data
