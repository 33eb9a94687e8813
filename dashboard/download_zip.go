package dashboard

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/present/pack"
)

// descriptor is a Data Package, version 2, see https://datapackage.org.
type descriptor struct {
	Schema      string         `json:"$schema"`
	Name        string         `json:"name"`
	Title       string         `json:"title"`
	Description string         `json:"description"`
	Homepage    string         `json:"homepage"`
	Version     string         `json:"version"` // the edition
	Licenses    []packLicence  `json:"licenses,omitempty"`
	Sources     []packSource   `json:"sources,omitempty"`
	Resources   []packResource `json:"resources"`
}

type packLicence struct {
	Name  string `json:"name"`
	Path  string `json:"path,omitempty"`
	Title string `json:"title"`
}

type packSource struct {
	Title   string `json:"title"`
	Path    string `json:"path,omitempty"`
	Version string `json:"version,omitempty"` // releases
}

type packResource struct {
	Name     string     `json:"name"`
	Path     string     `json:"path"`
	Type     string     `json:"type"`
	Title    string     `json:"title"`
	Format   string     `json:"format"`
	Media    string     `json:"mediatype"`
	Encoding string     `json:"encoding"`
	Bytes    int        `json:"bytes"`
	Hash     string     `json:"hash"`
	Schema   packSchema `json:"schema"`
}

type packSchema struct {
	Schema  string      `json:"$schema"`
	Fields  []packField `json:"fields"`
	Missing []string    `json:"missingValues"`
	Key     []string    `json:"primaryKey,omitempty"`
}

type packField struct {
	Name        string           `json:"name"`
	Type        columnKind       `json:"type"`
	Description string           `json:"description"`
	Constraints *packConstraints `json:"constraints,omitempty"`
}

type packConstraints struct {
	Required bool `json:"required"`
}

// The profiles that the descriptor keeps to.
const (
	packageProfile = "https://datapackage.org/profiles/2.0/datapackage.json"
	schemaProfile  = "https://datapackage.org/profiles/2.0/tableschema.json"
)

// dataPackage is a download as an archive that explains itself: its tables,
// their schema, what may be done with them and how to cite them.
func (s *site) dataPackage(d dataset) ([]byte, error) {
	var files []pack.File
	desc := s.descriptor(d)
	for _, t := range s.tables(d) {
		b, err := encodeCSV(t.rows)
		if err != nil {
			return nil, fmt.Errorf("write table %s of %s %s: %w", t.name, d.kind, d.id, err)
		}
		files = append(files, pack.File{Name: t.name + ".csv", Data: b})
		desc.Resources = append(desc.Resources, s.resource(t, b))
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", "  ")
	if err := enc.Encode(desc); err != nil {
		return nil, fmt.Errorf("describe %s %s: %w", d.kind, d.id, err)
	}
	chapters := s.readme(d)
	licences := []chapter{{s.words.T("about.licences"), append([]string{s.words.T("about.licences.how")}, s.licenceLines(d)...)}}
	files = append(files,
		pack.File{Name: "datapackage.json", Data: out.Bytes()},
		pack.File{Name: "README.md", Data: markdown(chapters)},
		pack.File{Name: "LICENCES.md", Data: markdown(licences)},
	)
	return pack.Zip(files)
}

func (s *site) descriptor(d dataset) descriptor {
	id := d.edition.ID().String()
	out := descriptor{
		Schema: packageProfile, Name: packName("wsiswatch-" + d.kind + "-" + d.id), Title: d.title, Homepage: d.address, Version: id,
		Description: s.words.T("download.readme.what", "title", d.title, "edition", id),
	}
	seen := map[string]bool{}
	for _, l := range d.sources {
		src, _ := d.edition.Catalog().Source(l.ID)
		source := packSource{Title: src.Publisher + ", " + src.Title, Path: src.URL}
		var releases []string
		for _, load := range d.loads {
			if name := load.Origin.Edition; load.Source == src.ID && name != "" && !slices.Contains(releases, name) {
				releases = append(releases, name)
			}
		}
		source.Version = strings.Join(releases, "; ")
		out.Sources = append(out.Sources, source)
		if !seen[src.Licence] {
			seen[src.Licence] = true
			out.Licenses = append(out.Licenses, packLicence{Name: licenceName(src.Licence), Path: src.LicenceURL, Title: src.Licence})
		}
	}
	return out
}

// resource describes a table and its columns.
func (s *site) resource(t downloadTable, body []byte) packResource {
	sum := sha256.Sum256(body)
	r := packResource{
		Name: t.name, Path: t.name + ".csv", Type: "table", Title: s.words.T("download.sheet." + t.name), Format: "csv", Media: "text/csv",
		Encoding: "utf-8", Bytes: len(body), Hash: "sha256:" + hex.EncodeToString(sum[:]),
		Schema: packSchema{Schema: schemaProfile, Missing: []string{""}, Key: t.key},
	}
	for _, c := range t.columns() {
		f := packField{Name: c.name, Type: c.kind, Description: s.columnWords(t.name, c.name)}
		for _, k := range t.key {
			if k == c.name {
				f.Constraints = &packConstraints{Required: true}
			}
		}
		r.Schema.Fields = append(r.Schema.Fields, f)
	}
	return r
}

// packName keeps the signs that the name of a package may have.
func packName(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '-'
	}, strings.ToLower(s))
}

// licenceName is a licence as the lists of licences write it: "CC BY 4.0" is
// CC-BY-4.0. What is no licence of a list is named by its title alone.
func licenceName(title string) string {
	if strings.HasPrefix(title, "CC BY") && !strings.ContainsAny(title, "(;,") {
		return strings.ReplaceAll(title, " ", "-")
	}
	return "other"
}

// tagStart is where a reader of Markdown would see a tag.
var tagStart = regexp.MustCompile(`<([A-Za-z/!?])`)

// markdown writes chapters. Foreign text stays on its line and is no markup.
func markdown(chapters []chapter) []byte {
	var b strings.Builder
	for i, c := range chapters {
		mark := "## "
		if i == 0 {
			mark = "# "
		} else {
			b.WriteString("\n")
		}
		b.WriteString(mark + oneLine(c.head) + "\n\n")
		for _, line := range c.lines {
			b.WriteString("- " + oneLine(line) + "\n")
		}
	}
	return []byte(b.String())
}

func oneLine(s string) string {
	return tagStart.ReplaceAllString(strings.Join(strings.Fields(s), " "), `\<$1`)
}
