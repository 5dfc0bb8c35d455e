package enrolment

import (
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/profile"
)

// Codec knows the events of enrolments.
func Codec() *es.Codec[Enrolment] {
	codec := es.NewCodec[Enrolment]()
	es.RegisterPersonal(codec, "enrolment.begun", 1, func(e *EnrolmentBegun) (string, *es.Personal[profile.Form]) {
		return e.Account, &e.Form
	})
	es.Register[SNILSWrong](codec, "enrolment.snils-wrong", 1)
	es.Register[EnrolmentAccepted](codec, "enrolment.accepted", 1)
	es.Register[EnrolmentDiffered](codec, "enrolment.differed", 1)
	es.Register[EnrolmentEnded](codec, "enrolment.ended", 1)
	return codec
}

// EnrolmentBegun means that somebody vouches for a person, whom the account waits for.
type EnrolmentBegun struct {
	Account   string               `json:"account"`
	Vouched   account.Confirmation `json:"vouched"`
	ExpiresAt time.Time            `json:"expiresAt"`
	At        time.Time            `json:"at"`

	Form es.Personal[profile.Form] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e EnrolmentBegun) Evolve(Enrolment) Enrolment {
	return Enrolment{Account: e.Account, Vouched: e.Vouched, Form: e.Form.Value(), ExpiresAt: e.ExpiresAt}
}

// SNILSWrong means that whoever has the account entered another SNILS than the one vouched for.
type SNILSWrong struct {
	Account string    `json:"account"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e SNILSWrong) Evolve(s Enrolment) Enrolment {
	s.Wrong++
	return s
}

// EnrolmentAccepted means that the person took over what was said of them.
type EnrolmentAccepted struct {
	Account   string    `json:"account"`
	ExpiresAt time.Time `json:"expiresAt"`
	At        time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e EnrolmentAccepted) Evolve(s Enrolment) Enrolment {
	s.AcceptedAt, s.ExpiresAt = e.At, e.ExpiresAt
	return s
}

// EnrolmentDiffered means that the verified profile is not what was vouched for: nobody is confirmed.
type EnrolmentDiffered struct {
	Account     string                `json:"account"`
	Differences []identity.Difference `json:"differences"`
	At          time.Time             `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e EnrolmentDiffered) Evolve(s Enrolment) Enrolment {
	s.Ending, s.Differences = Differed, e.Differences
	return s
}

// EnrolmentEnded means that the enrolment is over.
type EnrolmentEnded struct {
	Account string    `json:"account"`
	Ending  Ending    `json:"ending"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e EnrolmentEnded) Evolve(s Enrolment) Enrolment {
	s.Ending = e.Ending
	return s
}
