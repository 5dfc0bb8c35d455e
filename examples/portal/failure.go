package main

import (
	"context"
	"errors"
	"net/http"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/operator"
)

// errUnreadable: the form that came is none.
var errUnreadable = errors.New("unreadable form")

// fail answers an error that no page could answer itself. What it says is for the log alone.
func (v *visit) fail(err error) {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		v.failure(http.StatusRequestEntityTooLarge, "too-large")
	case errors.Is(err, errUnreadable):
		v.failure(http.StatusBadRequest, "unreadable")
	case errors.Is(err, operator.ErrNotAllowed):
		v.failure(http.StatusForbidden, "forbidden")
	case errors.Is(err, fault.Refused):
		v.failure(http.StatusUnprocessableEntity, "refused", fault.All(err)...)
	case errors.Is(err, fault.Transient), errors.Is(err, fault.Conflict), errors.Is(err, context.DeadlineExceeded):
		v.server.logger.WarnContext(v.context(), "a page failed for now", "route", v.r.Pattern, "error", err)
		v.w.Header().Set("Retry-After", "5")
		v.failure(http.StatusServiceUnavailable, "unavailable")
	case errors.Is(err, context.Canceled):
		// Nobody is there any more to read an answer.
	default:
		v.server.logger.ErrorContext(v.context(), "a page failed", "route", v.r.Pattern, "error", err)
		v.failure(http.StatusInternalServerError, "internal")
	}
}

func (v *visit) notFound() error {
	v.failure(http.StatusNotFound, "not-found")
	return nil
}

// failure shows the page about a failure: what happened, and what to do now. Its texts are
// "failure.<kind>" and "failure.<kind>.advice".
func (v *visit) failure(status int, kind string, faults ...fault.Fault) {
	p := page{Name: "failure", Status: status, Path: "/", Form: &form{}, Data: "failure." + kind}
	p.Form.blame(faults, v.server.texts, v.tongue.tag)
	if err := v.show(p); err != nil {
		v.server.logger.ErrorContext(v.context(), "the failure page failed", "error", err)
		http.Error(v.w, http.StatusText(status), status)
	}
}
