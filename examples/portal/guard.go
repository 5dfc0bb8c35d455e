package main

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// largestForm bounds the body of a request; the largest form of the portal takes a few kilobytes. One with a file may be
// as large as largestUpload, so that a file somewhat too large is refused at its field.
const (
	largestForm   = 64 << 10
	largestUpload = 1 << 20
)

// guard puts in front of every page what all of them need.
func (s *server) guard(pages http.Handler) http.Handler {
	return s.watch(s.headers(s.sameOrigin(limit(pages))))
}

// sameOrigin refuses forms that other sites sent (CSRF). The browser itself says where a form comes
// from, in Sec-Fetch-Site or Origin, and cookies are SameSite=Lax on top; so no token is carried through
// the forms, which could not protect the sign-in form anyway, before which there is no session to bind
// it to. Requests with neither header do not come from a browser that was led astray.
func (s *server) sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.visit(w, r).failure(http.StatusForbidden, "cross-origin") //nolint:contextcheck // a visit carries its request
	}))
	return protection.Handler(next)
}

// uploads is the type of forms with files.
const uploads = "multipart/form-data"

func limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		largest := int64(largestForm)
		if strings.HasPrefix(r.Header.Get("Content-Type"), uploads) {
			largest = largestUpload
		}
		r.Body = http.MaxBytesReader(w, r.Body, largest)
		next.ServeHTTP(w, r)
	})
}

// What pages may do: styles and images from here, forms to here, nothing else. A page with a script may a
// little more.
const (
	csp     = "Content-Security-Policy"
	allowed = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

// headers tell the browser what pages may do.
func (s *server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set(csp, allowed)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		if strings.HasPrefix(r.URL.Path, "/static/") {
			h.Set("Cache-Control", "max-age=300")
		}
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// watch logs every request by its route, which holds nothing personal as its query and form would, and
// turns a panic into an answer.
func (s *server) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := &answer{ResponseWriter: w, status: http.StatusOK}
		begun := time.Now()
		defer func() { //nolint:contextcheck // as above
			if trouble := recover(); trouble != nil {
				if trouble == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
					panic(trouble)
				}
				s.logger.ErrorContext(r.Context(), "panic", "route", r.Pattern, "cause", harmless(trouble), "stack", string(debug.Stack()))
				if !answer.begun {
					s.visit(answer, r).failure(http.StatusInternalServerError, "internal")
				}
			}
			s.logger.InfoContext(r.Context(), "request", "method", r.Method, "route", r.Pattern,
				"status", answer.status, "took", time.Since(begun).Round(time.Millisecond))
		}()
		next.ServeHTTP(answer, r)
	})
}

// harmless says what a panic was about: in full if the runtime raised it, by type otherwise, since the
// value may hold anything.
func harmless(trouble any) string {
	if err, ok := trouble.(error); ok {
		if found, ok := errors.AsType[runtime.Error](err); ok {
			return found.Error()
		}
	}
	return fmt.Sprintf("%T", trouble)
}

// answer remembers what was answered.
type answer struct {
	http.ResponseWriter
	status int
	begun  bool
}

func (a *answer) WriteHeader(status int) {
	a.status, a.begun = status, true
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(bytes []byte) (int, error) {
	a.begun = true
	return a.ResponseWriter.Write(bytes)
}

// Unwrap lets net/http find what else the writer can do.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
