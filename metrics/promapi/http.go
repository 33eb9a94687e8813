package promapi

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/prometheus/prometheus/promql"
)

// fault is an error with its HTTP status and the word of Prometheus for it.
type fault struct {
	status int
	kind   string
	err    error
}

// Error says what is wrong.
func (f *fault) Error() string { return f.err.Error() }

// Unwrap gives the cause.
func (f *fault) Unwrap() error { return f.err }

func badData(format string, args ...any) error {
	return &fault{http.StatusBadRequest, "bad_data", fmt.Errorf(format, args...)}
}

func internal(err error) error { return &fault{http.StatusInternalServerError, "internal", err} }

// faultOf gives every error its status.
func faultOf(err error) *fault {
	var known *fault
	var slow promql.ErrQueryTimeout
	var gone promql.ErrQueryCanceled
	var stored promql.ErrStorage
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &slow), errors.Is(err, context.DeadlineExceeded):
		return &fault{http.StatusServiceUnavailable, "timeout", err}
	case errors.As(err, &gone), errors.Is(err, context.Canceled):
		return &fault{http.StatusServiceUnavailable, "canceled", err}
	case errors.As(err, &stored):
		return &fault{http.StatusInternalServerError, "internal", err}
	}
	return &fault{http.StatusUnprocessableEntity, "execution", err}
}

// longestForm in bytes is that of a request: an expression and what is around it.
const longestForm = 64 << 10

// request is a question and the families that answer it.
type request struct {
	*http.Request
	queryable queryable
}

func (a *API) routes() http.Handler {
	mux := http.NewServeMux()
	ask := func(path string, answer func(r request) ([]byte, error)) {
		h := a.asked(answer)
		mux.Handle("GET "+path, h)
		mux.Handle("POST "+path, h)
	}
	ask("/api/v1/query", a.query)
	ask("/api/v1/query_range", a.queryRange)
	ask("/api/v1/labels", a.labels)
	ask("/api/v1/label/{name}/values", a.labelValues)
	ask("/api/v1/series", a.series)
	ask("/api/v1/metadata", a.metadata)
	for path, text := range map[string]string{
		"/api/v1/query_exemplars":  `[]`,
		"/api/v1/rules":            `{"groups":[]}`,
		"/api/v1/alerts":           `{"alerts":[]}`,
		"/api/v1/status/buildinfo": `{"version":"` + engineVersion + `","revision":"","branch":"","buildUser":"","buildDate":"","goVersion":""}`,
	} {
		fixed := func(w http.ResponseWriter, r *http.Request) { a.send(w, r, http.StatusOK, success([]byte(text))) }
		mux.HandleFunc("GET "+path, fixed)
		mux.HandleFunc("POST "+path, fixed)
	}
	return mux
}

func success(result []byte) []byte {
	return append(append([]byte(`{"status":"success","data":`), result...), '}')
}

// asked waits for one of the slots, answers, and turns errors into answers.
func (a *API) asked(answer func(r request) ([]byte, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), a.deps.Limits.Timeout)
		defer cancel()
		r.Body = http.MaxBytesReader(w, r.Body, longestForm)
		body, err := a.answer(r.WithContext(ctx), answer)
		if err == nil {
			a.send(w, r, http.StatusOK, success(body))
			return
		}
		f := faultOf(err)
		if f.status == http.StatusInternalServerError {
			a.deps.Log.Error("query not answered", "path", r.URL.Path, "err", err)
		}
		text, err := json.Marshal(map[string]string{"status": "error", "errorType": f.kind, "error": f.Error()})
		if err != nil {
			text = []byte(`{"status":"error","errorType":"internal","error":"no words for the error"}`)
		}
		a.send(w, r, f.status, text)
	})
}

func (a *API) answer(r *http.Request, answer func(r request) ([]byte, error)) ([]byte, error) {
	if err := r.ParseForm(); err != nil {
		return nil, badData("read the parameters: %w", err)
	}
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	case <-r.Context().Done():
		return nil, fmt.Errorf("wait for other queries to end: %w", r.Context().Err())
	}
	q, err := a.queryable(r.Context(), r.Form.Get("vintage"))
	if err != nil {
		return nil, err
	}
	return answer(request{r, q})
}

func (a *API) send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept-Encoding")
	if len(body) > 1024 && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.zip(body)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	// The asker may be gone: nobody is left to tell.
	_, _ = w.Write(body)
}

func (a *API) zip(body []byte) []byte {
	var buf bytes.Buffer
	z, ok := a.zips.Get().(*gzip.Writer)
	if !ok {
		// The level is a valid one, so that there is no error.
		z, _ = gzip.NewWriterLevel(&buf, gzip.BestSpeed)
	}
	defer a.zips.Put(z)
	z.Reset(&buf)
	// A buffer takes everything, so neither of these fails.
	_, _ = z.Write(body)
	_ = z.Close()
	return buf.Bytes()
}
