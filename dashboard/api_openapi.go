package dashboard

import (
	"embed"
	"fmt"
	"net/http"
)

//go:embed openapi.yaml
var descriptionFile embed.FS

// apiDescription is the address of the description of the interface in
// OpenAPI 3.1. A new resource, parameter or field goes in there, too: a test
// compares both.
const apiDescription = apiBase + "openapi.yaml"

// readDescription gets the description ready to be sent.
func readDescription() (*keptPage, error) {
	body, err := descriptionFile.ReadFile("openapi.yaml")
	if err != nil {
		return nil, fmt.Errorf("read the description of the interface: %w", err)
	}
	return newKeptPage(body)
}

// describe answers with the description.
func (a *api) describe(w http.ResponseWriter, r *http.Request) error {
	if r.URL.RawQuery != "" {
		return badRequest("", "the description takes no parameters")
	}
	kept, err := a.description()
	if err != nil {
		return err
	}
	kept.send(w, r, "application/yaml; charset=utf-8")
	return nil
}
