package collector

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

// batch joins what was parsed from several answers or files into one load.
type batch struct {
	l     data.Load
	sums  []string          // of the bytes, in order
	names map[string]string // of files, by the sum of their bytes
}

func newBatch(source string, o data.Origin) *batch {
	return &batch{l: data.Load{Source: source, Origin: o, Skipped: map[string]int{}, Raw: map[string][]byte{}}, names: map[string]string{}}
}

// keep remembers the bytes that the rows were parsed from.
func (b *batch) keep(raw []byte) {
	s := sum(raw)
	b.sums = append(b.sums, s)
	b.l.Raw[s] = raw
}

// name remembers what a kept file was called, where its layout goes by that:
// the bytes may be read again.
func (b *batch) name(file string, raw []byte) { b.names[sum(raw)] = file }

// nameBreak stands between the names of several files.
const nameBreak = ", "

// fileNames gives the names of files in the order of their sums, which is the
// only order that the store keeps.
func (b *batch) fileNames() string {
	var names []string
	for _, s := range slices.Sorted(maps.Keys(b.names)) {
		names = append(names, b.names[s])
	}
	return strings.Join(names, nameBreak)
}

// nameOf finds the name of kept bytes among those that fileNames gave.
func nameOf(files string, raw []string, s string) string {
	names := strings.Split(files, nameBreak)
	if len(raw) == 1 || len(names) != len(raw) {
		return or(files, s)
	}
	i := slices.Index(slices.Sorted(slices.Values(raw)), s)
	return names[i]
}

// add takes the rows over and widens the scope by what the answer speaks for.
func (b *batch) add(p Parsed) {
	before := len(b.l.Series)
	b.l.Series = append(b.l.Series, p.Series...)
	for i := range b.l.Series[before:] {
		b.l.Series[before+i].Source = b.l.Source
	}
	b.l.Read += p.Read
	for reason, n := range p.Skipped {
		b.l.Skipped[reason] += n
	}
	b.speaksFor(data.Scope{Codes: p.Codes, From: p.From, To: p.To})
	b.l.Origin.Edition = or(b.l.Origin.Edition, p.Edition)
}

func (b *batch) speaksFor(s data.Scope) {
	scope := &b.l.Scope
	scope.Codes = append(scope.Codes, s.Codes...)
	if s.From != 0 && (scope.From == 0 || s.From < scope.From) {
		scope.From = s.From
	}
	scope.To = max(scope.To, s.To)
}

// published takes the publisher's release date; of several, the newest.
func (b *batch) published(day string) error {
	d, err := data.ParseDate(day)
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	if o := &b.l.Origin; d.After(o.Published.Time) {
		o.Published = d
		o.Edition = d.Format("January 2006")
	}
	return nil
}

// ofOneArea makes a load of a national source speak for its economy alone.
func ofOneArea(spec Spec, l *data.Load) {
	if spec.Area != "" {
		l.Scope.Areas = []string{spec.Area}
	}
}

// load gives the result: one sum over all bytes, each code of the scope once.
func (b *batch) load() data.Load {
	l := b.l
	l.Origin.File = or(l.Origin.File, b.fileNames())
	slices.Sort(l.Scope.Codes)
	l.Scope.Codes = slices.Compact(l.Scope.Codes)
	switch len(b.sums) {
	case 0:
	case 1:
		l.Origin.SHA256 = b.sums[0]
	default:
		l.Origin.SHA256 = sum([]byte(strings.Join(b.sums, "\n")))
	}
	return l
}

func sum(raw []byte) string {
	s := sha256.Sum256(raw)
	return hex.EncodeToString(s[:])
}

// counts of a load before it is compared with the store.
func counts(l data.Load) data.Counts {
	return data.Counts{Read: l.Read, Kept: data.CountRows(l.Series), Skipped: maps.Clone(l.Skipped)}
}

// stamp fills in what the collector knows and a source does not.
func stamp(l *data.Load, now time.Time, version string) {
	l.Origin.Retrieved = now
	l.Origin.Collector = version
}
