package main

import (
	"fmt"
	"net/url"
	"strconv"
	"testing"
)

// anchor is a figure that a person read in a publisher's file. Value is as the
// publisher printed it, "" where there is none to show.
type anchor struct {
	indicator, area, query string // query: further parameters
	year                   int
	value                  string
}

// TestAnchors holds figures of every supplied indicator against what a person
// read in the publishers' files, dirt included: each row that has a remark is a
// trap that was stepped into elsewhere.
func TestAnchors(t *testing.T) {
	s := theSite(t)
	for _, a := range []anchor{
		{"internet_users", "WLD", "", 2015, "39.9"},
		{"internet_users", "WLD", "", 2023, "69.2"}, // the publisher's own; a mean over economies would be 74.1
		{"internet_users", "KEN", "source=wb-wdi", 2022, "29.40589905"},
		{"internet_users", "IND", "", 2025, "70"}, // the only row of its year
		{"internet_users", "IND", "", 2022, "55.9"},
		{"internet_users", "IND", "", 2023, ""}, // not published by ITU; the World Bank fills it
		{"internet_users", "IND", "source=wb-wdi", 2023, "60.25230026"},
		{"internet_users", "WLD", "source=itu-aggregates", 2022, "66.3"},
		{"internet_users", "LDC", "", 2022, "28.2"},
		{"internet_users", "LDC", "source=itu-aggregates", 2022, "36.1"},
		{"internet_users", "HIC", "", 2023, "91.9"}, // blank ISO3 in the answer
		{"internet_users", "DVG", "", 2018, "41.9"},
		{"internet_users", "DVG", "", 2020, ""}, // N/A in the sheet
		{"internet_users", "WLD", "sex=F", 2022, "63.4"},
		{"internet_users", "WLD", "sex=M", 2022, "69.2"},
		{"internet_users", "LDC", "sex=F", 2018, "14.6"},
		{"internet_users", "WLD", "location=U", 2020, "75.6"},
		{"internet_users", "WLD", "age=Y15T24", 2020, "70.8"},
		{"rural_internet_users", "LDC", "", 2020, "12.9"},
		{"households_internet", "WLD", "", 2020, "65.7"},
		{"households_internet", "WLD", "", 2021, ""}, // N/A in the sheet
		{"households_internet", "ALB", "", 2019, "82.1956"},
		{"households_computer", "ALB", "", 2018, "20.239"}, // with a per cent sign in the cell
		{"mobile_phone_ownership", "ETH", "", 2016, "58.2924"},
		{"mobile_cellular_subs", "LDC", "", 2015, "66.729249904803"},
		{"mobile_cellular_subs", "WLD", "", 2025, "111.5"},
		{"mobile_broadband_subs", "KEN", "", 2024, "79.3308"}, // the unit column says count
		{"mobile_broadband_subs", "FIN", "", 2015, "143.491"}, // 8.11173 in a bad copy
		{"fixed_broadband_subs", "LDC", "", 2025, "2.04"},
		{"fixed_broadband_subs", "ETH", "", 2024, "0.593917"},
		{"pop_cov_2g", "WLD", "", 2015, "94.8"},
		{"pop_cov_3g", "LDC", "", 2021, "83.2"},
		{"pop_cov_4g", "ETH", "", 2024, "44"},
		{"pop_cov_5g", "ETH", "", 2022, "0"}, // a real zero
		{"intl_bandwidth_per_user", "LDC", "", 2021, "34.4"},
		{"traffic_mobile_bb", "ALB", "", 2022, "86.2"},
		{"traffic_fixed_bb", "ALB", "", 2022, "1734.8"},
		{"price_mobile_high", "AFG", "", 2022, "21.1"},
		{"price_mobile_data_only", "KEN", "", 2025, "4.1"},
		{"price_fixed_broadband", "KEN", "", 2018, "18.27"},
		{"price_fixed_broadband", "CUB", "", 2020, "6.79"},
		{"price_fixed_broadband", "CUB", "", 2022, ""}, // not collected, written as 0
		{"price_fixed_broadband", "CUB", "", 2023, "37.89"},
		{"egdi", "DNK", "", 2024, "0.98474"}, // a blank after the name
		{"egdi", "SSD", "", 2010, ""},        // 0.00000 without a rank is no value
		{"secure_servers", "WLD", "", 2024, "16381.4711611511"},
		{"ict_goods_exports", "WLD", "", 2018, "12.239"},
		{"ict_goods_imports", "LDC", "", 2019, "2.84287"},
		{"idi", "KEN", "", 2024, "58.5"},
		{"gci", "KEN", "", 2024, "98.5918"},
	} {
		t.Run(fmt.Sprintf("%s %s %d %s", a.indicator, a.area, a.year, a.query), func(t *testing.T) { checkAnchor(t, s, a) })
	}
}

func checkAnchor(t *testing.T, s *site, a anchor) {
	q, err := url.ParseQuery(a.query)
	if err != nil {
		t.Fatal(err)
	}
	year := strconv.Itoa(a.year)
	for name, value := range map[string]string{"indicator": a.indicator, "area": a.area, "from": year, "to": year} {
		q.Set(name, value)
	}
	rows := list[apiObservation](t, s, "/api/v1/observations?"+q.Encode())
	switch {
	case a.value == "" && len(rows) > 0:
		t.Errorf("shows %s from %s, but none is published", rows[0].Value, rows[0].Source)
	case a.value != "" && len(rows) != 1:
		t.Errorf("has %d rows, want the one of %s", len(rows), a.value)
	case a.value != "" && rows[0].Value.String() != a.value:
		t.Errorf("shows %s from %s, want %s", rows[0].Value, rows[0].Source, a.value)
	}
}

// TestDerivedAnchors redoes two ratios from the figures that a person read.
func TestDerivedAnchors(t *testing.T) {
	s := theSite(t)
	for _, a := range []struct {
		indicator, area string
		year            int
		want            float64
	}{
		{"gender_parity_internet", "WLD", 2022, 63.4 / 69.2},
		{"gender_parity_internet", "LDC", 2018, 14.6 / 25.6},
		{"urban_rural_ratio_internet", "WLD", 2020, 75.6 / 38.8},
		{"youth_ratio_internet", "WLD", 2020, 70.8 / 59.1},
	} {
		path := fmt.Sprintf("/api/v1/observations?indicator=%s&area=%s&from=%d&to=%d", a.indicator, a.area, a.year, a.year)
		rows := list[apiObservation](t, s, path)
		if len(rows) != 1 {
			t.Errorf("%s has %d rows", path, len(rows))
			continue
		}
		got, err := rows[0].Value.Float64()
		if err != nil || got < a.want-1e-9 || got > a.want+1e-9 || rows[0].Maker != "derived" {
			t.Errorf("%s is %s (%s), want %v", path, rows[0].Value, rows[0].Maker, a.want)
		}
	}
}
