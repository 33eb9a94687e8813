package dashboard

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wsiswatch/wsiswatch/data"
)

// packageSchema compiles the schema that descriptors are held to.
func packageSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "downloads", "datapackage.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("package.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("package.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// TestDataPackages validates descriptors, and every table against its own
// schema: columns in order, each cell of its type, no key twice, and the size
// and the sum of the file.
func TestDataPackages(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	schema := packageSchema(t)
	for _, path := range []string{
		"/i/internet_users.zip?sex=*&location=*&source=*", "/i/balance.zip", "/i/phones.zip", "/i/parity.zip", "/i/schools.zip",
		"/a/KEN.zip", "/a/LDC.zip", "/p/9.zip", "/p/16bis.zip", "/a/KEN.zip?vintage=old",
	} {
		t.Run(path, func(t *testing.T) {
			_, body := downloadOf(t, h, "http://site.example"+path, http.StatusOK)
			files := unzipped(t, body)
			raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(files["datapackage.json"]))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(raw); err != nil {
				t.Errorf("the descriptor: %v", err)
			}
			var d descriptor
			if err := json.Unmarshal(files["datapackage.json"], &d); err != nil {
				t.Fatal(err)
			}
			tables := 0
			for _, r := range d.Resources {
				checkResource(t, r, files[r.Path])
				tables++
			}
			for name := range files {
				if strings.HasSuffix(name, ".csv") {
					tables--
				}
			}
			if tables != 0 || files["README.md"] == nil || files["LICENCES.md"] == nil {
				t.Errorf("the archive has %q, and %d tables more are described", sortedNames(files), tables)
			}
		})
	}
}

func checkResource(t *testing.T, r packResource, body []byte) {
	t.Helper()
	sum := sha256.Sum256(body)
	if r.Bytes != len(body) || r.Hash != "sha256:"+hex.EncodeToString(sum[:]) {
		t.Errorf("%s has %d bytes, described are %d with %s", r.Path, len(body), r.Bytes, r.Hash)
	}
	all, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", r.Path, err)
	}
	var names []string
	for _, f := range r.Schema.Fields {
		names = append(names, f.Name)
	}
	if !slices.Equal(all[0], names) {
		t.Errorf("%s has the columns %q, described are %q", r.Path, all[0], names)
	}
	for _, k := range r.Schema.Key {
		if !slices.Contains(names, k) {
			t.Errorf("%s has no column %s for its key", r.Path, k)
		}
	}
	keys := map[string]bool{}
	for n, row := range all[1:] {
		var key []string
		for i, f := range r.Schema.Fields {
			required := f.Constraints != nil && f.Constraints.Required
			if !cellIs(f.Type, row[i]) || required && row[i] == "" {
				t.Errorf("%s, line %d: %s is %q, not of type %s", r.Path, n+2, f.Name, row[i], f.Type)
			}
			if slices.Contains(r.Schema.Key, f.Name) {
				key = append(key, row[i])
			}
		}
		if k := strings.Join(key, "\t"); len(key) > 0 && keys[k] {
			t.Errorf("%s has the key %q twice", r.Path, key)
		} else {
			keys[k] = true
		}
	}
}

// cellIs reads a cell as a Table Schema would; "" is missing.
func cellIs(kind columnKind, cell string) bool {
	var err error
	switch {
	case cell == "" || kind == textKind:
		return true
	case kind == integerKind:
		_, err = strconv.ParseInt(cell, 10, 64)
	case kind == numberKind:
		_, err = strconv.ParseFloat(cell, 64)
	case kind == yesNoKind:
		return cell == "true" || cell == "false"
	case kind == dayKind:
		_, err = data.ParseDate(cell)
	}
	return err == nil
}

// TestReadmeNamesTheProducerFirst: the publisher stands before us in every citation.
func TestReadmeNamesTheProducerFirst(t *testing.T) {
	h := changesSite(t, newAPIWorld(t))
	_, body := downloadOf(t, h, "http://site.example/i/internet_users.zip?source=*", http.StatusOK)
	files := unzipped(t, body)
	_, cite, _ := strings.Cut(string(files["README.md"]), "## How to cite")
	cite, _, _ = strings.Cut(cite, "##")
	for _, want := range []string{
		"- ITU. Releases: December 2023, published on 2023-12-01; December 2024, published on 2024-12-01. As shown by wsiswatch, edition s3-c0ffee00-test-2025-06-01, http://site.example/i/internet_users",
		"- World Bank. Releases: July 2024, published on 2024-07-01. As shown by wsiswatch, edition",
	} {
		if !strings.Contains(cite, want) {
			t.Errorf("how to cite lacks %q:\n%s", want, cite)
		}
	}
	for _, want := range []string{"CC BY-NC-SA 3.0 IGO. No commercial use.", "World Bank, WDI (wb-wdi): CC BY 4.0."} {
		if !strings.Contains(string(files["LICENCES.md"]), want) {
			t.Errorf("the licences lack %q:\n%s", want, files["LICENCES.md"])
		}
	}
}
