package signing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// front stands before a verifier: it limits the time, and puts every failure on an axis.
type front struct {
	verifier signature.Verifier
	timeout  time.Duration
}

// verify returns the signer's certificate. The error is a refusal, that of the caller's context, or on an axis.
func (f front) verify(ctx context.Context, content, signed []byte, at time.Time) (signature.Certificate, error) {
	limited, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	certificate, err := f.safely(limited, content, signed, at)
	switch {
	case ctx.Err() != nil:
		return signature.Certificate{}, ctx.Err()
	case limited.Err() != nil:
		return signature.Certificate{}, fault.AsTransient(fmt.Errorf("signing: a signature was not verified within %v", f.timeout))
	case err == nil && certificate.Subject.SNILS.IsZero():
		return signature.Certificate{}, fault.AsPermanent(errors.New("signing: the verifier accepted a certificate without SNILS"))
	case err == nil, errors.Is(err, fault.Refused), errors.Is(err, fault.Transient), errors.Is(err, fault.Permanent):
		return certificate, err
	default:
		return signature.Certificate{}, fault.AsPermanent(fmt.Errorf("signing: the verifier failed with a %T on no axis", err))
	}
}

// safely turns a panic of an adapter into an error.
func (f front) safely(ctx context.Context, content, signed []byte, at time.Time) (certificate signature.Certificate, err error) {
	defer func() {
		if trouble := recover(); trouble != nil {
			err = fault.AsPermanent(fmt.Errorf("signing: the verifier panicked with a %T", trouble))
		}
	}()
	return f.verifier.Verify(ctx, content, signed, at)
}
