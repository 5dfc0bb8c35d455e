package cms

import "bytes"

// DigestOf gives a digest by its object identifier.
func DigestOf(oid string, data []byte) []byte { return digests[oid].of(data) }

// Unarmoured gives the DER of what may be PEM.
func Unarmoured(text []byte) []byte { return bytes.Clone(unarmoured(text)) }
