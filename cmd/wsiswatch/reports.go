package main

import (
	"io"
	"path/filepath"

	"github.com/wsiswatch/wsiswatch/dashboard"
	"github.com/wsiswatch/wsiswatch/report"
)

// reportsFolder is where reports are built, and offered from, where no folder
// is named: beside the database.
func (a *app) reportsFolder() string { return filepath.Join(filepath.Dir(a.db), "reports") }

// builtReports shows the reports on a shelf to the pages.
type builtReports struct{ shelf *report.Shelf }

func (b builtReports) List() ([]dashboard.Report, error) {
	list, err := b.shelf.List()
	if err != nil {
		return nil, err
	}
	out := make([]dashboard.Report, len(list))
	for i, k := range list {
		out[i] = dashboard.Report{
			Folder: k.Folder, Vintage: k.Vintage, Compared: k.Compared, Note: k.Note, Resolution: k.Resolution, Version: k.Version,
			Snapshot: k.Snapshot, Reference: k.Reference, Words: k.Words,
		}
		if k.Fault != nil {
			out[i].Fault, out[i].FaultFile = string(k.Fault.Kind), k.Fault.File
		}
		for _, f := range k.Files {
			out[i].Files = append(out[i].Files, dashboard.ReportFile(f))
		}
	}
	return out, nil
}

func (b builtReports) Open(folder, name string) (io.ReadSeekCloser, dashboard.ReportFile, error) {
	f, kept, err := b.shelf.Open(folder, name)
	if err != nil {
		return nil, dashboard.ReportFile{}, err
	}
	return f, dashboard.ReportFile(kept), nil
}
