package signature

import (
	"context"
	"time"
)

// Verifier tells whether somebody signed a content, and who, by a certificate that counted at a time.
// Implementations are safe for concurrent use.
type Verifier interface {
	// Verify returns the signer's certificate when signature is one of content that counts at the trusted time
	// at, and a refusal of this package otherwise, the first that stands in the way. What the signer says about
	// the time of signing never makes a certificate count.
	//
	// Content is detached: it is what was to be signed, byte by byte. Implementations say which encodings of
	// a signature they read. They do a bounded amount of work whatever they are given, do not change or keep
	// the slices, and call no other system except for revocation lists: trouble with these is on
	// fault.Transient, unless the context has ended, whose error is returned then.
	Verify(ctx context.Context, content, signature []byte, at time.Time) (Certificate, error)
}
