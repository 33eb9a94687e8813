package progress

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/wsiswatch/wsiswatch/data"
)

// byHand redoes an explanation from its JSON alone, by arithmetic that shares
// nothing with that of the package.
type byHand struct {
	t     *testing.T
	text  string
	known map[string]float64 // inputs, their years, and results so far
	x     struct {
		Verdict    map[string]any
		Inputs     []writtenInput
		Steps      []writtenStep
		Compared   string
		Thresholds []writtenCut
	}
}

type writtenInput struct {
	ID    string
	Value float64
	Year  int
}

type writtenStep struct {
	ID, Formula string
	In          map[string]float64
	Points      []struct {
		Year          int
		Value, Weight float64
	}
	Out float64
}

type writtenCut struct {
	Comparator, Class, Status string
	Bound, Slack              float64
	Fired                     bool
}

func redo(t *testing.T, x Explanation) *byHand {
	t.Helper()
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	h := &byHand{t: t, text: string(b), known: map[string]float64{}}
	if err := json.Unmarshal(b, &h.x); err != nil {
		t.Fatal(err)
	}
	for _, in := range h.x.Inputs {
		h.known[in.ID] = in.Value
		if in.Year != 0 {
			h.known[in.ID+" year"] = float64(in.Year)
		}
	}
	for i := range h.x.Steps {
		h.step(i)
	}
	h.numbers()
	h.class()
	return h
}

func (h *byHand) fault(format string, args ...any) {
	h.t.Helper()
	h.t.Fatalf(format+"\n%s", append(args, h.text)...)
}

// near allows for another order of the same operations.
func (h *byHand) near(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b), 1e-3)
}

// step holds that each number that goes in is known by then, and the result.
func (h *byHand) step(i int) {
	s := h.x.Steps[i]
	for name, v := range s.In {
		if !h.traced(name, v) {
			h.fault("step %s: nobody knows where %s = %v comes from", s.ID, name, v)
		}
	}
	for j, p := range s.Points {
		if !h.traced("value", p.Value) || p.Weight != float64(p.Year-s.Points[0].Year+1) {
			h.fault("step %s: point %d %+v", s.ID, j, p)
		}
	}
	if _, twice := h.known[s.ID]; twice {
		h.fault("step %s: the id is taken", s.ID)
	}
	if got := h.result(i); !h.near(got, s.Out) {
		h.fault("step %s: %v, by hand %v", s.ID, s.Out, got)
	}
	h.known[s.ID] = s.Out
}

// traced says that a number is an input, a result or a constant.
func (h *byHand) traced(name string, v float64) bool {
	constants := map[string][]float64{
		"direction": {1, -1}, "sign": {1, -1}, "over": {0, 1}, "low": {1}, "high": {1}, "value": {0.98, 0.015, 0.005},
		"to": {0.98, 1.02}, "factor": {1}, "scale": {1},
	}
	if slices.Contains(constants[name], v) {
		return true
	}
	for _, k := range h.known {
		if k == v {
			return true
		}
	}
	return false
}

// power is a^b by another way than the package's.
func power(a, b float64) float64 { return math.Exp(b * math.Log(a)) }

func (h *byHand) result(i int) float64 {
	s := h.x.Steps[i]
	in := func(name string) float64 {
		v, ok := s.In[name]
		if !ok {
			h.fault("step %s: no %s", s.ID, name)
		}
		return v
	}
	far := func(r float64) float64 {
		switch {
		case r < 1e-6:
			return 1e6
		case r < 1:
			return 1 / r
		}
		return r
	}
	switch s.Formula {
	case "years":
		return in("to") - in("from")
	case "linear_rate":
		return in("to")/in("years") - in("from")/in("years")
	case "compound_rate":
		if in("to") == 0 {
			return -1
		}
		return power(in("to")/in("from"), 1/in("years")) - 1
	case "share_rate":
		if in("from") == 0 && in("to") == 0 {
			return 0
		}
		if math.Abs(in("from")) > math.Abs(in("to")) {
			return (in("to")/math.Abs(in("from")) - in("from")/math.Abs(in("from"))) / in("years")
		}
		return (in("to")/math.Abs(in("to")) - in("from")/math.Abs(in("to"))) / in("years")
	case "ratio":
		return in("part") / in("whole")
	case "signed_rate":
		return in("rate") * in("direction") * in("sign")
	case "sized_ratio":
		return in("rate") / math.Sqrt(in("needed")*in("needed")) * in("direction") * in("sign")
	case "product":
		return in("factor") * in("value")
	case "distance":
		return math.Sqrt((in("to") - in("from")) * (in("to") - in("from")))
	case "inverse":
		return power(in("value"), -1)
	case "at_least":
		return (in("value") + in("low") + math.Abs(in("value")-in("low"))) / 2
	case "at_most":
		return (in("value") + in("high") - math.Abs(in("value")-in("high"))) / 2
	case "clamp":
		list := []float64{in("value"), in("low"), in("high")}
		slices.Sort(list)
		return list[1]
	case "from_parity":
		return far(in("ratio"))
	case "from_parity_band":
		if r := in("ratio"); r >= 0.97 && r <= 1.03 {
			return 1
		}
		return far(in("ratio"))
	case "not_zero":
		if in("value") == 0 {
			return 0.001
		}
		return in("value")
	case "lack_up":
		return in("target") - in("value")
	case "lack_down":
		return in("value") - in("target")
	case "status_ten":
		return 10 - 10*in("lack")/in("way")
	case "tenths":
		return in("part") / in("whole") * 10
	case "per_cent":
		return in("part") / in("whole") * 100
	}
	return h.longer(i, in)
}

func (h *byHand) longer(i int, in func(string) float64) float64 {
	s := h.x.Steps[i]
	switch s.Formula {
	case "linear_course":
		return in("value") + in("years")*in("rate")
	case "compound_course":
		x := in("value")
		for n := 0.0; n < in("years"); n++ {
			x += x * in("rate")
		}
		return x
	case "linear_arrival", "compound_arrival":
		x := in("from")
		for year := in("year") + 1; year <= 2100; year++ {
			if s.Formula == "linear_arrival" {
				x += in("rate")
			} else {
				x += x * in("rate")
			}
			lack := (in("to") - x) * in("direction")
			if lack < -1e-8*math.Abs(in("to")) || in("over") == 0 && lack < 1e-8*math.Abs(in("to")) {
				return year
			}
		}
		return 0
	case "limit_scale":
		b, l := math.Abs(in("base")), math.Abs(in("limit"))
		if b >= 2*l {
			return 1
		}
		return 1 - power((l-math.Abs(b-l))/l, 4.44)
	case "ratio_score":
		if r := in("ratio"); r >= 0.6 {
			return math.Min(5, 7.1429*r-4.2857)
		}
		return math.Max(-5, 4.1667*in("ratio")-2.5)
	case "rate_score":
		p, c := in("rate"), in("scale")
		switch {
		case p < 0:
			return math.Max(-5, 125*p-2.5)
		case c == 0:
			return 5
		case p/c >= 0.015:
			return math.Min(5, 500*p/c-5)
		case p/c >= 0.005:
			return 250*p/c - 1.25
		}
		return 500*p/c - 2.5
	case "mean_year", "mean_value", "slope":
		var w, x, y, xx, xy float64 // the normal equations, years counted from the first
		for _, p := range s.Points {
			year := float64(p.Year - s.Points[0].Year)
			w, x, y = w+p.Weight, x+p.Weight*year, y+p.Weight*p.Value
			xx, xy = xx+p.Weight*year*year, xy+p.Weight*year*p.Value
		}
		return map[string]float64{
			"mean_year": float64(s.Points[0].Year) + x/w, "mean_value": y / w, "slope": (w*xy - x*y) / (w*xx - x*x),
		}[s.Formula]
	}
	h.fault("step %s: nobody knows the formula %q", s.ID, s.Formula)
	return 0
}

// numbers holds every number of the verdict to the step of its name.
func (h *byHand) numbers() {
	v := h.x.Verdict
	for name, id := range map[string]string{
		"actual": "actual", "needed": "needed", "pace": "pace", "projected": "projected", "cr": "cr", "recent": "recent", "reached": "reached",
	} {
		h.same(v[name], id)
	}
	if h.x.Compared != "" || v["rule"] == "" {
		h.same(v["score"], "score")
	}
	if index, ok := v["index"].(map[string]any); ok {
		for _, name := range []string{"current", "expected", "gap"} {
			h.same(index[name], "index."+name)
		}
	}
}

func (h *byHand) same(number any, id string) {
	x, has := number.(float64)
	step, ok := h.known[id]
	switch {
	case !has:
	case id == "cr" && h.x.Verdict["method"] != "unsd-pace/1": // there it is the pace itself
	case !ok:
		h.fault("the verdict has %s %v, and no step tells it", id, x)
	case !h.near(x, step):
		h.fault("the verdict has %s %v, its step %v", id, x, step)
	}
}

// class finds the class by the thresholds.
func (h *byHand) class() {
	if (h.x.Verdict["rule"] == "threshold") != (h.x.Compared != "") {
		h.fault("rule %v, compared %q", h.x.Verdict["rule"], h.x.Compared)
	}
	if h.x.Compared == "" {
		return
	}
	x := h.known[h.x.Compared]
	done := false
	for _, c := range h.x.Thresholds {
		holds := c.Comparator == "" || c.Comparator == ">=" && x >= c.Bound || c.Comparator == ">" && x > c.Bound ||
			c.Comparator == "<=" && x <= c.Bound+c.Slack
		if fired := holds && !done; fired != c.Fired {
			h.fault("threshold %+v of %v", c, x)
		}
		if !c.Fired {
			continue
		}
		done = true
		class := h.x.Verdict["class"]
		if class == "target_met" && c.Class == "on_track" && c.Status == "maintain" {
			class = "on_track" // the commissions have one word for both
		}
		if class != c.Class || c.Status != "" && c.Status != h.x.Verdict["status"] {
			h.fault("threshold %+v gives another verdict", c)
		}
	}
	if !done {
		h.fault("no threshold holds")
	}
}

func explained(t *testing.T, name string, c Case) Explanation {
	t.Helper()
	x, err := ExplainBy(name, c)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestExplanationsByHand redoes verdicts of every method, rule and formula.
func TestExplanationsByHand(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	rules, formulas := map[string]int{}, map[string]int{}
	for range 1500 {
		c := special(ordinary(r), r)
		for _, name := range Methods() {
			x := explained(t, name, c)
			if a, b := text(t, x.Verdict), text(t, by(t, name, c)); a != b {
				t.Fatalf("the verdict explained is another:\n%s\n%s", a, b)
			}
			h := redo(t, x)
			if x.Verdict.Class != NoClass || x.Verdict.Reason == OwnScale {
				rules[name+" "+string(x.Verdict.Rule)]++
			}
			for _, s := range h.x.Steps {
				formulas[s.Formula]++
			}
		}
	}
	for _, name := range Methods() {
		if rules[name+" "] > 0 {
			t.Errorf("%s: %d verdicts without a rule", name, rules[name+" "])
		}
		if rules[name+" threshold"] < 200 {
			t.Errorf("%s: only %d verdicts by threshold", name, rules[name+" threshold"])
		}
	}
	for _, rule := range []string{"unsd-pace/1 met", "unsd-pace/1 lost", "unsd-pace/1 in_band", "unsd-pace/1 on_the_line", "unsd-pace/1 fell_to_zero",
		"unsd-cr/1 met", "unsd-cr/1 lost", "eurostat/1 in_band", "opensdg-2.4 met", "escap/1 predicted", "escap/1 leads_away"} {
		if rules[rule] == 0 {
			t.Errorf("no verdict by %s", rule)
		}
	}
	for _, f := range []Formula{Years, LinearRate, CompoundRate, ShareRate, Ratio, SignedRate, SizedRatio, Product, Distance, Inverse, AtLeastOf, AtMostOf, Clamp,
		LinearCourse, CompoundCourse, LinearArrival, CompoundArrival, FromParity, FromParityBand, NotZero, LimitScale, RatioScore, RateScore,
		MeanYear, MeanValue, Slope, LackUp, LackDown, Status10, Tenths, PerCent} {
		if formulas[string(f)] == 0 {
			t.Errorf("no step by %s", f)
		}
	}
}

// special makes some cases rare enough that they would hardly be drawn.
func special(c Case, r *rand.Rand) Case {
	switch r.IntN(12) {
	case 0:
		c.Comparator = data.Over
	case 1:
		if c.Target != nil {
			c.TargetYear = 2020 // over
		}
	case 2:
		if c.Target != nil {
			c.TargetYear = 0
		}
	case 3:
		c.Points = slices.Clone(c.Points)
		for i := range c.Points {
			if c.Points[i].Year == 2015 && c.Target != nil {
				c.Points[i].Value, c.Comparator = *c.Target, data.Over
			}
		}
	case 4:
		c.Model, c.Points = data.Compound, slices.Clone(c.Points)
		c.Points[len(c.Points)-1].Value = 0
	case 5:
		c.Target, c.Comparator = nil, ""
	}
	return c
}

func TestExplanationCarriesItsSources(t *testing.T) {
	f := twice(nil)
	e := f.build(t)
	for _, name := range Methods() {
		x, err := e.Explain(name, "two", "WLD", data.Dims{}, "T")
		if err != nil {
			t.Fatal(err)
		}
		redo(t, x)
		v, _ := e.AssessBy(name, "two", "WLD", data.Dims{}, "T")
		if text(t, x.Verdict) != text(t, v) || x.Direction != data.Up {
			t.Errorf("%s: %+v", name, x)
		}
		for _, in := range x.Inputs {
			measured := in.ID == "base" || in.ID == "latest" || in.ID == "recent.from" || strings.HasPrefix(in.ID, "point.")
			if measured && (in.From == nil || in.From.Source != "one" || in.From.Snapshot != 1 || in.From.Status != data.Normal || in.From.Year != in.Year) {
				t.Errorf("%s: %+v", name, in)
			}
		}
		if len(x.Steps) < 4 {
			t.Errorf("%s: %d steps", name, len(x.Steps))
		}
	}
	if _, err := e.Explain("guess", "two", "WLD", data.Dims{}, "T"); err == nil {
		t.Error("an unknown method was explained")
	}
	if x, err := e.Explain("", "two", "WLD", data.Dims{}, "unknown"); err != nil || x.Verdict.Reason != NotJudgeable || x.Steps == nil {
		t.Errorf("%+v, %v", x, err)
	}
}

func TestExplanationOfComputedGroups(t *testing.T) {
	f := bench(60, 3, 20)
	f.benchmarks = []data.Benchmark{{ID: "T", Indicator: "i0", Group: "WLD", Value: num(90), Year: 2030, Comparator: data.AtLeast}}
	e := f.build(t)
	for _, name := range Methods() {
		x, err := e.Explain(name, "i0", "WLD", data.Dims{}, "T")
		if err != nil || x.Verdict.Base == nil || x.Verdict.Base.Maker != ByUs || len(x.Steps) == 0 {
			t.Fatalf("%s: %+v, %v", name, x, err)
		}
		redo(t, x)
	}
}
