package password

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/kabinet-go/kabinet/fault"
)

// ErrMalformedHash is a hash that this package did not write: another algorithm, parameters out of
// bounds, or damage. It is on the [fault.Permanent] axis and never shows the hash.
var ErrMalformedHash = fault.AsPermanent(errors.New("password: malformed hash"))

// phc is the content of a hash as the Password Hashing Competition's string format writes it.
type phc struct {
	params    Params
	salt, key []byte
}

// maxHashLength is above the longest text of the widest Params.
const maxHashLength = 256

// ParseHash reads a hash in the PHC string format, $argon2id$v=19$m=19456,t=2,p=1$salt$key, exactly as
// [Hash.Reveal] writes it: no other order, padding or spelling of figures. Parameters are bounded as in
// [Params.Validate], so that verifying a hash from outside cannot exhaust memory or time.
func ParseHash(text string) (Hash, error) {
	parsed, err := parsePHC(text)
	if err != nil {
		return Hash{}, err
	}
	return parsed.hash(), nil
}

func parsePHC(text string) (phc, error) {
	fields := strings.Split(text[:min(len(text), maxHashLength)], "$")
	if len(fields) != 6 {
		return phc{}, fmt.Errorf("%w: not six fields", ErrMalformedHash)
	}
	params, err := parseCosts(fields[3])
	if err != nil {
		return phc{}, err
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(fields[4])
	key, keyErr := base64.RawStdEncoding.DecodeString(fields[5])
	if saltErr != nil || keyErr != nil {
		return phc{}, fmt.Errorf("%w: salt or key is not Base64", ErrMalformedHash)
	}
	params.SaltLength, params.KeyLength = uint32(len(salt)), uint32(len(key))
	if err := params.Validate(); err != nil {
		return phc{}, errors.Join(ErrMalformedHash, err)
	}
	parsed := phc{params: params, salt: salt, key: key}
	// Catches another algorithm or version, and every second spelling of the same content.
	if parsed.reveal() != text {
		return phc{}, fmt.Errorf("%w: not Argon2id version %d in canonical form", ErrMalformedHash, argon2.Version)
	}
	return parsed, nil
}

func parseCosts(text string) (Params, error) {
	costs := strings.Split(text, ",")
	if len(costs) != 3 {
		return Params{}, fmt.Errorf("%w: not three costs", ErrMalformedHash)
	}
	memory, memoryErr := parseCost(costs[0], "m=", 32)
	passes, passesErr := parseCost(costs[1], "t=", 32)
	threads, threadsErr := parseCost(costs[2], "p=", 8)
	if err := errors.Join(memoryErr, passesErr, threadsErr); err != nil {
		return Params{}, err
	}
	return Params{Memory: uint32(memory), Time: uint32(passes), Threads: uint8(threads)}, nil
}

func parseCost(text, name string, bits int) (uint64, error) {
	value, err := strconv.ParseUint(strings.TrimPrefix(text, name), 10, bits)
	if err != nil {
		return 0, fmt.Errorf("%w: no figure for %s", ErrMalformedHash, name)
	}
	return value, nil
}

func (p phc) hash() Hash {
	text := p.reveal()
	return Hash{&text}
}

// reveal is the hash in clear.
func (p phc) reveal() string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, p.params.Memory, p.params.Time, p.params.Threads, encode(p.salt), encode(p.key))
}
