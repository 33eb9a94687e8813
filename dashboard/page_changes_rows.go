package dashboard

import (
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// lead says what was found: who changed how much, and the largest revision.
func (p changesPage) lead() []string {
	total := p.found.counts.Total()
	switch {
	case p.r.edition.ID().Snapshot == 0:
		return []string{p.words.T("sources.newest.none")}
	case p.c.From >= p.c.To:
		return []string{p.words.T("changes.backwards", "from", p.c.From, "to", p.c.To)}
	case total.All() == 0:
		return []string{p.words.T("changes.nothing", "from", p.c.From, "to", p.c.To)}
	}
	key := "changes.lead.since"
	if p.c.To != p.r.edition.ID().Snapshot {
		key = "changes.lead.between"
	}
	var out []string
	if published := p.found.counts.TotalBy(data.Publisher); published.All() > 0 {
		first := p.words.T(key, "from", p.c.From, "to", p.c.To, "who", p.who(), "did", p.did(published))
		if len(p.found.revised) > 0 {
			first += " " + p.largest(p.found.revised[0])
		}
		out = append(out, first)
	}
	if n := p.found.counts.TotalBy(data.Reading).All(); n > 0 {
		out = append(out, p.words.N("changes.reread", n))
	}
	if n := p.found.unaltered; n > 0 {
		out = append(out, p.words.N("changes.unaltered", n))
	}
	if n := p.found.minimal; n > 0 {
		out = append(out, p.words.N("changes.minimal", n))
	}
	return out
}

// who names the one source that changed, or says how many did.
func (p changesPage) who() string {
	sources := map[string]bool{}
	var last string
	for _, n := range p.found.counts.List() {
		if n.By == data.Publisher {
			sources[n.Source], last = true, n.Source
		}
	}
	if len(sources) == 1 {
		return sourceLabel(p.r.edition, last)
	}
	return p.words.N("changes.who", len(sources))
}

// did joins what happened to how many figures.
func (p changesPage) did(n ChangeCount) string {
	var parts []string
	for _, k := range []data.ChangeKind{data.Revised, data.Added, data.Removed} {
		key := "changes.did." + string(k)
		if len(parts) > 0 {
			key += ".too"
		}
		if n.Of(k) > 0 {
			parts = append(parts, p.words.N(key, n.Of(k)))
		}
	}
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return p.words.T("changes.and", "some", strings.Join(parts[:len(parts)-1], ", "), "last", parts[len(parts)-1])
}

// largest tells a revision in a sentence, in the unit and digits of the
// indicator that shows it; "" where it has no relative change.
func (p changesPage) largest(c data.Change) string {
	percent, ok := c.Percent()
	if !ok || percent == 0 {
		return ""
	}
	row := p.row(c)
	what := row.Indicator.Name
	if what == "" {
		what = c.Code
	}
	if row.Dims != "" {
		what += " (" + row.Dims + ")"
	}
	value := row.New.Text
	if row.Unit != "" {
		if unit := p.words.Unit(row.Unit); unit != "" {
			value += " " + unit
		}
	}
	return p.words.T("changes.largest", "what", what, "area", row.Area.Name, "year", c.Year, "old", row.Old.Text, "new", value, "percent", row.Percent)
}

func (p changesPage) counts() (rows []changesCount, total *changesCount) {
	line := func(n ChangeCount) changesCount {
		return changesCount{Added: p.words.Integer(n.Added), Revised: p.words.Integer(n.Revised), Withdrawn: p.words.Integer(n.Withdrawn)}
	}
	list := p.found.counts.List()
	for _, n := range list {
		row := line(n)
		row.Code, row.By, row.Source = n.Code, p.words.Or("changes.by."+string(n.By), ""), p.sourceLink(n.Source)
		row.Indicator = p.indicatorOf(data.Key{Source: n.Source, Code: n.Code, Dims: data.Totals})
		rows = append(rows, row)
	}
	if len(list) > 1 {
		sum := line(p.found.counts.Total())
		total = &sum
	}
	return rows, total
}

func (p changesPage) sourceLink(id string) link {
	return link{sourceLabel(p.r.edition, id), inVintage("/sources", p.r.query.Get("vintage")) + "#" + id}
}

// indicatorOf is the first indicator that reads a series.
func (p changesPage) indicatorOf(k data.Key) link {
	for _, r := range p.found.readers.of(k) {
		if in, ok := p.c.Catalog.Indicator(r.indicator); ok {
			return p.indicatorLink(in, p.r)
		}
	}
	return link{}
}

func (p changesPage) revised() *changesList {
	n := len(p.found.revised)
	if n == 0 {
		return nil
	}
	l := p.list(data.Revised, p.found.revised[:min(n, changesRevised)], n)
	return &l
}

// others lists what was withdrawn and what was added, open where nothing was
// revised and it is all that there is to see.
func (p changesPage) others() (out []changesList) {
	total := p.found.counts.TotalBy(data.Publisher)
	if total.Withdrawn > 0 {
		out = append(out, p.list(data.Removed, p.found.withdrawn, total.Withdrawn))
	}
	if total.Added > 0 {
		out = append(out, p.list(data.Added, p.found.added, total.Added))
	}
	if n := p.found.counts.TotalBy(data.Reading).All(); n > 0 {
		out = append(out, p.reread(n))
	}
	if len(out) > 0 {
		out[0].Open = total.Revised == 0
	}
	return out
}

// reread lists what only another reading of ours changed: revised, withdrawn
// and added in one table, a dash where a state has no such figure.
func (p changesPage) reread(n int) changesList {
	l := changesList{Kind: string(data.Revised), Title: p.words.N("changes.reread.title", n), How: p.words.T("changes.reread.how"), CSV: p.apiBy("csv", data.Reading)}
	for _, c := range p.found.reread {
		row := p.row(c)
		for _, side := range []**valueView{&row.Old, &row.New} {
			if *side == nil {
				*side = &valueView{Text: p.words.T("changes.none")}
			}
		}
		l.Rows = append(l.Rows, row)
	}
	if rest := n - len(p.found.reread); rest > 0 {
		l.Rest = p.words.N("changes.rest", rest)
	}
	return l
}

func (p changesPage) list(kind data.ChangeKind, changes []data.Change, total int) changesList {
	key := "changes." + string(kind)
	l := changesList{Kind: string(kind), Title: p.words.N(key+".title", total), How: p.words.T(key + ".how"), CSV: p.api("csv", string(kind))}
	for _, c := range changes {
		l.Rows = append(l.Rows, p.row(c))
	}
	if rest := total - len(changes); rest > 0 {
		l.Rest = p.words.N("changes.rest", rest)
	}
	return l
}

func (p changesPage) row(c data.Change) changesRow {
	row := changesRow{
		Area: p.areaLink(p.r.edition, c.Area, p.r), Indicator: p.indicatorOf(c.Key), Code: c.Code, Dims: p.words.Dims(c.Dims),
		Unit: p.found.readers.unit(c.Key), Year: c.Year, Source: p.sourceLink(c.Source), By: p.words.Or("changes.by."+string(c.By), ""),
	}
	decimals := p.decimals(c)
	var statuses, snapshots []string
	for _, side := range []struct {
		p  *data.Point
		to **valueView
	}{{c.Old, &row.Old}, {c.New, &row.New}} {
		if side.p == nil {
			continue
		}
		digits := decimals
		if digits > side.p.Decimals && side.p.Decimals >= 0 {
			digits = side.p.Decimals
		}
		*side.to = &valueView{Text: p.words.Point(*side.p, digits), Mark: p.words.Or("mark."+string(side.p.Status), ""), Status: p.words.Status(side.p.Status), Note: side.p.Note}
		statuses = append(statuses, p.words.Status(side.p.Status))
		snapshots = append(snapshots, strconv.FormatInt(side.p.Snapshot, 10))
	}
	if c.New == nil {
		snapshots = append(snapshots, strconv.FormatInt(c.Snapshot, 10))
	}
	row.Status, row.Snapshots = p.change(statuses), p.change(snapshots)
	if percent, ok := c.Percent(); ok {
		row.Percent = p.words.Number(percent, 1)
		if percent > 0 {
			row.Percent = "+" + row.Percent
		}
	}
	return row
}

// change shows what was and what is, once where they are the same.
func (p changesPage) change(list []string) string {
	if len(list) == 2 && list[0] != list[1] {
		return p.words.T("changes.became", "old", list[0], "new", list[1])
	}
	return list[0]
}

// decimals are one more than those of the indicator that shows the value as it
// is, so that a small change is not rounded into another, and more where both
// values would read alike.
func (p changesPage) decimals(c data.Change) int {
	digits := -1
	for _, r := range p.found.readers.of(c.Key) {
		if in, ok := p.c.Catalog.Indicator(r.indicator); ok && r.unit != "" {
			digits = in.Decimals + 1
			break
		}
	}
	if digits < 0 || c.Old == nil || c.New == nil {
		return digits
	}
	if c.Old.Value == c.New.Value {
		return max(digits, c.Old.Decimals, c.New.Decimals)
	}
	for ; digits < 17; digits++ {
		if p.words.Point(*c.Old, digits) != p.words.Point(*c.New, digits) {
			break
		}
	}
	return digits
}
