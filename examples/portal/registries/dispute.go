package registries

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"strings"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// place is where a registry disputes something: a field of one person.
type place struct {
	Check  verification.Check `json:"check"`
	Person string             `json:"person"`
	Field  string             `json:"field"`
}

// mark recognises the value that is disputed, and tells nobody what it is.
type mark struct {
	Salt string `json:"salt"`
	Sum  []byte `json:"sum"`
}

type dispute struct {
	place
	mark
}

// dispute says that the registry has the field otherwise than the person wrote first, and agrees with
// anything else in it: so there is always something to correct, and a way on.
func (r *Registries) dispute(order Order, request string, p profile.Profile) (verification.Answer, error) {
	matched := verification.Answer{Outcome: verification.OutcomeMatched}
	text, err := p.Reveal().Get(order.Field)
	if err != nil || text == "" {
		return matched, nil
	}
	person, _, _ := strings.Cut(request, ".")
	where := place{order.Check, person, order.Field}
	r.mu.Lock()
	defer r.mu.Unlock()
	first, known := r.disputes[where]
	if !known {
		first = markOf(rand.Text(), text)
		if err := r.file.Append(entry{Dispute: &dispute{where, first}}); err != nil {
			return verification.Answer{}, fault.AsTransient(err)
		}
		r.disputes[where] = first
	}
	if !hmac.Equal(first.Sum, markOf(first.Salt, text).Sum) {
		return matched, nil
	}
	return verification.Answer{
		Outcome:     verification.OutcomeMismatched,
		Differences: []verification.Difference{{Field: order.Field, OnlyYo: order.Opinion == DiffersInYo}},
	}, nil
}

func markOf(salt, text string) mark {
	sum := hmac.New(sha256.New, []byte(salt))
	sum.Write([]byte(text))
	return mark{salt, sum.Sum(nil)}
}
