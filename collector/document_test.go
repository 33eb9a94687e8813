package collector

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/data/sqlite"
)

var update = flag.Bool("update", false, "write the golden files anew")

func document(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "document", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// zipped is an archive with one member.
func zipped(t testing.TB, member string, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(member)
	if err == nil {
		_, err = w.Write(content)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// unitLines lists the units of a document, one a line.
func unitLines(d DocumentText) string {
	var b strings.Builder
	for _, u := range d.Units {
		fmt.Fprintf(&b, "%s | %s | %d | %s\n", u.Kind, u.Number, len(u.Pieces), d.Words(u))
	}
	return b.String()
}

func TestUnitsOfDocuments(t *testing.T) {
	_, noPDF := exec.LookPath("pdftotext")
	for _, c := range []struct {
		name, file, golden, format string
		raw                        []byte
	}{
		{"a draft as plain text", "draft.txt", "draft.golden", "txt", document(t, "draft.txt")},
		{"with the line breaks of another system", "draft.txt", "draft.golden", "txt",
			append([]byte("\xef\xbb\xbf"), bytes.ReplaceAll(document(t, "draft.txt"), []byte("\n"), []byte("\r\n"))...)},
		{"wrapped lines, one blank line", "wrapped.txt", "wrapped.golden", "txt", document(t, "wrapped.txt")},
		{"a DOCX file", "word.docx", "word.golden", "docx", zipped(t, "word/document.xml", document(t, "word.xml"))},
		{"a PDF file", "page.pdf", "page.golden", "pdf", document(t, "page.pdf")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.format == "pdf" && noPDF != nil {
				if os.Getenv("WSISWATCH_FULL") != "" {
					t.Fatal("pdftotext is not installed; run make debian")
				}
				t.Skip("pdftotext is not installed; make test installs it")
			}
			d, err := ReadDocument(context.Background(), File{Name: c.file, Bytes: c.raw})
			if err != nil || d.Format != c.format {
				t.Fatalf("format %q, %v", d.Format, err)
			}
			path := filepath.Join("testdata", "document", c.golden)
			if *update {
				if err := os.WriteFile(path, []byte(unitLines(d)), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if got, want := unitLines(d), string(document(t, c.golden)); got != want {
				t.Errorf("units\n%swant\n%s", got, want)
			}
		})
	}
}

func TestWordsBrokenByALineAreOneAgain(t *testing.T) {
	for text, want := range map[string]string{
		"the follow-\nup":           "the follow-up",
		"the Secretary-\n  General": "the Secretary-General",
		"short-\nand long-term":     "short- and long-term",
		"spades -\nand rakes":       "spades - and rakes",
		"2016-\n2020":               "2016- 2020",
	} {
		d := DocumentText{Text: text}
		if got := d.Words(Unit{Pieces: []Piece{{0, len(text)}}}); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

func TestNumbersOfParagraphs(t *testing.T) {
	for _, c := range []struct{ text, number, key string }{
		{"1. Notes", "1.", "1"},
		{"1.", "1.", "1"},
		{"62.\u00a0Notes", "62.", "62"},
		{"Ibis Notes", "Ibis", "1bis"},
		{"lter. Notes", "lter.", "1ter"},
		{"16bis Notes", "16bis", "16bis"},
		{"16 BIS. Notes", "16 BIS.", "16bis"},
		{"20 quater Notes", "20 quater", "20quater"},
		{"20quinquies. Notes", "20quinquies.", "20quinquies"},
		{"20sexies\tNotes", "20sexies", "20sexies"},
		{"23quater. ALT1 Notes", "23quater. ALT1", "23quateralt1"},
		{"23quater ALT 2. Notes", "23quater ALT 2.", "23quateralt2"},
		{"43.ALT Notes", "43.ALT", "43alt"},
		{"49bis.ALT Notes", "49bis.ALT", "49bisalt"},
		{"12 Notes", "", ""},
		{"12", "", ""},
		{"2016. Notes", "", ""},
		{"1.5 million", "", ""},
		{"16bisNotes", "", ""},
		{"3 territories", "", ""},
		{"I. Notes", "", ""},
		{"Iter", "Iter", "1ter"},
		{"In the", "", ""},
		{"ALT Notes", "", ""},
		{"43.ALTER Notes", "", ""},
		{"", "", ""},
	} {
		n, size := printedNumber(c.text)
		if n != c.number || size != len(n) {
			t.Errorf("%q has the number %q, want %q", c.text, n, c.number)
		}
		if n != "" && numberKey(n) != c.key {
			t.Errorf("%q compares as %q, want %q", n, numberKey(n), c.key)
		}
	}
	if got := numberKey("48(a)"); got != "48a" {
		t.Errorf("an item compares as %q", got)
	}
}

func TestDocumentsThatCannotBeRead(t *testing.T) {
	t.Setenv("PATH", t.TempDir()) // a machine without pdftotext
	many := "The Council of Gardens,\n\n" + strings.Repeat("1. Notes;\n\n", mostUnits+1)
	for _, c := range []struct {
		name string
		raw  []byte
		want string
	}{
		{"empty", []byte(" \n"), "the file is empty"},
		{"another encoding", []byte("The Council,\n\n1. R\xe9affirme;"), "line 3 holds byte 0xe9"},
		{"no resolution", []byte("Spades, and where they are.\n"), "no line such as"},
		{"nothing after the opening", []byte("The Council of Gardens,\n\n12\n"), "nothing follows"},
		{"no words", []byte("1 2 3"), "it holds no words"},
		{"an old Word file", []byte("\xd0\xcf\x11\xe0\xa1\xb1"), "save it as DOCX"},
		{"no pdftotext", document(t, "page.pdf"), "poppler-utils"},
		{"an archive of something else", zipped(t, "a.csv", []byte("a,b")), "no DOCX file"},
		{"a broken archive", []byte("PK\x03\x04xxxx"), "open the archive"},
		{"broken XML", zipped(t, "word/document.xml", []byte("<w:p><w:t>a")), "save the document again"},
		{"an archive that swells", zipped(t, "word/document.xml", bytes.Repeat([]byte(" "), 12<<20)), "times its size"},
		{"too many units", []byte(many), "is it the resolution?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadDocument(context.Background(), File{Name: "x.bin", Bytes: c.raw})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "read x.bin: ") {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// gardens is the configuration of testdata/document/draft.txt.
func gardens() data.Resolution {
	res := data.Resolution{ID: "gardens"}
	add := func(id, number, verb string) {
		res.Paragraphs = append(res.Paragraphs, data.Paragraph{ID: id, Number: number, Verb: verb, Order: len(res.Paragraphs) + 1})
	}
	for _, p := range [][3]string{
		{"pp1", "", "Recalling"}, {"pp2", "", "Recalling also"}, {"u1", "", "Welcomes and urges"}, {"u2", "", "Welcomes"},
		{"1", "1.", "Notes"}, {"1bis", "Ibis", "Recognizes"}, {"6bis", "6bis.", "Recalls"}, {"16bis", "16bis", "Reaffirming"},
		{"16ter", "16ter.", "We further reaffirm"}, {"20quater", "20 quater", "Encourages"}, {"20sexies", "20sexies", "Reiterates"},
		{"22bis", "22bis.", "Further reaffirms"}, {"23quaterALT1", "23quater. ALT1", "Recommends"}, {"36", "36.", "Welcomes"},
		{"43ALT", "43.ALT", "Calls upon"}, {"20", "20.", "Reiterates"}, {"48", "48.", "Calls upon"}, {"48a", "48(a)", "Encourages"},
		{"48b", "48(b)", "Encourages"}, {"48c", "48(c)", "Also notes"}, {"49bisALT", "49bis.ALT", "Recalls"},
		{"55", "55.", "Takes note"}, {"62", "62.", "Emphasizes"},
	} {
		add(p[0], p[1], p[2])
	}
	return res
}

// quoting lets a paragraph quote the text for an indicator.
func quoting(res data.Resolution, paragraph, indicator, quote string) data.Resolution {
	for i := range res.Paragraphs {
		if p := &res.Paragraphs[i]; p.ID == paragraph {
			p.Links = append(p.Links, data.Link{Indicator: indicator, Quote: quote})
		}
	}
	return res
}

func draft(t testing.TB) DocumentText {
	t.Helper()
	d, err := ReadDocument(context.Background(), File{Name: "draft.txt", Bytes: document(t, "draft.txt")})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestMatchGivesPassagesAndMarks(t *testing.T) {
	res := gardens()
	quoting(res, "16bis", "spades", `all, "near  and`)
	quoting(res, "16bis", "rakes", `"near and far"`)
	quoting(res, "16bis", "cans", "promise")
	quoting(res, "36", "cans", "their advice is being taken;")
	got, err := draft(t).Match(res)
	if err != nil || len(got) != len(res.Paragraphs) {
		t.Fatalf("%d passages, %v", len(got), err)
	}
	p := got["16bis"]
	var marked []string
	for _, m := range p.Marks {
		marked = append(marked, fmt.Sprintf("%s: %s", p.Text[m.From:m.To], strings.Join(m.Indicators, " ")))
	}
	if want := []string{"promise: cans", "all, “near and far”: spades rakes"}; !slices.Equal(marked, want) {
		t.Errorf("marks %q, want %q", marked, want)
	}
	if m := got["36"].Marks; len(m) != 1 || m[0].To != len(got["36"].Text) {
		t.Errorf("a quote over a footnote to the end is marked as %+v", m)
	}
	if got["1bis"].Number != "Ibis" || !strings.HasPrefix(got["48a"].Text, "Encourages the small ones to count spades, namely: (i) the long ones; (ii)") {
		t.Errorf("passages %+v and %+v", got["1bis"], got["48a"])
	}
}

func TestQuotesStandAtWholeWords(t *testing.T) {
	for _, c := range []struct{ text, quote, want string }{
		{"unaffordable, not affordable;", "affordable", "18:affordable"},
		{"an unaffordable spade", "affordable", "5:affordable"}, // as in scripts that put no blanks between words
		{"capacity-building", "capacity", "0:capacity"},
		{"infor-mation and e‐spades", "information and e-spades", "0:infor-mation and e‐spades"}, // broken by a typesetter
		{"pro\u00adgress", "progress", "0:pro\u00adgress"},
		{"multistakeholder", "multi-stakeholder", "0:multistakeholder"},
		{"the women’s rakes", "women's rakes", "4:women’s rakes"},
		{"spades", "rakes", "none"},
		{"spades", "-", "none"},
	} {
		got := "none"
		if from, to, ok := findQuote(c.text, c.quote); ok {
			got = fmt.Sprintf("%d:%s", from, c.text[from:to])
		}
		if got != c.want {
			t.Errorf("%q stands in %q at %s, want %s", c.quote, c.text, got, c.want)
		}
	}
}

// TestMisquotesSayWhereAndWhat wants the line of the definitions and what to do,
// and nothing on quotes of a paragraph whose words are another's.
func TestMisquotesSayWhereAndWhat(t *testing.T) {
	res := gardens()
	quoting(res, "16ter", "spades", "the longest spade")
	quoting(res, "6bis", "rakes", "the longest rake")
	for i := range res.Paragraphs {
		switch p := &res.Paragraphs[i]; p.ID {
		case "16ter":
			p.Links[0].At = "resolutions/gardens/tools.yaml:7"
		case "6bis":
			p.Verb = "Praises"
		}
	}
	_, err := draft(t).Match(res)
	if err == nil {
		t.Fatal("a document that lacks a quote went through")
	}
	for _, want := range []string{
		`paragraph 16ter, indicator spades: the quote "the longest spade" does not stand in its text; see resolutions/gardens/tools.yaml:7`,
		"wsiswatch config export DIR copies the definitions of the program, --config DIR uses the copy",
	} {
		if strings.Count(err.Error(), want) != 1 {
			t.Errorf("the error lacks %q:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "longest rake") {
		t.Errorf("a quote is missed in the words of another paragraph:\n%v", err)
	}
}

func TestItemsBelongToTheirParagraphWhereNoneIsConfigured(t *testing.T) {
	res := gardens()
	res.Paragraphs = slices.DeleteFunc(res.Paragraphs, func(p data.Paragraph) bool { return strings.Contains(p.Number, "(") })
	got, err := draft(t).Match(res)
	if err != nil {
		t.Fatal(err)
	}
	text := got["48"].Text
	if !strings.Contains(text, "therefore: (a) Encourages") || !strings.HasSuffix(text, "(c) Also notes the fair;") {
		t.Errorf("text of 48: %s", text)
	}
}

// TestMatchRefusesWithEveryDifference changes the configuration in each way and
// wants all of it told at once.
func TestMatchRefusesWithEveryDifference(t *testing.T) {
	res := gardens()
	at := func(id string) int {
		return slices.IndexFunc(res.Paragraphs, func(p data.Paragraph) bool { return p.ID == id })
	}
	quoting(res, "16ter", "spades", "the longest spade")
	res.Paragraphs[at("6bis")].Verb = "Praises"
	moved := res.Paragraphs[at("20")]
	res.Paragraphs = slices.Delete(res.Paragraphs, at("20"), at("20")+1)
	res.Paragraphs = slices.Insert(res.Paragraphs, at("20quater"), moved)
	res.Paragraphs = slices.Delete(res.Paragraphs, at("22bis"), at("22bis")+1)
	res.Paragraphs = slices.Delete(res.Paragraphs, at("pp1"), at("pp1")+1)
	res.Paragraphs = append(res.Paragraphs, data.Paragraph{ID: "63", Number: "63.", Verb: "Thanks"})
	_, err := draft(t).Match(res)
	var m *Mismatch
	if !errors.As(err, &m) {
		t.Fatalf("error %v", err)
	}
	want := []string{
		`other words: 6bis. "Recalls that rakes are lent too;" begins otherwise than "Praises"`,
		`out of order: 20 stands after 43ALT; it is configured after 16ter`,
		`missing: 63 (Thanks) after 62`,
		`unexpected: "Recalling the outcome of the Meeting on Shared Tools,¹" at the beginning`,
		`unexpected: 22bis. "Further reaffirms paragraphs 55 to 65 of the decision;" after 20sexies`,
		`paragraph 16ter, indicator spades: the quote "the longest spade" does not stand in its text`,
	}
	if m.Resolution != "gardens" || !slices.Equal(m.Differences, want) {
		t.Errorf("differences\n%s\nwant\n%s", strings.Join(m.Differences, "\n"), strings.Join(want, "\n"))
	}
}

func documentCollector(t *testing.T) *Collector {
	t.Helper()
	store, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "w.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Collector{Store: store, Now: func() time.Time { return time.Date(2031, 8, 1, 9, 0, 0, 0, time.UTC) }, Version: "test"}
}

func TestImportDocument(t *testing.T) {
	c, ctx := documentCollector(t), context.Background()
	good := filepath.Join("testdata", "document", "draft.txt")
	raw := document(t, "draft.txt")
	edited := filepath.Join(t.TempDir(), "edited.txt")
	if err := os.WriteFile(edited, append(raw, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name, file string
		outcome    data.Outcome
		kept       int
	}{
		{"first", good, data.Changed, 23},
		{"the same again", good, data.Unchanged, 23},
		{"other bytes", edited, data.Changed, 23},
		{"back to the first", good, data.Changed, 23},
		{"another document", filepath.Join("testdata", "document", "wrapped.txt"), data.Failed, 0},
	} {
		r, err := c.ImportDocument(ctx, gardens(), step.file)
		if (err != nil) != (step.outcome == data.Failed) || r.Outcome != step.outcome || r.ID == 0 || r.Counts.Kept != step.kept {
			t.Fatalf("%s: %+v, %v", step.name, r, err)
		}
		last, err := c.Store.LastRun(ctx, "document:gardens")
		if err != nil || last.ID != r.ID || last.Trigger != ByImport || last.Origin.File != filepath.Base(step.file) {
			t.Errorf("%s: recorded as %+v, %v", step.name, last, err)
		}
	}
	last, err := c.Store.LastRun(ctx, "document:gardens", data.Changed)
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := c.Store.Raw(ctx, last.Origin.SHA256); err != nil || !bytes.Equal(kept, raw) {
		t.Errorf("the bytes came back as %d of %d, %v", len(kept), len(raw), err)
	}
	if n, err := c.Store.Latest(ctx); err != nil || n != 0 {
		t.Errorf("a document made snapshot %d, %v", n, err)
	}
	if _, err := c.ImportDocument(ctx, gardens(), filepath.Join(t.TempDir(), "none.txt")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

// FuzzDocument wants no panic, and pieces that ascend inside the text.
func FuzzDocument(f *testing.F) {
	f.Add(document(f, "draft.txt"))
	f.Add(document(f, "wrapped.txt"))
	f.Add(zipped(f, "word/document.xml", document(f, "word.xml")))
	f.Add([]byte("The Council of Gardens,\n\n1.\n\n(a) x\n\n“Y"))
	res := quoting(gardens(), "1", "spades", "spades are lent")
	f.Fuzz(func(t *testing.T, raw []byte) {
		if bytes.HasPrefix(raw, []byte("%PDF-")) {
			return // another program reads it
		}
		d, err := ReadDocument(context.Background(), File{Name: "x", Bytes: raw})
		if err != nil {
			return
		}
		at := 0
		for _, u := range d.Units {
			for _, p := range u.Pieces {
				if p.From < at || p.To <= p.From || p.To > len(d.Text) {
					t.Fatalf("piece %+v after %d of %d bytes", p, at, len(d.Text))
				}
				at = p.To
			}
		}
		passages, err := d.Match(res)
		if (err == nil) != (len(passages) == len(res.Paragraphs)) {
			t.Fatalf("%d passages, %v", len(passages), err)
		}
	})
}
