package registryhttp

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/contract"
	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/strict"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
)

// Callbacks returns the handler of what registries tell by themselves: POST /document, /snils and /inn, of
// those that have a secret. Mount it behind http.StripPrefix where you like, in a server with a
// ReadHeaderTimeout: bodies have their time here, headers do not. Nothing is believed, nor handed
// on, before the signature is found right. What is refused is logged, and changes nothing.
func Callbacks(config CallbackConfig) (http.Handler, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	config = config.withDefaults()
	mux := http.NewServeMux()
	for check := range config.Secrets {
		mux.Handle("POST /"+string(check), callbacks{config, check})
	}
	return mux, nil
}

// callbacks are those of one registry.
type callbacks struct {
	CallbackConfig
	check verification.Check
}

// ServeHTTP answers as the webhook of the contract says.
func (c callbacks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// From here on, since the server waits for the rest of a body also after a refusal. Read to its end the body
	// leaves no deadline behind. A writer without a connection, as in tests, knows none and needs none.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(c.BodyTimeout))
	refused := c.take(w, r)
	if refused == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	c.Logger.LogAttrs(r.Context(), slog.LevelWarn, "callback of a registry refused", slog.String("registry", string(c.check)),
		slog.String("reason", refused.reason), slog.Int("status", refused.status), slog.String("webhook", loggable(r.Header.Get(headerID))))
	if refused.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", troubleLasts)
	}
	http.Error(w, refused.reason, refused.status)
}

// troubleLasts is for how many seconds a registry is asked to leave the portal alone that has trouble.
const troubleLasts = "30"

// refusal is why a callback was not believed.
type refusal struct {
	status int
	reason string
}

// take hands a callback on, when everything about it is right.
func (c callbacks) take(w http.ResponseWriter, r *http.Request) *refusal {
	body, refused := c.believe(w, r)
	if refused != nil {
		return refused
	}
	if !isJSON(r.Header.Get("Content-Type")) {
		return &refusal{http.StatusUnsupportedMediaType, "the content is not JSON by its type"}
	}
	var said contract.Callback
	if err := strict.Decode(body, &said); errors.Is(err, strict.ErrMistyped) {
		return &refusal{http.StatusUnprocessableEntity, err.Error()}
	} else if err != nil {
		return &refusal{http.StatusBadRequest, err.Error()}
	}
	return c.heard(c.Recipient.Callback(r.Context(), c.check, said.Ticket, answerOf(said.Answer)))
}

// believe returns the body of a callback that the registry has signed.
func (c callbacks) believe(w http.ResponseWriter, r *http.Request) ([]byte, *refusal) {
	id, timestamp, given := r.Header.Get(headerID), r.Header.Get(headerTimestamp), signatures(r.Header.Get(headerSignature))
	sent, err := parseTimestamp(timestamp)
	switch off := time.Since(sent); {
	case id == "", err != nil, len(given) == 0:
		return nil, &refusal{http.StatusUnauthorized, "not signed"}
	case off > c.Tolerance:
		return nil, &refusal{http.StatusUnauthorized, "too old"}
	case off < -c.Tolerance:
		return nil, &refusal{http.StatusUnauthorized, "from the future"}
	}
	body, refused := c.read(w, r)
	switch {
	case refused != nil:
		return nil, refused
	case signed(c.Secrets[c.check], given, id, timestamp, body):
		return body, nil
	case signed(c.others(), given, id, timestamp, body):
		return nil, &refusal{http.StatusUnauthorized, "signed by another registry"}
	default:
		return nil, &refusal{http.StatusUnauthorized, "the signature is wrong"}
	}
}

func (c callbacks) others() []Secret {
	var secrets []Secret
	for _, check := range checks {
		if check != c.check {
			secrets = append(secrets, c.CallbackConfig.Secrets[check]...)
		}
	}
	return secrets
}

func (c callbacks) read(w http.ResponseWriter, r *http.Request) ([]byte, *refusal) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, c.MaxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, &refusal{http.StatusRequestEntityTooLarge, "too large"}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &refusal{http.StatusRequestTimeout, "too slow"}
	case err != nil:
		return nil, &refusal{http.StatusBadRequest, "cut off"}
	}
	return body, nil
}

// heard tells what the recipient made of a callback that was believed.
func (c callbacks) heard(err error) *refusal {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, verification.ErrUnknownTicket):
		return &refusal{http.StatusNotFound, "an unknown ticket"}
	case errors.Is(err, verification.ErrNonsense):
		return &refusal{http.StatusUnprocessableEntity, "not an answer of this registry"}
	case errors.Is(err, fault.Transient), errors.Is(err, fault.Conflict), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &refusal{http.StatusServiceUnavailable, "trouble that passes"}
	default:
		return &refusal{http.StatusInternalServerError, "trouble"}
	}
}

// The headers of Standard Webhooks.
const (
	headerID        = "Webhook-Id"
	headerTimestamp = "Webhook-Timestamp"
	headerSignature = "Webhook-Signature"
)

// loggable returns a webhook-id of the contract; nothing else that a stranger sends is repeated.
func loggable(id string) string {
	if len(id) > 64 {
		return ""
	}
	for _, r := range id {
		if r < '!' || r > '~' {
			return ""
		}
	}
	return id
}
