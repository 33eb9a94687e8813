package progress

import (
	"strconv"
	"strings"
	"time"

	"github.com/wsiswatch/wsiswatch/data"
)

// evidence gives each item its state on the reference date.
func evidence(items []data.EvidenceItem, on data.Date) []EvidenceStatus {
	var out []EvidenceStatus
	for _, item := range items {
		last := lastAct(item, on)
		out = append(out, EvidenceStatus{Item: item, State: stateOf(item, last, on), Last: last})
	}
	return out
}

// lastAct is the date of the newest act up to the reference date; what comes
// later was not known then.
func lastAct(item data.EvidenceItem, on data.Date) data.Date {
	var last data.Date
	for _, a := range item.Done {
		if !a.Date.After(on.Time) && a.Date.After(last.Time) {
			last = a.Date
		}
	}
	return last
}

func stateOf(item data.EvidenceItem, last, on data.Date) EvidenceState {
	every, standing := cycle(item.Recurrence)
	switch {
	case standing:
		return Standing
	case last.IsZero() && item.Due.IsZero():
		return NoEvidence
	case last.IsZero():
		return dueBy(item.Due, on)
	case every == 0:
		return Done
	case last.Year() == on.Year():
		return HeldYear
	case on.Year()-last.Year() < every:
		return Done
	case on.Year()-last.Year() > every:
		return Overdue
	case item.Due.IsZero(): // the year in which it comes again
		return Due
	}
	return dueBy(inYear(item.Due, on.Year()), on)
}

// cycle is the number of years after which an act is due again; 0 for what is
// due once.
func cycle(recurrence string) (years int, standing bool) {
	switch recurrence {
	case "standing":
		return 0, true
	case "yearly":
		return 1, false
	}
	if f := strings.Fields(recurrence); len(f) == 3 && f[0] == "every" {
		if n, err := strconv.Atoi(f[1]); err == nil && n > 0 {
			return n, false
		}
	}
	return 0, false
}

// inYear is the day of a due date in another year, unless it is still ahead.
func inYear(due data.Date, year int) data.Date {
	if due.Year() >= year {
		return due
	}
	return data.Date{Time: time.Date(year, due.Month(), due.Day(), 0, 0, 0, 0, time.UTC)}
}

func dueBy(due, on data.Date) EvidenceState {
	if on.After(due.Time) {
		return Overdue
	}
	return Due
}
