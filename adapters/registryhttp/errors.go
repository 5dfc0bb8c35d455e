package registryhttp

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
)

// quietError tells less than its cause, which may repeat what was received or sent.
type quietError struct {
	text  string
	cause error
}

func (e *quietError) Error() string { return e.text }
func (e *quietError) Unwrap() error { return e.cause }

// unreachable is the error of a request without a response.
func (r registry) unreachable(cause error) error {
	text := "no answer"
	var network *net.OpError
	var certificate *tls.CertificateVerificationError
	var hostname x509.HostnameError
	switch {
	case errors.Is(cause, errNoToken):
		text = errNoToken.Error()
	case errors.As(cause, &certificate), errors.As(cause, &hostname):
		text = "the registry's certificate is not trusted"
	case errors.As(cause, &network):
		text = network.Error()
	}
	err := &quietError{text: fmt.Sprintf("registryhttp: %s: %s", r.check, text), cause: cause}
	if errors.Is(cause, fault.Permanent) {
		return err
	}
	return fault.AsTransient(err)
}

// refused is the error of a response that is no answer (see the contract): what passes is transient, and
// busy when it names a pause; what somebody must mend is permanent; what the contract does not know is
// nonsense.
func (r registry) refused(reply response) error {
	err := fmt.Errorf("registryhttp: %s: status %d", r.check, reply.status)
	switch status := reply.status; {
	case status < 300:
		return r.nonsense("status %d", status)
	case status < 500 && status != http.StatusRequestTimeout && status != http.StatusConflict &&
		status != http.StatusTooEarly && status != http.StatusTooManyRequests:
		return fault.AsPermanent(err)
	case reply.retryAfter > 0:
		return fmt.Errorf("%w: %w", err, &verification.BusyError{After: reply.retryAfter})
	default:
		return fault.AsTransient(err)
	}
}

// nonsense is the error of a response outside the contract.
func (r registry) nonsense(format string, args ...any) error {
	return fault.AsTransient(fmt.Errorf("registryhttp: %s: %w: "+format, append([]any{r.check, verification.ErrNonsense}, args...)...))
}
