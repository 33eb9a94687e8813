package collector

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// pricesLayout reads ITU's workbook of price baskets. The name of its sheet
// holds the years and changes with them. The code of a basket ends in its
// unit, _GNI, _PPP or $, and decides; the columns that describe it do not.
func pricesLayout() tableLayout {
	return tableLayout{
		Missing:     []string{"NA"},
		ZeroMissing: []string{"*"}, // no basket is free
		sheetLayout: sheetLayout{
			Sheet: `^(?i)economies`,
			Area:  []string{"IsoCode|countrycode"},
			Code:  codeRule{Columns: []string{"Code"}},
			Years: `^y?_?(\d{4})$`,
		},
	}
}

func ituPrices(r *reading, node yaml.Node, f File) error {
	if !isWorkbook(f.Bytes) {
		return errors.New("no XLSX workbook; take the file as the publisher hands it out")
	}
	if err := readTable(r, pricesLayout(), node, f); err != nil {
		return err
	}
	r.breaks()
	day, err := releaseDate(f.Bytes)
	r.out.Edition = or(r.out.Edition, day)
	return err
}

// releaseDate finds the cell after the words "Release date", on any sheet, ""
// where there is none.
func releaseDate(raw []byte) (string, error) {
	w, err := openWorkbook(raw)
	if err != nil {
		return "", err
	}
	defer w.close()
	for _, name := range w.sheets() {
		g, err := w.sheet(name)
		if err != nil {
			return "", err
		}
		for _, row := range g.rows {
			for i, cell := range row {
				if strings.EqualFold(strings.Trim(plain(cell), ":"), "release date") {
					return readDay(firstFilled(row[i+1:])), nil
				}
			}
		}
	}
	return "", nil
}

// readDay reads a day as a workbook has it: as a count of days, or in words.
// What it cannot read it leaves as it stands.
func readDay(text string) string {
	if days, err := strconv.ParseFloat(text, 64); err == nil {
		if t, err := excelize.ExcelDateToTime(days, false); err == nil && t.Year() > earliestYear && t.Year() < latestYear {
			return t.Format(time.DateOnly)
		}
		return text
	}
	for _, layout := range []string{"2 January 2006", "January 2, 2006", "2 Jan 2006", "2-Jan-2006", "2006-01-02", time.DateTime} {
		if t, err := time.Parse(layout, plain(text)); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return text
}

// chain is a series of ours that several codes of a publisher make, one after
// the other: a basket that grew. Suffixes are the units that each code has.
type chain struct {
	Code     string      `yaml:"code"`
	Suffixes []string    `yaml:"suffixes"`
	Links    []chainLink `yaml:"links"` // oldest first
}

// chainLink is one code of a chain. Zero From and To are open.
type chainLink struct {
	Code string `yaml:"code"`
	From int    `yaml:"from"`
	To   int    `yaml:"to"`
}

func (l chainLink) covers(year int) bool {
	return year >= l.From && (l.To == 0 || year <= l.To)
}

func (c chain) check() error {
	if c.Code == "" || len(c.Links) < 2 {
		return errors.New("a chain needs a code and two links or more")
	}
	for i, l := range c.Links {
		if i > 0 && (c.Links[i-1].To == 0 || l.From != c.Links[i-1].To+1) {
			return fmt.Errorf("chain %s: %s must begin in the year after %s ends", c.Code, l.Code, c.Links[i-1].Code)
		}
	}
	return nil
}

// suffixes are the units of a chain; without any, the code is whole.
func (c chain) suffixes() []string {
	if len(c.Suffixes) == 0 {
		return []string{""}
	}
	return c.Suffixes
}

// link takes a cell once more, as part of each wanted chain that its code and
// year belong to.
func (r *reading) link(c *candidate) error {
	for _, ch := range r.rules.chains {
		for _, suffix := range ch.suffixes() {
			if r.want != nil && !r.want[ch.Code+suffix] {
				continue
			}
			year, reason := readYear(c.year)
			if reason != "" || !slices.ContainsFunc(ch.Links, func(l chainLink) bool { return l.Code+suffix == c.code && l.covers(year) }) {
				continue
			}
			one := *c
			one.code = ch.Code + suffix
			if err := r.add(&one); err != nil {
				return err
			}
		}
	}
	return nil
}

// breaks marks, for each area, the first value of every link of a chain that
// follows an earlier one.
func (r *reading) breaks() {
	for _, ch := range r.rules.chains {
		for _, suffix := range ch.suffixes() {
			r.breaksOf(ch, ch.Code+suffix)
		}
	}
}

func (r *reading) breaksOf(ch chain, code string) {
	of := func(p data.Point) int {
		return slices.IndexFunc(ch.Links, func(l chainLink) bool { return l.covers(p.Year) })
	}
	for _, s := range r.out.Series {
		if s.Code != code {
			continue
		}
		for i := 1; i < len(s.Points); i++ {
			if of(s.Points[i]) != of(s.Points[i-1]) {
				s.Points[i].Status = data.Break
			}
		}
	}
}
