package configs

import (
	"errors"
	"strconv"
	"strings"

	"github.com/wsiswatch/wsiswatch/collector"
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
	if at, ok := strings.CutPrefix(f.Field, "memberships."); ok {
		if i, err := strconv.Atoi(at); err == nil && i < len(l.members) {
			if m := l.members[i]; !m.broken {
				l.fault(m.file, m.line, "%s", f.Error())
			}
			return
		}
	}
	p, ok := l.places[placeKey(f.Kind, f.ID)]
	if !ok {
		l.fault("", 0, "%s", f.Error())
		return
	}
	if !p.broken {
		l.fault(p.file, p.lineOf(f.Field), "%s", f.Error())
	}
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

// checkSpecs checks what package data cannot, since it knows no collectors:
// schedules, kinds with their parameters, and the layouts of files.
func (l *loader) checkSpecs() {
	for i, spec := range l.specs {
		schedule := l.defs.Sources[i].Schedule
		if schedule != "" {
			l.sourceFault(spec.ID, "schedule", collector.CheckSchedule(schedule))
		}
		if schedule != "" && spec.Kind == "" {
			l.sourceFault(spec.ID, "schedule", errNoKind)
		}
		l.sourceFault(spec.ID, "kind", collector.CheckSpec(spec))
		if l.defs.Sources[i].Role == data.National {
			l.sourceFault(spec.ID, "kind", collector.CheckNational(spec))
		}
		l.sourceFault(spec.ID, "files", collector.CheckFiles(spec))
	}
}

var errNoKind = errors.New("a source without a kind is imported by hand; take the schedule out or give it a kind")

// sourceFault reports each part of a joined error at a field of a source.
func (l *loader) sourceFault(id, field string, err error) {
	for _, e := range each(err) {
		message := strings.TrimPrefix(e.Error(), "source "+id+": ")
		l.placeFault(data.Fault{Kind: "source", ID: id, Field: field, Message: message})
	}
}
