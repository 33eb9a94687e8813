package dashboard

import (
	"bytes"
	"encoding"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wsiswatch/wsiswatch/data"
)

// encodeCSV writes a slice of structs as a table whose columns are the JSON
// fields: nested objects as parent_child, lists of words joined by ";".
// Lists of objects and maps have no place in a table and are left out. A csv
// tag names a column otherwise, "-" drops it.
func encodeCSV(rows any) ([]byte, error) {
	list := reflect.ValueOf(rows)
	columns := csvColumns(list.Type().Elem(), "", nil)
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	record := make([]string, len(columns))
	for i, c := range columns {
		record[i] = c.name
	}
	if err := w.Write(record); err != nil {
		return nil, fmt.Errorf("write CSV: %w", err)
	}
	for n := range list.Len() {
		for i, c := range columns {
			cell, err := c.cell(list.Index(n))
			if err != nil {
				return nil, fmt.Errorf("write CSV column %s: %w", c.name, err)
			}
			if c.kind == textKind {
				cell = neutral(cell)
			}
			record[i] = cell
		}
		if err := w.Write(record); err != nil {
			return nil, fmt.Errorf("write CSV: %w", err)
		}
	}
	w.Flush()
	return buf.Bytes(), w.Error()
}

// csvColumn is a field of a row, by its way through nested structs. A number
// that JSON leaves out where it is 0 is not known then: its cell is empty.
type csvColumn struct {
	name  string
	kind  columnKind
	path  []int
	omits bool
}

// columnKind is what the cells of a column are, in the words of a Table Schema.
type columnKind string

const (
	textKind    columnKind = "string"
	integerKind columnKind = "integer"
	numberKind  columnKind = "number"
	yesNoKind   columnKind = "boolean"
	dayKind     columnKind = "date"
)

var (
	textType   = reflect.TypeFor[encoding.TextMarshaler]()
	numberType = reflect.TypeFor[json.Number]()
	dayType    = reflect.TypeFor[data.Date]()
)

// kindOf a field that csvText has a form for.
func kindOf(t reflect.Type) columnKind {
	switch {
	case t == numberType:
		return numberKind
	case t == dayType:
		return dayKind
	case t.Implements(textType):
		return textKind
	}
	switch t.Kind() {
	case reflect.Bool:
		return yesNoKind
	case reflect.Int, reflect.Int8, reflect.Int64:
		return integerKind
	case reflect.Float64:
		return numberKind
	}
	return textKind
}

func csvColumns(t reflect.Type, prefix string, path []int) []csvColumn {
	var out []csvColumn
	for i := range t.NumField() {
		f := t.Field(i)
		name := columnName(f)
		if name == "-" || !f.IsExported() {
			continue
		}
		at := append(append([]int{}, path...), i)
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case inner.Kind() == reflect.Struct && !inner.Implements(textType):
			below := prefix + name + "_"
			if f.Anonymous && f.Tag.Get("json") == "" {
				below = prefix
			}
			out = append(out, csvColumns(inner, below, at)...)
		case inner.Kind() == reflect.Map, inner.Kind() == reflect.Slice && !flat(inner.Elem().Kind()):
		default:
			_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			out = append(out, csvColumn{prefix + name, kindOf(inner), at, strings.Contains(options, "omit")})
		}
	}
	return out
}

func columnName(f reflect.StructField) string {
	if name, given := f.Tag.Lookup("csv"); given {
		return name
	}
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func flat(k reflect.Kind) bool { return k == reflect.String || k == reflect.Int }

// cell is the text of a row in this column; "" is no value.
func (c csvColumn) cell(row reflect.Value) (string, error) {
	v, err := row.FieldByIndexErr(c.path)
	if err != nil { // an object on the way is not there
		return "", nil
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return "", nil
		}
		v = v.Elem()
	} else if c.omits && v.Kind() != reflect.Bool && v.IsZero() {
		return "", nil
	}
	return csvText(v)
}

func csvText(v reflect.Value) (string, error) {
	if v.Type().Implements(textType) {
		if v.IsZero() {
			return "", nil
		}
		b, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		return string(b), err
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), nil
	case reflect.Bool:
		return strconv.FormatBool(v.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), nil
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64), nil
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = fmt.Sprint(v.Index(i).Interface())
		}
		return strings.Join(parts, ";"), nil
	}
	return "", fmt.Errorf("no form for %s", v.Type())
}

// neutral keeps a spreadsheet from running a text cell as a formula: text from
// publishers is foreign. The wide forms are formulas to East Asian ones.
// Numbers do not pass here, so none is changed.
func neutral(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + s
	}
	return s
}
