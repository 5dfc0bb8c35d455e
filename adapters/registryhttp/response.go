package registryhttp

import (
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/strict"
)

// response is one with a body that was understood.
type response struct {
	status     int
	body       []byte
	retryAfter time.Duration
}

// receive reads a response of status 200 or 202. Every other one is an error; for statuses that the caller
// takes for an answer of their own, the response is returned beside it.
func (r registry) receive(got *http.Response, err error) (response, error) {
	if err != nil {
		return response{}, r.unreachable(err)
	}
	defer func() { _ = got.Body.Close() }()
	reply := response{status: got.StatusCode, retryAfter: retryAfter(got.Header.Get("Retry-After"), time.Now())}
	if got.StatusCode != http.StatusOK && got.StatusCode != http.StatusAccepted {
		_, _ = io.CopyN(io.Discard, got.Body, r.maxResponse) // so that the connection can be used again
		if ended := ended(got.Request); ended != nil {
			return response{}, r.unreachable(ended)
		}
		return reply, r.refused(reply)
	}
	if !isJSON(got.Header.Get("Content-Type")) {
		return response{}, r.nonsense("the content is not JSON by its type")
	}
	reply.body, err = io.ReadAll(io.LimitReader(got.Body, r.maxResponse+1))
	switch {
	case err != nil:
		return response{}, r.unreachable(err)
	case int64(len(reply.body)) > r.maxResponse:
		return response{}, r.nonsense("more than %d bytes", r.maxResponse)
	}
	return reply, nil
}

// ended returns the error of a request that was given up. Over HTTP/2 the other side may still say so, as trouble of its
// own.
func ended(request *http.Request) error {
	if request == nil { // by a transport that does not tell
		return nil
	}
	return request.Context().Err()
}

// decode reads the body of a response.
func (r registry) decode(reply response, into any) error {
	if err := strict.Decode(reply.body, into); err != nil {
		return r.nonsense("%w", err)
	}
	return nil
}

// isJSON reports whether a content type is JSON in UTF-8.
func isJSON(contentType string) bool {
	kind, parameters, err := mime.ParseMediaType(contentType)
	charset := parameters["charset"]
	return err == nil && kind == "application/json" && (charset == "" || strings.EqualFold(charset, "utf-8"))
}
