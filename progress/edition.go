package progress

import "github.com/wsiswatch/wsiswatch/data"

// Edition is everything that is shown for one ID. It is immutable and safe
// for concurrent use; lines of economies are made on first use.
type Edition struct {
	id ID
	in Input
}

// Build makes an edition: all group lines and all paragraph verdicts.
func Build(in Input) (*Edition, error) {
	return &Edition{id: ID{in.Snapshot, in.Config, in.Version, in.Reference}, in: in}, nil
}

// ID of the edition.
func (e *Edition) ID() ID { return e.id }

// Catalog of the edition.
func (e *Edition) Catalog() *data.Catalog { return e.in.Catalog }

// Line gives one line. Empty dims mean the indicator's default breakdown;
// source "" means the preferred source. A line without points says why.
func (e *Edition) Line(indicator, area string, dims data.Dims, source string) Line { return Line{} }

// Lines gives every line of an indicator that has points: groups in catalog
// order, then economies by code.
func (e *Edition) Lines(indicator string, dims data.Dims, source string) []Line { return nil }

// Breakdowns are the full Dims that an indicator has any data for, the default first.
func (e *Edition) Breakdowns(indicator string) []data.Dims { return nil }

// Sources are the ids of the sources that have the indicator, in order of preference.
func (e *Edition) Sources(indicator string) []string { return nil }

// Assess judges an indicator for an area against a benchmark id, data.NoBenchmark,
// or "" for the benchmark that fits indicator and area best.
func (e *Edition) Assess(indicator, area string, dims data.Dims, benchmark string) Verdict {
	return Verdict{}
}

// Paragraph gives the verdict of a paragraph by id.
func (e *Edition) Paragraph(id string) (ParagraphVerdict, bool) { return ParagraphVerdict{}, false }

// Snapshot that a value of this edition came with, by id.
func (e *Edition) Snapshot(id int64) (data.Snapshot, bool) { return data.Snapshot{}, false }
