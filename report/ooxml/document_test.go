package ooxml

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"
)

// sample has one of everything.
func sample(t testing.TB, reference []byte) []byte {
	t.Helper()
	d, err := New(reference, Meta{Title: "A & B <c>", Subject: "s", Creator: "test", Lang: "en", Made: "2026-11-24"})
	if err != nil {
		t.Fatal(err)
	}
	d.Paragraph("Title", Run{Text: "A & B <c>"})
	d.Paragraph("NumberedParagraph", Run{Text: "1."}, Run{Text: `"Quoted" \u0000 ` + "\x00\x1f" + ` per cent`, Tab: true}, Run{Note: "Note <one>"}, Run{Note: "Note two"})
	d.Paragraph("Caption", Run{Text: "Table "}, Run{Text: "1", Field: `SEQ Table \* ARABIC`}, Run{Text: ". T"})
	d.Table(Table{Alt: "alt", Columns: []Column{{"Name", 2, false}, {"Value", 1, true}}, Rows: [][][]Run{{{{Text: "World"}}, {{Text: "69.2"}, {Text: "a", Super: true}}}}})
	var img bytes.Buffer
	if err := png.Encode(&img, image.NewGray(image.Rect(0, 0, 8, 4))); err != nil {
		t.Fatal(err)
	}
	d.Picture(img.Bytes(), 640, 320, `A "chart" of <things>`)
	d.Picture(img.Bytes(), 640, 320, "Another")
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func unpack(t testing.TB, raw []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := out[f.Name]; twice {
			t.Errorf("%s is there twice", f.Name)
		}
		out[f.Name] = string(b)
	}
	return out
}

// wellFormed reads all XML of a document to its end.
func wellFormed(t testing.TB, all map[string]string) {
	t.Helper()
	for name, text := range all {
		if !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") {
			continue
		}
		for dec := xml.NewDecoder(strings.NewReader(text)); ; {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
}

type relations struct {
	List []struct {
		ID     string `xml:"Id,attr"`
		Target string `xml:"Target,attr"`
		Mode   string `xml:"TargetMode,attr"`
	} `xml:"Relationship"`
}

type types struct {
	Defaults []struct {
		Extension string `xml:"Extension,attr"`
	} `xml:"Default"`
	Overrides []struct {
		Part string `xml:"PartName,attr"`
	} `xml:"Override"`
}

// whole holds that what is related is there, and has a type.
func whole(t testing.TB, all map[string]string) {
	t.Helper()
	var r relations
	var c types
	if err := errors.Join(xml.Unmarshal([]byte(all[partRels]), &r), xml.Unmarshal([]byte(all[partTypes]), &c)); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, rel := range r.List {
		if ids[rel.ID] {
			t.Errorf("the id %s is taken twice", rel.ID)
		}
		ids[rel.ID] = true
		if _, ok := all["word/"+rel.Target]; !ok && rel.Mode != "External" {
			t.Errorf("%s leads to %s, which is not there", rel.ID, rel.Target)
		}
	}
	for _, o := range c.Overrides {
		if _, ok := all[strings.TrimPrefix(o.Part, "/")]; !ok {
			t.Errorf("a type is given to %s, which is not there", o.Part)
		}
	}
	for name := range all {
		if strings.HasSuffix(name, ".png") && !strings.Contains(all[partTypes], `Extension="png"`) {
			t.Errorf("%s has no type", name)
		}
	}
}

func TestDocument(t *testing.T) {
	raw := sample(t, nil)
	all := unpack(t, raw)
	wellFormed(t, all)
	whole(t, all)
	for part, wants := range map[string][]string{
		partDocument: {"A &amp; B &lt;c&gt;", `<w:footnoteReference w:id="1"/>`, `<w:footnoteReference w:id="2"/>`, "<w:tblHeader/>", `w:instr=" SEQ Table \* ARABIC "`,
			`descr="A &#34;chart&#34; of &lt;things&gt;"`, `cx="6096000" cy="3048000"`, "<w:footerReference", "\ufffd"},
		partNotes: {"Note &lt;one&gt;", "Note two"},
		partCore:  {"2026-11-24T00:00:00Z", "A &amp; B &lt;c&gt;"},
		partTypes: {"footnotes+xml", `Extension="png"`},
	} {
		for _, want := range wants {
			if !strings.Contains(all[part], want) {
				t.Errorf("%s lacks %q", part, want)
			}
		}
	}
	if strings.Count(all[partDocument], "<w:tblHeader/>") != 1 || strings.Count(all[partDocument], "<w:cantSplit/>") != 2 {
		t.Error("one row of two is a header, and none may be torn")
	}
	if !bytes.Equal(raw, sample(t, nil)) {
		t.Error("the same calls give other bytes")
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil || z.File[0].Name != partTypes {
		t.Errorf("the first part is not the list of types: %v", err)
	}
}

// TestReference takes the styles of another document: one that was written
// here, changed as a user would.
func TestReference(t *testing.T) {
	own := unpack(t, sample(t, nil))
	own["word/styles.xml"] = strings.Replace(own["word/styles.xml"], "Times New Roman", "Comic Sans", 1)
	own[partDocument] = strings.Replace(own[partDocument], `w:w="11906"`, `w:w="12240"`, 1)
	var raw bytes.Buffer
	z := zip.NewWriter(&raw)
	for name, text := range own {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	d, err := New(raw.Bytes(), Meta{Made: "2026-11-24"})
	if err != nil {
		t.Fatal(err)
	}
	d.Paragraph("Normal", Run{Text: "Only this."}, Run{Note: "A note."})
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	all := unpack(t, b)
	wellFormed(t, all)
	if !strings.Contains(all["word/styles.xml"], "Comic Sans") || !strings.Contains(all[partDocument], `w:w="12240"`) {
		t.Error("styles or page of the reference are lost")
	}
	if strings.Contains(all[partDocument], "World") || strings.Contains(all[partNotes], "Note two") || strings.Count(all[partRels], "footnotes.xml") != 1 || strings.Count(all[partTypes], "footnotes.xml") != 1 {
		t.Error("the text or the footnotes of the reference are left")
	}
}

func TestBadReference(t *testing.T) {
	var empty bytes.Buffer
	if err := zip.NewWriter(&empty).Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		raw  []byte
		want string
	}{
		{"no zip", []byte("hello"), "open reference document"},
		{"nothing in it", empty.Bytes(), "is it a .docx?"},
	} {
		if _, err := New(c.raw, Meta{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// FuzzText writes any text; what comes out is XML.
func FuzzText(f *testing.F) {
	f.Add("plain", "note")
	f.Add("]]><w:p>&\x00\xff", "\u202e\ufffe")
	f.Fuzz(func(t *testing.T, text, note string) {
		d, err := New(nil, Meta{Title: text, Made: "2026-11-24"})
		if err != nil {
			t.Fatal(err)
		}
		d.Paragraph("Normal", Run{Text: text}, Run{Note: note}, Run{Field: note, Text: text})
		d.Table(Table{Alt: text, Columns: []Column{{note, 1, false}}, Rows: [][][]Run{{{{Text: text}}}}})
		b, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, unpack(t, b))
	})
}
