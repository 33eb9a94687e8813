package configs

import (
	"errors"
	"fmt"

	"github.com/robfig/cron/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// placeFaults gives each fault of the catalogue its file and line.
func (l *loader) placeFaults(err error) {
	for _, e := range each(err) {
		var f data.Fault
		if !errors.As(e, &f) {
			l.fault("", 0, "%s", e.Error())
			continue
		}
		l.placeFault(f)
	}
}

func (l *loader) placeFault(f data.Fault) {
	p, ok := l.places[placeKey(f.Kind, f.ID)]
	if !ok {
		l.fault("", 0, "%s", f.Error())
		return
	}
	l.fault(p.file, p.lineOf(f.Field), "%s", f.Error())
}

// each takes a joined error apart.
func each(err error) []error {
	if err == nil {
		return nil
	}
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		return j.Unwrap()
	}
	return []error{err}
}

// checkSpecs checks what package data cannot: the syntax of schedules.
func (l *loader) checkSpecs() {
	for _, s := range l.defs.Sources {
		if s.Schedule == "" {
			continue
		}
		if _, err := cron.ParseStandard(s.Schedule); err != nil {
			l.placeFault(data.Fault{Kind: "source", ID: s.ID, Field: "schedule",
				Message: fmt.Sprintf("schedule %q is not a cron expression such as \"0 6 * * 1\": %v", s.Schedule, err)})
		}
	}
}
