package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func assessed(t *testing.T, lines, method string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	a := &app{stdout: &out, stderr: &out, now: time.Now}
	err := a.assessInput(strings.NewReader(lines), "-", method)
	return out.String(), err
}

// The first two cases are published results of Statistics Canada's indicator
// framework (1.1.1 and 1.3.1, whose periods are quarters).
func TestAssessInput(t *testing.T) {
	for _, c := range []struct{ name, method, line, want string }{
		{"a target", "opensdg-2.4",
			`{"id":"1-1-1","direction":"down","base_year":2015,"target":7.25,"target_year":2030,"points":[[2015,14.5],[2023,10.4]]}`,
			`{"id":"1-1-1","method":"opensdg-2.4","base_year":2015,"base_value":14.5,"current_year":2023,"current_value":10.4,"progress_value":0.9010899546976208,"score":2.1506954374096354,"status":"moderate_progress","reason":null}`},
		{"quarters, none given", "opensdg-2.4",
			`{"id":"1-3-1","direction":"down","points":[["2015 Q4",178.8],["2020 Q4",null],["2025 Q4",173.3]]}`,
			`{"id":"1-3-1","method":"opensdg-2.4","base_year":2015,"base_value":178.8,"current_year":2025,"current_value":173.3,"progress_value":0.003119490847657058,"score":-0.9402545761714709,"status":"limited_progress","reason":null}`},
		{"the default method", "", `{"id":"a","direction":"up","target":95,"target_year":2030,"points":[[2015,39.9],[2023,69.2]]}`,
			`{"id":"a","method":"unsd-pace/1","base_year":2015,"base_value":39.9,"current_year":2023,"current_value":69.2,"progress_value":0.9970508166969149,"score":null,"status":"on_track","reason":null}`},
		{"nothing to judge", "unsd-pace", `{"id":"b","direction":"up","points":[]}`,
			`{"id":"b","method":"unsd-pace/1","base_year":null,"base_value":null,"current_year":null,"current_value":null,"progress_value":null,"score":null,"status":null,"reason":"no_data"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := assessed(t, c.line+"\n\n", c.method)
			if err != nil || strings.TrimSpace(out) != c.want {
				t.Errorf("%v\n got %s\nwant %s", err, out, c.want)
			}
		})
	}
}

func TestAssessInputRefuses(t *testing.T) {
	good := `{"id":"a","direction":"up","points":[[2015,1],[2020,2]]}` + "\n"
	for _, c := range []struct{ name, line, method, want string }{
		{"not JSON", `{"id":`, "", "standard input, line 2: not a case"},
		{"a misspelt key", `{"id":"a","directon":"up"}`, "", `unknown field "directon"`},
		{"no direction", `{"id":"a","points":[]}`, "", `case "a": direction "" is none of up, down, to_one`},
		{"a point of three", `{"id":"a","direction":"up","points":[[2015,1,2]]}`, "", `case "a", point 1: a point is [year, value]`},
		{"a word for a value", `{"id":"a","direction":"up","points":[[2015,"n/a"]]}`, "", `n/a is no value`},
		{"half a year", `{"id":"a","direction":"up","points":[[2015.5,1]]}`, "", `2015.5 is no year`},
		{"a number too large", `{"id":"a","direction":"up","points":[[2015,1e400]]}`, "", "line 2"},
		{"unknown method", `{"id":"a","direction":"up","points":[]}`, "guess", `no such method; there are unsd-pace/1`},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := assessed(t, good+c.line, c.method)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v lacks %q", err, c.want)
			}
			if c.method == "" && strings.Count(out, "\n") != 1 {
				t.Errorf("the case before was not answered: %q", out)
			}
		})
	}
}

func TestAssessFromAFileAndByMethod(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "cases.jsonl")
	if err := os.WriteFile(file, []byte(`{"id":"a","direction":"up","points":[[2015,1],[2020,2]]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(dir, "a.db")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"assess", "--input", file, "--method", "escap"}, `"method":"escap/1"`},
		{[]string{"assess", "--paragraph", "9", "--method", "opensdg-2.4", "--format", "json"}, `"opensdg-2.4"`},
		{[]string{"assess", "--paragraph", "9", "--area", "KEN", "--method", "eurostat"}, "eurostat/1"},
	} {
		out, err := command(t, db, c.args...)
		if err != nil || !strings.Contains(out, c.want) {
			t.Errorf("%v: %v, output lacks %q:\n%.400s", c.args, err, c.want, out)
		}
	}
	if _, err := command(t, db, "assess", "--input", file, "--paragraph", "9"); err == nil {
		t.Error("a paragraph and a file at once went through")
	}
}

func FuzzAssessLine(f *testing.F) {
	f.Add([]byte(`{"id":"a","direction":"up","target":95,"target_year":2030,"points":[[2015,39.9],["2023 Q4",69.2]]}`))
	f.Add([]byte(`{"id":"b","direction":"to_one","limit":1,"model":"compound","points":[[1,-1e300],[9999,1e300]]}`))
	f.Add([]byte(`{"points":[["",null]]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		for _, method := range []string{"", "unsd-cr", "opensdg-2.4", "eurostat", "escap"} {
			out, err := assessLine(line, method)
			if err != nil {
				continue
			}
			if _, err := json.Marshal(out); err != nil { // NaN and infinity have no JSON
				t.Errorf("%s of %s: %v", method, line, err)
			}
		}
	})
}

// TestVerdictsFromJSONCanBeRedone takes the JSON of a paragraph's verdict and
// redoes the pace of each entry from its inputs alone, with arithmetic of its own.
func TestVerdictsFromJSONCanBeRedone(t *testing.T) {
	out, err := command(t, filepath.Join(t.TempDir(), "a.db"), "assess", "--paragraph", "12", "--format", "json")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	type value struct {
		Year  int     `json:"year"`
		Value float64 `json:"value"`
	}
	var paragraph struct {
		Class   string  `json:"class"`
		Mean    float64 `json:"mean"`
		Entries []struct {
			Verdict struct {
				Indicator, Area, Class, Model string
				Base, Latest                  *value
				Target                        *float64
				TargetYear                    int `json:"target_year"`
				Needed, Pace                  *float64
			} `json:"verdict"`
		} `json:"entries"`
		Explanations []struct {
			Steps []struct {
				ID  string  `json:"id"`
				Out float64 `json:"out"`
			} `json:"steps"`
		} `json:"explanations"`
		Robustness []json.RawMessage `json:"robustness"`
	}
	if err := json.Unmarshal([]byte(out), &paragraph); err != nil {
		t.Fatal(err)
	}
	if len(paragraph.Entries) == 0 || len(paragraph.Explanations) != len(paragraph.Entries) || len(paragraph.Robustness) != len(paragraph.Entries) {
		t.Fatalf("%d entries, %d explanations, %d of robustness", len(paragraph.Entries), len(paragraph.Explanations), len(paragraph.Robustness))
	}
	score := map[string]float64{"target_met": 4, "on_track": 4, "fair": 3, "limited": 2, "deterioration": 1}
	sum, n, redone := 0.0, 0.0, 0
	for i, e := range paragraph.Entries {
		v := e.Verdict
		if v.Class == "" {
			continue
		}
		sum, n = sum+score[v.Class], n+1
		if v.Pace == nil || v.Needed == nil || v.Target == nil {
			continue
		}
		years, whole := float64(v.Latest.Year-v.Base.Year), float64(v.TargetYear-v.Base.Year)
		pace := (v.Latest.Value - v.Base.Value) / years / ((*v.Target - v.Base.Value) / whole)
		if v.Model == "compound" {
			pace = (math.Pow(v.Latest.Value/v.Base.Value, 1/years) - 1) / (math.Pow(*v.Target/v.Base.Value, 1/whole) - 1)
		}
		if math.Abs(pace-*v.Pace) > 1e-9 {
			t.Errorf("%s of %s: pace %v, by hand %v", v.Indicator, v.Area, *v.Pace, pace)
		}
		if class := classOf(pace); class != v.Class && v.Class != "target_met" {
			t.Errorf("%s of %s: class %s, by hand %s", v.Indicator, v.Area, v.Class, class)
		}
		redone++
		found := false
		for _, step := range paragraph.Explanations[i].Steps {
			found = found || step.ID == "pace" && math.Abs(step.Out-pace) < 1e-9
		}
		if !found {
			t.Errorf("%s of %s: the explanation has no step with its pace", v.Indicator, v.Area)
		}
	}
	if redone < 3 || math.Abs(sum/n-paragraph.Mean) > 1e-9 {
		t.Errorf("%d paces redone; mean %v, by hand %v", redone, paragraph.Mean, sum/n)
	}
}

func classOf(pace float64) string {
	switch {
	case pace >= 0.95:
		return "on_track"
	case pace >= 0.5:
		return "fair"
	case pace >= -0.1:
		return "limited"
	}
	return "deterioration"
}

// TestExamplesOfTheAssessPage runs each example of docs/assess.md.
func TestExamplesOfTheAssessPage(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "assess.md"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(doc), "\n")
	methods := map[string]bool{}
	for i, line := range lines {
		example, is := strings.CutPrefix(line, "    echo '")
		if !is {
			continue
		}
		question, flags, found := strings.Cut(example, "' | wsiswatch assess --input - --method ")
		if !found || i+1 == len(lines) {
			t.Fatalf("line %d is no example: %s", i+1, line)
		}
		methods[flags] = true
		out, err := assessed(t, question, flags)
		if err != nil || strings.TrimSpace(out) != strings.TrimSpace(lines[i+1]) {
			t.Errorf("line %d: %v\n got %s\nwant %s", i+1, err, out, lines[i+1])
		}
	}
	if len(methods) != 5 {
		t.Errorf("examples of %d methods, want all 5", len(methods))
	}
}
