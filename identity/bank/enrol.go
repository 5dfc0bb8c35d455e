package bank

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/registration"
)

// BeginEnrolment is the command to be registered by a bank, for somebody without an account (CNF-9).
type BeginEnrolment struct {
	// Key makes the command idempotent, as in registration.Register.
	Key string
	// Bank is the id of one of [Service.Banks]. Consent is the person's to have it tell the portal who they are; its
	// channel is that of the other consents too.
	Bank    string
	Consent Consent
	// Contact is where the one-time code goes. Consents and Language are as in registration.Register.
	Contact  string
	Consents []registration.Consent
	Language string
}

// Format prints a mask for every verb.
func (BeginEnrolment) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "[begin enrolment]")
}

// LogValue is a mask.
func (BeginEnrolment) LogValue() slog.Value { return slog.StringValue("[begin enrolment]") }

// BeginEnrolment makes a request to the bank for somebody who has no account. The answer does not tell whether the
// contact is known (REG-8). What it returns is the same for a repeated key.
func (s *Service) BeginEnrolment(ctx context.Context, command BeginEnrolment) (request Request, err error) {
	if s.enrolment == nil {
		return Request{}, fault.AsPermanent(errors.New("bank: Config.Enrolment is missing"))
	}
	bank, refusal := s.front.bank(command.Bank)
	if command.Consent.Version == "" {
		refusal = fault.Join(refusal, ErrConsent.At("consent"))
	}
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		applicant, err := s.applicant(ctx, unit, command)
		if err := fault.Join(refusal, err); err != nil {
			return err
		}
		id, err := unit.NewID()
		if err != nil {
			return err
		}
		scope := "bank-enrolment\x00" + command.Bank + "\x00" + applicant.Contact.Reveal()
		earlier, done, err := unit.Once(ctx, scope, command.Key, s.exchanges.Stream(id))
		if err != nil {
			return err
		}
		if done {
			x, err := s.exchanges.Load(ctx, unit, earlier.ID)
			request = s.sent(x.State(), bank)
			return err
		}
		x, err := s.enrol(ctx, unit, id, command.Bank, applicant)
		if err != nil {
			return err
		}
		request = s.sent(x.State(), bank)
		return nil
	})
	if err != nil {
		return Request{}, err
	}
	return request, nil
}

// applicant reads who is to be enrolled, with the consent to the transfer among theirs.
func (s *Service) applicant(ctx context.Context, unit *es.Unit, command BeginEnrolment) (Applicant, error) {
	applicant := Applicant{Consents: command.Consents, Language: command.Language, Channel: command.Consent.Channel}
	if command.Consent.Version != "" {
		applicant.Consents = append(slices.Clip(command.Consents), registration.Consent{
			Purpose: account.IdentityByBank, Recipient: party(command.Bank), Version: command.Consent.Version,
		})
	}
	if err := s.enrolment.CheckContact(ctx, unit, applicant.application(command.Contact)); err != nil {
		return Applicant{}, err
	}
	var err error
	applicant.Contact, err = person.ParsePhoneOrEmail(command.Contact)
	return applicant, fault.At("contact", err)
}

// application is what the bank's client applies with, at a contact.
func (a Applicant) application(contact string) enrolment.Application {
	return enrolment.Application{Contact: contact, Consents: a.Consents, Language: a.Language, Channel: a.Channel}
}

// enrol makes the request, with a data key of its own for the contact.
func (s *Service) enrol(
	ctx context.Context, unit *es.Unit, id, bank string, applicant Applicant,
) (*es.Aggregate[Exchange], error) {
	who := unit.Key(TriesCategory, strings.ToLower(applicant.Contact.Reveal())).Index
	if err := s.countTry(ctx, unit, who); err != nil {
		return nil, err
	}
	if err := unit.CreateKey(ctx, id); err != nil {
		return nil, err
	}
	x, err := s.exchanges.Begin(unit, id)
	if err != nil {
		return nil, err
	}
	err = x.Decide(func(Exchange) ([]es.Event[Exchange], error) {
		return []es.Event[Exchange]{EnrolmentRequested{
			Request: id, Bank: bank, Consents: applicant.Consents, Language: applicant.Language, Channel: applicant.Channel,
			Secret: s.codes.Current(), ExpiresAt: unit.Now().Add(s.policy.RequestFor), At: unit.Now(),
			Contact: es.NewPersonal(applicant.Contact),
		}}, nil
	})
	unit.SetTimer(x.Stream(), ExpireTimer, x.State().ExpiresAt)
	return x, err
}

// EnrolmentReply is what came back from a bank through the browser of somebody without an account.
type EnrolmentReply struct {
	// Kept is what the browser kept, State came with the answer.
	Kept, State State
	// Assertion is what the bank signed.
	Assertion string
}

// CompleteEnrolment opens an enrolment with what the bank asserts, when the reply is the bank's answer to an open
// request that was made in this very browser. The person goes on with the code that goes to their contact. A reply that
// is no answer, or in which the bank does not tell the SNILS, is refused and recorded as by Complete.
func (s *Service) CompleteEnrolment(ctx context.Context, reply EnrolmentReply) (opened enrolment.Opened, err error) {
	answer := answer{state: reply.State, assertion: reply.Assertion, fits: func(x Exchange) bool {
		return x.enrols() && same(s.kept(x).proof(), reply.Kept.proof())
	}}
	asserted, err := s.hear(ctx, answer)
	if err != nil {
		return enrolment.Opened{}, err
	}
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		x, err := s.open(ctx, unit, answer)
		if err != nil {
			return err
		}
		opened, err = s.vouch(ctx, unit, x.State(), asserted)
		if err != nil {
			return err
		}
		if err := x.Decide(end(Answered, unit.Now())); err != nil {
			return err
		}
		return s.close(ctx, unit, x, "")
	})
	if errors.Is(err, fault.Refused) {
		// The same answer may have been taken since the request was read, and then it is what the refusal is about.
		if _, used := s.look(ctx, answer); used != nil {
			err = used
		}
	}
	if err != nil {
		return enrolment.Opened{}, err
	}
	return opened, nil
}

// vouch opens the enrolment, and records on its account what came from the bank.
func (s *Service) vouch(ctx context.Context, unit *es.Unit, x Exchange, asserted Identity) (enrolment.Opened, error) {
	application := x.Applicant.application(x.Applicant.Contact.Reveal())
	application.Form = asserted.form()
	application.Vouched = account.Confirmation{Method: account.Bank, By: x.Bank, Evidence: x.ID}
	opened, err := s.enrolment.Open(ctx, unit, application)
	if err != nil {
		return enrolment.Opened{}, err
	}
	owner, err := s.accounts.Load(ctx, unit, opened.Account)
	if err != nil {
		return enrolment.Opened{}, err
	}
	return opened, owner.Decide(received(x.Bank, asserted, unit.Now()))
}
