package collector

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// ErrNoFigures says that a layout declares the file to hold nothing that can
// be imported, such as categories in words or a list of footnotes.
var ErrNoFigures = errors.New("holds no figures to import")

// format reads one file into r. The node is the layout of the FileSpec, which
// may be empty.
type format func(r *reading, layout yaml.Node, f File) error

// formats are the shapes of files that we read. A new one is one line here and
// its testdata; most are a preset of the table layout.
func formats() map[string]format {
	return map[string]format{
		"data360-csv":        data360CSV,
		"data360-json":       data360JSON,
		"itu-datahub-csv":    ituDataHub,
		"itu-datahub-json":   dataHubJSON,
		"itu-prices":         ituPrices,
		"sdmx":               sdmx,
		"table":              table,
		"uis-json":           uisJSON,
		"unsdg-csv":          unsdgCSV,
		"unsdg-json":         unsdgJSON,
		"unsdg-tree":         unsdgTreeJSON,
		"worldbank-bulk":     worldBankBulk,
		"worldbank-databank": worldBankDataBank,
		"worldbank-json":     worldBankJSON,
		"worldbank-long":     worldBankLong,
	}
}

// Formats lists the keys of the known file formats, sorted. A ZIP archive is
// none of them: its members are read one by one.
func Formats() []string { return slices.Sorted(maps.Keys(formats())) }

// Parse reads the observations of one file. The format is the one named, else
// that of the first FileSpec whose pattern fits the base name, else the one
// that the content looks like. Rows of codes that are not wanted (nil wants
// all), missing cells, areas that we do not have and cells that are no number
// are counted by reason, so that Read = the points of Series + the sum of
// Skipped. What breaks the file as a whole is an error that names file, sheet,
// row, field and what to do: a column that is not there, an encoding that was
// not declared, two values for one key. Years of the result lie in 1900-2100
// and values are finite.
func Parse(spec Spec, areas *data.Resolver, codes []string, format string, f File) (Parsed, error) {
	r := newReading(spec, areas, codes)
	if err := r.file(format, f); err != nil {
		return Parsed{}, fmt.Errorf("read %s: %w", f.Name, err)
	}
	return r.parsed(), nil
}

// CheckFiles finds faults in the file patterns and layouts of a source, each
// with the pattern that it stands under.
func CheckFiles(spec Spec) error {
	var errs []error
	for _, fs := range spec.Files {
		if err := checkFileSpec(fs, spec.Area != ""); err != nil {
			errs = append(errs, fmt.Errorf("files, match %q: %w", fs.Match, err))
		}
	}
	return errors.Join(errs...)
}

func checkFileSpec(fs FileSpec, oneArea bool) error {
	if _, err := path.Match(fs.Match, "x"); err != nil || fs.Match == "" {
		return errors.New("the pattern is not one of path.Match, such as *.csv")
	}
	preset, ok := presets()[fs.Format]
	if !ok {
		return unknownFormat(fs.Format)
	}
	layout, err := preset.with(fs.Layout)
	if err != nil || fs.Format == "worldbank-json" {
		return err
	}
	return layout.check(oneArea)
}

func unknownFormat(key string) error {
	return fmt.Errorf("unknown format %q; known are %s", key, strings.Join(Formats(), ", "))
}

// file reads one file, or each member of an archive.
func (r *reading) file(key string, f File) error {
	if len(bytes.TrimSpace(f.Bytes)) == 0 {
		return errors.New("the file is empty; download it again")
	}
	if isArchive(f.Bytes) {
		return r.archive(key, f)
	}
	if bytes.HasPrefix(f.Bytes, []byte{0x1f, 0x8b}) {
		return errors.New("the file is packed with gzip; unpack it first")
	}
	key, layout, err := choose(r.spec, key, f)
	if err != nil {
		return err
	}
	return formats()[key](r, layout, f)
}

// choose finds the format and the layout of a file.
func choose(spec Spec, key string, f File) (string, yaml.Node, error) {
	if key == "" {
		for _, fs := range spec.Files {
			if fits(fs, f.Name) {
				return known(fs.Format, fs.Layout)
			}
		}
		if key = sniff(f.Bytes); key == "" {
			return "", yaml.Node{}, fmt.Errorf("no file pattern of source %s fits the name and the content looks like none of %s; "+
				"give the file the publisher's name, or name its format", spec.ID, strings.Join(Formats(), ", "))
		}
	}
	layout, err := layoutOf(spec, key, f.Name)
	if err != nil {
		return "", yaml.Node{}, err
	}
	return known(key, layout)
}

func known(key string, layout yaml.Node) (string, yaml.Node, error) {
	if _, ok := formats()[key]; !ok {
		return "", yaml.Node{}, unknownFormat(key)
	}
	return key, layout, nil
}

// layoutOf is the layout that a source declares for a format: that of the
// pattern that fits the name, else the first one. A renamed file must not lose
// the rules of its source; a table cannot be guessed.
func layoutOf(spec Spec, key, name string) (yaml.Node, error) {
	var all []FileSpec
	for _, fs := range spec.Files {
		if fs.Format != key {
			continue
		}
		if fits(fs, name) {
			return fs.Layout, nil
		}
		all = append(all, fs)
	}
	switch {
	case key == "table" && len(all) != 1:
		return yaml.Node{}, fmt.Errorf("source %s declares %d table layouts and none for this name; give the file the publisher's name", spec.ID, len(all))
	case len(all) == 0:
		return yaml.Node{}, nil
	}
	return all[0].Layout, nil
}

func fits(fs FileSpec, name string) bool {
	ok, err := path.Match(fs.Match, path.Base(name))
	return ok && err == nil
}

// sniff tells the format from the first bytes, "" where it cannot.
func sniff(raw []byte) string {
	raw = raw[:min(len(raw), 4096)]
	if text, err := decode(raw, ""); isUTF16(raw) && err == nil {
		raw = text
	}
	head := strings.TrimLeft(string(raw), "\ufeff \t\r\n")
	if key := or(sniffBanks(head), sniffStatistics(head)); key != "" {
		return key
	}
	if strings.HasPrefix(head, "[") || strings.HasPrefix(head, "{") {
		return "worldbank-json"
	}
	has := func(words ...string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(head, w) })
	}
	switch {
	case has("seriesCode", "entityIso"), has("SeriesCode", "AreaCode"):
		return "itu-datahub-csv"
	case has("Country Code", "Series Code"):
		return "worldbank-databank"
	case has("Country Code", "Indicator Code"):
		return "worldbank-bulk"
	case has("Country Code", "Year", "Value"):
		return "worldbank-long"
	}
	return ""
}
