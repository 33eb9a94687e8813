package dashboard

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// apiError is an answer that says what is wrong with a request, in which
// parameter, and what to do about it.
type apiError struct {
	Status  int    `json:"-"`
	Message string `json:"message"`
	Field   string `json:"field,omitempty"`
	Hint    string `json:"hint,omitempty"`
}

// Error gives the message.
func (e *apiError) Error() string { return e.Message }

func (e *apiError) hint(s string) *apiError {
	e.Hint = s
	return e
}

func notFound(field, format string, args ...any) *apiError {
	return &apiError{Status: http.StatusNotFound, Field: field, Message: fmt.Sprintf(format, args...)}
}

func badRequest(field, format string, args ...any) *apiError {
	return &apiError{Status: http.StatusBadRequest, Field: field, Message: fmt.Sprintf(format, args...)}
}

// fail answers with an error. What is not the asker's fault is logged and not
// told, since it may name files of this machine.
func (a *api) fail(w http.ResponseWriter, r *http.Request, err error) {
	var e *apiError
	if !errors.As(err, &e) {
		a.deps.Log.Error("api answer failed", "path", r.URL.Path, "err", err)
		e = &apiError{Status: http.StatusInternalServerError, Message: "this answer could not be made", Hint: "the log of the server says why"}
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	if e.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "2")
	}
	w.WriteHeader(e.Status)
	// The asker may be gone: nobody is left to tell.
	_ = json.NewEncoder(w).Encode(map[string]*apiError{"error": e})
}
