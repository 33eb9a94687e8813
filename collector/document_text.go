package collector

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// plainText gives the words of a file and what kind of file it is. Kinds are
// told by the content: names lie.
func plainText(ctx context.Context, raw []byte) (format, text string, err error) {
	switch {
	case len(bytes.TrimSpace(raw)) == 0:
		return "", "", errors.New("the file is empty; download it again")
	case bytes.HasPrefix(raw, []byte("%PDF-")):
		text, err = pdfText(ctx, raw)
		format = "pdf"
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		text, err = docxText(raw)
		format = "docx"
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return "doc", "", errors.New("an old Word file; save it as DOCX or as plain text")
	default:
		text, err = txtText(raw)
		format = "txt"
	}
	if err == nil && !strings.ContainsFunc(text, unicode.IsLetter) {
		err = errors.New("it holds no words; a scanned page must be turned into text first")
	}
	return format, text, err
}

// emphasis, strong and hyperlink are the marks that programs leave in plain
// text for what was printed slanted, bold or as a link.
var (
	strong    = regexp.MustCompile(`\*\*([^*\n]+)\*\*`)
	emphasis  = regexp.MustCompile(`\*([^\s*][^*\n]*)\*`)
	hyperlink = regexp.MustCompile(`\[([^\]\n]+)\]\([^()\n]*\)`)
)

func txtText(raw []byte) (string, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if i := invalidUTF8(raw); i >= 0 {
		return "", fmt.Errorf("line %d holds byte 0x%02x, which is not UTF-8; save the document as plain text in UTF-8, or as DOCX",
			1+bytes.Count(raw[:i], []byte("\n")), raw[i])
	}
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n\n", "\x00", "").Replace(string(raw))
	for _, mark := range []*regexp.Regexp{hyperlink, strong, emphasis} {
		text = mark.ReplaceAllString(text, "$1")
	}
	return text, nil
}

// docxText gives the paragraphs of the main part of a DOCX file, a blank line
// between them. Footnotes are parts of their own and stay out.
func docxText(raw []byte) (string, error) {
	z, err := openArchive(raw)
	if err != nil {
		return "", err
	}
	for _, m := range z.File {
		if m.Name != "word/document.xml" {
			continue
		}
		part, err := unpack(m)
		if err != nil {
			return "", fmt.Errorf("unpack %s: %w", m.Name, err)
		}
		return wordText(part.Bytes)
	}
	return "", errors.New("an archive without word/document.xml is no DOCX file; save the document as DOCX or as plain text")
}

// wordSpace is the namespace of the main part, and strictSpace that of files
// saved as "strict".
const (
	wordSpace   = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	strictSpace = "http://purl.oclc.org/ooxml/wordprocessingml/main"
)

// unread are the elements whose words are not part of the text: what a
// reviewer struck out or moved away, boxes that float beside it, and the
// second copy that is there for old programs.
func unread(name xml.Name) bool {
	switch name.Local {
	case "del", "moveFrom", "txbxContent", "Fallback":
		return true
	}
	return false
}

func wordText(part []byte) (string, error) {
	var b strings.Builder
	inText := false
	for x := xml.NewDecoder(bytes.NewReader(part)); ; {
		token, err := x.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", fmt.Errorf("read word/document.xml: %w; save the document again", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if unread(t.Name) {
				if err := x.Skip(); err != nil {
					return "", fmt.Errorf("read word/document.xml: %w; save the document again", err)
				}
				continue
			}
			inText = isWord(t.Name, "t")
			b.WriteString(wordBreak(t.Name))
		case xml.EndElement:
			inText = false
			if isWord(t.Name, "p") {
				b.WriteString("\n\n")
			}
		case xml.CharData:
			if inText {
				b.WriteString(strings.ReplaceAll(string(t), "\n", " "))
			}
		}
	}
}

func isWord(name xml.Name, local string) bool {
	return name.Local == local && (name.Space == wordSpace || name.Space == strictSpace)
}

// wordBreak is what an element stands for in the text.
func wordBreak(name xml.Name) string {
	switch {
	case isWord(name, "tab"), isWord(name, "br"), isWord(name, "cr"):
		return " "
	case isWord(name, "noBreakHyphen"):
		return "-"
	}
	return ""
}

// pdfPatience is how long a PDF may take.
const pdfPatience = time.Minute

// pdfText lets pdftotext read a PDF: no package for Go does it as well. With
// -layout it leaves the blank lines that part paragraphs.
func pdfText(ctx context.Context, raw []byte) (string, error) {
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		return "", errors.New("a PDF is read with the program pdftotext, which is not installed; " +
			"install it (poppler-utils on Debian, poppler elsewhere), or save the document as DOCX or plain text")
	}
	ctx, cancel := context.WithTimeout(ctx, pdfPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "-layout", "-enc", "UTF-8", "-", "-")
	var out, complaints bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(raw), &upTo{&out, mostUnpacked}, &upTo{&complaints, 4096}
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("pdftotext: %w: %.200s", err, foldBlank(complaints.String()))
	}
	return txtText(bytes.ToValidUTF8(out.Bytes(), []byte(string(utf8.RuneError))))
}

// upTo refuses what goes beyond a number of bytes.
type upTo struct {
	w    io.Writer
	left int
}

func (u *upTo) Write(p []byte) (int, error) {
	if len(p) > u.left {
		return 0, ErrTooLarge
	}
	u.left -= len(p)
	return u.w.Write(p)
}

// foldBlank makes each stretch of blank space one blank.
func foldBlank(s string) string { return strings.Join(strings.Fields(s), " ") }
