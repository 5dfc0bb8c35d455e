package password

import (
	"errors"
	"fmt"

	"github.com/kabinet-go/kabinet/fault"
)

// Params are the costs of one Argon2id hashing (RFC 9106). Every hash carries its own (PWD-3).
type Params struct {
	// Time is the number of passes.
	Time uint32
	// Memory is in KiB; each hashing takes that much while it runs.
	Memory uint32
	// Threads is the degree of parallelism.
	Threads uint8
	// SaltLength and KeyLength are in bytes.
	SaltLength, KeyLength uint32
}

// DefaultParams are the least that OWASP's password storage guide recommends for Argon2id, 2 passes over
// 19 MiB in one thread, with the salt of 16 and the key of 32 bytes that RFC 9106 section 4 names.
func DefaultParams() Params {
	return Params{Time: 2, Memory: 19 * 1024, Threads: 1, SaltLength: 16, KeyLength: 32}
}

// CheapestParams are for tests and benchmarks, where hashing is not the subject. They protect nothing.
func CheapestParams() Params {
	return Params{Time: 1, Memory: 8, Threads: 1, SaltLength: 8, KeyLength: 16}
}

// The widest parameters of a hash this package makes or reads. They belong to the format, not to a
// policy: a corrupt or forged hash must not take the machine's memory or minutes of its time. The lower
// bounds of salt and memory are those of RFC 9106; its second recommended option (64 MiB, 3, 4) fits.
const (
	maxTime       = 16
	maxMemory     = 256 * 1024 // KiB
	maxThreads    = 16
	minSaltLength = 8
	maxSaltLength = 64
	minKeyLength  = 16
	maxKeyLength  = 64
)

// Validate reports every figure that is out of bounds: 1–16 passes, 8 KiB per thread up to 256 MiB, 1–16
// threads, 8–64 bytes of salt, 16–64 bytes of key. The error is on the [fault.Permanent] axis.
func (p Params) Validate() error {
	var mistakes []error
	between := func(name string, value, least, most uint32) {
		if value < least || value > most {
			mistakes = append(mistakes, fmt.Errorf("password params: %s %d is not within %d–%d", name, value, least, most))
		}
	}
	between("Time", p.Time, 1, maxTime)
	between("Memory", p.Memory, 8*max(1, uint32(p.Threads)), maxMemory)
	between("Threads", uint32(p.Threads), 1, maxThreads)
	between("SaltLength", p.SaltLength, minSaltLength, maxSaltLength)
	between("KeyLength", p.KeyLength, minKeyLength, maxKeyLength)
	return fault.AsPermanent(errors.Join(mistakes...))
}
