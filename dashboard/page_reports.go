package dashboard

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

// Reports are the annual reports that were built.
type Reports interface {
	// List gives them, newest first.
	List() ([]Report, error)
	// Open gives a file that List names, or data.ErrNotFound. The caller closes it.
	Open(folder, file string) (io.ReadSeekCloser, ReportFile, error)
}

// Report is a report that was built from a vintage. Fault is what is wrong with
// its folder, a word of the catalogue under reports.fault, and FaultFile the
// file concerned: then it has no files.
type Report struct {
	Folder                  string
	Vintage, Compared, Note string
	Resolution, Version     string
	Snapshot                int64
	Reference               data.Date
	Words                   int
	Files                   []ReportFile
	Fault, FaultFile        string
}

// ReportFile is a file of a report; Name has slashes for folders.
type ReportFile struct {
	Name   string
	Size   int64 // in bytes
	SHA256 string
}

// reportsView is every report with its files.
type reportsView struct {
	Lead    string
	Fault   bool // the folder cannot be read
	Reports []reportView
}

type reportView struct {
	Report
	ID      string // for links within the page
	Fault   string // in a sentence
	Of      link   // the vintage
	Title   string // of the resolution
	Words   string
	Main    []reportFileView
	Annexes []reportFileView
	Count   int // of annexes
}

type reportFileView struct {
	link
	What, Size, SHA256 string
}

func (s *site) reports(r pageRequest) (pageView, error) {
	list, err := s.builtReports()
	v := reportsView{Fault: err != nil}
	if err != nil {
		s.deps.Log.Error("reports not listed", "err", err)
	}
	known, err := s.vintageNames(r)
	if err != nil {
		return pageView{}, err
	}
	sound := 0
	for i, built := range list {
		if built.Fault == "" {
			sound++
		}
		v.Reports = append(v.Reports, s.report(r, i, built, known))
	}
	v.Lead = s.words.T("reports.none")
	if sound > 0 {
		v.Lead = s.words.N("reports.lead", sound, "count", s.words.Count(sound), "vintage", list[0].Vintage, "date", list[0].Reference)
	}
	return pageView{Title: s.words.T("reports.title"), About: s.words.T("reports.about"), Main: v}, nil
}

func (s *site) builtReports() ([]Report, error) {
	if s.deps.Reports == nil {
		return nil, nil
	}
	return s.deps.Reports.List()
}

// vintageNames are those that this site can show.
func (s *site) vintageNames(r pageRequest) ([]string, error) {
	vintages, err := s.deps.Store.Vintages(r.ctx)
	if err != nil {
		return nil, fmt.Errorf("list vintages: %w", err)
	}
	var out []string
	for _, v := range vintages {
		out = append(out, v.Name)
	}
	return out, nil
}

func (s *site) report(r pageRequest, i int, built Report, vintages []string) reportView {
	v := reportView{Report: built, ID: fmt.Sprintf("report-%d", i+1), Title: built.Resolution, Of: link{Name: built.Vintage}, Words: s.words.Integer(built.Words)}
	if built.Fault != "" {
		v.Fault = s.words.T("reports.fault."+built.Fault, "file", built.FaultFile)
		return v
	}
	if res, ok := r.edition.Catalog().Resolution(built.Resolution); ok {
		v.Title = s.words.T("reports.resolution", "symbol", res.Symbol, "title", res.Title)
	}
	if slices.Contains(vintages, built.Vintage) {
		v.Of.Path = inVintage("/", built.Vintage)
	}
	for _, f := range built.Files {
		row := reportFileView{link{f.Name, reportPath(built.Folder, f.Name)}, s.reportFileKind(f.Name), s.size(f.Size), f.SHA256}
		if strings.Contains(f.Name, "/") {
			v.Annexes = append(v.Annexes, row)
		} else {
			v.Main = append(v.Main, row)
		}
	}
	v.Count = len(v.Annexes)
	return v
}

// reportFileKind says what is in a file: an annex by its name, else by its form.
func (s *site) reportFileKind(name string) string {
	ext := path.Ext(name)
	if annex := "report.sheet." + strings.TrimSuffix(path.Base(name), ext); ext == ".csv" && s.words.Has(annex) {
		return s.words.T(annex)
	}
	return s.words.Or("reports.file"+ext, ext)
}

// size in the units of a reader, a thousand bytes to the kilobyte.
func (s *site) size(bytes int64) string {
	if bytes >= 1e6 {
		return s.words.T("reports.size.mb", "n", s.words.Number(float64(bytes)/1e6, 1))
	}
	return s.words.T("reports.size.kb", "n", s.words.Number(float64(bytes)/1e3, 1))
}

// reportPath is the address of a file of a report.
func reportPath(folder, name string) string {
	out := "/reports/" + url.PathEscape(folder)
	for _, part := range strings.Split(name, "/") {
		out += "/" + url.PathEscape(part)
	}
	return out
}

// reportForm is the content type of a file of a report.
func reportForm(name string) string {
	switch ext := path.Ext(name); ext {
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case ".html":
		return "text/html; charset=utf-8"
	case ".csv":
		return "text/csv; charset=utf-8; header=present"
	case ".json":
		return "application/json; charset=utf-8"
	case ".zip":
		return "application/zip"
	case ".pdf":
		return "application/pdf"
	}
	return "application/octet-stream"
}

// reportFile sends a file of a report to be kept, not to be opened here: its
// page has a style of its own, which the policy of this site does not allow.
func (s *site) reportFile(w http.ResponseWriter, r *http.Request) {
	folder, name := r.PathValue("folder"), r.PathValue("file")
	if s.deps.Reports == nil {
		s.fail(w, r, notFound("", "%s", s.words.T("failure.page")))
		return
	}
	content, file, err := s.deps.Reports.Open(folder, name)
	if errors.Is(err, data.ErrNotFound) {
		s.fail(w, r, notFound("", "%s", s.words.T("failure.page")))
		return
	}
	if err != nil {
		s.fail(w, r, fmt.Errorf("open report: %w", err))
		return
	}
	defer content.Close() // it was read only
	h := w.Header()
	h.Set("Content-Type", reportForm(name))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(name)}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", `"`+file.SHA256+`"`)
	h.Set("Cache-Control", "public, no-cache")
	http.ServeContent(w, r, "", time.Time{}, content)
}
