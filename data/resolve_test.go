package data

import "testing"

func resolverAreas() []Area {
	named := func(code, m49, en string, aliases ...string) Area {
		return Area{Code: code, M49: m49, Names: map[string]string{"en": en}, Aliases: aliases}
	}
	areas := []Area{
		named("AFG", "004", "Afghanistan"),
		named("CIV", "384", "Côte d’Ivoire", "Ivory Coast"),
		named("COD", "180", "Democratic Republic of the Congo", "Congo, Dem. Rep.", "Dem. Rep. of the Congo"),
		named("COG", "178", "Congo", "Congo, Rep.", "Congo (Rep. of the)"),
		named("FSM", "583", "Micronesia (Federated States of)", "Micronesia", "Micronesia, Fed. Sts."),
		named("GIN", "324", "Guinea"),
		named("GNB", "624", "Guinea-Bissau"),
		named("GNQ", "226", "Equatorial Guinea"),
		named("KOR", "410", "Republic of Korea", "Korea (Rep. of)", "Korea, Rep."),
		named("NER", "562", "Niger"),
		named("NGA", "566", "Nigeria"),
		named("PNG", "598", "Papua New Guinea"),
		named("R057", "057", "Micronesia"),
		named("TUR", "792", "Türkiye", "Turkey"),
		named("ATG", "028", "Antigua and Barbuda"),
	}
	areas[0].Names["ar"] = "أفغانستان"
	areas[0].Names["zh"] = "阿富汗"
	areas[0].Names["ru"] = "Афганистан"
	return areas
}

func TestResolver(t *testing.T) {
	r := NewResolver(resolverAreas())
	for _, c := range []struct{ name, word, want string }{
		{"code", "AFG", "AFG"},
		{"code in small letters", " afg ", "AFG"},
		{"number", "4", "AFG"},
		{"padded number", "004", "AFG"},
		{"number of a region", "57", "R057"},
		{"unknown number", "999", ""},
		{"zero", "000", ""},
		{"straight apostrophe, no diacritic", "Cote d'Ivoire", "CIV"},
		{"curly apostrophe", "Cote d’Ivoire", "CIV"},
		{"modifier apostrophe and capitals", "CÔTE DʼIVOIRE", "CIV"},
		{"decomposed diacritic", "Co\u0302te d'Ivoire", "CIV"},
		{"brackets and stops", "Korea (Rep. of)", "KOR"},
		{"new name", "Türkiye", "TUR"},
		{"old name", "Turkey", "TUR"},
		{"Congo", "Congo", "COG"},
		{"Congo of the Bank", "Congo, Rep.", "COG"},
		{"DR Congo of the Bank", "Congo, Dem. Rep.", "COD"},
		{"DR Congo of ITU", "Dem. Rep. of the Congo", "COD"},
		{"Niger", "Niger", "NER"},
		{"Nigeria", "Nigeria", "NGA"},
		{"Guinea", "Guinea", "GIN"},
		{"Guinea-Bissau, trailing blank", "Guinea Bissau ", "GNB"},
		{"Equatorial Guinea", "Equatorial  Guinea", "GNQ"},
		{"Papua New Guinea", "Papua New Guinea", "PNG"},
		{"federation by its full name", "Micronesia (Federated States of)", "FSM"},
		{"a word of two areas finds neither", "Micronesia", ""},
		{"ampersand", "Antigua & Barbuda", "ATG"},
		{"Arabic", "أفغانستان", "AFG"},
		{"Chinese", "阿富汗", "AFG"},
		{"Russian in capitals", "АФГАНИСТАН", "AFG"},
		{"a stretch of a name is not a name", "Guin", ""},
		{"empty", "", ""},
		{"punctuation only", "..", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := r.Code(c.word)
			if got != c.want || ok != (c.want != "") {
				t.Errorf("Code(%q) = %q, %v; want %q", c.word, got, ok, c.want)
			}
		})
	}
}

// A code of ours beats the same letters as somebody's alias.
func TestResolverCodeFirst(t *testing.T) {
	r := NewResolver([]Area{{Code: "CHI"}, {Code: "CHL", Aliases: []string{"CHI"}}})
	if got, _ := r.Code("chi"); got != "CHI" {
		t.Errorf(`Code("chi") = %q, want CHI`, got)
	}
}

func FuzzResolver(f *testing.F) {
	r := NewResolver(resolverAreas())
	for _, s := range []string{"AFG", "004", "Côte d’Ivoire", "\xff", "阿富汗"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, word string) {
		code, ok := r.Code(word)
		if ok != (code != "") {
			t.Errorf("Code(%q) = %q, %v", word, code, ok)
		}
	})
}
