package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
)

// theDraft is the document that the shipped resolution was taken from, where it
// is at hand. It is not part of the project.
func theDraft(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("WSISWATCH_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	file := filepath.Join(dir, "..", "resolution", "e-2016-wsis-draft.txt")
	if _, err := os.Stat(file); err != nil {
		t.Skip("the document is not at hand; set WSISWATCH_SHARED to the folder of publishers' files that it lies beside")
	}
	return file
}

// TestTheDraftHasTheConfiguredUnits reads the whole document, and wants each
// unit under the id and the printed number that are configured.
func TestTheDraftHasTheConfiguredUnits(t *testing.T) {
	raw, err := os.ReadFile(theDraft(t))
	if err != nil {
		t.Fatal(err)
	}
	d, err := collector.ReadDocument(context.Background(), collector.File{Name: "draft.txt", Bytes: raw})
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := (&app{}).config()
	if err != nil {
		t.Fatal(err)
	}
	res := cfg.Catalog.Resolutions()[0]
	got, err := d.Match(res)
	quotesStandAlone(t, res, got)
	if err != nil || len(got) != 71 || len(res.Paragraphs) != 71 {
		t.Fatalf("%d units for %d paragraphs, %v", len(got), len(res.Paragraphs), err)
	}
	headings := 0
	for _, u := range d.Units {
		if u.Kind == collector.HeadingUnit {
			headings++
		}
	}
	if headings != 5 {
		t.Errorf("%d headings, want 5", headings)
	}
	for _, p := range res.Paragraphs {
		if text := got[p.ID]; text.Number != p.Number || !strings.HasPrefix(text.Text, p.Verb) || strings.Contains(text.Text, "*") {
			t.Errorf("paragraph %s, printed %q: %q %.60q", p.ID, p.Number, text.Number, text.Text)
		}
	}
}

// quotesStandAlone wants a mark for every quote, and no two quotes of a paragraph
// that overlap without being the same: their marks would become one.
func quotesStandAlone(t *testing.T, res data.Resolution, got map[string]data.Passage) {
	t.Helper()
	quotes, marks, paragraphs := 0, 0, 0
	for _, p := range res.Paragraphs {
		marked := 0
		for _, m := range got[p.ID].Marks {
			words := got[p.ID].Text[m.From:m.To]
			for _, l := range p.Links {
				if slices.Contains(m.Indicators, l.Indicator) && l.Quote != words {
					t.Errorf("paragraph %s: %q is marked for %s, which quotes %q", p.ID, words, l.Indicator, l.Quote)
				}
			}
			marked += len(m.Indicators)
		}
		quotes += marked
		marks += len(got[p.ID].Marks)
		if marked > 0 {
			paragraphs++
		}
	}
	if quotes != 177 || marks != 111 || paragraphs != 34 {
		t.Errorf("%d links quote %d stretches of %d paragraphs, want 177, 111 and 34", quotes, marks, paragraphs)
	}
}

// document makes a document of our own that has every configured unit of a
// resolution: its number, its verb, words that say nothing, and what its links
// quote.
func document(t *testing.T, res data.Resolution, but string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("The Council of Public Gardens,\n\n")
	for i, p := range res.Paragraphs {
		number := p.Number
		if parent, item, ok := strings.Cut(number, "("); ok && parent != "" {
			number = "(" + item
		}
		stop := ";"
		if i < 8 {
			stop = "," // the preamble
		}
		if p.ID != but {
			b.WriteString(strings.TrimSpace(number+" "+p.Verb) + " what unit " + p.ID + " holds, </script><b>x" + quoted(p) + stop + "\n\n")
		}
	}
	file := filepath.Join(t.TempDir(), "made-up.txt")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func quoted(p data.Paragraph) string {
	var b strings.Builder
	for _, l := range p.Links {
		if l.Quote != "" && !strings.Contains(b.String(), l.Quote) {
			b.WriteString(" / " + l.Quote)
		}
	}
	return b.String()
}

func shipped(t *testing.T) data.Resolution {
	t.Helper()
	cfg, err := (&app{}).config()
	if err != nil {
		t.Fatal(err)
	}
	return cfg.Catalog.Resolutions()[0]
}

func TestResolutionCommand(t *testing.T) {
	res, db := shipped(t), filepath.Join(t.TempDir(), "a.db")
	file, lacking := document(t, res, ""), document(t, res, "16bis")
	quoting, misquoting := quotingConfig(t, "what unit  9 holds"), quotingConfig(t, "what unit 10 holds")
	for _, step := range []struct {
		name  string
		args  []string
		want  string
		fails bool
	}{
		{"nothing yet", []string{"show"}, "no text is imported", false},
		{"a document that lacks a unit", []string{"import", lacking}, "missing: 16bis (Reaffirming) after 16", true},
		{"still nothing", []string{"show"}, "no text is imported", false},
		{"the first", []string{"import", file}, "71 units read from made-up.txt, changed", false},
		{"the same again", []string{"import", file}, "71 units read from made-up.txt, unchanged", false},
		{"by its id", []string{"import", file, "--resolution", res.ID}, "unchanged", false},
		{"shown", []string{"show"}, "ecosoc-2016-wsis: made-up.txt, sha256 ", false},
		{"an unknown resolution", []string{"show", "--resolution", "none"}, `resolution "none": not found; configured are: ecosoc-2016-wsis`, true},
		{"a quote", []string{"show", "--config", quoting}, " pop_cov_2g internet_users pop_cov_3g ", false},
		{"a quote that does not stand in it", []string{"show", "--config", misquoting},
			`paragraph 9, indicator pop_cov_2g: the quote "what unit 10 holds" does not stand in its text; see resolutions/ecosoc-2016-wsis/taking-stock-access.yaml:40`, true},
		{"and what to do", []string{"show", "--config", misquoting}, "write the quotes in the lines named as it has them, or take them out; wsiswatch config export DIR", true},
		{"the same at an import", []string{"import", file, "--config", misquoting}, "does not stand in its text", true},
	} {
		t.Run(step.name, func(t *testing.T) {
			out, err := command(t, db, append([]string{"resolution"}, step.args...)...)
			if err != nil {
				out += err.Error()
			}
			if (err != nil) != step.fails || !strings.Contains(out, step.want) {
				t.Errorf("output lacks %q:\n%s", step.want, out)
			}
		})
	}
	out, err := command(t, db, "runs", "--without-seed", "--source", "document:"+res.ID)
	for _, want := range []string{"document:ecosoc-2016-wsis: changed, 71 units", "document:ecosoc-2016-wsis: unchanged", "missing: 16bis"} {
		if err != nil || !strings.Contains(out, want) {
			t.Errorf("the runs lack %q: %v\n%s", want, err, out)
		}
	}
}

// quotingConfig is a folder of the shipped definitions in which the first link
// of paragraph 9 that stands for reach quotes the text.
func quotingConfig(t *testing.T, quote string) string {
	t.Helper()
	conf := filepath.Join(t.TempDir(), "conf")
	if out, err := command(t, filepath.Join(t.TempDir(), "c.db"), "config", "export", conf); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	spoil(t, filepath.Join(conf, "resolutions", "ecosoc-2016-wsis", "taking-stock-access.yaml"), "quote: within their reach", "quote: "+strconv.Quote(quote))
	return conf
}

// TestSiteShowsAnImportedDocument imports beside a running server.
func TestSiteShowsAnImportedDocument(t *testing.T) {
	dir, res := t.TempDir(), shipped(t)
	s := ownSite(t, dir, "--without-seed")
	_, before := s.get(t, "/p/16bis")
	if !strings.Contains(before, "nobody has imported the document") || strings.Contains(before, "<blockquote") {
		t.Fatal("a page without a text does not say how to import it")
	}
	if out, err := command(t, filepath.Join(dir, "e2e.db"), "resolution", "import", document(t, res, "")); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const want = `<b>16bis</b> Reaffirming what unit 16bis holds, &lt;/script&gt;&lt;b&gt;x / <mark title=`
	var after string
	for patience := time.Now().Add(time.Minute); !strings.Contains(after, want); {
		if time.Now().After(patience) {
			t.Fatalf("the page does not show the imported text:\n%.3000s", after)
		}
		_, after = s.get(t, "/p/16bis")
	}
	if status, body := s.get(t, "/p/48c"); status != http.StatusOK || !strings.Contains(body, "<b>48(c)</b> Notes with appreciation what unit 48c holds") {
		t.Errorf("an item shows as status %d: %.300s", status, body)
	}
	if footOf(before) == "" || footOf(before) != footOf(after) {
		t.Errorf("the edition was %q before and %q after", footOf(before), footOf(after))
	}
}

// footOf is what a page says of the state that it shows.
func footOf(body string) string {
	_, foot, _ := strings.Cut(body, "<footer class=\"foot\"")
	return foot
}

// TestDocumentsAreReadOnce wants no second parse of the same bytes, and the new
// text after a second import.
func TestDocumentsAreReadOnce(t *testing.T) {
	ctx, res := context.Background(), shipped(t)
	cfg, err := (&app{}).config()
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "w.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	a := &app{now: time.Now}
	d := newDocuments(store, cfg.Catalog, a.log)
	bring := func(file string) data.Document {
		t.Helper()
		if _, err := a.collector(cfg, store).ImportDocument(ctx, res, file); err != nil {
			t.Fatal(err)
		}
		if err := d.refresh(ctx); err != nil {
			t.Fatal(err)
		}
		doc, err := d.Text(ctx, res)
		if err != nil || len(doc.Passages) != len(res.Paragraphs) {
			t.Fatalf("%d passages, %v", len(doc.Passages), err)
		}
		return doc
	}
	file := document(t, res, "")
	first, state := bring(file), d.State()
	kept := d.parsed[res.ID].text.Units
	if again := bring(file); again.SHA256 != first.SHA256 || d.State() != state || &d.parsed[res.ID].text.Units[0] != &kept[0] {
		t.Error("the same bytes were read a second time")
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(raw), "unit 9 holds", "unit 9 held", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if second := bring(file); d.State() == state || !strings.Contains(second.Passages["9"].Text, "held") {
		t.Errorf("after a second import: %+v", second.Passages["9"])
	}
}
