package collector_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// dialects are the kinds that the cases run against: one entry for each.
func dialects() []dialect {
	return []dialect{
		worldBankDialect(),
		unsdgDialect("json"), unsdgDialect("csv"), uisDialect(), sdmxDialect("csv"), sdmxDialect("json1"), sdmxDialect("json2"),
		data360FilesDialect(), data360APIDialect(),
		dataHubJSONDialect(), dataHubZipDialect(), dataHubCSVDialect(),
		pricesDialect(),
		tableDialect(" CSV", ","), tableDialect(" TSV", "\t"), tableZipDialect(), tableWorkbookDialect(),
	}
}

// trouble is one case: what goes wrong, and how the run must end.
type trouble struct {
	name  string
	first bool // the first run of the source is the one in trouble
	make  func(*visit)
	ends  ending
}

// cases are the misbehaviour of publishers that every kind must withstand.
func cases() []trouble {
	return slices.Concat(connectionCases(), byteCases(), rowCases(), revisionCases())
}

// failed says what the message must hold beside the source.
func failed(says ...string) ending { return ending{outcome: data.Failed, says: says} }

// refused is failed where it is the publisher's will.
func refused(says ...string) ending { return ending{outcome: data.Refused, says: says} }

func heldFor(says ...string) ending { return ending{outcome: data.Held, says: says} }

// faulty makes a case of the fault alone.
func faulty(f fault) func(*visit) { return func(v *visit) { v.office.fault = f } }

func connectionCases() []trouble {
	once := func(e ending) ending { e.asked = 1; return e }
	unharmed := ending{outcome: data.Unchanged}
	return []trouble{
		{name: "403", make: faulty(answerWith(403, htmlPage)), ends: once(refused("get ADDRESS", "refuses", "import --source"))},
		{name: "473", make: faulty(answerWith(473, "")), ends: once(refused("get ADDRESS", "refuses", "import --source"))},
		{name: "404", make: faulty(answerWith(404, htmlPage)), ends: once(failed("get ADDRESS", "HTTP 404 Not Found"))},
		{name: "429 that passes", make: faulty(passing(2, answerWith(429, "", "Retry-After", "0"))), ends: unharmed},
		{name: "429 that asks for an hour", make: faulty(answerWith(429, "", "Retry-After", "3600")), ends: once(failed("get ADDRESS", "asks to wait 1h0m0s"))},
		{name: "503 that passes", make: faulty(passing(3, answerWith(503, htmlPage))), ends: unharmed},
		{name: "503 that stays", make: faulty(answerWith(503, htmlPage)), ends: failed("get ADDRESS", "HTTP 503 Service Unavailable", "after 4 attempts")},
		{name: "broken connection", make: faulty(truncated), ends: failed("get ADDRESS", "broke off after 20 bytes")},
		{name: "connection that breaks once", make: faulty(passing(1, truncated)), ends: unharmed},
		{name: "slow body", make: func(v *visit) {
			v.office.fault = stalled
			v.Polite.Timeout, v.Polite.Attempts = 50*time.Millisecond, 2
		}, ends: failed("get ADDRESS")},
		{name: "endless body", make: faulty(endless), ends: once(failed("get ADDRESS", "larger than allowed"))},
		{name: "gzip bomb", make: faulty(bomb), ends: once(failed("get ADDRESS", "larger than allowed"))},
		{name: "redirect loop", make: faulty(func(_ int, w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, r.URL.String(), http.StatusFound)
			return true
		}), ends: failed("get ADDRESS", "redirected too often")},
	}
}

// stalled sends the beginning of an answer and then nothing.
func stalled(_ int, w http.ResponseWriter, r *http.Request) bool {
	fmt.Fprint(w, "[")
	w.(http.Flusher).Flush()
	<-r.Context().Done()
	return true
}

// sent makes a case of what becomes of the bytes of a good answer.
func sent(change func([]byte) []byte) func(*visit) {
	return func(v *visit) { v.office.body = change }
}

func instead(body string) func(*visit) {
	return sent(func([]byte) []byte { return []byte(body) })
}

func byteCases() []trouble {
	whole := ending{outcome: data.Unchanged}
	return []trouble{
		{name: "HTML with 200", make: faulty(answerWith(200, htmlPage, "Content-Type", "text/html")), ends: failed("ADDRESS")},
		{name: "PDF with 200", make: instead("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"), ends: failed("ADDRESS")},
		{name: "nothing with 200", make: instead(""), ends: failed("ADDRESS", "empty")},
		{name: "wrong content type", make: func(v *visit) { v.office.label = "application/x-unknown" }, ends: whole},
		{name: "cut in the middle of a row", make: sent(cutInRow), ends: failed("ADDRESS")},
		{name: "zip bomb", make: instead(string(zipBomb())), ends: failed("ADDRESS")},
		{name: "byte order mark", make: sent(func(b []byte) []byte { return append([]byte("\xef\xbb\xbf"), b...) }), ends: whole},
		{name: "bad UTF-8", make: sent(func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("ô"), []byte("\xc3\x28")) }), ends: failed("ADDRESS", "0xc3", "not UTF-8")},
		{name: "CP1252", make: sent(cp1252), ends: failed("ADDRESS", "0xf4", "not UTF-8")},
	}
}

// cutInRow ends an answer behind the first field of a row of its second half.
func cutInRow(b []byte) []byte {
	at := len(b) / 2
	for _, sign := range []byte("\n,\t") {
		if i := bytes.IndexByte(b[at:], sign); i >= 0 {
			at += i + 1
		}
		if sign != '\n' && b[at-1] == sign {
			break
		}
	}
	return b[:at]
}

func cp1252(b []byte) []byte {
	out, err := charmap.Windows1252.NewEncoder().Bytes(b)
	if err != nil {
		panic(err)
	}
	return out
}

// zipBomb is small and unpacks to 64 MB.
func zipBomb() []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("figures.csv")
	if err == nil {
		_, err = w.Write(bytes.Repeat([]byte(" "), 64<<20))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}

// written makes a case of one value as it stands in the answer.
func written(raw string) func(*visit) {
	return func(v *visit) { v.one(func(f *figure) { f.raw = raw }) }
}

func laidOut(c columns) func(*visit) { return func(v *visit) { v.office.columns = c } }

func rowCases() []trouble {
	gone := func(reason string) ending { return ending{outcome: data.Changed, withdrawn: 1, skipped: reason} }
	extra := func(f figure) func(*visit) { return func(v *visit) { v.add(f) } }
	return []trouble{
		{name: "changed order of fields", make: laidOut(reversed), ends: ending{outcome: data.Unchanged}},
		{name: "missing field", make: laidOut(withoutValue), ends: failed("ADDRESS", "FIELD")},
		{name: "renamed code", make: laidOut(renamed), ends: failed("CODE")},
		{name: "NaN", make: written("NaN"), ends: gone("missing value")},
		{name: "Inf", make: written("Inf"), ends: gone("not a number")},
		{name: "1e400", make: written("1e400"), ends: gone("not finite")},
		{name: "a word for a value", make: written("n.s."), ends: gone("not a number")},
		{name: "year 0", make: extra(figure{code: shares, area: places[0], year: 0, raw: "50"}),
			ends: ending{outcome: data.Unchanged, skipped: "year out of range"}},
		{name: "year 9999", make: extra(figure{code: shares, area: places[0], year: 9999, raw: "50"}),
			ends: ending{outcome: data.Unchanged, skipped: "year out of range"}},
		{name: "year 2090", make: extra(figure{code: shares, area: places[0], year: 2090, raw: "50"}), ends: failed("the year cannot be")},
		{name: "unknown area", make: extra(figure{code: shares, area: nowhere, year: 2023, raw: "50"}),
			ends: ending{outcome: data.Unchanged, skipped: "unknown area"}},
		{name: "the same row twice", make: func(v *visit) { v.add(v.figures[0]) },
			ends: ending{outcome: data.Unchanged, skipped: "duplicate row"}},
		{name: "two values for one key", make: func(v *visit) {
			f := v.figures[0]
			f.raw = "99"
			v.add(f)
		}, ends: failed("BRA", "2020")},
	}
}

func revisionCases() []trouble {
	return []trouble{
		{name: "good", first: true, make: func(*visit) {}, ends: ending{outcome: data.Changed, added: 100}},
		{name: "unchanged", make: func(*visit) {}, ends: ending{outcome: data.Unchanged}},
		{name: "empty at first", first: true, make: nothing, ends: failed("no rows to keep")},
		{name: "empty", make: nothing, ends: failed("no rows to keep")},
		{name: "revised", make: written("22.4"), ends: ending{outcome: data.Changed, revised: 1}},
		{name: "a new year", make: func(v *visit) { v.add(figure{code: shares, area: places[0], year: 2025, raw: "26.5"}) },
			ends: ending{outcome: data.Changed, added: 1}},
		{name: "a withdrawn row", make: func(v *visit) {
			v.only(func(f figure) bool { return f.code != shares || f.area.iso3 != "KEN" || f.year != 2023 })
		}, ends: ending{outcome: data.Changed, withdrawn: 1}},
		{name: "many withdrawn rows", make: func(v *visit) { v.only(func(f figure) bool { return f.year == 2020 || f.year > 2022 }) },
			ends: heldFor("40 of 100 rows (40 %) are withdrawn")},
		{name: "half of the areas", make: func(v *visit) {
			v.only(func(f figure) bool { return slices.Contains(places[:5], f.area) })
		}, ends: heldFor("5 areas where there were 10")},
		{name: "all missing", make: func(v *visit) { v.each(func(f *figure) { f.raw = "" }) }, ends: heldFor("every value is missing")},
		{name: "one series missing", make: func(v *visit) {
			v.each(func(f *figure) {
				if f.code == shares {
					f.raw = ""
				}
			})
		}, ends: heldFor("has lost every value")},
		{name: "unit times 1000", make: thousands(counts), ends: heldFor("new values are 1e+03 times the old ones")},
		{name: "bounded unit times 1000", make: thousands(shares), ends: heldFor("in doubt of their unit")},
		{name: "bounded unit at first", first: true, make: thousands(shares), ends: failed("in doubt of their unit")},
	}
}

func nothing(v *visit) { v.figures = nil }

func thousands(code string) func(*visit) {
	return func(v *visit) {
		v.each(func(f *figure) {
			if f.code == code {
				whole, part, _ := strings.Cut(f.raw, ".")
				f.raw = whole + (part + "000")[:3] + ".0"
			}
		})
	}
}

// TestAcceptHeld: what a person accepts is read again from the kept bytes,
// whatever the kind, and is what the office had published.
func TestAcceptHeld(t *testing.T) {
	for _, d := range dialects() {
		t.Run(d.kind+d.as, func(t *testing.T) {
			t.Parallel()
			v := visitTo(t, d)
			if _, err := v.run(t); err != nil {
				t.Fatal(err)
			}
			v.only(func(f figure) bool { return slices.Contains(places[:5], f.area) })
			r, err := v.run(t)
			if err != nil || r.Outcome != data.Held {
				t.Fatalf("%+v, %v", r, err)
			}
			if _, err := v.AcceptHold(t.Context(), r.Hold); err != nil {
				t.Fatal(err)
			}
			if got, want := v.stored(t), v.believed(v.codes); !maps.Equal(got, want) {
				t.Errorf("%d values are shown:\n%v\nwant %d:\n%v", len(got), got, len(want), want)
			}
			if r, err := v.run(t); err != nil || r.Outcome != data.Unchanged {
				t.Errorf("after it was accepted: %+v, %v", r, err)
			}
		})
	}
}

// TestEveryKindHasCases: no kind escapes the table, and what a dialect says
// of a case is said of one that there is.
func TestEveryKindHasCases(t *testing.T) {
	var kinds, names []string
	for _, c := range cases() {
		names = append(names, c.name)
	}
	for _, d := range dialects() {
		kinds = append(kinds, d.kind)
		for name, reason := range d.lacks {
			if !slices.Contains(names, name) || len(strings.Fields(reason)) < 3 {
				t.Errorf("%s lacks %q because %q: no such case, or no reason", d.kind, name, reason)
			}
		}
		for name := range d.differs {
			if !slices.Contains(names, name) || d.lacks[name] != "" {
				t.Errorf("%s ends %q otherwise: no such case, or one that it lacks", d.kind, name)
			}
		}
	}
	slices.Sort(kinds)
	if want := collector.Kinds(); !slices.Equal(slices.Compact(kinds), want) {
		t.Errorf("cases for %v, kinds are %v", kinds, want)
	}
}
