package collector

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// ErrUnchanged says that the publisher has nothing newer than what is stored.
var ErrUnchanged = errors.New("nothing new at the publisher")

// ErrUnreachable marks failures to get any answer at all, as against an answer
// that is of no use.
var ErrUnreachable = errors.New("no answer")

// ErrTooLarge refuses an answer or a file beyond the limit. The limit counts
// bytes after decompression.
var ErrTooLarge = errors.New("larger than allowed")

// Refused says that the publisher turned us away (401, 403, 451, 473). It is a
// state to be shown, never retried and never worked around.
type Refused struct {
	URL    string
	Status int
	Source string // whose figures were asked for, where that is known
}

func (e *Refused) Error() string {
	return fmt.Sprintf("get %s: the publisher refuses programs (HTTP %d); download the file in a browser and run: wsiswatch import --source %s FILE",
		e.URL, e.Status, or(e.Source, "ID"))
}

// StatusError is an answer other than 200.
type StatusError struct {
	URL    string
	Status int
	Wait   time.Duration // that the publisher asked for; 0 if it did not
	Why    string        // what the status does not tell, "" if it tells all
}

func (e *StatusError) Error() string {
	msg := fmt.Sprintf("get %s: HTTP %d %s", e.URL, e.Status, http.StatusText(e.Status))
	if e.Wait > 0 {
		msg += fmt.Sprintf(", asks to wait %s", e.Wait)
	}
	if e.Why != "" {
		msg += ": " + e.Why
	}
	return msg
}

// Temporary says whether asking again may help.
func (e *StatusError) Temporary() bool {
	switch e.Status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// temporary marks an error after which the same request is sent again.
type temporary struct{ error }

func (e temporary) Unwrap() error { return e.error }

// Politeness is how publishers are treated. Zero fields take the defaults.
type Politeness struct {
	Contact  string        // where a publisher finds who we are; default the project's page
	Attempts int           // for one request; default 4
	Wait     time.Duration // before the second attempt, doubled each time; default 1 s
	MaxWait  time.Duration // longest wait; a publisher that asks for more is left alone until the next run; default 1 min
	Timeout  time.Duration // for one attempt; default 2 min
	MaxBytes int64         // of one answer after decompression; default 256 MiB
}

const (
	defaultContact = "https://github.com/wsiswatch/wsiswatch"
	maxRedirects   = 5
)

func (p Politeness) orDefaults() Politeness {
	p.Contact = or(p.Contact, defaultContact)
	p.Attempts = or(p.Attempts, 4)
	p.Wait = or(p.Wait, time.Second)
	p.MaxWait = or(p.MaxWait, time.Minute)
	p.Timeout = or(p.Timeout, 2*time.Minute)
	p.MaxBytes = or(p.MaxBytes, 256<<20)
	return p
}

func or[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}

// Client asks publishers: patient with faults that pass, obedient to
// Retry-After, bounded in size and redirects, and open about who it is.
type Client struct {
	retrying *retryablehttp.Client
	agent    string
	limits   Politeness
	source   string // named where a publisher refuses
}

// NewClient wraps base, whose transport and cookies it keeps.
func NewClient(base *http.Client, version string, p Politeness) *Client {
	p = p.orDefaults()
	own := *base
	own.CheckRedirect = checkRedirect
	own.Timeout = or(own.Timeout, p.Timeout)
	c := &Client{limits: p, agent: fmt.Sprintf("wsiswatch/%s (+%s)", or(version, "dev"), p.Contact)}
	c.retrying = &retryablehttp.Client{
		HTTPClient:   &own,
		RetryWaitMin: p.Wait,
		RetryWaitMax: p.MaxWait,
		RetryMax:     p.Attempts - 1,
		CheckRetry:   c.again,
		Backoff:      retryablehttp.DefaultBackoff,
		ErrorHandler: giveUp,
	}
	return c
}

// from is the same client for one source.
func (c *Client) from(source string) *Client {
	if c == nil {
		return nil
	}
	own := *c
	own.source = source
	return &own
}

var errRedirects = errors.New("redirected too often, or to an address that is not secure")

func checkRedirect(next *http.Request, before []*http.Request) error {
	if len(before) > maxRedirects || before[0].URL.Scheme == "https" && next.URL.Scheme != "https" {
		return errRedirects
	}
	return nil
}

// Request is one question to a publisher.
type Request struct {
	URL    string
	ETag   string     // answered by ErrUnchanged where it still holds
	Accept string     // media type, "" leaves it to the publisher
	Form   url.Values // sent by POST where it is not nil
	// Check looks at the body. Its error is final unless it is temporary.
	Check func([]byte) error
}

// Answer is what came back with status 200.
type Answer struct {
	Bytes []byte
	ETag  string
}

// Get asks and reads the whole answer. Errors name the address without its
// secrets; errors.As tells *Refused and *StatusError, errors.Is ErrUnchanged,
// ErrUnreachable and ErrTooLarge.
func (c *Client) Get(ctx context.Context, q Request) (Answer, error) {
	method, body := http.MethodGet, []byte(nil)
	if q.Form != nil {
		method, body = http.MethodPost, []byte(q.Form.Encode())
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, method, q.URL, body)
	if err != nil {
		return Answer{}, fmt.Errorf("get %s: not an address", redact(q.URL))
	}
	req.Header.Set("User-Agent", c.agent)
	for name, value := range map[string]string{"If-None-Match": q.ETag, "Accept": q.Accept} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	if q.Form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	var got Answer
	req.SetResponseHandler(func(resp *http.Response) error {
		got, err = c.read(resp, q)
		return err
	})
	if _, err := c.retrying.Do(req); err != nil {
		return Answer{}, describe(ctx, q.URL, err)
	}
	return got, nil
}

// read turns a response into an answer or a typed error, and closes its body.
func (c *Client) read(resp *http.Response, q Request) (Answer, error) {
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusNotModified:
		return Answer{}, ErrUnchanged
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusUnavailableForLegalReasons, statusTurnedAway:
		if noRoute(resp) {
			return Answer{}, &StatusError{URL: redact(q.URL), Status: resp.StatusCode, Why: "the API has no such address any more; change it in the parameters of the source"}
		}
		return Answer{}, &Refused{URL: redact(q.URL), Status: resp.StatusCode, Source: c.source}
	default:
		return Answer{}, &StatusError{URL: redact(q.URL), Status: resp.StatusCode, Wait: askedWait(resp)}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.limits.MaxBytes+1))
	if err != nil {
		return Answer{}, temporary{fmt.Errorf("the answer broke off after %d bytes: %w", len(body), err)}
	}
	if int64(len(body)) > c.limits.MaxBytes {
		return Answer{}, fmt.Errorf("an answer over %d bytes: %w", c.limits.MaxBytes, ErrTooLarge)
	}
	if q.Check != nil {
		if err := q.Check(body); err != nil {
			return Answer{}, err
		}
	}
	return Answer{Bytes: body, ETag: resp.Header.Get("ETag")}, nil
}

// statusTurnedAway is in no standard: a wall before ITU's servers has answered
// programs with it.
const statusTurnedAway = 473

// noRoute tells an address that is not there from a refusal: a common gateway
// answers both with 403 and names the first by these words, although no token
// is missing.
func noRoute(resp *http.Response) bool {
	body, err := io.ReadAll(io.LimitReader(resp.Body, 4096))
	return err == nil && bytes.Contains(body, []byte("Missing Authentication Token"))
}

// again decides whether the same request is sent once more. All answers come
// here as the errors of read: one rule for both.
func (c *Client) again(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if ctx.Err() != nil || err == nil {
		return false, nil
	}
	if s, ok := errors.AsType[*StatusError](err); ok {
		return s.Temporary() && s.Wait <= c.limits.MaxWait, nil
	}
	if resp != nil {
		_, passing := errors.AsType[temporary](err)
		return passing, nil
	}
	if errors.Is(err, errRedirects) {
		return false, nil
	}
	return retryablehttp.DefaultRetryPolicy(ctx, resp, err)
}

func giveUp(resp *http.Response, err error, attempts int) (*http.Response, error) {
	if err != nil && attempts > 1 {
		err = fmt.Errorf("%w (after %d attempts)", err, attempts)
	}
	return resp, err
}

// askedWait is the wait that a publisher asks for in whole seconds or as a date.
func askedWait(resp *http.Response) time.Duration {
	return max(0, retryablehttp.DefaultBackoff(0, 0, 0, resp))
}

// describe names the address once, without secrets, and says why the context
// ended where that is the reason.
func describe(ctx context.Context, rawURL string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("get %s: %w", redact(rawURL), context.Cause(ctx))
	}
	if _, ok := errors.AsType[*Refused](err); ok {
		return err
	}
	if _, ok := errors.AsType[*StatusError](err); ok {
		return err
	}
	// Only the transport wraps in url.Error, and its text repeats the address.
	if u, ok := errors.AsType[*url.Error](err); ok {
		return fmt.Errorf("get %s: %w: %w", redact(rawURL), ErrUnreachable, u.Err)
	}
	return fmt.Errorf("get %s: %w", redact(rawURL), err)
}

var secretName = regexp.MustCompile(`(?i)key|token|secret|passw|auth|sig|subscription|client_?id`)

// redact drops what must not reach a log or a page from an address: user and
// password, and the query values whose names sound secret.
func redact(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "(an address that cannot be read)"
	}
	u.User = nil
	q, hidden := u.Query(), false
	for name := range q {
		if secretName.MatchString(name) {
			q.Set(name, "hidden")
			hidden = true
		}
	}
	if hidden {
		u.RawQuery = q.Encode()
	}
	return u.String()
}
