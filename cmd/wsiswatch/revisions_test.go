package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/dashboard"
	"github.com/wsiswatch/wsiswatch/data"
)

// said is one release of a publisher as its files say it: figures as printed, by
// series, area, dimensions and year. It is read without the parsers that the
// tests below check.
type said map[string]cell

// changed is how two editions differ.
type changed struct{ added, revised, values, withdrawn int }

// against counts what differs from an older edition, within the years that
// this one speaks for.
func (e said) against(t *testing.T, old said) (out changed) {
	t.Helper()
	first, last := "9999", "0000"
	for k, now := range e {
		first, last = min(first, k[len(k)-4:]), max(last, k[len(k)-4:])
		was, had := old[k]
		switch {
		case !had:
			out.added++
		case number64Of(t, was.text) != number64Of(t, now.text):
			out.values++
			out.revised++
		case was != now: // other digits, or another status
			out.revised++
		}
	}
	for k := range old {
		if _, has := e[k]; !has && first <= k[len(k)-4:] && k[len(k)-4:] <= last {
			out.withdrawn++
		}
	}
	return out
}

func number64Of(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// known keeps the areas that the catalogue has.
func known(t *testing.T, figs figures) said {
	t.Helper()
	cfg, err := (&app{}).config()
	if err != nil {
		t.Fatal(err)
	}
	out := said{}
	for area, years := range figs {
		if _, ok := cfg.Catalog.Area(area); !ok {
			continue // a group of the publisher that is not watched
		}
		for year, c := range years {
			out[fmt.Sprint(area, " ", year)] = cell{strings.TrimSpace(c.text), c.status}
		}
	}
	return out
}

// bulk reads a wide file of the World Bank, with or without its preamble.
func (p published) bulk(t *testing.T, file string) figures {
	t.Helper()
	out, head := figures{}, []string(nil)
	for _, rec := range p.records(t, "worldbank-csv-vintages/"+file, ',') {
		if len(rec) > 4 && strings.TrimPrefix(rec[0], "\ufeff") == "Country Name" {
			head = rec
			continue
		}
		for i, v := range rec {
			if i >= 4 && i < len(head) && head[i] != "" && v != "" {
				out.put(rec[1], atoi(t, head[i]), cell{v, "A"})
			}
		}
	}
	return out
}

func (p published) records(t *testing.T, name string, comma rune) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(p.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	all, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return all
}

// Words of the releases of 2019 and of October 2020 for the same thing.
var (
	sdgWords  = map[string]string{"_T": "ANYS", "IS_256KT2M": "256KT2MBPS", "IS_2MT10M": "2MT10MBPS", "IS_GE10M": "10MBPS", "F": "FEMALE", "M": "MALE", "BOTHSEX": "_T"}
	sdgNature = map[string]string{"E": "E", "M": "E", "G": "E", "CA": "A", "C": "A", "NOTSPEC": "A"}
)

// sdg2019 reads the table of a series of a release of 2019.
func (p published) sdg2019(t *testing.T, release, file, part string) said {
	t.Helper()
	all := p.records(t, "unsdg/"+release+"/"+file, '\t')
	at := func(rec []string, column string) string {
		for i, name := range all[0] {
			if strings.TrimPrefix(name, "\ufeff") == column && i < len(rec) {
				return rec[i]
			}
		}
		return ""
	}
	out := said{}
	for _, rec := range all[1:] {
		word := at(rec, part)
		if w, ok := sdgWords[word]; ok && part != "sexCode" {
			word = w
		}
		for i, name := range all[0] {
			year, ok := strings.CutPrefix(name, "value_")
			if _, err := strconv.Atoi(year); ok && err == nil && i < len(rec) && rec[i] != "" {
				out[sdgKey(t, at(rec, "geoAreaCode"), word, year)] = cell{rec[i], "A"}
			}
		}
	}
	return out
}

// sdg2020 reads a table of October 2020, whose codes of areas are numbers.
func (p published) sdg2020(t *testing.T, file, part, value string) said {
	t.Helper()
	out := said{}
	for _, r := range p.rows(t, "unsdg/2020-10/"+file) {
		word := strings.ToUpper(r[part])
		if w, ok := map[string]string{"FEMALE": "F", "MALE": "M", "BOTHSEX": "_T"}[word]; ok {
			word = w
		}
		out[sdgKey(t, r["geo_area"], word, r["year"])] = cell{r[value], sdgNature[strings.ToUpper(r["nature"])]}
	}
	return out
}

func sdgKey(t *testing.T, m49, part, year string) string {
	t.Helper()
	return fmt.Sprintf("%03d %s %s", atoi(t, m49), part, year)
}

// theFiles are the publishers' files, where they are at hand.
func theFiles(t *testing.T) published {
	t.Helper()
	p := published{dir: os.Getenv("WSISWATCH_SHARED")}
	if p.dir == "" {
		p.dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(p.dir); err != nil {
		t.Skip("the publishers' files are not at hand; set WSISWATCH_SHARED to their folder")
	}
	return p
}

// released is one release of a series: the file that is imported, and what an
// independent reader finds in it.
type released struct {
	day, file string
	says      said
}

// TestRevisionsAreThoseOfThePublishersFiles imports releases one after the
// other and compares what diff counts with an independent reading of the files.
func TestRevisionsAreThoseOfThePublishersFiles(t *testing.T) {
	p := theFiles(t)
	const own = "csv_Indicator_5.b.1_Series_IT_MOB_OWN.csv"
	const bbn = "csv_Indicator_17.6.2_Series_IT_NET_BBN.csv"
	const own2020 = "ddf--datapoints--it_mob_own--by--geo_area--nature--sex--units--year.csv"
	const bbn2020 = "ddf--datapoints--it_net_bbn--by--geo_area--nature--type_of_speed--units--year.csv"
	const cel, net = "API_IT.CEL.SETS.P2_DS2_en_csv_v2_4903391.csv", "API_IT.NET.USER.ZS_DS2_en_csv_v2_2160.csv"
	for _, c := range []struct {
		name, source string
		releases     []released
		least        int // figures that are compared at least
	}{
		{"World Bank, mobile subscriptions", "wb-wdi", []released{
			{"2023-03-01", "worldbank-csv-vintages/" + cel, known(t, p.bulk(t, cel))},
			{"2026-07-01", "worldbank-wdi/it.cel.sets.p2.csv", known(t, p.long(t, "it.cel.sets.p2.csv"))},
		}, 10000},
		{"World Bank, Internet use", "wb-wdi", []released{
			{"2024-11-01", "worldbank-csv-vintages/" + net, known(t, p.bulk(t, net))},
			{"2026-04-01", "worldbank-api/IT.NET.USER.ZS.json", known(t, p.api(t, "IT.NET.USER.ZS.json"))},
		}, 1900},
		{"SDG database, phone ownership", "unsd-sdg", []released{
			{"2019-03-01", "unsdg/2019.Q1.G.03/" + own, p.sdg2019(t, "2019.Q1.G.03", own, "sexCode")},
			{"2019-09-01", "unsdg/2019.Q3.G.01/" + own, p.sdg2019(t, "2019.Q3.G.01", own, "sexCode")},
			{"2020-10-01", "unsdg/2020-10/" + own2020, p.sdg2020(t, own2020, "sex", "it_mob_own")},
		}, 400},
		{"SDG database, broadband by speed", "unsd-sdg", []released{
			{"2019-03-01", "unsdg/2019.Q1.G.03/" + bbn, p.sdg2019(t, "2019.Q1.G.03", bbn, "typeOfSpeedCode")},
			{"2019-09-01", "unsdg/2019.Q3.G.01/" + bbn, p.sdg2019(t, "2019.Q3.G.01", bbn, "typeOfSpeedCode")},
			{"2020-10-01", "unsdg/2020-10/" + bbn2020, p.sdg2020(t, bbn2020, "type_of_speed", "it_net_bbn")},
		}, 6000},
	} {
		t.Run(c.name, func(t *testing.T) { checkRevisions(t, p, c.source, c.releases, c.least) })
	}
}

func checkRevisions(t *testing.T, p published, source string, releases []released, least int) {
	db := filepath.Join(t.TempDir(), "r.db")
	before, from := said{}, "0"
	for _, r := range releases {
		out, err := command(t, db, "import", "--without-seed", "--source", source, "--published", r.day, filepath.Join(p.dir, filepath.FromSlash(r.file)))
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		got, to := diffCounts(t, db, from)
		if want := r.says.against(t, before); got != want || len(r.says) < least {
			t.Errorf("%s: diff says %+v, the files %+v, of %d figures", r.file, got, want, len(r.says))
		}
		t.Logf("%s: %+v", r.file, got)
		before, from = r.says, to
	}
}

// diffCounts counts the rows of diff since a state, and names the newest.
func diffCounts(t *testing.T, db, from string) (out changed, to string) {
	t.Helper()
	text, err := command(t, db, "diff", "--without-seed", "--from", from, "--format", "json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []dashboard.ChangeRow
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		t.Fatal(err)
	}
	to = from
	for _, r := range rows {
		if r.NewSnapshot != nil {
			to = fmt.Sprint(*r.NewSnapshot)
		}
		switch r.Kind {
		case data.Added:
			out.added++
		case data.Removed:
			out.withdrawn++
		default:
			out.revised++
			if r.Differs[0] == "value" {
				out.values++
			}
		}
	}
	return out, to
}

// TestChangesPageShowsRealRevisions: the page leads with what was found.
func TestChangesPageShowsRealRevisions(t *testing.T) {
	s := theSite(t)
	for at, wants := range map[string][]string{
		"/changes": {"Since snapshot 36, World Bank WDI revised 4,879 figures, added 20,026 and withdrew 67.",
			"Libya, 2020, from 43.91 to 164.99 per 100 inhabitants (&#43;275.7 per cent).", "4,779 more are in the CSV."},
		"/changes?from=24&to=36&area=KEN&source=wb-wdi&indicator=internet_users": {"World Bank WDI revised 6 figures and added one.",
			`<span class="num">40.81</span>`, `<span class="num">29.41</span>`},
	} {
		p := s.page(t, at)
		checkPage(t, at, p)
		for _, want := range wants {
			if !strings.Contains(p.body, want) {
				t.Errorf("%s does not show %q", at, want)
			}
		}
	}
}
