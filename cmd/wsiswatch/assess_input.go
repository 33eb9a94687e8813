package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"

	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// longestLine bounds one case of an input: a series of a few centuries is far
// shorter.
const longestLine = 1 << 20

// caseIn is one line of `assess --input`: a series and what is asked of it.
type caseIn struct {
	ID         string   `json:"id"`
	Direction  string   `json:"direction"` // up, down, to_one
	Model      string   `json:"model"`     // linear (default) or compound, for unsd-pace
	BaseYear   int      `json:"base_year"`
	Target     *float64 `json:"target"`
	TargetYear int      `json:"target_year"`
	Limit      *float64 `json:"limit"`
	Points     [][]any  `json:"points"` // [year, value]
}

// caseOut is the answer to one line, null where there is none.
type caseOut struct {
	ID            string   `json:"id"`
	Method        string   `json:"method"`
	BaseYear      *int     `json:"base_year"`
	BaseValue     *float64 `json:"base_value"`
	CurrentYear   *int     `json:"current_year"`
	CurrentValue  *float64 `json:"current_value"`
	ProgressValue *float64 `json:"progress_value"`
	Score         *float64 `json:"score"`
	Status        *string  `json:"status"` // the method's own key, else the class
	Reason        *string  `json:"reason"` // why there is no status
}

// assessInput judges the cases of a file, or of stdin for "-", one JSON object
// a line, by one method, and writes one answer a line.
func (a *app) assessInput(stdin io.Reader, name, method string) error {
	if name == "-" {
		return a.assessLines(stdin, "standard input", method)
	}
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	return closing(f, a.assessLines(f, name, method))
}

func (a *app) assessLines(r io.Reader, name, method string) error {
	out := bufio.NewWriter(a.stdout)
	enc := json.NewEncoder(out)
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		answer, err := assessLine(lines.Bytes(), method)
		if err != nil {
			return errors.Join(fmt.Errorf("%s, line %d: %w", name, n, err), out.Flush())
		}
		if err := enc.Encode(answer); err != nil {
			return fmt.Errorf("write answer to line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return errors.Join(fmt.Errorf("%s, line %d: %w", name, n+1, err), out.Flush())
	}
	return out.Flush()
}

func assessLine(line []byte, method string) (caseOut, error) {
	var in caseIn
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return caseOut{}, fmt.Errorf("not a case: %w; a case is {\"id\", \"direction\", \"base_year\", \"target\", \"target_year\", \"limit\", \"points\": [[year, value], …]}", err)
	}
	c, err := in.question()
	if err != nil {
		return caseOut{}, err
	}
	v, err := progress.AssessBy(method, c)
	if err != nil {
		return caseOut{}, err
	}
	return answerOf(in.ID, v), nil
}

func (in caseIn) question() (progress.Case, error) {
	c := progress.Case{
		Direction: data.Direction(in.Direction), Model: data.Model(in.Model), BaseYear: in.BaseYear,
		Target: in.Target, TargetYear: in.TargetYear, Limit: in.Limit,
	}
	switch c.Direction {
	case data.Up, data.Down, data.ToOne:
	default:
		return c, fmt.Errorf("case %q: direction %q is none of up, down, to_one", in.ID, in.Direction)
	}
	switch c.Model {
	case "", data.Linear, data.Compound:
	default:
		return c, fmt.Errorf("case %q: model %q is none of linear, compound", in.ID, in.Model)
	}
	for i, p := range in.Points {
		point, has, err := pointOf(p)
		if err != nil {
			return c, fmt.Errorf("case %q, point %d: %w", in.ID, i+1, err)
		}
		if has {
			c.Points = append(c.Points, point)
		}
	}
	return c, nil
}

// pointOf reads [year, value]. A period such as "2015 Q4" or "2015/2016" is
// named by its first year; null is a missing value and leaves no point.
func pointOf(p []any) (point progress.Point, has bool, err error) {
	if len(p) != 2 {
		return point, false, errors.New("a point is [year, value]")
	}
	year, err := yearOf(p[0])
	if err != nil || p[1] == nil {
		return point, false, err
	}
	value, ok := p[1].(float64)
	if !ok {
		return point, false, fmt.Errorf("%v is no value", p[1])
	}
	return progress.Point{Point: data.Point{Year: year, Value: value, Decimals: -1, Status: data.Normal}}, true, nil
}

func yearOf(v any) (int, error) {
	switch y := v.(type) {
	case float64:
		if y == math.Trunc(y) && math.Abs(y) < 10000 {
			return int(y), nil
		}
	case string:
		if len(y) >= 4 && (len(y) == 4 || y[4] < '0' || y[4] > '9') {
			if year, err := strconv.Atoi(y[:4]); err == nil {
				return year, nil
			}
		}
	}
	return 0, fmt.Errorf("%v is no year", v)
}

func answerOf(id string, v progress.Verdict) caseOut {
	out := caseOut{ID: id, Method: v.Method, ProgressValue: v.Pace, Score: v.Score, Status: word(v.Status), Reason: word(v.Reason)}
	if out.Status == nil {
		out.Status = word(v.Class)
	}
	if v.Base != nil {
		out.BaseYear, out.BaseValue = &v.Base.Year, &v.Base.Value
	}
	if v.Latest != nil {
		out.CurrentYear, out.CurrentValue = &v.Latest.Year, &v.Latest.Value
	}
	return out
}

// word is nil for the empty word.
func word[T ~string](w T) *string {
	if w == "" {
		return nil
	}
	s := string(w)
	return &s
}
