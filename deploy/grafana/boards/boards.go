package boards

// All are the shipped dashboards, by the name of their file.
func All() map[string]Dashboard {
	return map[string]Dashboard{
		"commitments": commitments(),
		"paragraph":   paragraph(),
		"area":        area(),
		"indicator":   indicator(),
		"collectors":  collectors(),
	}
}

const published = " The value as published, each year on its own: a year without one is a gap."

func commitments() Dashboard {
	return newDashboard("wsis-commitments", "Commitments", "Where each paragraph of the resolution stands.",
		[]Variable{choices("group", "Group", "label_values(wsis_group_info, group)", "WLD", "LDC", "DVG")},
		now("bargauge", size{8, 8}, "Paragraphs by state", "How many scored paragraphs are in each state. None: too little is published to say.", "none",
			`sum by (status) (wsis_paragraph_status)`, "{{status}}"),
		now("bargauge", size{8, 8}, "Entries by group", "For how many paragraphs the lowest state of a group is deterioration or limited.", "none",
			`sum by (group) (wsis_commitment_status{status=~"deterioration|limited"})`, "{{group}}"),
		now("stat", size{8, 8}, "Targets missed", "Targets whose year is over and which were not met, over all scored paragraphs.", "none",
			`sum(wsis_paragraph_targets_missed)`, "missed"),
		table(size{24, 12}, "Paragraphs", "The state of every scored paragraph. The number leads to its page, with the figures it rests on.", "paragraph",
			[]string{"resolution", "kind", "scored", "section", "number"}, pageLink("Open the paragraph", "p/", "paragraph"),
			column{"state holds", "none", `(wsis_paragraph_status == 1) * on (resolution, paragraph) group_left (number, summary) wsis_paragraph_info`},
		),
		table(size{24, 10}, "Scores", "Mean of the classes of the headline entries, from 4 (met or on track) to 1 (deterioration), and how many entries could be judged.", "paragraph",
			[]string{"resolution"}, pageLink("Open the paragraph", "p/", "paragraph"),
			column{"score", "none", `wsis_paragraph_score`},
			column{"judged", "percentunit", `wsis_paragraph_judged_ratio`},
			column{"targets missed", "none", `wsis_paragraph_targets_missed`},
		),
		lines(size{12, 10}, "Individuals using the Internet", "Share of the population."+published, "percentunit",
			[2]string{`wsis_group_internet_users_ratio{group=~"$group"}`, "{{group}}"}),
		lines(size{12, 10}, "Households with Internet access", "Share of all households."+published, "percentunit",
			[2]string{`wsis_group_households_with_internet_ratio{group=~"$group"}`, "{{group}}"}),
	)
}

func paragraph() Dashboard {
	metric := choices("metric", "Figures", `label_values(wsis_paragraph_entry_info{paragraph="$paragraph"}, metric)`)
	metric.Current = Choice{"All", "$__all"}
	return newDashboard("wsis-paragraph", "One paragraph", "What the verdict of one paragraph rests on.",
		[]Variable{
			choice("paragraph", "Paragraph", `label_values(wsis_paragraph_info{scored="yes"}, paragraph)`, "9"),
			metric,
			choices("group", "Group", `label_values(wsis_paragraph_entry_info{paragraph="$paragraph"}, group)`, "WLD"),
		},
		table(size{16, 6}, "The paragraph", "Its number as printed, its section, and what it says in our words.", "paragraph",
			[]string{"resolution", "scored", "Value"}, pageLink("Open the paragraph", "p/", "paragraph"),
			column{"", "none", `wsis_paragraph_info{paragraph="$paragraph"}`}),
		now("stat", size{4, 6}, "State", "The state as a whole; the one that a person gave, where somebody did.", "none",
			`wsis_paragraph_status{paragraph="$paragraph"} == 1`, "{{status}}"),
		now("stat", size{4, 6}, "Judged", "Share of the headline entries that have a class.", "percentunit",
			`wsis_paragraph_judged_ratio{paragraph="$paragraph"}`, "judged"),
		lines(size{24, 12}, "What it rests on", "The indicators that the verdict is made of."+published, "none",
			[2]string{`{__name__=~"$metric", group=~"$group"}`, "{{__name__}} {{group}}"}),
		table(size{12, 9}, "By group", "The lowest state among the headline entries of a group.", "group", []string{"resolution", "paragraph"}, nil,
			column{"state holds", "none", `wsis_commitment_status{paragraph="$paragraph"} == 1`}),
		table(size{12, 9}, "Entries", "What the verdict is made of, and the target that each entry is judged against; none: by its movement.", "indicator",
			[]string{"resolution", "paragraph", "Value"}, pageLink("Open the indicator", "i/", "indicator"),
			column{"", "none", `wsis_paragraph_entry_info{paragraph="$paragraph"}`}),
	)
}

func area() Dashboard {
	chart := func(title, about, unit, metric string) Panel {
		return lines(size{12, 9}, title, about+published, unit,
			[2]string{`wsis_economy_` + metric + `{area=~"$area"}`, "{{area}}"},
			[2]string{`wsis_group_` + metric + `{group=~"$group"}`, "{{group}}"})
	}
	return newDashboard("wsis-area", "Economies", "One economy, or several beside each other and beside groups.",
		[]Variable{
			choices("area", "Economy", "label_values(wsis_area_info, area)", "KEN", "GHA", "RWA"),
			choices("group", "Beside", "label_values(wsis_group_info, group)", "WLD", "LDC"),
		},
		chart("Individuals using the Internet", "Share of the population.", "percentunit", "internet_users_ratio"),
		chart("Households with Internet access", "Share of all households.", "percentunit", "households_with_internet_ratio"),
		chart("Mobile broadband", "Active subscriptions for each inhabitant.", "percentunit", "mobile_broadband_subscriptions_per_inhabitant"),
		chart("Fixed broadband", "Subscriptions for each inhabitant.", "percentunit", "fixed_broadband_subscriptions_per_inhabitant"),
		chart("Population covered by 4G", "Share of the population.", "percentunit", "population_covered_4g_ratio"),
		chart("Price of mobile data", "The data-only basket as a share of monthly income for each inhabitant.", "percentunit", "price_mobile_broadband_gni_ratio"),
		lines(size{12, 9}, "Women and men online", "Share of women and of men who use the Internet."+published, "percentunit",
			[2]string{`wsis_economy_by_sex_internet_users_ratio{area=~"$area"}`, "{{area}} {{sex}}"}),
		chart("Electronic government", "The development index of the United Nations, from 0 to 1.", "none", "e_government_development_score"),
		table(size{12, 14}, "Latest values", "The newest value of every indicator in the last ten years. Ratios are shares of 1.", "area", []string{}, pageLink("Open the economy", "a/", "area"),
			column{"value", "none", `label_replace(last_over_time({__name__=~"wsis_economy_.+", __name__!~"wsis_economy_(by|distance)_.+", area=~"$area"}[10y]), "figure", "$1", "__name__", "wsis_economy_(.+)")`}),
		table(size{12, 14}, "Targets set for each economy", "What the latest value lacks to meet a target; 0 or less where it is met.", "area", []string{}, pageLink("Open the economy", "a/", "area"),
			column{"lacks", "none", `{__name__=~"wsis_economy_distance_.+", area=~"$area"}`}),
	)
}

func indicator() Dashboard {
	metric := choice("metric", "Indicator", "label_values(wsis_indicator_info, metric)", "internet_users_ratio")
	metric.Regex = "/^wsis_group_(.+)$/"
	return newDashboard("wsis-indicator", "Indicators", "Every indicator, for groups and economies.",
		[]Variable{metric, choices("group", "Group", "label_values(wsis_group_info, group)", "WLD", "LDC", "DVG", "DVD")},
		table(size{24, 5}, "What it is", "The indicator, the unit it is published in, and the wanted movement. Shares and subscriptions are shown for one, not for a hundred.", "indicator",
			[]string{"Value"}, pageLink("Open the indicator", "i/", "indicator"),
			column{"", "none", `wsis_indicator_info{metric="wsis_group_${metric}"}`}),
		lines(size{24, 11}, "Groups", "Values of groups."+published, "none",
			[2]string{`wsis_group_${metric}{group=~"$group"}`, "{{group}}"}),
		now("bargauge", size{12, 16}, "Highest economies", "The twenty highest of the newest values in the last five years.", "none",
			`topk(20, last_over_time(wsis_economy_${metric}[5y]))`, "{{area}}"),
		now("bargauge", size{12, 16}, "Lowest economies", "The twenty lowest of the newest values in the last five years.", "none",
			`bottomk(20, last_over_time(wsis_economy_${metric}[5y]))`, "{{area}}"),
		lines(size{12, 10}, "Spread", "The economy in the middle, and those that a tenth of all are under and over. Who publishes changes from year to year.", "none",
			[2]string{`quantile(0.9, wsis_economy_${metric})`, "nine tenths are under"},
			[2]string{`quantile(0.5, wsis_economy_${metric})`, "half are under"},
			[2]string{`quantile(0.1, wsis_economy_${metric})`, "one tenth are under"}),
		lines(size{12, 10}, "Who publishes", "How many economies have a value of the year.", "none",
			[2]string{`count(wsis_economy_${metric})`, "economies"}),
	)
}

func collectors() Dashboard {
	return newDashboard("wsis-collectors", "Collectors", "Whether the figures arrive.", nil,
		now("stat", size{6, 5}, "Failed", "Sources whose last run failed.", "none", `count(wsis_collector_last_run_success == 0) or vector(0)`, "failed"),
		now("stat", size{6, 5}, "Held", "Loads that wait for a person.", "none", `sum(wsis_collector_holds_waiting)`, "held"),
		now("stat", size{6, 5}, "Overdue", "Sources of which a release was expected and has not come.", "none", `sum(wsis_collector_release_overdue)`, "overdue"),
		now("stat", size{6, 5}, "Snapshot", "The state of the store that everything shown is of.", "none", `wsis_snapshot_id`, "snapshot"),
		table(size{24, 16}, "Sources", "What the last runs of each source did. The name leads to its entry on the page of the sources.", "source", []string{}, pageLink("Open the source", "sources#", "source"),
			column{"since success", "s", `time() - (wsis_collector_last_success_timestamp_seconds > 0)`},
			column{"last run good", "bool_yes_no", `wsis_collector_last_run_success`},
			column{"took", "s", `wsis_collector_last_run_duration_seconds`},
			column{"rows", "none", `wsis_collector_last_success_rows`},
			column{"withdrawn", "none", `wsis_collector_last_change_withdrawn_rows`},
			column{"held", "none", `wsis_collector_holds_waiting`},
			column{"released", "dateTimeAsIso", `wsis_collector_release_timestamp_seconds * 1000`},
			column{"overdue", "bool_yes_no", `wsis_collector_release_overdue`},
			column{"longest interval", "s", `wsis_collector_interval_seconds`},
		),
		now("bargauge", size{24, 14}, "Age of the newest value", "Years since the newest value of any group of each indicator.", "none",
			`scalar(year()) - max by (indicator) (wsis_indicator_reference_year)`, "{{indicator}}"),
	)
}
