package progress

// The words of Eurostat's monitoring report.
const (
	euroMet         = "target_met"
	euroSignificant = "significant_progress"
	euroModerate    = "moderate_progress"
	euroTooLittle   = "insufficient_progress" // with a target only
	euroAway        = "movement_away"         // with a target only
	euroAwaySome    = "moderate_movement_away"
	euroAwayMuch    = "significant_movement_away"
)

// eurostat is the rule of Eurostat's report on the SDGs in an EU context.
//
// With a quantitative target, Pace is the compound rate since the base over the
// compound rate needed from it: from 0.95 significant progress, from 0.6
// moderate, from 0 insufficient, under 0 movement away. Without, it is the rate
// a year in the wanted direction: from 1 % significant progress, from 0
// moderate, from -1 % moderate movement away, under that significant.
//
// The cuts with a target stand in Statistics Canada's method, which says that it
// follows Eurostat; neither they nor those without a target were seen at
// Eurostat itself. Offices that follow it differ: the Basque one takes the cuts
// as strict and calls all within 0.1 % no progress.
//
// Status has these words. Their Class: significant and moderate progress are on
// track and fair, insufficient is limited, every movement away is deterioration.
// The span is that of the UNSD methods, from 2015, where the report looks back
// over the last 5 or 15 years; targets are met, past and replaced as there, at
// their declared number.
func eurostat(c Case) Verdict {
	v := c.asDeclared().judge(way{toward: byRatio(euroRatio), rate: euroRate})
	if v.Status == "" { // without a target the rule itself gave the word
		v.Status = euroWord(v.Class)
	}
	return v
}

func euroRatio(ratio float64) Class {
	switch {
	case ratio >= 0.95:
		return OnTrack
	case ratio >= 0.6:
		return Fair
	case ratio >= 0:
		return Limited
	}
	return Deterioration
}

func euroRate(rate float64) (Class, string) {
	switch {
	case rate >= 0.01:
		return OnTrack, euroSignificant
	case rate >= 0:
		return Fair, euroModerate
	case rate >= -0.01:
		return Deterioration, euroAwaySome
	}
	return Deterioration, euroAwayMuch
}

// euroWord is the word for a class reached with a target.
func euroWord(c Class) string {
	switch c {
	case TargetMet:
		return euroMet
	case OnTrack:
		return euroSignificant
	case Fair:
		return euroModerate
	case Limited:
		return euroTooLittle
	case Deterioration:
		return euroAway
	}
	return ""
}
