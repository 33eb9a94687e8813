// Package report makes the annual report of an edition: its content as plain
// values, then the same content as HTML, XLSX, DOCX and CSV, and a bundle of
// them with a manifest. It reads an Edition and what the caller hands it; it
// has no clock and no store, so that the same edition gives the same bytes.
//
// Build works everything out; a writer only prints. To add a part, add a
// method of builder that appends blocks, and one line in Build.
package report
