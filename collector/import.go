package collector

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/wsiswatch/wsiswatch/data"
)

// ImportRequest names files that a person downloaded.
type ImportRequest struct {
	Source    string
	Format    string    // key of the formats table; "" = found by name or content
	Published data.Date // the publisher's release date; zero = as the file says, if it does
	Edition   string    // the publisher's name of the release; "" = as the file says
	Files     []string  // paths
	Older     bool      // load figures published earlier than the stored ones
}

// ImportedFile is what became of one file.
type ImportedFile struct {
	Name    string // base name
	Format  string
	Counts  data.Counts
	Samples map[string]string // one example for each reason in Counts.Skipped
	Run     data.Run          // zero for a file that could not be opened and one declared to hold no figures
}

// ImportResult has the files in the order of the request, those that failed
// included.
type ImportResult struct {
	Files []ImportedFile
}

// largestFile is the limit for one imported file, in bytes.
const largestFile = 1 << 30

// Import reads files through the same parsers, checks and holds as collected
// answers. Each file is one load and speaks only for its own codes and years,
// so that files of one data set do not withdraw each other. The error joins
// those of all files.
func (c *Collector) Import(ctx context.Context, req ImportRequest) (ImportResult, error) {
	var res ImportResult
	spec, err := c.spec(req.Source)
	if err != nil {
		return res, err
	}
	areas := data.NewResolver(c.Catalog.Areas())
	var errs []error
	for _, name := range req.Files {
		if err := ctx.Err(); err != nil {
			return res, errors.Join(append(errs, fmt.Errorf("import %s: %w", name, err))...)
		}
		f, err := c.importFile(ctx, spec, areas, req, name)
		res.Files = append(res.Files, f)
		if err != nil {
			errs = append(errs, fmt.Errorf("import %s into %s: %w", f.Name, req.Source, err))
		}
	}
	return res, errors.Join(errs...)
}

func (c *Collector) importFile(ctx context.Context, spec Spec, areas *data.Resolver, req ImportRequest, name string) (ImportedFile, error) {
	r := data.Run{Source: spec.ID, Trigger: ByImport, Started: c.Now()}
	out := ImportedFile{Name: filepath.Base(name)}
	raw, err := readFile(name)
	if err != nil {
		return out, err
	}
	load, parsed, err := c.parseFile(spec, areas, req.Format, File{Name: out.Name, Bytes: raw})
	out.Format = load.Origin.Format
	load.Older = req.Older
	if req.Edition != "" {
		load.Origin.Edition = req.Edition
	}
	if !req.Published.IsZero() {
		load.Origin.Published = req.Published
	}
	if errors.Is(err, ErrNoFigures) {
		// Such files come in one archive with the figures: nothing has failed.
		out.Counts.Skipped = map[string]int{err.Error(): 0}
		return out, nil
	}
	stamp(&load, r.Started, c.parser(spec))
	out.Counts, out.Samples = counts(load), parsed.Samples
	out.Run, err = c.record(context.WithoutCancel(ctx), r, spec, load, err)
	if err == nil {
		out.Counts = out.Run.Counts
	}
	return out, err
}

// parseFile reads one file into a load whose origin is filled in even where
// the rows cannot be read.
func (c *Collector) parseFile(spec Spec, areas *data.Resolver, format string, f File) (l data.Load, p Parsed, err error) {
	defer recovered(&err)
	if format == "" && !isArchive(f.Bytes) {
		// Where none can be chosen, Parse says why.
		format, _, _ = choose(spec, "", f)
	}
	b := newBatch(spec.ID, data.Origin{File: f.Name, Format: format})
	// Of a large file the sum takes a tenth of the time of reading its rows.
	var summing sync.WaitGroup
	summing.Go(func() { b.keep(f.Bytes) })
	func() {
		defer recovered(&err)
		p, err = Parse(spec, areas, c.wanted(spec), format, f)
	}()
	summing.Wait()
	if err == nil && p.Came < p.Told {
		err = fmt.Errorf("the file has %d rows of the %d that the publisher tells of: save the other pages, too, and import all in one ZIP archive, or ask for more rows at once", p.Came, p.Told)
	}
	if err != nil {
		return b.load(), p, err
	}
	b.add(p)
	// Some files name their release by its day.
	if day, err := data.ParseDate(p.Edition); err == nil {
		b.l.Origin.Published = day
	}
	ofOneArea(spec, &b.l)
	return b.load(), p, nil
}

func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > largestFile {
		return nil, fmt.Errorf("over %d bytes: %w", largestFile, ErrTooLarge)
	}
	// What grows while it is read copies a large file many times.
	room := make([]byte, info.Size(), info.Size()+bytes.MinRead)
	onLargePages(room)
	if err := readPieces(f, room); err != nil {
		return nil, err
	}
	// What is not a plain file has no size, and any may have grown.
	b := bytes.NewBuffer(room)
	if _, err := b.ReadFrom(io.LimitReader(f, largestFile+1-info.Size())); err != nil {
		return nil, err
	}
	if b.Len() > largestFile {
		return nil, fmt.Errorf("over %d bytes: %w", largestFile, ErrTooLarge)
	}
	return b.Bytes(), nil
}

// readPieces fills room from the beginning of a file and leaves the file behind
// it. Several pieces are read at once: memory that is used for the first time
// takes longer than the copy.
func readPieces(f *os.File, room []byte) error {
	const size = 8 << 20
	var reading errgroup.Group
	reading.SetLimit(runtime.GOMAXPROCS(0))
	at := int64(0)
	for piece := range slices.Chunk(room, size) {
		from := at
		reading.Go(func() error {
			_, err := f.ReadAt(piece, from)
			if errors.Is(err, io.EOF) {
				return errors.New("the file became shorter while it was read; import it when it is whole")
			}
			return err
		})
		at += int64(len(piece))
	}
	if err := reading.Wait(); err != nil || len(room) == 0 {
		return err
	}
	_, err := f.Seek(at, io.SeekStart)
	return err
}
