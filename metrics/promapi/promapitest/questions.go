package promapitest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/storage"
)

// Moment is where a query is asked, or from where to where.
type Moment struct {
	Name       string
	Start, End string // End "" is an instant at Start
	Step       string
}

// Moments are those that each expression is asked at.
func Moments() []Moment {
	return []Moment{
		{"in 2020", "2020-07-01T00:00:00Z", "", ""},
		{"on a first of January", "2010-01-01T00:00:00Z", "", ""},
		{"the last moment of a leap year", "2012-12-31T23:59:59.999Z", "", ""},
		{"in 1965", "1965-03-01T12:00:00Z", "", ""},
		{"in a gap", "2005-06-01T00:00:00Z", "", ""},
		{"in the present", "2025-06-02T12:00:00Z", "", ""},
		{"before any figure", "1900-01-01T00:00:00Z", "", ""},
		{"sixty years by 365 days", "1960-01-01T00:00:00Z", "2025-01-01T00:00:00Z", "365d"},
		{"around 1970", "1955-06-01T00:00:00Z", "1985-06-01T00:00:00Z", "366d"},
		{"months over a gap", "2003-01-01T00:00:00Z", "2008-01-01T00:00:00Z", "30d"},
	}
}

// Expressions are asked at every moment.
func Expressions() []string {
	return slices.Concat(selectors(), aggregations(), overTime(), joins())
}

func selectors() []string {
	return []string{
		`wsis_group_internet_users_ratio`,
		`wsis_group_internet_users_ratio{group="WLD"}`,
		`wsis_economy_internet_users_ratio{area=~"KEN|GHA"}`,
		`wsis_economy_telephone_lines_per_inhabitant{area!="NOR"}`,
		`{__name__=~"wsis_group_.*", group="LDC"}`,
		`{__name__=~"wsis_economy_by_sex.+", area!~"K.*"}`,
		`wsis_group_by_sex_internet_users_ratio{sex="F"}`,
		`wsis_group_short_score`,
		`wsis_economy_price_usd`,
		`nothing_at_all`,
		`absent(wsis_group_short_score)`,
	}
}

func aggregations() []string {
	return []string{
		`avg(wsis_economy_internet_users_ratio)`,
		`sum by (area) (wsis_economy_by_sex_internet_users_ratio)`,
		`max without (group) (wsis_group_gaps_score)`,
		`count(wsis_economy_gaps_score > 4000)`,
		`quantile(0.5, wsis_economy_telephone_lines_per_inhabitant)`,
		`stddev(wsis_economy_price_usd)`,
		`count_values("v", round(wsis_economy_gaps_score))`,
		`topk(2, wsis_economy_internet_users_ratio)`,
		`bottomk(1, wsis_economy_price_usd) by (area)`,
		`sort_desc(wsis_economy_telephone_lines_per_inhabitant)`,
		`group by (group) ({__name__=~"wsis_group_.+"})`,
	}
}

// overTime are functions of a range, offsets and fixed times.
func overTime() []string {
	return []string{
		`wsis_group_telephone_lines_per_inhabitant offset 10y`,
		`wsis_group_telephone_lines_per_inhabitant - wsis_group_telephone_lines_per_inhabitant offset 365d`,
		`wsis_economy_internet_users_ratio offset -2y`,
		`wsis_group_internet_users_ratio @ 1262304000`,
		`wsis_group_telephone_lines_per_inhabitant @ -157766400`,
		`wsis_group_gaps_score @ end()`,
		`last_over_time(wsis_economy_internet_users_ratio[10y])`,
		`count_over_time(wsis_group_gaps_score[15y])`,
		`avg_over_time(wsis_economy_price_usd[5y])`,
		`max_over_time(wsis_group_internet_users_ratio[60y])`,
		`min_over_time(wsis_group_telephone_lines_per_inhabitant[20y] offset 5y)`,
		`sum_over_time(wsis_group_short_score[50y])`,
		`stddev_over_time(wsis_economy_gaps_score[12y])`,
		`quantile_over_time(0.25, wsis_economy_gaps_score[12y])`,
		`present_over_time(wsis_group_short_score[100y])`,
		`absent_over_time(wsis_group_short_score[10y])`,
		`changes(wsis_group_telephone_lines_per_inhabitant[10y])`,
		`delta(wsis_group_internet_users_ratio[10y])`,
		`deriv(wsis_economy_internet_users_ratio[10y])`,
		`predict_linear(wsis_group_internet_users_ratio[10y], 5 * 365 * 86400)`,
		`rate(wsis_economy_telephone_lines_per_inhabitant[5y])`,
		`irate(wsis_economy_gaps_score[5y])`,
		`resets(wsis_economy_gaps_score[20y])`,
		`timestamp(wsis_group_gaps_score)`,
		`year(timestamp(last_over_time(wsis_group_internet_users_ratio[9y])))`,
		`max_over_time(wsis_group_internet_users_ratio[10y:365d])`,
		`avg_over_time((wsis_group_internet_users_ratio * 2)[5y:90d] offset 1y)`,
		`max_over_time(deriv(wsis_group_telephone_lines_per_inhabitant[5y])[10y:])`,
	}
}

// joins are arithmetic and joins to names.
func joins() []string {
	return []string{
		`wsis_economy_internet_users_ratio / ignoring (area) group_left () wsis_group_internet_users_ratio{group="WLD"}`,
		`wsis_economy_internet_users_ratio - on () group_left () wsis_group_internet_users_ratio{group="WLD"}`,
		`wsis_economy_by_sex_internet_users_ratio{sex="F"} / on (area) wsis_economy_by_sex_internet_users_ratio{sex="M"}`,
		`wsis_economy_internet_users_ratio * on (area) group_left (name) wsis_area_info`,
		`wsis_group_internet_users_ratio * on (group) group_left (name, kind) wsis_group_info`,
		`label_replace(wsis_economy_internet_users_ratio, "x", "$1", "area", "(.).*")`,
		`label_join(wsis_economy_by_sex_internet_users_ratio, "both", "-", "area", "sex")`,
		`wsis_group_internet_users_ratio and on () wsis_group_gaps_score`,
		`wsis_economy_internet_users_ratio or wsis_economy_gaps_score`,
		`wsis_economy_internet_users_ratio unless on (area) wsis_economy_price_usd`,
		`wsis_economy_internet_users_ratio > bool 10`,
		`(wsis_economy_internet_users_ratio - wsis_economy_internet_users_ratio offset 5y) / 5`,
		`clamp(wsis_economy_gaps_score, 4020, 4040)`,
		`-wsis_group_price_usd ^ 0.5 % 7`,
		`scalar(wsis_group_internet_users_ratio{group="WLD"}) + vector(1)`,
		`time() - timestamp(wsis_group_telephone_lines_per_inhabitant)`,
		`"a string"`,
		`1 / 0`,
	}
}

// Run gives the points of an answer as text, in order.
func Run(ctx context.Context, engine *promql.Engine, q storage.Queryable, expr string, m Moment) (text, failure string) {
	start, err := time.Parse(time.RFC3339Nano, m.Start)
	if err != nil {
		return "", err.Error()
	}
	var query promql.Query
	if m.End == "" {
		query, err = engine.NewInstantQuery(ctx, q, nil, expr, start)
	} else {
		end, step := start, time.Duration(0)
		if end, err = time.Parse(time.RFC3339Nano, m.End); err != nil {
			return "", err.Error()
		}
		days, bad := model.ParseDuration(m.Step)
		if bad != nil {
			return "", bad.Error()
		}
		step = time.Duration(days)
		query, err = engine.NewRangeQuery(ctx, q, nil, expr, start, end, step)
	}
	if err != nil {
		return "", err.Error()
	}
	defer query.Close()
	res := query.Exec(ctx)
	if res.Err != nil {
		return "", res.Err.Error()
	}
	return pointsOf(res), ""
}

func pointsOf(res *promql.Result) string {
	var lines []string
	switch v := res.Value.(type) {
	case promql.Vector:
		for _, s := range v {
			lines = append(lines, fmt.Sprintf("%s %d %s", s.Metric, s.T, number(s.F)))
		}
	case promql.Matrix:
		for _, s := range v {
			for _, p := range s.Floats {
				lines = append(lines, fmt.Sprintf("%s %d %s", s.Metric, p.T, number(p.F)))
			}
		}
	default:
		lines = []string{v.String()}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// number has twelve digits: a sum in another order differs in the last ones.
func number(f float64) string { return strconv.FormatFloat(f, 'g', 12, 64) }

// Line is one line of the file of answers.
func Line(expr string, m Moment, text, failure string) string {
	points := 0
	if text != "" {
		points = strings.Count(text, "\n") + 1
	}
	sum := sha256.Sum256([]byte(text))
	if failure != "" {
		return fmt.Sprintf("%s | %s | %s", expr, m.Name, failure)
	}
	return fmt.Sprintf("%s | %s | %d points | %x", expr, m.Name, points, sum[:8])
}
