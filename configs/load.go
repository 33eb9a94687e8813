package configs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/collector"
	"github.com/wsiswatch/wsiswatch/data"
)

// Config is a whole configuration, checked.
type Config struct {
	Catalog   *data.Catalog
	Specs     []collector.Spec // in the order of the catalogue's sources
	Hosts     []collector.Host // how often the publishers' servers are asked
	Canonical []byte           // all files in one, for LoadCanonical and vintages
	Hash      string           // sha256 of Canonical in hex
}

// Load reads the embedded set, or any other of the same shape. Its error joins
// one *Fault for each mistake, in order of file and line.
func Load(fsys fs.FS) (Config, error) {
	files, err := readAll(fsys)
	if err != nil {
		return Config{}, err
	}
	return build(files, "configs")
}

// LoadDir is Load for a folder on disk; its faults carry the folder's name.
func LoadDir(dir string) (Config, error) {
	files, err := readAll(os.DirFS(dir))
	if err != nil {
		return Config{}, err
	}
	return build(files, dir)
}

// LoadCanonical reads the canonical bytes of an earlier Config, as a vintage keeps them.
func LoadCanonical(canonical []byte) (Config, error) {
	files, err := split(canonical)
	if err != nil {
		return Config{}, err
	}
	return build(files, "configs")
}

// loader gathers definitions, the places where they stand, and faults.
type loader struct {
	dir    string
	defs   data.Definitions
	specs  []collector.Spec
	hosts  []collector.Host
	places map[string]place // "indicator\x00internet_users" -> where it stands
	acts   []actsItem
	// members says where each of defs.Memberships stands: a group may be in
	// several lists.
	members []place
	// unread is set where a file is missing or could not be read at all. Then references
	// into it would all be faults that are none, so meanings are not checked.
	unread bool
	faults []*Fault
}

func build(files []file, dir string) (Config, error) {
	l := &loader{dir: dir, places: map[string]place{}}
	for _, f := range files {
		l.file(f)
	}
	l.checkFolders(files)
	if l.unread {
		return Config{}, l.joined()
	}
	l.addActs()
	l.orderParagraphs()
	l.checkSpecs()
	catalog, err := data.NewCatalog(l.defs)
	l.placeFaults(err)
	l.checkJudgement()
	if len(l.faults) > 0 {
		return Config{}, l.joined()
	}
	b := canonical(files)
	return Config{Catalog: catalog, Specs: l.specs, Hosts: l.hosts, Canonical: b, Hash: hash(b)}, nil
}

// orderParagraphs puts paragraphs in the order of the document: the files of
// a resolution are read by name, which is not it.
func (l *loader) orderParagraphs() {
	for i := range l.defs.Resolutions {
		p := l.defs.Resolutions[i].Paragraphs
		sort.SliceStable(p, func(a, b int) bool { return p[a].Order < p[b].Order })
	}
}

// file sends a file to the reader of its shape.
func (l *loader) file(f file) {
	dir, base := path.Split(f.path)
	switch {
	case f.path == "themes.yaml":
		readList(l, f, "theme", func(_ place, v data.Theme) { l.defs.Themes = append(l.defs.Themes, v) })
	case f.path == "benchmarks.yaml":
		readList(l, f, "benchmark", func(_ place, v data.Benchmark) { l.defs.Benchmarks = append(l.defs.Benchmarks, v) })
	case f.path == "instruments.yaml":
		readList(l, f, "instrument", func(_ place, v data.Instrument) { l.defs.Instruments = append(l.defs.Instruments, v) })
	case f.path == "sources.yaml":
		readList(l, f, "source", l.source)
	case f.path == "hosts.yaml":
		readList(l, f, "host", l.host)
	case dir == "indicators/":
		readList(l, f, "indicator", func(_ place, v data.Indicator) { l.defs.Indicators = append(l.defs.Indicators, v) })
	case f.path == "areas/economies.yaml", f.path == "areas/groups.yaml":
		readList(l, f, "area", func(_ place, v data.Area) {
			v.Group = base == "groups.yaml"
			l.defs.Areas = append(l.defs.Areas, v)
		})
	case dir == "areas/memberships/":
		readList(l, f, "membership", l.membership)
	case strings.HasPrefix(f.path, "resolutions/") && strings.Count(f.path, "/") == 2:
		l.resolutionFile(f, path.Base(dir), base)
	case dir == "evidence/":
		readList(l, f, "evidence", func(p place, v actsItem) {
			v.at = p
			l.acts = append(l.acts, v)
		})
	default:
		l.fault(f.path, 1, "no such file belongs to a configuration; the package documentation of configs and docs list the names")
	}
}

// source takes the telling and the collecting half of a source apart.
func (l *loader) source(_ place, v sourceItem) {
	v.Spec.ID = v.Source.ID
	if v.Role == data.National {
		v.Spec.Area = v.Source.Area
	}
	l.defs.Sources = append(l.defs.Sources, v.Source)
	l.specs = append(l.specs, v.Spec)
}

func (l *loader) host(p place, v collector.Host) {
	if err := collector.CheckHost(v); err != nil && !p.broken {
		l.fault(p.file, p.line, "host %q: %s", v.Name, err)
	}
	l.hosts = append(l.hosts, v)
}

func (l *loader) membership(p place, v membersItem) {
	if v.List == "" {
		l.fault(p.file, p.line, "membership %q: list is required: which edition of which list says so", v.ID)
	}
	for i, m := range v.Members {
		l.members = append(l.members, place{file: p.file, line: p.lineOf("members." + strconv.Itoa(i)), broken: p.broken})
		l.defs.Memberships = append(l.defs.Memberships,
			data.Membership{Group: v.ID, List: v.List, Area: m.Area, From: m.From, To: m.To})
	}
}

// resolutionFile reads resolution.yaml or one file of paragraphs. The folder
// binds them; its resolution may be read after its first paragraphs.
func (l *loader) resolutionFile(f file, folder, base string) {
	r := l.resolutionIn(folder)
	if base != "resolution.yaml" {
		readList(l, f, "paragraph", func(p place, v data.Paragraph) {
			placeQuotes(p, v.Links)
			r.Paragraphs = append(r.Paragraphs, v)
		})
		return
	}
	readList(l, f, "resolution", func(p place, v data.Resolution) {
		if v.ID != folder {
			l.fault(f.path, p.line, "resolution %q stands in the folder %q; give both the same name", v.ID, folder)
		}
		v.ID, v.Paragraphs = folder, r.Paragraphs
		*r = v
	})
}

// placeQuotes notes where quotes stand. The folder of the definitions is left
// out: what a document differs in is kept with its run, for everybody to read.
func placeQuotes(p place, links []data.Link) {
	for i := range links {
		if links[i].Quote != "" {
			links[i].At = fmt.Sprintf("%s:%d", p.file, p.lineOf(fmt.Sprintf("links.%d.quote", i)))
		}
	}
}

// resolutionIn finds or begins the resolution of a folder.
func (l *loader) resolutionIn(folder string) *data.Resolution {
	for i := range l.defs.Resolutions {
		if l.defs.Resolutions[i].ID == folder {
			return &l.defs.Resolutions[i]
		}
	}
	l.defs.Resolutions = append(l.defs.Resolutions, data.Resolution{ID: folder})
	return &l.defs.Resolutions[len(l.defs.Resolutions)-1]
}

// checkFolders misses the resolution of a folder of paragraphs.
func (l *loader) checkFolders(files []file) {
	for _, r := range l.defs.Resolutions {
		name := path.Join("resolutions", r.ID, "resolution.yaml")
		_, read := l.places[placeKey("resolution", r.ID)]
		switch {
		case l.unread || read:
			continue
		case slices.ContainsFunc(files, func(f file) bool { return f.path == name }):
			l.fault(name, 1, "the file names no resolution; begin it with \"- id: %s\"", r.ID)
		default:
			l.fault(name, 1, "the file is missing; it says what resolution the paragraphs beside it belong to")
		}
		l.unread = true
	}
}

// addActs adds the dated acts of evidence/ to the evidence items of paragraphs.
func (l *loader) addActs() {
	for _, a := range l.acts {
		item := l.evidence(a.ID)
		if item == nil {
			l.fault(a.at.file, a.at.line, "evidence %q: no paragraph has an evidence item of this id", a.ID)
			continue
		}
		for i, act := range a.Done {
			switch {
			case !act.Date.IsZero() && act.Title != "":
				item.Done = append(item.Done, act)
			case !a.at.broken: // said here, for the catalogue would blame the paragraph
				l.fault(a.at.file, a.at.lineOf("done."+strconv.Itoa(i)), "evidence %q: an act needs a date and a title", a.ID)
			}
		}
		sort.SliceStable(item.Done, func(i, j int) bool { return item.Done[i].Date.Before(item.Done[j].Date.Time) })
	}
}

func (l *loader) evidence(id string) *data.EvidenceItem {
	for i := range l.defs.Resolutions {
		for j := range l.defs.Resolutions[i].Paragraphs {
			items := l.defs.Resolutions[i].Paragraphs[j].Evidence
			for k := range items {
				if items[k].ID == id {
					return &items[k]
				}
			}
		}
	}
	return nil
}

// joined is the error of all faults, in order of file and line.
func (l *loader) joined() error {
	sort.SliceStable(l.faults, func(i, j int) bool {
		a, b := l.faults[i], l.faults[j]
		if a.File != b.File {
			return a.File < b.File
		}
		return a.Line < b.Line
	})
	errs := make([]error, len(l.faults))
	for i, f := range l.faults {
		errs[i] = f
	}
	return errors.Join(errs...)
}
