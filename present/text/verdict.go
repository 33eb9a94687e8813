package text

import (
	"github.com/wsiswatch/wsiswatch/data"
	"github.com/wsiswatch/wsiswatch/progress"
)

// Class names a class, or says why there is none.
func (w *Words) Class(c progress.Class, r progress.Reason) string {
	if c != progress.NoClass {
		return w.T("class." + string(c))
	}
	if r == "" {
		return w.T("class.none")
	}
	return w.Or("reason."+string(r), string(r))
}

// Why says in a sentence why there is no class; "" where there is one.
func (w *Words) Why(c progress.Class, r progress.Reason) string {
	if c != progress.NoClass || r == "" {
		return ""
	}
	return w.Or("why."+string(r), string(r))
}

// Status names an observation status.
func (w *Words) Status(s data.Status) string { return w.Or("status."+string(s), string(s)) }

// StatusBy is the status of a value that somebody made: one that no publisher
// printed is not called published.
func (w *Words) StatusBy(s data.Status, m progress.Maker) string {
	if s == data.Normal && (m == progress.ByUs || m == progress.ByFormula) {
		return w.T("status.ours")
	}
	return w.Status(s)
}

// Maker says who made a value; "" for the publisher.
func (w *Words) Maker(m progress.Maker) string {
	if m == progress.ByPublisher || m == "" {
		return ""
	}
	return w.T("maker." + string(m))
}

// Coverage says which part of a group a value rests on; "" for nil.
func (w *Words) Coverage(c *progress.Coverage) string {
	if c == nil {
		return ""
	}
	key := "coverage.full"
	if c.Thin {
		key = "coverage.thin"
	}
	return w.T(key, "economies", w.Integer(c.Economies), "members", w.Integer(c.Members), "share", w.Percent(c.Population, 0))
}

// Tone groups classes, reasons and states of evidence for colour and sign. It
// goes with a word always, never alone.
func Tone(c progress.Class, r progress.Reason) string {
	switch c {
	case progress.TargetMet:
		return "met"
	case progress.OnTrack:
		return "track"
	case progress.Fair:
		return "fair"
	case progress.Limited:
		return "limited"
	case progress.Deterioration:
		return "back"
	}
	switch r {
	case progress.EvidenceOnly:
		return "evidence"
	case progress.NotScored, progress.DirectionNone:
		return "quiet"
	}
	return "none"
}

// StateTone is Tone for the state of an evidence item.
func StateTone(s progress.EvidenceState) string {
	switch s {
	case progress.Done, progress.HeldYear:
		return "met"
	case progress.Due:
		return "fair"
	case progress.Overdue:
		return "back"
	case progress.Standing:
		return "quiet"
	}
	return "none"
}
