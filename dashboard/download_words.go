package dashboard

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// chapter is a part of what is said about a download.
type chapter struct {
	head  string
	lines []string
}

// readme says what a download holds, how to cite it and how to read it.
func (s *site) readme(d dataset) []chapter {
	id := d.edition.ID()
	about := []string{
		s.words.T("download.readme.what", "title", d.title, "edition", id),
		s.words.T("download.readme.state", "snapshot", id.Snapshot, "date", id.Reference), d.address,
	}
	if d.vintage != "" {
		about = append(about, s.words.T("download.readme.vintage", "name", d.vintage))
	}
	if len(d.rows) == 0 {
		about = append(about, s.words.T("download.readme.empty"))
	}
	reading := []string{
		s.words.T("download.readme.values"), s.words.T("download.readme.status"), s.words.T("download.readme.maker"),
		s.words.T("download.readme.bound"), s.words.T("download.readme.text"),
	}
	out := []chapter{
		{s.words.T("download.readme.title", "title", d.title), about},
		{s.words.T("about.cite"), append([]string{s.words.T("download.readme.cite")}, s.citations(d)...)},
		{s.words.T("about.licences"), append([]string{s.words.T("about.licences.how")}, s.licenceLines(d)...)},
		{s.words.T("download.readme.reading"), reading},
	}
	for _, t := range s.tables(d) {
		c := chapter{head: s.words.T("download.readme.columns", "table", s.words.T("download.sheet."+t.name))}
		for _, col := range t.columns() {
			c.lines = append(c.lines, col.name+": "+s.columnWords(t.name, col.name))
		}
		out = append(out, c)
	}
	return out
}

// citations name the producer of the figures first, with the releases that
// they came with, then where they were seen.
func (s *site) citations(d dataset) []string {
	var out []string
	for _, src := range d.sources {
		var releases []string
		for _, load := range d.loads {
			r := s.release(load.Origin)
			if load.Source == src.ID && r != "" && !slices.Contains(releases, r) {
				releases = append(releases, r)
			}
		}
		source := src.Citation
		if len(releases) > 0 {
			source += " " + s.words.T("download.releases", "releases", strings.Join(releases, "; "))
		}
		out = append(out, s.words.T("about.citation.at", "source", source, "edition", d.edition.ID(), "address", d.address))
	}
	return out
}

// release names a load as its publisher does, with what is known of its days.
func (s *site) release(o data.Origin) string {
	var parts []string
	if o.Edition != "" {
		parts = append(parts, o.Edition)
	}
	if !o.Published.IsZero() {
		parts = append(parts, s.words.T("download.published", "date", o.Published))
	}
	if !o.Retrieved.IsZero() {
		parts = append(parts, s.words.T("download.retrieved", "date", data.DateOf(o.Retrieved)))
	}
	return strings.Join(parts, ", ")
}

// licenceLines are a line for each source of the rows.
func (s *site) licenceLines(d dataset) []string {
	var out []string
	for _, src := range d.sources {
		full, _ := d.edition.Catalog().Source(src.ID)
		line := s.words.T("download.licence", "id", src.ID, "publisher", src.Publisher, "title", full.Title, "licence", src.Licence)
		if src.LicenceURL != "" {
			line += " " + src.LicenceURL
		}
		if src.NonCommercial {
			line += " " + s.words.T("download.noncommercial")
		}
		out = append(out, line)
	}
	return out
}

// columnWords explain a column of a table. Those of the two values that a
// verdict rests on are the columns of any value.
func (s *site) columnWords(table, name string) string {
	if own := "download.column." + table + "." + name; s.words.Has(own) {
		return s.words.T(own)
	}
	for _, of := range []string{"base", "latest"} {
		if rest, ok := strings.CutPrefix(name, of+"_"); ok {
			return s.words.T("download.column.of_"+of, "what", s.words.Or("download.column.of."+rest, s.words.T("download.column."+rest)))
		}
	}
	return s.words.T("download.column." + strings.TrimPrefix(name, "dims_"))
}

// metadataRow is one property of an indicator, a source or a load.
type metadataRow struct {
	Subject  string `json:"subject"` // indicator, source or snapshot
	ID       string `json:"id"`
	Property string `json:"property"`
	Value    string `json:"value"`
}

// metadata are what the indicators, sources and loads of a download are.
func (s *site) metadata(d dataset) []metadataRow {
	out := []metadataRow{}
	add := func(subject, id string, pairs ...string) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i+1] != "" {
				out = append(out, metadataRow{subject, id, pairs[i], pairs[i+1]})
			}
		}
	}
	for _, in := range d.indicators {
		row := indicatorRow(d.edition, in)
		add("indicator", in.ID, "name", in.Name, "definition", in.Definition, "unit", in.Unit,
			"direction", s.words.T("direction."+string(in.Direction)), "core_list", in.CoreList, "sdg", in.SDG,
			"aggregation", string(in.Aggregate.Rule), "sources", strings.Join(row.Sources, " "),
			"paragraphs", strings.Join(row.Paragraphs, " "), "missing", in.Missing, "note", in.Note)
	}
	for _, l := range d.sources {
		src, _ := d.edition.Catalog().Source(l.ID)
		commercial := ""
		if src.NonCommercial {
			commercial = s.words.T("about.commercial.no")
		}
		add("source", src.ID, "publisher", src.Publisher, "title", src.Title, "url", src.URL, "licence", src.Licence,
			"licence_url", src.LicenceURL, "commercial_use", commercial, "citation", src.Citation, "note", src.Note)
	}
	for _, load := range d.loads {
		o, retrieved := load.Origin, ""
		if !o.Retrieved.IsZero() {
			retrieved = data.DateOf(o.Retrieved).String()
		}
		add("snapshot", strconv.FormatInt(load.ID, 10), "source", load.Source, "release", o.Edition, "published", o.Published.String(),
			"retrieved", retrieved, "url", o.URL, "file", o.File, "sha256", o.SHA256)
	}
	return out
}
