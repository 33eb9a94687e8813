package collector

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wsiswatch/wsiswatch/data"
)

// Source fetches one data set of one publisher. It knows nothing of store,
// clock, schedule, log or metrics.
type Source interface {
	// Fetch gives the whole data set with its scope. Where since shows that
	// the publisher has nothing new it returns ErrUnchanged. Beside an error
	// the load holds the origin only: nothing partial is ever returned.
	Fetch(ctx context.Context, since Conditions) (data.Load, error)
}

// Conditions tell what the last answer was, so that an unchanged one can be
// told. The zero Conditions ask for everything.
type Conditions struct {
	ETag      string
	SHA256    string // as in data.Origin
	Published data.Date
}

// Deps are what a kind may use beside its own parameters.
type Deps struct {
	Client   *Client
	Areas    *data.Resolver
	Progress func(done, total int) // may be nil
}

func (d Deps) progress(done, total int) {
	if d.Progress != nil {
		d.Progress(done, total)
	}
}

// kinds are the protocols that we speak. A new one is one file and one line.
func kinds() map[string]func(Spec, []string, Deps) (Source, error) {
	return map[string]func(Spec, []string, Deps) (Source, error){
		"data360":     newData360,
		"itu-datahub": newDataHub,
		"itu-prices":  newPrices,
		"sdmx":        newSDMX,
		"table":       newTable,
		"uis":         newUIS,
		"unsdg":       newUNSDG,
		"worldbank":   newWorldBank,
	}
}

// Kinds lists the known source kinds, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds())) }

// NewSource makes the source that a spec describes; wanted are the codes to
// fetch. An unknown kind and unknown or missing parameters are errors.
func NewSource(spec Spec, wanted []string, deps Deps) (Source, error) {
	make, ok := kinds()[spec.Kind]
	if !ok {
		return nil, fmt.Errorf("source %s: unknown kind %q; known are %s", spec.ID, spec.Kind, strings.Join(Kinds(), ", "))
	}
	deps.Client = deps.Client.from(spec.ID)
	s, err := make(spec, wanted, deps)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", spec.ID, err)
	}
	return s, nil
}

// CheckSpec finds faults in the collecting half of a source without asking
// anybody. A source without a kind is imported by hand and has none.
func CheckSpec(spec Spec) error {
	if spec.Kind == "" {
		return nil
	}
	_, err := NewSource(spec, nil, Deps{})
	return err
}

// CheckNational finds what a national source may not be: its figures come as
// tables, so that they go through one parser.
func CheckNational(spec Spec) error {
	var errs []error
	if spec.Kind != "" && spec.Kind != "table" {
		errs = append(errs, fmt.Errorf("a national source has the kind table, or none and is imported by hand, not %q", spec.Kind))
	}
	if len(spec.Files) == 0 {
		errs = append(errs, errors.New("a national source needs files: how its tables are read"))
	}
	for _, fs := range spec.Files {
		if fs.Format != "table" {
			errs = append(errs, fmt.Errorf("files, match %q: a national source is read by the format table, not %q", fs.Match, fs.Format))
		}
	}
	return errors.Join(errs...)
}

// decodeParams reads the parameters of a kind strictly: a key that the kind
// does not know is an error.
func decodeParams(node yaml.Node, into any) error {
	if node.IsZero() {
		return nil
	}
	whole, err := expand(&node, 0)
	if err != nil {
		return fmt.Errorf("params: %w", err)
	}
	text, err := yaml.Marshal(whole)
	if err != nil {
		return fmt.Errorf("params: %w", err)
	}
	dec := yaml.NewDecoder(strings.NewReader(string(text)))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("params: %w", err)
	}
	return nil
}
