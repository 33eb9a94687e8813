package progress

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// question is a case as the files of examples write it.
type question struct {
	Direction  data.Direction
	Model      data.Model
	Points     map[int]float64
	BaseYear   int `json:"base_year"`
	Target     *float64
	TargetYear int     `json:"target_year"`
	MetAt      float64 `json:"met_at"`
	NewFrom    int     `json:"new_from"`
	Limit      *float64
	Comparator data.Comparator
}

func (q question) ask() Case {
	return Case{
		Direction: q.Direction, Model: q.Model, Points: points(q.Points), BaseYear: q.BaseYear, NewFrom: q.NewFrom,
		Target: q.Target, TargetYear: q.TargetYear, MetAt: q.MetAt, Limit: q.Limit, Comparator: q.Comparator,
	}
}

type examples struct {
	Source string
	Assess []struct {
		ID, Name string
		Case     question
		Expect   struct {
			Class    Class
			CRClass  Class `json:"cr_class"`
			Pace, CR *float64
			Recent   *float64
			MissedBy *float64 `json:"missed_by"`
			NoCR     bool     `json:"no_cr"`
			Flags    []Flag
		}
	}
	Methods []struct {
		ID, Name, Method string
		Case             question
		Expect           map[string]any // of the verdict as JSON, numbers to 1e-6; null = not there
	}
	Regression struct {
		ID               string
		Points           map[int]float64
		Year             int
		Slope, Predicted float64
	}
	WrongSign struct {
		Base, Latest, Target, Expect float64
		BaseYear                     int `json:"base_year"`
		LatestYear                   int `json:"latest_year"`
		TargetYear                   int `json:"target_year"`
	} `json:"wrong_sign"`
	Crossing struct {
		Points              map[int]float64
		Level, Interpolated float64
		First               int
	}
	Headline []struct {
		ID     string
		Scores []int
		Mean   *float64
		Class  Class
		Reason Reason
	}
	Formula []struct {
		ID, Name                string
		Kind                    data.FormulaKind
		Num, Den, Scale, Expect float64
		AtMostTwo               *bool `json:"at_most_two"`
	}
	Group []struct {
		ID, Name         string
		Rule             data.Rule
		People, Weights  []float64
		Values           []*float64
		Leaves           *int
		Expect, Coverage float64
	}
}

func load(t *testing.T) (x examples) {
	t.Helper()
	b, err := os.ReadFile("testdata/worked-examples.json")
	if err == nil {
		err = json.Unmarshal(b, &x)
	}
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func points(values map[int]float64) []Point {
	var out []Point
	for y, v := range values {
		out = append(out, Point{Point: data.Point{Year: y, Value: v, Status: data.Normal}})
	}
	slices.SortFunc(out, func(a, b Point) int { return a.Year - b.Year })
	return out
}

func near(t *testing.T, what string, got *float64, want float64) {
	t.Helper()
	if got == nil {
		t.Errorf("%s: none, want %v", what, want)
	} else if math.Abs(*got-want) > 1e-6 {
		t.Errorf("%s: %v, want %v", what, *got, want)
	}
}

func TestWorkedVerdicts(t *testing.T) {
	for _, x := range load(t).Assess {
		t.Run(x.ID+" "+x.Name, func(t *testing.T) {
			v := Assess(x.Case.ask())
			want := x.Expect
			if want.Class != "" && v.Class != want.Class {
				t.Errorf("class %q (%s), want %q", v.Class, v.Reason, want.Class)
			}
			if want.CRClass != "" && v.CRClass != want.CRClass {
				t.Errorf("class of the pure ratio %q, want %q", v.CRClass, want.CRClass)
			}
			if want.NoCR && v.CR != nil {
				t.Errorf("pure ratio %v, want none", *v.CR)
			}
			for _, p := range []struct {
				what      string
				got, want *float64
			}{{"pace", v.Pace, want.Pace}, {"pure ratio", v.CR, want.CR}, {"recent pace", v.Recent, want.Recent}} {
				if p.want != nil {
					near(t, p.what, p.got, *p.want)
				}
			}
			if want.MissedBy != nil {
				if len(v.Past) != 1 || v.Past[0].Met || v.Past[0].Open {
					t.Fatalf("past targets %+v, want one missed", v.Past)
				}
				near(t, "missed by", &v.Past[0].MissedBy, *want.MissedBy)
			}
			for _, f := range want.Flags {
				if !slices.Contains(v.Flags, f) {
					t.Errorf("flags %v lack %s", v.Flags, f)
				}
			}
		})
	}
}

func TestWorkedMethods(t *testing.T) {
	for _, x := range load(t).Methods {
		t.Run(x.ID+" "+x.Name+" by "+x.Method, func(t *testing.T) {
			v, err := AssessBy(x.Method, x.Case.ask())
			if err != nil {
				t.Fatal(err)
			}
			if len(x.Expect) == 0 {
				t.Fatal("nothing expected")
			}
			agree(t, "", x.Expect, asJSON(t, v))
		})
	}
}

// All years weigh the same in an ordinary regression; that of the regional
// commissions is worked example 9.
func TestWorkedRegression(t *testing.T) {
	x := load(t).Regression
	line := regress(points(x.Points), func(int, int) float64 { return 1 })
	ahead := line.at(x.Year)
	near(t, "slope", &line.slope, x.Slope)
	near(t, "predicted", &ahead, x.Predicted)
}

// asJSON is a verdict as the API gives it.
func asJSON(t *testing.T, v Verdict) (out map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text(t, v)), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// agree holds what was expected against what is, and lets more than that be.
func agree(t *testing.T, path string, want, got map[string]any) {
	t.Helper()
	for key, w := range want {
		switch w := w.(type) {
		case map[string]any:
			inner, _ := got[key].(map[string]any)
			agree(t, path+key+".", w, inner)
		case float64:
			if g, ok := got[key].(float64); !ok || !(math.Abs(g-w) <= 1e-6) {
				t.Errorf("%s%s: %v, want %v", path, key, got[key], w)
			}
		default:
			if got[key] != w {
				t.Errorf("%s%s: %v, want %v", path, key, got[key], w)
			}
		}
	}
}

// The ratio taken after the target was met has the wrong sign: that is why
// "met" is tested first, and why Assess gives none then.
func TestWorkedWrongSign(t *testing.T) {
	x := load(t).WrongSign
	base := Point{Point: data.Point{Year: x.BaseYear, Value: x.Base}}
	latest := Point{Point: data.Point{Year: x.LatestYear, Value: x.Latest}}
	near(t, "ratio", ratioCR(base, latest, x.Target, x.TargetYear), x.Expect)
	v := Assess(Case{Direction: data.Up, Points: []Point{base, latest}, Target: &x.Target, TargetYear: x.TargetYear})
	if v.CR != nil || v.Pace != nil || v.Class != TargetMet {
		t.Errorf("ratio %v, pace %v, class %s; want none, none, target_met", v.CR, v.Pace, v.Class)
	}
}

func TestWorkedCrossing(t *testing.T) {
	x := load(t).Crossing
	g := goal{target: x.Level, metAt: x.Level, comparator: data.AtLeast}
	year, ok := crossing(points(x.Points), g)
	if !ok {
		t.Fatal("no crossing found")
	}
	near(t, "crossing", &year, x.Interpolated)
	if got := firstMet(points(x.Points), g); got != x.First {
		t.Errorf("first year %d, want %d", got, x.First)
	}
}

func TestWorkedHeadline(t *testing.T) {
	byScore := map[int]Class{4: TargetMet, 3: Fair, 2: Limited, 1: Deterioration}
	for _, x := range load(t).Headline {
		var classes []Class
		for _, s := range x.Scores {
			classes = append(classes, byScore[s])
		}
		class, mean, reason := headline(classes)
		if class != x.Class || reason != x.Reason {
			t.Errorf("%s: %q %q, want %q %q", x.ID, class, reason, x.Class, x.Reason)
		}
		if x.Mean != nil {
			near(t, x.ID, mean, *x.Mean)
		}
	}
}

func TestWorkedFormulas(t *testing.T) {
	for _, x := range load(t).Formula {
		t.Run(x.ID+" "+x.Name, func(t *testing.T) {
			num := ref("one", "num")
			num.Scale = x.Scale
			f := fixture{economies: []string{"AAA"}, indicators: []data.Indicator{{
				ID: "it", Formula: &data.Formula{Kind: x.Kind, Pairs: []data.Pair{{Num: num, Den: ref("one", "den")}}},
			}}}
			f.put("one", "num", "AAA", data.Totals, map[int]float64{2020: x.Num})
			f.put("one", "den", "AAA", data.Totals, map[int]float64{2020: x.Den})
			p, ok := f.build(t).Line("it", "AAA", data.Dims{}, "").Last()
			if !ok {
				t.Fatal("no value")
			}
			near(t, "value", &p.Value, x.Expect)
			if two := 2.0; x.AtMostTwo != nil && reaches(data.AtMost, p.Value, two) != *x.AtMostTwo {
				t.Errorf("at most two: %v, want %v", !*x.AtMostTwo, *x.AtMostTwo)
			}
		})
	}
}

func TestWorkedGroups(t *testing.T) {
	for _, x := range load(t).Group {
		t.Run(x.ID+" "+x.Name, func(t *testing.T) {
			in := data.Indicator{ID: "it", Series: []data.SeriesRef{ref("one", "v")}, Aggregate: data.Aggregate{Rule: x.Rule}}
			if x.Weights != nil {
				w := ref("two", "w")
				in.Aggregate.Weight = &w
			}
			f := fixture{indicators: []data.Indicator{in}, groups: []data.Area{{Code: "GRP", Group: true}}}
			for i, n := range x.People {
				code := "AA" + string(rune('A'+i))
				m := data.Membership{Group: "GRP", List: "test", Area: code}
				if x.Leaves != nil && *x.Leaves == i {
					m.To = day(t, "2024-12-13")
				}
				f.members = append(f.members, m)
				f.people(code, n)
				if x.Weights != nil {
					f.put("two", "w", code, data.Totals, map[int]float64{2020: x.Weights[i]})
				}
				if x.Values[i] != nil {
					f.put("one", "v", code, data.Totals, map[int]float64{2020: *x.Values[i]})
				}
			}
			l := f.build(t).Line("it", "GRP", data.Dims{}, "")
			p, ok := l.Last()
			if !ok || l.Maker != ByUs {
				t.Fatalf("line %+v, want a computed value", l)
			}
			near(t, "value", &p.Value, x.Expect)
			near(t, "coverage", &p.Coverage.Population, x.Coverage)
		})
	}
}
