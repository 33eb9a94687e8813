package configs_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/configs"
	"github.com/wsiswatch/wsiswatch/data"
)

func shipped(t *testing.T) *data.Catalog {
	t.Helper()
	c, err := configs.Load(configs.Default)
	if err != nil {
		t.Fatal(err)
	}
	return c.Catalog
}

func day(t *testing.T, s string) data.Date {
	t.Helper()
	d, err := data.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestMembershipCounts holds the lists against the counts that their keepers publish.
func TestMembershipCounts(t *testing.T) {
	c := shipped(t)
	for _, w := range []struct {
		group, on string
		want      int
	}{
		{"LDC", "2016-07-27", 48},
		{"LDC", "2017-06-03", 48},
		{"LDC", "2017-06-04", 47},
		{"LDC", "2024-12-13", 44},
		{"LDC", "2026-11-23", 44},
		{"LDC", "2026-11-24", 42},
		{"LLDC", "2016-07-27", 32},
		{"SIDS", "2026-11-24", 53},
		{"HIC", "2025-07-01", 87},
		{"UMC", "2025-07-01", 54},
		{"LMC", "2025-07-01", 50},
		{"LIC", "2025-07-01", 26}, // with Ethiopia, as in the history of July 2025
		{"LMY", "2025-07-01", 130},
		{"ITU_AFR", "2026-11-24", 44},
		{"R019", "2026-11-24", 57},
	} {
		if got := len(c.Members(w.group, day(t, w.on))); got != w.want {
			t.Errorf("%s on %s has %d members, want %d", w.group, w.on, got, w.want)
		}
	}
}

// TestAreasResolve takes every word of the catalogue and some of publishers
// back to the area that it stands for.
func TestAreasResolve(t *testing.T) {
	areas := shipped(t).Areas()
	r := data.NewResolver(areas)
	for _, a := range areas {
		words := append([]string{a.Code, a.M49}, a.Aliases...)
		for _, name := range a.Names {
			words = append(words, name)
		}
		for _, w := range words {
			if got, _ := r.Code(w); w != "" && got != a.Code {
				t.Errorf("%q of %s finds %q", w, a.Code, got)
			}
		}
	}
	for word, want := range map[string]string{
		"Cote d'Ivoire": "CIV", "Korea (Rep. of)": "KOR", "Turkey": "TUR", "Turkiye": "TUR", "4": "AFG",
		"Congo, Rep.": "COG", "Congo": "COG", "Dem. Rep. of the Congo": "COD", "Niger": "NER", "Nigeria": "NGA",
		"Guinea": "GIN", "Guinea-Bissau": "GNB", "Equatorial Guinea": "GNQ", "Micronesia": "FSM", "Iraq ": "IRQ",
		"Africa": "R002", "Arab States": "ITU_ARB", "World": "WLD", "Kosovo": "XKX", "Arab World": "",
	} {
		if got, _ := r.Code(word); got != want {
			t.Errorf("%q finds %q, want %q", word, got, want)
		}
	}
}

// TestUnits guards the shape of the resolution that is shipped.
func TestUnits(t *testing.T) {
	r, ok := shipped(t).Resolution("ecosoc-2016-wsis")
	if !ok || len(r.Paragraphs) != 71 {
		t.Fatalf("%d units, want 71", len(r.Paragraphs))
	}
	kinds := map[data.Kind]int{}
	numbers := map[string]string{}
	for i, p := range r.Paragraphs {
		kinds[p.Kind]++
		numbers[p.ID] = p.Number
		if p.Order != i+1 {
			t.Errorf("%s has order %d at place %d", p.ID, p.Order, i+1)
		}
		if measured := p.Kind == data.Quantitative || p.Kind == data.Proxy; measured == (p.Unmeasured != "") {
			t.Errorf("%s is %s and says %q why it has no indicator", p.ID, p.Kind, p.Unmeasured)
		}
		for _, h := range p.Headline {
			if !linked(p, h) {
				t.Errorf("%s: the headline entry %+v is not among its links", p.ID, h)
			}
		}
	}
	if kinds[data.Quantitative] != 15 || kinds[data.Proxy] != 19 {
		t.Errorf("kinds are %v, want 15 quantitative and 19 proxy", kinds)
	}
	for id, want := range map[string]string{
		"1bis": "Ibis", "16bis": "16bis", "20quater": "20 quater", "20sexies": "20sexies", "23quaterALT1": "23quater. ALT1",
		"48c": "48(c)", "49bisALT": "49bis.ALT", "pp1": "", "20": "20.",
	} {
		if got, ok := numbers[id]; !ok || got != want {
			t.Errorf("%s is printed %q, want %q", id, got, want)
		}
	}
}

// TestQuotes keeps quotes to a few words: the document is not shipped. Only what
// is shown for context may answer no words.
func TestQuotes(t *testing.T) {
	r, _ := shipped(t).Resolution("ecosoc-2016-wsis")
	for _, p := range r.Paragraphs {
		for _, l := range p.Links {
			words := strings.Fields(l.Quote)
			switch {
			case len(words) > 8:
				t.Errorf("%s, %s: the quote has %d words, at most 8 are wanted: %q", p.ID, l.Indicator, len(words), l.Quote)
			case len(words) == 0 && l.Role != data.ForContext:
				t.Errorf("%s, %s: no words of the paragraph are quoted", p.ID, l.Indicator)
			}
		}
	}
}

// TestQuotesAreTraced wants the file and line of a quote, whatever folder it was
// read from.
func TestQuotesAreTraced(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "conf")
	if err := configs.Export(configs.Default, dir); err != nil {
		t.Fatal(err)
	}
	c, err := configs.LoadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	r, _ := c.Catalog.Resolution("ecosoc-2016-wsis")
	for _, p := range r.Paragraphs {
		for _, l := range p.Links {
			if l.Quote == "" {
				continue
			}
			file, at, _ := strings.Cut(l.At, ":")
			raw, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
			line, bad := strconv.Atoi(at)
			if err != nil || bad != nil || !strings.Contains(strings.Split(string(raw), "\n")[line-1], l.Quote) {
				t.Fatalf("%s, %s: the quote %q is said to stand at %q", p.ID, l.Indicator, l.Quote, l.At)
			}
		}
	}
}

func linked(p data.Paragraph, h data.Headline) bool {
	for _, l := range p.Links {
		if l.Indicator != h.Indicator {
			continue
		}
		for _, b := range append(l.Benchmarks, data.NoBenchmark) {
			if b == h.Benchmark {
				return true
			}
		}
	}
	return false
}

// TestRestsOn names the indicators that some verdicts must rest on.
func TestRestsOn(t *testing.T) {
	c := shipped(t)
	for id, want := range map[string][]string{
		"16bis": {"gender_parity_internet"},
		"ts-u7": {"gender_parity_internet"},
		"10":    {"price_mobile_data_only", "price_fixed_broadband"},
		"45":    {"price_mobile_data_only", "price_fixed_broadband"},
		"9":     {"internet_users", "mobile_broadband_subs", "fixed_broadband_subs"},
		"12":    {"internet_users", "mobile_broadband_subs", "fixed_broadband_subs", "price_fixed_broadband"},
	} {
		_, p, _ := c.Paragraph(id)
		has := map[string]bool{}
		for _, h := range p.Headline {
			has[h.Indicator] = true
		}
		for _, in := range want {
			if !has[in] {
				t.Errorf("%s does not rest on %s", id, in)
			}
		}
	}
}
