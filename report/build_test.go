package report

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

var (
	numeral = regexp.MustCompile(`−?\d[\d,]*(\.\d+)?`)
	// names are numbers of paragraphs, of the document and of the report.
	names     = regexp.MustCompile(`^(Paragraph|Unit) \S+|\(see paragraph [\d,]+\)`)
	countWord = regexp.MustCompile(`\b(none|one|two|three|four|five|six|seven|eight|nine)\b`)
)

// constants are the phrases whose numbers are names or rules, no findings.
func (f *fixture) constants() []string {
	out := []string{"per 100 inhabitants", "in the last four years", "0.98 to 1.02"}
	for _, key := range f.words.Keys() {
		if strings.HasPrefix(key, "subject.") || strings.HasPrefix(key, "why.") {
			s := strings.TrimSuffix(f.words.T(key), ".")
			out = append(out, s, strings.ToLower(s[:1])+s[1:])
		}
	}
	for _, r := range f.config.Catalog.Resolutions() {
		out = append(out, r.Symbol)
	}
	for _, a := range f.config.Catalog.Areas() {
		if strings.ContainsAny(a.Name(), "0123456789") {
			out = append(out, a.Name())
		}
	}
	// The longest first, so that no part of one is left.
	slices.SortFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}

// stray are the numbers of a sentence that its row does not have.
func stray(sentence string, from *Row, constants []string) []string {
	have := map[string]bool{}
	take := func(s string) {
		for _, n := range numeral.FindAllString(s, -1) {
			n = strings.ReplaceAll(n, ",", "")
			have[n], have[strings.TrimPrefix(n, "−")] = true, true // "worsened by" has no sign
		}
	}
	for _, c := range from.Cells {
		take(c.Text)
	}
	for _, n := range from.Notes {
		take(n.Text)
	}
	for _, c := range constants {
		sentence = strings.ReplaceAll(sentence, c, "")
	}
	var out []string
	for _, n := range numeral.FindAllString(sentence, -1) {
		if !have[strings.Trim(strings.ReplaceAll(n, ",", ""), ".")] {
			out = append(out, n)
		}
	}
	words := []string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	for _, w := range countWord.FindAllString(sentence, -1) {
		if n := slices.Index(words, w); n > 0 && !have[fmt.Sprint(n)] {
			out = append(out, w)
		}
	}
	return out
}

// TestNoNumberOutsideItsTable holds every sentence of the report against the
// row that it is made of, and that row against the tables that are printed.
func TestNoNumberOutsideItsTable(t *testing.T) {
	r := shared.report(t)
	printed := map[*Row]bool{}
	for _, b := range r.Blocks {
		if table, ok := b.(*Table); ok {
			for _, row := range table.Rows {
				printed[row] = true
			}
		}
	}
	constants := shared.constants()
	facts, numbers := 0, 0
	for _, b := range r.Blocks {
		p, ok := b.(Para)
		if !ok || p.From == nil {
			continue
		}
		facts++
		numbers += len(numeral.FindAllString(p.Text, -1))
		text := names.ReplaceAllString(p.Text, "")
		if s := stray(text, p.From, constants); len(s) > 0 {
			t.Errorf("paragraph %d states %v, which its row lacks: %s\nrow: %v", p.Number, s, p.Text, p.From)
		}
		if isFact := len(p.From.Cells) == 9; isFact && !printed[p.From] {
			t.Errorf("the row of paragraph %d is in no printed table: %s", p.Number, p.Text)
		}
	}
	if facts < 100 || numbers < 600 {
		t.Errorf("only %d sentences with %d numbers were looked at", facts, numbers)
	}
}

// TestStrayNumbersAreSeen spoils each number of a sentence in turn.
func TestStrayNumbersAreSeen(t *testing.T) {
	r := shared.report(t)
	constants := shared.constants()
	spoilt := 0
	for _, b := range r.Blocks {
		p, ok := b.(Para)
		if !ok || p.From == nil || len(p.From.Cells) != 9 || spoilt > 200 {
			continue
		}
		text := names.ReplaceAllString(p.Text, "")
		for _, c := range constants {
			text = strings.ReplaceAll(text, c, "")
		}
		for _, at := range numeral.FindAllStringIndex(text, -1) {
			wrong := text[:at[0]] + "9" + text[at[0]:]
			spoilt++
			if len(stray(wrong, p.From, nil)) == 0 {
				t.Fatalf("a wrong number is not seen: %s", wrong)
			}
		}
	}
	if spoilt < 100 {
		t.Errorf("%d numbers spoilt", spoilt)
	}
	if len(stray("seven of nine", &Row{Cells: []Cell{whole(9)}}, nil)) != 1 {
		t.Error("a wrong number in words is not seen")
	}
}

// TestRepeatsPointToTheirFirst holds each value that is said once more against
// the paragraph that it points to.
func TestRepeatsPointToTheirFirst(t *testing.T) {
	said := map[int]string{}
	repeats := 0
	for _, b := range shared.report(t).Blocks {
		p, ok := b.(Para)
		if !ok || p.Number == 0 {
			continue
		}
		said[p.Number] = p.Text
		value, rest, again := strings.Cut(p.Text, " (see paragraph ")
		if !again {
			continue
		}
		repeats++
		to, _, _ := strings.Cut(rest, ")")
		n, err := strconv.Atoi(strings.ReplaceAll(to, ",", ""))
		if err != nil || n >= p.Number || !strings.HasPrefix(said[n], value) {
			t.Errorf("paragraph %d points to %s, which does not say it: %s", p.Number, to, said[n])
		}
	}
	if repeats < 3 {
		t.Errorf("%d repeats were looked at", repeats)
	}
}

// TestLength holds the whole report, compared or not, to what the Secretariat
// takes.
func TestLength(t *testing.T) {
	in := shared.input()
	in.Compared, in.Areas = nil, nil
	alone, err := Build(in)
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*Report{"alone": alone, "compared": shared.report(t)} {
		if n := Count(r); n < 5000 || n > Limit {
			t.Errorf("%s: %d words, limit %d", name, n, Limit)
		}
	}
}

// TestTargetsAreListed holds that each target that a row compares with is in
// the annex of targets, and that a footnote cites it once.
func TestTargetsAreListed(t *testing.T) {
	r := shared.report(t)
	notes := map[string]int{}
	var listed *Table
	for _, b := range r.Blocks {
		switch b := b.(type) {
		case Para:
			for _, n := range b.Notes {
				notes[n]++
			}
		case *Table:
			if b.Title == shared.words.T("report.annex.targets.title") {
				listed = b
			}
		}
	}
	if listed == nil || len(listed.Rows) < 10 || len(notes) < 5 {
		t.Fatalf("the annex of targets is %v; %d footnotes", listed, len(notes))
	}
	for n, times := range notes {
		known := slices.ContainsFunc(listed.Rows, func(row *Row) bool { return strings.HasPrefix(n, trimStop(row.Cells[0].Text)) })
		if times != 1 || !known {
			t.Errorf("%d footnotes, listed %v: %s", times, known, n)
		}
	}
}

// TestFormOfTables holds what the editors and the statisticians ask of every
// table and figure.
func TestFormOfTables(t *testing.T) {
	r := shared.report(t)
	ids := map[string]bool{}
	check := func(kind, id, title, stamp string) {
		if ids[kind+id] || id == "" || title == "" {
			t.Errorf("%s %q (%s): the number is taken or empty", kind, id, title)
		}
		ids[kind+id] = true
		for _, want := range []string{"report-2026", "snapshot 40", "24 November 2026"} {
			if !strings.Contains(stamp, want) {
				t.Errorf("%s %s lacks %q in its stamp %q", kind, id, want, stamp)
			}
		}
	}
	for _, b := range r.Blocks {
		switch b := b.(type) {
		case *Table:
			check("table ", b.ID, b.Title, b.Stamp)
			checkTable(t, b)
		case *Figure:
			check("figure ", b.ID, b.Title, b.Stamp)
			if len(b.Alt) < 60 || b.Data == nil || len(b.Data.Rows) < 3 || b.Source == "" {
				t.Errorf("figure %s lacks its text, data or source", b.ID)
			}
		case Para:
			if strings.TrimSpace(b.Text) == "" || strings.ContainsAny(b.Text, "⟦{}") || regexp.MustCompile(`\d ?%`).MatchString(b.Text) {
				t.Errorf("paragraph %d: %q", b.Number, b.Text)
			}
		}
	}
	if len(ids) < 100 {
		t.Errorf("%d tables and figures", len(ids))
	}
}

func checkTable(t *testing.T, b *Table) {
	if len(b.Rows) == 0 {
		t.Errorf("table %s (%s) is empty", b.ID, b.Title)
	}
	for _, row := range b.Rows {
		if len(row.Cells) != len(b.Columns) {
			t.Errorf("table %s: a row of %d cells under %d columns", b.ID, len(row.Cells), len(b.Columns))
		}
		for _, c := range row.Cells {
			if strings.ContainsAny(c.Text, "⟦{}") || strings.Contains(c.Text, "NaN") {
				t.Errorf("table %s: cell %q", b.ID, c.Text)
			}
			for _, l := range c.Letters {
				if !slices.ContainsFunc(b.Notes, func(n Note) bool { return n.Letter == l }) {
					t.Errorf("table %s: no note %s", b.ID, l)
				}
			}
		}
	}
}

// TestWorldComesFirst holds the order of groups.
func TestWorldComesFirst(t *testing.T) {
	for _, b := range shared.report(t).Blocks {
		table, ok := b.(*Table)
		if !ok || !strings.HasPrefix(table.ID, "I.") {
			continue
		}
		for i, row := range table.Rows {
			if row.Cells[0].Text == "World" && i > 0 {
				t.Errorf("table %s: World is row %d", table.ID, i)
			}
		}
	}
}

func TestRevisionOfKenya(t *testing.T) {
	r := shared.report(t)
	found := 0
	for _, b := range r.Blocks {
		table, ok := b.(*Table)
		if !ok || table.Title != shared.words.T("report.revisions.title") {
			continue
		}
		for _, row := range table.Rows {
			c := row.Cells
			if c[0].Text == "Individuals using the Internet" && c[1].Text == "Kenya" && c[2].Text == "2022" {
				found++
				if c[3].Text != "40.81" || c[4].Text != "29.41" || c[6].Text != "revised" {
					t.Errorf("Kenya 2022: %v", c)
				}
			}
		}
	}
	if found != 1 {
		t.Errorf("Kenya 2022 is in the table of revisions %d times", found)
	}
	sheet := r.sheet(t, "revisions")
	kenya := slices.IndexFunc(sheet.Rows, func(row []Datum) bool {
		return row[0].Text == "internet_users" && row[3].Text == "KEN" && row[9].Text == "2022"
	})
	if kenya < 0 || sheet.Rows[kenya][11].Text != "40.8137" || sheet.Rows[kenya][13].Text != "29.40589905" {
		t.Errorf("Kenya 2022 in the sheet: %v", kenya)
	}
}

func (r *Report) sheet(t testing.TB, name string) Sheet {
	t.Helper()
	for _, s := range r.Sheets {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no sheet %q", name)
	return Sheet{}
}

// TestSheetsAreTidy counts the cells of every row.
func TestSheetsAreTidy(t *testing.T) {
	for _, s := range shared.report(t).Sheets {
		if len(s.Rows) == 0 || s.Title == "" || strings.Contains(s.Title, "⟦") {
			t.Errorf("sheet %s is empty or has no title: %q", s.Name, s.Title)
		}
		for i, row := range s.Rows {
			if len(row) != len(s.Columns) {
				t.Fatalf("sheet %s: row %d has %d cells under %d columns", s.Name, i, len(row), len(s.Columns))
			}
		}
	}
}

func TestCause(t *testing.T) {
	v := func(c progress.Class) progress.Verdict { return progress.Verdict{Class: c} }
	for _, c := range []struct {
		name          string
		old, mid, now progress.Verdict
		want          string
	}{
		{"same", v(progress.Fair), v(progress.Fair), v(progress.Fair), ""},
		{"figures", v(progress.Fair), v(progress.Fair), v(progress.OnTrack), "figures"},
		{"settings", v(progress.Fair), v(progress.OnTrack), v(progress.OnTrack), "settings"},
		{"both", v(progress.Fair), v(progress.OnTrack), v(progress.Limited), "both"},
		{"there and back", v(progress.Fair), v(progress.OnTrack), v(progress.Fair), "both"},
		{"reason", progress.Verdict{Reason: progress.Stale}, progress.Verdict{Reason: progress.NoBase}, progress.Verdict{Reason: progress.NoBase}, "settings"},
	} {
		if got := cause(c.old, c.mid, c.now); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*Input)
		want  string
	}{
		{"no edition", func(i *Input) { i.Edition = nil }, "an edition and words are required"},
		{"resolution", func(i *Input) { i.Resolution = "none" }, `resolution "none": not found`},
		{"paragraph", func(i *Input) { i.Paragraphs = []string{"9", "999"} }, `paragraph "999"`},
		{"area", func(i *Input) { i.Areas = []string{"XYZ"} }, `area "XYZ": not found`},
	} {
		in := shared.input()
		c.spoil(&in)
		if _, err := Build(in); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	in := shared.input()
	in.Areas = []string{"XYZ"}
	if _, err := Build(in); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("an unknown area is %v", err)
	}
}

// TestSelection makes a report of two units without comparison.
func TestSelection(t *testing.T) {
	in := shared.input()
	in.Paragraphs, in.Compared, in.Areas = []string{"10", "9"}, nil, nil
	r, err := Build(in)
	if err != nil {
		t.Fatal(err)
	}
	var units []string
	for _, b := range r.Blocks {
		if h, ok := b.(Heading); ok && h.Level == 3 {
			units = append(units, h.Text)
		}
	}
	if got := strings.Join(units, ", "); got != "Paragraph 9 (welcomes), Paragraph 10 (notes with great concern)" {
		t.Errorf("units %s", got)
	}
	for _, s := range r.Sheets {
		if s.Name == "revisions" || s.Name == "changes" {
			t.Errorf("a report that compares nothing has a sheet %s", s.Name)
		}
	}
	if n := Count(r); n < 300 || n > Limit {
		t.Errorf("%d words", n)
	}
}

func TestRomanAndLetters(t *testing.T) {
	for n, want := range map[int]string{1: "I", 4: "IV", 9: "IX", 14: "XIV", 20: "XX", 21: "21"} {
		if got := roman(n); got != want {
			t.Errorf("figure %d is %s, want %s", n, got, want)
		}
	}
	for n, want := range map[int]string{0: "a", 25: "z", 26: "aa", 27: "ab", 52: "ba"} {
		if got := letter(n); got != want {
			t.Errorf("note %d is %s, want %s", n, got, want)
		}
	}
}
