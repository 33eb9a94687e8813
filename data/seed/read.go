package seed

import (
	"bufio"
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// Read gives the load of one file of figures. Errors name file and line.
func Read(name string, raw []byte) (data.Load, error) {
	load, err := readHeader(name, raw)
	if err != nil {
		return data.Load{}, err
	}
	seen := map[data.Key]bool{}
	err = eachLine(raw, func(number int, line string) error {
		if strings.HasPrefix(line, "#") {
			return nil
		}
		key, points, err := readSeries(load, line)
		if err == nil && seen[key] {
			err = fmt.Errorf("series stands twice")
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, number, err)
		}
		seen[key] = true
		load.Series = append(load.Series, data.Series{Key: key, Points: points})
		load.Read += len(points)
		return nil
	})
	return load, err
}

func eachLine(raw []byte, do func(number int, line string) error) error {
	sc := bufio.NewScanner(bytes.NewReader(raw))
	sc.Buffer(nil, 1<<20)
	for number := 1; sc.Scan(); number++ {
		if strings.TrimSpace(sc.Text()) == "" {
			continue
		}
		if err := do(number, sc.Text()); err != nil {
			return err
		}
	}
	return sc.Err()
}

// readHeader reads the lines "# key: value" at the head of the file.
func readHeader(name string, raw []byte) (data.Load, error) {
	var l data.Load
	for number := 1; len(raw) > 0 && raw[0] == '#'; number++ {
		line, rest, _ := bytes.Cut(raw, []byte("\n"))
		raw = rest
		key, value, ok := strings.Cut(strings.TrimSpace(string(line[1:])), ": ")
		if !ok {
			continue
		}
		if err := setHeader(&l, key, value); err != nil {
			return l, fmt.Errorf("%s:%d: %s: %w", name, number, key, err)
		}
	}
	if l.Source == "" || l.Origin.SHA256 == "" || len(l.Scope.Codes) == 0 || l.Scope.From == 0 || l.Scope.To < l.Scope.From {
		return l, fmt.Errorf("%s: the header lacks source, sha256, codes, from or to", name)
	}
	return l, nil
}

func setHeader(l *data.Load, key, value string) (err error) {
	switch key {
	case "source":
		l.Source = value
	case "edition":
		l.Origin.Edition = value
	case "published":
		l.Origin.Published, err = data.ParseDate(value)
	case "url":
		l.Origin.URL = value
	case "file":
		l.Origin.File = value
	case "format":
		l.Origin.Format = value
	case "sha256":
		l.Origin.SHA256 = value
	case "collector":
		l.Origin.Collector = value
	case "codes":
		l.Scope.Codes = strings.Split(value, "|")
	case "areas":
		l.Scope.Areas = strings.Split(value, "|")
	case "from":
		l.Scope.From, err = strconv.Atoi(value)
	case "to":
		l.Scope.To, err = strconv.Atoi(value)
	case "publisher", "data set", "licence", "citation":
		// for people
	default:
		err = fmt.Errorf("unknown header")
	}
	return err
}

// readSeries reads "code|area|sex|age|location|breakdown|first year|values",
// fields parted by tabs and values by blanks.
func readSeries(l data.Load, line string) (data.Key, []data.Point, error) {
	f := strings.Split(line, "\t")
	if len(f) != 8 {
		return data.Key{}, nil, fmt.Errorf("%d fields, want 8", len(f))
	}
	key := data.Key{Source: l.Source, Code: f[0], Area: f[1], Dims: data.Dims{Sex: f[2], Age: f[3], Location: f[4], Breakdown: f[5]}.Full()}
	year, err := strconv.Atoi(f[6])
	if err != nil || year < 1900 {
		return key, nil, fmt.Errorf("first year %q is not a year", f[6])
	}
	var points []data.Point
	for _, cell := range strings.Fields(f[7]) {
		if year > 2100 {
			return key, nil, fmt.Errorf("values run past 2100")
		}
		if cell != gap {
			p, err := readCell(cell)
			if err != nil {
				return key, nil, fmt.Errorf("value of %d: %w", year, err)
			}
			p.Year = year
			points = append(points, p)
		}
		year++
	}
	return key, points, nil
}

// gap stands for a year without a figure.
const gap = "-"

// readCell reads a figure: an optional < or >, the digits as published, "~"
// where the number of decimals is not known, and the status where it is not A.
// What cellOf does not write is refused: a slip of the pen must not become a
// figure.
func readCell(cell string) (data.Point, error) {
	if cell == string(data.Missing) {
		return data.Point{Value: math.NaN(), Status: data.Missing}, nil
	}
	p := data.Point{Status: data.Normal}
	text := cell
	for _, s := range []data.Status{data.Estimated, data.Provisional, data.Break} {
		if rest, marked := strings.CutSuffix(cell, string(s)); marked {
			p.Status, text = s, rest
		}
	}
	switch {
	case strings.HasPrefix(text, "<"):
		p.Bound, text = data.Below, text[1:]
	case strings.HasPrefix(text, ">"):
		p.Bound, text = data.Above, text[1:]
	}
	text, unknown := strings.CutSuffix(text, "~")
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !plainNumber(text) {
		return p, fmt.Errorf("%q is not a figure", cell)
	}
	p.Value, p.Decimals = v, decimals(text)
	if unknown {
		p.Decimals = -1
	}
	return p, nil
}

// plainNumber says whether a text is digits with an optional sign and point:
// no exponent, no hexadecimal, no underscore, no word for infinity.
func plainNumber(text string) bool {
	whole, part, point := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (!point || digits(part))
}

func decimals(text string) int {
	_, after, _ := strings.Cut(text, ".")
	return len(after)
}
