package confirmation

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// Policy holds the figures of codes and links.
type Policy struct {
	// SMS and Email are the codes for each kind of contact.
	SMS, Email CodePolicy
	// SendPause is the least time between two sendings to one contact (COD-4): 60 s.
	SendPause time.Duration
	// SendsPerHour and SendsPerDay bound the sendings to one contact in any 60 minutes and any 24
	// hours (COD-4): 5 and 20.
	SendsPerHour, SendsPerDay int
	// WrongPerDay bounds the wrong answers for one contact in any 24 hours, over all codes (COD-3): 50,
	// below the 100 of NIST SP 800-63B, which 20 codes with 5 tries each would reach.
	WrongPerDay int
	// GrantFor is how long a proof entitles to the step after it, such as setting the password:
	// 30 minutes. After that the contact is proved again.
	GrantFor time.Duration
}

// CodePolicy holds the figures of one kind of code.
type CodePolicy struct {
	Alphabet Alphabet
	// Length is the number of characters.
	Length int
	// ValidFor is the life of one code: it is accepted before it has passed, refused from then on.
	ValidFor time.Duration
	// Tries is how many wrong answers a code bears (COD-3).
	Tries int
}

// DefaultPolicy returns the figures of the rules: by SMS 6 digits for 300 s (COD-1), by e-mail 6
// digits or a link for 24 h (COD-2), 5 tries (COD-3).
func DefaultPolicy() Policy {
	return Policy{
		SMS:          CodePolicy{Alphabet: Decimal, Length: 6, ValidFor: 300 * time.Second, Tries: 5},
		Email:        CodePolicy{Alphabet: Decimal, Length: 6, ValidFor: 24 * time.Hour, Tries: 5},
		SendPause:    60 * time.Second,
		SendsPerHour: 5,
		SendsPerDay:  20,
		WrongPerDay:  50,
		GrantFor:     30 * time.Minute,
	}
}

// Validate reports every figure that cannot work, on the fault.Permanent axis.
func (p Policy) Validate() error {
	positive := func(name string, figure int64) error {
		if figure > 0 {
			return nil
		}
		return fmt.Errorf("confirmation policy: %s is not positive", name)
	}
	return fault.AsPermanent(errors.Join(
		p.SMS.validate("SMS"),
		p.Email.validate("Email"),
		positive("SendPause", int64(p.SendPause)),
		positive("SendsPerHour", int64(p.SendsPerHour)),
		positive("SendsPerDay", int64(p.SendsPerDay)),
		positive("WrongPerDay", int64(p.WrongPerDay)),
		positive("GrantFor", int64(p.GrantFor)),
	))
}

// largestBias is how much likelier than another a code may be at most, relatively.
const largestBias = 1e-6

func (p CodePolicy) validate(name string) error {
	if !p.Alphabet.valid() || p.Length < 1 || p.ValidFor <= 0 || p.Tries < 1 {
		return fmt.Errorf("confirmation policy: %s lacks an alphabet, a length, a validity or tries", name)
	}
	codes := math.Pow(float64(len(p.Alphabet)), float64(p.Length))
	even := math.Exp2(64) / codes
	if even < 1 || (even < 1/largestBias && even != math.Trunc(even)) {
		return fmt.Errorf("confirmation policy: %s has too many codes to be drawn evenly from 64 bits", name)
	}
	return nil
}

// Code writes what was derived as a code. That 64 bits of it are enough for an even draw is what Validate sees
// to.
func (p CodePolicy) Code(derived []byte) string {
	number := binary.BigEndian.Uint64(derived)
	characters := make([]byte, p.Length)
	for i := p.Length - 1; i >= 0; i-- {
		characters[i] = p.Alphabet[number%uint64(len(p.Alphabet))]
		number /= uint64(len(p.Alphabet))
	}
	return string(characters)
}

func (p Policy) code(kind person.ContactKind) CodePolicy {
	if kind == person.ContactPhone {
		return p.SMS
	}
	return p.Email
}
