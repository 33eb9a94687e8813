package collector

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/wsiswatch/wsiswatch/data"
)

// download is one address that hands out a whole file.
type download struct {
	url    string
	name   string   // of the file, which may choose its format and layout
	format string   // "" is found by the name
	codes  []string // that this file must speak for; nil leaves it to the whole
}

// downloads are the files that make one load. Which of them holds what is the
// caller's to say, how they are asked for, kept and read is the same for all.
type downloads struct {
	spec   Spec
	deps   Deps
	wanted []string
	origin data.Origin
	list   []download
	// empty says what a file without a row means, where it is no empty series.
	empty string
}

// noETag holds the place of an answer that came without one.
const noETag = "-"

// fetch gives the load of all files. An answer that is the same to the byte as
// the last one is ErrUnchanged, whether the publisher says so or the sum over
// the bytes does.
func (d downloads) fetch(ctx context.Context, since Conditions) (data.Load, error) {
	none := data.Load{Source: d.spec.ID, Origin: d.origin}
	if len(d.wanted) == 0 {
		return none, errors.New("no indicator wants a code of this source; name one in an indicator, or under codes of the source")
	}
	answers, err := d.ask(ctx, since.ETag)
	if errors.Is(err, ErrUnchanged) {
		// The next run asks on the same conditions.
		none.Origin.ETag, none.Origin.SHA256, none.Origin.Published = since.ETag, since.SHA256, since.Published
	}
	if err != nil {
		return none, err
	}
	b := newBatch(d.spec.ID, d.origin)
	var tags []string
	for i, a := range answers {
		b.keep(a.Bytes)
		if d.list[i].format == "" {
			b.name(d.list[i].name, a.Bytes)
		}
		tags = append(tags, or(a.ETag, noETag))
	}
	if strings.Trim(strings.Join(tags, ""), noETag) != "" {
		b.l.Origin.ETag = strings.Join(tags, " ")
	}
	if l := b.load(); l.Origin.SHA256 == since.SHA256 {
		none.Origin = l.Origin
		return none, ErrUnchanged
	}
	if err := d.read(b, answers); err != nil {
		return none, err
	}
	return b.load(), nil
}

// ask asks for every file, on condition that it has changed where the last
// answers are known. One that has not is asked for again where another has:
// a load is all files or none.
func (d downloads) ask(ctx context.Context, last string) ([]Answer, error) {
	tags := strings.Fields(last)
	if len(tags) != len(d.list) {
		tags = make([]string, len(d.list))
	}
	answers, same := make([]Answer, len(d.list)), 0
	for i := range d.list {
		d.deps.progress(i, len(d.list))
		var err error
		answers[i], err = d.one(ctx, i, strings.Trim(tags[i], noETag))
		switch {
		case errors.Is(err, ErrUnchanged):
			same++
		case err != nil:
			return nil, err
		}
	}
	d.deps.progress(len(d.list), len(d.list))
	if same == len(d.list) {
		return nil, ErrUnchanged
	}
	for i := range answers {
		if answers[i].Bytes != nil {
			continue
		}
		var err error
		if answers[i], err = d.one(ctx, i, ""); err != nil {
			return nil, err
		}
	}
	return answers, nil
}

func (d downloads) one(ctx context.Context, i int, tag string) (Answer, error) {
	a, err := d.deps.Client.Get(ctx, Request{URL: d.list[i].url, ETag: tag, Check: checkFile})
	if err == nil || errors.Is(err, ErrUnchanged) {
		return a, err
	}
	if s, ok := errors.AsType[*StatusError](err); ok && (s.Status == http.StatusNotFound || s.Status == http.StatusGone) {
		err = fmt.Errorf("%w; the file may have moved: look for it on the publisher's page and change its address in the parameters of the source", err)
	}
	if len(d.list) > 1 {
		err = fmt.Errorf("file %s: %w", d.list[i].name, err)
	}
	return a, err
}

// read parses all answers into the batch.
func (d downloads) read(b *batch, answers []Answer) error {
	var all Parsed
	other := 0
	for i, a := range answers {
		one := d.list[i]
		p, err := d.parse(one, a.Bytes)
		if err != nil {
			return fmt.Errorf("get %s: %w", redact(one.url), err)
		}
		b.add(p)
		if day, err := data.ParseDate(p.Edition); err == nil && day.After(b.l.Origin.Published.Time) {
			b.l.Origin.Published = day
		}
		all.Codes, other = append(all.Codes, p.Codes...), other+p.Skipped[notWanted]
		if all.Samples[notWanted] == "" {
			all.Samples = p.Samples
		}
	}
	all.Skipped = map[string]int{notWanted: other}
	if err := spoken(&all, d.wanted); err != nil {
		return fmt.Errorf("get %s: %w", d.origin.URL, err)
	}
	b.add(Parsed{Codes: all.Codes})
	return nil
}

// parse reads one file and holds it to the codes that it must speak for.
func (d downloads) parse(one download, raw []byte) (Parsed, error) {
	codes := one.codes
	if codes == nil {
		codes = d.wanted
	}
	p, err := Parse(d.spec, d.deps.Areas, codes, one.format, File{Name: one.name, Bytes: raw})
	if err != nil {
		return p, err
	}
	if d.empty != "" && len(p.Codes) == 0 && p.Skipped[notWanted] == 0 {
		return p, errors.New(d.empty)
	}
	return p, spoken(&p, one.codes)
}

// spoken holds what was read to the codes that were asked for. Where nothing
// else stands in its place, a code that is not there has no figures any more.
func spoken(p *Parsed, codes []string) error {
	for _, c := range codes {
		switch {
		case slices.Contains(p.Codes, c):
		case p.Skipped[notWanted] > 0:
			return noRowOf(c, p.Samples[notWanted])
		default:
			p.Codes = append(p.Codes, c)
		}
	}
	return nil
}

// noRowOf says that a code has gone, and what stands there in its place.
func noRowOf(code, other string) error {
	if other == "" {
		return fmt.Errorf("no row is of %s; see whether the publisher has renamed it, and change it in the indicators", code)
	}
	return fmt.Errorf("no row is of %s, the first one that is not is %s; see whether the publisher has renamed it, and change it in the indicators", code, other)
}

// checkFile tells pages, which servers send in place of a file with status 200
// while something is wrong, from files.
func checkFile(body []byte) error {
	text := bytes.TrimLeft(body[:min(len(body), 512)], "\ufeff \t\r\n")
	switch {
	case len(bytes.TrimSpace(body)) == 0:
		return temporary{errors.New("the answer is empty, not a file; open the address in a browser to see what is there")}
	case bytes.HasPrefix(text, []byte("<")):
		return temporary{errors.New("the answer is a page, not a file; open the address in a browser to see what it says")}
	}
	return nil
}

// webAddress checks a parameter that is an address.
func webAddress(key, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("params: %s %q is not an address such as https://publisher.example/file.csv", key, address)
	}
	return nil
}

// lastPart is the name of the file at an address.
func lastPart(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return path.Base(u.Path)
}
