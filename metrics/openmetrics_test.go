package metrics

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestWriteHistory(t *testing.T) {
	e := filled(t).shown.Load()
	for _, c := range []struct {
		name              string
		indicators, areas map[string]bool
		has               []string
		lines             int
	}{
		{"all", nil, nil, []string{"wsis_group_internet_users_ratio{group=\"WLD\"} 0.4 1420070400\n", "wsis_economy_by_sex_internet_users_ratio{area=\"KEN\",sex=\"F\"} 0.09 1420070400\n"}, 51},
		{"one indicator", map[string]bool{"bandwidth": true}, nil, []string{"# HELP wsis_group_bandwidth_bytes_per_second_per_user Bandwidth \\\"per user\\\",\\nall \\\\ links by group."}, 3},
		{"one area", nil, map[string]bool{"KEN": true}, nil, 14},
		{"none", map[string]bool{"schools": true}, nil, []string{"# EOF\n"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteHistory(&b, e, c.indicators, c.areas); err != nil {
				t.Fatal(err)
			}
			for _, want := range c.has {
				if !strings.Contains(b.String(), want) {
					t.Errorf("no %q in\n%s", want, &b)
				}
			}
			if n := strings.Count("\n"+b.String(), "\nwsis_"); n != c.lines || !strings.HasSuffix(b.String(), "# EOF\n") {
				t.Errorf("%d values, want %d:\n%s", n, c.lines, &b)
			}
		})
	}
	if err := WriteHistory(fullDisk{}, e, nil, nil); !errors.Is(err, errFull) {
		t.Errorf("error %v", err)
	}
}

var errFull = errors.New("the disk is full")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }
