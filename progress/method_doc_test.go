package progress

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

var update = flag.Bool("update", false, "write docs/method.md anew")

// TestMethodDoc holds docs/method.md to the code: cuts, formulas and words are
// taken from it, and the worked examples are worked out.
func TestMethodDoc(t *testing.T) {
	var w bytes.Buffer
	w.WriteString(methodIntro)
	cutsOf(&w)
	w.WriteString(methodWords)
	constants(t, &w, "verdict_types.go", "Rule")
	constants(t, &w, "verdict_types.go", "Reason")
	constants(t, &w, "verdict_types.go", "Flag")
	constants(t, &w, "reach.go", "Outlook")
	w.WriteString(methodFormulas)
	if n := constants(t, &w, "formula.go", "Formula"); n != 31 {
		t.Errorf("%d formulas", n)
	}
	w.WriteString(methodExamples)
	for _, x := range workedExamples() {
		example(t, &w, x)
	}
	name := filepath.Join("..", "docs", "method.md")
	if *update {
		if err := os.WriteFile(name, w.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(w.Bytes(), want) {
		t.Error("docs/method.md says something else than the code; renew it with -update and read the difference")
	}
}

// constants writes the values of a type with the comments beside them.
func constants(t *testing.T, w *bytes.Buffer, file, typeName string) int {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(w, "\n| %s | |\n|---|---|\n", strings.ToLower(typeName))
	n := 0
	ast.Inspect(f, func(node ast.Node) bool {
		v, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if id, ok := v.Type.(*ast.Ident); !ok || id.Name != typeName {
			return true
		}
		value, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		comment := strings.TrimSpace(v.Comment.Text())
		if err != nil || comment == "" {
			t.Errorf("%s %s has no comment", typeName, value)
		}
		fmt.Fprintf(w, "| `%s` | %s |\n", value, strings.ReplaceAll(comment, "|", `\|`))
		n++
		return true
	})
	return n
}

// cutsOf writes the thresholds of each method, as explanations carry them.
func cutsOf(w *bytes.Buffer) {
	for _, m := range []struct {
		name string
		cuts []Threshold
	}{
		{"unsd-pace/1, unsd-cr/1: pace toward a target", paceCuts()},
		{"unsd-pace/1, unsd-cr/1: rate a year without one", rateCuts()},
		{"opensdg-2.4: ratio to the rate needed", openSDGCuts(0.95, 0.6)},
		{"opensdg-2.4: rate a year without a target, far from the limit", openSDGCuts(0.015, 0.005)},
		{"eurostat/1: ratio to the rate needed", euroRatioCuts()},
		{"eurostat/1: rate a year without a target", euroRateCuts()},
		{"escap/1: gap in per cent of the way from base to target (cut points not officially confirmed)", gapCuts()},
	} {
		fmt.Fprintf(w, "\n| %s | its word | class |\n|---|---|---|\n", m.name)
		for _, c := range m.cuts {
			bound := "else"
			if c.Comparator != "" {
				bound = fmt.Sprintf("%s %v", c.Comparator, c.Bound)
			}
			fmt.Fprintf(w, "| %s | %s | %s |\n", bound, c.Status, c.Class)
		}
	}
}

type workedExample struct {
	title, method string
	c             Case
}

func workedExamples() []workedExample {
	users := map[int]float64{2015: 39.9, 2016: 43.6, 2017: 46.3, 2018: 49.4, 2019: 53.9, 2020: 60.1, 2021: 63.8, 2022: 67, 2023: 69.2, 2024: 71.2, 2025: 73.6}
	world := Case{Benchmark: "UMC", Direction: data.Up, Points: printed(users), Target: num(100), MetAt: 95, TargetYear: 2030, Bounds: []float64{0, 100}}
	price := Case{Benchmark: "BC25-2", Direction: data.Down, Model: data.Compound, Points: printed(map[int]float64{2018: 6, 2025: 4.2}), Target: num(2), TargetYear: 2030}
	parity := Case{Benchmark: "parity", Direction: data.ToOne, Points: printed(map[int]float64{2019: 0.74, 2024: 0.7}), Target: num(1), TargetYear: 2030}
	limit := 100.0
	phones := Case{Direction: data.Up, Points: printed(map[int]float64{2015: 86.1, 2023: 95.7}), Limit: &limit}
	return []workedExample{
		{"The world's Internet users toward 100 %, met at 95 %", "unsd-pace/1", world},
		{"The same by the chart itself", "unsd-cr/1", world},
		{"The same by the regional commissions", "escap/1", world},
		{"A price that falls", "unsd-pace/1", price},
		{"The same price by Eurostat", "eurostat/1", price},
		{"Parity that is lost", "unsd-pace/1", parity},
		{"Mobile phone owners of Canada without a target, as published", "opensdg-2.4", phones},
	}
}

func example(t *testing.T, w *bytes.Buffer, x workedExample) {
	t.Helper()
	e := explained(t, x.method, x.c)
	redo(t, e)
	v := e.Verdict
	fmt.Fprintf(w, "\n### %s: `%s`\n\n| step | formula | numbers that go in | result |\n|---|---|---|--:|\n", x.title, x.method)
	for _, in := range e.Inputs {
		year := ""
		if in.Year != 0 {
			year = fmt.Sprintf("%d", in.Year)
		}
		fmt.Fprintf(w, "| %s | | %s | %s |\n", in.ID, year, digits12(in.Value))
	}
	for _, s := range e.Steps {
		var in []string
		for _, name := range slices.Sorted(maps.Keys(s.In)) {
			in = append(in, name+" "+digits12(s.In[name]))
		}
		if len(s.Points) > 0 {
			in = append(in, fmt.Sprintf("%d points, weights 1 to %v", len(s.Points), s.Points[len(s.Points)-1].Weight))
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", s.ID, s.Formula, strings.Join(in, ", "), digits12(s.Out))
	}
	says := string(v.Class)
	if v.Status != "" {
		says = strings.TrimSuffix(v.Status+", class "+says, ", class ")
	}
	fmt.Fprintf(w, "\nDecided by %s: **%s**.", v.Rule, says)
	if v.Outlook != "" {
		fmt.Fprintf(w, " At this pace the target is met: %s%s.", v.Outlook, map[bool]string{true: fmt.Sprintf(", in %d", v.Reached)}[v.Reached != 0])
	}
	if len(v.Flags) > 0 {
		fmt.Fprintf(w, " Flags: %v.", v.Flags)
	}
	w.WriteString("\n")
}

// digits12 prints a number to twelve digits: the last ones of a sum differ
// between processors.
func digits12(x float64) string { return strconv.FormatFloat(x, 'g', 12, 64) }

const methodIntro = `# How a verdict is reached

A test of package progress writes this page from the code: cuts, words and
formulas are its own, and the examples are worked out by it.

## The values

- **Line.** One source for all economies, one for a group: the first in the
  order of the indicator. A group's value is its publisher's; ours only where it
  has none, under a stated coverage (docs/aggregates.md says how close it comes).
- **Base.** 2015, else the first year in 2014 to 2018, else the first later one,
  flagged. After a break, and for a new technology, the first year with data.
- **Latest.** The newest value, at most four years old. Three years lie between
  the two at least (Open SDG and the regional commissions: one).
- **Target.** A benchmark whose year is over is judged for good: met, or missed
  by how much, by the value of that year or of the two before. Its successor
  takes its place.
- **Parity** is judged by the distance from 1 on either side, as a ratio not
  under 1.
- **Computed values** of base and latest rest on the same economies.

An indicator may override method, base year, target and limit under ` + "`judge:`" + `.
A paragraph may carry a verdict of a person under ` + "`manual:`" + `, never without class,
reason, author and date; the computed one stays beside it.

## The methods and their cuts

- **unsd-pace/1**, the default: the classes of the UNSD Progress Chart 2022 on a
  pace whose model fits the indicator: linear for shares, compound for what
  grows without a bound. The target is the value at which "met" fires.
- **unsd-cr/1**: the chart as it stands. Compound rates of the raw values, to
  the declared number.
- **opensdg-2.4**: Statistics Canada's measure, as Open SDG has it. Score from
  -5 to +5. Without a target and near the limit the first two cuts shrink.
- **eurostat/1**: the report on the SDGs in an EU context. Its cuts are those
  that Statistics Canada names; they were not seen at Eurostat itself.
- **escap/1**: Current Status Index and Anticipated Progress Index of the UN
  regional commissions. The cut points and the weights of the regression are
  not officially confirmed.

A target that is met is tested before any cut. The first cut that holds decides.
`

const methodWords = `
## The words

What decides, why there is no verdict, what is marked beside one, and when the
target is met if the present pace lasts:
`

const methodFormulas = `
## The formulas

` + "`progress.ExplainBy` and `Edition.Explain`" + ` give each verdict as a list of steps.
Every number that goes into one is an input, the result of an earlier step, or a
constant of the formula.
`

const methodExamples = `
## Worked examples

Numbers are shown to twelve digits.
`
