package bridge

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/strict"
)

// admitted lets in who has one of the tokens or a certificate that is welcome.
func (b *Bridge) admitted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !b.byToken(r) && !b.byCertificate(r) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			b.problem(w, http.StatusUnauthorized, "No credentials that are known here", nil)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (b *Bridge) byToken(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	given, known := sha256.Sum256([]byte(token)), 0
	for _, valid := range b.config.Tokens {
		sum := sha256.Sum256([]byte(valid))
		known |= subtle.ConstantTimeCompare(given[:], sum[:])
	}
	return known == 1 && strings.EqualFold(scheme, "Bearer")
}

func (b *Bridge) byCertificate(r *http.Request) bool {
	return b.config.Certificate != nil && r.TLS != nil && len(r.TLS.VerifiedChains) > 0 &&
		b.config.Certificate(r.TLS.VerifiedChains[0][0])
}

// readable lets questions pass whose body is JSON that can be read in one way only.
func (b *Bridge) readable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, b.config.MaxBody))
		var large *http.MaxBytesError
		var question map[string]any
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		switch {
		case errors.As(err, &large):
			b.problem(w, http.StatusRequestEntityTooLarge, "The question is too large", nil)
		case kind != "application/json":
			b.problem(w, http.StatusUnsupportedMediaType, "The question is not JSON by its type", nil)
		case err != nil, strict.Decode(body, &question) != nil:
			b.problem(w, http.StatusBadRequest, "The question is not JSON", nil)
		default:
			r.Body = io.NopCloser(bytes.NewReader(body))
			next.ServeHTTP(w, r)
		}
	})
}
