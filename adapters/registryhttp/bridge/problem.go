package bridge

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/contract"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
)

var (
	errTicket   = errors.New("bridge: a ticket that is not known")
	errRegistry = errors.New("bridge: the registry's answer makes no sense")
)

// fail answers a question of which came no answer.
func (b *Bridge) fail(w http.ResponseWriter, r *http.Request, err error) {
	var busy *verification.BusyError
	switch {
	case r.Context().Err() != nil: // nobody listens any more
		b.problem(w, http.StatusServiceUnavailable, "The question was given up", nil)
		return
	case errors.Is(err, errTicket):
		b.problem(w, http.StatusNotFound, "The ticket is not known", nil)
		return
	case errors.Is(err, fault.Refused):
		b.problem(w, http.StatusBadRequest, "The question is not understood", fault.All(err))
		return
	case errors.As(err, &busy):
		w.Header().Set("Retry-After", seconds(busy.After))
		b.problem(w, http.StatusTooManyRequests, "The registry is busy", nil)
	case errors.Is(err, errRegistry), errors.Is(err, verification.ErrNonsense):
		b.problem(w, http.StatusBadGateway, "The registry's answer makes no sense", nil)
	case errors.Is(err, fault.Permanent):
		b.problem(w, http.StatusForbidden, "The registry refuses to be asked", nil)
	case errors.Is(err, fault.Transient):
		b.problem(w, http.StatusServiceUnavailable, "The registry is down", nil)
	default:
		b.problem(w, http.StatusInternalServerError, "The bridge has failed", nil)
	}
	b.config.Logger.WarnContext(r.Context(), "a question to a registry failed", slog.String("path", r.URL.Path), slog.Any("error", err))
}

// misread answers a request that is not of the contract's form. What the error repeats is not told.
func (b *Bridge) misread(w http.ResponseWriter, _ *http.Request, _ error) {
	b.problem(w, http.StatusBadRequest, "The request lacks something or has it of a wrong type", nil)
}

func (b *Bridge) problem(w http.ResponseWriter, status int, title string, faults []fault.Fault) {
	problem := contract.Problem{Title: title, Status: status}
	for _, f := range faults {
		problem.Faults = append(problem.Faults, contract.Fault{Path: f.Path, Code: f.Code})
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(problem) // who asked has gone if it fails
}
