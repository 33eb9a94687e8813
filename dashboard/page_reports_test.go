package dashboard

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// builtFolder is a folder of reports as the pages are given it.
type builtFolder struct {
	list []Report
	err  error
	body string
}

func (b *builtFolder) List() ([]Report, error) { return b.list, b.err }

func (b *builtFolder) Open(folder, file string) (io.ReadSeekCloser, ReportFile, error) {
	for _, r := range b.list {
		for _, f := range r.Files {
			if r.Folder == folder && f.Name == file {
				return struct {
					io.ReadSeeker
					io.Closer
				}{strings.NewReader(b.body), io.NopCloser(nil)}, f, b.err
			}
		}
	}
	return nil, ReportFile{}, data.ErrNotFound
}

func reportsSite(t *testing.T, built Reports) (*apiWorld, http.Handler) {
	t.Helper()
	w := newAPIWorld(t)
	h, err := New(Deps{Edition: w.live.Load, Store: w.store, Reports: built, Log: slog.New(slog.NewTextHandler(&w.log, nil)), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return w, h
}

func twoReports(t *testing.T) []Report {
	return []Report{
		{Folder: "a b", Vintage: `v<1>`, Compared: "then", Note: "as sent", Resolution: "first", Version: "1.2", Snapshot: 40, Reference: apiDay(t, "2026-11-24"), Words: 8189,
			Files: []ReportFile{{Name: "v.zip", Size: 4_327_526, SHA256: strings.Repeat("a", 64)}, {Name: "v.docx", Size: 990, SHA256: strings.Repeat("b", 64)},
				{Name: "annexes/units.csv", Size: 5, SHA256: strings.Repeat("c", 64)}, {Name: "annexes/own words.csv", Size: 5, SHA256: strings.Repeat("d", 64)}}},
		{Folder: "x<y", Fault: "lacking", FaultFile: "v.docx"},
	}
}

func TestReportsPage(t *testing.T) {
	for _, c := range []struct {
		name      string
		built     Reports
		want, not []string
	}{
		{"no reports wired", nil, []string{"No report has been built yet."}, []string{"<table"}},
		{"none built", &builtFolder{}, []string{"No report has been built yet.", "<code>wsiswatch report --vintage NAME</code>"}, nil},
		{"unreadable folder", &builtFolder{err: errors.New("open /secret: denied")}, []string{"The folder of reports cannot be read."}, []string{"secret"}},
		{"two", &builtFolder{list: twoReports(t)}, []string{
			"One report has been built, of the vintage v&lt;1&gt;, judged on 2026-11-24.", "<dd>then</dd>", "snapshot 40", "as sent", "<dd>8,189</dd>", "<dd>1.2</dd>",
			`<a href="/reports/a%20b/v.zip" download>v.zip</a>`, "4.3 MB", "1.0 kB", strings.Repeat("b", 64), "Document for editors",
			`<a href="/reports/a%20b/annexes/own%20words.csv" download>`, "Verdict of each unit of the resolution", "2 annexes as CSV",
			"x&lt;y", "This report cannot be offered: v.docx is missing. Build it again.",
		}, []string{"v<1>", "x<y"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, h := reportsSite(t, c.built)
			body := textOf(t, h, "/reports")
			for _, want := range c.want {
				if !strings.Contains(body, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			for _, not := range c.not {
				if strings.Contains(body, not) {
					t.Errorf("the page has %q", not)
				}
			}
		})
	}
}

// TestReportsMove asks for the page again after a report was built: no kept one
// may hide it.
func TestReportsMove(t *testing.T) {
	built := &builtFolder{}
	_, h := reportsSite(t, built)
	before := textOf(t, h, "/reports")
	built.list = twoReports(t)
	if after := textOf(t, h, "/reports"); after == before {
		t.Error("the page does not move")
	}
}

func TestReportFile(t *testing.T) {
	built := &builtFolder{list: twoReports(t), body: "bytes of the file"}
	w, h := reportsSite(t, built)
	tag := `"` + strings.Repeat("b", 64) + `"`
	ask := func(method, path, match string) (*http.Response, string) {
		r := httptest.NewRequest(method, path, nil)
		r.Header.Set("If-None-Match", match)
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		var body bytes.Buffer
		body.ReadFrom(rec.Result().Body)
		return rec.Result(), body.String()
	}
	for _, c := range []struct {
		name, method, path, match string
		status                    int
		form, body                string
	}{
		{"get", "GET", "/reports/a%20b/v.docx", "", 200, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", built.body},
		{"head", "HEAD", "/reports/a%20b/v.docx", "", 200, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ""},
		{"known", "GET", "/reports/a%20b/v.docx", tag, 304, "", ""},
		{"annex", "GET", "/reports/a%20b/annexes/own%20words.csv", "", 200, "text/csv; charset=utf-8; header=present", built.body},
		{"bundle", "GET", "/reports/a%20b/v.zip", "", 200, "application/zip", built.body},
		{"unlisted", "GET", "/reports/a%20b/v.xlsx", "", 404, "text/html; charset=utf-8", ""},
		{"other folder", "GET", "/reports/none/v.docx", "", 404, "text/html; charset=utf-8", ""},
		{"post", "POST", "/reports/a%20b/v.docx", "", 405, "text/plain; charset=utf-8", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, body := ask(c.method, c.path, c.match)
			if res.StatusCode != c.status || c.form != "" && res.Header.Get("Content-Type") != c.form {
				t.Fatalf("%d as %s: %.200s", res.StatusCode, res.Header.Get("Content-Type"), body)
			}
			if c.status != 200 {
				return
			}
			if body != c.body || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment; filename=") || res.Header.Get("X-Content-Type-Options") != "nosniff" || len(res.Header.Get("ETag")) != 66 {
				t.Errorf("%q, %v", body, res.Header)
			}
		})
	}
	built.err = errors.New("open /secret: denied")
	if res, body := ask("GET", "/reports/a%20b/v.docx", ""); res.StatusCode != 500 || strings.Contains(body, "secret") || !strings.Contains(w.log.String(), "secret") {
		t.Errorf("%d: %.200s", res.StatusCode, body)
	}
}
