package collector_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// file writes one answer of the publisher as a person would have kept it:
// the rows of one code in some years, bare of the header.
func file(t *testing.T, name, code string, from, to int) string {
	t.Helper()
	var rows []cell
	for _, c := range newPublisher().rows[code] {
		if c.year >= from && c.year <= to {
			rows = append(rows, c)
		}
	}
	return write(t, name, (&publisher{}).rowsJSON(code, rows))
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func day(t *testing.T, s string) data.Date {
	t.Helper()
	d, err := data.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestImport: files of one data set stand beside each other, and importing
// them again changes nothing.
func TestImport(t *testing.T) {
	b := newBench(t)
	req := collector.ImportRequest{Source: "wb-wdi", Published: day(t, "2026-04-01"), Edition: "API April 2026", Files: []string{
		file(t, "early.json", users, 2020, 2022), file(t, "late.json", users, 2023, 2024), file(t, "phones.json", phones, 2020, 2024)}}
	res, err := b.Import(t.Context(), req)
	if err != nil || len(res.Files) != 3 {
		t.Fatalf("%+v, %v", res, err)
	}
	for i, added := range []int{30, 20, 50} {
		f := res.Files[i]
		if f.Run.Outcome != data.Changed || f.Counts.Added != added || f.Counts.Withdrawn != 0 || f.Run.Trigger != collector.ByImport {
			t.Errorf("%s: %+v", f.Name, f)
		}
	}
	if o := res.Files[1].Run.Origin; o.File != "late.json" || o.Published.String() != "2026-04-01" || o.Edition != "API April 2026" || o.Format != "worldbank-json" {
		t.Errorf("origin %+v", o)
	}
	if n := len(b.values(t)); n != 100 {
		t.Errorf("%d values", n)
	}
	again, err := b.Import(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range again.Files {
		if f.Run.Outcome != data.Unchanged || f.Run.Snapshot != 0 {
			t.Errorf("again %s: %+v", f.Name, f.Run)
		}
	}
	raw, err := b.Store.Raw(t.Context(), res.Files[0].Run.Origin.SHA256)
	if err != nil || !strings.Contains(string(raw), `"date":"2021"`) {
		t.Errorf("kept bytes: %v", err)
	}
}

// TestImportOlder: figures published before the stored ones come in only
// where they are asked for.
func TestImportOlder(t *testing.T) {
	b := newBench(t)
	name := file(t, "users.json", users, 2020, 2024)
	req := collector.ImportRequest{Source: "wb-wdi", Published: day(t, "2026-04-01"), Files: []string{name}}
	if _, err := b.Import(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	old := newPublisher()
	old.change(users, func(r []cell) []cell { r[0].raw = "19.9"; return r })
	req.Files, req.Published = []string{write(t, "old.json", (&publisher{}).rowsJSON(users, old.rows[users]))}, day(t, "2025-04-01")
	res, err := b.Import(t.Context(), req)
	if !errors.Is(err, data.ErrOlder) || res.Files[0].Run.Outcome != data.Failed || b.last(t).Outcome != data.Failed {
		t.Errorf("%+v, %v", res, err)
	}
	req.Older = true
	if res, err = b.Import(t.Context(), req); err != nil || res.Files[0].Counts.Revised != 1 {
		t.Errorf("asked for: %+v, %v", res, err)
	}
}

// TestImportFaults: each fault names the file; the other files still come in.
func TestImportFaults(t *testing.T) {
	tests := map[string]struct {
		file     func(*testing.T) string
		format   string
		want     string
		recorded bool
	}{
		"no such file":    {func(*testing.T) string { return "nowhere.json" }, "", "no such file", false},
		"unknown name":    {func(t *testing.T) string { return write(t, "x.pdf", "%PDF-1.7") }, "", "no file pattern of source wb-wdi fits", true},
		"unknown format":  {func(t *testing.T) string { return write(t, "x.json", "[]") }, "punch-card", "punch-card", true},
		"not its content": {func(t *testing.T) string { return write(t, "x.json", "<html>") }, "", "import x.json into wb-wdi", true},
		"nothing in it":   {func(t *testing.T) string { return write(t, "x.json", "[]") }, "", "import x.json into wb-wdi", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			req := collector.ImportRequest{Source: "wb-wdi", Format: tt.format, Files: []string{tt.file(t)}}
			if tt.format == "" {
				req.Files = append(req.Files, file(t, "good.json", users, 2020, 2024))
			}
			res, err := b.Import(t.Context(), req)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %v", err)
			}
			if got := res.Files[0].Run.Outcome == data.Failed; got != tt.recorded {
				t.Errorf("recorded %v: %+v", got, res.Files[0])
			}
			if tt.format == "" && (res.Files[1].Run.Outcome != data.Changed || len(b.values(t)) != 50) {
				t.Errorf("the good file: %+v", res.Files[1])
			}
		})
	}
}

// TestDryRun: everything is counted and nothing is stored.
func TestDryRun(t *testing.T) {
	b := newBench(t)
	rows := append(newPublisher().rows[users], cell{"ZZZ", "ZZ", 2020, "1.5"}, cell{"KEN", "KE", 2019, "null"})
	name := write(t, "users.json", (&publisher{}).rowsJSON(users, rows))
	b.DryRun = true
	res, err := b.Import(t.Context(), collector.ImportRequest{Source: "wb-wdi", Files: []string{name}})
	if err != nil {
		t.Fatal(err)
	}
	f := res.Files[0]
	skipped := 0
	for reason, n := range f.Counts.Skipped {
		skipped += n
		if f.Samples[reason] == "" {
			t.Errorf("no sample of %q", reason)
		}
	}
	if f.Counts.Read != 52 || f.Counts.Kept+skipped != 52 || skipped == 0 {
		t.Errorf("counts %+v", f.Counts)
	}
	if runs, err := b.Store.Runs(t.Context(), data.RunQuery{}); err != nil || len(runs) != 0 || len(b.values(t)) != 0 {
		t.Errorf("a dry run left %v, %v", runs, err)
	}
}

// TestImportHeld: an imported file goes through the same doubts, and waits
// with its bytes.
func TestImportHeld(t *testing.T) {
	b := newBench(t)
	req := collector.ImportRequest{Source: "wb-wdi", Files: []string{file(t, "a.json", phones, 2020, 2024)}}
	if _, err := b.Import(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	p := newPublisher()
	thousandfold(p, phones)
	req.Files = []string{write(t, "b.json", (&publisher{}).rowsJSON(phones, p.rows[phones]))}
	res, err := b.Import(t.Context(), req)
	if err != nil || res.Files[0].Run.Outcome != data.Held {
		t.Fatalf("%+v, %v", res, err)
	}
	r, err := b.AcceptHold(t.Context(), res.Files[0].Run.Hold)
	if err != nil || r.Counts.Revised != 50 || r.Origin.File != "b.json" {
		t.Errorf("%+v, %v", r, err)
	}
	if v := b.values(t)[fmt.Sprintf("%s KEN 2023", phones)]; v != 113250 {
		t.Errorf("Kenya 2023: %v", v)
	}
}

// TestImportWithoutFigures: a file that no indicator uses, or that is declared
// to hold no figures, is told and is no failure.
func TestImportWithoutFigures(t *testing.T) {
	b := newBench(t)
	p := newPublisher()
	files := []string{
		write(t, "other.json", (&publisher{}).rowsJSON("NY.GDP.PCAP.CD", p.rows[users])),
		write(t, "notes.csv", "a,b\n1,2\n"),
	}
	b.Specs[0].Files = append(b.Specs[0].Files, collector.FileSpec{
		Match: "notes.csv", Format: "table", Layout: spec(t, "", "", "refuse: notes on the figures").Params})
	res, err := b.Import(t.Context(), collector.ImportRequest{Source: "wb-wdi", Files: files})
	if err != nil {
		t.Fatal(err)
	}
	if f := res.Files[0]; f.Run.Outcome != data.Unchanged || f.Counts.Skipped["code not wanted"] != 50 {
		t.Errorf("of another code: %+v", f)
	}
	f := res.Files[1]
	if len(f.Counts.Skipped) != 1 || f.Run.Outcome != "" || !strings.Contains(fmt.Sprint(f.Counts.Skipped), "notes on the figures") {
		t.Errorf("without figures: %+v", f)
	}
}

// TestImportOfSomePages: an answer that a person saved without its other pages
// is no data set; all of them in one archive are.
func TestImportOfSomePages(t *testing.T) {
	rows := func(from, to int) string { return (&publisher{}).rowsJSON(users, rowsBetween(from, to)) }
	page := func(n, pages, total int, rows string) string {
		return fmt.Sprintf(`[{"page":%d,"pages":%d,"per_page":50,"total":%d,"lastupdated":"2026-04-01"},%s]`, n, pages, total, rows)
	}
	n, all := len(rowsBetween(2020, 2022)), len(rowsBetween(2020, 2024))
	for name, c := range map[string]struct{ file, want string }{
		"whole":        {write(t, "a.json", page(1, 1, all, rows(2020, 2024))), ""},
		"first":        {write(t, "a.json", page(1, 2, all, rows(2020, 2022))), fmt.Sprintf("the file has %d rows of the %d that the publisher tells of: save the other pages", n, all)},
		"last":         {write(t, "a.json", page(2, 2, all, rows(2020, 2022))), fmt.Sprintf("the file has %d rows of the %d", n, all)},
		"all pages":    {write(t, "a.zip", zipOfPages(page(1, 2, all, rows(2020, 2022)), page(2, 2, all, rows(2023, 2024)))), ""},
		"out of order": {write(t, "a.zip", zipOfPages(page(2, 2, all, rows(2023, 2024)), page(1, 2, all, rows(2020, 2022)))), ""},
		"one answer whole, one not": {write(t, "a.zip", zipOfPages(page(1, 1, all, rows(2020, 2024)), page(1, 2, all, rows(2020, 2022)))),
			fmt.Sprintf("the file has %d rows of the %d", all+n, 2*all)},
		"some of them": {write(t, "a.zip", zipOfPages(page(1, 3, all+1, rows(2020, 2022)), page(2, 3, all+1, rows(2023, 2024)))),
			fmt.Sprintf("the file has %d rows of the %d", all, all+1)},
	} {
		b := newBench(t)
		_, err := b.Import(t.Context(), collector.ImportRequest{Source: "wb-wdi", Files: []string{c.file}})
		switch {
		case c.want == "" && (err != nil || len(b.values(t)) != all):
			t.Errorf("%s: %d values, %v", name, len(b.values(t)), err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || len(b.values(t)) != 0):
			t.Errorf("%s: %d values, error %v, want %s", name, len(b.values(t)), err, c.want)
		}
	}
}

func rowsBetween(from, to int) []cell {
	return slices.DeleteFunc(slices.Clone(newPublisher().rows[users]), func(c cell) bool { return c.year < from || c.year > to })
}

func zipOfPages(pages ...string) string {
	var files []string
	for i, p := range pages {
		files = append(files, fmt.Sprintf("page_%d.json", i+1), p)
	}
	return string(zipped(files...))
}
