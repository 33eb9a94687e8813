package dashboard

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/singleflight"
)

// cacheBytes bounds what the pages kept in memory take.
const cacheBytes = 64 << 20

// pageCache keeps finished pages, as they are and compressed. Keys name the
// edition, so nothing in it grows old; it is emptied when it is full.
type pageCache struct {
	mu    sync.Mutex
	pages map[string]*keptPage
	size  int
	once  singleflight.Group
}

// keptPage is a finished page; zipped is nil where compression does not pay.
type keptPage struct {
	body, zipped []byte
	tag          string
}

func newPageCache() *pageCache { return &pageCache{pages: map[string]*keptPage{}} }

// get gives the page of a key, made by render where it is not there. However
// many ask at once, it is made once.
func (c *pageCache) get(key string, render func() ([]byte, error)) (*keptPage, error) {
	return c.kept(key, func() (*keptPage, error) {
		body, err := render()
		if err != nil {
			return nil, err
		}
		return newKeptPage(body)
	})
}

// kept is get of what is no page.
func (c *pageCache) kept(key string, finish func() (*keptPage, error)) (*keptPage, error) {
	c.mu.Lock()
	kept := c.pages[key]
	c.mu.Unlock()
	if kept != nil {
		return kept, nil
	}
	made, err, _ := c.once.Do(key, func() (any, error) {
		p, err := finish()
		if err != nil {
			return nil, err
		}
		c.keep(key, p)
		return p, nil
	})
	if err != nil {
		return nil, err
	}
	return made.(*keptPage), nil
}

func newKeptPage(body []byte) (*keptPage, error) {
	zipped, err := compress(body)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	return &keptPage{body, zipped, hex.EncodeToString(sum[:12])}, nil
}

func (c *pageCache) keep(key string, p *keptPage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	size := len(p.body) + len(p.zipped)
	if size > cacheBytes/16 {
		return // it would push out what many ask for
	}
	if c.size+size > cacheBytes {
		c.pages, c.size = map[string]*keptPage{}, 0
	}
	c.pages[key] = p
	c.size += size
}

// send answers with the page, or with 304 where the asker has it.
func (p *keptPage) send(w http.ResponseWriter, r *http.Request, contentType string) {
	h := w.Header()
	body, tag := p.body, `"`+p.tag+`"`
	if p.zipped != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		body, tag = p.zipped, `"`+p.tag+`-gzip"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", tag)
	h.Set("Cache-Control", "public, no-cache")
	h.Add("Vary", "Accept-Encoding")
	if hasTag(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	// The asker may be gone: nobody is left to tell.
	_, _ = w.Write(body)
}

func hasTag(header, tag string) bool {
	for _, t := range strings.Split(header, ",") {
		if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == tag {
			return true
		}
	}
	return false
}
