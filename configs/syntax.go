package configs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// syntaxFault is why the text of a file is not a list.
type syntaxFault struct {
	line    int
	message string
}

// itemsOf reads the list that a file is; a file of comments alone is empty.
func itemsOf(text []byte) ([]*yaml.Node, *syntaxFault) {
	items, fault := parse(text)
	if fault != nil { // the library may look for more behind the last line
		fault.line = min(fault.line, 1+bytes.Count(text, []byte("\n")))
	}
	return items, fault
}

func parse(text []byte) ([]*yaml.Node, *syntaxFault) {
	if fault := badBytes(text); fault != nil {
		return nil, fault
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var doc, second yaml.Node
	switch err := decoder.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, syntaxOf(err)
	}
	list := doc.Content[0]
	switch err := decoder.Decode(&second); {
	case err == nil:
		return nil, &syntaxFault{second.Line, "a second document begins, which would not be read; take the line \"---\" out"}
	case !errors.Is(err, io.EOF):
		return nil, syntaxOf(err)
	case list.ShortTag() == "!!null":
		return nil, nil
	case list.Kind != yaml.SequenceNode:
		return nil, &syntaxFault{list.Line, "the file must be a list whose items begin with \"- id:\""}
	}
	return list.Content, nil
}

// oddBreaks end a line for the YAML library and for no editor, which would
// then count different lines.
var oddBreaks = regexp.MustCompile("\r[^\n]|[\u0085\u2028\u2029]")

// badBytes finds what the YAML library refuses, or counts, in its own way.
func badBytes(text []byte) *syntaxFault {
	for i, line := range bytes.Split(text, []byte("\n")) {
		switch {
		case !utf8.Valid(line):
			return &syntaxFault{i + 1, "not valid UTF-8; save the file in that encoding"}
		case oddBreaks.Match(line):
			return &syntaxFault{i + 1, "a carriage return or a Unicode line separator stands inside the line; take it out"}
		}
	}
	return nil
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:unmarshal errors:\s+)?line (\d+): (.*)`)

// syntaxOf takes the line out of an error of the YAML library.
func syntaxOf(err error) *syntaxFault {
	line, message := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
		message = m[2]
		if strings.HasPrefix(message, "did not find expected") {
			line++ // its parser, unlike its scanner, counts lines from 0
		}
	}
	return &syntaxFault{max(line, 1), fmt.Sprintf("not valid YAML: %s", message)}
}
