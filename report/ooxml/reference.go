package ooxml

import (
	"archive/zip"
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
)

//go:embed all:reference
var builtIn embed.FS

// The names of the parts that matter.
const (
	partTypes    = "[Content_Types].xml"
	partPackage  = "_rels/.rels"
	partDocument = "word/document.xml"
	partRels     = "word/_rels/document.xml.rels"
	partNotes    = "word/footnotes.xml"
	partCore     = "docProps/core.xml"
	partSettings = "word/settings.xml"
)

// largestPart bounds what one part of a reference may unpack to, in bytes.
const largestPart = 32 << 20

// parts are those of a document, by name.
type parts map[string][]byte

// readReference gives the parts of a reference document, of the built-in one
// for nil.
func readReference(raw []byte) (parts, error) {
	if raw == nil {
		return readBuiltIn()
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("open reference document: %w", err)
	}
	out := parts{}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		b, err := readPart(f)
		if err != nil {
			return nil, fmt.Errorf("read reference document: %w", err)
		}
		out[f.Name] = b
	}
	for _, name := range []string{partTypes, partPackage, partDocument, partRels, "word/styles.xml"} {
		if out[name] == nil {
			return nil, fmt.Errorf("read reference document: it has no %s; is it a .docx?", name)
		}
	}
	return out, nil
}

func readPart(f *zip.File) (b []byte, err error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	b, err = io.ReadAll(io.LimitReader(r, largestPart+1))
	if err == nil && len(b) > largestPart {
		err = fmt.Errorf("%s is larger than %d bytes", f.Name, largestPart)
	}
	return b, err
}

// readBuiltIn reads the folder, in which two files have names that tools do not
// trip over.
func readBuiltIn() (parts, error) {
	out := parts{}
	err := fs.WalkDir(builtIn, "reference", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(builtIn, path)
		name := strings.TrimPrefix(path, "reference/")
		switch name {
		case "types.xml":
			name = partTypes
		case "_rels/package.rels":
			name = partPackage
		}
		out[name] = bytes.TrimSpace(b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read built-in reference document: %w", err)
	}
	return out, nil
}

var (
	noteRel  = regexp.MustCompile(`<Relationship [^>]*relationships/(?:foot|end)notes"[^>]*/>`)
	noteType = regexp.MustCompile(`<Override [^>]*/word/(?:foot|end)notes\.xml"[^>]*/>`)
)

// section is the last section of the reference: page, margins, header, footer.
func (p parts) section() string {
	text := string(p[partDocument])
	start := strings.LastIndex(text, "<w:sectPr")
	if start < 0 {
		return "<w:sectPr/>"
	}
	text = text[start:]
	if tag, _, ok := strings.Cut(text, ">"); !ok || strings.HasSuffix(tag, "/") {
		return "<w:sectPr/>"
	}
	inner, _, ok := strings.Cut(text, "</w:sectPr>")
	if !ok {
		return "<w:sectPr/>"
	}
	return inner + "</w:sectPr>"
}

// register adds the relations and types of what is written here.
func (p parts) register(relations []string, hasPNG bool) {
	rels := noteRel.ReplaceAllString(string(p[partRels]), "")
	p[partRels] = []byte(before(rels, "</Relationships>", strings.Join(relations, "")))
	types := noteType.ReplaceAllString(string(p[partTypes]), "")
	types = before(types, "</Types>", `<Override PartName="/`+partNotes+`" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>`)
	if hasPNG && !strings.Contains(types, `Extension="png"`) {
		types = strings.Replace(types, "<Default ", `<Default Extension="png" ContentType="image/png"/><Default `, 1)
	}
	if !strings.Contains(types, "/"+partCore) {
		types = before(types, "</Types>", `<Override PartName="/`+partCore+`" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>`)
		p[partPackage] = []byte(before(string(p[partPackage]), "</Relationships>",
			`<Relationship Id="rIdCore" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="`+partCore+`"/>`))
	}
	p[partTypes] = []byte(types)
	delete(p, "word/endnotes.xml")
}

// before puts text before the last occurrence of a mark.
func before(s, mark, text string) string {
	i := strings.LastIndex(s, mark)
	if i < 0 {
		return s
	}
	return s[:i] + text + s[i:]
}
