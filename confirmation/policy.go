package confirmation

import (
	"time"

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

func (p Policy) code(kind person.ContactKind) CodePolicy {
	if kind == person.ContactPhone {
		return p.SMS
	}
	return p.Email
}
