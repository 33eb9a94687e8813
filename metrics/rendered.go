package metrics

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"sync"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"golang.org/x/sync/singleflight"

	"github.com/wsiswatch/wsiswatch/progress"
)

// rendered are families in one format, plain and as the deflated blocks that a
// gzip file may begin with.
type rendered struct {
	names    map[string]bool
	plain    []byte
	deflated []byte
	sum      uint32
}

func (r rendered) size() int { return len(r.plain) + len(r.deflated) }

// zips keeps compressors, of which each takes a megabyte to make.
type zips struct{ pool sync.Pool }

// deflate appends blocks; last ends the stream.
func (z *zips) deflate(buf *bytes.Buffer, b []byte, last bool) error {
	w, ok := z.pool.Get().(*flate.Writer)
	if !ok {
		var err error
		if w, err = flate.NewWriter(buf, flate.BestSpeed); err != nil {
			return fmt.Errorf("compress: %w", err)
		}
	}
	defer z.pool.Put(w)
	w.Reset(buf)
	if _, err := w.Write(b); err != nil {
		return fmt.Errorf("compress: %w", err)
	}
	end := w.Flush
	if last {
		end = w.Close
	}
	if err := end(); err != nil {
		return fmt.Errorf("compress: %w", err)
	}
	return nil
}

func (z *zips) render(format expfmt.Format, families []*dto.MetricFamily) (rendered, error) {
	out := rendered{names: map[string]bool{}}
	for _, f := range families {
		out.names[f.GetName()] = true
	}
	plain, err := encode(format, families, false)
	if err != nil {
		return out, err
	}
	var buf bytes.Buffer
	if err := z.deflate(&buf, plain, false); err != nil {
		return out, err
	}
	out.plain, out.deflated, out.sum = plain, buf.Bytes(), crc32.ChecksumIEEE(plain)
	return out, nil
}

// gzipHead is the header of a gzip file without name and time.
const gzipHead = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

// join makes one gzip file of what is deflated already and a tail. It is a
// single member, since some scrapers read the first only.
func (z *zips) join(r rendered, tail []byte) ([][]byte, error) {
	var end bytes.Buffer
	if err := z.deflate(&end, tail, true); err != nil {
		return nil, err
	}
	foot := binary.LittleEndian.AppendUint32(nil, crc32.Update(r.sum, crc32.IEEETable, tail))
	foot = binary.LittleEndian.AppendUint32(foot, uint32(len(r.plain)+len(tail)))
	return [][]byte{[]byte(gzipHead), r.deflated, append(end.Bytes(), foot...)}, nil
}

// keptBytes bounds what is kept of one edition: enough for every selection of
// one area or one indicator.
const keptBytes = 32 << 20

// kept are the renderings of the present edition.
type kept struct {
	group singleflight.Group

	mu      sync.Mutex
	edition *progress.Edition
	made    map[string]rendered
	bytes   int
}

// get gives a rendering of an edition, made once for all who wait for it. What
// is over the bound is made again for each asker; failures are not kept.
func (k *kept) get(e *progress.Edition, key string, make func() (rendered, error)) (rendered, error) {
	if r, ok := k.find(e, key); ok {
		return r, nil
	}
	v, err, _ := k.group.Do(fmt.Sprintf("%p %s", e, key), func() (any, error) {
		r, err := make()
		if err == nil {
			k.keep(e, key, r)
		}
		return r, err
	})
	return v.(rendered), err
}

func (k *kept) find(e *progress.Edition, key string) (rendered, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e != k.edition {
		return rendered{}, false
	}
	r, ok := k.made[key]
	return r, ok
}

func (k *kept) keep(e *progress.Edition, key string, r rendered) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e != k.edition {
		k.edition, k.made, k.bytes = e, map[string]rendered{}, 0
	}
	if _, ok := k.made[key]; !ok && k.bytes+r.size() <= keptBytes {
		k.made[key] = r
		k.bytes += r.size()
	}
}
