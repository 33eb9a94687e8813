package configs

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// Default is the configuration that the program is shipped with.
//
//go:embed *.yaml */*.yaml */*/*.yaml
var Default embed.FS

// file is one configuration file as read.
type file struct {
	path  string // slash-separated, below the root of the set
	bytes []byte
}

// readAll reads every YAML file of a set, sorted by path.
func readAll(fsys fs.FS) ([]file, error) {
	var files []file
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == "testdata" || p != "." && strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		if ext := path.Ext(p); ext != ".yaml" && ext != ".yml" {
			return nil
		}
		b, err := fs.ReadFile(fsys, p)
		files = append(files, file{p, b})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("read configuration: no .yaml file found")
	}
	sort.Slice(files, func(i, j int) bool { return files[i].path < files[j].path })
	return files, nil
}

// Export writes the YAML files of a set below dir, which is made where it is
// absent. It never overwrites a file.
func Export(fsys fs.FS, dir string) error {
	files, err := readAll(fsys)
	if err != nil {
		return err
	}
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("export configuration: %w", err)
		}
		w, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return fmt.Errorf("export configuration: %w", err)
		}
		_, werr := w.Write(f.bytes)
		if err := errFirst(werr, w.Close()); err != nil {
			return fmt.Errorf("export %s: %w", name, err)
		}
	}
	return nil
}

func errFirst(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// canonical joins the files in order of their paths, each behind a line with
// its path and length, so that one byte string stands for the whole set.
func canonical(files []file) []byte {
	var b bytes.Buffer
	for _, f := range files {
		fmt.Fprintf(&b, "-- %s %d\n", f.path, len(f.bytes))
		b.Write(f.bytes)
	}
	return b.Bytes()
}

// split undoes canonical.
func split(b []byte) ([]file, error) {
	var files []file
	for len(b) > 0 {
		head, rest, ok := bytes.Cut(b, []byte("\n"))
		name, size, ok2 := strings.Cut(strings.TrimPrefix(string(head), "-- "), " ")
		n, err := strconv.Atoi(size)
		if !ok || !ok2 || err != nil || n < 0 || n > len(rest) {
			return nil, fmt.Errorf("read kept configuration: bad header %.80q", head)
		}
		files = append(files, file{name, rest[:n]})
		b = rest[n:]
	}
	return files, nil
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
